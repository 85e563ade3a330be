"""The dated table of leaders: whose person a name is, and who held an office on a day."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.extraction.lexicon import load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

HEADS = {
    "president": frozenset({"president"}),
    "premier": frozenset({"minister", "premier", "chancellor"}),
    "foreign": frozenset({"minister", "secretary"}),
    "monarch": frozenset({"king", "queen", "emir", "amir", "sultan"}),
    "vice": frozenset({"vice-president"}),
    "security": frozenset({"advisor", "adviser"}),
    "head": frozenset({"secretary", "president", "secretary-general"}),
}


SECRETARIES = frozenset({"US", "GB", "VA", "PH", "MX"})  # whose foreign minister is a secretary


def fold(text: str) -> str:
    """Return lower case without accents, with straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("’", "'")


def name_tokens(name: str) -> frozenset[str]:
    """Return the folded words of a name that are longer than an initial."""
    words = fold(name).replace("-", " ").replace(".", " ").replace(",", " ").split()
    return frozenset(w for w in words if len(w) > 1 and w not in {"jr", "sr", "al"})


@dataclass(frozen=True, slots=True)
class Leader:
    """One term of office. `since` and `until` are (year, month); `until` None = open."""

    name: str
    party: str
    office: str
    since: tuple[int, int]
    until: tuple[int, int] | None
    tokens: frozenset[str]

    def held(self, day: date) -> bool:
        """Say whether the office was held in that month."""
        month = (day.year, day.month)
        return self.since <= month and (self.until is None or month <= self.until)


def _month(text: str) -> tuple[int, int]:
    year, month = text.split("-")
    return int(year), int(month)


@cache
def _leaders() -> tuple[Leader, ...]:
    rows = (line.split("|") for line in load_toml("leaders")["rows"].split("\n") if line.strip())
    return tuple(
        Leader(n, p, o, _month(a), _month(b) if b else None, name_tokens(n))
        for n, p, o, a, b in rows
    )


@cache
def _by_token() -> dict[str, tuple[Leader, ...]]:
    index: dict[str, list[Leader]] = defaultdict(list)
    for leader in _leaders():
        for token in leader.tokens:
            index[token].append(leader)
    return {token: tuple(found) for token, found in index.items()}


def _known(tokens: frozenset[str]) -> Iterable[Leader]:
    """Return leaders whose name holds all tokens, or all whose tokens the name holds."""
    near = {id(x): x for t in tokens for x in _by_token().get(t, ())}.values()
    return (x for x in near if tokens <= x.tokens or (len(x.tokens) > 1 and x.tokens <= tokens))


def party_of(name: str, day: date | None) -> str | None:
    """Return the party of a leader of that name, or None when unknown or ambiguous.

    A single word counts only when somebody of that name was in office on `day`.
    """
    tokens = name_tokens(name)
    found = [x for x in _known(tokens) if len(tokens) > 1 or (day is not None and x.held(day))]
    parties = {x.party for x in found}
    if len(parties) > 1 and day is not None:
        parties = {x.party for x in found if x.held(day)}
    return parties.pop() if len(parties) == 1 else None


def is_surname(word: str) -> bool:
    """Say whether the word (lower case) is part of a leader's name, as its last word."""
    folded = fold(word)
    return any(fold(x.name).split()[-1] == folded for x in _by_token().get(folded, ()))


def offices_of(name: str, day: date | None) -> frozenset[str]:
    """Return the head nouns of the offices that a leader of that name held on that day."""
    if day is None:
        return frozenset()
    held = [x for x in _known(name_tokens(name)) if x.held(day)]
    return frozenset(h for x in held for h in _heads(x))


def _heads(leader: Leader) -> frozenset[str]:
    if leader.office == "foreign" and leader.party not in SECRETARIES:
        return frozenset({"minister"})
    return HEADS[leader.office]


def holder(party: str, office: str, day: date | None) -> str | None:
    """Return who held an office ("president") of a party on that day."""
    if day is None:
        return None
    names = [x.name for x in _leaders() if x.party == party and x.office == office and x.held(day)]
    return names[-1] if len(names) == 1 else None
