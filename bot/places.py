"""Keeps what the store knows of channels in step with Slack; what narrows takes posts along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.retract import retract
from store import channels

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Channel, ChannelKind


def is_news(services: Services, channel: Channel) -> bool:
    """Say whether the channel is another one than we keep: unknown, renamed, of another kind."""
    if not channel.member:  # nothing sure is known
        return False
    with services.database.read() as tx:
        known = channels.channel(tx, channel.workspace_id, channel.id)
    return known is None or (known.kind, known.name, known.member) != (
        channel.kind,
        channel.name or known.name,
        channel.member,
    )


def keep_channel(services: Services, channel: Channel) -> None:
    """Note what kind of channel it is now: one that changed unnoticed narrows here at once."""
    if is_news(services, channel):
        save_channel(services, channel)


def save_channel(services: Services, channel: Channel) -> None:
    """Write the channel as given, and take back posts of what fewer may see now."""
    with services.database.transaction() as tx:
        narrowed = channels.save_channel(tx, channel)
    retract(services, channel.workspace_id, narrowed=narrowed)


def change_kind(services: Services, workspace_id: str, channel_id: str, kind: ChannelKind) -> None:
    """Note who sees the channel from now on, and take back posts of what fewer may see."""
    with services.database.transaction() as tx:
        narrowed = channels.set_kind(tx, workspace_id, channel_id, kind)
    retract(services, workspace_id, narrowed=narrowed)
