"""Follow-ups in a thread: what a question leaves out it takes from the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.briefing.words import PRONOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.briefing.actors import Names
    from store.records import Question

GOES_ON = frozenset({"and", "also", "but", "what", "how", "then", "&", "so", "same"})


def merge(
    question: Question, previous: Question, *, words: Sequence[str], names: Names
) -> Question:
    """Return `question` with its empty slots filled from `previous` where it goes on from it.

    "and on Ukraine?" keeps the actors, "and Wang?" keeps topic and period. A question with
    actors of its own that does not begin like a follow-up stands alone.
    """
    actors = question.parties or question.persons
    if actors and not _goes_on(words):
        return question
    merged = question
    if not actors:
        merged = replace(merged, parties=previous.parties, persons=previous.persons)
        merged = replace(merged, unknown=question.unknown if _names(question) else ())
    if not question.topic:
        merged = replace(merged, topic=previous.topic)
    if not question.period:
        merged = replace(
            merged,
            since=previous.since,
            until=previous.until,
            period=previous.period,
            since_last=previous.since_last,
        )
    return replace(merged, text=whole_text(merged, names))


def _goes_on(words: Sequence[str]) -> bool:
    lowered = [word.lower() for word in words]
    return bool(lowered) and (lowered[0] in GOES_ON or len(lowered) == 1)


def _names(question: Question) -> bool:
    """Tell whether the unknown words look like names rather than like chatter about "him"."""
    return any(word[0].isupper() for word in question.unknown) and not (
        {word.lower() for word in question.text.split()} & PRONOUNS
    )


def whole_text(question: Question, names: Names) -> str:
    """Return a text that asks the same without the thread around it."""
    who = ", ".join([*(names.party_name(key) for key in question.parties), *question.persons])
    parts = [who] if who else []
    if question.topic:
        parts.append(f"on {question.topic}")
    if question.place:
        parts.append(f"in {question.place}")
    if question.since_last:
        parts.append("since the last meeting")
    elif question.since and question.until:
        parts.append(f"from {question.since.isoformat()} to {question.until.isoformat()}")
    elif question.since:
        parts.append(f"since {question.since.isoformat()}")
    elif question.until:
        parts.append(f"until {question.until.isoformat()}")
    return " ".join(parts)
