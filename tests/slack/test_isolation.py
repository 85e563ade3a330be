"""Nothing shared in one place shows where it may not: place × asker × surface, all of them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from handlers.blocks.buttons import EVIDENCE, ONLY_ME
from tests.slack.driver import value_of
from tests.slack.fakes import story

if TYPE_CHECKING:
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot

PLACES = ("C01DESK", "G03SECRET", "G04OTHER", "C05CONNECT", "G06GROUP", "D01MEI")
PUBLIC = frozenset({"C01DESK"})
ASKERS = ("U01MEI", "U02SAM", "U03GUEST", "U05STRANGER")
MEMBER_OF = {"U01MEI": {"G03SECRET"}, "U02SAM": {"G04OTHER"}}
DIRECT = {"U01MEI": "D01MEI", "U02SAM": "D02SAM", "U03GUEST": "D03GUEST"}
OUTSIDERS = {"U03GUEST", "U05STRANGER"}
WORD = {place: f"word{number}" for number, place in enumerate(PLACES)}
ASKED_IN = ("C01DESK", "C02OPEN", "G03SECRET", "G04OTHER", "C05CONNECT", "G06GROUP", "C07AWAY",
            "GUNKNOWN")  # fmt: skip


def here(place: str, asker: str) -> set[str]:
    """The places whose shares an answer seen by everybody in `place` may use."""
    if asker in OUTSIDERS or place == "C05CONNECT":
        return {place}
    return {*PUBLIC, *({place} if place not in {"C07AWAY", "GUNKNOWN"} else ())}


def alone(place: str, asker: str) -> set[str]:
    """The places whose shares an answer for the asker alone may use."""
    if asker in OUTSIDERS or place == "C05CONNECT":
        return {place}
    return {*PUBLIC, *MEMBER_OF.get(asker, ()), *({place} & {DIRECT.get(asker)})}


def seen(*messages: object) -> set[str]:
    """The places whose words are in any of these messages."""
    whole = str(messages)
    return {place for place, word in WORD.items() if word in whole}


def text_of(place: str) -> str:
    """The same two ministers, but otherwise a text of its own with a word found nowhere else."""
    filler = " ".join(f"{WORD[place]}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    return f"{story(said=f'the {WORD[place]} clause stays as it is')}\nAlso in the news: {filler}."


@pytest.fixture
def filed(bot: Bot, slack: SlackDouble) -> None:
    """One article in every place."""
    for number, place in enumerate(PLACES):
        kind = "message_im" if place.startswith("D") else "message"
        bot.event(kind, text=text_of(place), channel=place, ts=f"17900001{number:02d}.000100")
    slack.calls.clear()


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("asker", ASKERS)
def test_what_shows_where(bot: Bot, slack: SlackDouble, asker: str) -> None:
    questions = ("China Russia", "what did Lind say?", "this week", "help", "clause")
    for place, question in product(ASKED_IN, questions):
        slack.calls.clear()
        said = bot.command(question, channel_id=place, user_id=asker)
        assert seen(said) <= here(place, asker), (place, question)
        bot.event("app_mention", text=f"<@U0BOT> {question}", channel=place, user=asker)
        assert seen(slack.calls) <= here(place, asker), (place, question)
        value = value_of(said, ONLY_ME)
        if value is not None:
            slack.calls.clear()
            bot.press(ONLY_ME, value, channel={"id": place}, user={"id": asker})
            assert seen(slack.of("response_url")) <= alone(place, asker), (place, question)


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("asker", DIRECT)
def test_direct_messages(bot: Bot, slack: SlackDouble, asker: str) -> None:
    place = DIRECT[asker]
    bot.event("message_im", text="China Russia", channel=place, user=asker)
    assert seen(slack.of("chat.postMessage")) <= alone(place, asker)
    said = bot.command("China Russia", channel_id=place, user_id=asker)
    assert seen(said) <= alone(place, asker)


@pytest.mark.usefixtures("filed")
def test_each_sees_what_is_theirs(bot: Bot) -> None:
    question = "what did Lind say?"
    assert seen(bot.command(question, channel_id="G03SECRET")) == {"C01DESK", "G03SECRET"}
    assert seen(bot.command(question, channel_id="C05CONNECT")) == {"C05CONNECT"}
    mine = bot.command(question, channel_id="D01MEI")
    assert seen(mine) == {"C01DESK", "G03SECRET", "D01MEI"}


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("asker", ASKERS)
def test_evidence_windows(bot: Bot, slack: SlackDouble, asker: str) -> None:
    everything = "[" + ",".join(f"[{number},0,400]" for number in range(1, 20)) + "]"
    for place in ASKED_IN:
        slack.calls.clear()
        bot.press(EVIDENCE, everything, channel={"id": place}, user={"id": asker})
        allowed = here(place, asker) | alone(place, asker)
        assert seen(slack.of("views.open")) <= allowed, place


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("method", ["conversations.info", "users.info", "users.conversations"])
def test_when_slack_does_not_say_it_is_as_narrow_as_can_be(
    bot: Bot, slack: SlackDouble, method: str
) -> None:
    slack.users["U07NEW"] = {**slack.users["U01MEI"], "id": "U07NEW"}
    slack.channels["G08NEW"] = {**slack.channels["G03SECRET"], "id": "G08NEW"}
    slack.members["G03SECRET"].add("U07NEW")
    for error in ("internal_error", "ratelimited", "missing_scope"):
        slack.fail(method, error, times=20)
        said = bot.command("Lind", channel_id="G08NEW", user_id="U07NEW")
        assert seen(said) <= (PUBLIC if method == "users.conversations" else set())
        value = value_of(said, ONLY_ME)
        if value is not None:
            bot.press(ONLY_ME, value, channel={"id": "G08NEW"}, user={"id": "U07NEW"})
            assert seen(slack.of("response_url")) <= PUBLIC
        slack._script.clear()


@pytest.mark.usefixtures("filed")
def test_a_private_pair_is_answered_like_an_unknown_one(bot: Bot) -> None:
    secret = story("India", "Japan", said="nobody knows")
    unknown = bot.command("India Japan")
    bot.event("message", text=secret, channel="G03SECRET", ts="1790000150.000100")
    assert bot.command("India Japan") == unknown


def test_memberships_are_looked_up_afresh_after_a_minute(slack: SlackDouble) -> None:
    from handlers.directory import Directory  # noqa: PLC0415
    from handlers.messenger import slack_client  # noqa: PLC0415

    now = [0.0]
    client = slack_client("xoxb-x", base_url=slack.api_url)
    directory = Directory(client, clock=lambda: now[0])
    assert directory.private_channels("U01MEI") == {"G03SECRET"}
    slack.members["G03SECRET"].discard("U01MEI")
    now[0] = 59
    assert directory.private_channels("U01MEI") == {"G03SECRET"}
    now[0] = 61
    assert directory.private_channels("U01MEI") == set()
