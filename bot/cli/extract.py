"""`readout extract`: JSON lines of articles in, JSON lines of what they say out."""

from __future__ import annotations

import json
import sys
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot.cli.console import complain, progress
from bot.errors import ReadoutError
from bot.extraction.pipeline import SpacyExtractor, load_extractor
from bot.extraction.wire import document, record
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AHEAD = 8  # documents in flight for each process

_extractor: SpacyExtractor | None = None


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the non-empty lines with their numbers, from 1."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield number, line


def parsed(line: bytes) -> dict[str, Any]:
    """Return the document of one line. Raises ValueError with the reason."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON ({error})") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  # the caller treats both alike
    if not isinstance(value.get("text"), str):
        raise ValueError('no "text"')  # noqa: TRY004
    return value


def prepare(model: str) -> None:
    """Load the pipeline once in this process."""
    global _extractor  # noqa: PLW0603  # a worker process has no other place to keep it
    _extractor = load_extractor(model)


def extract_line(line: bytes) -> tuple[str | None, str]:
    """Return (output line, "") or (None, why it was skipped)."""
    if _extractor is None:
        raise RuntimeError("prepare() has not run")
    try:
        value = parsed(line)
        article = document(value)
    except (ValueError, ReadoutError) as error:
        return None, str(error)
    found = record(value.get("id"), article, _extractor.extract(article))
    return json.dumps(found, ensure_ascii=False), ""


def in_processes(
    lines: Iterable[tuple[int, bytes]], *, jobs: int, model: str
) -> Iterator[tuple[int, tuple[str | None, str]]]:
    """Yield results in the order of the lines, worked out by `jobs` processes."""
    waiting: deque[tuple[int, Future[tuple[str | None, str]]]] = deque()
    spawn = get_context("spawn")
    with ProcessPoolExecutor(jobs, spawn, initializer=prepare, initargs=(model,)) as pool:
        for number, line in lines:
            waiting.append((number, pool.submit(extract_line, line)))
            if len(waiting) >= jobs * AHEAD:
                first, result = waiting.popleft()
                yield first, result.result()
        for number, result in waiting:
            yield number, result.result()


def here(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, tuple[str | None, str]]]:
    """Yield results in order, worked out in this process."""
    for number, line in lines:
        yield number, extract_line(line)


@click.command(
    epilog="""\b
Example:
  readout extract < articles.jsonl > meetings.jsonl

In: {"id", "url", "date", "text"} a line; text = headline, blank line, one paragraph a line.
Out: a line for each, in the same order; the form is in docs/extract.md.
A line that is no such document is named on stderr and left out, and the exit code is 1."""
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N")
def extract(jobs: int) -> int:
    """Extract meetings and positions from JSON lines on stdin, without a database.

    N processes share the work with --jobs; each needs about 400 MB.
    """
    model = load_settings().spacy_model
    lines = lines_of(sys.stdin.buffer)
    if jobs > 1:
        results = in_processes(lines, jobs=jobs, model=model)
    else:
        prepare(model)
        results = here(lines)
    bad = 0
    for number, (line, reason) in progress(results, label="extract", unit="article"):
        if line is None:
            bad += 1
            complain(f"line {number}: {reason}")
        else:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 1 if bad else 0
