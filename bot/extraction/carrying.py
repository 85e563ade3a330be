"""Sentences without a cue: whose they are, if anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.lexicon import meeting_words, words
from bot.extraction.trees import child, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from bot.extraction.people import Registry
    from bot.extraction.referents import Owner

STANCE_VERBS = words(
    """aim seek support oppose intend want hope remain believe stand attach bear adhere pursue
    strive advocate uphold consider share reject expect favour favor respect honor honour
    plan need be"""
)
EVENTS = words(
    """take begin start last end sign attend accompany follow arrive leave lay visit open
    receive gather answer reply"""
)
TOPICS = words("issue topic subject theme item question matter point focus")
POINTING = frozenset({"that", "this", "it", "all"})
ARRANGED = words("visit date timeframe trip summit")  # "The dates will be arranged": nobody's words
EVENTFUL = ARRANGED | words("meeting talk talks conversation")


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who spoke in the sentence before, in the same paragraph."""

    owner: Owner


def _root(sentence: Span) -> Token | None:
    return next((t for t in sentence if t.dep_ == "ROOT"), None)


def _finite(verb: Token) -> str:
    """Return "modal", "present", "past" or "" for the verb with its auxiliaries."""
    for token in (verb, *verb.children):
        if token.tag_ == "MD":
            return "modal"
    tags = [t.tag_ for t in (*verb.children, verb) if t.dep_ in {"aux", "auxpass"} or t is verb]
    if "VBD" in tags:
        return "past"
    return "present" if {"VBZ", "VBP"} & set(tags) else ""


def carries(sentence: Span, registry: Registry) -> bool:
    """Say whether a sentence without a cue goes on with what was said before it.

    Reports of what is held speak in the present or with a modal; the past tells events.
    """
    root = _root(sentence)
    if root is None or (root.lemma_ in EVENTS and _finite(root) == "past"):
        return False
    subject = own_subject(root)
    if subject is None or registry.at.get(subject.i) is not None:
        return False
    if subject.lemma_.lower() in meeting_words().impersonal and _finite(root) == "past":
        return False
    if subject.lemma_.lower() in ARRANGED:
        return False
    return _finite(root) in {"modal", "present"} or _backshifted(root)


def _backshifted(root: Token) -> bool:
    """Say whether a past tense tells how things are, or were before that, as after "said that"."""
    progressive = root.tag_ == "VBG" and any(c.lemma_ == "be" for c in root.children)
    state = root.lemma_ == "be" and child(root, "attr", "acomp") is not None
    subject = own_subject(root)
    if subject is None or any(t.lemma_.lower() in EVENTFUL for t in root.children):
        return False
    earlier = root.tag_ == "VBN" and any(c.lower_ == "had" for c in root.children)
    abstract = subject.pos_ == "NOUN" and subject.lemma_ not in TOPICS
    return (progressive or state or earlier) and (abstract or subject.lower_ in POINTING)


def ownerless(sentence: Span, registry: Registry) -> bool:
    """Say whether a sentence states what parties hold, with nobody named as the speaker."""
    root = _root(sentence)
    if root is None:
        return False
    subject = own_subject(root)
    if subject is None or subject.i not in registry.labels.matches or subject.i in registry.at:
        return False
    match = registry.labels.matches[subject.i]
    if match.form == "demonym":
        return False
    form = _finite(root)
    return form == "modal" or (form == "present" and root.lemma_ in STANCE_VERBS)


def statement_range(sentence: Span) -> tuple[int, int]:
    """Return the sentence's tokens without an opening like "In turn," or "Moreover,"."""
    start = sentence.start
    first = sentence[0]
    if first.dep_ == "advmod" and len(sentence) > 2 and sentence[1].text == ",":
        start += 2
    root = _root(sentence)
    if root is not None and child(root, "cc") is not None and first.dep_ == "cc":
        start = max(start, sentence.start + 1)
    return start, sentence.end
