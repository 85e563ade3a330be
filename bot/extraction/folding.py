"""Which accounts tell of one encounter: drafts are folded into the first that told it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.lexicon import words

if TYPE_CHECKING:
    from bot.extraction.drafts import Draft
    from bot.extraction.people import Registry

OTHER_TIMES = words(
    """previous last earlier recent next upcoming future forthcoming first second past subsequent
    planned scheduled possible"""
)
EARLY = 3  # sentences in which the news is told


def file_draft(found: list[Draft], draft: Draft) -> None:
    """Add a draft, or fold it into the one that it tells again."""
    for known in found:
        if draft.weak and not known.weak and set(draft.persons) <= set(known.persons):
            if draft.nominal and set(draft.theirs) & set(known.persons) and not _past(draft):
                known.accounts.extend(draft.accounts)
            return
        if _same(known, draft):
            _fold(known, draft)
            return
    found.append(draft)


def name_the_headline(registry: Registry, found: list[Draft], draft: Draft) -> bool:
    """Let a sentence that names people take the place of a headline that names only parties.

    "Thai minister receives Swiss envoy": a person of no known party is of the one that is left.
    """
    known = next((d for d in found if d.headline and not d.persons), None)
    plain = draft.ours and draft.theirs and not (draft.our_parties or draft.their_parties)
    if known is None or draft.headline or draft.weak or not plain:
        return False
    told = {*known.our_parties, *known.their_parties}
    held = {registry.persons[i].party for i in draft.persons} - {None}
    unknown = [i for i in draft.persons if registry.persons[i].party is None]
    left = sorted(told - held)
    if not held or held - told or len(unknown) > 1 or len(left) != len(unknown):
        return False
    for index, party in zip(unknown, left, strict=True):
        registry.persons[index].party, registry.persons[index].basis = party, "inferred"
    draft.accounts.extend(known.accounts)
    found[found.index(known)] = draft
    return True


def tell_again(found: list[Draft], guessed: Draft) -> None:
    """Add a guess's accounts to the encounter of the same people that a headline alone tells."""
    for known in found:
        alone = known.headline and len(known.accounts) == 1 and not guessed.vague
        if alone and set(guessed.persons) == set(known.persons):
            known.accounts.extend(a for a in guessed.accounts if a not in known.accounts)


def _past(draft: Draft) -> bool:
    """Say whether "talks with X" are other talks than those reported: "his previous talks"."""
    anchor = draft.sentence.doc[draft.anchor]
    return any(c.lower_ in OTHER_TIMES for c in anchor.children)


def opening_news(draft: Draft) -> bool:
    """Say whether an encounter spoken of in passing is the news of the text's opening."""
    early = sum(1 for t in draft.sentence.doc[: draft.sentence.start] if t.is_sent_start) <= EARLY
    past = any(t.lower_ == "last" for t in draft.sentence)
    return draft.nominal and early and not past and not _past(draft)


def _same(known: Draft, draft: Draft) -> bool:
    theirs, persons = set(known.theirs), set(draft.persons)
    if known.weak and not draft.weak:
        return False
    if persons & theirs and not draft.weak:
        return True
    if known.weak != draft.weak and not known.headline:
        return False
    return bool(persons) and persons <= set(known.persons)


def _fold(known: Draft, draft: Draft) -> None:
    if known.told_above and not (draft.headline or draft.weak or draft.vague or _again(draft)):
        known.anchor, known.sentence = draft.anchor, draft.sentence
    known.accounts.extend(draft.accounts)
    for person in draft.persons:
        if person in known.persons:
            continue
        if not known.ours and person in draft.ours:
            known.ours.append(person)
        elif draft.headline and person in draft.theirs:
            known.theirs.append(person)
    if not known.ours and not known.our_parties:
        known.our_parties = [p for p in draft.our_parties if p not in known.their_parties]
    _fold_roles(known, draft)


def _fold_roles(known: Draft, draft: Draft) -> None:
    """Take over who hosted and who visited, whichever side the draft told it of."""
    mine = {*draft.ours, *draft.our_parties}
    if mine & {*known.ours, *known.our_parties}:
        hosted, visited = draft.hosted, draft.visited
    elif mine & {*known.theirs, *known.their_parties}:
        hosted, visited = draft.visited, draft.hosted
    else:
        return
    if not (known.hosted or known.visited):
        known.hosted, known.visited = hosted, visited


def _again(draft: Draft) -> bool:
    """Say whether other encounters are told of: "will meet again"."""
    return _past(draft) or any(t.lower_ == "again" for t in draft.sentence)


def merged(registry: Registry, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts with those of the same people folded into the first of them.

    What a headline leaves out is filled in late, so that `file_draft` could not tell.
    """
    kept: list[Draft] = []
    for draft in drafts:
        held = {registry.persons[i].party for i in draft.persons}
        parties = {*draft.our_parties, *draft.their_parties} - held
        known = next((d for d in kept if _as_told(d, draft, parties)), None)
        if known is None:
            kept.append(draft)
            continue
        _fold(known, draft)
        known.others += [i for i in draft.others if i not in known.persons]
    return kept


def _as_told(known: Draft, draft: Draft, parties: set[str]) -> bool:
    """Say whether two drafts have the same people, the second no party more than the first.

    What the body tells as held and what it tells as planned are two.
    """
    people = {*draft.ours, *draft.theirs}
    same = people == {*known.ours, *known.theirs}
    same = same and (known.told_above or known.status is draft.status)
    return (
        same and bool(people or parties) and parties <= {*known.our_parties, *known.their_parties}
    )
