"""Names in a list behind one title: "the foreign ministers of Peru and Chile, A and B"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.extraction.labels import Kind
from bot.extraction.lexicon import role_words, words
from bot.extraction.titles import Title

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from bot.extraction.labels import Labels
    from bot.extraction.mentions import Mention

REACH = 26  # tokens of the title of several
JOINS = frozenset({",", "and", "&"})
MARKS = frozenset({",", "-", "–", "—", ":", "("})  # between the title of several and its names
LINKS = frozenset({"of", "from"})
STATES = words("republic kingdom state federation sultanate emirate principality")
OWNING = frozenset({"'s", "’s"})


@dataclass(frozen=True, slots=True)
class Group:
    """The title of several, the parties that it names in order, and how many names went before."""

    title: Title
    parties: tuple[str, ...] = ()
    count: int = 0


def in_groups(doc: Doc, labels: Labels, found: list[Mention]) -> list[Mention]:
    """Return the mentions with what a list gives its names, which the model tags as this and that.

    "ministers A and B" gives both the title; "of Peru and Chile, A and B" also the parties in
    order; in "Peru's A, Chile's B" B is somebody if A is.
    """
    made: list[Mention] = []
    groups: list[Group | None] = []
    for at, mention in enumerate(found):
        near = bool(made) and _joined(doc, labels, made[-1].right, mention.left)
        group = _group(doc, labels, mention.left)
        if group is not None and doc[mention.left - 1].text in MARKS and not group.parties:
            sole = mention.honorific or _length(doc, labels, found[at:]) < 2
            group = None if sole else group  # "to journalists, Mr Lee said"
        if group is None and near and (known := groups[-1]) is not None:
            group = replace(known, count=known.count + 1)
        groups.append(group)
        if group is not None and not mention.titles:
            size = group.count + _length(doc, labels, found[at:])
            made.append(_member(mention, group, size))
        else:
            somebody = near and made[-1].person and mention.party is not None
            sure = somebody and mention.end - mention.start > 1
            made.append(replace(mention, person=True) if sure else mention)
    for at in range(len(made) - 2, -1, -1):
        first, after = made[at], made[at + 1]
        near = after.person and _joined(doc, labels, first.right, after.left)
        if near and first.party is not None and first.end - first.start > 1:
            made[at] = replace(first, person=True)
    return made


def _member(mention: Mention, group: Group, size: int) -> Mention:
    party = mention.party
    if party is None and len(group.parties) == 1:
        party = group.parties[0]
    elif party is None and len(group.parties) == size:
        party = group.parties[group.count]
    left = mention.left if group.count else group.title.start
    return replace(mention, left=left, titles=(group.title,), party=party, person=True)


def _length(doc: Doc, labels: Labels, rest: list[Mention]) -> int:
    """Return how many names stand in a row."""
    size = 1
    while size < len(rest) and _joined(doc, labels, rest[size - 1].right, rest[size].left):
        size += 1
    return size


def _joined(doc: Doc, labels: Labels, start: int, end: int) -> bool:
    """Say whether only ", and Chile's" stands between two names."""
    between = [t for t in doc[start:end] if labels.kinds[t.i] is not Kind.PARTY]
    between = between[:-1] if between and between[-1].lower_ in OWNING else between
    return 0 < len(between) <= 2 and all(t.lower_ in JOINS for t in between)


def _group(doc: Doc, labels: Labels, start: int) -> Group | None:
    """Return the title of several in front of a name: "Finance ministers", "ministers of ...,"."""
    stop = start - 1 if start and doc[start - 1].text in MARKS else start
    head = stop - 1
    while head > max(0, stop - REACH) and _states(doc, labels, head):
        head -= 1
    plural = head >= 0 and doc[head].lower_ in role_words().plurals
    of_states = stop < start and _of_state(doc, labels, stop - 1)  # "of Peru and Chile, A"
    if not plural or (head < stop - 1 and not (of_states and doc[head + 1].lower_ in LINKS)):
        return None
    begin = head
    while begin > max(0, head - REACH) and labels.kinds[begin - 1] is Kind.ROLE:
        begin -= 1
    first = begin
    while first > max(0, head - REACH) and _states(doc, labels, first - 1):
        first -= 1
    while doc[begin].tag_ == "PRP$":
        begin += 1
    if first == begin - 1 and labels.kinds[first] is Kind.PARTY:
        return Group(Title(first, head + 1, labels.party(first)), (str(labels.party(first)),))
    spots = [*range(first, begin), *range(head + 1, stop)]
    parties = dict.fromkeys(key for i in spots if (key := labels.party(i)) is not None)
    return Group(Title(begin, _matter_end(doc, labels, head, stop), None), tuple(parties))


def _of_state(doc: Doc, labels: Labels, last: int) -> bool:
    """Say whether a state ends there: "of Chile", "of the Kyrgyz Republic"."""
    state = doc[last].lower_ in STATES and labels.kinds[last - 1] is Kind.PARTY
    return state or labels.kinds[last] is Kind.PARTY


def _matter_end(doc: Doc, labels: Labels, head: int, stop: int) -> int:
    """Return the end of "Ministers of Water Resources" in front of "of Peru and Chile"."""
    end = head + 2
    while end < stop and doc[end].is_alpha and doc[end].text[0].isupper():
        if labels.kinds[end] is Kind.PARTY or doc[end].lower_ in STATES:
            return head + 1
        end += 1
    return end if end > head + 2 and doc[end].lower_ in {*LINKS, "from"} else head + 1


def _states(doc: Doc, labels: Labels, index: int) -> bool:
    """Say whether a token may stand in "of Peru and the Republic of Chile"."""
    low = doc[index].lower_
    matter = labels.kinds[index] is Kind.ROLE or doc[index].text[:1].isupper()
    if matter and low not in role_words().plurals and index + 1 < len(doc):
        return labels.kinds[index] is Kind.PARTY or low in STATES or _is_matter(doc, labels, index)
    return low in {*LINKS, "the", "and", ",", "&"}


def _is_matter(doc: Doc, labels: Labels, index: int) -> bool:
    """Say whether a word is of "ministers of Water Resources of": capitals up to the two "of"."""
    first = last = index
    while doc[first].text[:1].isupper() or doc[first].lower_ in {"and", "&"}:
        if labels.kinds[first] is Kind.PARTY or first == 0:
            return False
        first -= 1
    while last < len(doc) - 1 and (
        doc[last].text[:1].isupper() or doc[last].lower_ in {"and", "&"}
    ):
        last += 1
    of = doc[first].lower_ == "of" and doc[last].lower_ in LINKS
    return of and doc[first - 1].lower_ in role_words().plurals
