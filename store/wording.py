"""How names and words are compared: folded names, surnames, words of a topic. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST = 200  # characters of a name that are kept for comparing; PostgreSQL indexes no more
SURNAME_FIRST = frozenset({"CN", "HK", "KH", "KP", "KR", "MO", "TW", "VN"})
NUMERALS = frozenset({"i", "ii", "iii", "iv", "v", "vi", "vii", "viii"})  # "Xi" is a name
SUFFIXES = NUMERALS | {"jr", "sr"}
LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
WHOLE = 3  # words up to this length match whole words only: "EU" is not "Europe"


def fold(name: str) -> str:
    """Return `name` in lower case, without diacritics and punctuation, single-spaced."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(LETTERS)
    bare = unicodedata.normalize("NFKD", plain)
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s-]", " ", kept).replace("-", " ").split())[:LONGEST].strip()


def surname(name: str, party: str | None) -> str:
    """Return the folded surname: the first word where the party's custom is that, else the last."""
    words = without_suffix(fold(name).split())
    if not words:
        return ""
    return words[0] if party in SURNAME_FIRST and len(words) > 1 else words[-1]


def without_suffix(words: Sequence[str]) -> list[str]:
    """Return the words of a name without "Jr.", "III" and the like at the end."""
    kept = list(words)
    while len(kept) > 1 and kept[-1].strip(".,").casefold() in SUFFIXES:
        kept.pop()
    return kept


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """Whether `text` has all words of any of the phrases; longer words match as beginnings too."""
    return any(
        all(_has(text, word) for word in words) for phrase in phrases if (words := phrase.split())
    )


def _has(text: str, word: str) -> bool:
    before = r"(?<!\w)" if _is_letter(word[0]) else ""
    after = r"(?!\w)" if _is_letter(word[-1]) and len(word) <= WHOLE else ""
    return re.search(before + re.escape(word) + after, text, re.IGNORECASE) is not None


def _is_letter(character: str) -> bool:
    return re.match(r"\w", character) is not None
