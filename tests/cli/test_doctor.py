"""`readout doctor`: what it finds, with a double of Slack's Web API on this machine."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli.checks import Check, check_database, check_writable, shown_url
from bot.cli.checks_slack import slack_checks
from bot.settings import Settings
from handlers.scopes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.command import Readout

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
BOT = "xoxb-1-test"
APP = "xapp-1-test"


@dataclass
class WebApi:
    """Answers the two methods that doctor calls."""

    scopes: str = ",".join(SCOPES)
    date: datetime = NOW
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def body(self, method: str) -> dict[str, Any]:
        usual = {"ok": True, "user": "readout", "team": "Test", "url": "wss://x"}
        return self.answers.get(method, usual)


def handler_of(api: WebApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            method = self.path.rpartition("/")[2]
            api.calls.append((method, self.headers.get("Authorization", "")))
            data = json.dumps(api.body(method)).encode()
            self.send_response_only(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Date", format_datetime(api.date, usegmt=True))
            if api.scopes:
                self.send_header("x-oauth-scopes", api.scopes)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def api() -> Iterator[WebApi]:
    made = WebApi()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(made))
    made.url = f"http://127.0.0.1:{server.server_port}/api/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def look(api: WebApi, **settings: Any) -> dict[str, Check]:
    given = {"slack_bot_token": BOT, "slack_app_token": APP, "slack_api_url": api.url}
    made = Settings(_env_file=None, **{**given, **settings})  # type: ignore[call-arg]
    return {check.name: check for check in slack_checks(made, clock=lambda: NOW)}


def test_all_is_well(api: WebApi) -> None:
    found = look(api, slack_signing_secret="s")
    assert {c.state for c in found.values()} == {"ok"}
    assert list(found) == ["bot token", "scopes", "clock", "app token", "signing secret"]
    assert api.calls == [("auth.test", f"Bearer {BOT}"), ("apps.connections.open", f"Bearer {APP}")]


def test_missing_scopes_are_named_with_reason_and_way(api: WebApi) -> None:
    api.scopes = ",".join(s for s in SCOPES if s != "groups:read")
    found = look(api)["scopes"]
    assert found.state == "fault"
    assert f"groups:read ({SCOPES['groups:read']})" in found.detail
    assert "manifest.json" in found.fix
    assert "Reinstall" in found.fix


def test_more_scopes_than_needed_are_no_fault(api: WebApi) -> None:
    api.scopes += ",links:read"
    assert look(api)["scopes"].state == "ok"


def test_without_the_header_scopes_are_skipped(api: WebApi) -> None:
    api.scopes = ""
    assert look(api)["scopes"].state == "skipped"


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("invalid_auth", "SLACK_BOT_TOKEN"),
        ("token_revoked", "Install the app again"),
        ("account_inactive", "removed from the workspace"),
        ("something_new", "something_new"),
    ],
)
def test_a_bad_bot_token_is_explained(api: WebApi, code: str, fix: str) -> None:
    api.answers["auth.test"] = {"ok": False, "error": code}
    found = look(api)
    assert found["bot token"].state == "fault"
    assert fix in found["bot token"].fix
    assert "scopes" not in found


def test_a_bad_app_token_is_explained(api: WebApi) -> None:
    api.answers["apps.connections.open"] = {"ok": False, "error": "not_allowed_token_type"}
    found = look(api)["app token"]
    assert (found.state, "connections:write" in found.fix) == ("fault", True)


def test_no_way_for_events_is_a_fault(api: WebApi) -> None:
    assert look(api, slack_app_token=None)["app token"].state == "fault"
    assert "app token" not in look(api, slack_app_token=None, slack_signing_secret="s")


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "ok"), (60, "ok"), (61, "fault"), (-61, "fault")]
)
def test_the_clock_is_compared(api: WebApi, seconds: int, state: str) -> None:
    api.date = NOW + timedelta(seconds=seconds)
    assert look(api)["clock"].state == state


def test_slack_out_of_reach_is_a_fault(api: WebApi) -> None:
    found = look(api, slack_api_url="http://127.0.0.1:9/api/")
    assert found["bot token"].state == "fault"
    assert "443" in found["bot token"].fix
    assert BOT not in found["bot token"].detail


def test_no_token_at_all(api: WebApi) -> None:
    found = look(api, slack_bot_token=None)
    assert found["bot token"].detail == "SLACK_BOT_TOKEN is not set"


def test_a_database_that_is_not_there_yet_is_no_fault_and_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.db"
    found = check_database(Settings(database_url=f"sqlite:///{path}"))
    assert found.state == "ok"
    assert not path.parent.exists()


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"not a database at all, but long enough to look like one" * 20)
    assert check_writable("engine store", path).state == "fault"


def test_passwords_are_left_out() -> None:
    assert shown_url("postgresql://me:geheim@host/db") == "postgresql://host/db"
    assert shown_url("sqlite:////a/b.db") == "sqlite:////a/b.db"


@pytest.mark.model
def test_offline_on_an_empty_machine(readout: Readout) -> None:
    done = readout("doctor", "--offline")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well." in done.stdout
    assert "pipeline" in done.stdout
    assert not list(readout.home.rglob("*.db"))


@pytest.mark.model
def test_json_counts_the_faults(readout: Readout, api: WebApi) -> None:
    api.date = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251  # a process of its own
    done = readout(
        "doctor", "--json", SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN=APP, SLACK_API_URL=api.url
    )
    told = json.loads(done.stdout)
    assert (done.returncode, told["faults"]) == (1, 1)
    clock = next(c for c in told["checks"] if c["name"] == "clock")
    assert clock["state"] == "fault"
    assert clock["fix"]


@pytest.mark.model
def test_each_fault_is_printed_with_its_fix(readout: Readout) -> None:
    done = readout("doctor", SLACK_API_URL="http://127.0.0.1:9/api/")
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN is not set" in done.stdout
    assert done.stdout.count("fix: ") == 2
    assert "2 to mend." in done.stdout
