"""Spoken to by mention, in a direct message, or by a question in a thread: answers there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.evidence import articles_under
from handlers.asking import (
    LONGEST_QUESTION,
    TOO_LONG,
    Reply,
    answer,
    is_for_the_asker,
    post_answer,
    sentence,
    tell,
)
from handlers.blocks.buttons import Asked
from handlers.blocks.cards import FORGET_ALL, FORGET_QUESTION, forget_blocks
from handlers.blocks.elements import fallback
from handlers.fetching import speakers_in
from handlers.forgetting import NOT_YOURS, forgettable
from handlers.payloads import (
    Facts,
    is_from_a_person,
    items_of,
    mentioned,
    unmarked,
    without_mention,
)
from handlers.shares import note_message
from store import postings
from store.records import Briefing, Message, Question, ShareSource

if TYPE_CHECKING:
    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger
    from handlers.turns import Turns

Event = Mapping[str, Any]
THUMB = "+1"
NOTHING_UNDER = (
    "I have no article from this thread. If a link here has a ⚠️, paste its text or upload the "
    "file in this thread; if it is new, give me a moment."
)
NOT_IN_A_THREAD = "Ask me that in the thread under the message whose article I should forget."
_FORGET = re.compile(
    r"(?:forget|delete|remove|erase)(?: (?:this|it|that|me))?[.! ]*", re.IGNORECASE
)
_LINK = re.compile(r"<https?://[^<>]*>", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:and|what|did|does|do|is|are|has|have|who|when|where|how|why|which)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Talk:
    """One thing said to the bot, with all that is needed to answer it."""

    text: str
    facts: Facts
    scope: Scope
    services: Services
    slack: SlackMessenger

    @property
    def message(self) -> Message:
        """The message that was said."""
        facts = self.facts
        return Message(
            facts.workspace_id, facts.channel_id, self.scope.channel().kind, facts.ts,
            user_id=facts.user_id, thread_ts=facts.thread_ts,
        )  # fmt: skip

    def tell(self, reply: Reply) -> None:
        """Say something to the asker alone, in the thread if there is one."""
        tell(self.slack, self.facts, reply, thread_ts=self.facts.thread_ts)


def on_mention(
    event: Event,
    facts: Facts,
    scope: Scope,
    services: Services,
    slack: SlackMessenger,
    turns: Turns,
) -> None:
    """Answer a mention in its thread."""
    if not is_from_a_person(event):
        return
    talk = Talk(said(facts), facts, scope, services, slack)
    if not is_share(event, talk):
        once(turns, talk)


def is_direct(event: Event) -> bool:
    """Say whether a message was sent to the bot directly."""
    return event.get("channel_type") == "im"


def on_direct_message(
    event: Event,
    facts: Facts,
    scope: Scope,
    services: Services,
    slack: SlackMessenger,
    turns: Turns,
) -> None:
    """File what is shared in a direct message; else answer it."""
    if not is_from_a_person(event):
        return
    if note_message(event, scope, services):
        return
    once(turns, Talk(said(facts), facts, scope, services, slack))


def is_thread_question(event: Event) -> bool:
    """Say whether a message in a thread may be a question that follows one of the bot's answers."""
    text = str(event.get("text") or "").strip()
    return (
        bool(event.get("thread_ts"))
        and is_from_a_person(event)
        and not mentioned(text)
        and len(text) <= 200
        and not _has_items(event)
        and bool(text.endswith("?") or _ASKS.match(text))
    )


def on_thread_question(
    facts: Facts,
    scope: Scope,
    services: Services,
    slack: SlackMessenger,
    turns: Turns,
) -> None:
    """Answer an unmentioned follow-up, if the thread is between one person and the bot."""
    talk = Talk(said(facts), facts, scope, services, slack)
    if previous_question(talk) is None:
        return
    if speakers_in(slack.calls, facts.channel_id, facts.thread) == {facts.user_id}:
        once(turns, talk)


def is_share(event: Event, talk: Talk) -> bool:
    """Say whether a mention is a share and no question: a link alone, or a pasted article."""
    items = items_of(event, accepts=talk.services.extractor.names_a_meeting)
    pasted = any(item.source is ShareSource.TEXT for item in items)
    return pasted or (bool(items) and not talk.text)


def said(facts: Facts) -> str:
    """Return the words said to the bot, without its own name and without links."""
    return unmarked(_LINK.sub(" ", without_mention(facts.text, facts.bot_user_id))).strip()


def once(turns: Turns, talk: Talk) -> None:
    """Converse once an event, however often Slack sends it."""
    with turns.turn(talk.facts.event_id or f"{talk.facts.channel_id}:{talk.facts.ts}") as first:
        if first:
            converse(talk)


def converse(talk: Talk) -> None:
    """Answer what was said: *forget this*, a bare mention, or a question."""
    if _FORGET.fullmatch(talk.text):
        offer_to_forget(talk)
    elif len(talk.text) > LONGEST_QUESTION:
        talk.tell(sentence(TOO_LONG.format(letters=len(talk.text))))
    elif not talk.text and talk.facts.thread_ts:
        brief_the_thread(talk)
    else:
        reply(
            talk, answer(talk.services, talk.scope, asked(talk), previous=previous_question(talk))
        )


def asked(talk: Talk) -> Asked:
    """Return the question for buttons: its answer belongs into the thread."""
    return Asked(talk.text, thread_ts=talk.facts.thread)


def previous_question(talk: Talk) -> Question | None:
    """Return the last question that the bot answered in this thread."""
    facts = talk.facts
    if not facts.thread_ts:
        return None
    with talk.services.database.read() as tx:
        last = postings.last_question(tx, facts.workspace_id, facts.channel_id, facts.thread_ts)
    return answer(talk.services, talk.scope, Asked(last)).question if last else None


def brief_the_thread(talk: Talk) -> None:
    """Brief on the articles shared in the thread that the bot was called into."""
    facts = talk.facts
    found = articles_under(talk.services, talk.scope.audience(), facts.channel_id, facts.thread)
    if not found:
        talk.tell(sentence(NOTHING_UNDER))
        return
    reply(talk, answer(talk.services, talk.scope, Asked("", article_ids=found)))


def reply(talk: Talk, briefing: Briefing) -> None:
    """Post the answer in the thread; help and choices go to the asker alone, thanks get a 👍."""
    if briefing.question.smalltalk:
        talk.slack.react(talk.message, THUMB)
        return
    if is_for_the_asker(briefing):
        blocks = talk.slack.blocks(briefing, asked=asked(talk), offer=())
        talk.tell(Reply(talk.slack.plain(briefing), blocks))
        return
    facts = talk.facts
    key = facts.event_id or f"{facts.channel_id}:{facts.ts}"
    post_answer(talk.services, facts, briefing, key=key, thread_ts=facts.thread)


def offer_to_forget(talk: Talk) -> None:
    """Ask whoever may have the thread's article forgotten whether they are sure."""
    facts = talk.facts
    if not facts.thread_ts:
        talk.tell(sentence(NOT_IN_A_THREAD))
        return
    if not forgettable(talk.services, talk.scope, facts.thread_ts):
        talk.tell(sentence(NOT_YOURS))
        return
    question = FORGET_ALL if talk.scope.person().admin else FORGET_QUESTION
    blocks = forget_blocks(facts.channel_id, facts.thread_ts, question=question)
    talk.tell(Reply(fallback(question), blocks))


def _has_items(event: Event) -> bool:
    return bool(items_of(event, accepts=lambda _text: False))
