"""Cuts a text into stretches that the pipeline can take, and hides what would choke it.

Everything keeps its length, so character offsets stay those of the article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 100_000  # characters in one piece
_GIANT = re.compile(r"[^\s]{120,}")
_MARKS = re.compile(r"([^\w\s])\1{7,}|[^\w\s]{24,}")
_CONTROL = re.compile(
    r"\\(?=['\"’])|[\x00-\x08\n\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
)


def masked(text: str) -> str:
    """Return the text, same length, without giant words, runs of marks and control characters.

    Such stretches are no prose; the tokenizer would need quadratic time for them.
    """

    def blank(match: re.Match[str]) -> str:
        return " " * len(match.group())

    text = _CONTROL.sub(" ", text)  # line breaks too: the parser reads better without them
    return _MARKS.sub(blank, _GIANT.sub(blank, text))


def pieces(text: str, *, longest: int = LONGEST) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece): whole paragraphs where they fit, else cut at a blank."""
    start = 0
    while start < len(text):
        end = min(len(text), start + longest)
        if end < len(text):
            end = _cut(text, start, end)
        yield start, text[start:end]
        start = end


def opening(text: str, longest: int) -> str:
    """Return the text up to its last paragraph, sentence or word that ends within `longest`."""
    return text if len(text) <= longest else text[: _cut(text, longest // 2, longest)]


def _cut(text: str, start: int, end: int) -> int:
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, start + 1, end)
        if at > start:
            return at + len(mark)
    return end
