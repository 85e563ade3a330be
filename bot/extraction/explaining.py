"""Why a line came out as it did: every span that extraction used, with what it was taken for."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spacy import displacy

from bot.names import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from store.records import ArticleText, Extraction, Meeting, Paragraph, Participant, Position
    from store.records import Span as TextSpan

COLOURS = {
    "participant": "#9cc9f5",
    "meeting": "#d9d9d9",
    "place": "#b7e3b1",
    "date": "#d6ecb0",
    "source": "#f8c28c",
    "cue": "#f6a5a5",
    "position": "#ffe28a",
    "agenda": "#e6d3f3",
}
_PIECE = re.compile(r"\S+")
_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em }}
.number {{ color: #666; float: left; margin-left: -2.5em; line-height: 2.5 }}
.spans {{ margin-bottom: 1em }}
.spans span span {{ white-space: nowrap }}
.notes {{ color: #333; font-size: 0.85em; list-style: none; margin: 0 0 2em; padding: 0 }}
.kind {{ border-radius: 3px; font-weight: bold; padding: 0 0.3em }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{facts}</p>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """One span and what it was taken for: `kind` is a key of COLOURS, `label` is short."""

    span: TextSpan
    kind: str
    label: str
    note: str = ""


def marks(extraction: Extraction) -> list[Mark]:
    """Return all that is to be marked, in the order of the text, longer spans first."""
    found: list[Mark] = []
    for meeting in extraction.meetings:
        found += _of_meeting(meeting)
    for number, position in enumerate(extraction.positions, start=1):
        found += _of_position(number, position)
    return sorted(found, key=lambda mark: (mark.span.start, -mark.span.end, mark.kind))


def facts(extraction: Extraction) -> str:
    """Return in one line what was made of the whole."""
    met = [_meeting_words(meeting) for meeting in extraction.meetings] or ["no meeting found"]
    count = len(extraction.positions)
    return f"{'; '.join(met)}; {count} position{'' if count == 1 else 's'} ({extraction.version})"


def as_lines(article: ArticleText, extraction: Extraction) -> Iterator[str]:
    """Yield the explanation for a terminal: each paragraph with notes under it."""
    yield facts(extraction)
    for paragraph, here in _by_paragraph(article, extraction):
        yield ""
        yield f"¶{paragraph.number} {article.text[paragraph.start : paragraph.end]}"
        for mark in here:
            yield f"    {mark.label}: {_quoted(article, mark)}{_dash(mark.note)}"


def as_page(article: ArticleText, extraction: Extraction) -> str:
    """Return the explanation as one HTML page without scripts or anything from elsewhere."""
    body = [
        f'<div class="number">¶{paragraph.number}</div>\n'
        + _spans(article, paragraph, here)
        + _notes(article, here)
        for paragraph, here in _by_paragraph(article, extraction)
    ]
    title = article.title or article.text.partition("\n")[0] or "Article"
    return _PAGE.format(
        title=html.escape(title), facts=html.escape(facts(extraction)), body="\n".join(body)
    )


def _of_meeting(meeting: Meeting) -> Iterator[Mark]:
    for person in meeting.participants:
        if person.span:
            yield Mark(person.span, "participant", "participant", _person_words(person))
    if meeting.span:
        yield Mark(meeting.span, "meeting", "meeting", _meeting_words(meeting))
    if meeting.place_span:
        yield Mark(meeting.place_span, "place", "place", meeting.place or "")
    if meeting.date_span and meeting.date:
        yield Mark(meeting.date_span, "date", "date", meeting.date.iso() or "")


def _of_position(number: int, position: Position) -> Iterator[Mark]:
    kind = "agenda" if position.agenda else "position"
    owner = " and ".join(position.speakers) or "nobody"
    joint = ", joint" if position.joint else ""
    note = f"{owner} ({position.basis}{joint})" + f", on {position.topic}" * bool(position.topic)
    yield Mark(position.content, kind, f"{kind} {number}", note)
    if position.cue:
        yield Mark(position.cue, "cue", f"cue {number}")
    if position.source:
        yield Mark(position.source, "source", f"source {number}", owner)


def _meeting_words(meeting: Meeting) -> str:
    names = " and ".join(person.name for person in meeting.participants) or "nobody named"
    when = meeting.date.iso() if meeting.date else None
    parts = [f"{meeting.kind} ({meeting.status}) of {names}", meeting.place, when]
    return ", ".join(part for part in parts if part)


def _person_words(person: Participant) -> str:
    party = load_gazetteer().party(person.party).name if person.party else None
    parts = [person.name, person.title, party or person.organisation, person.role]
    return ", ".join(part for part in parts if part)


def _by_paragraph(
    article: ArticleText, extraction: Extraction
) -> Iterable[tuple[Paragraph, Sequence[Mark]]]:
    found = marks(extraction)
    for paragraph in article.paragraphs:
        yield paragraph, [m for m in found if paragraph.start <= m.span.start < paragraph.end]


def _quoted(article: ArticleText, mark: Mark) -> str:
    return f"“{mark.span.of(article.text)}”"


def _dash(note: str) -> str:
    return f" — {note}" if note else ""


def _spans(article: ArticleText, paragraph: Paragraph, here: Sequence[Mark]) -> str:
    """Draw one paragraph by displaCy; our labels hold no words of the article."""
    pieces = list(_PIECE.finditer(article.text, paragraph.start, paragraph.end))
    spans = []
    for mark in here:
        inside = [
            n
            for n, p in enumerate(pieces)
            if p.start() < mark.span.end and p.end() > mark.span.start
        ]
        if inside:
            drawn = {"start_token": inside[0], "end_token": inside[-1] + 1, "label": mark.label}
            spans.append(drawn)
    drawing: dict[str, Any] = {"text": "", "spans": spans, "tokens": [p[0] for p in pieces]}
    colours = {mark.label: COLOURS[mark.kind] for mark in here}
    return displacy.render(
        drawing, style="span", manual=True, jupyter=False, options={"colors": colours}
    )


def _notes(article: ArticleText, here: Sequence[Mark]) -> str:
    rows = "".join(
        f'<li><span class="kind" style="background: {COLOURS[mark.kind]}">{mark.label}</span> '
        f"{html.escape(_quoted(article, mark) + _dash(mark.note))}</li>\n"
        for mark in here
    )
    return f'<ul class="notes">\n{rows}</ul>\n' if rows else ""
