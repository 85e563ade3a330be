"""Measures extraction on the corpus and on our own gold with the corpus's scorers.

`python -m tests.quality.measure` (READOUT_CORPUS set) prints what is measured beside the floors.
With `--write` it raises the floors in `floors.json` to what is measured, less a small allowance.
A floor goes down, or texts or labels change, only with `--write --lower REASON`, where REASON
stands in a line of CHANGELOG.md that names the groups (or files) concerned.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.quality import floors, gold

if TYPE_CHECKING:
    from tests.quality.floors import Figures

ROOT = Path(__file__).parents[2]
FILES = ("data/readouts_dev", "data/articles", "data/meetings/dev.jsonl")
GOLD = (*gold.OPEN, *gold.SEALED)  # files of the gold that are held to floors
UNHELD = {"participants per article", "place"}  # figures of the corpus that have no floor
SENTENCES = {"full": "full F1"} | {f"{s}_exact": f"{s} exact F1" for s in gold.SPANS}


def corpus_files(corpus: Path) -> list[Path]:
    """Return the corpus files that are measured on, in a fixed order."""
    found: list[Path] = []
    for name in FILES:
        path = corpus / name
        found += sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
    return found


def digests(corpus: Path) -> dict[str, str]:
    """Return a SHA-256 over names and contents of the corpus files, and one of each gold file."""
    total = hashlib.sha256()
    for path in corpus_files(corpus):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    files = [gold.path_of(name) for name in (*GOLD, "sentences")]
    own = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    return {"corpus": total.hexdigest(), **own}


def score(corpus: Path, scorer: str, *arguments: str) -> dict[str, Any]:
    """Run one scorer of the corpus over `bot.extraction.wire` and return its figures."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        options = ("--cmd", f"{sys.executable} -m bot.extraction.wire", "--json", str(out))
        done = subprocess.run(
            [sys.executable, str(corpus / "tools" / scorer), *arguments, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
        )
        figures = dict(json.loads(out.read_text("utf-8")))
    invented = re.search(r"places invented: (\d+)", done.stdout)
    if invented:
        figures["no places invented"] = float(invented[1] == "0")
    return figures


def measured(corpus: Path) -> Figures:
    """Return every figure that has a floor, as fractions of one."""
    data = corpus / "data"
    readouts = [str(data / "readouts_dev"), str(data / "articles")]
    meetings = str(data / "meetings" / "dev.jsonl")
    found = {
        "readouts": score(corpus, "score_readouts.py", *readouts),
        "meetings": score(corpus, "score_meetings.py", meetings),
        "meetings, body only": score(corpus, "score_meetings.py", meetings, "--body"),
    }
    held = {
        group: {name: value for name, value in flat(raw).items() if name not in UNHELD}
        for group, raw in found.items()
    }
    golds = {f"gold {name}": on_gold(corpus, name) for name in GOLD}
    return {**held, **golds, "gold sentences": on_sentences(corpus)}


def on_gold(corpus: Path, name: str) -> dict[str, float]:
    """Return the figures on one file of the gold."""
    with tempfile.TemporaryDirectory() as folder:
        files = gold.written(Path(folder), gold.labelled(name, corpus))
        return flat(score(corpus, "score_readouts.py", *map(str, files)))


def on_sentences(corpus: Path) -> dict[str, float]:
    """Return the figures on the single sentences: who says what, by spans."""
    raw = score(corpus, "score_attribution.py", str(gold.path_of("sentences")))
    return {name: float(raw[key]["f"]) for key, name in SENTENCES.items()}


def flat(figures: dict[str, Any]) -> dict[str, float]:
    """Return one number for each figure that there was something to measure for."""
    made: dict[str, float] = {}
    for name, value in figures.items():
        if isinstance(value, dict):
            made[f"{name} F1"] = float(value["f"])
        elif value is not None:
            made[name] = float(value)
    return made


def main() -> None:
    """Measure, print, and write floors when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="raise the floors")
    parser.add_argument("--lower", metavar="REASON", help="let floors go down, with --write")
    options = parser.parse_args()
    corpus = Path(os.environ["READOUT_CORPUS"])
    figures, old = measured(corpus), floors.read()
    for group, values in figures.items():
        for name, value in values.items():
            floor = old["floors"].get(group, {}).get(name)
            sys.stdout.write(f"{group:20s} {name:24s} {value:.3f}  floor {floor}\n")
    if options.write:
        changelog = floors.CHANGELOG.read_text("utf-8")
        found = digests(corpus)
        floors.write(floors.renewed(old, figures, found, options.lower, changelog))


if __name__ == "__main__":
    main()
