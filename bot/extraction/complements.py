"""The words that a cue verb carries, by the first reader that finds any; agenda, passives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.clauses import read_clause, read_closing, read_feeling
from bot.extraction.contents import Content, Frame, Reader, following, split_that
from bot.extraction.lexicon import cue_words, words
from bot.extraction.objects import (
    read_favour,
    read_infinitive,
    read_object,
    read_particle,
    read_person,
    read_predicate,
    read_prep,
)
from bot.extraction.trees import child, is_infinitive, last_conjunct, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

GATHERINGS = words(
    """conference meeting forum summit session assembly nation reporter journalist audience
    student congress parliament person people public"""
)


WHEN = frozenset({"DATE", "TIME"})
BESIDE = words("margin sideline occasion eve phone telephone line")  # "spoke on the margins of"


def contents_of(sentence: Span, verb: Token, *, passive: bool = False) -> list[Content]:
    """Return the contents of a cue verb; empty when it carries none here."""
    frame = Frame(sentence, verb, cue_words())
    for reader in PASSIVE if passive else ACTIVE:
        found = list(reader(frame))
        if found:
            return found
    return []


def read_agenda(frame: Frame) -> Iterator[Content]:
    """Yield a matter only talked about: "discussed X", "exchanged views on X"."""
    verb, cues = frame.verb, frame.cues
    noun = child(verb, "dobj")
    if verb.lemma_ in cues.agenda_object:
        clause = child(verb, "ccomp", "xcomp")
        if noun is not None and noun.i > verb.i:
            if verb.lemma_ != "address" or noun.lemma_ not in GATHERINGS:
                yield Content(noun.left_edge.i, following(verb, noun), agenda=True)
            return
        if clause is not None and clause.i > verb.i:
            yield Content(clause.left_edge.i, _matter_end(clause), agenda=True)
            return
    wanted = cues.agenda_prep.get(verb.lemma_)
    nouns = cues.agenda_nouns.get(verb.lemma_)
    if wanted and (nouns is None or (noun is not None and noun.lemma_ in nouns)):
        yield from _agenda_prep(verb, noun, wanted)


def _matter_end(clause: Token) -> int:
    """Return the end of what is discussed when the parser took "X and Y said ..." for a clause.

    "discussed the Balkans and Smith conveyed ...": Smith is no matter but says something.
    """
    last = last_conjunct(clause)
    return last.left_edge.i - 1 if last is not None else clause.right_edge.i + 1


def _agenda_prep(verb: Token, noun: Token | None, wanted: frozenset[str]) -> Iterator[Content]:
    holders = [verb] if noun is None else [noun, verb]
    for token in (c for holder in holders for c in holder.children):
        if token.i <= verb.i or token.dep_ != "prep" or token.lower_ not in wanted:
            continue
        inner = child(token, "pobj", "pcomp")
        if inner is not None and inner.ent_type_ not in WHEN and inner.lemma_ not in BESIDE:
            end = max(inner.right_edge.i + 1, following(verb, inner))
            cue_end = token.i + 1 if noun is None else noun.i + 1
            yield Content(inner.left_edge.i, end, agenda=True, cue_end=cue_end)
            return


def read_light(frame: Frame) -> Iterator[Content]:
    """Yield the content of "made clear that ...", "paid tribute to ..."."""
    verb = frame.verb
    wanted = frame.cues.light.get(verb.lemma_, frozenset())
    for token in verb.children:
        if token.lemma_ not in wanted or token.i < verb.i:
            continue
        clause = _light_clause(verb, token)
        if clause is not None:
            start = opened(frame.sentence.start, max(clause.left_edge.i, token.i + 1), verb)
            for part in split_that(frame.sentence, start, clause.right_edge.i + 1):
                yield Content(part.start, part.end, clause=True, cue_end=token.i + 1)
        elif token.dep_ == "dobj":
            yield Content(token.left_edge.i, following(verb, token))
        elif (noun := child(verb, "dobj") or child(token, "nsubj")) and noun.i > token.i:
            yield Content(noun.left_edge.i, following(verb, noun), cue_end=token.i + 1)
        return


def _light_clause(verb: Token, noun: Token) -> Token | None:
    for token in [*verb.children, *noun.children]:
        that = token.dep_ == "advcl" and token.left_edge.lower_ == "that"
        if (token.dep_ in {"ccomp", "acl", "csubj"} or that) and token.i > noun.i:
            return token
    return None


def read_state(frame: Frame) -> Iterator[Content]:
    """Yield what somebody is said to be sure of or ready for: "was confident that ..."."""
    verb, cues = frame.verb, frame.cues
    if verb.lemma_ not in {"be", "stand"}:
        return
    for state in _states(verb):
        if state.i < verb.i:
            continue
        if state.lemma_ in cues.state_prep and (held := _held_by(state)) is not None:
            yield Content(held.left_edge.i, held.right_edge.i + 1, cue_end=held.left_edge.i)
            return
        if state.lemma_ not in cues.state_clause | cues.state_infinitive:
            continue
        clause = child(state, "ccomp", "xcomp", "acl") or child(verb, "ccomp", "xcomp")
        if clause is None or clause.i < state.i:
            return
        if state.lemma_ in cues.state_infinitive and not is_infinitive(clause):
            return
        start = opened(frame.sentence.start, max(clause.left_edge.i, state.i + 1), verb)
        yield Content(start, clause.right_edge.i + 1, clause=True, cue_end=state.i + 1)
        return


def _held_by(state: Token) -> Token | None:
    """Return what "about", "for" or "to" leads to behind an adjective: "clear about the need"."""
    leads = (
        c for c in state.children if c.dep_ == "prep" and c.lower_ != "in" and c.i == state.i + 1
    )
    return next((n for c in leads if (n := child(c, "pobj", "pcomp")) is not None), None)


def _states(verb: Token) -> Iterator[Token]:
    """Yield "confident" of "was confident", "agreement" of "are in agreement"."""
    for token in verb.children:
        noun = child(token, "pobj") if token.lower_ == "in" else None
        yield token if noun is None else noun


def read_noun(frame: Frame) -> Iterator[Content]:
    """Yield what "satisfaction was expressed with", "emphasis was put on" leads to."""
    verb, cues = frame.verb, frame.cues
    subject = child(verb, "nsubjpass")
    if verb.lemma_ not in cues.noun_verbs or subject is None:
        return
    agenda = subject.lemma_.lower() in cues.noun_agenda
    if not agenda and subject.lemma_.lower() not in cues.noun_nouns:
        return
    for token in [*verb.children, *subject.children]:
        noun = child(token, "pobj", "pcomp") if token.dep_ in {"prep", "dative"} else None
        if noun is not None and token.i > subject.i and token.lower_ != "by":
            yield Content(noun.left_edge.i, noun.right_edge.i + 1, agenda=agenda)
            return


def read_decided(frame: Frame) -> Iterator[Content]:
    """Yield "to meet again" of "it was agreed to meet again"."""
    subject = child(frame.verb, "nsubjpass", "nsubj")
    if subject is not None and subject.lower_ == "it":
        yield from read_infinitive(frame)


def read_subject(frame: Frame) -> Iterator[Content]:
    """Yield the subject of a passive: "the need for peace was stressed"."""
    verb, cues = frame.verb, frame.cues
    subject = child(verb, "nsubjpass")
    agenda = verb.lemma_ in cues.agenda_object
    if subject is None or subject.lower_ in {"it", "which", "who", "that"}:
        return
    if verb.dep_ in {"relcl", "acl", "advcl"} or verb.lemma_ not in cues.passive:
        return
    if any(c.tag_ == "MD" for c in verb.children):
        return
    end = max(subject.right_edge.i + 1, subject.i + 1)
    if end <= verb.i:
        yield Content(subject.left_edge.i, end, agenda=agenda)


ACTIVE: tuple[Reader, ...] = (
    read_feeling,
    read_light,
    read_state,
    read_clause,
    read_predicate,
    read_person,
    read_agenda,
    read_infinitive,
    read_particle,
    read_object,
    read_favour,
    read_prep,
    read_closing,
)
PASSIVE: tuple[Reader, ...] = (read_noun, read_clause, read_decided, read_subject, read_closing)
