"""The dateline of a report: "RIGA, 4 May (Agency) -", "Hanoi (Daily) –", "(Praia, 20.01.2025)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.context import context_of, text_of
from bot.extraction.lexicon import role_words
from store.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

STAGE = re.compile(
    r"\b(?:joint|shared|common) (?:news|press|media) (?:conference|briefing|appearance|statement"
    r"|availability)|\b(?:joint (?:appearance|briefing|statement to the press))"
    r"|\b(?:remarks|statements?) to (?:the )?(?:press|media)",
    re.IGNORECASE,
)
LINES = 3  # of the body, in which a dateline may stand: a byline may come first
_WORD = r"[^\W\d_][\w.'’]*"
_CITY = rf"(?P<city>{_WORD}(?:[ -]{_WORD}){{0,3}}?)"
PLAIN = re.compile(
    rf"[ \t]*{_CITY}(?P<rest>(?:,[^\n(–—]{{2,40}}?)?(?:[ ]?\([^)\n]{{2,40}}\))?)"
    r"(?P<mark>[ ]?(?:--|—|–)[ ]?|[ ]-[ ]|(?<=[^\W\d_a-z]{3})[.:][ ])(?=\S)"
)
BRACKETS = re.compile(rf"[ \t]*\({_CITY}(?P<rest>[^)\n]*\d[^)\n]*)\)[ ]")


_NUMERIC = r"\d{1,2}(?:st|nd|rd|th)?\.? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4}"
HEADING = re.compile(  # "Joint press conference, Praia, 20 January 2025"
    rf"^[^\n]*\b(?i:conference|briefing|availability|appearance|statements?|remarks|talks|meeting)"
    rf"(?:[ ][^\n,]{{0,40}})?,[ ](?P<place>[A-Z][^\n\d]{{2,70}}?),[ ](?:{_NUMERIC})\.?[ \t]*$",
    re.MULTILINE,
)
PLACE_AND_DAY = re.compile(
    rf"^[ \t]*(?P<place>[A-Z][^\n\d.;:]{{2,60}}?),[ ](?:{_NUMERIC})\.?[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where the city stands, and the whole dateline, in characters."""

    city: Span
    start: int
    end: int


def dateline_of(doc: Doc) -> Dateline | None:
    """Return the dateline that opens the body, if there is one."""
    text = text_of(doc)
    at = context_of(doc).headline
    seen = 0
    while at < len(text) and seen < LINES:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text[at:end].strip():
            seen += 1
            found = _in_line(text, at, end)
            if found is not None:
                return found
        at = end + 1
    return None


def heading_of(doc: Doc) -> Dateline | None:
    """Return the heading of a transcript, with place and day: in its line, or one of their own."""
    text = text_of(doc)
    end = _lines_end(text, LINES + 1)
    found = HEADING.search(text, 0, end)
    if found is None and STAGE.search(text, 0, end) is not None:
        found = PLACE_AND_DAY.search(text, context_of(doc).headline, end)
    if found is None:
        return None
    return Dateline(Span(found.start("place"), found.end("place")), found.start(), found.end())


def _lines_end(text: str, count: int) -> int:
    """Return the end of the first lines that are not empty."""
    at = seen = 0
    while at < len(text) and seen < count:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        seen += bool(text[at:end].strip())
        at = end + 1
    return min(at, len(text))


def _in_line(text: str, start: int, end: int) -> Dateline | None:
    for form in (PLAIN, BRACKETS):
        match = form.match(text, start, end)
        if match is not None and (form is BRACKETS or _is_city(match)):
            return Dateline(Span(match.start("city"), match.end("city")), start, match.end())
    return None


def _is_city(match: re.Match[str]) -> bool:
    """Capitals name a city by themselves; other words only before a date or an agency."""
    city, rest = match["city"], match["rest"]
    if {*city.lower().split()} & {*role_words().heads, *role_words().honorifics}:
        return False  # "MINISTER LEE:" opens a turn
    if city.isupper():
        return len(city) > 2
    told = rest.endswith(")") or any(c.isdigit() for c in rest)
    words = city.replace("-", " ").split()
    return told and match["mark"].strip() not in {".", ":"} and all(w[0].isupper() for w in words)


def city_name(doc: Doc, dateline: Dateline) -> str:
    """Return the city's name, not in capitals."""
    city = dateline.city.of(text_of(doc))
    return city.title() if city.isupper() else city
