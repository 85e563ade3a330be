"""`readout ingest`: file links, files and standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.archive import settings_for
from bot.cli.console import complain, progress, say
from bot.cli.filing import Filed, file_input
from bot.cli.inputs import Given, Refused, inputs
from bot.cli.local import Local, local_services
from bot.cli.options import db_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.records import ArticleText


def file_one(local: Local, given: Given) -> Filed:
    """File one input, or pass on why it cannot be."""
    if isinstance(given, Refused):
        return Filed(given.label, reason=given.reason)
    return file_input(local, given)


def given_by(local: Local, words: tuple[str, ...]) -> Sequence[Given]:
    """Return what the words stand for."""

    def read_bytes(data: bytes, name: str) -> ArticleText:
        return local.reader.reader.read_bytes(data, name=name)

    return list(inputs(words, read_bytes))


@click.command(
    epilog="""\b
Examples:
  readout ingest story.html readout.pdf
  readout ingest https://example.org/news/readout
  pbpaste | readout ingest -
  readout ingest archive.jsonl --db readout.db

Reads text, HTML, PDF, DOCX and JSON lines ({"id", "url", "date", "text"} a line).
Exits 0 when all is filed, 1 when something is not (the reasons are on stderr)."""
)
@click.argument("things", nargs=-1, required=True, metavar="FILE|URL|-...")
@db_option
def ingest(things: tuple[str, ...], database_url: str | None) -> int:
    """File articles into the archive, each distinct text once."""
    failures = 0
    with local_services(settings_for(database_url)) as local:
        given = given_by(local, things)
        for one in progress(given, label="ingest", total=len(given), unit="article"):
            filed = file_one(local, one)
            if filed.reason is None:
                say(filed.sentence())
            else:
                failures += 1
                complain(filed.sentence())
    return 1 if failures else 0
