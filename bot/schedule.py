"""The ticks: what a process does regularly. Only the clock; the truth is in the tables.

A lost tick, a double one or one in another process does no harm, so the job store is the
memory and nothing is shared between schedulers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import ingest, logs, places, recap, retract
from store import postings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.services import Services
    from bot.workflows.upkeep import Upkeep

GRACE = 3600  # seconds by which a tick may come late and still be run, once

log = logs.logger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something done every so many seconds."""

    name: str
    seconds: float
    run: Callable[[], object]


def common_ticks(services: Services) -> list[Tick]:
    """Return what every process with a database does, with or without a worker."""
    return [
        Tick("recaps_due", 60, lambda: recap.enqueue_due(services)),
        Tick("pending_shares", 60, lambda: ingest.resume_pending(services)),
        Tick("posts_to_take_back", 300, lambda: retract.sweep(services)),
        Tick("old_events", 3600, lambda: _purge_events(services)),
    ]


def worker_ticks(services: Services, upkeep: Upkeep) -> list[Tick]:
    """Return what a process with a worker does besides."""
    return [
        Tick("heartbeat", 15, upkeep.beat),
        Tick("dead_workers", 15, upkeep.look_after),
        Tick("old_work", 3600, upkeep.purge),
        Tick("outdated_articles", 300, lambda: ingest.extract_outdated(services)),
        Tick("channel_kinds", places.ROUND, lambda: places.look_at_channels(services)),
    ]


class Schedule:
    """Runs ticks in threads of its own from `start` to `stop`."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE},
        )
        self._scheduler.add_listener(_complain, EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin; every tick comes at once for the first time."""
        now = datetime.now(UTC)  # noqa: TID251 - the scheduler lives by the real clock
        for tick in self._ticks:
            trigger = IntervalTrigger(seconds=tick.seconds, timezone=UTC)
            self._scheduler.add_job(tick.run, trigger, id=tick.name, next_run_time=now)
        self._scheduler.start()

    def stop(self) -> None:
        """End, after the ticks that run."""
        if self._scheduler.running:
            self._scheduler.pause()  # or its thread may find the executors closed
            self._scheduler.shutdown(wait=True)


def _purge_events(services: Services) -> int:
    with services.database.transaction() as tx:
        return postings.purge_events(tx, services.clock())


def _complain(event: JobExecutionEvent) -> None:
    """Log a tick that failed; the next one tries again."""
    log.error("tick_failed", tick=event.job_id, exc_info=event.exception)
