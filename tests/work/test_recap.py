"""Recaps: ordered in words, due once, delivered once, late ones owned up to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from bot import ingest, recap
from bot.errors import NotUnderstood, SlackUnavailable
from store import channels, subscriptions
from store.records import ArticleText, Channel, ChannelKind, Outcome
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
    from store.records import Subscription
    from tests.conftest import FixedClock

URL = "https://news.example/a"
DUE = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def slack() -> RecordingMessenger:
    return RecordingMessenger()


@pytest.fixture
def services(database: Database, clock: FixedClock, slack: RecordingMessenger) -> Services:
    with database.transaction() as tx:
        channels.save_channel(tx, Channel("T1", "C1", ChannelKind.PUBLIC, name="desk"))
        channels.save_channel(tx, Channel("T1", "G1", ChannelKind.PRIVATE, name="inner"))
        channels.save_channel(tx, Channel("T1", "E1", ChannelKind.EXTERNAL, name="partners"))
    reader = FakeReader({URL: ArticleText(TEXT, url=URL)})
    return make_services(database=database, clock=clock, messenger=slack, reader=reader)


def subscribe(services: Services, text: str = "weekly", channel: str = "C1") -> Subscription:
    ordered, _ = recap.subscribe(
        services,
        workspace_id="T1",
        channel_id=channel,
        text=text,
        user_id="U1",
        default_zone="UTC",
    )
    return ordered


def share(services: Services, channel: str = "C1", kind: ChannelKind = ChannelKind.PUBLIC) -> None:
    ingest.add_article(
        ingest.inline(services), message(channel_id=channel, channel_kind=kind), link()
    )


def jobs_of(services: Services) -> list[tuple[int, datetime]]:
    assert isinstance(services.jobs, RecordingJobs)
    return services.jobs.recaps


# ---------------------------------------------------------------- ordering


def test_the_same_order_twice_is_one(services: Services) -> None:
    first = subscribe(services, "weekly Friday 17:30 Europe/London")
    again, changed = recap.subscribe(
        services,
        workspace_id="T1",
        channel_id="C1",
        text="weekly fri 5:30 pm London",
        user_id="U2",
        default_zone="UTC",
    )
    assert not changed
    assert again == first
    assert recap.current(services, workspace_id="T1", channel_id="C1") == [first]
    assert first.next_due_at == datetime(2026, 11, 27, 17, 30, tzinfo=UTC)


def test_another_rhythm_takes_the_place_of_the_old_one(services: Services) -> None:
    subscribe(services)
    second = subscribe(services, "weekly Friday")
    assert recap.current(services, workspace_id="T1", channel_id="C1") == [second]


def test_what_is_not_understood_changes_nothing(services: Services) -> None:
    with pytest.raises(NotUnderstood):
        subscribe(services, "weekly someday")
    assert recap.current(services, workspace_id="T1", channel_id="C1") == []


def test_stopping(services: Services) -> None:
    subscribe(services)
    assert recap.unsubscribe(services, workspace_id="T1", channel_id="C1")
    assert not recap.unsubscribe(services, workspace_id="T1", channel_id="C1")


# ---------------------------------------------------------------- due


def test_a_due_recap_is_started_once_and_the_next_is_a_week_later(
    services: Services, clock: FixedClock
) -> None:
    order = subscribe(services)
    assert recap.enqueue_due(services) == 0
    clock.now = DUE + timedelta(seconds=20)
    assert [recap.enqueue_due(services) for _ in range(3)] == [1, 0, 0]
    assert jobs_of(services) == [(order.id, DUE)]
    [moved] = recap.current(services, workspace_id="T1", channel_id="C1")
    assert moved.next_due_at == DUE + timedelta(days=7)


def test_after_a_long_outage_one_recap_is_due(services: Services, clock: FixedClock) -> None:
    order = subscribe(services)
    clock.now = DUE + timedelta(days=24)
    assert recap.enqueue_due(services) == 1
    assert jobs_of(services) == [(order.id, DUE)]
    [moved] = recap.current(services, workspace_id="T1", channel_id="C1")
    assert moved.next_due_at == DUE + timedelta(days=28)


def test_several_processes_that_tick_at_once_start_it_once(
    services: Services, clock: FixedClock
) -> None:
    subscribe(services)
    clock.now = DUE
    barrier, started = Barrier(6), []

    def tick() -> None:
        barrier.wait()
        started.append(recap.enqueue_due(services))

    threads = [Thread(target=tick) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(started) == [0, 0, 0, 0, 0, 1]
    assert len(jobs_of(services)) == 1


def test_a_crash_between_start_and_commit_starts_it_again_under_the_same_name(
    services: Services, clock: FixedClock
) -> None:
    class Dying(RecordingJobs):
        def start_recap(self, subscription_id: int, due_at: datetime) -> None:
            super().start_recap(subscription_id, due_at)
            raise KeyboardInterrupt

    order = subscribe(services)
    clock.now = DUE
    dying = replace(services, jobs=(jobs := Dying()))
    with pytest.raises(KeyboardInterrupt):
        recap.enqueue_due(dying)
    assert recap.enqueue_due(services) == 1
    assert jobs.recaps == jobs_of(services) == [(order.id, DUE)]


# ---------------------------------------------------------------- delivery


def test_a_recap_holds_the_week_and_the_next_one_begins_where_it_ended(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    share(services)
    order = subscribe(services)
    clock.now = DUE + timedelta(minutes=1)
    assert recap.deliver(services, order.id, DUE) == slack.posts[0].ts
    posted = slack.posts[0].briefing
    assert posted is not None
    assert posted.outcome is Outcome.ANSWER
    assert not any(note.startswith("Late") for note in posted.notes)
    [after] = recap.current(services, workspace_id="T1", channel_id="C1")
    assert after.last_until == DUE

    clock.now = DUE + timedelta(days=7, minutes=1)
    recap.deliver(services, order.id, DUE + timedelta(days=7))
    empty = slack.posts[1].briefing
    assert empty is not None
    assert empty.outcome is Outcome.NOTHING


def test_delivering_twice_posts_once(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services)
    clock.now = DUE
    assert recap.deliver(services, order.id, DUE) == recap.deliver(services, order.id, DUE)
    assert len(slack.posts) == 1


def test_both_passes_of_an_hour_that_comes_twice_are_one_post(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services, "weekly Sunday 01:30 America/New_York")
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    clock.now = first
    recap.deliver(services, order.id, first)
    clock.now = first + timedelta(hours=1)
    recap.deliver(services, order.id, first + timedelta(hours=1))
    assert len(slack.posts) == 1


def test_a_late_recap_says_so_and_reaches_to_the_last_due_time(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services)
    clock.now = DUE + timedelta(days=16)
    recap.deliver(services, order.id, DUE)
    posted = slack.posts[0].briefing
    assert posted is not None
    assert "due on Monday 30 Nov 2026, 09:00 UTC" in posted.notes[0]
    [after] = recap.current(services, workspace_id="T1", channel_id="C1")
    assert after.last_until == DUE + timedelta(days=14)


def test_a_changed_rhythm_brings_its_own_recap_in_the_same_week(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services)
    clock.now = DUE
    recap.deliver(services, order.id, DUE)
    friday = subscribe(services, "weekly Friday 17:00")
    clock.now = friday.next_due_at
    recap.deliver(services, friday.id, friday.next_due_at)
    assert len(slack.posts) == 2


@pytest.mark.parametrize(
    ("place", "kind", "reader", "seen"),
    [
        ("G1", ChannelKind.PRIVATE, "C1", False),  # private news stays out of a public channel
        ("G1", ChannelKind.PRIVATE, "G1", True),
        ("C1", ChannelKind.PUBLIC, "G1", True),
        ("C1", ChannelKind.PUBLIC, "E1", False),  # outsiders get their channel alone
        ("E1", ChannelKind.EXTERNAL, "C1", False),
    ],
)
def test_a_recap_uses_what_its_channel_may_see_at_run_time(
    services: Services,
    clock: FixedClock,
    slack: RecordingMessenger,
    place: str,
    kind: ChannelKind,
    reader: str,
    seen: bool,
) -> None:
    share(services, place, kind)
    order = subscribe(services, channel=reader)
    clock.now = DUE
    recap.deliver(services, order.id, DUE)
    posted = slack.posts[0].briefing
    assert posted is not None
    assert (posted.outcome is Outcome.ANSWER) is seen


@pytest.mark.parametrize("now", [ChannelKind.PUBLIC, ChannelKind.EXTERNAL])
def test_a_conversion_that_was_missed_is_found_before_the_recap(
    services: Services, clock: FixedClock, slack: RecordingMessenger, now: ChannelKind
) -> None:
    share(services, "G1", ChannelKind.PRIVATE)
    order = subscribe(services, channel="G1")
    clock.now = DUE
    slack.kinds["G1"] = now
    recap.deliver(services, order.id, DUE)
    posted = slack.posts[0].briefing
    assert posted is not None
    assert posted.outcome is Outcome.NOTHING
    with services.database.read() as tx:
        kept = channels.channel(tx, "T1", "G1")
    assert kept is not None
    assert kept.kind is now
    assert kept.name == "inner"


def test_while_slack_cannot_say_who_sees_the_channel_nothing_is_posted(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services)
    clock.now = DUE
    slack.fail["channel_kind"] = [SlackUnavailable("Slack did not answer.")]
    with pytest.raises(SlackUnavailable):
        recap.deliver(services, order.id, DUE)
    assert slack.posts == []
    slack.kinds["C1"] = None
    assert recap.deliver(services, order.id, DUE) is None
    assert slack.posts == []
    del slack.kinds["C1"]
    assert recap.deliver(services, order.id, DUE) is not None


def test_a_stopped_order_or_a_left_channel_gets_nothing(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services)
    clock.now = DUE
    with services.database.transaction() as tx:
        channels.set_member(tx, "T1", "C1", member=False)
    assert recap.deliver(services, order.id, DUE) is None
    recap.unsubscribe(services, workspace_id="T1", channel_id="C1")
    assert recap.deliver(services, order.id, DUE) is None
    assert slack.posts == []


def test_slack_failing_leaves_the_window_as_it_was(
    services: Services, clock: FixedClock, slack: RecordingMessenger
) -> None:
    order = subscribe(services)
    clock.now = DUE
    slack.fail["post"] = [SlackUnavailable("Slack did not answer.")]
    with pytest.raises(SlackUnavailable):
        recap.deliver(services, order.id, DUE)
    with services.database.read() as tx:
        kept = subscriptions.subscription(tx, order.id)
    assert kept is not None
    assert kept.last_until is None
    assert recap.deliver(services, order.id, DUE) is not None
