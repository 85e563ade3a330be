"""Quoted passages. A mark that never closes ends its passage with the paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction.context import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

MARKS = re.compile(r'["“”„«»]|\n')
OPENING = frozenset("“„«")
CLOSING = frozenset("”»")
DEEPEST = 10**9

NAME = "readout_quotes"


@dataclass(frozen=True, slots=True)
class Passage:
    """Character range of a quotation, marks included; `closed` when its end is marked."""

    start: int
    end: int
    closed: bool


def find_passages(text: str) -> list[Passage]:
    """Return the quoted passages of a text, outermost only, in linear time."""
    found: list[Passage] = []
    start, depth = -1, 0
    for match in MARKS.finditer(text):
        mark, at = match.group(), match.start()
        if start < 0:
            if mark != "\n" and mark not in CLOSING:
                start, depth = at, 1
            continue
        depth += _step(mark)
        if depth <= 0:
            found.append(Passage(start, at + (mark != "\n"), closed=mark != "\n"))
            start = -1
    if start >= 0:
        found.append(Passage(start, len(text), closed=False))
    return found


def _step(mark: str) -> int:
    """Return how the depth changes at a mark inside a passage."""
    if mark == "\n":
        return -DEEPEST
    return 1 if mark in OPENING else -1


def covering(passages: list[Passage], start: int, end: int) -> Passage | None:
    """Return the passage that holds most of a character range."""
    for passage in passages:
        shared = min(end, passage.end) - max(start, passage.start)
        if shared * 2 > end - start:
            return passage
        if passage.start >= end:
            break
    return None


class QuotesComponent:
    """Puts the passages into `doc._.quotes`."""

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return the doc."""
        doc._.quotes = find_passages(text_of(doc))
        return doc


@Language.factory(NAME)
def _quotes_factory(nlp: Language, name: str) -> Any:  # noqa: ARG001
    return QuotesComponent()
