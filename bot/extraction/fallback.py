"""When no verb says plainly who met: the missing side, or the whole encounter, from context."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from bot.extraction.appearances import from_together, is_official
from bot.extraction.context import context_of, text_of
from bot.extraction.drafts import Draft, persons_from
from bot.extraction.letters import printed_letter
from bot.extraction.lexicon import meeting_words, role_words
from bot.extraction.mentions import root_of
from bot.extraction.tellings import from_opening
from bot.extraction.trees import is_fragment, usable

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    from bot.extraction.people import Registry
    from bot.extraction.referents import Resolver

ENCOUNTER = re.compile(
    r"\b(?:meeting|talks?|(?:telephone |phone )?conversation|negotiations|consultations|phone call"
    r"|call|discussions?|summit|visit|invit(?:ed|ation))\b",
    re.IGNORECASE,
)
OPENING = 1500  # characters in which the encounter is spoken of
ASIDE = 2  # rank up to which somebody is asked for a comment rather than met
FACING = frozenset({"him", "her", "counterpart", "colleague", "host", "guest", "visitor"})
DIRECT = frozenset({"congratulate", "thank", "invite", "inform", "brief", "tell"})


def complete(
    doc: Doc, registry: Registry, draft: Draft, resolver: Resolver, *, home: str | None
) -> None:
    """Fill in the side that the reporting sentence leaves out.

    `home` is the party of an official publisher: its own side when nobody of it is named.
    """
    votes = speakers(doc, resolver)
    _name_sides(registry, draft, votes, home)
    if draft.sides == 2:
        return
    ours_missing = not (draft.ours or draft.our_parties)
    there = draft.theirs if ours_missing else draft.ours
    taken = {registry.persons[i].party for i in there} | {*draft.their_parties, *draft.our_parties}
    fits = [i for i in votes if i not in there and registry.persons[i].party not in taken - {None}]
    fits = [i for i in fits if home is not None or _may_meet(registry, i)]
    if home is not None and home not in taken:
        own = [i for i, p in enumerate(registry.persons) if p.party == home and i not in there]
        fits = [i for i in fits if i in own] or own or fits
    side = draft.ours if ours_missing else draft.theirs
    if fits:
        side.append(max(fits, key=lambda i: votes[i]))
    elif home is not None and home not in taken:
        (draft.our_parties if ours_missing else draft.their_parties).append(home)


def _may_meet(registry: Registry, index: int) -> bool:
    """Say whether somebody who only speaks may be a side of talks: no lawmaker, no analyst."""
    person = registry.persons[index]
    ranks = role_words().heads
    rank = max((ranks.get(head, 0) for head in person.heads), default=0)
    return rank > ASIDE or (not person.titled and person.party is not None)


def _name_sides(registry: Registry, draft: Draft, votes: Counter[int], home: str | None) -> None:
    """Put a person in the place of a party that stands for "the Austrian President"."""
    for persons, parties in ((draft.ours, draft.our_parties), (draft.theirs, draft.their_parties)):
        if draft.office and not persons:
            _name_holders(registry, draft.office, persons, parties)
        if persons or len(parties) != 1:
            continue
        known = [i for i, p in enumerate(registry.persons) if p.party == parties[0]]
        stray = [i for i, p in enumerate(registry.persons) if p.party is None and votes[i]]
        if known:
            persons.append(max(known, key=lambda i: (votes[i], -i)))
        elif len(stray) == 1 and home is not None:
            registry.persons[stray[0]].party = parties[0]
            registry.persons[stray[0]].basis = "inferred"
            persons.append(stray[0])


def _name_holders(registry: Registry, office: str, persons: list[int], parties: list[str]) -> None:
    """Put those who hold the office in the place of their parties: "the ministers of ..."."""
    for key in parties:
        own = [(i, p) for i, p in enumerate(registry.persons) if p.party == key]
        fits = [i for i, p in own if office in p.heads or not p.titles]
        if len(fits) == 1:
            persons.append(fits[0])


def speakers(doc: Doc, resolver: Resolver) -> Counter[int]:
    """Count how often each person is the subject of a saying or of joint doing."""
    votes: Counter[int] = Counter()
    for saying in doc._.attributions or ():
        if saying.subject is None:
            continue
        owner = resolver.resolve(doc[saying.subject])
        if owner is not None:
            resolver.heard(owner)
            votes.update(owner.persons)
    return votes


def guess_draft(doc: Doc, registry: Registry, resolver: Resolver) -> Draft | None:
    """Return an encounter from joint subjects, a caption, or speakers around "the meeting"."""
    return (
        _from_letter(doc, registry)
        or _from_headline(doc, registry)
        or from_together(doc, registry, resolver)
        or from_opening(doc, registry)
        or _from_caption(doc, registry)
        or _from_speakers(doc, registry, resolver)
    )


def _from_letter(doc: Doc, registry: Registry) -> Draft | None:
    """Use a letter printed in full: who signed it and to whom it goes."""
    found = printed_letter(doc, registry)
    if found is None:
        return None
    sentence = next(iter(doc.sents))
    draft = Draft(sentence.start, sentence, ours=[found.signed], letter=True)
    draft.theirs = [found.meant] if found.meant is not None else []
    draft.their_parties = [found.party] if found.party is not None else []
    draft.headline = True  # the whole text is the letter: it is the main encounter
    draft.accounts.append((sentence.start, sentence))
    return draft


def _from_headline(doc: Doc, registry: Registry) -> Draft | None:
    """Use "President A, Japan PM B discuss ...": a list of two sides in front of the verb."""
    words = meeting_words()
    end = context_of(doc).headline
    for token in doc:
        if token.idx >= end:
            break
        if token.lemma_ not in words.together | {"hold"} or token.pos_ != "VERB":
            continue
        persons, parties = _in_front(registry, token.i)
        known = {registry.persons[p].party for p in persons} - {None}
        if persons and len(known | set(parties)) > 1:
            sentence = next(s for s in doc.sents if s.start <= token.i < s.end)
            draft = Draft(token.i, sentence, ours=persons[:1], headline=True)
            draft.theirs, draft.their_parties = persons[1:], parties
            draft.accounts.append((token.i, sentence))
            return draft
    return None


def _in_front(registry: Registry, end: int) -> tuple[list[int], list[str]]:
    """Return the persons, and parties that stand for an office, before a token."""
    persons = list(dict.fromkeys(registry.named[i] for i in range(end) if i in registry.named))
    parties = [
        match.key
        for i, match in registry.labels.matches.items()
        if i < end and i not in registry.at and match.form != "capital"
    ]
    held = {registry.persons[p].party for p in persons}
    return persons, [key for key in dict.fromkeys(parties) if key not in held]


def _from_caption(doc: Doc, registry: Registry) -> Draft | None:
    """Use a picture's caption: "With President of Serbia Boris Tadic.", "X and Y."."""
    for sentence in doc.sents:
        if not usable(sentence) or not is_fragment(sentence):
            continue
        at = next((t.i for t in sentence[:12] if t.lower_ == "with"), None)
        persons = persons_from(doc, registry, sentence.start if at is None else at + 1)
        if persons and (at is not None or len(persons) > 1):
            return _caption_draft(registry, sentence, at, persons)
    return None


