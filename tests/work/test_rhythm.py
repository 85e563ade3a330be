"""When recaps are due: what people may type, and the calendar with its odd days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NotUnderstood
from bot.rhythm import Rhythm, last_due, local_time, next_due, parse_rhythm, period_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Rhythm(0, 9, 0, "Europe/Paris")),
        ("weekly", Rhythm(0, 9, 0, "Europe/Paris")),
        ("weekly monday 09:00 Europe/London", Rhythm(0, 9, 0, "Europe/London")),
        ("weekly fri 9am", Rhythm(4, 9, 0, "Europe/Paris")),
        ("Every Friday at 5:30 p.m. London", Rhythm(4, 17, 30, "Europe/London")),
        ("weekly on Sundays 12 am utc", Rhythm(6, 0, 0, "UTC")),
        ("weekly thurs 17.05", Rhythm(3, 17, 5, "Europe/Paris")),
        ("weekly 12pm america/new_york", Rhythm(0, 12, 0, "America/New_York")),
        ("weekly mon 8h gmt", Rhythm(0, 8, 0, "UTC")),
        ("weekly tuesday singapore", Rhythm(1, 9, 0, "Singapore")),
    ],
)
def test_accepted_forms(text: str, expected: Rhythm) -> None:
    assert parse_rhythm(text, default_zone="Europe/Paris") == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("weekly 25:00", "25:00"),
        ("weekly 9:75", "9:75"),
        ("weekly 13 pm", "13 pm"),
        ("weekly 0 am", "0 am"),
        ("weekly someday", "someday"),
        ("weekly mon Europe/Atlantis", "europe/atlantis"),
        ("weekly 9", "9"),
        ("weekly <@U123> <!channel>", "<@u123>"),
    ],
)
def test_what_is_not_understood_is_named_with_the_accepted_forms(text: str, named: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        parse_rhythm(text, default_zone="UTC")
    assert f"“{named}”" in caught.value.user_message
    assert "weekly Friday 17:30" in caught.value.user_message


def test_a_misspelt_zone_gets_a_hint_and_a_long_word_is_cut() -> None:
    with pytest.raises(NotUnderstood, match="Did you mean Europe/London"):
        parse_rhythm("weekly Europe/Lodnon", default_zone="UTC")
    with pytest.raises(NotUnderstood) as caught:
        parse_rhythm("weekly " + "x" * 5000, default_zone="UTC")
    assert len(caught.value.user_message) < 250


def test_an_unusable_default_zone_is_utc() -> None:
    assert parse_rhythm("weekly", default_zone="Mars/Base").time_zone == "UTC"


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_monday_is_monday() -> None:
    due = next_due(Rhythm(0, 9, 0, "UTC"), utc(2026, 11, 24, 12))
    assert due == utc(2026, 11, 30, 9)
    assert next_due(Rhythm(6, 9, 0, "UTC"), utc(2026, 11, 24, 12)) == utc(2026, 11, 29, 9)


def test_due_is_always_later_than_after() -> None:
    due = utc(2026, 11, 30, 9)
    assert next_due(Rhythm(0, 9, 0, "UTC"), due) == due + timedelta(days=7)


def test_the_hour_on_the_wall_stays_over_a_change_of_clocks() -> None:
    rhythm = Rhythm(0, 9, 0, "Europe/London")
    before = next_due(rhythm, utc(2026, 3, 20))
    assert (before, next_due(rhythm, before)) == (utc(2026, 3, 23, 9), utc(2026, 3, 30, 8))


@pytest.mark.parametrize(
    ("rhythm", "after", "due", "following"),
    [
        # 02:30 does not exist on that night: once, an hour later.
        (
            Rhythm(6, 2, 30, "Europe/Berlin"),
            utc(2026, 3, 28, 12),
            utc(2026, 3, 29, 1, 30),
            utc(2026, 4, 5, 0, 30),
        ),
        # 01:30 comes twice on that night: once, the first time.
        (
            Rhythm(6, 1, 30, "America/New_York"),
            utc(2026, 10, 31, 12),
            utc(2026, 11, 1, 5, 30),
            utc(2026, 11, 8, 6, 30),
        ),
    ],
)
def test_gap_and_fold_are_due_once(
    rhythm: Rhythm, after: datetime, due: datetime, following: datetime
) -> None:
    assert next_due(rhythm, after) == due
    assert next_due(rhythm, due) == following
    assert next_due(rhythm, due + timedelta(minutes=61)) == following


def test_both_passes_of_a_repeated_hour_have_one_name() -> None:
    rhythm = Rhythm(6, 1, 30, "America/New_York")
    first, second = utc(2026, 11, 1, 5, 30), utc(2026, 11, 1, 6, 30)
    assert period_of(rhythm, first) == period_of(rhythm, second) == "2026-11-01T01:30"


@pytest.mark.parametrize("now", [utc(2026, 11, 30, 9), utc(2026, 12, 6, 23), utc(2026, 12, 3)])
def test_last_due(now: datetime) -> None:
    assert last_due(Rhythm(0, 9, 0, "UTC"), now) == utc(2026, 11, 30, 9)


def test_local_time_is_said_in_the_subscriptions_zone() -> None:
    said = local_time(Rhythm(0, 9, 0, "Europe/London"), utc(2026, 6, 1, 8))
    assert said == "Monday 1 Jun 2026, 09:00 Europe/London"
