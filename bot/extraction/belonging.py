"""The party that stands beside a name: "of Germany", "(Germany)", "Germany's"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.labels import Kind, Labels

FELLOWS = frozenset({"counterpart", "colleague", "host", "guest", "visitor", "peer", "number"})

if TYPE_CHECKING:
    from spacy.tokens import Doc


def of_party(doc: Doc, labels: Labels, end: int) -> tuple[str | None, int]:
    """Return the party of "of Germany", "(Germany)" after a name, and its end."""
    if end < len(doc) and doc[end].text == "(":
        return _in_brackets(doc, labels, end)
    if end >= len(doc) or doc[end].lower_ != "of":
        return None, end
    index = end + 1
    while index < len(doc) and index < end + 8:
        if labels.kinds[index] is Kind.PARTY:
            match = labels.matches[index]
            while index < len(doc) and labels.matches.get(index) is match:
                index += 1
            return match.key, _office_end(doc, labels, index)
        if labels.kinds[index] not in {Kind.FILLER, Kind.ROLE}:
            break
        index += 1
    return None, end


def _in_brackets(doc: Doc, labels: Labels, end: int) -> tuple[str | None, int]:
    """Return the party that stands alone in brackets after a name, and where they close."""
    index = end + 1
    while index < len(doc) and doc[index].lower_ in {"of", "the"}:
        index += 1
    match = labels.matches.get(index)
    while match is not None and labels.matches.get(index) is match:
        index += 1
    if match is None or index >= len(doc) or doc[index].text[0] != ")":
        return None, end
    return match.key, index + 1


def _office_end(doc: Doc, labels: Labels, index: int) -> int:
    """Go on over the rest of "of the Thai National Security Council"."""
    while index < len(doc) and labels.kinds[index] is Kind.ROLE and doc[index].text[0].isupper():
        index += 1
    return index


def fellow(doc: Doc, labels: Labels, start: int) -> str | None:
    """Return the party of "his Georgian host, President NAME"."""
    at = start - 1 - (start > 0 and doc[start - 1].text == ",")
    key = labels.party(at) if at > 1 else None
    if key is not None:
        while labels.party(at) == key or doc[at].lower_ in {"in", "from", "of", "the"}:
            at -= 1
        return key if doc[at].lower_ in FELLOWS else None
    if at < 1 or doc[at].lower_ not in FELLOWS:
        return None
    before = range(max(0, at - 4), at)
    if not any(doc[i].tag_ == "PRP$" for i in before):  # "the Russian guest, Mr NAME" are two
        return None
    return next((key for i in reversed(before) if (key := labels.party(i)) is not None), None)


def possessor(doc: Doc, labels: Labels, start: int) -> str | None:
    """Return the party of "Iran's NAME", "Iran (NAME)": right in front of a name."""
    if start >= 2 and doc[start - 1].text == "(":
        return labels.party(start - 2)
    if start < 2 or doc[start - 1].lower_ not in {"'s", "’s", "'", "’"}:
        return None
    return labels.party(start - 2)
