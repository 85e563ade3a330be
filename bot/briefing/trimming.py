"""Ends of a quote: no word that hangs in the air, no quotation marks within quotation marks.

The span moves, never the words: what is printed is always text[start:end].
"""

from __future__ import annotations

import re

from store.records import Span

# words that need something after them
HANGING = re.compile(
    r"(?:^|[\s,;:–—-]+)(?:and|or|but|nor|that|to|of|with|as|which|who|whom|whose|including|such as|"
    r"the|a|an|than|because|while|whereas|into|its|their)$",
    re.IGNORECASE,
)
# these hang only where a word of the first kind hung on them ("in which")
PREPOSITIONS = re.compile(r"\s(?:in|on|by|from|for|at|through|under|as well)$", re.IGNORECASE)
CLOSED = re.compile(r"\s*[.!?]")
OPENING, CLOSING, STRAIGHT = "“", "”", '"'


def trimmed(text: str, span: Span) -> Span:
    """Return the span without blanks, line breaks, hanging words and outer quotation marks."""
    start, end = _one_line(text, span)
    cut = end < span.end or not CLOSED.match(text, end)
    while True:
        before = (start, end)
        end = _without_tail(text, start, end, cut=cut)
        start, end = _unquoted(text, start, end)
        if (start, end) == before:
            break
    if start >= end:
        return span
    return _balanced(text, start, end)


def _one_line(text: str, span: Span) -> tuple[int, int]:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    line_end = text.find("\n", start, span.end)
    return start, line_end if line_end >= 0 else span.end


def _without_tail(text: str, start: int, end: int, *, cut: bool) -> int:
    """Drop blanks and commas at the end; where the sentence goes on, hanging words as well."""
    words = text[start:end].rstrip()
    words = words.rstrip(",; ") or words
    if not cut:
        return start + len(words)
    while (found := HANGING.search(words)) and found.start():
        words = words[: found.start()].rstrip(",;: ")
        while preposition := PREPOSITIONS.search(words):
            words = words[: preposition.start()].rstrip(",;: ")
    return start + len(words)


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Take off marks around the whole, and a mark at either end that has no partner inside."""
    words = text[start:end]
    inner = words[1:-1]
    if len(words) > 2 and words[0] == OPENING and words[-1] == CLOSING and _is_even(inner):
        return start + 1, end - 1
    if len(words) > 2 and words[0] == words[-1] == STRAIGHT and STRAIGHT not in inner:
        return start + 1, end - 1
    first = words[:1] if words[:1] in {OPENING, STRAIGHT} else ""
    last = words[-1:] if words[-1:] in {CLOSING, STRAIGHT} else ""
    if first and not _has_partner(words, first):
        return start + 1, end
    if last and not _has_partner(words, last):
        return start, end - 1
    return start, end


def _has_partner(words: str, mark: str) -> bool:
    if mark == STRAIGHT:
        return words.count(STRAIGHT) % 2 == 0
    return words.count(OPENING) == words.count(CLOSING)


def _is_even(words: str) -> bool:
    """Tell whether every mark inside closes one that was opened inside."""
    depth = 0
    for char in words:
        depth += (char == OPENING) - (char == CLOSING)
        if depth < 0:
            return False
    return depth == 0


def _balanced(text: str, start: int, end: int) -> Span:
    """Take in the mark just outside where its partner stands within."""
    words = text[start:end]
    odd = words.count(STRAIGHT) % 2 == 1
    opened = words.count(OPENING) - words.count(CLOSING)
    if text[end : end + 1] == CLOSING and opened == 1:
        return Span(start, end + 1)
    if start and text[start - 1] == OPENING and opened == -1:
        return Span(start - 1, end)
    if odd and text[end : end + 1] == STRAIGHT:
        return Span(start, end + 1)
    if odd and start and text[start - 1] == STRAIGHT:
        return Span(start - 1, end)
    return Span(start, end)
