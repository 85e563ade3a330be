"""`readout reextract`: better answers from what is stored, by this version's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.cli.archive import settings_for
from bot.cli.console import progress, say
from bot.cli.local import local_services
from bot.cli.options import Moment, db_option
from bot.ingest import extract_article, outdated

if TYPE_CHECKING:
    from datetime import datetime


@click.command(
    epilog="""\b
Examples:
  readout reextract
  readout reextract --since 2026-09-01

Each article is written by itself and carries the version that read it: stop whenever you like,
and run it again to go on with the rest. A running bot does the same by itself, 20 articles at
a time."""
)
@click.option("--since", type=Moment(), help="Only articles shared on this day or later.")
@db_option
def reextract(since: datetime | None, database_url: str | None) -> int:
    """Extract stored articles again that another version of the rules or model has read."""
    with local_services(settings_for(database_url), make=False) as local:
        found = outdated(local.services, since=since)
        done = 0
        for article_id in progress(found, label="reextract", total=len(found), unit="article"):
            done += extract_article(local.services, article_id)
        version = local.services.extractor.version
    say(f"{done} article{'' if done == 1 else 's'} read again by {version}.")
    return 0
