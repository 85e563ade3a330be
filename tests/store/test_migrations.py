"""The schema: up, down, equal to the tables, and the ways in which a store may be unfit."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import inspect, text

import store.migrations
from bot.errors import Misconfigured
from store import articles, schema
from store.database import Database
from store.positions import find_meetings
from tests.store.making import EVERYONE, file_one

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Server

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"

def upgrade():
    with op.batch_alter_table("article", recreate="auto") as batch:
        batch.alter_column("text", type_=sa.Text())
        batch.add_column(sa.Column("note", sa.String()))
"""


@pytest.fixture
def newer(tmp_path: Path) -> str:
    """The scripts of a later version of the program, which rebuilds a table."""
    scripts = tmp_path / "scripts"
    shutil.copytree(Path(str(store.migrations.__file__)).parent, scripts)
    (scripts / "versions" / "0003_next.py").write_text(NEXT)
    return str(scripts)


@pytest.fixture
def bare_postgres(postgres: Server) -> Iterator[str]:
    """The URL of a PostgreSQL database without a schema."""
    with postgres.database(migrated=False) as url:
        yield url


def test_migrated_schema_equals_the_tables(database: Database) -> None:
    with database.migrating() as connection:
        command.check(schema.config(connection))


def test_downgrade_leaves_nothing_and_upgrade_brings_all_back(database: Database) -> None:
    with database.migrating() as connection:
        before = set(inspect(connection).get_table_names())
        command.downgrade(schema.config(connection), "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}
    assert database.pending_migrations()
    database.migrate()
    with database.migrating() as connection:
        assert set(inspect(connection).get_table_names()) == before


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.migrate()
    database.ensure_ready()
    assert not database.pending_migrations()
    assert database.revision() == schema.head() == "0002"


def test_new_sqlite_file_is_migrated_without_a_copy(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/readout.sqlite")
    assert database.pending_migrations()
    database.ensure_ready()
    assert not database.pending_migrations()
    database.close()
    assert not list(tmp_path.glob("*before*"))
    assert (tmp_path / "readout.sqlite").stat().st_mode & 0o077 == 0


def test_upgrading_sqlite_keeps_a_copy_and_all_that_hangs_on_a_rebuilt_table(
    sqlite_url: str, newer: str
) -> None:
    old = Database(sqlite_url)
    article_id = file_one(old, "A text from before.")
    old.close()
    upgraded = Database(sqlite_url, scripts=newer)
    upgraded.ensure_ready()
    assert upgraded.revision() == "0003"
    with upgraded.read() as tx:
        (found,) = find_meetings(tx, EVERYONE, parties=("CN", "RU"))
        assert tx.execute(text("PRAGMA foreign_key_check")).all() == []
    assert found.article.id == article_id
    upgraded.close()
    copy = upgraded.path.with_name("readout.sqlite.before-0003")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT text FROM article").fetchall() == [
            ("A text from before.",)
        ]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(copy.parent.glob("*.part"))


def test_copy_that_cannot_be_written_stops_the_upgrade(sqlite_url: str, newer: str) -> None:
    upgraded = Database(sqlite_url, scripts=newer)
    upgraded.path.with_name("readout.sqlite.before-0003").mkdir()
    with pytest.raises(Misconfigured, match="before the migration cannot be written"):
        upgraded.ensure_ready()
    assert upgraded.revision() == "0002"
    assert not list(upgraded.path.parent.glob("*.part"))
    upgraded.close()


def test_failing_migration_leaves_the_schema_as_it_was(database: Database, newer: str) -> None:
    broken = Path(newer) / "versions" / "0003_next.py"
    broken.write_text(NEXT + "    op.execute('SELECT nonsense FROM nowhere')\n")
    upgraded = Database(database.url, scripts=newer)
    with pytest.raises(Misconfigured, match="cannot be used"):
        upgraded.migrate()
    upgraded.close()
    assert database.revision() == "0002"
    with database.migrating() as connection:
        command.check(schema.config(connection))


def test_schema_newer_than_the_program_is_refused(database: Database, newer: str) -> None:
    upgraded = Database(database.url, scripts=newer)
    upgraded.migrate()
    upgraded.close()
    for use in (database.ensure_ready, database.migrate, database.pending_migrations):
        with pytest.raises(Misconfigured, match="newer than this program"):
            use()


@pytest.mark.postgres
def test_postgres_is_never_migrated_unasked(bare_postgres: str) -> None:
    database = Database(bare_postgres)
    with pytest.raises(Misconfigured, match="readout migrate"):
        database.ensure_ready()
    database.migrate()
    database.ensure_ready()
    database.close()


@pytest.mark.postgres
def test_two_programs_may_migrate_at_once(bare_postgres: str) -> None:
    databases = [Database(bare_postgres) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(database.migrate) for database in databases]:
            done.result()
    for database in databases:
        assert not database.pending_migrations()
        database.close()


def test_postgres_that_does_not_answer_is_a_sentence_without_the_password() -> None:
    database = Database("postgresql://reader:secret@127.0.0.1:1/readout")
    with pytest.raises(Misconfigured, match="cannot be used") as caught:
        database.ensure_ready()
    assert "secret" not in caught.value.user_message
    database.close()


def test_file_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (id)")
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Misconfigured, match="another program"):
        database.ensure_ready()
    database.close()


def test_file_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/{'x' * 300}.sqlite")
    with pytest.raises(Misconfigured, match="cannot be made"):
        database.ensure_ready()
    database.close()


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes.\n" * 100)
    database = Database(f"sqlite:///{path}")
    with pytest.raises(Misconfigured, match="not a database"):
        database.ensure_ready()
    database.close()


def test_nothing_of_a_deleted_text_is_left_in_the_files(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    marker = "Velvet marmalade treaty"
    file_one(database, f"{marker}. " + "Long text of the talks. " * 2000)
    with database.transaction() as tx:
        articles.delete_message(tx, "T1", "C1", "100.1")
    for path in database.path.parent.glob("readout.sqlite*"):
        assert marker.encode() not in path.read_bytes(), path.name
    database.close()
