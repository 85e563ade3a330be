"""Beside the positions: what was discussed, what is to come, what is new, what was before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.briefing.context import around
from bot.briefing.cues import with_cue
from bot.briefing.dates import MONTHS, date_words
from bot.briefing.drafts import Part, evidence, meeting_evidence
from bot.briefing.ranking import Candidate, announces, is_announcement
from bot.briefing.selecting import still_to_come
from bot.briefing.sides import Side, meeting_line, pair_words, place_of
from bot.briefing.similarity import Gist, fold, gist, says_the_same
from bot.briefing.terms import Desk, contact
from bot.briefing.topics import about, borne_out, printed
from bot.briefing.trimming import trimmed
from store.records import Basis, BriefingLine, FiledMeeting, FiledPosition, MeetingStatus, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.matching import MeetingGroup

MOST_ITEMS = 3
MOST_EARLIER = 4
LONGEST_ITEM = 160
LEAST_WORDS = 3  # of an item: one word does not tell what was discussed
NEAR_DATE = 40  # characters between a contact and the date that belongs to it
# a contact to come, as a noun phrase: it is quoted without its verb, so no promise is implied
COMING = re.compile(
    r"\b(?:next|upcoming|forthcoming|coming)\s+(?:[\w'’-]+\s+){0,3}?"
    r"(?:meetings?|summits?|visits?|exchanges|talks|rounds?|sessions?|consultations|forum|dialogue)\b"
    r"(?: (?:of|between|with) (?:the |both |all )?[\w'’-]+"
    r"(?: (?!(?:to|in|on|at|and|or|which|that|will|would|for|of|with|by|from|after|before|this|"
    r"next|is|are|was|were|as|has|have|had|toward|towards|during)\b)[\w'’-]+){0,2})?",
    re.IGNORECASE,
)
CALLED_OFF = re.compile(
    r"\b(?:not|no|never|cancel\w*|postpon\w*|refus\w*|declin\w*|without)\b", re.IGNORECASE
)
DATED = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})[a-z]*(?: \d{{1,2}}\b)?(?:,? 20\d\d\b)?|\b20\d\d\b|"
    r"(?i:\b(?:next|this|coming) (?:week|month|year|spring|summer|autumn|fall|winter)\b|"
    r"\btomorrow\b|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(?:end|beginning|later) (?:of )?(?:the|this)\b)"
)


def discussed(main: MeetingGroup, said: Sequence[Candidate], desk: Desk) -> Part:
    """Return up to three matters that were only talked about, quoted.

    Matters on which somebody took a position have lines of their own.
    """
    part = Part("Discussed", inline=True)
    taken = {c.topic.casefold() for c in said if c.topic and not announces(c)}
    seen: list[Gist] = []
    for account in main.accounts:
        for filed in account.positions:
            line = _item(account, filed, taken, desk)
            words = gist(line.quotes[0]) if line else None
            if line and words and not any(says_the_same(words, old) for old in seen):
                seen.append(words)
                part.lines.append((4.0 - len(seen) / 10, line))
    part.lines = part.lines[:MOST_ITEMS]
    return part


def _item(
    account: FiledMeeting, filed: FiledPosition, taken: set[str], desk: Desk
) -> BriefingLine | None:
    position, text = filed.position, account.article.text.text
    if position.topic.casefold() in taken:
        return None
    span = position.content
    if not position.agenda:
        span = with_cue(text, position)[0]
        if not is_announcement(span.of(text)):
            return None
    if "\n" in span.of(text):
        return None
    span = trimmed(text, span)
    words, topic = span.of(text), desk.question.topic
    if len(words) > LONGEST_ITEM or len(words.split()) < LEAST_WORDS:
        return None
    if topic and not about(topic, label=position.topic, content=words):
        return None
    found = evidence(account.article, span, position_id=filed.id)
    return BriefingLine("discussed", "", (words,), (found,))


def watch(main: MeetingGroup, groups: Sequence[MeetingGroup]) -> Part:
    """Return planned meetings, and contacts to come that the newest meeting's sources name."""
    part = Part("Watch", inline=True)
    for group in groups:
        planned = group is not main and group.status is MeetingStatus.PLANNED
        if planned and still_to_come(group, groups):
            words = [contact(group.kind, group.status, None), place_of(group)]
            text = ", ".join([*filter(None, words), date_words(group.date)])
            part.lines.append((8.0, BriefingLine("watch", text, (), meeting_evidence(group))))
    seen: list[str] = []
    for account in main.accounts:
        for filed in account.positions:
            line = _coming(account, filed)
            if line and fold(line.quotes[0]) not in seen:
                seen.append(fold(line.quotes[0]))
                part.lines.append((5.0, line))
    part.lines = part.lines[:MOST_ITEMS]
    return part


