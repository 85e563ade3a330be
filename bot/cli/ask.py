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
from store import postings
from store.records import Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services import Clock
    from store.database import Database
    from store.records import Audience, Briefing, Question

EXIT_CODES = {Outcome.ANSWER: 0, Outcome.NOTHING: 1}
NOT_UNDERSTOOD = 2
COMMAND_LINE = "command line"  # in the place of a channel's id


@dataclass(frozen=True, slots=True)
class Answering:
    """The part of Services that an answer needs."""

    database: Database
    clock: Clock


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, where."""

    services: Answering
    audience: Audience
    now: datetime | None
    zone: str

    def __call__(self, text: str, previous: Question | None = None) -> Briefing:
        """Return the answer."""
        return brief(
            self.services, self.audience, text, now=self.now, zone=self.zone, previous=previous
        )

    def in_thread(self, text: str, name: str) -> Briefing:
        """Return the answer to a question that may go on from the last one under that name."""
        where = (self.audience.workspace_id, COMMAND_LINE, name)
        with self.services.database.read() as tx:
            last = postings.last_question(tx, *where)
        answer = self(text, self(last).question if last else None)
        if answer.outcome in EXIT_CODES:
            with self.services.database.transaction() as tx:
                postings.remember_question(tx, *where, answer.question.text)
        return answer


@click.command(
    epilog="""\b
Examples:
  readout ask "China Russia"
  readout ask "Wang Yi on Ukraine since September" --json
  readout ask Portugal Indonesia --db readout-demo.sqlite
  readout ask "and on Ukraine?" --thread desk

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
@click.option(
    "--thread",
    metavar="NAME",
    help='Go on from the question asked last under this name: "and on Ukraine?".',
)
def ask(  # noqa: PLR0913  # one parameter an option
    *,
    words: tuple[str, ...],
    database_url: str | None,
    as_json: bool,
    channels: tuple[str, ...],
    now: datetime | None,
    zone: str | None,
    thread: str | None,
) -> int:
    """Answer a question from what has been filed.

    QUESTION names countries, organisations or persons, and may name a topic ("on Ukraine") and a
    period ("since September", "last 2 weeks", "2026").
    """
    settings = settings_for(database_url)
    with open_database(settings, make=False) as database:
        with database.read() as tx:
            audience = audience_for(tx, channels)
        asking = Asking(Answering(database, utc_now), audience, now, zone or settings.time_zone)
        briefing = asking.in_thread(" ".join(words), thread) if thread else asking(" ".join(words))
    if as_json:
        click.echo(json.dumps(briefing_json(briefing), ensure_ascii=False, indent=2))
    else:
        click.echo(briefing_text(briefing, width=width(), colour=wants_colour()))
    return EXIT_CODES.get(briefing.outcome, NOT_UNDERSTOOD)
