"""`readout explain`: an article with everything marked that extraction made something of."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from bot.cli.console import complain, say
from bot.cli.inputs import Refused, inputs
from bot.errors import ReadoutError
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.reader import ArticleReader
from bot.settings import load_settings

if TYPE_CHECKING:
    from store.records import ArticleText


def articles(things: tuple[str, ...]) -> list[ArticleText]:
    """Return the texts of what was named. Raises ReadoutError with the reason."""
    fetcher = Fetcher(contact=load_settings().contact)
    with closing(ArticleReader(fetcher=fetcher, children=ParserPool())) as reader:

        def read_bytes(data: bytes, name: str) -> ArticleText:
            return reader.read_bytes(data, name=name)

        found = []
        for given in inputs(things, read_bytes):
            if isinstance(given, Refused):
                raise ReadoutError(f"{given.label}: {given.reason}")
            found.append(given.ready() if given.ready else reader.read(given.shared))
        return found


@click.command(
    epilog="""\b
Examples:
  readout explain story.txt
  readout explain story.txt --html > story.explained.html
  pbpaste | readout explain -

Marked are participants, the sentence that reports the meeting, place and date, and of each
position its source, its cue and its content, numbered in the order of the text.
Nothing is filed. `readout extract` gives the same as JSON."""
)
@click.argument("thing", metavar="FILE|URL|-")
@click.option("--html", "page", is_flag=True, help="Print a page for the browser.")
def explain(thing: str, page: bool) -> int:  # noqa: FBT001  # click's form
    """Show what extraction found in an article, and where."""
    from bot.extraction.explaining import as_lines, as_page  # noqa: PLC0415  # seconds
    from bot.extraction.pipeline import load_extractor  # noqa: PLC0415  # seconds

    found = articles((thing,))
    if len(found) != 1:
        complain(f"{thing} holds {len(found)} articles: give one at a time.")
        return 2
    extraction = load_extractor(load_settings().spacy_model).extract(found[0])
    if page:
        click.echo(as_page(found[0], extraction), nl=False)
        return 0
    for line in as_lines(found[0], extraction):
        say(line)
    return 0
