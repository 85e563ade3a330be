"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click


class DatabaseUrl(click.ParamType[str]):
    """A database URL; a bare path is taken for a SQLite file."""

    name = "URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the URL. Fails on an empty value."""
        text = str(value).strip()
        if not text:
            self.fail("is empty; give a file, sqlite:///PATH or postgresql://…", param, ctx)
        return text if "://" in text else f"sqlite:///{Path(text).expanduser().absolute()}"


class Moment(click.ParamType[datetime]):
    """A day or a time in ISO form; without a zone it is UTC."""

    name = "ISO"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return an aware time. Fails on anything that is not ISO 8601."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date like 2026-03-16 or 2026-03-16T09:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Zone(click.ParamType[str]):
    """The name of a time zone, such as Europe/London."""

    name = "ZONE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name. Fails on a zone that the system does not know."""
        try:
            ZoneInfo(str(value))
        except (KeyError, ValueError, OSError):
            self.fail(f"{value!r} is not a time zone like Europe/London", param, ctx)
        return str(value)


db_option = click.option(
    "--db",
    "database_url",
    type=DatabaseUrl(),
    help="The database: a SQLite file, sqlite:///PATH or postgresql://… "
    "Default: READOUT_DATABASE_URL, else a file in your data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
