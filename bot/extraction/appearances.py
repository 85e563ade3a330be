"""Encounters told by what two or three do together: face reporters, share a podium, sign, walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.asides import in_opening
from bot.extraction.context import context_of
from bot.extraction.datelines import STAGE
from bot.extraction.drafts import Draft
from bot.extraction.labels import Kind
from bot.extraction.ledes import reported
from bot.extraction.lexicon import meeting_words, role_words, words
from bot.extraction.mentions import root_of
from bot.extraction.people import persons_in
from bot.extraction.places import find_place
from bot.extraction.referents import noun_lemma
from bot.extraction.trees import conjuncts, subject_of, usable

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

    from bot.extraction.people import Registry
    from bot.extraction.referents import Resolver

CONVERSING = words("discuss exchange meet speak talk confer consult hold negotiate")
TELLING = words("make deliver field tell say announce present speak give hold address answer")
TALKS = words("talk talks meeting negotiation consultation conversation")
APART = frozenset({"with", "between"})  # somebody else's talks
ELSEWHERE = words("say tell attend participate take vote fly arrive travel live serve die bear")
BETWEEN = frozenset({",", "and", "&", "(", ")"})
SEVERALLY = words("separate separately respectively each")


def is_official(doc: Doc) -> bool:
    """Say whether a party itself published the text: then it tells of its own encounters."""
    outlet = context_of(doc).outlet
    return outlet is not None and outlet.character == "official"


def from_together(doc: Doc, registry: Registry, resolver: Resolver) -> Draft | None:
    """Use "X and Y discussed ...", "the two faced reporters": they do something together."""
    talk = reported(doc)
    for sentence in doc.sents:
        if not usable(sentence):
            continue
        for token in sentence:
            if token.pos_ != "VERB" or not _together(doc, token, sentence, talk):
                continue
            persons, parties = _sides(doc, registry, resolver, token, sentence)
            if persons and len(persons) + len(parties) > 1:
                draft = Draft(token.i, sentence, ours=persons[:1])
                draft.theirs, draft.their_parties = persons[1:], parties
                draft.accounts.append((token.i, sentence))
                return draft
    return None


def _together(doc: Doc, verb: Token, sentence: Span, talk: set[int]) -> bool:
    lemmas = meeting_words().together if is_official(doc) else CONVERSING
    if verb.lemma_ in lemmas:
        return True
    if verb.i in talk or verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"}:
        return False
    if verb.lemma_ in meeting_words().appearing or _over_talks(verb):
        return True
    if verb.lemma_ in TELLING and (STAGE.search(sentence.text) or _to_reporters(verb)):
        return True
    return in_opening(doc, sentence.start, 1) and _in_one_place(doc, verb, sentence)


def _to_reporters(verb: Token) -> bool:
    """Say whether several are told: "told journalists in Lugano", not one newspaper."""
    reporters = meeting_words().reporters
    return any(
        c.dep_ == "dobj" and c.tag_ == "NNS" and c.lower_ in reporters for c in verb.children
    )


def _over_talks(verb: Token) -> bool:
    """Say whether somebody does something after talks of their own: "emerged from the talks"."""
    links = [
        t for t in verb.subtree if t.dep_ == "prep" and t.lower_ in {"after", "from", "following"}
    ]
    nouns = [t for link in links for t in link.subtree if t.dep_ == "pobj"]
    return any(
        noun.lemma_.lower() in TALKS and not any(c.lower_ in APART for c in noun.children)
        for noun in nouns
    )


def _in_one_place(doc: Doc, verb: Token, sentence: Span) -> bool:
    """Say whether the news is what two do in one place: "A and B announced a deal in Rome"."""
    if verb.lemma_ in ELSEWHERE or any(t.lower_ in SEVERALLY for t in sentence):
        return False
    if any(t.lower_ == "here" and t.head.i == verb.i for t in sentence):
        return True
    labels = doc._.people.labels
    return find_place(doc, labels, sentence, verb.i, reported(doc), near=True) is not None


def _sides(
    doc: Doc, registry: Registry, resolver: Resolver, verb: Token, sentence: Span
) -> tuple[list[int], list[str]]:
    """Return who does it: those named as subject, or after a colon, or by their offices."""
    subject = subject_of(verb)
    if subject is None:
        last = verb.doc[verb.i - 1] if verb.i > sentence.start else verb
        return (_in_front(registry, last, verb) if last.i in registry.at else []), []
    listed = after_colon(doc, registry, sentence, verb.i)
    if listed:
        return listed, []
    owner = resolver.resolve(subject)
    named = _in_front(registry, subject, verb)
    if owner is not None and owner.persons and len(owner.persons) + len(owner.parties) > 1:
        wider = set(owner.persons) < set(named)
        return (named, []) if wider else (list(owner.persons), list(owner.parties))
    return named or by_office(registry, subject), []


def _in_front(registry: Registry, subject: Token, verb: Token) -> list[int]:
    """Return A and B of "Presidents A and B met", of whom a parse sees one subject.

    Not "the envoys of A and B met", nor anybody in a clause of his own.
    """
    before = subject.doc[_list_start(registry, subject) : verb.i]
    listed = list(persons_in(registry, before.start, before.end))
    parties = {registry.persons[i].party for i in listed} - {None}
    joined = any(t.lower_ in {"and", "&"} for t in before)
    if len(parties) < 2 or not joined or any(t.pos_ == "VERB" for t in before):
        return []
    first = next(t for t in before if t.i in registry.named)
    return [] if root_of(first).head.lower_ == "of" else listed


def _list_start(registry: Registry, subject: Token) -> int:
    """Return where the list of names begins that ends in a subject."""
    start: int = subject.left_edge.i
    while start > subject.sent.start:
        before = subject.doc[start - 1]
        if before.i not in registry.at and before.lower_ not in BETWEEN:
            break
        start -= 1
    return start


def after_colon(doc: Doc, registry: Registry, sentence: Span, anchor: int) -> list[int]:
    """Return those whom a list names: "Three ministers met in Rome: A, B and C"."""
    colon = next((t.i for t in sentence if t.i > anchor and t.text in {":", "–", "—"}), None)
    if colon is None or persons_in(registry, sentence.start, colon):
        return []
    end = (
        sentence.end if colon + 1 < sentence.end else doc[min(sentence.end, len(doc) - 1)].sent.end
    )
    listed = list(persons_in(registry, colon, end))
    parties = {registry.persons[i].party for i in listed} - {None}
    verbs = any(t.pos_ == "VERB" and t.i not in registry.at for t in doc[colon:end])
    return listed if len(listed) > 1 and len(parties) > 1 and not verbs else []


def by_office(registry: Registry, subject: Token) -> list[int]:
    """Return the persons of "Two Canadian ministers and the Vietnamese ambassador".

    Whoever holds the office and is of no other party is meant, when all parts are found.
    """
    found: list[int] = []
    parts = list(conjuncts(subject))
    for part in parts:
        key = _party_of(registry, part)
        held = _holders(registry, noun_lemma(part).removesuffix("s"), key) if key else []
        plural = part.tag_ in {"NNS", "NNPS"}
        if not held or (len(held) > 1) != plural:
            return []
        for index in held:
            if registry.persons[index].party is None:
                registry.persons[index].party, registry.persons[index].basis = key, "office"
        found += [i for i in held if i not in found]
    return found if len(parts) > 1 else []


def _party_of(registry: Registry, part: Token) -> str | None:
    """Return the one party that a phrase without a name gives an office."""
    labels = registry.labels
    if noun_lemma(part).removesuffix("s") not in role_words().heads:
        return None
    inside = range(part.left_edge.i, part.i)
    keys = {k for i in inside if (k := labels.party(i)) is not None}
    plain = all(labels.kinds[i] is not Kind.NAME for i in inside)
    return keys.pop() if len(keys) == 1 and plain else None


def _holders(registry: Registry, head: str, key: str | None) -> list[int]:
    persons = list(enumerate(registry.persons))
    return [i for i, p in persons if p.party in {key, None} and head in p.titled]
