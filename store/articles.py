"""The write side of the archive, and an article at a time: what use cases call on it.

Reads for a person take an Audience; `system_*` reads do not and must not reach one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, func, or_, select

from store import meetings
from store.audience import LIVE, OPEN
from store.changes import Forgotten, ShareChange, StatusCounts
from store.database import Tx, insert_new
from store.filed import articles_of_message, find_article, text_of
from store.fingerprints import fingerprint, identity
from store.forgetting import (
    delete_article_shares,
    delete_channel,
    delete_message,
    delete_workspace,
    drop_orphans,
)
from store.ledger import SubscriptionRow
from store.records import ArticleText, ChannelKind, Extraction, Share, ShareState
from store.shares import (
    add_share,
    fail_share,
    failed,
    finish_share,
    retry_failed,
    set_shares,
    system_pending_shares,
    system_share,
)
from store.tables import ArticleRow, MeetingRow, PositionRow, ShareRow

if TYPE_CHECKING:
    from datetime import datetime

    from store.columns import Base

__all__ = [
    "Forgotten",
    "ShareChange",
    "StatusCounts",
    "add_share",
    "articles_of_message",
    "delete_article_shares",
    "delete_channel",
    "delete_message",
    "delete_workspace",
    "fail_share",
    "failed",
    "find_article",
    "finish_share",
    "link_article",
    "retry_failed",
    "save_article",
    "save_extraction",
    "set_shares",
    "status",
    "system_article_text",
    "system_outdated_articles",
    "system_pending_shares",
    "system_reusable_article",
    "system_share",
]


def save_article(tx: Tx, share_id: int, text: ArticleText, *, now: datetime) -> int | None:
    """File what was read for a share and return the article's id, None if the share is gone.

    Equal texts (but for white space) are one article; title, outlet, byline and URL stay with
    the share they were read for. The pasted body is not kept any longer.
    """
    share = tx.get(ShareRow, share_id, with_for_update=True)
    if share is None:
        return None
    article_id = _article(tx, share.workspace_id, text, now)
    _link(tx, share, article_id, text, now)
    return article_id


def link_article(tx: Tx, share_id: int, article_id: int) -> bool:
    """Give a share an article that another share of its URL has, with what was read there.

    For `system_reusable_article`. False if share or article is gone.
    """
    share = tx.get(ShareRow, share_id, with_for_update=True)
    article = tx.get(ArticleRow, article_id, with_for_update=True)
    if share is None or article is None:
        return False
    like = _reusable(tx, share, ShareRow.article_id == article_id)
    if like is None or like.read_at is None:
        return False
    _link(tx, share, article_id, text_of(article, [like]), like.read_at)
    return True


def system_reusable_article(tx: Tx, share: Share, *, since: datetime) -> int | None:
    """Return the article read for the same link since then, where this share may use it.

    It may if that other share was made in the same channel or in a public one.
    """
    row = tx.get(ShareRow, share.id)
    like = _reusable(tx, row, ShareRow.read_at >= since) if row else None
    return like.article_id if like else None


def system_article_text(tx: Tx, article_id: int) -> ArticleText | None:
    """Return the text as stored, for extraction; None if the article is gone."""
    article = tx.get(ArticleRow, article_id)
    if article is None:
        return None
    shares = select(ShareRow).where(ShareRow.article_id == article_id).order_by(ShareRow.id)
    return text_of(article, list(tx.scalars(shares)))


def system_outdated_articles(
    tx: Tx, version: str, *, since: datetime | None = None, limit: int | None = None
) -> list[int]:
    """Return the ids of articles that this extractor version has not seen, newest first.

    `since` leaves those of which a share was made then or later.
    """
    other = or_(ArticleRow.version.is_(None), ArticleRow.version != version)
    rows = select(ArticleRow.id).where(other).order_by(ArticleRow.id.desc()).limit(limit)
    if since is not None:
        shared = (ShareRow.article_id == ArticleRow.id) & (ShareRow.shared_at >= since)
        rows = rows.where(exists().where(shared))
    return list(tx.scalars(rows))


def save_extraction(tx: Tx, article_id: int, extraction: Extraction, *, now: datetime) -> bool:
    """Replace the article's meetings and positions.

    False, and nothing is written, if no live share of the article is left.
    """
    article = tx.get(ArticleRow, article_id, with_for_update=True)
    live = exists().where(ShareRow.article_id == article_id, ShareRow.state.in_(LIVE))
    if article is None or not tx.scalar(select(live)):
        return False
    meetings.replace(tx, article, extraction)
    article.extracted_at = now
    return True


def status(tx: Tx, workspace_id: str) -> StatusCounts:
    """Count what the workspace's archive holds. For administrators."""
    by_state = (
        select(ShareRow.state, func.count())
        .where(ShareRow.workspace_id == workspace_id)
        .group_by(ShareRow.state)
    )
    states: dict[str, int] = dict(list(tx.execute(by_state)))
    return StatusCounts(
        articles=_count(tx, ArticleRow, workspace_id),
        shares=sum(states.values()),
        pending=states.get(ShareState.PENDING.value, 0),
        failed=states.get(ShareState.FAILED.value, 0),
        meetings=_count(tx, MeetingRow, workspace_id),
        positions=_count(tx, PositionRow, workspace_id),
        subscriptions=_count(tx, SubscriptionRow, workspace_id),
    )


def _count(tx: Tx, row: type[Base], workspace_id: str) -> int:
    table = row.__table__
    count = select(func.count()).select_from(table).where(table.c.workspace_id == workspace_id)
    return tx.scalar(count) or 0


def _article(tx: Tx, workspace_id: str, text: ArticleText, now: datetime) -> int:
    values = {
        "workspace_id": workspace_id,
        "text_hash": identity(text),
        "fingerprint": fingerprint(text.text),
        "text": text.text,
        "language": text.language,
        "published": text.published,
        "created_at": now,
    }
    same = select(ArticleRow.id).where(
        ArticleRow.workspace_id == workspace_id, ArticleRow.text_hash == values["text_hash"]
    )
    while True:  # another transaction may forget it between the two statements
        insert_new(tx, ArticleRow, values, unique=("workspace_id", "text_hash"))
        article_id = tx.scalars(same.with_for_update()).one_or_none()
        if article_id is not None:
            return article_id


def _link(tx: Tx, share: ShareRow, article_id: int, text: ArticleText, read_at: datetime) -> None:
    before = share.article_id
    share.article_id = article_id
    share.body = None
    share.read_at = read_at
    share.read_url = text.url
    share.title = text.title
    share.outlet = text.outlet
    share.byline = text.byline
    share.published_basis = text.published_basis
    tx.flush()
    if before is not None and before != article_id:
        drop_orphans(tx, [before])


def _reusable(tx: Tx, share: ShareRow, condition: ColumnElement[bool]) -> ShareRow | None:
    may_use: ColumnElement[bool] = (ShareRow.channel_id == share.channel_id) & ShareRow.sealed.is_(
        False
    )
    if share.channel_kind != ChannelKind.EXTERNAL.value:  # outsiders see their channel alone
        may_use = or_(ShareRow.channel_kind.in_(OPEN), may_use)
    rows = select(ShareRow).where(
        ShareRow.workspace_id == share.workspace_id,
        ShareRow.key_hash == share.key_hash,
        ShareRow.source == "link",
        ShareRow.state == ShareState.STORED.value,
        ShareRow.article_id.is_not(None),
        ShareRow.id != share.id,
        may_use,
        condition,
    )
    return tx.scalars(rows.order_by(ShareRow.read_at.desc(), ShareRow.id.desc())).first()
