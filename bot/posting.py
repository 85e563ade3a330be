"""Posts each briefing and recap once, across crashes, lost answers and second tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import logs
from bot.errors import SlackUnavailable
from store import postings

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Briefing, Posting

log = logs.logger(__name__)


def post_once(  # noqa: PLR0913 - where, what, and under which key
    services: Services,
    *,
    workspace_id: str,
    channel_id: str,
    key: str,
    briefing: Briefing,
    thread_ts: str | None = None,
    question: str | None = None,
) -> str | None:
    """Post the briefing unless that was done under this key; return the message's ts.

    First "sending" is committed. Whoever finds it there later looks for the key in Slack before
    posting. When Slack cannot be read, nobody knows: that posting stays "unknown", is logged for
    an admin, and None is returned. Raises SlackUnavailable; the next try begins with a look.
    """
    with services.database.transaction() as tx:
        posting, first = postings.claim(
            tx, workspace_id, channel_id, key, thread_ts=thread_ts, question=question
        )
    if posting.state != postings.SENDING:
        return posting.ts
    try:
        ts = None if first else services.messenger.find_posted(channel_id, key, thread_ts=thread_ts)
    except SlackUnavailable as error:
        _set_aside(services, posting, error)
        return None
    if ts is None:
        ts = services.messenger.post(channel_id, briefing, key=key, thread_ts=thread_ts)
    with services.database.transaction() as tx:
        postings.mark_done(tx, posting.id, ts, {e.article_id for e in briefing.evidence})
    log.info("briefing_posted", posting=posting.id, first=first)
    return ts


def _set_aside(services: Services, posting: Posting, error: SlackUnavailable) -> None:
    """Set a posting aside whose fate cannot be looked up; raises when that may change."""
    if not error.permanent:
        raise error
    with services.database.transaction() as tx:
        postings.mark_unknown(tx, posting.id)
    log.error("post_unknown", posting=posting.id, code=error.code)
