"""Whose shares an answer may use, by the place in which it is given."""

from __future__ import annotations

import pytest

from bot.audience import audience_of, only_me
from store.records import Audience, Channel, ChannelKind

MINE = ("G1", "G2")


def channel(kind: ChannelKind, channel_id: str = "C1", *, member: bool = True) -> Channel:
    return Channel("T1", channel_id, kind, member=member)


@pytest.mark.parametrize(
    ("place", "public", "channels"),
    [
        (channel(ChannelKind.PUBLIC), True, set()),
        (channel(ChannelKind.PRIVATE, "G9"), True, {"G9"}),
        (channel(ChannelKind.PRIVATE, "G9", member=False), True, set()),
        (channel(ChannelKind.EXTERNAL), False, {"C1"}),
        (channel(ChannelKind.DM, "D1"), True, {"D1", "G1", "G2"}),
        (channel(ChannelKind.DM, "G7"), True, {"G7"}),  # a group message has other readers
        (channel(ChannelKind.LOCAL, "cli"), True, set()),
    ],
)
def test_audience_by_place(place: Channel, public: bool, channels: set[str]) -> None:
    found = audience_of(place, memberships=MINE)
    assert found == Audience("T1", public=public, channels=frozenset(channels))


@pytest.mark.parametrize("kind", list(ChannelKind))
def test_a_guest_gets_the_channel_alone(kind: ChannelKind) -> None:
    found = audience_of(channel(kind), memberships=MINE, guest=True)
    assert found == Audience("T1", public=False, channels=frozenset({"C1"}))
    assert only_me(channel(kind), memberships=MINE, guest=True) == found


def test_only_me_adds_the_askers_private_channels_but_not_for_outsiders() -> None:
    found = only_me(channel(ChannelKind.PUBLIC), memberships=MINE)
    assert found == Audience("T1", public=True, channels=frozenset(MINE))
    outside = only_me(channel(ChannelKind.EXTERNAL), memberships=MINE)
    assert outside == Audience("T1", public=False, channels=frozenset({"C1"}))
