"""A bounded, guarded HTTP GET: one deadline, redirects by hand, caps counted after inflating."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import zlib
from collections import defaultdict
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import httpcore
import httpx

from bot.errors import ReadoutError, Unreachable, Unreadable
from bot.reading.guard import (
    CONNECT_SECONDS,
    GuardedBackend,
    GuardedTransport,
    Resolver,
    system_resolver,
)
from bot.reading.urls import CheckedUrl, check_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

TOTAL_SECONDS = 20.0
MAX_REDIRECTS = 5
MAX_AT_A_HOST = 2
MAX_RETRY_AFTER = 3_600.0
PAGE_CAP = 5_000_000
DOCUMENT_CAP = 20_000_000

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENT_TYPES = frozenset({"application/pdf", _DOCX, "application/octet-stream", ""})
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_INSTEAD = "Paste the text or upload the file."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a site gave: `url` after redirects, the media type as claimed, "" when absent."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


class Fetcher:
    """Fetches shared links. `contact` (a URL or mail address) goes into the user agent.

    `resolve` and `dial` are the ways to the network; tests give their own.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        seconds: float = TOTAL_SECONDS,
        resolve: Resolver = system_resolver,
        dial: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._headers = {
            "User-Agent": _user_agent(contact),
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip",
        }
        self.seconds = seconds
        self._resolve = resolve
        self._dial = dial
        self._tls: ssl.SSLContext | None = None
        self._slots = _Slots()

    def fetch(self, url: str) -> Fetched:
        """Return what `url` leads to. Raises Unreadable, Unreachable."""
        checked = check_url(url)
        if self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        return asyncio.run(self._bounded(checked, self._tls))

    async def _bounded(self, checked: CheckedUrl, tls: ssl.SSLContext) -> Fetched:
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(checked, tls)
        except TimeoutError:
            raise Unreachable(
                f"{checked.shown} took longer than {self.seconds:.0f} seconds. "
                f"I will try again; or paste the text."
            ) from None

    async def _follow(self, checked: CheckedUrl, tls: ssl.SSLContext) -> Fetched:
        deadline = asyncio.get_running_loop().time() + self.seconds
        backend = GuardedBackend(resolve=self._resolve, dial=self._dial or httpcore.AnyIOBackend())
        async with httpx.AsyncClient(
            transport=GuardedTransport(backend, tls=tls),
            timeout=httpx.Timeout(self.seconds, connect=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            headers=self._headers,
        ) as client:
            for _ in range(MAX_REDIRECTS + 1):
                left = deadline - asyncio.get_running_loop().time()
                with self._slots.hold(checked, left):
                    answer = await _hop(client, checked)
                if isinstance(answer, Fetched):
                    return answer
                checked = _next_hop(checked, answer)
                client.cookies.clear()
        raise Unreadable(f"That link is redirected more than {MAX_REDIRECTS} times. {_INSTEAD}")


class _Slots:
    """Lets at most MAX_AT_A_HOST fetches at a time through to one host."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._free = threading.Condition(self._lock)
        self._busy: defaultdict[str, int] = defaultdict(int)

    @contextlib.contextmanager
    def hold(self, checked: CheckedUrl, seconds: float) -> Iterator[None]:
        """Wait for a slot. It blocks the loop on purpose: each fetch has a loop of its own."""
        host = checked.host
        with self._free:
            if not self._free.wait_for(lambda: self._busy[host] < MAX_AT_A_HOST, max(seconds, 0)):
                raise Unreachable(f"Too many links to {checked.shown} at once. I will try again.")
            self._busy[host] += 1
        try:
            yield
        finally:
            with self._free:
                self._busy[host] -= 1
                if not self._busy[host]:
                    del self._busy[host]
                self._free.notify_all()


async def _hop(client: httpx.AsyncClient, checked: CheckedUrl) -> Fetched | str:
    """Return the answer, or the Location of a redirect."""
    try:
        async with client.stream("GET", checked.url) as response:
            if response.status_code in _REDIRECTS and response.headers.get("location"):
                return str(response.headers["location"])
            _check_status(response, checked)
            media_type = _check_type(response, checked)
            data = await _body(response, media_type)
            return Fetched(checked.url, data, media_type, response.charset_encoding)
    except ReadoutError:
        raise
    except httpx.TimeoutException as exc:
        raise Unreachable(f"{checked.shown} did not answer in time. I will try again.") from exc
    except httpx.ConnectError as exc:
        raise _connect_error(exc, checked) from exc
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as exc:
        raise Unreadable(f"That is not a link that I can open. {_INSTEAD}") from exc
    except (httpx.HTTPError, UnicodeError) as exc:
        raise Unreachable(f"The connection to {checked.shown} broke. I will try again.") from exc


def _next_hop(here: CheckedUrl, location: str) -> CheckedUrl:
    try:
        there = check_url(urljoin(here.url, location).partition("#")[0])
    except (ReadoutError, ValueError):
        raise Unreadable(
            f"{here.shown} leads on to a place that I do not open. {_INSTEAD}"
        ) from None
    if here.scheme == "https" and there.scheme == "http":
        raise Unreadable(f"{here.shown} leads on to an unencrypted page. {_INSTEAD}")
    return there


def _connect_error(exc: httpx.ConnectError, checked: CheckedUrl) -> ReadoutError:
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreadable(f"The certificate of {checked.shown} is not valid. {_INSTEAD}")
        cause = cause.__cause__ or cause.__context__
    return Unreachable(f"I could not connect to {checked.shown}. I will try again.")


def _check_status(response: httpx.Response, checked: CheckedUrl) -> None:
    status, shown = response.status_code, checked.shown
    if status == 200:
        return
    if status in (408, 425, 429) or status >= 500:
        raise Unreachable(
            f"{shown} is busy or broken now (HTTP {status}). I will try again; or paste the text.",
            retry_after=_retry_after(response.headers),
        )
    if status in (401, 402, 403, 407, 451):
        raise Unreadable(f"{shown} does not show me that page (HTTP {status}). {_INSTEAD}")
    if status in (404, 410):
        raise Unreadable(f"{shown} has no such page (HTTP {status}). Check the link.")
    raise Unreadable(f"{shown} gave no page (HTTP {status}). {_INSTEAD}")


def _retry_after(headers: httpx.Headers) -> float | None:
    """Return the seconds to wait, at most an hour; a date is measured by the site's own clock."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_RETRY_AFTER)
    try:
        then, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return min(max((then - now).total_seconds(), 0.0), MAX_RETRY_AFTER)
    except (ValueError, TypeError, OverflowError):
        return None


def _check_type(response: httpx.Response, checked: CheckedUrl) -> str:
    """Return the media type in lower case, "" when absent. Raises Unreadable."""
    media_type: str = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _PAGE_TYPES | _DOCUMENT_TYPES:
        raise Unreadable(
            f"{checked.shown} gave a file of the type {media_type[:60]}. I read web pages, "
            f"plain text, PDF and DOCX. {_INSTEAD}"
        )
    length = response.headers.get("content-length", "")
    cap = PAGE_CAP if media_type in _PAGE_TYPES else DOCUMENT_CAP
    if length.isascii() and length.isdigit() and int(length[:12]) > cap:
        raise _too_large(cap)
    return media_type


async def _body(response: httpx.Response, media_type: str) -> bytes:
    """Return the inflated body, never holding more than the cap. Raises Unreadable."""
    body = bytearray()
    async for piece in _inflated(response):
        body += piece
        page = media_type in _PAGE_TYPES or not body.startswith((b"%PDF", b"PK\x03\x04"))
        cap = PAGE_CAP if page else DOCUMENT_CAP
        if len(body) > cap:
            raise _too_large(cap)
    return bytes(body)


async def _inflated(response: httpx.Response) -> AsyncIterator[bytes]:
    """Yield pieces of the decoded body, each at most the document cap and one byte."""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("gzip", "x-gzip"):
        inflater = zlib.decompressobj(31)
        async for chunk in response.aiter_raw():
            yield _inflate(inflater, chunk)
            if inflater.eof:  # what follows is no part of the page
                return
        raise Unreachable("That page arrived incomplete. I will try again.")
    if coding not in ("", "identity"):
        raise Unreadable(f"That page comes in a coding that I did not ask for. {_INSTEAD}")
    async for chunk in response.aiter_raw():
        yield chunk


def _inflate(inflater: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        piece = inflater.decompress(chunk, DOCUMENT_CAP + 1)
    except zlib.error:
        raise Unreadable(f"That page arrived damaged. {_INSTEAD}") from None
    if inflater.unconsumed_tail:
        raise _too_large(DOCUMENT_CAP)
    return piece


def _too_large(cap: int) -> Unreadable:
    what = "page" if cap == PAGE_CAP else "file"
    return Unreadable(
        f"That {what} is larger than {cap // 1_000_000} MB. Paste the part that matters."
    )


def _user_agent(contact: str) -> str:
    try:
        number = version("readout-bot")
    except PackageNotFoundError:
        number = "0"
    shown = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()")
    return f"readout-bot/{number} (reads links that people share{f'; {shown}' if shown else ''})"
