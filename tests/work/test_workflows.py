"""The engine in this process, on both databases: retries, once-only starts, give-ups, upkeep."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, text

from bot import ingest, recap
from bot.errors import Misconfigured, SlackUnavailable, Unreachable, Unreadable
from bot.forget import forget_message
from bot.workflows.jobs import DbosJobs, engine_url, prepare
from bot.workflows.names import Backoff, Pace, ingest_id, recap_id, share_of
from bot.workflows.worker import Worker
from store import articles, channels
from store.records import ArticleText, Channel, ChannelKind, Share, Shared, ShareState
from tests.fakes import (
    TEXT,
    FakeExtractor,
    FakeReader,
    RecordingMessenger,
    link,
    make_services,
    message,
    pasted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.services import Services
    from store.database import Database

URL = "https://news.example/a"
SECONDS = 30.0
PACE = Pace(
    ingest=Backoff(attempts=3, first=0.05),
    recap=Backoff(attempts=3, first=0.05),
    silent=timedelta(seconds=1),
    drain=0,
)


@dataclass(slots=True)
class Bench:
    """A worker with everything around it."""

    services: Services
    jobs: DbosJobs
    url: str
    slack: RecordingMessenger
    reader: FakeReader
    worker: Worker

    def share(self, *items: Shared, **changes: Any) -> list[int]:
        change = ingest.note_shares(self.services, message(**changes), items or [link()])
        return list(change.added)

    def shared(self, share_id: int) -> Share:
        with self.services.database.read() as tx:
            found = articles.system_share(tx, share_id)
        assert found is not None
        return found

    def states(self) -> dict[str, str]:
        return {w.workflow_id: w.status for w in self.jobs.client.list_workflows()}

    def wait(self, *workflow_ids: str) -> None:
        """Wait for the end of these workflows."""
        done = threading.Event()
        deadline = 600
        while any(self.states().get(w) not in {"SUCCESS", "ERROR"} for w in workflow_ids):
            deadline -= 1
            assert deadline, self.states()
            done.wait(0.05)


@pytest.fixture
def bench(database: Database) -> Iterator[Bench]:
    """A bench whose worker is not started yet."""
    url = engine_url(database)
    prepare(url)
    jobs = DbosJobs(url, pace=PACE)
    slack = RecordingMessenger()
    reader = FakeReader({URL: ArticleText(TEXT, url=URL)})
    services = make_services(
        database=database,
        jobs=jobs,
        messenger=slack,
        reader=reader,
        clock=lambda: datetime.now(UTC),  # noqa: TID251
    )
    yield Bench(services, jobs, url, slack, reader, Worker(services, jobs, url, pace=PACE))
    jobs.close()


@pytest.fixture
def running(bench: Bench) -> Iterator[Bench]:
    """A bench whose worker runs."""
    bench.worker.start()
    yield bench
    bench.worker.stop()


# ---------------------------------------------------------------- names


def test_names_of_work() -> None:
    due = datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert (ingest_id(7), ingest_id(7, attempt=2)) == ("ingest:7", "ingest:7:2")
    assert (share_of("ingest:7:2"), share_of("recap:7:x")) == (7, None)
    assert recap_id(3, due) == "recap:3:2026-11-30T09:00Z"


def test_waiting_grows_follows_the_host_and_is_capped() -> None:
    backoff = Backoff(attempts=9, first=30, factor=3, most=3600)
    error = Unreachable("Slow down.")
    assert [backoff.wait(n, error) for n in (1, 2, 3, 9)] == [30, 90, 270, 3600]
    assert backoff.wait(1, Unreachable("Slow down.", retry_after=120)) == 120
    assert backoff.wait(1, Unreachable("Slow down.", retry_after=86400)) == 3600
    assert backoff.wait(2, ValueError()) == 90


# ---------------------------------------------------------------- ingest


def test_shares_are_read_extracted_and_reported(running: Bench) -> None:
    [first, second] = running.share(link(), pasted("Bob Boreal met Alice Arden in Oslo."))
    running.wait(ingest_id(first), ingest_id(second))
    assert running.shared(first).state is ShareState.STORED
    assert running.shared(second).state is ShareState.STORED
    assert running.slack.reactions == {("C1", message().ts, "newspaper")}


def test_known_work_is_not_started_twice(running: Bench) -> None:
    [share_id] = running.share()
    running.jobs.start_ingest([share_id, share_id])
    running.wait(ingest_id(share_id))
    running.share()  # Slack sends it again
    assert running.states() == {ingest_id(share_id): "SUCCESS"}
    assert len(running.reader.read_keys) == 1


def test_what_fails_for_now_is_tried_again(running: Bench) -> None:
    running.reader.errors[URL] = [Unreachable("It did not answer."), Unreachable("Nor now.")]
    [share_id] = running.share()
    running.wait(ingest_id(share_id, attempt=3))
    assert running.shared(share_id).state is ShareState.STORED
    assert len(running.reader.read_keys) == 3


def test_after_the_last_try_the_share_has_failed_with_the_last_sentence(running: Bench) -> None:
    running.reader.errors[URL] = [Unreachable(f"Try {n}.") for n in (1, 2, 3, 4)]
    [share_id] = running.share()
    running.wait(ingest_id(share_id, attempt=3))
    assert running.shared(share_id).reason == "Try 3."
    assert running.slack.whispers == [("U1", f"{URL}: Try 3.")]


def test_what_is_unreadable_is_not_tried_again(running: Bench) -> None:
    running.reader.errors[URL] = [Unreadable("It is a scan.")]
    [share_id] = running.share()
    running.wait(ingest_id(share_id))
    assert running.shared(share_id).state is ShareState.FAILED
    assert len(running.reader.read_keys) == 1


def test_the_unexpected_fails_with_a_reference_and_without_its_words(running: Bench) -> None:
    def explode(_article: ArticleText) -> None:
        raise RuntimeError("inner detail")

    running.services.extractor.before = explode  # type: ignore[attr-defined]
    [share_id] = running.share()
    running.wait(ingest_id(share_id, attempt=3))
    share = running.shared(share_id)
    assert share.state is ShareState.FAILED
    assert share.reason is not None
    assert "reference ingest:1:3" in share.reason
    assert "inner detail" not in share.reason


def test_a_reaction_that_slack_refused_is_made_later_without_reading_again(running: Bench) -> None:
    running.slack.fail["react"] = [SlackUnavailable("Slack did not answer.")]
    [share_id] = running.share()
    running.wait(ingest_id(share_id, attempt=2))
    assert len(running.slack.reactions) == 1
    assert len(running.reader.read_keys) == 1


def test_a_failed_share_is_retried_when_asked(running: Bench) -> None:
    running.reader.errors[URL] = [Unreadable("It is a scan.")]
    [share_id] = running.share()
    running.wait(ingest_id(share_id))
    assert ingest.retry_failed(running.services, "T1") == 1
    assert running.slack.wait_until(
        lambda s: ("C1", message().ts, "newspaper") in s.reactions, SECONDS
    )


def test_the_sweep_restarts_work_whose_record_is_over_but_leaves_waiting_work(
    running: Bench,
) -> None:
    running.reader.errors[URL] = [Unreachable("Not now.", retry_after=3000)]
    [waiting] = running.share()
    running.wait(ingest_id(waiting))
    for _ in range(3):
        ingest.resume_pending(running.services)
    assert running.states() == {"ingest:1": "SUCCESS", "ingest:1:2": "DELAYED"}


def test_a_share_deleted_between_read_and_save_leaves_nothing(running: Bench) -> None:
    reading, deleted = threading.Event(), threading.Event()

    def hold(_shared: Shared) -> None:
        reading.set()
        assert deleted.wait(SECONDS)

    running.reader.before = hold
    [share_id] = running.share()
    assert reading.wait(SECONDS)
    forget_message(running.services, "T1", "C1", message().ts)
    deleted.set()
    running.wait(ingest_id(share_id))
    with running.services.database.read() as tx:
        assert articles.status(tx, "T1").articles == 0
    assert running.slack.reactions == set()


# ---------------------------------------------------------------- recaps


def order(bench: Bench) -> tuple[int, datetime]:
    with bench.services.database.transaction() as tx:
        channels.save_channel(tx, Channel("T1", "C1", ChannelKind.PUBLIC))
    ordered, _ = recap.subscribe(
        bench.services,
        workspace_id="T1",
        channel_id="C1",
        text="weekly",
        user_id="U1",
        default_zone="UTC",
    )
    return ordered.id, ordered.next_due_at - timedelta(days=7)


def test_a_recap_is_posted_once_though_slack_failed_and_it_was_started_twice(
    running: Bench,
) -> None:
    subscription_id, due = order(running)
    running.slack.fail["post"] = [SlackUnavailable("Slack did not answer.")]
    running.jobs.start_recap(subscription_id, due)
    running.jobs.start_recap(subscription_id, due)
    running.wait(recap_id(subscription_id, due, attempt=2))
    assert len(running.slack.posts) == 1


def test_a_recap_that_slack_will_never_take_is_given_up(running: Bench) -> None:
    subscription_id, due = order(running)
    archived = SlackUnavailable("It is archived.", code="is_archived", permanent=True)
    running.slack.fail["post"] = [archived]
    running.jobs.start_recap(subscription_id, due)
    running.wait(recap_id(subscription_id, due))
    assert running.slack.posts == []


# ---------------------------------------------------------------- queue, records, upkeep


def test_a_process_without_a_worker_only_puts_work_in_the_queue(bench: Bench) -> None:
    [share_id] = bench.share()
    assert bench.states() == {ingest_id(share_id): "ENQUEUED"}
    bench.worker.start()
    try:
        bench.wait(ingest_id(share_id))
    finally:
        bench.worker.stop()
    assert bench.shared(share_id).state is ShareState.STORED


def test_forgotten_work_is_erased_from_the_queue(bench: Bench) -> None:
    bench.share()
    forget_message(bench.services, "T1", "C1", message().ts)
    assert bench.states() == {}


def test_the_engine_keeps_ids_and_no_word_of_any_text(running: Bench) -> None:
    [share_id] = running.share(pasted())
    running.wait(ingest_id(share_id))
    [work] = running.jobs.client.list_workflows()
    steps = running.jobs.client.list_workflow_steps(work.workflow_id)
    assert work.input is not None
    assert (work.input["args"], work.input["kwargs"]) == ((share_id, 1), {})
    assert [(s["function_name"], s["output"]) for s in steps] == [
        ("read", {"article": 1}),
        ("extract", {}),
        ("report", {}),
    ]


def test_old_records_are_purged(running: Bench) -> None:
    [share_id] = running.share()
    running.wait(ingest_id(share_id))
    running.worker.upkeep.purge()
    assert running.states() != {}
    assert running.jobs.purge(running.services.clock() + timedelta(seconds=5)) == 1
    assert running.states() == {}


def test_work_that_outlived_too_many_processes_is_given_up(bench: Bench) -> None:
    [share_id] = bench.share()
    upkeep = bench.worker.upkeep
    for _ in range(PACE.takeovers):
        # As if another process had taken it and died.
        make_state(bench, share_id, "PENDING")
        upkeep.take_over("gone")
    make_state(bench, share_id, "PENDING")
    upkeep.take_over("gone")
    share = bench.shared(share_id)
    assert share.state is ShareState.FAILED
    assert share.reason is not None
    assert "Paste the text" in share.reason
    assert bench.states() == {}


def test_work_that_killed_the_same_process_again_and_again_is_given_up(bench: Bench) -> None:
    [share_id] = bench.share()
    make_state(bench, share_id, "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
    ingest.resume_pending(bench.services)  # the sweep does not start it again
    assert set(bench.states().values()) == {"MAX_RECOVERY_ATTEMPTS_EXCEEDED"}
    bench.worker.upkeep.look_after()
    assert bench.shared(share_id).state is ShareState.FAILED
    assert bench.states() == {}


def make_state(bench: Bench, share_id: int, status: str, executor_id: str = "gone") -> None:
    """Write the state that a process leaves which died at work."""
    url = bench.url.replace("postgresql://", "postgresql+psycopg://")
    schema = "" if url.startswith("sqlite") else "dbos."
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text(
                f"UPDATE {schema}workflow_status SET status = :status, executor_id = :executor, "
                "queue_name = 'ingest' WHERE workflow_uuid = :id"
            ),
            {"status": status, "executor": executor_id, "id": ingest_id(share_id)},
        )
    engine.dispose()


def test_a_second_worker_on_one_sqlite_file_is_refused(sqlite_database: Database) -> None:
    url = engine_url(sqlite_database)
    prepare(url)
    jobs = DbosJobs(url, pace=PACE)
    services = make_services(database=sqlite_database, jobs=jobs, extractor=FakeExtractor())
    first, second = (Worker(services, jobs, url, pace=PACE) for _ in range(2))
    first.start()
    with pytest.raises(Misconfigured, match=r"running already \(process \d+\).*--no-worker"):
        second.start()
    first.stop()
    third = Worker(replace(services), jobs, url, pace=PACE)
    third.start()
    third.stop()
    jobs.close()
