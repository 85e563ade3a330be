"""Questions from any surface: how they are answered, and whether all or only the asker see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.answer import brief
from bot.posting import post_once
from handlers.blocks.buttons import ONLY_ME, POST, Asked
from handlers.blocks.elements import Blocks, fallback, sentence_blocks
from handlers.errors import spoken
from store.records import Briefing, ChannelKind, Outcome, Question

if TYPE_CHECKING:
    from concurrent.futures import Future

    from slack_bolt import Ack, Respond

    from bot.services import Services
    from handlers.context import Scope
    from handlers.messenger import SlackMessenger
    from handlers.payloads import Facts

LONGEST_QUESTION = 1_000
PATIENCE = 1.5  # seconds, of the three that Slack waits for a command
WORKING = "Working on it…"
TOO_LONG = (
    "That looks like an article ({letters:,} characters). Paste it as a message in this channel "
    "and I file it; a question to me has at most 1,000 characters."
)
IN_SLACK = (
    "In a channel: /readout and the question; only you see the answer",
    "in a thread, where Slack takes no commands: mention me",
    "weekly recap: /readout subscribe weekly Monday 09:00",
    "add an article: share its link, file or text, or react with 📰",
)
PRIVATE_OUTCOMES = frozenset({Outcome.AMBIGUOUS, Outcome.HELP, Outcome.BAD_DATE})


@dataclass(frozen=True, slots=True)
class Reply:
    """Something to say: fallback text, escaped, and blocks."""

    text: str
    blocks: Blocks

    def arguments(self) -> dict[str, Any]:
        """Return it as arguments of `ack` or `respond`, for the asker's eyes only."""
        return {"text": self.text, "blocks": self.blocks, "response_type": "ephemeral"}


def sentence(text: str) -> Reply:
    """Return one plain sentence as a reply."""
    return Reply(fallback(text), sentence_blocks(text))


def answer(
    services: Services,
    scope: Scope,
    asked: Asked,
    *,
    previous: Question | None = None,
) -> Briefing:
    """Answer a question with what may be seen here (or, when personal, by the asker alone)."""
    audience = scope.personal() if asked.personal else scope.audience()
    briefing = brief(
        services,
        audience,
        asked.text,
        zone=scope.zone(),
        previous=previous,
        article_ids=asked.article_ids,
    )
    if briefing.outcome is Outcome.HELP:
        return replace(briefing, footers=(*briefing.footers, *IN_SLACK))
    return briefing


def is_for_the_asker(briefing: Briefing) -> bool:
    """Say whether a reply concerns the asker alone: help, choices, words not understood."""
    if briefing.outcome in PRIVATE_OUTCOMES:
        return True
    question = briefing.question
    understood = question.parties or question.persons or question.article_ids or question.topic
    return briefing.outcome is Outcome.NOTHING and bool(question.unknown) and not understood


def offers(briefing: Briefing, scope: Scope, *, personal: bool) -> tuple[str, ...]:
    """Return which of *Post to channel* and *Only me* would work under an ephemeral answer."""
    channel = scope.channel()
    in_channel = channel.kind is not ChannelKind.DM
    made = []
    if briefing.outcome is Outcome.ANSWER and in_channel and channel.member:
        made.append(POST)
    answered = briefing.outcome in {Outcome.ANSWER, Outcome.NOTHING}
    widened = channel.kind in {ChannelKind.PUBLIC, ChannelKind.PRIVATE}
    if answered and widened and not personal and not scope.person().guest:
        made.append(ONLY_ME)
    return tuple(made)


def ephemeral(services: Services, slack: SlackMessenger, scope: Scope, asked: Asked) -> Reply:
    """Answer a question for the asker alone, with the buttons that work."""
    if len(asked.text) > LONGEST_QUESTION:
        return sentence(TOO_LONG.format(letters=len(asked.text)))
    briefing = answer(services, scope, asked)
    offer = offers(briefing, scope, personal=asked.personal)
    return Reply(slack.plain(briefing), slack.blocks(briefing, asked=asked, offer=offer))


def post_answer(
    services: Services, facts: Facts, briefing: Briefing, *, key: str, thread_ts: str | None
) -> str | None:
    """Post a briefing where it was asked for, once for `key`; None when nobody knows if it is."""
    return post_once(
        services,
        workspace_id=facts.workspace_id,
        channel_id=facts.channel_id,
        key=key,
        briefing=briefing,
        thread_ts=thread_ts,
        question=briefing.question.text or None,
    )


def tell(slack: SlackMessenger, facts: Facts, reply: Reply, *, thread_ts: str | None) -> None:
    """Say something to the asker alone, in the thread if there is one."""
    slack.tell(
        facts.channel_id, facts.user_id, reply.text, blocks=reply.blocks, thread_ts=thread_ts
    )


# ---------------------------------------------------------------- within three seconds


def promptly(ack: Ack, respond: Respond, job: Future[Reply], *, patience: float = PATIENCE) -> None:
    """Acknowledge with the reply; when it takes longer, with a promise that is then replaced."""
    try:
        ack(**job.result(timeout=patience).arguments())
    except TimeoutError:
        ack(**sentence(WORKING).arguments())
        job.add_done_callback(lambda done: _late(done, respond))


def _late(job: Future[Reply], respond: Respond) -> None:
    error = job.exception()
    reply = sentence(spoken(error)) if error is not None else job.result()
    respond(**reply.arguments(), replace_original=True)
