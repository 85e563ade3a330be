"""The gate: extraction does not fall below the floors on the corpus that they were taken on.

Run with `READOUT_CORPUS=... pytest -m quality`. Floors stand in `floors.json` with digests of the
corpus files and of our own gold. `python -m tests.quality.measure --write` raises them; lowering
one, or accepting other texts, takes `--write --lower REASON` and a line of CHANGELOG.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quality.floors import read, too_low, without_floor
from tests.quality.measure import digests, measured

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.quality, pytest.mark.model]


def test_texts_and_labels_are_those_of_the_floors(corpus: Path) -> None:
    assert digests(corpus) == read()["digests"]


def test_no_figure_is_below_its_floor(corpus: Path) -> None:
    figures = measured(corpus)
    assert too_low(figures, read()["floors"]) == []
    assert without_floor(figures, read()["floors"]) == []
