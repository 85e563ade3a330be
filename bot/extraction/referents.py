"""Whom a noun phrase means: a person of the registry, a party, or all who met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.labels import Kind
from bot.extraction.lexicon import meeting_words, role_words, words
from bot.extraction.offices import Offices
from bot.extraction.trees import conjuncts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from bot.extraction.people import Registry

HE = frozenset({"he", "him", "himself"})
SHE = frozenset({"she", "her", "herself"})
BODIES = words(
    """side delegation government administration ministry leadership authority authorities
    cabinet presidency republic federation state team diplomacy representative parliament"""
)
OFFICES = words("office spokesman spokesperson spokeswoman ministry government team aide adviser")
OTHERS = frozenset({"counterpart", "guest", "interlocutor", "host", "colleague", "latter"})
LANDS = frozenset({"country", "nation", "state"})
COUNTERS = frozenset({"both", "two", "the", "all", "three", "their", "our", "respective"})


@dataclass(frozen=True, slots=True)
class Owner:
    """Indexes of persons, keys of parties named as such, and whether all who met are meant."""

    persons: tuple[int, ...] = ()
    parties: tuple[str, ...] = ()
    joint: bool = False
    everybody: bool = False  # "they", "both sides": whoever met

    @property
    def single(self) -> int | None:
        """The one person meant, or None."""
        return self.persons[0] if len(self.persons) == 1 and not self.joint else None


def noun_lemma(token: Token) -> str:
    """Return the singular in lower case, of names in the plural ("Advisors") too."""
    low = str(token.lemma_.lower())
    return low[:-1] if token.tag_ in {"NNPS", "NNP"} and low.endswith("s") else low


EVERYBODY = Owner(joint=True, everybody=True)


class Resolver:
    """Resolves noun phrases in textual order; remembers who spoke last."""

    def __init__(
        self, doc: Doc, registry: Registry, *, focus: tuple[int, ...] = (), home: str | None = None
    ) -> None:
        """`focus`: persons who met, preferred; `home`: the publisher's party."""
        self._doc = doc
        self._registry = registry
        self._focus = focus
        self._offices = Offices(doc, registry, focus, home)
        self.last: int | None = None  # who spoke last, or whom a sentence was about
        self._spoke: int | None = None

    def resolve(self, token: Token) -> Owner | None:
        """Return whom the phrase headed by `token` means, None when nobody we know."""
        parts = [self._one(part) for part in self._joined(token)]
        known = [part for part in parts if part is not None]
        if len(parts) == 1 or len(known) <= 1:
            return known[0] if known else None
        if any(part.everybody for part in known):
            return EVERYBODY
        persons = tuple(dict.fromkeys(p for part in known for p in part.persons))
        parties = tuple(dict.fromkeys(k for part in known for k in part.parties))
        return Owner(persons, parties, joint=len(persons) + len(parties) > 1)

    def _joined(self, token: Token) -> list[Token]:
        """Return what is coordinated: with X of ", X and Y said" when the parse has only Y."""
        found = list(conjuncts(token))
        first = int(token.left_edge.i)
        before = self._registry.at.get(first - 2) if first > 1 else None
        if before is None or self._doc[first - 1].lower_ != "and":
            return found
        start = min(m.left for m in self._registry.persons[before].mentions if m.right >= first - 1)
        apart = start == 0 or self._doc[start].is_sent_start or self._doc[start - 1].text == ","
        return [self._doc[first - 2], *found] if apart and token.i in self._registry.at else found

    def heard(self, owner: Owner) -> None:
        """Remember who spoke, for "he", "she" and "the minister"."""
        if owner.single is not None:
            self.last = self._spoke = owner.single

    def met(self, person: int) -> None:
        """Remember whom a sentence is about, for "he" and "she"."""
        self.last = person

    def _one(self, token: Token) -> Owner | None:
        low = token.lower_
        if low in HE or low in SHE:
            return self._pronoun("m" if low in HE else "f", token)
        if low in meeting_words().joint_alone and token.pos_ in {"PRON", "NUM", "DET"}:
            return EVERYBODY
        person = self._registry.at.get(token.i)
        if person is not None:
            return Owner((person,))
        if self._is_joint(token):
            return EVERYBODY
        return self._party(token) or self._office(token)

    # ------------------------------------------------------------ pronouns and plurals

    def _pronoun(self, gender: str, token: Token) -> Owner | None:
        """Return the last speaker of that gender, else the last person named."""
        fits = [i for i, p in enumerate(self._registry.persons) if p.gender in {gender, None}]
        chosen = self._recent(fits, token)
        if chosen is None:
            return None
        if self._focus:
            self._registry.persons[chosen].gender = gender  # so that "she" is the other one
        return Owner((chosen,))

    def _recent(self, fits: list[int], token: Token) -> int | None:
        here = self._subject_before(token)
        if here in fits:
            return here
        if self.last in fits:
            return self.last
        told = [i for i in self._focus if i in fits]
        if self.last is None and told:
            return told[0]  # of those who met the one whom the text tells of
        for index in range(token.i - 1, max(-1, token.i - 200), -1):
            person = self._registry.at.get(index)
            if person in fits and (not self._focus or person in self._focus):
                return person
        return None

    def _subject_before(self, token: Token) -> int | None:
        """Return who is a subject earlier in the sentence: "Siddika nodded; she said"."""
        for index in range(token.i - 1, token.sent.start - 1, -1):
            if index in self._registry.at and self._doc[index].dep_ == "nsubj":
                return self._registry.at[index]
        return None

    def _is_joint(self, token: Token) -> bool:
        """Say whether a plural ("both sides", "the French and Greek presidents") is all who met."""
        heads = role_words().heads
        plural = (token.tag_ in {"NNS", "NNPS", "NNP"} and token.lower_.endswith("s")) or any(
            c.lower_ in {"two", "both"} for c in token.children
        )
        if not plural or noun_lemma(token) not in meeting_words().joint_nouns | heads.keys():
            return False
        if self._focus and not self._hold(token):
            return False
        counted = False
        for word in token.children:
            if word.dep_ in {"det", "nummod", "predet", "poss", "preconj"}:
                counted = counted or word.lower_ in COUNTERS or word.lemma_ in LANDS
            elif word.dep_ in {"amod", "compound", "nmod"} and self._sets_apart(word):
                return False
        if noun_lemma(token) in {"country", "nation", "state"}:
            return any(c.lower_ in {"two", "both", "our"} for c in token.children)
        return counted or bool(token.is_sent_start) or token.i == 0

    def _hold(self, token: Token) -> bool:
        """Say whether one who met holds the office: "the foreign ministers" may be others."""
        lemma = noun_lemma(token)
        if lemma != "minister" or not any(
            c.lower_ in {"foreign", "defence"} for c in token.children
        ):
            return True
        persons = [self._registry.persons[i] for i in self._focus]
        return any({lemma, *role_words().synonyms.get(lemma, ())} & p.heads for p in persons)

    def delegations(self, token: Token) -> Owner | None:
        """Return the parties of "the foreign ministers of Spain and Italy", if several."""
        plural = token.tag_ in {"NNS", "NNPS"} or token.lower_.endswith("s")
        if not plural or noun_lemma(token) not in role_words().heads.keys() | BODIES:
            return None
        labels = self._registry.labels
        of = [c for c in token.children if c.dep_ == "prep" and c.lower_ == "of"]
        inside = [*range(token.left_edge.i, token.i)]
        inside += [i for c in of for i in range(c.i, c.right_edge.i + 1)]
        if any(i in self._registry.at for i in inside):
            return None
        keys = tuple(dict.fromkeys(k for i in inside if (k := labels.party(i)) is not None))
        return Owner(parties=keys, joint=True) if len(keys) > 1 else None

    def _sets_apart(self, word: Token) -> bool:
        """Say whether a modifier makes the plural mean others ("world leaders")."""
        known = word.i in self._registry.labels.matches or word.lower_ in COUNTERS
        return not known and word.lower_ not in role_words().modifiers

    # ------------------------------------------------------------ parties and offices

    def _party(self, token: Token) -> Owner | None:
        """Return the party that the phrase itself names ("Moscow", "the Chinese side")."""
        match = self._registry.labels.matches.get(token.i)
        if match is not None and match.form != "demonym" and not self._only_ends(token):
            return Owner(parties=(match.key,))
        if token.lemma_ in OFFICES:
            boss = next((c for c in token.children if c.dep_ == "poss"), None)
            person = self._registry.at.get(boss.i) if boss is not None else None
            party = self._registry.persons[person].party if person is not None else None
            if party is not None:
                return Owner(parties=(party,))
        if token.lemma_ in BODIES:
            keys = list(self._parties_of(token))
            if len(keys) == 1:
                return Owner(parties=(keys[0],))
        return None

    def _only_ends(self, token: Token) -> bool:
        """Say whether the party only ends a longer name: "Real Madrid"."""
        first, matches = token.i, self._registry.labels.matches
        while matches.get(first - 1) is matches[token.i]:
            first -= 1
        before = self._doc[first - 1] if first else None
        named = before is not None and self._registry.labels.kinds[before.i] is Kind.NAME
        return named and before is not None and before.dep_ in {"compound", "nmod"}

    def _parties_of(self, token: Token) -> Iterator[str]:
        """Yield the parties named inside the noun phrase, once each."""
        seen = set()
        for index in self.span(token):
            key = self._registry.labels.party(index)
            if key is not None and key not in seen:
                seen.add(key)
                yield key

    def span(self, token: Token) -> Iterator[int]:
        """Yield the indexes of the noun phrase without clauses and conjuncts after its head."""
        for index in range(token.left_edge.i, min(token.right_edge.i + 1, token.i + 9)):
            if index > token.i and self._doc[index].dep_ in {"relcl", "acl", "cc", "punct"}:
                return
            yield index

    def _office(self, token: Token) -> Owner | None:
        """Return whom "the Russian leader", "the Prime Minister" means."""
        low = token.lemma_.lower()
        key = next(self._parties_of(token), None)
        if low in OTHERS and key is None:
            return self._other()
        if not self._offices.is_one(token):
            return None
        candidates = self._offices.holders(token, key)
        if candidates:
            chosen = self._offices.choice(candidates, token, self._spoke)
            return Owner((chosen,)) if chosen is not None else None
        plain = key is not None and self._offices.plain(token, self.span(token))
        return Owner(parties=(key,)) if key is not None and plain else None

    def _other(self) -> Owner | None:
        rest = [p for p in self._focus if p != self.last]
        return Owner((rest[0],)) if len(rest) == 1 else None


def offices_of(doc: Doc, registry: Registry, focus: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """Return titles by which untitled persons are meant: "the President of Russia"."""
    bare = {i for i in focus if not registry.persons[i].titles}
    if not bare:
        return {}
    resolver = Resolver(doc, registry, focus=focus)
    found: dict[int, tuple[str, ...]] = {}
    for token in doc:
        if token.i in registry.at or not registry.labels.head(token):
            continue
        inside = [i for i in resolver.span(token) if i in registry.labels.matches]
        owner = resolver.resolve(token) if inside else None
        if owner is not None and owner.single in bare and owner.single not in found:
            start = token.left_edge.i + (doc[token.left_edge.i].dep_ == "det")
            found[owner.single] = (doc[start : max([token.i, *inside]) + 1].text,)
    return found
