"""Small questions to a parse: subjects, edges, clause openings. Pure functions on tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
RELATIVES = frozenset({"who", "which", "that"})
CLIMBED = frozenset({"conj", "xcomp", "advcl"})
DEPTH = 12  # how far up a chain of verbs a subject is looked for
OPENERS = frozenset({"that", ",", ":", "—", "–", "-", "and", "but"})
LONGEST_SENTENCE = 400  # tokens; longer ones are no sentences


def children(token: Token, *deps: str) -> list[Token]:
    """Return the children with one of these dependency labels."""
    return [child for child in token.children if child.dep_ in deps]


def child(token: Token, *deps: str) -> Token | None:
    """Return the first such child."""
    return next((c for c in token.children if c.dep_ in deps), None)


def own_subject(verb: Token) -> Token | None:
    """Return the verb's own subject; for "who said" its antecedent."""
    for token in verb.children:
        if token.dep_ in SUBJECTS:
            if token.lower_ in RELATIVES and verb.dep_ in {"relcl", "acl"}:
                return verb.head
            return token
    return None


def agent_of(verb: Token) -> Token | None:
    """Return Y of "was noted by Y"."""
    by = child(verb, "agent")
    return child(by, "pobj") if by is not None else None


def subject_of(verb: Token) -> Token | None:
    """Return the verb's subject, taken from the verbs that it depends on if need be."""
    for _ in range(DEPTH):
        subject = agent_of(verb) or own_subject(verb)
        if subject is not None:
            return subject
        if verb.dep_ not in CLIMBED or verb.head.pos_ not in {"VERB", "AUX"}:
            return None
        verb = verb.head
    return None


def is_passive(verb: Token) -> bool:
    """Say whether the verb stands in the passive."""
    return any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children)


def is_negated(verb: Token) -> bool:
    """Say whether the verb is negated."""
    return any(c.dep_ == "neg" for c in verb.children)


def conjuncts(token: Token) -> Iterator[Token]:
    """Yield the token and what is coordinated with it, in order."""
    seen = 0
    queue = [token]
    while queue and seen < 20:
        current = queue.pop(0)
        seen += 1
        yield current
        queue.extend(c for c in current.children if c.dep_ == "conj")


def last_conjunct(clause: Token) -> Token | None:
    """Return Y of "X and Y said" for a finite clause without "that" behind another verb's object.

    None when the clause is marked, or when its subject is one thing only.
    """
    subject = own_subject(clause)
    marked = any(c.dep_ == "mark" or c.tag_ in {"WRB", "WP", "WDT"} for c in clause.children)
    if clause.dep_ != "ccomp" or clause.tag_ != "VBD" or subject is None or marked:
        return None
    found = list(conjuncts(subject))
    last = found[-1]
    joined = len(found) > 1 and last.doc[last.left_edge.i - 1].tag_ == "CC"
    return last if joined and last.pos_ in {"PROPN", "NOUN"} else None


def opened(sent_start: int, start: int, token: Token) -> int:
    """Return `start` moved past "that", commas and conjunctions at the beginning of content."""
    doc = token.doc
    while start > sent_start and start < len(doc) - 1 and doc[start].lower_ in OPENERS:
        start += 1
    return start


def usable(sentence: Span) -> bool:
    """Say whether the sentence is of a length that a sentence can have."""
    return 0 < len(sentence) <= LONGEST_SENTENCE


def is_fragment(sentence: Span) -> bool:
    """Say whether the words form no sentence: no finite verb that heads them."""
    for token in sentence:
        if token.tag_ in {"VBD", "VBP", "VBZ", "MD"} and token.dep_ not in {"relcl", "acl"}:
            return False
    return True


def is_infinitive(token: Token) -> bool:
    """Say whether the verb is an infinitive with "to"."""
    return token.tag_ == "VB" and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)
