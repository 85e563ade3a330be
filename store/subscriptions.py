"""Subscriptions: one weekly recap a channel, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import delete, select, update

from store.database import Tx, insert_new
from store.ledger import RecapRunRow, SubscriptionRow
from store.records import Subscription

Advance = Callable[[Subscription, datetime], datetime]


def add(  # noqa: PLR0913 - a rhythm has this many parts
    tx: Tx,
    *,
    workspace_id: str,
    channel_id: str,
    weekday: int,
    hour: int,
    minute: int,
    time_zone: str,
    next_due_at: datetime,
    created_by: str | None = None,
) -> tuple[Subscription, bool]:
    """Subscribe the channel; return its subscription and whether anything changed.

    The same rhythm again changes nothing; another rhythm takes the place of the old one.
    """
    place = {"workspace_id": workspace_id, "channel_id": channel_id}
    rhythm = {"weekday": weekday, "hour": hour, "minute": minute, "time_zone": time_zone}
    values = {**place, **rhythm, "next_due_at": next_due_at, "created_by": created_by}
    created = insert_new(tx, SubscriptionRow, values, unique=tuple(place))
    row = tx.scalars(select(SubscriptionRow).filter_by(**place).with_for_update()).one()
    if not created and any(getattr(row, name) != value for name, value in rhythm.items()):
        for name, value in values.items():
            setattr(row, name, value)
        tx.flush()
        created = True
    return _record(row), created


def subscription(tx: Tx, subscription_id: int) -> Subscription | None:
    """Return the subscription, None if it has been stopped."""
    row = tx.get(SubscriptionRow, subscription_id)
    return _record(row) if row else None


def list_of_channel(tx: Tx, workspace_id: str, channel_id: str) -> list[Subscription]:
    """Return the channel's subscriptions."""
    rows = select(SubscriptionRow).filter_by(workspace_id=workspace_id, channel_id=channel_id)
    return [_record(row) for row in tx.scalars(rows.order_by(SubscriptionRow.id))]


def remove(tx: Tx, workspace_id: str, channel_id: str) -> int:
    """Stop the channel's subscriptions; return how many there were."""
    gone = delete(SubscriptionRow).where(
        SubscriptionRow.workspace_id == workspace_id, SubscriptionRow.channel_id == channel_id
    )
    return len(tx.execute(gone.returning(SubscriptionRow.id)).all())


def claim_due(tx: Tx, now: datetime, *, advance: Advance) -> list[tuple[Subscription, datetime]]:
    """Claim every recap due by `now`; of several processes one gets each.

    Returns the subscriptions with the time at which each was due. `advance(subscription, now)`
    gives the next time, after `now`: what was missed meanwhile is one recap, not several.
    """
    due = select(SubscriptionRow).where(SubscriptionRow.next_due_at <= now)
    seen = [_record(row) for row in tx.scalars(due.order_by(SubscriptionRow.id))]
    return [(one, one.next_due_at) for one in seen if _claim(tx, one, advance(one, now))]


def start_run(tx: Tx, subscription_id: int, due_at: datetime) -> bool:
    """Note that the recap due then is being made. False if that was known."""
    row = tx.get(SubscriptionRow, subscription_id)
    if row is None:
        return False
    values = {
        "subscription_id": subscription_id,
        "period": _period(due_at),
        "workspace_id": row.workspace_id,
    }
    return insert_new(tx, RecapRunRow, values, unique=("subscription_id", "period"))


def finish_run(tx: Tx, subscription_id: int, due_at: datetime, *, until: datetime) -> None:
    """Note that the recap due then was posted and reaches up to `until`."""
    key = (RecapRunRow.subscription_id == subscription_id, RecapRunRow.period == _period(due_at))
    tx.execute(update(RecapRunRow).where(*key).values(done_at=until))
    tx.execute(
        update(SubscriptionRow)
        .where(SubscriptionRow.id == subscription_id)
        .values(last_until=until)
    )


def _period(due_at: datetime) -> str:
    return due_at.astimezone(UTC).isoformat(timespec="minutes")


def _claim(tx: Tx, seen: Subscription, following: datetime) -> bool:
    moved = (
        update(SubscriptionRow)
        .where(SubscriptionRow.id == seen.id, SubscriptionRow.next_due_at == seen.next_due_at)
        .values(next_due_at=following)
        .returning(SubscriptionRow.id)
    )
    return tx.execute(moved).first() is not None


def _record(row: SubscriptionRow) -> Subscription:
    return Subscription(
        id=row.id,
        workspace_id=row.workspace_id,
        channel_id=row.channel_id,
        weekday=row.weekday,
        hour=row.hour,
        minute=row.minute,
        time_zone=row.time_zone,
        created_by=row.created_by,
        next_due_at=row.next_due_at,
        last_until=row.last_until,
    )
