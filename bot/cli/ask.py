"""`readout ask`: one question, one cited briefing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bot.answer import brief
from bot.briefing.jsonform import briefing_json
from bot.briefing.text import briefing_text
from bot.cli.archive import open_database, settings_for, utc_now
from bot.cli.audiences import audience_for
from bot.cli.console import wants_colour, width
from bot.cli.options import Moment, Zone, db_option, json_option
from store.records import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services import Clock
    from store.database import Database

EXIT_CODES = {Outcome.ANSWER: 0, Outcome.NOTHING: 1}
NOT_UNDERSTOOD = 2


@dataclass(frozen=True, slots=True)
class Answering:
    """The part of Services that an answer needs."""

    database: Database
    clock: Clock


@click.command(
    epilog="""\b
Examples:
  readout ask "China Russia"
  readout ask "Wang Yi on Ukraine since September" --json
  readout ask Portugal Indonesia --db readout-demo.sqlite

Exits 0 with an answer, 1 when nothing is found, 2 when the question is not understood."""
)
@click.argument("words", nargs=-1)
@db_option
@json_option
@click.option(
    "--as-channel",
    "channels",
    multiple=True,
    metavar="CHANNEL",
    help="Answer as in this Slack channel (its id; may be repeated). Without it, only what the "
    "command line filed is read.",
)
@click.option("--now", type=Moment(), help="Take this for the present time.")
@click.option("--zone", type=Zone(), help="Time zone of days and weeks in the question.")
def ask(  # one parameter an option
    words: tuple[str, ...],
    database_url: str | None,
    as_json: bool,  # noqa: FBT001  # a flag
    channels: tuple[str, ...],
    now: datetime | None,
    zone: str | None,
) -> int:
    """Answer a question from what has been filed.

    QUESTION names countries, organisations or persons, and may name a topic ("on Ukraine") and a
    period ("since September", "last 2 weeks", "2026").
    """
    settings = settings_for(database_url)
    with open_database(settings, make=False) as database:
        with database.read() as tx:
            audience = audience_for(tx, channels)
        briefing = brief(
            Answering(database, utc_now),
            audience,
            " ".join(words),
            now=now,
            zone=zone or settings.time_zone,
        )
    if as_json:
        click.echo(json.dumps(briefing_json(briefing), ensure_ascii=False, indent=2))
    else:
        click.echo(briefing_text(briefing, width=width(), colour=wants_colour()))
    return EXIT_CODES.get(briefing.outcome, NOT_UNDERSTOOD)
