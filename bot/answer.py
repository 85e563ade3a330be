"""Questions -> briefings: short reads through the store, everything else is pure; no writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from bot import logs
from bot.briefing.archive import MOST_LISTED
from bot.briefing.compose import compose
from bot.briefing.identity import Identity, identities
from bot.briefing.matching import MeetingGroup, group_meetings
from bot.briefing.normalise import plain_question
from bot.briefing.question import LONGEST, parse
from bot.briefing.recap import Window
from bot.briefing.routes import draft_for, recap_for
from bot.briefing.terms import Desk
from bot.briefing.topics import topic_words
from bot.names import load_gazetteer
from store import filed, positions
from store.records import Audience, Briefing, FiledArticle, Outcome, Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.briefing.archive import Search
    from bot.briefing.drafts import Draft
    from bot.services import Clock
    from store.database import Database

log = logs.logger(__name__)
MOST = 40  # accounts of meetings read for one answer
LATEST = 6  # of them where only the last meeting is asked for
DETAILED = 8  # of them that come with positions, where no topic is asked about
LAST_MEETING = (
    "Since the last meeting: that meeting, and what it brought that the one before had not."
)
MOST_WORDS = 40  # of a question, looked up as surnames


class Answering(Protocol):
    """The part of Services that an answer needs."""

    @property
    def database(self) -> Database:
        """The store."""

    @property
    def clock(self) -> Clock:
        """The present time, aware UTC."""


def brief(  # noqa: PLR0913 - who asks, what, when, where, after what
    services: Answering,
    audience: Audience,
    text: str,
    *,
    now: datetime | None = None,
    zone: str = "UTC",
    previous: Question | None = None,
    article_ids: Sequence[int] = (),
) -> Briefing:
    """Return the answer to a typed question from what the audience may see.

    `now` (aware) and `zone` fix what "last month" means. `previous` is the thread's last question.
    `article_ids` are the articles that a question without words of its own is about.
    """
    archive = StoredArchive(services.database, audience)
    moment = Moment(now or services.clock(), zone)
    question = _parse(archive, text, moment, previous)
    if article_ids and question.outcome is Outcome.HELP and not _has_own_words(question):
        question = Question(text=question.text, article_ids=tuple(article_ids))
    return brief_question(services, audience, question, zone=zone)


def brief_question(
    services: Answering, audience: Audience, question: Question, *, zone: str = "UTC"
) -> Briefing:
    """Return the answer to a question that has been understood (or not: help, choices)."""
    desk = Desk(load_gazetteer(), zone, _with_echo(question, zone))
    return _composed(draft_for(StoredArchive(services.database, audience), desk), desk)


def recap_briefing(  # noqa: PLR0913 - of what, for whom, what could not be read
    services: Answering,
    audience: Audience,
    *,
    since: datetime,
    until: datetime,
    zone: str,
    channel_name: str | None = None,
    unreadable: int = 0,
) -> Briefing:
    """Return the recap of what was shared in [since, until); outcome NOTHING for an empty week.

    `unreadable` is the number of links of that time that could not be read.
    """
    archive = StoredArchive(services.database, audience)
    window = Window(since, until, channel_name or "", unreadable=unreadable)
    desk = Desk(load_gazetteer(), zone, Question(text="weekly recap"))
    return _composed(recap_for(archive, desk, window), desk)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is asked, and in which time zone."""

    now: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class StoredArchive:
    """What one audience may know of, read from the store in short transactions."""

    database: Database
    audience: Audience

    def meetings(self, search: Search) -> list[MeetingGroup]:
        """Return the meetings of all the parties and persons."""
        with self.database.read() as tx:
            found = positions.find_meetings(
                tx,
                self.audience,
                limit=_limit(search),
                detailed=_detailed(search),
                parties=search.parties,
                persons=self._spellings(search.persons),
                topic_words=search.topics,
                since=search.since,
                until=search.until,
                article_ids=search.article_ids,
                include_undated=True,
            )
        return group_meetings(found)

    def statements(self, search: Search) -> list[MeetingGroup]:
        """Return meetings with only those positions that the search is for."""
        with self.database.read() as tx:
            found = positions.find_positions(
                tx,
                self.audience,
                limit=MOST,
                parties=search.parties,
                persons=self._spellings(search.persons),
                topic_words=search.topics,
                since=search.since,
                until=search.until,
                include_undated=True,
            )
        return group_meetings(found)

    def shared(self, since: datetime, until: datetime) -> list[MeetingGroup]:
        """Return the meetings of the articles shared in [since, until)."""
        with self.database.read() as tx:
            found = positions.find_meetings(
                tx, self.audience, limit=MOST_LISTED, shared_since=since, shared_until=until
            )
        return group_meetings(found)

    def count_articles(self, since: datetime, until: datetime) -> int:
        """Return how many articles without a meeting were shared in [since, until)."""
        with self.database.read() as tx:
            found = positions.articles_without_meeting(
                tx, self.audience, since=since.date(), until=until.date(), limit=MOST_LISTED
            )
        return sum(any(since <= s.shared_at < until for s in one.shares) for one in found)

    def dyads(self) -> list[tuple[str, str]]:
        """Return the pairs of parties that met last."""
        with self.database.read() as tx:
            return positions.latest_dyads(tx, self.audience)

    def persons(self, words: Sequence[str] = ()) -> list[Identity]:
        """Return persons known here, all or those with one of these surnames."""
        with self.database.read() as tx:
            return identities(positions.known_persons(tx, self.audience, words=words))

    def _spellings(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each name all the spellings under which that person is filed."""
        words = [word for name in names for word in name.split()]
        known = self.persons(words) if words else []
        spelled = {name: one.spellings for one in known for name in one.spellings}
        return [spelled.get(name, (name,)) for name in names]

    def articles(self, ids: Sequence[int]) -> list[FiledArticle]:
        """Return those of the articles that may be seen."""
        with self.database.read() as tx:
            found = filed.articles(tx, self.audience, ids)
        return [found[number] for number in ids if number in found]


def _limit(search: Search) -> int:
    if search.newest:
        return LATEST
    return MOST_LISTED if search.listed else MOST


def _detailed(search: Search) -> int | None:
    """Return how many of the meetings come with their positions; None: all."""
    if search.listed or search.newest:
        return 0
    return None if search.topics else DETAILED


def _parse(
    archive: StoredArchive, text: str, moment: Moment, previous: Question | None
) -> Question:
    """Parse with the persons that the words name; with all of them when words stay unknown."""
    words = [word.removesuffix("'s") for word in topic_words(plain_question(text[:LONGEST]))]
    words = words[:MOST_WORDS]
    question = _parsed(text, moment, previous, archive.persons(words) if words else [])
    unclear = question.unknown or any(note.startswith("Not used") for note in question.notes)
    return _parsed(text, moment, previous, archive.persons()) if unclear else question


def _has_own_words(question: Question) -> bool:
    """Tell whether help was the answer to something: thanks, or a wish that nobody grants."""
    return question.smalltalk or bool(question.unknown)


def _parsed(
    text: str, moment: Moment, previous: Question | None, persons: Sequence[Identity]
) -> Question:
    return parse(
        text,
        now=moment.now,
        zone=moment.zone,
        gazetteer=load_gazetteer(),
        persons=persons,
        previous=previous,
    )


def _with_echo(question: Question, zone: str) -> Question:
    """Say how a period was understood."""
    if not question.period or question.outcome is not Outcome.ANSWER:
        return question
    note = LAST_MEETING if question.since_last else f"Period: {question.period} ({zone})"
    return replace(question, notes=(*question.notes, note))


def _composed(draft: Draft, desk: Desk) -> Briefing:
    briefing = compose(draft, desk=desk)
    if briefing.dropped:
        log.warning("lines_dropped", dropped=briefing.dropped)
    return briefing
