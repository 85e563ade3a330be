"""Keeps durable work going: heartbeats, the take-over of what dead processes left, old records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import ingest, logs
from bot.workflows.names import KEEP, TAKE_OVER, Pace, share_of
from store import executors

if TYPE_CHECKING:
    from bot.services import Services
    from bot.workflows.jobs import DbosJobs

DEADLY = "Reading it stopped the program several times, so it was given up. Paste the text instead."
TIMES = "taken_over"  # the attribute of a workflow that counts its take-overs

log = logs.logger(__name__)


class Upkeep:
    """The regular duties of one worker process, called by the ticks."""

    def __init__(self, services: Services, jobs: DbosJobs, executor_id: str, *, pace: Pace) -> None:
        self._services, self._jobs = services, jobs
        self.executor_id, self._pace = executor_id, pace

    def beat(self) -> None:
        """Say that this process is alive."""
        with self._services.database.transaction() as tx:
            executors.beat(tx, self.executor_id, self._services.clock())

    def sign_off(self) -> None:
        """Say that this process ends, so that its work is taken over at once."""
        with self._services.database.transaction() as tx:
            executors.drop(tx, self.executor_id)

    def look_after(self) -> None:
        """Find work whose process is dead and have it taken over; close what was set aside.

        Many processes may find it at once: the take-over's name makes it one, and its queue runs
        one at a time. The name changes with time, as a process taken for dead may come back.
        """
        now = self._services.clock()
        span = int(now.timestamp() / self._pace.silent.total_seconds())
        for executor_id in self._dead():
            self._jobs.enqueue(TAKE_OVER, f"{TAKE_OVER}:{executor_id}:{span}", executor_id)
        for workflow_id in self._jobs.set_aside():
            self._close(workflow_id)

    def take_over(self, executor_id: str) -> int:
        """Put what that dead process was doing back on its queue; return how much it was."""
        left = self._jobs.running(executor_id=executor_id)
        for work in left:
            times = int((work.attributes or {}).get(TIMES, 0)) + 1
            if times > self._pace.takeovers:
                self._close(work.workflow_id)
                continue
            self._jobs.client.update_workflow_attributes(work.workflow_id, {TIMES: times})
            self._jobs.client.resume_workflow(work.workflow_id, queue_name=work.queue_name)
            log.warning("work_taken_over", workflow=work.workflow_id, executor=executor_id)
        with self._services.database.transaction() as tx:
            executors.drop(tx, executor_id)
        return len(left)

    def purge(self) -> None:
        """Erase the records of work finished a day ago."""
        self._jobs.purge(self._services.clock() - KEEP)

    def _dead(self) -> set[str]:
        """Return the processes that have work under way and no fresh heartbeat, or none at all."""
        busy = {w.executor_id for w in self._jobs.running() if w.executor_id}
        now = self._services.clock()
        with self._services.database.read() as tx:
            known = set(executors.silent(tx, now + self._pace.silent))
            silent = set(executors.silent(tx, now - self._pace.silent))
        return busy - (known - silent) - {self.executor_id}

    def _close(self, workflow_id: str) -> None:
        """Give up work that ended its process again and again."""
        share_id = share_of(workflow_id)
        if share_id is not None:
            ingest.give_up(self._services, share_id, DEADLY)
        log.error("work_given_up", workflow=workflow_id)
        self._jobs.erase([workflow_id])
