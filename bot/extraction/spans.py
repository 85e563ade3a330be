"""Character spans: from tokens, trimmed, with quotation marks balanced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

EDGE = " \t\r\n\u00a0,;:"
TAIL = EDGE + ".!?—–-"
OPENING = frozenset({"that", "which", "who", "whose", "to", "while", "because", "whether"})
PAIRS = {"“": "”", "„": "“", "«": "»", '"': '"', "(": ")"}


def char_span(doc: Doc, start: int, end: int) -> Span:
    """Return the characters of a non-empty token range."""
    last = doc[max(start, end - 1)]
    return Span(int(doc[start].idx), int(last.idx + len(last)))


def without_tail(doc: Doc, start: int, end: int) -> int:
    """Return where a content ends without the words that only lead on: "...supplies and"."""
    stop = end
    while stop > start + 1:
        token = doc[stop - 1]
        if token.is_punct or token.is_space:
            stop -= 1
            continue
        if not _leads_on(token, end):
            return end
        end = stop = stop - 1
    return end


def _leads_on(token: Token, end: int) -> bool:
    """Say whether a content's last word joins on something that the content does not hold."""
    if token.tag_ == "CC":
        return True
    before = token.doc[token.i - 1]
    joined = before.text == "," or before.tag_ == "CC"
    return token.lower_ in OPENING and (joined or int(token.head.i) >= end or token.dep_ == "mark")


def tidy(text: str, span: Span) -> Span | None:
    """Trim blanks and punctuation at the edges; None when no letter is left.

    A mark of a pair at an edge whose partner is outside goes too.
    """
    start, end = span.start, span.end
    for _ in range(6):
        before = (start, end)
        while start < end and text[start] in EDGE + "—–.":
            start += 1
        while end > start and text[end - 1] in TAIL and not _abbreviation(text, end):
            end -= 1
        start, end = _balanced(text, start, end)
        if (start, end) == before:
            break
    if not any(c.isalnum() for c in text[start:end]):
        return None
    return Span(start, end)


def _abbreviation(text: str, end: int) -> bool:
    """Say whether the final stop belongs to "U.S." or "Jr."."""
    return text[end - 1] == "." and (
        text[max(0, end - 4) : end] in {"U.S.", "U.K.", "U.N.", " Jr."}
        or text[end - 3 : end - 2] == "."
    )


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start < 2:
        return start, end
    inside = text[start + 1 : end - 1]
    first, last = text[start], text[end - 1]
    if (
        first in PAIRS
        and last != PAIRS[first]
        and inside.count(PAIRS[first]) < 1 + (0 if first == '"' else inside.count(first))
    ):
        start += 1
    elif last in PAIRS.values() and first not in PAIRS and _opens(inside, last) == 0:
        end -= 1
    return start, end


def _opens(inside: str, last: str) -> int:
    """Return how many marks inside wait for the closing mark `last`."""
    if last == '"':
        return inside.count('"') % 2
    opener = next(a for a, b in PAIRS.items() if b == last)
    return max(0, inside.count(opener) - inside.count(last))


def stripped(text: str, start: int, end: int) -> Span:
    """Return the range without blanks at its edges."""
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)
