"""Which meetings and articles answer a question: ids, visible ones only, newest first, by SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from heapq import merge
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from store import fulltext
from store.audience import visible_shares
from store.tables import (
    ArticleRow,
    MeetingPartyRow,
    MeetingRow,
    ParticipationRow,
    PositionRow,
    ShareRow,
)
from store.wording import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.database import Tx
    from store.records import Audience

PAGE = 50  # hits fetched at a time; a briefing wants twenty
COMMON = 5_000  # rows of a party beyond which it no longer matters which is the rarer

Condition = ColumnElement[bool]


class Wanted(TypedDict, total=False):
    """What a question narrows to; everything left out does not narrow.

    `since` and `until` are days, both included; `shared_since` (included) and `shared_until`
    (not included) are times of sharing. A person is a full name, a surname, or a tuple of all the
    spellings of one person. `include_undated` lets meetings through whose date lacks
    its year, whatever the period: the caller says so.
    """

    parties: Sequence[str]
    persons: Sequence[str | tuple[str, ...]]
    topic_words: Sequence[str]
    since: date | None
    until: date | None
    article_ids: Sequence[int]
    include_undated: bool
    shared_since: datetime | None
    shared_until: datetime | None


class Hit(NamedTuple):
    """A meeting, or an article where `loose`; the newest is the greatest."""

    day: date
    id: int
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Columns of the table that is walked; `day` is indexed and None where only sharing tells."""

    id: Any
    article_id: Any
    workspace_id: Any
    day: Any
    loose: bool = False


MEETINGS = Source(
    MeetingRow.id, MeetingRow.article_id, MeetingRow.workspace_id, MeetingRow.sort_day
)
SIDES = Source(
    MeetingPartyRow.meeting_id,
    MeetingPartyRow.article_id,
    MeetingPartyRow.workspace_id,
    MeetingPartyRow.sort_day,
)
ARTICLES = Source(
    ArticleRow.id, ArticleRow.id, ArticleRow.workspace_id, ArticleRow.published, loose=True
)


def hits(
    tx: Tx, audience: Audience, source: Source, conditions: Iterable[Condition], wanted: Wanted
) -> Iterator[Hit]:
    """Yield what meets the conditions and is visible, newest first, a page at a time."""
    seen = [
        source.workspace_id == audience.workspace_id,
        *conditions,
    ]
    if wanted.get("article_ids"):
        seen.append(source.article_id.in_(list(wanted["article_ids"])))
    seen.append(exists().where(*_shared(audience, source, wanted)))  # last: it takes longest
    first_shared = (
        select(func.min(ShareRow.shared_day))
        .where(*_shared(audience, source, wanted))
        .scalar_subquery()
    )
    dated = _pages(tx, source, source.day, [*seen, source.day.is_not(None)])
    shared = _pages(tx, source, first_shared, [*seen, source.day.is_(None)])
    return merge(dated, shared, reverse=True)


def meetings(tx: Tx, audience: Audience, wanted: Wanted) -> Iterator[Hit]:
    """Yield the meetings of all the parties and persons wanted, newest first."""
    parties = list(dict.fromkeys(wanted.get("parties", ())))
    source = MEETINGS
    conditions: list[Condition] = []
    if parties:
        source = SIDES
        parties.sort(key=lambda party: _size(tx, audience.workspace_id, party))
        conditions.append(MeetingPartyRow.party == parties[0])
    side, person = MeetingPartyRow.__table__.alias("side"), ParticipationRow
    conditions += [
        exists().where(side.c.meeting_id == source.id, side.c.party == party)
        for party in parties[1:]
    ]
    for name in wanted.get("persons", ()):
        named = select(person.meeting_id).where(
            person.workspace_id == audience.workspace_id, matches(person, name)
        )
        conditions.append(source.id.in_(named))
    conditions += in_period(source, audience, wanted)
    conditions += about(tx, source, topic_of(wanted))
    return hits(tx, audience, source, conditions, wanted)


def matches(row: Any, name: str | tuple[str, ...]) -> Condition:
    """Return the condition that a row's person has this surname (one word) or full name.

    Of a tuple, each is a whole name as spelled.
    """
    if isinstance(name, tuple):
        return and_(row.folded.in_([fold(one) for one in name]), row.folded != "")
    folded = fold(name)
    column = row.folded if " " in folded else row.surname
    return and_(column == folded, column != "")


