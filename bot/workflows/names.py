"""What work is called and how often it is tried: ids, queues, states, waiting times. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import Unreachable

APPLICATION = "readout"
VERSION = "1"  # of the steps: raise it only when work under way must not go on with the new ones
INGEST, RECAP, TAKE_OVER = "ingest", "recap", "takeover"
POLL = 0.1  # seconds between two looks at a queue
KEEP = timedelta(days=1)  # records of finished work


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often to try, and the seconds to wait between: growing, as the host asks, capped."""

    attempts: int
    first: float = 30.0
    factor: float = 3.0
    most: float = 3600.0

    def wait(self, attempt: int, error: Exception) -> float:
        """Return the seconds to wait after attempt number `attempt` (from 1)."""
        asked = error.retry_after if isinstance(error, Unreachable) else None
        return min(max(self.first * self.factor ** (attempt - 1), asked or 0.0), self.most)


@dataclass(frozen=True, slots=True)
class Pace:
    """The numbers of the engine; tests make them small."""

    ingest: Backoff = Backoff(attempts=5)
    recap: Backoff = Backoff(attempts=10, factor=2.0)
    silent: timedelta = timedelta(seconds=60)  # without a heartbeat a process counts as dead
    drain: int = 5  # seconds to wait for running work at a stop
    takeovers: int = 3  # work that outlives more processes than this has killed them


def under_way(status: str) -> bool:
    """Whether work in that state is waiting, running, or set aside for killing its process."""
    return status not in {"SUCCESS", "ERROR", "CANCELLED"}


def ingest_id(share_id: int, *, attempt: int = 1) -> str:
    """Return the id of the work on a share; later attempts have their own."""
    return f"{INGEST}:{share_id}" + (f":{attempt}" if attempt > 1 else "")


def share_of(workflow_id: str) -> int | None:
    """Return the share that work of that id is on, or None for other work."""
    kind, _, rest = workflow_id.partition(":")
    return int(rest.partition(":")[0]) if kind == INGEST else None


def recap_id(subscription_id: int, due_at: datetime, *, attempt: int = 1) -> str:
    """Return the id of the work on the recap due then."""
    name = f"{RECAP}:{subscription_id}:{due_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
    return name + (f":{attempt}" if attempt > 1 else "")
