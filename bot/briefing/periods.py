"""Periods in a typed question: "last month", "Q3", "18 Sep 2026", "since 2026-09-01"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.briefing.dateforms import MONTH, READERS, count_of
from bot.briefing.dates import day_words, range_words

ACCEPTED = (
    "2026-10-18, 18 Oct 2026, Oct 2026, 2026, Q3, yesterday, last month, last 2 weeks, "
    "since 2026-09-01"
)

DAY = r"\d{1,2}(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d\d"
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
POINT_FORMS = (
    ("iso", r"\d{4}-\d{1,2}-\d{1,2}"),
    ("isomonth", r"\d{4}-\d{1,2}"),
    ("numeric", r"\d{1,2}[./]\d{1,2}[./]\d{4}"),
    ("days", rf"{DAY} ?(?:-|and|to) ?{DAY}(?: of)? {MONTH}(?:,? {YEAR})?"),
    ("dmy", rf"{DAY}(?: of)? {MONTH}(?:,? {YEAR})?"),
    ("mdy", rf"{MONTH} {DAY}(?:,? {YEAR})?(?!\d)"),
    ("monthyear", rf"{MONTH},? {YEAR}"),
    ("quarter", rf"q[1-4](?: {YEAR})?"),
    ("year", YEAR),
    ("month", MONTH),
    ("named", r"today|yesterday"),
    ("weekday", rf"(?:last )?{WEEKDAY}"),
    ("rolling", r"(?:(?:the )?(?:last|past|previous) )(?:\d{1,3}|[a-z]+) (?:day|week|month|year)s"),
    ("ago", r"(?:\d{1,3}|[a-z]+) (?:day|week|month|year)s? ago"),
    ("span", r"(?:last|this|next|past|the last|the past) (?:week|month|quarter|year)"),
)
# a form must stand alone as a word
POINTS = [
    (name, re.compile(rf"(?<![\w.-]){form}(?![\w-])", re.IGNORECASE)) for name, form in POINT_FORMS
]
LAST_MEETING = re.compile(
    r"\bsince (?:the |their )?(?:last|previous|latest) (?:meeting|talks|time)\b", re.IGNORECASE
)
# dates that nobody can read must not be searched for as words
DATE_LIKE = re.compile(r"(?<![\w.])(?:\d{4}-\d{1,2}(?:-\d{1,2})?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})")
LEAD = re.compile(
    r"\b(since|after|from|between|until|till|before|up to|by|in|on|during|for|of|over|the)\s*$",
    re.IGNORECASE,
)
JOINER = re.compile(r"\s*(?:\.\.+|-|\bto\b|\buntil\b|\btill\b|\band\b)\s*", re.IGNORECASE)


class UnreadableDateError(Exception):
    """The words look like a date and are none."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days asked about, both ends included; None is an open end. `label` is what to echo."""

    since: date | None
    until: date | None
    label: str
    since_last: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A period (or None), the text without its words, and the words that no date fits."""

    period: Period | None
    rest: str
    bad: str | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A stretch of days named in the text at [start, end)."""

    start: int
    end: int
    since: date
    until: date


def find_period(text: str, *, today: date) -> Found:
    """Return the period named in `text` (one line, plain dashes) as seen from `today`."""
    last = LAST_MEETING.search(text)
    if last:
        label = "since the last meeting"
        return Found(Period(None, None, label, since_last=True), _without(text, *last.span()))
    try:
        return _find(text, today)
    except UnreadableDateError as error:
        return Found(None, text, bad=str(error))


def _find(text: str, today: date) -> Found:
    first = _next_point(text, 0, today)
    if first is None:
        odd = DATE_LIKE.search(text)
        if odd:
            raise UnreadableDateError(odd.group())
        return Found(None, text)
    start, lead = _lead(text, first.start)
    second = _partner(text, first, lead, today)
    if second:
        low, high = sorted((first, second), key=lambda p: p.since)
        period = Period(low.since, high.until, range_words(low.since, high.until))
        return Found(period, _without(text, start, second.end))
    return Found(_period(first, lead), _without(text, start, first.end))


def _period(point: Point, lead: str) -> Period:
    if lead in {"since", "from", "after"}:
        since = point.until + timedelta(days=1) if lead == "after" else point.since
        return Period(since, None, f"since {day_words(since)}")
    if lead in {"until", "till", "before", "up to", "by"}:
        until = point.since - timedelta(days=1) if lead == "before" else point.until
        return Period(None, until, f"until {day_words(until)}")
    return Period(point.since, point.until, range_words(point.since, point.until))


def _lead(text: str, start: int) -> tuple[int, str]:
    """Return where the preposition before a date starts, and which it is."""
    word = ""
    while match := LEAD.search(text[:start]):
        start = match.start()
        word = match.group(1).lower()
        if word != "the":
            break
    return start, word


def _partner(text: str, first: Point, lead: str, today: date) -> Point | None:
    """Return the second date of "1 Sep to 5 Oct" or "between … and …"."""
    joiner = JOINER.match(text, first.end)
    if not joiner or (joiner.group().strip().lower() == "and" and lead != "between"):
        return None
    second = _next_point(text, joiner.end(), today)
    return second if second and second.start == joiner.end() else None


def _next_point(text: str, offset: int, today: date) -> Point | None:
    best: tuple[str, re.Match[str]] | None = None
    for name, pattern in POINTS:
        match = _usable(name, pattern, text, offset)
        if match and (best is None or match.start() < best[1].start()):
            best = (name, match)
    if best is None:
        return None
    name, match = best
    odd = DATE_LIKE.search(text, offset)
    if odd and odd.start() < match.start():
        raise UnreadableDateError(odd.group())
    since, until = _days(name, match.group(), today)
    return Point(match.start(), match.end(), since, until)


def _usable(name: str, pattern: re.Pattern[str], text: str, offset: int) -> re.Match[str] | None:
    """Return the first match that means a date: "may" and "march" alone are verbs too."""
    for match in pattern.finditer(text, offset):
        word = match.group()
        if name == "month" and word.rstrip(".").lower() in {"may", "march", "mar"}:
            asked = LEAD.search(text[: match.start()]) or text.strip(" ?") == word
            if not (word[0].isupper() and asked):
                continue
        if name in {"rolling", "ago"} and count_of(word.lower()) is None:
            continue
        if name == "weekday" and word.lower() in {"sat", "sun", "wed", "mon"}:
            continue
        return match
    return None


def _days(name: str, words: str, today: date) -> tuple[date, date]:
    try:
        return READERS[name](words.lower(), today)
    except (ValueError, OverflowError):
        raise UnreadableDateError(words) from None


def _without(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}".strip()
