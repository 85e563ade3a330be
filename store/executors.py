"""Heartbeats of the processes that run work, so that others can take over from a dead one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from store.database import Tx, insert_new
from store.ledger import ExecutorRow

if TYPE_CHECKING:
    from datetime import datetime


def beat(tx: Tx, executor_id: str, now: datetime) -> None:
    """Note that the process is alive."""
    if not insert_new(tx, ExecutorRow, {"id": executor_id, "seen_at": now}, unique=("id",)):
        tx.execute(update(ExecutorRow).where(ExecutorRow.id == executor_id).values(seen_at=now))


def silent(tx: Tx, before: datetime) -> list[str]:
    """Return the processes not heard of since then."""
    rows = select(ExecutorRow.id).where(ExecutorRow.seen_at < before)
    return list(tx.scalars(rows.order_by(ExecutorRow.id)))


def alive(tx: Tx, since: datetime) -> list[str]:
    """Return the processes heard of since then."""
    rows = select(ExecutorRow.id).where(ExecutorRow.seen_at >= since)
    return list(tx.scalars(rows.order_by(ExecutorRow.id)))


def drop(tx: Tx, executor_id: str) -> None:
    """Strike a process off: it has ended, or its work has been taken over."""
    tx.execute(delete(ExecutorRow).where(ExecutorRow.id == executor_id))


def worker_running(tx: Tx, *, since: datetime, besides: str | None = None) -> str | None:
    """Return another process heard of since then, None if there is none.

    Two workers on one SQLite file are refused by this.
    """
    rows = select(ExecutorRow.id).where(ExecutorRow.seen_at >= since)
    if besides is not None:
        rows = rows.where(ExecutorRow.id != besides)
    return tx.scalars(rows.order_by(ExecutorRow.id)).first()
