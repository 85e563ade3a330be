"""The gazetteer: which state or organisation a name, demonym, capital, code or flag stands for.

`find` reads running English prose, `resolve` what a person types, `close` guesses at typos.
All names are data: `lexicon/parties.toml`; native names of states come from Babel.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WORD = re.compile(r"\w+")
_LOOKALIKES = str.maketrans("\u2018\u2019\u02bc`\u00b4\u00a0", "''''' ")  # one character each
_EDGES = " \t\r\n.,;:!?…\"'()[]{}<>*_~`«»“”„、。،؟（）"
_LONGEST_PHRASE = 80  # characters; no name is longer
_LISTS = {"alias": "aliases", "capital": "capitals", "demonym": "demonyms"}  # form: field
_NO_PLURAL = ("s", "sh", "ch", "se")  # "the Dutch", "Chinese"


@dataclass(frozen=True, slots=True)
class Party:
    """A state or organisation. `kind` is "state" or "organisation".

    `key` is ISO 3166 alpha-2 for states, an acronym for organisations; `code` is alpha-3.
    `capitals` holds seats of government too ("Kremlin").
    """

    key: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name found in a text. `form` is "name", "alias", "capital" or "demonym"."""

    start: int
    end: int
    key: str
    form: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a typed phrase stands for.

    `keys`: one when resolved, several when ambiguous, none when unknown. `form` is one of
    NameMatch's or "code", "flag", "native", "". `note` is to be echoed: "PRC → China".
    """

    keys: tuple[str, ...]
    form: str
    typed: str
    note: str | None = None


class Gazetteer:
    """All parties and their names. Never changes once built, so threads may share it."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        """Index the names of a lexicon in the form of `parties.toml`."""
        self._parties = {party.key: party for party in _parties(lexicon)}
        names = _names(lexicon, self._parties)
        loose = {text: fold(text) for text in names if text not in lexicon["as_typed"]}
        # for find: every spelling, and the spellings by first word
        self._prose = _variants(names, loose) | names
        self._starts = _by_first_word(self._prose)
        # for resolve: exactly as typed, or folded; for close: what may be meant
        self._exact = _flags(lexicon, self._parties) | _codes(lexicon, self._parties) | names
        self._folded = {folded: names[text] for text, folded in reversed(loose.items())}
        self._guesses = {text: loose[text] for text in loose if _guessable(text, names[text])}
        self._languages = tuple(lexicon["languages"])
        self._not_typos = frozenset(lexicon["not_typos"])
        self._not_native = frozenset(lexicon["not_native"])
        self._notes = {fold(text): note for text, note in lexicon["notes"].items()}

    def party(self, key: str) -> Party:
        """Return the party. Raises KeyError when there is none."""
        return self._parties[key]

    def find(self, text: str) -> list[NameMatch]:
        """Return the names in English prose, in order: whole words, longest first, no overlap.

        Case counts, but for names all in capitals. Takes time linear in the length of `text`.
        """
        text = text.translate(_LOOKALIKES)
        found, end = [], 0
        for word in _WORD.finditer(text):
            start = word.start()
            name = _name_at(text, start, self._starts.get(word[0], ())) if start >= end else None
            if name is None:
                continue
            end, meaning = start + len(name), self._prose[name]
            if meaning.keys:
                found.append(NameMatch(start, end, meaning.keys[0], meaning.form))
        return found

    def first_party(self, text: str) -> str | None:
        """Return the key of the first name or demonym in a title; capitals do not count."""
        return next((match.key for match in self.find(text) if match.form != "capital"), None)

    def resolve(self, phrase: str) -> Resolution:
        """Return what a typed phrase as a whole stands for; an unknown one has no keys."""
        typed = phrase.strip()
        meaning = self._meaning(typed) if len(typed) <= _LONGEST_PHRASE else _NOTHING
        return Resolution(meaning.keys, meaning.form, typed, self._note(typed, meaning))

    def close(self, phrase: str) -> list[tuple[str, str, float]]:
        """Return (key, name meant, score 0..100) for typos, best first, one row a party.

        A name may be one slip away, from ten letters on two. Words and unknown names give [].
        """
        typed = fold(phrase)
        if not 5 <= len(typed) <= _LONGEST_PHRASE or typed in self._not_typos:
            return []
        edits = 2 if len(typed) >= 10 else 1
        near = extract(typed, self._guesses, scorer=OSA.distance, score_cutoff=edits, limit=None)
        rows = [
            (key, text, 100 * (1 - slips / max(len(typed), len(name))))
            for name, slips, text in near
            for key in self._exact[text].keys
            if slips and _is_slip(typed, name)
        ]
        rows.sort(key=lambda row: row[2])
        return sorted({row[0]: row for row in rows}.values(), key=lambda row: -row[2])

    def _meaning(self, typed: str) -> _Meaning:
        known = self._exact.get(typed) or self._exact.get(_bare(typed))
        return known or self._folded.get(fold(typed)) or self._native(typed)

    def _native(self, typed: str) -> _Meaning:
        names, folded = _native_names(self._languages), fold(typed)
        codes = names.get(_bare(typed).casefold()) or names.get(folded) or ()
        keys = tuple(code for code in codes if code in self._parties)
        return _Meaning(keys, "native") if keys and folded not in self._not_native else _NOTHING

    def _note(self, typed: str, meaning: _Meaning) -> str | None:
        note = self._notes.get(fold(typed)) if meaning.keys else None
        if note is None and (not meaning.keys or (meaning.form, len(meaning.keys)) == ("name", 1)):
            return None
        parties = [self.party(key) for key in meaning.keys]
        names = " or ".join(party.name for party in parties)
        government = meaning.form == "capital" and parties[0].kind == "state"
        return f"{typed} → {note or names}" + " (government)" * government


@cache
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer of `lexicon/parties.toml`, built at the first call."""
    text = files("bot").joinpath("lexicon/parties.toml").read_text(encoding="utf-8")
    return Gazetteer(tomllib.loads(text))


