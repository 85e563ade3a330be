"""Cards that are not briefings: the hello, the confirmations of subscriptions, *Forget this?*."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import ConfirmObject

from handlers.blocks.buttons import FORGET, STOP, actions, button
from handlers.blocks.elements import Blocks, plain, rich, section, sentence_blocks, words

if TYPE_CHECKING:
    from store.records import Subscription

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HELLO = (
    "Hello, and thank you for the invitation.",
    "Share an article here (a link, a file or the pasted text) and I file who met whom and what "
    "each side said; a 📰 reaction says it is done.",
    "Ask with /readout China Russia (only you see the answer) or by mentioning me in a thread.",
    "/readout subscribe weekly posts a recap here; /readout help shows more.",
)


def hello_text() -> str:
    """Return the hello of four lines."""
    return "\n".join(HELLO)


def hello_blocks() -> Blocks:
    """Return the hello as blocks."""
    return sentence_blocks(hello_text())


def subscribed_text(subscription: Subscription, *, created: bool) -> str:
    """Say when the recap comes, in the subscription's own time zone."""
    due = subscription.next_due_at.astimezone(ZoneInfo(subscription.time_zone))
    when = (
        f"every {DAYS[subscription.weekday]} at {subscription.hour:02d}:{subscription.minute:02d}"
    )
    start = (
        "I will post a recap of this channel" if created else "This channel already has a recap:"
    )
    return (
        f"{start} {when} ({subscription.time_zone}). "
        f"Next: {due.day} {due:%b %Y, %H:%M}. Stop it with /readout unsubscribe."
    )


def subscribed_blocks(subscription: Subscription, *, created: bool) -> Blocks:
    """Return the confirmation with a *Stop* button."""
    said = subscribed_text(subscription, created=created)
    return [*sentence_blocks(said), actions([button("Stop", STOP, str(subscription.id))])]


FORGET_QUESTION = "Shall I forget what you shared in this thread?"
FORGET_ALL = "Shall I forget everything that was shared in this thread?"


def forget_blocks(channel_id: str, ts: str, *, question: str = FORGET_QUESTION) -> Blocks:
    """Ask whether to forget what was shared in one thread."""
    value = json.dumps([channel_id, ts], separators=(",", ":"))
    sure = button("Forget it", FORGET, value, style="danger")
    sure.confirm = ConfirmObject(
        title="Forget this article?",
        text=plain("I delete what I filed from it and edit my posts that quote it.", limit=300),
        confirm="Forget it",
        deny="Keep it",
    )
    return [rich([section(words(question))]), actions([sure])]


def read_forget(value: str) -> tuple[str, str] | None:
    """Read the value of the *Forget it* button; None when it is anything else."""
    try:
        row = json.loads(value[:200])
    except ValueError:
        return None
    if isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row):
        return row[0], row[1]
    return None
