"""When a weekly recap is due: understanding "weekly Friday 9 am Europe/London", and the calendar.

Pure. Weekdays are given to APScheduler by name: to it, number 0 is Monday but cron's is Sunday.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.cron import CronTrigger

from bot.errors import NotUnderstood

if TYPE_CHECKING:
    from store.records import Subscription

WEEK = timedelta(days=7)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FILLER = frozenset({"weekly", "recap", "every", "each", "week", "on", "at", "in", "the", "time"})
FORMS = (
    "Say it like this: weekly · weekly Friday · weekly Friday 17:30 · "
    "weekly Mon 9 am Europe/London."
)
HOUR = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\b\.?|(\d{1,2})[:.](\d{2})\b|(\d{1,2})h\b"
)
WORD = re.compile(r"[^\s,;]+")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A weekday (Monday is 0) and an hour in a time zone."""

    weekday: int
    hour: int
    minute: int
    time_zone: str


def parse_rhythm(text: str, *, default_zone: str) -> Rhythm:
    """Return what `text` asks for: Monday 09:00 in the default zone unless it says otherwise.

    Raises NotUnderstood naming the word and the accepted forms.
    """
    hour, minute, rest = _take_time(text.lower())
    weekday, zone = 0, _zone(default_zone.lower(), otherwise="UTC")
    for word in WORD.findall(rest):
        bare = word.strip(".").removesuffix("s") if len(word) > 4 else word.strip(".")
        if bare in FILLER or word in FILLER:
            continue
        day = _day(bare)
        if day is not None:
            weekday = day
        else:
            zone = _zone(word)
    return Rhythm(weekday, hour, minute, zone)


def next_due(rhythm: Rhythm | Subscription, after: datetime) -> datetime:
    """Return the first due time later than `after`, in UTC.

    An hour that the clock skips in spring is due an hour later; one that comes twice in autumn
    is due the first time.
    """
    trigger = CronTrigger(
        day_of_week=DAYS[rhythm.weekday][:3],
        hour=rhythm.hour,
        minute=rhythm.minute,
        timezone=ZoneInfo(rhythm.time_zone),
    )
    due = _fire(trigger, after)
    # The later of two equal hours on the wall clock is the same recap once more.
    if due.astimezone(ZoneInfo(rhythm.time_zone)).fold:
        due = _fire(trigger, due)
    return due


def last_due(rhythm: Rhythm | Subscription, now: datetime) -> datetime:
    """Return the latest due time that is not later than `now`, in UTC."""
    due = next_due(rhythm, now - 2 * WEEK)
    while (later := next_due(rhythm, due)) <= now:
        due = later
    return due


def period_of(rhythm: Rhythm | Subscription, due_at: datetime) -> str:
    """Name a due time by the wall clock, "2026-11-23T09:00": an hour that comes twice is one."""
    return f"{due_at.astimezone(ZoneInfo(rhythm.time_zone)):%Y-%m-%dT%H:%M}"


def local_time(rhythm: Rhythm | Subscription, when: datetime) -> str:
    """Return "Monday 23 Nov 2026, 09:00 Europe/London"."""
    there = when.astimezone(ZoneInfo(rhythm.time_zone))
    day = DAYS[there.weekday()].capitalize()
    return f"{day} {there.day} {there:%b %Y, %H:%M} {rhythm.time_zone}"


def _fire(trigger: CronTrigger, after: datetime) -> datetime:
    # The trigger may return `after` itself; a due time is later.
    fire: datetime = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    return fire.astimezone(UTC)


def _take_time(text: str) -> tuple[int, int, str]:
    """Return hour, minute and the text without them; 9:00 when none is said."""
    found = HOUR.search(text)
    if not found:
        return 9, 0, text
    half, half_minute, letter, full, full_minute, plain = found.groups()
    hour, minute = int(half or full or plain), int(half_minute or full_minute or 0)
    if (letter and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        raise NotUnderstood(f"There is no such hour as “{found[0].strip()}”. {FORMS}")
    if letter:
        hour = hour % 12 + (12 if letter == "p" else 0)
    return hour, minute, f"{text[: found.start()]} {text[found.end() :]}"


def _day(word: str) -> int | None:
    if len(word) < 3 or not word.isalpha():
        return None
    return next((n for n, day in enumerate(DAYS) if day.startswith(word)), None)


@cache
def _zones() -> dict[str, str]:
    """Return the IANA names by their lower-case form, and by their city where that is plain."""
    names = {z for z in available_timezones() if "/" in z or z == "UTC" or not z.isupper()}
    names -= {"Factory", "localtime", "Universal", "Zulu"}
    by_city: dict[str, set[str]] = {}
    for name in names:
        by_city.setdefault(name.rpartition("/")[2].lower(), set()).add(name)
    cities = {city: min(zones) for city, zones in by_city.items() if len(zones) == 1}
    return cities | {name.lower(): name for name in names} | {"gmt": "UTC", "z": "UTC"}


def _zone(word: str, *, otherwise: str | None = None) -> str:
    zones = _zones()
    known = zones.get(word) or otherwise
    if known:
        return known
    near = difflib.get_close_matches(word, zones, n=1, cutoff=0.8) if len(word) > 4 else []
    hint = f" Did you mean {zones[near[0]]}?" if near else ""
    raise NotUnderstood(
        f"I do not know “{word[:40]}” as a day, an hour or a time zone.{hint} {FORMS}"
    )
