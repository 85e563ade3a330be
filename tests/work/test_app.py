"""The composition root: an application from settings, its start and stop, its refusals."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot import ingest
from bot.app import Parts, build, serve_http, serve_socket, utc_now, work
from bot.errors import Misconfigured
from bot.settings import load_settings
from bot.workflows.names import Pace
from store.database import Database
from tests.fakes import FakeExtractor, FakeReader, RecordingMessenger, message, pasted

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 30.0
PACE = Pace(silent=timedelta(seconds=2), drain=0)


def parts(slack: RecordingMessenger | None = None) -> Parts:
    return Parts(
        reader=FakeReader(),
        extractor=FakeExtractor(),
        messenger=slack or RecordingMessenger(),
        pace=PACE,
    )


def test_an_application_works_from_a_file_that_was_not_there(tmp_path: Path) -> None:
    slack = RecordingMessenger()
    settings = load_settings(database_url=f"sqlite:///{tmp_path}/new/readout.db")
    application = build(settings, parts=parts(slack))
    with application.running():
        ingest.note_shares(application.services, message(), [pasted()])
        assert slack.wait_until(lambda s: bool(s.reactions), SECONDS)
        assert application.healthy()


def test_work_ends_when_it_is_told_to(sqlite_url: str) -> None:
    stop = threading.Event()
    application = build(load_settings(database_url=sqlite_url), parts=parts())
    thread = threading.Thread(target=work, args=(application, stop))
    thread.start()
    stop.set()
    thread.join(SECONDS)
    assert not thread.is_alive()


def test_a_process_without_a_worker_runs_beside_one_with(sqlite_url: str) -> None:
    slack = RecordingMessenger()
    settings = load_settings(database_url=sqlite_url)
    front = build(settings, with_worker=False, parts=parts())
    back = build(settings, parts=parts(slack))
    with front.running(), back.running():
        ingest.note_shares(front.services, message(), [pasted()])
        assert slack.wait_until(lambda s: bool(s.reactions), SECONDS)


def test_a_second_worker_is_refused_and_leaves_the_first_alone(sqlite_url: str) -> None:
    slack = RecordingMessenger()
    settings = load_settings(database_url=sqlite_url)
    first, second = build(settings, parts=parts(slack)), build(settings, parts=parts())
    with first.running():
        with pytest.raises(Misconfigured, match="running already"), second.running():
            pass
        ingest.note_shares(first.services, message(), [pasted()])
        assert slack.wait_until(lambda s: bool(s.reactions), SECONDS)


def test_what_is_missing_is_named(sqlite_url: str) -> None:
    settings = load_settings(database_url=sqlite_url)
    with pytest.raises(Misconfigured, match="SLACK_BOT_TOKEN is not set"):
        build(settings)
    application = build(
        load_settings(database_url=sqlite_url, slack_bot_token="xoxb-none"), parts=parts()
    )
    with pytest.raises(Misconfigured, match="SLACK_APP_TOKEN is not set"):
        serve_socket(application, threading.Event())
    with pytest.raises(Misconfigured, match="SLACK_SIGNING_SECRET is not set"):
        serve_http(application, threading.Event())
    application.close()


@pytest.mark.postgres
def test_a_server_that_was_not_migrated_is_refused(postgres_url: str) -> None:
    database = Database(postgres_url)
    with database.migrating() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    database.close()
    with pytest.raises(Misconfigured, match="readout migrate"):
        build(load_settings(database_url=postgres_url), parts=parts())


def test_http_is_served_until_the_stop(sqlite_url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = load_settings(
        database_url=sqlite_url,
        slack_bot_token="xoxb-none",
        slack_signing_secret="none",
        http_port=port,
    )
    stop = threading.Event()
    application = build(settings, parts=parts())
    thread = threading.Thread(target=serve_http, args=(application, stop))
    thread.start()
    try:
        assert answer(port, "/healthz") == 200
        assert answer(port, "/nothing") == 404
    finally:
        stop.set()
        thread.join(SECONDS)
    assert not thread.is_alive()


def answer(port: int, path: str) -> int:
    """Ask as soon as the port is open, and return the status."""
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionRefusedError:
            threading.Event().wait(0.05)
        finally:
            connection.close()
    raise AssertionError("the port did not open")


def test_the_root_loads_slack_only_when_it_is_served() -> None:
    code = "import sys, bot.app; print(sorted({'slack_bolt', 'slack_sdk'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_clock_is_aware() -> None:
    assert utc_now().tzinfo is not None
