"""For whom `readout ask` answers: the command line's own filings, or a Slack channel's view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.audience import audience_of
from bot.cli.archive import WORKSPACE
from bot.errors import NotUnderstood
from store import channels
from store.records import Audience, Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Tx


def audience_for(tx: Tx, channel_ids: Sequence[str]) -> Audience:
    """Return the audience of these Slack channels together; of the command line without any.

    Raises NotUnderstood for a channel that is not in the archive, or two workspaces at once.
    """
    if not channel_ids:
        return Audience(WORKSPACE)
    found = [audience_of(_channel(tx, channel_id)) for channel_id in channel_ids]
    workspaces = {one.workspace_id for one in found}
    if len(workspaces) > 1:
        raise NotUnderstood("Those channels are of different workspaces; ask for each alone.")
    return Audience(
        workspaces.pop(),
        public=any(one.public for one in found),
        channels=frozenset().union(*(one.channels for one in found)),
    )


def _channel(tx: Tx, channel_id: str) -> Channel:
    for workspace_id in channels.system_workspaces(tx):
        channel = channels.channel(tx, workspace_id, channel_id)
        if channel is not None:
            return channel
    raise NotUnderstood(
        f"This archive knows no channel {channel_id}. Give its id (C… or G…), as Slack shows it "
        "at the end of the channel's details."
    )
