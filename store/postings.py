"""What the bot has posted and which events it has seen: once-only keys."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, or_, select, update

from store.database import Tx, insert_new
from store.forgetting import batches
from store.ledger import EventRow, PostingArticleRow, PostingRow
from store.records import Posting
from store.tables import ArticleRow

if TYPE_CHECKING:
    from collections.abc import Iterable

SENDING, DONE, UNKNOWN = "sending", "done", "unknown"
STALE = "stale"  # to be taken back
EVENTS_KEPT = timedelta(days=7)


def claim(
    tx: Tx,
    workspace_id: str,
    channel_id: str,
    key: str,
    *,
    thread_ts: str | None = None,
    question: str | None = None,
) -> tuple[Posting, bool]:
    """Return the posting with this key, made in state "sending" if there was none, and whether."""
    unique = {"workspace_id": workspace_id, "channel_id": channel_id, "key": key}
    values = {**unique, "state": SENDING, "thread_ts": thread_ts, "question": question}
    first = insert_new(tx, PostingRow, values, unique=tuple(unique))
    row = tx.scalars(select(PostingRow).filter_by(**unique)).one()
    return _records(tx, [row])[0], first


def mark_done(tx: Tx, posting_id: int, ts: str, article_ids: Iterable[int] = ()) -> None:
    """Note under which ts it was posted and which articles it quotes."""
    row = tx.get(PostingRow, posting_id)
    if row is None:
        return
    row.state, row.ts = DONE, ts
    tx.flush()
    quoted = {"posting_id": posting_id, "workspace_id": row.workspace_id}
    for article_id in sorted(set(article_ids)):
        insert_new(
            tx,
            PostingArticleRow,
            {**quoted, "article_id": article_id},
            unique=("posting_id", "article_id"),
        )


def mark_unknown(tx: Tx, posting_id: int) -> None:
    """Note that nobody can say whether it was posted."""
    tx.execute(update(PostingRow).where(PostingRow.id == posting_id).values(state=UNKNOWN))


def mark_stale(tx: Tx, posting_ids: Iterable[int]) -> None:
    """Note that these posts are to be taken back, until they are dropped."""
    for some in batches(posting_ids):
        tx.execute(update(PostingRow).where(PostingRow.id.in_(some)).values(state=STALE))


def last_posting(tx: Tx, workspace_id: str, channel_id: str, thread_ts: str) -> Posting | None:
    """Return the newest answer in a thread, or the one that the thread hangs on."""
    rows = select(PostingRow).where(
        PostingRow.workspace_id == workspace_id,
        PostingRow.channel_id == channel_id,
        or_(PostingRow.thread_ts == thread_ts, PostingRow.ts == thread_ts),
        PostingRow.question.is_not(None),
        PostingRow.state == DONE,
    )
    row = tx.scalars(rows.order_by(PostingRow.id.desc())).first()
    return _records(tx, [row])[0] if row else None


def last_question(tx: Tx, workspace_id: str, channel_id: str, thread_ts: str) -> str | None:
    """Return the text of the question answered last in a thread."""
    posting = last_posting(tx, workspace_id, channel_id, thread_ts)
    return posting.question if posting else None


def remember_question(
    tx: Tx, workspace_id: str, channel_id: str, thread_ts: str, question: str
) -> None:
    """Keep the question answered last in a thread that is not Slack's: one row a thread."""
    kept, _ = claim(tx, workspace_id, channel_id, f"thread:{thread_ts}", thread_ts=thread_ts)
    values = {"question": question, "state": DONE, "ts": thread_ts}
    tx.execute(update(PostingRow).where(PostingRow.id == kept.id).values(values))


def quoting(tx: Tx, workspace_id: str, article_ids: Iterable[int]) -> list[Posting]:
    """Return the postings that quote any of the articles; these may be gone already."""
    found: dict[int, PostingRow] = {}
    for some in batches(article_ids):
        rows = (
            select(PostingRow)
            .join(PostingArticleRow, PostingArticleRow.posting_id == PostingRow.id)
            .where(PostingRow.workspace_id == workspace_id)
            .where(PostingArticleRow.article_id.in_(some))
        )
        found |= {row.id: row for row in tx.scalars(rows)}
    return _records(tx, [found[i] for i in sorted(found)])


def quoting_forgotten(tx: Tx, *, limit: int = 100) -> list[Posting]:
    """Return postings, of all workspaces, that quote an article which is gone or are stale."""
    gone = ~exists().where(ArticleRow.id == PostingArticleRow.article_id)
    quoting_gone = exists().where(PostingArticleRow.posting_id == PostingRow.id, gone)
    due = or_(quoting_gone, PostingRow.state == STALE)
    rows = select(PostingRow).where(due).order_by(PostingRow.id).limit(limit)
    return _records(tx, list(tx.scalars(rows)))


def drop(tx: Tx, posting_id: int) -> None:
    """Delete a posting's row."""
    tx.execute(delete(PostingRow).where(PostingRow.id == posting_id))


def event_seen(tx: Tx, workspace_id: str, event_id: str, *, now: datetime | None = None) -> bool:
    """Note an event; whether it is the first time."""
    values = {"workspace_id": workspace_id, "event_id": event_id}
    at = {} if now is None else {"seen_at": now}
    return insert_new(tx, EventRow, {**values, **at}, unique=tuple(values))


def was_seen(tx: Tx, workspace_id: str, event_id: str) -> bool:
    """Say whether an event was noted."""
    return tx.get(EventRow, (workspace_id, event_id)) is not None


def purge_events(tx: Tx, now: datetime) -> int:
    """Delete notes of events older than seven days; return how many."""
    old = delete(EventRow).where(EventRow.seen_at < now - EVENTS_KEPT)
    return len(tx.execute(old.returning(EventRow.event_id)).all())


def _records(tx: Tx, rows: list[PostingRow]) -> list[Posting]:
    quoted: dict[int, list[int]] = {row.id: [] for row in rows}
    for some in batches(quoted):
        pairs = select(PostingArticleRow).where(PostingArticleRow.posting_id.in_(some))
        for pair in tx.scalars(pairs.order_by(PostingArticleRow.article_id)):
            quoted[pair.posting_id].append(pair.article_id)
    return [
        Posting(
            id=row.id,
            workspace_id=row.workspace_id,
            channel_id=row.channel_id,
            key=row.key,
            state=row.state,
            ts=row.ts,
            thread_ts=row.thread_ts,
            question=row.question,
            article_ids=tuple(quoted[row.id]),
        )
        for row in rows
    ]
