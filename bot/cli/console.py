"""The terminal: colour, progress and complaints, each only where it fits."""

from __future__ import annotations

import os
import shutil
import sys
from typing import IO, TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def say(line: str) -> None:
    """Print one line on stdout, above a progress bar if there is one."""
    _write(line, sys.stdout)


def complain(sentence: str) -> None:
    """Print one line of trouble on stderr, above a progress bar if there is one."""
    _write(f"readout: {sentence}", sys.stderr)


def clean(line: str) -> str:
    """Return the line without control characters: names and titles come from strangers."""
    return "".join(c if c.isprintable() else " " for c in line)


def _write(line: str, stream: IO[str]) -> None:
    line = clean(line)
    bars = sys.modules.get("tqdm")
    if bars is not None and sys.stderr.isatty():
        bars.tqdm.write(line, file=stream)
    else:
        click.echo(line, file=stream)


def wants_colour() -> bool:
    """Return whether stdout is a terminal whose user has not asked for none (NO_COLOR)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width() -> int | None:
    """Return the terminal's width in columns, None where stdout is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def dim(text: str) -> str:
    """Return the text greyed on a terminal, else as it is."""
    return click.style(text, dim=True) if wants_colour() else text


def progress(
    things: Iterable[T], *, label: str, total: int | None = None, unit: str = "it"
) -> Iterator[T]:
    """Yield the things behind a bar on stderr; no bar where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    from tqdm import tqdm  # noqa: PLC0415  # only people at a terminal pay for it

    known = os.get_terminal_size(sys.stderr.fileno()).columns > 0  # serial lines say nothing
    shape = {} if known else {"ncols": 80, "nrows": 24}
    yield from tqdm(
        things, desc=label, total=total, unit=unit, file=sys.stderr, leave=False, **shape
    )


def silence_broken_pipe() -> None:
    """Let the interpreter's last flush go nowhere: the reader of our output has left."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  # a device, not a file
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
