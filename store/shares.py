"""Shares: what messages share, and how far each share has come."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select, update

from store.changes import ShareChange
from store.database import Tx, insert_new
from store.fingerprints import digest
from store.forgetting import drop_shares
from store.records import ChannelKind, Message, Share, Shared, ShareSource, ShareState
from store.tables import ShareRow

if TYPE_CHECKING:
    from collections.abc import Sequence

UNIQUE = ("workspace_id", "channel_id", "message_ts", "key_hash")


def record(row: ShareRow) -> Share:
    """Return the record of a row."""
    message = Message(
        workspace_id=row.workspace_id,
        channel_id=row.channel_id,
        channel_kind=ChannelKind(row.channel_kind),
        ts=row.message_ts,
        user_id=row.user_id,
        thread_ts=row.thread_ts,
        permalink=row.permalink,
        channel_name=row.channel_name,
    )
    return Share(
        id=row.id,
        message=message,
        shared=_shared(row),
        state=ShareState(row.state),
        shared_at=row.shared_at,
        article_id=row.article_id,
        reason=row.reason,
    )


def _shared(row: ShareRow) -> Shared:
    return Shared(
        source=ShareSource(row.source),
        key=row.key,
        url=row.url,
        name=row.name,
        body=row.body,
        mimetype=row.mimetype,
        size=row.size,
    )


def set_shares(tx: Tx, message: Message, items: Sequence[Shared], *, now: datetime) -> ShareChange:
    """Make the message's shares exactly `items`; the same call again changes nothing.

    A pasted text that was edited is a new share: the old one goes with what rests on it alone.
    """
    wanted = {digest(item.key): item for item in items}
    found = _of_message(tx, message)
    gone = [
        row.id for row in found if row.key_hash not in wanted or _edited(row, wanted[row.key_hash])
    ]
    forgotten = drop_shares(tx, gone)
    known = {row.id for row in found}
    ids = [_add(tx, message, item, now) for item in wanted.values()]
    return ShareChange(
        added=tuple(i for i in ids if i not in known),
        kept=tuple(i for i in ids if i in known),
        removed=forgotten.share_ids,
        deleted_articles=forgotten.article_ids,
        narrowed_articles=forgotten.narrowed_ids,
    )


def add_share(tx: Tx, message: Message, item: Shared, *, now: datetime) -> int:
    """See that the message shares `item`, leaving its other shares; return the share's id.

    One that had failed is pending again.
    """
    share_id = _add(tx, message, item, now)
    tx.execute(
        update(ShareRow)
        .where(ShareRow.id == share_id, ShareRow.state == ShareState.FAILED.value)
        .values(state=ShareState.PENDING.value, reason=None)
    )
    return share_id


def system_share(tx: Tx, share_id: int) -> Share | None:
    """Return the share, None if it is gone."""
    row = tx.get(ShareRow, share_id)
    return record(row) if row else None


def system_shares_under(tx: Tx, workspace_id: str, channel_id: str, ts: str) -> list[Share]:
    """Return the shares of a message and of the thread under it, in order."""
    rows = select(ShareRow).where(
        ShareRow.workspace_id == workspace_id,
        ShareRow.channel_id == channel_id,
        or_(ShareRow.message_ts == ts, ShareRow.thread_ts == ts),
    )
    return [record(row) for row in tx.scalars(rows.order_by(ShareRow.id))]


def system_pending_shares(tx: Tx, *, limit: int = 100) -> list[int]:
    """Return the ids of shares that are still to be read or extracted, oldest first."""
    pending = select(ShareRow.id).where(ShareRow.state == ShareState.PENDING.value)
    return list(tx.scalars(pending.order_by(ShareRow.id).limit(limit)))


def finish_share(tx: Tx, share_id: int) -> None:
    """Note that the share is stored."""
    tx.execute(_state(share_id).values(state=ShareState.STORED.value, reason=None, body=None))


def fail_share(tx: Tx, share_id: int, reason: str) -> None:
    """Note that the share failed, with the sentence that its sharer was told.

    A pasted text is kept, so that it can be tried again.
    """
    tx.execute(_state(share_id).values(state=ShareState.FAILED.value, reason=reason))


def retry_failed(tx: Tx, workspace_id: str) -> list[int]:
    """Make the workspace's failed shares pending again; return their ids."""
    again = (
        update(ShareRow)
        .where(ShareRow.workspace_id == workspace_id, ShareRow.state == ShareState.FAILED.value)
        .values(state=ShareState.PENDING.value, reason=None)
        .returning(ShareRow.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(tx.scalars(again))


def failed(tx: Tx, workspace_id: str) -> list[Share]:
    """Return the workspace's failed shares, oldest first. For administrators."""
    rows = select(ShareRow).where(
        ShareRow.workspace_id == workspace_id, ShareRow.state == ShareState.FAILED.value
    )
    return [record(row) for row in tx.scalars(rows.order_by(ShareRow.id))]


def _of_message(tx: Tx, message: Message) -> list[ShareRow]:
    rows = select(ShareRow).where(
        ShareRow.workspace_id == message.workspace_id,
        ShareRow.channel_id == message.channel_id,
        ShareRow.message_ts == message.ts,
    )
    return list(tx.scalars(rows.order_by(ShareRow.id)))


def _edited(row: ShareRow, item: Shared) -> bool:
    return item.source is ShareSource.TEXT and row.body_hash != _body_hash(item)


def _body_hash(item: Shared) -> str | None:
    return None if item.body is None else digest(item.body)


def _state(share_id: int) -> Any:
    return update(ShareRow).where(ShareRow.id == share_id)


def _add(tx: Tx, message: Message, item: Shared, now: datetime) -> int:
    values = {
        "workspace_id": message.workspace_id,
        "channel_id": message.channel_id,
        "channel_kind": message.channel_kind.value,
        "channel_name": message.channel_name,
        "message_ts": message.ts,
        "thread_ts": message.thread_ts,
        "user_id": message.user_id,
        "permalink": message.permalink,
        "source": item.source.value,
        "key": item.key,
        "key_hash": digest(item.key),
        "url": item.url,
        "name": item.name,
        "body": item.body,
        "body_hash": _body_hash(item),
        "mimetype": item.mimetype,
        "size": item.size,
        "state": ShareState.PENDING.value,
        "sealed": False,
        "shared_at": now,
        "shared_day": now.astimezone(UTC).date(),
    }
    insert_new(tx, ShareRow, values, unique=UNIQUE)
    same = [getattr(ShareRow, name) == values[name] for name in UNIQUE]
    return tx.scalars(select(ShareRow.id).where(*same)).one()
