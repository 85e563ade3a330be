"""Which words of a position to print: whole clauses, verbatim, with their modality.

Every result is one span of the text, or two in order within one sentence (joined by "…").
Rules, in order:
1. A verb that carries a stance ("praised", "hopes that", "did not rule out") belongs to the quote;
   a mere verb of saying ("said that") does not.
2. What fits is taken whole.
3. Else a run of whole clauses: it may begin after a leading adjunct ("As major powers, …") or at
   an independent clause, unless what is left out before it holds a negation, a condition or a
   verb of wishing; it may end at a comma, unless what is left out after it takes something back
   ("but", "if", "unless") or the comma stands within a list, an insertion or "neither … nor".
4. Else the whole up to 300 characters; longer sentences are joined over a gap or cut at a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.briefing.clauses import (
    BOUNDARY,
    HEAD_GUARD,
    TAIL_GUARD,
    can_begin,
    can_end,
    has_verb,
    is_adjunct,
    opens_with_adjunct,
)
from bot.briefing.cues import with_cue
from bot.briefing.trimming import trimmed
from store.records import Position, Span

AIM = 140  # characters of a readable quote
WHOLE = 160  # up to here nothing is cut
LOOSER = 40  # by how much a run may be longer before the whole is taken
MOST = 300  # the longest quote
LEAST = 25
PRONOUN = re.compile(r"(?:it|they|he|she|this|these|its|their)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quote:
    """The spans to print; `goes_on` says that the end of the sentence had to be cut off."""

    spans: tuple[Span, ...]
    goes_on: bool = False

    def of(self, text: str) -> tuple[str, ...]:
        """Return the words of each span."""
        return tuple(span.of(text) for span in self.spans)


def shorten(text: str, position: Position, *, aim: int = AIM) -> Quote:
    """Return what to print of a position; `aim` is the length in characters to aim at."""
    whole, has_cue = with_cue(text, position)
    whole = trimmed(text, whole)
    words = whole.of(text)
    if len(words) <= aim + WHOLE - AIM:
        return Quote((whole,))
    best = _best(words, aim=aim, from_start=has_cue)
    if best is None and len(words) > aim + LOOSER:
        best = _best(words, aim=aim + LOOSER, from_start=has_cue)
    if best is None and len(words) > MOST:
        best = _best(words, aim=MOST, from_start=has_cue)
    if best:
        return Quote((trimmed(text, Span(whole.start + best[0], whole.start + best[1])),))
    if len(words) <= MOST:
        return Quote((whole,))
    gapped = _over_a_gap(words, whole.start)
    spans = (*gapped.spans[:-1], trimmed(text, gapped.spans[-1]))
    return replace(gapped, spans=spans)


def _best(words: str, *, aim: int, from_start: bool) -> tuple[int, int] | None:
    """Return the best run of clauses as (start, end) within `words`, None if there is none."""
    cuts = [m.span() for m in BOUNDARY.finditer(words, 0, 1500)][:30]
    starts = [0] + ([] if from_start else [end for _, end in cuts if _may_begin(words, end)])
    ends = [start for start, _ in cuts] + [len(words)]
    runs = [
        (_score(words, start, end, aim), start, end)
        for start in starts
        for end in ends
        if _fits(words, start, end, aim) and _stands(words, start, end, from_start=from_start)
    ]
    if not runs:
        return None
    _, start, end = max(runs, key=lambda run: (run[0], -run[1]))
    return start, end


def _fits(words: str, start: int, end: int, aim: int) -> bool:
    limit = min(aim + WHOLE - AIM, MOST) if end == len(words) else aim
    return LEAST <= end - start <= limit


def _stands(words: str, start: int, end: int, *, from_start: bool) -> bool:
    run = words[start:end]
    if not (has_verb(run) or (from_start and start == 0)):
        return False
    return end == len(words) or (can_end(words, end, run) and not TAIL_GUARD.search(words, end))


def _may_begin(words: str, index: int) -> bool:
    head = words[:index]
    if HEAD_GUARD.search(head):
        return False
    joined = re.search(r"(?:;|, (?:and|while))\s*$", head) is not None
    return can_begin(words[index:]) and (joined or is_adjunct(head))


def _score(words: str, start: int, end: int, aim: int) -> float:
    """Longer is better up to the aim; a whole end and beginning with the subject count extra."""
    score = float(min(end - start, aim))
    score += 25 if end == len(words) else 0
    if (start == 0 and not opens_with_adjunct(words)) or (start and is_adjunct(words[:start])):
        score += 15
    return score - (20 if PRONOUN.match(words, start) else 0)


def _over_a_gap(words: str, offset: int) -> Quote:
    """Join the beginning of a long sentence to the clause that takes something back."""
    cuts = [m.start() for m in BOUNDARY.finditer(words, 0, 200) if m.start() >= LEAST]
    first = cuts[-1] if cuts else 0
    guard = TAIL_GUARD.search(words, first) if first else None
    if guard:
        end = next((m.start() for m in BOUNDARY.finditer(words, guard.end())), len(words))
        if first + end - guard.start() <= MOST - 3:
            spans = (Span(offset, offset + first), Span(offset + guard.start(), offset + end))
            return Quote(spans, goes_on=end < len(words))
    end = words.rfind(" ", LEAST, MOST)
    return Quote((Span(offset, offset + (end if end > 0 else MOST)),), goes_on=True)
