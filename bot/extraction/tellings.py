"""The encounter that a text's opening tells of, whatever its grammar: who is named, what they do.

Reports tell of talks in more ways than there are rules on verbs. Two or three of different parties
named together with a word for being together have met, unless the word stands in what is said, or
is of another time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.asides import in_opening
from bot.extraction.belonging import FELLOWS
from bot.extraction.context import context_of
from bot.extraction.datelines import STAGE
from bot.extraction.drafts import Draft
from bot.extraction.lexicon import meeting_words, role_words, words
from bot.extraction.mentions import root_of
from bot.extraction.signs import clauses, is_quoted, is_sign, means, points, subordinate
from bot.extraction.trees import is_fragment, usable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from bot.extraction.people import Registry

OPENING = 3  # sentences of the body in front of the last one that may tell
LOWEST = 3  # rank of an office whose holder meets others
HEADING = 6  # lines of a heading
MEANWHILE = words("when as because while if although though since until")


def from_opening(doc: Doc, registry: Registry) -> Draft | None:
    """Return the encounter of those whom the opening names beside a word that tells of one."""
    opening = list(_opening(doc))
    staged = _on_stage(doc, registry)
    if staged is not None:
        return staged
    for sentence in opening:
        sign = next((t for t in sentence if is_sign(doc, t)), None)
        if sign is None:
            continue
        cast = _cast(registry, sentence)
        accounts = [sentence]
        if len(cast) < 2 and points(sentence, sign):
            at = opening.index(sentence)
            near = [*opening[:at], *opening[at + 1 :]]
            cast, accounts = _with_neighbours(registry, sentence, near)
        if len(cast) < 2:
            continue
        draft = Draft(sign.i, sentence, ours=cast[:1], theirs=cast[1:], nominal=True)
        draft.letter = sign.lemma_.lower() in meeting_words().letters
        draft.accounts = [(sign.i if s is sentence else s.root.i, s) for s in accounts]
        return draft
    return None


def _on_stage(doc: Doc, registry: Registry) -> Draft | None:
    """Return the encounter of those whom the heading of a joint press conference lists."""
    heading: list[Span] = []
    for sentence in doc.sents:
        if not is_fragment(sentence) or len(heading) > HEADING or _opens_turn(doc, sentence):
            break
        heading.append(sentence)
    stage = next((s for s in heading if STAGE.search(s.text)), None)
    cast = _distinct(registry, [i for s in heading for i in _cast(registry, s)])
    if stage is None or len(cast) < 2:
        return None
    draft = Draft(stage.start, stage, ours=cast[:1], theirs=cast[1:], nominal=True)
    draft.accounts = [(s.start, s) for s in heading]
    return draft


def _opens_turn(doc: Doc, sentence: Span) -> bool:
    return any(turn.start >= sentence.start_char for turn in (doc._.turns or ())[:1]) and any(
        t.text == ":" for t in sentence
    )


def _opening(doc: Doc) -> Iterator[Span]:
    """Yield the first sentences of the body."""
    headline = context_of(doc).headline
    for sentence in doc.sents:
        if sentence.start_char < headline or not usable(sentence):
            continue
        if not in_opening(doc, sentence.start, OPENING):
            return
        yield sentence


def _cast(registry: Registry, sentence: Span, *, meanwhile: bool = False) -> list[int]:
    """Return those named in a sentence who may have met, one of each party."""
    spots = ((t, registry.named.get(t.i)) for t in sentence)
    named = [i for t, i in spots if i is not None and _eligible(registry, t, i, meanwhile)]
    return _distinct(registry, named)


def _distinct(registry: Registry, persons: list[int]) -> list[int]:
    """Return persons once each, and one of each party."""
    found: list[int] = []
    for index in persons:
        party = registry.persons[index].party
        taken = party is not None and any(registry.persons[i].party == party for i in found)
        if index not in found and not taken:
            found.append(index)
    return found


def _with_neighbours(
    registry: Registry, sentence: Span, near: list[Span]
) -> tuple[list[int], list[Span]]:
    """Return those whom the sentence and those around it name, if they are of two parties."""
    cast, accounts = _cast(registry, sentence), [sentence]
    for other in near:
        more = [i for i in _cast(registry, other, meanwhile=True) if i not in cast]
        held = {registry.persons[i].party for i in cast}
        more = [
            i
            for i in more
            if registry.persons[i].party is None or registry.persons[i].party not in held
        ]
        if more:
            accounts.append(other)
            cast += more
        if len(cast) >= 2:
            break
    return (cast, accounts) if len(cast) == 2 else ([], [])


def _eligible(registry: Registry, token: Token, index: int, meanwhile: bool) -> bool:  # noqa: FBT001
    """Say whether somebody may be a side: of rank, no owner of a thing, in no clause aside."""
    person = registry.persons[index]
    ranks = role_words().heads
    rank = max((ranks.get(head, 0) for head in person.heads), default=0)
    low = rank < LOWEST and (person.titled or person.party is None)
    root = root_of(token)
    met = root.head.lower_ == "with" and means(root.head.head)  # "after an hour with X"
    if is_quoted(token) or (low and not met and not person.heads & FELLOWS):
        return False
    if root.dep_ == "poss" and not means(root.head):
        return False
    for above in clauses(root):
        if above.dep_ == "relcl" and index == registry.named.get(above.head.i):
            continue
        if (
            not meanwhile
            and above.dep_ == "advcl"
            and any(c.lower_ in MEANWHILE for c in above.children)
        ):
            return False
        infinitive = above.tag_ == "VB" and root.head.i == above.i  # "asked X to return"
        if subordinate(above) and not infinitive:
            return False
    return True
