"""What was shared to an article: links, files and pasted texts, by what their bytes are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.errors import Unreadable
from bot.outlets import outlet_of
from bot.reading.article import read_plain, source_line
from bot.reading.fetch import DOCUMENT_CAP
from bot.reading.urls import date_in_url
from store.records import ArticleText, Shared, ShareSource

if TYPE_CHECKING:
    from bot.reading.children import ParserPool
    from bot.reading.fetch import Fetcher

__all__ = ["ArticleReader", "SlackFiles", "kind_of", "plain_text"]

SlackFiles = Callable[[str], tuple[bytes, str]]

_ACCEPTED = "I read web pages (HTML), plain text, PDF and DOCX."
_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or sound"),
    (b"\x1f\x8b", "a packed file"),
    (b"BZh", "a packed file"),
    (b"\xfd7zXZ", "a packed file"),
    (b"7z\xbc\xaf", "a packed file"),
    (b"Rar!", "a packed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "a sound file"),
)
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# A comment ends at its first `-->`, never later: with a choice of ends, a row of comments has
# exponentially many readings.
_HTML_START = re.compile(
    rb"\s*(?:<!--(?:(?!-->).){0,2000}-->\s*|<\?xml[^>]{0,200}>\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|article|section|main|div|p|h[1-3])\b",
    re.IGNORECASE | re.DOTALL,
)


def plain_text(text: str, *, url: str | None = None) -> ArticleText:
    """Return pasted text as an article; its last line may name the outlet.

    Raises Unreadable when it is empty or far too long.
    """
    article = read_plain(text, url=url)
    return replace(article, outlet=_named_outlet(article.text, url))


class ArticleReader:
    """Turns shared things into text; implements `bot.services.Reader`.

    `slack_files` returns the bytes and the name of a file from its private Slack URL.
    """

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        children: ParserPool,
        slack_files: SlackFiles | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._children = children
        self._slack_files = slack_files

    def read(self, shared: Shared) -> ArticleText:
        """Return the text. Raises Unreadable or Unreachable."""
        if shared.source is ShareSource.TEXT:
            return plain_text(shared.body or "", url=shared.url)
        if shared.source is ShareSource.FILE:
            data, name = self._file(shared)
            return self.read_bytes(data, name=name)
        if not shared.url:
            raise Unreadable("There is no link to open. Paste the text or upload the file.")
        fetched = self._fetcher.fetch(shared.url)
        kind = kind_of(fetched.data, media_type=fetched.media_type)
        return self._parsed(fetched.data, kind, url=fetched.url, charset=fetched.charset)

    def read_bytes(
        self, data: bytes, *, url: str | None = None, name: str | None = None
    ) -> ArticleText:
        """Return the text of a file's bytes; `name` serves for the sentence when it cannot.

        Raises Unreadable.
        """
        if len(data) > DOCUMENT_CAP:
            raise Unreadable(f"{_called(name)} is larger than 20 MB. Paste the part that matters.")
        return self._parsed(data, kind_of(data, name=name), url=url)

    def close(self) -> None:
        """End the parsing children."""
        self._children.close()

    def _file(self, shared: Shared) -> tuple[bytes, str | None]:
        if shared.size is not None and shared.size > DOCUMENT_CAP:
            raise Unreadable(
                f"{_called(shared.name)} is larger than 20 MB. Paste the part that matters."
            )
        if shared.body:
            return _local_bytes(Path(shared.body)), shared.name or Path(shared.body).name
        if shared.url and self._slack_files is not None:
            data, name = self._slack_files(shared.url)
            return data, shared.name or name
        raise Unreadable(f"I cannot get at {_called(shared.name)}. Paste the text.")

    def _parsed(
        self, data: bytes, kind: str, *, url: str | None = None, charset: str | None = None
    ) -> ArticleText:
        facts = self._children.parse(data, kind=kind, url=url, charset=charset)
        published, basis = _date(facts)
        text = str(facts["text"])
        if kind == "html":
            outlet = _outlet(url, _maybe(facts.get("site")))
        else:
            outlet = _named_outlet(text, url)
        if published is None and (published := date_in_url(url)):
            basis = "url"
        return ArticleText(
            text=text,
            title=_maybe(facts.get("title")),
            outlet=outlet,
            byline=_maybe(facts.get("byline")),
            published=published,
            published_basis=basis,
            language=str(facts["language"]),
            url=url,
        )


def kind_of(data: bytes, *, media_type: str = "", name: str | None = None) -> str:
    """Return html, pdf, docx or text, by the bytes; `media_type` decides between html and text.

    Raises Unreadable for anything else, naming what is accepted.
    """
    head = data[:4_096]
    if not head.strip():
        raise Unreadable(f"{_called(name)} is empty. Paste the text or upload the file.")
    if b"%PDF-" in head[:1_024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise Unreadable(f"{_called(name)} is {what}. {_ACCEPTED} Paste the text.")
    wide = head.startswith(_WIDE_BOMS)
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    if not wide and (head.count(0) > 8 or controls * 20 > len(head)):
        raise Unreadable(f"{_called(name)} is a binary file. {_ACCEPTED} Paste the text.")
    if media_type in ("text/html", "application/xhtml+xml"):
        return "html"
    plain = head.removeprefix(b"\xef\xbb\xbf")
    return "html" if media_type != "text/plain" and _HTML_START.match(plain) else "text"


def _called(name: str | None) -> str:
    return f"The file {name[:80]}" if name else "That"


def _local_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(DOCUMENT_CAP + 1)
    except OSError as exc:
        raise Unreadable(f"I cannot open {path.name}: {exc.strerror or exc}.") from exc
    if len(data) > DOCUMENT_CAP:
        raise Unreadable(f"{_called(path.name)} is larger than 20 MB. Paste the part that matters.")
    return data


def _maybe(value: Any) -> str | None:
    return str(value) if value else None


def _date(facts: dict[str, Any]) -> tuple[date | None, str | None]:
    value = facts.get("published")
    if not isinstance(value, str):
        return None, None
    return date.fromisoformat(value), _maybe(facts.get("basis"))


def _named_outlet(text: str, url: str | None) -> str | None:
    """Return the known outlet of a link, or the one that the last line of a text names."""
    name = source_line(text)
    known = (outlet_of(url=url) if url else None) or (outlet_of(name=name) if name else None)
    return known.name if known else None


def _outlet(url: str | None, site: str | None) -> str | None:
    """Return the outlet's name as known, else as the site calls itself, else its host."""
    known = outlet_of(url=url, name=None if url else site)
    if known is not None:
        return known.name
    host: str | None = urlsplit(url).hostname if url else None
    return site or (host.removeprefix("www.") if host else None)
