"""Decides what a message shares: links, files of a readable kind, and pasted texts. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.reading.urls import canonical, links_of
from store.records import Shared, ShareSource

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT_KEY = "text"
SHORTEST_TEXT = 200  # letters; anything shorter is talk
MIMETYPES = frozenset({
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/xhtml+xml",
    "text/html",
    "text/markdown",
    "text/plain",
})  # fmt: skip
OWN_HOSTS = ("slack.com", "slack-edge.com", "slack-files.com")  # permalinks and uploads


def link_items(text: str) -> list[Shared]:
    """Return the links in a message's text, in order, without those that lead to Slack itself."""
    found = [url for url in links_of(text) if not _is_own(url)]
    return [Shared(ShareSource.LINK, canonical(url), url=url) for url in found]


def text_item(text: str, *, names_a_meeting: Callable[[str], bool]) -> Shared | None:
    """Return a pasted text as something shared, or None when it is only talk."""
    letters = sum(character.isalpha() for character in text)
    if letters < SHORTEST_TEXT or not names_a_meeting(text):
        return None
    return pasted(text)


def pasted(text: str) -> Shared:
    """Return a text that somebody asked to file, whatever it says."""
    return Shared(ShareSource.TEXT, TEXT_KEY, body=text)


def is_readable(mimetype: str | None) -> bool:
    """Say whether a file of this kind may hold an article."""
    return mimetype in MIMETYPES


def _is_own(url: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return any(host == own or host.endswith(f".{own}") for own in OWN_HOSTS)
