"""What is worth a line, and in which order lines fall away.

Rules, each with its weight:
- a stated position beats one carried over from the sentence before (3);
- one that names something or somebody of its own, a figure or a quotation counts more (2), and so
  does one that says what will be done (1);
- a fragment without a verb of its own counts less (-1);
- formulas of courtesy count less (-3), so do labels that fit every meeting (-1), words that only
  announce a view ("outlined his views on ...", -4), and very long or very short quotes (-1);
- a second line on a topic counts less than the first (-1.5), a second one from the same of several
  sources a little less (-0.5);
- what says the same as a line already chosen, or a part of it, is folded into it, and cited there
  if it holds its words;
- mere courtesy is left out where two better lines are.
Agenda items ("discussed X") are no positions and never become lines here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.briefing.clauses import has_verb
from bot.briefing.context import around
from bot.briefing.quoting import Quote, shorten
from bot.briefing.similarity import Gist, fold, gist, says_the_same, tokens
from bot.briefing.topics import borne_out, printed
from store.records import Basis, FiledMeeting, FiledPosition, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_LINES = 4  # per side
LEAST_SCORE = 1.5  # of a courtesy beside two better lines
COURTESY = re.compile(
    r"\b(?:thank(?:s|ed)?|gratitude|grateful|congratulat\w+|welcomed (?:the )?"
    r"(?:visit|delegation|guest)|"
    r"warm(?:ly)? welcome|happy|pleased|delighted|"
    r"pleasure|glad|friendly|friendship|healthy and stable|"
    r"mutual(?:ly)? (?:benefit\w*|respect|trust)|fruitful|hospitality|best wishes|high level of|"
    r"in-depth exchange|cordial|constructive atmosphere)\b",
    re.IGNORECASE,
)
ANNOUNCES = re.compile(
    r"^(?:outlin|shar|exchang|present|express|describ|explain|set out|laid out)\w*(?: out)? "
    r"(?:(?:his|her|their|its|the|opinions?|some)\b ?)*"
    r"(?:views?|assessments?|opinions?|positions?|approach\w*)(?: (?:on|about|regarding)\b|$)",
    re.IGNORECASE,
)
ACTS = re.compile(
    r"\b(?:will|shall|willing(?:ness)?|ready|agreed?|plans? to|intends?|"
    r"pledg\w+|commit\w+|propos\w+|call(?:s|ed) "
    r"(?:for|on)|reject\w*|condemn\w*|oppos\w+|should|must)\b",
    re.IGNORECASE,
)
SPECIFIC = re.compile(r"\d|[“\"]|(?<=[a-z,] )[A-Z][\w-]+")
GENERAL_LABELS = frozenset({"", "ties", "congratulations", "condolences", "bilateral relations"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A position that could become a line; `also` say the same elsewhere."""

    account: FiledMeeting
    filed: FiledPosition
    quote: Quote
    score: float
    also: tuple[Candidate, ...] = ()

    @property
    def words(self) -> str:
        """The words that would be printed."""
        return " … ".join(self.quote.of(self.account.article.text.text))

    @property
    def content(self) -> str:
        """The words of the whole position."""
        return self.filed.position.content.of(self.account.article.text.text)

    @property
    def topic(self) -> str:
        """The label of the position."""
        return printed(self.filed.position.topic)

    @property
    def label(self) -> str:
        """The label to print: "" where neither quote nor sentence holds a word for it."""
        if not self.topic:
            return ""
        words = around(self.account.article.text.text, self.filed.position)
        return self.topic if borne_out(self.topic, words) else ""


def candidates(accounts: Iterable[FiledMeeting], parties: Sequence[str]) -> list[Candidate]:
    """Return the positions of the accounts in reading order; `parties` are names of the sides."""
    return [
        _candidate(account, filed, parties)
        for account in accounts
        for filed in account.positions
        if not filed.position.agenda and _is_sound(account, filed)
    ]


def announces(candidate: Candidate) -> bool:
    """Tell whether the words only announce a view ("outlined his views on …")."""
    return is_announcement(candidate.words)


def is_announcement(words: str) -> bool:
    """Tell whether words like "outlined his views on …" say no more than that."""
    return bool(ANNOUNCES.match(words))


