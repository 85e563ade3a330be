"""What was missed or made up, by kind: computed from labels and extractions as the scorer does."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Row = dict[str, Any]

EXAMPLES = 3  # of each kind
WIDTH = 100  # characters of an example
ENOUGH = 0.5  # content token F1 of a pair, as in the scorer


class Miss(NamedTuple):
    """One error in one text."""

    kind: str
    text_id: str
    words: str


def scorer(corpus: Path) -> Any:
    """Return the corpus's scorer as a module, for its ways to compare names and words."""
    tools = str(corpus / "tools")
    if tools not in sys.path:
        sys.path.append(tools)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves a table of its own open
        return importlib.import_module("score_readouts")


def by_kind(misses: Iterable[Miss]) -> str:
    """Return the kinds, worst first, each with its number and examples."""
    kinds: dict[str, list[Miss]] = defaultdict(list)
    for miss in misses:
        kinds[miss.kind].append(miss)
    lines = []
    for kind, found in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        examples = [f"{m.text_id[:22]}: {m.words[:WIDTH]}" for m in found[:EXAMPLES]]
        if len(found) == 1:
            lines.append(f"   1  {kind}  {examples[0]}")
        else:
            lines.append(f"{len(found):4d}  {kind}")
            lines += [f"        {example}" for example in examples]
    return "\n".join(lines)


def misses(gold: Row, found: Row, tools: Any) -> Iterator[Miss]:
    """Yield every error in one text."""
    errors = (*_of_people(gold, found, tools), *_of_meeting(gold, found, tools))
    for kind, words in (*errors, *_of_positions(gold, found, tools)):
        yield Miss(kind, gold["id"], " ".join(words.split()))


def _of_people(gold: Row, found: Row, tools: Any) -> Iterator[tuple[str, str]]:
    people = list(found["participants"])
    for want in gold["participants"]:
        hit = next((p for p in people if tools.same_person(p["name"], want["name"])), None)
        if hit is not None:
            people.remove(hit)
        if want.get("optional"):
            continue
        if hit is None:
            yield "participant missed", want["name"]
        elif tools.country(hit["country"]) != want["country"]:
            yield "country", f"{want['name']}: {want['country']}, not {hit['country']}"
    for person in people:
        yield "participant invented", person["name"]


def _of_meeting(gold: Row, found: Row, tools: Any) -> Iterator[tuple[str, str]]:
    place, date = str(found["place"] or ""), str(found["date"] or "")
    parts = [tools.fold(p.strip()).replace("the ", "") for p in (gold["place"] or "").split(",")]
    if not any(part in tools.fold(place) for part in parts):
        yield "place", f"{gold['place']}, not {place or 'none'}"
    elif place and not gold["place"]:
        yield "place invented", place
    if date != (gold["date"] or ""):
        yield "date", f"{gold['date'] or 'none'}, not {date or 'none'}"


def _of_positions(gold: Row, found: Row, tools: Any) -> Iterator[tuple[str, str]]:
    wanted, given = gold["positions"], found["positions"]
    pairs, false = paired(gold["text"], wanted, given, tools)
    for i, want in enumerate(wanted):
        words = f"{', '.join(want['speakers'])} | {_words(gold, want)}"
        if want.get("optional"):
            continue
        if i not in pairs:
            yield _missed(want), words
        elif not tools.speaker_ok(want, given[pairs[i]]):
            others = ", ".join(given[pairs[i]]["speakers"]) or "nobody"
            yield "wrong speaker", f"{others} for {words}"
    for j in false:
        yield "false position", f"{', '.join(given[j]['speakers'])} | {_words(gold, given[j])}"


def _missed(want: Row) -> str:
    if want.get("implicit"):
        return "missed, carried over"
    if want["joint"]:
        return "missed, joint"
    return f"missed, cue “{want['cue'].lower()}”" if want["cue"] else "missed, no cue"


def _words(gold: Row, position: Row) -> str:
    words: str = gold["text"][position["start"] : position["end"]]
    return words


def paired(
    text: str, wanted: list[Row], given: list[Row], tools: Any
) -> tuple[dict[int, int], list[int]]:
    """Return which given position stands for which wanted one, and the false ones, by index."""
    tokens = tools.tokens(text)
    golds, preds = (
        [tools.to_set(tokens, [[p["start"], p["end"]]]) for p in group] for group in (wanted, given)
    )
    overlaps = sorted(
        ((tools.overlap_f1(g, p), i, j) for i, g in enumerate(golds) for j, p in enumerate(preds)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for overlap, i, j in overlaps:
        if overlap >= ENOUGH and i not in pairs and j not in pairs.values():
            pairs[i] = j
    agenda = [g for g, want in zip(golds, wanted, strict=True) if want.get("optional")]
    false = [
        j
        for j, pred in enumerate(preds)
        if j not in pairs.values()
        and not any(pred and len(pred & g) >= ENOUGH * len(pred) for g in agenda)
    ]
    return pairs, false
