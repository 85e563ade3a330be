"""Component: who met whom, where and when, assembled from drafts and the people registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction.asides import in_opening
from bot.extraction.casting import Cast
from bot.extraction.context import Context, context_of, text_of
from bot.extraction.days import find_day
from bot.extraction.drafts import Draft, collect
from bot.extraction.fallback import complete, guess_draft
from bot.extraction.folding import merged, opening_news, tell_again
from bot.extraction.homelands import infer_from_headline
from bot.extraction.inference import infer_party
from bot.extraction.places import kind_of, status_of
from bot.extraction.referents import Resolver, offices_of
from bot.extraction.venues import find_venue
from bot.names import Gazetteer, load_gazetteer
from store.records import (
    REMOTE,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Span,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from bot.extraction.people import Registry

EARLY = 2  # sentences of the body that tell the news
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
    official = context.outlet is not None and context.outlet.character == "official"
    guessed = guess_draft(doc, registry, resolver)
    usable: list[Draft] = []
    told = collect(doc, registry, resolver)
    if not official and guessed is not None:
        tell_again(told, guessed)
    for drafts in (_ordered(told, guessed), [guessed]):
        if not usable:
            found = [draft for draft in drafts if draft is not None][:MOST]
            usable = _completed(doc, registry, resolver, found, home=home, official=official)
    return [_facts(doc, registry, gazetteer, d, context, main=d is usable[0]) for d in usable]


def _completed(
    doc: Doc,
    registry: Registry,
    resolver: Resolver,
    drafts: list[Draft],
    *,
    home: str | None,
    official: bool,
) -> list[Draft]:
    """Return the drafts of which both sides are known, or can be found out."""
    for draft in drafts:
        complete(doc, registry, draft, resolver, home=home if official else None)
    if drafts and official and home is not None:
        infer_party(doc, registry, drafts[0], home)
    if drafts and not official:
        infer_from_headline(doc, registry, drafts[0])
    return [d for d in merged(registry, drafts) if d.sides == 2 and _distinct(registry, d)]


def _ordered(drafts: list[Draft], guessed: Draft | None) -> list[Draft]:
    """Return the drafts worth keeping, the article's main encounter first."""
    strong = [d for d in drafts if not d.weak]
    if guessed is None:
        return strong or [d for d in drafts if opening_news(d)][:1]
    if not strong:
        return [guessed]
    first = strong[0]
    early = first.headline or in_opening(first.sentence.doc, first.sentence.start, EARLY)
    held = guessed.status is MeetingStatus.HELD
    if first.status is not MeetingStatus.HELD and held and not early:
        return [guessed, *strong]  # what comes next, or was called off, is told last
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
    doc: Doc,
    registry: Registry,
    gazetteer: Gazetteer,
    draft: Draft,
    context: Context,
    *,
    main: bool,
) -> MeetingFacts:
    status = draft.status
    kind = _kind(doc, registry, draft, text_of(doc)[: context.headline] if main else "")
    told = [a for a in draft.accounts if status_of(a[1].text, doc[a[0]]) is status]
    held = status is MeetingStatus.HELD
    parties = _parties(registry, draft)
    venue = (
        None
        if kind in REMOTE
        else find_venue(doc, registry, told, parties, held=held, told=not draft.vague)
    )
    place_span, place = venue if venue is not None else (None, None)
    when, date_span = find_day(
        doc, told, planned=status is MeetingStatus.PLANNED, letter=draft.letter
    )
    host = _place_party(gazetteer, place)
    focus = tuple(draft.persons)
    offices = offices_of(doc, registry, focus)
    cast = Cast(doc, registry, gazetteer, context, offices)
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


def _kind(doc: Doc, registry: Registry, draft: Draft, headline: str) -> MeetingKind:
    if draft.letter:
        return MeetingKind.LETTER
    return kind_of(
        [*(sentence.text for _, sentence in draft.accounts), headline],
        visited=draft.visited,
        sides=len(_parties(registry, draft)),
        called=any(doc[anchor].lemma_ in {"call", "ring"} for anchor, _ in draft.accounts),
        spoke=all(doc[anchor].lemma_ in {"speak", "talk"} for anchor, _ in draft.accounts),
    )


def _parties(registry: Registry, draft: Draft) -> frozenset[str]:
    held = {key for i in draft.persons if (key := registry.persons[i].party) is not None}
    return frozenset({*held, *draft.our_parties, *draft.their_parties})


def _place_party(gazetteer: Gazetteer, place: str | None) -> str | None:
    """Return the state in whose territory the place is, as far as the gazetteer knows."""
    if not place:
        return None
    found = gazetteer.find(place)
    return found[0].key if found and gazetteer.party(found[0].key).kind == "state" else None


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
