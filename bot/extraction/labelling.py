"""Chooses a position's topic: its own words, a third country, or the matter just spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.context import text_of
from bot.extraction.topics import Topic, country_topic, find_topic, head_topic, points_back

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from bot.extraction.people import Registry
    from bot.names import Gazetteer, NameMatch
    from store.records import Span


GENERAL = "General"


class Labeller:
    """Labels contents in textual order; remembers the matter of the paragraph."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer, met: frozenset[str]) -> None:
        """`met`: parties of those who met; they are no topic of their own meeting."""
        self._doc = doc
        self._gazetteer = gazetteer
        self._met = met
        registry: Registry = doc._.people
        unique = {m.start: m for m in registry.labels.matches.values()}
        self._matches = [unique[start] for start in sorted(unique)]
        self._topic: Topic | None = None

    def new_paragraph(self) -> None:
        """Forget the matter of the paragraph before."""
        self._topic = None

    def label(self, content: Span, parties: tuple[str, ...], *, carried: bool) -> str:
        """Return the label of a content held by `parties`."""
        text = content.of(text_of(self._doc))
        own = find_topic(text)
        if own is None or not own.specific:
            named = self._named(content)
            own = country_topic(self._gazetteer, named, {*parties, *self._met}) or own
        if own is not None and own.specific:
            self._topic = own
            return own.label
        weak = own is None or own.weight <= 1
        if self._topic is not None and weak and (carried or points_back(text)):
            return self._topic.label
        if own is not None:
            return own.label
        span = self._doc.char_span(content.start, content.end)
        return (head_topic(span) if span is not None else "") or GENERAL

    def _named(self, content: Span) -> list[NameMatch]:
        return [m for m in self._matches if content.start <= m.start < content.end]
