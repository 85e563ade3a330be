"""Messages in channels: what people share is filed in silence; talk leaves no trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.evidence import shares_under
from bot.forget import forget_message
from bot.ingest import note_shares
from bot.sharing import TEXT_KEY
from handlers.deletions import is_gone
from handlers.payloads import is_from_a_person, items_of, wished_items
from store.records import ChannelKind

if TYPE_CHECKING:
    from bot.services import Services
    from handlers.context import Scope
    from handlers.payloads import Facts
    from store.records import Channel

Event = Mapping[str, Any]


def on_message(event: Event, scope: Scope, services: Services) -> None:
    """File what a person's message shares."""
    if is_from_a_person(event):
        note_message(event, scope, services)


def on_message_changed(event: Event, facts: Facts, scope: Scope, services: Services) -> None:
    """Make the shares follow an edit. A preview that Slack adds to a message is no edit."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    if content(message) == content(before):
        return
    if not (is_from_a_person(message) and note_message(message, scope, services)):
        drop_removed(message, facts, scope, services)


def note_message(payload: Event, scope: Scope, services: Services) -> bool:
    """File what `payload` shares, if the bot and the message are there; say whether it shares."""
    items = items_of(payload, accepts=services.extractor.names_a_meeting)
    facts, ts = scope.facts, str(payload.get("ts") or "")
    if not items or is_gone(services, facts, ts) or not may_file(scope.known_channel()):
        return bool(items)
    scope.keep()
    note_shares(services, scope.message(payload), items)
    if is_gone(services, facts, ts):  # deleted meanwhile, before there was anything to forget
        forget_message(services, facts.workspace_id, facts.channel_id, ts)
    return True


def may_file(channel: Channel) -> bool:
    """Say whether the bot is in the channel; where Slack will not say, it files for it alone."""
    return channel.member or channel.kind is ChannelKind.EXTERNAL


def drop_removed(message: Event, facts: Facts, scope: Scope, services: Services) -> None:
    """Drop what an edited message shares no more; talk that stays talk leaves no trace.

    What it shared is looked up: the words before do not tell what somebody added with a 📰.
    """
    ts = str(message.get("ts") or "")
    under = shares_under(services, facts.workspace_id, facts.channel_id, ts)
    known = {share.shared.key for share in under if share.message.ts == ts} - {TEXT_KEY}
    if any(share.message.ts == ts for share in under):
        left = [item for item in wished_items(message) if item.key in known]
        note_shares(services, scope.message(message), left)


def content(message: Event) -> tuple[Any, ...]:
    """Return what counts as the content of a message: its words, files and forwarded parts."""
    files = [(file.get("id"), file.get("mode")) for file in message.get("files") or ()]
    forwarded = [
        (part.get("text"), part.get("from_url"))
        for part in message.get("attachments") or ()
        if part.get("is_share")
    ]
    return message.get("text"), files, forwarded
