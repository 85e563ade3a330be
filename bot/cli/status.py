"""`readout status`: what is filed, what failed and why, and another try."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from bot.cli.archive import WORKSPACE, open_database, settings_for
from bot.cli.checks import shown_url
from bot.cli.console import say
from bot.cli.options import db_option, json_option
from bot.ingest import failure_sentence, retry_failed
from store import articles, channels

if TYPE_CHECKING:
    from bot.settings import Settings
    from store.changes import StatusCounts
    from store.database import Database
    from store.records import Share


@dataclass(frozen=True, slots=True)
class Workspace:
    """What one workspace's archive holds."""

    id: str
    counts: StatusCounts
    failed: list[Share]

    def as_json(self) -> dict[str, Any]:
        """Return it for programs: no texts."""
        failed = [
            {
                "share": share.id,
                "channel": share.message.channel_id,
                "what": share.shared.url or share.shared.name,
                "reason": share.reason,
            }
            for share in self.failed
        ]
        return {"workspace": self.id, **asdict(self.counts), "failures": failed}


def workspaces(database: Database) -> list[Workspace]:
    """Return what every workspace holds."""
    with database.read() as tx:
        return [
            Workspace(one, articles.status(tx, one), articles.failed(tx, one))
            for one in channels.system_workspaces(tx)
        ]


def retry_all(settings: Settings) -> int:
    """Try all failed shares again; return how many.

    The command line's own are read at once; Slack's are put before the worker.
    """
    with open_database(settings, make=False) as database, database.read() as tx:
        known = channels.system_workspaces(tx)
    return sum(
        retry_here(settings) if one == WORKSPACE else retry_by_worker(settings, one)
        for one in known
    )


def retry_here(settings: Settings) -> int:
    """Read the command line's failed shares again, now."""
    from bot.cli.local import local_services  # noqa: PLC0415  # loads the readers, only for this

    with local_services(settings) as local:
        return retry_failed(local.services, WORKSPACE)


def retry_by_worker(settings: Settings, workspace_id: str) -> int:
    """Give a Slack workspace's failed shares to the worker."""
    from bot.workflows.jobs import DbosJobs, engine_url, prepare  # noqa: PLC0415  # the engine

    with open_database(settings) as database:
        with database.transaction() as tx:
            again = articles.retry_failed(tx, workspace_id)
        url = engine_url(database)
        prepare(url)
        jobs = DbosJobs(url)
        try:
            jobs.start_ingest(again)
        finally:
            jobs.close()
    return len(again)


def show(found: list[Workspace], *, failed: bool) -> None:
    """Print the counts, and on demand what failed and why."""
    for one in found:
        counts = ", ".join(f"{number} {name}" for name, number in asdict(one.counts).items())
        say(f"{one.id}: {counts}")
        for share in one.failed if failed else ():
            say(f"  share {share.id} in {share.message.channel_id}: {failure_sentence(share)}")
    if not found:
        say("nothing is filed yet")


@click.command(
    epilog="""\b
Examples:
  readout status
  readout status --failed
  readout status --retry"""
)
@db_option
@click.option("--failed", is_flag=True, help="List what could not be read, and why.")
@click.option("--retry", is_flag=True, help="Try what failed again.")
@json_option
def status(database_url: str | None, failed: bool, retry: bool, as_json: bool) -> None:  # noqa: FBT001  # flags
    """Count what is filed; list or retry what failed. For administrators: all places count."""
    settings = settings_for(database_url)
    if retry:
        click.echo(f"trying {retry_all(settings)} again", err=True)
    with open_database(settings, make=database_url is None) as database:
        found = workspaces(database)
    if as_json:
        told = {
            "database": shown_url(settings.database_url),
            "workspaces": [one.as_json() for one in found],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        show(found, failed=failed)
