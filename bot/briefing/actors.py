"""Who is meant: parties and persons in the words of a question, longest names first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rapidfuzz import fuzz, process

from bot.briefing.topics import is_label
from bot.briefing.words import FILLERS, JOINERS, SENTENCE_WORDS
from store.wording import fold, without_suffix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.names import Gazetteer, Resolution

LONGEST_NAME = 4  # words
CLOSE_ENOUGH = 80.0  # rapidfuzz score of a mistyped person
CLEAR_LEAD = 3.0  # by how much the best guess must beat the second
FAR_AHEAD = 10  # times that a person is named more often than all others of that surname
# codes that are ordinary words when they are not in capitals
PRONOUN_CODES = frozenset({"us", "who", "it", "in", "no", "is", "so", "at", "be", "me", "my", "to"})


class Person(Protocol):
    """A person known to the archive."""

    @property
    def name(self) -> str:
        """The full name."""

    @property
    def party(self) -> str | None:
        """The key of the party, when known."""

    @property
    def count(self) -> int:
        """The number of articles that name the person."""

    @property
    def spellings(self) -> Sequence[str]:
        """Every spelling of the name."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the question and whether a comma or the like follows."""

    text: str
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A stretch of the question that names a party or a person.

    `options` are (label, replacement text) pairs when several could be meant; `typo` says that
    the words were only close to a name; `place` that a place is meant ("in Moscow").
    """

    words: str
    party: str | None = None
    person: str | None = None
    form: str = ""
    note: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    typo: bool = False


class Names:
    """Everything that a name is looked up in, indexed once a question."""

    def __init__(self, gazetteer: Gazetteer, persons: Sequence[Person]) -> None:
        self.gazetteer = gazetteer
        self.whole: dict[str, list[Person]] = {}
        self.ending: dict[str, list[Person]] = {}
        self.first: dict[str, list[Person]] = {}
        for person in persons:
            for spelling in person.spellings:
                words = without_suffix(fold(spelling).split())
                _note_in(self.whole, words, person)
                _note_in(self.first, words[:1], person)
                for index in range(1, len(words)):
                    _note_in(self.ending, words[index:], person)

    def people(self, phrase: str) -> list[Person]:
        """Return whom a full name or surname means; first words count when no last one fits.

        "Wang" alone is a person of that name only where no two known people are called so.
        """
        folded = " ".join(without_suffix(fold(phrase).split()))
        whole, longer = self.whole.get(folded, []), self.ending.get(folded, [])
        if " " in folded:
            return whole or longer
        longer = longer or self.first.get(folded, [])
        several = len({person.name for person in longer} - {person.name for person in whole}) > 1
        return longer if several else whole or longer

    def party_name(self, key: str) -> str:
        """Return the plain name of a party, or its key when the gazetteer has none."""
        try:
            return self.gazetteer.party(key).name
        except KeyError:
            return key


def _note_in(table: dict[str, list[Person]], words: Sequence[str], person: Person) -> None:
    """File the person under the words, once."""
    people = table.setdefault(" ".join(words), [])
    if person not in people:
        people.append(person)


def tokens_of(plain: str, names: Names) -> list[Token]:
    """Split a plain question into words; "China-Russia" and "China/Russia" fall apart."""
    tokens: list[Token] = []
    for raw in plain.replace("/", " / ").replace("&", " & ").replace(",", " , ").split():
        word = _bare(raw)
        if not word:
            if tokens:
                tokens[-1] = Token(tokens[-1].text, closes=True)
            continue
        parts = _parts(word, names)
        tokens += [Token(part, closes=True) for part in parts[:-1]]
        tokens.append(Token(parts[-1], closes=raw[-1] in ";:!?"))
    return tokens


def _bare(raw: str) -> str:
    if raw.startswith(":flag-"):
        return raw
    word = raw.strip("?!,;:()[]{}*_~<>#@=^|\\%")
    if word.count(".") <= 1:
        word = word.strip(".")
    word = word.strip("-") or ""
    return word[:-2] if word.lower().endswith(("'s", "s'")) and "'" in word else word.strip("'")


def _parts(word: str, names: Names) -> list[str]:
    """Split at hyphens unless the whole is a name ("Guinea-Bissau", "Jong-un")."""
    pieces = [piece for piece in word.split("-") if piece]
    if len(pieces) < 2 or len(pieces) > 6 or word.startswith(":"):
        return [word]
    if names.gazetteer.resolve(word).keys or names.people(word):
        return [word]
    named = [names.gazetteer.resolve(piece).keys or names.people(piece) for piece in pieces]
    return pieces if all(named) else [word]


def actor_at(tokens: Sequence[Token], index: int, names: Names) -> tuple[Actor, int] | None:
    """Return the longest name that starts at `index`, and the number of its words."""
    longest = min(LONGEST_NAME, len(tokens) - index)
    for size in range(longest, 0, -1):
        window = tokens[index : index + size]
        if any(token.closes for token in window[:-1]):
            continue
        if size > 1 and {window[0].text.lower(), window[-1].text.lower()} & JOINERS:
            continue
        phrase = " ".join(token.text for token in window)
        actor = _party(phrase, size, tokens, names) or _person(phrase, size, names)
        if actor:
            return actor, size
    return None


def _party(phrase: str, size: int, tokens: Sequence[Token], names: Names) -> Actor | None:
    if size == 1 and not _may_be_code(phrase, tokens):
        return None
    found = names.gazetteer.resolve("US" if phrase == "us" else phrase)
    if not found.keys:
        return None
    if len(found.keys) > 1:
        options = tuple((n, n) for n in (names.party_name(key) for key in found.keys))
        return Actor(phrase, options=options)
    return Actor(phrase, party=found.keys[0], form=found.form, note=_note(found))


def _note(found: Resolution) -> str | None:
    """Echo what is not plain English, but not a mere adjective ("Chinese")."""
    return None if found.form == "demonym" else found.note


def _may_be_code(word: str, tokens: Sequence[Token]) -> bool:
    """Tell a code from a word: "US" is one, "us" only in a bare list, "IN" not among capitals."""
    lower = word.lower()
    if lower in PRONOUN_CODES and lower != "us":
        return False
    if lower == "us":
        bare = len(tokens) <= 3 and not any(t.text.lower() in SENTENCE_WORDS for t in tokens)
        return word == "US" or bare
    return lower not in FILLERS


def _person(phrase: str, size: int, names: Names) -> Actor | None:
    if size == 1 and (phrase.lower() in FILLERS or len(phrase) < 2):
        return None
    found = names.people(phrase)
    if not found:
        return None
    people = sorted({p.name: p for p in found}.values(), key=lambda p: (-p.count, p.name))
    best, others = people[0], people[1:]
    if others and best.count < FAR_AHEAD * others[0].count:
        return Actor(phrase, options=tuple((name, name) for name in sorted(p.name for p in people)))
    note = f"{phrase} → {best.name}" if others else None
    return Actor(phrase, person=best.name, party=best.party, note=note)


def guess_at(tokens: Sequence[Token], index: int, names: Names) -> tuple[Actor, int] | None:
    """Return the one name that mistyped words at `index` are close to, longest first."""
    for size in range(min(3, len(tokens) - index), 0, -1):
        window = tokens[index : index + size]
        if any(token.closes for token in window[:-1]):
            continue
        if any(token.text.lower() in FILLERS for token in window):
            continue
        phrase = " ".join(token.text for token in window)
        actor = None if is_label(phrase) else _guess(phrase, names)
        if actor:
            return actor, size
    return None


def _guess(phrase: str, names: Names) -> Actor | None:
    if len(phrase) < 4:
        return None
    guesses = [(score, "party", key) for key, _, score in names.gazetteer.close(phrase)]
    guesses += [(score, "person", name) for name, score in _close_persons(phrase, names)]
    guesses.sort(key=lambda guess: -guess[0])
    best = [g for g in guesses if g[0] > guesses[0][0] - CLEAR_LEAD]
    labels = dict.fromkeys(names.party_name(g[2]) if g[1] == "party" else g[2] for g in best)
    if len(labels) > 1:
        return Actor(phrase, options=tuple((label, label) for label in labels), typo=True)
    if not best:
        return None
    _, kind, value = best[0]
    if kind == "party":
        return Actor(phrase, party=value, form="name", typo=True)
    return Actor(phrase, person=value, party=names.people(value)[0].party, typo=True)


def _close_persons(phrase: str, names: Names) -> list[tuple[str, float]]:
    """Return persons whose full name, or last or first word, is nearly `phrase`."""
    folded = fold(phrase)
    if len(folded) < 5:
        return []
    found: dict[str, float] = {}
    tables = (names.whole,) if " " in folded else (names.whole, names.ending, names.first)
    for table in tables:
        for _, score, key in process.extract(
            folded, {key: key for key in table}, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH
        ):
            for person in table[key]:
                found[person.name] = max(score, found.get(person.name, 0.0))
    return list(found.items())
