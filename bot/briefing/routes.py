"""Which view answers a question, and what is tried when that has nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.briefing.archive import MOST_LISTED, Archive, Search
from bot.briefing.dyad import dyad_draft, on_topic
from bot.briefing.identity import same_person
from bot.briefing.lists import list_draft
from bot.briefing.recap import Window, recap_draft
from bot.briefing.replies import (
    article_draft,
    asked_back_draft,
    help_draft,
    instead_draft,
    nothing_draft,
    pairs_draft,
    unknown_draft,
)
from bot.briefing.selecting import at_place, inside, nearest_to, undated
from bot.briefing.topics import topic_phrases
from bot.briefing.views import (
    party_draft,
    statements_draft,
    topic_draft,
    with_last_meeting,
)
from store.records import Outcome, Question

if TYPE_CHECKING:
    from bot.briefing.drafts import Draft
    from bot.briefing.matching import MeetingGroup
    from bot.briefing.terms import Desk

MOST_TOPIC_WORDS = 3


def draft_for(archive: Archive, desk: Desk) -> Draft:
    """Return the draft of the answer to the desk's question."""
    question = desk.question
    if question.outcome is Outcome.ANSWER:
        return _answer(archive, desk)
    if question.outcome is Outcome.HELP:
        return help_draft(archive.dyads(), desk)
    if question.outcome is Outcome.NOTHING:
        return _words_as_topic(archive, desk) or unknown_draft(desk)
    return asked_back_draft(desk)


def recap_for(archive: Archive, desk: Desk, window: Window) -> Draft:
    """Return the recap of what was shared in a window."""
    groups = archive.shared(window.since, window.until)
    ids = {account.article.id for group in groups for account in group.accounts}
    copies = sum(number for group in groups for _, number in group.copies)
    others = archive.count_articles(window.since, window.until)
    articles = len(ids) + copies + others
    capped = max(len(ids) + copies, others) >= MOST_LISTED
    return recap_draft(groups, desk, replace(window, articles=articles, capped=capped))


def _answer(archive: Archive, desk: Desk) -> Draft:
    question = desk.question
    if question.article_ids:
        return _article(archive, desk)
    actors = len(question.parties) + len(question.persons)
    if actors > 1:
        return _meetings(archive, desk)
    if actors == 1:
        return _actor(archive, desk)
    if question.topic:
        return _on_topic(archive, desk) or _nothing(archive, desk, [])
    return _period(archive, desk)


def _words_as_topic(archive: Archive, desk: Desk) -> Draft | None:
    """Look for a few words that name nobody as a topic ("lithium")."""
    question = desk.question
    if question.parties or question.persons or len(question.unknown) > MOST_TOPIC_WORDS:
        return None
    topic = " ".join(question.unknown)
    topical = replace(question, outcome=Outcome.ANSWER, unknown=(), topic=topic)
    return _on_topic(archive, replace(desk, question=topical))


def _article(archive: Archive, desk: Desk) -> Draft:
    groups = archive.meetings(Search(article_ids=desk.question.article_ids))
    if groups:
        return dyad_draft(groups, desk)
    return article_draft(archive.articles(desk.question.article_ids), desk)


def _meetings(archive: Archive, desk: Desk) -> Draft:
    """Answer for two or more actors: their meetings, on the topic if one is given."""
    found = archive.meetings(search_of(desk.question))
    groups = _fitting(found, desk.question)
    if desk.question.topic:
        groups = groups if any(on_topic(group, desk) for group in groups) else []
    if groups:
        return dyad_draft(groups, desk)
    return _never_met(archive, desk) or _nothing(archive, desk, found)


def search_of(question: Question) -> Search:
    """Return what to look for to answer a question."""
    return Search(
        parties=question.parties,
        persons=question.persons,
        topics=topic_phrases(question.topic) if question.topic else (),
        since=question.since,
        until=question.until,
    )


def _fitting(found: list[MeetingGroup], question: Question) -> list[MeetingGroup]:
    return at_place(inside(found, question), question.place)


def _nothing(archive: Archive, desk: Desk, found: list[MeetingGroup]) -> Draft:
    """Say that there is nothing, with what lacks its year and the nearest meeting of the actors."""
    question = desk.question
    actors = question.parties or question.persons
    everything = (
        archive.meetings(Search(question.parties, question.persons)) if actors else list(found)
    )
    nearest = nearest_to(everything, found, question)
    return nothing_draft(desk, undated=undated(found, question), nearest=nearest)


