"""Measures extraction on the corpus with the corpus's own scorers.

`python -m tests.quality.measure` (READOUT_CORPUS set) prints what is measured beside the floors.
With `--write` it raises the floors in `floors.json` to what is measured, less a small allowance;
a floor goes down, or the digest of the corpus changes, only with `--write --lower` as well.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FLOORS = Path(__file__).with_name("floors.json")
ALLOWANCE = 0.005  # of a measure, below what was measured when a floor is written
FILES = ("data/readouts_dev", "data/articles", "data/meetings/dev.jsonl")

Figures = dict[str, dict[str, float]]


def corpus_files(corpus: Path) -> list[Path]:
    """Return the corpus files that are measured on, in a fixed order."""
    found: list[Path] = []
    for name in FILES:
        path = corpus / name
        found += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    return found


def digest(corpus: Path) -> str:
    """Return one SHA-256 over names and contents of the files measured on."""
    total = hashlib.sha256()
    for path in corpus_files(corpus):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def score(corpus: Path, scorer: str, *arguments: str) -> dict[str, Any]:
    """Run one scorer of the corpus over `bot.extraction.wire` and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        options = ("--cmd", f"{sys.executable} -m bot.extraction.wire", "--json", str(out))
        subprocess.run(
            [sys.executable, str(corpus / "tools" / scorer), *arguments, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
        )
        return dict(json.loads(out.read_text("utf-8")))


def measured(corpus: Path) -> Figures:
    """Return every figure that has a floor, as fractions of one."""
    data = corpus / "data"
    readouts = score(
        corpus, "score_readouts.py", str(data / "readouts_dev"), str(data / "articles")
    )
    meetings = str(data / "meetings" / "dev.jsonl")
    return {
        "readouts": _flat(readouts),
        "meetings": _flat(score(corpus, "score_meetings.py", meetings)),
        "meetings, body only": _flat(score(corpus, "score_meetings.py", meetings, "--body")),
    }


def _flat(figures: dict[str, Any]) -> dict[str, float]:
    flat: dict[str, float] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            flat[f"{name} F1"] = float(value["f"])
        elif value is not None and name not in {"participants per article", "place"}:
            flat[name] = float(value)
    return flat


def read_floors() -> dict[str, Any]:
    """Return the stored floors: {"digest": ..., "floors": {set: {figure: floor}}}."""
    return dict(json.loads(FLOORS.read_text("utf-8"))) if FLOORS.exists() else {}


def too_low(figures: Figures, floors: Figures) -> list[str]:
    """Return a line for each figure that is below its floor or gone."""
    return [
        f"{group}: {name} {figures.get(group, {}).get(name, 0.0):.3f} < {floor:.3f}"
        for group, wanted in floors.items()
        for name, floor in wanted.items()
        if figures.get(group, {}).get(name, 0.0) < floor
    ]


def write(corpus: Path, figures: Figures, *, lower: bool) -> None:
    """Store new floors; raises SystemExit when that would lower one without `lower`."""
    old = read_floors()
    new = {
        group: {name: round(max(0.0, value - ALLOWANCE), 3) for name, value in values.items()}
        for group, values in figures.items()
    }
    kept = old.get("floors", {})
    if not lower:
        if old and old["digest"] != digest(corpus):
            raise SystemExit("the corpus is another one than before: add --lower to accept it")
        new = {
            group: {
                name: max(value, kept.get(group, {}).get(name, 0.0)) for name, value in v.items()
            }
            for group, v in new.items()
        }
    text = json.dumps({"digest": digest(corpus), "floors": new}, indent=1, sort_keys=True)
    FLOORS.write_text(text + "\n", "utf-8")


def main() -> None:
    """Measure, print, and write floors when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--lower", action="store_true")
    options = parser.parse_args()
    corpus = Path(os.environ["READOUT_CORPUS"])
    figures = measured(corpus)
    floors = read_floors().get("floors", {})
    for group, values in figures.items():
        for name, value in values.items():
            floor = floors.get(group, {}).get(name)
            sys.stdout.write(f"{group:20s} {name:24s} {value:.3f}  floor {floor}\n")
    if options.write:
        write(corpus, figures, lower=options.lower)


if __name__ == "__main__":
    main()
