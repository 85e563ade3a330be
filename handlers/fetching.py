"""Single messages and threads, fetched when a person points at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handlers.messenger import SlackCalls

MOST_REPLIES = 100


def message_at(calls: SlackCalls, channel_id: str, ts: str) -> Mapping[str, Any] | None:
    """Return the message with that ts, in the channel or in a thread. Raises SlackUnavailable."""
    only = {"latest": ts, "oldest": ts, "inclusive": True, "limit": 1}
    page = calls.ask("conversations.history", channel=channel_id, **only)
    found = _with_ts(page, ts)
    if found is None:
        page = calls.ask("conversations.replies", channel=channel_id, ts=ts, limit=1)
        found = _with_ts(page, ts)
    return found


def speakers_in(calls: SlackCalls, channel_id: str, thread_ts: str) -> set[str]:
    """Return the ids of the people who wrote in a thread, bots left out."""
    page = calls.ask("conversations.replies", channel=channel_id, ts=thread_ts, limit=MOST_REPLIES)
    messages = page.get("messages") or ()
    return {str(m["user"]) for m in messages if m.get("user") and not m.get("bot_id")}


def _with_ts(page: Mapping[str, Any], ts: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any]
    for found in page.get("messages") or ():
        if found.get("ts") == ts:
            return found
    return None
