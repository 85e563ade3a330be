"""The word lists of `bot/lexicon` that extraction uses, read once, as frozen values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def load_toml(name: str) -> dict[str, Any]:
    """Return the parsed `bot/lexicon/<name>.toml`."""
    return tomllib.loads((files("bot") / "lexicon" / f"{name}.toml").read_text("utf-8"))


def words(text: str) -> frozenset[str]:
    """Return the set of blank-separated words."""
    return frozenset(text.split())


def _table(section: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in section.items()}


@dataclass(frozen=True, slots=True)
class CueWords:
    """Which complements carry the content of which verb (lemmas)."""

    clause: frozenset[str]
    object: frozenset[str]
    infinitive: frozenset[str]
    person: frozenset[str]
    listener: frozenset[str]
    closing: frozenset[str]
    prep: Mapping[str, frozenset[str]]
    agenda_object: frozenset[str]
    agenda_prep: Mapping[str, frozenset[str]]
    agenda_nouns: Mapping[str, frozenset[str]]
    agenda_update: frozenset[str]
    light: Mapping[str, frozenset[str]]
    holder_verbs: frozenset[str]
    holder_nouns: frozenset[str]
    source_nouns: frozenset[str]
    passive: frozenset[str]  # "the need for peace was stressed": nobody is named
    participle: frozenset[str]  # may go on from another cue: "..., adding that"
    predicate: frozenset[str]  # "called it a mistake"
    rated: frozenset[str]  # "evaluated highly"
    particle: frozenset[str]  # "ruled out the use of force"
    state_clause: frozenset[str]  # adjectives: "was confident that"
    state_infinitive: frozenset[str]  # "is ready to"
    state_prep: frozenset[str]  # "was clear about"
    noun_verbs: frozenset[str]  # "satisfaction was expressed with"
    noun_nouns: frozenset[str]
    noun_agenda: frozenset[str]

    @property
    def verbs(self) -> frozenset[str]:
        """Every lemma that can be a cue."""
        plain = self.clause | self.object | self.infinitive | self.person | self.agenda_object
        phrases = self.predicate | self.particle | self.rated | self.noun_verbs | {"be", "stand"}
        return plain | phrases | set(self.prep) | set(self.agenda_prep) | set(self.light)


@cache
def cue_words() -> CueWords:
    """Return the cue lexicon."""
    raw = load_toml("cues")
    agenda, holders = raw["agenda"], raw["holders"]
    return CueWords(
        clause=words(raw["clause"]),
        object=words(raw["object"]),
        infinitive=words(raw["infinitive"]),
        person=words(raw["person"]),
        listener=words(raw["listener"]),
        closing=words(raw["closing"]),
        prep=_table(raw["prep"]),
        agenda_object=words(agenda["object"]),
        agenda_prep=_table(agenda["prep"]),
        agenda_nouns=_table(agenda["nouns"]),
        agenda_update=words(agenda["update"]),
        light=_table(raw["light"]),
        holder_verbs=words(holders["verbs"]),
        holder_nouns=words(holders["nouns"]),
        source_nouns=frozenset(raw["sources"]["nouns"]),
        passive=words(raw["passive"]),
        predicate=words(raw["predicate"]),
        rated=words(raw["rated"]),
        particle=words(raw["particle"]),
        state_clause=words(raw["state"]["clause"]),
        state_infinitive=words(raw["state"]["infinitive"]),
        state_prep=words(raw["state"]["prep"]),
        noun_verbs=words(raw["noun"]["verbs"]),
        noun_nouns=words(raw["noun"]["nouns"]),
        noun_agenda=words(raw["noun"]["agenda"]),
        participle=words(raw["clause"]) | words(holders["verbs"]) | words(raw["participle"]),
    )


@cache
def misread_verbs() -> frozenset[str]:
    """Return verbs that stand in the way of others for a rule lemmatizer."""
    return words(load_toml("cues")["lemmas"]["never"])


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Words of titles and of names."""

    heads: Mapping[str, int]  # noun -> rank, 5 = head of state or government
    modifiers: frozenset[str]
    honorifics: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    given: frozenset[str]  # first names among the words of titles
    never: frozenset[str]
    synonyms: Mapping[str, frozenset[str]]
    plurals: Mapping[str, str]  # "ministers" -> "minister"
    absent: Mapping[str, frozenset[str]]  # party -> offices that its own people do not hold


@cache
def role_words() -> RoleWords:
    """Return the title lexicon."""
    raw = load_toml("roles")
    names, honorifics = raw["names"], raw["honorifics"]
    heads = {word: int(rank) for rank, line in raw["heads"].items() for word in line.split()}
    return RoleWords(
        heads=heads,
        plurals={f"{word}s": word for word in heads if f"{word}s" not in heads},
        modifiers=words(raw["words"]["modifiers"]) | words(raw["words"]["states"]),
        honorifics=words(honorifics["words"]),
        male=words(honorifics["male"]),
        female=words(honorifics["female"]),
        particles=words(names["particles"]),
        suffixes=words(names["suffixes"]),
        given=words(names["given"]),
        never=words(names["never"]),
        synonyms={key: words(line) for key, line in raw["synonyms"].items()},
        absent={key: words(line) for key, line in raw["absent"].items()},
    )


@dataclass(frozen=True, slots=True)
class MeetingWords:
    """Words that report an encounter."""

    partner: Mapping[str, frozenset[str]]  # verb -> prepositions; "" = direct object
    light: frozenset[str]
    nouns: frozenset[str]
    headline: frozenset[str]
    capitals: frozenset[str]  # verbs of headlines that may be written with a capital
    together: frozenset[str]
    attending: frozenset[str]
    kinds: Mapping[str, tuple[str, ...]]
    planned: tuple[str, ...]
    cancelled: tuple[str, ...]
    seats: tuple[str, ...]
    seat_nouns: frozenset[str]
    travel: frozenset[str]  # verbs and nouns behind which "to" leads to the place
    joint_nouns: frozenset[str]
    joint_alone: frozenset[str]
    impersonal: frozenset[str]
    appearing: frozenset[str]  # verbs of those who stand together
    letters: frozenset[str]
    outlets: frozenset[str]  # last words of outlets' names
    reporters: frozenset[str]


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", "").split("|") if part.strip())


@cache
def meeting_words() -> MeetingWords:
    """Return the meeting lexicon."""
    raw = load_toml("meetings")
    place, joint = raw["place"], raw["joint"]
    return MeetingWords(
        partner=_table(raw["partner"]),
        light=words(raw["light"]["verbs"]),
        nouns=words(raw["light"]["nouns"]),
        headline=words(raw["headline"]["nouns"]),
        capitals=words(raw["headline"]["verbs"]),
        together=words(raw["together"]["verbs"]),
        attending=words(raw["attending"]["verbs"]),
        kinds={key: tuple(forms) for key, forms in raw["kind"].items()},
        planned=_phrases(raw["status"]["planned"]),
        cancelled=_phrases(raw["status"]["cancelled"]),
        seats=_phrases(place["seats"]),
        seat_nouns=words(place["nouns"]),
        travel=words(place["travel"]),
        joint_nouns=words(joint["nouns"]),
        joint_alone=words(joint["alone"]),
        impersonal=words(joint["impersonal"]),
        appearing=words(raw["together"]["appearing"]),
        letters=words(raw["letter"]["nouns"]),
        outlets=words(raw["press"]["outlets"]),
        reporters=words(raw["press"]["reporters"]),
    )
