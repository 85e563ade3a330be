"""Kinds of channels and people, and what Slack's silence means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import SlackUnavailable
from handlers.directory import Directory
from handlers.messenger import slack_client
from handlers.payloads import kind_of
from handlers.turns import Turns
from store.records import ChannelKind
from tests.slack.double import TEAM

if TYPE_CHECKING:
    from tests.slack.double import SlackDouble


@pytest.fixture
def directory(slack: SlackDouble) -> Directory:
    client = slack_client("xoxb-x", base_url=slack.api_url)
    return Directory(client, admins=frozenset({"U02SAM", "U03GUEST"}))


@pytest.mark.parametrize(
    ("info", "kind"),
    [
        ({"is_channel": True}, ChannelKind.PUBLIC),
        ({"is_channel": True, "is_private": True}, ChannelKind.PRIVATE),
        ({"is_group": True}, ChannelKind.PRIVATE),
        ({"is_channel": True, "is_ext_shared": True}, ChannelKind.EXTERNAL),
        ({"is_channel": True, "is_pending_ext_shared": True}, ChannelKind.EXTERNAL),
        ({"is_channel": True, "is_shared": True}, ChannelKind.EXTERNAL),
        ({"is_channel": True, "is_shared": True, "is_org_shared": True}, ChannelKind.PUBLIC),
        ({"is_im": True}, ChannelKind.DM),
        ({"is_mpim": True, "is_private": True}, ChannelKind.DM),
        ({"is_im": True, "is_ext_shared": True}, ChannelKind.EXTERNAL),
        ({}, ChannelKind.PRIVATE),
    ],
)
def test_kinds_of_channels(info: dict[str, Any], kind: ChannelKind) -> None:
    assert kind_of(info) is kind


def test_an_unknown_channel_is_one_where_the_bot_is_not(directory: Directory) -> None:
    channel = directory.channel(TEAM, "GNOWHERE")
    assert (channel.kind, channel.member) == (ChannelKind.PRIVATE, False)


def test_silence_about_a_channel(directory: Directory, slack: SlackDouble) -> None:
    slack.fail("conversations.info", "internal_error", times=2)
    closed = directory.channel(TEAM, "C01DESK")
    assert (closed.kind, closed.member) == (ChannelKind.EXTERNAL, False)
    with pytest.raises(SlackUnavailable):
        directory.known_channel(TEAM, "C01DESK")
    slack.fail("conversations.info", "missing_scope")
    assert directory.known_channel(TEAM, "C01DESK").kind is ChannelKind.EXTERNAL
    assert directory.known_channel(TEAM, "C01DESK").kind is ChannelKind.PUBLIC


def test_people(directory: Directory) -> None:
    mei = directory.person(TEAM, "U01MEI")
    assert (mei.guest, mei.admin, mei.time_zone, mei.name) == (False, False, "Europe/London", "mei")
    assert directory.person(TEAM, "U04ADMIN").admin
    assert directory.person(TEAM, "U02SAM").admin
    assert directory.person(TEAM, "U03GUEST").guest
    assert directory.person(TEAM, "U05STRANGER").guest
    assert directory.person(TEAM, "").guest
    nobody = directory.person(TEAM, "U99NOBODY")
    assert (nobody.guest, nobody.admin) == (True, False)


def test_names(directory: Directory) -> None:
    assert directory.names(["U01MEI", "U99NOBODY", "U01MEI"]) == {"U01MEI": "mei"}


def test_look_ups_are_kept_for_a_minute(directory: Directory, slack: SlackDouble) -> None:
    for _ in range(3):
        directory.channel(TEAM, "C01DESK")
        directory.private_channels("U01MEI")
    assert len(slack.of("conversations.info", "users.conversations")) == 2


def test_memberships_are_private_channels_without_outsiders(
    directory: Directory, slack: SlackDouble
) -> None:
    slack.channels["G09MIXED"] = {**slack.channels["G03SECRET"], "id": "G09MIXED",
                                  "is_ext_shared": True}  # fmt: skip
    slack.members["G09MIXED"] = {"U01MEI"}
    assert directory.private_channels("U01MEI") == {"G03SECRET"}


def test_turns_are_taken_once_and_again_after_a_failure() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError), turns.turn("k"):
        raise RuntimeError
    with turns.turn("k") as first:
        assert first
    with turns.turn("k") as first:
        assert not first
    assert turns.is_done("k")
