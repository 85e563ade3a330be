"""Nobody learns anything from shares that they may not see.

The strong form: what an audience gets from an archive is what it would get from the archive
that never held the other shares. Both archives lie side by side as two workspaces.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store import articles, positions
from store.records import (
    ArticleText,
    Audience,
    ChannelKind,
    Extraction,
    FiledArticle,
    FiledMeeting,
    PartialDate,
    Participant,
    Share,
)
from tests.store.making import (
    NOW,
    extraction,
    file,
    link,
    meeting,
    message,
    pasted,
    position,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.database import Database, Tx

CHANNELS = {
    "C1": ChannelKind.PUBLIC,
    "C2": ChannelKind.PUBLIC,
    "P1": ChannelKind.PRIVATE,
    "P2": ChannelKind.PRIVATE,
    "D1": ChannelKind.DM,
    "X1": ChannelKind.EXTERNAL,
    "L1": ChannelKind.LOCAL,
}
OPEN = {ChannelKind.PUBLIC, ChannelKind.LOCAL}
TEXTS = ("First text. Yes.", "Second text. No.", "Third text. Maybe.", "First  text.\nYes.")
PAIRS = (("CN", "RU"), ("CN", "FR"), ("FR", "RU"))
DAYS = (None, PartialDate(2026, 9, 18), PartialDate(None, 9, 18, "partial"))
PUBLISHED = date(2026, 9, 19)
WORKSPACES = count()


@dataclass(frozen=True)
class Act:
    """One share: where, of which text, what it came to, and whether its message is deleted."""

    channel: str
    text: int
    day: int
    published: date | None
    end: str  # "stored", "pending", "failed", "deleted"


ACTS = st.builds(
    Act,
    channel=st.sampled_from(sorted(CHANNELS)),
    text=st.integers(0, len(TEXTS) - 1),
    day=st.integers(0, 3),
    published=st.sampled_from((None, PUBLISHED)),
    end=st.sampled_from(("stored", "stored", "stored", "pending", "failed", "deleted")),
)
AUDIENCES = st.builds(
    Audience,
    workspace_id=st.just(""),
    public=st.booleans(),
    channels=st.frozensets(st.sampled_from(sorted(CHANNELS)), max_size=3),
)


def may_see(audience: Audience, act: Act) -> bool:
    """The rule, said a second time."""
    if act.end in {"failed", "deleted"}:
        return False
    return (audience.public and CHANNELS[act.channel] in OPEN) or act.channel in audience.channels


def found_in(text: int) -> Extraction:
    """What a text holds; the third holds no meeting."""
    words = TEXTS[text].split(".")[1].strip()
    one, other = PAIRS[text % len(PAIRS)]
    people = (Participant(f"Ada {one}la", party=one), Participant(f"Bo {other}lo", party=other))
    inside, outside = (
        position(TEXTS[text], words, speaker=people[0].name, party=one, topic="grain", of=of)
        for of in (0, None)
    )
    if text == 2:
        return extraction(positions=[outside])
    return extraction(meeting(*people, on=DAYS[text % len(DAYS)]), positions=[inside, outside])


def fill(tx: Tx, workspace: str, acts: Sequence[tuple[int, Act]]) -> None:
    """Do the acts; each keeps its number as the time of its message."""
    for number, act in acts:
        kind = CHANNELS[act.channel]
        told = message(f"{number}.1", channel=act.channel, kind=kind, team=workspace)
        item = link() if number % 2 else pasted("x")
        text = ArticleText(TEXTS[act.text], published=act.published, outlet=f"Outlet {number}")
        now = NOW - timedelta(days=act.day)
        share_id = articles.add_share(tx, told, item, now=now)
        if act.end == "pending" and number % 2:
            continue
        article_id = articles.save_article(tx, share_id, text, now=now)
        assert article_id is not None
        articles.save_extraction(tx, article_id, found_in(act.text), now=now)
        if act.end == "stored":
            articles.finish_share(tx, share_id)
        elif act.end == "failed":
            articles.fail_share(tx, share_id, "Broken.")
        elif act.end == "deleted":
            articles.delete_message(tx, workspace, act.channel, told.ts)


def shares_of(shares: Sequence[Share]) -> list[str]:
    """What can be known of shares, without their ids."""
    return [
        f"{one.message.channel_id} {one.message.ts} {one.state} {one.shared_at}" for one in shares
    ]


def article_of(article: FiledArticle) -> tuple[object, ...]:
    """What can be known of an article, without its id."""
    return (
        replace(article.text, text=" ".join(article.text.text.split())),
        shares_of(article.shares),
    )


def meetings_of(found: Sequence[FiledMeeting]) -> list[str]:
    """What can be known of meetings, without ids; sorted, as equal days have no order."""
    return sorted(
        repr(
            (article_of(one.article), one.meeting, [held.position.topic for held in one.positions])
        )
        for one in found
    )


def all_answers(tx: Tx, audience: Audience) -> Iterator[object]:
    """Everything that an audience can get out of a store."""
    for wanted in (
        {},
        {"parties": ("CN", "RU")},
        {"persons": ("Ada CNla",)},
        {"since": date(2026, 9, 1), "until": date(2026, 9, 30), "include_undated": True},
        {"since": date(2026, 11, 23), "until": date(2026, 11, 24)},
        {"topic_words": ("grain",)},
        {"shared_since": datetime(2026, 11, 23, tzinfo=UTC), "shared_until": NOW},
    ):
        yield meetings_of(positions.find_meetings(tx, audience, limit=99, **wanted))  # type: ignore[arg-type]
        yield meetings_of(positions.find_positions(tx, audience, limit=99, **wanted))  # type: ignore[arg-type]
    yield sorted(map(sorted, positions.latest_dyads(tx, audience, limit=99)))
    yield positions.known_persons(tx, audience)
    yield positions.known_persons(tx, audience, words=("cnla",))
    bare = positions.articles_without_meeting(tx, audience, limit=99)
    yield sorted(repr(article_of(one)) for one in bare)


def reach(tx: Tx, audience: Audience, numbers: range) -> Iterator[object]:
    """What an audience gets when it asks for single articles and messages."""
    for article_id in articles.system_outdated_articles(tx, "none", limit=999):
        found = articles.find_article(tx, audience, article_id)
        if found:
            yield article_of(found)
    for number in numbers:
        for channel in CHANNELS:
            ids = articles.articles_of_message(tx, audience, channel, f"{number}.1")
            yield channel, number, len(ids)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=3, max_size=7), audience=AUDIENCES)
@example([Act("C1", 0, 0, None, "failed")], Audience(""))
@example([Act("C1", 0, 3, None, "stored"), Act("P1", 0, 0, None, "stored")], Audience(""))
@example([Act("C1", 1, 0, None, "stored"), Act("P1", 1, 0, PUBLISHED, "stored")], Audience(""))
@example([Act("P1", 0, 0, None, "stored")] * 2, Audience("", channels=frozenset({"P2"})))
def test_answers_are_those_of_a_store_that_never_held_the_rest(
    database: Database, acts: list[Act], audience: Audience
) -> None:
    whole, visible = f"W{next(WORKSPACES)}", f"W{next(WORKSPACES)}"
    numbered = list(enumerate(acts))
    with database.transaction() as tx:
        fill(tx, whole, numbered)
        fill(tx, visible, [(n, act) for n, act in numbered if may_see(audience, act)])
    asked, known = (replace(audience, workspace_id=name) for name in (whole, visible))
    with database.read() as tx:
        assert list(all_answers(tx, asked)) == list(all_answers(tx, known))
        numbers = range(len(acts))
        assert sorted(map(repr, reach(tx, asked, numbers))) == sorted(
            map(repr, reach(tx, known, numbers))
        )
    with database.transaction() as tx:
        articles.delete_workspace(tx, whole)
        articles.delete_workspace(tx, visible)


@pytest.mark.parametrize("kind", list(ChannelKind))
@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("member", [True, False])
def test_who_sees_a_share(
    sqlite_database: Database, kind: ChannelKind, public: bool, member: bool
) -> None:
    with sqlite_database.transaction() as tx:
        article_id = file(tx, "Talks.", at=message(channel="Z1", kind=kind))
    channels = frozenset({"Z1"}) if member else frozenset({"Z2"})
    audience = Audience("T1", public=public, channels=channels)
    with sqlite_database.read() as tx:
        seen = articles.find_article(tx, audience, article_id)
        assert bool(seen) == (member or (public and kind in OPEN))
        of_message = articles.articles_of_message(tx, audience, "Z1", message().ts)
        assert bool(of_message) == bool(seen)
        other = replace(audience, workspace_id="T2")
        assert articles.find_article(tx, other, article_id) is None
        assert articles.articles_of_message(tx, other, "Z1", message().ts) == []
        assert positions.find_meetings(tx, other) == []


def test_pair_met_only_in_private_is_like_an_unknown_one(database: Database) -> None:
    with database.transaction() as tx:
        file(tx, "Hidden.", at=message(channel="P1", kind=ChannelKind.PRIVATE))
    with database.read() as tx:
        everyone = Audience("T1")
        assert positions.find_meetings(tx, everyone, parties=("CN", "RU")) == []
        assert positions.latest_dyads(tx, everyone) == []
        assert positions.known_persons(tx, everyone) == []
        inside = Audience("T1", public=False, channels=frozenset({"P1"}))
        assert len(positions.find_meetings(tx, inside, parties=("CN", "RU"))) == 1


def test_sharing_in_private_does_not_move_an_article_in_the_order(database: Database) -> None:
    private = message("3.1", channel="P1", kind=ChannelKind.PRIVATE)
    undated = extraction(meeting(on=None))
    with database.transaction() as tx:
        for text, days, at in (
            ("A", 5, message("1.1")),
            ("B", 7, message("2.1")),
            ("A", 9, private),
        ):
            file(tx, text, undated, at=at, now=NOW - timedelta(days=days))
    with database.read() as tx:
        for audience, order in (
            (Audience("T1"), ["A", "B"]),
            (Audience("T1", channels=frozenset({"P1"})), ["B", "A"]),
        ):
            found = positions.find_meetings(tx, audience)
            assert [one.article.text.text for one in found] == order
