"""`readout demo`: two bundled sample articles in, one briefing out. No token, no network."""

from __future__ import annotations

import shlex
import tempfile
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import click
import platformdirs

from bot.answer import brief
from bot.briefing.text import briefing_text
from bot.cli.archive import settings_for
from bot.cli.console import dim, progress, wants_colour, width
from bot.cli.filing import AUDIENCE, file_input
from bot.cli.inputs import Input, key_of
from bot.cli.local import Local, local_services
from bot.cli.options import db_option
from bot.errors import Unreadable
from store.records import Briefing, Shared, ShareSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

SAMPLES = ("lisbon-courier.html", "jakarta-chronicle.html")
QUESTION = "Portugal Indonesia"
FILE = "readout-demo.sqlite"
NOTICE = (
    "SAMPLE: two invented accounts of one meeting. Officials and outlets are fictional; "
    "the meeting did not take place."
)


def demo_url() -> str:
    """Return the URL of the demo's own file: in the user's data folder, else a temporary one."""
    folder = platformdirs.user_data_path("readout")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        for old in (path, path.with_name(FILE + "-wal"), path.with_name(FILE + "-shm")):
            old.unlink(missing_ok=True)
    except OSError:
        path = Path(tempfile.mkdtemp(prefix="readout-")) / FILE
    return f"sqlite:///{path}"


def samples() -> Iterator[Input]:
    """Yield the bundled articles, as files."""
    for name in SAMPLES:
        with as_file(files("bot").joinpath("samples", name)) as path:
            key = key_of(path.read_bytes())
            yield Input(name, Shared(ShareSource.FILE, key, name=name, body=str(path)))


def file_samples(local: Local) -> None:
    """File both articles, with a bar on a terminal. Raises Unreadable if one cannot be."""
    for one in progress(samples(), label="demo", total=len(SAMPLES), unit="article"):
        filed = file_input(local, one)
        if filed.reason is not None:
            raise Unreadable(filed.sentence())


def sample_briefing(settings: Settings) -> Briefing:
    """File the samples and return the briefing on them, marked as a sample."""
    with local_services(settings) as local:
        file_samples(local)
        briefing = brief(local.services, AUDIENCE, QUESTION, zone=settings.time_zone)
    return replace(briefing, sample=True)


@click.command(
    epilog="""\b
Examples:
  readout demo
  readout demo --db readout-demo.sqlite"""
)
@db_option
def demo(database_url: str | None) -> None:
    """Show a briefing made from two bundled sample articles.

    The articles are invented; so are their officials and outlets. They are filed into a SQLite
    file of the demo's own, unless --db names another.
    """
    url = database_url or demo_url()
    briefing = sample_briefing(settings_for(url))
    click.echo(dim(NOTICE) + "\n")
    click.echo(briefing_text(briefing, width=width(), colour=wants_colour()))
    where = shlex.quote(url.removeprefix("sqlite:///"))
    click.echo("\n" + dim(f'Go on: readout ask "Wiranata on coffee" --db {where}'))
