"""Joins what the pieces of an article yielded into one Extraction with the article's offsets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from store.records import Attribution, Extraction, Meeting, Position, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from spacy.tokens import Doc

Shifted = TypeVar("Shifted", Span, None, Span | None)


def joined(
    version: str,
    docs: Iterable[Doc],
    text: str,
    attributions: Callable[[Doc], tuple[Attribution, ...]],
) -> Extraction:
    """Return one extraction of the annotated pieces, with offsets into `text`."""
    meetings: list[Meeting] = []
    positions: list[Position] = []
    found: list[Attribution] = []
    for doc in docs:
        offset = int(doc.user_data.get("offset", 0))
        base = len(meetings)
        meetings += [_meeting(facts.meeting, offset) for facts in doc._.meetings or ()]
        positions += [_position(p, offset, base) for p in doc._.positions or ()]
        found += [_attribution(a, offset) for a in attributions(doc)]
    limit = len(text)
    distinct, index = _distinct(meetings)
    kept = (p for p in positions if _fits(p.content, limit) and _fits(p.sentence, limit))
    return Extraction(
        version,
        distinct,
        tuple(p if p.meeting is None else replace(p, meeting=index[p.meeting]) for p in kept),
        tuple(a for a in found if all(_fits(s, limit) for s in (*a.content, *a.source, *a.cue))),
    )


def _distinct(meetings: Sequence[Meeting]) -> tuple[tuple[Meeting, ...], list[int]]:
    """Return the meetings without those told again, and for each its place among them.

    The same people on the same day, held or planned alike, met once: an article that speaks of
    their talks again further down does not report two.
    """
    kept: dict[object, int] = {}
    index = []
    for meeting in meetings:
        people = frozenset((person.name, person.party) for person in meeting.participants)
        again = (meeting.status, people, meeting.date)
        index.append(kept.setdefault(again, len(kept)))
    firsts = dict(zip(reversed(index), reversed(meetings), strict=True))
    return tuple(firsts[number] for number in range(len(kept))), index


def _fits(span: Span, limit: int) -> bool:
    return 0 <= span.start < span.end <= limit


def _move(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset) if offset else span


def _maybe(span: Span | None, offset: int) -> Span | None:
    return None if span is None else _move(span, offset)


def _meeting(meeting: Meeting, offset: int) -> Meeting:
    return replace(
        meeting,
        participants=tuple(replace(p, span=_maybe(p.span, offset)) for p in meeting.participants),
        place_span=_maybe(meeting.place_span, offset),
        date_span=_maybe(meeting.date_span, offset),
        span=_maybe(meeting.span, offset),
    )


def _position(position: Position, offset: int, base: int) -> Position:
    return replace(
        position,
        content=_move(position.content, offset),
        sentence=_move(position.sentence, offset),
        cue=_maybe(position.cue, offset),
        source=_maybe(position.source, offset),
        meeting=None if position.meeting is None else position.meeting + base,
    )


def _attribution(attribution: Attribution, offset: int) -> Attribution:
    return replace(
        attribution,
        content=tuple(_move(s, offset) for s in attribution.content),
        source=tuple(_move(s, offset) for s in attribution.source),
        cue=tuple(_move(s, offset) for s in attribution.cue),
    )
