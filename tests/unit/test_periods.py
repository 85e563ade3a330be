"""Periods in questions, as asked on Tuesday 24 November 2026."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.dates import date_words, range_words
from bot.briefing.periods import find_period
from store.records import PartialDate

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("last month", "2026-10-01", "2026-10-31"),
        ("last 2 weeks", "2026-11-10", "2026-11-24"),
        ("past three months", "2026-08-24", "2026-11-24"),
        ("yesterday", "2026-11-23", "2026-11-23"),
        ("today", "2026-11-24", "2026-11-24"),
        ("this week", "2026-11-23", "2026-11-29"),
        ("last week", "2026-11-16", "2026-11-22"),
        ("the last week", "2026-11-17", "2026-11-24"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("last quarter", "2026-07-01", "2026-09-30"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("2 days ago", "2026-11-22", "2026-11-22"),
        ("last Monday", "2026-11-23", "2026-11-23"),
        ("on Tuesday", "2026-11-17", "2026-11-17"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("Q3", "2026-07-01", "2026-09-30"),
        ("Q4 2025", "2025-10-01", "2025-12-31"),
        ("Sep 18", "2026-09-18", "2026-09-18"),
        ("18 December", "2025-12-18", "2025-12-18"),
        ("29 Feb", "2024-02-29", "2024-02-29"),
        ("September 5th, 2024", "2024-09-05", "2024-09-05"),
        ("in October", "2026-10-01", "2026-10-31"),
        ("in May", "2026-05-01", "2026-05-31"),
        ("December", "2025-12-01", "2025-12-31"),
        ("2023-09-18", "2023-09-18", "2023-09-18"),
        ("2023-09", "2023-09-01", "2023-09-30"),
        ("18.09.2023", "2023-09-18", "2023-09-18"),
        ("09/18/2023", "2023-09-18", "2023-09-18"),
        ("since 2024-09-01", "2024-09-01", None),
        ("since September", "2026-09-01", None),
        ("after 2020", "2021-01-01", None),
        ("until June 2025", None, "2025-06-30"),
        ("before June 2025", None, "2025-05-31"),
        ("from 1 Sep to 5 Oct", "2026-09-01", "2026-10-05"),
        ("between 5 Oct 2025 and 1 Sep 2025", "2025-09-01", "2025-10-05"),
        ("18-20 Sep 2023", "2023-09-18", "2023-09-20"),
    ],
)
def test_forms(text: str, since: str | None, until: str | None) -> None:
    found = find_period(f"China Russia {text}", today=TODAY)
    assert found.period is not None
    assert found.rest == "China Russia"
    assert (found.period.since and found.period.since.isoformat()) == since
    assert (found.period.until and found.period.until.isoformat()) == until


@pytest.mark.parametrize(
    "text",
    ["2024-13-45", "2023-02-30", "31 Nov", "03/04/2026", "1.5.24", "since 2024-00-01", "Feb 30"],
)
def test_what_is_no_date_or_two_is_said(text: str) -> None:
    found = find_period(f"China Russia {text}", today=TODAY)
    assert found.period is None
    assert found.bad is not None
    assert found.bad in text


@pytest.mark.parametrize(
    "text",
    [
        "may China agree",
        "China Russia",
        "a march on Rome",
        "article 5",
        "G20",
        "between Chad and Mali",
    ],
)
def test_words_that_are_no_dates_stay(text: str) -> None:
    found = find_period(text, today=TODAY)
    assert (found.period, found.rest, found.bad) == (None, text, None)


def test_since_the_last_meeting_is_a_flag() -> None:
    found = find_period("China Russia since the last meeting", today=TODAY)
    assert found.period is not None
    assert found.period.since_last
    assert found.rest == "China Russia"


def test_ranges_are_echoed_in_full() -> None:
    assert range_words(date(2026, 10, 1), date(2026, 10, 31)) == "1–31 Oct 2026"
    assert range_words(date(2026, 9, 28), date(2026, 10, 4)) == "28 Sep – 4 Oct 2026"
    assert range_words(date(2025, 12, 29), date(2026, 1, 4)) == "29 Dec 2025 – 4 Jan 2026"
    assert range_words(TODAY, TODAY) == "24 Nov 2026"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (PartialDate(2023, 9, 18), "18 Sep 2023"),
        (PartialDate(None, 9, 18, "partial"), "18 Sep (year not stated)"),
        (PartialDate(2023, 9), "Sep 2023 (day not stated)"),
        (PartialDate(2023), "2023 (day not stated)"),
        (PartialDate(None, 9), "Sep (year not stated)"),
        (None, "date not stated"),
    ],
)
def test_what_a_date_lacks_is_said(when: PartialDate | None, words: str) -> None:
    assert date_words(when) == words


@given(st.text(alphabet="0123456789 -/.,JanSepOctQlastweekmonthsincefromtoday", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found = find_period(" ".join(text.split()), today=TODAY)
    if found.period and found.period.since and found.period.until:
        assert found.period.since <= found.period.until
