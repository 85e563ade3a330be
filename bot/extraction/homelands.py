"""The party of somebody whom a text names without one: from an office that it gives a party to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.context import context_of
from bot.extraction.datelines import city_name, dateline_of
from bot.extraction.labels import Kind, Labels
from bot.extraction.lexicon import role_words, words
from bot.names import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span

    from bot.extraction.drafts import Draft
    from bot.extraction.people import Person, Registry

OWNING = frozenset({"'s", "’s", "'", "’"})
JOINING = words("and , & /")
LEADING = words("president minister premier chancellor king queen emir amir sultan")
LOWEST = 2  # rank of an office that tells where somebody belongs
TITLE = 6  # tokens of an office without a name


@dataclass(frozen=True, slots=True)
class Office:
    """An office that the headline gives a party, without a name: "Peru's premier"."""

    party: str
    head: str
    rest: frozenset[str]


def find_homelands(doc: Doc, registry: Registry) -> None:
    """Give "President Ruiz" the party of "Peru's president" in the headline.

    Only when no other party has such an office there, and nobody else of the party holds it.
    """
    offices = list(_offices(doc, registry))
    if not offices:
        return
    for person in registry.persons:
        if person.party is not None or not person.titles:
            continue
        keys = {office.party for office in offices if _fits(doc, person, office)}
        free = [key for key in keys if not _held(doc, registry, key, offices)]
        if len(free) == 1:
            person.party, person.basis = free[0], "office"


def match_offices(doc: Doc, registry: Registry) -> None:
    """Give "Foreign Minister Frattini" the party of "the Italian Foreign Minister" elsewhere."""
    wanted = {i: _office_words(doc, p) for i, p in enumerate(registry.persons) if p.party is None}
    if not any(wanted.values()):
        return
    labels = registry.labels
    for index, match in labels.matches.items():
        if index in registry.at or match.form == "capital" or index + 1 in labels.matches:
            continue
        end = index + 1
        while end < len(doc) and labels.kinds[end] is Kind.ROLE and end not in registry.at:
            end += 1
        office = tuple(t.lower_ for t in doc[index + 1 : end])
        for person, offices in wanted.items():
            if office in offices and registry.persons[person].party is None:
                registry.persons[person].party = match.key
                registry.persons[person].basis = "office"


def _office_words(doc: Doc, person: Person) -> set[tuple[str, ...]]:
    """Return the titles without a party as tuples of lower-case words."""
    return {tuple(t.lower_ for t in doc[x.start : x.end]) for x in person.titles if x.party is None}


def _offices(doc: Doc, registry: Registry) -> Iterator[Office]:
    """Yield the offices of the headline that stand there without a name."""
    end = context_of(doc).headline
    labels = registry.labels
    for index, match in labels.matches.items():
        last = index + 1 not in labels.matches or labels.matches[index + 1] is not match
        if doc[index].idx >= end or not last or index in registry.at or match.form == "capital":
            continue
        stop = index + 1
        stop += stop < len(doc) and doc[stop].lower_ in OWNING
        stop = _past_parties(doc, labels, stop)
        office = _office(doc, registry, match.key, stop)
        if office is not None:
            yield office


def _past_parties(doc: Doc, labels: Labels, index: int) -> int:
    """Go on over "and Moroccan" of "Irish and Moroccan fisheries ministers"."""
    stop = index
    while stop < len(doc) and (labels.kinds[stop] is Kind.PARTY or doc[stop].lower_ in JOINING):
        stop += 1
    return stop if stop > index and labels.kinds[stop - 1] is Kind.PARTY else index


def _office(doc: Doc, registry: Registry, key: str, begin: int) -> Office | None:
    heads = role_words().heads
    for at in range(begin, min(len(doc), begin + TITLE)):
        if at in registry.at or not (doc[at].is_alpha or doc[at].text == "-"):
            return None
        head = doc[at].lower_
        head = head if head in heads else head.removesuffix("s")
        after = at + 1 < len(doc) and doc[at + 1].lower_.removesuffix("s") in heads
        if heads.get(head, 0) >= LOWEST and not after:
            rest = frozenset(t.lower_ for t in doc[begin:at])
            return Office(key, head, rest)
    return None


def _fits(doc: Doc, person: Person, office: Office) -> bool:
    """Say whether one of the person's titles may be meant by the office."""
    for title in person.titles:
        said = {t.lower_ for t in doc[title.start : title.end]}
        if office.head in {"leader", "chief"} and not office.rest:
            if said & LEADING and (said & {"prime", "president"} or len(said) == 1):
                return True
        elif office.head == "premier" and not (office.rest - {"deputy", "vice"}):
            if {"prime", "minister"} <= said and (("deputy" in said) == ("deputy" in office.rest)):
                return True
        elif office.head in said and _modified(said, office):
            return True
    return False


