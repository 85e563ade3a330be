"""Participants from the persons and parties of a draft, with office, party and role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction import leaders
from bot.extraction.context import text_of
from bot.extraction.people import best_titles
from bot.extraction.spans import char_span
from store.records import REMOTE, MeetingKind, Participant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Doc

    from bot.extraction.context import Context
    from bot.extraction.drafts import Draft
    from bot.extraction.people import Registry
    from bot.names import Gazetteer

BODIES = ("state", "government")  # what a "head" is the head of


@dataclass(frozen=True, slots=True)
class Cast:
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
