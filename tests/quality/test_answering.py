"""The gate: answers over real readouts hold the meetings that the pages' metadata tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.quality.answering import measured

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.quality, pytest.mark.model]


def test_pairs_and_persons_get_their_meetings_and_no_others(corpus: Path) -> None:
    assert measured(corpus) == []
