"""Persons' names in running text, with the titles and parties that stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction import leaders
from bot.extraction.belonging import fellow, of_party, possessor
from bot.extraction.labels import Kind, Labels
from bot.extraction.lexicon import role_words
from bot.extraction.titles import Title, title_before, title_below, titles_after
from store.wording import NUMERALS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from spacy.tokens import Doc, Token

NAME_REACH = 8
SPEAKING = frozenset({"say", "speak", "tell", "add", "agree", "answer", "reply", "ask", "warn"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as token range `start:end`; `left:right` also covers titles beside it."""

    start: int
    end: int
    left: int
    right: int
    titles: tuple[Title, ...] = ()
    honorific: str | None = None
    party: str | None = None  # "of Germany" right after the name
    person: bool = False  # tagged a person by the model


def find_mentions(doc: Doc, labels: Labels) -> list[Mention]:
    """Return the mentions of persons in textual order, without overlap."""
    found: list[Mention] = []
    edge = 0
    for start, end in _name_runs(doc, labels):
        mention = _mention(doc, labels, start, end, edge)
        if mention is not None:
            found.append(mention)
            edge = mention.end
    return found


def _name_runs(doc: Doc, labels: Labels) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(doc):
        if labels.kinds[index] is Kind.NAME:
            end = _run_end(doc, labels, index)
            yield _led(doc, labels, _trimmed(doc, labels, index, end)), end
            index = end
        else:
            index += 1


def _led(doc: Doc, labels: Labels, start: int) -> int:
    """Take in particles in front of a name: "von der Leyen"."""
    begin = start
    while begin > 0 and start - begin < 3 and labels.kinds[begin - 1] is Kind.PARTICLE:
        if not doc[begin - 1].is_alpha:
            break
        begin -= 1
    return begin


def _run_end(doc: Doc, labels: Labels, index: int) -> int:
    """Return the end of the name that starts at `index`."""
    end = index + 1
    while end < len(doc) and end - index < NAME_REACH and not doc[end].is_sent_start:
        step = _step(doc, labels, end)
        if step == 0:
            break
        end += step
    return end


def _step(doc: Doc, labels: Labels, end: int) -> int:
    """Return how many tokens at `end` continue the name before them."""
    token, kind = doc[end], labels.kinds[end]
    if not doc[end - 1].whitespace_ and token.text == "-" and not token.whitespace_:
        return 2 if end + 1 < len(doc) and doc[end + 1].is_alpha else 0
    if token.text == "," and _is_suffix(doc, end + 1):
        return 2
    if kind is Kind.NAME or _is_suffix(doc, end):
        return 1
    if kind is Kind.PARTICLE:
        ahead = _particles(labels, end)
        return ahead if ahead and labels.kinds[end + ahead - 1] is Kind.NAME else 0
    return int(_name_after_all(doc, labels, end))


def _particles(labels: Labels, end: int) -> int:
    """Return the length of "bin Hamad", "von der Leyen" at `end`, 0 when no name follows."""
    kinds = labels.kinds
    for offset in range(1, 4):
        if end + offset >= len(kinds):
            return 0
        if kinds[end + offset] is Kind.NAME:
            return offset + 1
        if kinds[end + offset] not in {Kind.PARTICLE, Kind.FILLER}:
            return 0
    return 0


def _is_suffix(doc: Doc, index: int) -> bool:
    if index >= len(doc) or not doc[index].text[:1].isupper():
        return False
    low = doc[index].lower_
    return low in {"jr", "jr.", "sr", "sr."} or (low in role_words().suffixes and low.isalpha())


def _name_after_all(doc: Doc, labels: Labels, end: int) -> bool:
    """A title word or a place that the model takes for the last part of a name ("John Major")."""
    token = doc[end]
    if labels.kinds[end] not in {Kind.ROLE, Kind.PARTY, Kind.HONORIFIC}:
        return False
    if not token.text[:1].isupper() or token.ent_type_ != "PERSON" or token.ent_iob_ != "I":
        return False
    last = end + 1 >= len(doc) or doc[end + 1].ent_iob_ != "I"
    return last and labels.kinds[end - 1] is Kind.NAME


def _trimmed(doc: Doc, labels: Labels, start: int, end: int) -> int:
    """Drop leading words that the model keeps out of the person's name ("Gazprom Alexei")."""
    for index in range(start + 1, end - 1):
        if doc[index].ent_type_ == "PERSON" and doc[index].ent_iob_ == "B":
            titled = start > 0 and labels.head(doc[start - 1])  # "Minister Esteban Umaña"
            return index if doc[start].ent_type_ != "PERSON" and not titled else start
    return start


def _mention(doc: Doc, labels: Labels, start: int, end: int, edge: int) -> Mention | None:
    before, honorific, left = title_before(doc, labels, start, edge)
    party, right = of_party(doc, labels, end)
    after, beyond = titles_after(doc, labels, right)
    if not after:
        after, beyond = title_below(doc, labels, left, right)
    owner = possessor(doc, labels, left) or fellow(doc, labels, left)
    party = party or owner
    if owner is not None and any(t.party not in {None, owner} for t in after):
        after, beyond = (), right  # somebody else's title: "Iran's A, Saudi crown prince ..."
    right = beyond
    person = any(t.ent_type_ == "PERSON" for t in doc[start:end])
    person = person or (fellow(doc, labels, left) is not None and end - start > 1)
    titles = (*before, *after)
    if not (titles or honorific or person or party):
        return Mention(start, end, start, end)
    return Mention(start, end, left, right, titles, honorific, party, person)


def name_text(doc: Doc, mention: Mention) -> str:
    """Return the name's words, without the stop of a sentence that ends in "Juan Carlos I."."""
    name = str(doc[mention.start : mention.end].text)
    last = name.rsplit(maxsplit=1)[-1]
    return name[:-1] if last[-1] == "." and last[:-1].casefold() in NUMERALS else name


def root_of(token: Token) -> Token:
    """Return the head of a flat name ("Sergei" -> "Lavrov")."""
    for _ in range(NAME_REACH):
        if token.dep_ not in {"compound", "nmod"} or token.head.i == token.i:
            break
        token = token.head
    return token


def is_person(doc: Doc, mention: Mention, published: date | None) -> bool:
    """Say whether a name is somebody's: titled, tagged, speaking for a state, or a leader's."""
    if mention.titles or mention.honorific:
        return True
    if _full(doc, mention) and (mention.person or _speaks(doc, mention)):
        return True
    return leaders.party_of(name_text(doc, mention), published) is not None


def _speaks(doc: Doc, mention: Mention) -> bool:
    """Say whether "Kenya's NAME" says something: the model may not know the name for one."""
    root = root_of(doc[mention.end - 1])
    verb = root.head.head if root.dep_ == "conj" else root.head
    subject = root.dep_ == "nsubj" or (root.dep_ == "conj" and root.head.dep_ == "nsubj")
    return mention.party is not None and subject and verb.lemma_ in SPEAKING


def _full(doc: Doc, mention: Mention) -> bool:
    """Say whether there are two names at least: "Corridor VIII" is none of anybody's."""
    return sum(t.lower_ not in role_words().suffixes for t in doc[mention.start : mention.end]) > 1
