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

    def inner(self, text: str) -> tuple[int, int]:
        """Return the range without the marks and the blanks beside them."""
        start, end = self.start + 1, self.end - self.closed
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return start, end


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
        if mark == '"' == text[start] and _opens(text, at):
            found.append(Passage(start, at, closed=False))  # the mark before was never closed
            start = at
            continue
        depth += _step(mark)
        if depth <= 0:
            found.append(Passage(start, at + (mark != "\n"), closed=mark != "\n"))
            start = -1
    if start >= 0:
        found.append(Passage(start, len(text), closed=False))
    return found


def _opens(text: str, at: int) -> bool:
    """Say whether a straight mark can only open: after a blank and before a capital."""
    return text[at - 1 : at].isspace() and text[at + 1 : at + 2].isupper()


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
