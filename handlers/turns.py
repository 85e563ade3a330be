"""One turn a key: what Slack sends twice is done once, also when it comes twice at a time.

Within this process only; across processes and restarts rows and posting keys see to it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REMEMBERED = 10_000


class Turns:
    """Serialises work by key and remembers what was finished."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, tuple[threading.Lock, int]] = {}
        self._done: OrderedDict[str, None] = OrderedDict()

    @contextmanager
    def turn(self, key: str) -> Iterator[bool]:
        """Yield whether there is anything left to do under `key`; done when the body returns.

        A second caller waits for the first; when the first raised, the second does the work.
        """
        lock = self._enter(key)
        try:
            with lock:
                first = not self.is_done(key)
                yield first
                self.finish(key)
        finally:
            self._leave(key)

    def is_done(self, key: str) -> bool:
        """Say whether a turn under `key` was finished lately."""
        with self._guard:
            return key in self._done

    def finish(self, key: str) -> None:
        """Remember `key` as done."""
        with self._guard:
            self._done[key] = None
            while len(self._done) > REMEMBERED:
                self._done.popitem(last=False)

    def _enter(self, key: str) -> threading.Lock:
        with self._guard:
            lock, users = self._locks.get(key, (threading.Lock(), 0))
            self._locks[key] = (lock, users + 1)
            return lock

    def _leave(self, key: str) -> None:
        with self._guard:
            lock, users = self._locks[key]
            if users == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, users - 1)
