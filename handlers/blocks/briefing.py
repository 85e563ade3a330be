"""Briefing -> blocks: header, source line, sections, sources, what is missing, buttons.

The whole is kept under Slack's ceiling for a message by unlinking references first and leaving
out lines from the longest section after that; what was left out is said.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.briefing.text import citation, marks, published
from handlers.blocks.buttons import Asked, actions, briefing_buttons
from handlers.blocks.elements import Blocks, Piece, bullets, link, rich, section, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from store.records import Briefing, BriefingLine, Evidence, Section, Source

CEILING = 12_800  # of JSON; Slack refuses messages with about 13,200
LONGEST_QUOTE = 1_200
_MENTION = re.compile(r"<@([A-Z0-9]+)>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+>")


@dataclass(frozen=True, slots=True)
class Look:
    """How to draw: names for user ids, and whether references carry links."""

    names: Mapping[str, str]
    linked: bool = True


def briefing_blocks(
    briefing: Briefing,
    *,
    names: Mapping[str, str] | None = None,
    asked: Asked | None = None,
    offer: Sequence[str] = (),
) -> Blocks:
    """Return the blocks of a briefing; `names` maps the user ids of sharers to plain names."""
    buttons = briefing_buttons(briefing, asked, offer=offer)
    tail = [actions(buttons)] if buttons else []
    room = CEILING - _size(tail)
    for linked in (True, False):
        made = _body(briefing, Look(names or {}, linked=linked))
        if _size(made) <= room:
            return made + tail
    return _shortened(briefing, Look(names or {}, linked=False), room) + tail


def _shortened(briefing: Briefing, look: Look, room: int) -> Blocks:
    """Leave out lines, from the longest section first, until the rest fits."""
    said = (*briefing.footers, "More lines than fit here: ask about one topic, person or period.")
    while True:
        sections = list(briefing.sections)
        longest = max(range(len(sections)), key=lambda n: len(sections[n].lines), default=None)
        if longest is None or not sections[longest].lines:
            return _body(replace(briefing, sections=(), footers=said), look)
        kept = sections[longest].lines[:-1]
        sections[longest] = replace(sections[longest], lines=kept)
        briefing = replace(briefing, sections=tuple(sections))
        made = _body(replace(briefing, footers=said), look)
        if _size(made) <= room:
            return made


def _body(briefing: Briefing, look: Look) -> Blocks:
    sources = {source.number: source for source in briefing.sources}
    made = [_top(briefing, sources, look)]
    made += [_section(part, sources, look) for part in briefing.sections if part.lines]
    if briefing.sources:
        made.append(_sources(briefing.sources, look))
    foot = " · ".join((*briefing.footers, *missing_words(briefing.missing)))
    made += [rich([section(words(foot, style="italic"))])] if foot else []
    return [block for block in made if block]


def _top(briefing: Briefing, sources: Mapping[int, Source], look: Look) -> dict[str, Any]:
    lines: list[list[Piece]] = []
    if briefing.sample:
        lines.append(words("Sample: not from your archive.", style="italic"))
    lines += [words(note, style="italic") for note in briefing.notes]
    if briefing.header is not None:
        lines.append(_line(briefing.header, sources, look, is_header=True))
    if briefing.source_line:
        lines.append(words(briefing.source_line, style="italic"))
    return rich([section(_joined(lines, "\n"))]) if lines else {}


def _section(part: Section, sources: Mapping[int, Source], look: Look) -> dict[str, Any]:
    lines = [_line(line, sources, look) for line in part.lines]
    if part.inline:
        head = words(f"{part.heading}: ", style="bold") if part.heading else []
        return rich([section([*head, *_joined(lines, " · ")])])
    if not part.heading:
        return rich([bullets(lines)] if len(lines) > 1 else [section(lines[0])])
    return rich([section(words(part.heading, style="bold")), bullets(lines)])


def _line(
    line: BriefingLine, sources: Mapping[int, Source], look: Look, *, is_header: bool = False
) -> list[Piece]:
    """Draw `text “quote … quote” † after [n ¶k]`."""
    lead, dot, rest = line.text.partition(" · ") if is_header else ("", "", line.text)
    quoted = f"“{_cut(' … '.join(line.quotes))}”" if line.quotes else ""
    tail = " ".join(part for part in (rest, quoted, marks(line), line.after) if part)
    pieces = words(lead, style="bold") + words(f"{dot}{tail}" if tail else "")
    return pieces + _references(line.evidence, sources, look)


def _joined(lines: Sequence[list[Piece]], between: str) -> list[Piece]:
    joined: list[Piece] = []
    for line in lines:
        joined += [*words(between), *line] if joined else line
    return joined


def _cut(quoted: str) -> str:
    """Bound one quotation: cut at its end only, and say so."""
    return quoted if len(quoted) <= LONGEST_QUOTE else quoted[:LONGEST_QUOTE].rstrip() + " […]"


def _references(
    evidence: Sequence[Evidence], sources: Mapping[int, Source], look: Look
) -> list[Piece]:
    """Draw [1 ¶2 ¶4] [2 ¶1], each linked to the message or page it comes from."""
    pieces: list[Piece] = []
    for number in dict.fromkeys(item.source for item in evidence):
        label = citation(item for item in evidence if item.source == number)
        label = label.replace(" ", "\N{NO-BREAK SPACE}")  # "[1" and "¶8]" stay on one line
        source = sources.get(number)
        pieces += words("  " if not pieces else " ")
        pieces += link(label, _target(source)) if source and look.linked else words(label)
    return pieces


def missing_words(missing: Sequence[str]) -> tuple[str, ...]:
    """Return "Missing: Russian account, year", if anything is."""
    return (f"Missing: {', '.join(missing)}",) if missing else ()


def _target(source: Source) -> str | None:
    return source.permalink or source.url


def _sources(sources: Sequence[Source], look: Look) -> dict[str, Any]:
    return rich(
        [
            section(words("Sources", style="bold")),
            bullets([_source(source, look) for source in sources]),
        ]
    )


def _source(source: Source, look: Look) -> list[Piece]:
    character = f" ({source.character})" if source.character else ""
    pieces = words(f"[{source.number}] {_short(source.outlet, 80)}{_short(character, 80)}")
    if source.title:
        pieces += words(f": {_short(source.title, 160)}")
    pieces += words(f", {published(source)}") if source.published else []
    pieces += words(f", {named(source.how, look.names)}") if source.how else []
    if source.copies:
        plural = "copy" if source.copies == 1 else "copies"
        pieces += words(f" (+{source.copies} near-identical {plural})")
    if source.permalink:
        pieces += [*words(" "), *link("message", source.permalink)]
    if source.url:
        pieces += [*words(" "), *link("page", source.url)]
    return pieces


def named(how: str, names: Mapping[str, str]) -> str:
    """Put plain names for mentions: a mention would ping whoever shared the article."""
    named = _MENTION.sub(lambda found: "@" + names.get(found[1], "a colleague"), how)
    return _CHANNEL.sub("a channel", named)


def mentioned(briefing: Briefing) -> list[str]:
    """Return the ids of those who shared the sources."""
    return [user_id for source in briefing.sources for user_id in _MENTION.findall(source.how)]


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _size(blocks: Blocks) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))
