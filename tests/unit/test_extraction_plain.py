"""Dates, topics, quotations, spans and the cutting of texts: no spaCy pipeline."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extraction.chunks import masked, pieces
from bot.extraction.dates import find_dates
from bot.extraction.quotes import find_passages
from bot.extraction.screening import may_report_meeting
from bot.extraction.spans import tidy
from bot.extraction.topics import find_topic, points_back
from bot.names import load_gazetteer
from store.records import Span

PUBLISHED = date(2024, 1, 3)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("in Rome on September 18 local time", None, "--09-18"),
        ("in Rome on September 18", PUBLISHED, "2023-09-18"),
        ("on 4 January 2023", None, "2023-01-04"),
        ("on January 4, 2023", PUBLISHED, "2023-01-04"),
        ("on December 31", PUBLISHED, "2023-12-31"),
        ("on 2023-02-30", None, None),
        ("on February 29", date(2023, 1, 1), "2020-02-29"),
        ("They met today", PUBLISHED, "2024-01-03"),
        ("They met yesterday", PUBLISHED, "2024-01-02"),
        ("They met on Monday", PUBLISHED, "2024-01-01"),
        ("They met today", None, None),
        ("they may meet", PUBLISHED, None),
        ("in the march 4 miles long", PUBLISHED, None),
    ],
)
def test_dates_are_resolved_against_publication_and_never_guessed(text, published, expected):
    found = find_dates(text, published=published)
    assert (found[0].date.iso() if found else None) == expected


def test_a_planned_day_lies_ahead():
    found = find_dates("will meet on Friday", published=PUBLISHED, planned="planned")
    assert found[0].date.iso() == "2024-01-05"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("neither targeting third parties, nor influenced by third parties", "Third parties"),
        ("China-Russia relations have maintained a healthy momentum, with exchanges", "Ties"),
        ("the historic expansion of the BRICS group", "BRICS"),
        ("uphold genuine multilateralism and global governance", "World order"),
        ("the importance of the talks", None),
        ("", None),
    ],
)
def test_topics_are_called_for_by_words(text, label):
    found = find_topic(text)
    assert (found.label if found else None) == label


def test_words_that_point_back():
    assert points_back("the resolution of the crisis")
    assert not points_back("the harvest of olives")


def test_a_mark_that_never_closes_ends_with_the_paragraph():
    text = "He said “we go.\nShe said “no” and left."
    assert [text[p.start : p.end] for p in find_passages(text)] == ["“we go.", "“no”"]
    assert [p.closed for p in find_passages(text)] == [False, True]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" , the plan. ", "the plan"),
        ("the “larger” group", "the “larger” group"),
        ("the “larger” group”", "the “larger” group"),
        ("“all of it”", "“all of it”"),
        ("in the U.S.", "in the U.S."),
        ("— . ,", None),
    ],
)
def test_spans_are_trimmed(text, kept):
    span = tidy(text, Span(0, len(text)))
    assert (span.of(text) if span else None) == kept


@given(st.text(max_size=300))
def test_masking_keeps_length_and_pieces_cover_everything(text):
    assert len(masked(text)) == len(text)
    parts = list(pieces(text, longest=20))
    assert "".join(part for _, part in parts) == text
    assert all(text[at : at + len(part)] == part for at, part in parts)


def test_a_cheap_look_needs_an_encounter_and_two_parties():
    gazetteer = load_gazetteer()
    assert may_report_meeting("Spain met Germany", gazetteer)
    assert not may_report_meeting("Spain met nobody", gazetteer)
    assert not may_report_meeting("Spain and Germany are countries", gazetteer)
