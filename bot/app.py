"""The composition root: the only module that knows every concrete class.

Slack's libraries load only when a bot is served.
"""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import logs
from bot.errors import Misconfigured
from bot.extraction.pipeline import load_extractor
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.reader import ArticleReader
from bot.schedule import Schedule, common_ticks, worker_ticks
from bot.services import Clock, Extractor, Messenger, Reader, Services
from bot.workflows.jobs import DbosJobs, engine_url, prepare
from bot.workflows.names import Pace
from bot.workflows.worker import Worker
from store import executors
from store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt import App
    from slack_sdk import WebClient

    from bot.settings import Settings

HTTP_THREADS = 8
STOP_AT_MOST = 0.5  # seconds until the HTTP server sees that it is to stop

log = logs.logger(__name__)


def utc_now() -> datetime:
    """Return the time as aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the clock itself


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts to use instead of the usual ones."""

    reader: Reader | None = None
    extractor: Extractor | None = None
    messenger: Messenger | None = None
    clock: Clock = utc_now
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that one process runs. `worker` is None where work is only put in the queue."""

    settings: Settings
    services: Services
    jobs: DbosJobs
    worker: Worker | None
    schedule: Schedule

    def start(self) -> None:
        """Begin the work and the ticks. Raises Misconfigured when a second worker is refused."""
        if self.worker:
            self.worker.start()
        self.schedule.start()

    def stop(self) -> None:
        """End the ticks, then the work; what is under way goes on at the next start."""
        self.schedule.stop()
        if self.worker:
            self.worker.stop()

    def close(self) -> None:
        """Give back connections and children."""
        self.jobs.close()
        close = getattr(self.services.reader, "close", None)
        if close:
            close()
        self.services.database.close()

    def healthy(self) -> bool:
        """Whether the store answers."""
        try:
            with self.services.database.read() as tx:
                executors.silent(tx, self.services.clock())
        except Exception:  # noqa: BLE001 - any failure means no
            return False
        return True

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start, and stop and close at the end, whatever happens."""
        try:
            self.start()
            yield
        finally:
            self.stop()
            self.close()


def build(
    settings: Settings, *, with_worker: bool = True, parts: Parts | None = None
) -> Application:
    """Put the parts together; nothing runs yet.

    Raises Misconfigured: no token, an unfit database, no pipeline.
    """
    given = parts or Parts()
    with ExitStack() as undo:
        messenger = given.messenger or slack_messenger(settings)
        database = Database(settings.database_url)
        undo.callback(database.close)
        database.ensure_ready()
        url = engine_url(database)
        prepare(url)
        jobs = DbosJobs(url, pace=given.pace)
        undo.callback(jobs.close)
        services = Services(
            database=database,
            reader=given.reader or article_reader(settings),
            extractor=given.extractor or load_extractor(settings.spacy_model),
            messenger=messenger,
            jobs=jobs,
            clock=given.clock,
        )
        undo.pop_all()
    worker = Worker(services, jobs, url, pace=given.pace) if with_worker else None
    ticks = common_ticks(services) + (worker_ticks(services, worker.upkeep) if worker else [])
    return Application(settings, services, jobs, worker, Schedule(ticks))


def article_reader(settings: Settings) -> ArticleReader:
    """Return the reader of links, files at Slack, and pasted texts."""
    files = None
    if settings.slack_bot_token:
        from handlers.files import slack_files  # noqa: PLC0415 - only with Slack

        files = slack_files(settings.slack_bot_token.get_secret_value())
    fetcher = Fetcher(contact=settings.contact)
    return ArticleReader(fetcher=fetcher, children=ParserPool(), slack_files=files)


def slack_messenger(settings: Settings) -> Messenger:
    """Return the way to people in Slack. Raises Misconfigured without a token."""
    from handlers.directory import Directory  # noqa: PLC0415 - only with Slack
    from handlers.messenger import SlackMessenger  # noqa: PLC0415 - only with Slack

    client = web_client(settings)
    directory = Directory(client, admins=settings.admins)
    return SlackMessenger(client, names=directory.names)


def web_client(settings: Settings) -> WebClient:
    """Return a client with the bot's token. Raises Misconfigured without one."""
    from handlers.messenger import slack_client  # noqa: PLC0415 - only with Slack

    token = _needed(settings, "slack_bot_token")
    return slack_client(token, base_url=settings.slack_api_url)


def bolt_app(application: Application) -> App:
    """Return the Slack app with its listeners."""
    from handlers.app import build_app  # noqa: PLC0415 - only with Slack

    settings = application.settings
    secret = settings.slack_signing_secret
    return build_app(
        application.services,
        client=web_client(settings),
        signing_secret=secret.get_secret_value() if secret else None,
        admins=settings.admins,
        zone=settings.time_zone,
    )


# ---------------------------------------------------------------- serving


def serve_socket(application: Application, stop: threading.Event) -> None:
    """Serve over Slack's WebSocket until `stop`. Raises Misconfigured without an app token."""
    from handlers.socket_mode import socket_handler  # noqa: PLC0415 - only with Slack

    settings = application.settings
    token = _needed(settings, "slack_app_token")
    handler = socket_handler(bolt_app(application), token, base_url=settings.slack_api_url)
    with application.running():
        handler.connect()  # type: ignore[no-untyped-call]
        log.info("serving_started", mode="socket")
        try:
            stop.wait()
        finally:
            handler.close()  # type: ignore[no-untyped-call]


def serve_http(application: Application, stop: threading.Event) -> None:
    """Serve over HTTP behind a TLS proxy until `stop`. Raises Misconfigured without a secret."""
    from waitress import create_server, wasyncore  # noqa: PLC0415 - only with Slack

    from handlers.web import HttpFront  # noqa: PLC0415 - only with Slack

    settings = application.settings
    _needed(settings, "slack_signing_secret")
    sockets: dict[int, object] = {}
    server = create_server(
        HttpFront(bolt_app(application), healthy=application.healthy),
        map=sockets,
        host=settings.http_host,
        port=settings.http_port,
        threads=HTTP_THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    with application.running():
        log.info("serving_started", mode="http", port=server.effective_port)
        # The loop and the closing are in one thread: a socket closed under a loop that waits for
        # it, or under an answer that wakes it, is an error in the log.
        while not stop.is_set():
            wasyncore.loop(timeout=STOP_AT_MOST, use_poll=True, map=sockets, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)


def work(application: Application, stop: threading.Event) -> None:
    """Do background work alone until `stop`."""
    with application.running():
        stop.wait()


class Stop(threading.Event):
    """An event for signals. Waiting looks up every second: a signal that comes just as the main
    thread falls asleep wakes nobody, and its handler would never run."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the event, without end if `timeout` is None."""
        if timeout is not None:
            return super().wait(timeout)
        while not super().wait(1.0):
            pass
        return True


def stop_on_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set. For the main thread.

    It is set from a thread: the main thread may hold the event's lock when the signal comes.
    """
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())
    return stop


def _needed(settings: Settings, field: str) -> str:
    """Return a secret. Raises Misconfigured that says which variable to set."""
    secret = getattr(settings, field)
    if secret is None:
        raise Misconfigured(
            f"{field.upper()} is not set: `readout doctor` says where it comes from."
        )
    return str(secret.get_secret_value())
