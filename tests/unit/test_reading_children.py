"""The parsing children: limits, deaths, recycling, and what they cannot reach."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import Unreachable, Unreadable
from bot.reading.children import WALL_SECONDS, ParserPool
from tests.unit.reading_doubles import ARTICLE, SENTENCE, make_docx, make_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

# Trees like this one keep a parser busy for far longer than anybody waits.
SLOW = ("<html><body>" + "<table>" * 4_900 + "deep").encode()


@contextlib.contextmanager
def open_pool(**options: float) -> Iterator[ParserPool]:
    pool = ParserPool(**options)  # type: ignore[arg-type]
    try:
        yield pool
    finally:
        pool.close()


def gone(pid: int) -> bool:
    """Wait until a process that is no child of this one has ended."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        threading.Event().wait(0.05)
    return False


def test_a_child_starts_when_needed_and_stays_warm() -> None:
    with open_pool() as pool:
        assert pool.processes() == []
        pool.parse(ARTICLE.encode(), kind="html")
        first = pool.processes()
        pool.parse(ARTICLE.encode(), kind="html")
        assert pool.processes() == first
        assert len(first) == 1
    assert pool.processes() == []


def test_a_child_is_replaced_after_its_share_of_jobs() -> None:
    with open_pool(jobs_a_child=2) as pool:
        seen = set()
        for _ in range(4):
            pool.parse(SENTENCE.encode(), kind="text")
            seen.update(pool.processes())
        assert len(seen) <= 2
        assert pool.processes() == []


def test_threads_share_the_children() -> None:
    with open_pool(size=2) as pool, ThreadPoolExecutor(6) as threads:
        jobs = [f"{SENTENCE} Number {n}.".encode() for n in range(24)]
        texts = list(threads.map(lambda job: pool.parse(job, kind="text")["text"], jobs))
        assert [text.rpartition("Number ")[2] for text in texts] == [f"{n}." for n in range(24)]
        assert len(pool.processes()) <= 2


def test_what_takes_too_long_is_ended_with_a_sentence_and_the_next_is_read() -> None:
    with open_pool(size=1, seconds=1) as pool:
        pool.parse(ARTICLE.encode(), kind="html")
        started = time.perf_counter()
        with pytest.raises(Unreadable, match="took too long"):
            pool.parse(SLOW, kind="html")
        assert time.perf_counter() - started < 5
        assert "Strelsau" in pool.parse(ARTICLE.encode(), kind="html")["text"]


def test_a_job_may_take_fifteen_seconds() -> None:
    assert WALL_SECONDS == 15


def test_a_child_killed_in_the_middle_of_a_job_is_no_error_of_ours() -> None:
    with open_pool(size=1) as pool, ThreadPoolExecutor(1) as threads:
        pool.parse(ARTICLE.encode(), kind="html")
        (pid,) = pool.processes()
        job = threads.submit(pool.parse, SLOW, kind="html")
        threading.Event().wait(0.3)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(Unreadable, match="broke on that"):
            job.result(10)
        assert pool.parse(ARTICLE.encode(), kind="html")["title"]


def test_a_child_that_died_while_idle_is_replaced() -> None:
    with open_pool() as pool:
        pool.parse(ARTICLE.encode(), kind="html")
        (pid,) = pool.processes()
        os.kill(pid, signal.SIGKILL)
        while pool.processes():
            threading.Event().wait(0.01)
        assert pool.parse(ARTICLE.encode(), kind="html")["title"]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit address space")
def test_what_takes_too_much_memory_is_refused_with_a_sentence() -> None:
    bomb = make_docx("<w:p/>" * 5_000_000)
    assert len(bomb) < 1_000_000
    with open_pool(size=1) as pool:
        with pytest.raises(Unreadable, match="too much memory"):
            pool.parse(bomb, kind="docx")
        assert pool.parse(ARTICLE.encode(), kind="html")["title"]


@pytest.mark.skipif(not Path("/proc").exists(), reason="reads /proc")
def test_a_child_stays_small_and_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-not-for-children")
    with open_pool() as pool:
        pool.parse(ARTICLE.encode(), kind="html")
        pool.parse(make_pdf([[SENTENCE] * 30] * 20), kind="pdf")
        (pid,) = pool.processes()
        process = Path(f"/proc/{pid}")
        peak = next(
            line for line in (process / "status").read_text().splitlines() if "VmHWM" in line
        )
        assert int(peak.split()[1]) < 400_000
        assert b"xoxb" not in (process / "environ").read_bytes()
        files = [str(entry.readlink()) for entry in (process / "fd").iterdir()]
        assert not any("socket" in name for name in files)
        assert "Max cpu time" in (process / "limits").read_text()


def test_closing_ends_children_at_work_and_what_they_read_may_be_tried_again() -> None:
    pool = ParserPool(size=1)
    with ThreadPoolExecutor(1) as threads:
        pool.parse(ARTICLE.encode(), kind="html")
        job = threads.submit(pool.parse, SLOW, kind="html")
        threading.Event().wait(0.2)
        pool.close()
        with pytest.raises(Unreachable, match="stopped"):
            job.result(10)
    with pytest.raises(Unreachable, match="stopped"):
        pool.parse(ARTICLE.encode(), kind="html")
    pool.close()


def test_children_end_when_their_parent_dies() -> None:
    code = (
        "import os, signal\n"
        "from bot.reading.children import ParserPool\n"
        "pool = ParserPool()\n"
        "pool.parse(b'The ministers met in Strelsau on Monday.', kind='text')\n"
        "os.write(1, str(pool.processes()[0]).encode())\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert gone(int(done.stdout))


def test_parsers_are_loaded_in_children_only() -> None:
    code = (
        "import sys, bot.reading.reader, bot.reading.fetch, bot.reading.children\n"
        "import bot.reading.jsonl\n"
        "heavy = {'trafilatura', 'lxml', 'pypdf', 'py3langid', 'numpy'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_child_opens_no_connection_and_starts_no_program() -> None:
    code = (
        "import socket, subprocess, sys\n"
        "from bot.reading import child\n"
        "sys.addaudithook(child._refuse)\n"
        "for act in (socket.socket, lambda: subprocess.run(['true'])):\n"
        "    try:\n"
        "        act()\n"
        "    except PermissionError:\n"
        "        continue\n"
        "    sys.exit(str(act))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
