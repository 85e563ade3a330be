"""Collects the encounters that an article reports and groups accounts of the same one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.extraction.asides import in_opening, in_passing, told_beside
from bot.extraction.attendance import add_attendance
from bot.extraction.context import context_of
from bot.extraction.events import Event, events_of
from bot.extraction.folding import file_draft, name_the_headline
from bot.extraction.labels import Kind
from bot.extraction.ledes import reported
from bot.extraction.letters import is_letter, letters_of
from bot.extraction.lexicon import meeting_words
from bot.extraction.places import status_of
from bot.extraction.press import is_press
from bot.extraction.referents import noun_lemma
from bot.extraction.trees import is_fragment, usable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span

    from bot.extraction.people import Registry
    from bot.extraction.referents import Owner, Resolver
    from store.records import MeetingStatus

JOINTS = frozenset({",", "and", "&", "as", "well", "the"})
LONGEST = 6  # tokens between two names of a list
NEAR = 4  # tokens between "with" and the first name


@dataclass(slots=True)
class Draft:
    """One encounter in the making. Persons are registry indexes, parties gazetteer keys."""

    anchor: int
    sentence: Span
    ours: list[int] = field(default_factory=list)
    theirs: list[int] = field(default_factory=list)
    our_parties: list[str] = field(default_factory=list)
    their_parties: list[str] = field(default_factory=list)
    hosted: bool = False
    visited: bool = False
    nominal: bool = False
    headline: bool = False
    weak: bool = False  # spoken of in passing: "to visit X", "his recent meeting with X"
    vague: bool = False  # guessed from who speaks
    letter: bool = False  # written, not spoken
    office: str = ""  # "minister" of "the foreign ministers of Spain and Italy"
    others: list[int] = field(default_factory=list)  # who "also took part"
    accounts: list[tuple[int, Span]] = field(default_factory=list)  # anchors and sentences

    @property
    def persons(self) -> list[int]:
        """Everybody on both sides, once."""
        return list(dict.fromkeys([*self.ours, *self.theirs, *self.others]))

    @property
    def told_above(self) -> bool:
        """Whether the headline, or a guess, is what tells of it so far."""
        return (self.headline or self.vague) and self.anchor == self.accounts[0][0]

    @property
    def status(self) -> MeetingStatus:
        """Whether its sentence tells it as held, planned or called off."""
        return status_of(self.sentence.text, self.sentence.doc[self.anchor])

    @property
    def sides(self) -> int:
        """How many sides are known."""
        return bool(self.ours or self.our_parties) + bool(self.theirs or self.their_parties)


def collect(doc: Doc, registry: Registry, resolver: Resolver) -> list[Draft]:
    """Return the encounters in textual order, one draft each."""
    talk = reported(doc)
    headline = context_of(doc).headline
    found: list[Draft] = []
    for sentence in doc.sents:
        if not usable(sentence):
            continue
        top = sentence.start_char < headline
        for event in _events(doc, sentence, top=top):
            if event.anchor in talk and not told_beside(doc, event.anchor):
                continue
            draft = _draft(doc, registry, resolver, event, sentence)
            draft.headline = top
            draft.weak = not top and in_passing(doc, event, sentence)
            draft.weak = draft.weak or (event.nominal and not top and not draft.theirs)
            if (draft.theirs or draft.their_parties) and not name_the_headline(
                registry, found, draft
            ):
                file_draft(found, draft)
        add_attendance(registry, sentence, found)
    return found


def _events(doc: Doc, sentence: Span, *, top: bool) -> Iterator[Event]:
    """Yield the encounters of a sentence without interviews, and the letters of the opening."""
    letters = list(letters_of(sentence)) if top or in_opening(doc, sentence.start, 1) else []
    told = {event.anchor for event in letters}
    for event in events_of(sentence, headline=top or is_fragment(sentence)):
        sides = (*event.ours, *event.theirs)
        if event.anchor not in told and not any(is_press(doc, index) for index in sides):
            yield replace(event, letter=top and is_letter(sentence, event.anchor))
    yield from letters


def _draft(doc: Doc, registry: Registry, resolver: Resolver, event: Event, sentence: Span) -> Draft:
    draft = Draft(event.anchor, sentence, hosted=event.hosted, visited=event.visited)
    draft.nominal, draft.letter = event.nominal, event.letter
    draft.accounts.append((event.anchor, sentence))
    for index in event.theirs:
        persons = persons_from(doc, registry, int(doc[index].left_edge.i))
        persons = persons or persons_from(doc, registry, index)
        owner = None if persons else resolver.resolve(doc[index])
        _put(draft.theirs, draft.their_parties, persons, owner)
    for index in event.ours:
        persons, owner = _our_side(doc, registry, resolver, event, index)
        draft.office = noun_lemma(doc[index]) if owner is not None and owner.parties else ""
        _put(draft.ours, draft.our_parties, persons, owner)
    if not event.ours and not event.nominal:
        before = range(event.anchor - 1, max(-1, event.anchor - NEAR), -1)
        draft.ours = [registry.named[i] for i in before if i in registry.named][:1]
    draft.ours = [p for p in draft.ours if p not in draft.theirs]
    alone = not event.theirs and len(draft.ours) == 1 and not draft.our_parties
    if alone and (event.letter or doc[event.anchor].lemma_ == "meet"):
        draft.ours = _listed(doc, registry, sentence, event.anchor) or draft.ours
    if not draft.ours and not draft.our_parties and len(draft.theirs) > 1:
        _split(registry, draft)
    if not event.theirs and len(draft.ours) > 1:
        draft.theirs = draft.ours[1:]
        draft.ours = draft.ours[:1]
    if not event.theirs and len(draft.our_parties) > 1:
        draft.their_parties = draft.our_parties[1:]
        draft.our_parties = draft.our_parties[:1]
    return draft


def _our_side(
    doc: Doc, registry: Registry, resolver: Resolver, event: Event, index: int
) -> tuple[list[int], Owner | None]:
    """Return who stands at one token of our side: persons by the words, else whom it means."""
    persons = _around(doc, registry, event, index)
    joins = doc[event.anchor].lemma_ in meeting_words().attending | {"take"}
    owner = None if persons or joins else resolver.delegations(doc[index])
    owner = owner if persons or owner else resolver.resolve(doc[index])
    if owner is not None and not owner.persons and event.anchor - 1 in registry.at:
        return [registry.at[event.anchor - 1]], None  # "Minister of Trade Ann Lee met"
    return persons, owner


def _listed(doc: Doc, registry: Registry, sentence: Span, anchor: int) -> list[int]:
    """Return all who stand before "met", of whom a parse often sees only the first."""
    before = doc[sentence.start : anchor]
    if any(t.pos_ == "VERB" for t in before):
        return []
    return list(dict.fromkeys(registry.at[t.i] for t in before if t.i in registry.at))


def _around(doc: Doc, registry: Registry, event: Event, index: int) -> list[int]:
    """Return our side of a headline's noun: who stands right in front of it, or after "of"."""
    if not event.nominal:
        return []
    if index > event.anchor:
        return persons_from(doc, registry, max(event.anchor + 2, int(doc[index].left_edge.i)))
    found = [registry.at.get(at) for at in (index, index - 1)]
    return [p for p in found if p is not None][:1]


