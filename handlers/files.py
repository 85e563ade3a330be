"""Files that people upload to Slack: fetched with the bot's token from Slack's file host alone."""

from __future__ import annotations

import http.client
import ssl
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from bot.errors import Unreachable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "files.slack.com"
LARGEST = 20 * 1024 * 1024
SECONDS = 20
PIECE = 64 * 1024
SAY_WHAT_TO_DO = "Upload it again, or paste its text."


class NoRedirects(HTTPRedirectHandler):
    """Follows nothing: the token must not travel to another host."""

    def redirect_request(self, *_args: object, **_keywords: object) -> None:
        """Return None, which makes the redirect an HTTPError."""


def slack_files(
    token: str, *, opener: OpenerDirector | None = None
) -> Callable[[str], tuple[bytes, str]]:
    """Return a function from `url_private` to (bytes, file name).

    The function raises Unreadable (another host, too large, refused) or Unreachable.
    """
    open_with = opener or build_opener(
        ProxyHandler({}), NoRedirects(), HTTPSHandler(context=ssl.create_default_context())
    )

    def download(url: str) -> tuple[bytes, str]:
        parts = checked(url)
        request = Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - https only, checked above
        return _fetch(open_with, request), unquote(PurePosixPath(parts.path).name)

    return download


def checked(url: str) -> SplitResult:
    """Return the parts of a URL on Slack's file host. Raises Unreadable for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreadable(f"That file has no address that I may open. {SAY_WHAT_TO_DO}") from error
    right = (
        parts.scheme == "https" and parts.netloc in {HOST, f"{HOST}:443"} and port in {None, 443}
    )
    if not right or any(c.isspace() or ord(c) < 32 for c in url):
        raise Unreadable(f"That file is not kept at Slack, so I do not open it. {SAY_WHAT_TO_DO}")
    return parts


def _fetch(opener: OpenerDirector, request: Request) -> bytes:
    try:
        with opener.open(request, timeout=SECONDS) as response:
            kind = str(response.headers.get("Content-Type", ""))
            data = _read(response)
    except HTTPError as error:
        error.close()
        raise _refused(error.code) from error
    except (URLError, TimeoutError, OSError, http.client.HTTPException) as error:
        raise Unreachable("Slack did not hand over the file just now.") from error
    if "text/html" in kind and b"slack" in data[:4096].lower() and b"signin" in data[:65536]:
        raise Unreadable(
            "Slack did not let me open that file: the app needs the files:read permission. "
            "Ask an admin to run `readout doctor`."
        )
    return data


def _read(response: http.client.HTTPResponse) -> bytes:
    """Read at most LARGEST bytes, whatever the headers claim."""
    claimed = response.headers.get("Content-Length", "0")
    if claimed.isdigit() and int(claimed) > LARGEST:
        raise _too_large()
    pieces, size = [], 0
    while piece := response.read(PIECE):
        size += len(piece)
        if size > LARGEST:
            raise _too_large()
        pieces.append(piece)
    return b"".join(pieces)


def _too_large() -> Unreadable:
    return Unreadable("That file is larger than 20 MB. Paste the part that matters as text.")


def _refused(status: int) -> Unreadable | Unreachable:
    if status == 429 or status >= 500:
        return Unreachable("Slack did not hand over the file just now.")
    return Unreadable(f"Slack did not let me open that file (HTTP {status}). {SAY_WHAT_TO_DO}")
