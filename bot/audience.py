"""Owns who may see what: the audience of an answer by the place in which it is given. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Audience, Channel, ChannelKind

if TYPE_CHECKING:
    from collections.abc import Collection


def audience_of(
    channel: Channel, *, memberships: Collection[str] = (), guest: bool = False
) -> Audience:
    """Return whose shares an answer in `channel` may use.

    `memberships` are the ids of the private channels that the asker belongs to now; they count
    in a direct message between the asker and the bot, and nowhere else: anything else has
    readers besides the asker. A guest gets the channel asked in alone.
    """
    here = frozenset({channel.id})
    if guest or channel.kind is ChannelKind.EXTERNAL:
        return Audience(channel.workspace_id, public=False, channels=here)
    if channel.kind in {ChannelKind.PUBLIC, ChannelKind.LOCAL} or not channel.member:
        return Audience(channel.workspace_id, public=True)
    if channel.kind is ChannelKind.DM and channel.id.startswith("D"):
        return Audience(channel.workspace_id, public=True, channels=here | frozenset(memberships))
    return Audience(channel.workspace_id, public=True, channels=here)


def only_me(channel: Channel, *, memberships: Collection[str], guest: bool = False) -> Audience:
    """Return the audience of an answer that the asker alone sees, asked for in `channel`."""
    if guest or channel.kind is ChannelKind.EXTERNAL:
        return audience_of(channel, guest=guest)
    places = frozenset(memberships)
    return Audience(channel.workspace_id, public=True, channels=places)
