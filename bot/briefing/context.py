"""The words around a position: what a reader finds who follows the reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.records import Basis

if TYPE_CHECKING:
    from store.records import Position

SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[A-Z“\"‘(])")


def around(text: str, position: Position) -> str:
    """Return the sentence of a position; with the one before it where the speaker is from there."""
    start = min(position.sentence.start, position.content.start)
    end = max(position.sentence.end, position.content.end)
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    starts = [first, *(match.end() for match in SENTENCE_END.finditer(text, first, start + 1))]
    back = 2 if position.basis is Basis.CARRIED else 1
    begin = starts[-back] if len(starts) >= back else first
    paragraph_end = last if last >= 0 else len(text)
    stop = SENTENCE_END.search(text, max(end - 1, start), paragraph_end)
    return text[begin : stop.start() + 1 if stop else paragraph_end]
