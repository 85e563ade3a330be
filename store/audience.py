"""Who may see what: the one condition through which every answer's reads go."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_

from store.records import Audience, ChannelKind, ShareState
from store.tables import ShareRow

LIVE = (ShareState.PENDING.value, ShareState.STORED.value)
OPEN = (ChannelKind.PUBLIC.value, ChannelKind.LOCAL.value)


def visible_shares(audience: Audience) -> ColumnElement[bool]:
    """Return the condition on `share` rows whose articles this audience may be told about.

    Shares in public channels and on the command line if the audience has those; shares made in
    its further channels, unless the channel has opened up since.
    """
    places: list[ColumnElement[bool]] = [false()]
    if audience.public:
        places.append(ShareRow.channel_kind.in_(OPEN))
    if audience.channels:
        named = ShareRow.channel_id.in_(sorted(audience.channels))
        places.append(and_(named, ShareRow.sealed.is_(False)))
    return and_(
        ShareRow.workspace_id == audience.workspace_id,
        ShareRow.state.in_(LIVE),
        or_(*places),
    )
