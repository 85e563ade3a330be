"""Channels: what is kept of them, and what a change of their kind does to what was shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from store import articles, channels
from store.records import Audience, Channel, ChannelKind
from tests.store.making import EVERYONE, TEAM, file, link, message

if TYPE_CHECKING:
    from store.database import Database

PUBLIC, PRIVATE, EXTERNAL = ChannelKind.PUBLIC, ChannelKind.PRIVATE, ChannelKind.EXTERNAL
INSIDE = Audience(TEAM, public=False, channels=frozenset({"C1"}))
BOTH = Audience(TEAM, channels=frozenset({"C1"}))
DESK = Channel(TEAM, "C1", PUBLIC, "desk", "Europe/London", "U1")


def test_channel_is_kept_and_updated(database: Database) -> None:
    with database.transaction() as tx:
        assert channels.channel(tx, TEAM, "C1") is None
        channels.save_channel(tx, DESK)
        assert channels.channel(tx, TEAM, "C1") == DESK
        channels.save_channel(tx, Channel(TEAM, "C1", PUBLIC, "china-desk"))
        channels.save_channel(tx, Channel("T2", "C1", PRIVATE))
        assert channels.set_time_zone(tx, TEAM, "C1", "Asia/Tokyo")
        assert not channels.set_time_zone(tx, TEAM, "C9", "Asia/Tokyo")
    with database.read() as tx:
        kept = channels.channel(tx, TEAM, "C1")
    assert kept == Channel(TEAM, "C1", PUBLIC, "china-desk", "Asia/Tokyo", "U1")


def test_channels_that_the_bot_is_in(database: Database) -> None:
    with database.transaction() as tx:
        for name in ("C3", "C1", "C2"):
            channels.save_channel(tx, Channel(TEAM, name, PUBLIC))
        channels.set_member(tx, TEAM, "C2", member=False)
        channels.save_channel(tx, Channel("T2", "C4", PUBLIC))
        assert [one.id for one in channels.member_channels(tx, TEAM)] == ["C1", "C3"]
        channels.forget_channel(tx, TEAM, "C1")
        assert [one.id for one in channels.member_channels(tx, TEAM)] == ["C3"]


def test_renaming_reaches_the_shares(database: Database) -> None:
    with database.transaction() as tx:
        channels.save_channel(tx, DESK)
        article_id = file(tx, "Talks.")
        channels.set_name(tx, TEAM, "C1", "asia-desk")
        filed = articles.find_article(tx, EVERYONE, article_id)
        kept = channels.channel(tx, TEAM, "C1")
    assert filed is not None
    assert kept is not None
    assert filed.shares[0].message.channel_name == kept.name == "asia-desk"


# before, after; then who sees what was shared before: everyone by the public, the channel itself
CHANGES = [
    (PUBLIC, PRIVATE, False, True),
    (PRIVATE, PUBLIC, False, False),
    (PUBLIC, EXTERNAL, True, False),
    (PRIVATE, EXTERNAL, False, False),
    (EXTERNAL, PRIVATE, False, True),
    (EXTERNAL, PUBLIC, False, False),
    (PUBLIC, PUBLIC, True, True),
    (PRIVATE, PRIVATE, False, True),
]


@pytest.mark.parametrize(("before", "after", "public", "inside"), CHANGES)
@pytest.mark.parametrize("known", [True, False])
def test_what_was_shared_before_a_change_of_kind(
    database: Database,
    before: ChannelKind,
    after: ChannelKind,
    public: bool,
    inside: bool,
    known: bool,
) -> None:
    with database.transaction() as tx:
        if known:
            channels.save_channel(tx, Channel(TEAM, "C1", before))
        old = file(tx, "Before.", at=message(kind=before))
        channels.set_kind(tx, TEAM, "C1", after)
        channels.set_kind(tx, TEAM, "C1", after)
        new = file(tx, "After.", at=message("200.1", kind=after), item=link("https://a.example/2"))
    with database.read() as tx:
        assert bool(articles.find_article(tx, EVERYONE, old)) == public
        assert bool(articles.find_article(tx, INSIDE, old)) == inside
        assert bool(articles.find_article(tx, EVERYONE, new)) == (after is PUBLIC)
        assert articles.find_article(tx, INSIDE, new) is not None
        kept = channels.channel(tx, TEAM, "C1")
        assert kept is not None
        assert kept.kind is after


@pytest.mark.parametrize(("before", "after", "public", "inside"), CHANGES)
def test_a_change_of_kind_tells_which_articles_narrowed(
    database: Database, before: ChannelKind, after: ChannelKind, public: bool, inside: bool
) -> None:
    with database.transaction() as tx:
        old = file(tx, "Before.", at=message(kind=before))
        file(tx, "Elsewhere.", at=message("200.1", channel="C2", kind=before))
        narrowed = channels.set_kind(tx, TEAM, "C1", after)
        again = channels.set_kind(tx, TEAM, "C1", after)
    kept = public == (before is PUBLIC) and inside
    assert narrowed == (() if kept else (old,))
    assert again == ()


def test_sharing_again_after_opening_makes_it_public(database: Database) -> None:
    with database.transaction() as tx:
        old = file(tx, "Talks.", at=message(kind=PRIVATE))
        channels.set_kind(tx, TEAM, "C1", PUBLIC)
        assert articles.find_article(tx, BOTH, old) is None
        assert file(tx, "Talks.", at=message("200.1")) == old
        filed = articles.find_article(tx, BOTH, old)
    assert filed is not None
    assert [share.message.ts for share in filed.shares] == ["200.1"]


def test_closing_again_does_not_unseal(database: Database) -> None:
    with database.transaction() as tx:
        old = file(tx, "Talks.", at=message(kind=PRIVATE))
        channels.set_kind(tx, TEAM, "C1", PUBLIC)
        channels.set_kind(tx, TEAM, "C1", PRIVATE)
        assert articles.find_article(tx, INSIDE, old) is None


def test_other_channels_and_workspaces_are_left_alone(database: Database) -> None:
    with database.transaction() as tx:
        elsewhere = file(tx, "Talks.", at=message(channel="C2"))
        channels.set_kind(tx, TEAM, "C1", PRIVATE)
        channels.set_kind(tx, "T2", "C2", PRIVATE)
        assert articles.find_article(tx, EVERYONE, elsewhere) is not None
