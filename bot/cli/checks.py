"""What `readout doctor` checks on this machine; each fault names its exact fix."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ReadoutError
from store.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.settings import Settings

ENOUGH_SPACE = 500 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `state` is "ok", "fault" or "skipped"; a fault has a `fix`."""

    name: str
    state: str
    detail: str
    fix: str = ""


def ok(name: str, detail: str) -> Check:
    """Return a finding that all is well."""
    return Check(name, "ok", detail)


def fault(name: str, detail: str, fix: str) -> Check:
    """Return a finding of something to mend."""
    return Check(name, "fault", detail, fix)


def skipped(name: str, detail: str) -> Check:
    """Return a finding that nothing was looked at."""
    return Check(name, "skipped", detail)


def guarded(name: str, fix: str, look: Callable[[], Check]) -> Check:
    """Run one look; an expected error becomes a fault with its own sentence."""
    try:
        return look()
    except ReadoutError as error:
        return fault(name, error.user_message, fix)


def check_python() -> Check:
    """Look at the interpreter's version."""
    found = ".".join(str(n) for n in sys.version_info[:3])
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return ok("python", found)
    return fault(
        "python", found, "Make the virtual environment anew with Python 3.11, 3.12 or 3.13."
    )


def check_database(settings: Settings) -> Check:
    """Connect and compare the schema with this version's. Raises Misconfigured."""
    where = shown_url(settings.database_url)
    path = settings.sqlite_path
    if path is not None and not path.exists():
        return check_writable("database", path, note="will be made at the first start")
    with closing(Database(settings.database_url)) as database:
        if not database.pending_migrations():
            return ok("database", f"{where}, schema up to date")
    if path is not None:
        return ok("database", f"{where}, will be migrated at the next start")
    return fault("database", f"{where}: its schema is not up to date", "Run `readout migrate`.")


def shown_url(url: str) -> str:
    """Return a database URL without its password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def check_space(settings: Settings) -> Check:
    """Look at the room left beside the SQLite file."""
    path = settings.sqlite_path
    if path is None:
        return skipped("disk", "PostgreSQL keeps its own")
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{free // 1024**2} MB free in {folder}"
    if free < ENOUGH_SPACE:
        return fault("disk", detail, "Make room, or point READOUT_DATABASE_URL elsewhere.")
    return ok("disk", detail)


def check_writable(name: str, path: Path, *, note: str = "") -> Check:
    """See whether a SQLite file can be written, or made; nothing is changed."""
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    fix = f"Give this user write access to {path.parent} (SQLite keeps files beside {path.name})."
    try:
        if path.exists():
            with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
                connection.execute("BEGIN IMMEDIATE").connection.rollback()
        elif not os.access(folder, os.W_OK | os.X_OK):
            return fault(name, f"{folder} is not writable", fix)
    except sqlite3.Error as error:
        return fault(name, f"{path}: {error}", fix)
    return ok(name, f"{path} {note}".rstrip())


def check_engine(settings: Settings) -> Check:
    """See whether the durable engine can keep its records. Raises Misconfigured."""
    from bot.workflows.jobs import engine_url  # noqa: PLC0415  # loads the engine, only when asked

    with closing(Database(settings.database_url)) as database:
        url = engine_url(database)
    if not url.startswith("sqlite:///"):
        return skipped("engine store", "in the PostgreSQL database")
    return check_writable("engine store", Path(url.removeprefix("sqlite:///")))


def check_pipeline(settings: Settings) -> Check:
    """Load the spaCy pipeline as the worker would."""
    from bot.extraction.pipeline import load_extractor  # noqa: PLC0415  # seconds, only when asked

    extractor = load_extractor(settings.spacy_model)
    return ok("pipeline", extractor.version)


def local_checks(settings: Settings) -> Iterator[Check]:
    """Yield the findings about this machine, quick ones first."""
    yield check_python()
    fix = "Check READOUT_DATABASE_URL (or --db), and that the server runs and lets this user in."
    yield guarded("database", fix, lambda: check_database(settings))
    yield check_space(settings)
    yield guarded("engine store", fix, lambda: check_engine(settings))
    fix = "Install the locked dependencies again: pip install --no-deps -r requirements.lock"
    yield guarded("pipeline", fix, lambda: check_pipeline(settings))
