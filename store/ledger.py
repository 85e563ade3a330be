"""The mapped classes of what the bot keeps about itself: channels, orders, posts, processes.

Private to `store` like the archive's tables.
"""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import (
    FRESH_IDS,
    ID,
    Base,
    Key,
    Maybe,
    MaybeTime,
    Name,
    Number,
    Time,
    UtcTime,
    Words,
)


class ChannelRow(Base):
    """A channel as far as we keep it."""

    __tablename__ = "channel"

    workspace_id: Mapped[str] = mapped_column(Words, primary_key=True)
    id: Mapped[str] = mapped_column(Words, primary_key=True)
    kind: Mapped[Name]
    name: Mapped[Maybe]
    time_zone: Mapped[Maybe]
    inviter_id: Mapped[Maybe]
    member: Mapped[bool] = mapped_column(Boolean)


class SubscriptionRow(Base):
    """A channel's weekly recap: one a channel."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel_id"),
        Index(None, "next_due_at"),
        FRESH_IDS,
    )

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    channel_id: Mapped[Name]
    weekday: Mapped[Number]
    hour: Mapped[Number]
    minute: Mapped[Number]
    time_zone: Mapped[Name]
    created_by: Mapped[Maybe]
    next_due_at: Mapped[Time]
    last_until: Mapped[MaybeTime]


class RecapRunRow(Base):
    """That a recap was due: once a subscription and period."""

    __tablename__ = "recap_run"

    subscription_id: Mapped[int] = mapped_column(
        ID, ForeignKey("subscription.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    period: Mapped[str] = mapped_column(Words, primary_key=True)
    workspace_id: Mapped[Name]
    done_at: Mapped[MaybeTime]


class PostingRow(Base):
    """A message of the bot's: once a channel and key."""

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel_id", "key"),
        Index(None, "workspace_id", "channel_id", "thread_ts"),
        FRESH_IDS,
    )

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    channel_id: Mapped[Name]
    key: Mapped[Name]
    state: Mapped[Name]
    ts: Mapped[Maybe]
    thread_ts: Mapped[Maybe]
    question: Mapped[Maybe]


class PostingArticleRow(Base):
    """That a posting quotes an article. Outlives the article: the posting must be edited then."""

    __tablename__ = "posting_article"

    posting_id: Mapped[int] = mapped_column(
        ID, ForeignKey("posting.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    article_id: Mapped[int] = mapped_column(ID, primary_key=True, autoincrement=False, index=True)
    workspace_id: Mapped[Name]


class EventRow(Base):
    """An event of Slack's that was seen."""

    __tablename__ = "event_seen"

    workspace_id: Mapped[str] = mapped_column(Words, primary_key=True)
    event_id: Mapped[str] = mapped_column(Words, primary_key=True)
    seen_at: Mapped[Time] = mapped_column(UtcTime, server_default=func.now(), index=True)


class ExecutorRow(Base):
    """A process that runs work, and when it was last alive. Serves all workspaces."""

    __tablename__ = "executor"

    id: Mapped[str] = mapped_column(Words, primary_key=True)
    seen_at: Mapped[Time]
