"""`readout extract`: JSON lines of articles in, JSON lines of what they say out."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot.cli.console import complain, progress
from bot.errors import ReadoutError
from bot.extraction.pipeline import SpacyExtractor, load_extractor
from bot.extraction.wire import document, record
from bot.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.records import ArticleText

AHEAD = 4  # groups of documents in flight for each process
TOGETHER = 16  # documents in a group: the pipeline is faster with several

Line = tuple[int, bytes]
Result = tuple[int, str | None, str]

_extractor: SpacyExtractor | None = None


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the non-empty lines with their numbers, from 1."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield number, line


def together(lines: Iterable[Line], most: int) -> Iterator[list[Line]]:
    """Yield the lines `most` at a time."""
    rest = iter(lines)
    while some := list(islice(rest, most)):
        yield some


def _is_file(stream: BinaryIO) -> bool:
    """Say whether all input is there already: who writes line by line waits for each answer."""
    try:
        return S_ISREG(os.fstat(stream.fileno()).st_mode)
    except OSError:
        return False


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


def extract_lines(lines: Sequence[Line]) -> list[Result]:
    """Return for each line its number, the output line, or None and why it was skipped."""
    if _extractor is None:
        raise RuntimeError("prepare() has not run")
    read: list[tuple[int, object, ArticleText | None, str]] = []
    for number, line in lines:
        try:
            value = parsed(line)
            read.append((number, value.get("id"), document(value), ""))
        except (ValueError, ReadoutError) as error:
            read.append((number, None, None, str(error)))
    found = _extractor.pipe([article for _, _, article, _ in read if article is not None])
    return [
        (number, None, reason)
        if article is None
        else (number, json.dumps(record(name, article, next(found)), ensure_ascii=False), "")
        for number, name, article, reason in read
    ]


def in_processes(lines: Iterable[list[Line]], *, jobs: int, model: str) -> Iterator[Result]:
    """Yield results in the order of the lines, worked out by `jobs` processes."""
    waiting: deque[Future[list[Result]]] = deque()
    spawn = get_context("spawn")
    with ProcessPoolExecutor(jobs, spawn, initializer=prepare, initargs=(model,)) as pool:
        for some in lines:
            waiting.append(pool.submit(extract_lines, some))
            if len(waiting) >= jobs * AHEAD:
                yield from waiting.popleft().result()
        for result in waiting:
            yield from result.result()


def here(lines: Iterable[list[Line]]) -> Iterator[Result]:
    """Yield results in order, worked out in this process."""
    for some in lines:
        yield from extract_lines(some)


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
    lines = together(lines_of(sys.stdin.buffer), TOGETHER if _is_file(sys.stdin.buffer) else 1)
    if jobs > 1:
        results = in_processes(lines, jobs=jobs, model=model)
    else:
        prepare(model)
        results = here(lines)
    bad = 0
    for number, line, reason in progress(results, label="extract", unit="article"):
        if line is None:
            bad += 1
            complain(f"line {number}: {reason}")
        else:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 1 if bad else 0
