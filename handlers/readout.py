"""/readout: the answer comes with the acknowledgement, for the asker alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.asking import ephemeral, promptly
from handlers.blocks.buttons import Asked
from handlers.payloads import unmarked

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger


def on_readout(
    ack: Ack,
    respond: Respond,
    scope: Scope,
    services: Services,
    slack: SlackMessenger,
    executor: Executor,
) -> None:
    """Answer a question, or show help."""
    asked = Asked(unmarked(scope.facts.text).replace("\xa0", " ").strip())
    promptly(ack, respond, executor.submit(ephemeral, services, slack, scope, asked))
