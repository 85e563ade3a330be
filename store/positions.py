"""The read side of briefings: meetings, positions and persons that an audience may know of."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Unpack

from sqlalchemy import ColumnElement, exists, func, select

from store import accounts, filed
from store.audience import visible_shares
from store.changes import KnownPerson
from store.holding import in_meetings, outside_meetings
from store.search import (
    ARTICLES,
    PAGE,
    Hit,
    Wanted,
    hits,
    meetings,
    shared_within,
    topic_of,
)
from store.tables import ArticleRow, MeetingRow, ParticipationRow, PersonRow, ShareRow
from store.topics import sift
from store.wording import fold, mentions, surname

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from store.database import Tx
    from store.records import Audience, FiledArticle, FiledMeeting, FiledPosition

__all__ = [
    "KnownPerson",
    "Wanted",
    "articles_without_meeting",
    "find_meetings",
    "find_positions",
    "known_persons",
    "latest_dyads",
]

DYADS_AMONG = 500  # newest meetings among which the latest dyads are looked for


def find_meetings(
    tx: Tx,
    audience: Audience,
    *,
    limit: int = 20,
    detailed: int | None = None,
    **wanted: Unpack[Wanted],
) -> list[FiledMeeting]:
    """Return meetings with all named parties and persons among the participants, newest first.

    Newest by the day of the meeting if known, else of publication, else of sharing. A topic
    leaves meetings on which some position matches by its label or its words; all positions of
    those come along. Persons are matched by full name, or by surname where one word is given.
    Only the first `detailed` come with their positions; None: all.
    """
    found = islice(sift(tx, meetings(tx, audience, wanted), topic_of(wanted)), limit)
    return accounts.load(tx, audience, [hit.id for hit in found], detailed=detailed)


def find_positions(
    tx: Tx, audience: Audience, *, limit: int = 20, **wanted: Unpack[Wanted]
) -> list[FiledMeeting]:
    """Return meetings with only those of their positions that match, newest first.

    A position matches if one of the persons speaks (if any are named), one of the parties holds
    it (if any are named), and its label or words are on the topic (if given). Positions outside
    any meeting come under an empty meeting with the negative id of their article.
    """
    inside = in_meetings(tx, audience, wanted)
    outside = outside_meetings(tx, audience, wanted)
    found = sift(tx, merge(inside, outside, reverse=True), topic_of(wanted))

    def narrowed(account: FiledMeeting) -> FiledMeeting | None:
        held = tuple(one for one in account.positions if _held(account, one, wanted))
        return replace(account, positions=held) if held else None

    return _collect(tx, audience, found, narrowed, limit)


def latest_dyads(tx: Tx, audience: Audience, *, limit: int = 5) -> list[tuple[str, str]]:
    """Return the pairs of parties that met last, newest first; each pair once."""
    newest = islice(meetings(tx, audience, {}), DYADS_AMONG)
    pairs: dict[frozenset[str], tuple[str, str]] = {}
    while len(pairs) < limit and (page := list(islice(newest, PAGE))):
        some = [hit.id for hit in page]
        parties = _parties(tx, some)
        for one, *others in (parties[i] for i in some if i in parties):
            if len(others) == 1:
                pairs.setdefault(frozenset((one, others[0])), (one, others[0]))
    return list(pairs.values())[:limit]


def known_persons(tx: Tx, audience: Audience, *, words: Sequence[str] = ()) -> list[KnownPerson]:
    """Return the persons of visible articles, most often named first.

    `words` narrow to those whose surname or full name is among them, which is much faster in a
    large archive. Spellings that differ in case and diacritics are one person.
    """
    rows = (
        select(PersonRow.folded, PersonRow.name, PersonRow.party, func.count())
        .where(PersonRow.workspace_id == audience.workspace_id, _named(audience, words))
        # Not the order of an index: SQLite would walk that one instead of looking the words up.
        .group_by(PersonRow.name, PersonRow.party, PersonRow.folded)
    )
    names: dict[str, Counter[str]] = defaultdict(Counter)
    parties: dict[str, Counter[str]] = defaultdict(Counter)
    for folded, name, party, count in tx.execute(rows):
        names[folded][name] += count
        if party:
            parties[folded][party] += count
    persons = [_known(names[folded], parties[folded]) for folded in names]
    return sorted(persons, key=lambda person: (-person.count, person.name))


def articles_without_meeting(
    tx: Tx,
    audience: Audience,
    *,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
) -> list[FiledArticle]:
    """Return articles in which no meeting was found, shared on these days; newest first."""
    wanted: Wanted = {"since": since, "until": until}
    bare = ~exists().where(MeetingRow.article_id == ArticleRow.id)
    shared = shared_within(ARTICLES, audience, wanted)
    found = list(islice(hits(tx, audience, ARTICLES, [bare, shared], wanted), limit))
    seen = filed.articles(tx, audience, [hit.id for hit in found])
    return [seen[hit.id] for hit in found if hit.id in seen]


def _collect(
    tx: Tx,
    audience: Audience,
    found: Iterator[Hit],
    judge: Callable[[FiledMeeting], FiledMeeting | None],
    limit: int,
) -> list[FiledMeeting]:
    """Load hits in portions until `limit` of them have passed the judge."""
    kept: list[FiledMeeting] = []
    while len(kept) < limit and (some := list(islice(found, min(limit, PAGE)))):
        loaded = _load(tx, audience, some)
        kept += [judged for account in loaded if (judged := judge(account))]
    return kept[:limit]


def _load(tx: Tx, audience: Audience, some: Sequence[Hit]) -> list[FiledMeeting]:
    inside = accounts.load(tx, audience, [hit.id for hit in some if not hit.loose])
    outside = accounts.load_loose(tx, audience, [hit.id for hit in some if hit.loose])
    by_id = {account.id: account for account in [*inside, *outside]}
    keys = [-hit.id if hit.loose else hit.id for hit in some]
    return [by_id[key] for key in keys if key in by_id]


def _about(account: FiledMeeting, held: FiledPosition, topic: Sequence[str]) -> bool:
    position = held.position
    words = position.content.of(account.article.text.text)
    return mentions(position.topic, topic) or mentions(words, topic)


def _held(account: FiledMeeting, held: FiledPosition, wanted: Wanted) -> bool:
    parties, persons = wanted.get("parties", ()), wanted.get("persons", ())
    topic = topic_of(wanted)
    return (
        (not parties or any(party in parties for party in held.position.parties))
        and (not persons or _speaks(account, held, persons))
        and (not topic or _about(account, held, topic))
    )


def _speaks(
    account: FiledMeeting, held: FiledPosition, persons: Sequence[str | tuple[str, ...]]
) -> bool:
    """Whether one of the persons is among the speakers, by full name or surname."""
    spelled = {fold(one) for name in persons if isinstance(name, tuple) for one in name}
    names = {fold(name) for name in persons if isinstance(name, str)}
    of = {fold(p.name): p.party for p in account.meeting.participants}
    only = held.position.parties[0] if len(held.position.parties) == 1 else None
    return any(
        fold(speaker) in names | spelled or surname(speaker, of.get(fold(speaker), only)) in names
        for speaker in held.position.speakers
    )


def _parties(tx: Tx, meeting_ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Return the parties of meetings, each once, in the order of the participants."""
    rows = (
        select(ParticipationRow.meeting_id, ParticipationRow.party)
        .where(ParticipationRow.meeting_id.in_(meeting_ids), ParticipationRow.party.is_not(None))
        .order_by(ParticipationRow.meeting_id, ParticipationRow.ordinal)
    )
    parties: dict[int, list[str]] = defaultdict(list)
    for meeting_id, party in tx.execute(rows):
        if party and party not in parties[meeting_id]:
            parties[meeting_id].append(party)
    return parties


def _named(audience: Audience, words: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a visible article names the person, and one of the words does."""
    shared = visible_shares(audience)
    if not words:
        seen = select(ShareRow.article_id).where(shared, ShareRow.article_id.is_not(None))
        return PersonRow.article_id.in_(seen)
    folded = {fold(word) for word in words} - {""}
    surnames = {word for word in folded if " " not in word}
    called: ColumnElement[bool] = PersonRow.surname.in_(sorted(surnames))
    if folded > surnames:
        called |= PersonRow.folded.in_(sorted(folded - surnames))
    # Few rows are to be looked at, so one by one is faster.
    return called & exists().where(ShareRow.article_id == PersonRow.article_id, shared)


def _known(names: Counter[str], parties: Counter[str]) -> KnownPerson:
    """Return the person under the commonest spelling and party; of equals the first by letter."""
    name = min(names, key=lambda spelled: (-names[spelled], spelled))
    party = min(parties, key=lambda key: (-parties[key], key)) if parties else None
    return KnownPerson(name, party, sum(names.values()))
