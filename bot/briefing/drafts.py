"""A briefing in the making: lines with weights, before they are checked, numbered and trimmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.records import (
    Briefing,
    BriefingLine,
    Evidence,
    FiledArticle,
    FiledMeeting,
    Span,
    split_paragraphs,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.briefing.matching import MeetingGroup

KEEP = 100.0  # the weight of a line that is never trimmed


@dataclass(slots=True)
class Part:
    """A section: lines with the weight by which they stay (the lowest go first)."""

    heading: str
    lines: list[tuple[float, BriefingLine]] = field(default_factory=list)
    inline: bool = False


@dataclass(slots=True)
class Draft:
    """All that a view wants to say; `briefing` carries everything but sections and sources."""

    briefing: Briefing
    parts: list[Part] = field(default_factory=list)
    articles: dict[int, FiledArticle] = field(default_factory=dict)
    copies: dict[int, int] = field(default_factory=dict)
    groups: tuple[MeetingGroup, ...] = ()  # meetings for programs, newest first

    def add(self, part: Part) -> None:
        """Append a section unless it is empty."""
        if part.lines:
            self.parts.append(part)

    def know(self, groups: Iterable[MeetingGroup]) -> None:
        """Make the articles of these meetings citable."""
        for group in groups:
            self.copies.update(group.copies)
            self.articles.update((a.article.id, a.article) for a in group.accounts)


def evidence(article: FiledArticle, span: Span, *, position_id: int | None = None) -> Evidence:
    """Return where a span stands; the number of the source is given when all is composed."""
    paragraph = len(split_paragraphs(article.text.text[: span.start + 1]))
    return Evidence(
        article_id=article.id,
        source=0,
        paragraph=max(1, paragraph),
        span=span,
        position_id=position_id,
    )


def meeting_evidence(group: MeetingGroup) -> tuple[Evidence, ...]:
    """Return the sentences that report the meeting, one an account."""
    return tuple(_reported(account) for account in group.accounts)


def _reported(account: FiledMeeting) -> Evidence:
    meeting = account.meeting
    people = [person.span for person in meeting.participants if person.span]
    spans = [meeting.span, meeting.place_span, meeting.date_span, *people]
    length = len(account.article.text.text)
    found = next((s for s in spans if s and 0 <= s.start < s.end <= length), None)
    return evidence(account.article, found or Span(0, min(1, length)))
