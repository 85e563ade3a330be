"""Whether answers from an archive of real readouts hold the meetings that took place, no others.

`python -m tests.quality.answering` (READOUT_CORPUS set) files the 561 readouts of the corpus and
asks for 30 pairs of states and 20 persons. The pages' own metadata tell what took place.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DYADS, PERSONS = 30, 20
MEETINGS = frozenset({"header", "who", "earlier", "statements", "last"})  # tell of a meeting

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One question, and what is true of it by the metadata.

    `days`: number of an article in the archive -> day of the meeting. `names`: an article that has
    none of them cannot tell of such a meeting beside its own.
    """

    text: str
    days: dict[int, str]
    names: frozenset[str]


def rows(corpus: Path) -> list[Row]:
    """Return the readouts with their metadata."""
    lines = (corpus / "data/meetings/dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def questions(found: list[Row], numbers: dict[str, int]) -> tuple[list[Asked], list[Asked]]:
    """Return the questions for pairs and for persons that occur most, each with what is true."""
    pairs: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    persons: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in found:
        pairs[tuple(sorted((row["home"], row["country"])))].append(row)
        persons[row["counterpart"].split()[-1], row["country"]].append(row)

    def asked(text: str, group: list[Row]) -> Asked:
        surnames = {row["counterpart"].split()[-1] for row in group}
        days = {numbers[row["url"]]: row["date"] for row in group}
        return Asked(text, days, frozenset(surnames))

    return (
        [asked(", ".join(pair), group) for pair, group in _most(pairs)[:DYADS]],
        [asked(group[-1]["counterpart"], group) for _, group in _most(persons)[:PERSONS]],
    )


def _most(groups: dict[tuple[str, ...], list[Row]]) -> list[tuple[tuple[str, ...], list[Row]]]:
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


class Archive:
    """The command line on an archive of the readouts."""

    def __init__(self, folder: Path, found: list[Row]) -> None:
        self._file = folder / "readouts.sqlite"
        given = folder / "readouts.jsonl"
        keys = {"id": "id", "url": "url", "date": "date"}
        with given.open("w", encoding="utf-8") as out:
            for row in found:
                text = f"{row['title']}\n\n{row['text']}"
                out.write(json.dumps({k: row[v] for k, v in keys.items()} | {"text": text}) + "\n")
        self._run("ingest", str(given))

    def ask(self, text: str) -> Row:
        """Return the briefing as JSON."""
        return dict(json.loads(self._run("ask", text, "--json")))

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words, "--db", str(self._file)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode > 1:
            raise RuntimeError(done.stderr)
        return done.stdout


def wrong(asked: Asked, briefing: Row, texts: dict[int, str]) -> list[str]:
    """Return what an answer lacks or holds too much."""
    if briefing["outcome"] != "answer":
        return [f"{asked.text}: {briefing['outcome']}"]
    told = {line["article"] for line in briefing["lines"] if line["section"] in MEETINGS}
    newest = max(asked.days.values())
    found = []
    if not any(asked.days.get(number) == newest for number in told):
        found.append(f"{asked.text}: the meeting of {newest} is not there")
    others = sorted(told - {None, *asked.days})
    found += [
        f"{asked.text}: article {number} is of others"
        for number in others
        if not any(name in texts[number] for name in asked.names)
    ]
    return found


def measured(corpus: Path, *, dyads: int = DYADS, persons: int = PERSONS) -> list[str]:
    """Return what is wrong with the answers."""
    found = rows(corpus)
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), found)
        numbers = {row["url"]: number for number, row in enumerate(found, start=1)}
        texts = {numbers[row["url"]]: row["text"] for row in found}
        pairs, people = questions(found, numbers)
        return [
            line
            for asked in (*pairs[:dyads], *people[:persons])
            for line in wrong(asked, archive.ask(asked.text), texts)
        ]


def main() -> None:
    """Measure and print."""
    found = measured(Path(os.environ["READOUT_CORPUS"]))
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{DYADS} pairs and {PERSONS} persons asked for, {len(found)} faults\n")


if __name__ == "__main__":
    main()
