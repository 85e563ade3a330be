"""Errors: private, with a reference, never the text of a surprise; and what Slack sends again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from handlers.app import build_app
from handlers.messenger import slack_client
from handlers.web import HttpFront
from tests.slack.conftest import SECRET, TOKEN
from tests.slack.driver import Bot
from tests.slack.fakes import story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.services import Services
    from tests.slack.double import SlackDouble

VISIBLE = ("chat.postMessage", "chat.update")
SURPRISE = "xoxb-1-secret and the words of an exception"


class BrokenDatabase:
    """A store that always fails, until `well`."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.well = False

    def __getattr__(self, name: str) -> Any:
        if not self.well:
            raise RuntimeError(SURPRISE)
        return getattr(self.real, name)


@pytest.fixture
def store(services: Services) -> BrokenDatabase:
    return BrokenDatabase(services.database)


@pytest.fixture
def ill(services: Services, slack: SlackDouble, store: BrokenDatabase) -> Iterator[Bot]:
    """A bot whose store fails."""
    client = slack_client(TOKEN, base_url=slack.api_url)
    broken = replace(services, database=store)  # type: ignore[arg-type]
    yield Bot(HttpFront(build_app(broken, client=client, signing_secret=SECRET)), slack, SECRET)
    assert SURPRISE not in str(slack.calls)


def reference(text: str) -> str:
    found = re.search(r"Something went wrong \(reference ([0-9A-F]{6})\)", text)
    assert found is not None, text
    return found[1]


def test_a_command_that_fails_answers_with_a_reference_that_is_logged(
    ill: Bot, slack: SlackDouble, caplog: pytest.LogCaptureFixture
) -> None:
    said = ill.command("China Russia")
    assert said["response_type"] == "ephemeral"
    assert reference(said["text"]) in caplog.text
    assert slack.of(*VISIBLE) == []


def test_a_mention_that_fails_is_told_once_to_the_asker_alone_and_sent_again(
    ill: Bot, slack: SlackDouble, store: BrokenDatabase
) -> None:
    for retry in range(3):
        assert ill.event("app_mention", event_id="Ev1", retry=retry).status == 500
    (told,) = slack.of("chat.postEphemeral")
    assert (told.channel, told.args["user"]) == ("C01DESK", "U01MEI")
    assert reference(told.args["text"])
    assert slack.of(*VISIBLE) == []
    store.well = True
    assert ill.event("app_mention", event_id="Ev1", retry=3).status == 200
    assert len(slack.of("chat.postMessage")) == 1


def test_a_share_that_fails_is_sent_again_and_nobody_is_bothered(
    ill: Bot, slack: SlackDouble
) -> None:
    assert ill.event("message", text=story()).status == 500
    assert slack.of(*VISIBLE, "chat.postEphemeral") == []


def test_a_button_that_fails_is_told_to_the_presser(ill: Bot, slack: SlackDouble) -> None:
    assert ill.press("readout_post", '{"q":"China Russia"}').status == 200
    (told,) = slack.of("chat.postEphemeral")
    assert reference(told.args["text"])


def test_a_direct_message_that_fails_is_told_there(ill: Bot, slack: SlackDouble) -> None:
    assert ill.event("message_im").status == 500
    (told,) = slack.of("chat.postMessage")
    assert told.channel == "D01MEI"
    assert reference(told.args["text"])


def test_the_bot_may_not_post_there(bot: Bot, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", "not_in_channel")
    assert bot.event("app_mention").status == 200
    assert "/invite" in slack.of("chat.postEphemeral")[0].args["text"]


def test_slack_is_down_for_a_moment(bot: Bot, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", "internal_error")
    assert bot.event("app_mention", event_id="Ev1").status == 500
    assert bot.event("app_mention", event_id="Ev1", retry=1).status == 200
    assert len(slack.messages) == 1


def test_nobody_can_be_told(bot: Bot, slack: SlackDouble) -> None:
    slack.fail("chat.postMessage", "not_in_channel")
    slack.fail("chat.postEphemeral", "not_in_channel")
    assert bot.event("app_mention").status == 200


def test_who_the_bot_is_cannot_be_asked(bot: Bot, slack: SlackDouble, services: Services) -> None:
    slack.fail("auth.test", "internal_error", times=2)
    assert bot.event("message", text=story()).status == 500
    assert "did not accept" in bot.command("China Russia")["text"]
    assert bot.event("message", text=story()).status == 200
    assert "Riga" in bot.command("China Russia")["text"]
