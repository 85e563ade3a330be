"""Weekly recaps: `subscribe weekly …`, `unsubscribe` and `list`, by command, mention or button."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from bot.errors import NotAllowed
from bot.recap import current, subscribe, unsubscribe
from handlers.asking import Reply, sentence, tell
from handlers.blocks.cards import subscribed_blocks, subscribed_text
from handlers.blocks.elements import fallback
from handlers.payloads import Facts, unmarked, without_mention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger
    from handlers.turns import Turns
    from store.records import Subscription

VERBS = ("subscribe", "unsubscribe", "list")
STOPPED = (
    "Stopped: this channel gets no recap any more. Start again with /readout subscribe weekly."
)
NONE = "This channel has no recap. Start one with /readout subscribe weekly Monday 09:00."
NOT_HERE = "I am not in this channel, so I cannot post a recap here. Invite me with /invite first."
TYPO = "Did you mean “{right}”? Send it like this and I do it: /readout {right}"


def first_word(text: str) -> str:
    """Return the first word of what was said, in lower case."""
    return text.split(maxsplit=1)[0].lower() if text.strip() else ""


def verb_of(text: str) -> str | None:
    """Return the verb that `text` begins with, also one with a typo; None for questions."""
    word = first_word(text)
    if word == "list":
        return word if len(text.split()) == 1 else None
    close = difflib.get_close_matches(word, VERBS[:2], n=1, cutoff=0.85)
    return close[0] if close else None


def asks_in_command(command: Mapping[str, Any]) -> bool:
    """Say whether a slash command is about subscriptions."""
    return verb_of(str(command.get("text") or "")) is not None


def asks_in_mention(event: Mapping[str, Any], context: Mapping[str, Any]) -> bool:
    """Say whether a mention is about subscriptions."""
    text = without_mention(str(event.get("text") or ""), context.get("bot_user_id"))
    return verb_of(text) is not None


def on_subscribe(ack: Ack, facts: Facts, scope: Scope, services: Services) -> None:
    """Start, stop or show the channel's recap, and say so to the asker alone."""
    ack(**obey(unmarked(facts.text).strip(), facts, scope, services).arguments())


def on_subscribe_mention(
    facts: Facts, scope: Scope, services: Services, slack: SlackMessenger, turns: Turns
) -> None:
    """Do the same for a mention."""
    text = unmarked(without_mention(facts.text, facts.bot_user_id)).strip()
    with turns.turn(facts.event_id or facts.ts) as first:
        if first:
            reply = obey(text, facts, scope, services)
            tell(slack, facts, reply, thread_ts=facts.thread_ts)


def on_stop(ack: Ack, respond: Respond, facts: Facts, services: Services) -> None:
    """Stop the channel's recap by button."""
    ack()
    respond(**sentence(stop(facts, services)).arguments(), replace_original=True)


def obey(text: str, facts: Facts, scope: Scope, services: Services) -> Reply:
    """Do what `text` says; a misspelt verb does nothing but ask. Raises NotUnderstood."""
    verb = verb_of(text)
    rest = text.split(maxsplit=1)[1:]
    if verb != first_word(text):
        return sentence(TYPO.format(right=" ".join([str(verb), *rest])))
    if verb == "list":
        return show(facts, services)
    if verb == "unsubscribe":
        return sentence(stop(facts, services))
    return start(" ".join(rest), facts, scope, services)


def start(text: str, facts: Facts, scope: Scope, services: Services) -> Reply:
    """Subscribe the channel, in the asker's time zone unless `text` names one."""
    channel = scope.known_channel()
    if not channel.member:
        raise NotAllowed(NOT_HERE)
    scope.keep()
    made, created = subscribe(
        services,
        workspace_id=facts.workspace_id,
        channel_id=facts.channel_id,
        text=text,
        user_id=facts.user_id,
        default_zone=scope.zone(),
    )
    return _confirmed(made, created=created)


def stop(facts: Facts, services: Services) -> str:
    """Unsubscribe the channel; return what to say."""
    place = {"workspace_id": facts.workspace_id, "channel_id": facts.channel_id}
    return STOPPED if unsubscribe(services, **place) else NONE


def show(facts: Facts, services: Services) -> Reply:
    """Return the channel's recap with a button to stop it."""
    orders = current(services, workspace_id=facts.workspace_id, channel_id=facts.channel_id)
    return _confirmed(orders[0], created=False) if orders else sentence(NONE)


def _confirmed(order: Subscription, *, created: bool) -> Reply:
    text = subscribed_text(order, created=created)
    return Reply(fallback(text), subscribed_blocks(order, created=created))
