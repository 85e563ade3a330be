"""Place, date, kind and status of an encounter, from the sentences that report it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.extraction.context import text_of
from bot.extraction.dates import Found, find_dates
from bot.extraction.lexicon import meeting_words
from bot.extraction.phrases import phrase_at, unknown_place
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
LINKING = frozenset({"following", "during"})  # prepositions that a parse may take for verbs
COMING = frozenset({"will", "'ll", "’ll", "shall"})
HERE = frozenset({"in", "at", "on", "to", "aboard"})
CALL = re.compile(  # the noun, not "they call for a truce"
    r"\bcalls? (?:with|between|from|by)\b"
    r"|(?:['’]s|s['’]|\b(?:a|the|their|this|his|her)) (?:[\w-]+ )?call\b(?! (?:for|on)\b)"
    r"|\bcalled and\b"
)
DEED = re.compile(r"\bletters? of (?:intent|credence|credit|understanding|resignation)")
MET = re.compile(  # whoever spoke there stood face to face
    r"\b(?:met|hosted|received|welcomed|in person|face to face|one-(?:on|to)-one"
    r"|t[eê]te-[aà]-t[eê]te|sidelines?|margins?"
    r"|(?:during|after|in|at) (?:the|their|a|his|her) (?:[\w-]+ )?"
    r"(?:meeting|talks|visit|summit|lunch|dinner))\b"
)
ORDER = (MeetingKind.VIDEO, MeetingKind.PHONE, MeetingKind.LETTER)


@cache
def _seats() -> re.Pattern[str]:
    names = "|".join(re.escape(s) for s in sorted(meeting_words().seats, key=len, reverse=True))
    return re.compile(rf"\b(?:in|at|to|inside)\s+(?:the\s+)?(?P<seat>{names})\b")


def find_place(
    doc: Doc,
    labels: Labels,
    sentence: TokenSpan,
    anchor: int,
    content: set[int],
    *,
    near: bool = False,
) -> Span | None:
    """Return the place bound to the encounter in its sentence, outside what is said there.

    `near`: only what hangs on the anchor itself, or on the verb that governs it.
    """
    for match in _seats().finditer(sentence.text) if not near else ():
        return Span(
            sentence.start_char + match.start("seat"), sentence.start_char + match.end("seat")
        )
    best: tuple[int, Span] | None = None
    for token in sentence:
        if token.lower_ not in HERE or token.i in content or token.i + 1 >= sentence.end:
            continue
        if _in_title(doc, token.i) or _parted(doc, token.i, anchor):
            continue
        if near and not _hangs(token, doc[anchor]):
            continue
        span = _place_after(doc, labels, token, sentence, doc[anchor])
        if span is not None:
            distance = abs(token.i - anchor) + (20 if token.lower_ == "to" else 0)
            if best is None or distance < best[0]:
                best = (distance, span)
    return best[1] if best is not None and best[0] <= 45 else None


def _in_title(doc: Doc, index: int) -> bool:
    """Say whether a word is part of somebody's title: "Chief of Cabinet in the Office of ..."."""
    return doc._.people is not None and index in doc._.people.at


def _hangs(link: Token, anchor: Token) -> bool:
    """Say whether a preposition belongs to a word: directly, over a verb or over its object."""
    head = link.head
    for _ in range(3):  # "conferred for an hour in Heraklion": what "in" hangs on tells how long
        if head.ent_type_ not in WHEN or head.i == anchor.i:
            break
        head = head.head if head.dep_ != "pobj" else head.head.head
    holders = {link.head.i, link.head.head.i, head.i}
    return anchor.i in holders or (anchor.head.i == link.head.i and anchor.head.pos_ == "VERB")


def _parted(doc: Doc, index: int, anchor: int) -> bool:
    """Say whether another verb stands between a word and the encounter's: not of one clause."""
    first, last = min(index, anchor) + 1, max(index, anchor)
    between = doc[first:last]
    verbs = (t for t in between if t.pos_ == "VERB" and t.lower_ not in LINKING)
    return any(t.tag_ != "VBN" for t in verbs)


