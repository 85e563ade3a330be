"""Forgets: shares go, with the last one the article and all that rests on it, and what the bot
posted from it is taken back. Work under way finds its share gone and saves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import logs
from bot.retract import retract
from store import articles

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.services import Services
    from store.changes import Forgotten
    from store.database import Tx

log = logs.logger(__name__)


def forget_message(services: Services, workspace_id: str, channel_id: str, ts: str) -> Forgotten:
    """Forget what a message shared; a message that shared nothing is no error."""
    return _forget(
        services,
        workspace_id,
        lambda tx: articles.delete_message(tx, workspace_id, channel_id, ts),
    )


def forget_article(services: Services, workspace_id: str, url_or_id: str | int) -> Forgotten:
    """Forget an article by its id, or everything shared under a URL, wherever it was shared."""
    return _forget(
        services,
        workspace_id,
        lambda tx: articles.delete_article_shares(tx, workspace_id, url_or_id),
    )


def forget_channel(services: Services, workspace_id: str, channel_id: str) -> Forgotten:
    """Forget a channel: what was shared there, its recap, what was posted there."""
    return _forget(
        services, workspace_id, lambda tx: articles.delete_channel(tx, workspace_id, channel_id)
    )


def forget_workspace(services: Services, workspace_id: str) -> Forgotten:
    """Forget a workspace that the bot has left; its posts can no longer be edited."""
    return _forget(services, workspace_id, lambda tx: articles.delete_workspace(tx, workspace_id))


def _forget(services: Services, workspace_id: str, delete: Callable[[Tx], Forgotten]) -> Forgotten:
    with services.database.transaction() as tx:
        gone = delete(tx)
    services.jobs.cancel_ingest(gone.share_ids)
    retract(services, workspace_id, deleted=gone.article_ids, narrowed=gone.narrowed_ids)
    log.info("shares_forgotten", shares=len(gone.share_ids), articles=len(gone.article_ids))
    return gone
