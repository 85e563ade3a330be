"""Who and where: channels, people and memberships as Slack tells them, kept for a minute.

Everything fails closed. A channel that cannot be looked up counts as shared with outsiders, a
person who cannot be looked up counts as a guest, memberships that cannot be looked up as none.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import SlackUnavailable
from handlers.messenger import SlackCalls, client_like
from handlers.payloads import kind_of
from store.records import Channel, ChannelKind

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from slack_sdk import WebClient

T = TypeVar("T")
KEPT_SECONDS = 60.0
MOST_KEPT = 5_000
PAGES = 20  # of 200 channels


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as far as it matters."""

    id: str
    guest: bool = True  # also: from another workspace, unknown
    admin: bool = False
    time_zone: str | None = None
    name: str | None = None


class Kept:
    """A small map whose entries last a minute; safe to share between threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._entries: dict[Hashable, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the kept value or make it; what `make` raises is not kept."""
        with self._lock:
            entry = self._entries.get(key)
        if entry is not None and entry[0] > self._clock():
            value: T = entry[1]
            return value
        made = make()
        with self._lock:
            if len(self._entries) >= MOST_KEPT:
                self._entries.clear()
            self._entries[key] = (self._clock() + KEPT_SECONDS, made)
        return made

    def drop(self, key: Hashable) -> None:
        """Forget one entry."""
        with self._lock:
            self._entries.pop(key, None)


class Directory:
    """Looks up channels and people."""

    def __init__(
        self,
        client: WebClient,
        *,
        admins: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = SlackCalls(client_like(client, retries=0))
        self._admins = admins
        self._kept = Kept(clock)

    def channel(self, workspace_id: str, channel_id: str) -> Channel:
        """Return the channel; EXTERNAL (the narrowest kind) when Slack does not say."""
        try:
            return self.known_channel(workspace_id, channel_id)
        except SlackUnavailable:
            return _closed(workspace_id, channel_id)

    def known_channel(self, workspace_id: str, channel_id: str) -> Channel:
        """Return the channel as `channel` does, but raise SlackUnavailable when Slack fails now."""
        try:
            info = self._kept.get(("channel", channel_id), lambda: self._channel_info(channel_id))
        except SlackUnavailable as error:
            if error.code == "channel_not_found":  # the bot is not there
                return Channel(workspace_id, channel_id, ChannelKind.PRIVATE, member=False)
            if error.permanent:
                return _closed(workspace_id, channel_id)
            raise
        kind = kind_of(info)
        inside = kind is ChannelKind.DM or bool(info.get("is_member", True))
        return Channel(workspace_id, channel_id, kind, name=info.get("name"), member=inside)

    def forget_channel(self, channel_id: str) -> None:
        """Look the channel up afresh next time."""
        self._kept.drop(("channel", channel_id))

    def person(self, workspace_id: str, user_id: str) -> Person:
        """Return the person; a guest when Slack does not say."""
        if not user_id:
            return Person(user_id)
        try:
            info = self._kept.get(("user", user_id), lambda: self._user_info(user_id))
        except SlackUnavailable:
            return Person(user_id, admin=user_id in self._admins)
        guest = _is_outsider(info, workspace_id)
        slack_admin = bool(info.get("is_admin") or info.get("is_owner"))
        return Person(
            id=user_id,
            guest=guest,
            admin=user_id in self._admins or (slack_admin and not guest),
            time_zone=info.get("tz"),
            name=_name(info),
        )

    def private_channels(self, user_id: str) -> frozenset[str]:
        """Return the private channels, of those the bot is in, that the person is in now."""
        try:
            return self._kept.get(("member", user_id), lambda: self._memberships(user_id))
        except SlackUnavailable:
            return frozenset()

    def names(self, user_ids: Sequence[str]) -> Mapping[str, str]:
        """Return plain names for those of `user_ids` that are known."""
        found = {user_id: self.person("", user_id).name for user_id in dict.fromkeys(user_ids)}
        return {user_id: name for user_id, name in found.items() if name}

    def _channel_info(self, channel_id: str) -> dict[str, Any]:
        answer = self._calls.ask("conversations.info", channel=channel_id)
        info = answer.get("channel")
        if not isinstance(info, dict):
            raise SlackUnavailable("Slack did not describe that channel.")
        return info

    def _user_info(self, user_id: str) -> dict[str, Any]:
        answer = self._calls.ask("users.info", user=user_id)
        info = answer.get("user")
        if not isinstance(info, dict):
            raise SlackUnavailable("Slack did not describe that person.")
        return info

    def _memberships(self, user_id: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = None
        for _ in range(PAGES):
            page = self._calls.ask(
                "users.conversations", user=user_id, types="private_channel", limit=200,
                exclude_archived=False, cursor=cursor,
            )  # fmt: skip
            rows = page.get("channels") or ()
            found |= {row["id"] for row in rows if kind_of(row) is ChannelKind.PRIVATE}
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                break
        return frozenset(found)


def _closed(workspace_id: str, channel_id: str) -> Channel:
    return Channel(workspace_id, channel_id, ChannelKind.EXTERNAL, member=False)


def _is_outsider(info: Mapping[str, Any], workspace_id: str) -> bool:
    """Say whether the person is a guest, a stranger, a bot, gone, or of another workspace."""
    flags = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
    home = info.get("team_id")
    foreign = bool(
        home and workspace_id and home != workspace_id and not info.get("enterprise_user")
    )
    return foreign or any(info.get(flag) for flag in flags)


def _name(info: Mapping[str, Any]) -> str | None:
    profile = info.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or info.get("name")
    return str(name)[:80] if name else None
