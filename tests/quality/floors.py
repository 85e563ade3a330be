"""The floors of the quality gate: they rise by themselves and go down only for a stated reason.

`floors.json` holds the floors, a digest of what they were measured on, and for each reason that
let floors go down their names. Every such reason stands in CHANGELOG.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).with_name("floors.json")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
ALLOWANCE = 0.005  # of a measure, below what was measured when a floor is written

Figures = dict[str, dict[str, float]]  # by group, then by name
Stored = dict[str, Any]  # {"digests": {…}, "floors": Figures, "lowered": {reason: [name]}}


def read(path: Path = PATH) -> Stored:
    """Return what is stored, empty when there is no file."""
    empty: Stored = {"digests": {}, "floors": {}, "lowered": {}}
    return empty | json.loads(path.read_text("utf-8")) if path.exists() else empty


def write(stored: Stored, path: Path = PATH) -> None:
    """Store floors."""
    text = json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", "utf-8")


def too_low(figures: Figures, floors: Figures) -> list[str]:
    """Return a line for each figure that is below its floor or gone."""
    return [
        f"{group}: {name} {value:.3f} < {floor:.3f}"
        for group, name, value, floor in _below(figures, floors)
    ]


def _below(figures: Figures, floors: Figures) -> Iterator[tuple[str, str, float, float]]:
    for group, wanted in floors.items():
        for name, floor in wanted.items():
            value = figures.get(group, {}).get(name, 0.0)
            if value < floor:
                yield group, name, value, floor


def without_floor(figures: Figures, floors: Figures) -> list[str]:
    """Return the names of the figures that nothing holds up."""
    return [
        f"{group}: {name}"
        for group, values in figures.items()
        for name in values
        if name not in floors.get(group, {})
    ]


def renewed(
    old: Stored, figures: Figures, digests: dict[str, str], reason: str | None, changelog: str
) -> Stored:
    """Return the floors to store: up to what was measured, less the allowance.

    What is below its floor keeps it, and another text than before is refused, unless there is a
    `reason` that the changelog gives. Raises SystemExit saying what is missing.
    """
    fallen = [(group, name) for group, name, *_ in _below(figures, old["floors"])]
    changed = sorted(n for n, d in old["digests"].items() if digests.get(n) != d)
    lowered = dict(old["lowered"])
    if reason is not None and (fallen or changed):
        _check(reason, {group for group, _ in fallen} | set(changed), changelog)
        names = {f"{group}: {name}" for group, name in fallen} | set(changed)
        lowered[reason] = sorted(names.union(lowered.get(reason, [])))
    elif changed:
        raise SystemExit(f"other texts than before ({', '.join(changed)}): give --lower REASON")
    floors = _raised(figures, old["floors"], keep=reason is None)
    return {"digests": digests, "floors": floors, "lowered": lowered}


def _raised(figures: Figures, floors: Figures, *, keep: bool) -> Figures:
    """Return new floors; those of fallen or vanished figures stay only to `keep` them."""
    made: Figures = {group: dict(values) for group, values in floors.items()} if keep else {}
    for group, values in figures.items():
        for name, value in values.items():
            floor = floors.get(group, {}).get(name, 0.0)
            new = round(max(0.0, value - ALLOWANCE), 3)
            holds = keep or value >= floor
            made.setdefault(group, {})[name] = max(new, floor) if holds else new
    return made


def _check(reason: str, names: set[str], changelog: str) -> None:
    """Raise SystemExit unless a line under [Unreleased] gives the reason and names all."""
    unreleased = changelog.partition("## [Unreleased]")[2].partition("\n## ")[0]
    lines = [line for line in unreleased.splitlines() if line.startswith("- ")]
    entry = next((line for line in lines if reason.strip() and reason in line), "")
    missing = sorted(name for name in names if name not in entry)
    if missing:
        raise SystemExit(
            f"CHANGELOG.md must have a line under [Unreleased] with “{reason}” "
            f"that names what goes down: {', '.join(missing)}"
        )
