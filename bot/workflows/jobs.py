"""Starts and drops durable work, from any process, with or without a worker of its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer

from bot.workflows.names import (
    APPLICATION,
    INGEST,
    POLL,
    RECAP,
    TAKE_OVER,
    VERSION,
    Pace,
    ingest_id,
    recap_id,
    under_way,
)
from store.sqlite import work_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dbos import EnqueueOptions, WorkflowStatus

    from store.database import Database

BATCH = 500
SERIALIZER = DBOSPortableJSONSerializer()  # not pickles: who writes a table must not run code


def engine_url(database: Database) -> str:
    """Return where the engine keeps its records: a file beside the store's, or the same server."""
    if not database.is_sqlite:
        return database.url
    return f"sqlite:///{database.path.with_name(database.path.name + '-work')}"


def prepare(url: str) -> None:
    """Create or migrate the engine's tables; on SQLite in WAL mode, which stays with the file."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    DBOS.migrate(url)


class DbosJobs:
    """Implements services.Jobs on the engine's tables."""

    def __init__(self, url: str, *, pace: Pace | None = None) -> None:
        self._pace = pace or Pace()
        self.engine = work_engine(url) if url.startswith("sqlite:///") else None
        self.client = DBOSClient(
            system_database_url=url,
            system_database_engine=self.engine,
            application_name=APPLICATION,
            serializer=SERIALIZER,
            retry_connection_errors=False,
        )

    def declare_queues(self) -> None:
        """Write down the queues and how much of each one process does at a time."""
        declare = self.client.register_queue
        declare(INGEST, worker_concurrency=4, polling_interval_sec=POLL)
        declare(RECAP, worker_concurrency=2, polling_interval_sec=POLL)
        declare(TAKE_OVER, global_concurrency=1, polling_interval_sec=1.0)

    def start_ingest(self, share_ids: Sequence[int]) -> None:
        """Start the work on each of these pending shares that none is under way for."""
        states = self._states(share_ids)
        idle = [i for i in states if not any(under_way(s) for _, s in states[i])]
        self.erase(w for i in idle for w, _ in states[i])
        for share_id in idle:
            self.enqueue(INGEST, ingest_id(share_id), share_id, 1)

    def start_recap(self, subscription_id: int, due_at: datetime) -> None:
        """Start a recap; known work of that name, finished or not, stays as it is."""
        when = due_at.astimezone(UTC).isoformat()
        self.enqueue(RECAP, recap_id(subscription_id, due_at), subscription_id, when, 1)

    def cancel_ingest(self, share_ids: Sequence[int]) -> None:
        """Erase the work on shares that are gone.

        What runs at this moment finds its share gone by itself; its record, which holds ids
        alone, goes with the next purge.
        """
        states = self._states(share_ids)
        self.erase(w for i in states for w, status in states[i] if status != "PENDING")

    def enqueue(self, kind: str, workflow_id: str, *args: object, delay: float = 0.0) -> None:
        """Put one workflow on the queue of its kind unless its id is known."""
        options: EnqueueOptions = {
            "workflow_name": kind,
            "queue_name": kind,
            "workflow_id": workflow_id,
            "app_version": VERSION,
        }
        if delay:
            options["delay_seconds"] = delay
        self.client.enqueue(options, *args)

    def running(self, *, executor_id: str | None = None) -> list[WorkflowStatus]:
        """Return the work that some process, or that one, has begun and not finished."""
        return self.client.list_workflows(
            status="PENDING", executor_id=executor_id, load_input=False, load_output=False
        )

    def set_aside(self) -> list[str]:
        """Return the ids of the work that is not tried again, as it killed its process."""
        found = self.client.list_workflows(
            status="MAX_RECOVERY_ATTEMPTS_EXCEEDED", load_input=False, load_output=False
        )
        return [w.workflow_id for w in found]

    def purge(self, before: datetime) -> int:
        """Erase the records of work that was finished before then; return how many."""
        done = self.client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=before.isoformat(),
            limit=BATCH,
            load_input=False,
            load_output=False,
        )
        self.erase(w.workflow_id for w in done)
        return len(done)

    def erase(self, workflow_ids: Iterable[str]) -> None:
        """Delete work and its records; what is not there is no error."""
        gone = list(workflow_ids)
        if gone:
            self.client.delete_workflows(gone)

    def close(self) -> None:
        """Close the connections."""
        self.client.destroy()
        if self.engine is not None:
            self.engine.dispose()

    def _states(self, share_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
        """Return the known workflows on each share, with their states."""
        found: dict[int, list[tuple[str, str]]] = {i: [] for i in share_ids}
        if not found:
            return found
        tries = range(1, self._pace.ingest.attempts + 1)
        owner = {ingest_id(i, attempt=n): i for i in found for n in tries}
        known = self.client.list_workflows(
            workflow_ids=list(owner), load_input=False, load_output=False
        )
        for w in known:
            found[owner[w.workflow_id]].append((w.workflow_id, w.status))
        return found
