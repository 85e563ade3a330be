"""Settings and database for the command line; loads neither spaCy nor Slack."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import Misconfigured
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
def open_database(settings: Settings, *, make: bool = True) -> Iterator[Database]:
    """Open the archive, bring it up to date if it is a file, and close it at the end.

    Without `make` a file that is not there is a mistake. Raises Misconfigured with the fix.
    """
    file = _file(settings.database_url)
    if file and not make and not file.exists():
        raise Misconfigured(
            f"There is no archive at {file}: `readout ingest` makes one; --db names another."
        )
    database = Database(settings.database_url)
    try:
        database.ensure_ready()
        yield database
    finally:
        database.close()


def _file(url: str) -> Path | None:
    scheme, _, path = url.partition(":///")
    return Path(path) if scheme.startswith("sqlite") and path else None