def _split(registry: Registry, draft: Draft) -> None:
    """Part "the meeting between X and Y" into two sides by party."""
    first = registry.persons[draft.theirs[0]].party
    rest = [p for p in draft.theirs if registry.persons[p].party != first]
    if rest:
        draft.ours = [p for p in draft.theirs if p not in rest]
        draft.theirs = rest


def _put(persons: list[int], parties: list[str], named: list[int], owner: Owner | None) -> None:
    persons.extend(p for p in named if p not in persons)
    if owner is not None:
        persons.extend(p for p in owner.persons if p not in persons)
        parties.extend(p for p in owner.parties if p not in parties)


def persons_from(doc: Doc, registry: Registry, index: int) -> list[int]:
    """Return the persons of a list that begins at (or just after) a token, by the words alone."""
    end = min(len(doc), index + NEAR)
    start = index
    while start < end and start not in registry.at:
        titled = registry.labels.kinds[start] is Kind.ROLE  # "visiting"
        if doc[start].text == "," and registry.labels.kinds[start - 1] is Kind.HONORIFIC:
            titled = True  # "His Royal Highness, Crown Prince X"
        if doc[start].pos_ in {"VERB", "AUX", "ADP", "PUNCT"} and not titled:
            return []
        start += 1
    if any(token.is_sent_start for token in doc[index + 1 : start + 1]):
        return []
    return _list_at(doc, registry, start)


def _list_at(doc: Doc, registry: Registry, start: int) -> list[int]:
    """Return the persons of a list; not B of "A, State Secretary to Minister B, and C"."""
    found: list[int] = []
    joined = True
    while start < len(doc) and start in registry.at:
        person = registry.at[start]
        if joined and person not in found:
            found.append(person)
        while start < len(doc) and registry.at.get(start) == person:
            start += 1
        after = start
        while after < min(len(doc), start + LONGEST) and doc[after].lower_ in JOINTS:
            after += 1
        joined, start = after > start, after
    return found
