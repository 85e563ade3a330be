"""Does durable work in this process: the workflows and their steps.

A process has at most one worker, as DBOS is one to a process. Steps run at least once, so each
can be repeated; their results, which DBOS keeps, are ids and numbers, never text.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from dbos import DBOS, DBOSConfig

from bot import ingest, logs, recap
from bot.errors import ReadoutError
from bot.solo import SoloLock
from bot.workflows.jobs import SERIALIZER
from bot.workflows.names import (
    APPLICATION,
    INGEST,
    POLL,
    RECAP,
    TAKE_OVER,
    VERSION,
    Backoff,
    Pace,
    ingest_id,
    recap_id,
)
from bot.workflows.upkeep import Upkeep

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.services import Services
    from bot.workflows.jobs import DbosJobs

UNEXPECTED = "Something went wrong on our side (reference {}). Share it again later."

log = logs.logger(__name__)
Outcome = dict[str, int | float]  # of a step: {"article": 3}, {"later": 30.0} or {}


@dataclass(frozen=True, slots=True)
class Steps:
    """What the workflows do at each step."""

    read: Callable[[Services, int], int | None] = ingest.read_share
    extract: Callable[[Services, int], bool] = ingest.extract_article
    report: Callable[[Services, int], None] = ingest.report
    deliver: Callable[[Services, int, datetime], str | None] = recap.deliver


class Worker:
    """Runs the queues in threads of this process from `start` to `stop`."""

    def __init__(
        self,
        services: Services,
        jobs: DbosJobs,
        url: str,
        *,
        pace: Pace | None = None,
        steps: Steps | None = None,
    ) -> None:
        self._services, self._jobs, self._url = services, jobs, url
        self._pace, self._steps = pace or Pace(), steps or Steps()
        self._started = False
        self._solo = SoloLock(services.database.path) if services.database.is_sqlite else None
        # One process alone works on SQLite and finds its own work again by name. On a server a
        # name is never used twice, so that nobody takes a live twin's work for his own.
        own = f"{socket.gethostname()}:{uuid4().hex[:12]}"
        self.upkeep = Upkeep(services, jobs, "sqlite" if self._solo else own, pace=self._pace)

    def start(self) -> None:
        """Begin. Raises Misconfigured when another process works on the same SQLite file."""
        if self._solo:
            self._solo.acquire()
        self._started = True
        self.upkeep.beat()
        for name, work in self._workflows().items():
            DBOS.workflow(name=name, max_recovery_attempts=self._pace.takeovers)(work)
        self._jobs.declare_queues()  # before the launch, which looks for them once a second
        DBOS(config=self._config())
        DBOS.launch()
        log.info("worker_started", executor=self.upkeep.executor_id)

    def stop(self) -> None:
        """Wait a little for running work, then end; what is left goes on elsewhere or later.

        A worker that was refused its start has nothing to stop.
        """
        if not self._started:
            return
        self._started = False
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=self._pace.drain)
        self.upkeep.sign_off()
        if self._solo:
            self._solo.release()
        log.info("worker_stopped", executor=self.upkeep.executor_id)

    def _workflows(self) -> dict[str, Callable[..., object]]:
        """Return the workflows by name: plain functions, as DBOS marks them."""

        def ingest_share(share_id: int, attempt: int) -> str:
            return self._ingest(share_id, attempt)

        def deliver_recap(subscription_id: int, due_at: str, attempt: int) -> str:
            return self._recap(subscription_id, due_at, attempt)

        def take_over(executor_id: str) -> int:
            return self.upkeep.take_over(executor_id)

        return {INGEST: ingest_share, RECAP: deliver_recap, TAKE_OVER: take_over}

    def _config(self) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "system_database_url": self._url,
            "system_database_engine": self._jobs.engine,
            "application_version": VERSION,
            "executor_id": self.upkeep.executor_id,
            "serializer": SERIALIZER,
            "use_listen_notify": False,  # nothing waits for a notification
            "notification_listener_polling_interval_sec": POLL,  # so a stop is quick
            "run_migrations": False,  # `prepare` does them
            "log_level": "WARNING",
            "max_executor_threads": 16,
        }

    # ------------------------------------------------------------ ingest

    def _ingest(self, share_id: int, attempt: int) -> str:
        """The workflow: read, extract, report; what fails for now is tried later, as a new one.

        A new workflow, as one that sleeps would hold a place in the queue.
        """
        with logs.bound(workflow=DBOS.workflow_id, share=share_id):
            read = self._step("read", self._read, share_id, attempt)
            extracted = {}
            if "article" in read:
                extracted = self._step("extract", self._extract, share_id, read["article"], attempt)
            wait = read.get("later") or extracted.get("later")
            if wait is None:
                wait = self._step("report", self._report, share_id, attempt).get("later")
            if wait is None:
                return "done"
            self._step("again", self._again, share_id, attempt + 1, wait)
            return "later"

    def _read(self, share_id: int, attempt: int) -> Outcome:
        try:
            article_id = self._steps.read(self._services, share_id)
        except Exception as error:  # noqa: BLE001 - no failure may leave work hanging
            return self._failed(share_id, attempt, error)
        return {} if article_id is None else {"article": article_id}

    def _extract(self, share_id: int, article_id: int, attempt: int) -> Outcome:
        try:
            self._steps.extract(self._services, article_id)
        except Exception as error:  # noqa: BLE001 - no failure may leave work hanging
            return self._failed(share_id, attempt, error)
        return {}

    def _report(self, share_id: int, attempt: int) -> Outcome:
        try:
            self._steps.report(self._services, share_id)
        except Exception as error:  # noqa: BLE001 - no failure may leave work hanging
            wait = self._wait(self._pace.ingest, attempt, error)
            return {} if wait is None else {"later": wait}
        return {}

    def _failed(self, share_id: int, attempt: int, error: Exception) -> Outcome:
        """Try later, or after the last try mark the share as failed."""
        wait = self._wait(self._pace.ingest, attempt, error)
        if wait is not None:
            return {"later": wait}
        sentence = UNEXPECTED.format(self._reference())
        if isinstance(error, ReadoutError):
            sentence = error.user_message
        ingest.give_up(self._services, share_id, sentence)
        return {}

    def _again(self, share_id: int, attempt: int, delay: float) -> Outcome:
        self._jobs.enqueue(
            INGEST, ingest_id(share_id, attempt=attempt), share_id, attempt, delay=delay
        )
        return {}

    # ------------------------------------------------------------ recap

    def _recap(self, subscription_id: int, due_at: str, attempt: int) -> str:
        """The workflow: deliver one recap, trying again for hours when Slack does not answer."""
        with logs.bound(workflow=DBOS.workflow_id, subscription=subscription_id):
            wait = self._step("deliver", self._deliver, subscription_id, due_at, attempt).get(
                "later"
            )
            if wait is None:
                return "done"
            self._step("again", self._recap_again, subscription_id, due_at, attempt + 1, wait)
            return "later"

    def _deliver(self, subscription_id: int, due_at: str, attempt: int) -> Outcome:
        try:
            self._steps.deliver(self._services, subscription_id, datetime.fromisoformat(due_at))
        except Exception as error:  # noqa: BLE001 - no failure may leave work hanging
            wait = self._wait(self._pace.recap, attempt, error)
            if wait is not None:
                return {"later": wait}
            log.error("recap_lost", due_at=due_at)  # noqa: TRY400 - logged with its traceback
        return {}

    def _recap_again(
        self, subscription_id: int, due_at: str, attempt: int, delay: float
    ) -> Outcome:
        name = recap_id(subscription_id, datetime.fromisoformat(due_at), attempt=attempt)
        self._jobs.enqueue(RECAP, name, subscription_id, due_at, attempt, delay=delay)
        return {}

    # ------------------------------------------------------------ both

    def _step(self, name: str, work: Callable[..., Outcome], *args: object) -> Outcome:
        """Run a step, or take its result from DBOS's tables if it is there already."""
        return DBOS.run_step({"name": name}, work, *args)

    def _wait(self, backoff: Backoff, attempt: int, error: Exception) -> float | None:
        """Log the failure; return the seconds to the next try, None when it is final."""
        final = attempt >= backoff.attempts
        if isinstance(error, ReadoutError):
            log.warning("work_failed", kind=type(error).__name__, attempt=attempt)
            final = final or error.permanent
        else:
            log.error("work_failed", reference=self._reference(), attempt=attempt, exc_info=error)
        return None if final else backoff.wait(attempt, error)

    @staticmethod
    def _reference() -> str:
        """Return what a person can quote and the log can be searched for."""
        return str(DBOS.workflow_id)
