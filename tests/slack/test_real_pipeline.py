"""The whole way with the real extractor: an article is pasted, and /readout answers from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.extraction.pipeline import SpacyExtractor, load_extractor
from bot.ingest import InlineJobs
from handlers.app import build_app
from handlers.messenger import slack_client
from handlers.web import HttpFront
from tests.slack.conftest import SECRET, TOKEN
from tests.slack.driver import shown, value_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.services import Services
    from tests.slack.driver import Bot

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def extractor() -> SpacyExtractor:
    return load_extractor()


@pytest.fixture
def real(bot: Bot, services: Services, extractor: SpacyExtractor) -> Bot:
    """The bot with the real extractor."""
    jobs = InlineJobs(services)
    made = replace(services, extractor=extractor, jobs=jobs)
    jobs._services = made
    client = slack_client(TOKEN, base_url=bot.slack.api_url)
    bot.front = HttpFront(build_app(made, client=client, signing_secret=SECRET))
    return bot


def test_a_pasted_article_becomes_a_cited_briefing(real: Bot, corpus: Path) -> None:
    text = (corpus / "data" / "articles" / "000_9917dd2a0be789f7.txt").read_text("utf-8")
    real.event("message", text=text.replace("&", "&amp;"))
    said = real.command("China Russia")
    words = shown(said)
    for wanted in ("Wang Yi", "Sergei Lavrov", "Moscow", "18 Sep", "neither targeting third"):
        assert wanted in words
    assert value_of(said, "readout_evidence") is not None
    assert value_of(said, "readout_post") is not None


@pytest.mark.parametrize("text", ["China and Russia met? no idea", "lunch at one, " * 30])
def test_talk_is_left_alone(real: Bot, text: str) -> None:
    real.event("message", text=text)
    assert {call.method for call in real.slack.calls} <= {"auth.test"}
