"""Channels: their kind, zone and members as far as we keep them, and what a change of kind does."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import Update, select, union, update

from store.database import Tx, insert_new
from store.forgetting import delete_channel
from store.ledger import ChannelRow
from store.records import Channel, ChannelKind
from store.tables import ShareRow

if TYPE_CHECKING:
    from store.changes import Forgotten

WIDER_THAN = {  # a channel of that kind shows what it holds to people who could not see these
    ChannelKind.PUBLIC: (ChannelKind.PRIVATE, ChannelKind.DM, ChannelKind.EXTERNAL),
    ChannelKind.EXTERNAL: (ChannelKind.PUBLIC, ChannelKind.PRIVATE, ChannelKind.DM),
}


def save_channel(tx: Tx, channel: Channel) -> tuple[int, ...]:
    """Write the channel as given. Its kind has the effects of `set_kind`, and its answer.

    A name, zone or inviter of None leaves what is known.
    """
    values = {**asdict(channel), "kind": channel.kind.value}
    if not insert_new(tx, ChannelRow, values, unique=("workspace_id", "id")):
        known = {name: value for name, value in values.items() if value is not None}
        tx.execute(_one(channel.workspace_id, channel.id).values(**known))
    return _apply_kind(tx, channel.workspace_id, channel.id, channel.kind)


def channel(tx: Tx, workspace_id: str, channel_id: str) -> Channel | None:
    """Return the channel, None if it is not known."""
    row = tx.get(ChannelRow, (workspace_id, channel_id))
    return _record(row) if row else None


def member_channels(tx: Tx, workspace_id: str) -> list[Channel]:
    """Return the channels that the bot is in."""
    rows = select(ChannelRow).where(
        ChannelRow.workspace_id == workspace_id, ChannelRow.member.is_(True)
    )
    return [_record(row) for row in tx.scalars(rows.order_by(ChannelRow.id))]


def system_workspaces(tx: Tx) -> list[str]:
    """Return the ids of all workspaces in the archive, the command line's among them."""
    known = union(select(ChannelRow.workspace_id), select(ShareRow.workspace_id))
    return sorted(tx.scalars(known))


def set_kind(tx: Tx, workspace_id: str, channel_id: str, kind: ChannelKind) -> tuple[int, ...]:
    """Note who sees the channel from now on; return the articles that fewer may see now.

    Public to private narrows what was shared there at once. Where outsiders come to see the
    channel, what was shared before is sealed: it stays with those who saw it and is not shown
    through the channel again.
    """
    values = {"workspace_id": workspace_id, "id": channel_id, "kind": kind.value, "member": True}
    if not insert_new(tx, ChannelRow, values, unique=("workspace_id", "id")):
        tx.execute(_one(workspace_id, channel_id).values(kind=kind.value))
    return _apply_kind(tx, workspace_id, channel_id, kind)


def set_time_zone(tx: Tx, workspace_id: str, channel_id: str, zone: str) -> bool:
    """Set the channel's time zone. False if the channel is not known."""
    one = _one(workspace_id, channel_id).values(time_zone=zone).returning(ChannelRow.id)
    return tx.execute(one).first() is not None


def set_name(tx: Tx, workspace_id: str, channel_id: str, name: str) -> None:
    """Note the channel's new name, on its shares too."""
    tx.execute(_one(workspace_id, channel_id).values(name=name))
    tx.execute(_shares(workspace_id, channel_id).values(channel_name=name))


def set_member(tx: Tx, workspace_id: str, channel_id: str, *, member: bool) -> None:
    """Note whether the bot is in the channel."""
    tx.execute(_one(workspace_id, channel_id).values(member=member))


def forget_channel(tx: Tx, workspace_id: str, channel_id: str) -> Forgotten:
    """Forget the channel and all that rests on it alone."""
    return delete_channel(tx, workspace_id, channel_id)


def _apply_kind(tx: Tx, workspace_id: str, channel_id: str, kind: ChannelKind) -> tuple[int, ...]:
    shares = _shares(workspace_id, channel_id)
    before = [narrower.value for narrower in WIDER_THAN.get(kind, ())]
    changes = []
    if before:
        open_still = ShareRow.channel_kind.in_(before), ShareRow.sealed.is_(False)
        changes.append(shares.where(*open_still).values(sealed=True))
    if kind is ChannelKind.PRIVATE:
        public = ShareRow.channel_kind == ChannelKind.PUBLIC.value
        changes.append(shares.where(public).values(channel_kind=kind.value))
    return tuple(sorted({n for change in changes for n in _articles_of(tx, change)}))


def _articles_of(tx: Tx, change: Update) -> list[int]:
    """Make the change; return the articles of the shares that it changed."""
    changed = change.returning(ShareRow.article_id)
    found = tx.scalars(changed.execution_options(synchronize_session="fetch"))
    return [number for number in found if number is not None]


def _one(workspace_id: str, channel_id: str):  # type: ignore[no-untyped-def]
    return update(ChannelRow).where(
        ChannelRow.workspace_id == workspace_id, ChannelRow.id == channel_id
    )


def _shares(workspace_id: str, channel_id: str):  # type: ignore[no-untyped-def]
    return update(ShareRow).where(
        ShareRow.workspace_id == workspace_id, ShareRow.channel_id == channel_id
    )


def _record(row: ChannelRow) -> Channel:
    return Channel(
        workspace_id=row.workspace_id,
        id=row.id,
        kind=ChannelKind(row.kind),
        name=row.name,
        time_zone=row.time_zone,
        inviter_id=row.inviter_id,
        member=row.member,
    )
