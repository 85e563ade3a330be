"""Place, date, kind and status of an encounter, from the sentences that report it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.extraction.context import text_of
from bot.extraction.dates import Found, find_dates
from bot.extraction.lexicon import meeting_words
from bot.extraction.trees import is_fragment
from bot.names import load_gazetteer
from store.records import MeetingKind, MeetingStatus, Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.labels import Labels

PARTIAL = frozenset({"united", "new", "north", "south", "northern", "southern", "saint"})
WHEN = frozenset({"DATE", "TIME"})
HERE = frozenset({"in", "at", "to", "aboard"})
ORDER = (MeetingKind.VIDEO, MeetingKind.PHONE, MeetingKind.LETTER)


@cache
def _seats() -> re.Pattern[str]:
    names = "|".join(re.escape(s) for s in sorted(meeting_words().seats, key=len, reverse=True))
    return re.compile(rf"\b(?:in|at|to|inside)\s+(?:the\s+)?(?P<seat>{names})\b")


def find_place(
    doc: Doc, labels: Labels, sentence: TokenSpan, anchor: int, content: set[int]
) -> Span | None:
    """Return the place bound to the encounter in its sentence, outside what is said there."""
    text = sentence.text
    for match in _seats().finditer(text):
        return Span(
            sentence.start_char + match.start("seat"), sentence.start_char + match.end("seat")
        )
    best: tuple[int, Span] | None = None
    for token in sentence:
        if token.lower_ not in HERE or token.i in content or token.i + 1 >= sentence.end:
            continue
        if _parted(doc, token.i, anchor):
            continue
        span = _place_after(doc, labels, token, sentence)
        if span is not None:
            distance = abs(token.i - anchor) + (20 if token.lower_ == "to" else 0)
            if best is None or distance < best[0]:
                best = (distance, span)
    return best[1] if best is not None and best[0] <= 45 else None


def _parted(doc: Doc, index: int, anchor: int) -> bool:
    """Say whether another verb stands between a word and the encounter's: not of one clause."""
    first, last = min(index, anchor) + 1, max(index, anchor)
    return any(t.pos_ == "VERB" and t.tag_ != "VBN" for t in doc[first:last])


def _place_after(doc: Doc, labels: Labels, token: Token, sentence: TokenSpan) -> Span | None:
    start = token.i + 1
    if doc[start].lower_ == "the" and start + 1 < sentence.end:
        start += 1
    first = doc[start]
    match = labels.matches.get(start)
    if match is not None and token.lower_ != "to":
        return Span(match.start, match.end) if _is_place(doc, labels, start, match.form) else None
    if token.lower_ == "to" or not first.text[:1].isupper():
        return None
    if first.ent_type_ in {"GPE", "FAC"}:
        end = start
        while (
            end < sentence.end and doc[end].ent_type_ == first.ent_type_ and not doc[end].is_space
        ):
            if end in labels.matches and end > start:  # a state's name begins: "Kazan Russia"
                break
            end += 1
        if first.lower_ in PARTIAL and end == start + 1:
            return None
        return Span(first.idx, doc[end - 1].idx + len(doc[end - 1]))
    return None


def _is_place(doc: Doc, labels: Labels, start: int, form: str) -> bool:
    """A demonym, or a name that only begins a longer phrase, is no place."""
    end = start
    while end < len(doc) and labels.matches.get(end) is labels.matches.get(start):
        end += 1
    follows = doc[end].text if end < len(doc) else ""
    organisation = load_gazetteer().party(labels.matches[start].key).kind != "state"
    if form == "demonym" or organisation:
        return False
    last = doc[end - 1]
    begins = form != "capital" and last.dep_ in {"compound", "nmod", "amod"} and last.head.i == end
    return follows not in {"'s", "’s", "-"} and not (begins and last.head.ent_type_ not in WHEN)


def find_date(
    doc: Doc,
    account: tuple[int, TokenSpan],
    content: set[int],
    published: date | None,
    *,
    planned: bool,
) -> Found | None:
    """Return the first date of the sentence that stands outside what is said there."""
    anchor, sentence = account
    ahead = "planned" if planned else ""
    found = find_dates(
        text_of(doc),
        published=published,
        start=sentence.start_char,
        end=sentence.end_char,
        planned=ahead,
    )
    tokens = {t.idx: t.i for t in sentence}
    for item in found:
        index = tokens.get(item.start, anchor)
        if index not in content and not _parted(doc, index, anchor):
            return item
    return None


def kind_of(texts: Sequence[str], *, visited: bool, sides: int) -> MeetingKind:
    """Return how the sides met, going by the words of the reporting sentences."""
    joined = " ".join(texts).lower()
    kinds = meeting_words().kinds
    for kind in ORDER:
        if any(re.search(rf"\b{re.escape(form)}\b", joined) for form in kinds[kind.value]):
            return kind
    if (
        any(re.search(rf"\b{re.escape(form)}\b", joined) for form in kinds["multilateral"])
        and sides > 2
    ):
        return MeetingKind.MULTILATERAL
    if visited or any(form in joined for form in kinds["visit"]):
        return MeetingKind.VISIT
    return MeetingKind.MEETING


def _ahead(verb: Token) -> bool:
    """Say whether a headline's infinitive reports: "Ruiz to hold talks with Weber"."""
    before = verb.doc[verb.i - 1] if verb.i else verb
    return before.lower_ == "to" and verb.pos_ != "PROPN" and is_fragment(verb.sent)


def status_of(text: str, verb: Token) -> MeetingStatus:
    """Return whether the reporting sentence says held, planned or called off."""
    words = meeting_words()
    low = f" {text.lower()} "
    if any(f" {form} " in low or f" {form}," in low for form in words.cancelled):
        return MeetingStatus.CANCELLED
    if verb.tag_ in {"VBD", "VBN"} and not any(c.tag_ == "MD" for c in verb.children):
        return MeetingStatus.HELD
    if _ahead(verb) or any(f" {form} " in low for form in words.planned):
        return MeetingStatus.PLANNED
    return MeetingStatus.HELD