def _never_met(archive: Archive, desk: Desk) -> Draft | None:
    """Without any meeting: an organisation may be the topic; of three actors two may have met."""
    question = desk.question
    if archive.meetings(Search(question.parties, question.persons)):
        return None
    for narrowed in _organisation_as_topic(desk):
        draft = _statements(archive, replace(desk, question=narrowed))
        if draft:
            return draft
    if len(question.parties) + len(question.persons) > 2:
        return pairs_draft(desk)
    return _parties_instead(archive, desk)


def _parties_instead(archive: Archive, desk: Desk) -> Draft | None:
    """Offer the meetings of the two persons' parties, if there are any."""
    question = desk.question
    parties = [*question.parties, *(_party_of(name, archive) for name in question.persons)]
    keys = tuple(dict.fromkeys(key for key in parties if key))
    if len(keys) != 2 or not question.persons or not archive.meetings(Search(keys)):
        return None
    return instead_draft(desk, keys)


def _party_of(name: str, archive: Archive) -> str | None:
    people = (p for group in archive.meetings(Search(persons=(name,))) for p in group.participants)
    return next((p.party for p in people if p.party and same_person(p.name, name, p.party)), None)


def _organisation_as_topic(desk: Desk) -> list[Question]:
    """Return "Russia on NATO" for "Russia, NATO"."""
    question = desk.question
    if len(question.parties) != 2 or question.persons or question.topic:
        return []
    return [
        replace(question, parties=(other,), topic=desk.party(key))
        for key, other in zip(question.parties, reversed(question.parties), strict=True)
        if desk.gazetteer.party(key).kind == "organisation"
    ]


def _statements(archive: Archive, desk: Desk) -> Draft | None:
    found = archive.statements(search_of(desk.question))
    return statements_draft(_fitting(found, desk.question), desk)


def _actor(archive: Archive, desk: Desk) -> Draft:
    """Answer for one party or person: statements, or else meetings, or else as a topic."""
    question = desk.question
    if question.asks == "met" and not question.topic:
        return _listed(archive, desk) or _nothing(archive, desk, [])
    if question.persons or question.topic:
        draft = _statements(archive, desk)
        if draft and question.persons and not question.topic:
            found = archive.meetings(replace(search_of(question), newest=True))
            return with_last_meeting(draft, _fitting(found, question), desk)
        if draft:
            return draft
    found = archive.meetings(search_of(question))
    groups = _fitting(found, question)
    if groups and not question.topic:
        return party_draft(groups, desk) if question.parties else dyad_draft(groups, desk)
    if question.parties and not question.topic:
        name = desk.party(question.parties[0])
        topical = replace(question, parties=(), topic=name)
        draft = _on_topic(archive, replace(desk, question=topical))
        if draft:
            return draft
    return _nothing(archive, desk, found)


def _on_topic(archive: Archive, desk: Desk) -> Draft | None:
    found = archive.statements(search_of(desk.question))
    return topic_draft(_fitting(found, desk.question), desk)


def _period(archive: Archive, desk: Desk) -> Draft:
    """Answer a question for a period or place alone: who met then and there."""
    question = desk.question
    if not (question.since or question.until or question.place):
        return help_draft(archive.dyads(), desk)
    return _listed(archive, desk) or _shared(archive, desk) or _nothing(archive, desk, [])


def _listed(archive: Archive, desk: Desk) -> Draft | None:
    found = archive.meetings(replace(search_of(desk.question), listed=True))
    groups = _fitting(found, desk.question)
    return list_draft(groups, desk) if groups else None


def _shared(archive: Archive, desk: Desk) -> Draft | None:
    """Where nobody met in the days asked about, say what was shared in them."""
    question = desk.question
    if question.place or not (question.since and question.until):
        return None
    since = _midnight(question.since, desk.zone)
    until = _midnight(question.until + timedelta(days=1), desk.zone)
    draft = recap_for(archive, desk, Window(since, until))
    return draft if draft.briefing.outcome is Outcome.ANSWER else None


def _midnight(day: date, zone: str) -> datetime:
    """Return the beginning of a day in a zone, in UTC."""
    try:
        return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.combine(day, time(), UTC)
