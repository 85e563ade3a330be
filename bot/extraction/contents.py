"""What readers of complements share: the frame they read, the content they find, its edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.lexicon import CueWords, cue_words, meeting_words, words
from bot.extraction.trees import child, is_infinitive

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

FOLLOWING = words(
    """to for on of over about with against between regarding concerning toward towards as in
    into upon from among through by"""
)
MODIFIERS = frozenset({"prep", "dative", "acl", "relcl"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A cue verb in its sentence, and the word lists to read it by."""

    sentence: Span
    verb: Token
    cues: CueWords


@dataclass(frozen=True, slots=True)
class Content:
    """Token range of a content; `cue_end` when words after the verb belong to the cue."""

    start: int
    end: int
    clause: bool = False
    agenda: bool = False
    cue_end: int | None = None
    hole: tuple[int, int] | None = None  # words of the cue inside the content


Reader = Callable[[Frame], Iterator[Content]]


def reaching_back(verb: Token, start: int) -> int:
    """Return where a content begins when a noun phrase between the cue and it was left out.

    Parsers tear "said | Latvia, | being a member, could": what stands right behind the cue and
    is neither a listener nor a time belongs to what is said.
    """
    doc = verb.doc
    first = verb.i + 1 + any(c.dep_ == "prt" and c.i == verb.i + 1 for c in verb.children)
    if first >= start or verb.lemma_ in cue_words().listener:
        return start
    token = doc[first]
    opens = token.pos_ in {"DET", "NOUN", "PROPN", "ADJ", "NUM", "PRON"}
    if not opens or token.ent_type_ in {"DATE", "TIME"} or token.lower_ in {"that", "how", "what"}:
        return start
    listening = any(c.dep_ == "dative" for c in verb.children if first <= c.i < start)
    parted = any(t.pos_ in {"VERB", "AUX", "ADP", "SCONJ"} for t in doc[first:start])
    return start if parted or (listening and doc[start].text not in {"’", "'"}) else first


def split_that(sentence: Span, start: int, end: int) -> Iterator[Content]:
    """Split "A and that B" into A and B."""
    doc = sentence.doc
    begin = start
    for index in range(start + 2, end - 2):
        if doc[index].lower_ != "that" or doc[index].dep_ != "mark":
            continue
        if doc[index - 1].lower_ in {"and", "but", "or"}:
            stop = index - 1
            stop -= doc[stop - 1].text == ","
            yield Content(begin, stop, clause=True)
            begin = index + 1
    yield Content(begin, end, clause=True)


def following(verb: Token, noun: Token) -> int:
    """Return where the object ends, with phrases after it that the parser hung on the verb."""
    end = int(noun.right_edge.i) + 1
    for token in verb.children:
        if token.left_edge.i == end and is_infinitive(token):
            end = token.right_edge.i + 1
        elif token.i >= end and token.dep_ in MODIFIERS:
            if token.i > end + 1 or not _belongs(token):
                break
            end = token.right_edge.i + 1
    return end


def _belongs(token: Token) -> bool:
    """Say whether a phrase after an object is part of it, not of the circumstances."""
    head = child(token, "pobj")
    return token.lower_ in FOLLOWING and (
        head is None or head.lemma_ not in meeting_words().impersonal
    )
