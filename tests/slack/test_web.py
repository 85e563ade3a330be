"""The front of HTTP mode: what reaches Bolt, and what the rest is answered."""

from __future__ import annotations

import http.client
import json
import threading
from typing import TYPE_CHECKING

import pytest
from waitress import create_server

from handlers.web import LARGEST, HttpFront
from tests.slack.driver import FORM, JSON, payload
from tests.slack.fakes import story
from tests.slack.test_shares import filed

if TYPE_CHECKING:
    from pathlib import Path

    from slack_bolt import App

    from bot.services import Services
    from tests.slack.driver import Bot

EVENT = json.dumps(payload("message", event={"text": "hello"}))


def test_requests_of_the_corpus(bot: Bot, corpus: Path) -> None:
    lines = (corpus / "data" / "bad_inputs.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["kind"] == "request"]
    wrong = {"X-Slack-Signature": "v0=" + "0" * 64}
    send = {
        "valid_event": lambda: bot.post(EVENT, JSON),
        "bad_signature": lambda: bot.post(EVENT, JSON, headers=wrong),
        "stale_timestamp_1h": lambda: bot.post(EVENT, JSON, age=3600),
        "event_retry_same_id": lambda: bot.post(EVENT, JSON, headers={"X-Slack-Retry-Num": "1"}),
    }
    assert {row["input"]["what"] for row in rows} <= set(send)
    for row in rows:
        assert send[row["input"]["what"]]().status in row["expect"]["status"], row["id"]


def test_url_verification(bot: Bot) -> None:
    body = {"type": "url_verification", "token": "x", "challenge": "say this"}
    answer = bot.post(json.dumps(body), JSON)
    assert (answer.status, answer.json) == (200, {"challenge": "say this"})


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        ("{", JSON, 400),
        ("[]", JSON, 400),
        ("null", JSON, 400),
        ('{"event": 3}', JSON, 400),
        ("[" * 100_000, JSON, 400),
        ("payload=%7B", FORM, 400),
        ("payload=3", FORM, 400),
        ("&" * 500, FORM, 400),
        ("x", "text/plain", 415),
        ("x" * (LARGEST + 1), JSON, 413),
    ],
)
def test_bodies_that_are_none_of_slacks(bot: Bot, raw: str, kind: str, status: int) -> None:
    assert bot.post(raw, kind).status == status


@pytest.mark.parametrize("stamp", ["abc", "", "-1", "1e9", "٣٣٣", "9" * 40])
def test_timestamps_that_are_no_numbers(bot: Bot, stamp: str) -> None:
    answer = bot.post(EVENT, JSON, headers={"X-Slack-Request-Timestamp": stamp})
    assert answer.status == 401


@pytest.mark.parametrize("signature", ["", "v1=abc", "v0=é", "nonsense"])
def test_signatures_that_are_none(bot: Bot, signature: str) -> None:
    assert bot.post(EVENT, JSON, headers={"X-Slack-Signature": signature}).status in {401, 403}


def test_no_headers_no_entry(bot: Bot) -> None:
    assert bot.request(EVENT.encode(), JSON, headers={}).status == 401


def test_bytes_that_are_no_text(bot: Bot) -> None:
    assert bot.request(b"\xff\xfe", JSON, headers={}).status == 400


def test_other_paths_and_methods(bot: Bot, app: App) -> None:
    assert bot.request(b"", "", headers={}, path="/elsewhere").status == 404
    assert bot.request(b"", "", headers={}, method="GET").status == 405
    assert bot.request(b"", "", headers={}, method="GET", path="/healthz").status == 200
    bot.front = HttpFront(app, healthy=lambda: False)
    assert bot.request(b"", "", headers={}, method="GET", path="/healthz").status == 503


def test_a_surprise_is_a_500_without_words(bot: Bot, app: App) -> None:
    def healthy() -> bool:
        raise RuntimeError("secret")

    bot.front = HttpFront(app, healthy=healthy)
    answer = bot.request(b"", "", headers={}, method="GET", path="/healthz")
    assert (answer.status, answer.text) == (500, "Internal Server Error")


def test_without_a_signing_secret_nothing_gets_in(services: Services, bot: Bot) -> None:
    from handlers.app import build_app  # noqa: PLC0415
    from handlers.messenger import slack_client  # noqa: PLC0415

    client = slack_client("xoxb-x", base_url=bot.slack.api_url)
    bot.front = HttpFront(build_app(services, client=client))
    for guess in ("None", bot.secret, "0" * 64):
        bot.secret = guess
        assert bot.post(EVENT, JSON).status == 401


def test_over_real_http(bot: Bot, services: Services) -> None:
    server = create_server(bot.front, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        sent: list[tuple[bytes, str, dict[str, str]]] = []

        def keep(data: bytes, kind: str, *, headers: dict[str, str], **_: str) -> None:
            sent.append((data, kind, headers))

        signer = type(bot)(bot.front, bot.slack, bot.secret)
        signer.request = keep  # type: ignore[assignment, method-assign]
        signer.event("message", text=story())
        data, kind, headers = sent[0]
        connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
        connection.request("POST", "/slack/events", data, {"Content-Type": kind, **headers})
        assert connection.getresponse().status == 200
        connection.close()
    finally:
        server.close()
        thread.join(10)
    assert filed(services) == ["text"]
