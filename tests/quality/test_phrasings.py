"""Every phrasing of a question is understood as its author meant it."""

from __future__ import annotations

import pytest

from tests.quality.phrasings import Row, misread, rows


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_a_phrasing_is_understood(row: Row) -> None:
    assert misread(row) == []
