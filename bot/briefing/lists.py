"""Meetings of a period or a person, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.briefing.archive import MOST_LISTED
from bot.briefing.drafts import Draft, Part
from bot.briefing.selecting import still_to_come
from bot.briefing.sides import meeting_line, sides_of
from bot.briefing.terms import Desk, count
from store.records import Briefing, BriefingLine, MeetingStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.matching import MeetingGroup

MOST_LINES = 12
MOST_PLANNED = 3


def list_draft(groups: Sequence[MeetingGroup], desk: Desk) -> Draft:
    """Return the meetings found, newest first; there must be at least one."""
    held = [group for group in groups if group.status is not MeetingStatus.PLANNED]
    planned = [g for g in groups if g.status is MeetingStatus.PLANNED and still_to_come(g, groups)]
    head = f"{_subject(desk)} · {_number(held, planned, groups)}"
    question = desk.question
    briefing = Briefing(
        question, Outcome.ANSWER, header=BriefingLine("header", head), notes=question.notes
    )
    draft = Draft(briefing, groups=tuple(g for g in groups if len(sides_of(g, desk)) > 1))
    draft.know(groups)
    draft.add(_part("Meetings", held[:MOST_LINES], desk))
    draft.add(_part("Planned", planned[:MOST_PLANNED], desk))
    if len(held) > MOST_LINES:
        more = "More: ask about a party, a person or a shorter period."
        draft.add(Part("", [(1.0, BriefingLine("more", more))]))
    return draft


def _subject(desk: Desk) -> str:
    """Return "Vladimir Putin, 1 Jan – 31 Dec 2005"."""
    question = desk.question
    names = [*(desk.party(key) for key in question.parties), *question.persons]
    period = "" if question.since_last else question.period or ""
    place = f"in {question.place}" if question.place else ""
    who = " and ".join(names)
    words = ", ".join(part for part in (who, place, period) if part)
    return words[:1].upper() + words[1:]


def _number(
    held: Sequence[MeetingGroup], planned: Sequence[MeetingGroup], groups: Sequence[MeetingGroup]
) -> str:
    """Return "12 meetings, newest first"; "200+ meetings" where more may be filed."""
    accounts = sum(len(group.accounts) + len(group.copies) for group in groups)
    if accounts >= MOST_LISTED:
        return f"{MOST_LISTED}+ meetings, newest first"
    number = count(len(held), "meeting") if held else count(len(planned), "planned meeting")
    return number + (", newest first" if len(held or planned) > 1 else "")


def _part(heading: str, groups: Sequence[MeetingGroup], desk: Desk) -> Part:
    part = Part(heading)
    for rank, group in enumerate(groups):
        line = meeting_line(group, desk, section=heading.casefold())
        part.lines.append((20.0 - rank, line))
    return part
