"""Who may use the pipeline now: one thread at a time, short looks before waiting articles."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Turns:
    """Hands out the pipeline. `looks` is how many looks wait for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self.looks = 0

    @contextmanager
    def article(self) -> Iterator[None]:
        """Wait as long as it takes, also for looks that came later: somebody waits for those."""
        with self._changed:
            self._changed.wait_for(lambda: not self._taken and not self.looks)
            self._taken = True
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def look(self, patience: float) -> Iterator[None]:
        """Wait for `patience` seconds at most. Raises Busy."""
        with self._changed:
            self.looks += 1
            try:
                if not self._changed.wait_for(lambda: not self._taken, patience):
                    raise Busy(
                        "I am busy with a long article. "
                        "If I do not answer within a few minutes, please send that again."
                    )
                self._taken = True
            finally:
                self.looks -= 1
                self._changed.notify_all()
        try:
            yield
        finally:
            self._give_back()

    def _give_back(self) -> None:
        with self._changed:
            self._taken = False
            self._changed.notify_all()
