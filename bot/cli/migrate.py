"""`readout migrate`: bring the database to this version's form."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from bot.cli.archive import settings_for
from bot.cli.checks import shown_url
from bot.cli.options import db_option
from store.database import Database

if TYPE_CHECKING:
    from pathlib import Path


def copy_of(database: Database, revision: str | None) -> Path | None:
    """Return the copy that was made before the migration to `revision`, if there is one."""
    if not database.is_sqlite:
        return None
    copy = database.path.with_name(f"{database.path.name}.before-{revision}")
    return copy if copy.exists() else None


@click.command(
    epilog="""\b
Examples:
  readout migrate
  readout migrate --db postgresql://readout@localhost/readout"""
)
@db_option
def migrate(database_url: str | None) -> None:
    """Bring the database to this version's form; print from what to what.

    SQLite also migrates by itself when it is opened; a copy is made before, beside the file.
    """
    settings = settings_for(database_url)
    where = shown_url(settings.database_url)
    with closing(Database(settings.database_url)) as database:
        before = database.revision()
        if not database.pending_migrations():
            click.echo(f"{where}: at {before}, nothing to do")
            return
        if database.is_sqlite:
            database.ensure_ready()  # copies, then migrates
        else:
            database.migrate()
        after = database.revision()
        click.echo(f"{where}: {before or 'empty'} → {after}")
        copy = copy_of(database, after) if before else None
        if copy:
            click.echo(f"the file as it was: {copy}")
