"""Buttons: evidence, posting, *Only me* and choices, each with the rights of where it goes."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from handlers.blocks.buttons import CHOOSE, EVIDENCE, ONLY_ME, POST, Asked, asked_value
from tests.slack.driver import shown, value_of
from tests.slack.fakes import story

if TYPE_CHECKING:
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot

VISIBLE = ("chat.postMessage", "chat.update")
SECRET_ONE = story("India", "Japan", said="the secret annex stays closed")


@pytest.fixture
def filed(bot: Bot) -> None:
    """A public article on China and Russia; one on India and Japan in Mei's private channel."""
    bot.event("message", text=story())
    bot.event("message", text=SECRET_ONE, channel="G03SECRET", ts="1790000101.000100")


@pytest.mark.usefixtures("filed")
def test_evidence_shows_the_paragraph_with_the_words_marked(bot: Bot, slack: SlackDouble) -> None:
    value = value_of(bot.command("China Russia"), EVIDENCE)
    assert value is not None
    assert bot.press(EVIDENCE, value).status == 200
    (opened,) = slack.of("views.open")
    assert opened.args["trigger_id"].startswith("trigger.")
    view = opened.args["view"]
    assert "Lind said that the harbour will open in May." in shown(view)
    assert "¶2" in shown(view)


@pytest.mark.usefixtures("filed")
def test_evidence_of_a_private_source_is_for_members(bot: Bot, slack: SlackDouble) -> None:
    value = value_of(bot.command("India Japan", channel_id="G03SECRET"), EVIDENCE)
    assert value is not None
    bot.press(EVIDENCE, value, user={"id": "U02SAM"})
    bot.press(EVIDENCE, value, user={"id": "U01MEI"})
    first, second = slack.of("views.open")
    assert "secret" not in shown(first.args["view"])
    assert "secret" in shown(second.args["view"])


@pytest.mark.usefixtures("filed")
def test_post_to_channel_posts_for_everybody_once_a_press(bot: Bot, slack: SlackDouble) -> None:
    value = value_of(bot.command("China Russia"), POST)
    assert value is not None
    bot.press(POST, value)
    bot.press(POST, value)
    (posted,) = slack.of("chat.postMessage")
    assert posted.channel == "C01DESK"
    assert "thread_ts" not in posted.args
    assert "Riga" in shown(posted.args)
    assert slack.of("response_url")[-1].args["text"] == "Posted."


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("action", [POST, f"{CHOOSE}_0"])
def test_a_double_click_posts_once(bot: Bot, slack: SlackDouble, action: str) -> None:
    value = asked_value(Asked("China Russia", thread_ts="1790000500.000100")) or ""
    slack.slow["chat.postMessage"] = 0.5
    presses = [Thread(target=bot.press, args=(action, value)) for _ in range(2)]
    presses[0].start()
    slack.wait_for(lambda calls: any(call.method == "chat.postMessage" for call in calls))
    presses[1].start()
    for press in presses:
        press.join(30)
    assert len(slack.of("chat.postMessage")) == 1


@pytest.mark.usefixtures("filed")
def test_a_post_that_nobody_knows_of_is_not_called_posted(bot: Bot, slack: SlackDouble) -> None:
    value = value_of(bot.command("China Russia"), POST) or ""
    slack.fail("chat.postMessage", "internal_error")
    bot.press(POST, value)
    slack.fail("conversations.history", "missing_scope")
    bot.press(POST, value)
    assert "did not tell me" in slack.of("response_url")[-1].args["text"]


@pytest.mark.usefixtures("filed")
def test_a_choice_with_ones_own_rights_is_not_answered_in_a_thread(
    bot: Bot, slack: SlackDouble
) -> None:
    own = Asked("India Japan", thread_ts="1790000500.000100", personal=True)
    bot.press(f"{CHOOSE}_0", asked_value(own) or "")
    assert slack.of(*VISIBLE) == []
    assert "annex" in shown(slack.of("response_url")[-1].args)


@pytest.mark.usefixtures("filed")
def test_only_me_adds_the_askers_private_channels(bot: Bot, slack: SlackDouble) -> None:
    said = bot.command("India Japan")
    assert "annex" not in shown(said)
    value = value_of(said, ONLY_ME)
    assert value is not None
    bot.press(ONLY_ME, value)
    mine = slack.of("response_url")[-1].args
    assert mine["response_type"] == "ephemeral"
    assert "annex" in shown(mine)
    bot.press(ONLY_ME, value, user={"id": "U02SAM"})
    assert "annex" not in shown(slack.of("response_url")[-1].args)
    assert slack.of(*VISIBLE) == []


@pytest.mark.usefixtures("filed")
def test_a_private_answer_is_posted_with_the_channels_rights(bot: Bot, slack: SlackDouble) -> None:
    value = value_of(bot.command("India Japan"), ONLY_ME)
    bot.press(ONLY_ME, value or "")
    value = value_of(slack.of("response_url")[-1].args, POST)
    assert value is not None
    bot.press(POST, value)
    assert slack.of(*VISIBLE) == []
    assert "posted nothing" in slack.of("chat.postEphemeral")[-1].args["text"]


@pytest.mark.usefixtures("filed")
def test_guests_are_not_offered_only_me(bot: Bot) -> None:
    said = bot.command("China Russia", user_id="U03GUEST")
    assert value_of(said, ONLY_ME) is None


@pytest.mark.usefixtures("filed")
def test_a_chosen_question_is_answered_for_the_asker(bot: Bot, slack: SlackDouble) -> None:
    bot.event("message", text=story("China", "France"), ts="1790000102.000100")
    said = bot.command("")
    value = value_of(said, f"{CHOOSE}_0")
    assert value is not None
    bot.press(f"{CHOOSE}_0", value)
    given = slack.of("response_url")[-1].args
    assert given["response_type"] == "ephemeral"
    assert "China" in shown(given)
    assert slack.of(*VISIBLE) == []


@pytest.mark.usefixtures("filed")
def test_a_choice_from_a_thread_is_answered_in_it(bot: Bot, slack: SlackDouble) -> None:
    bot.event("app_mention", text="<@U0BOT> help", thread_ts="1790000500.000100")
    told = slack.of("chat.postEphemeral")[-1].args
    value = value_of(told, f"{CHOOSE}_0")
    assert value is not None
    bot.press(f"{CHOOSE}_0", value)
    (posted,) = slack.of("chat.postMessage")
    assert posted.args["thread_ts"] == "1790000500.000100"


def test_a_choice_that_needs_another_choice_is_for_the_asker(bot: Bot, slack: SlackDouble) -> None:
    value = asked_value(Asked("Korea Japan", thread_ts="1790000500.000100"))
    bot.press(f"{CHOOSE}_0", value or "")
    given = slack.of("response_url")[-1].args
    assert value_of(given, f"{CHOOSE}_1") is not None
    assert slack.of(*VISIBLE) == []


@pytest.mark.parametrize("action", [POST, ONLY_ME, f"{CHOOSE}_0"])
@pytest.mark.parametrize("value", ["", "{}", "[1]", '{"q": 3}', "x" * 5000])
def test_a_button_of_old_says_so(bot: Bot, slack: SlackDouble, action: str, value: str) -> None:
    assert bot.press(action, value).status == 200
    assert "too old" in slack.of("chat.postEphemeral")[-1].args["text"]
    assert slack.of(*VISIBLE) == []


def test_an_old_evidence_button_opens_an_honest_window(bot: Bot, slack: SlackDouble) -> None:
    bot.press(EVIDENCE, "[[999,0,5]]")
    assert "cannot see" in shown(slack.of("views.open")[0].args["view"])
