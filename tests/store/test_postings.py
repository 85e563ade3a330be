"""Postings and events: once-only keys, threads, and what quotes what."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

from store import articles, executors, postings
from store.records import Posting
from tests.store.making import NOW, TEAM, file, message

if TYPE_CHECKING:
    from store.database import Database


def test_key_is_claimed_once_a_channel(database: Database) -> None:
    with database.transaction() as tx:
        first, new = postings.claim(tx, TEAM, "C1", "E1", thread_ts="1.1", question="China Russia")
        again, newer = postings.claim(tx, TEAM, "C1", "E1", thread_ts="1.1")
        other, newest = postings.claim(tx, TEAM, "C2", "E1")
    assert (new, newer, newest) == (True, False, True)
    assert first == again
    assert first == Posting(
        first.id, TEAM, "C1", "E1", "sending", thread_ts="1.1", question="China Russia"
    )
    assert other.id != first.id


def test_claiming_at_once_gives_one_first(database: Database) -> None:
    def claim(_: int) -> bool:
        with database.transaction() as tx:
            return postings.claim(tx, TEAM, "C1", "E1")[1]

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, range(8))) == [False] * 7 + [True]


def test_posting_that_is_done_says_what_it_quotes(database: Database) -> None:
    with database.transaction() as tx:
        posting, _ = postings.claim(tx, TEAM, "C1", "E1")
        postings.mark_done(tx, posting.id, "5.1", [3, 1, 3])
        postings.mark_done(tx, posting.id, "5.1", [3])
        postings.mark_done(tx, 99, "5.1", [1])
        done, first = postings.claim(tx, TEAM, "C1", "E1")
        assert not first
        assert (done.state, done.ts, done.article_ids) == ("done", "5.1", (1, 3))
        other, _ = postings.claim(tx, "T2", "C1", "E1")
        postings.mark_done(tx, other.id, "5.1", [3])
        assert postings.quoting(tx, TEAM, [3, 8]) == [done]
        assert postings.quoting(tx, TEAM, []) == postings.quoting(tx, TEAM, [8]) == []
        postings.drop(tx, done.id)
        assert postings.quoting(tx, TEAM, [3]) == []


def test_posting_is_found_when_its_article_is_gone(database: Database) -> None:
    with database.transaction() as tx:
        article_id = file(tx, "Talks.")
        posting, _ = postings.claim(tx, TEAM, "C1", "E1")
        postings.mark_done(tx, posting.id, "5.1", [article_id])
        forgotten = articles.delete_message(tx, TEAM, "C1", message().ts)
        (found,) = postings.quoting(tx, TEAM, forgotten.article_ids)
    assert found.id == posting.id


def test_last_question_of_a_thread(database: Database) -> None:
    with database.transaction() as tx:
        for key, thread, question in (
            ("E1", "1.1", "China Russia"),
            ("E2", "1.1", "and in May?"),
            ("E3", "1.1", None),
            ("E4", "2.1", "France"),
            ("E5", None, "Japan"),
        ):
            posting, _ = postings.claim(tx, TEAM, "C1", key, thread_ts=thread, question=question)
            postings.mark_done(tx, posting.id, f"9.{key[1]}")
        postings.claim(tx, TEAM, "C1", "E6", thread_ts="1.1", question="never sent")
        assert postings.last_question(tx, TEAM, "C1", "1.1") == "and in May?"
        assert postings.last_question(tx, TEAM, "C1", "9.5") == "Japan"
        assert postings.last_question(tx, TEAM, "C2", "1.1") is None
        assert postings.last_question(tx, "T2", "C1", "1.1") is None
        last = postings.last_posting(tx, TEAM, "C1", "2.1")
    assert last is not None
    assert last.key == "E4"


def test_posting_that_nobody_knows_about(database: Database) -> None:
    with database.transaction() as tx:
        posting, _ = postings.claim(tx, TEAM, "C1", "E1")
        postings.mark_unknown(tx, posting.id)
        assert postings.claim(tx, TEAM, "C1", "E1")[0].state == "unknown"


def test_event_is_new_once_and_forgotten_after_a_week(database: Database) -> None:
    with database.transaction() as tx:
        assert postings.event_seen(tx, TEAM, "E1", now=NOW - timedelta(days=8))
        assert not postings.event_seen(tx, TEAM, "E1", now=NOW)
        assert postings.event_seen(tx, "T2", "E1", now=NOW)
        assert postings.event_seen(tx, TEAM, "E2")  # at the time of the database's clock
        assert not postings.event_seen(tx, TEAM, "E2")
        assert postings.purge_events(tx, NOW) in {1, 2}
        assert postings.event_seen(tx, TEAM, "E1", now=NOW)
        assert not postings.event_seen(tx, "T2", "E1", now=NOW)


def test_heartbeats_tell_the_living_from_the_dead(database: Database) -> None:
    with database.transaction() as tx:
        executors.beat(tx, "old", NOW - timedelta(seconds=90))
        executors.beat(tx, "new", NOW - timedelta(seconds=90))
        executors.beat(tx, "new", NOW)
        minute = NOW - timedelta(seconds=60)
        assert executors.silent(tx, minute) == ["old"]
        assert executors.alive(tx, minute) == ["new"]
        assert executors.worker_running(tx, since=minute) == "new"
        assert executors.worker_running(tx, since=minute, besides="new") is None
        executors.drop(tx, "old")
        assert executors.silent(tx, minute) == []
