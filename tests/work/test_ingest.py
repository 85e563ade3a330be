"""The steps from a message to a filed article, on the real store with a fake web and Slack."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot import ingest
from bot.errors import SlackUnavailable, Unreachable, Unreadable
from bot.forget import forget_message
from store import articles, positions
from store.records import ArticleText, Audience, ChannelKind, Share, Shared, ShareSource, ShareState
from tests.fakes import (
    NOW,
    TEXT,
    FakeReader,
    RecordingJobs,
    RecordingMessenger,
    link,
    make_services,
    message,
    pasted,
)

if TYPE_CHECKING:
    from bot.services import Services
    from store.database import Database

URL = "https://news.example/a"
EVERYBODY = Audience("T1", channels=frozenset({"C1", "C2", "G1"}))


def with_article(database: Database, **changes: Any) -> Services:
    """Services whose web knows one article."""
    text = changes.pop("text", ArticleText(TEXT, url=URL))
    return make_services(database=database, reader=FakeReader({URL: text}), **changes)


def share_of(services: Services, share_id: int) -> Share | None:
    with services.database.read() as tx:
        return articles.system_share(tx, share_id)


def run(services: Services, share_id: int) -> None:
    """Do what the workflow does."""
    article_id = ingest.read_share(services, share_id)
    if article_id is not None:
        ingest.extract_article(services, article_id)
    ingest.report(services, share_id)


def counts(services: Services) -> tuple[int, int]:
    with services.database.read() as tx:
        status = articles.status(tx, "T1")
    return status.articles, status.meetings


# ---------------------------------------------------------------- noting


def test_noting_a_message_twice_files_one_share_and_starts_its_work(database: Database) -> None:
    services = make_services(database=database, jobs=(jobs := RecordingJobs()))
    first = ingest.note_shares(services, message(), [link()])
    second = ingest.note_shares(services, message(), [link()])
    assert (first.added, second.kept, second.added) == ((1,), (1,), ())
    assert set(jobs.ingests) == {1}  # the second start finds the work known


def test_an_edit_drops_the_link_that_went_and_its_work(database: Database) -> None:
    services = make_services(database=database, jobs=(jobs := RecordingJobs()))
    ingest.note_shares(services, message(), [link(), link("https://news.example/b")])
    change = ingest.note_shares(services, message(), [link("https://news.example/b")])
    assert change.removed == (1,)
    assert jobs.cancelled == [1]
    assert share_of(services, 1) is None


def test_a_stored_share_is_not_started_again_by_an_unfurl(database: Database) -> None:
    services = with_article(database, jobs=(jobs := RecordingJobs()))
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    jobs.ingests.clear()
    ingest.note_shares(services, message(), [link()])
    assert jobs.ingests == []


def test_add_article_leaves_the_other_shares(database: Database) -> None:
    services = make_services(database=database, jobs=(jobs := RecordingJobs()))
    ingest.note_shares(services, message(), [link()])
    second = ingest.add_article(services, message(), pasted())
    assert share_of(services, 1) is not None
    assert jobs.ingests == [1, second]


def test_pending_shares_are_started_after_a_crash_between_commit_and_start(
    database: Database,
) -> None:
    services = make_services(database=database, jobs=(jobs := RecordingJobs()))
    with services.database.transaction() as tx:
        articles.set_shares(tx, message(), [link()], now=NOW)
        mine = message(ts="2.0", channel_kind=ChannelKind.LOCAL)
        articles.set_shares(tx, mine, [link()], now=NOW)  # the command line does that itself
    assert ingest.resume_pending(services) == 1
    assert jobs.ingests == [1]


def test_retry_failed_starts_what_failed(database: Database) -> None:
    services = make_services(database=database, jobs=(jobs := RecordingJobs()))
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    jobs.ingests.clear()
    assert ingest.retry_failed(services, "T1") == 1
    assert jobs.ingests == [1]
    assert ingest.retry_failed(services, "T2") == 0


# ---------------------------------------------------------------- the steps


def test_a_link_becomes_an_article_with_its_meeting_and_one_reaction(database: Database) -> None:
    services = with_article(database, messenger=(messenger := RecordingMessenger()))
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    share = share_of(services, 1)
    assert share is not None
    assert share.state is ShareState.STORED
    with services.database.read() as tx:
        [meeting] = positions.find_meetings(tx, EVERYBODY, parties=("EE", "NO"))
    assert meeting.article.id == share.article_id
    assert messenger.reactions == {("C1", message().ts, "newspaper")}
    assert messenger.whispers == []


def test_every_step_may_run_twice(database: Database) -> None:
    services = with_article(database, messenger=(messenger := RecordingMessenger()))
    ingest.note_shares(services, message(), [link()])
    article_id = ingest.read_share(services, 1)
    assert ingest.read_share(services, 1) == article_id
    assert article_id is not None
    for _ in range(2):
        assert ingest.extract_article(services, article_id)
        ingest.report(services, 1)
    assert counts(services) == (1, 1)
    assert len(messenger.reactions) == 1
    assert ingest.read_share(services, 1) == article_id  # also when all is done


def test_a_pasted_text_is_read_from_the_store_and_not_kept_twice(database: Database) -> None:
    services = make_services(database=database)
    ingest.note_shares(services, message(), [pasted()])
    run(services, 1)
    share = share_of(services, 1)
    assert share is not None
    assert share.shared.body is None
    assert counts(services) == (1, 1)


def test_what_is_unreadable_fails_with_a_sign_and_a_word_to_the_sharer_alone(
    database: Database,
) -> None:
    services = make_services(database=database, messenger=(messenger := RecordingMessenger()))
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    share = share_of(services, 1)
    assert share is not None
    assert share.state is ShareState.FAILED
    assert messenger.reactions == {("C1", message().ts, "warning")}
    assert messenger.whispers == [
        ("U1", f"{URL}: There is no article there. Paste the text instead.")
    ]
    assert counts(services) == (0, 0)


def test_what_is_unreachable_stays_pending_for_another_try(database: Database) -> None:
    services = with_article(database)
    assert isinstance(services.reader, FakeReader)
    services.reader.errors[URL] = [Unreachable("It did not answer.", retry_after=7)]
    ingest.note_shares(services, message(), [link()])
    with pytest.raises(Unreachable):
        ingest.read_share(services, 1)
    share = share_of(services, 1)
    assert share is not None
    assert share.state is ShareState.PENDING
    assert ingest.read_share(services, 1) is not None


def test_a_text_without_a_meeting_is_stored(database: Database) -> None:
    services = with_article(database, text=ArticleText("Rain is expected.", language="de"))
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    share = share_of(services, 1)
    assert share is not None
    assert share.state is ShareState.STORED
    assert counts(services) == (1, 0)


def test_another_language_is_stored_and_the_sharer_told_that_it_is_not_extracted(
    database: Database,
) -> None:
    messenger = RecordingMessenger()
    italian = ArticleText("Alice Arden ha incontrato Bob Boreal.", language="it", url=URL)
    services = with_article(database, text=italian, messenger=messenger)
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    assert messenger.reactions == {("C1", message().ts, "newspaper")}
    [(who, said)] = messenger.whispers
    assert who == "U1"
    assert "in Italian" in said


def test_the_command_lines_own_shares_are_reported_to_nobody(database: Database) -> None:
    services = make_services(database=database, messenger=(messenger := RecordingMessenger()))
    ingest.note_shares(services, message(channel_kind=ChannelKind.LOCAL), [pasted(), link()])
    for share_id in (1, 2):
        run(services, share_id)
    assert (messenger.reactions, messenger.whispers) == (set(), [])


def test_slack_failing_is_passed_on_so_that_the_step_runs_again(database: Database) -> None:
    messenger = RecordingMessenger(fail={"react": [SlackUnavailable("Slack did not answer.")]})
    services = with_article(database, messenger=messenger)
    ingest.note_shares(services, message(), [link()])
    with pytest.raises(SlackUnavailable):
        run(services, 1)
    ingest.report(services, 1)
    assert len(messenger.reactions) == 1


# ---------------------------------------------------------------- races and reuse


def test_a_share_forgotten_while_it_is_read_leaves_nothing(database: Database) -> None:
    services = with_article(database, messenger=(messenger := RecordingMessenger()))
    assert isinstance(services.reader, FakeReader)

    def forget_now(_shared: Shared) -> None:
        forget_message(services, "T1", "C1", message().ts)

    services.reader.before = forget_now
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    assert counts(services) == (0, 0)
    assert messenger.reactions == set()


def test_a_share_forgotten_while_it_is_extracted_leaves_nothing(database: Database) -> None:
    services = with_article(database, messenger=(messenger := RecordingMessenger()))

    def forget_now(_article: ArticleText) -> None:
        forget_message(services, "T1", "C1", message().ts)

    services.extractor.before = forget_now  # type: ignore[attr-defined]
    ingest.note_shares(services, message(), [link()])
    run(services, 1)
    assert counts(services) == (0, 0)
    assert messenger.reactions == set()


@pytest.mark.parametrize(
    ("first", "second", "fetches"),
    [
        ({}, {"ts": "2.0"}, 1),  # the same channel
        ({}, {"channel_id": "C2", "ts": "2.0"}, 1),  # public there, so seen by all
        ({"channel_id": "G1", "channel_kind": ChannelKind.PRIVATE}, {"ts": "2.0"}, 2),
    ],
)
def test_a_page_is_fetched_once_a_day_where_the_first_sharing_may_be_seen(
    database: Database, first: dict[str, Any], second: dict[str, Any], fetches: int
) -> None:
    services = with_article(database)
    for changes in (first, second):
        share_id = ingest.add_article(services, message(**changes), link())
        run(services, share_id)
    assert isinstance(services.reader, FakeReader)
    assert len(services.reader.read_keys) == fetches
    assert counts(services) == (1, 1)


def test_after_a_day_the_page_is_fetched_again(database: Database) -> None:
    services = with_article(database)
    run(services, ingest.add_article(services, message(), link()))
    later = replace(services, clock=lambda: NOW + timedelta(hours=25))
    run(later, ingest.add_article(later, message(ts="2.0"), link()))
    assert isinstance(services.reader, FakeReader)
    assert len(services.reader.read_keys) == 2


def test_articles_of_an_older_extractor_are_extracted_again(database: Database) -> None:
    services = with_article(database)
    run(services, ingest.add_article(services, message(), link()))
    assert ingest.extract_outdated(services) == 0
    services.extractor.version = "fake-2"
    assert ingest.extract_outdated(services) == 1
    assert ingest.extract_outdated(services) == 0
    assert counts(services) == (1, 1)


# ---------------------------------------------------------------- without an engine


def test_inline_work_is_done_when_the_call_returns(database: Database) -> None:
    services = ingest.inline(with_article(database))
    change = ingest.note_shares(services, message(), [link(), link("https://news.example/b")])
    states = [share_of(services, n) for n in change.added]
    assert [s and s.state for s in states] == [ShareState.STORED, ShareState.FAILED]


def test_inline_work_does_not_wait_for_what_is_unreachable(database: Database) -> None:
    services = ingest.inline(with_article(database))
    assert isinstance(services.reader, FakeReader)
    services.reader.errors[URL] = [Unreachable("It did not answer. Paste the text.")]
    share_id = ingest.add_article(services, message(), link())
    share = share_of(services, share_id)
    assert share is not None
    assert (share.state, share.reason) == (ShareState.FAILED, "It did not answer. Paste the text.")


def test_a_failed_file_is_called_by_its_name() -> None:
    shared = Shared(ShareSource.FILE, "F1", name="readout.pdf")
    share = Share(1, message(), shared, ShareState.FAILED, NOW, reason="It is a scan.")
    assert ingest.failure_sentence(share) == "readout.pdf: It is a scan."
    text = replace(share, shared=pasted(), reason=Unreadable("It is empty.").user_message)
    assert ingest.failure_sentence(text) == "It is empty."
