"""Views of one actor or topic: a party's meetings, a person's statements, a topic by actor."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.briefing.dates import date_words, day_words, local_date
from bot.briefing.drafts import KEEP, Draft, Part, evidence
from bot.briefing.identity import same_person
from bot.briefing.lines import position_line
from bot.briefing.ranking import Candidate, announces, candidates, choose, fold_repeats
from bot.briefing.selecting import still_to_come
from bot.briefing.sides import meeting_line, place_of, sides_of
from bot.briefing.sources import outlet_name
from bot.briefing.terms import Desk, count
from bot.briefing.titles import short_name
from bot.briefing.topics import about
from store.records import Basis, Briefing, BriefingLine, MeetingStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.matching import MeetingGroup

MOST_MEETINGS = 5
MOST_STATEMENTS = 8
MOST_A_MEETING = 3  # statements, when there are several meetings
MOST_ACTORS = 5
MOST_TOPICS = 5


def party_draft(groups: Sequence[MeetingGroup], desk: Desk) -> Draft:
    """Return a party's last meetings, a line each, and what was spoken of most."""
    key = desk.question.parties[0]
    held = [group for group in groups if group.status is not MeetingStatus.PLANNED]
    planned = [group for group in groups if group.status is MeetingStatus.PLANNED]
    planned = [group for group in planned if still_to_come(group, groups)] if held else planned
    number = count(len(held), "meeting") if held else count(len(planned), "planned meeting")
    order = ", newest first" if len(held or planned) > 1 else ""
    draft = _draft(desk, f"{desk.party(key)} · {number}{order}", groups)
    for heading, some in (("Meetings", held), ("Planned", planned)):
        part = Part(heading)
        for rank, group in enumerate(some[:MOST_MEETINGS]):
            line = meeting_line(group, desk, section=heading.casefold(), skip=[key])
            part.lines.append((20.0 - rank, line))
        draft.add(part)
    draft.add(_top_topics(groups, desk))
    return draft


def _top_topics(groups: Sequence[MeetingGroup], desk: Desk) -> Part:
    """Return the topics most spoken of in the newest meetings, each with the first to speak of it.

    Older meetings come without their positions.
    """
    found = [c for group in groups for c in candidates(group.accounts, ()) if c.label]
    counts = Counter(c.label for c in found)
    part = Part("Topics lately", inline=True)
    for topic, number in counts.most_common(MOST_TOPICS):
        first = next(c for c in found if c.label == topic)
        cited = evidence(first.account.article, first.filed.position.content)
        text = f"{desk.label(topic)} ({number})"
        part.lines.append((5.0, BriefingLine("topics", text, (), (cited,))))
    return part


def statements_draft(groups: Sequence[MeetingGroup], desk: Desk) -> Draft | None:
    """Return what a person or party said, newest first; None when nothing was said.

    The groups hold only positions of that speaker, as found. Where a meeting has several, it
    heads them; else each line tells its meeting.
    """
    told = [(group, _distinct(group, desk)) for group in groups]
    total = sum(len(found) for _, found in told)
    shown = _chosen([(group, found) for group, found in told if found], len(groups))
    if not shown:
        return None
    head = f"{_who(desk)} · {count(total, 'statement')}" + (", newest first" if total > 1 else "")
    draft = _draft(desk, head, groups)
    grouped = len(shown) > len({group.accounts[0].id for group, _ in shown})
    for rank, (group, candidate) in enumerate(shown):
        where = _where(group, candidate, desk)
        lead = _lead(candidate, group, desk, where="" if grouped else where)
        line = position_line(candidate, section="statements", lead=lead, after=_mark(candidate))
        heading = where if grouped else "Statements"
        if not draft.parts or draft.parts[-1].heading != heading:
            draft.parts.append(Part(heading))
        draft.parts[-1].lines.append((20.0 - rank, line))
    if total > len(shown):
        left = f"{total - len(shown)} more: ask about one topic or period."
        draft.add(Part("", [(1.0, BriefingLine("more", left))]))
    return draft


def with_last_meeting(draft: Draft, groups: Sequence[MeetingGroup], desk: Desk) -> Draft:
    """Put a person's last meeting first when no statement of it is told."""
    held = [group for group in groups if group.status is MeetingStatus.HELD]
    lines = (line for part in draft.parts for _, line in part.lines)
    told = {cited.article_id for line in lines for cited in line.evidence}
    if held and not any(a.article.id in told for a in held[0].accounts):
        line = meeting_line(held[0], desk, section="last")
        draft.parts.insert(0, Part("Last met, no words of theirs reported", [(KEEP, line)]))
        draft.know(held[:1])
    return draft


def _who(desk: Desk) -> str:
    question = desk.question
    names = [desk.party(key) for key in question.parties] + list(question.persons)
    on = f" on {desk.topic(question.topic)}" if question.topic else ""
    return f"{' and '.join(names)}{on}"


