"""The state of the schema, by Alembic: what it is, what it should be, and the way there."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.errors import Misconfigured

SCRIPTS = "store:migrations"


def config(connection: Connection | None = None, *, scripts: str = SCRIPTS) -> Config:
    """Return Alembic's configuration, working on `connection`."""
    made = Config()
    made.set_main_option("script_location", scripts.replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def head(scripts: str = SCRIPTS) -> str:
    """Return the newest revision that this program knows."""
    return str(ScriptDirectory.from_config(config(scripts=scripts)).get_current_head())


def current(connection: Connection) -> str | None:
    """Return the revision of the schema, None when there is none."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, *, scripts: str = SCRIPTS) -> None:
    """Migrate up to the newest revision."""
    command.upgrade(config(connection, scripts=scripts), "head")


def refuse_newer(connection: Connection, *, scripts: str = SCRIPTS) -> None:
    """Raise Misconfigured if the schema has a revision that this program does not know."""
    revision = current(connection)
    directory = ScriptDirectory.from_config(config(scripts=scripts))
    known = {script.revision for script in directory.walk_revisions()}
    if revision is not None and revision not in known:
        raise Misconfigured(
            f"The database's schema ({revision}) is newer than this program: install the newer "
            "version again, or give another database."
        )


def refuse_foreign(connection: Connection) -> None:
    """Raise Misconfigured if a SQLite file holds tables but none of ours."""
    if connection.dialect.name != "sqlite" or current(connection) is not None:
        return
    names = inspect(connection).get_table_names()
    if set(names) - {"alembic_version"}:
        raise Misconfigured(
            f"The file holds tables of another program ({names[0]}): give READOUT_DATABASE_URL "
            "another path."
        )
