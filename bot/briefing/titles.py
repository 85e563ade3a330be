"""Names and offices as reported: which title to print, which name for short, what level met."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.briefing.identity import same_person
from bot.briefing.words import word_set
from bot.names import load_gazetteer
from store.wording import NUMERALS, SURNAME_FIRST, without_suffix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.names import Gazetteer
    from store.records import ArticleText, Participant

PARTICLES = word_set(
    "van der den de da das do dos di du del della la le von zu bin ibn al el ben ter"
)
LONGEST_TITLE = 70  # characters
OFFICE = re.compile(
    r"\b(?:president|minister|premier|chancellor|secretary|king|queen|emir|amir|sultan|pope|"
    r"chair(?:man|woman|person)?|commissioner|ambassador|envoy|representative|speaker|governor|"
    r"advis[eo]r|taoiseach|crown prince|director|chief|head|commander|spokes\w+)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"\b(?:counterparts?|guests?)\b", re.IGNORECASE)
VAGUE = re.compile(r"\b(?:senior )?(?:official|leader|member|diplomat)\b", re.IGNORECASE)
LEVELS = (
    (
        "foreign ministers",
        re.compile(r"foreign (?:affairs )?minister|minister (?:of|for) foreign", re.IGNORECASE),
    ),
    (
        "defence ministers",
        re.compile(
            r"defen[cs]e minister|minister (?:of|for) (?:national )?defen[cs]e", re.IGNORECASE
        ),
    ),
    (
        "prime ministers",
        re.compile(r"^(?!.*\b(?:deputy|vice|former)\b).*\bprime minister\b", re.IGNORECASE),
    ),
    (
        "presidents",
        re.compile(
            r"^(?!.*\b(?:vice|deputy|former|council|commission)\b).*\bpresident\b", re.IGNORECASE
        ),
    ),
)


def is_delegation(person: Participant) -> bool:
    """Tell whether a party is named instead of a person ("Czech Republic", "the EU")."""
    if person.titles or person.party is None:
        return False
    return load_gazetteer().resolve(person.name).keys == (person.party,)


def short_name(person: Participant, text: str, others: Sequence[Participant] = ()) -> str:
    """Return the part of the name by which the article goes on to call the person.

    The first or the last word of it, whichever stands alone in the text more often; when neither
    does, the surname by the custom of the person's party. A word that belongs to one of the
    others as well is no help; particles stay with the surname ("da Silva"), numerals with the name.
    """
    words = without_suffix(person.name.replace(",", "").split())
    numbered = person.name.split()[-1].casefold() in NUMERALS
    if len(words) < 2 or numbered:
        return person.name
    taken = {w for p in others if not _is_one(p, person) for w in p.name.replace(",", "").split()}
    first, last = (
        -1 if word in taken else _alone(word, person.name, text) for word in (words[0], words[-1])
    )
    if first == last:
        return words[0] if person.party in SURNAME_FIRST else _surname(words)
    return words[0] if first > last else _surname(words)


def _is_one(one: Participant, other: Participant) -> bool:
    return same_person(one.name, other.name, one.party)


def _surname(words: Sequence[str]) -> str:
    """Return the last word with the particles before it, never the whole name."""
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return " ".join(words[start:])


def _alone(word: str, name: str, text: str) -> int:
    whole = text.count(name)
    return len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text)) - whole


def short_title(person: Participant, article: ArticleText, gazetteer: Gazetteer) -> str | None:
    """Return a title as reported, without its leading country, or None.

    Only words that stand in the article are returned: a title that names an office comes first,
    then a vague one ("senior official"); the order of the record decides among equals.
    """
    text = " ".join(article.text.split())
    usable = [
        title
        for title in person.titles
        if title and " ".join(title.split()) in text and not RELATIVE.search(title)
    ]
    for pattern in (OFFICE, VAGUE):
        for title in usable:
            short = _without_country(" ".join(title.split()), person.party, gazetteer)
            if pattern.search(short):
                return _clipped(short)
    return _clipped(usable[0]) if usable else None


def _without_country(title: str, party: str | None, gazetteer: Gazetteer) -> str:
    """Drop "Russian " or "China’s " at the beginning: the side is named beside it."""
    for match in gazetteer.find(title)[:1]:
        rest = re.sub(r"^['’]s?\b", "", title[match.end :]).strip()
        if match.start <= len("the ") and match.key == party and rest:
            return rest
    return title


def _clipped(title: str) -> str | None:
    if len(title) <= LONGEST_TITLE:
        return title
    head = re.split(r"[,;]| and ", title[: LONGEST_TITLE + 1])[0]
    return head if len(head) <= LONGEST_TITLE else None


def level(people: Sequence[Participant]) -> str | None:
    """Return "foreign ministers" when every person is reported as one, else None."""
    if len(people) < 2 or not all(person.titles for person in people):
        return None
    for words, pattern in LEVELS:
        if all(any(pattern.search(title) for title in person.titles) for person in people):
            return words
    return None
