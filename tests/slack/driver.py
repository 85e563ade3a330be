"""Plays Slack's part towards the bot: signed requests to the WSGI front, payloads from files."""

from __future__ import annotations

import io
import json
import secrets
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_sdk.signature import SignatureVerifier

if TYPE_CHECKING:
    from handlers.web import HttpFront
    from tests.slack.double import SlackDouble

PAYLOADS = Path(__file__).with_name("payloads")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
Body = dict[str, Any]


def payload(name: str, **changes: Any) -> Body:
    """Return the payload in `payloads/<name>.json`; `changes` are laid over it, dict by dict."""
    body: Body = json.loads((PAYLOADS / f"{name}.json").read_text("utf-8"))
    return _laid_over(body, changes)


def _laid_over(body: Body, changes: Body) -> Body:
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(body.get(key), dict)
        body[key] = _laid_over(body[key], value) if both else value
    return body


@dataclass
class Response:
    """What the bot answered to one request."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Body:
        return json.loads(self.text) if self.text else {}


@dataclass
class Bot:
    """The bot in HTTP mode, driven in this thread."""

    front: HttpFront
    slack: SlackDouble
    secret: str
    answers: list[Body] = field(default_factory=list)

    def event(self, name: str, *, retry: int = 0, event_id: str = "", **event: Any) -> Response:
        """Deliver an event; keywords are laid over its `event`, each under a fresh event id."""
        body = payload(name, event=event, event_id=event_id or f"Ev{secrets.token_hex(5)}")
        return self.deliver(body, retry=retry)

    def deliver(self, body: Body, *, retry: int = 0) -> Response:
        """Deliver a whole event payload."""
        extra = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        return self.post(json.dumps(body), JSON, headers=extra if retry else {})

    def command(self, text: str, **changes: Any) -> Body:
        """Send /readout; return what only the asker sees."""
        changes = {"response_url": self.slack.response_url(), "text": text, **changes}
        answer = self.form(payload("slash_command", **changes))
        assert answer.status == 200, answer
        self.answers.append(answer.json)
        return answer.json

    def press(self, action_id: str, value: str, **changes: Any) -> Response:
        """Press a button; `changes` are laid over the payload."""
        body = payload("block_actions", response_url=self.slack.response_url(), **changes)
        body["actions"][0] |= {"action_id": action_id, "value": value}
        body["trigger_id"] = f"trigger.{secrets.token_hex(5)}"
        return self.form({"payload": json.dumps(body)})

    def shortcut(self, **changes: Any) -> Response:
        """Use the message shortcut."""
        body = payload("message_action", response_url=self.slack.response_url(), **changes)
        return self.form({"payload": json.dumps(body)})

    def form(self, fields: Body) -> Response:
        """Post a form, as Slack does for commands and interactions."""
        return self.post(urllib.parse.urlencode(fields), FORM)

    def post(
        self, raw: str, kind: str, *, headers: dict[str, str] | None = None, age: int = 0
    ) -> Response:
        """Post a signed request."""
        stamp = str(int(time.time()) - age)
        sign = SignatureVerifier(self.secret).generate_signature(timestamp=stamp, body=raw)
        signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(sign)}
        return self.request(raw.encode(), kind, headers=signed | (headers or {}))

    def request(
        self, data: bytes, kind: str, *, headers: dict[str, str], path: str = "/slack/events",
        method: str = "POST",
    ) -> Response:  # fmt: skip
        """Send any request to the front."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": io.BytesIO(data),
        }
        environ |= {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items()}
        seen: list[Any] = []

        def start(status: str, sent: list[tuple[str, str]], *_: Any) -> Any:
            seen.extend([int(status[:3]), dict(sent)])

        text = b"".join(self.front(environ, start)).decode()
        return Response(seen[0], text, seen[1])


def value_of(message: Body, action_id: str) -> str | None:
    """Return the value of a button in a message, None when it is not there."""
    for block in message.get("blocks") or ():
        for element in block.get("elements") or ():
            if element.get("action_id", "").startswith(action_id):
                return str(element["value"])
    return None


def shown(message: Body) -> str:
    """Return the words that a reader of the blocks sees."""
    words = "\n".join(_words(block) for block in message.get("blocks") or ())
    return words.replace("\N{NO-BREAK SPACE}", " ")


def _words(element: Body) -> str:
    if element.get("type") in {"text", "link"}:
        return str(element.get("text", ""))
    inner = [_words(part) for part in element.get("elements", ())]
    lines = element.get("type") in {"rich_text", "rich_text_list", "actions"}
    label = element["text"]["text"] if element.get("type") == "button" else ""
    return label + ("\n" if lines else "").join(inner)
