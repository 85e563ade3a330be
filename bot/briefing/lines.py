"""One position -> one line with its evidence; the words outside quotes are labels and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.briefing.drafts import evidence
from store.records import Basis, BriefingLine, Evidence

if TYPE_CHECKING:
    from bot.briefing.ranking import Candidate
    from bot.briefing.terms import Desk

GOES_ON = "(the sentence goes on)"


def position_line(
    candidate: Candidate, *, section: str, lead: str = "", after: str = ""
) -> BriefingLine:
    """Return the line of a position; `lead` is the template text before the quote."""
    position = candidate.filed.position
    notes = [GOES_ON] if candidate.quote.goes_on else []
    return BriefingLine(
        section=section,
        text=lead,
        quotes=candidate.quote.of(candidate.account.article.text.text),
        evidence=_evidence(candidate),
        speaker=", ".join(position.speakers) or None,
        basis=position.basis,
        after=" ".join([*notes, after]).strip(),
    )


def _evidence(candidate: Candidate) -> tuple[Evidence, ...]:
    """Return the spans of the quotes first, then where the same is said again."""
    found = [
        evidence(candidate.account.article, span, position_id=candidate.filed.id)
        for span in candidate.quote.spans
    ]
    found += [
        evidence(other.account.article, other.filed.position.content, position_id=other.filed.id)
        for other in candidate.also
    ]
    return tuple(found)


def topic_lead(candidate: Candidate, desk: Desk, *, speaker: str = "") -> str:
    """Return "Ukraine:", or "Chen Wenqing on Ukraine:" where somebody else speaks.

    The topic that was asked for is not said again before each line.
    """
    asked, label = desk.question.topic, candidate.label
    if not label or (asked and asked.casefold() == label.casefold()):
        return f"{speaker}:" if speaker else ""
    if speaker:
        return f"{speaker} on {desk.topic(label)}:"
    return f"{desk.label(label)}:"


def is_joint(candidate: Candidate) -> bool:
    """Tell whether a position goes under "Joint / no single speaker"."""
    position = candidate.filed.position
    return position.basis is Basis.NONE or (position.joint and len(set(position.parties)) != 1)
