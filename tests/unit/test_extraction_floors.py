"""The quality gate itself: floors rise by themselves and go down only for a stated reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.quality import floors, measure
from tests.quality.floors import renewed, too_low, without_floor

if TYPE_CHECKING:
    from pathlib import Path

REASON = "places are no longer guessed"
CHANGELOG = f"""# Changelog

## [Unreleased]
- Floors: gold own: {REASON}.

## [0.1.0]
- Floors: gold readouts: an old reason.
"""
DIGESTS = {"corpus": "c", "own.jsonl": "o"}


def stored(value: float, **more: float) -> floors.Stored:
    figures = {"gold own": {"place": value, **more}}
    return {"digests": DIGESTS, "floors": figures, "lowered": {}}


def after(old: floors.Stored, reason: str | None = None, **figures: float) -> dict[str, float]:
    """The floors of the group once these figures were measured."""
    new = renewed(old, {"gold own": figures}, DIGESTS, reason, CHANGELOG)
    made: dict[str, float] = new["floors"].get("gold own", {})
    return made


def test_floors_rise_to_what_was_measured_less_an_allowance() -> None:
    assert after(stored(0.5), place=0.9) == {"place": 0.895}


def test_a_floor_stays_where_the_figure_fell_or_is_gone() -> None:
    assert after(stored(0.5, date=0.6), place=0.4) == {"place": 0.5, "date": 0.6}


def test_a_stated_reason_lets_fallen_floors_go_down_and_no_others() -> None:
    old = stored(0.5, date=0.6, title=0.7)
    assert after(old, REASON, place=0.4, date=0.602) == {"place": 0.395, "date": 0.6}
    new = renewed(old, {"gold own": {"place": 0.4, "date": 0.7}}, DIGESTS, REASON, CHANGELOG)
    assert new["lowered"] == {REASON: ["gold own: place", "gold own: title"]}


@pytest.mark.parametrize("reason", ["a reason of which nothing is said", "an old reason", "", " "])
def test_a_reason_that_the_changelog_does_not_give_is_none(reason: str) -> None:
    with pytest.raises(SystemExit, match=r"CHANGELOG\.md must have a line .* gold own"):
        after(stored(0.5), reason, place=0.4)


def test_the_line_names_every_group_that_goes_down() -> None:
    old = stored(0.5)
    old["floors"]["meetings"] = {"both sides": 0.9}
    with pytest.raises(SystemExit, match=r"goes down: meetings$"):
        after(old, REASON, place=0.4)


def test_other_texts_than_before_need_a_reason_too() -> None:
    figures, other = {"gold own": {"place": 0.9}}, {"corpus": "c", "own.jsonl": "another"}
    with pytest.raises(SystemExit, match=r"own\.jsonl.*--lower"):
        renewed(stored(0.5), figures, other, None, CHANGELOG)
    said = CHANGELOG.replace("gold own:", "gold own.jsonl:")
    assert renewed(stored(0.5), figures, other, REASON, said)["digests"] == other


def test_texts_measured_for_the_first_time_need_none() -> None:
    more = {**DIGESTS, "sealed.jsonl": "s"}
    figures = {"gold own": {"place": 0.9}, "gold sealed": {"date": 1.0}}
    new = renewed(stored(0.5), figures, more, None, CHANGELOG)
    assert new["floors"]["gold sealed"] == {"date": 0.995}
    assert new["digests"] == more


def test_a_figure_below_its_floor_or_missing_is_named() -> None:
    wanted = {"readouts": {"full F1": 0.9, "place": 0.5}}
    assert too_low({"readouts": {"full F1": 0.89}}, wanted) == [
        "readouts: full F1 0.890 < 0.900",
        "readouts: place 0.000 < 0.500",
    ]
    assert too_low({"readouts": {"full F1": 0.9, "place": 0.5}}, wanted) == []
    assert without_floor({"readouts": {"full F1": 0.9, "date": 0.5}}, wanted) == ["readouts: date"]


def test_what_is_stored_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert floors.read(path)["floors"] == {}
    floors.write(stored(0.5), path)
    assert floors.read(path) == stored(0.5)


def test_a_changed_text_has_another_digest(tmp_path: Path) -> None:
    for name in ("data/readouts_dev", "data/articles", "data/meetings"):
        (tmp_path / name).mkdir(parents=True)
    dev = tmp_path / "data/meetings/dev.jsonl"
    dev.write_text("{}")
    before = measure.digests(tmp_path)
    dev.write_text("{} ")
    now = measure.digests(tmp_path)
    assert {name for name in now if now[name] != before[name]} == {"corpus"}
    assert {f"{name}.jsonl" for name in measure.GOLD} < set(now)


def test_no_place_may_be_invented() -> None:
    for group, wanted in floors.read()["floors"].items():
        if "full F1" in wanted and group != "gold sentences":
            assert wanted["no places invented"] > 0, group


def test_the_changelog_gives_every_reason_for_which_floors_went_down() -> None:
    changelog = floors.CHANGELOG.read_text("utf-8")
    reasons = json.loads(floors.PATH.read_text("utf-8"))["lowered"]
    assert [reason for reason in reasons if reason not in changelog] == []
