"""Which meetings and articles hold positions of the persons and parties asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, exists, func, or_, select

from store.search import (
    ARTICLES,
    MEETINGS,
    Condition,
    Hit,
    Wanted,
    about,
    day_of,
    hits,
    in_period,
    matches,
    shared_within,
    topic_of,
)
from store.tables import ArticleRow, HolderRow, MeetingRow, PositionRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.database import Tx
    from store.records import Audience

FEW = 2000  # positions of a holder up to which they are listed rather than tried one by one


def in_meetings(tx: Tx, audience: Audience, wanted: Wanted) -> Iterator[Hit]:
    """Yield meetings with positions of the holders wanted, newest first."""
    conditions = [
        _holds(tx, audience, wanted, PositionRow.meeting_id, MeetingRow.id),
        *in_period(MEETINGS, audience, wanted),
        *about(MEETINGS, topic_of(wanted)),
    ]
    return hits(tx, audience, MEETINGS, conditions, wanted)


def outside_meetings(tx: Tx, audience: Audience, wanted: Wanted) -> Iterator[Hit]:
    """Yield articles with such positions outside any meeting, newest first."""
    conditions = [
        _holds(tx, audience, wanted, PositionRow.article_id, ArticleRow.id),
        *_published_within(audience, wanted),
        *about(ARTICLES, topic_of(wanted)),
    ]
    return hits(tx, audience, ARTICLES, conditions, wanted)


def _holds(tx: Tx, audience: Audience, wanted: Wanted, ours: Any, theirs: Any) -> Condition:
    """Return the condition that a position whose `ours` equals `theirs` has the holders wanted.

    Few positions are listed at once; many are tried from the newest on, which soon fills a page.
    """
    loose = [PositionRow.meeting_id.is_(None)] if ours is PositionRow.article_id else []
    if not _few(tx, audience, wanted):
        each = [
            exists().where(HolderRow.position_id == PositionRow.id, which)
            for which in _named(wanted)
        ]
        return exists().where(ours == theirs, *loose, *each)
    listed = [PositionRow.id.in_(_listed(audience, which)) for which in _named(wanted)]
    return theirs.in_(select(ours).where(ours.is_not(None), *loose, *listed))  # type: ignore[no-any-return]


def _named(wanted: Wanted) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.get("persons"):
        conditions.append(or_(*(matches(HolderRow, name) for name in wanted["persons"])))
    if wanted.get("parties"):
        conditions.append(HolderRow.party.in_(list(wanted["parties"])))
    return conditions


def _few(tx: Tx, audience: Audience, wanted: Wanted) -> bool:
    counts = (
        select(func.count()).select_from(_listed(audience, which).limit(FEW).subquery())
        for which in _named(wanted)
    )
    return any((tx.scalar(count) or 0) < FEW for count in counts)


def _listed(audience: Audience, which: Condition) -> Select[int]:
    return select(HolderRow.position_id).where(
        HolderRow.workspace_id == audience.workspace_id, which
    )


def _published_within(audience: Audience, wanted: Wanted) -> list[Condition]:
    since, until = day_of(wanted.get("since")), day_of(wanted.get("until"))
    if since is None and until is None:
        return []
    within: list[Condition] = [ArticleRow.published.is_not(None)]
    if since is not None:
        within.append(ArticleRow.published >= since)
    if until is not None:
        within.append(ArticleRow.published <= until)
    unknown = and_(ArticleRow.published.is_(None), shared_within(ARTICLES, audience, wanted))
    return [or_(and_(*within), unknown)]
