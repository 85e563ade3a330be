"""Where contents stop: at the next cue of the same level, at a clause of its own, or with the
sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extraction.lexicon import meeting_words, words
from bot.extraction.sayings import Form
from bot.extraction.trees import SUBJECTS, child

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from bot.extraction.sayings import Saying

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
LEAVES = words("when while after before although though unless until whereas since if — – .")
POSSIBLE = words("necessary possible needed required appropriate")  # "if necessary"
QUOTES = frozenset('"“”„«»')
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
WHEN = frozenset({"DATE", "TIME"})
INSIDE = frozenset({"relcl", "acl", "ccomp", "pcomp", "advcl", "aux", "auxpass", "csubj"})
LEADERS = frozenset({"IN", "WDT", "WP", "WRB", "WP$"})  # that, which, who, where, whose
TURNS = frozenset(
    {"at the same time", "for his part", "for her part", "for their part", "in turn", "in his turn"}
)
SHORT = 8  # tokens of a circumstance at the end


def bounded(found: list[Saying], doc: Doc) -> list[Saying]:
    """Cut each content where the next cue of the same level begins."""
    kept: list[Saying] = []
    for saying in found:
        start, end = saying.content
        end = _before_quotation(doc, start, end)
        for other in found:
            if other.subject is not None and start < other.subject < end <= other.verb:
                end = _before_phrase(doc, other.subject)
            at = _phrase_start(other, doc)
            if other.verb != saying.verb and start < at < end and _same_level(saying, other, doc):
                end = at
        if start > saying.verb and saying.hole is None:
            end = _with_rest(doc, saying, end, found)
        if saying.form is Form.OBJECT:
            end = _without_day(doc, start, end)
        if end - start > 0:
            kept.append(replace(saying, content=(start, end)))
    return kept


def _before_quotation(doc: Doc, start: int, end: int) -> int:
    """Return where a colon inside a content leads to direct speech, which is filed by itself."""
    return next((t.i for t in doc[start + 1 : end - 1] if _leads_to_quotation(t)), end)


def _leads_to_quotation(token: Token) -> bool:
    return token.text == ":" and token.i + 1 < len(token.doc) and token.nbor(1).is_quote


def _same_level(saying: Saying, other: Saying, doc: Doc) -> bool:
    """Say whether a later cue goes on beside this one instead of inside its content."""
    if saying.verb > other.verb or other.subject is None or other.subject != saying.subject:
        return False
    return doc[other.verb].tag_ in {"VBG", "VBD", "VBZ", "VBN"}


def _with_rest(doc: Doc, saying: Saying, end: int, found: list[Saying]) -> int:
    """Take in words after a content that the parser hung elsewhere.

    "countering the pandemic | and the shared challenges of health security": up to the next cue,
    a clause of its own, or the end of the sentence. What only tells when or where is left out.
    """
    last = doc[saying.verb].sent.end
    end = _with_closing_mark(doc, saying.content[0], end)
    if end >= last or doc[end].text in QUOTES or _leaves(doc[end]):
        return end
    owned = [s for s in found if s.subject is not None or s.impersonal]
    later = [s for s in owned if s.verb > saying.verb and s.cue[0] >= end]
    stops = [_phrase_start(s, doc) for s in later]
    stops += [_before_phrase(doc, s.subject) for s in later if s.subject and s.subject >= end]
    stops += [_joined(doc, s.content[0], end) for s in found if _beside(s, saying, end)]
    stops += [t.i for t in doc[end:last] if t.is_space or _leads_to_quotation(t)]
    stop = min([*stops, last])
    for token in doc[end:stop]:
        if _leaves(token):
            stop = token.i
            break
        if _own_clause(token, end):
            stop = _clause_start(doc, token, end)
            break
    return end if _mere_circumstance(doc, end, stop) else stop


def _leaves(token: Token) -> bool:
    """Say whether a word leads away from what is said: "when they met", not "if necessary"."""
    if token.lower_ == "as":
        return token.dep_ == "mark"
    after = token.nbor(1) if token.i + 1 < len(token.doc) else token
    doing = token.lower_ == "while" and after.tag_ == "VBG"
    stays = (doing and after.lemma_ not in meeting_words().partner) or after.lower_ in POSSIBLE
    return token.lower_ in LEAVES and not stays


def _with_closing_mark(doc: Doc, start: int, end: int) -> int:
    """Take in the mark that closes what was quoted inside the content."""
    inside = sum(1 for t in doc[start:end] if t.text in QUOTES)
    return end + 1 if inside % 2 and end < len(doc) and doc[end].text in QUOTES else end


def _beside(other: Saying, saying: Saying, end: int) -> bool:
    """Say whether another content of the same cue follows: "that A | and that B"."""
    return other.verb == saying.verb and other.content[0] >= end


def _joined(doc: Doc, start: int, end: int) -> int:
    """Return where "and that" in front of a content begins."""
    while start > end and (doc[start - 1].lower_ in {"that", ","} or doc[start - 1].tag_ == "CC"):
        start -= 1
    return start


def _own_clause(token: Token, end: int) -> bool:
    """Say whether a finite verb behind a content begins a clause of the article's own."""
    if token.tag_ not in FINITE or token.dep_ in {"aux", "auxpass"} or token.text in {"’s", "'s"}:
        return False
    subject = next((c for c in token.children if c.dep_ in SUBJECTS), None)
    leads = [c for c in token.children if c.i < token.i and c.tag_ in LEADERS]
    if leads or (subject is not None and any(t.tag_ in LEADERS for t in subject.subtree)):
        return False
    if token.dep_ in INSIDE and token.head.i >= end and subject is not None:
        return False
    before = token.doc[token.i - 1]
    if before.tag_ in {"RB", "MD"} and token.i > 1:
        before = token.doc[token.i - 2]
    joined = before.tag_ == "CC" or (before.text == "," and token.tag_ != "VBD")
    return (subject is not None and subject.i >= end) or joined


