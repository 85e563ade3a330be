"""Sees to it that one process alone works on a SQLite file: a lock that the system gives back
when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from typing import IO, TYPE_CHECKING

from bot.errors import Misconfigured

if TYPE_CHECKING:
    from pathlib import Path


class SoloLock:
    """An exclusive lock beside a database file."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".worker")
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Take the lock. Raises Misconfigured when another process works on that file."""
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise Misconfigured(_sentence(self.path, holder)) from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; a second time is no error."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _sentence(path: Path, holder: str) -> str:
    process = f"process {holder}" if holder else "another process"
    database = path.name.removesuffix(".worker")
    return (
        f"The worker of {database} is running already ({process}). Stop it first, start this one "
        "with --no-worker, or use PostgreSQL to run several workers."
    )
