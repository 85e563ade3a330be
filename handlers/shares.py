"""Messages in channels: what people share is filed in silence; talk leaves no trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.ingest import note_shares
from handlers.payloads import is_from_a_person, items_of
from store import channels

if TYPE_CHECKING:
    from bot.services import Services
    from handlers.context import Scope
    from store.records import Channel

Event = Mapping[str, Any]


def on_message(event: Event, scope: Scope, services: Services) -> None:
    """File what a person's message shares."""
    if is_from_a_person(event):
        note_message(event, scope, services)


def on_message_changed(event: Event, scope: Scope, services: Services) -> None:
    """Make the shares follow an edit. A preview that Slack adds to a message is no edit."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    if is_from_a_person(message) and content(message) != content(before):
        note_edit(message, before, scope, services)


def note_message(payload: Event, scope: Scope, services: Services) -> bool:
    """File what `payload` shares; say whether it shares anything."""
    items = items_of(payload, accepts=services.extractor.names_a_meeting)
    if items:
        keep_channel(services, scope.known_channel())
        note_shares(services, scope.message(payload), items)
    return bool(items)


def keep_channel(services: Services, channel: Channel) -> None:
    """Note what kind of channel it is now: one that narrowed unnoticed narrows here at once."""
    if not channel.member:  # nothing sure is known
        return
    with services.database.read() as tx:
        known = channels.channel(tx, channel.workspace_id, channel.id)
    if known is None or (known.kind, known.name, known.member) != (
        channel.kind,
        channel.name or known.name,
        channel.member,
    ):
        with services.database.transaction() as tx:
            channels.save_channel(tx, channel)


def note_edit(message: Event, before: Event, scope: Scope, services: Services) -> None:
    """Replace the shares of an edited message; talk that stays talk leaves no trace."""
    might_have_shared = items_of(before, accepts=lambda _text: True)
    if not note_message(message, scope, services) and might_have_shared:
        note_shares(services, scope.message(message), ())


def content(message: Event) -> tuple[Any, ...]:
    """Return what counts as the content of a message: its words, files and forwarded parts."""
    files = [(file.get("id"), file.get("mode")) for file in message.get("files") or ()]
    forwarded = [
        (part.get("text"), part.get("from_url"))
        for part in message.get("attachments") or ()
        if part.get("is_share")
    ]
    return message.get("text"), files, forwarded
