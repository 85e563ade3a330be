"""Articles as an audience may see them: text, and only the shares it may know of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from store import shares
from store.audience import OPEN, visible_shares
from store.forgetting import batches
from store.records import ArticleText, Audience, FiledArticle
from store.tables import ArticleRow, ShareRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.database import Tx


def find_article(tx: Tx, audience: Audience, article_id: int) -> FiledArticle | None:
    """Return the article with its visible shares, None if the audience sees none."""
    return articles(tx, audience, [article_id]).get(article_id)


def articles(tx: Tx, audience: Audience, ids: Iterable[int]) -> dict[int, FiledArticle]:
    """Return those of the articles that the audience may see, by id."""
    return {
        article_id: filed
        for some in batches(ids)
        for article_id, filed in _articles(tx, audience, some).items()
    }


def articles_of_message(tx: Tx, audience: Audience, channel_id: str, thread_ts: str) -> list[int]:
    """Return the visible articles shared in a message or in its thread, oldest first."""
    rows = (
        select(ShareRow.article_id)
        .where(
            visible_shares(audience),
            ShareRow.channel_id == channel_id,
            or_(ShareRow.message_ts == thread_ts, ShareRow.thread_ts == thread_ts),
            ShareRow.article_id.is_not(None),
        )
        .order_by(ShareRow.id)
    )
    return list(dict.fromkeys(i for i in tx.scalars(rows) if i is not None))


def text_of(article: ArticleRow, among: Sequence[ShareRow]) -> ArticleText:
    """Return the text with what was read for these shares; the most public and oldest first."""
    best = sorted(among, key=lambda row: (row.channel_kind not in OPEN, row.id))
    return ArticleText(
        text=article.text,
        title=_first(row.title for row in best),
        outlet=_first(row.outlet for row in best),
        byline=_first(row.byline for row in best),
        published=article.published,
        published_basis=_first(row.published_basis for row in best),
        language=article.language,
        url=_first(row.read_url for row in best) or _first(row.url for row in best),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _articles(tx: Tx, audience: Audience, ids: Sequence[int]) -> dict[int, FiledArticle]:
    seen = defaultdict(list)
    visible = select(ShareRow).where(ShareRow.article_id.in_(ids), visible_shares(audience))
    for row in tx.scalars(visible.order_by(ShareRow.shared_at, ShareRow.id)):
        seen[row.article_id].append(row)
    found = tx.scalars(select(ArticleRow).where(ArticleRow.id.in_(list(seen))))
    return {
        row.id: FiledArticle(
            id=row.id,
            text=text_of(row, seen[row.id]),
            shares=tuple(shares.record(share) for share in seen[row.id]),
            fingerprint=row.fingerprint,
        )
        for row in found
    }
