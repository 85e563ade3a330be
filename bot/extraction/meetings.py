"""Component: who met whom, where and when, assembled from drafts and the people registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction import leaders
from bot.extraction.context import Context, context_of, text_of
from bot.extraction.days import find_day
from bot.extraction.drafts import Draft, collect
from bot.extraction.fallback import complete, guess_draft
from bot.extraction.folding import merged, opening_news
from bot.extraction.homelands import infer_from_headline
from bot.extraction.inference import infer_party
from bot.extraction.people import Registry, best_titles
from bot.extraction.places import kind_of, status_of
from bot.extraction.referents import Resolver, offices_of
from bot.extraction.spans import char_span
from bot.extraction.venues import find_venue
from bot.names import Gazetteer, load_gazetteer
from store.records import (
    Meeting,
    MeetingKind,
    MeetingStatus,
    Participant,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Doc

REMOTE = frozenset({MeetingKind.PHONE, MeetingKind.VIDEO, MeetingKind.LETTER})
BODIES = ("state", "government")  # what a "head" is the head of
MOST = 5  # meetings kept of one article

NAME = "readout_meetings"


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting with the registry indexes of those who met and may speak jointly."""

    meeting: Meeting
    principals: tuple[int, ...]


class MeetingsComponent:
    """Puts `MeetingFacts` into `doc._.meetings`, the article's main meeting first."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return the doc."""
        doc._.meetings = find_meetings(doc, doc._.people, self._gazetteer)
        return doc


@Language.factory(NAME)
def _meetings_factory(nlp: Language, name: str) -> Any:  # noqa: ARG001
    return MeetingsComponent()


def find_meetings(doc: Doc, registry: Registry, gazetteer: Gazetteer) -> list[MeetingFacts]:
    """Return the meetings that the article reports."""
    context = context_of(doc)
    home = context.outlet.party if context.outlet else None
    resolver = Resolver(doc, registry, home=home)
    drafts = _ordered(collect(doc, registry, resolver), guess_draft(doc, registry, resolver))
    official = context.outlet is not None and context.outlet.character == "official"
    for draft in drafts[:MOST]:
        complete(doc, registry, draft, resolver, home=home if official else None)
    if drafts and official and home is not None:
        infer_party(doc, registry, drafts[0], home)
    if drafts and not official:
        infer_from_headline(doc, registry, drafts[0])
    usable = [d for d in merged(registry, drafts[:MOST]) if d.sides == 2 and _distinct(registry, d)]
    return [_facts(doc, registry, gazetteer, d, context) for d in usable]


def _ordered(drafts: list[Draft], guessed: Draft | None) -> list[Draft]:
    """Return the drafts worth keeping, the article's main encounter first."""
    strong = [d for d in drafts if not d.weak]
    if guessed is None:
        return strong or [d for d in drafts if opening_news(d)][:1]
    if not strong:
        return [guessed]
    first = strong[0]
    if first.headline or first.sentence.start <= guessed.sentence.start or guessed.vague:
        return strong
    if set(guessed.persons) <= set(first.persons):
        if guessed.headline:
            first.accounts.extend(guessed.accounts)
        return strong
    return [guessed, *strong]


def _distinct(registry: Registry, draft: Draft) -> bool:
    """Say whether more than one person or party is involved."""
    parties = {registry.persons[i].party for i in draft.persons}
    parties |= {*draft.our_parties, *draft.their_parties}
    return len(draft.persons) + len(draft.our_parties) + len(draft.their_parties) > 1 and (
        len(parties - {None}) != 1 or None in parties
    )


