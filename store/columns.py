"""The base of all tables, and column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated

from sqlalchemy import BigInteger, Date, DateTime, Dialect, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return `text` with what PostgreSQL refuses (NUL, lone surrogates) as U+FFFD; same length."""
    return UNSTORABLE.sub("\ufffd", text)


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC in and out. SQLite keeps no zone, so UTC is written and put back on."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times. Raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Put UTC on."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of any length; hostile characters become U+FFFD, so that offsets stay."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Make the text storable."""
        return None if value is None else storable(value)


ID = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up INTEGER keys only

Key = Annotated[int, mapped_column(ID, primary_key=True)]
ArticleId = Annotated[
    int, mapped_column(ID, ForeignKey("article.id", ondelete="CASCADE"), index=True)
]
Big = Annotated[int, mapped_column(BigInteger)]
Number = Annotated[int, mapped_column(Integer)]
Offset = Annotated[int | None, mapped_column(Integer)]
Name = Annotated[str, mapped_column(Words)]
Maybe = Annotated[str | None, mapped_column(Words)]
Time = Annotated[datetime, mapped_column(UtcTime)]
MaybeTime = Annotated[datetime | None, mapped_column(UtcTime)]
Day = Annotated[date | None, mapped_column(Date)]

# An id that is never used again: work in flight must not hit a later row of the same number.
FRESH_IDS = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
