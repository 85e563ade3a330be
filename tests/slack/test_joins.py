"""The hello on invite, subscriptions by command, mention and button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.recap import current
from store import channels
from tests.slack.double import TEAM
from tests.slack.driver import shown, value_of

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Subscription
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot

VISIBLE = ("chat.postMessage", "chat.update")


def orders(services: Services) -> list[Subscription]:
    return current(services, workspace_id=TEAM, channel_id="C01DESK")


def test_the_inviter_alone_is_greeted_in_four_lines(
    bot: Bot, slack: SlackDouble, services: Services
) -> None:
    assert bot.event("member_joined_channel").status == 200
    told = slack.of("chat.postEphemeral")
    assert [(call.channel, call.args["user"]) for call in told] == [("C01DESK", "U01MEI")]
    assert len(told[0].args["text"].split("\n")) == 4
    assert slack.of(*VISIBLE) == []
    with services.database.read() as tx:
        kept = channels.channel(tx, TEAM, "C01DESK")
    assert kept is not None
    assert (kept.time_zone, kept.inviter_id, kept.member) == ("Europe/London", "U01MEI", True)


def test_somebody_else_joining_is_nothing(bot: Bot, slack: SlackDouble) -> None:
    assert bot.event("member_joined_channel", user="U02SAM").status == 200
    assert slack.of("chat.postEphemeral") == []


def test_subscribe_confirms_and_twice_is_once(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    first = bot.command("subscribe weekly friday 17:30")
    assert "every Friday at 17:30 (Europe/London)" in first["text"]
    assert "Next: 27 Nov 2026, 17:30" in first["text"]
    again = bot.command("subscribe weekly friday 17:30")
    assert "already" in again["text"]
    assert len(orders(services)) == 1
    assert slack.of(*VISIBLE) == []


def test_stop_by_command_and_by_button(bot: Bot, services: Services, slack: SlackDouble) -> None:
    value = value_of(bot.command("subscribe weekly"), "readout_stop")
    assert value is not None
    assert bot.press("readout_stop", value).status == 200
    assert orders(services) == []
    assert "Stopped" in slack.of("response_url")[0].args["text"]
    bot.command("subscribe weekly")
    assert "Monday at 09:00" in shown(bot.command("list"))
    assert "Stopped" in bot.command("unsubscribe")["text"]
    assert "no recap" in bot.command("unsubscribe")["text"]


def test_a_misspelt_verb_asks_before_it_writes(bot: Bot, services: Services) -> None:
    said = bot.command("subsribe weekly")
    assert "/readout subscribe weekly" in said["text"]
    assert orders(services) == []


def test_nonsense_after_subscribe_names_the_forms(bot: Bot, services: Services) -> None:
    assert "weekly" in bot.command("subscribe sometimes maybe")["text"]
    assert orders(services) == []


def test_subscribe_by_mention_is_confirmed_to_the_asker_alone(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    for retry in (0, 1):
        bot.event("app_mention", text="<@U0BOT> subscribe weekly", event_id="Ev1", retry=retry)
    assert len(orders(services)) == 1
    assert [call.args["user"] for call in slack.of("chat.postEphemeral")] == ["U01MEI"]
    assert slack.of(*VISIBLE) == []


def test_subscribe_where_the_bot_is_not(bot: Bot, services: Services) -> None:
    assert "/invite" in bot.command("subscribe weekly", channel_id="C07AWAY")["text"]
    assert orders(services) == []


@pytest.mark.parametrize("text", ["listen to China", "list China Russia"])
def test_questions_that_begin_alike_are_questions(bot: Bot, text: str) -> None:
    assert "recap" not in bot.command(text)["text"].lower().partition("\n")[0]
