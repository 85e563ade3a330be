"""What answering reads: a Protocol, so that the choice of view stays pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.briefing.matching import MeetingGroup
    from store.records import FiledArticle


MOST_LISTED = 200  # accounts of meetings in a list or a recap


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; everything left empty does not narrow.

    `topics` are alternatives, each of which needs all its words. Meetings without a year are found
    whatever the period is: the caller says so.
    """

    parties: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    article_ids: tuple[int, ...] = ()
    listed: bool = False  # more meetings, without their positions
    newest: bool = False  # only the last few, without their positions


class Archive(Protocol):
    """What one audience may know of. Everything comes newest first, accounts put together."""

    def meetings(self, search: Search) -> list[MeetingGroup]:
        """Return the meetings of all the parties and persons; older ones without positions."""

    def statements(self, search: Search) -> list[MeetingGroup]:
        """Return meetings with only those positions that the search is for."""

    def shared(self, since: datetime, until: datetime) -> list[MeetingGroup]:
        """Return the meetings of the articles shared in [since, until)."""

    def count_articles(self, since: datetime, until: datetime) -> int:
        """Return how many articles without a meeting were shared in [since, until)."""

    def dyads(self) -> Sequence[tuple[str, str]]:
        """Return the pairs of parties that met last."""

    def articles(self, ids: Sequence[int]) -> list[FiledArticle]:
        """Return those of the articles that may be seen."""
