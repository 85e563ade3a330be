"""Settings and database for the command line; loads neither spaCy nor Slack."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import Settings, load_settings
from store.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKSPACE = "local"
CHANNEL = "cli"


def settings_for(database_url: str | None) -> Settings:
    """Return the settings, with --db above the environment. Raises Misconfigured."""
    return load_settings(database_url=database_url) if database_url else load_settings()


def utc_now() -> datetime:
    """Return the time as aware UTC."""
    return datetime.now(UTC)  # noqa: TID251  # the clock itself


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Open the archive, bring it up to date if it is a file, and close it at the end.

    Raises Misconfigured with the fix.
    """
    database = Database(settings.database_url)
    try:
        database.ensure_ready()
        yield database
    finally:
        database.close()
