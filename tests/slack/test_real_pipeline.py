"""The whole way with the real extractor: an article is pasted, and /readout answers from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.extraction.pipeline import SpacyExtractor, load_extractor
from bot.ingest import InlineJobs
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.reader import ArticleReader
from handlers.app import build_app
from handlers.messenger import slack_client
from handlers.socket_mode import socket_handler
from handlers.web import HttpFront
from tests.slack.conftest import SECRET, TOKEN
from tests.slack.driver import payload, shown, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from slack_bolt import App

    from bot.services import Services
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot

pytestmark = pytest.mark.model
WANTED = (
    "Wang Yi",
    "Sergei Lavrov",
    "Minister of Foreign Affairs",
    "Moscow",
    "18 Sep (year not stated)",
    "visitor Wang, host Lavrov",
    "Global Times (state-affiliated: China)",
    "neither targeting third parties",
    "praised China's position paper",
)


@pytest.fixture(scope="module")
def extractor() -> SpacyExtractor:
    return load_extractor()


@pytest.fixture
def real_app(slack: SlackDouble, services: Services, extractor: SpacyExtractor) -> Iterator[App]:
    """The Bolt app with the real reader and extractor."""
    jobs = InlineJobs(services)
    reader = ArticleReader(fetcher=Fetcher(), children=ParserPool())
    made = replace(services, reader=reader, extractor=extractor, jobs=jobs)
    jobs._services = made
    client = slack_client(TOKEN, base_url=slack.api_url)
    yield build_app(made, client=client, signing_secret=SECRET)
    reader.close()


@pytest.fixture
def real(bot: Bot, real_app: App) -> Bot:
    """The bot with the real extractor, in HTTP mode."""
    bot.front = HttpFront(real_app)
    return bot


@pytest.fixture
def article(corpus: Path) -> str:
    """The example article as Slack delivers it."""
    text = (corpus / "data" / "articles" / "000_9917dd2a0be789f7.txt").read_text("utf-8")
    return text.replace("&", "&amp;")


def check(message: dict[str, Any]) -> None:
    """Hold the briefing of the example article to what its gold says."""
    words = shown(message)
    for wanted in WANTED:
        assert wanted in words
    assert "China Russia Photo" not in words  # the caption
    assert value_of(message, "readout_evidence") is not None


def test_over_http_by_command_and_by_mention(real: Bot, article: str) -> None:
    real.event("message", text=article)
    said = real.command("China Russia")
    check(said)
    assert value_of(said, "readout_post") is not None
    real.event("app_mention", text="<@U0BOT> China Russia")
    (posted,) = real.slack.of("chat.postMessage")
    check(posted.args)


def test_over_socket_mode_by_command_and_by_mention(
    real_app: App, slack: SlackDouble, article: str
) -> None:
    handler = socket_handler(real_app, "xapp-test", base_url=slack.api_url)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        slack.wait_for_socket()
        slack.send("events_api", payload("message", event={"text": article}), seconds=10)
        said = slack.send("slash_commands", payload("slash_command", text="China Russia"))
        assert said is not None
        check(said)
        mention = {"text": "<@U0BOT> China Russia"}
        slack.send("events_api", payload("app_mention", event=mention))
        (posted,) = slack.of("chat.postMessage")
        check(posted.args)
    finally:
        handler.close()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("text", ["China and Russia met? no idea", "lunch at one, " * 30])
def test_talk_is_left_alone(real: Bot, text: str) -> None:
    real.event("message", text=text)
    assert {call.method for call in real.slack.calls} <= {"auth.test"}
