"""The one place that turns errors into replies: private, and never the text of a surprise."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse

from bot.errors import ReadoutError, SlackUnavailable
from bot.logs import logger
from handlers.blocks.elements import fallback, sentence_blocks
from handlers.payloads import Facts, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import BoltContext

    from handlers.messenger import SlackMessenger
    from handlers.turns import Turns

SURPRISE = (
    "Something went wrong (reference {reference}). It is logged; please try again, and give "
    "an admin the reference if it goes on."
)
log = logger(__name__)


def spoken(error: BaseException) -> str:
    """Return the sentence for the person: the error's own, or a reference to the log."""
    if isinstance(error, ReadoutError):
        log.info("request_refused", error=type(error).__name__)
        return error.user_message
    reference = secrets.token_hex(3).upper()
    log.error("listener_failed", reference=reference, exc_info=error)
    return SURPRISE.format(reference=reference)


def error_handler(slack: SlackMessenger, turns: Turns) -> Callable[..., BoltResponse]:
    """Return the function for `app.error`."""

    def on_error(error: Exception, body: dict[str, Any], context: BoltContext) -> BoltResponse:
        facts = context.get("facts") or facts_of(body)
        if "command" in body:
            return _in_the_answer(spoken(error))
        if "event" in body:
            return _on_event(slack, turns, error, facts, body["event"])
        _privately(slack, facts, spoken(error))
        return BoltResponse(status=200)

    return on_error


def _in_the_answer(text: str) -> BoltResponse:
    """Answer a slash command in its acknowledgement: only the asker sees it."""
    said = {"response_type": "ephemeral", "text": fallback(text), "blocks": sentence_blocks(text)}
    return BoltResponse(
        status=200, body=json.dumps(said), headers={"content-type": "application/json"}
    )


def _on_event(
    slack: SlackMessenger, turns: Turns, error: Exception, facts: Facts, event: Mapping[str, Any]
) -> BoltResponse:
    """Tell whoever addressed the bot, once an event; 500 makes Slack send it again."""
    key = f"told:{facts.event_id}"
    text = spoken(error)
    if is_addressed(event) and not turns.is_done(key):
        turns.finish(key)
        _privately(slack, facts, text)
    final = isinstance(error, ReadoutError) and error.permanent
    return BoltResponse(status=200 if final else 500)


def is_addressed(event: Mapping[str, Any]) -> bool:
    """Say whether a person spoke to the bot, and so deserves to hear of an error."""
    if event.get("type") == "app_mention":
        return True
    return event.get("channel_type") == "im" and bool(event.get("user"))


def _privately(slack: SlackMessenger, facts: Facts, text: str) -> None:
    if not (facts.channel_id and facts.user_id):
        return
    try:
        slack.tell(facts.channel_id, facts.user_id, text, thread_ts=facts.thread_ts)
    except SlackUnavailable as error:
        log.warning("person_not_told", code=error.code)
