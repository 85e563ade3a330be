"""Dates in words: how a known, partial or missing date and a range of days are printed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from store.records import PartialDate

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local_date(moment: datetime, zone: str) -> date:
    """Return the calendar day of `moment` in `zone` (an IANA name; UTC when unknown)."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment.astimezone(UTC).date()


def day_words(day: date) -> str:
    """Return "18 Sep 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_words(when: PartialDate | None) -> str:
    """Return the date as far as it is known, and say what is not."""
    if when is None or not (when.year or when.month):
        return "date not stated"
    if when.month is None:
        return f"{when.year} (day not stated)"
    month = MONTHS[when.month - 1]
    head = f"{when.day} {month}" if when.day else month
    tail = f" {when.year}" if when.year else " (year not stated)"
    return head + tail if when.day or not when.year else f"{head}{tail} (day not stated)"


def range_words(since: date, until: date) -> str:
    """Return "1–31 Oct 2026", "28 Sep – 4 Oct 2026" or the single day; both ends included."""
    if since == until:
        return day_words(since)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day}–{day_words(until)}"
    if since.year == until.year:
        return f"{since.day} {MONTHS[since.month - 1]} – {day_words(until)}"
    return f"{day_words(since)} – {day_words(until)}"