def _distinct(group: MeetingGroup, desk: Desk) -> list[Candidate]:
    topic = desk.question.topic
    found = candidates(group.accounts, [desk.party(key) for key in desk.question.parties])
    found = [c for c in found if not announces(c)]
    if topic:
        found = [c for c in found if about(topic, label=c.topic, content=c.content)]
    return fold_repeats(found)


def _chosen(
    told: Sequence[tuple[MeetingGroup, list[Candidate]]], meetings: int
) -> list[tuple[MeetingGroup, Candidate]]:
    """Return what to print, newest first; of one meeting own statements before joint ones."""
    limit = MOST_A_MEETING if meetings > 2 else MOST_STATEMENTS
    shown: list[tuple[MeetingGroup, Candidate]] = []
    for group, found in told:
        said = sorted(choose(found, limit=limit), key=lambda c: c.filed.position.joint)
        shown += [(group, candidate) for candidate in said]
        if len(shown) >= MOST_STATEMENTS:
            break
    return shown[:MOST_STATEMENTS]


def _where(group: MeetingGroup, candidate: Candidate, desk: Desk) -> str:
    """Return "18 Sep 2026 · Moscow · with Lavrov · Global Times": the meeting and its reporter."""
    parts = [
        _when(group, candidate, desk),
        place_of(group),
        _others(group, desk),
        outlet_name(candidate.account.article),
    ]
    return " · ".join(part for part in parts if part)


def _others(group: MeetingGroup, desk: Desk) -> str:
    """Return "with Lavrov" where a person is asked about."""
    asked = desk.question.persons
    if not asked:
        return ""
    text = group.accounts[0].article.text.text
    others = [
        p for p in group.participants if not any(same_person(p.name, n, p.party) for n in asked)
    ]
    names = ", ".join(short_name(person, text, group.participants) for person in others[:2])
    return f"with {names}" if names else ""


def _lead(candidate: Candidate, group: MeetingGroup, desk: Desk, *, where: str) -> str:
    """Return "18 Sep 2026 · Moscow · Global Times · Wang · Ukraine:" as far as it needs saying."""
    position, question = candidate.filed.position, desk.question
    text = candidate.account.article.text.text
    speaker = next((p for p in group.participants if p.name in position.speakers), None)
    named = (
        short_name(speaker, text, group.participants) if speaker else ", ".join(position.speakers)
    )
    asked = candidate.topic.casefold() == (question.topic or "").casefold()
    parts = [
        where,
        named if not question.persons and not position.joint else "",
        "" if asked else desk.label(candidate.label),
    ]
    lead = " · ".join(part for part in parts if part)
    return f"{lead}:" if lead else ""


def _when(group: MeetingGroup, candidate: Candidate, desk: Desk) -> str:
    """Return the day of the meeting; else when it was published or shared, and say so."""
    article = candidate.account.article
    if group.date:
        return date_words(group.date)
    if article.text.published:
        return f"published {day_words(article.text.published)}"
    if article.shares:
        return f"shared {day_words(local_date(article.shares[0].shared_at, desk.zone))}"
    return "date not stated"


def _mark(candidate: Candidate) -> str:
    position = candidate.filed.position
    return "(held jointly)" if position.joint and position.basis is not Basis.NONE else ""


def topic_draft(groups: Sequence[MeetingGroup], desk: Desk) -> Draft | None:
    """Return who said what on a topic, by party; None when nobody did."""
    by_party: dict[str, list[tuple[MeetingGroup, Candidate]]] = {}
    for group in groups:
        for candidate in _distinct(group, desk):
            by_party.setdefault(_holder(candidate, desk), []).append((group, candidate))
    if not by_party:
        return None
    total = sum(len(found) for found in by_party.values())
    topic = desk.label(desk.question.topic or "")
    head = f"{topic} · {count(total, 'statement')} by {count(len(by_party), 'actor')}, newest first"
    draft = _draft(desk, head, groups)
    for rank, (name, found) in enumerate(list(by_party.items())[:MOST_ACTORS]):
        part = Part(name)
        for number, (group, candidate) in enumerate(found[:MOST_A_MEETING]):
            lead = _lead(candidate, group, desk, where=_where(group, candidate, desk))
            line = position_line(candidate, section=name.casefold(), lead=lead)
            part.lines.append((20.0 - rank - 3 * number, line))
        draft.add(part)
    return draft


def _holder(candidate: Candidate, desk: Desk) -> str:
    position = candidate.filed.position
    if position.basis is Basis.NONE or not (position.parties or position.speakers):
        return "No speaker named"
    if position.parties:
        return desk.parties(position.parties)
    return ", ".join(position.speakers)


def _draft(desk: Desk, head: str, groups: Sequence[MeetingGroup]) -> Draft:
    question = desk.question
    briefing = Briefing(
        question,
        Outcome.ANSWER,
        header=BriefingLine("header", head),
        notes=question.notes,
    )
    met = tuple(group for group in groups if len(sides_of(group, desk)) > 1)
    draft = Draft(briefing, groups=met)
    draft.know(groups)
    return draft
