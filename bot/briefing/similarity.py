"""When two lines say the same and two texts are near-copies: token overlap, conservative."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
SAME_LINE = 0.7  # share of the shorter line's words that the other must hold
NEAR_COPY = 0.8  # share of common word triples
LONGEST = 20_000  # characters of an article that are compared
COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "or",
        "to",
        "for",
        "with",
        "by",
        "from",
        "at",
        "in",
        "into",
        "on",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "its",
        "it",
        "this",
        "that",
        "these",
        "those",
        "their",
        "his",
        "her",
        "both",
        "two",
        "sides",
        "also",
        "which",
        "who",
        "he",
        "she",
        "they",
        "we",
        "our",
        "said",
        "noted",
        "stated",
        "stressed",
        "added",
        "between",
        "all",
        "further",
    ]
)
NAME = 80  # characters up to which a text may be a name
NEGATIONS = re.compile(
    r"\b(?:not?|never|nor|neither|without|cannot|den(?:y|ies|ied))\b|n['’]t\b", re.IGNORECASE
)


def fold(text: str) -> str:
    """Return `text` for comparing: no accents, no case, single blanks."""
    return _fold_name(text) if len(text) <= NAME else _folded(text)


@lru_cache(maxsize=4096)
def _fold_name(name: str) -> str:
    """Names are compared again and again while meetings are put together."""
    return _folded(name)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


def tokens(text: str) -> frozenset[str]:
    """Return the telling words of a line, endings cut off."""
    words = (word for word in WORD.findall(fold(text)) if word not in COMMON)
    return frozenset(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words)


@dataclass(frozen=True, slots=True)
class Gist:
    """What of a line is compared, worked out once: lines are compared with many others."""

    folded: str
    tokens: frozenset[str]
    numbers: frozenset[str]
    negated: bool


def gist(text: str) -> Gist:
    """Return what of a line is compared."""
    return Gist(fold(text), tokens(text), _numbers(text), _negated(text))


def says_the_same(one: Gist, other: Gist) -> bool:
    """Tell whether two lines say the same thing.

    Numbers and negations must agree, since "will not join" repeats most of "will join".
    """
    first, second = one.tokens, other.tokens
    if min(len(first), len(second)) < 3:
        return first == second and bool(first)
    if one.numbers != other.numbers or one.negated != other.negated:
        return False
    return len(first & second) >= SAME_LINE * min(len(first), len(second))


def _numbers(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", text))


def _negated(text: str) -> bool:
    return bool(NEGATIONS.search(text))


def near_copies(one: str, other: str) -> bool:
    """Tell whether two articles are one text, give or take a headline or a cut paragraph."""
    first, second = _triples(one[:LONGEST]), _triples(other[:LONGEST])
    if not first or not second:
        return fold(one) == fold(other)
    common = len(first & second)
    smaller, larger = sorted((len(first), len(second)))
    return common >= NEAR_COPY * larger or (common >= 0.9 * smaller and smaller >= 0.5 * larger)


def _triples(text: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(fold(text))
    return frozenset(zip(words, words[1:], words[2:], strict=False))
