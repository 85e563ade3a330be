"""Measures extraction on the project's own gold, with the corpus's scorer and intervals.

`python -m tests.quality.gold` (READOUT_CORPUS set) prints the figures on the labelled readouts and
on the texts of our own, each with a 95 % bootstrap interval over texts, and how far two readers
agree. `--show` prints misses, `--errors` prints them by kind instead of the figures; `--sealed`
measures the sealed ones instead: not for tuning.
How the labels were made stands in GUIDELINE.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.quality import errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = dict[str, Any]

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("gold")
OPEN = ("readouts", "own", "news", "news_more")  # texts that may be looked at while tuning
SEALED = ("sealed", "later")
RESAMPLES = 200
SPANS = ("source", "cue", "content")  # of an attribution
FIGURES = (
    "full", "positions", "full recall, joint", "full recall, implicit", "sentence recall",
    "participants", "country", "title", "sides", "place", "date",
)  # fmt: skip


def path_of(name: str) -> Path:
    """Return one file of the gold, such as `readouts`, `sealed` or `own`."""
    return FOLDER / f"{name}.jsonl"


def rows(name: str) -> list[Row]:
    """Return the lines of one file of the gold."""
    return [json.loads(line) for line in path_of(name).read_text("utf-8").splitlines()]


def labelled(name: str, corpus: Path) -> list[Row]:
    """Return the lines of one file of the gold with their texts."""
    found = rows(name)
    return found if all("text" in row for row in found) else with_texts(found, corpus)


def with_texts(labels: Iterable[Row], corpus: Path) -> list[Row]:
    """Return labels with their texts from the corpus. Raises ValueError for another text."""
    lines = (corpus / "data/meetings/dev.jsonl").read_text("utf-8").splitlines()
    texts = {row["id"]: f"{row['title']}\n\n{row['text']}" for row in map(json.loads, lines)}
    made = []
    for row in labels:
        text = texts[row["id"]]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['id']}: not the text that was labelled")
        made.append({**row, "text": text})
    return made


def extracted(golds: Sequence[Row]) -> list[Row]:
    """Return what `readout extract` finds in the texts."""
    keys = {"id": "id", "url": "url", "published": "date", "text": "text"}
    feed = "".join(json.dumps({keys[k]: g.get(k) for k in keys}) + "\n" for g in golds)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "extract"],
        input=feed, text=True, check=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(folder: Path, golds: Iterable[Row]) -> list[Path]:
    """Write labels as the scorer reads them, a file each, and return the files."""
    files = []
    for gold in golds:
        file = folder / f"{gold['id'][:80]}.gold.json"
        file.write_text(json.dumps(gold), "utf-8")
        files.append(file)
    return files


class Scoring:
    """Gold and predictions as files, and the corpus's scorer to run on them."""

    def __init__(self, folder: Path, corpus: Path, golds: Sequence[Row], found: Sequence[Row]):
        self.scorer = corpus / "tools/score_readouts.py"
        self.folder, self.predictions = folder, folder / "found.jsonl"
        self.predictions.write_text("".join(json.dumps(row) + "\n" for row in found), "utf-8")
        self.files = written(folder, golds)

    def run(self, files: Sequence[Path], *options: str) -> tuple[dict[str, float | None], str]:
        """Return figures (fractions of one, None where nothing was to be found) and the print."""
        out = self.folder / "figures.json"
        done = subprocess.run(
            [sys.executable, str(self.scorer), *map(str, files),
             "--pred", str(self.predictions), "--json", str(out), *options],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        raw = json.loads(out.read_text("utf-8"))
        flat = {k: v["f"] if isinstance(v, dict) else v for k, v in raw.items()}
        return flat, done.stdout

    def bootstrap(self, resamples: int = RESAMPLES) -> list[dict[str, float | None]]:
        """Return figures on texts drawn again, with the same draws each time."""
        chance = random.Random(0)
        drawn = [chance.choices(self.files, k=len(self.files)) for _ in range(resamples)]
        return [self.run(files)[0] for files in drawn]

    def interval(self, figure_rows: Sequence[dict[str, float | None]], name: str) -> str:
        """Return the 95 % interval of one figure over resamples."""
        values = sorted(value for row in figure_rows if (value := row[name]) is not None)
        if not values:
            return ""
        low, high = values[int(0.025 * len(values))], values[int(0.975 * len(values))]
        return f"{100 * low:.1f} to {100 * high:.1f}"


def report(title: str, corpus: Path, golds: Sequence[Row], found: Sequence[Row], *show: str) -> str:
    """Return the table of figures, with what was missed when asked to show it."""
    with tempfile.TemporaryDirectory() as folder:
        scoring = Scoring(Path(folder), corpus, golds, found)
        figures, printed = scoring.run(scoring.files, *show)
        again = scoring.bootstrap()
        lines = [
            f"{name:24s} {100 * value:5.1f}   {scoring.interval(again, name)}"
            for name in FIGURES
            if (value := figures[name]) is not None
        ]
    invented = next(line for line in printed.splitlines() if "invented" in line)
    misses = printed.split("==")[0] if show else ""
    return "\n".join([misses, f"{title}: {len(golds)} texts", *lines, invented.strip()])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print misses and false positions")
    parser.add_argument("--errors", action="store_true", help="print misses by kind, worst first")
    parser.add_argument("--sealed", action="store_true", help="measure the sealed texts only")
    options = parser.parse_args()
    corpus = Path(os.environ["READOUT_CORPUS"])
    show = ["--show"] if options.show else []
    for name in SEALED if options.sealed else OPEN:
        golds = labelled(name, corpus)
        found = extracted(golds)
        if options.errors:
            sys.stdout.write(f"{name}: {len(golds)} texts\n{kinds(corpus, golds, found)}\n\n")
        else:
            sys.stdout.write(report(name, corpus, golds, found, *show) + "\n\n")
    if not (options.sealed or options.errors):
        sys.stdout.write(two_readers(corpus) + "\n")


def kinds(corpus: Path, golds: Sequence[Row], found: Sequence[Row]) -> str:
    """Return the misses by kind."""
    tools = errors.scorer(corpus)
    pairs = zip(golds, found, strict=True)
    return errors.by_kind(m for gold, row in pairs for m in errors.misses(gold, row, tools))


def two_readers(corpus: Path) -> str:
    """Return how far the second reader agrees with the first."""
    second = {row["id"]: row for row in rows("second")}
    first = [row for row in rows("readouts") + rows("sealed") if row["id"] in second]
    golds = with_texts(first, corpus)
    return report("two readers", corpus, golds, [as_found(second[row["id"]]) for row in golds])


def as_found(labels: Row) -> Row:
    """Return one reader's labels in the form of an extraction."""
    people = [{**p, "title": (p["titles"] or [None])[0]} for p in labels["participants"]]
    return {**labels, "participants": people}


if __name__ == "__main__":
    main()
