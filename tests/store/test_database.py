"""Opening a database, transactions, types, and the settings that keep data safe."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from bot.errors import Misconfigured
from store import articles, executors, sqlite
from store.database import Database
from tests.store.making import EVERYONE, NOW, file_one, link, message, pasted


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgres_urls_get_the_installed_driver(scheme: str) -> None:
    database = Database(f"{scheme}://reader:secret@db.example/readout")
    assert database.url == "postgresql+psycopg://reader:secret@db.example/readout"
    assert not database.is_sqlite
    assert "secret" not in repr(database)
    database.close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory", "mysql://x/y", "?"]
)
def test_urls_that_will_not_do_are_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Misconfigured, match=r"READOUT_DATABASE_URL"):
        Database(url)


def test_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/deep/er/readout.sqlite")
    database.ensure_ready()
    assert (tmp_path / "deep/er/readout.sqlite").exists()
    database.close()


def test_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="cannot be made"):
        Database(f"sqlite:///{tmp_path}/file/readout.sqlite")


MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 22 0:41 / /mnt/team\\040share rw,relatime shared:1 - nfs4 nas:/vol rw
41 40 0:42 / /mnt/team\\040share/local rw - xfs /dev/vdb rw
42 22 0:43 / /mnt/win rw - cifs //nas/x rw
garbage
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/readout", "ext4"),
        ("/mnt/team share/readout", "nfs4"),
        ("/mnt/team share/local/readout", "xfs"),
        ("/mnt/window", "ext4"),
        ("/mnt/win", "cifs"),
    ],
)
def test_file_system_is_that_of_the_nearest_mount(path: str, kind: str) -> None:
    assert sqlite.file_system(Path(path), MOUNTS) == kind


def test_network_file_systems_are_refused_with_a_sentence() -> None:
    for path in ("/mnt/team share/r.sqlite", "/mnt/win/r.sqlite"):
        with pytest.raises(Misconfigured, match="network file system"):
            sqlite.refuse_network(Path(path), MOUNTS)
    sqlite.refuse_network(Path("/srv/r.sqlite"), MOUNTS)
    sqlite.refuse_network(Path("/srv/r.sqlite"), "")


def test_failing_transaction_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as tx:
            articles.add_share(tx, message(), link(), now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as tx:
        assert articles.status(tx, "T1").shares == 0


def test_reading_transaction_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as tx:
        executors.beat(tx, "p1", NOW)


def test_reading_transaction_sees_one_state(database: Database) -> None:
    with database.read() as tx:
        assert articles.status(tx, "T1").articles == 0
        file_one(database)
        assert articles.status(tx, "T1").articles == 0
    with database.read() as tx:
        assert articles.status(tx, "T1").articles == 1


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    elsewhere = datetime(2026, 11, 24, 14, 30, 1, 5, tzinfo=timezone(timedelta(hours=5.5)))
    with database.transaction() as tx:
        share_id = articles.add_share(tx, message(), link(), now=elsewhere)
    with database.read() as tx:
        share = articles.system_share(tx, share_id)
    assert share is not None
    assert share.shared_at == elsewhere
    assert share.shared_at.tzinfo is UTC


def test_naive_times_are_refused(database: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StatementError), database.transaction() as tx:
        executors.beat(tx, "p1", naive)


def test_hostile_characters_are_replaced_one_for_one(database: Database) -> None:
    hostile = "a\x00b\ud800c\U0001f600 end"
    with database.transaction() as tx:
        (share_id,) = articles.set_shares(tx, message(), [pasted(hostile)], now=NOW).added
    article_id = file_one(database, hostile)
    with database.read() as tx:
        share = articles.system_share(tx, share_id)
        filed = articles.find_article(tx, EVERYONE, article_id)
    assert share is not None
    assert filed is not None
    assert share.shared.body == filed.text.text == "a\ufffdb\ufffdc\U0001f600 end"


def test_sqlite_settings_survive_a_kill_and_leave_no_traces(sqlite_database: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "secure_delete": 1,
    }
    with sqlite_database.transaction() as tx:
        found = {name: tx.scalar(text(f"PRAGMA {name}")) for name in wanted}
    assert found == wanted
    with sqlite_database.read() as tx:
        assert tx.scalar(text("PRAGMA query_only")) == 1
    with sqlite_database.migrating() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 0


def test_writers_wait_for_each_other(database: Database) -> None:
    def add(name: str) -> None:
        for number in range(20):
            with database.transaction() as tx:
                executors.silent(tx, NOW)  # reads first: an upgrade of the lock would fail
                executors.beat(tx, f"{name}-{number}", NOW)

    threads = [Thread(target=add, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as tx:
        assert len(executors.alive(tx, NOW)) == 80
