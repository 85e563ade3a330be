"""Loading meetings by ids, each with its article, participants and positions, in few queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Row, select

from store import filed
from store.forgetting import batches
from store.records import (
    Audience,
    Basis,
    FiledMeeting,
    FiledPosition,
    Meeting,
    MeetingKind,
    MeetingStatus,
    PartialDate,
    Participant,
    Position,
    Span,
)
from store.tables import HolderRow, MeetingRow, ParticipationRow, PositionRow

if TYPE_CHECKING:
    from store.database import Tx

Holders = Sequence[tuple[str | None, str | None]]  # name or party


def load(
    tx: Tx, audience: Audience, meeting_ids: Sequence[int], *, detailed: int | None = None
) -> list[FiledMeeting]:
    """Return the visible ones of the meetings, in the order given.

    Only the first `detailed` come with their positions; None: all.
    """
    full = frozenset(meeting_ids[:detailed])
    found = {
        account.id: account
        for some in batches(meeting_ids)
        for account in _load(tx, audience, some, full)
    }
    return [found[i] for i in meeting_ids if i in found]


def load_loose(tx: Tx, audience: Audience, article_ids: Sequence[int]) -> list[FiledMeeting]:
    """Return the visible articles' positions outside any meeting, in the order given.

    Those of an article stand under an empty meeting whose id is the article's, negative.
    """
    seen = filed.articles(tx, audience, article_ids)
    held: dict[int, list[FiledPosition]] = defaultdict(list)
    for some in batches(seen):
        outside = PositionRow.article_id.in_(some) & PositionRow.meeting_id.is_(None)
        for position in _positions(tx, outside, {}):
            held[position.article_id].append(position)
    return [FiledMeeting(-i, seen[i], Meeting(), tuple(held[i])) for i in article_ids if i in held]


def _load(
    tx: Tx, audience: Audience, ids: Sequence[int], full: frozenset[int]
) -> Iterable[FiledMeeting]:
    rows = list(tx.scalars(select(MeetingRow).where(MeetingRow.id.in_(ids))))
    seen = filed.articles(tx, audience, {row.article_id for row in rows})
    rows = [row for row in rows if row.article_id in seen]
    people = _participants(tx, [row.id for row in rows])
    ordinals = {row.id: row.ordinal for row in rows}
    held: dict[tuple[int, int | None], list[FiledPosition]] = defaultdict(list)
    for position in _positions(tx, PositionRow.meeting_id.in_(full & set(ordinals)), ordinals):
        held[position.article_id, position.position.meeting].append(position)
    for row in rows:
        meeting = _meeting(row, people[row.id])
        positions = tuple(held[row.article_id, row.ordinal])
        yield FiledMeeting(row.id, seen[row.article_id], meeting, positions)


def _participants(tx: Tx, ids: Sequence[int]) -> Mapping[int, Sequence[Participant]]:
    people: dict[int, list[Participant]] = defaultdict(list)
    rows = select(ParticipationRow.__table__).where(ParticipationRow.meeting_id.in_(ids))
    for row in tx.execute(rows.order_by(ParticipationRow.meeting_id, ParticipationRow.ordinal)):
        people[row.meeting_id].append(
            Participant(
                name=row.name,
                titles=tuple(json.loads(row.titles)),
                party=row.party,
                organisation=row.organisation,
                role=row.role,
                span=_span(row.span_start, row.span_end),
            )
        )
    return people


def _positions(
    tx: Tx, which: ColumnElement[bool], ordinals: Mapping[int, int]
) -> list[FiledPosition]:
    """Return positions in the order of the text; `ordinals` are the meetings' by id."""
    order = (PositionRow.article_id, PositionRow.ordinal)
    rows = tx.execute(select(PositionRow.__table__).where(which).order_by(*order)).all()
    holders = _holders(tx, [row.id for row in rows])
    return [
        FiledPosition(
            row.id,
            row.article_id,
            _position(row, holders[row.id], ordinals.get(row.meeting_id or 0)),
        )
        for row in rows
    ]


def _holders(tx: Tx, ids: Sequence[int]) -> Mapping[int, Holders]:
    found: dict[int, list[tuple[str | None, str | None]]] = defaultdict(list)
    for some in batches(ids):
        rows = (
            select(HolderRow.position_id, HolderRow.name, HolderRow.party)
            .where(HolderRow.position_id.in_(some))
            .order_by(HolderRow.position_id, HolderRow.ordinal)
        )
        for position_id, name, party in tx.execute(rows):
            found[position_id].append((name, party))
    return found


def _position(row: Row[Any], holders: Holders, meeting: int | None) -> Position:
    return Position(
        content=Span(row.content_start, row.content_end),
        sentence=Span(row.sentence_start, row.sentence_end),
        speakers=tuple(name for name, _ in holders if name is not None),
        parties=tuple(party for _, party in holders if party is not None),
        joint=row.joint,
        basis=Basis(row.basis),
        cue=_span(row.cue_start, row.cue_end),
        source=_span(row.source_start, row.source_end),
        topic=row.topic,
        agenda=row.agenda,
        quoted=row.quoted,
        meeting=meeting,
    )


def _meeting(row: MeetingRow, people: Sequence[Participant]) -> Meeting:
    return Meeting(
        kind=MeetingKind(row.kind),
        status=MeetingStatus(row.status),
        participants=tuple(people),
        place=row.place,
        place_span=_span(row.place_start, row.place_end),
        date=_date(row),
        date_span=_span(row.date_start, row.date_end),
        span=_span(row.span_start, row.span_end),
    )


def _date(row: MeetingRow) -> PartialDate | None:
    if row.date_basis is None:
        return None
    return PartialDate(row.year, row.month, row.day, row.date_basis)


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)
