"""Short ways to fill a store in tests. The officials are fictional."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from store import articles
from store.records import (
    ArticleText,
    Audience,
    ChannelKind,
    Extraction,
    Meeting,
    Message,
    PartialDate,
    Participant,
    Position,
    Shared,
    ShareSource,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.database import Database, Tx

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEAM = "T1"
EVERYONE = Audience(TEAM)
SOME_DAY = PartialDate(2026, 9, 18)
ANNA, BORIS = Participant("Anna Veldt", ("minister",), "CN"), Participant("Boris Ozol", (), "RU")


def message(
    ts: str = "100.1",
    *,
    channel: str = "C1",
    kind: ChannelKind = ChannelKind.PUBLIC,
    team: str = TEAM,
    thread_ts: str | None = None,
) -> Message:
    """A message in a channel."""
    return Message(team, channel, kind, ts, user_id="U1", thread_ts=thread_ts)


def link(url: str = "https://a.example/1") -> Shared:
    """A shared link."""
    return Shared(ShareSource.LINK, key=url, url=url)


def pasted(body: str) -> Shared:
    """A pasted text."""
    return Shared(ShareSource.TEXT, key="text", body=body)


def meeting(*people: Participant, on: PartialDate | date | None = SOME_DAY) -> Meeting:
    """A meeting, by default of Anna Veldt and Boris Ozol on 18 September 2026."""
    known = PartialDate(on.year, on.month, on.day) if isinstance(on, date) else on
    return Meeting(participants=people or (ANNA, BORIS), date=known, span=Span(0, 5))


def position(
    text: str,
    words: str,
    *,
    speaker: str = "Anna Veldt",
    party: str = "CN",
    topic: str = "",
    of: int | None = 0,
) -> Position:
    """A position whose content is `words`, found in `text`."""
    start = text.index(words)
    span = Span(start, start + len(words))
    return Position(span, span, (speaker,), (party,), topic=topic, meeting=of)


def extraction(
    *meetings: Meeting, positions: Sequence[Position] = (), version: str = "test-1"
) -> Extraction:
    """What an extractor might have found."""
    return Extraction(version, meetings, tuple(positions))


def file(
    tx: Tx,
    text: str | ArticleText,
    found: Extraction | None = None,
    *,
    at: Message | None = None,
    item: Shared | None = None,
    now: datetime = NOW,
) -> int:
    """File a text with what is in it, as shared in a message; return the article's id."""
    read = ArticleText(text) if isinstance(text, str) else text
    share_id = articles.add_share(tx, at or message(), item or link(), now=now)
    article_id = articles.save_article(tx, share_id, read, now=now)
    assert article_id is not None
    assert articles.save_extraction(tx, article_id, found or extraction(meeting()), now=now)
    articles.finish_share(tx, share_id)
    return article_id


def file_one(database: Database, text: str | ArticleText = "Some talks.", **how: object) -> int:
    """File one text in a transaction of its own."""
    with database.transaction() as tx:
        return file(tx, text, **how)  # type: ignore[arg-type]
