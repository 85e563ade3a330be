"""*Forget it*: who may have an article forgotten, and the button that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.errors import NotAllowed, NotUnderstood
from bot.evidence import shares_under
from bot.forget import forget_message
from handlers.asking import sentence
from handlers.blocks.cards import read_forget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope

NOT_YOURS = "Only the person who shared an article, or an admin, can have it forgotten."
FORGOTTEN = "Forgotten."
STALE = "That button is too old for me. Please ask again."


def forgettable(services: Services, scope: Scope, ts: str) -> list[str]:
    """Return the messages, in the thread under `ts`, whose articles the asker may have forgotten.

    An admin may have all forgotten, anybody else what they shared: who wrote above it is no matter.
    """
    person, facts = scope.person(), scope.facts
    found = shares_under(services, facts.workspace_id, facts.channel_id, ts)
    mine = [s for s in found if person.admin or (person.id and s.message.user_id == person.id)]
    return list(dict.fromkeys(share.message.ts for share in mine))


def on_forget(
    ack: Ack, respond: Respond, action: Mapping[str, Any], scope: Scope, services: Services
) -> None:
    """Forget what the presser shared in a thread, or all of it for an admin."""
    ack()
    target = read_forget(str(action.get("value") or ""))
    if target is None or target[0] != scope.facts.channel_id:
        raise NotUnderstood(STALE)
    messages = forgettable(services, scope, target[1])
    if not messages:
        raise NotAllowed(NOT_YOURS)
    for ts in messages:
        forget_message(services, scope.facts.workspace_id, target[0], ts)
    respond(**sentence(FORGOTTEN).arguments(), replace_original=True)
