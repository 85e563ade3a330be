"""The mapped classes of the archive. Private to `store`: records leave it, rows never do.

Every row carries its workspace, so that many workspaces share one database. Rows that hang on
an article go with it (ON DELETE CASCADE): forgetting is deleting shares.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 - SQLAlchemy reads annotations at run time

from sqlalchemy import Boolean, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import (
    FRESH_IDS,
    ID,
    ArticleId,
    Base,
    Big,
    Day,
    Key,
    Maybe,
    MaybeTime,
    Name,
    Number,
    Offset,
    Time,
    Words,
)

# What decides whether an audience sees an article, so that one look at the index is enough.
VISIBLE = (
    "article_id",
    "workspace_id",
    "state",
    "channel_kind",
    "channel_id",
    "sealed",
    "shared_day",
    "shared_at",
)


class ArticleRow(Base):
    """One text, once a workspace; what was read about it is on its shares.

    `text_hash` covers what extraction depends on: the text with white space normalised, the
    publication date and the language. So nothing known from a private share alone (a date found
    in its page) reaches the answers about the same words shared in public.
    """

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("workspace_id", "text_hash"),
        Index(None, "workspace_id", "published"),
        FRESH_IDS,
    )

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    text_hash: Mapped[Name]
    fingerprint: Mapped[Big]
    text: Mapped[Name]
    language: Mapped[Name]
    published: Mapped[Day]
    version: Mapped[Maybe]  # of the extractor; None until extracted
    extracted_at: Mapped[MaybeTime]
    created_at: Mapped[Time]


class ShareRow(Base):
    """A thing shared in a message, and what was read there apart from the text.

    `channel_kind` is that of the time of sharing, narrowed since. `sealed` says that the channel
    opened up later: what was shared before stays with those of then, so it is shown to nobody
    through the channel.
    """

    __tablename__ = "share"
    __table_args__ = (
        UniqueConstraint("workspace_id", "channel_id", "message_ts", "key_hash"),
        Index(None, "workspace_id", "key_hash"),
        Index(None, "state", "workspace_id"),
        Index("ix_share_visible", *VISIBLE),
        FRESH_IDS,
    )

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    channel_id: Mapped[Name]
    channel_kind: Mapped[Name]
    channel_name: Mapped[Maybe]
    message_ts: Mapped[Name]
    thread_ts: Mapped[Maybe]
    user_id: Mapped[Maybe]
    permalink: Mapped[Maybe]
    source: Mapped[Name]
    key: Mapped[Name]
    key_hash: Mapped[Name]  # a URL may be longer than PostgreSQL can index
    url: Mapped[Maybe]
    name: Mapped[Maybe]
    body: Mapped[Maybe]
    body_hash: Mapped[Maybe]
    mimetype: Mapped[Maybe]
    size: Mapped[int | None] = mapped_column(ID)
    state: Mapped[Name]
    reason: Mapped[Maybe]
    sealed: Mapped[bool] = mapped_column(Boolean)
    shared_at: Mapped[Time]
    shared_day: Mapped[date] = mapped_column(Date)  # of shared_at, UTC
    article_id: Mapped[int | None] = mapped_column(ID, ForeignKey("article.id", ondelete="CASCADE"))
    read_at: Mapped[MaybeTime]
    read_url: Mapped[Maybe]
    title: Mapped[Maybe]
    outlet: Mapped[Maybe]
    byline: Mapped[Maybe]
    published_basis: Mapped[Maybe]


class MeetingRow(Base):
    """A meeting as one article reports it.

    `sort_day`: the day of the meeting if known whole, else of publication, else what is known of
    the meeting's month; None when only the day of sharing is left. `first_day` and `last_day`
    bound the day of the meeting, for questions about a period.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index(None, "workspace_id", "sort_day"), FRESH_IDS)

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    article_id: Mapped[ArticleId]
    ordinal: Mapped[Number]
    version: Mapped[Name]
    kind: Mapped[Name]
    status: Mapped[Name]
    span_start: Mapped[Offset]
    span_end: Mapped[Offset]
    place: Mapped[Maybe]
    place_start: Mapped[Offset]
    place_end: Mapped[Offset]
    year: Mapped[Offset]
    month: Mapped[Offset]
    day: Mapped[Offset]
    date_basis: Mapped[Maybe]
    date_start: Mapped[Offset]
    date_end: Mapped[Offset]
    sort_day: Mapped[Day]
    first_day: Mapped[Day]
    last_day: Mapped[Day]


