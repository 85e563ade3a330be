"""Telling by a look at positions' labels and words which hits are on a topic."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from store import fulltext
from store.search import PAGE, Hit, among
from store.tables import ArticleRow, PositionRow
from store.wording import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.database import Tx


def sift(tx: Tx, found: Iterable[Hit], phrases: Sequence[str]) -> Iterator[Hit]:
    """Yield the hits with a position on the topic, in order; all of them without a topic.

    Only labels, offsets and texts are read for that: what is loaded in full is known to fit.
    """
    if not phrases:
        yield from found
        return
    rest = iter(found)
    while some := list(islice(rest, PAGE)):
        fitting = _fitting(tx, some, phrases)
        yield from (hit for hit in some if (hit.loose, hit.id) in fitting)


def _fitting(tx: Tx, some: Sequence[Hit], phrases: Sequence[str]) -> set[tuple[bool, int]]:
    """Return which of the hits fit, as `loose` and id."""
    rows = _positions(tx, some, phrases)
    fitting = {_owner(row) for row in rows if mentions(row.topic, phrases)}
    open_ = [row for row in rows if _owner(row) not in fitting]
    which = ArticleRow.id.in_({row.article_id for row in open_})
    texts = {number: text for number, text in tx.execute(_texts.where(which))}  # noqa: C416 - typed
    for row in open_:
        words = texts[row.article_id][row.content_start : row.content_end]
        if mentions(words, phrases):
            fitting.add(_owner(row))
    return fitting


_texts = select(ArticleRow.id, ArticleRow.text)


def _owner(row: Any) -> tuple[bool, int]:
    loose = row.meeting_id is None
    return loose, row.article_id if loose else row.meeting_id


def _positions(tx: Tx, some: Sequence[Hit], phrases: Sequence[str]) -> Sequence[Any]:
    inside = [hit.id for hit in some if not hit.loose]
    outside = [hit.id for hit in some if hit.loose]
    found = fulltext.matching(tx, phrases)
    rows = select(
        PositionRow.meeting_id,
        PositionRow.article_id,
        PositionRow.topic,
        PositionRow.content_start,
        PositionRow.content_end,
    ).where(
        or_(
            PositionRow.meeting_id.in_(inside),
            PositionRow.article_id.in_(outside) & PositionRow.meeting_id.is_(None),
        ),
        *([among(tx, found, few=False)] if found is not None else []),
    )
    return tx.execute(rows).all()
