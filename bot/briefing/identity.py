"""One person under several spellings: "Joe Biden", "Joseph R. Biden, Jr.", "Biden".

Two names are one person's when the surnames are equal, the parties do not differ, and the first
names agree: equal, one the initial or the short form of the other, one slip apart, or left out.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from rapidfuzz.distance import OSA

from store.wording import fold, surname, without_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SLIP_FROM = 6  # letters of a first name from which one slip may be a misprint


class Named(Protocol):
    """Somebody known to the archive; `count` is how often."""

    @property
    def name(self) -> str:
        """The name as spelled."""

    @property
    def party(self) -> str | None:
        """The key of the party, when known."""

    @property
    def count(self) -> int:
        """The number of articles."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person under the commonest full spelling, with all the spellings met."""

    name: str
    party: str | None
    count: int
    spellings: tuple[str, ...]


def identities(persons: Iterable[Named]) -> list[Identity]:
    """Put spellings of one person together, most often named first.

    A bare surname belongs to whoever of that surname is named most.
    """
    groups: list[list[Named]] = []
    ordered = sorted(persons, key=lambda p: (not given_names(p.name, p.party), -p.count, p.name))
    for person in ordered:
        home = next((group for group in groups if _belongs(person, group)), None)
        if home is None:
            groups.append([person])
        else:
            home.append(person)
    made = [_identity(group) for group in groups]
    return sorted(made, key=lambda identity: (-identity.count, identity.name))


def same_person(one: str, other: str, party: str | None = None) -> bool:
    """Tell whether two names may be one person's; `party` fixes where the surname stands."""
    if fold(one) == fold(other):
        return True
    if surname(one, party) != surname(other, party):
        return False
    return _agree(given_names(one, party), given_names(other, party))


def given_names(name: str, party: str | None) -> list[str]:
    """Return the folded names but the surname and suffixes like "Jr."."""
    words = without_suffix(fold(name).split())
    last = surname(name, party)
    return [word for word in words if word != last] if len(words) > 1 else []


def _belongs(person: Named, group: Sequence[Named]) -> bool:
    return all(
        (person.party is None or other.party is None or person.party == other.party)
        and same_person(person.name, other.name, person.party or other.party)
        for other in group
    )


def _identity(group: Sequence[Named]) -> Identity:
    full = [person for person in group if " " in person.name] or list(group)
    best = max(full, key=lambda person: (person.count, -len(person.name)))
    party = next((person.party for person in group if person.party), None)
    spellings = tuple(dict.fromkeys(person.name for person in group))
    return Identity(best.name, party, sum(person.count for person in group), spellings)


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    if not one or not other or set(one) <= set(other) or set(other) <= set(one):
        return True
    if not _alike(one[0], other[0]):
        return False
    return len(one) < 2 or len(other) < 2 or _alike(one[1], other[1])


def _alike(one: str, other: str) -> bool:
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    if _formal().get(one, one) == _formal().get(other, other):
        return True
    return min(len(one), len(other)) >= SLIP_FROM and OSA.distance(one, other) <= 1


@cache
def _formal() -> dict[str, str]:
    """Map short forms to the full first name, both folded."""
    text = files("bot").joinpath("lexicon/nicknames.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["short"]
    return {fold(short): fold(name) for name, shorts in rows.items() for short in shorts}
