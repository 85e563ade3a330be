"""A worker process that tests kill.

Slack is a file, so that it outlives the process. At the point that it is told to stop at, it says
"at POINT" and hangs until it is killed; when there is nothing left to do it says "done".
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot import ingest, recap
from bot.errors import Misconfigured
from bot.schedule import Schedule, Tick, common_ticks, worker_ticks
from bot.workflows.jobs import DbosJobs, engine_url, prepare
from bot.workflows.names import Backoff, Pace
from bot.workflows.worker import Steps, Worker
from store import articles, subscriptions
from store.database import Database
from store.records import ArticleText, Briefing, ChannelKind, Message
from tests.fakes import TEXT, FakeReader, make_services

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from bot.services import Services

BACKOFF = Backoff(attempts=5, first=0.2)
TICK = 0.3
LEFT_THE_MACHINE = 3


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the clock itself


def stay_at_home(event: str, args: tuple[Any, ...]) -> None:
    """End the process when anything in it would leave this machine (an audit hook)."""
    if event == "socket.getaddrinfo" or (
        event == "socket.connect" and isinstance(args[1], tuple) and args[1][0] != "127.0.0.1"
    ):
        os._exit(LEFT_THE_MACHINE)


@dataclass(slots=True)
class Points:
    """Where to hang."""

    stop_at: str | None
    voice: Connection

    def __call__(self, name: str) -> None:
        if name == self.stop_at:
            self.voice.send(f"at {name}")
            threading.Event().wait()


@dataclass(slots=True)
class FileSlack:
    """A Slack that is a file of JSON lines; each line is written whole."""

    path: Path
    point: Points

    def lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text().splitlines()]

    def _add(self, **line: Any) -> None:
        with self.path.open("ab", buffering=0) as file:
            file.write(json.dumps(line).encode() + b"\n")
            os.fsync(file.fileno())

    def react(self, message: Message, name: str) -> None:
        self._add(kind="reaction", to=[message.channel_id, message.ts], name=name)

    def whisper(self, message: Message, text: str) -> None:
        self._add(kind="whisper", to=message.user_id, text=text)

    def post(
        self, channel_id: str, briefing: Briefing, *, key: str, thread_ts: str | None = None
    ) -> str:
        self.point("post:before")
        ts = f"{len(self.lines())}.0"
        self._add(kind="post", channel=channel_id, key=key, ts=ts, notes=briefing.notes)
        self.point("post:after")
        return ts

    def find_posted(self, channel_id: str, key: str, *, thread_ts: str | None = None) -> str | None:
        mine = [line["ts"] for line in self.lines() if line.get("key") == key]
        return mine[-1] if mine else None

    def edit(self, channel_id: str, ts: str, text: str) -> None:
        self._add(kind="edit", to=[channel_id, ts], text=text)

    def channel_kind(self, channel_id: str) -> ChannelKind | None:
        return ChannelKind.PUBLIC


def hanging_steps(point: Points) -> Steps:
    """Return the real steps with a point before and after each."""

    def around(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any) -> Any:
            point(f"{name}:before")
            result = step(*args)
            point(f"{name}:after")
            return result

        return run

    return Steps(
        read=around("read", ingest.read_share),
        extract=around("extract", ingest.extract_article),
        report=around("report", ingest.report),
        deliver=around("deliver", recap.deliver),
    )


def finished(services: Services) -> bool:
    """Whether no share is pending and no recap is owed."""
    with services.database.read() as tx:
        owed = [
            s
            for s in subscriptions.list_of_channel(tx, "T1", "C1")
            if s.last_until is None or s.next_due_at <= services.clock()
        ]
        return not owed and not articles.system_pending_shares(tx)


def run(url: str, folder: Path, stop_at: str | None, silent: float, voice: Connection) -> None:
    """Work until all is done and the test lets go."""
    pace = Pace(BACKOFF, BACKOFF, silent=timedelta(seconds=silent), drain=0, takeovers=50)
    sys.addaudithook(stay_at_home)
    database = Database(url)
    engine = engine_url(database)
    prepare(engine)
    jobs = DbosJobs(engine, pace=pace)
    point = Points(stop_at, voice)
    services = make_services(
        database=database,
        jobs=jobs,
        messenger=FileSlack(folder / "slack.jsonl", point),
        reader=FakeReader({"https://news.example/a": ArticleText(TEXT)}),
        clock=utc_now,
    )
    worker = Worker(services, jobs, engine, pace=pace, steps=hanging_steps(point))
    try:
        worker.start()
    except Misconfigured as error:
        voice.send(f"refused: {error.user_message}")
        return
    ticks = (*common_ticks(services), *worker_ticks(services, worker.upkeep))
    schedule = Schedule([Tick(t.name, TICK, t.run) for t in ticks])
    schedule.start()
    voice.send("ready")
    pause = threading.Event()
    while not finished(services) or jobs.running():
        pause.wait(0.1)
    voice.send("done")
    voice.recv()
    schedule.stop()
    worker.stop()
    jobs.close()
    database.close()
