"""`readout serve` and `readout work` as processes, against the double of Slack."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.command import Readout, environment
from tests.slack.double import SlackDouble
from tests.slack.driver import payload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-test", "SLACK_APP_TOKEN": "xapp-1-test"}
STARTED = "serving_started"


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    double = SlackDouble().start()
    yield double
    double.stop()


@contextmanager
def running(home: Path, *words: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is told to stop at the end, and stops in peace."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=home,
        env=environment(home, **settings),
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told
        assert "Traceback" not in told, told
    finally:
        process.kill()
        process.communicate()


def logged(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    """Read the log until an event; fail if the process ends before."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        entry: dict[str, Any] = json.loads(line) if line.startswith("{") else {}
        if entry.get("event") == event:
            return entry
    pytest.fail(f"no {event}: ended with {process.wait()}: {''.join(seen[-20:])}")


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("serve",), "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set"),
        (("serve", "--http"), "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are not set"),
        (("work",), "SLACK_BOT_TOKEN is not set"),
    ],
)
def test_missing_tokens_are_named(readout: Readout, words: tuple[str, ...], missing: str) -> None:
    done = readout(*words)
    assert done.returncode == 1
    assert done.stderr.startswith(f"readout: {missing}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("option", [("--port", "3000"), ("--host", "0.0.0.0")])
def test_an_address_goes_with_http(readout: Readout, option: tuple[str, ...]) -> None:
    done = readout("serve", *option, **TOKENS)
    assert done.returncode == 2
    assert "--http" in done.stderr


@pytest.mark.model
def test_serving_over_socket_mode(tmp_path: Path, slack: SlackDouble) -> None:
    settings = {**TOKENS, "SLACK_API_URL": slack.api_url}
    with running(tmp_path, "serve", **settings) as process:
        logged(process, STARTED)
        slack.wait_for_socket(seconds=30)
        command = payload("slash_command", text="help", response_url=slack.response_url())
        answer = slack.send("slash_commands", command)
        assert "China Russia" in json.dumps(answer)
        second = Readout(tmp_path)("serve", **settings)
        assert second.returncode == 1
        assert "running already" in second.stderr
        assert second.stderr.count("\n") == 1


@pytest.mark.model
def test_serving_over_http(tmp_path: Path, slack: SlackDouble) -> None:
    settings = {**TOKENS, "SLACK_SIGNING_SECRET": "secret", "SLACK_API_URL": slack.api_url}
    with running(tmp_path, "serve", "--http", "--port", "0", **settings) as process:
        port = logged(process, STARTED)["port"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200


@pytest.mark.model
def test_working_alone(tmp_path: Path, slack: SlackDouble) -> None:
    settings = {**TOKENS, "SLACK_API_URL": slack.api_url}
    with running(tmp_path, "work", **settings) as process:
        logged(process, "worker_started")
