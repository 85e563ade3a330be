"""Words for being together: do they tell of an encounter that was, or of talk about one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.asides import long_past
from bot.extraction.belonging import FELLOWS
from bot.extraction.context import context_of
from bot.extraction.events import STAGES
from bot.extraction.folding import OTHER_TIMES
from bot.extraction.letters import is_deed
from bot.extraction.lexicon import meeting_words, words
from bot.extraction.trees import is_negated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from spacy.tokens import Doc, Span, Token

    from bot.extraction.people import Registry

LINKS = words("after following during at in over from by on with beside behind")
PARTS = words("end start beginning course sidelines margins close round day hour")
WHOSE = words("with of by between from among")
LASTING = words(
    """be last take end bring follow run go begin start resume conclude leave make settle pick use
    date"""
)
CALLS = words("phone telephone video")
OTHERS = words("summit session reception interview exchange")  # of more than those named
LINES = words("phone telephone hotline")
TIMES = words("hour minute afternoon evening morning")
JOINT = words("three-way bilateral joint shared common together jointly trilateral")
SHARED = STAGES | words("statement availability")
CONVERSING = words("meet speak talk confer sit")
TOGETHER = words("flank ring phone telephone gather convene confer hang")
PLURAL = words("they both two three pair duo trio leaders ministers presidents sides")
QUOTES = frozenset('"“”„«»')
CLIMB = 12  # how far up a word's clause is looked for


def is_sign(doc: Doc, token: Token) -> bool:
    """Say whether a word tells of an encounter that was: "after talks", "a phone call lasted"."""
    own = means(token) and not _of_others(doc, token)
    return own and _real(doc, token) and not is_quoted(token)


def means(token: Token) -> bool:
    """Say whether a word is one for being together, writing or calling."""
    if token.pos_ == "VERB":
        met = token.lemma_ in CONVERSING
        both = met and any(c.dep_ == "nsubj" and c.lower_ in PLURAL for c in token.children)
        return both or token.lemma_ in TOGETHER
    noun = token.pos_ in {"NOUN", "PROPN"} and token.dep_ != "compound" and not is_deed(token)
    return noun and _names_talks(token)


def _names_talks(noun: Token) -> bool:
    low, near = noun.lemma_.lower(), {c.lower_ for c in noun.children}
    lectern = low in {"lectern", "podium"}
    if low in SHARED and not lectern:
        return any(t.lower_ in JOINT | {"with"} for t in noun.sent)
    known = low in meeting_words().nouns and (low not in OTHERS or bool(near & JOINT))
    if low == "call":
        known = bool(near & (CALLS | {"between", "with", "from"})) or _lasts(noun)
    elif low in LINES:
        known = noun.dep_ in {"pobj", "dobj", "nsubj"}
    elif low in TIMES:
        known = _with_somebody(noun)
    return known or lectern or low in meeting_words().letters


def _lasts(call: Token) -> bool:
    """Say whether something is told of a call as of talks: "the call came at seven"."""
    plain = not any(c.lower_ in {"for", "to", "on"} for c in call.children)
    return call.dep_ == "nsubj" and plain and call.head.lemma_ in LASTING | {"come"}


def _with_somebody(token: Token) -> bool:
    """Say whether words of time tell with whom it was: "after four hours with X"."""
    link = next((c for c in token.children if c.lower_ == "with"), None)
    persons: Registry = token.doc._.people
    return link is not None and any(t.i in persons.named for t in link.subtree)


def _of_others(doc: Doc, sign: Token) -> bool:
    """Say whether others held the talks: "of the cabinet", "with party leaders", "by bishops"."""
    for link in sign.children:
        if link.dep_ not in {"prep", "agent"} or link.lower_ not in WHOSE:
            continue
        inside = [t for t in link.subtree if t.i != link.i]
        if inside and not any(_may_hold(doc, t) for t in inside):
            return True
    return False


def _may_hold(doc: Doc, token: Token) -> bool:
    registry: Registry = doc._.people
    known = token.i in registry.named or registry.labels.party(token.i) is not None
    return known or token.lower_ in FELLOWS | PLURAL or token.ent_type_ in {"DATE", "TIME"}


def _linked(token: Token, verb: Token) -> bool:
    """Say whether a word hangs on a verb by "after", "at the end of": not on "a proposal for"."""
    link = token.head
    if token.dep_ != "pobj":
        return False
    if link.lower_ == "of" and link.head.lower_ == "out":
        return True  # "came out of a lunch"
    if link.lower_ == "of" and link.head.lemma_.lower() in PARTS:
        token, link = link.head, link.head.head
    if link.head.pos_ not in {"VERB", "AUX"} and link.head.dep_ not in {"pobj", "npadvmod"}:
        return False
    letter = token.lemma_.lower() in meeting_words().letters and link.lower_ == "to"
    goes = link.lower_ == "for" and verb.lemma_ in meeting_words().travel
    return link.lower_ in LINKS or letter or goes


def _real(doc: Doc, token: Token) -> bool:
    """Say whether the word's clause tells what was, and not of other days or in what is said."""
    published = context_of(doc).published
    own = {c.lower_ for c in token.children}
    letter = token.lemma_.lower() in meeting_words().letters  # "the first letter"
    if "no" in own or (own & OTHER_TIMES and not letter):
        return False
    first = next((t for t in token.ancestors if t.pos_ in {"VERB", "AUX"}), None)
    first = token if token.pos_ == "VERB" else first
    if first is None:
        return True
    told = (
        token.pos_ == "VERB"
        or _linked(token, first)
        or first.lemma_ in meeting_words().light
        or first.lemma_ in LASTING
        or (token.dep_ == "nsubj" and first.tag_ == "VBD")
    )
    return told and not any(_unreal(verb, published) for verb in clauses(token))


def clauses(token: Token) -> Iterator[Token]:
    """Yield the verbs above a word, up to that of the sentence."""
    for _ in range(CLIMB):
        if token.pos_ in {"VERB", "AUX"}:
            yield token
        if token.head.i == token.i:
            return
        token = token.head


def _unreal(verb: Token, published: date | None) -> bool:
    """Say whether a clause is said, wished for, denied, or of another time."""
    own = [c.lower_ for c in verb.children]
    infinitive = verb.tag_ == "VB" and "to" in own and verb.dep_ in {"xcomp", "ccomp", "acl"}
    return (
        infinitive
        or subordinate(verb)
        or is_negated(verb)
        or any(c.tag_ == "MD" for c in verb.children)
        or any(long_past(c, published) for c in verb.children)
    )


def subordinate(verb: Token) -> bool:
    """Say whether a clause is said, or beside the point; not in "X met Y, the ministry said"."""
    if verb.dep_ == "relcl":
        return not means(verb.head)
    return verb.dep_ == "ccomp" and verb.head.i < verb.i


def is_quoted(token: Token) -> bool:
    """Say whether a token stands inside quotation marks of its sentence."""
    before = token.doc[token.sent.start : token.i]
    return sum(t.text in QUOTES for t in before) % 2 == 1


def points(sentence: Span, sign: Token) -> bool:
    """Say whether a sentence means those of its neighbours: "They spoke", "The call lasted"."""
    subject = sign.dep_ in {"nsubj", "nsubjpass"}
    joint = any(t.lower_ in PLURAL or t.dep_ in {"nsubj", "nsubjpass"} for t in sentence)
    alone = not any(c.lower_ in {"with", "between"} for c in sign.children)
    return (subject or joint) and alone
