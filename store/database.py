"""The database: engines, transactions and the state of the schema. One class for both kinds."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects import sqlite as lite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from bot.errors import Misconfigured
from store import schema, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.engine import URL

    from store.columns import Base

Tx = Session  # an open transaction; callers pass it on and call nothing on it
FORGOTTEN = "forgotten"  # in Tx.info: text was deleted, so the write-ahead log is emptied too
MIGRATION_LOCK = 0x5245_4144_4F55_54  # "READOUT"


class Database:
    """A store at `url`: `sqlite:///path` or `postgresql+psycopg://…`.

    Making one opens no connection. Raises Misconfigured for a URL or a disk that will not do.
    `scripts` is where Alembic finds the versions of the schema.
    """

    def __init__(self, url: str, *, scripts: str = schema.SCRIPTS) -> None:
        parsed = _parse(url)
        self._scripts = scripts
        self.url = parsed.render_as_string(hide_password=False)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.path = sqlite.file_of(parsed)
            sqlite.prepare(self.path)
            parsed = parsed.set(database=str(self.path))
            self._writer, self._reader = sqlite.writer(parsed), sqlite.reader(parsed)
            self._turn = threading.Lock()
        else:
            self._writer = _postgres(parsed)
            self._reader = self._writer.execution_options(
                postgresql_readonly=True, isolation_level="REPEATABLE READ"
            )
        self._parsed = parsed

    def __repr__(self) -> str:
        return f"Database({self._parsed.render_as_string(hide_password=True)!r})"

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Open a writing transaction: committed at the end, undone by any exception."""
        with Session(self._writer, expire_on_commit=False) as tx:
            with self._writing(), tx.begin():
                yield tx
            if self.is_sqlite and tx.info.get(FORGOTTEN):
                sqlite.empty_log(self.path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Wait for this process's other writers, if the store is SQLite.

        SQLite alone lets whoever waits sleep and try again, in no order, which leaves some waiting
        for long. Other processes' writers, and one that takes too long, are still left to it.
        """
        if not self.is_sqlite:
            yield
            return
        held = self._turn.acquire(timeout=sqlite.BUSY_MS / 1000)
        try:
            yield
        finally:
            if held:
                self._turn.release()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a reading transaction: one unchanging view of the store."""
        with Session(self._reader, expire_on_commit=False) as tx, tx.begin():
            yield tx

    def migrate(self) -> None:
        """Bring the schema to the newest state. Raises Misconfigured if it is newer than that."""
        with self._migration_lock(), self.migrating() as connection:
            schema.refuse_newer(connection, scripts=self._scripts)
            schema.upgrade(connection, scripts=self._scripts)

    def ensure_ready(self) -> None:
        """See that the schema is the one this program knows.

        SQLite is migrated, after a copy of a store that holds something; PostgreSQL never is.
        Raises Misconfigured: unreachable, newer than known, or to be migrated by hand.
        """
        current = self.revision()
        if not self.pending_migrations():
            return
        if not self.is_sqlite:
            raise Misconfigured(
                "The database's schema is not up to date: run `readout migrate` once, then start."
            )
        if current is not None:
            name = f"{self.path.name}.before-{schema.head(self._scripts)}"
            sqlite.back_up(self.path, self.path.with_name(name))
        self.migrate()

    def revision(self) -> str | None:
        """Return the schema's revision, None for an empty database. Raises Misconfigured."""
        with self.migrating() as connection:
            schema.refuse_newer(connection, scripts=self._scripts)
            schema.refuse_foreign(connection)
            return schema.current(connection)

    def pending_migrations(self) -> bool:
        """Whether `migrate` would change the schema. Raises Misconfigured."""
        return self.revision() != schema.head(self._scripts)

    def close(self) -> None:
        """Close every connection."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Open a transaction fit for changing the schema. Raises Misconfigured when unreachable."""
        engine = self._writer
        if self.is_sqlite:
            sqlite.create(self.path)
            engine = sqlite.migrator(self._parsed)
        try:
            with _reachable(self), engine.begin() as connection:
                yield connection
        finally:
            if self.is_sqlite:
                engine.dispose()

    @contextmanager
    def _migration_lock(self) -> Iterator[None]:
        if self.is_sqlite:  # BEGIN IMMEDIATE is the lock
            yield
            return
        engine = create_engine(self._parsed, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with _reachable(self), engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
            yield  # the lock ends with its connection


@contextmanager
def _reachable(database: Database) -> Iterator[None]:
    """Turn the first failure of an unfit or silent database into a sentence."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Misconfigured(f"The database {database!r} cannot be used: {reason}.") from error


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Misconfigured(
            "READOUT_DATABASE_URL is no database URL: give sqlite:///path/to/file or "
            "postgresql://user@host/name."
        ) from error
    backend = parsed.drivername.partition("+")[0]
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise Misconfigured(
            f"READOUT_DATABASE_URL names {backend!r}: only SQLite and PostgreSQL are supported."
        )
    return parsed


def _postgres(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=15,
        connect_args={
            "application_name": "readout",
            "connect_timeout": 10,
            "options": "-c timezone=UTC -c lock_timeout=10s",
        },
    )


def insert_new(
    tx: Tx, row: type[Base], values: Mapping[str, Any], *, unique: Sequence[str]
) -> bool:
    """Insert unless a row with the same `unique` columns is there. Return whether it was new."""
    dialect = lite if tx.get_bind().dialect.name == "sqlite" else pg
    statement = dialect.insert(row).values(**values).on_conflict_do_nothing(index_elements=unique)
    first = next(iter(row.__table__.primary_key))
    return tx.execute(statement.returning(first)).first() is not None
