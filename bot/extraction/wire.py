"""The JSON lines of `readout extract`: documents in, extractions out."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.extraction.pipeline import load_extractor
from bot.names import load_gazetteer
from store.records import ArticleText, Attribution, Extraction, Participant, Position, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.extraction.pipeline import SpacyExtractor


def document(line: dict[str, Any]) -> ArticleText:
    """Return the article of one line {"id", "url", "date", "text"}; "date" ISO or null."""
    published = None
    try:
        published = date.fromisoformat(str(line.get("date") or "")[:10])
    except ValueError:
        published = None
    text = str(line.get("text") or "")
    return ArticleText(
        text=text,
        url=line.get("url") or None,
        published=published,
        published_basis="metadata" if published else None,
        language=str(line.get("language") or "en"),
    )


def record(doc_id: object, article: ArticleText, extraction: Extraction) -> dict[str, Any]:
    """Return the line for one extraction: its main meeting, positions and attributions."""
    meeting = extraction.meetings[0] if extraction.meetings else None
    when = meeting.date if meeting else None
    return {
        "id": doc_id,
        "version": extraction.version,
        "participants": [_participant(p) for p in meeting.participants] if meeting else [],
        "place": meeting.place if meeting else None,
        "date": when.iso() if when else None,
        "kind": str(meeting.kind) if meeting else None,
        "status": str(meeting.status) if meeting else None,
        "meetings": len(extraction.meetings),
        "positions": [_position(p, article.text) for p in extraction.positions],
        "attributions": [_attribution(a) for a in extraction.attributions],
    }


def _participant(participant: Participant) -> dict[str, Any]:
    country = None
    if participant.party:
        country = load_gazetteer().party(participant.party).name
    return {
        "name": participant.name,
        "title": participant.title,
        "titles": list(participant.titles),
        "country": country,
        "organisation": participant.organisation,
        "role": participant.role,
    }


def _position(position: Position, text: str) -> dict[str, Any]:
    return {
        "speakers": list(position.speakers),
        "joint": position.joint,
        "cue": position.cue.of(text) if position.cue else None,
        "start": position.content.start,
        "end": position.content.end,
        "topic": position.topic,
        "basis": str(position.basis),
        "agenda": position.agenda,
    }


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "source": _pairs(attribution.source),
        "cue": _pairs(attribution.cue),
        "content": _pairs(attribution.content),
    }


def _pairs(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def run(lines: Iterable[str], extractor: SpacyExtractor) -> Iterator[str]:
    """Yield one JSON line for each JSON line, in order."""
    for line in lines:
        if line.strip():
            raw = json.loads(line)
            article = document(raw)
            yield json.dumps(record(raw.get("id"), article, extractor.extract(article)))


def main() -> None:
    """Read JSON lines from standard input and write theirs to standard output."""
    for line in run(sys.stdin, load_extractor()):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