def _clause_start(doc: Doc, token: Token, end: int) -> int:
    """Return where the clause of a verb begins, with the conjunction or comma in front of it."""
    subject = child(token, *SUBJECTS)
    start = int(subject.left_edge.i) if subject is not None else token.i
    while start > end and (
        doc[start - 1].tag_ in {"CC", "RB"} or doc[start - 1].text in {",", ";"}
    ):
        start -= 1
    return max(start, end)


def _without_day(doc: Doc, start: int, end: int) -> int:
    """Leave out "on Tuesday" behind an object: "offered help on Tuesday" tells when it was done."""
    for index in range(end - 1, start, -1):
        if doc[index].lower_ == "on":
            rest = doc[index + 1 : end]
            dated = (
                len(rest) > 0
                and rest[0].lower_ in WEEKDAYS
                and all(t.ent_type_ in WHEN or t.is_punct for t in rest)
            )
            return index if dated and doc[start].tag_ not in {"TO", "VBG"} else end
    return end


def _mere_circumstance(doc: Doc, start: int, stop: int) -> bool:
    """Say whether words only tell when or on what occasion: "at the meeting", "on Friday"."""
    rest = [t for t in doc[start:stop] if not t.is_punct]
    nouns = [t for t in rest if t.pos_ in {"NOUN", "PROPN", "NUM"}]
    if not rest or len(rest) > SHORT or not nouns:
        return not rest
    told = meeting_words().impersonal
    return all(t.ent_type_ in WHEN or t.lemma_.lower() in told for t in nouns) and (
        rest[0].pos_ in {"ADP", "ADV", "SCONJ"} or rest[0].ent_type_ in WHEN
    )


def _before_phrase(doc: Doc, subject: int) -> int:
    """Return where the subject's phrase and the comma before it begin."""
    at = int(doc[subject].left_edge.i)
    return at - 1 if at > 0 and doc[at - 1].text == "," else at


def _phrase_start(saying: Saying, doc: Doc) -> int:
    """Return where the cue's phrase begins, with the "and" or comma in front."""
    start = saying.cue[0]
    if saying.impersonal and start > 0 and doc[start - 1].lower_ == "it":
        start -= 1
    before = {"by", ","}  # "underlined it by | saying that"
    while start > 0:
        if doc[start - 1].dep_ in {"advmod", "cc"} or doc[start - 1].lower_ in before:
            start -= 1
        elif turn := _turn_before(doc, start):
            start -= turn
        else:
            break
    return start


def _turn_before(doc: Doc, end: int) -> int:
    """Return the length of "at the same time", "for his part" in front of a cue."""
    for length in (4, 3, 2):
        if end > length and doc[end - length : end].text.lower() in TURNS:
            return length
    return 0
