"""Forgetting: no text left, no work left, and no post that still quotes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot import forget, ingest, retract
from bot.errors import SlackUnavailable
from bot.posting import post_once
from store import articles, channels, postings
from store.records import (
    ArticleText,
    Briefing,
    BriefingLine,
    Channel,
    ChannelKind,
    Evidence,
    Outcome,
    Question,
    Span,
)
from tests.fakes import (
    TEXT,
    FakeReader,
    RecordingJobs,
    RecordingMessenger,
    link,
    make_services,
    message,
)

if TYPE_CHECKING:
    from bot.services import Services
    from store.database import Database

URL = "https://news.example/a"


@pytest.fixture
def slack() -> RecordingMessenger:
    return RecordingMessenger()


@pytest.fixture
def services(database: Database, slack: RecordingMessenger) -> Services:
    reader = FakeReader({URL: ArticleText(TEXT, url=URL)})
    with database.transaction() as tx:
        for channel_id, kind in (("C1", "public"), ("C2", "public"), ("G1", "private")):
            channels.save_channel(tx, Channel("T1", channel_id, ChannelKind(kind)))
    return make_services(database=database, reader=reader, messenger=slack)


def share_in(services: Services, **changes: Any) -> int:
    """File the article from that place; return its id."""
    inline = ingest.inline(services)
    share_id = ingest.add_article(inline, message(**changes), link())
    with services.database.read() as tx:
        share = articles.system_share(tx, share_id)
    assert share is not None
    assert share.article_id is not None
    return share.article_id


def quote_in(services: Services, channel_id: str, article_id: int, key: str = "Ev1") -> str:
    """Post a briefing that quotes the article; return its ts."""
    header = BriefingLine("header", "met", evidence=(Evidence(article_id, 1, 1, Span(0, 5)),))
    briefing = Briefing(Question("EE NO"), Outcome.ANSWER, header=header)
    ts = post_once(services, workspace_id="T1", channel_id=channel_id, key=key, briefing=briefing)
    assert ts is not None
    return ts


def edited(slack: RecordingMessenger) -> set[tuple[str, str]]:
    assert {text for _, _, text in slack.edits} <= {retract.SENTENCE}
    return {(channel_id, ts) for channel_id, ts, _ in slack.edits}


def test_a_deleted_message_takes_its_article_and_the_posts_that_quote_it(
    services: Services, slack: RecordingMessenger
) -> None:
    article_id = share_in(services)
    ts = quote_in(services, "C1", article_id)
    other = quote_in(services, "C1", article_id + 100, key="Ev2")
    gone = forget.forget_message(services, "T1", "C1", message().ts)
    assert gone.article_ids == (article_id,)
    assert edited(slack) == {("C1", ts)}
    assert other not in {t for _, t in edited(slack)}
    with services.database.read() as tx:
        assert articles.system_article_text(tx, article_id) is None


def test_work_on_forgotten_shares_is_cancelled(database: Database) -> None:
    services = make_services(database=database, jobs=(jobs := RecordingJobs()))
    ingest.note_shares(services, message(), [link()])
    forget.forget_message(services, "T1", "C1", message().ts)
    assert jobs.cancelled == [1]


def test_forgetting_what_was_never_shared_is_no_error(
    services: Services, slack: RecordingMessenger
) -> None:
    assert forget.forget_message(services, "T1", "C1", "9.9").share_ids == ()
    assert slack.edits == []


def test_the_last_public_share_takes_back_public_posts_but_not_those_that_still_see_it(
    services: Services, slack: RecordingMessenger
) -> None:
    article_id = share_in(services)
    share_in(services, channel_id="G1", channel_kind=ChannelKind.PRIVATE, ts="2.0")
    public = quote_in(services, "C2", article_id)
    private = quote_in(services, "G1", article_id)
    gone = forget.forget_message(services, "T1", "C1", message().ts)
    assert (gone.article_ids, gone.narrowed_ids) == ((), (article_id,))
    assert edited(slack) == {("C2", public)}
    assert ("G1", private) not in edited(slack)


def test_a_link_edited_out_of_a_message_takes_back_the_posts_too(
    services: Services, slack: RecordingMessenger
) -> None:
    ts = quote_in(services, "C1", share_in(services))
    ingest.note_shares(services, message(), [])
    assert edited(slack) == {("C1", ts)}


def test_forgetting_an_article_by_its_address_wherever_it_was_shared(
    services: Services, slack: RecordingMessenger
) -> None:
    article_id = share_in(services)
    share_in(services, channel_id="C2", ts="2.0")
    ts = quote_in(services, "C2", article_id)
    gone = forget.forget_article(services, "T1", URL)
    assert (len(gone.share_ids), gone.article_ids) == (2, (article_id,))
    assert edited(slack) == {("C2", ts)}


def test_forgetting_a_channel_and_a_workspace(
    services: Services, slack: RecordingMessenger
) -> None:
    article_id = share_in(services)
    share_in(services, channel_id="C2", ts="2.0")
    ts = quote_in(services, "C2", article_id)
    forget.forget_channel(services, "T1", "C1")
    assert edited(slack) == set()  # C2 has its own share
    forget.forget_channel(services, "T1", "C2")
    with services.database.read() as tx:
        assert articles.status(tx, "T1").articles == 0
        assert channels.channel(tx, "T1", "C2") is None
    assert ts is not None
    share_in(services, ts="3.0")
    forget.forget_workspace(services, "T1")
    with services.database.read() as tx:
        assert articles.status(tx, "T1").shares == 0


def test_a_post_that_slack_would_not_edit_is_edited_by_the_sweep(
    services: Services, slack: RecordingMessenger
) -> None:
    ts = quote_in(services, "C1", share_in(services))
    slack.fail["edit"] = [SlackUnavailable("Slack did not answer.")]
    forget.forget_message(services, "T1", "C1", message().ts)
    assert slack.edits == []
    assert retract.sweep(services) == 1
    assert edited(slack) == {("C1", ts)}
    assert retract.sweep(services) == 0


def test_a_narrowed_post_that_slack_would_not_edit_is_edited_by_the_sweep(
    services: Services, slack: RecordingMessenger
) -> None:
    article_id = share_in(services)
    share_in(services, channel_id="G1", channel_kind=ChannelKind.PRIVATE, ts="2.0")
    ts = quote_in(services, "C2", article_id)
    slack.fail["edit"] = [SlackUnavailable("Slack did not answer.")]
    forget.forget_message(services, "T1", "C1", message().ts)
    assert slack.edits == []
    assert retract.sweep(services) == 1
    assert edited(slack) == {("C2", ts)}


def test_a_post_that_is_gone_at_slack_is_not_tried_for_ever(
    services: Services, slack: RecordingMessenger
) -> None:
    quote_in(services, "C1", share_in(services))
    gone = SlackUnavailable("It is gone.", code="message_not_found", permanent=True)
    slack.fail["edit"] = [gone]
    forget.forget_message(services, "T1", "C1", message().ts)
    assert retract.sweep(services) == 0


def test_an_unknown_place_counts_as_shared_with_outsiders(services: Services) -> None:
    with services.database.read() as tx:
        assert retract.place_of(tx, "T1", "C404").kind is ChannelKind.EXTERNAL


def test_no_file_of_the_store_holds_the_text_afterwards(
    sqlite_database: Database, slack: RecordingMessenger
) -> None:
    reader = FakeReader({URL: ArticleText(TEXT, url=URL)})
    services = make_services(database=sqlite_database, reader=reader, messenger=slack)
    share_in(services)
    with closing(sqlite3.connect(sqlite_database.path)) as connection:
        assert connection.execute("SELECT text FROM article").fetchall() == [(TEXT,)]
    forget.forget_message(services, "T1", "C1", message().ts)
    for file in sqlite_database.path.parent.iterdir():
        assert TEXT[:20].encode() not in file.read_bytes()


def test_posting_rows_of_taken_back_posts_are_gone(
    services: Services, slack: RecordingMessenger
) -> None:
    article_id = share_in(services)
    quote_in(services, "C1", article_id)
    forget.forget_message(services, "T1", "C1", message().ts)
    with services.database.read() as tx:
        assert postings.quoting(tx, "T1", [article_id]) == []