def choose(found: Sequence[Candidate], *, limit: int = MOST_LINES) -> list[Candidate]:
    """Return the best, at most `limit`, in the order of `found`; what says the same is folded."""
    distinct = fold_repeats(found)
    several = len({c.account.article.id for c in distinct}) > 1
    chosen: list[Candidate] = []
    left = list(distinct)
    while left and len(chosen) < limit:
        best = max(left, key=lambda c: _worth(c, chosen, several=several))
        left.remove(best)
        if len(chosen) > 1 and best.score < LEAST_SCORE and COURTESY.search(best.words):
            continue
        chosen.append(best)
    return sorted(chosen, key=distinct.index)


def fold_repeats(found: Sequence[Candidate]) -> list[Candidate]:
    """Return one candidate for all that say the same, the best of them, in reading order."""
    kept: list[Candidate] = []
    said: list[_Said] = []  # of those kept
    for candidate in sorted(found, key=lambda c: -c.score):
        mine = _said(candidate)
        index = next((i for i, other in enumerate(said) if _repeats(mine, other)), None)
        if index is None:
            kept.append(candidate)
            said.append(mine)
        else:
            kept[index] = _folded(kept[index], candidate)
            said[index] = _said(kept[index])
    order = {(c.account.id, c.filed.id): number for number, c in enumerate(found)}
    return sorted(kept, key=lambda c: order[c.account.id, c.filed.id])


def _candidate(account: FiledMeeting, filed: FiledPosition, parties: Sequence[str]) -> Candidate:
    quote = shorten(account.article.text.text, filed.position)
    plain = Candidate(account, filed, quote, 0.0)
    return replace(plain, score=_score(plain, parties))


def _is_sound(account: FiledMeeting, filed: FiledPosition) -> bool:
    span = filed.position.content
    words = account.article.text.text[span.start : span.end] if span.start >= 0 else ""
    return span.end - span.start == len(words) and any(c.isalnum() for c in words)


def _score(candidate: Candidate, parties: Sequence[str]) -> float:
    words = candidate.words
    bare = words
    for party in parties:
        bare = bare.replace(party, "")
    score = {Basis.STATED: 3.0, Basis.NONE: 1.0, Basis.CARRIED: 0.0}[candidate.filed.position.basis]
    score += 2.0 if SPECIFIC.search(bare) else 0.0
    score += 1.0 if ACTS.search(words) else 0.0
    score -= 3.0 if COURTESY.search(words) else 0.0
    score -= 1.0 if candidate.topic.casefold() in GENERAL_LABELS else 0.0
    score -= 4.0 if announces(candidate) else 0.0
    score -= 1.0 if _is_fragment(candidate) else 0.0
    return score - (1.0 if not 25 <= len(words) <= 200 else 0.0)


def _is_fragment(candidate: Candidate) -> bool:
    """Tell whether only a noun phrase is quoted ("their support for …")."""
    has_cue = candidate.quote.spans[0].start < candidate.filed.position.content.start
    return not has_cue and not has_verb(candidate.words)


def _worth(candidate: Candidate, chosen: Sequence[Candidate], *, several: bool) -> float:
    topic, article = candidate.topic.casefold(), candidate.account.article.id
    same_topic = sum(1 for other in chosen if topic and other.topic.casefold() == topic)
    same_source = sum(1 for other in chosen if other.account.article.id == article)
    return candidate.score - 1.5 * same_topic - (0.5 * same_source if several else 0.0)


def _folded(kept: Candidate, other: Candidate) -> Candidate:
    """Return the one of two that says more, citing the other where that bears out its words."""
    if fold(kept.content) in fold(other.content):
        kept, other = replace(other, score=kept.score, also=kept.also), replace(kept, also=())
    return replace(kept, also=(*kept.also, other)) if _holds(other, kept) else kept


@dataclass(frozen=True, slots=True)
class _Said:
    """Who holds a position, and what of its words is compared."""

    position: Position
    content: Gist
    words: Gist


def _said(candidate: Candidate) -> _Said:
    return _Said(candidate.filed.position, gist(candidate.content), gist(candidate.words))


def _repeats(one: _Said, other: _Said) -> bool:
    mine, theirs = one.position, other.position
    if mine.joint != theirs.joint:
        return False
    if mine.parties != theirs.parties and set(mine.parties).isdisjoint(theirs.parties):
        return False
    if one.content.folded in other.content.folded or other.content.folded in one.content.folded:
        return True
    return says_the_same(one.content, other.content) or says_the_same(one.words, other.words)


def _holds(candidate: Candidate, other: Candidate) -> bool:
    """Tell whether the candidate's own words bear out what is printed of the other."""
    printed, own = tokens(other.words), tokens(candidate.content)
    return len(printed & own) >= 0.7 * len(printed)
