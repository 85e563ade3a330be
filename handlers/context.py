"""What every listener may name as a parameter: the middleware that puts it there.

`services`, `slack`, `directory`, `turns`, `executor` are the app's; `facts` and `scope` belong to
one request. Nothing is looked up at Slack until a listener asks `scope` for it.
"""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import structlog

from bot.audience import audience_of, only_me
from bot.places import is_news, keep_channel
from handlers.payloads import Facts, facts_of, message_of
from store.records import Audience, Channel, ChannelKind, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import BoltContext

    from bot.services import Services
    from handlers.directory import Directory, Person
    from handlers.messenger import SlackMessenger
    from handlers.turns import Turns

P = ParamSpec("P")
T = TypeVar("T")
PROVIDED = frozenset({"services", "slack", "directory", "turns", "executor", "facts", "scope"})


class ContextExecutor(ThreadPoolExecutor):
    """A thread pool whose work sees the context variables (log bindings) of the submitter."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit `fn` to run in a copy of the current context."""
        context = copy_context()
        return super().submit(lambda: context.run(fn, *args, **kwargs))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and by whom something was asked, and so what an answer may use."""

    facts: Facts
    directory: Directory
    services: Services
    default_zone: str = "UTC"
    workspace_url: str | None = None

    def message(self, payload: Mapping[str, Any]) -> Message:
        """Return a message of this place as we file it. Raises SlackUnavailable."""
        place = self.known_channel()
        return message_of(self.facts, place, payload, workspace_url=self.workspace_url)

    def channel(self) -> Channel:
        """Return the place to answer in; as narrow as can be when Slack does not say."""
        return self._narrowed(self.directory.channel(*self._place))

    def known_channel(self) -> Channel:
        """Return the place to file in. Raises SlackUnavailable when Slack fails just now."""
        return self._narrowed(self.directory.known_channel(*self._place))

    def keep(self) -> None:
        """See that the store knows the place as it is: its conversion may have been missed.

        What differs is looked up afresh first, as another process may have heard of it already.
        """
        if is_news(self.services, self.channel()):
            self.directory.forget_channel(self.facts.channel_id)
            keep_channel(self.services, self.channel())

    def person(self) -> Person:
        """Return the asker; a guest when Slack or the payload says so, or nothing is known."""
        person = self.directory.person(self.facts.workspace_id, self.facts.user_id)
        return replace(person, guest=True) if self.facts.outsider else person

    def audience(self) -> Audience:
        """Return whose shares an answer here may use."""
        self.keep()
        channel, guest = self.channel(), self.person().guest
        direct = channel.kind is ChannelKind.DM and channel.id.startswith("D") and channel.member
        memberships = self._memberships() if direct and not guest else frozenset()
        return audience_of(channel, memberships=memberships, guest=guest)

    def personal(self) -> Audience:
        """Return whose shares an answer may use that the asker alone sees (*Only me*)."""
        self.keep()
        guest = self.person().guest
        memberships = frozenset() if guest else self._memberships()
        return only_me(self.channel(), memberships=memberships, guest=guest)

    def reading(self) -> Audience:
        """Return what the asker may look up in private: both of the above."""
        here, alone = self.audience(), self.personal()
        return Audience(
            here.workspace_id,
            public=here.public or alone.public,
            channels=here.channels | alone.channels,
        )

    def zone(self) -> str:
        """Return the asker's time zone."""
        return self.person().time_zone or self.default_zone

    @property
    def _place(self) -> tuple[str, str]:
        return self.facts.workspace_id, self.facts.channel_id

    def _narrowed(self, channel: Channel) -> Channel:
        external = self.facts.kind_hint is ChannelKind.EXTERNAL
        return replace(channel, kind=ChannelKind.EXTERNAL) if external else channel

    def _memberships(self) -> frozenset[str]:
        return self.directory.private_channels(self.facts.user_id)


@dataclass(frozen=True, slots=True)
class Provider:
    """Everything that the middleware hands out."""

    services: Services
    slack: SlackMessenger
    directory: Directory
    turns: Turns
    executor: Executor
    default_zone: str
    workspace_url: Callable[[], str | None]

    def bind(self, context: BoltContext, body: Mapping[str, Any]) -> None:
        """Put all of it into the request's context, and who and where into the log's."""
        home = context.authorize_result
        facts = facts_of(body, workspace_id=home.team_id if home else None)
        facts = replace(facts, bot_user_id=(home.bot_user_id or "") if home else "")
        context["services"] = self.services
        context["slack"] = self.slack
        context["directory"] = self.directory
        context["turns"] = self.turns
        context["executor"] = self.executor
        context["facts"] = facts
        context["scope"] = Scope(
            facts, self.directory, self.services, self.default_zone, self.workspace_url()
        )
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(
            workspace=facts.workspace_id, channel=facts.channel_id, event_id=facts.event_id
        )


def middleware(provider: Provider) -> Callable[..., None]:
    """Return the global middleware that binds `provider` to every request."""

    def bind(context: BoltContext, body: dict[str, Any], next_: Callable[[], None]) -> None:
        provider.bind(context, body)
        next_()

    return bind
