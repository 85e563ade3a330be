"""Where an encounter was held, from the whole report: its accounts, its talks, its dateline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.extraction.asides import in_opening, told_beside
from bot.extraction.context import text_of
from bot.extraction.datelines import STAGE, city_name, dateline_of, heading_of
from bot.extraction.folding import OTHER_TIMES
from bot.extraction.ledes import reported, saying_of
from bot.extraction.lexicon import words
from bot.extraction.places import find_place, place_at
from bot.extraction.trees import child, is_negated, usable
from bot.names import load_gazetteer
from store.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.people import Registry

Account = tuple[int, "TokenSpan"]  # anchor and sentence that report an encounter
Venue = tuple[Span, str]
TALKS = words("talk talks meeting negotiation consultation conversation")
HERE = re.compile(r"\bhere\b|\b[Ii]n this (?:[\w-]+ ){0,3}(?:city|town|capital|resort|port)\b")
WHERE = re.compile(
    r"\b(?:at|in)\s+(?:the\s+)?(?P<place>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,3})(?:,[^,.;]{3,60})?,"
    r"\s+where\s+(?:the\s+(?:two|three|pair|leaders|ministers|presidents)|both|they)\b"
)
CONFERENCE = re.compile(r"\b(?:news|press) conference\b")
SPEAKING = words("say tell announce declare")
RELATIVE = 5  # how far up "where she is to meet" hangs on the place


def find_venue(
    doc: Doc,
    registry: Registry,
    accounts: list[Account],
    parties: frozenset[str],
    *,
    held: bool,
    told: bool,
) -> Venue | None:
    """Return the place and its name. `parties`: of those who met; `held`: not planned.

    `told`: the text says that they met; whoever only speaks to another may be on the telephone.
    """
    found = (
        _in_accounts(doc, registry, accounts)
        or _where_it_takes_place(doc, registry)
        or (_of_the_talks(doc, registry) if held else None)
        or (_heading(doc) if held else None)
        or _where_the_two(doc)
        or (_where_they_spoke(doc, registry, accounts, parties) if held else None)
    )
    if found is not None:
        return found, _named(doc, registry, found)
    return _by_dateline(doc, accounts, parties, held=held and told)


def _where_they_spoke(
    doc: Doc, registry: Registry, accounts: list[Account], parties: frozenset[str]
) -> Span | None:
    """Return Rome of "A and B said in Rome", or "A said in Rome" of a joint press conference."""
    said = reported(doc)
    staged = any(STAGE.search(s.text) or CONFERENCE.search(s.text) for _, s in accounts)
    for sentence in doc.sents:
        if not usable(sentence) or not in_opening(doc, sentence.start, 1):
            continue
        verb = next((t for t in sentence if t.lemma_ in SPEAKING and t.i not in said), None)
        if verb is None:
            continue
        before = (registry.named.get(i) for i in range(sentence.start, verb.i))
        met = {registry.persons[i].party for i in before if i is not None} & parties
        if len(met) > (0 if staged else 1):
            return find_place(doc, registry.labels, sentence, verb.i, said, near=True)
    return None


def _heading(doc: Doc) -> Span | None:
    found = heading_of(doc)
    return found.city if found is not None else None


def outside(doc: Doc, anchor: int) -> set[int]:
    """Return what is only said, seen from an encounter: not what hangs on its own verb."""
    said = reported(doc)
    if anchor in said and told_beside(doc, anchor):
        return set()
    own = saying_of(doc, anchor)
    if own is None:
        return said
    return said - {i for i in range(*own.content) if _hangs_on(doc, doc[i], anchor)}


def _hangs_on(doc: Doc, token: Token, anchor: int) -> bool:
    """Say whether a word, or the one in front of it, belongs to the verb, or to whom it names."""
    named = doc._.people.named
    if token.lower_ == "at" and any(i in named for i in range(anchor, token.i)):
        return True  # "discussed trade with X at Y Palace"
    token = token.head if token.dep_ == "nummod" else token  # "on 10 June"
    head = token.head if token.head.pos_ != "ADP" else token.head.head
    return head.i == anchor or (head.i in named and head.i != token.i)


def _in_accounts(doc: Doc, registry: Registry, accounts: list[Account]) -> Span | None:
    for anchor, sentence in accounts:
        found = find_place(doc, registry.labels, sentence, anchor, outside(doc, anchor))
        found = found or _relative(doc, registry, anchor)
        if found is not None:
            return found
    return _visited(doc, registry, accounts[0][0]) if accounts else None


def _visited(doc: Doc, registry: Registry, anchor: int) -> Span | None:
    """Return Rome of "will visit Rome"."""
    verb = doc[anchor]
    goal = child(verb, "dobj") if verb.lemma_ == "visit" and verb.pos_ == "VERB" else None
    if goal is None or child(goal, "conj") is not None:
        return None
    return place_at(doc, registry.labels, goal)


def _relative(doc: Doc, registry: Registry, anchor: int) -> Span | None:
    """Return Rome of "will travel to Rome, where she is to meet ..."."""
    token = doc[anchor]
    for _ in range(RELATIVE):
        if token.dep_ == "relcl" and any(t.lower_ == "where" for t in token.subtree):
            return place_at(doc, registry.labels, token.head)
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _where_it_takes_place(doc: Doc, registry: Registry) -> Span | None:
    said = reported(doc)
    for sentence in doc.sents:
        if any(t.lemma_ == "take" and _takes_place(t) for t in sentence):
            return find_place(doc, registry.labels, sentence, sentence.start, said)
    return None


def _takes_place(verb: Token) -> bool:
    """Say whether "the meeting took place" stands here."""
    held = [c.lower_ for c in verb.children]
    return "place" in held and any(w in {"meeting", "talks", "talk", "conversation"} for w in held)


def _of_the_talks(doc: Doc, registry: Registry) -> Span | None:
    """Return Rome of "at the start of the talks in Rome", "their meeting at the Kremlin"."""
    said = reported(doc)
    for noun in _talks(doc, said):
        found = find_place(doc, registry.labels, noun.sent, noun.i, said, near=True)
        if found is not None:
            return found
    return None


def _talks(doc: Doc, said: set[int]) -> Iterator[Token]:
    """Yield the nouns that mean the encounter itself: no others' talks, nor earlier ones."""
    for sentence in doc.sents:
        if not usable(sentence):
            continue
        for token in sentence:
            if token.i in said or token.lemma_.lower() not in TALKS or token.pos_ != "NOUN":
                continue
            words_of = {c.lower_ for c in token.children}
            own = words_of & {"the", "their", "these", "this"}
            if own and not words_of & OTHER_TIMES and not _unreal(token):
                yield token


