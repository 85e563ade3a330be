"""Runs migrations on the connection that is handed over, or on READOUT_DATABASE_URL's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from alembic import context

from store import ledger, tables
from store.columns import Base
from store.database import Database

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy import Connection
    from sqlalchemy.schema import SchemaItem

FOREIGN = ("slack_", "apscheduler_", "dbos", "alembic_")  # others' tables in the same database
INDEX = "position_words"  # of another kind on each database, so not among the mapped classes
MAPPED = (tables, ledger)  # imported for their tables


def include_object(
    _item: SchemaItem, name: str | None, kind: str, _reflected: object, _other: object
) -> bool:
    """Leave out other libraries' tables, and the index of words with what SQLite keeps for it."""
    return not (kind == "table" and (name or "").startswith((*FOREIGN, INDEX)))


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath, so that versions stand alone."""
    plain = {"Words": "sa.String()", "UtcTime": "sa.DateTime(timezone=True)"}
    return plain.get(type(item).__name__, False) if kind == "type" else False


def run(connection: Connection) -> None:
    """Migrate on `connection`."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        include_object=include_object,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


ready = context.config.attributes.get("connection")
if ready is not None:
    run(ready)
else:
    database = Database(os.environ["READOUT_DATABASE_URL"])
    with database.migrating() as connection:
        run(connection)
    database.close()
