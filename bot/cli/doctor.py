"""`readout doctor`: look at everything the bot needs and say how to mend each fault."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.cli.archive import settings_for, utc_now
from bot.cli.checks import Check, local_checks, skipped
from bot.cli.checks_slack import slack_checks
from bot.cli.console import wants_colour
from bot.cli.options import db_option, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

MARKS = {"ok": ("ok", "green"), "fault": ("FAULT", "red"), "skipped": ("-", "yellow")}


def findings(settings: Settings, *, offline: bool) -> Iterator[Check]:
    """Yield every finding, this machine's first."""
    yield from local_checks(settings)
    if offline:
        yield skipped("Slack", "not asked (--offline)")
    else:
        yield from slack_checks(settings, clock=utc_now)


def show(check: Check) -> None:
    """Print one finding, and the fix under a fault."""
    mark, colour = MARKS[check.state]
    shown = click.style(f"{mark:5}", fg=colour) if wants_colour() else f"{mark:5}"
    click.echo(f"{shown}  {check.name:15} {check.detail}")
    if check.fix:
        click.echo(f"       fix: {check.fix}")


@click.command(
    epilog="""\b
Examples:
  readout doctor
  readout doctor --offline --json"""
)
@db_option
@click.option("--offline", is_flag=True, help="Do not call Slack.")
@json_option
def doctor(database_url: str | None, offline: bool, as_json: bool) -> int:  # noqa: FBT001  # flags
    """Check tokens, scopes, database, pipeline and clock; name the fix of each fault.

    Exits 1 when anything is at fault.
    """
    found = []
    for check in findings(settings_for(database_url), offline=offline):
        found.append(check)
        if not as_json:
            show(check)
    faults = sum(check.state == "fault" for check in found)
    if as_json:
        click.echo(json.dumps({"faults": faults, "checks": [asdict(c) for c in found]}, indent=2))
    else:
        click.echo("All is well." if not faults else f"{faults} to mend.")
    return 1 if faults else 0
