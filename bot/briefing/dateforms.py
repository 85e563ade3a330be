"""What the words of a date stand for: each form as its first and last day, seen from today."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

Reader = Callable[[str, date], tuple[date, date]]
MONTH_KEYS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)


def _iso(words: str, _today: date) -> tuple[date, date]:
    year, month, day = (int(part) for part in words.split("-"))
    return (date(year, month, day),) * 2


def _isomonth(words: str, _today: date) -> tuple[date, date]:
    year, month = (int(part) for part in words.split("-"))
    return month_days(year, month)


def _numeric(words: str, _today: date) -> tuple[date, date]:
    """Read 18.09.2026 and 18/09/2026; 03/04/2026 could be either and is refused."""
    first, second, year = (int(part) for part in re.split(r"[./]", words))
    if "/" in words and first != second and first <= 12 and second <= 12:
        raise ValueError(words)
    day, month = (second, first) if second > 12 else (first, second)
    return (date(year, month, day),) * 2


def _named_days(words: str, today: date) -> tuple[date, date]:
    month = _month(words)
    numbers = [int(n) for n in re.findall(r"\d+", words)]
    year = numbers.pop() if numbers and numbers[-1] > 31 else None
    if not numbers:
        return _year_of(month, 1, today, year=year, whole=True)
    first, last = numbers[0], numbers[-1]
    start, _ = _year_of(month, first, today, year=year)
    return start, start.replace(day=last)


def _year_of(
    month: int, day: int, today: date, *, year: int | None, whole: bool = False
) -> tuple[date, date]:
    """Return that day (or whole month); without a year the latest one that has begun."""
    years = [year] if year else list(range(today.year, today.year - 9, -1))
    for candidate in years:
        if day > monthrange(candidate, month)[1]:
            continue
        start = date(candidate, month, day)
        if year or start <= today:
            return month_days(candidate, month) if whole else (start, start)
    raise ValueError(month, day)


def _quarter(words: str, today: date) -> tuple[date, date]:
    number = int(words[1])
    month = 3 * number - 2
    year = int(words[-4:]) if len(words) > 2 else today.year - (month > today.month)
    return date(year, month, 1), month_days(year, month + 2)[1]


def _year(words: str, _today: date) -> tuple[date, date]:
    return date(int(words), 1, 1), date(int(words), 12, 31)


def _named(words: str, today: date) -> tuple[date, date]:
    return (today - timedelta(days=words == "yesterday"),) * 2


def _weekday(words: str, today: date) -> tuple[date, date]:
    index = DAY_KEYS.index(words.removeprefix("last ")[:3])
    return (today - timedelta(days=(today.weekday() - index - 1) % 7 + 1),) * 2


def _rolling(words: str, today: date) -> tuple[date, date]:
    return _back(words, today), today


def _ago(words: str, today: date) -> tuple[date, date]:
    return (_back(words, today),) * 2


def _back(words: str, today: date) -> date:
    count = count_of(words) or 0
    if "month" in words or "year" in words:
        months = today.year * 12 + today.month - 1 - count * (12 if "year" in words else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today - timedelta(days=count * (7 if "week" in words else 1))


def count_of(words: str) -> int | None:
    for word in words.split():
        if word.isdecimal():
            return int(word)
        if word in COUNTS:
            return COUNTS.index(word)
    return None


def _span(words: str, today: date) -> tuple[date, date]:
    """Read "last month" as the calendar month; "the last week" and "past week" as 7 days."""
    which, unit = words.rsplit(" ", 1)
    if unit == "week" and which not in {"last", "this", "next"}:
        return today - timedelta(days=7), today
    step = {"this": 0, "next": 1}.get(which, -1)
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    if unit == "year":
        return _year(str(today.year + step), today)
    size = 3 if unit == "quarter" else 1
    index = (today.year * 12 + today.month - 1) // size + step
    first, last = divmod(index * size, 12), divmod(index * size + size - 1, 12)
    return date(first[0], first[1] + 1, 1), month_days(last[0], last[1] + 1)[1]


def month_days(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month. Raises ValueError when there is none."""
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _month(words: str) -> int:
    found = re.search(MONTH, words, re.IGNORECASE)
    if found is None:
        raise ValueError(words)
    return MONTH_KEYS.index(found.group()[:3]) + 1


READERS: Mapping[str, Reader] = {
    "iso": _iso,
    "isomonth": _isomonth,
    "numeric": _numeric,
    "days": _named_days,
    "dmy": _named_days,
    "mdy": _named_days,
    "monthyear": _named_days,
    "month": _named_days,
    "quarter": _quarter,
    "year": _year,
    "named": _named,
    "weekday": _weekday,
    "rolling": _rolling,
    "ago": _ago,
    "span": _span,
}
