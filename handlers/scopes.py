"""The permissions the app asks for, each with its reason: one table for doctor, docs and tests."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "to hear when someone asks by mentioning the bot",
        "channels:history": "to see what is shared in public channels it was invited to",
        "channels:read": "to tell public channels from private and shared ones",
        "chat:write": "to answer in threads, post recaps and edit its own posts",
        "commands": "to offer /readout and the message shortcut",
        "files:read": "to read articles uploaded as files",
        "groups:history": "to see what is shared in private channels it was invited to",
        "groups:read": "to know which private channels the asker belongs to, so that nothing leaks",
        "im:history": "to hear questions and articles sent to it directly",
        "im:read": "to tell a direct message from a channel",
        "mpim:history": "to hear questions and articles in group messages it was added to",
        "mpim:read": "to tell a group message from a channel",
        "reactions:read": "to add an article when someone reacts with 📰",
        "reactions:write": "to show 📰 (stored), ⚠️ (unreadable) or 👍 instead of posting a message",
        "users:read": "to know guests, admins, the asker's time zone and the name of who shared",
    }
)


def missing(granted: Iterable[str]) -> dict[str, str]:
    """Return the scopes that are not among `granted`, with the reason for each."""
    have = set(granted)
    return {scope: reason for scope, reason in SCOPES.items() if scope not in have}
