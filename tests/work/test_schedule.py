"""The ticks: they come at once and again, survive a failure, and end with the process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from bot import ingest
from bot.schedule import Schedule, Tick, common_ticks
from store import postings
from tests.fakes import NOW, RecordingJobs, link, make_services, message

if TYPE_CHECKING:
    from store.database import Database
    from tests.conftest import FixedClock

SECONDS = 20.0


class Counter:
    """Counts calls and can be waited on; the first `failures` of them fail."""

    def __init__(self, *, failures: int = 0) -> None:
        self.count, self.failures = 0, failures
        self.changed = threading.Condition()

    def __call__(self) -> None:
        with self.changed:
            self.count += 1
            self.changed.notify_all()
            if self.count <= self.failures:
                raise ValueError("a tick that fails")

    def reaches(self, count: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.count >= count, SECONDS)


def test_a_tick_comes_at_once_and_again_until_the_stop() -> None:
    often, rare = Counter(), Counter()
    schedule = Schedule([Tick("often", 0.05, often), Tick("rare", 3600, rare)])
    schedule.start()
    assert often.reaches(3)
    assert rare.reaches(1)
    schedule.stop()
    after = often.count
    assert not threading.Event().wait(0.2)
    assert (often.count, rare.count) == (after, 1)


def test_a_tick_that_fails_is_tried_again() -> None:
    failing = Counter(failures=2)
    schedule = Schedule([Tick("failing", 0.05, failing)])
    schedule.start()
    assert failing.reaches(4)
    schedule.stop()


def test_stopping_waits_for_the_tick_that_runs_and_may_be_done_twice() -> None:
    inside, leave, left = threading.Event(), threading.Event(), threading.Event()

    def slow() -> None:
        inside.set()
        assert leave.wait(SECONDS)
        left.set()

    schedule = Schedule([Tick("slow", 3600, slow)])
    schedule.start()
    assert inside.wait(SECONDS)
    threading.Timer(0.1, leave.set).start()
    schedule.stop()
    assert left.is_set()
    schedule.stop()


def test_the_ticks_of_every_process_find_what_is_to_do(
    database: Database, clock: FixedClock
) -> None:
    services = make_services(database=database, clock=clock, jobs=(jobs := RecordingJobs()))
    ingest.note_shares(services, message(), [link()])
    with database.transaction() as tx:
        assert postings.event_seen(tx, "T1", "Ev1", now=NOW)
    clock.advance(days=8)
    for tick in common_ticks(services):
        tick.run()
    assert jobs.ingests == [1, 1]
    with database.transaction() as tx:
        assert postings.event_seen(tx, "T1", "Ev1", now=NOW)  # forgotten, so new again
