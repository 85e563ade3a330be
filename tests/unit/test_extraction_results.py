"""Joining what the pieces of an article yielded. All officials are fictional."""

from __future__ import annotations

from types import SimpleNamespace

from bot.extraction.results import joined
from store.records import Meeting, PartialDate, Participant, Position, Span

TEXT = "Solberg met Salgueiro. Solberg said a. Later Solberg met Salgueiro again and said b."
PAIR = (Participant("Ingrid Solberg", party="NO"), Participant("Duarte Salgueiro", party="PT"))
DAY = PartialDate(2026, 3, 3)


def piece(offset: int, meeting: Meeting, content: Span) -> SimpleNamespace:
    """A piece with one meeting and one position that belongs to it."""
    said = Position(content=content, sentence=content, meeting=0)
    found = SimpleNamespace(meetings=[SimpleNamespace(meeting=meeting)], positions=[said])
    return SimpleNamespace(user_data={"offset": offset}, _=found)


def test_a_meeting_told_again_is_one_and_keeps_the_positions_of_both():
    first = piece(0, Meeting(participants=PAIR, date=DAY, place="Oslo"), Span(23, 37))
    again = piece(39, Meeting(participants=tuple(reversed(PAIR)), date=DAY), Span(6, 20))
    made = joined("v", [first, again], TEXT, lambda _doc: ())
    assert [meeting.place for meeting in made.meetings] == ["Oslo"]
    assert [position.meeting for position in made.positions] == [0, 0]


def test_another_day_or_other_people_are_another_meeting():
    other_day = Meeting(participants=PAIR, date=PartialDate(2026, 3, 4))
    alone = Meeting(participants=PAIR[:1], date=DAY)
    pieces = [
        piece(0, Meeting(participants=PAIR, date=DAY), Span(0, 5)),
        piece(0, other_day, Span(6, 9)),
        piece(0, alone, Span(10, 15)),
    ]
    made = joined("v", pieces, TEXT, lambda _doc: ())
    assert len(made.meetings) == 3
    assert [position.meeting for position in made.positions] == [0, 1, 2]
