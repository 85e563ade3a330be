"""The table of baselines, through its command, on a few texts."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.quality.gold import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.quality,
    pytest.mark.model,
    pytest.mark.skipif(
        importlib.util.find_spec("textacy") is None,
        reason="textacy is not installed (requirements-baselines.lock)",
    ),
]


def test_the_table_has_a_row_for_each_extractor(corpus: Path) -> None:
    options = ("--first", "2", "--resamples", "3")
    done = subprocess.run(
        [sys.executable, "-m", "tests.quality.baselines", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    _, _, head, rule, *rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines()
    ]
    names = ["textacy direct quotations", "verb + subject + clause", "Readout"]
    assert [row[0] for row in rows] == names
    assert {len(row) for row in [head, rule, *rows]} == {5}
    full = [[float(re.split("[ ;]", cell)[0]) for cell in row[1:]] for row in rows]
    assert max(full)[0] == full[-1][0] > full[1][0] > full[0][0] == 0.0  # readouts hold no quotes
