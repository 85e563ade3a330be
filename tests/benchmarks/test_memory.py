"""Memory of extraction over ten thousand articles: what one leaves behind would pile up.

Two things grow inside spaCy all the same, and slowly: the tables of its memory zones, which never
give back a place and now and then double, and the lemmatizer's cache. Without memory zones
extraction was seen to gain 11 MB with each thousand of these articles.
"""

from __future__ import annotations

import json
import random
import string
import subprocess
import sys
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.quality.gold import ROOT, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.conftest import Report

    Text = dict[str, str]

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.model,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read from"),
]
EARLY, LATE = 1_000, 10_000  # articles
MOST = 1.1  # times the memory after EARLY
NEW_NAMES = 10  # an article; the readouts bring two each, our own texts six


def articles(texts: list[Text]) -> Iterator[str]:
    """Yield lines of input without end: texts in turn, each time with names never seen before."""
    for number, row in enumerate(cycle(texts)):
        chance = random.Random(number)
        letters = [chance.choices(string.ascii_lowercase, k=9) for _ in range(NEW_NAMES)]
        names = ["".join(word).capitalize() for word in letters]
        pairs = zip(names[::2], names[1::2], strict=True)
        said = " ".join(f"{a} told {b} that talks would go on." for a, b in pairs)
        yield json.dumps({**row, "id": str(number), "text": f"{row['text']}\n\n{said}"}) + "\n"


class Extracting:
    """`readout extract` in a process of its own, fed line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out, self._pid = process.stdin, process.stdout, process.pid

    def extract(self, line: str) -> None:
        """Hand over one article and wait for what it says."""
        self._in.write(line)
        self._in.flush()
        assert json.loads(self._out.readline())["id"] == json.loads(line)["id"]

    def megabytes(self, name: str = "VmRSS") -> float:
        """Return the resident memory, or its peak as `VmHWM`."""
        status = Path(f"/proc/{self._pid}/status").read_text("ascii")
        return int(status.split(f"{name}:")[1].split()[0]) / 1024


@contextmanager
def extracting() -> Iterator[Extracting]:
    """Run `readout extract` until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "extract"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            yield Extracting(process)
        finally:
            process.terminate()


def test_memory_stays_flat_over_ten_thousand_articles(texts: list[Text], report: Report) -> None:
    """Resident memory after the thousandth article beside that after the ten thousandth."""
    own = [{"id": row["id"], "url": row["url"], "text": row["text"]} for row in rows("own")]
    feed = articles(own + texts)
    with extracting() as process:
        process.extract(next(feed))
        first = process.megabytes()
        for line in islice(feed, EARLY - 1):
            process.extract(line)
        early = process.megabytes()
        for line in islice(feed, LATE - EARLY):
            process.extract(line)
        late, peak = process.megabytes(), process.megabytes("VmHWM")
    report(
        f"memory of extraction: {first:.0f} MB after 1 article, {early:.0f} MB after {EARLY:,}, "
        f"{late:.0f} MB after {LATE:,} ({late / early:.2f} times), {peak:.0f} MB at most"
    )
    assert late <= MOST * early
