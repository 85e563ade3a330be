"""Which of the meetings found are inside the period and place asked about, and which is nearest."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from bot.briefing.similarity import fold
from store.records import MeetingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.briefing.matching import MeetingGroup
    from store.records import Question


def lacks_year(group: MeetingGroup) -> bool:
    """Tell whether a date is given without its year: it can be put into no period."""
    return group.date is not None and group.date.year is None and group.date.month is not None


def inside(groups: Iterable[MeetingGroup], question: Question) -> list[MeetingGroup]:
    """Return those inside the period; without a period all."""
    if not (question.since or question.until):
        return list(groups)
    return [group for group in groups if not lacks_year(group)]


def undated(groups: Iterable[MeetingGroup], question: Question) -> list[MeetingGroup]:
    """Return those of which the period cannot be told, since their year is not stated."""
    if not (question.since or question.until):
        return []
    return [group for group in groups if lacks_year(group)]


def at_place(groups: Sequence[MeetingGroup], place: str | None) -> list[MeetingGroup]:
    """Return those held at the place; without a place all."""
    if not place:
        return list(groups)
    wanted = set(fold(place).split())
    return [group for group in groups if group.place and wanted <= set(fold(group.place).split())]


def still_to_come(group: MeetingGroup, groups: Iterable[MeetingGroup]) -> bool:
    """Tell whether a planned meeting lies after the newest one held by the same parties.

    Without a date of its own it is as old as the article that announces it.
    """
    known = [_last_day(g) for g in groups if _is_held(g) and _parties(g) == _parties(group)]
    newest = max((day for day in known if day), default=None)
    planned = _last_day(group)
    return newest is None or planned is None or planned > newest


def _is_held(group: MeetingGroup) -> bool:
    return group.status is MeetingStatus.HELD


def _parties(group: MeetingGroup) -> set[str]:
    return {person.party for person in group.participants if person.party}


def _last_day(group: MeetingGroup) -> date | None:
    """Return the last day that the date allows; the day of publication where there is no year."""
    when = group.date
    if when and when.year:
        month = when.month or 12
        return date(when.year, month, when.day or monthrange(when.year, month)[1])
    days = [a.article.text.published for a in group.accounts if a.article.text.published]
    return max(days, default=None)


def nearest_to(
    everything: Sequence[MeetingGroup], found: Sequence[MeetingGroup], question: Question
) -> MeetingGroup | None:
    """Return the meeting nearest to the period asked about, beside those found without a year."""
    listed = {group.accounts[0].id for group in undated(found, question)}
    others = [group for group in everything if group.accounts[0].id not in listed]
    if not others:
        return None
    return min(others, key=lambda group: _distance(group, question))


def _distance(group: MeetingGroup, question: Question) -> int:
    """Return the days between a meeting and the period; without either the order as found."""
    day = _day(group)
    if day is None or not (question.since or question.until):
        return 0
    if question.since and day < question.since:
        return (question.since - day).days
    return (day - question.until).days if question.until and day > question.until else 0


def _day(group: MeetingGroup) -> date | None:
    known = group.date.exact() if group.date else None
    if known:
        return known
    article = group.accounts[0].article
    if article.text.published:
        return article.text.published
    return article.shares[0].shared_at.date() if article.shares else None
