"""The WSGI front for `serve --http`: a small guard, then Bolt.

Bolt answers 500 to a timestamp that is no number and raises on a signed body that is no JSON;
here each is a 400 or 401, so that nothing from outside looks like a failure of ours.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from slack_bolt.request import BoltRequest

from bot.logs import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from wsgiref.types import StartResponse, WSGIEnvironment

    from slack_bolt import App

LARGEST = 1024 * 1024
PATH = "/slack/events"
HEALTH = "/healthz"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
log = logger(__name__)


class RefusedError(Exception):
    """A request that does not reach Bolt; the argument is the status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class HttpFront:
    """A WSGI application; `healthy` is asked for /healthz."""

    def __init__(self, app: App, *, healthy: Callable[[], bool] = lambda: True) -> None:
        self._app = app
        self._healthy = healthy

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; never raises."""
        try:
            status, headers, body = self._answer(environ)
        except RefusedError as refused:
            status, headers, body = refused.status.value, {}, refused.status.phrase
        except Exception:  # the last line of defence: log it, let Slack send it again
            log.exception("request_failed")
            status, headers, body = 500, {}, "Internal Server Error"
        data = body.encode("utf-8")
        start_response(f"{status} {HTTPStatus(status).phrase}", _wire(headers, len(data)))
        return [data]

    def _answer(self, environ: WSGIEnvironment) -> tuple[int, Mapping[str, Sequence[str]], str]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == HEALTH and method == "GET":
            return (200, {}, "ok") if self._healthy() else (503, {}, "not ready")
        if path != PATH:
            raise RefusedError(HTTPStatus.NOT_FOUND)
        if method != "POST":
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED)
        body = read_body(environ)
        headers = headers_of(environ)
        check_timestamp(headers)
        check_body(body, str(environ.get("CONTENT_TYPE", "")))
        answer = self._app.dispatch(BoltRequest(body=body, headers=headers))
        return answer.status, answer.headers, answer.body or ""


def read_body(environ: Mapping[str, Any]) -> str:
    """Return the body as text. Raises RefusedError: too large, no length, not UTF-8."""
    claimed = str(environ.get("CONTENT_LENGTH") or "0")
    if not claimed.isascii() or not claimed.isdigit():
        raise RefusedError(HTTPStatus.BAD_REQUEST)
    if int(claimed) > LARGEST:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    data: bytes = environ["wsgi.input"].read(int(claimed))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST) from error


def headers_of(environ: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    """Return the request's headers, names in lower case."""
    found: dict[str, str | Sequence[str]] = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    found["content-type"] = str(environ.get("CONTENT_TYPE", ""))
    return found


def check_timestamp(headers: Mapping[str, str | Sequence[str]]) -> None:
    """Raise RefusedError (401) unless the timestamp is a plain number and a signature is there."""
    stamp = str(headers.get("x-slack-request-timestamp", ""))
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise RefusedError(HTTPStatus.UNAUTHORIZED)
    signature = str(headers.get("x-slack-signature", ""))
    if not signature.isascii() or not signature.startswith("v0="):
        raise RefusedError(HTTPStatus.UNAUTHORIZED)


def check_body(body: str, content_type: str) -> None:
    """Raise RefusedError (400) unless the body is what its content type says."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == JSON:
        _object(body)
    elif kind == FORM:
        payload = parse_qs(body, max_num_fields=100).get("payload") if _fields(body) else None
        if payload:
            _object(payload[0])
    else:
        raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _fields(body: str) -> bool:
    if body.count("&") > 99:
        raise RefusedError(HTTPStatus.BAD_REQUEST)
    return bool(body)


def _object(text: str) -> None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedError(HTTPStatus.BAD_REQUEST) from error
    if not isinstance(value, dict) or not isinstance(value.get("event", {}), dict):
        raise RefusedError(HTTPStatus.BAD_REQUEST)


def _wire(headers: Mapping[str, Sequence[str]], length: int) -> list[tuple[str, str]]:
    made = [
        (name, value)
        for name, values in headers.items()
        if name.lower() not in {"content-length", "content-type"}
        for value in values
    ]
    kinds = headers.get("content-type") or ["text/plain;charset=utf-8"]
    return [*made, ("content-type", kinds[0]), ("content-length", str(length))]
