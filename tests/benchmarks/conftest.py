"""Figures of benchmarks are collected and printed once at the end of the run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

FIGURES = pytest.StashKey[list[str]]()
Report = Callable[[str], None]


def pytest_configure(config: pytest.Config) -> None:
    """Make room for the figures."""
    config.stash[FIGURES] = []


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Report:
    """Add one line to the figures printed at the end."""
    return request.config.stash[FIGURES].append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    lines = terminalreporter.config.stash[FIGURES]
    if lines:
        terminalreporter.section("figures")
        terminalreporter.write_line(f"{os.cpu_count()} cores")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def texts() -> list[dict[str, str]]:
    """The dev readouts of the corpus as {"id", "url", "date", "text"}; skips without it."""
    root = os.environ.get("READOUT_CORPUS")
    if not root:
        pytest.skip("READOUT_CORPUS is not set: benchmarks on real readouts need the corpus")
    lines = Path(root, "data/meetings/dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        {k: row[k] for k in ("id", "url", "date")} | {"text": f"{row['title']}\n\n{row['text']}"}
        for row in rows
    ]