def _place_after(
    doc: Doc, labels: Labels, token: Token, sentence: TokenSpan, anchor: Token
) -> Span | None:
    start = token.i + 1
    if token.lower_ == "to":
        goes = token.head.lemma_ in meeting_words().travel and (
            token.head.pos_ == "VERB"
            or anchor.i in {token.head.i, token.head.head.i}
            or token.head.head.lower_ == "during"
        )
        return _destination(doc, labels, start, sentence.end) if goes else None
    phrase = phrase_at(doc, labels, start, sentence.end)
    if phrase is not None or token.lower_ == "on":  # "on the island of X", "on Monday"
        return phrase
    start += doc[start].lower_ == "the" and start + 1 < sentence.end
    found = _named_place(doc, labels, start, sentence.end)
    if found is None and _hangs(token, anchor):
        found = unknown_place(doc, labels, start, sentence.end)
    return found


def _named_place(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return a place that the gazetteer or the model knows."""
    first = doc[start]
    match = labels.matches.get(start)
    if match is not None:
        return Span(match.start, match.end) if _is_place(doc, labels, start, match.form) else None
    if not first.text[:1].isupper() or first.ent_type_ not in {"GPE", "FAC"}:
        return None
    end = start
    while end < stop and doc[end].ent_type_ == first.ent_type_ and not doc[end].is_space:
        if end in labels.matches and end > start:  # a state's name begins: "Kazan Russia"
            break
        end += 1
    if first.lower_ in PARTIAL and end == start + 1:
        return None
    return Span(first.idx, doc[end - 1].idx + len(doc[end - 1]))


def place_at(doc: Doc, labels: Labels, token: Token) -> Span | None:
    """Return the place whose name a token ends or is."""
    start = token.i
    while start and doc[start - 1].dep_ == "compound" and doc[start - 1].head.i == token.i:
        start -= 1
    return _named_place(doc, labels, start, token.i + 1)


def _destination(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return Kuwait of a visit "to the State of Kuwait"."""
    while start + 1 < stop and (doc[start].lower_ in {"the", "of"} or _is_state(doc[start])):
        start += 1
    return _named_place(doc, labels, start, stop)


def _is_state(token: Token) -> bool:
    return token.lower_ in {"state", "republic", "kingdom", "sultanate", "emirate"}


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
    begin: int = 0,
) -> Found | None:
    """Return the first date of the sentence behind `begin`, outside what is said there."""
    anchor, sentence = account
    ahead = "planned" if planned else ""
    found = find_dates(
        text_of(doc),
        published=published,
        start=max(begin, sentence.start_char),
        end=sentence.end_char,
        planned=ahead,
    )
    tokens = {t.idx: t.i for t in sentence}
    for item in found:
        index = tokens.get(item.start, anchor)
        if index not in content and not _parted(doc, index, anchor):
            return item
    return None


def kind_of(
    texts: Sequence[str], *, visited: bool, sides: int, called: bool = False, spoke: bool = False
) -> MeetingKind:
    """Return how the sides met, going by the words of the reporting sentences.

    `called`: the verb of one of them says so: "Weber called Ruiz". `spoke`: all that their verbs
    say is that the sides spoke.
    """
    joined = DEED.sub("", " ".join(texts).lower())
    kinds = meeting_words().kinds
    for kind in ORDER:
        if any(re.search(rf"\b{re.escape(form)}\b", joined) for form in kinds[kind.value]):
            return kind
        if kind is MeetingKind.PHONE and (called or CALL.search(joined)):
            return kind
    if (
        any(re.search(rf"\b{re.escape(form)}\b", joined) for form in kinds["multilateral"])
        and sides > 2
    ):
        return MeetingKind.MULTILATERAL
    if visited or any(form in joined for form in kinds["visit"]):
        return MeetingKind.VISIT
    return MeetingKind.TALK if spoke and not MET.search(joined) else MeetingKind.MEETING


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
    modals = {c.lower_ for c in verb.children if c.tag_ == "MD"}
    if _ahead(verb) or modals & COMING or any(f" {form} " in low for form in words.planned):
        return MeetingStatus.PLANNED
    return MeetingStatus.HELD
