"""Reads sayings off a parse: which verb or phrase carries which words as its content.

`match_cues` only reads; `attribution` annotates. A saying is described in token offsets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extraction.bounds import bounded
from bot.extraction.complements import contents_of
from bot.extraction.lexicon import cue_words
from bot.extraction.sayings import Form, Saying
from bot.extraction.speakers import speaker_of
from bot.extraction.trees import agent_of, child, is_passive, own_subject, usable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from bot.extraction.contents import Content


def match_cues(doc: Doc) -> list[Saying]:
    """Return the sayings of a parsed text in the order of their cues."""
    found: list[Saying] = []
    for sentence in doc.sents:
        if usable(sentence):
            found.extend(match_sentence(sentence))
    return found


def match_sentence(sentence: Span) -> list[Saying]:
    """Return the sayings of one sentence."""
    verbs = cue_words().verbs
    found: list[Saying] = []
    for token in sentence:
        if token.lower_ in {"according", "in"}:
            found.extend(_according(sentence, token))
        elif token.lower_ == "as" and token.dep_ == "mark":
            found.extend(_as_noted(sentence, token))
        elif token.pos_ in {"VERB", "AUX"} and token.lemma_ in verbs:
            found.extend(_sayings_of(sentence, token))
    return [replace(s, sentence=sentence.start) for s in bounded(found, sentence.doc)]


def _sayings_of(sentence: Span, verb: Token) -> Iterator[Saying]:
    subject = speaker_of(verb, sentence)
    passive = is_passive(verb)
    agent = agent_of(verb)
    impersonal = passive and agent is None and not _addressed(verb)
    if passive and agent is None:
        subject = None if impersonal else subject
    for content in contents_of(sentence, verb, passive=passive):
        start, end = content.start, content.end
        if subject is not None and subject is not agent and _within(subject, content):
            continue
        yield Saying(
            verb=verb.i,
            cue=_cue_range(verb, content),
            content=(start, end),
            form=Form.AGENDA if content.agenda else _form(content),
            subject=subject.i if subject is not None else None,
            impersonal=impersonal,
            hole=content.hole,
        )


def _within(subject: Token, content: Content) -> bool:
    """Say whether the parse puts the speaker into what is said, which cannot be."""
    return content.start <= subject.i < content.end and content.hole is None


def _form(content: Content) -> Form:
    return Form.CLAUSE if content.clause else Form.OBJECT


def _addressed(verb: Token) -> bool:
    """Say whether a passive has the listener as its subject ("Putin was told that")."""
    subject = own_subject(verb)
    return subject is not None and subject.lower_ != "it" and verb.lemma_ in cue_words().listener


def _cue_range(verb: Token, content: Content) -> tuple[int, int]:
    """Return the verb with its auxiliaries, particle and light noun."""
    start, end = verb.i, verb.i + 1
    for token in verb.children:
        if token.dep_ in {"aux", "auxpass", "neg"} and token.i < verb.i and token.lower_ != "to":
            start = min(start, token.i)
        elif token.dep_ == "prt":
            end = max(end, token.i + 1)
    if content.cue_end is not None and content.cue_end > end:
        end = content.cue_end
    return (start, end) if end - start <= 6 else (verb.i, verb.i + 1)


def _according(sentence: Span, token: Token) -> Iterator[Saying]:
    """Yield "According to X, ..." and "In X's opinion, ..."."""
    doc = sentence.doc
    if token.lower_ == "according":
        to = doc[token.i + 1] if token.i + 1 < sentence.end else None
        source = child(to, "pobj") if to is not None and to.lower_ == "to" else None
        cue = (token.i, token.i + 2)
    else:
        noun = child(token, "pobj")
        named = noun is not None and noun.lemma_ in cue_words().source_nouns
        source = _whose(noun) if noun is not None and named else None
        cue = (token.i, noun.i + 1) if noun is not None else (token.i, token.i + 1)
    if source is None:
        return
    phrase_end = max(source.right_edge.i, cue[1] - 1) + 1
    content = _rest(sentence, token.i, phrase_end)
    if content[1] - content[0] > 2:
        yield Saying(cue[0], cue, content, Form.ACCORDING, source.i)


def _whose(noun: Token) -> Token | None:
    """Return X of "X's opinion", "the opinion of X"."""
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    return child(noun, "poss") or (child(of, "pobj") if of is not None else None)


def _as_noted(sentence: Span, token: Token) -> Iterator[Saying]:
    """Yield "As was pointed out at the meeting, ...", "As X noted, ...", "..., as X put it"."""
    verb = token.head
    subject = own_subject(verb)
    impersonal = subject is None and is_passive(verb)
    clear = verb.lemma_ == "make" and any(c.lower_ == "clear" for c in verb.children)
    said = clear or verb.lemma_ in cue_words().closing or _puts_it(verb)
    carries = any(
        c.dep_ in {"ccomp", "dobj"} and c.i > verb.i and c.pos_ != "ADJ" for c in _own(verb)
    )
    if not said or carries or (subject is None and not impersonal):
        return
    first, last = int(token.i), int(verb.right_edge.i) + 1
    inside = first > sentence.start
    if inside and (impersonal or sentence.doc[first - 1].text != ","):
        return
    cue, content = (verb.i, last if clear else verb.i + 1), _rest(sentence, first, last)
    hole = None
    if first > sentence.start + 2 and content == (
        last + 1,
        sentence.end,
    ):  # "This, as X made clear, is not so"
        content, hole = (sentence.start, sentence.end), (first - 1, last + 1)
    if content[1] - content[0] > 2:
        who = subject.i if subject is not None else None
        yield Saying(verb.i, cue, content, Form.ACCORDING, who, impersonal, hole)


def _puts_it(verb: Token) -> bool:
    return verb.lemma_ == "put" and any(c.lower_ == "it" for c in verb.children)


def _own(verb: Token) -> Iterator[Token]:
    """Yield what depends on a verb, but for the "it" of "put it"."""
    return (c for c in verb.children if c.lower_ != "it")


def _rest(sentence: Span, start: int, end: int) -> tuple[int, int]:
    """Return the sentence without a phrase at its beginning or end."""
    doc = sentence.doc
    if start - sentence.start <= 2:
        while end < sentence.end and doc[end].text in {",", ":"}:
            end += 1
        return end, sentence.end
    if sentence.end - end > 3:  # in the middle: it goes with what follows
        return end + (doc[end].text == ","), sentence.end
    return sentence.start, start
