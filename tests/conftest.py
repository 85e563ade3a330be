"""Fixtures for all tests: an emptied environment, a fixed clock, both databases, the corpus."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.database import Database
from tests.postgres import Server, started

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = os.environ.get("READOUT_CORPUS")
POSTGRES_URL = os.environ.get("READOUT_TEST_POSTGRES_URL")
KEPT = {"READOUT_CORPUS", "READOUT_TEST_POSTGRES_URL"}
XDG = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


class FixedClock:
    """A clock that stands at 2026-11-24 12:00 UTC until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> datetime:
        """Move on by a timedelta's parts (`days=1`) and return the new time."""
        self.now += timedelta(**parts)
        return self.now


@pytest.fixture(autouse=True)
def emptied_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No setting of the machine's reaches a test, and no test writes into a home."""
    for name in list(os.environ):
        if name.startswith(("READOUT_", "SLACK_")) and name not in KEPT:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in XDG:
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture
def clock() -> FixedClock:
    """A clock to hand to Services; `clock.advance(days=1)` moves it."""
    return FixedClock()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the corpus, never part of the project."""
    if not CORPUS:
        pytest.skip("READOUT_CORPUS names no corpus")
    return Path(CORPUS)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server: the one named, or one of our own until the end of the session."""
    with started(POSTGRES_URL) as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of the test's own."""
    path = tmp_path / "readout.sqlite"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database of the test's own."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    opened = Database(request.getfixturevalue(f"{request.param}_url"))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """An empty store on SQLite, for tests to which the kind of database does not matter."""
    opened = Database(sqlite_url)
    yield opened
    opened.close()