def _coming(account: FiledMeeting, filed: FiledPosition) -> BriefingLine | None:
    """Return the contact to come that a position names, unless it is called off."""
    text = account.article.text.text
    span = filed.position.content
    found = COMING.search(text, span.start, span.end)
    if not found or "\n" in found.group() or CALLED_OFF.search(text, span.start, span.end):
        return None
    dated = DATED.search(text, found.start(), span.end)
    end = found.end()
    if dated and dated.end() - end <= NEAR_DATE and "\n" not in text[end : dated.end()]:
        end = max(end, dated.end())
    words = Span(found.start(), end)
    return BriefingLine(
        section="watch",
        text="",
        quotes=(words.of(text),),
        evidence=(evidence(account.article, words, position_id=filed.id),),
        after="" if dated else "– no date given",
    )


def new_since(
    main: MeetingGroup, groups: Sequence[MeetingGroup], sides: Sequence[Side], desk: Desk
) -> Part:
    """Return the topics of the newest meeting that the one before it does not have."""
    part = Part("New since last meeting", inline=True)
    if len(sides) < 2:
        return part
    held = [g for g in groups if g is not main and g.status is MeetingStatus.HELD]
    held = [g for g in held if _parties(g) == _parties(main)]
    if not held:
        pair = pair_words(sides, "–")
        text = f"no earlier {pair} meeting among the sources visible here"
        part.lines.append((1.0, BriefingLine("new", text)))
        return part
    before = held[0]
    known = {topic.casefold() for topic, _, _ in _topics(before)}
    day = date_words(before.date)
    ordered = main.date is not None and main.date.exact() is not None
    part.heading = (
        f"New since the last meeting ({day})" if ordered else f"Topics not in that of {day}"
    )
    fresh = [found for found in _topics(main) if found[0].casefold() not in known]
    for topic, account, filed in fresh[:MOST_ITEMS]:
        found = evidence(account.article, filed.position.content, position_id=filed.id)
        part.lines.append((7.0, BriefingLine("new", desk.label(topic), (), (found,))))
    if not part.lines:
        part.lines.append((1.0, BriefingLine("new", "no new topic", (), meeting_evidence(before))))
    return part


def _parties(group: MeetingGroup) -> set[str | None]:
    return {person.party for person in group.participants}


def _topics(group: MeetingGroup) -> list[tuple[str, FiledMeeting, FiledPosition]]:
    """Return each topic of a meeting once, with where it comes up first."""
    found: dict[str, tuple[str, FiledMeeting, FiledPosition]] = {}
    for account in group.accounts:
        for filed in account.positions:
            topic = printed(filed.position.topic)
            sentence = around(account.article.text.text, filed.position)
            if topic and borne_out(topic, sentence) and filed.position.basis is not Basis.CARRIED:
                found.setdefault(topic.casefold(), (topic, account, filed))
    return list(found.values())


def earlier(main: MeetingGroup, groups: Sequence[MeetingGroup], desk: Desk) -> Part:
    """Return up to four older meetings, a line each."""
    held = [g for g in groups if g.status is not MeetingStatus.PLANNED] or [main]
    part = Part("Earlier" if main is held[0] else "Other meetings")
    shown = [g for g in groups if g is not main and g.status is not MeetingStatus.PLANNED]
    for number, group in enumerate(shown[:MOST_EARLIER]):
        line = meeting_line(group, desk, section="earlier")
        part.lines.append((3.0 - number / 10, line))
    return part
