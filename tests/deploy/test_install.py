"""install.sh, as a user without rights would run it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = ROOT / "deploy" / "install.sh"
PARTS = (
    "bot",
    "handlers",
    "store",
    "deploy",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "NOTICE",
    "requirements.lock",
)


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"], **settings},
    )


def fake_venv(folder: Path) -> Path:
    """A virtual environment whose `readout` tells how it was called."""
    program = folder / "venv" / "bin" / "readout"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\necho "called: $*"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder / "venv"


@pytest.mark.parametrize("words", [[], ["instal"], ["install", "."], ["start"]])
def test_wrong_use_is_told(words: list[str]) -> None:
    found = run(*words)
    assert found.returncode == 2
    assert "usage: install.sh" in found.stderr


def test_a_source_without_a_lock_is_refused(tmp_path: Path) -> None:
    found = run("install", str(tmp_path), str(tmp_path / "target"))
    assert found.returncode == 2
    assert "requirements.lock" in found.stderr
    assert not (tmp_path / "target").exists()


def test_serve_migrates_first(tmp_path: Path) -> None:
    found = run("start", "serve", "--http", READOUT_VENV=str(fake_venv(tmp_path)))
    assert found.stdout.splitlines() == ["called: migrate", "called: serve --http"]


def test_other_commands_run_alone(tmp_path: Path) -> None:
    found = run("start", "status", READOUT_VENV=str(fake_venv(tmp_path)))
    assert found.stdout.splitlines() == ["called: status"]


def test_a_missing_environment_is_told(tmp_path: Path) -> None:
    found = run("start", "serve", READOUT_VENV=str(tmp_path / "nowhere"))
    assert found.returncode == 2
    assert "READOUT_VENV" in found.stderr


def interpreter_for(user: str) -> str:
    """An interpreter of a supported version that the user may run, with venv and pip."""
    look = "import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    for python in (
        str(Path(sys.executable).resolve()),
        "/usr/bin/python3",
        "/usr/local/bin/python3",
    ):
        command = ["runuser", "-u", user, "--", python, "-c", look]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return python
    pytest.skip(f"no Python 3.11 to 3.13 with venv that {user} may run")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that others may enter: pytest closes its own to everybody else."""
    folder = Path(tempfile.mkdtemp(prefix="readout-install-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def source(place: Path) -> Path:
    """A copy of the tree that anybody may read and nobody else may write."""
    folder = place / "source"
    folder.mkdir()
    for part in PARTS:
        origin = ROOT / part
        if origin.is_dir():
            shutil.copytree(origin, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, folder / part)
    subprocess.run(["chmod", "-R", "a+rX,go-w", str(folder)], check=True)
    return folder


@pytest.mark.skipif(
    os.environ.get("READOUT_TEST_INSTALL") != "1",
    reason="installs everything anew, minutes: set READOUT_TEST_INSTALL=1",
)
@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("runuser") is None, reason="needs root and runuser"
)
def test_another_user_installs_and_starts_in_an_empty_folder(place: Path, source: Path) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    user = pwd.getpwnam("nobody")
    os.chown(home, user.pw_uid, user.pw_gid)
    python = interpreter_for("nobody")
    kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "PATH"))}
    env = {**kept, "HOME": str(home), "PYTHON": python, "TMPDIR": str(home)}
    script = (
        f"cd {home} && sh {source}/deploy/install.sh install {source} . "
        f"&& sh {source}/deploy/install.sh start demo --db {home}/demo.db"
    )
    found = subprocess.run(
        ["runuser", "-u", "nobody", "--", "sh", "-c", script],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=1200,
    )
    assert found.returncode == 0, found.stderr
    assert "readout " in found.stdout
    assert "SAMPLE" in found.stdout