class ParticipationRow(Base):
    """A person or delegation in a meeting, as reported; `titles` is a JSON list."""

    __tablename__ = "participation"
    __table_args__ = (
        Index(None, "workspace_id", "folded"),
        Index(None, "workspace_id", "surname"),
    )

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    meeting_id: Mapped[int] = mapped_column(
        ID, ForeignKey("meeting.id", ondelete="CASCADE"), index=True
    )
    ordinal: Mapped[Number]
    name: Mapped[Name]
    folded: Mapped[Name]
    surname: Mapped[Name]
    titles: Mapped[Name]
    party: Mapped[Maybe]
    organisation: Mapped[Maybe]
    role: Mapped[Maybe]
    span_start: Mapped[Offset]
    span_end: Mapped[Offset]


class MeetingPartyRow(Base):
    """That a party took part: one row a meeting and party, laid out for questions about pairs."""

    __tablename__ = "meeting_party"
    __table_args__ = (
        Index(
            "ix_meeting_party_pair", "workspace_id", "party", "sort_day", "meeting_id", "article_id"
        ),
    )

    meeting_id: Mapped[int] = mapped_column(
        ID, ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    party: Mapped[str] = mapped_column(Words, primary_key=True)
    workspace_id: Mapped[Name]
    article_id: Mapped[int] = mapped_column(ID)
    sort_day: Mapped[Day]


class PositionRow(Base):
    """What somebody holds, as offsets into the article's text: no words are copied."""

    __tablename__ = "position"
    __table_args__ = (Index(None, "article_id", "meeting_id"), FRESH_IDS)

    id: Mapped[Key]
    workspace_id: Mapped[Name]
    article_id: Mapped[int] = mapped_column(ID, ForeignKey("article.id", ondelete="CASCADE"))
    meeting_id: Mapped[int | None] = mapped_column(
        ID, ForeignKey("meeting.id", ondelete="CASCADE"), index=True
    )
    ordinal: Mapped[Number]
    version: Mapped[Name]
    topic: Mapped[Name]
    basis: Mapped[Name]
    joint: Mapped[bool] = mapped_column(Boolean)
    agenda: Mapped[bool] = mapped_column(Boolean)
    quoted: Mapped[bool] = mapped_column(Boolean)
    content_start: Mapped[Number]
    content_end: Mapped[Number]
    sentence_start: Mapped[Number]
    sentence_end: Mapped[Number]
    cue_start: Mapped[Offset]
    cue_end: Mapped[Offset]
    source_start: Mapped[Offset]
    source_end: Mapped[Offset]


class HolderRow(Base):
    """Who holds a position: a speaker by name, or a party by key."""

    __tablename__ = "holder"
    __table_args__ = (
        Index(None, "workspace_id", "party"),
        Index(None, "workspace_id", "folded"),
        Index(None, "workspace_id", "surname"),
    )

    position_id: Mapped[int] = mapped_column(
        ID, ForeignKey("position.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    workspace_id: Mapped[Name]
    name: Mapped[Maybe]
    folded: Mapped[Maybe]
    surname: Mapped[Maybe]
    party: Mapped[Maybe]


class PersonRow(Base):
    """That an article names a person who met or spoke: once an article and person."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "workspace_id", "folded"),
        Index(None, "workspace_id", "surname"),
    )

    article_id: Mapped[int] = mapped_column(
        ID, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    folded: Mapped[str] = mapped_column(Words, primary_key=True)
    workspace_id: Mapped[Name]
    surname: Mapped[Name]
    name: Mapped[Name]
    party: Mapped[Maybe]
