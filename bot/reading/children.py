"""Warm, limited child processes in which every parser runs; recycled, replaced when they die."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import bot
from bot.errors import Unreachable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

WALL_SECONDS = 15.0
START_SECONDS = 60.0
END_SECONDS = 2.0
MAX_RESULT = 5_000_000
JOBS_A_CHILD = 200
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "COVERAGE_PROCESS_CONFIG")
_INSTEAD = "Paste the text or upload the file."
_TOO_LONG = f"Reading that took too long: it is too large or too tangled. {_INSTEAD}"
_FAILURES = {
    "memory": f"Reading that took too much memory: it is too large or too tangled. {_INSTEAD}",
    "size": "That text is too long to file. Share the part that matters.",
}
_STOPPING = "I am being stopped. I will read that when I am back."
_NO_START = "My reader does not start. I will try again."
_BROKE = f"My reader broke on that. {_INSTEAD}"


class ParserPool:
    """Up to `size` parsing children, started when needed. Safe to use from any thread."""

    def __init__(
        self, *, size: int = 2, seconds: float = WALL_SECONDS, jobs_a_child: int = JOBS_A_CHILD
    ) -> None:
        self._seconds = seconds
        self._jobs_a_child = jobs_a_child
        self._places = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._all: set[_Child] = set()
        self._closed = False

    def parse(
        self, data: bytes, *, kind: str, url: str | None = None, charset: str | None = None
    ) -> dict[str, Any]:
        """Return the facts that a child read from `data` (see `bot.reading.parse`).

        Raises Unreadable, and Unreachable when the pool is closed meanwhile.
        """
        job = {"kind": kind, "url": url, "charset": charset, "size": len(data)}
        with self._places, self._child() as child:
            answer = child.work(job, data, self._seconds)
            if answer is None:
                raise self._death(child)
        if "result" in answer:
            return cast("dict[str, Any]", answer["result"])
        if "refusal" in answer:
            raise Unreadable(str(answer["refusal"]))
        raise Unreadable(_FAILURES.get(str(answer.get("failure")), _BROKE))

    def processes(self) -> list[int]:
        """Return the process ids of the living children."""
        with self._lock:
            return [child.pid for child in self._all if child.lives()]

    def close(self) -> None:
        """End every child; what is being read now fails and may be tried again."""
        with self._lock:
            self._closed = True
            children, self._all, self._idle = list(self._all), set(), []
        for child in children:
            child.end()

    @contextlib.contextmanager
    def _child(self) -> Iterator[_Child]:
        child = self._take()
        try:
            yield child
        finally:
            with self._lock:
                keeps = not self._closed and child.fit and child.jobs < self._jobs_a_child
                if keeps:
                    self._idle.append(child)
                else:
                    self._drop(child)

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.lives():
                    return child
                self._drop(child)
            if self._closed:
                raise Unreachable(_STOPPING)
            try:
                child = _Child()
            except OSError as exc:
                raise Unreachable(_NO_START) from exc
            self._all.add(child)
        if child.wait_ready():
            return child
        with self._lock:
            self._drop(child)
            raise Unreachable(_STOPPING if self._is_closed() else _NO_START)

    def _drop(self, child: _Child) -> None:
        self._all.discard(child)
        child.end()

    def _is_closed(self) -> bool:
        return self._closed

    def _death(self, child: _Child) -> Unreadable | Unreachable:
        if self._is_closed():
            return Unreachable(_STOPPING)
        return Unreadable(_TOO_LONG if child.ran_out else _BROKE)


class _Child:
    """One process. `fit` says whether it may take another job."""

    def __init__(self) -> None:
        root = str(Path(bot.__file__).resolve().parents[1])
        # An environment of its own: no token reaches the process that reads hostile bytes.
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bot.reading.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": root, "PYTHONUTF8": "1"},
            start_new_session=True,
        )
        self.pid = self._process.pid
        self.jobs = 0
        self.fit = True
        self._busy = False
        self._late = False

    @property
    def ran_out(self) -> bool:
        """Whether the child died of its time limits."""
        return self._late or self._process.poll() == -signal.SIGXCPU

    def lives(self) -> bool:
        """Say whether the process is running."""
        return self._process.poll() is None

    def wait_ready(self) -> bool:
        """Wait until the parsers are loaded."""
        return self._exchange(START_SECONDS) is not None

    def work(self, job: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any] | None:
        """Return the answer to one job, or None when the child died of it."""
        self.jobs += 1
        answer = self._exchange(seconds, json.dumps(job).encode() + b"\n", data)
        self.fit = answer is not None and not answer.get("tired") and not self._late
        return answer

    def end(self) -> None:
        """End the process, at once when it is at work, and release the pipes."""
        self.fit = False
        stdin, stdout = self._process.stdin, self._process.stdout
        if not self._busy:
            _close(stdin)  # it ends by itself when its input ends
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(END_SECONDS)
        self._process.kill()
        self._process.wait()
        _close(stdin)
        _close(stdout)

    def _exchange(self, seconds: float, *message: bytes) -> dict[str, Any] | None:
        """Send a message and return the next answer; a timer kills what does not answer."""
        timer = threading.Timer(seconds, self._kill_late)
        timer.daemon = True
        timer.start()
        answer = None
        self._busy = True
        try:
            stdin, stdout = self._process.stdin, self._process.stdout
            if stdin is not None and stdout is not None:
                stdin.writelines(message)
                stdin.flush()
                answer = _read_answer(stdout)
        except (OSError, ValueError):
            pass  # it died: the pipe broke, or half an answer came
        finally:
            timer.cancel()
            timer.join()
            self._busy = False
        if answer is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
        return answer

    def _kill_late(self) -> None:
        self._late = True
        self._process.kill()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError, ValueError):
            pipe.close()


def _read_answer(stream: IO[bytes]) -> dict[str, Any] | None:
    """Return one answer; None at the end of the stream or when it is not of the agreed form."""
    size = stream.readline(20).strip()
    if not size.isdigit() or int(size) > MAX_RESULT:
        return None
    encoded = stream.read(int(size))
    answer = json.loads(encoded) if len(encoded) == int(size) else None
    return answer if isinstance(answer, dict) else None
