"""Places told by a phrase: "the Omani capital", "the lakeside town of X", "Government House"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.dates import DAYS, MONTHS
from bot.extraction.labels import Kind
from bot.extraction.lexicon import meeting_words, role_words, words
from bot.names import load_gazetteer
from store.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from bot.extraction.labels import Labels

TOWNS = words("town city village resort port capital island suburb municipality spa")
INSIDE = words("of the de la di du del al and")  # lower-case words inside a building's name
LONGEST = 9  # words of such a phrase
EVENTS = words("forum summit conference session assembly congress council games festival fair")
CALENDAR = frozenset({*DAYS, *MONTHS})


def phrase_at(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return the place that a phrase at `start`, behind "in" or "at", tells."""
    start += start + 1 < stop and doc[start].lower_ == "the"
    stop = min(stop, start + LONGEST)
    return (
        _capital(doc, labels, start, stop)
        or _town(doc, labels, start, stop)
        or _building(doc, labels, start, stop)
    )


def _capital(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return "Omani capital", with the name if that follows."""
    end = start
    while end < stop and labels.kinds[end] is Kind.PARTY:
        end += 1
    end += end < stop and doc[end].lower_ in {"'s", "’s"}
    if end == start or end >= stop or doc[end].lower_ != "capital":
        return None
    match = labels.matches.get(end + 1)
    last = end + 1 if match is not None and match.form == "capital" else end
    return _span(doc, start, last + 1)


def _town(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return X of "the lakeside town of X"."""
    for index in range(start, stop - 2):
        token = doc[index]
        if token.lower_ in TOWNS and doc[index + 1].lower_ == "of":
            return unknown_place(doc, labels, index + 2, stop + 2)
        if not (token.is_alpha or token.text == "-") or labels.kinds[index] is Kind.NAME:
            return None
    return None


def _building(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return "Riga Castle", "private Galini Villa" without its adjective, with "in Bangkok"."""
    while start < stop and doc[start].text.islower() and doc[start].tag_ in {"JJ", "NN", "PRP$"}:
        start += 1
    end = _capitals_end(doc, start, stop)
    if doc[start].lower_ in meeting_words().seat_nouns and end > start + 1:
        return _span(doc, start, end)  # "Hotel de Matignon"
    while end > start + 1 and doc[end - 1].lower_ not in meeting_words().seat_nouns:
        end -= 1
    if end <= start + 1:
        return None
    town = end + 1
    if end + 1 < len(doc) and doc[end].lower_ == "in" and _is_town(doc, labels, town):
        last = _capitals_end(doc, town, town + 3)
        return _span(doc, start, last)
    return _span(doc, start, end)


def _is_town(doc: Doc, labels: Labels, index: int) -> bool:
    match = labels.matches.get(index)
    if match is not None:
        return match.form == "capital"
    return unknown_place(doc, labels, index, index + 3) is not None


def _capitals_end(doc: Doc, start: int, stop: int) -> int:
    """Return the end of a run of capitalised words, with "of the" inside."""
    end = index = start
    while index < min(stop, len(doc)) and not doc[index].is_space:
        if doc[index].text[:1].isupper():
            end = index + 1
        elif doc[index].lower_ not in INSIDE and doc[index].text not in {"-", "'s", "’s", "."}:
            break
        index += 1
    return end


def unknown_place(doc: Doc, labels: Labels, start: int, stop: int) -> Span | None:
    """Return a name that is no person's, organisation's or day's: a town that nobody lists."""
    end = start
    while end < min(stop, len(doc)) and _may_name(doc[end], labels):
        end += 1
    if end == start or doc[start].i in doc._.people.at:
        return None
    if end < len(doc) and doc[end].lower_ in {"'s", "’s"}:
        return None
    match = labels.matches.get(start)
    if match is not None:
        state = load_gazetteer().party(match.key).kind == "state"
        return _span(doc, start, end) if state and match.form != "demonym" else None
    return _span(doc, start, end)


def _may_name(token: Token, labels: Labels) -> bool:
    low = token.lower_
    if not token.text[:1].isupper() or token.is_upper or low in CALENDAR:
        return False
    known = low in EVENTS or low in role_words().heads or labels.kinds[token.i] is Kind.HONORIFIC
    return not known and token.ent_type_ not in {"DATE", "EVENT", "NORP", "LAW"}


def _span(doc: Doc, start: int, end: int) -> Span:
    last = doc[end - 1]
    return Span(int(doc[start].idx), int(last.idx + len(last)))
