"""kill -9 at every point of the work, then a restart: all is done, and done once."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from store import articles, channels, positions, subscriptions
from store.database import Database
from store.records import Audience, Channel, ChannelKind, ShareState
from tests.fakes import link, message
from tests.work.processes import victim
from tests.work.victim import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INGEST_POINTS = (
    "read:before",
    "read:after",
    "extract:before",
    "extract:after",
    "report:before",
    "report:after",
)
RECAP_POINTS = ("deliver:before", "post:before", "post:after", "deliver:after")


def slack_lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    lines = (folder / "slack.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["kind"] == kind]


def share_a_link(database: Database) -> int:
    """Commit a share; the crash came before its work was started."""
    with database.transaction() as tx:
        return articles.add_share(tx, message(), link(), now=utc_now())


def order_a_recap(database: Database, due: datetime) -> int:
    local = due.astimezone(UTC)
    with database.transaction() as tx:
        channels.save_channel(tx, Channel("T1", "C1", ChannelKind.PUBLIC, name="desk"))
        order, _ = subscriptions.add(
            tx,
            workspace_id="T1",
            channel_id="C1",
            weekday=local.weekday(),
            hour=local.hour,
            minute=local.minute,
            time_zone="UTC",
            next_due_at=due.replace(second=0, microsecond=0),
        )
    return order.id


def test_an_article_is_filed_once_however_often_the_worker_is_killed(
    database: Database, tmp_path: Path
) -> None:
    share_id = share_a_link(database)
    for point in INGEST_POINTS:
        with victim(database.url, tmp_path, stop_at=point) as worker:
            worker.wait_for(f"at {point}")
            worker.kill()
    with victim(database.url, tmp_path) as worker:
        worker.wait_for("done")
        worker.let_go()

    with database.read() as tx:
        share = articles.system_share(tx, share_id)
        counts = articles.status(tx, "T1")
        found = positions.find_meetings(tx, Audience("T1"), parties=("EE", "NO"))
    assert share is not None
    assert share.state is ShareState.STORED
    assert (counts.articles, counts.meetings, counts.positions) == (1, 1, 1)
    assert len(found) == 1
    reactions = {(*line["to"], line["name"]) for line in slack_lines(tmp_path, "reaction")}
    assert reactions == {("C1", message().ts, "newspaper")}
    assert slack_lines(tmp_path, "whisper") == []


def test_a_recap_is_posted_once_however_often_the_worker_is_killed(
    database: Database, tmp_path: Path
) -> None:
    order_a_recap(database, utc_now())
    for point in RECAP_POINTS:
        with victim(database.url, tmp_path, stop_at=point) as worker:
            worker.wait_for(f"at {point}")
            worker.kill()
    with victim(database.url, tmp_path) as worker:
        worker.wait_for("done")
        worker.let_go()
    assert len(slack_lines(tmp_path, "post")) == 1


def test_a_recap_that_came_due_while_all_was_down_is_posted_once_and_says_it_is_late(
    database: Database, tmp_path: Path
) -> None:
    order_a_recap(database, utc_now() - timedelta(days=24))
    with victim(database.url, tmp_path) as worker:
        worker.wait_for("done")
        worker.let_go()
    [post] = slack_lines(tmp_path, "post")
    assert post["notes"][0].startswith("Late: this recap was due on ")


@pytest.fixture
def server(postgres_url: str) -> Iterator[Database]:
    """An empty store on PostgreSQL, where several workers may run."""
    with closing(Database(postgres_url)) as opened:
        yield opened


@pytest.mark.postgres
def test_two_workers_on_a_server_share_the_work_and_post_once(
    server: Database, tmp_path: Path
) -> None:
    for number in range(12):
        with server.transaction() as tx:
            articles.add_share(tx, message(ts=f"{number}.0"), link(), now=utc_now())
    order_a_recap(server, utc_now())
    with (
        victim(server.url, tmp_path, silent=60) as one,
        victim(server.url, tmp_path, silent=60) as two,
    ):
        for worker in (one, two):
            worker.wait_for("done")
        for worker in (one, two):
            worker.let_go()
    with server.read() as tx:
        assert articles.status(tx, "T1").articles == 1
    assert len(slack_lines(tmp_path, "post")) == 1
    assert len(slack_lines(tmp_path, "reaction")) == 12


@pytest.mark.postgres
def test_the_work_of_a_dead_worker_is_taken_over_by_another(
    server: Database, tmp_path: Path
) -> None:
    with victim(server.url, tmp_path, stop_at="extract:before") as dead:
        dead.wait_for("ready")
        share_a_link(server)
        dead.wait_for("at extract:before")
        with victim(server.url, tmp_path) as alive:
            alive.wait_for("ready")
            dead.kill()
            alive.wait_for("done")
            alive.let_go()
    with server.read() as tx:
        assert articles.status(tx, "T1").meetings == 1
    assert len(slack_lines(tmp_path, "reaction")) == 1


def test_a_second_process_on_one_sqlite_file_is_refused_and_the_first_goes_on(
    sqlite_url: str, tmp_path: Path
) -> None:
    with victim(sqlite_url, tmp_path) as first:
        first.wait_for("ready")
        with victim(sqlite_url, tmp_path) as second:
            assert "is running already (process " in second.hear()
        first.wait_for("done")
        first.let_go()
