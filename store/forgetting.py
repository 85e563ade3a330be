"""Forgetting: shares go, and with the last share of an article all that rests on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, exists, or_, select

from store import fulltext
from store.changes import Forgotten
from store.database import FORGOTTEN, Tx
from store.fingerprints import digest
from store.ledger import ChannelRow, EventRow, PostingRow, SubscriptionRow
from store.tables import ArticleRow, ShareRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.columns import Base

BATCH = 500  # ids in one statement


def batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Cut ids into lists that every database takes in one statement."""
    rest = sorted(set(ids))
    for at in range(0, len(rest), BATCH):
        yield rest[at : at + BATCH]


def drop_shares(tx: Tx, share_ids: Sequence[int]) -> Forgotten:
    """Delete these shares, and the articles left without any."""
    articles: set[int] = set()
    dropped: list[int] = []
    for some in batches(share_ids):
        gone = delete(ShareRow).where(ShareRow.id.in_(some))
        for share_id, article_id in tx.execute(gone.returning(ShareRow.id, ShareRow.article_id)):
            dropped.append(share_id)
            if article_id is not None:
                articles.add(article_id)
    orphans = drop_orphans(tx, articles)
    if dropped:
        tx.info[FORGOTTEN] = True
    narrowed = articles - set(orphans)
    return Forgotten(tuple(sorted(dropped)), tuple(orphans), tuple(sorted(narrowed)))


def drop_orphans(tx: Tx, article_ids: Iterable[int]) -> list[int]:
    """Delete those of the articles that no share holds; return their ids.

    The rows are locked first: a share that is being linked to an article at this moment either
    keeps it, or finds it gone.
    """
    dropped: list[int] = []
    for some in batches(article_ids):
        tx.execute(select(ArticleRow.id).where(ArticleRow.id.in_(some)).with_for_update())
        unshared = ~exists().where(ShareRow.article_id == ArticleRow.id)
        gone = list(tx.scalars(select(ArticleRow.id).where(ArticleRow.id.in_(some), unshared)))
        _delete_articles(tx, gone)
        dropped += gone
    if dropped:
        tx.info[FORGOTTEN] = True
        fulltext.wipe(tx)
    return sorted(dropped)


def delete_message(tx: Tx, workspace_id: str, channel_id: str, ts: str) -> Forgotten:
    """Forget what a message shared."""
    return _drop(tx, workspace_id, ShareRow.channel_id == channel_id, ShareRow.message_ts == ts)


def delete_article_shares(tx: Tx, workspace_id: str, url_or_id: str | int) -> Forgotten:
    """Forget an article by its id, or all that was shared under a (canonical) URL."""
    if isinstance(url_or_id, int) or url_or_id.isdecimal():
        return _drop(tx, workspace_id, ShareRow.article_id == int(url_or_id))
    same = or_(ShareRow.key_hash == digest(url_or_id), ShareRow.url == url_or_id)
    return _drop(tx, workspace_id, same)


def delete_channel(tx: Tx, workspace_id: str, channel_id: str) -> Forgotten:
    """Forget a channel: its shares, its subscription, what was posted there, itself."""
    forgotten = _drop(tx, workspace_id, ShareRow.channel_id == channel_id)
    for row in (SubscriptionRow, PostingRow):
        tx.execute(
            delete(row).where(row.workspace_id == workspace_id, row.channel_id == channel_id)
        )
    tx.execute(
        delete(ChannelRow).where(
            ChannelRow.workspace_id == workspace_id, ChannelRow.id == channel_id
        )
    )
    return forgotten


def delete_workspace(tx: Tx, workspace_id: str) -> Forgotten:
    """Forget everything of a workspace."""
    forgotten = _drop(tx, workspace_id)
    unread = list(tx.scalars(select(ArticleRow.id).where(ArticleRow.workspace_id == workspace_id)))
    for some in batches(unread):
        _delete_articles(tx, some)
    if unread:
        fulltext.wipe(tx)
    ours: tuple[type[Base], ...] = (SubscriptionRow, PostingRow, ChannelRow, EventRow)
    for row in ours:
        tx.execute(delete(row).where(row.__table__.c.workspace_id == workspace_id))
    return forgotten


def _delete_articles(tx: Tx, article_ids: Sequence[int]) -> None:
    """Delete articles with all that hangs on them, and first the index's entries."""
    fulltext.remove(tx, article_ids)
    tx.execute(delete(ArticleRow).where(ArticleRow.id.in_(article_ids)))


def _drop(tx: Tx, workspace_id: str, *conditions: ColumnElement[bool]) -> Forgotten:
    which = select(ShareRow.id).where(ShareRow.workspace_id == workspace_id, *conditions)
    return drop_shares(tx, list(tx.scalars(which)))
