"""Builds the Bolt app: the table of listeners, what they may name, and the one error handler.

A listener finishes before Bolt acknowledges (docs/adr/0003), so what fails is sent again by Slack.
"""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from handlers import (
    actions,
    deletions,
    forgetting,
    joins,
    mentions,
    readout,
    shares,
    shortcuts,
    subscriptions,
)
from handlers.blocks import buttons
from handlers.context import ContextExecutor, Provider, middleware
from handlers.directory import Directory
from handlers.errors import error_handler
from handlers.messenger import SlackCalls, SlackMessenger
from handlers.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.services import Services

COMMAND = "/readout"
THREADS = 16


@dataclass(frozen=True, slots=True)
class Listener:
    """One row: `kind` is a method of App, `what` its constraint, `function` the listener.

    `events` are the manifest's names of the events that end up here.
    """

    kind: str
    what: Any
    function: Callable[..., None]
    matchers: tuple[Callable[..., bool], ...] = ()
    events: tuple[str, ...] = ()


def _message(subtype: str) -> dict[str, str]:
    return {"type": "message", "subtype": subtype}


MESSAGES = ("message.channels", "message.groups", "message.im", "message.mpim")

# The first row that matches wins: specific before general.
LISTENERS: tuple[Listener, ...] = (
    Listener("event", _message("message_deleted"), deletions.on_message_deleted, (), MESSAGES),
    Listener(
        "event", _message("message_changed"), deletions.on_tombstone, (deletions.is_tombstone,)
    ),
    Listener("event", _message("message_changed"), shares.on_message_changed),
    Listener("event", _message("channel_convert_to_private"), deletions.on_made_private),
    Listener("event", _message("channel_convert_to_public"), deletions.on_made_public),
    Listener("event", "message", mentions.on_direct_message, (mentions.is_direct,)),
    Listener("event", "message", mentions.on_thread_question, (mentions.is_thread_question,)),
    Listener("event", "message", shares.on_message),
    Listener(
        "event", "app_mention", subscriptions.on_subscribe_mention,
        (subscriptions.asks_in_mention,), ("app_mention",),
    ),
    Listener("event", "app_mention", mentions.on_mention),
    Listener(
        "event", "reaction_added", shortcuts.on_newspaper, (shortcuts.is_newspaper,),
        ("reaction_added",),
    ),
    Listener("event", "reaction_added", deletions.ignore),
    Listener(
        "event", "member_joined_channel", joins.on_bot_joined, (deletions.is_the_bot,),
        ("member_joined_channel",),
    ),
    Listener("event", "member_joined_channel", deletions.ignore),
    Listener("event", "channel_left", deletions.on_channel_left, (), ("channel_left",)),
    Listener("event", "group_left", deletions.on_channel_left, (), ("group_left",)),
    Listener("event", "channel_deleted", deletions.on_channel_left, (), ("channel_deleted",)),
    Listener("event", "group_deleted", deletions.on_channel_left, (), ("group_deleted",)),
    Listener(
        "event", "member_left_channel", deletions.on_channel_left, (deletions.is_the_bot,),
        ("member_left_channel",),
    ),
    Listener("event", "member_left_channel", deletions.ignore),
    Listener("event", "channel_shared", deletions.on_channel_shared, (), ("channel_shared",)),
    Listener("event", "app_uninstalled", deletions.on_uninstalled, (), ("app_uninstalled",)),
    Listener(
        "event", "tokens_revoked", deletions.on_uninstalled, (deletions.revokes_the_bot,),
        ("tokens_revoked",),
    ),
    Listener("event", "tokens_revoked", deletions.ignore),
    Listener("command", COMMAND, subscriptions.on_subscribe, (subscriptions.asks_in_command,)),
    Listener("command", COMMAND, readout.on_readout),
    Listener(
        "shortcut", {"type": "message_action", "callback_id": shortcuts.ADD},
        shortcuts.on_add_article,
    ),
    Listener("action", buttons.EVIDENCE, actions.on_evidence),
    Listener("action", buttons.POST, actions.on_post),
    Listener("action", buttons.ONLY_ME, actions.on_only_me),
    Listener("action", buttons.CHOICES, actions.on_choice),
    Listener("action", buttons.FORGET, forgetting.on_forget),
    Listener("action", buttons.STOP, subscriptions.on_stop),
)  # fmt: skip


class Identity:
    """Asks Slack once who the bot is. Raises SlackUnavailable, so that Slack sends it again."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._answer: dict[str, Any] | None = None

    def authorize(self, enterprise_id: str | None) -> AuthorizeResult:
        """Return what Bolt needs to know about the app's own token."""
        with self._lock:
            if self._answer is None:
                self._answer = SlackCalls(self._client).call("auth.test")
        answer = self._answer
        return AuthorizeResult(
            enterprise_id=answer.get("enterprise_id") or enterprise_id,
            team_id=answer.get("team_id"),
            bot_id=answer.get("bot_id"),
            bot_user_id=answer.get("user_id"),
            bot_token=self._client.token,
        )

    def workspace_url(self) -> str | None:
        """Return the workspace's address as Slack gave it, None before that."""
        answer = self._answer
        return str(answer["url"]) if answer and answer.get("url") else None


def build_app(
    services: Services,
    *,
    client: WebClient,
    signing_secret: str | None = None,
    admins: frozenset[str] = frozenset(),
    zone: str = "UTC",
) -> App:
    """Return the app with every listener; nothing is sent to Slack before the first request.

    Without a signing secret (Socket Mode) no HTTP request can be signed rightly.
    """
    identity = Identity(client)
    directory = Directory(client, admins=admins)
    slack = SlackMessenger(client, names=directory.names)
    turns = Turns()
    provider = Provider(
        services, slack, directory, turns, ContextExecutor(THREADS, "readout"), zone,
        identity.workspace_url,
    )  # fmt: skip
    app = App(
        client=WebClient(base_url=client.base_url, retry_handlers=[]),
        authorize=_authorize(identity),
        signing_secret=signing_secret or secrets.token_hex(32),
        process_before_response=True,
        listener_executor=provider.executor,
        logger=_quiet(),
    )
    app.use(middleware(provider))
    app.error(error_handler(slack, turns))
    for listener in LISTENERS:
        register = getattr(app, listener.kind)
        register(listener.what, matchers=list(listener.matchers))(listener.function)
    return app


def _authorize(identity: Identity) -> Callable[[str | None], AuthorizeResult]:
    """Return a plain function: Bolt passes `self` to methods."""

    def authorize(enterprise_id: str | None) -> AuthorizeResult:
        return identity.authorize(enterprise_id)

    return authorize


def _quiet() -> logging.Logger:
    """Return Bolt's logger: its warnings quote payloads, and what people wrote is not logged."""
    quiet = logging.getLogger("handlers.bolt")
    quiet.setLevel(logging.ERROR)
    return quiet
