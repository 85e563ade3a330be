"""Which meetings and articles hold positions of the persons and parties asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, exists, or_, select

from store import fulltext
from store.search import (
    ARTICLES,
    MEETINGS,
    Condition,
    Hit,
    Source,
    Wanted,
    among,
    day_of,
    has_position,
    hits,
    in_period,
    matches,
    shared_within,
    topic_of,
)
from store.tables import ArticleRow, HolderRow, PositionRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.database import Tx
    from store.records import Audience


def in_meetings(tx: Tx, audience: Audience, wanted: Wanted) -> Iterator[Hit]:
    """Yield meetings with positions of the holders wanted on the topic, newest first."""
    conditions = [_holds(tx, audience, wanted, MEETINGS), *in_period(MEETINGS, audience, wanted)]
    return hits(tx, audience, MEETINGS, conditions, wanted)


def outside_meetings(tx: Tx, audience: Audience, wanted: Wanted) -> Iterator[Hit]:
    """Yield articles with such positions outside any meeting, newest first."""
    conditions = [_holds(tx, audience, wanted, ARTICLES), *_published_within(audience, wanted)]
    return hits(tx, audience, ARTICLES, conditions, wanted)


def _holds(tx: Tx, audience: Audience, wanted: Wanted, source: Source) -> Condition:
    """Return the condition that one position has the holders wanted and may be on the topic."""
    named, phrases = _named(wanted), topic_of(wanted)
    lists = [(_listed(audience, which), which) for which in named]
    found = fulltext.matching(tx, phrases) if phrases else None
    rare = [fulltext.few(tx, listed) for listed, _ in lists]
    on_topic = found is not None and fulltext.few(tx, found)
    which: list[Condition] = []
    for (listed, condition), few in zip(lists, rare, strict=True):
        holds = exists().where(HolderRow.position_id == PositionRow.id, condition)
        which.append(PositionRow.id.in_(listed) if few else holds)
    if found is not None:
        which.append(among(tx, found, few=on_topic))
    return has_position(source, which, few=any([*rare, on_topic]))


def _named(wanted: Wanted) -> list[Condition]:
    conditions: list[Condition] = []
    if wanted.get("persons"):
        conditions.append(or_(*(matches(HolderRow, name) for name in wanted["persons"])))
    if wanted.get("parties"):
        conditions.append(HolderRow.party.in_(list(wanted["parties"])))
    return conditions


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
