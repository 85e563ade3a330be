"""Briefing -> JSON for programs (`readout ask --json`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.names import load_gazetteer

if TYPE_CHECKING:
    from store.records import Briefing, BriefingLine, MeetingSummary, Participant, Source


def briefing_json(briefing: Briefing) -> dict[str, Any]:
    """Return the briefing as JSON-ready values.

    Every quote is an entry of "lines" with the offsets at which it stands in its article; a line
    of two quotes gives two. Participants, place and date are the newest meeting's.
    """
    lines = [briefing.header] if briefing.header else []
    lines += [line for section in briefing.sections for line in section.lines]
    newest = briefing.meetings[0] if briefing.meetings else None
    return {
        "question": briefing.question.text,
        "outcome": briefing.outcome.value,
        "notes": list(briefing.notes),
        "lines": [entry for line in lines for entry in _entries(line)],
        "participants": _people(newest.participants) if newest else [],
        "place": newest.place if newest else None,
        "date": newest.date if newest else None,
        "meetings": [_meeting(meeting) for meeting in briefing.meetings],
        "sources": [_source(source) for source in briefing.sources],
        "missing": list(briefing.missing),
        "choices": [{"label": label, "question": text} for label, text in briefing.choices],
    }


def _entries(line: BriefingLine) -> list[dict[str, Any]]:
    """Return one entry a quote; a line without quotes is one entry with its first evidence."""
    quotes: tuple[str | None, ...] = line.quotes or (None,)
    return [_entry(line, number, quote) for number, quote in enumerate(quotes)]


def _entry(line: BriefingLine, number: int, quote: str | None) -> dict[str, Any]:
    found = line.evidence[number] if number < len(line.evidence) else None
    rest = line.evidence[max(1, len(line.quotes)) :] if number == 0 else ()
    return {
        "section": line.section,
        "text": " ".join(part for part in (line.text, line.after) if part),
        "quote": quote,
        "article": found.article_id if found else None,
        "paragraph": found.paragraph if found else None,
        "start": found.span.start if found else None,
        "end": found.span.end if found else None,
        "speaker": line.speaker,
        "basis": line.basis.value if line.basis else None,
        "also": [
            {
                "article": other.article_id,
                "paragraph": other.paragraph,
                "start": other.span.start,
                "end": other.span.end,
            }
            for other in rest
        ],
    }


def _meeting(meeting: MeetingSummary) -> dict[str, Any]:
    return {
        "participants": _people(meeting.participants),
        "place": meeting.place,
        "date": meeting.date,
        "kind": meeting.kind,
        "status": meeting.status,
        "lines": [entry for line in meeting.lines for entry in _entries(line)],
    }


def _people(people: tuple[Participant, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": person.name,
            "title": person.title,
            "titles": list(person.titles),
            "country": _country(person.party),
            "organisation": person.organisation,
            "role": person.role,
        }
        for person in people
    ]


def _country(key: str | None) -> str | None:
    if key is None:
        return None
    try:
        return load_gazetteer().party(key).name
    except KeyError:
        return key


def _source(source: Source) -> dict[str, Any]:
    return {
        "number": source.number,
        "article": source.article_id,
        "outlet": source.outlet,
        "character": source.character,
        "title": source.title,
        "url": source.url,
        "permalink": source.permalink,
        "published": source.published.isoformat() if source.published else None,
        "how": source.how,
        "copies": source.copies,
    }
