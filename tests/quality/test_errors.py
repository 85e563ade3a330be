"""The report of errors by kind: it counts what the scorer counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.quality import errors
from tests.quality.errors import Miss, by_kind
from tests.quality.gold import Scoring, as_found, labelled

if TYPE_CHECKING:
    from pathlib import Path


def test_the_worst_kind_comes_first_with_a_few_examples() -> None:
    often = [Miss("date", f"t{n}", "none") for n in range(5)]
    report = by_kind([Miss("place", "t9", "Minsk"), *often]).splitlines()
    assert report[0].split() == ["5", "date"]
    assert report[errors.EXAMPLES + 1 :] == ["   1  place  t9: Minsk"]


@pytest.mark.quality
@pytest.mark.parametrize("name", ["readouts", "own"])
def test_it_counts_what_the_scorer_counts(name: str, corpus: Path, tmp_path: Path) -> None:
    golds = labelled(name, corpus)
    found = [worsened(as_found(gold)) for gold in golds]
    _, printed = Scoring(tmp_path, corpus, golds, found).run(
        [*tmp_path.glob("*.gold.json")], "--show"
    )
    tools = errors.scorer(corpus)
    kinds = [
        m.kind
        for gold, row in zip(golds, found, strict=True)
        for m in errors.misses(gold, row, tools)
    ]
    lines = [line.split(" ")[0] for line in printed.splitlines()]
    assert sum(kind.startswith("missed") for kind in kinds) == lines.count("MISS") > 0
    assert kinds.count("wrong speaker") == lines.count("SPEAKER") > 0
    assert kinds.count("false position") == lines.count("FALSE") > 0
    assert {"country", "date", "participant missed"} < set(kinds)
    assert set(kinds) & {"place", "place invented"}


def worsened(found: dict[str, Any]) -> dict[str, Any]:
    """A reader's labels with errors of every kind."""
    people = [{**p, "country": "Nowhere"} for p in found["participants"][1:]]
    kept = [{**p, "speakers": ["Nobody"], "joint": False} for p in found["positions"][::3]]
    false = [{"speakers": ["X"], "joint": False, "cue": None, "start": 0, "end": 30}]
    good = found["positions"][2::3]
    return {
        **found, "participants": people, "positions": [*kept, *good, *false],
        "place": "Nowhere", "date": None,
    }  # fmt: skip
