"""What SQLite needs: pragmas, one writer at a time, a local disk, copies made while in use."""

from __future__ import annotations

import sqlite3
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

BUSY_MS = 5000
SUBSECONDS = (3, 42, 0)  # the first SQLite whose unixepoch() knows them
NETWORK = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "glusterfs", "lustre", "sshfs", "ncpfs")
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # forgotten text must not linger in free pages
)


def file_of(url: URL) -> Path:
    """Return the file a SQLite URL names. Raises Misconfigured for none."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise Misconfigured(
            "The database must be a file: give READOUT_DATABASE_URL as sqlite:///path/to/file."
        )
    return Path(url.database).expanduser()


def prepare(path: Path) -> None:
    """Make the file's folder, and refuse a disk where SQLite is not safe. Raises Misconfigured."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            f"The folder {path.parent} for the database cannot be made: {error.strerror}."
        ) from error
    refuse_network(path, mounts())


def create(path: Path) -> None:
    """Make an empty file that only its owner reads, unless there is one. Raises Misconfigured."""
    try:
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as error:
        raise Misconfigured(
            f"The database {path} cannot be made: {error.strerror}. Give READOUT_DATABASE_URL a "
            "path that this user can write to."
        ) from error


def refuse_network(path: Path, table: str) -> None:
    """Raise Misconfigured if the table of mounts puts the file on a network file system."""
    kind = file_system(path.parent.resolve(), table)
    if any(word in kind for word in NETWORK):
        raise Misconfigured(
            f"The database {path} is on a network file system ({kind}), where SQLite loses data: "
            "put it on a local disk, or use PostgreSQL."
        )


def mounts() -> str:
    """Return the system's table of mounts, empty where there is none to read."""
    table = Path("/proc/self/mountinfo")
    if not sys.platform.startswith("linux") or not table.exists():
        return ""
    return table.read_text(encoding="utf-8", errors="replace")


def file_system(path: Path, table: str) -> str:
    """Return the type of the file system that holds `path`, by a table of mounts (Linux)."""
    best, kind = -1, ""
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split()
        if len(fields) < 5 or not right:
            continue
        point = Path(fields[4].replace("\\040", " "))
        depth = len(point.parts)
        if depth >= best and path.is_relative_to(point):
            best, kind = depth, right.split()[0]
    return kind


def writer(url: URL) -> Engine:
    """Return an engine whose transactions take the write lock at once, so none is lost."""
    return _engine(url, begin="BEGIN IMMEDIATE", pragmas=PRAGMAS)


def reader(url: URL) -> Engine:
    """Return an engine that cannot write."""
    return _engine(url, begin="BEGIN", pragmas=(*PRAGMAS, "PRAGMA query_only=ON"))


def migrator(url: URL) -> Engine:
    """Return an engine without foreign keys: rebuilding a table must not delete its children."""
    pragmas = (*PRAGMAS, "PRAGMA foreign_keys=OFF")
    return _engine(url, begin="BEGIN IMMEDIATE", pragmas=pragmas, poolclass=NullPool)


def work_engine(url: str) -> Engine:
    """Return an engine on the file of the durable work, as DBOS makes one for itself.

    On Python from 3.12 DBOS asks SQLite for the time by `unixepoch('subsec')`, which is NULL
    before SQLite 3.42 (Debian 12 has 3.40): there we give it a function of that name.
    """
    engine = create_engine(url, pool_size=20, max_overflow=0, pool_timeout=30)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA foreign_keys=ON")
        if sqlite3.sqlite_version_info < SUBSECONDS:
            connection.create_function("unixepoch", 1, _unixepoch)

    return engine


def _unixepoch(form: str) -> float:
    if form != "subsec":
        raise ValueError(f"only the time with subseconds is known here, not {form!r}")
    return time.time()


def _engine(url: URL, *, begin: str, pragmas: tuple[str, ...], **options: Any) -> Engine:
    engine = create_engine(url, **options)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def empty_log(path: Path) -> None:
    """Move the write-ahead log into the file and cut it off: it still holds deleted text.

    Where a reader is in the way now, a later call or the end of the program does it.
    """
    opened = sqlite3.connect(path, timeout=1, isolation_level=None)
    with closing(opened) as connection, suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def back_up(path: Path, copy: Path) -> None:
    """Copy a database in use; the copy appears whole or not at all. Raises Misconfigured."""
    part = copy.with_name(copy.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        part.chmod(path.stat().st_mode & 0o777)
        part.replace(copy)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise Misconfigured(
            f"The copy {copy} before the migration cannot be written ({error}): make room, or "
            "move what is in the way."
        ) from error
