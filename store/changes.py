"""What the store reports about its own changes and contents."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShareChange:
    """How a message's shares changed, as share ids.

    `deleted_articles` are articles that are gone with the removed shares; `narrowed_articles`
    lost a share but live on elsewhere.
    """

    added: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    deleted_articles: tuple[int, ...] = ()
    narrowed_articles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten: shares, and the articles that were shared nowhere else.

    `narrowed_ids` are articles that lost a share but live on elsewhere: what was posted from them
    may now be beyond their audience.
    """

    share_ids: tuple[int, ...] = ()
    article_ids: tuple[int, ...] = ()
    narrowed_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """What a workspace's archive holds. For administrators: it counts private places too."""

    articles: int = 0
    shares: int = 0
    pending: int = 0
    failed: int = 0
    meetings: int = 0
    positions: int = 0
    subscriptions: int = 0


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who met or spoke in visible articles; `count` is the number of those articles.

    A party that speaks for itself ("China") counts as a person here: the store knows no parties.
    """

    name: str
    party: str | None
    count: int
