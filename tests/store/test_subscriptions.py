"""Subscriptions: one a channel, and each recap claimed once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import TYPE_CHECKING

from store import subscriptions
from store.records import Subscription
from tests.store.making import NOW, TEAM

if TYPE_CHECKING:
    from store.database import Database, Tx


def add(
    tx: Tx, *, channel: str = "C1", hour: int = 9, due: datetime = NOW
) -> tuple[Subscription, bool]:
    """Subscribe a channel to Mondays."""
    return subscriptions.add(
        tx,
        workspace_id=TEAM,
        channel_id=channel,
        weekday=0,
        hour=hour,
        minute=30,
        time_zone="Europe/London",
        created_by="U1",
        next_due_at=due,
    )


def weekly(_subscription: Subscription, now: datetime) -> datetime:
    """Seven days on."""
    return now + timedelta(days=7)


def test_subscribing_twice_is_once(database: Database) -> None:
    with database.transaction() as tx:
        first, created = add(tx)
        again, changed = add(tx, due=NOW + timedelta(days=7))
        assert (created, changed) == (True, False)
        assert first == again == subscriptions.subscription(tx, first.id)
        assert subscriptions.list_of_channel(tx, TEAM, "C1") == [first]
    assert first == Subscription(first.id, TEAM, "C1", 0, 9, 30, "Europe/London", "U1", NOW)


def test_another_rhythm_takes_the_place_of_the_old_one(database: Database) -> None:
    with database.transaction() as tx:
        first, _ = add(tx)
        later, changed = add(tx, hour=17, due=NOW + timedelta(hours=8))
    assert changed
    assert (later.id, later.hour, later.next_due_at) == (first.id, 17, NOW + timedelta(hours=8))


def test_unsubscribing(database: Database) -> None:
    with database.transaction() as tx:
        kept, _ = add(tx, channel="C2")
        gone, _ = add(tx)
        assert subscriptions.remove(tx, TEAM, "C1") == 1
        assert subscriptions.remove(tx, TEAM, "C1") == 0
        assert subscriptions.subscription(tx, gone.id) is None
        assert subscriptions.list_of_channel(tx, TEAM, "C2") == [kept]
        assert not subscriptions.start_run(tx, gone.id, NOW)


def test_what_is_due_is_claimed_with_its_time_and_moved_on(database: Database) -> None:
    with database.transaction() as tx:
        due, _ = add(tx, due=NOW - timedelta(days=20))
        add(tx, channel="C2", due=NOW + timedelta(seconds=1))
        claimed = subscriptions.claim_due(tx, NOW, advance=weekly)
        assert claimed == [(due, NOW - timedelta(days=20))]
        assert subscriptions.claim_due(tx, NOW, advance=weekly) == []
        moved = subscriptions.subscription(tx, due.id)
    assert moved is not None
    assert moved.next_due_at == NOW + timedelta(days=7)


def test_of_several_claimants_one_gets_it(database: Database) -> None:
    for round_ in range(5):
        with database.transaction() as tx:
            add(tx, channel=f"C{round_}")
        together = Barrier(4)

        def claim(together: Barrier = together) -> int:
            together.wait(10)
            with database.transaction() as tx:
                return len(subscriptions.claim_due(tx, NOW, advance=weekly))

        with ThreadPoolExecutor(4) as pool:
            claims = [pool.submit(claim) for _ in range(4)]
            assert sorted(done.result() for done in claims) == [0, 0, 0, 1]


def test_run_is_started_once_and_says_how_far_it_reached(database: Database) -> None:
    with database.transaction() as tx:
        one, _ = add(tx)
        assert subscriptions.start_run(tx, one.id, NOW)
        assert not subscriptions.start_run(tx, one.id, NOW)
        assert subscriptions.start_run(tx, one.id, NOW + timedelta(days=7))
        subscriptions.finish_run(tx, one.id, NOW, until=NOW)
    with database.read() as tx:
        done = subscriptions.subscription(tx, one.id)
    assert done is not None
    assert done.last_until == NOW
