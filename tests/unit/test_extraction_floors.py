"""The quality gate itself: floors rise by themselves and go down only when told to."""

from __future__ import annotations

import pytest

from tests.quality import measure


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    folder = tmp_path / "corpus"
    for name in ("data/readouts_dev", "data/articles", "data/meetings"):
        (folder / name).mkdir(parents=True)
    (folder / "data/meetings/dev.jsonl").write_text("{}")
    monkeypatch.setattr(measure, "FLOORS", tmp_path / "floors.json")
    return folder


def floor() -> float:
    return measure.read_floors()["floors"]["readouts"]["full F1"]


def test_floors_only_rise_without_the_flag(corpus):
    measure.write(corpus, {"readouts": {"full F1": 0.9}}, lower=False)
    assert floor() == pytest.approx(0.895)
    measure.write(corpus, {"readouts": {"full F1": 0.8}}, lower=False)
    assert floor() == pytest.approx(0.895)
    measure.write(corpus, {"readouts": {"full F1": 0.8}}, lower=True)
    assert floor() == pytest.approx(0.795)


def test_another_corpus_needs_the_flag(corpus):
    measure.write(corpus, {"readouts": {"full F1": 0.9}}, lower=False)
    (corpus / "data/meetings/dev.jsonl").write_text("{} ")
    with pytest.raises(SystemExit, match="--lower"):
        measure.write(corpus, {"readouts": {"full F1": 0.9}}, lower=False)


def test_a_figure_below_its_floor_or_missing_is_named():
    floors = {"readouts": {"full F1": 0.9, "place": 0.5}}
    assert measure.too_low({"readouts": {"full F1": 0.89}}, floors) == [
        "readouts: full F1 0.890 < 0.900",
        "readouts: place 0.000 < 0.500",
    ]
    assert measure.too_low({"readouts": {"full F1": 0.9, "place": 0.5}}, floors) == []
