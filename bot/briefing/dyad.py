"""The meeting view: newest meeting in full, then what changed, what is to come, what was before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.briefing.bluf import bluf
from bot.briefing.drafts import KEEP, Draft, Part
from bot.briefing.extras import discussed, earlier, new_since, watch
from bot.briefing.identity import same_person
from bot.briefing.lines import is_joint, position_line, topic_lead
from bot.briefing.ranking import Candidate, announces, candidates, choose
from bot.briefing.sides import Side, header_line, place_matters, sides_of, who_line
from bot.briefing.sources import lacking, source_line
from bot.briefing.titles import short_name
from bot.briefing.topics import about
from store.records import Briefing, MeetingStatus, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.matching import MeetingGroup
    from bot.briefing.terms import Desk

MOST_JOINT = 3
BULLET = 10.0  # weight of a bullet, plus its score
JOINT_HEADING = "Joint / no single speaker"


def dyad_draft(groups: Sequence[MeetingGroup], desk: Desk) -> Draft:
    """Return the draft of a question for meetings; `groups` are those found, newest first.

    The newest meeting held comes in full (with a topic: the newest on which the topic was
    spoken of); there must be at least one group.
    """
    main = main_group(groups, desk)
    sides = sides_of(main, desk)
    said = on_topic(main, desk)
    draft = Draft(_briefing(groups, main, sides, desk), groups=_newest_first(main, groups))
    draft.know(groups)
    if not desk.question.topic:
        draft.add(bluf(said, sides, desk))
    who = Part("Who", [(KEEP, who_line(main, sides, desk))], inline=True)
    draft.add(who)
    silent = _add_sides(draft, said, sides, desk)
    spoken_jointly = _add_joint(draft, said, desk)
    draft.add(discussed(main, said, desk))
    if not desk.question.topic:
        draft.add(watch(main, groups))
        draft.add(new_since(main, groups, sides, desk))
    draft.add(earlier(main, groups, desk))
    missing = _gaps(main, sides, silent, desk, spoken_jointly=spoken_jointly)
    draft.briefing = replace(draft.briefing, missing=missing)
    return draft


def main_group(groups: Sequence[MeetingGroup], desk: Desk) -> MeetingGroup:
    """Return the meeting to show in full."""
    held = [group for group in groups if group.status is MeetingStatus.HELD]
    if desk.question.article_ids:
        return max(held or groups, key=lambda group: len(on_topic(group, desk)))
    if desk.question.topic:
        spoken = next((group for group in held if on_topic(group, desk)), None)
        if spoken:
            return spoken
    newest = (held or list(groups))[0]
    same_day = [group for group in held if group.date and group.date == newest.date]
    return max(same_day, key=_substance, default=newest)


def _substance(group: MeetingGroup) -> int:
    """Return how much a meeting was about: of two on one day, the leaders' talks come first."""
    return sum(len(account.positions) for account in group.accounts)


def on_topic(group: MeetingGroup, desk: Desk) -> list[Candidate]:
    """Return the positions of a meeting, those on the topic asked about if there is one."""
    names = [name for p in group.participants if p.party for name in _names(p.party, desk)]
    names += [part for p in group.participants for part in p.name.split() if len(part) > 2]
    found = candidates(group.accounts, names)
    topic = desk.question.topic
    if not topic:
        return found
    return [c for c in found if about(topic, label=c.topic, content=c.content)]


def _names(key: str, desk: Desk) -> tuple[str, ...]:
    try:
        party = desk.gazetteer.party(key)
    except KeyError:
        return ()
    return (party.name, *party.demonyms)


def _briefing(
    groups: Sequence[MeetingGroup], main: MeetingGroup, sides: Sequence[Side], desk: Desk
) -> Briefing:
    question = desk.question
    keys = tuple(side.key for side in sides if side.key)
    asked = question.parties if len(question.parties) > 1 else keys
    topic = desk.topic(question.topic) if question.topic else ""
    return Briefing(
        question=question,
        outcome=Outcome.ANSWER,
        header=header_line(main, sides, topic=topic),
        source_line=source_line(main, asked, desk=desk, meetings=len(groups)),
        notes=question.notes,
    )


def _newest_first(main: MeetingGroup, groups: Sequence[MeetingGroup]) -> tuple[MeetingGroup, ...]:
    return (main, *(group for group in groups if group is not main))


def _add_sides(
    draft: Draft, said: Sequence[Candidate], sides: Sequence[Side], desk: Desk
) -> list[Side]:
    """Add a section a side; return the sides that have none."""
    silent = []
    for side in sides:
        chosen = choose([c for c in said if side.holds(c) and not announces(c)])
        part = Part(side.heading)
        for candidate in chosen:
            lead = topic_lead(candidate, desk, speaker=_other_speaker(candidate, side))
            line = position_line(candidate, section=side.section, lead=lead)
            part.lines.append((BULLET + candidate.score, line))
        draft.add(part)
        if not chosen:
            silent.append(side)
    return silent


def _other_speaker(candidate: Candidate, side: Side) -> str:
    """Return the speaker's name where it is not the person who heads the section."""
    speakers = candidate.filed.position.speakers
    if not speakers or not side.people:
        return ""
    person = next((p for p in side.people if same_person(p.name, speakers[0], p.party)), None)
    if person is side.people[0]:
        return ""
    text = candidate.account.article.text.text
    everybody = candidate.account.meeting.participants
    return short_name(person, text, everybody) if person else speakers[0]


def _add_joint(draft: Draft, said: Sequence[Candidate], desk: Desk) -> bool:
    """Add what is held together or by nobody named; return whether anything is held together."""
    chosen = choose([c for c in said if is_joint(c) and not announces(c)], limit=MOST_JOINT)
    part = Part(JOINT_HEADING)
    for candidate in chosen:
        line = position_line(candidate, section="joint", lead=topic_lead(candidate, desk))
        part.lines.append((BULLET + candidate.score, line))
    draft.add(part)
    return any(candidate.filed.position.joint for candidate in chosen)


def _gaps(
    main: MeetingGroup,
    sides: Sequence[Side],
    silent: Sequence[Side],
    desk: Desk,
    *,
    spoken_jointly: bool,
) -> tuple[str, ...]:
    """Say what the sources lack: accounts, place, date, a side's words, a joint statement."""
    keys = [side.key for side in sides if side.key]
    missing = [desk.account(key) for key in lacking(main, keys)]
    when = main.date
    if when is None or not (when.month or when.year):
        missing.append("date")
    elif when.year is None:
        missing.append("year")
    missing += ["place"] if not main.place and place_matters(main.kind) else []
    topic = desk.question.topic
    on = f" on {desk.topic(topic)}" if topic else ""
    missing += [f"positions of {side.name}{on}" for side in silent]
    missing += (
        [f"joint statement{on}"] if not spoken_jointly and (topic or desk.question.asks) else []
    )
    return tuple(missing)
