"""Which accounts are of one meeting, and which texts are copies of one another.

Conservative: two accounts are put together only when nothing speaks against it. The same
- parties, with a person in common for each party that both name people of,
- kind of contact (in person, phone, video, letter) and status (held, planned, cancelled),
- day: equal, or equal as far as both are known; a missing day or year is made up for by dates of
  publication close to it,
- place: equal, one within the other ("the Kremlin, Moscow"), or named by one only,
and never two meetings of one article. Only what the audience may see comes in here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.briefing.identity import same_person
from bot.briefing.similarity import fold, near_copies
from bot.briefing.titles import is_delegation
from store.records import (
    REMOTE,
    FiledMeeting,
    Meeting,
    MeetingKind,
    MeetingStatus,
    PartialDate,
    Participant,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

NEAR_DAYS = 4  # between a day that is known and a publication that names none
PLAIN = (MeetingKind.MEETING, MeetingKind.TALK)  # what says least comes last
SAME_SEASON = 45  # days between publications when the year is missing in both


@dataclass(frozen=True, slots=True)
class MeetingGroup:
    """One meeting: its accounts, first the earliest shared; `copies` by article id."""

    accounts: tuple[FiledMeeting, ...]
    copies: tuple[tuple[int, int], ...] = ()

    @property
    def status(self) -> MeetingStatus:
        """Whether it took place."""
        return self.accounts[0].meeting.status

    @property
    def kind(self) -> MeetingKind:
        """How they met; a visit or multilateral occasion counts more than plain "meeting".

        That counts more than having spoken.
        """
        kinds = [account.meeting.kind for account in self.accounts]
        return min(kinds, key=lambda kind: PLAIN.index(kind) if kind in PLAIN else -1)

    @property
    def date(self) -> PartialDate | None:
        """The date that is known best."""
        dates = [account.meeting.date for account in self.accounts if account.meeting.date]
        return max(dates, key=_known, default=None)

    @property
    def place(self) -> str | None:
        """The first place that is named."""
        return next((a.meeting.place for a in self.accounts if a.meeting.place), None)

    @property
    def participants(self) -> tuple[Participant, ...]:
        """Everyone who met, once, with all titles that the accounts give."""
        merged: dict[str, Participant] = {}
        for account in self.accounts:
            for person in account.meeting.participants:
                key = next((k for k in merged if _same_person(merged[k], person)), person.name)
                merged[key] = _joined(merged[key], person) if key in merged else person
        return tuple(merged.values())


def group_meetings(filed: Iterable[FiledMeeting]) -> list[MeetingGroup]:
    """Return one group a meeting, in the order in which they first appear."""
    groups: list[list[FiledMeeting]] = []
    for account in filed:
        fitting = (g for g in groups if all(same_meeting(account, other) for other in g))
        home = next(fitting, None)
        if home is None:
            groups.append([account])
        else:
            home.append(account)
    return [_folded(group) for group in groups]


def same_meeting(one: FiledMeeting, other: FiledMeeting) -> bool:
    """Tell whether two accounts are of one meeting."""
    if one.article.id == other.article.id:
        return False
    first, second = one.meeting, other.meeting
    return (
        first.status is second.status
        and _same_contact(first.kind, second.kind)
        and _same_day(one, other)
        and _same_place(first.place, second.place)
        and _same_parties(first, second)
    )


def _folded(accounts: Sequence[FiledMeeting]) -> MeetingGroup:
    """Keep one of each set of near-copies: the longest text, of equals the earliest shared."""
    ordered = sorted(accounts, key=lambda a: (-len(a.article.text.text), _first_shared(a)))
    kept: list[FiledMeeting] = []
    copies: dict[int, int] = {}
    for account in ordered:
        text = account.article.text.text
        original = next((k for k in kept if near_copies(k.article.text.text, text)), None)
        if original is None:
            kept.append(account)
        else:
            copies[original.article.id] = copies.get(original.article.id, 0) + 1
    kept.sort(key=_first_shared)
    return MeetingGroup(tuple(kept), tuple(copies.items()))


def _first_shared(account: FiledMeeting) -> tuple[float, int]:
    times = [share.shared_at.timestamp() for share in account.article.shares]
    return min(times, default=0.0), account.article.id


def _same_contact(one: MeetingKind, other: MeetingKind) -> bool:
    spoken = {MeetingKind.PHONE, MeetingKind.VIDEO, MeetingKind.TALK}
    both = {one, other}
    return one is other or not both & REMOTE or (MeetingKind.TALK in both and both <= spoken)


def _same_parties(one: Meeting, other: Meeting) -> bool:
    first, second = _people_by_party(one), _people_by_party(other)
    if set(first) != set(second) or len(first) < 2:
        return False
    return all(
        not first[key]
        or not second[key]
        or any(_same_person(a, b) for a in first[key] for b in second[key])
        for key in first
    )


def _people_by_party(meeting: Meeting) -> dict[str, list[Participant]]:
    """Return the people by party; a delegation without a named person leaves an empty list."""
    people: dict[str, list[Participant]] = {}
    for person in meeting.participants:
        known = people.setdefault(person.party or fold(person.name), [])
        if not is_delegation(person):
            known.append(person)
    return people


def _same_person(one: Participant, other: Participant) -> bool:
    """Tell whether two names are one person's: equal, or one a part of the other ("Wang")."""
    if one.party != other.party and one.party and other.party:
        return False
    if one.party and one.party == other.party and same_person(one.name, other.name, one.party):
        return True
    first, second = set(fold(one.name).split()), set(fold(other.name).split())
    return bool(first and second) and (first <= second or second <= first)


def _joined(one: Participant, other: Participant) -> Participant:
    return replace(
        one,
        name=max(one.name, other.name, key=len),
        titles=tuple(dict.fromkeys((*one.titles, *other.titles))),
        party=one.party or other.party,
        organisation=one.organisation or other.organisation,
        role=one.role or other.role,
    )


def _same_place(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return True
    first, second = set(fold(one).split()), set(fold(other).split())
    return first <= second or second <= first


def _known(when: PartialDate) -> int:
    return sum(part is not None for part in (when.year, when.month, when.day))


def _same_day(one: FiledMeeting, other: FiledMeeting) -> bool:
    first, second = one.meeting.date or PartialDate(), other.meeting.date or PartialDate()
    for mine, yours in (
        (first.year, second.year),
        (first.month, second.month),
        (first.day, second.day),
    ):
        if mine is not None and yours is not None and mine != yours:
            return False
    if first.month and second.month and first.day and second.day:
        return bool(first.year or second.year) or _apart(one, other, SAME_SEASON)
    return _near_in_print(one, other)


def _near_in_print(one: FiledMeeting, other: FiledMeeting) -> bool:
    """Let dates of publication stand in for a day that an account does not give."""
    first, second = _day(one), _day(other)
    return first is not None and second is not None and abs((first - second).days) <= NEAR_DAYS


def _day(filed: FiledMeeting) -> date | None:
    known = filed.meeting.date.exact() if filed.meeting.date else None
    return known or filed.article.text.published


def _apart(one: FiledMeeting, other: FiledMeeting, most: int) -> bool:
    """Tell whether the publications, as far as known, are at most so many days apart."""
    first, second = one.article.text.published, other.article.text.published
    return first is None or second is None or abs((first - second).days) <= most
