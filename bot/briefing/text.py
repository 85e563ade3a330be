"""Briefing -> plain text: the command line, and Slack's fallback for readers without blocks."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from bot.briefing.dates import day_words
from store.records import Basis, Briefing, BriefingLine, Evidence, Section, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_TITLE = 80  # characters
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def briefing_text(briefing: Briefing, *, width: int | None = None, colour: bool = False) -> str:
    """Return the briefing as lines of text.

    `width` wraps lines at that many columns (None: not at all). `colour` sets headings in bold
    for a terminal; control characters of the articles never come through.
    """
    lines = [_plain(note) for note in briefing.notes]
    if briefing.header:
        lines.append(_header(briefing, briefing.header, colour=colour))
    if briefing.source_line:
        lines.append(_plain(briefing.source_line))
    for section in briefing.sections:
        lines += _section(section, colour=colour)
    lines += _sources(briefing.sources, colour=colour)
    foot = " · ".join(briefing.footers + _missing(briefing.missing))
    lines += [_plain(foot)] if foot else []
    lines += [_choice(label, text) for label, text in briefing.choices]
    if width is not None:
        lines = [part for line in lines for part in _wrapped(line, width)]
    return "\n".join(lines)


def line_text(line: BriefingLine) -> str:
    """Return `text “quote … quote” marks after [n ¶k]` of a line."""
    quote = f"“{' … '.join(line.quotes)}”" if line.quotes else ""
    parts = (line.text, quote, marks(line), line.after, citation(line.evidence))
    return _plain(" ".join(part for part in parts if part))


def marks(line: BriefingLine) -> str:
    """Return the mark that says how the speaker is known."""
    if line.basis is Basis.CARRIED:
        return "†"
    return "(no speaker named)" if line.basis is Basis.NONE else ""


def citation(found: Iterable[Evidence]) -> str:
    """Return "[1 ¶2 ¶4] [2 ¶3]": paragraphs by source, each once, in order."""
    paragraphs: dict[int, list[int]] = {}
    for piece in found:
        known = paragraphs.setdefault(piece.source, [])
        if piece.paragraph not in known:
            known.append(piece.paragraph)
    return " ".join(
        f"[{source} {' '.join(f'¶{number}' for number in sorted(numbers))}]"
        for source, numbers in paragraphs.items()
    )


def source_text(source: Source) -> str:
    """Return "[1] Global Times (state-affiliated: China), pasted by …, 2 copies folded"."""
    name = source.outlet + (f" ({source.character})" if source.character else "")
    title = f"“{cut_title(source.title)}”" if source.title else ""
    copies = f"{source.copies} near-copies folded" if source.copies > 1 else ""
    copies = "1 near-copy folded" if source.copies == 1 else copies
    link = source.permalink or source.url or ""
    dated = published(source)
    parts = ", ".join(part for part in (name, title, dated, source.how, copies) if part)
    return f"[{source.number}] {parts}" + (f" {link}" if link else "")


def cut_title(title: str) -> str:
    """Return a title whole, or cut at a word."""
    title = " ".join(title.split())
    if len(title) <= LONGEST_TITLE:
        return title
    head = title[:LONGEST_TITLE]
    return f"{(head[: head.rfind(' ')] if ' ' in head else head).rstrip(',;:–—- ')}…"


def published(source: Source) -> str:
    """Return "published 9 May 2010", "" when that is not known."""
    return f"published {day_words(source.published)}" if source.published else ""


def _header(briefing: Briefing, header: BriefingLine, *, colour: bool) -> str:
    head, dot, rest = line_text(header).partition(" · ")
    sample = "SAMPLE · " if briefing.sample else ""
    return f"{sample}{_bold(head, colour=colour)}{dot}{rest}"


def _section(section: Section, *, colour: bool) -> list[str]:
    if section.inline:
        run = " · ".join(line_text(line) for line in section.lines)
        head = _bold(f"{section.heading}:", colour=colour) + " " if section.heading else ""
        return [f"{head}{run}"]
    if not section.heading:
        return [line_text(line) for line in section.lines]
    lines = [f"• {line_text(line)}" for line in section.lines]
    return [_bold(section.heading, colour=colour), *lines]


def _sources(sources: tuple[Source, ...], *, colour: bool) -> list[str]:
    lines = [_plain(source_text(source)) for source in sources]
    if not lines:
        return []
    head = "Sources:" if len(lines) > 1 else "Source:"
    return [f"{_bold(head, colour=colour)} {lines[0]}", *lines[1:]]


def _missing(missing: tuple[str, ...]) -> tuple[str, ...]:
    return (f"Missing: {', '.join(missing)}",) if missing else ()


def _choice(label: str, text: str) -> str:
    return f"→ {_plain(label)}" + ("" if label == text else f": {_plain(text)}")


def _plain(text: str) -> str:
    """Keep control characters away from terminals, and a line on one line."""
    return CONTROL.sub("", text.replace("\n", " ").replace("\t", " "))


def _bold(text: str, *, colour: bool) -> str:
    return f"{BOLD}{_plain(text)}{PLAIN}" if colour else _plain(text)


def _wrapped(line: str, width: int) -> list[str]:
    indent = "  " if line.startswith("• ") else ""
    return textwrap.wrap(
        line,
        max(width, 20),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]