def _caption_draft(registry: Registry, sentence: Span, at: int | None, persons: list[int]) -> Draft:
    anchor = sentence.start if at is None else at
    draft = Draft(anchor, sentence, nominal=True)
    if at is None:
        draft.ours, draft.theirs = persons[:1], persons[1:]
    else:
        before = [registry.named[i] for i in range(sentence.start, at) if i in registry.named]
        draft.theirs = persons
        draft.ours = [p for p in dict.fromkeys(before) if p not in persons]
    draft.accounts.append((anchor, sentence))
    return draft


def _from_speakers(doc: Doc, registry: Registry, resolver: Resolver) -> Draft | None:
    """Use who speaks and who is spoken to, when the text tells of a meeting or of joint views."""
    context = context_of(doc)
    official = is_official(doc)
    sentence = _evidence(doc, resolver, official=official)
    if sentence is None:
        return None
    votes = speakers(doc, resolver)
    votes.update(_addressees(doc, registry))
    if official:
        votes.update(_active(doc, registry))
    ranked = [i for i, _ in votes.most_common() if official or _may_meet(registry, i)]
    if not ranked:
        return None
    first = ranked[0]
    party = registry.persons[first].party
    others = [i for i in ranked[1:] if registry.persons[i].party != party]
    if not others and not (official and context.outlet and context.outlet.party != party):
        return None
    draft = Draft(sentence.start, sentence, nominal=True, vague=True, theirs=others[:1] or [first])
    draft.ours = [first] if others else []
    draft.accounts.append((sentence.start, sentence))
    return draft


def _active(doc: Doc, registry: Registry) -> Counter[int]:
    """Count how often each person does something or has it done to, title or honorific given."""
    votes: Counter[int] = Counter()
    for index, person in enumerate(registry.persons):
        for mention in person.mentions:
            root = root_of(doc[mention.end - 1])
            held = root.head.lower_ if root.dep_ == "pobj" else ""
            if root.dep_ in {"nsubj", "conj", "dobj", "dative", "appos"} or held in {"with", "to"}:
                votes[index] += 1
    return votes


def _evidence(doc: Doc, resolver: Resolver, *, official: bool) -> Span | None:
    """Return the sentence that speaks of the encounter, or of views held jointly.

    On an official page a word ("the talks") is enough; elsewhere two who only speak of talks
    need not have met, so that joint views or one addressing the other are asked for.
    """
    found = ENCOUNTER.search(text_of(doc), 0, OPENING) if official else None
    if found is not None:
        return next((s for s in doc.sents if s.start_char <= found.start() < s.end_char), None)
    for saying in doc._.attributions or ():
        if saying.subject is None:
            continue
        owner = resolver.resolve(doc[saying.subject])
        if (owner is not None and owner.everybody) or _to_the_face(doc, resolver, saying.verb):
            return next(s for s in doc.sents if s.start <= saying.verb < s.end)
    return None


def _to_the_face(doc: Doc, resolver: Resolver, verb: int) -> bool:
    """Say whether somebody is told, thanked or invited: a person, not reporters."""
    if doc[verb].lemma_ not in DIRECT:
        return False
    objects = [c for c in doc[verb].children if c.dep_ in {"dobj", "dative"}]
    owners = [resolver.resolve(c) for c in objects]
    return any(o is not None and o.persons for o in owners) or any(
        c.lower_ in FACING for c in objects
    )


def _addressees(doc: Doc, registry: Registry) -> Counter[int]:
    """Count the persons who are told, thanked or congratulated."""
    votes: Counter[int] = Counter()
    for saying in doc._.attributions or ():
        for token in doc[saying.verb].children:
            if token.dep_ in {"dobj", "dative"} and token.i in registry.named:
                votes[registry.named[token.i]] += 1
    return votes
