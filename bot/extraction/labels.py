"""What each token may be in a person's mention: name, title word, party, honorific or filler."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from bot.extraction import leaders
from bot.extraction.context import text_of
from bot.extraction.lexicon import RoleWords, role_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from bot.names import Gazetteer, NameMatch


class Kind(Enum):
    """The part a token can play."""

    NAME = "name"
    PARTICLE = "particle"  # "bin", "von", a hyphen inside a name
    ROLE = "role"
    PARTY = "party"
    HONORIFIC = "honorific"
    FILLER = "filler"  # "of", "the", "'s" inside titles
    OTHER = "other"


MATTERS = 3  # words of what an office is about
OWNING = frozenset({"'s", "’s", "'", "’"})
FILLERS = frozenset({"of", "the", "for", "and", "&", "to", "on", "'s", "’s", "'", "’", "-", "in"})


@dataclass(frozen=True, slots=True)
class Labels:
    """The kinds of all tokens, and the party match that each token belongs to."""

    kinds: list[Kind]
    matches: dict[int, NameMatch] = field(default_factory=dict)

    def party(self, index: int) -> str | None:
        """Return the key of the party named at that token."""
        match = self.matches.get(index)
        return match.key if match else None

    def head(self, token: Token) -> bool:
        """Say whether the token is a title's head noun."""
        fits = self.kinds[token.i] in {Kind.ROLE, Kind.PARTY}  # "UN High Commissioner" is a party
        return fits and token.lower_ in role_words().heads


def match_tokens(doc: Doc, gazetteer: Gazetteer) -> dict[int, NameMatch]:
    """Return token index -> the gazetteer match that covers the token."""
    starts = {token.idx: token.i for token in doc}
    found: dict[int, NameMatch] = {}
    for match in gazetteer.find(text_of(doc)):
        index = starts.get(match.start)
        while index is not None and index < len(doc) and doc[index].idx < match.end:
            found[index] = match
            index += 1
    return found


def _capitalised(token: Token) -> bool:
    return bool(token.text[:1].isupper()) and token.text[0].isalpha()


def _shouted(token: Token) -> bool:
    return token.is_upper and len(token) > 1 and token.ent_type_ != "PERSON"


def _named(token: Token, roles: RoleWords) -> bool:
    """Say whether the token may be part of a name, going by its look."""
    if not _capitalised(token) or token.lower_ in roles.never:
        return False
    if _shouted(token) and token.lower_ not in roles.suffixes:
        return False
    first = token.is_sent_start or token.i == 0
    if not first or token.ent_type_ == "PERSON" or token.tag_ in {"NNP", "NNPS", "FW"}:
        return True
    return token.tag_ in {"VBN", "VBD", "VB", "NN"} and leaders.is_surname(token.lower_)


def _begins_name(token: Token, roles: RoleWords) -> bool:
    """Say whether a word of titles is a first name here: "High Representative Christian Weber"."""
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    plain = after.lower_ not in roles.modifiers and after.lower_ not in roles.heads
    return _capitalised(token) and token.ent_type_ == "PERSON" == after.ent_type_ and plain


def _kind(token: Token, roles: RoleWords, party: bool) -> Kind:  # noqa: FBT001
    low = token.lower_
    if party:
        return Kind.PARTY
    if low in FILLERS:
        return Kind.FILLER
    if low in roles.honorifics and (_capitalised(token) or low == "sheikh"):
        return Kind.HONORIFIC
    if low in roles.heads or low in roles.modifiers or low in roles.plurals:
        return Kind.NAME if low in roles.given and _begins_name(token, roles) else Kind.ROLE
    if low in roles.particles and not (_capitalised(token) and _named(token, roles)):
        return Kind.PARTICLE
    return Kind.NAME if _named(token, roles) else Kind.OTHER


def label_tokens(doc: Doc, gazetteer: Gazetteer) -> Labels:
    """Return the labels of all tokens of `doc`, in linear time."""
    roles = role_words()
    matches = match_tokens(doc, gazetteer)
    labels = Labels([_kind(token, roles, token.i in matches) for token in doc], matches)
    for token in doc:
        for index in _matters(labels, token):
            labels.kinds[index] = Kind.ROLE
    return labels


def _matters(labels: Labels, head: Token) -> range:
    """Return the words that nobody lists between a party and an office: "Peru's fog minister"."""
    begin = head.i
    if not labels.head(head) or labels.kinds[head.i] is not Kind.ROLE:
        return range(0)
    while begin > 0 and head.i - begin <= MATTERS and _matter(labels, head.doc[begin - 1], head):
        begin -= 1
    owner = begin - 1 - (begin > 1 and head.doc[begin - 1].lower_ in OWNING)
    named = head.i + 1 < len(head.doc) and labels.kinds[head.i + 1] is Kind.NAME
    found = owner >= 0 and labels.kinds[owner] is Kind.PARTY and named
    return range(begin, head.i) if found else range(0)


def _matter(labels: Labels, token: Token, head: Token) -> bool:
    """Say whether a word may be what an office is about: a noun written like the office itself."""
    alike = token.text[:1].isupper() == head.text[:1].isupper() and token.ent_type_ != "PERSON"
    plain = labels.kinds[token.i] in {Kind.NAME, Kind.OTHER, Kind.ROLE} and not labels.head(token)
    return token.is_alpha and token.pos_ in {"NOUN", "PROPN", "ADJ"} and alike and plain
