"""Writing what extraction found: an article's meetings and positions, replaced as a whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert

from store import fulltext
from store.days import days_of
from store.tables import (
    ArticleRow,
    HolderRow,
    MeetingPartyRow,
    MeetingRow,
    ParticipationRow,
    PersonRow,
    PositionRow,
)
from store.wording import fold, surname

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.columns import Base
    from store.database import Tx
    from store.records import Extraction, Meeting, Participant, Position, Span

Values = dict[str, Any]


def replace(tx: Tx, article: ArticleRow, extraction: Extraction) -> None:
    """Write the extraction in the place of any earlier one of the article."""
    fulltext.remove(tx, [article.id])
    for row in (PositionRow, MeetingRow, PersonRow):
        tx.execute(delete(row).where(row.article_id == article.id))
    meetings = [_meeting(article, n, m, extraction) for n, m in enumerate(extraction.meetings)]
    meeting_ids = _insert_counted(tx, MeetingRow, meetings)
    positions = [
        _position(article, n, p, extraction.version, meeting_ids)
        for n, p in enumerate(extraction.positions)
    ]
    position_ids = _insert_counted(tx, PositionRow, positions)
    fulltext.add(tx, [article.id])
    _insert(tx, MeetingPartyRow, _sides(meetings, meeting_ids, extraction.meetings))
    _insert(tx, ParticipationRow, _participations(article, meeting_ids, extraction.meetings))
    affiliations = _affiliations(extraction)
    _insert(tx, HolderRow, _holders(article, position_ids, extraction.positions, affiliations))
    _insert(tx, PersonRow, _persons(article, extraction, affiliations))
    article.version = extraction.version


def _insert(tx: Tx, row: type[Base], values: list[Values]) -> None:
    if values:
        tx.execute(insert(row.__table__), values)  # type: ignore[arg-type]


def _insert_counted(tx: Tx, row: type[Base], values: list[Values]) -> list[int]:
    """Insert and return the new ids in the order of `values`."""
    if not values:
        return []
    key = row.__table__.c.id
    statement = insert(row.__table__).returning(key, sort_by_parameter_order=True)  # type: ignore[arg-type]
    return list(tx.execute(statement, values).scalars())


def _span(prefix: str, span: Span | None) -> Values:
    return {
        f"{prefix}_start": span.start if span else None,
        f"{prefix}_end": span.end if span else None,
    }


def _meeting(article: ArticleRow, ordinal: int, meeting: Meeting, made: Extraction) -> Values:
    days = days_of(meeting.date, article.published)
    known = meeting.date
    return {
        "workspace_id": article.workspace_id,
        "article_id": article.id,
        "ordinal": ordinal,
        "version": made.version,
        "kind": meeting.kind.value,
        "status": meeting.status.value,
        "place": meeting.place,
        "year": known.year if known else None,
        "month": known.month if known else None,
        "day": known.day if known else None,
        "date_basis": known.basis if known else None,
        "sort_day": days.sort,
        "first_day": days.first,
        "last_day": days.last,
        **_span("span", meeting.span),
        **_span("place", meeting.place_span),
        **_span("date", meeting.date_span),
    }


def _sides(rows: Sequence[Values], ids: Sequence[int], meetings: Sequence[Meeting]) -> list[Values]:
    return [
        {
            "meeting_id": meeting_id,
            "party": party,
            "workspace_id": row["workspace_id"],
            "article_id": row["article_id"],
            "sort_day": row["sort_day"],
        }
        for row, meeting_id, meeting in zip(rows, ids, meetings, strict=True)
        for party in sorted({p.party for p in meeting.participants if p.party})
    ]


def _participations(
    article: ArticleRow, ids: Sequence[int], meetings: Sequence[Meeting]
) -> list[Values]:
    return [
        {
            "workspace_id": article.workspace_id,
            "meeting_id": meeting_id,
            "ordinal": ordinal,
            "titles": json.dumps(participant.titles),
            "organisation": participant.organisation,
            "role": participant.role,
            **_person(participant.name, participant.party),
            **_span("span", participant.span),
        }
        for meeting_id, meeting in zip(ids, meetings, strict=True)
        for ordinal, participant in enumerate(meeting.participants)
    ]


def _person(name: str, party: str | None) -> Values:
    return {"name": name, "folded": fold(name), "surname": surname(name, party), "party": party}


def _position(
    article: ArticleRow, ordinal: int, position: Position, version: str, meetings: Sequence[int]
) -> Values:
    known = position.meeting is not None and 0 <= position.meeting < len(meetings)
    return {
        "workspace_id": article.workspace_id,
        "article_id": article.id,
        "meeting_id": meetings[position.meeting or 0] if known else None,
        "ordinal": ordinal,
        "version": version,
        "topic": position.topic,
        "basis": position.basis.value,
        "joint": position.joint,
        "agenda": position.agenda,
        "quoted": position.quoted,
        **_span("content", position.content),
        **_span("sentence", position.sentence),
        **_span("cue", position.cue),
        **_span("source", position.source),
    }


def _affiliations(made: Extraction) -> dict[str, Participant]:
    """Return the participants by folded name, the first of each."""
    everyone = [p for meeting in made.meetings for p in meeting.participants]
    return {fold(p.name): p for p in reversed(everyone)}


def _party_of(name: str, position: Position, known: dict[str, Participant]) -> str | None:
    """Return the speaker's party: as a participant, else the only one of the position."""
    participant = known.get(fold(name))
    if participant:
        return participant.party
    return position.parties[0] if len(position.parties) == 1 else None


def _holders(
    article: ArticleRow,
    ids: Sequence[int],
    positions: Sequence[Position],
    known: dict[str, Participant],
) -> list[Values]:
    rows: list[Values] = []
    for position_id, position in zip(ids, positions, strict=True):
        held = [_person(name, _party_of(name, position, known)) for name in position.speakers]
        speakers = [{**row, "party": None} for row in held]
        parties = [
            {"name": None, "folded": None, "surname": None, "party": party}
            for party in position.parties
        ]
        rows += [
            {"position_id": position_id, "ordinal": n, "workspace_id": article.workspace_id, **row}
            for n, row in enumerate(speakers + parties)
        ]
    return rows


def _persons(article: ArticleRow, made: Extraction, known: dict[str, Participant]) -> list[Values]:
    named = {folded: _person(p.name, p.party) for folded, p in known.items()}
    for position in made.positions:
        for name in position.speakers:
            named.setdefault(fold(name), _person(name, _party_of(name, position, known)))
    return [
        {"article_id": article.id, "workspace_id": article.workspace_id, **person}
        for folded, person in named.items()
        if folded
    ]
