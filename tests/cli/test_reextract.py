"""`readout reextract`: what an older version has read is read again, each article by itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_archive import JAKARTA, LISBON

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.command import Readout

pytestmark = pytest.mark.model


def age(file: Path, many: int) -> None:
    """Make the first so many articles those of an old version that found nothing."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE article SET version = 'rules-0' WHERE id <= ?", (many,))
        for table in ("position", "meeting", "person"):
            connection.execute(f"DELETE FROM {table} WHERE article_id <= ?", (many,))


def versions(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {version for (version,) in connection.execute("SELECT version FROM article")}


def test_old_readings_are_replaced_and_the_rest_left_alone(
    readout: Readout, tmp_path: Path
) -> None:
    file = tmp_path / "old.sqlite"
    assert readout("ingest", LISBON, JAKARTA, "--db", str(file)).returncode == 0
    before = readout("ask", "Portugal Indonesia", "--db", str(file))
    age(file, many=2)
    assert readout("ask", "Portugal Indonesia", "--db", str(file)).returncode == 1
    done = readout("reextract", "--db", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 articles read again by rules-")
    assert len(versions(file)) == 1
    assert "rules-0" not in versions(file)
    after = readout("ask", "Portugal Indonesia", "--db", str(file))
    assert after.stdout == before.stdout
    age(file, many=1)  # as after a stop half-way
    assert readout("reextract", "--db", str(file)).stdout.startswith("1 article read again")
    assert readout("reextract", "--db", str(file)).stdout.startswith("0 articles read again")


def test_only_what_was_shared_since_a_day(readout: Readout, tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    assert readout("ingest", LISBON, "--db", str(file)).returncode == 0
    age(file, many=1)
    later = readout("reextract", "--since", "2999-01-01", "--db", str(file))
    assert later.stdout.startswith("0 articles")
    assert "rules-0" in versions(file)
    assert readout("reextract", "--since", "2020-01-01", "--db", str(file)).stdout.startswith("1 a")
    wrong = readout("reextract", "--since", "spring", "--db", str(file))
    assert wrong.returncode == 2
    assert "is not a date like" in wrong.stderr


def test_no_archive_is_a_sentence(readout: Readout, tmp_path: Path) -> None:
    done = readout("reextract", "--db", str(tmp_path / "none.sqlite"))
    assert done.returncode != 0
    assert "There is no archive" in done.stderr
