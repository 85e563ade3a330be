"""Dates in a sentence, resolved against the publication date. A year is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from store.records import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
SHORT = {name[:3]: number for number, name in enumerate(MONTHS, start=1)} | {"sept": 9}
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_MONTH = "(?P<month>" + "|".join(MONTHS) + r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = (
    re.compile(
        rf"\b{_MONTH}\s+{_DAY}(?!\d)(?:\s*[–-]\s*\d{{1,2}})?(?:,?\s+{_YEAR})?", re.IGNORECASE
    ),
    re.compile(
        rf"\b{_DAY}(?:\s*[–-]\s*\d{{1,2}})?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b", re.IGNORECASE
    ),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<word>today|yesterday|tomorrow|{'|'.join(DAYS)})\b", re.IGNORECASE),
)
SHIFT = {"today": 0, "yesterday": -1, "tomorrow": 1}
NEAR = timedelta(days=3)  # a report may appear a little before the day that it names


OWNING = re.compile(  # "Monday's earthquake" was on Monday, what is told after it was not
    r"['’]s\s+(?!(?:[\w-]+\s+)?(?:meeting|talks|call|conversation|visit|summit|encounter)\b)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression: character range and its value."""

    start: int
    end: int
    date: PartialDate


def find_dates(
    text: str, *, published: date | None, start: int = 0, end: int | None = None, planned: str = ""
) -> list[Found]:
    """Return the dates named in `text[start:end]`, in order.

    `planned` non-empty says that the sentence speaks of what is to come: then a day without a
    year or a weekday is looked for after publication instead of before.
    """
    stop = len(text) if end is None else end
    found: list[Found] = []
    for form in _FORMS:
        for match in form.finditer(text, start, stop):
            value = _value(match, published, ahead=bool(planned))
            if value is not None and not any(
                f.start < match.end() and match.start() < f.end for f in found
            ):
                found.append(Found(match.start(), match.end(), value))
    ordered = sorted(found, key=lambda f: f.start)
    return [f for f in ordered if not (_doubled(text, f, ordered) or OWNING.match(text, f.end))]


def _doubled(text: str, day: Found, found: list[Found]) -> bool:
    """Say whether a date stands right behind a weekday, which it makes exact: "Monday, 5 May"."""
    if text[day.start : day.end].lower() not in DAYS:
        return False
    return any(text[day.end : f.start].strip() in {"", ","} for f in found if f.start > day.end)


def _value(match: re.Match[str], published: date | None, *, ahead: bool) -> PartialDate | None:
    parts = match.groupdict()
    word = parts.get("word")
    if word:
        return _relative(word.lower(), published, ahead=ahead) if _is_word(word) else None
    month = _month_number(parts["month"])
    if month is None or (not match.group("month")[0].isupper() and not parts["month"].isdigit()):
        return None
    day = int(parts["day"])
    if parts.get("year"):
        return _exact(int(parts["year"]), month, day, "stated")
    return _yearless(month, day, published, ahead=ahead)


def _is_word(word: str) -> bool:
    return word.lower() in SHIFT or word[0].isupper()


def _month_number(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    return SHORT.get(text.lower()[:4], SHORT.get(text.lower()[:3]))


def _exact(year: int, month: int, day: int, basis: str) -> PartialDate | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return PartialDate(year, month, day, basis)


def _yearless(month: int, day: int, published: date | None, *, ahead: bool) -> PartialDate | None:
    """Take the year of the nearest such day before (or after) publication."""
    if published is None:
        return PartialDate(None, month, day, "partial") if _exact(2000, month, day, "") else None
    for year in _years(published, ahead=ahead):
        value = _exact(year, month, day, "publication")
        exact = value.exact() if value else None
        if exact is None:
            continue
        if (exact >= published - NEAR) if ahead else (exact <= published + NEAR):
            return value
    return None


def _years(published: date, *, ahead: bool) -> Iterator[int]:
    step = 1 if ahead else -1
    first = published.year + (0 if ahead else 1)
    yield from range(first, first + 6 * step, step)


def _relative(word: str, published: date | None, *, ahead: bool) -> PartialDate | None:
    if published is None:
        return None
    if word in SHIFT:
        day = _shifted(published, SHIFT[word])
    else:
        back = (published.weekday() - DAYS.index(word)) % 7
        day = _shifted(published, (7 - back) % 7 if ahead else -back)
    return PartialDate(day.year, day.month, day.day, "publication") if day else None


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def published_date(published: date | None) -> PartialDate | None:
    """Return the publication day as a date that rests on publication."""
    if published is None:
        return None
    return PartialDate(published.year, published.month, published.day, "publication")
