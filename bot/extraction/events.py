"""Reads encounters off a parse: the verb or noun that reports one, and its two sides.

An event only points at tokens; `meetings` finds out whom they mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.lexicon import MeetingWords, meeting_words
from bot.extraction.trees import agent_of, child, is_passive, own_subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

WITH = frozenset({"with", "between"})
AFTER = frozenset({"after", "following", "during", "at"})
BESIDE = frozenset({"alongside", "beside"})
LINKS = AFTER | BESIDE
STAGES = frozenset({"conference", "briefing", "appearance", "podium", "lectern"})
HOSTING = frozenset({"receive", "host", "welcome", "greet"})
CALLING = frozenset({"call", "phone", "telephone", "ring"})
TRAVEL = frozenset({"visit", "trip"})
REACH = 18  # tokens between "meeting of X" and "with Y"


@dataclass(frozen=True, slots=True)
class Event:
    """Token indexes: the anchor (verb or noun), one side and the other."""

    anchor: int
    ours: tuple[int, ...] = ()
    theirs: tuple[int, ...] = ()
    hosted: bool = False  # our side received, hosted or welcomed theirs
    visited: bool = False  # our side visited theirs
    nominal: bool = False
    letter: bool = False


def events_of(sentence: Span, *, headline: bool = False) -> list[Event]:
    """Return the encounters that a sentence reports, in order."""
    found = [
        event for token in sentence if token.pos_ in {"VERB", "AUX"} for event in _verbal(token)
    ]
    found += [event for token in sentence if token.lower_ in LINKS for event in _beside(token)]
    if headline or not found:
        found += list(_nominal(sentence, headline=headline))
    return found


def _verbal(verb: Token) -> Iterator[Event]:
    words = meeting_words()
    wanted = words.partner.get(verb.lemma_)
    light = list(_light(verb, words)) if verb.lemma_ in words.light else []
    if light:
        yield from light
    elif wanted is not None:
        yield from _with_partner(verb, wanted)


def _with_partner(verb: Token, wanted: frozenset[str]) -> Iterator[Event]:
    theirs = _partners(verb, wanted) or _discussed_with(verb)
    ours = _ours(verb)
    hosted = verb.lemma_ in HOSTING
    if is_passive(verb) and verb.lemma_ in HOSTING | CALLING:
        host, guest = agent_of(verb), own_subject(verb)
        if host is not None and guest is not None:
            yield Event(verb.i, (host.i,), (guest.i,), hosted=hosted)
        return
    if theirs or verb.lemma_ in {"meet", "speak", "talk", "confer"}:
        yield Event(verb.i, ours, theirs, hosted=hosted, visited=verb.lemma_ == "visit")


def _discussed_with(verb: Token) -> tuple[int, ...]:
    """Return X of "discussed trade with President X", where a parse hangs X on the matter."""
    matter = child(verb, "dobj")
    people = verb.doc._.people
    if verb.lemma_ != "discuss" or matter is None or people is None:
        return ()
    return tuple(i for i in _partners(matter, frozenset({"with"})) if i in people.named)


def _ours(verb: Token) -> tuple[int, ...]:
    subject = subject_of(verb)
    if subject is None and verb.tag_ == "VBG" and verb.dep_ in {"advcl", "pcomp"}:
        subject = _teller(verb)  # "Ruiz warned …, while meeting Weber in Bonn"
    return (subject.i,) if subject is not None else ()


def _teller(token: Token) -> Token | None:
    """Return the subject of the verb that something stands beside, if it has one."""
    verb = next((t for t in token.ancestors if t.pos_ == "VERB"), None)
    if verb is not None and verb.dep_ == "ccomp" and verb.head.i < token.i < verb.i:
        verb = verb.head  # "said, after talks with X, that ..."
    return subject_of(verb) if verb is not None else None


def _beside(link: Token) -> Iterator[Event]:
    """Yield "… said after two hours of talks with X", told beside the news."""
    noun = child(link, "pobj")
    subject = _teller(link)
    if noun is None or subject is None:
        return
    if link.lower_ in BESIDE:
        yield Event(link.i, (subject.i,), (noun.i,))
        return
    talks = [noun, *(c for of in noun.children if of.dep_ == "prep" for c in of.children)]
    for held in talks:
        if held.lemma_.lower() not in meeting_words().nouns | STAGES:
            continue
        if held.tag_ == "NNS" and held.lemma_.lower() in {"meeting", "conversation", "call"}:
            return  # "during his meetings with others"
        theirs = _partners(held, WITH)
        if theirs or (_plural(subject) and held is not noun):
            yield Event(held.i, (subject.i,), theirs)
        return


def _partners(holder: Token, wanted: frozenset[str]) -> tuple[int, ...]:
    """Return heads of the phrases for the partners: objects or after "with"."""
    found = []
    for token in holder.children:
        if token.dep_ in _objects_of(holder) and "" in wanted:
            found.append(token.i)
        elif token.dep_ == "prep" and token.lower_ in wanted | WITH:
            noun = child(token, "pobj")
            found.append(noun.i if noun is not None else min(token.i + 1, len(token.doc) - 1))
    return tuple(found)


def _objects_of(verb: Token) -> frozenset[str]:
    """Return the labels of whom a verb is done to: "called X a friend" is no call, "called X" is.

    A parse takes X for what somebody is called when nothing else is the object.
    """
    if verb.lemma_ != "call":
        return frozenset({"dobj", "dative"})
    deps = [c.dep_ for c in verb.children]
    first = child(verb, "dobj")
    named = child(first, "appos") if first is not None else None
    friend = named is not None and first is not None and named.left_edge.i == first.i + 1
    described = friend or deps.count("dobj") > 1 or {"dobj", "oprd"} <= {*deps}
    return frozenset() if described else frozenset({"dobj", "dative", "oprd"})


def _light(verb: Token, words: MeetingWords) -> Iterator[Event]:
    """Yield "held talks with X", "had a telephone conversation with X", "took part in talks"."""
    for noun in _objects(verb):
        if noun.lemma_.lower() not in words.nouns or any(c.lower_ == "no" for c in noun.children):
            continue
        links = WITH if verb.lemma_ != "receive" else WITH | {"from"}
        theirs = _partners(noun, links) or _partners(verb, links)
        between = child(noun, "prep")
        if theirs or between is not None or is_passive(verb):
            yield Event(verb.i, () if is_passive(verb) else _ours(verb), theirs)
        elif (subject := subject_of(verb)) is not None and _plural(subject):
            yield Event(verb.i, _ours(verb), ())
        return


def _objects(verb: Token) -> Iterator[Token]:
    for token in verb.children:
        if token.dep_ in {"dobj", "nsubjpass"}:
            yield token
        elif token.dep_ == "prep":
            yield from (c for c in token.children if c.dep_ == "pobj")


def _plural(token: Token) -> bool:
    return token.tag_ in {"NNS", "NNPS", "PRP", "CD", "DT"} or any(
        c.dep_ == "conj" for c in token.children
    )


# ---------------------------------------------------------------- headlines


def _nominal(sentence: Span, *, headline: bool) -> Iterator[Event]:
    """Yield "Telephone conversation with X", "Readout of Y's Call with X", "Visit of Y to X"."""
    words = meeting_words()
    for token in sentence:
        if token.i + 1 >= sentence.end:
            return
        if headline and token.lower_ in words.capitals and token.pos_ not in {"VERB", "AUX"}:
            yield _capital_verb(sentence, token)
        none = any(c.lower_ == "no" for c in token.children)
        if none or not {token.lower_, token.lemma_.lower()} & words.headline:
            continue
        before = (token.i - 1,) if token.i > sentence.start else ()
        after = sentence.doc[token.i + 1].lower_
        if after in WITH:
            yield Event(token.i, before, _phrase(sentence, token.i + 2), nominal=True)
        elif headline and after == "to" and token.lower_ in TRAVEL:
            theirs = _phrase(sentence, token.i + 2)
            yield Event(token.i, before, theirs, visited=True, nominal=True)
        elif headline and after == "of":
            yield from _meeting_of(sentence, token)


def _capital_verb(sentence: Span, token: Token) -> Event:
    """Return "Wang Yi Meets With X": a verb that capitals make a name of."""
    start = token.i + 1 + (sentence.doc[token.i + 1].lower_ in WITH)
    hosted = token.lower_ in {"receives", "hosts", "welcomes"}
    theirs = _phrase(sentence, start)
    return Event(token.i, (token.i - 1,), theirs, hosted=hosted, nominal=True)


def _meeting_of(sentence: Span, token: Token) -> Iterator[Event]:
    """Yield "Meeting of X with Y", "Visit of X to Y"."""
    links = WITH if token.lower_ not in TRAVEL else frozenset({"to"})
    for index in range(token.i + 3, min(sentence.end - 1, token.i + REACH)):
        if sentence.doc[index].lower_ in links:
            ours, theirs = _phrase(sentence, token.i + 2), _phrase(sentence, index + 1)
            visited = token.lower_ in TRAVEL
            yield Event(token.i, ours, theirs, visited=visited, nominal=True)
            return


def _phrase(sentence: Span, start: int) -> tuple[int, ...]:
    """Return the head of the noun phrase that begins at `start`."""
    if start >= sentence.end:
        return ()
    token = sentence.doc[start]
    for _ in range(10):
        if token.dep_ not in {"det", "compound", "amod", "nmod", "poss"} or token.head.i <= token.i:
            break
        token = token.head
    return (token.i if start <= token.i < sentence.end else start,)
