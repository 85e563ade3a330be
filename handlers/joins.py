"""Invited to a channel: keep it, and say hello to whoever invited the bot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.places import save_channel
from handlers.blocks.cards import hello_blocks, hello_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.services import Services
    from handlers.context import Scope
    from handlers.directory import Directory
    from handlers.messenger import SlackMessenger
    from handlers.payloads import Facts


def on_bot_joined(
    event: Mapping[str, Any],
    facts: Facts,
    scope: Scope,
    services: Services,
    directory: Directory,
    slack: SlackMessenger,
) -> None:
    """Keep the channel with its inviter's time zone, and greet the inviter alone."""
    directory.forget_channel(facts.channel_id)
    inviter = str(event.get("inviter") or "")
    zone = directory.person(facts.workspace_id, inviter).time_zone if inviter else None
    channel = replace(
        scope.known_channel(), member=True, inviter_id=inviter or None, time_zone=zone
    )
    save_channel(services, channel)
    if inviter:
        slack.tell(facts.channel_id, inviter, hello_text(), blocks=hello_blocks())
