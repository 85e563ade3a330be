"""Whom an office without a name means: "the Russian leader", "the minister", "the premier"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.labels import Kind
from bot.extraction.lexicon import role_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Token

    from bot.extraction.people import Registry

PEERS = frozenset({"counterpart", "colleague"})  # hold the office of the other
NEAR = 80  # tokens back to whom "the minister" may mean, of several


@dataclass(frozen=True, slots=True)
class Offices:
    """The persons of an article by their offices. `focus`: who met; `home`: publisher's party."""

    doc: Doc
    registry: Registry
    focus: tuple[int, ...] = ()
    home: str | None = None

    def is_one(self, token: Token) -> bool:
        """Say whether a noun is an office, and means somebody: not "a senior official"."""
        low = token.lemma_.lower()
        if low not in role_words().heads and low != "state":
            return False
        unknown = any(c.lower_ in {"a", "an"} for c in token.children)
        return low.startswith("spoke") or not unknown

    def plain(self, token: Token, phrase: Iterable[int]) -> bool:
        """Say whether an office's phrase holds title words only: not "leader of the rock group"."""
        labels = self.registry.labels
        last = max((i for i in phrase if i in labels.matches), default=0)
        inside = range(token.left_edge.i, max(last, token.i) + 1)
        return all(labels.kinds[i] not in {Kind.NAME, Kind.OTHER} for i in inside)

    def holders(self, token: Token, key: str | None) -> list[int]:
        """Return those whom the phrase may mean; `key`: the party that it names."""
        head = token.lemma_.lower()
        offices = {head, *role_words().synonyms.get(head, ())}
        if "state" in [t.lower_ for t in token.subtree][:6] and head == "head":
            offices |= role_words().synonyms["head-of-state"]
        candidates = self._candidates(key, offices)
        return self._exact(candidates, head, token) if candidates else []

    def choice(self, candidates: list[int], token: Token, spoke: int | None) -> int | None:
        """Return the only one, the publisher's own or who just spoke; None when in doubt."""
        persons = self.registry.persons
        at_home = [i for i in candidates if self.home and persons[i].party == self.home]
        pool = at_home or candidates

        def recency(index: int) -> int:
            return max((m.start for m in persons[index].mentions if m.start < token.i), default=-1)

        if len(pool) > 1 and not at_home:
            return spoke if spoke in pool and token.i - recency(spoke) < NEAR else None
        return max(pool, key=recency)

    def _candidates(self, key: str | None, offices: set[str]) -> list[int]:
        """Return persons of that party and office; for a party alone in focus any office."""
        persons = list(enumerate(self.registry.persons))
        wanted = offices | PEERS
        fits = [i for i, p in persons if (key is None or p.party == key) and p.heads & wanted]
        inside = [i for i in fits if i in self.focus]
        if inside or (fits and not self.focus):
            return inside or fits
        if key is not None:
            own = [i for i, p in persons if p.party == key and (i in self.focus or p.leading)]
            rank = max((role_words().heads.get(office, 0) for office in offices), default=0)
            if own and not fits and rank > 2:
                return own[:1]
        return fits

    def _exact(self, candidates: list[int], head: str, token: Token) -> list[int]:
        """Leave out those titled otherwise in the text, and whom the verb is done to."""
        persons = self.registry.persons
        objects = (c.i for c in token.head.children if c.dep_ in {"dobj", "dative"})
        done_to = {self.registry.at.get(i) for i in objects} if token.dep_ == "nsubj" else set()
        rest = [i for i in candidates if i not in done_to] or candidates
        held = {head, *PEERS}
        exact = [i for i in rest if held & persons[i].titled or not persons[i].titled] or rest
        if head in {"premier", "minister"}:
            first = any(c.lower_ == "prime" for c in token.children) or head == "premier"
            exact = [i for i in exact if self._is_premier(i) is first] or exact
        return exact

    def _is_premier(self, index: int) -> bool:
        titles = self.registry.persons[index].titles
        return any("prime" in self.doc[t.start : t.end].text.lower().split() for t in titles)
