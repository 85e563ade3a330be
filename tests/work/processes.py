"""Starts victims, listens to them with a deadline, and kills them.

They are forked from a server that has all modules loaded, so that a start takes no time.
"""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.work.victim import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

SECONDS = 60.0
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.work.victim"])


@dataclass(frozen=True, slots=True)
class Victim:
    """One process and what it says."""

    process: ForkServerProcess
    ear: Connection

    def hear(self) -> str:
        """Return the next thing it says. A silence that lasts too long is a failure."""
        assert self.ear.poll(SECONDS), "it says nothing"
        return str(self.ear.recv())  # EOFError when it has ended

    def wait_for(self, word: str) -> None:
        """Wait until it says `word`."""
        while self.hear() != word:
            pass

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.join(SECONDS)

    def let_go(self) -> None:
        """Let a process that is done end by itself."""
        self.ear.send("go")
        self.process.join(SECONDS)
        assert self.process.exitcode == 0


@contextmanager
def victim(
    url: str, folder: Path, *, stop_at: str | None = None, silent: float = 1.5
) -> Iterator[Victim]:
    """Start a victim; it is dead at the end, whatever happens.

    On a server it counts others as dead that are silent for so many seconds.
    """
    ear, voice = FORKS.Pipe()
    process = FORKS.Process(target=run, args=(url, folder, stop_at, silent, voice))
    process.start()
    voice.close()
    try:
        yield Victim(process, ear)
    finally:
        process.kill()
        process.join(SECONDS)
        process.close()
        ear.close()
