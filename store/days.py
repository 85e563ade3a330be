"""On which days a meeting may have been, for sorting and for questions about a period. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.records import PartialDate


@dataclass(frozen=True, slots=True)
class Days:
    """The day to sort by, and the first and last day on which the meeting may have been."""

    sort: date | None = None
    first: date | None = None
    last: date | None = None


def days_of(known: PartialDate | None, published: date | None) -> Days:
    """Return the days of a meeting dated `known` in an article published then.

    Without a date it counts for the day of publication. With a date that lacks its year it
    belongs to no period: it sorts by publication but has no first and last day.
    """
    if known is None or (known.year is None and known.month is None):
        return Days(published, published, published)
    bounds = _bounds(known)
    if bounds is None:
        return Days(published)
    first, last = bounds
    return Days(first if first == last else published or first, first, last)


def _bounds(known: PartialDate) -> tuple[date, date] | None:
    """Return the first and last day, None where the year is unknown or the day impossible."""
    try:
        exact = known.exact()
        if exact or known.year is None:
            return (exact, exact) if exact else None
        first = date(known.year, known.month or 1, 1)
    except ValueError:
        return None
    end = known.month or 12
    return first, date(known.year, end, monthrange(known.year, end)[1])
