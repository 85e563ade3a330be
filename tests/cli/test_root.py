"""The group: help, version, unknown commands, interruption, closed pipes, quickness."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from bot.cli import root
from bot.cli.console import clean
from bot.errors import Unreachable
from tests.cli.command import Readout, environment

HEAVY = ("spacy", "sqlalchemy", "slack_sdk", "slack_bolt", "dbos", "pydantic", "lxml", "tqdm")


def test_help_lists_every_command(readout: Readout) -> None:
    done = readout("--help")
    assert done.returncode == 0
    for name in root.COMMANDS:
        assert f"\n  {name} " in done.stdout
    assert "Examples:" in done.stdout
    assert done.stderr == ""


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli.root import run; run(['--help']);"
        f"print('loaded', [m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("loaded []")


def test_help_is_quick(readout: Readout) -> None:
    best = min(seconds_of(readout) for _ in range(5))
    assert best < 0.5  # 0.1 s alone; the bar is 0.3 s on a quiet machine


def seconds_of(readout: Readout) -> float:
    start = time.perf_counter()
    readout("--help")
    return time.perf_counter() - start


@pytest.mark.parametrize("name", root.COMMANDS)
def test_every_command_has_help_with_an_example(readout: Readout, name: str) -> None:
    done = readout(name, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Usage: readout {name}" in done.stdout
    assert f"  readout {name}" in done.stdout.partition("Example")[2]


def test_version(readout: Readout) -> None:
    done = readout("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "readout")


def test_no_command_shows_help(readout: Readout) -> None:
    done = readout()
    assert done.returncode in {0, 2}
    assert "Commands:" in done.stdout + done.stderr


def test_an_unknown_command_gets_the_nearest_one(readout: Readout) -> None:
    done = readout("igest", "x")
    assert done.returncode == 2
    assert "Did you mean 'ingest'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_option_is_a_usage_error(readout: Readout) -> None:
    done = readout("doctor", "--ofline")
    assert done.returncode == 2
    assert "--offline" in done.stderr


def test_an_unusable_setting_is_one_sentence(readout: Readout) -> None:
    done = readout("ask", "China", SLACK_BOT_TOKEN="xapp-wrong")
    assert done.returncode == 1
    assert done.stderr == (
        "readout: SLACK_BOT_TOKEN is not usable: it must start with xoxb-; copy it from the "
        "app's page at Slack.\n"
    )
    assert "xapp-wrong" not in done.stderr


def test_an_unusable_database_is_one_sentence(readout: Readout, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = readout("ask", "China", "--db", str(tmp_path / "file" / "x.sqlite"))
    assert done.returncode == 1
    assert done.stderr.startswith("readout: ")
    assert done.stderr.count("\n") == 1


def test_a_password_in_a_database_url_is_not_shown(readout: Readout) -> None:
    url = "postgresql://me:geheim@127.0.0.1:9/none?connect_timeout=1"
    done = readout("ask", "China", "--db", url)
    assert done.returncode == 1
    assert "geheim" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert clean("a\x1b[31mb\r\nc") == "a [31mb  c"


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (Unreachable("It is down. Try later."), 1, "readout: It is down. Try later.\n"),
        (KeyboardInterrupt(), 130, "\n"),
        (click.UsageError("No."), 2, "Error: No.\n"),
    ],
)
def test_expected_errors_end_in_a_code(
    error: BaseException, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command()
    def fails() -> None:
        raise error

    assert run_command(fails) == code
    assert capsys.readouterr().err.endswith(told)


def run_command(command: click.Command) -> int:
    """Run a command of the test's own through the group's error handling."""
    return root.guarded(lambda: command.main(args=[], prog_name="readout", standalone_mode=False))


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interruption_is_quiet(readout: Readout, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ingest", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert process.stdin is not None
    wait_until_reading(process.pid)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in told


def wait_until_reading(pid: int) -> None:
    """Wait until the process sleeps in a read of its standard input, at most 30 s."""
    deadline = time.monotonic() + 30
    state = Path(f"/proc/{pid}/wchan")
    while time.monotonic() < deadline:
        if not state.exists():
            pytest.skip("no /proc")
        if "pipe" in state.read_text(encoding="ascii"):
            return


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    command = f"{sys.executable} -m bot --help | true"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment(tmp_path),
    )
    assert done.stderr == ""
