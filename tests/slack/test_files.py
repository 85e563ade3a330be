"""Files at Slack: the token goes to one host, and nothing else is followed or swallowed whole."""

from __future__ import annotations

import email.message
import io
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError

import pytest

from bot.errors import Unreachable, Unreadable
from handlers.files import LARGEST, NoRedirects, checked, slack_files

if TYPE_CHECKING:
    from urllib.request import Request

URL = "https://files.slack.com/files-pri/T1-F1/a%20readout.txt"


class Answer(io.BytesIO):
    """A response."""

    def __init__(self, data: bytes, **headers: str) -> None:
        super().__init__(data)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class Opener:
    """Answers with what it was given, and keeps the requests."""

    def __init__(self, answer: Answer | Exception) -> None:
        self.answer = answer
        self.requests: list[Request] = []

    def open(self, request: Request, timeout: float) -> Answer:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def download(answer: Answer | Exception, url: str = URL) -> tuple[bytes, str]:
    opener: Any = Opener(answer)
    return slack_files("xoxb-1", opener=opener)(url)


def refused(status: int) -> HTTPError:
    return HTTPError(URL, status, "no", email.message.Message(), io.BytesIO())


def test_a_file_comes_with_its_name_and_the_token_goes_along() -> None:
    opener: Any = Opener(Answer(b"words", Content_Type="text/plain"))
    assert slack_files("xoxb-1", opener=opener)(URL) == (b"words", "a readout.txt")
    assert opener.requests[0].get_header("Authorization") == "Bearer xoxb-1"


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/x",
        "https://files.slack.com.evil.example/x",
        "https://evil.example/files.slack.com",
        "https://files.slack.com@evil.example/x",
        "https://user@files.slack.com/x",
        "https://files.slack.com:8443/x",
        "https://files.slack.com:x/x",
        "https://FILES.slack.com.:443/x",
        "https://files.slack.com/x\r\nX-Evil: 1",
        "file:///etc/passwd",
        "//files.slack.com/x",
        "",
    ],
)
def test_the_token_goes_nowhere_else(url: str) -> None:
    opener: Any = Opener(Answer(b"x"))
    with pytest.raises(Unreadable):
        slack_files("xoxb-1", opener=opener)(url)
    assert opener.requests == []


def test_redirects_are_not_followed() -> None:
    assert NoRedirects().redirect_request() is None  # type: ignore[func-returns-value]
    with pytest.raises(Unreadable):
        download(refused(302))


def test_too_large_by_claim_and_by_count() -> None:
    with pytest.raises(Unreadable, match="20 MB"):
        download(Answer(b"x", Content_Length=str(LARGEST + 1)))
    with pytest.raises(Unreadable, match="20 MB"):
        download(Answer(b"x" * (LARGEST + 1), Content_Length="5"))


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (refused(404), Unreadable),
        (refused(403), Unreadable),
        (refused(429), Unreachable),
        (refused(503), Unreachable),
        (URLError("no route"), Unreachable),
        (TimeoutError(), Unreachable),
    ],
)
def test_failures_in_our_words(failure: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        download(failure)


def test_a_login_page_is_no_file() -> None:
    page = b"<html><title>Slack</title> ... <form id='signin'>"
    with pytest.raises(Unreadable, match="files:read"):
        download(Answer(page, Content_Type="text/html; charset=utf-8"))


def test_the_default_opener_is_checked_too() -> None:
    with pytest.raises(Unreadable):
        slack_files("xoxb-1")("https://example.org/x")
    assert checked(URL).hostname == "files.slack.com"
