"""A PostgreSQL server for the tests: the one of READOUT_TEST_POSTGRES_URL, or our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

BINARIES = "/usr/lib/postgresql"
OPTIONS = "-c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Server:
    """Makes databases on a server and removes them."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.made: list[str] = []

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """Make a database, migrated unless told otherwise, and drop it at the end."""
        name = self._create(self.template if migrated else "template0")
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    @cached_property
    def template(self) -> str:
        """The name of a migrated database to copy."""
        name = self._create("template0")
        database = Database(self._url(name))
        database.migrate()
        database.close()
        return name

    def clear(self) -> None:
        """Drop all that is left."""
        for name in list(self.made):
            self._drop(name)

    def _url(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _create(self, template: str) -> str:
        name = f"readout_test_{uuid4().hex[:12]}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        self.made.append(name)
        return name

    def _drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.made.remove(name)

    def _execute(self, statement: str) -> None:
        engine = create_engine(self.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def started(url: str | None) -> Iterator[Server]:
    """Yield a server; without a URL start one of our own, or skip where none is installed."""
    if url:
        server = Server(url)
        yield server
        server.clear()
        return
    with _cluster(_binaries()) as own:
        yield Server(own)


def _binaries() -> Path:
    found = sorted(Path(BINARIES).glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(4))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip("no PostgreSQL: READOUT_TEST_POSTGRES_URL is unset and no server is installed")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


@contextmanager
def _cluster(binaries: Path) -> Iterator[str]:
    """Run a server that listens on a socket in its own folder only; no port can be taken."""
    folder = Path(tempfile.mkdtemp(prefix="readout-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    try:
        _run(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        start = f"-k {folder} {OPTIONS}"
        _run(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", start, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path) -> None:
    """Run a program of the server's; root hands over to the user postgres."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        runuser = shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if runuser is None:
            pytest.skip("no PostgreSQL: root cannot become the user postgres without runuser")
        words = [runuser, "-u", "postgres", "--", *words]
    done = subprocess.run(
        words, cwd="/", check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no PostgreSQL: {Path(command[0]).name} says {done.stderr.strip()[-300:]}")
