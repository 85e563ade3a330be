"""Titles beside a name: in front of it, after it in apposition, and "of Germany"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.belonging import of_party
from bot.extraction.context import text_of
from bot.extraction.labels import Kind, Labels
from bot.extraction.lexicon import role_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

TITLE_REACH = 22  # tokens that a title in front of a name may have
APPOSITIVE_REACH = 30
NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM"})
LEADING = frozenset({"a", "an", "the", "now"})  # in front of a title after a name
ENDS = frozenset({".", ",", ")", ";", ":", "”", '"'})


@dataclass(frozen=True, slots=True)
class Title:
    """Token range of a title phrase and the party that it names."""

    start: int
    end: int
    party: str | None


# ---------------------------------------------------------------- in front of the name


def title_before(
    doc: Doc, labels: Labels, start: int, edge: int
) -> tuple[tuple[Title, ...], str | None, int]:
    """Return the titles in front, the honorific and where it all begins."""
    index, honorific = start, None
    while index > edge and labels.kinds[_stopped(doc, index) - 1] is Kind.HONORIFIC:
        index = _stopped(doc, index) - 1
        honorific = doc[index].lower_
    if index < start and doc[index].is_sent_start:
        return (), honorific, index  # a line or sentence begins with "H.E. Mr."
    comma = index > edge and doc[index - 1].text == ","
    stop = index - 1 if comma else index
    begin = _leftmost(doc, labels, stop, edge)
    begin = _tidied(doc, labels, _behind_to(doc, labels, begin, stop), stop)
    if begin >= stop or not _has_head(doc, labels, begin, stop):
        return (), honorific, index
    if comma and not _apposed(doc, begin, stop, start):
        return (), honorific, index
    title = Title(begin, stop, _party_in(labels, begin, stop))
    return (title,), honorific or _title_honorific(doc, begin, stop), begin


def _stopped(doc: Doc, index: int) -> int:
    """Go back over the full stop of "Hon." that the model takes for a token."""
    return index - 1 if index > 1 and doc[index - 1].text == "." else index


def _behind_to(doc: Doc, labels: Labels, begin: int, stop: int) -> int:
    """Return where the title of B begins in "A, State Secretary to Prime Minister B"."""
    before = begin - 1 - (begin > 1 and doc[begin - 1].lower_ in {"a", "an", "the"})
    if before < 1 or doc[before].text != "," or labels.kinds[before - 1] is not Kind.NAME:
        return begin
    for index in range(begin + 1, stop - 1):
        if doc[index].lower_ == "to" and _has_head(doc, labels, begin, index):
            return index + 1 if _has_head(doc, labels, index + 1, stop) else begin
    return begin


def _leftmost(doc: Doc, labels: Labels, stop: int, edge: int) -> int:
    begin = stop
    while begin > max(edge, stop - TITLE_REACH) and _fits(doc, labels, begin - 1, stop):
        begin -= 1
        if doc[begin].is_sent_start:
            break
    return begin


def _fits(doc: Doc, labels: Labels, index: int, stop: int) -> bool:
    """Say whether the token may stand in the title that ends at `stop`."""
    kind = labels.kinds[index]
    if kind in {Kind.ROLE, Kind.PARTY, Kind.HONORIFIC}:
        return True
    if kind is not Kind.FILLER or index == stop - 1:
        return kind is Kind.FILLER and doc[index].lower_ in {"'s", "’s"}
    low = doc[index].lower_
    if low in {"the", "'s", "’s", "-", "'", "’"}:
        return True
    before = labels.kinds[index - 1] if index else Kind.OTHER
    if low in {"on", "in"}:
        return False
    if low in {"and", "&"}:
        return before is Kind.ROLE and _joins(doc, labels, index, stop)
    return before is Kind.ROLE


def _joins(doc: Doc, labels: Labels, index: int, stop: int) -> bool:
    """Say whether "and" at `index` joins parts of one person's title, not two persons."""
    if labels.head(doc[index - 1]) and not doc[index - 1].text[:1].isupper():
        return False
    if labels.kinds[index + 1] is Kind.PARTY:
        return False
    begin = index
    while begin > 0 and labels.kinds[begin - 1] in {Kind.ROLE, Kind.PARTY}:
        begin -= 1
    article = begin > 0 and doc[begin - 1].lower_ == "the"
    return not (article and labels.head(doc[index - 1])) and stop - index < 8


