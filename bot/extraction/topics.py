"""What a position is about: a label of `lexicon/topics.toml`, else its head noun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.extraction.lexicon import load_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from spacy.tokens import Span

    from bot.names import Gazetteer, NameMatch

_WORD = re.compile(r"[\w’'-]+")
SPECIFIC = 3  # a weight from which a label stands by itself and is carried on
SILENT = ("", 0)  # of phrases that call for no label
LONGEST = 4  # words in a trigger


@dataclass(frozen=True, slots=True)
class Topic:
    """A label and how telling the words were that called for it."""

    label: str
    weight: int

    @property
    def specific(self) -> bool:
        """Say whether sentences that go on without a topic of their own inherit it."""
        return self.weight >= SPECIFIC


@cache
def _triggers() -> tuple[dict[str, tuple[str, int]], dict[str, list[tuple[str, str, int]]]]:
    """Return exact phrases, and word beginnings by their first two letters, with label, weight."""
    exact: dict[str, tuple[str, int]] = {}
    stems: dict[str, list[tuple[str, str, int]]] = {}
    for row in load_toml("topics")["topic"]:
        for word in row["words"]:
            if word.endswith("*"):
                stems.setdefault(word[:2], []).append((word[:-1], row["label"], row["weight"]))
            else:
                exact[word] = (row["label"], row["weight"])
    exact |= dict.fromkeys(load_toml("topics")["silent"], SILENT)
    return exact, stems


def find_topic(text: str) -> Topic | None:
    """Return the best label for a stretch of text, None when no word calls for one.

    The heaviest label wins; among equals of matters of their own the one called for most often;
    else the one called for first.
    """
    votes: dict[str, tuple[int, int, int]] = {}
    for place, (label, weight) in enumerate(_hits(text.lower())):
        _, count, first = votes.get(label, (weight, 0, place))
        votes[label] = (weight, count + (weight >= SPECIFIC), first)
    if not votes:
        return None
    label = max(votes, key=lambda name: (votes[name][0], votes[name][1], -votes[name][2]))
    return Topic(label, votes[label][0])


def _hits(text: str) -> Iterator[tuple[str, int]]:
    """Yield label and weight of each trigger, longest first, without overlap, in order."""
    exact, stems = _triggers()
    words = [w.strip("’'-").removesuffix("’s").removesuffix("'s") for w in _WORD.findall(text)]
    index = 0
    while index < len(words):
        step = 1
        for length in range(min(LONGEST, len(words) - index), 0, -1):
            phrase = " ".join(words[index : index + length])
            near = stems.get(phrase[:2], ()) if length == 1 else ()
            hit = exact.get(phrase) or next(
                ((b, w) for a, b, w in near if phrase.startswith(a)), None
            )
            if hit is not None:
                if hit is not SILENT:
                    yield hit
                step = length
                break
        index += step


@cache
def _anaphors() -> frozenset[str]:
    return frozenset(load_toml("topics")["anaphors"].split())


@cache
def _generic() -> frozenset[str]:
    return frozenset(load_toml("topics")["generic"].split())


def points_back(text: str) -> bool:
    """Say whether the words refer to something named before ("the crisis", "this process")."""
    return any(word in _anaphors() for word in _WORD.findall(text.lower()))


def country_topic(
    gazetteer: Gazetteer, matches: Collection[NameMatch], parties: Collection[str]
) -> Topic | None:
    """Return a third country named in the content as its topic."""
    keys = [m.key for m in matches if m.key not in parties and m.form != "capital"]
    if not keys:
        return None
    key = max(dict.fromkeys(keys), key=keys.count)
    return Topic(gazetteer.party(key).name, SPECIFIC)


def head_topic(span: Span) -> str:
    """Return the head noun of the content with its nearest modifier, capitalised."""
    for token in (span.root, *span):
        if token.pos_ not in {"NOUN", "PROPN"} or token.lemma_.lower() in _generic():
            continue
        if token.ent_type_ in {"GPE", "NORP", "PERSON", "DATE"}:
            continue
        if token.is_alpha and len(token) > 2:
            before = token.i > span.start and token.doc[token.i - 1].dep_ in {"amod", "compound"}
            first = token.doc[token.i - 1] if before else token
            phrase = f"{first.text} {token.text}" if before and first.is_alpha else str(token.text)
            return phrase[:1].upper() + phrase[1:]
    return ""
