"""`readout forget`: remove an article and all that rests on it."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.archive import settings_for
from bot.cli.inputs import key_of
from bot.cli.local import local_services
from bot.cli.options import db_option
from bot.errors import NotUnderstood
from bot.forget import forget_article
from bot.reading.urls import canonical
from store import channels

NOT_FOUND = 1


def identity_of(thing: str) -> str:
    """Return the id of an article, the canonical form of a link, or the key of a file.

    Raises NotUnderstood, Unreadable.
    """
    if thing.lstrip("#").isdecimal():
        return thing.lstrip("#")
    if thing.lower().startswith(("http://", "https://")):
        return canonical(thing)
    path = Path(thing)
    if not path.is_file():
        raise NotUnderstood(f"{thing} is neither an article's number, a link, nor a file.")
    return key_of(path.read_bytes())


@click.command(
    epilog="""\b
Examples:
  readout forget 12
  readout forget https://example.org/news/readout
  readout forget story.html --yes

Numbers are those that `readout ingest` prints. Exits 1 when nothing was filed under it."""
)
@click.argument("thing", metavar="URL|ID|FILE")
@db_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(thing: str, database_url: str | None, yes: bool) -> int:  # noqa: FBT001  # a flag
    """Remove an article, its meetings and positions, wherever it was shared.

    Posts in Slack that quoted it are edited by the running bot.
    """
    identity = identity_of(thing)
    if not yes and not click.confirm(f"Forget {thing} and all that rests on it?"):
        click.echo("Nothing was forgotten.")
        return NOT_FOUND
    shares = deleted = 0
    with local_services(settings_for(database_url), make=False) as local:
        with local.services.database.read() as tx:
            known = channels.system_workspaces(tx)
        for workspace_id in known:
            gone = forget_article(local.services, workspace_id, identity)
            shares += len(gone.share_ids)
            deleted += len(gone.article_ids)
    if not shares:
        click.echo(f"Nothing is filed under {thing}.", err=True)
        return NOT_FOUND
    click.echo(f"Forgotten: {shares} shared, {deleted} removed from the archive.")
    return 0
