"""The Messenger over Slack's Web API, and the private replies that only listeners need.

A post goes out at most once a call: the client retries on 429 alone (after `Retry-After`),
because a retry after a lost connection would post twice.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.briefing.text import briefing_text
from bot.errors import SlackUnavailable
from handlers.blocks.briefing import briefing_blocks, mentioned, named
from handlers.blocks.elements import Blocks, fallback, sentence_blocks
from handlers.payloads import kind_of
from store.records import Briefing, ChannelKind, Message

if TYPE_CHECKING:
    from handlers.blocks.buttons import Asked

EVENT_TYPE = "readout_posting"
PAGES = 5  # of 200 messages, searched for our own key
FINAL = frozenset({
    "account_inactive", "channel_not_found", "cant_post_message", "ekm_access_denied",
    "invalid_auth", "is_archived", "message_not_found", "missing_scope", "no_permission",
    "not_authed", "not_in_channel", "restricted_action", "team_access_not_granted",
    "token_expired", "token_revoked", "user_not_found", "user_not_in_channel",
})  # fmt: skip
SENTENCES = {
    "not_in_channel": "I am not in that channel. Invite me there with /invite and try again.",
    "channel_not_found": "I am not in that channel. Invite me there with /invite and try again.",
    "is_archived": "That channel is archived, so I cannot post there.",
    "missing_scope": "The app lacks a permission for this. Ask an admin to run `readout doctor`.",
    "ratelimited": "Slack asks me to slow down. Please try again in a minute.",
}
Names = Callable[[Sequence[str]], Mapping[str, str]]


def slack_client(token: str | None, *, base_url: str = WebClient.BASE_URL) -> WebClient:
    """Return a client that waits out a 429 and repeats nothing else."""
    return WebClient(
        token=token,
        base_url=base_url,
        timeout=20,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=2)],
    )


def client_like(client: WebClient, *, retries: int) -> WebClient:
    """Return a client for the same workspace that waits out a 429 at most `retries` times."""
    return WebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        headers=client.headers,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=retries)] if retries else [],
    )


def unavailable(error: Exception) -> SlackUnavailable:
    """Turn an error of the Slack client into ours."""
    code = ""
    if isinstance(error, SlackApiError):
        code = str(error.response.get("error") or error.response.status_code)
    sentence = SENTENCES.get(code, "Slack did not accept that. Please try again in a minute.")
    return SlackUnavailable(sentence, code=code, permanent=code in FINAL)


class SlackCalls:
    """Calls of the Web API whose every failure is a SlackUnavailable."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call `method`; arguments that are None are left out. Raises SlackUnavailable."""
        body = {key: value for key, value in arguments.items() if value is not None}
        try:
            response = self._client.api_call(method, json=body)
        except (SlackClientError, http.client.HTTPException, OSError) as error:
            raise unavailable(error) from error
        return response.data if isinstance(response.data, dict) else {}

    def ask(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a reading method, whose arguments Slack takes as a form."""
        body = {key: value for key, value in arguments.items() if value is not None}
        try:
            response = self._client.api_call(method, params=body)
        except (SlackClientError, http.client.HTTPException, OSError) as error:
            raise unavailable(error) from error
        return response.data if isinstance(response.data, dict) else {}


class SlackMessenger:
    """Implements `bot.services.Messenger`."""

    def __init__(self, client: WebClient, *, names: Names | None = None) -> None:
        self.calls = SlackCalls(client_like(client, retries=2))
        self._names = names or (lambda _ids: {})

    def react(self, message: Message, name: str) -> None:
        """Put one reaction under a message; a second time is no error."""
        try:
            self.calls.call(
                "reactions.add", channel=message.channel_id, timestamp=message.ts, name=name
            )
        except SlackUnavailable as error:
            if error.code != "already_reacted":
                raise

    def whisper(self, message: Message, text: str) -> None:
        """Tell the sharer alone, where the message is. Without a known sharer nothing is said."""
        if message.user_id:
            self.tell(
                message.channel_id, message.user_id, text,
                thread_ts=message.thread_ts or (message.ts if _is_dm(message) else None),
            )  # fmt: skip

    def post(
        self, channel_id: str, briefing: Briefing, *, key: str, thread_ts: str | None = None
    ) -> str:
        """Post a briefing with `key` in its metadata; return its ts."""
        done = self.calls.call(
            "chat.postMessage",
            channel=channel_id,
            thread_ts=thread_ts,
            text=fallback(self._plain(briefing)),
            blocks=self.blocks(briefing, asked=None, offer=()),
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(done["ts"])

    def find_posted(self, channel_id: str, key: str, *, thread_ts: str | None = None) -> str | None:
        """Return the ts of our own newest message that carries `key`, or None."""
        found, cursor = None, None
        for _ in range(PAGES):
            page = self.calls.ask(
                "conversations.replies" if thread_ts else "conversations.history",
                channel=channel_id, ts=thread_ts, limit=200, cursor=cursor,
                include_all_metadata=True,
            )  # fmt: skip
            mine = [m["ts"] for m in page.get("messages", ()) if _carries(m, key)]
            found = max([*mine, *([found] if found else [])], default=None)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if found or not cursor:
                break
        return found

    def edit(self, channel_id: str, ts: str, text: str) -> None:
        """Replace one of our own messages by a plain sentence."""
        self.calls.call(
            "chat.update", channel=channel_id, ts=ts, text=fallback(text),
            blocks=sentence_blocks(text),
        )  # fmt: skip

    def channel_kind(self, channel_id: str) -> ChannelKind | None:
        """Return who sees the channel now, None when the bot is not in it."""
        try:
            info = self.calls.ask("conversations.info", channel=channel_id).get("channel")
        except SlackUnavailable as error:
            if error.code == "channel_not_found":  # a private channel that the bot has left
                return None
            raise
        if not isinstance(info, dict):
            raise SlackUnavailable("Slack did not describe that channel.")
        kind = kind_of(info)
        return kind if kind is ChannelKind.DM or info.get("is_member", True) else None

    def tell(
        self,
        channel_id: str,
        user_id: str,
        text: str,
        *,
        blocks: Blocks | None = None,
        thread_ts: str | None = None,
    ) -> None:
        """Say something that only `user_id` sees; in a direct message that is any message."""
        direct = channel_id.startswith("D")
        self.calls.call(
            "chat.postMessage" if direct else "chat.postEphemeral",
            channel=channel_id,
            user=None if direct else user_id,
            thread_ts=thread_ts,
            text=fallback(text),
            blocks=blocks or sentence_blocks(text),
            unfurl_links=False if direct else None,
            unfurl_media=False if direct else None,
        )

    def open(self, trigger_id: str, view: Mapping[str, Any]) -> None:
        """Open a modal for whoever pressed the button."""
        self.calls.call("views.open", trigger_id=trigger_id, view=view)

    def blocks(self, briefing: Briefing, *, asked: Asked | None, offer: Sequence[str]) -> Blocks:
        """Return the blocks of a briefing, with plain names for those who shared."""
        names = self._names(mentioned(briefing))
        return briefing_blocks(briefing, names=names, asked=asked, offer=offer)

    def plain(self, briefing: Briefing) -> str:
        """Return the fallback text of a briefing, ready for a `text` field."""
        return fallback(self._plain(briefing))

    def _plain(self, briefing: Briefing) -> str:
        names = self._names(mentioned(briefing))
        sources = [replace(source, how=named(source.how, names)) for source in briefing.sources]
        return briefing_text(replace(briefing, sources=tuple(sources)))


def _is_dm(message: Message) -> bool:
    return message.channel_kind is ChannelKind.DM


def _carries(message: Mapping[str, Any], key: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT_TYPE and payload.get("key") == key
