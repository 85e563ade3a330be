"""The party of a counterpart whom an official page names without one, from its own words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.extraction.labels import Kind
from bot.names import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from bot.extraction.drafts import Draft
    from bot.extraction.people import Registry

OFFICE, DYAD, NAMED = 100, 10, 1  # what one piece of evidence weighs
CLEAR = 2  # how far the first must be ahead of the second


def infer_party(doc: Doc, registry: Registry, draft: Draft, home: str) -> None:
    """Give the one participant without a party the other party that the article is about.

    Evidence: an office without a name ("the Dutch Prime Minister"), pairs with the publisher
    ("Russian-Japanese relations"), then plain mentions. Nothing is set unless it is clear.
    """
    without = [i for i in draft.persons if registry.persons[i].party is None]
    if not without and not draft.others:
        without = [i for i in draft.theirs if registry.persons[i].basis == "publisher"]
    held = {registry.persons[i].party for i in draft.persons if i not in without}
    if len(without) != 1 or (held | {*draft.our_parties}) - {None, home}:
        return
    votes = _votes(doc, registry, home)
    ranked = votes.most_common(2)
    if registry.persons[without[0]].party and ranked and ranked[0][1] < DYAD:
        return
    if not ranked or (len(ranked) > 1 and ranked[0][1] < CLEAR * ranked[1][1]):
        return
    person = registry.persons[without[0]]
    person.party, person.basis = ranked[0][0], "inferred"


def _votes(doc: Doc, registry: Registry, home: str) -> Counter[str]:
    labels = registry.labels
    votes: Counter[str] = Counter()
    gazetteer = load_gazetteer()
    for index, key in _named_parties(registry):
        if key == home or gazetteer.party(key).kind != "state":
            continue
        office = index + 1
        while (
            office < len(doc) and labels.kinds[office] is Kind.ROLE and not labels.head(doc[office])
        ):
            office += 1
        if office < len(doc) and labels.head(doc[office]) and office not in registry.at:
            votes[key] += OFFICE
        elif _pairs(doc, registry, index, home):
            votes[key] += DYAD
        else:
            votes[key] += NAMED
    return votes


def _named_parties(registry: Registry) -> Iterator[tuple[int, str]]:
    """Yield the last token and the key of each party named outside persons' titles."""
    matches = registry.labels.matches
    for index in sorted(matches):
        if matches.get(index + 1) is not matches[index] and matches[index].form != "capital":
            yield index, matches[index].key


def _pairs(doc: Doc, registry: Registry, index: int, home: str) -> bool:
    """Say whether the party is joined with the publisher's: "Russian-Dutch", "Russia and X"."""
    for at in range(max(0, index - 4), min(len(doc), index + 5)):
        if registry.labels.party(at) == home:
            between = doc[min(at, index) + 1 : max(at, index)]
            if all(t.lower_ in {"-", "–", "and", "with", "the", "to", "’s", "'s"} for t in between):
                return True
    return False
