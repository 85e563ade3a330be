"""Buttons under answers: *Evidence*, *Post to channel*, *Only me* and choices.

An answer is never copied from one place to another: it is asked again with the rights of the
place (or person) it goes to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.errors import NotUnderstood
from bot.evidence import cited_articles
from handlers.asking import answer, ephemeral, is_for_the_asker, post_answer, sentence
from handlers.blocks.buttons import Asked, read_asked, read_evidence
from handlers.blocks.evidence import evidence_view
from store.records import Outcome

if TYPE_CHECKING:
    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger
    from handlers.payloads import Facts
    from handlers.turns import Turns

Action = Mapping[str, Any]
STALE = "That button is too old for me. Please ask again."
POSTED = "Posted."
PERHAPS = "Slack did not tell me whether that was posted. If you do not see it, please ask again."
NOT_POSTED = "What this channel may see has no answer to that, so I posted nothing."


def on_evidence(
    ack: Ack, body: Mapping[str, Any], action: Action, scope: Scope, services: Services,
    slack: SlackMessenger,
) -> None:  # fmt: skip
    """Show the paragraphs behind an answer, to whoever pressed, as far as they may see them."""
    ack()
    spans = read_evidence(str(action.get("value") or ""))
    found = cited_articles(services, scope.reading(), [row[0] for row in spans])
    slack.open(str(body["trigger_id"]), evidence_view(found, spans))


def on_post(
    ack: Ack, respond: Respond, action: Action, scope: Scope, services: Services, turns: Turns,
) -> None:  # fmt: skip
    """Answer again with what the channel may see, and post that."""
    ack()
    asked = replace(asked_of(action), personal=False)
    key = once_key("post", scope.facts, asked)
    with turns.turn(key):  # a second press waits, and then finds it posted
        briefing = answer(services, scope, asked)
        if briefing.outcome is not Outcome.ANSWER:
            raise NotUnderstood(NOT_POSTED)
        ts = post_answer(services, scope.facts, briefing, key=key, thread_ts=None)
    respond(**sentence(POSTED if ts else PERHAPS).arguments(), replace_original=False)


def on_only_me(
    ack: Ack, respond: Respond, action: Action, scope: Scope, services: Services,
    slack: SlackMessenger,
) -> None:  # fmt: skip
    """Answer again, for the asker alone, with their private channels included."""
    ack()
    asked = replace(asked_of(action), personal=True)
    reply = ephemeral(services, slack, scope, asked)
    respond(**reply.arguments(), replace_original=False)


def on_choice(
    ack: Ack,
    respond: Respond,
    action: Action,
    scope: Scope,
    slack: SlackMessenger,
    turns: Turns,
) -> None:
    """Answer the question that was chosen: in the thread it came from, else for the asker."""
    ack()
    services = scope.services
    asked = asked_of(action)
    if asked.thread_ts is None or asked.personal:  # what one may see is not for a thread
        respond(**ephemeral(services, slack, scope, asked).arguments(), replace_original=False)
        return
    key = once_key("choice", scope.facts, asked)
    with turns.turn(key):
        briefing = answer(services, scope, asked)
        if is_for_the_asker(briefing):
            reply = ephemeral(services, slack, scope, asked)
        elif post_answer(services, scope.facts, briefing, key=key, thread_ts=asked.thread_ts):
            return
        else:
            reply = sentence(PERHAPS)
    respond(**reply.arguments(), replace_original=False)


def once_key(what: str, facts: Facts, asked: Asked) -> str:
    """Return a key under which a button of one message posts one question once."""
    question = hashlib.sha256(repr((asked.text, asked.article_ids)).encode()).hexdigest()[:16]
    return f"{what}:{facts.ts or facts.event_id}:{facts.user_id}:{question}"


def asked_of(action: Action) -> Asked:
    """Return the question in a button. Raises NotUnderstood when it is none of ours."""
    asked = read_asked(str(action.get("value") or ""))
    if asked is None:
        raise NotUnderstood(STALE)
    return asked
