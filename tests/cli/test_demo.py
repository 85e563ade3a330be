"""`readout demo`: the first thing that anybody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.command import Readout

pytestmark = pytest.mark.model


def test_the_demo_shows_both_sides_and_says_that_it_is_a_sample(readout: Readout) -> None:
    done = readout("demo")
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    assert first.startswith("SAMPLE: ")
    text = "\n".join(rest)
    assert "SAMPLE · Portugal – Indonesia" in text
    for words in ("Lisbon", "12 Mar 2026", "Duarte Salgueiro", "Raka Wiranata", "†", "[2 ¶"):
        assert words in text, words
    assert "The Lisbon Courier (SAMPLE)" in text
    assert "The Jakarta Chronicle (SAMPLE)" in text
    briefing = text.strip().splitlines()[:-1]
    assert len(briefing) <= 25
    assert len("\n".join(briefing)) <= 3000


def test_the_demo_can_be_repeated_and_asked(readout: Readout) -> None:
    first, second = readout("demo", "--db", "d.db"), readout("demo", "--db", "d.db")
    assert first.stdout == second.stdout
    done = readout("ask", "Wiranata on coffee", "--db", "d.db")
    assert done.returncode == 0, done.stdout
    assert "coffee" in done.stdout


def test_the_demo_does_without_a_home(readout: Readout) -> None:
    done = readout("demo", HOME="/dev/null")
    assert done.returncode == 0, done.stderr
    assert "Portugal – Indonesia" in done.stdout
