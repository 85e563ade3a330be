"""Outlets among the people of a report: who is interviewed meets nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.lexicon import meeting_words
from bot.outlets import outlet_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

REACH = 6  # words of an outlet's name


def is_press(doc: Doc, index: int) -> bool:
    """Say whether the words at a token are an outlet or those who work for one."""
    token = doc[index]
    if token.lower_ in meeting_words().reporters:
        return True
    if not _named(token):
        return False
    first, last = index, index
    while first > 0 and index - first < REACH and _named(doc[first - 1]):
        first -= 1
    while last + 1 < len(doc) and last - index < REACH and _named(doc[last + 1]):
        last += 1
    if doc[last].lower_ in meeting_words().outlets and last > first:
        return True
    if _works_for(doc, last + 1):
        return True
    outlet = outlet_of(name=doc[first : last + 1].text)
    return outlet is not None and outlet.character != "official"


def _works_for(doc: Doc, index: int) -> bool:
    """Say whether "of the Volta Courier" stands behind a name."""
    if index + 1 >= len(doc) or doc[index].lower_ not in {"of", "from"}:
        return False
    start = index + 1 + (doc[index + 1].lower_ == "the")
    end = start
    while end < len(doc) and end - start < REACH and _named(doc[end]):
        end += 1
    return end - start > 1 and doc[end - 1].lower_ in meeting_words().outlets


def _named(token: Token) -> bool:
    return token.is_alpha and token.text[:1].isupper() and not token.is_space
