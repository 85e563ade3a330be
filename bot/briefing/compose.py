"""Draft -> Briefing: every line checked against the stored text, trimmed, sources numbered."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.briefing.drafts import KEEP, Draft, Part
from bot.briefing.sources import source
from bot.briefing.text import briefing_text
from store.records import (
    Basis,
    Briefing,
    BriefingLine,
    MeetingSummary,
    Section,
    Source,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.briefing.matching import MeetingGroup
    from bot.briefing.terms import Desk

MOST_LINES = 25
MOST_CHARACTERS = 3000
CARRIED_NOTE = "† speaker carried over from the sentence before"


def verify(line: BriefingLine, texts: Mapping[int, str]) -> bool:
    """Tell whether each quote of a line is exactly what its article says at its span.

    `texts` are the stored texts by article id. Several quotes must come in order from one article;
    further evidence must lie within its text. A line without evidence must have no quotes.
    """
    if len(line.evidence) < len(line.quotes) or any(not quote for quote in line.quotes):
        return False
    for found in line.evidence:
        text = texts.get(found.article_id)
        if text is None or not 0 <= found.span.start < found.span.end <= len(text):
            return False
    pairs = list(zip(line.quotes, line.evidence, strict=False))
    if any(texts[e.article_id][e.span.start : e.span.end] != quote for quote, e in pairs):
        return False
    spans = [(e.article_id, e.span.start, e.span.end) for _, e in pairs]
    return all(a[0] == b[0] and a[2] <= b[1] for a, b in itertools.pairwise(spans))


def compose(draft: Draft, *, desk: Desk) -> Briefing:
    """Return the briefing: lines that fail the check are left out and counted in `dropped`.

    At most 25 lines and 3,000 characters of plain text: the lines of least weight go first, never
    the header or the sources.
    """
    texts = {number: article.text.text for number, article in draft.articles.items()}
    dropped = _check(draft, texts)
    while True:
        briefing = replace(_numbered(draft, desk), dropped=dropped)
        if _fits(briefing) or not _drop_lowest(draft):
            return briefing


def _check(draft: Draft, texts: Mapping[int, str]) -> int:
    dropped = 0
    header = draft.briefing.header
    if header and not verify(header, texts):
        draft.briefing = replace(draft.briefing, header=None)
        dropped += 1
    for part in draft.parts:
        good = [(weight, line) for weight, line in part.lines if verify(line, texts)]
        dropped += len(part.lines) - len(good)
        part.lines = good
    return dropped


def _fits(briefing: Briefing) -> bool:
    """Tell whether it is short enough; addresses do not count, since in Slack they are links."""
    text = briefing_text(briefing)
    addresses = sum(len(source.url) for source in briefing.sources if source.url)
    return text.count("\n") < MOST_LINES and len(text) - addresses <= MOST_CHARACTERS


def _drop_lowest(draft: Draft) -> bool:
    """Drop the line of least weight (of equals the last); False when nothing may go."""
    weights = [
        (weight, -number, -index)
        for number, part in enumerate(draft.parts)
        for index, (weight, _) in enumerate(part.lines)
        if weight < KEEP
    ]
    if not weights:
        return False
    _, number, index = min(weights)
    del draft.parts[-number].lines[-index]
    return True


def _numbered(draft: Draft, desk: Desk) -> Briefing:
    """Number the sources in the order in which lines cite them, and lay out the sections."""
    parts = [part for part in draft.parts if part.lines]
    lines = [line for part in parts for _, line in part.lines]
    header = draft.briefing.header
    numbers: dict[int, int] = {}
    for line in [header] * bool(header) + lines:
        for found in line.evidence if line else ():
            numbers.setdefault(found.article_id, len(numbers) + 1)
    sources = tuple(
        source(number, draft.articles[article_id], desk=desk, copies=draft.copies)
        for article_id, number in numbers.items()
    )
    sections = tuple(_section(part, numbers) for part in parts)
    return replace(
        draft.briefing,
        header=_cited(header, numbers) if header else None,
        sections=sections,
        sources=sources,
        footers=_footers(draft.briefing, lines),
        meetings=tuple(_summary(group, sections) for group in draft.groups),
        sample=any(_is_sample(s) for s in sources),
    )


def _section(part: Part, numbers: Mapping[int, int]) -> Section:
    lines = tuple(_cited(line, numbers) for _, line in part.lines)
    return Section(part.heading, lines, inline=part.inline)


def _cited(line: BriefingLine, numbers: Mapping[int, int]) -> BriefingLine:
    found = tuple(replace(e, source=numbers[e.article_id]) for e in line.evidence)
    return replace(line, evidence=found)


def _footers(briefing: Briefing, lines: list[BriefingLine]) -> tuple[str, ...]:
    carried = any(line.basis is Basis.CARRIED for line in lines)
    return ((CARRIED_NOTE,) if carried else ()) + briefing.footers


def _summary(group: MeetingGroup, sections: tuple[Section, ...]) -> MeetingSummary:
    """Return a meeting for programs, with the printed lines that rest on its accounts."""
    articles = {account.article.id for account in group.accounts}
    return MeetingSummary(
        participants=group.participants,
        place=group.place,
        date=group.date.iso() if group.date else None,
        kind=group.kind.value,
        status=group.status.value,
        lines=tuple(
            line
            for section in sections
            for line in section.lines
            if line.evidence and all(e.article_id in articles for e in line.evidence)
        ),
    )


def _is_sample(made: Source) -> bool:
    return "SAMPLE" in f"{made.outlet} {made.title or ''}"
