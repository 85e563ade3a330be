"""`/readout` in process: question in, blocks out, over archives of two sizes."""

from __future__ import annotations

import statistics
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select
from sqlalchemy import text as sql
from sqlalchemy.engine import Engine

from bot.answer import brief
from bot.names import load_gazetteer
from handlers.blocks.briefing import briefing_blocks
from store.records import Audience
from store.tables import ParticipationRow
from tests.archive import PARTIES, WORKSPACE, make_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.database import Database
    from tests.benchmarks.conftest import Report
    from tests.conftest import FixedClock

pytestmark = pytest.mark.benchmark
QUESTIONS = 300
AUDIENCE = Audience(WORKSPACE, public=True)


class Asking:
    """The two services that an answer needs."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database, self.clock = database, clock


@contextmanager
def sql_seconds() -> Iterator[list[float]]:
    """Collect the seconds of every statement."""
    spent: list[float] = []

    def before(conn, *_: object) -> None:  # type: ignore[no-untyped-def]
        conn.info["began"] = time.perf_counter()

    def after(conn, *_: object) -> None:  # type: ignore[no-untyped-def]
        spent.append(time.perf_counter() - conn.info["began"])

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)


def measure(services: Asking) -> tuple[float, float, float]:
    """Return p50 and p95 in ms and the share of SQL, over dyads of the archive in turn."""
    names = {"CN": "China", "RU": "Russia", "US": "USA", "FR": "France", "DE": "Germany"}
    keys = [names.get(key, key) for key in PARTIES]
    asked = [f"{keys[i % 8]} {keys[(i * 7 + 1) % len(keys)]}" for i in range(QUESTIONS)]
    times = []
    with sql_seconds() as spent:
        for text in asked:
            start = time.perf_counter()
            briefing_blocks(brief(services, AUDIENCE, text))
            times.append(time.perf_counter() - start)
    times.sort()
    p95 = times[int(0.95 * len(times))]
    return 1000 * statistics.median(times), 1000 * p95, sum(spent) / sum(times)


def test_readout_over_two_sizes(database: Database, clock: FixedClock, report: Report) -> None:
    """p95 at 1,000 and 10,000 articles, SQL's share, and the ratio of the two."""
    services, rows = Asking(database, clock), []
    which = "SQLite" if database.is_sqlite else "PostgreSQL"
    for size, more in ((1_000, 1_000), (10_000, 9_000)):
        make_archive(database, articles=more, seed=size)
        measure(services)
        rows.append((size, *measure(services)))
    for size, p50, p95, share in rows:
        report(
            f"/readout over {size:,} articles ({which}): p50 {p50:.1f} ms, "
            f"p95 {p95:.1f} ms, SQL {share:.0%}"
        )
    report(f"/readout p95 at 10,000 articles: {rows[1][2] / rows[0][2]:.2f} times that at 1,000")
    assert rows[1][2] > 0


def views(names: list[str]) -> dict[str, list[str]]:
    """Return questions for each kind of view."""
    first, rare = names[:8], names[-8:]
    return {
        "dyad": [f"{a} {b}" for a, b in zip(first, names[8:16], strict=True)],
        "party": [*first, *rare],
        "person": [f"PERSON{n}" for n in range(16)],
        "person on a topic": [f"PERSON{n} on sanctions" for n in range(16)],
        "topic": ["sanctions", "Ukraine", "water", "energy", "undersea cables", "grain corridor"],
        "party on a topic": [f"{name} on Taiwan" for name in first + rare],
        "period": ["last month", "in May 2023", "2024", "in the first week of 2022"],
        "nothing found": ["Chad Peru", "Wakanda Narnia", "Peru on lithium"],
        "help": ["", "help", "?"],
        "did you mean": ["Chian Rusia", "Germny Frnace", "Untied States Itlay"],
        "ambiguous": ["Korea Japan", "Congo France", "Guinea"],
    }


def analyse(database: Database) -> None:
    """Let PostgreSQL count its rows after a bulk load, as autovacuum does in life."""
    if not database.is_sqlite:
        with database.transaction() as tx:
            tx.execute(sql("ANALYZE"))


def test_every_view_over_100_000_positions(
    database: Database, clock: FixedClock, report: Report
) -> None:
    """p95 of each kind of view over 10,000 articles with ten positions each."""
    services = Asking(database, clock)
    which = "SQLite" if database.is_sqlite else "PostgreSQL"
    make_archive(database, articles=10_000)
    analyse(database)
    with database.read() as tx:
        rows = tx.execute(select(ParticipationRow.name).distinct().limit(16))
        people = [name for (name,) in rows]
    slowest = 0.0
    for view, questions in views([load_gazetteer().party(key).name for key in PARTIES]).items():
        times = []
        for text in questions * 5:
            for number, name in enumerate(people):
                text = text.replace(f"PERSON{number} ", f"{name} ")  # noqa: PLW2901
                text = name if text == f"PERSON{number}" else text  # noqa: PLW2901
            start = time.perf_counter()
            briefing_blocks(brief(services, AUDIENCE, text))
            times.append(1000 * (time.perf_counter() - start))
        times.sort()
        p95 = times[int(0.95 * len(times))]
        slowest = max(slowest, p95)
        report(f"{view} over 100,000 positions ({which}): p95 {p95:.0f} ms")
    assert slowest > 0
