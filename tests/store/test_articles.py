"""Articles: one a text, what extraction found, and forgetting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import text

from store import articles, positions, postings, subscriptions
from store.columns import Base
from store.records import (
    ArticleText,
    Attribution,
    Audience,
    Basis,
    ChannelKind,
    Extraction,
    Meeting,
    MeetingKind,
    MeetingStatus,
    PartialDate,
    Participant,
    Position,
    Share,
    Span,
)
from tests.store.making import (
    EVERYONE,
    NOW,
    TEAM,
    extraction,
    file,
    file_one,
    link,
    meeting,
    message,
    position,
)

if TYPE_CHECKING:
    from store.database import Database

TALKS = "Anna Veldt met Boris Ozol. She backs the accord."
READ = ArticleText(
    TALKS,
    title="Talks",
    outlet="Courier",
    byline="A. Writer",
    published=date(2026, 9, 19),
    published_basis="metadata",
    url="https://a.example/read",
)
RICH = Extraction(
    "test-1",
    (
        Meeting(
            MeetingKind.PHONE,
            MeetingStatus.PLANNED,
            (
                Participant(
                    "Anna Veldt", ("minister", "envoy"), "CN", "ministry", "host", Span(0, 10)
                ),
                Participant("Boris Ozol", (), None, None, None, None),
            ),
            "Aldermoor",
            Span(3, 4),
            PartialDate(2026, 10, None, "partial"),
            Span(5, 6),
            Span(0, 26),
        ),
    ),
    (
        Position(
            Span(31, 47),
            Span(27, 48),
            ("Anna Veldt", "Boris Ozol"),
            ("CN", "RU"),
            joint=True,
            basis=Basis.CARRIED,
            cue=Span(1, 2),
            source=Span(2, 3),
            topic="accord",
            agenda=True,
            quoted=True,
            meeting=0,
        ),
    ),
    (Attribution((Span(0, 1),)),),
)


def counts(database: Database) -> dict[str, int]:
    """The number of rows of each table that has any."""
    with database.read() as tx:
        rows = {t.name: tx.scalar(text(f"SELECT count(*) FROM {t.name}")) for t in _tables()}
    return {name: count for name, count in rows.items() if count}


def _tables() -> list[object]:
    return Base.metadata.sorted_tables


def test_all_that_was_read_and_found_comes_back(database: Database) -> None:
    article_id = file_one(database, READ, found=RICH)
    with database.read() as tx:
        (found,) = positions.find_meetings(tx, EVERYONE)
        filed = articles.find_article(tx, EVERYONE, article_id)
        assert articles.system_article_text(tx, article_id) == READ
    assert found.article == filed
    assert filed is not None
    assert filed.text == READ
    assert found.meeting == RICH.meetings[0]
    assert [held.position for held in found.positions] == list(RICH.positions)
    assert found.positions[0].article_id == article_id


def test_equal_texts_are_one_article_with_each_sharers_link(database: Database) -> None:
    with database.transaction() as tx:
        first = file(tx, ArticleText("The  talks.\n\nEnd.", url="https://a.example/1"))
        second = file(
            tx,
            ArticleText("The talks.\nEnd. ", url="https://a.example/2", byline="Herald desk"),
            at=message("200.1"),
            item=link("https://a.example/2"),
        )
        third = file(tx, "Other talks.", at=message("300.1"))
        elsewhere = file(tx, "The talks. End.", at=message(team="T2"))
    assert first == second
    assert len({first, third, elsewhere}) == 3
    with database.read() as tx:
        filed = articles.find_article(tx, EVERYONE, first)
    assert filed is not None
    assert len(filed.shares) == 2
    assert filed.text.text == "The  talks.\n\nEnd."
    assert (filed.text.url, filed.text.byline) == ("https://a.example/1", "Herald desk")


def test_what_was_read_in_private_does_not_show_on_the_public_share(database: Database) -> None:
    """The date and the publisher decide what extraction finds: they make another article."""
    secret = ArticleText("Talks.", url="https://intranet.example/?token=1", outlet="Bulletin")
    dated = ArticleText("Talks.", published=date(2026, 1, 1), published_basis="metadata")
    signed = ArticleText("Talks.", byline="A. Writer (fictional)")
    private = message(channel="P1", kind=ChannelKind.PRIVATE)
    with database.transaction() as tx:
        hidden = {
            file(tx, secret, at=private),
            file(tx, dated, at=private, item=link("https://a.example/2")),
        }
        known = file(tx, signed, at=private, item=link("https://a.example/3"))
        shown = file(tx, "Talks.", at=message("200.1"))
    assert shown not in hidden
    assert shown == known
    with database.read() as tx:
        filed = articles.find_article(tx, EVERYONE, shown)
        insider = articles.find_article(tx, Audience(TEAM, channels=frozenset({"P1"})), shown)
    assert filed is not None
    assert insider is not None
    assert (filed.text.outlet, filed.text.published, filed.text.byline) == (None, None, None)
    assert insider.text.byline == "A. Writer (fictional)"


def test_saving_equal_texts_at_once_makes_one_article(database: Database) -> None:
    with database.transaction() as tx:
        shares = [
            articles.add_share(tx, message(f"{n}.1"), link(), now=NOW) for n in range(100, 108)
        ]

    def save(share_id: int) -> int | None:
        with database.transaction() as tx:
            return articles.save_article(tx, share_id, ArticleText("Same."), now=NOW)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(save, shares))) == 1
    assert counts(database) == {"article": 1, "share": 8}


def test_saving_while_the_last_share_goes_never_loses_the_new_one(database: Database) -> None:
    for round_ in range(15):
        old, new = message(f"{round_}.1"), message(f"{round_}.2")
        file_one(database, f"Text {round_}.", at=old)
        with database.transaction() as tx:
            share_id = articles.add_share(tx, new, link(), now=NOW)

        def save(share_id: int = share_id, round_: int = round_) -> int | None:
            with database.transaction() as tx:
                return articles.save_article(tx, share_id, ArticleText(f"Text {round_}."), now=NOW)

        def forget(ts: str = old.ts) -> None:
            with database.transaction() as tx:
                articles.delete_message(tx, TEAM, "C1", ts)

        with ThreadPoolExecutor(2) as pool:
            saved, forgotten = pool.submit(save), pool.submit(forget)
            article_id = saved.result()
            forgotten.result()
        with database.read() as tx:
            share = articles.system_share(tx, share_id)
            assert share is not None
            assert share.article_id == article_id
            assert article_id is not None
            assert articles.find_article(tx, EVERYONE, article_id) is not None


def test_saving_for_a_share_that_is_gone_writes_nothing(database: Database) -> None:
    with database.transaction() as tx:
        share_id = articles.add_share(tx, message(), link(), now=NOW)
        articles.delete_message(tx, TEAM, "C1", "100.1")
        assert articles.save_article(tx, share_id, READ, now=NOW) is None
        again = articles.add_share(tx, message(), link(), now=NOW)
    assert again != share_id  # an id is never used twice
    assert counts(database) == {"share": 1}


def test_reading_a_share_anew_forgets_the_old_text(database: Database) -> None:
    old = file_one(database, "Old text.")
    new = file_one(database, "New text.")
    with database.read() as tx:
        assert articles.find_article(tx, EVERYONE, old) is None
        assert articles.find_article(tx, EVERYONE, new) is not None


def test_extraction_is_replaced_as_a_whole(database: Database) -> None:
    article_id = file_one(database, TALKS, found=RICH)
    before = counts(database)
    with database.transaction() as tx:
        assert articles.save_extraction(tx, article_id, RICH, now=NOW)
    assert counts(database) == before
    with database.transaction() as tx:
        assert articles.save_extraction(tx, article_id, extraction(version="test-2"), now=NOW)
        assert articles.system_outdated_articles(tx, "test-2") == []
        assert articles.system_outdated_articles(tx, "test-3") == [article_id]
    assert counts(database) == {"article": 1, "share": 1}


def test_extraction_without_a_live_share_writes_nothing(database: Database) -> None:
    with database.transaction() as tx:
        share_id = articles.add_share(tx, message(), link(), now=NOW)
        article_id = articles.save_article(tx, share_id, READ, now=NOW)
        assert article_id is not None
        articles.fail_share(tx, share_id, "Broken.")
        assert not articles.save_extraction(tx, article_id, RICH, now=NOW)
        articles.retry_failed(tx, TEAM)
        assert articles.save_extraction(tx, article_id, RICH, now=NOW)
        articles.delete_message(tx, TEAM, "C1", "100.1")
        assert not articles.save_extraction(tx, article_id, RICH, now=NOW)
        assert articles.system_article_text(tx, article_id) is None
    assert counts(database) == {}


def test_positions_of_meetings_that_are_not_there_stand_alone(database: Database) -> None:
    file_one(database, TALKS, found=extraction(positions=[position(TALKS, "accord", of=5)]))
    with database.read() as tx:
        (loose,) = positions.find_positions(tx, EVERYONE, parties=("CN",))
    assert loose.id < 0
    assert loose.positions[0].position.meeting is None


def test_forgetting_a_message_takes_what_rests_on_it_alone(database: Database) -> None:
    with database.transaction() as tx:
        alone = file(tx, READ, RICH)
        both = file(tx, "Twice.", item=link("https://a.example/2"))
        file(tx, "Twice.", at=message("200.1"))
        shares = articles.set_shares(
            tx, message(), [link(), link("https://a.example/2")], now=NOW
        ).kept
    with database.transaction() as tx:
        forgotten = articles.delete_message(tx, TEAM, "C1", "100.1")
        again = articles.delete_message(tx, TEAM, "C1", "100.1")
    assert forgotten == articles.Forgotten(shares, (alone,), (both,))
    assert again == articles.Forgotten()
    with database.read() as tx:
        assert [found.article.id for found in positions.find_meetings(tx, EVERYONE)] == [both]
    with database.transaction() as tx:
        articles.delete_message(tx, TEAM, "C1", "200.1")
    assert counts(database) == {}


def test_forgetting_by_link_and_by_id(database: Database) -> None:
    with database.transaction() as tx:
        first = file(tx, "One.")
        second = file(tx, "Two.", item=link("https://a.example/2"))
        third = file(tx, "One.", at=message(team="T2"))
        by_link = articles.delete_article_shares(tx, TEAM, "https://a.example/1")
        by_id = articles.delete_article_shares(tx, TEAM, str(second))
        assert articles.delete_article_shares(tx, TEAM, third) == articles.Forgotten()
        assert articles.delete_article_shares(tx, TEAM, "nowhere") == articles.Forgotten()
    assert (by_link.article_ids, by_id.article_ids) == ((first,), (second,))


def test_forgetting_many_shares_at_once(database: Database) -> None:
    links = [link(f"https://a.example/{n}") for n in range(1200)]
    with database.transaction() as tx:
        articles.set_shares(tx, message(), links, now=NOW)
        assert len(articles.delete_channel(tx, TEAM, "C1").share_ids) == 1200


def test_forgetting_a_channel_and_a_workspace(database: Database) -> None:
    with database.transaction() as tx:
        for team in (TEAM, "T2"):
            for channel in ("C1", "C2"):
                file(tx, f"In {channel}.", at=message(channel=channel, team=team))
                postings.claim(tx, team, channel, "k")
                subscriptions.add(
                    tx,
                    workspace_id=team,
                    channel_id=channel,
                    weekday=0,
                    hour=9,
                    minute=0,
                    time_zone="UTC",
                    next_due_at=NOW,
                )
            postings.event_seen(tx, team, "E1")
    with database.transaction() as tx:
        articles.delete_channel(tx, TEAM, "C1")
    left = counts(database)
    assert (left["share"], left["article"], left["posting"], left["subscription"]) == (3, 3, 3, 3)
    with database.transaction() as tx:
        forgotten = articles.delete_workspace(tx, "T2")
    assert (len(forgotten.share_ids), len(forgotten.article_ids)) == (2, 2)
    left = counts(database)
    assert (left["share"], left["posting"], left["event_seen"]) == (1, 1, 1)


def test_link_read_before_is_used_again_only_where_its_audience_allows(
    database: Database,
) -> None:
    private, external = ChannelKind.PRIVATE, ChannelKind.EXTERNAL
    with database.transaction() as tx:
        file(tx, "Kept.", at=message(channel="P1", kind=private))
        inside = _pending(tx, message("2.1", channel="P1", kind=private))
        outside = _pending(tx, message("3.1", channel="P2", kind=private))
        public = _pending(tx, message("4.1"))
        assert _reused(tx, inside) is not None
        assert _reused(tx, outside) is None
        assert _reused(tx, public) is None
        shown = file(tx, "Shown.", at=message("5.1"))
        assert _reused(tx, outside) == shown
        assert _reused(tx, _pending(tx, message("6.1", channel="X1", kind=external))) is None
        assert _reused(tx, outside, hours=-1) is None
        assert articles.link_article(tx, outside.id, shown)
        assert not articles.link_article(tx, outside.id, 999)
        assert not articles.link_article(tx, 999, shown)
        linked = articles.system_share(tx, outside.id)
    assert linked is not None
    assert linked.article_id == shown


def _pending(tx: object, at: object) -> Share:
    share_id = articles.add_share(tx, at, link(), now=NOW)  # type: ignore[arg-type]
    share = articles.system_share(tx, share_id)  # type: ignore[arg-type]
    assert share is not None
    return share


def _reused(tx: object, share: Share, *, hours: int = 1) -> int | None:
    since = NOW - timedelta(hours=hours)
    return articles.system_reusable_article(tx, share, since=since)  # type: ignore[arg-type]


def test_status_counts_one_workspace(database: Database) -> None:
    with database.transaction() as tx:
        file(tx, TALKS, RICH)
        file(tx, TALKS, RICH, at=message(team="T2"))
        articles.add_share(tx, message("2.1"), link(), now=NOW)
        broken = articles.add_share(tx, message("3.1"), link(), now=NOW)
        articles.fail_share(tx, broken, "No.")
    with database.read() as tx:
        assert articles.status(tx, TEAM) == articles.StatusCounts(1, 3, 1, 1, 1, 1, 0)
        assert articles.status(tx, "T9") == articles.StatusCounts()


def test_meetings_of_one_article_keep_their_own_positions(database: Database) -> None:
    words = "First view. Second view. Loose view."
    held = [
        position(words, "Second view", of=1),
        position(words, "First view", of=0),
        position(words, "Loose view", of=None),
    ]
    made = extraction(meeting(), meeting(on=date(2026, 9, 20)), positions=held)
    file_one(database, words, found=made)
    with database.read() as tx:
        newest, older = positions.find_meetings(tx, EVERYONE)
    assert [one.position for one in newest.positions] == [held[0]]
    assert [one.position for one in older.positions] == [held[1]]
