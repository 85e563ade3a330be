"""The command line: `main` is the entry point; each command lives in a module of its own."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    from bot.cli.root import run  # noqa: PLC0415  # importing this package must cost nothing

    sys.exit(run(arguments))