def _unreal(noun: Token) -> bool:
    """Say whether talks are denied or still to come: "the talks will be in Rome"."""
    return any(
        is_negated(t) or any(c.tag_ == "MD" for c in t.children)
        for t in noun.ancestors
        if t.pos_ in {"VERB", "AUX"}
    )


def _where_the_two(doc: Doc) -> Span | None:
    match = WHERE.search(text_of(doc))
    return Span(match.start("place"), match.end("place")) if match else None


def _named(doc: Doc, registry: Registry, place: Span) -> str:
    """Return the place as written; "the Omani capital" with its name if the dateline gives it."""
    text = place.of(text_of(doc))
    dateline = dateline_of(doc)
    if not text.endswith(" capital") or dateline is None:
        return text
    found = load_gazetteer().find(city_name(doc, dateline))
    token = next((t for t in doc if t.idx == place.start), None)
    key = registry.labels.party(token.i) if token is not None else None
    same = bool(found) and found[0].form == "capital" and found[0].key == key
    return f"{text} {city_name(doc, dateline)}" if same else text


def _by_dateline(
    doc: Doc, accounts: list[Account], parties: frozenset[str], *, held: bool
) -> Venue | None:
    """Return the dateline's city if they "met here", or if one of them is at home there."""
    dateline = dateline_of(doc)
    if dateline is None:
        return None
    name = city_name(doc, dateline)
    if any(HERE.search(sentence.text) for _, sentence in accounts):
        return dateline.city, name
    here = load_gazetteer().find(text_of(doc)[dateline.start : dateline.end].title())
    if held and any(match.key in parties and match.form != "demonym" for match in here):
        return dateline.city, name
    return None