def _modified(said: set[str], office: Office) -> bool:
    """A bare "ministers" may be any; a foreign minister is no prime minister."""
    plain = {w for w in said if w in role_words().modifiers} - {office.head}
    if not office.rest:
        return not plain or (office.head == "minister" and "prime" not in plain)
    return office.rest <= said or not plain


def _held(doc: Doc, registry: Registry, key: str, offices: list[Office]) -> bool:
    """Say whether somebody else whose party is known holds the office of that party."""
    mine = [office for office in offices if office.party == key]
    held = [p for p in registry.persons if p.party == key and p.titles]
    return any(_fits(doc, person, office) for person in held for office in mine)


def infer_from_headline(doc: Doc, registry: Registry, draft: Draft) -> None:
    """Give the one who met and has no party the state that the headline or dateline leaves."""
    without = [i for i in draft.persons if registry.persons[i].party is None]
    if len(without) == 2 == len(draft.persons):
        _tell_apart(doc, registry, without)
        return
    held = {registry.persons[i].party for i in draft.persons} - {None}
    held |= {*draft.our_parties, *draft.their_parties}
    if len(without) != 1 or not held:
        return
    named = _states(doc, registry)
    lede = _states(doc, registry, body=True)
    if not held < named:
        named = lede if held < lede or not named else named
    capital = _capital_of(doc)
    left = named - held if held <= named or _first_state(doc, registry) not in held else set()
    left = left if len(named) < 3 else set()
    if not left and capital is not None:
        left = {capital} - held
    if len(left) == 1:
        person = registry.persons[without[0]]
        person.party, person.basis = left.pop(), "inferred"


def _capital_of(doc: Doc) -> str | None:
    """Return the state in whose capital the report was written, by its dateline."""
    dateline = dateline_of(doc)
    found = load_gazetteer().find(city_name(doc, dateline)) if dateline is not None else []
    return found[0].key if found and found[0].form == "capital" else None


def _states(doc: Doc, registry: Registry, *, body: bool = False) -> set[str]:
    """Return the states that the headline names, or the first sentence of the body."""
    end = context_of(doc).headline
    gazetteer = load_gazetteer()
    spots: range | list[int] = [t.i for t in doc if t.idx < end]
    if body:
        lede = _lede(doc)
        spots = range(lede.start, lede.end) if lede is not None else []
    matches = [m for i in spots if (m := registry.labels.matches.get(i)) is not None]
    keys = {m.key for m in matches if not (body and m.form == "capital")}
    return {key for key in keys if gazetteer.party(key).kind == "state"}


def _lede(doc: Doc) -> Span | None:
    """Return the first sentence of the body that has a verb."""
    dateline = dateline_of(doc)
    begin = dateline.end if dateline is not None else context_of(doc).headline
    body = (s for s in doc.sents if s.start_char >= begin)
    return next((s for s in body if any(t.pos_ == "VERB" for t in s)), None)


def _first_state(doc: Doc, registry: Registry) -> str | None:
    """Return the state that the headline is about: its first words, as its subject."""
    token = doc[0]
    key = registry.labels.party(0)
    return key if key is not None and token.dep_ != "compound" else None


def _tell_apart(doc: Doc, registry: Registry, pair: list[int]) -> None:
    """Give two without a party the two states of the report.

    Whoever says what a state will do is of that state: "Peru will buy ferries, the minister said".
    """
    lede = _lede(doc)
    named = _states(doc, registry)
    named = named if len(named) == 2 else _states(doc, registry, body=True)
    if lede is None or len(named) != 2:
        return
    doer = next(
        (t for t in lede if t.dep_ == "nsubj" and registry.labels.party(t.i) in named), None
    )
    teller = next((t for t in lede if t.dep_ == "nsubj" and registry.at.get(t.i) in pair), None)
    plain = doer is not None and teller is not None and doer.head.head.i == teller.head.i
    if doer is None or teller is None or not plain or teller.i < doer.i:
        return
    own = str(registry.labels.party(doer.i))
    for index in pair:
        person = registry.persons[index]
        mine = index == registry.at[teller.i]
        person.party = own if mine else next(key for key in named if key != own)
        person.basis = "inferred"
