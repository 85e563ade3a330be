"""Readers of contents that are no clauses: objects, persons, infinitives, prepositions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.contents import Content, Frame, following, reaching_back, split_that
from bot.extraction.lexicon import meeting_words, role_words, words
from bot.extraction.trees import child, is_infinitive, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

NAMED = frozenset({"PERSON", "GPE", "NORP", "ORG"})
FAVOUR = frozenset({"favour", "favor", "support", "defence", "defense"})
PEOPLE = words(
    """side people government leadership nation country counterpart partner ally party team
    colleague host guest authority delegation parliament department ministry agency minister
    official"""
)
HIGHLY = words("highly positively favourably favorably negatively critically")
PARTICLES = words("out forth forward down")
GERUND = words("propose suggest recommend advocate oppose support favour favor consider back")
REACH = 3  # tokens between "confidence" and its clause
DECIDES = frozenset({"agree", "decide", "pledge"})


# ---------------------------------------------------------------- objects


def read_object(frame: Frame) -> Iterator[Content]:
    """Yield the object: "welcomed the agreement", "expressed hope that ..."."""
    verb, cues = frame.verb, frame.cues
    noun = child(verb, "dobj")
    if noun is None:
        if verb.lemma_ in cues.object:
            yield from _misread_object(verb)
        return
    if noun.i < verb.i:
        return
    if verb.lemma_ in cues.holder_verbs and noun.lemma_ in cues.holder_nouns:
        inner = _held_clause(verb, noun)
        if inner is not None:
            yield from _held(frame, noun, inner)
            return
    highly = any(c.lower_ in HIGHLY for c in verb.children)
    if verb.lemma_ in cues.object or (verb.lemma_ in cues.rated and highly):
        start = min(opened(frame.sentence.start, noun.left_edge.i, verb), noun.i)
        start = reaching_back(verb, start)
        yield Content(start, following(verb, noun))


def _misread_object(verb: Token) -> Iterator[Content]:
    """Yield an object that the parser took for a clause: "welcomed the summit to be held"."""
    clause = child(verb, "ccomp")
    if clause is None or clause.i < verb.i:
        return
    first = clause.left_edge
    if first.i == verb.i + 1 and first.pos_ in {"DET", "ADJ", "NOUN", "PROPN", "PRON"}:
        yield Content(first.i, clause.right_edge.i + 1)


def _held_clause(verb: Token, noun: Token) -> Token | None:
    """Return the clause of "confidence that ...", "readiness to ..."."""
    for token in [*noun.children, *verb.children]:
        if token.i <= noun.i or token.dep_ not in {"acl", "ccomp", "xcomp", "relcl", "advcl"}:
            continue
        if token.left_edge.i - noun.i > REACH:
            continue
        first = token.left_edge
        marked = first.lower_ == "that" and first.dep_ == "mark"
        if marked or is_infinitive(token) or token.dep_ == "ccomp":
            return token
    return None


def _held(frame: Frame, noun: Token, inner: Token) -> Iterator[Content]:
    start = opened(frame.sentence.start, inner.left_edge.i, frame.verb)
    for part in split_that(frame.sentence, start, max(inner.right_edge.i + 1, start)):
        yield Content(part.start, part.end, clause=True, cue_end=noun.i + 1)


# ---------------------------------------------------------------- persons


def read_person(frame: Frame) -> Iterator[Content]:
    """Yield "X for ...", "X on ...", "X to do ..." after thanked, congratulated, invited."""
    verb, cues = frame.verb, frame.cues
    if verb.lemma_ not in cues.person:
        return
    noun = child(verb, "dobj", "dative")
    if verb.lemma_ in cues.listener and _told_about(verb, noun):
        return
    clause = child(verb, "ccomp", "xcomp")
    wanted = clause is not None and is_infinitive(clause) and clause.i > verb.i
    if noun is None:
        if clause is not None and wanted:
            yield _told_to(verb, clause)
        return
    if noun.i < verb.i or not _personal(noun):
        return
    end = max(c.right_edge.i + 1 for c in verb.children if c.dep_ in {"dobj", "dative"})
    end = max(end, following(verb, noun))
    if clause is not None and wanted and clause.i > noun.i:
        end = max(end, clause.right_edge.i + 1)
    if end > noun.right_edge.i + 1 or verb.lemma_ not in cues.listener | {"call", "press"}:
        yield Content(noun.left_edge.i, end)


def _told_about(verb: Token, noun: Token | None) -> bool:
    """Say whether somebody is told of a matter, which is no stance: "told X about it"."""
    holders = [verb] if noun is None else [verb, noun]
    return any(c.lower_ == "about" for holder in holders for c in holder.children)


def _told_to(verb: Token, clause: Token) -> Content:
    """Return "to stop", with the others named in front: "called on them to stop"."""
    for token in verb.children:
        noun = child(token, "pobj") if token.dep_ == "prep" and token.lower_ == "on" else None
        if noun is not None and token.i == verb.i + 1 and noun.i < clause.i:
            return Content(noun.left_edge.i, clause.right_edge.i + 1, cue_end=token.i + 1)
    return Content(clause.left_edge.i, clause.right_edge.i + 1)


def _personal(noun: Token) -> bool:
    """Say whether the object is somebody: a name, a pronoun, an office."""
    if noun.ent_type_ in NAMED or noun.pos_ in {"PRON", "PROPN"} or noun.text[:1].isupper():
        return True
    return noun.lemma_ in PEOPLE or noun.lemma_ in role_words().heads


# ---------------------------------------------------------------- infinitives, prepositions


def read_infinitive(frame: Frame) -> Iterator[Content]:
    """Yield "to continue" of "agreed to continue"."""
    verb = frame.verb
    if verb.lemma_ not in frame.cues.infinitive | GERUND:
        return
    for token in verb.children:
        loose = token.dep_ == "advcl" and verb.lemma_ not in DECIDES
        if token.dep_ not in {"xcomp", "ccomp", "advcl"} or loose:
            continue
        gerund = token.tag_ == "VBG" and verb.lemma_ in GERUND
        if token.i > verb.i and (gerund or is_infinitive(token)):
            yield Content(token.left_edge.i, token.right_edge.i + 1)
            return


def read_prep(frame: Frame) -> Iterator[Content]:
    """Yield what a preposition leads to: "called for a ceasefire", "agreed on this"."""
    verb = frame.verb
    wanted = frame.cues.prep.get(verb.lemma_)
    if not wanted:
        return
    for token in verb.children:
        if token.dep_ not in {"prep", "prt", "advmod"} or token.lower_ not in wanted:
            continue
        noun = child(token, "pobj", "pcomp")
        if verb.lemma_ == "look" and not any(c.lower_ == "forward" for c in verb.children):
            return
        if noun is not None and not _circumstance(verb, token, noun):
            end = max(noun.right_edge.i + 1, _infinitive_end(verb, token))
            yield Content(noun.left_edge.i, end, cue_end=token.i + 1)
            return


def read_favour(frame: Frame) -> Iterator[Content]:
    """Yield what "spoke in favour of", "came out in support of" leads to."""
    doc, verb = frame.sentence.doc, frame.verb
    for token in verb.children:
        noun = child(token, "pobj") if token.dep_ == "prep" and token.lower_ == "in" else None
        if noun is None or noun.lower_ not in FAVOUR or noun.i + 2 >= frame.sentence.end:
            continue
        of = doc[noun.i + 1]
        held = child(of, "pobj", "pcomp") if of.lower_ == "of" else None
        if held is not None:
            yield Content(held.left_edge.i, held.right_edge.i + 1, cue_end=of.i + 1)
            return


def read_predicate(frame: Frame) -> Iterator[Content]:
    """Yield "it a mistake" of "called it a mistake", "X as the cause" of "named X as the cause"."""
    verb = frame.verb
    noun = child(verb, "dobj")
    if verb.lemma_ not in frame.cues.predicate or noun is None or noun.i < verb.i:
        return
    said = [c for c in verb.children if c.i > noun.i and (c.dep_ == "oprd" or c.lower_ == "as")]
    if said:
        yield Content(noun.left_edge.i, said[0].right_edge.i + 1)


def read_particle(frame: Frame) -> Iterator[Content]:
    """Yield the object of "ruled out the use of force", "set forth its approach"."""
    verb = frame.verb
    noun, part = child(verb, "dobj"), child(verb, "prt", "advmod")
    if verb.lemma_ not in frame.cues.particle or noun is None or part is None:
        return
    if verb.i + 1 == part.i < noun.i and part.lower_ in PARTICLES:
        yield Content(noun.left_edge.i, following(verb, noun), cue_end=part.i + 1)


def _circumstance(verb: Token, prep: Token, noun: Token) -> bool:
    """Say whether a phrase only tells where or how long: "spoke in Moscow", "spoke for an hour"."""
    if prep.lower_ in {"in", "for"} and verb.lemma_ == "speak":
        return True
    if noun.ent_type_ in {"DATE", "TIME"}:
        return True
    return prep.lower_ == "in" and noun.lemma_ in meeting_words().impersonal


def _infinitive_end(verb: Token, prep: Token) -> int:
    """Return the end of "to stop" in "called on them to stop"."""
    ends = [
        int(c.right_edge.i) + 1
        for c in verb.children
        if c.i > prep.i and c.dep_ in {"xcomp", "advcl", "ccomp"} and is_infinitive(c)
    ]
    return max(ends, default=0)
