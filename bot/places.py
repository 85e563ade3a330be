"""Keeps what the store knows of channels in step with Slack; what narrows takes posts along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.retract import retract
from store import channels
from store.records import ChannelKind

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Channel

ROUND = 600  # seconds from one look at the channels to the next
MOST = 30  # channels a look: Slack allows some 50 such calls a minute


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


def look_at_channels(services: Services) -> int:
    """Ask Slack who sees the channels the bot is in, a part of them a round; return how many.

    An event that says so may have been missed, and nobody may use the channel for long.
    Raises SlackUnavailable.
    """
    with services.database.read() as tx:
        known = [
            channel
            for workspace_id in channels.system_workspaces(tx)
            for channel in channels.member_channels(tx, workspace_id)
            if channel.kind is not ChannelKind.LOCAL
        ]
    parts = -(-len(known) // MOST) or 1
    first = MOST * (int(services.clock().timestamp()) // ROUND % parts)
    for channel in known[first : first + MOST]:
        kind = services.messenger.channel_kind(channel.id)
        if kind is not None:
            keep_channel(services, replace(channel, kind=kind))
    return len(known[first : first + MOST])
