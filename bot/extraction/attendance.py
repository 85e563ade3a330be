"""Those who also took part in an encounter, told in a sentence of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.lexicon import meeting_words

if TYPE_CHECKING:
    from spacy.tokens import Span

    from bot.extraction.drafts import Draft
    from bot.extraction.people import Registry


def add_attendance(registry: Registry, sentence: Span, found: list[Draft]) -> None:
    """Add those who "also took part in the meeting" to the last encounter."""
    lemmas = {token.lemma_.lower() for token in sentence}
    taking_part = {"take", "part"} <= lemmas or lemmas & meeting_words().attending
    if not found or not taking_part or not lemmas & (meeting_words().nouns | {"also", "side"}):
        return
    side = _side_named(registry, sentence)
    for index in range(sentence.start, sentence.end):
        at = registry.named.get(index)
        if at is None:
            continue
        person = registry.persons[at]
        if side is not None and person.basis in {None, "publisher"}:
            person.party, person.basis = side, "side"
        if at not in found[-1].persons:
            found[-1].others.append(at)


def _side_named(registry: Registry, sentence: Span) -> str | None:
    """Return the party of "on the Armenian side", "representing Russia"."""
    for token in sentence:
        key = registry.labels.party(token.i)
        if key is None:
            continue
        after = sentence.doc[token.i + 1] if token.i + 1 < sentence.end else token
        before = sentence.doc[token.i - 1] if token.i > sentence.start else token
        if after.lower_ == "side" or before.lower_ in {"representing", "represented"}:
            return key
    return None
