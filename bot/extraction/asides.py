"""What a report only alludes to: other days' encounters, wishes; what stands beside a saying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.context import context_of
from bot.extraction.dates import MONTHS
from bot.extraction.lexicon import words
from bot.extraction.trees import is_fragment, is_negated

if TYPE_CHECKING:
    from datetime import date

    from spacy.tokens import Doc, Span, Token

    from bot.extraction.events import Event

BESIDE = words("after following during while when")
QUOTES = frozenset('"“”„«»')
SPANS = words("week weeks month months year years decade spring summer autumn fall winter")
NEWS = 7  # days for which a report may look back
TRAVEL = words("travel fly go come arrive journey head visit")
STAYS = words("visit trip meeting talk")  # "a visit during which she was received"
AGO = words("ago earlier previously")


def in_opening(doc: Doc, index: int, most: int) -> bool:
    """Say whether no more than so many sentences of the body begin in front of a token."""
    end = context_of(doc).headline
    begun = 0
    for token in doc[:index]:
        begun += bool(token.is_sent_start) and token.idx >= end and not token.is_space
        if begun > most:
            return False
    return True


def in_passing(doc: Doc, event: Event, sentence: Span) -> bool:
    """Say whether the encounter is only alluded to, not reported, in a sentence of the body."""
    token = doc[event.anchor]
    if event.nominal:
        between = event.anchor + 1 < len(doc) and doc[event.anchor + 1].lower_ == "between"
        return not between and not is_fragment(sentence)
    hangs = token.dep_ in {"relcl", "acl"} and token.head.lemma_ not in STAYS
    aside = hangs or (
        token.dep_ == "pcomp" and token.head.lower_ not in BESIDE  # "said after meeting X"
    )
    if aside or _other_day(token, context_of(doc).published):
        return True
    infinitive = token.tag_ == "VB" and not any(c.tag_ == "MD" for c in token.children)
    return infinitive and token.dep_ in {"xcomp", "advcl", "acl", "ccomp"} and not _scheduled(token)


def _scheduled(token: Token) -> bool:
    """Say whether "to meet" belongs to "is to", "is due to", "plans to"."""
    head = token.head
    if head.lemma_ in TRAVEL and any(c.tag_ == "MD" or c.lower_ == "to" for c in head.children):
        return True  # "will fly to Rome to meet X"
    return head.lemma_ in {"be", "schedule", "plan", "expect", "set", "due", "agree"}


def told_beside(doc: Doc, anchor: int) -> bool:
    """Say whether an encounter inside what is said is the teller's: "urged X, while meeting Y"."""
    verbs = {saying.verb for saying in doc._.attributions or ()}
    token = doc[anchor]
    for _ in range(6):
        if token.head.i == token.i or token.dep_ in {"ccomp", "relcl", "acl", "xcomp"}:
            return False
        if _opens_aside(token):
            return token.head.i in verbs or _set_off(token)
        token = token.head
    return False


def _set_off(token: Token) -> bool:
    """Say whether a comma parts the words from what is said, in front of it or behind it."""
    first, last = token.left_edge.i, token.right_edge.i
    sentence = token.sent
    quoted = sum(t.text in QUOTES for t in token.doc[sentence.start : first])
    rest = token.doc[last + 1 : sentence.end]
    content = [t.lower_ for t in rest[:2]] == [",", "that"]
    return (
        first > sentence.start
        and token.doc[first - 1].text == ","
        and quoted % 2 == 0
        and (content or all(t.is_punct or t.is_space for t in rest))
    )


def _opens_aside(token: Token) -> bool:
    marks = {c.lower_ for c in token.children if c.dep_ in {"mark", "advmod"}}
    if token.tag_ == "VBG" and token.dep_ == "advcl":
        return bool(marks & BESIDE)
    return token.dep_ == "prep" and token.lower_ in BESIDE


def _other_day(verb: Token, published: date | None) -> bool:
    """Say whether the verb tells of no encounter, or of another time: "in 2023", "last year"."""
    words_of = [c.lower_ for c in verb.children]
    if "nobody" in words_of or "never" in words_of or is_negated(verb):
        return True
    if verb.tag_ in {"VBG", "VBN"} and ("having" in words_of or "had" in words_of):
        return True
    return any(long_past(child, published) for child in verb.children)


def long_past(part: Token, published: date | None) -> bool:
    """Say whether words beside a verb tell of a day that is no news: "last year", "in 2023"."""
    inside = [t.lower_ for t in part.subtree][:6]
    if part.dep_ in {"npadvmod", "advmod"}:
        return bool(AGO & {*inside} and SPANS & {*inside}) or (
            inside[:1] == ["last"] and bool(SPANS & {*inside})
        )
    if part.dep_ != "prep" or part.lower_ != "in" or published is None or len(inside) < 2:
        return False
    if len(inside) > 2 and inside[1] in MONTHS and inside[2].isdigit():
        inside = ["in", inside[2]]  # "in May 2020"
    if len(inside) == 2 and inside[1] in MONTHS:
        gone = (published.month - MONTHS.index(inside[1]) - 1) % 12
        return gone > 1 or (gone == 1 and published.day > NEWS)
    return inside[1].isdigit() and 1900 < int(inside[1]) < published.year - (published.month == 1)
