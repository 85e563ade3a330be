"""What ends or narrows: deleted messages, channels left or changed in kind, the app removed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.forget import forget_channel, forget_message, forget_workspace
from bot.places import change_kind
from store import postings
from store.records import ChannelKind

if TYPE_CHECKING:
    from bot.services import Services
    from handlers.directory import Directory
    from handlers.payloads import Facts

Event = Mapping[str, Any]


def on_message_deleted(event: Event, facts: Facts, services: Services) -> None:
    """Forget what the deleted message shared (its own ts is in `deleted_ts`)."""
    _forget_for_good(facts, services, str(event["deleted_ts"]))


def is_tombstone(event: Event) -> bool:
    """Say whether a change is in truth the deletion of a message that has replies."""
    return (event.get("message") or {}).get("subtype") == "tombstone"


def on_tombstone(event: Event, facts: Facts, services: Services) -> None:
    """Forget what a deleted message shared whose thread lives on."""
    _forget_for_good(facts, services, str(event["message"]["ts"]))


def on_channel_left(facts: Facts, services: Services, directory: Directory) -> None:
    """Forget a channel that the bot is no longer in, or that is deleted."""
    directory.forget_channel(facts.channel_id)
    forget_channel(services, facts.workspace_id, facts.channel_id)


def is_the_bot(event: Event, bot_user_id: str | None) -> bool:
    """Say whether an event about a member is about the bot."""
    return bool(bot_user_id) and event.get("user") == bot_user_id


def on_uninstalled(facts: Facts, services: Services) -> None:
    """Forget everything of a workspace that removed the app or revoked its token."""
    forget_workspace(services, facts.workspace_id)


def revokes_the_bot(event: Event) -> bool:
    """Say whether revoked tokens include the bot's."""
    return bool((event.get("tokens") or {}).get("bot"))


def on_made_private(facts: Facts, services: Services, directory: Directory) -> None:
    """Narrow the shares of a channel that turned private, at once."""
    _narrow(facts, services, directory, ChannelKind.PRIVATE)


def on_made_public(facts: Facts, services: Services, directory: Directory) -> None:
    """Seal what a private channel held: those who see the channel now were not asked then."""
    _narrow(facts, services, directory, ChannelKind.PUBLIC)


def on_channel_shared(facts: Facts, services: Services, directory: Directory) -> None:
    """Narrow the shares of a channel that outsiders can now see, at once."""
    _narrow(facts, services, directory, ChannelKind.EXTERNAL)


def is_gone(services: Services, facts: Facts, ts: str) -> bool:
    """Say whether a message was deleted lately."""
    with services.database.read() as tx:
        return postings.was_seen(tx, facts.workspace_id, _gone(facts, ts))


def ignore() -> None:
    """Do nothing: an event that is about somebody else."""


def _forget_for_good(facts: Facts, services: Services, ts: str) -> None:
    """Forget a message, and note that it is gone: Slack may still send again that it came."""
    with services.database.transaction() as tx:
        postings.event_seen(tx, facts.workspace_id, _gone(facts, ts), now=services.clock())
    forget_message(services, facts.workspace_id, facts.channel_id, ts)


def _gone(facts: Facts, ts: str) -> str:
    return f"gone:{facts.channel_id}:{ts}"


def _narrow(facts: Facts, services: Services, directory: Directory, kind: ChannelKind) -> None:
    directory.forget_channel(facts.channel_id)
    change_kind(services, facts.workspace_id, facts.channel_id, kind)
