"""Runs the command line as a person would: a process of its own, with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KEPT = ("PATH", "LANG", "LC_ALL", "COVERAGE", "OPENBLAS")


def environment(home: Path, **settings: str) -> dict[str, str]:
    """An environment with nothing of the developer's in it."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
    return {**kept, "HOME": str(home), "PYTHONWARNINGS": "default", **settings}


@dataclass
class Readout:
    """`readout` in a folder of its own."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, *words: str, given: str | bytes = b"", **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        data = given.encode() if isinstance(given, str) else given
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=data,
            capture_output=True,
            check=False,
            timeout=180,
            cwd=self.home,
            env=environment(self.home, **self.settings, **settings),
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
        )
