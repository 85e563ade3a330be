"""Where contents stop: at the next cue of the same level, or with the sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extraction.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from bot.extraction.sayings import Saying

GOES_ON = words(", and including as both especially particularly")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def bounded(found: list[Saying], doc: Doc) -> list[Saying]:
    """Cut each content where the next cue of the same level begins."""
    kept: list[Saying] = []
    for saying in found:
        start, end = saying.content
        for other in found:
            if other.subject is not None and start < other.subject < end <= other.verb:
                end = _before_phrase(doc, other.subject)
            at = _phrase_start(other, doc)
            if other.verb != saying.verb and start < at < end and _same_level(saying, other, doc):
                end = at
        if start > saying.verb and saying.hole is None:
            end = _with_rest(doc, saying, end, found)
        if end - start > 0:
            kept.append(replace(saying, content=(start, end)))
    return kept


def _same_level(saying: Saying, other: Saying, doc: Doc) -> bool:
    """Say whether a later cue goes on beside this one instead of inside its content."""
    if saying.verb > other.verb or other.subject is None:
        return False
    return other.subject == saying.subject and doc[other.verb].tag_ in {"VBG", "VBD", "VBZ"}


def _with_rest(doc: Doc, saying: Saying, end: int, found: list[Saying]) -> int:
    """Take in coordinated phrases after a content that the parser hung elsewhere.

    "countering the pandemic | and the shared challenges of health security": up to the next cue
    or the end of the sentence, when no finite verb stands in between.
    """
    if end >= len(doc) or doc[end].is_sent_start or doc[end].lower_ not in GOES_ON:
        return end
    later = [s for s in found if s.verb > saying.verb and s.cue[0] >= end]
    cues = [_phrase_start(s, doc) for s in later]
    cues += [_before_phrase(doc, s.subject) for s in later if s.subject and s.subject >= end]
    stop = min(cues, default=len(doc))
    index = end
    while index < min(len(doc), stop) and not doc[index].is_sent_start:
        if doc[index].tag_ in FINITE or doc[index].is_space:
            break
        index += 1
    done = index == stop or index >= len(doc) or doc[index].is_sent_start or doc[index].is_space
    return index if done else end


def _before_phrase(doc: Doc, subject: int) -> int:
    """Return where the subject's phrase and the comma before it begin."""
    at = int(doc[subject].left_edge.i)
    return at - 1 if at > 0 and doc[at - 1].text == "," else at


def _phrase_start(saying: Saying, doc: Doc) -> int:
    """Return where the cue's phrase begins, with the "and" or comma in front."""
    start = saying.cue[0]
    while start > 0 and (doc[start - 1].dep_ in {"advmod", "cc"} or doc[start - 1].text == ","):
        start -= 1
    return start
