"""What the tests of the command line share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.command import Readout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def readout(tmp_path: Path) -> Readout:
    """The command, with an empty home folder as working directory."""
    return Readout(tmp_path)
