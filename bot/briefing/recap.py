"""The weekly recap: what was shared in a channel's window, in fixed sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.briefing.dates import date_words, local_date, range_words
from bot.briefing.drafts import KEEP, Draft, Part, meeting_evidence
from bot.briefing.lines import is_joint, position_line
from bot.briefing.ranking import Candidate, announces, candidates, choose
from bot.briefing.sides import header_line, place_of, sides_of
from bot.briefing.sources import lacking
from bot.briefing.terms import Desk, contact, count
from bot.briefing.titles import short_name
from store.records import Basis, Briefing, BriefingLine, MeetingStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.matching import MeetingGroup

MOST_MEETINGS = 7
MOST_PLANNED = 3
MOST_POSITIONS = 6
MOST_GAPS = 4
MAKE_STOP = "Stop with /readout unsubscribe."


@dataclass(frozen=True, slots=True)
class Window:
    """What the recap is of: [since, until), how many articles, how many links were unreadable."""

    since: datetime
    until: datetime
    channel: str | None = None
    articles: int = 0
    unreadable: int = 0
    capped: bool = False  # more were shared than counted

    def words(self, zone: str) -> str:
        """Return "18–24 Sep 2026" in that zone; a window ending at midnight ends the day before."""
        last = self.until - timedelta(microseconds=1)
        return range_words(local_date(self.since, zone), local_date(last, zone))


def recap_draft(groups: Sequence[MeetingGroup], desk: Desk, window: Window) -> Draft:
    """Return the recap of meetings first shared in the window; NOTHING when there is nothing."""
    held = [group for group in groups if group.status is not MeetingStatus.PLANNED]
    planned = [group for group in groups if group.status is MeetingStatus.PLANNED]
    copies = sum(number for group in groups for _, number in group.copies)
    if not groups and not window.articles:
        return _empty(desk, window)
    briefing = Briefing(
        desk.question,
        Outcome.ANSWER,
        header=BriefingLine("header", _title(desk, window, len(held), copies)),
        footers=_footer(desk, window),
    )
    draft = Draft(briefing, groups=tuple(groups))
    draft.know(groups)
    draft.add(_meetings(held, desk))
    draft.add(_planned(planned, desk))
    draft.add(_positions(held, desk))
    draft.add(_gaps(held, desk, window))
    return draft


def _title(desk: Desk, window: Window, meetings: int, copies: int) -> str:
    weekly = "Readout weekly" if window.channel is not None else ""
    folded = f" ({count(copies, 'near-copy').replace('copys', 'copies')} folded)" if copies else ""
    parts = [
        weekly,
        f"#{window.channel.lstrip('#')}" if window.channel else "",
        window.words(desk.zone) if weekly else f"Shared {window.words(desk.zone)}",
        count(meetings, "meeting"),
        _articles(window) + folded,
    ]
    return " · ".join(part for part in parts if part)


def _articles(window: Window) -> str:
    if window.capped:
        return f"{window.articles}+ articles"
    return count(window.articles, "article")


def _footer(desk: Desk, window: Window) -> tuple[str, ...]:
    if window.channel is None:
        return ()
    return (f"Days are those of {desk.zone}", MAKE_STOP)


def _empty(desk: Desk, window: Window) -> Draft:
    words = f"Nothing was shared here, {window.words(desk.zone)}."
    if window.unreadable:
        words += f" {_unreadable(window.unreadable)}"
    draft = Draft(Briefing(desk.question, Outcome.NOTHING, footers=_footer(desk, window)))
    draft.add(Part("", [(KEEP, BriefingLine("note", words))]))
    return draft


def _meetings(held: Sequence[MeetingGroup], desk: Desk) -> Part:
    """Return a line a meeting: day, place, who, and whose accounts there are."""
    part = Part("Meetings")
    for rank, group in enumerate(held[:MOST_MEETINGS]):
        text = f"{_line(group, desk)} · {_accounts(group, desk)}"
        part.lines.append(
            (30.0 - rank, BriefingLine("meetings", text, (), meeting_evidence(group)[:3]))
        )
    if len(held) > MOST_MEETINGS:
        more = f"and {count(len(held) - MOST_MEETINGS, 'more meeting')}"
        part.lines.append((1.0, BriefingLine("meetings", more)))
    return part


def _line(group: MeetingGroup, desk: Desk) -> str:
    """Return "18 Sep 2026 · Moscow · China – Russia, foreign ministers met (Wang, Lavrov)"."""
    sides = sides_of(group, desk)
    text = group.accounts[0].article.text.text
    everybody = group.participants
    names = ", ".join(short_name(p, text, everybody) for side in sides for p in side.people[:2])
    who, how = header_line(group, sides).text.split(" · ")[:2]
    parts = (date_words(group.date), place_of(group), f"{who}, {how} ({names})")
    return " · ".join(part for part in parts if part)


def _accounts(group: MeetingGroup, desk: Desk) -> str:
    keys = [side.key for side in sides_of(group, desk) if side.key]
    missing = lacking(group, keys)
    if keys and not missing:
        return "both sides' accounts" if len(keys) == 2 else "all sides' accounts"
    if missing and len(missing) < len(keys):
        return "one side only" if len(keys) == 2 else "not all sides' accounts"
    return "no side's own account"


def _planned(planned: Sequence[MeetingGroup], desk: Desk) -> Part:
    part = Part("Planned")
    for rank, group in enumerate(planned[:MOST_PLANNED]):
        line = BriefingLine("planned", _line(group, desk), (), meeting_evidence(group)[:2])
        part.lines.append((20.0 - rank, line))
    return part


def _positions(held: Sequence[MeetingGroup], desk: Desk) -> Part:
    """Return the best stated positions, at most two a meeting, so that each meeting has its say."""
    part = Part("New positions")
    each = 2 if len(held) > 1 else MOST_POSITIONS
    for rank, group in enumerate(held):
        found = [c for c in candidates(group.accounts, ()) if _is_stated(c)]
        for candidate in choose(found, limit=each):
            lead = f"{_holder(candidate, desk)}:"
            line = position_line(candidate, section="positions", lead=lead)
            part.lines.append((10.0 + candidate.score - rank, line))
        if len(part.lines) >= MOST_POSITIONS:
            break
    part.lines = part.lines[:MOST_POSITIONS]
    return part


def _is_stated(candidate: Candidate) -> bool:
    return candidate.filed.position.basis is Basis.STATED and not announces(candidate)


def _holder(candidate: Candidate, desk: Desk) -> str:
    position = candidate.filed.position
    named = desk.parties(position.parties) or ", ".join(position.speakers)
    who = f"{named} jointly" if is_joint(candidate) else named
    return f"{who} on {desk.topic(candidate.label)}" if candidate.label else who


def _gaps(held: Sequence[MeetingGroup], desk: Desk, window: Window) -> Part:
    """Say which accounts are missing where one side's is there, and what could not be read."""
    part = Part("Gaps", inline=True)
    for group in held:
        sides = [side.key for side in sides_of(group, desk) if side.key]
        missing = lacking(group, sides)
        if not missing or len(missing) == len(sides):
            continue
        noun = contact(group.kind, MeetingStatus.CANCELLED, None).removesuffix(" cancelled")
        accounts = " or ".join(desk.account(key) for key in missing)
        text = f"no {accounts} of the {noun} of {date_words(group.date)}"
        part.lines.append((4.0, BriefingLine("gaps", text, (), meeting_evidence(group)[:1])))
    part.lines = part.lines[:MOST_GAPS]
    if window.unreadable:
        part.lines.append((3.0, BriefingLine("gaps", _unreadable(window.unreadable))))
    return part


def _unreadable(number: int) -> str:
    return f"{count(number, 'link')} could not be read: paste the text or upload the file."