def _tidied(doc: Doc, labels: Labels, begin: int, stop: int) -> int:
    """Move `begin` right past fillers and lower-case words that start no title."""
    while begin < stop:
        token, kind = doc[begin], labels.kinds[begin]
        if kind in {Kind.PARTY, Kind.HONORIFIC} and not _dangling(doc, labels, begin, stop):
            return begin
        if kind is Kind.ROLE and (
            token.pos_ in {"PROPN", "NOUN", "ADJ"} or token.text[0].isupper()
        ):
            return begin
        begin += 1
    return begin


def _dangling(doc: Doc, labels: Labels, begin: int, stop: int) -> bool:
    """A party that only ends what came before ("... in Moscow President Putin")."""
    match = labels.matches.get(begin)
    return bool(
        match
        and match.form == "capital"
        and begin > 0
        and doc[begin - 1].lower_ in {"in", "at", "to"}
        and begin + 1 < stop
    )


def _has_head(doc: Doc, labels: Labels, begin: int, stop: int) -> bool:
    return any(labels.head(token) for token in doc[begin:stop])


def _apposed(doc: Doc, begin: int, stop: int, start: int) -> bool:
    """Say whether a name after a comma belongs to the title before the comma."""
    root = doc[start]
    while root.dep_ in {"compound", "nmod"} and root.head.i != root.i:
        root = root.head
    if root.dep_ == "appos" and begin <= root.head.i < stop:
        return True
    end = root.i + 1
    return end >= len(doc) or doc[end].text in ENDS or doc[end].is_space


def _party_in(labels: Labels, begin: int, stop: int) -> str | None:
    """Return the party of a title: the first one named in it."""
    for index in range(begin, stop):
        key = labels.party(index)
        if key is not None:
            return key
    return None


def _title_honorific(doc: Doc, begin: int, stop: int) -> str | None:
    roles = role_words()
    for token in doc[begin:stop]:
        if token.lower_ in roles.male or token.lower_ in roles.female:
            return str(token.lower_)
    return None


# ---------------------------------------------------------------- after the name


def titles_after(doc: Doc, labels: Labels, right: int) -> tuple[tuple[Title, ...], int]:
    """Return titles in apposition (", President of Poland"; ", a member of ... and ...")."""
    if right >= len(doc) or doc[right].text != ",":
        return (), right
    begin = right + 1
    stop = _appositive_end(doc, labels, begin)
    if stop <= begin or not _heads_early(doc, labels, begin, stop):
        return (), right
    named = stop < len(doc) and labels.kinds[stop] is Kind.NAME and not doc[stop].is_sent_start
    if named and not any(t.lower_ == "to" for t in doc[begin:stop]):
        return (), right
    cuts = _cuts(doc, labels, begin, stop)
    served = _of_the_served(doc, labels, stop) if named else None
    return tuple(Title(a, b, _party_in(labels, a, b) or served) for a, b in cuts), stop


def _of_the_served(doc: Doc, labels: Labels, index: int) -> str | None:
    """Return the party of him whom somebody serves: "... to Prime Minister NAME of Sweden"."""
    while index < len(doc) and labels.kinds[index] is Kind.NAME:
        index += 1
    return of_party(doc, labels, index)[0]


def title_below(doc: Doc, labels: Labels, start: int, right: int) -> tuple[tuple[Title, ...], int]:
    """Return the title in the line under a name that has a line of its own, as in a signature."""
    if not (_breaks(doc, start) and right < len(doc) and _breaks(doc, right)):
        return (), right
    begin = right + 1 if doc[right].is_space else right
    stop = _appositive_end(doc, labels, begin)
    ended = stop >= len(doc) or _breaks(doc, stop)
    if stop <= begin or not ended or not _heads_early(doc, labels, begin, stop):
        return (), right
    return (Title(begin, stop, _party_in(labels, begin, stop)),), stop


