"""Questions and answers: which stretches of an interview or a press conference are whose words.

Two layouts are known: lines with a label ("Q:", "A:", "Wambugu:"), and question lines that end in
a question mark with the answer below.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.extraction.leaders import name_tokens
from bot.extraction.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spacy.tokens import Doc

    from bot.extraction.people import Registry

LABEL = re.compile(
    r"[ \t]*(?P<label>[A-Z][\w.'’-]*(?:[ \t]+(?:[A-Z]|of |the )[\w.'’-]*){0,5})"
    r"(?:[ \t]*\([^)\n]{2,40}\))?[ \t]*:[ \t]+(?=\S)"
)
ASKS = words("q question interviewer reporter journalist moderator")
ANSWERS = words("a answer")
FEWEST = 2  # answers of an interview; and labels of a transcript
LONGEST_QUESTION = 60  # words


@dataclass(frozen=True, slots=True)
class Turn:
    """Words of one speaker, in characters. `label` as written, "" when the layout gives none."""

    start: int
    end: int
    label: str
    asks: bool = False


def find_turns(text: str, *, after: int) -> list[Turn]:
    """Return the turns of a text that is laid out as questions and answers, else nothing.

    `after`: length of the headline, which is no turn.
    """
    lines = [m for m in re.finditer(r"[^\n]*\S[^\n]*", text) if m.start() >= after]
    return _labelled(lines) or _asked(lines)


def _labelled(lines: Sequence[re.Match[str]]) -> list[Turn]:
    found: list[Turn] = []
    counted: Counter[str] = Counter()
    for line in lines:
        match = LABEL.match(line.group())
        counted.update([match.group("label")] if match is not None else [])
        if match is None:
            if found:
                found.append(Turn(line.start(), line.end(), found[-1].label, found[-1].asks))
            continue
        label = match.group("label")
        asks = label.lower() in ASKS or line.group().rstrip().endswith("?")
        found.append(Turn(line.start() + match.end(), line.end(), label, asks))
    asked = {t.label for t in found if t.asks}
    turns = [Turn(t.start, t.end, t.label, t.label in asked) for t in found]
    talk = len(counted) > 1 and max(counted.values(), default=0) >= FEWEST
    return turns if talk and any(not t.asks for t in turns) else []


def _asked(lines: Sequence[re.Match[str]]) -> list[Turn]:
    asks = [
        line.group().rstrip(" *_").endswith("?") and len(line.group().split()) <= LONGEST_QUESTION
        for line in lines
    ]
    pairs = sum(1 for a, b in pairwise(asks) if a and not b)
    if pairs < FEWEST:
        return []
    first = asks.index(True)
    return [
        Turn(line.start(), line.end(), "", asking)
        for line, asking in zip(lines[first:], asks[first:], strict=True)
    ]


def named_speakers(turns: Iterable[Turn]) -> frozenset[str]:
    """Return the last words of labels: whoever is called so in the text is a person."""
    labels = (turn.label.split() for turn in turns if not turn.asks)
    return frozenset(words[-1] for words in labels if words)


def answers(doc: Doc, registry: Registry, turns: Sequence[Turn]) -> Iterator[tuple[Turn, int]]:
    """Yield the turns that a person of the registry speaks, with who it is."""
    guest = _guest(doc, registry, turns[0].start) if turns else None
    for turn in turns:
        person = None if turn.asks else _speaker(turn.label, registry, guest)
        if person is not None:
            yield turn, person


def _speaker(label: str, registry: Registry, guest: int | None) -> int | None:
    if not label or label.lower() in ANSWERS:
        return guest
    tokens = name_tokens(label)
    fits = [i for i, p in enumerate(registry.persons) if tokens and tokens & p.tokens]
    return fits[0] if len(fits) == 1 else None


def _guest(doc: Doc, registry: Registry, before: int) -> int | None:
    """Return the one who is interviewed: who is named most above the turns,
    rather one with an office."""
    above = {
        i: sum(1 for m in person.mentions if doc[m.start].idx < before)
        for i, person in enumerate(registry.persons)
    }
    named = [i for i in above if above[i] and registry.persons[i].titles]
    named = named or [i for i in above if above[i]]
    return max(named, key=lambda i: (above[i], -registry.persons[i].first.start), default=None)
