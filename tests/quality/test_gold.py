"""The gold itself: whole, within its texts, and about the texts that were labelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quality.gold import OPEN, SEALED, rows, with_texts

if TYPE_CHECKING:
    from pathlib import Path

KINDS = {"meeting", "call", "letter", "statement", "other"}


@pytest.mark.parametrize(
    "name", ["readouts", "sealed", "second", "own", "news", "news_more", "later"]
)
def test_labels_are_whole(name: str) -> None:
    labels = rows(name)
    assert len({row["id"] for row in labels}) == len(labels) > 0
    for row in labels:
        assert row["kind"] in KINDS
        names = {p["name"] for p in row["participants"]}
        assert len(names) == len(row["participants"])
        assert all(0 <= p["start"] < p["end"] for p in row["positions"]), row["id"]
        assert all(p["speakers"] or p.get("any_of") or p["joint"] for p in row["positions"])


def test_no_text_is_both_open_and_sealed() -> None:
    labelled = {row["id"] for name in OPEN for row in rows(name)}
    kept_back = {row["id"] for name in SEALED for row in rows(name)}
    assert not labelled & kept_back
    assert {row["id"] for row in rows("second")} <= labelled | kept_back


def test_own_texts_hold_what_is_labelled() -> None:
    for row in rows("own") + rows("news") + rows("news_more") + rows("later"):
        for position in row["positions"]:
            content = row["text"][position["start"] : position["end"]]
            assert content == content.strip()
            assert len(content) == position["end"] - position["start"]
    for row in rows("sentences"):
        for spans in (s for a in row["attributions"] for s in a.values()):
            assert all(0 <= start < end <= len(row["text"]) for start, end in spans)


@pytest.mark.quality
@pytest.mark.parametrize("name", ["readouts", "sealed", "second"])
def test_readouts_are_those_that_were_labelled(name: str, corpus: Path) -> None:
    for row in with_texts(rows(name), corpus):
        ends = [p["end"] for p in row["positions"]]
        assert max(ends, default=0) <= len(row["text"])
