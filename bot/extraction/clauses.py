"""Readers of contents that are clauses: "said that ...", "..., she said"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.contents import Content, Frame, reaching_back, split_that
from bot.extraction.lexicon import cue_words, words
from bot.extraction.trees import child, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

FEELINGS = words(
    """satisfaction approval regret concern gratitude appreciation interest pleasure alarm"""
)
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
LONGEST_OPENING = 30  # tokens of an adverbial in front of a statement


def read_feeling(frame: Frame) -> Iterator[Content]:
    """Yield what follows "noted with satisfaction", which parsers often get wrong."""
    doc, verb, end = frame.sentence.doc, frame.verb, frame.sentence.end
    at = verb.i + 1 + any(c.dep_ == "prt" and c.i == verb.i + 1 for c in verb.children)
    if verb.lemma_ not in frame.cues.clause | frame.cues.object or at + 2 >= end:
        return
    if doc[at].lower_ != "with":
        return
    at += 1 + (doc[at + 1].pos_ in {"ADJ", "DET"})
    if at + 1 >= end or doc[at].lemma_ not in FEELINGS:
        return
    start, stop = opened(frame.sentence.start, at + 1, verb), verb.right_edge.i + 1
    while stop > start and doc[stop - 1].is_punct:
        stop -= 1
    if stop - start > 2:
        yield from split_that(frame.sentence, start, stop)


def read_clause(frame: Frame) -> Iterator[Content]:
    """Yield the clause that hangs on the verb, after or in front of it."""
    verb = frame.verb
    if verb.lemma_ not in frame.cues.clause:
        return
    clause = _clause_child(verb)
    if clause is None:
        return
    if clause.i < verb.i:
        listens = verb.lemma_ in frame.cues.listener
        if _apart(clause, verb) or (child(verb, "dobj") is not None and not listens):
            return
        yield _in_front(frame.sentence, verb, clause)
    elif clause.right_edge.i > verb.i:
        if _follows_object(verb, clause) and verb.lemma_ in frame.cues.object:
            return
        start = opened(frame.sentence.start, max(clause.left_edge.i, verb.i + 1), verb)
        start = reaching_back(verb, start)
        yield from split_that(frame.sentence, start, clause.right_edge.i + 1)


def _follows_object(verb: Token, clause: Token) -> bool:
    """Say whether a clause without "that" stands behind the verb's object, and is none of its."""
    noun = child(verb, "dobj")
    bare = not any(c.dep_ == "mark" for c in clause.children)
    return noun is not None and verb.i < noun.i < clause.left_edge.i and bare


def _apart(clause: Token, verb: Token) -> bool:
    """Say whether a semicolon or full stop parts a clause from the verb behind it."""
    return any(t.text in {";", "."} for t in verb.doc[clause.i : verb.i])


def _clause_child(verb: Token) -> Token | None:
    found = [c for c in verb.children if c.dep_ == "ccomp" or (c.dep_ == "xcomp" and c.i < verb.i)]
    listener = child(verb, "dobj") if verb.lemma_ in cue_words().listener else None
    if listener is not None:  # "reminded them that ...", taken for a relative clause
        found += [c for c in listener.children if c.dep_ in {"relcl", "acl"}]
    marked = [c for c in found if c.i > verb.i and c.left_edge.lower_ == "that"]
    found = [c for c in found if c.head.i == verb.i]
    return next(iter(marked or found), None) or _in_a_statement(verb)


def _in_a_statement(verb: Token) -> Token | None:
    """Return the clause of "said in a statement that ...", hung on the noun by the parser."""
    for token in verb.children:
        noun = child(token, "pobj") if token.dep_ == "prep" and token.i > verb.i else None
        for inner in noun.children if noun is not None else ():
            first = inner.left_edge
            if inner.dep_ in {"acl", "relcl", "ccomp"} and first.lower_ == "that":
                return inner
    return None


def _in_front(sentence: Span, verb: Token, clause: Token) -> Content:
    """Return content that stands in front of its cue: "..., X said"."""
    start, end = int(clause.left_edge.i), int(clause.right_edge.i) + 1
    edge = min([verb.i, *(c.left_edge.i for c in verb.children if c.i > clause.i)])
    if start > sentence.start:
        start = _back_to(sentence, start)
    if end > verb.i:  # "Russia, Putin said, would ..."
        return Content(start, end, clause=True, hole=(edge, verb.i + 1))
    return Content(start, min(end, edge), clause=True)


def _back_to(sentence: Span, start: int) -> int:
    """Take in adverbials at the beginning that the parser hung on the cue instead."""
    between = sentence.doc[sentence.start : start]
    if len(between) <= LONGEST_OPENING and not any(t.tag_ in FINITE for t in between):
        return int(sentence.start)
    return start


def read_closing(frame: Frame) -> Iterator[Content]:
    """Yield content in front of ", X said" that the parser did not hang on the verb."""
    verb, doc = frame.verb, frame.sentence.doc
    subject = child(verb, "nsubj")
    if verb.lemma_ not in frame.cues.closing or subject is None or _has_object(verb):
        return
    comma = min(subject.left_edge.i, verb.i) - 1
    if comma > frame.sentence.start + 2 and doc[comma].text in {",", "”", '"', "’"}:
        yield Content(frame.sentence.start, comma, clause=True)


def _has_object(verb: Token) -> bool:
    return any(c.dep_ in {"ccomp", "dobj", "xcomp", "prep"} and c.i > verb.i for c in verb.children)