def in_period(source: Source, audience: Audience, wanted: Wanted) -> list[Condition]:
    """Return the condition that the meeting may have been in the period asked about."""
    since, until = day_of(wanted.get("since")), day_of(wanted.get("until"))
    if since is None and until is None:
        return []
    within: list[Condition] = [MeetingRow.first_day.is_not(None)]
    if until is not None:
        within.append(MeetingRow.first_day <= until)
    if since is not None:
        within.append(MeetingRow.last_day >= since)
    unknown = MeetingRow.first_day.is_(None) & MeetingRow.date_basis.is_(None)
    cases: list[Condition] = [and_(*within), unknown & shared_within(source, audience, wanted)]
    if wanted.get("include_undated"):
        cases.append(MeetingRow.first_day.is_(None) & MeetingRow.date_basis.is_not(None))
    if source is MEETINGS:
        return [or_(*cases)]
    return [exists().where(MeetingRow.id == source.id, or_(*cases))]


def shared_within(source: Source, audience: Audience, wanted: Wanted) -> Condition:
    """Return the condition that a visible share was made on a day of the period."""
    conditions = _shared(audience, source, wanted)
    since, until = day_of(wanted.get("since")), day_of(wanted.get("until"))
    if since is not None:
        conditions.append(ShareRow.shared_day >= since)
    if until is not None:
        conditions.append(ShareRow.shared_day <= until)
    return exists().where(*conditions)


def about(tx: Tx, source: Source, phrases: Sequence[str]) -> list[Condition]:
    """Return the condition that a position there has the words, as far as the index can tell.

    It lets too much through: `topics.sift` decides.
    """
    found = fulltext.matching(tx, phrases) if phrases else None
    if found is None:
        return []
    few = fulltext.few(tx, found)
    return [has_position(source, [among(tx, found, few=few)], few=few)]


def has_position(source: Source, conditions: Sequence[Condition], *, few: bool) -> Condition:
    """Return the condition that a position of the meeting, or of the article if loose, is such.

    Few positions are listed at once; many are tried from the newest on, which soon fills a page.
    """
    ours: Any = PositionRow.article_id if source.loose else PositionRow.meeting_id
    loose = [PositionRow.meeting_id.is_(None)] if source.loose else []
    which = [*loose, *conditions]
    if few:
        return source.id.in_(select(ours).where(ours.is_not(None), *which))  # type: ignore[no-any-return]
    return exists().where(ours == source.id, *which)


def among(tx: Tx, found: Select[int], *, few: bool) -> Condition:
    """Return the condition that a position is among those found.

    SQLite would walk even many of them to find the positions of one meeting.
    """
    number: Any = PositionRow.id if few or not fulltext.is_sqlite(tx) else PositionRow.id + 0
    return number.in_(found)  # type: ignore[no-any-return]


def topic_of(wanted: Wanted) -> list[str]:
    """Return the phrases of the topic that have any word."""
    return [phrase for phrase in wanted.get("topic_words", ()) if phrase.split()]


def day_of(value: date | None) -> date | None:
    """Return the day (UTC) of a day or time."""
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def _shared(audience: Audience, source: Source, wanted: Wanted) -> list[Condition]:
    conditions = [visible_shares(audience), ShareRow.article_id == source.article_id]
    since, until = wanted.get("shared_since"), wanted.get("shared_until")
    if since is not None:
        conditions.append(ShareRow.shared_at >= since)
    if until is not None:
        conditions.append(ShareRow.shared_at < until)
    return conditions


def _pages(tx: Tx, source: Source, day: Any, conditions: list[Condition]) -> Iterator[Hit]:
    ordered = select(day, source.id).where(*conditions).order_by(day.desc(), source.id.desc())
    page = ordered.limit(PAGE)
    while True:
        found = [Hit(when, number, source.loose) for when, number in tx.execute(page)]
        yield from found
        if len(found) < PAGE:
            return
        last = found[-1]
        page = ordered.where(or_(day < last.day, and_(day == last.day, source.id < last.id)))
        page = page.limit(PAGE)


def _size(tx: Tx, workspace_id: str, party: str) -> int:
    rows = select(MeetingPartyRow.meeting_id).where(
        MeetingPartyRow.workspace_id == workspace_id, MeetingPartyRow.party == party
    )
    return tx.scalar(select(func.count()).select_from(rows.limit(COMMON).subquery())) or 0
