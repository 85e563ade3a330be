"""When two texts are the same and when they are near-copies. Pure."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from store.records import ArticleText

BITS = 64
NEAR = 3  # bits that may differ between near-copies
LANE = 32  # bits to count in
SPREAD = [sum((byte >> bit & 1) << (LANE * bit) for bit in range(8)) for byte in range(256)]


def digest(text: str) -> str:
    """Return the SHA-256 of `text` in hex; lone surrogates do no harm."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def identity(article: ArticleText) -> str:
    """Return what makes an article the same: all that extraction depends on.

    The text with white space normalised, its headline, the day of publication, the language, and
    who published it. Equal words of another date or publisher stay apart: each place sees only
    what was read there.
    """
    published = article.published.isoformat() if article.published else ""
    publisher = (article.outlet, _host(article.url))
    facts = (article.text, article.title, published, article.language, *publisher)
    return digest("\n".join(" ".join((fact or "").split()) for fact in facts))


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:  # not an address; the words tell
        return url


def fingerprint(text: str) -> int:
    """Return the 64-bit simhash of the 3-grams of words, as a signed number."""
    words = re.findall(r"\w+", text.casefold())
    grams = {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}
    counts = sum(map(_lanes, grams))
    value = 0
    for place in range(BITS):
        count = counts >> (LANE * place) & ((1 << LANE) - 1)
        value |= (2 * count > len(grams)) << place
    return value - (1 << BITS) if value >> (BITS - 1) else value


def _lanes(gram: str) -> int:
    """Return the gram's 64 hash bits, each in a lane of its own, so that all add up at once."""
    bits = hashlib.blake2b(gram.encode("utf-8", "replace"), digest_size=BITS // 8).digest()
    return sum(SPREAD[byte] << (8 * LANE * at) for at, byte in enumerate(bits))


def near(one: int, other: int, *, bits: int = NEAR) -> bool:
    """Whether two fingerprints are of near-copies: at most `bits` of 64 differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count() <= bits
