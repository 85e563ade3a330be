"""Rich-text pieces: words are always literal here, so no text can ping, link or format.

A rich_text element carries no markup. Text is still broken after every "<", so that not even a
client that reads markup finds "<!channel>" or "<@U1>" in one piece; the words stay verbatim.
Escaping (`escaped`) is for the `text` fields, where Slack does read markup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slack_sdk.models.blocks import (
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

Piece = RichTextElementParts.Text | RichTextElementParts.Link
Blocks = list[dict[str, Any]]

LONGEST_FALLBACK = 3_900
LONGEST_LINK = 2_000
_AFTER_OPENING = re.compile(r"(?<=<)(?=.)", re.DOTALL)
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\s<>|\"\\]")


def escaped(text: str) -> str:
    """Return `text` for a field in which Slack reads markup: & < > escaped once."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str) -> str:
    """Return the `text` of a message with blocks: escaped, and cut to what is shown whole."""
    safe = escaped(text.strip()) or "…"
    if len(safe) <= LONGEST_FALLBACK:
        return safe
    cut = safe[:LONGEST_FALLBACK]
    return re.sub(r"&[a-z]{0,3}$", "", cut) + " …"


def words(text: str, *, style: str | None = None) -> list[Piece]:
    """Return `text` as literal pieces, all "bold" or "italic" when `style` says so."""
    look = {style: True} if style else None
    parts = _AFTER_OPENING.split(text)
    return [RichTextElementParts.Text(text=part, style=look) for part in parts if part]


def link(text: str, url: str | None) -> list[Piece]:
    """Return `text` linked to `url`, or the bare words when the URL is not fit to be a link."""
    if not is_link(url):
        return words(text)
    return [RichTextElementParts.Link(url=str(url), text=text.replace("<", "‹"))]


def is_link(url: str | None) -> bool:
    """Say whether `url` may stand behind a link of ours: whole, http(s), without tricks."""
    if not url or len(url) > LONGEST_LINK or _UNFIT.search(url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc


def section(pieces: Sequence[Piece]) -> RichTextSectionElement:
    """Return one paragraph."""
    return RichTextSectionElement(elements=list(pieces))


def bullets(items: Sequence[Sequence[Piece]]) -> RichTextListElement:
    """Return a bulleted list, one sequence of pieces an item."""
    return RichTextListElement(style="bullet", elements=[section(item) for item in items])


def quote(pieces: Sequence[Piece]) -> RichTextQuoteElement:
    """Return a block quotation."""
    return RichTextQuoteElement(elements=list(pieces))


def rich(elements: Sequence[Any]) -> dict[str, Any]:
    """Return one rich_text block."""
    return dict(RichTextBlock(elements=list(elements)).to_dict())


def plain(text: str, *, limit: int) -> PlainTextObject:
    """Return a plain-text object of at most `limit` characters, for titles and buttons."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return PlainTextObject(text=short, emoji=False)


def sentence_blocks(text: str) -> Blocks:
    """Return one plain sentence (an error, a confirmation) as blocks."""
    return [rich([section(words(line))]) for line in text.split("\n") if line.strip()][:40]
