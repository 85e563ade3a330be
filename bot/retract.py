"""Takes back what the bot posted from articles that are forgotten, or seen by fewer people now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import logs
from bot.audience import audience_of
from bot.errors import SlackUnavailable
from store import articles, channels, postings
from store.records import Channel, ChannelKind, Posting

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.services import Services
    from store.database import Tx

SENTENCE = "This answer quoted an article that was removed, so it was taken back. Ask again."

log = logs.logger(__name__)


def retract(
    services: Services,
    workspace_id: str,
    *,
    deleted: Collection[int] = (),
    narrowed: Collection[int] = (),
) -> int:
    """Edit the posts that quote deleted articles, or narrowed ones that their place may not see.

    Return how many were edited. What Slack refuses for now is left to `sweep`.
    """
    with services.database.read() as tx:
        found = {p.id: p for p in postings.quoting(tx, workspace_id, deleted)}
        for posting in postings.quoting(tx, workspace_id, narrowed):
            if not _may_quote(tx, posting, narrowed):
                found[posting.id] = posting
    if found:
        with services.database.transaction() as tx:
            postings.mark_stale(tx, found)
    return sum(_take_back(services, posting) for posting in found.values())


def sweep(services: Services, *, limit: int = 50) -> int:
    """Edit the posts that are still to be taken back: a crash or Slack came in between."""
    with services.database.read() as tx:
        left = postings.quoting_forgotten(tx, limit=limit)
    return sum(_take_back(services, posting) for posting in left)


def place_of(tx: Tx, workspace_id: str, channel_id: str) -> Channel:
    """Return the channel; one that is not known counts as shared with outsiders."""
    known = channels.channel(tx, workspace_id, channel_id)
    return known or Channel(workspace_id, channel_id, ChannelKind.EXTERNAL)


def _may_quote(tx: Tx, posting: Posting, narrowed: Collection[int]) -> bool:
    audience = audience_of(place_of(tx, posting.workspace_id, posting.channel_id))
    touched = set(posting.article_ids) & set(narrowed)
    return all(articles.find_article(tx, audience, n) is not None for n in touched)


def _take_back(services: Services, posting: Posting) -> bool:
    """Edit one post and forget about it; a post that Slack no longer has is taken back too."""
    if posting.ts is not None:
        try:
            services.messenger.edit(posting.channel_id, posting.ts, SENTENCE)
        except SlackUnavailable as error:
            log.warning("post_not_edited", posting=posting.id, code=error.code)
            if not error.permanent:
                return False
    with services.database.transaction() as tx:
        postings.drop(tx, posting.id)
    log.info("post_taken_back", posting=posting.id)
    return True
