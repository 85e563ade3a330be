"""The gate: extraction does not fall below the floors on the corpus that they were taken on.

Run with `READOUT_CORPUS=... pytest -m quality`. Floors stand in `floors.json` with a digest of the
corpus files. `python -m tests.quality.measure --write` raises them; lowering one, or accepting
another corpus, takes `--write --lower` and belongs in a commit of its own that says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quality.measure import digest, measured, read_floors, too_low

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.quality, pytest.mark.model]


def test_the_corpus_is_the_one_of_the_floors(corpus: Path):
    assert digest(corpus) == read_floors()["digest"]


def test_no_figure_is_below_its_floor(corpus: Path):
    assert too_low(measured(corpus), read_floors()["floors"]) == []
