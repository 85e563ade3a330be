"""What only a terminal gets: a progress bar, colour, the terminal's width."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.command import environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pty = pytest.importorskip("pty", reason="no pseudo-terminals here")
pytestmark = pytest.mark.model


def on_a_terminal(home: Path, words: Sequence[str], *, stream: str, **settings: str) -> str:
    """Run a command with one of its streams on a terminal; return what came there."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=home,
        env=environment(home, TERM="xterm", **settings),
        stdin=subprocess.DEVNULL,
        **streams,
    )
    os.close(theirs)
    seen = b"".join(iter(lambda: chunk_of(ours), b""))
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return seen.decode()


def chunk_of(descriptor: int) -> bytes:
    """The next bytes; none at the end, which Linux reports as an error."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def test_a_bar_shows_the_way(tmp_path: Path) -> None:
    seen = on_a_terminal(tmp_path, ["demo", "--db", "d.db"], stream="stderr")
    assert "demo:" in seen
    assert "article" in seen
    assert "Traceback" not in seen


def test_headings_are_bold_and_lines_are_wrapped(tmp_path: Path) -> None:
    words = ["demo", "--db", "d.db"]
    seen = on_a_terminal(tmp_path, words, stream="stdout", COLUMNS="72")
    assert "\x1b[1m" in seen
    assert max(len(line) for line in seen.splitlines() if "\x1b" not in line) <= 120
    plain = on_a_terminal(tmp_path, words, stream="stdout", NO_COLOR="1")
    assert "\x1b[" not in plain
