"""How many of a hundred phrasings of questions are understood as their author meant.

`python -m tests.quality.phrasings` prints the score by kind; `--show` also what was understood
instead. The phrasings and the officials in them are our own; how they are to be read stands in
`questions/README.md`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.briefing.question import parse
from bot.names import load_gazetteer

if TYPE_CHECKING:
    from store.records import Question

FOLDER = Path(__file__).with_name("questions")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ZONE = "Europe/London"
SAME = frozenset({"parties", "persons", "unknown"})

Row = dict[str, Any]


@dataclass(frozen=True)
class Official:
    """Somebody whom the archive knows."""

    name: str
    party: str
    title: str
    count: int

    @property
    def spellings(self) -> tuple[str, ...]:
        """Only as filed."""
        return (self.name,)


def rows() -> list[Row]:
    """Return the phrasings: {"id", "kind", "text", "previous", "expect"}."""
    lines = (FOLDER / "phrasings.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def officials() -> list[Official]:
    """Return the fictional officials that the archive of the phrasings knows."""
    return [Official(**row) for row in json.loads((FOLDER / "persons.json").read_text("utf-8"))]


def understood(row: Row) -> Question:
    """Return what the parser makes of a phrasing, after the question before it if there is one."""
    previous = _parsed(row["previous"], None) if row["previous"] else None
    return _parsed(row["text"], previous)


def _parsed(text: str, previous: Question | None) -> Question:
    return parse(
        text,
        now=NOW,
        zone=ZONE,
        gazetteer=load_gazetteer(),
        persons=officials(),
        previous=previous,
    )


def misread(row: Row) -> list[str]:
    """Return a line for each field that was read otherwise than meant."""
    question = understood(row)
    return [
        f"{name}: {_value(question, name)!r}, meant {wanted!r}"
        for name, wanted in row["expect"].items()
        if not _fits(question, name, wanted)
    ]


def _value(question: Question, name: str) -> object:
    field = {"topic_has": "topic", "choices_has": "choices"}.get(name, name)
    value = getattr(question, field)
    return str(value) if field in {"outcome", "since", "until"} and value is not None else value


def _fits(question: Question, name: str, wanted: Any) -> bool:
    value = _value(question, name)
    if name == "topic_has":
        return all(word.lower() in str(value or "").lower() for word in wanted)
    if name == "choices_has":
        labels = [label for label, _ in question.choices]
        return bool(wanted) == bool(labels) and all(
            any(label == w or label.startswith((f"{w} ", f"{w},", f"{w} (")) for label in labels)
            for w in wanted
        )
    if name == "topic" and isinstance(wanted, str):
        return str(value or "").lower() == wanted.lower()
    if name in SAME:
        return list(getattr(question, name)) == wanted
    return value == wanted if wanted else not value


def main() -> None:
    """Print the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what was misread")
    show = parser.parse_args().show
    all_of, right = Counter[str](), Counter[str]()
    for row in rows():
        wrong = misread(row)
        all_of[row["kind"]] += 1
        right[row["kind"]] += not wrong
        if wrong and show:
            sys.stdout.write(f"{row['id']} {row['text']}\n" + "".join(f"    {w}\n" for w in wrong))
    for kind, count in all_of.most_common():
        sys.stdout.write(f"{kind:16s} {right[kind]} of {count}\n")
    sys.stdout.write(f"understood: {right.total()} of {all_of.total()}\n")


if __name__ == "__main__":
    main()
