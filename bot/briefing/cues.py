"""Which verbs of saying belong to a quote, since without them it would say something else."""

from __future__ import annotations

import re

from bot.briefing.clauses import has_verb
from bot.briefing.words import word_set
from store.records import Position, Span

LONGEST_GAP = 80  # characters between cue and content
# these say that something was said, no more
NEUTRAL = re.compile(
    r"\b(?:say(?:s|ing)?|said|not(?:e[sd]?|ing)|stat(?:e[sd]?|ing)|add(?:s|ed|ing)?|told|tells?|"
    r"according to|point(?:s|ed|ing)? out|stress(?:es|ed|ing)?|emphasi[sz](?:e[sd]?|ing)|"
    r"underlin(?:e[sd]?|ing)|underscor(?:e[sd]?|ing)|highlight(?:s|ed|ing)?|remark(?:s|ed)?|"
    r"observ(?:e[sd]|ing)|recall(?:s|ed|ing)?|explain(?:s|ed|ing)?|mention(?:s|ed)?|"
    r"announc(?:e[sd]?|ing)|declar(?:e[sd]?|ing)|reiterat(?:e[sd]?|ing)|reaffirm(?:s|ed|ing)?|"
    r"affirm(?:s|ed|ing)?|repl(?:y|ied)|respond(?:s|ed)?|continued|concluded|"
    r"in the (?:opinion|view) of"
    r")\b",
    re.IGNORECASE,
)
# these never belong to a quote, whatever follows
SAYING = re.compile(
    r"^(?:\w+ )?(?:say(?:s|ing)?|said|add(?:s|ed|ing)?|according to)$", re.IGNORECASE
)
STANCE = re.compile(
    r"\b(?:hop|wish|believ|think|thought|den(?:y|ie)|doubt|expect|suggest|claim|alleg|predict|"
    r"propos|promis|fear|suspect|guess|pledg|threat)\w*",
    re.IGNORECASE,
)
NEGATED = re.compile(
    r"\b(?:not|never|no longer|cannot|hardly|refus\w+|declin\w+)\b|n['’]t\b", re.IGNORECASE
)
# words that belong to the verb after them
HELPERS = word_set(
    "not never no longer did does do has have had will would could should can may might must "
    "cannot highly strongly firmly fully resolutely warmly sincerely deeply categorically hardly "
    "refused declined is are was were willing ready to"
)


def with_cue(text: str, position: Position) -> tuple[Span, bool]:
    """Return the content with the cue where that belongs to it, and whether it does.

    The content alone when the cue is a mere verb of saying before a clause, when it stands far
    off or in another line.
    """
    content, cue = position.content, position.cue
    if cue is None:
        return content, False
    if cue.end <= content.start:
        return _cue_before(text, content, cue)
    after = text[content.end : cue.start] if cue.start >= content.end else "\n"
    if _close(after) and (STANCE.search(cue.of(text)) or NEGATED.search(cue.of(text))):
        return Span(content.start, cue.end), True
    return content, False


def _cue_before(text: str, content: Span, cue: Span) -> tuple[Span, bool]:
    gap = text[cue.end : content.start]
    start = _with_helpers(text, cue.start)
    verb = text[start : cue.end]
    if not _close(gap):
        return content, False
    neutral = NEUTRAL.search(verb) and not NEGATED.search(verb) and not STANCE.search(verb)
    if SAYING.match(verb) and not NEGATED.search(verb):
        return content, False
    if neutral and (re.search(r"\bthat\b", gap) or _is_clause(content.of(text))):
        return content, False
    return Span(start, content.end), True


def _close(gap: str) -> bool:
    return len(gap) <= LONGEST_GAP and "\n" not in gap and not re.search(r"[.!?] ", gap)


def _is_clause(content: str) -> bool:
    words = content.split()
    return has_verb(" ".join(words[1:14])) and words[0].lower() != "to"


def _with_helpers(text: str, start: int) -> int:
    """Move left over "did not", "highly" and the like."""
    for _ in range(4):
        before = re.search(r"([\w'’]+) +$", text[max(0, start - 40) : start])
        if not before or (
            before.group(1).lower() not in HELPERS and not NEGATED.search(before.group(1))
        ):
            break
        start -= len(before.group())
    return start
