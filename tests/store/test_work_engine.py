"""The engine under the durable work: what DBOS asks SQLite for must be there on old ones, too."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import text

from store.sqlite import work_engine

if TYPE_CHECKING:
    from pathlib import Path


def test_the_time_with_subseconds_is_known_in_queries_and_defaults(tmp_path: Path) -> None:
    engine = work_engine(f"sqlite:///{tmp_path}/work.sqlite")
    before = time.time()
    with closing(engine.connect()) as connection:
        connection.execute(
            text("CREATE TABLE t (a INT, at INT NOT NULL DEFAULT (unixepoch('subsec') * 1000))")
        )
        connection.execute(text("INSERT INTO t (a) VALUES (1)"))
        stored, now = connection.execute(text("SELECT at, unixepoch('subsec') FROM t")).one()
    engine.dispose()
    assert before - 1 <= stored / 1000 <= now + 1
    assert before - 1 <= now <= time.time() + 1
