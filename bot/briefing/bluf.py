"""The first line: what was agreed, and the most telling words of the sides; quotes only."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.briefing.drafts import Part
from bot.briefing.identity import same_person
from bot.briefing.lines import is_joint, position_line
from bot.briefing.quoting import shorten
from bot.briefing.ranking import Candidate, announces, fold_repeats
from bot.briefing.titles import short_name
from store.records import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.briefing.sides import Side
    from bot.briefing.terms import Desk
    from store.records import Participant

AIM = 100  # characters a quote
LONGEST = 175
WEIGHT = 50.0


def bluf(said: Sequence[Candidate], sides: Sequence[Side], desk: Desk) -> Part:
    """Return what both sides hold and one telling line; else the best line of each side.

    A topic that both sides speak of is preferred, but not the one they hold together. Only stated
    positions come here.
    """
    part = Part("BLUF", inline=True)
    usable = [_short(c) for c in fold_repeats(said) if _is_stated(c)]
    usable = [c for c in usable if len(c.words) <= LONGEST]
    joint = _best([c for c in usable if is_joint(c)], {})
    bonus = dict.fromkeys(_shared_topics(usable, sides), 2.0)
    if joint:
        bonus[joint.topic] = -3.0
    best = [_best([c for c in usable if side.holds(c)], bonus) for side in sides]
    spoken = [(c, side) for c, side in zip(best, sides, strict=True) if c]
    if joint:
        who = "Both sides:" if len(sides) == 2 else "All sides:"
        part.lines.append((WEIGHT + 1, position_line(joint, section="bluf", lead=who)))
        spoken = sorted(spoken, key=lambda pair: -_value(pair[0], bonus))[:1]
    for candidate, side in spoken[:2]:
        lead = _lead(candidate, side, desk)
        part.lines.append((WEIGHT, position_line(candidate, section="bluf", lead=lead)))
    return part


def _short(candidate: Candidate) -> Candidate:
    text = candidate.account.article.text.text
    quote = shorten(text, candidate.filed.position, aim=AIM)
    return replace(candidate, quote=quote, also=())


def _is_stated(candidate: Candidate) -> bool:
    return candidate.filed.position.basis is Basis.STATED and not announces(candidate)


def _shared_topics(usable: Sequence[Candidate], sides: Sequence[Side]) -> frozenset[str]:
    """Return the topics on which more than one side speaks."""
    by_side = [{c.topic for c in usable if side.holds(c) and c.topic} for side in sides]
    return frozenset(t for topics in by_side for t in topics if sum(t in o for o in by_side) > 1)


def _best(found: Sequence[Candidate], bonus: Mapping[str, float]) -> Candidate | None:
    return max(found, key=lambda c: _value(c, bonus), default=None)


def _value(candidate: Candidate, bonus: Mapping[str, float]) -> float:
    """Return the score with the bonus of the topic; short quotes make the better first line."""
    long = 1.5 if len(candidate.words) > AIM + 20 else 0.0
    return candidate.score + bonus.get(candidate.topic, 0.0) - long


def _lead(candidate: Candidate, side: Side, desk: Desk) -> str:
    speakers = candidate.filed.position.speakers
    text = candidate.account.article.text.text
    person = next((p for p in side.people if _speaks(p, speakers)), None)
    everybody = candidate.account.meeting.participants
    name = (
        short_name(person, text, everybody) if person else (speakers[0] if speakers else side.name)
    )
    return f"{name} on {desk.topic(candidate.label)}:" if candidate.label else f"{name}:"


def _speaks(person: Participant, speakers: Sequence[str]) -> bool:
    return any(same_person(person.name, name, person.party) for name in speakers)
