"""How fast the store answers over ten thousand articles: pytest -m benchmark tests/benchmarks

Times are of the processor, since the machines of tests are shared. Limits are on the 95th
percentile and leave a factor of three to the aims, which are given beside each.
"""

from __future__ import annotations

from statistics import quantiles
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest

from store import positions
from store.database import Database
from store.records import Audience
from tests.archive import PRIVATE, WORKSPACE, make_archive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_benchmark.fixture import BenchmarkFixture

pytestmark = [
    pytest.mark.benchmark(timer=process_time, min_rounds=40, warmup=True, warmup_iterations=3),
]
ARTICLES = 10_000
EVERYONE = Audience(WORKSPACE)
GUEST = Audience(WORKSPACE, public=False, channels=frozenset({PRIVATE}))
INSIDER = Audience(WORKSPACE, channels=frozenset({PRIVATE}))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Ten thousand fictional articles with a hundred thousand positions, on SQLite."""
    path = tmp_path_factory.mktemp("archive") / "readout.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    make_archive(database, articles=ARTICLES)
    yield database
    database.close()


@pytest.mark.parametrize(
    ("name", "audience", "wanted", "aim_ms"),
    [
        ("find_meetings", EVERYONE, {"parties": ("CN", "RU")}, 10),
        ("find_meetings", INSIDER, {"parties": ("CN", "RU")}, 10),
        ("find_meetings", GUEST, {"parties": ("CN", "RU")}, 10),
        ("find_meetings", EVERYONE, {"parties": ("BE", "PT")}, 10),
        ("find_meetings", EVERYONE, {"parties": ("CN", "RU"), "topic_words": ("Taiwan",)}, 20),
        ("find_meetings", EVERYONE, {"parties": ("FI",)}, 10),
        ("find_positions", EVERYONE, {"parties": ("CN",), "topic_words": ("water",)}, 40),
        ("latest_dyads", EVERYONE, {}, 20),
        ("known_persons", EVERYONE, {}, 30),
    ],
)
def test_question(
    benchmark: BenchmarkFixture,
    archive: Database,
    name: str,
    audience: Audience,
    wanted: dict[str, Any],
    aim_ms: float,
) -> None:
    ask = getattr(positions, name)

    def once() -> object:
        with archive.read() as tx:
            return ask(tx, audience, **wanted)

    benchmark.extra_info["aim_ms"] = aim_ms
    assert benchmark(once) is not None
    p95 = quantiles(benchmark.stats.stats.data, n=20)[-1] * 1000
    benchmark.extra_info["p95_ms"] = round(p95, 1)
    assert p95 < 3 * aim_ms
