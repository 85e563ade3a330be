"""The served bot from outside: start-up, acknowledgements and memory."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from slack_sdk.signature import SignatureVerifier

from store.articles import status
from store.database import Database
from tests.slack.conftest import SECRET, TOKEN, fill
from tests.slack.double import SlackDouble
from tests.slack.driver import FORM, JSON, payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.benchmarks.conftest import Report

pytestmark = [pytest.mark.benchmark, pytest.mark.model]
SIGNER = SignatureVerifier(SECRET)
DEADLINE = 60.0  # seconds until a server must answer
ROUNDS = 400  # requests a figure


class Server:
    """One HTTP server under test."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def post(self, body: str, kind: str) -> float:
        """Send one signed request; return the seconds to its 200."""
        now = str(int(time.time()))
        headers = {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": SIGNER.generate_signature(timestamp=now, body=body) or "",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        start = time.perf_counter()
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - start
        connection.close()
        assert answer.status == 200, answer.status
        return took

    def megabytes(self) -> float:
        """Return the resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    """Run a server until the block ends; yields once it answers."""
    process = subprocess.Popen(
        [sys.executable, *command], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        end, wait = time.monotonic() + DEADLINE, threading.Event()
        while not _answers(port):
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server does not answer"
            wait.wait(0.02)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    """The double with its workspace."""
    double = SlackDouble()
    fill(double)
    double.start()
    yield double
    double.stop()


@contextmanager
def readout(slack: SlackDouble, home: Path, *extra: str) -> Iterator[Server]:
    """Run `readout serve --http` on a database in `home`."""
    port = free_port()
    environment = os.environ | {
        "HOME": str(home),
        "READOUT_DATABASE_URL": f"sqlite:///{home}/readout.sqlite",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
    }
    command = ["-m", "bot", "serve", "--http", "--port", str(port), *extra]
    with served(command, port, environment) as server:
        yield server


def an_event() -> tuple[str, str]:
    """A message that shares a link of its own."""
    link = f"https://example.org/{secrets.token_hex(6)}"
    ts = f"{time.time():.6f}"
    event = {"text": f"<{link}>", "ts": ts, "event_ts": ts}
    body = payload("message", event=event, event_id=f"Ev{secrets.token_hex(5)}")
    return json.dumps(body), JSON


def a_command() -> tuple[str, str]:
    """A question."""
    return urllib.parse.urlencode(payload("slash_command", text="China Russia")), FORM


def percentiles(server: Server, make: Callable[[], tuple[str, str]], flying: int) -> str:
    """Send ROUNDS requests, so many at a time; return p50 and p99 in words."""
    with ThreadPoolExecutor(flying) as pool:
        list(pool.map(lambda _: server.post(*make()), range(flying)))
        times = sorted(pool.map(lambda _: server.post(*make()), range(ROUNDS)))
    p50, p99 = times[ROUNDS // 2], times[int(0.99 * ROUNDS)]
    return f"p50 {1000 * p50:.1f} ms, p99 {1000 * p99:.1f} ms"


def test_acknowledgements(slack: SlackDouble, tmp_path: Path, report: Report) -> None:
    """Events and commands, one at a time and 32 in flight, beside a Bolt app that does nothing."""
    port = free_port()
    noop = ["-m", "tests.benchmarks.noop_app", str(port), SECRET, slack.api_url]
    with (
        readout(slack, tmp_path, "--no-worker") as ours,
        served(noop, port, dict(os.environ)) as floor,
    ):
        for flying in (1, 32):
            for name, make in (("event", an_event), ("command", a_command)):
                for who, server in (("Readout", ours), ("no-op Bolt", floor)):
                    figures = percentiles(server, make, flying)
                    report(f"acknowledgement, {name}, {flying} in flight, {who}: {figures}")
    assert slack.calls


def test_start_up(slack: SlackDouble, tmp_path: Path, report: Report) -> None:
    """Seconds from the command to the first answer, with an archive that is there already."""
    with readout(slack, tmp_path):
        pass
    times = []
    for _ in range(3):
        start = time.perf_counter()
        with readout(slack, tmp_path) as server:
            times.append(time.perf_counter() - start)
            at_rest = server.megabytes()
    report(f"start-up: {sorted(times)[1]:.1f} s to the first answer, {at_rest:.0f} MB at rest")
    assert times


def test_memory_after_a_thousand_articles(
    slack: SlackDouble, tmp_path: Path, texts: list[dict[str, str]], report: Report
) -> None:
    """Resident memory of the serving process once 1,000 pasted readouts are filed."""
    many = 1_000
    database = Database(f"sqlite:///{tmp_path}/readout.sqlite")
    with readout(slack, tmp_path) as server:
        at_rest, sent = server.megabytes(), 0
        while sent < many:
            row = texts[sent % len(texts)]
            text = f"{row['text']}\n\nCopy {sent // len(texts)}."
            ts = f"1790000{sent:03d}.000100"
            event = {"text": text, "ts": ts, "event_ts": ts}
            body = payload("message", event=event, event_id=f"EvM{sent:07d}")
            server.post(json.dumps(body), JSON)
            sent += 1
        filed = wait_until_filed(database)
        report(
            f"memory: {server.megabytes():.0f} MB after {filed} articles of {sent} messages, "
            f"{at_rest:.0f} MB before"
        )
    database.close()
    assert filed > 0


def wait_until_filed(database: Database) -> int:
    """Wait until nothing is pending; return the number of articles."""
    wait, end = threading.Event(), time.monotonic() + 900
    while time.monotonic() < end:
        with database.read() as tx:
            counts = status(tx, "T01TEST")
        if not counts.pending:
            return counts.articles
        wait.wait(1)
    raise AssertionError("articles are still pending")
