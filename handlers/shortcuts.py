"""*Add article*: the message shortcut and the 📰 reaction put a message's content on file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import NotAllowed, NotUnderstood
from bot.ingest import add_article
from handlers.asking import sentence
from handlers.fetching import message_at
from handlers.payloads import Facts, wished_items

if TYPE_CHECKING:
    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger

Payload = Mapping[str, Any]
ADD = "readout_add_article"
REACTION = "newspaper"
ADDED = "I am reading it; a 📰 on the message says when it is filed."
NOT_HERE = "I am not in this channel. Invite me with /invite and try again."
NOTHING_THERE = "There is no link, file or text in that message that I could file."


def on_add_article(
    ack: Ack, respond: Respond, shortcut: Payload, facts: Facts, scope: Scope, services: Services
) -> None:
    """File what the chosen message shares."""
    ack()
    if not scope.channel().member:
        raise NotAllowed(NOT_HERE)
    if not add(shortcut.get("message") or {}, facts, scope, services):
        raise NotUnderstood(NOTHING_THERE)
    respond(**sentence(ADDED).arguments(), replace_original=False)


def is_newspaper(event: Payload) -> bool:
    """Say whether a reaction is the 📰 on a message."""
    item = event.get("item") or {}
    return event.get("reaction") == REACTION and item.get("type") == "message"


def on_newspaper(
    event: Payload, facts: Facts, scope: Scope, services: Services, slack: SlackMessenger
) -> None:
    """File what the message under the reaction shares."""
    if not scope.channel().member:
        return
    message = message_at(slack.calls, facts.channel_id, str(event["item"]["ts"]))
    if message is not None:
        add(message, facts, scope, services)


def add(payload: Payload, facts: Facts, scope: Scope, services: Services) -> bool:
    """Add each thing that a message shares, the bot's own messages left out."""
    if payload.get("user") == facts.bot_user_id or not payload.get("ts"):
        return False
    items = wished_items(payload)
    message = scope.message(payload)
    scope.keep()
    if payload.get("bot_id") or message.user_id is None:
        message = replace(message, user_id=facts.user_id)
    for item in items:
        add_article(services, message, item)
    return bool(items)