def flag_of(key: str) -> str:
    """Return the flag emoji of a state (and of EU and UN), "" for other parties."""
    return "".join(chr(ord("🇦") + ord(c) - ord("A")) for c in key) if len(key) == 2 else ""


def fold(text: str) -> str:
    """Return `text` for comparing: no case, accents, outer punctuation, "the" or possessive."""
    plain = _unaccented(_bare(text)).casefold().replace("ı", "i").replace("&", " and ")
    plain = re.sub(r"[\u2010-\u2015-]", " ", re.sub(r"\.(?!\S)", "", plain))
    return " ".join(plain.split())


def _bare(text: str) -> str:
    """Return `text` without outer punctuation, leading "the" and possessive ending."""
    text = text.translate(_LOOKALIKES).strip(_EDGES)
    text = text[4:] if text[:4].lower() == "the " else text
    return text[:-2] if text[-2:].lower() == "'s" else text


def _unaccented(text: str) -> str:
    """Return `text` without combining marks and invisible format characters."""
    if text.isascii():
        return text
    kept = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(c for c in kept if unicodedata.category(c) != "Cf"))


def _name_at(text: str, start: int, names: Sequence[str]) -> str | None:
    """Return the first of `names` that stands at `start` as whole words."""
    for name in names:
        if text.startswith(name, start) and not _WORD.match(text, start + len(name)):
            return name
    return None


def _is_slip(typed: str, name: str) -> bool:
    """Tell slips of the finger ("Chian") from other words ("Susan" is not Sudan).

    People seldom miss the first letter, and a short word with one letter exchanged is most often
    a word of its own.
    """
    if typed[0] not in name[:2] or name[0] not in typed[:2]:
        return False
    return len(typed) > 5 or len(name) != len(typed) or sorted(typed) == sorted(name)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one spelling stands for: nothing, one party, or several."""

    keys: tuple[str, ...]
    form: str  # as in Resolution


_NOTHING = _Meaning((), "")


def _parties(lexicon: Mapping[str, Any]) -> Iterator[Party]:
    for kind, table in (("state", "states"), ("organisation", "organisations")):
        for key, row in lexicon[table].items():
            lists = {field: tuple(row.get(field, ())) for field in _LISTS.values()}
            yield Party(key=key, name=row["name"], kind=kind, code=row.get("code"), **lists)


def _names(lexicon: Mapping[str, Any], parties: Mapping[str, Party]) -> dict[str, _Meaning]:
    """Map every spelling to what it stands for; the first to claim a spelling has it."""
    names = dict.fromkeys(lexicon["elsewhere"], _NOTHING)
    for form, rows in lexicon["ambiguous"].items():
        names |= {text: _Meaning(tuple(keys), form) for text, keys in rows.items()}
    names |= {party.name: _Meaning((key,), "name") for key, party in parties.items()}
    for form, field in _LISTS.items():
        for key, party in parties.items():
            texts = getattr(party, field)
            plurals = (t + "s" for t in texts if form == "demonym" and not t.endswith(_NO_PLURAL))
            for text in (*texts, *plurals):
                names.setdefault(text, _Meaning((key,), form))
    return names


def _variants(names: Mapping[str, _Meaning], texts: Iterable[str]) -> dict[str, _Meaning]:
    """Return spellings met in prose besides: without accents, and all in capitals."""
    found: dict[str, _Meaning] = {}
    for text in texts:
        plain = _unaccented(text)
        shouted = (text.upper(), plain.upper()) if len(text) >= 4 else ()
        found |= dict.fromkeys((plain, *shouted), names[text])
    return found


def _codes(lexicon: Mapping[str, Any], parties: Mapping[str, Party]) -> dict[str, _Meaning]:
    """Return ISO 3166 codes in capitals, but those that are words."""
    states = [party for party in parties.values() if party.kind == "state"]
    codes = {code: party.key for party in states for code in (party.key, party.code) if code}
    return {
        c: _Meaning((key,), "code") for c, key in codes.items() if c not in lexicon["not_codes"]
    }


def _flags(lexicon: Mapping[str, Any], parties: Mapping[str, Party]) -> dict[str, _Meaning]:
    """Return flags as emoji and as Slack writes them."""
    flags = {flag_of(key): key for key in parties if flag_of(key)}
    flags |= {f":flag-{key.lower()}:": key for key in flags.values()} | lexicon["flags"]
    return {flag: _Meaning((key,), "flag") for flag, key in flags.items()}


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Map the first word of names to those names, longest first."""
    starts: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        starts.setdefault(_WORD.findall(name)[0], []).append(name)
    return starts


def _guessable(text: str, meaning: _Meaning) -> bool:
    """Whether typos of this name can be told from words: short names have many neighbours."""
    return bool(meaning.keys) and len(text) >= (5 if meaning.form == "name" else 6)


@cache
def _native_names(languages: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Map names of territories in these languages to ISO codes; takes some 100 ms, once."""
    from babel import Locale  # noqa: PLC0415  (only for a phrase that no other index knows)

    names: dict[str, tuple[str, ...]] = {}
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            for text in (name, re.sub(r"\s*[(（].*", "", name)):
                folded = fold(text)
                short = folded.isascii() and len(folded) < 4  # "Çin" is China, "cin" is nothing
                key = text.casefold() if short else folded
                names[key] = tuple(dict.fromkeys((*names.get(key, ()), code)))
    return names
