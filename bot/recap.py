"""Weekly recaps: a channel's standing order, when it is due, and its delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import answer, logs
from bot.audience import audience_of
from bot.places import keep_channel
from bot.posting import post_once
from bot.retract import place_of
from bot.rhythm import WEEK, last_due, local_time, next_due, parse_rhythm, period_of
from store import articles, subscriptions

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Briefing, Channel, Subscription

LATE = timedelta(minutes=15)

log = logs.logger(__name__)


def subscribe(
    services: Services,
    *,
    workspace_id: str,
    channel_id: str,
    text: str,
    user_id: str | None,
    default_zone: str,
) -> tuple[Subscription, bool]:
    """Order a weekly recap: "weekly [day] [hour] [time zone]".

    Return the order and whether anything changed: the same again is "already on", another
    rhythm takes the place of the old one. Raises NotUnderstood with the accepted forms.
    """
    rhythm = parse_rhythm(text, default_zone=default_zone)
    with services.database.transaction() as tx:
        return subscriptions.add(
            tx,
            workspace_id=workspace_id,
            channel_id=channel_id,
            weekday=rhythm.weekday,
            hour=rhythm.hour,
            minute=rhythm.minute,
            time_zone=rhythm.time_zone,
            next_due_at=next_due(rhythm, services.clock()),
            created_by=user_id,
        )


def unsubscribe(services: Services, *, workspace_id: str, channel_id: str) -> bool:
    """Stop the channel's recap; False when there was none."""
    with services.database.transaction() as tx:
        return subscriptions.remove(tx, workspace_id, channel_id) > 0


def current(services: Services, *, workspace_id: str, channel_id: str) -> list[Subscription]:
    """Return the channel's standing orders."""
    with services.database.read() as tx:
        return subscriptions.list_of_channel(tx, workspace_id, channel_id)


def enqueue_due(services: Services) -> int:
    """Start the delivery of every recap that is due; return how many.

    Any number of processes may do this at once: one gets each claim. The work is started before
    the claim is committed, so a crash in between starts it again under the same name, which is
    no second recap.
    """
    with services.database.transaction() as tx:
        due = subscriptions.claim_due(tx, services.clock(), advance=next_due)
        for subscription, due_at in due:
            subscriptions.start_run(tx, subscription.id, due_at)
            services.jobs.start_recap(subscription.id, due_at)
    for subscription, due_at in due:
        log.info("recap_due", subscription=subscription.id, due_at=due_at.isoformat())
    return len(due)


def deliver(services: Services, subscription_id: int, due_at: datetime) -> str | None:
    """Post the recap that was due then, for those who can see the channel now.

    Return its ts, None when there is nothing to do any more. Raises SlackUnavailable.
    """
    with services.database.read() as tx:
        order = subscriptions.subscription(tx, subscription_id)
        channel = place_of(tx, order.workspace_id, order.channel_id) if order else None
    channel = _as_it_is_now(services, channel) if channel else None
    if order is None or channel is None:
        log.info("recap_dropped", subscription=subscription_id)
        return None
    now = services.clock()
    late = now - due_at > LATE
    until = max(due_at, last_due(order, now)) if late else due_at
    since = order.last_until or due_at - WEEK
    briefing = _briefing(services, order, channel, (since, until))
    ts = post_once(
        services,
        workspace_id=order.workspace_id,
        channel_id=order.channel_id,
        key=f"recap:{order.id}:{period_of(order, due_at)}",
        briefing=_with_apology(briefing, order, due_at) if late else briefing,
    )
    with services.database.transaction() as tx:
        subscriptions.finish_run(tx, order.id, due_at, until=until)
    return ts


def _as_it_is_now(services: Services, channel: Channel) -> Channel | None:
    """Return the channel as Slack describes it now, None when the bot is not in it.

    Its conversion may have been missed, and a recap shows itself to all who see the channel now.
    """
    kind = services.messenger.channel_kind(channel.id) if channel.member else None
    if kind is None:
        return None
    live = replace(channel, kind=kind)
    keep_channel(services, live)
    return live


def _briefing(
    services: Services, order: Subscription, channel: Channel, window: tuple[datetime, datetime]
) -> Briefing:
    since, until = window
    with services.database.read() as tx:
        failed = articles.failed(tx, order.workspace_id)
    here = [s for s in failed if s.message.channel_id == order.channel_id]
    return answer.recap_briefing(
        services,
        audience_of(channel),
        since=since,
        until=until,
        zone=order.time_zone,
        channel_name=channel.name,
        unreadable=sum(since <= share.shared_at < until for share in here),
    )


def _with_apology(briefing: Briefing, order: Subscription, due_at: datetime) -> Briefing:
    late = f"Late: this recap was due on {local_time(order, due_at)}, when I was not running."
    return replace(briefing, notes=(late, *briefing.notes))