def _facts(
    doc: Doc, registry: Registry, gazetteer: Gazetteer, draft: Draft, context: Context
) -> MeetingFacts:
    sentences = [s for _, s in draft.accounts]
    status = draft.status
    kind = kind_of(
        [s.text for s in sentences], visited=draft.visited, sides=_sides(registry, draft)
    )
    kind = MeetingKind.LETTER if draft.letter else kind
    told = [a for a in draft.accounts if status_of(a[1].text, doc[a[0]]) is status]
    held = status is MeetingStatus.HELD
    parties = _parties(registry, draft)
    venue = None if kind in REMOTE else find_venue(doc, registry, told, parties, held=held)
    place_span, place = venue if venue is not None else (None, None)
    when, date_span = find_day(
        doc, told, planned=status is MeetingStatus.PLANNED, letter=draft.letter
    )
    host = _place_party(gazetteer, place)
    focus = tuple(draft.persons)
    offices = offices_of(doc, registry, focus)
    cast = _Cast(doc, registry, gazetteer, context, offices)
    participants = (*cast.persons(draft, host, kind), *cast.delegations(draft))
    meeting = Meeting(
        kind=kind,
        status=status,
        participants=participants,
        place=place,
        place_span=place_span,
        date=when,
        date_span=date_span,
        span=Span(draft.sentence.start_char, draft.sentence.end_char),
    )
    return MeetingFacts(meeting, tuple(dict.fromkeys([*draft.ours, *draft.theirs])))


def _sides(registry: Registry, draft: Draft) -> int:
    return len(_parties(registry, draft))


def _parties(registry: Registry, draft: Draft) -> frozenset[str]:
    held = {key for i in draft.persons if (key := registry.persons[i].party) is not None}
    return frozenset({*held, *draft.our_parties, *draft.their_parties})


def _place_party(gazetteer: Gazetteer, place: str | None) -> str | None:
    """Return the state in whose territory the place is, as far as the gazetteer knows."""
    if not place:
        return None
    found = gazetteer.find(place)
    return found[0].key if found and gazetteer.party(found[0].key).kind == "state" else None


@dataclass(frozen=True, slots=True)
class _Cast:
    """Turns the persons and parties of a draft into participants."""

    doc: Doc
    registry: Registry
    gazetteer: Gazetteer
    context: Context
    offices: Mapping[int, tuple[str, ...]]

    def persons(self, draft: Draft, host: str | None, kind: MeetingKind) -> Iterator[Participant]:
        """Yield those named, in order of the two sides."""
        for index in draft.persons:
            person = self.registry.persons[index]
            yield Participant(
                name=person.name,
                titles=best_titles(self.doc, person) or self._offices(index),
                party=person.party,
                organisation=_organisation(self.gazetteer, person.party),
                role=_role(draft, index, person.party, host, kind),
                span=char_span(self.doc, person.first.start, person.first.end),
            )

    def _offices(self, index: int) -> tuple[str, ...]:
        """Return the offices by which somebody untitled is meant: "Russian head of state"."""
        text = text_of(self.doc)
        ends = [f"{title} of {body}" for body in BODIES for title in self.offices.get(index, ())]
        return tuple(t for t in ends if t in text) or self.offices.get(index, ())

    def delegations(self, draft: Draft) -> Iterator[Participant]:
        """Yield a party of which nobody is named; its leader on an official page of its own."""
        held = {self.registry.persons[i].party for i in draft.persons}
        for key in dict.fromkeys([*draft.our_parties, *draft.their_parties]):
            if key in held:
                continue
            outlet = self.context.outlet
            own = outlet is not None and outlet.party == key and key in draft.our_parties
            leader = leaders.holder(key, "president", self.context.published) if own else None
            yield Participant(name=leader or self.gazetteer.party(key).name, party=key)


def _organisation(gazetteer: Gazetteer, key: str | None) -> str | None:
    if key is None:
        return None
    party = gazetteer.party(key)
    return party.name if party.kind == "organisation" else None


def _role(
    draft: Draft, index: int, party: str | None, host: str | None, kind: MeetingKind
) -> str | None:
    """Return "host" or "visitor" from the verb, else from the place."""
    if kind in REMOTE:
        return None
    if draft.hosted or draft.visited:
        host_side = draft.ours if draft.hosted else draft.theirs
        return "host" if index in host_side else "visitor"
    if host is None or party is None:
        return None
    return "host" if party == host else "visitor"


def meeting_of(
    meetings: list[MeetingFacts], speakers: tuple[str, ...], parties: tuple[str, ...]
) -> int | None:
    """Return the meeting to which a position belongs: of its speakers, else of their party.

    What nobody in particular holds belongs to the main meeting.
    """
    if not meetings:
        return None
    if not speakers:
        return 0
    for index, facts in enumerate(meetings):
        if {p.name for p in facts.meeting.participants} & set(speakers):
            return index
    for index, facts in enumerate(meetings):
        if {p.party for p in facts.meeting.participants} & set(parties):
            return index
    return None
