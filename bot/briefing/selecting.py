"""Which of the meetings found are inside the period and place asked about, and which is nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.briefing.similarity import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

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
