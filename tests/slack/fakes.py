"""Fakes for the Slack tests: prepared pages and a small extractor. All officials are invented."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.errors import Unreadable
from store.records import (
    ArticleText,
    Basis,
    Extraction,
    Meeting,
    PartialDate,
    Participant,
    Position,
    Shared,
    ShareSource,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MET = re.compile(
    r"Minister (?P<a>[A-Z]\w+ [A-Z]\w+) of (?P<x>[A-Z]\w+) met Minister "
    r"(?P<b>[A-Z]\w+ [A-Z]\w+) of (?P<y>[A-Z]\w+) in (?P<place>[A-Z]\w+)"
)
SAID = re.compile(r"(?P<who>[A-Z]\w+) said that (?P<what>[^.\n]+)\.")
KEYS = {"China": "CN", "Russia": "RU", "India": "IN", "Japan": "JP", "France": "FR", "Chad": "TD"}


class FakeReader:
    """Reads prepared pages by URL; anything else is a paywall."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.read_urls: list[str] = []

    def read(self, shared: Shared) -> ArticleText:
        if shared.source is ShareSource.TEXT:
            return ArticleText(text=str(shared.body))
        self.read_urls.append(str(shared.url))
        if shared.url not in self.pages:
            raise Unreadable("That page wants a login. Paste the text or upload the file.")
        return ArticleText(text=self.pages[shared.url], url=shared.url)


class FakeExtractor:
    """Knows one sentence shape for meetings and one for positions."""

    version = "fake-1"

    def names_a_meeting(self, text: str) -> bool:
        return MET.search(text) is not None

    def pipe(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        return (self.extract(article) for article in articles)

    def extract(self, article: ArticleText) -> Extraction:
        met = MET.search(article.text)
        if met is None:
            return Extraction(self.version)
        people = tuple(
            Participant(met[name], ("Minister",), KEYS[met[home]], span=Span(*met.span(name)))
            for name, home in (("a", "x"), ("b", "y"))
        )
        meeting = Meeting(
            participants=people,
            place=met["place"],
            date=PartialDate(2026, 11, 20),
            span=Span(*met.span()),
        )
        positions = tuple(self._positions(article.text, people))
        return Extraction(self.version, (meeting,), positions)

    def _positions(self, text: str, people: tuple[Participant, ...]) -> Iterator[Position]:
        for said in SAID.finditer(text):
            for person in people:
                if person.name.endswith(said["who"]) and person.party:
                    yield Position(
                        content=Span(*said.span("what")),
                        sentence=Span(*said.span()),
                        speakers=(person.name,),
                        parties=(person.party,),
                        basis=Basis.STATED,
                        topic="trade",
                        meeting=0,
                    )


def story(
    left: str = "China", right: str = "Russia", *, said: str = "the harbour will open in May"
) -> str:
    """Return a short invented article on a meeting of two countries."""
    return (
        f"Minister Mara Lind of {left} met Minister Ivo Kask of {right} in Riga on Friday for "
        "talks on trade, ports and the rail line between the two countries.\n"
        f"Lind said that {said}.\n"
        "Kask said that the tariff talks go on next month.\n"
        "Both ministers also visited the old town and the harbour before they left again."
    )
