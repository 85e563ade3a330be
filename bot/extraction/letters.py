"""Letters, cables and messages: verbs that report one, and a letter printed in full."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.context import context_of, text_of
from bot.extraction.events import Event
from bot.extraction.lexicon import meeting_words, words
from bot.extraction.trees import child, is_passive, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from bot.extraction.people import Registry

SENDING = words("send dispatch address wire cable transmit forward")
ADDRESSED = frozenset({"to"})
DEEDS = words("intent credence credit credentials understanding resignation protest")
INSIDE = frozenset({"in", "by"})
SALUTATION = re.compile(
    r"^[ \t]*(?:Your |Dear |Esteemed |Honou?rable )?(?:Excellenc(?:y|ies)|Majesty|Highness"
    r"|(?:Mr|Mrs|Ms|Madam|Sir|President|Prime Minister|Minister|Colleague|Friend)\b[^\n,]{0,60})"
    r"[ \t]*[,:!]?[ \t]*$",
    re.MULTILINE,
)
ADDRESS = re.compile(r"^[ \t]*To:?[ \t]+(?=\S)", re.MULTILINE)
CLOSING = re.compile(
    r"^[ \t]*(?:(?:Please )?[Aa]ccept|Yours|Sincerely|Respectfully|With (?:best|warm|kind|high))\b",
    re.MULTILINE,
)
CLOSING_LINES = 8  # in which a letter is signed


def letters_of(sentence: Span) -> Iterator[Event]:
    """Yield the letters that a sentence reports as written, sent, exchanged or received."""
    for token in sentence:
        if token.pos_ in {"VERB", "AUX"}:
            yield from _sent(token)
        elif token.lower_ in INSIDE:
            yield from _said_in(token)


def _sent(verb: Token) -> Iterator[Event]:
    letter = next((n for n in verb.children if n.dep_ in {"dobj", "nsubjpass"} and _is(n)), None)
    subject = subject_of(verb)
    ours: tuple[int, ...] = (subject.i,) if subject is not None and not is_passive(verb) else ()
    if verb.lemma_ in SENDING and letter is not None:
        theirs = _after(verb, ADDRESSED) or _after(letter, ADDRESSED) or _given(verb, letter)
    elif verb.lemma_ == "write" and (letter is not None or not _has_object(verb)):
        theirs = _after(verb, ADDRESSED) or _given(verb, letter)
    elif verb.lemma_ == "exchange" and letter is not None:
        theirs = _after(verb, frozenset({"with"})) or _after(letter, frozenset({"with"}))
        if not theirs and subject is not None:
            yield Event(verb.i, ours, (), letter=True)
    elif verb.lemma_ == "receive" and letter is not None:
        theirs = _after(verb, frozenset({"from"})) or _after(letter, frozenset({"from"}))
        ours, theirs = theirs, ours
    else:
        return
    if theirs:
        yield Event(verb.i, ours, theirs, letter=True)


def _said_in(link: Token) -> Iterator[Event]:
    """Yield "said in a letter to X"."""
    noun = child(link, "pobj")
    verb = link.head
    if noun is None or not _is(noun) or verb.pos_ != "VERB":
        return
    theirs, subject = _after(noun, ADDRESSED), subject_of(verb)
    if theirs and subject is not None:
        yield Event(link.i, (subject.i,), theirs, letter=True)


def is_letter(headline: Span, anchor: int) -> bool:
    """Say whether a headline's noun tells of letters: "Exchange of messages between X and Y"."""
    token = headline.doc[anchor]
    if token.lemma_.lower() != "exchange":
        return False
    return any(_is(word) for word in headline)


def _is(noun: Token) -> bool:
    """Say whether a noun is a letter, or what stands in one: "condolences"."""
    return noun.lemma_.lower() in meeting_words().letters


def is_deed(noun: Token) -> bool:
    """Say whether it is a paper that nobody writes to another: a letter of intent, of credence."""
    of = child(noun, "prep")
    about = child(of, "pobj") if of is not None and of.lower_ == "of" else None
    return about is not None and about.lower_ in DEEDS


def _has_object(verb: Token) -> bool:
    return any(c.dep_ in {"dobj", "ccomp"} for c in verb.children)


def _after(holder: Token, links: frozenset[str]) -> tuple[int, ...]:
    """Return who stands after "to", whether it hangs on the verb, the letter or its greetings."""
    for token in holder.subtree:
        if token.lower_ in links and token.i > holder.i and token.dep_ in {"prep", "dative"}:
            near = token.head.i == holder.i or _is(token.head) or _is(token.head.head)
            noun = child(token, "pobj")
            if near and noun is not None:
                return (noun.i,)
    return ()


def _given(verb: Token, letter: Token | None) -> tuple[int, ...]:
    """Return X of "sent X a letter"."""
    found = child(verb, "dative")
    return (found.i,) if found is not None and letter is not None and found.pos_ != "ADP" else ()


# ---------------------------------------------------------------- printed in full


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that the text prints: who signed it, its words in characters, whom it goes to."""

    signed: int
    start: int
    end: int
    meant: int | None = None  # a person of the registry, else
    party: str | None = None  # whose office the letter goes to


def printed_letter(doc: Doc, registry: Registry) -> Letter | None:
    """Return the letter that the text prints in full, if it does."""
    text = text_of(doc)
    greeting = SALUTATION.search(text, context_of(doc).headline)
    if greeting is None:
        return None
    found = _signature(doc, registry, greeting.end())
    if found is None:
        return None
    signed, end = found
    closing = CLOSING.search(text, greeting.end(), end)
    body = (greeting.end(), end if closing is None else closing.start())
    for first, last in _addresses(doc, greeting):
        inside = [t.i for t in doc if first <= t.idx < last]
        others = [registry.named[i] for i in inside if i in registry.named]
        meant = next((person for person in others if person != signed), None)
        own = registry.persons[signed].party
        keys = {k for i in inside if (k := registry.labels.party(i)) is not None} - {own}
        if meant is not None or len(keys) == 1:
            return Letter(signed, *body, meant, None if meant is not None else keys.pop())
    return None


def _addresses(doc: Doc, greeting: re.Match[str]) -> list[tuple[int, int]]:
    """Return where it may say to whom a letter goes: after "To", in the greeting, above it."""
    headline = context_of(doc).headline
    address = ADDRESS.search(text_of(doc), headline, greeting.start())
    found = [(address.end(), greeting.start())] if address is not None else []
    return [*found, (greeting.start(), greeting.end()), (0, headline)]


def _signature(doc: Doc, registry: Registry, start: int) -> tuple[int, int] | None:
    """Return who is named in a line of its own at the end, and where that line begins."""
    tail = _last_lines(text_of(doc), CLOSING_LINES)
    for token in doc:
        if token.idx < max(start, tail) or token.i not in registry.named:
            continue
        line = _line(text_of(doc), token.idx)
        first = registry.named[token.i]
        inside = {registry.named.get(t.i) for t in doc if line[0] <= t.idx < line[1]}
        if inside - {None} == {first} and line[1] - line[0] < 80 and token.idx < line[0] + 20:
            return first, line[0]
    return None


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _last_lines(text: str, count: int) -> int:
    at = len(text)
    for _ in range(count):
        before = text.rfind("\n", 0, at)
        if before < 0:
            return 0
        at = before
    return at
