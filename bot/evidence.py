"""Where answers rest: the articles behind a briefing, and those shared in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from store import articles
from store.shares import system_shares_under

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.database import Database
    from store.records import Audience, FiledArticle, Share


class Reading(Protocol):
    """What these functions need of the services."""

    @property
    def database(self) -> Database:
        """The store."""


def cited_articles(
    services: Reading, audience: Audience, article_ids: Iterable[int]
) -> dict[int, FiledArticle]:
    """Return those of the articles that the audience may see, by id."""
    with services.database.read() as tx:
        found = {n: articles.find_article(tx, audience, n) for n in dict.fromkeys(article_ids)}
    return {number: article for number, article in found.items() if article is not None}


def articles_under(
    services: Reading, audience: Audience, channel_id: str, thread_ts: str
) -> tuple[int, ...]:
    """Return the ids of the articles shared in a message or in the thread under it."""
    with services.database.read() as tx:
        return tuple(articles.articles_of_message(tx, audience, channel_id, thread_ts))


def shares_under(
    services: Reading, workspace_id: str, channel_id: str, thread_ts: str
) -> list[Share]:
    """Return what was shared in a message or in the thread under it, to change it; not to show."""
    with services.database.read() as tx:
        return system_shares_under(tx, workspace_id, channel_id, thread_ts)
