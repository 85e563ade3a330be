"""The sides of a meeting: who sits where, who spoke, and how the meeting is headed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.briefing.dates import date_words
from bot.briefing.drafts import meeting_evidence
from bot.briefing.identity import same_person
from bot.briefing.lines import is_joint
from bot.briefing.similarity import fold
from bot.briefing.terms import Desk, contact
from bot.briefing.titles import is_delegation, level, short_name, short_title
from store.records import REMOTE, ArticleText, BriefingLine, MeetingKind, MeetingStatus, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.briefing.matching import MeetingGroup
    from bot.briefing.ranking import Candidate

MOST_NAMED = 3  # people named per side


@dataclass(frozen=True, slots=True)
class Side:
    """A party (its key; None when unknown) with those who met for it."""

    key: str | None
    name: str
    people: tuple[Participant, ...]

    @property
    def section(self) -> str:
        """The label of its lines for programs."""
        return self.name.casefold()

    @property
    def heading(self) -> str:
        """Return "China – Wang Yi"."""
        named = [person.name for person in self.people if not is_delegation(person)]
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        people = ", ".join(named[:MOST_NAMED]) + more
        return f"{self.name} – {people}" if people else self.name

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether a position is this side's."""
        position = candidate.filed.position
        if is_joint(candidate):
            return False
        if self.key is not None and position.parties:
            return position.parties[0] == self.key
        names = {fold(person.name) for person in self.people} | {fold(self.name)}
        return any(fold(speaker) in names for speaker in position.speakers)


def sides_of(group: MeetingGroup, desk: Desk) -> list[Side]:
    """Return the sides in the order asked, the others after them as the report has them.

    People whose party is not stated are sides of their own only where fewer than two parties are
    named.
    """
    asked = list(desk.question.parties)
    people = group.participants
    for name in desk.question.persons:
        asked += [p.party for p in people if p.party and same_person(p.name, name, p.party)]
    order: dict[str | None, list[Participant]] = {key: [] for key in asked}
    loose: list[Side] = []
    for person in people:
        if person.party is None:
            loose.append(Side(None, person.name, (person,)))
        else:
            order.setdefault(person.party, []).append(person)
    named = [Side(k, desk.party(k), tuple(p)) for k, p in order.items() if k and p]
    return named if len(named) > 1 else [*named, *loose]


def pair_words(sides: Sequence[Side], joiner: str = " – ") -> str:
    """Return "China – Russia"."""
    return joiner.join(side.name for side in sides)


def place_matters(kind: MeetingKind) -> bool:
    """Tell whether a meeting of the kind is lacking something when no place is stated."""
    return kind not in REMOTE | {MeetingKind.TALK}


def place_of(group: MeetingGroup) -> str:
    """Return where they met; "" when that is not known, or when nobody travelled."""
    return "" if group.kind in REMOTE else group.place or ""


def header_line(group: MeetingGroup, sides: Sequence[Side], *, topic: str = "") -> BriefingLine:
    """Return "China – Russia · foreign ministers met · Moscow · 18 Sep (year not stated) · …"."""
    on = f" on {topic}" if topic else ""
    parts = [
        f"{pair_words(sides)}{on}",
        contact(group.kind, group.status, _level(sides)),
        place_of(group) or ("place not stated" if place_matters(group.kind) else ""),
        date_words(group.date),
        _roles(sides, group.accounts[0].article.text),
    ]
    return BriefingLine(
        section="header",
        text=" · ".join(part for part in parts if part),
        evidence=meeting_evidence(group),
    )


def meeting_line(
    group: MeetingGroup, desk: Desk, *, section: str, skip: Iterable[str] = ()
) -> BriefingLine:
    """Return a meeting in one line: "12 Mar 2026 · Beijing · with Russia · Wang Yi, …"."""
    left_out = set(skip)
    sides = sides_of(group, desk)
    others = [side.name for side in sides if side.key not in left_out]
    names = [p.name for side in sides for p in side.people if not is_delegation(p)]
    people = ", ".join(names[: 2 * MOST_NAMED])
    held = group.status is MeetingStatus.HELD
    parts = [
        date_words(group.date),
        place_of(group),
        "" if held and contact(group.kind, group.status, None) == "met" else _how(group),
        f"with {' and '.join(others)}" if left_out and others else "",
        people if left_out else f"{pair_words(sides, '–')}: {people}",
    ]
    return BriefingLine(
        section=section,
        text=" · ".join(part for part in parts if part),
        evidence=meeting_evidence(group)[:2],
    )


def who_line(group: MeetingGroup, sides: Sequence[Side], desk: Desk) -> BriefingLine:
    """Return "Wang Yi, Minister of Foreign Affairs ↔ Sergei Lavrov, Foreign Minister"."""
    sided = {person for side in sides for person in side.people}
    others = [_titled(p, group, desk) for p in group.participants if p not in sided]
    also = f" · also {'; '.join(others[:MOST_NAMED])} (party not stated)" if others else ""
    return BriefingLine(
        section="who",
        text=" ↔ ".join(_people(side, group, desk) for side in sides) + also,
        evidence=meeting_evidence(group),
    )


def _how(group: MeetingGroup) -> str:
    return contact(group.kind, group.status, None)


def _level(sides: Sequence[Side]) -> str | None:
    first = [side.people[0] for side in sides if side.people]
    return level(first) if len(first) == len(sides) else None


def _roles(sides: Sequence[Side], text: ArticleText) -> str:
    everybody = [person for side in sides for person in side.people]
    found = {
        person.role: short_name(person, text.text, everybody)
        for side in sides
        for person in side.people[:1]
        if person.role in {"visitor", "host"}
    }
    return ", ".join(f"{role} {found[role]}" for role in ("visitor", "host") if role in found)


def _people(side: Side, group: MeetingGroup, desk: Desk) -> str:
    named = [_titled(person, group, desk) for person in side.people[:MOST_NAMED]]
    if len(side.people) > MOST_NAMED:
        named.append(f"and {len(side.people) - MOST_NAMED} more")
    return "; ".join(named)


def _titled(person: Participant, group: MeetingGroup, desk: Desk) -> str:
    if is_delegation(person):
        return f"{person.name} (nobody named)"
    for account in group.accounts:
        title = short_title(person, account.article.text, desk.gazetteer)
        if title:
            return f"{person.name}, {title}"
    return f"{person.name} (title not stated)"
