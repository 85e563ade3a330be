"""*Forget it*: who may have an article forgotten, and the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import NotAllowed, NotUnderstood
from bot.forget import forget_message
from handlers.asking import sentence
from handlers.blocks.cards import read_forget
from handlers.fetching import message_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger

NOT_YOURS = "Only the person who shared an article, or an admin, can have it forgotten."
FORGOTTEN = "Forgotten."
STALE = "That button is too old for me. Please ask again."


def may_forget(slack: SlackMessenger, scope: Scope, ts: str) -> bool:
    """Say whether the asker wrote the message, or is an admin."""
    person = scope.person()
    if person.admin:
        return True
    message = message_at(slack.calls, scope.facts.channel_id, ts)
    return bool(person.id) and message is not None and message.get("user") == person.id


def on_forget(
    ack: Ack,
    respond: Respond,
    action: Mapping[str, Any],
    scope: Scope,
    services: Services,
    slack: SlackMessenger,
) -> None:
    """Forget what a message shared, if the presser wrote it or is an admin."""
    ack()
    target = read_forget(str(action.get("value") or ""))
    if target is None or target[0] != scope.facts.channel_id:
        raise NotUnderstood(STALE)
    if not may_forget(slack, scope, target[1]):
        raise NotAllowed(NOT_YOURS)
    forget_message(services, scope.facts.workspace_id, *target)
    respond(**sentence(FORGOTTEN).arguments(), replace_original=True)