def _served(doc: Doc, labels: Labels, begin: int, stop: int) -> int:
    """Return the end of "State Secretary to Prime Minister" in front of the latter's name."""
    to = next((i for i in range(begin + 1, stop) if doc[i].lower_ == "to"), None)
    return stop if to is not None and _has_head(doc, labels, begin, to) else begin


def _breaks(doc: Doc, index: int) -> bool:
    """Say whether a line ends in front of a token, or the text begins there."""
    if index == 0:
        return True
    before = doc[index - 1]
    return "\n" in text_of(doc)[before.idx : doc[index].idx + doc[index].is_space]


def _next_person(doc: Doc, labels: Labels, begin: int, index: int) -> bool:
    """Say whether the name at `index` has the title in front of it: "A, Foreign Minister B"."""
    titled = index > begin and labels.head(doc[index - 1])
    return titled or doc[index].ent_type_ == "PERSON"


def _appositive_end(doc: Doc, labels: Labels, begin: int) -> int:
    allowed = {Kind.ROLE, Kind.PARTY, Kind.FILLER, Kind.HONORIFIC, Kind.PARTICLE}
    index = begin
    while index < min(len(doc), begin + APPOSITIVE_REACH) and not (
        doc[index].is_sent_start and index > begin
    ):
        token = doc[index]
        if labels.kinds[index] is Kind.NAME and _next_person(doc, labels, begin, index):
            return _served(doc, labels, begin, index)
        plain = labels.kinds[index] in allowed or token.pos_ in NOMINAL
        if (token.is_punct and token.text not in {"-", "&", "'", "’"}) or not plain:
            break
        index += 1
    while index > begin and labels.kinds[index - 1] is Kind.FILLER:
        index -= 1
    return index


def _heads_early(doc: Doc, labels: Labels, begin: int, stop: int) -> bool:
    """Say whether the phrase is a title: its head noun before any "of", no name in front."""
    for index in range(begin, min(stop, begin + 9)):
        if labels.head(doc[index]):
            return True
        if labels.kinds[index] is Kind.NAME or doc[index].lower_ in {"and", "of"}:
            return False
    return False


def _cuts(doc: Doc, labels: Labels, begin: int, stop: int) -> list[tuple[int, int]]:
    """Split "a member of X and Chinese Minister of Y" into its titles, without articles."""
    parts: list[tuple[int, int]] = []
    start = begin
    for index in range(begin + 1, stop - 1):
        if doc[index].lower_ == "and" and _heads_early(doc, labels, index + 1, stop):
            parts.append((start, index))
            start = index + 1
    parts.append((start, stop))
    return [(a + (doc[a].lower_ in LEADING), b) for a, b in parts]


def title_text(doc: Doc, title: Title) -> str:
    """Return a title as written, that of several in the singular: "ministers A and B"."""
    text = str(doc[title.start : title.end].text.strip(" ,"))
    several = _several(doc, title)
    if several is None:
        return text
    return text.replace(doc[several].text, doc[several].text.removesuffix("s"), 1)


def _several(doc: Doc, title: Title) -> int | None:
    """Return the head of the title of several: "ministers", not in "Council of Ministers"."""
    for index in range(title.start, title.end):
        if doc[index].lower_ == "of":
            return None
        last = index + 1 == title.end or doc[index + 1].lower_ == "of"
        if last and doc[index].lower_ in role_words().plurals:
            return index
    return None


def head_words(doc: Doc, labels: Labels, title: Title) -> list[str]:
    """Return the head nouns of a title ("foreign minister" -> ["minister"])."""
    words = [token.lower_ for token in doc[title.start : title.end] if labels.head(token)]
    several = _several(doc, title)
    return words if several is None else [*words, role_words().plurals[doc[several].lower_]]
