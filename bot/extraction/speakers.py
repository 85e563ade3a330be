"""Reads who speaks off a parse: the source of a cue verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.lexicon import cue_words, meeting_words, words
from bot.extraction.referents import noun_lemma
from bot.extraction.trees import (
    agent_of,
    is_fragment,
    is_infinitive,
    is_passive,
    last_conjunct,
    own_subject,
    subject_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

INSERTS = words("while when after in speaking commenting referring for on who")
OPENS = words(
    "open begin start conclude end close finish reply respond underline underscore stress"
)
MATTERS = frozenset({"discuss"})  # "Discussing trade, they agreed": what it was about, no more
LEADS_IN = words("like want wish continue begin start go proceed take use rise step")


def speaker_of(verb: Token, sentence: Span) -> Token | None:
    """Return the head token of the source of a cue verb."""
    return _parsed_speaker(verb, sentence) or _name_in_front(verb, sentence)


def _name_in_front(verb: Token, sentence: Span) -> Token | None:
    """Return the noun right in front of a finite verb whose subject the parser missed."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.i == sentence.start or verb.dep_ == "relcl":
        return None
    before = sentence.doc[verb.i - 1]
    if before.dep_ == "advmod" and verb.i - sentence.start > 1:
        before = sentence.doc[verb.i - 2]
    if before.text == ",":
        return _before_insertion(before, sentence)
    if before.pos_ == "PROPN" or noun_lemma(before) in meeting_words().joint_nouns:
        return before
    return before if before.pos_ in {"NOUN", "PRON"} and verb.dep_ == "ROOT" else None


def _before_insertion(comma: Token, sentence: Span) -> Token | None:
    """Return X of "X, while agreeing that ..., noted that": the noun in front of the insertion."""
    for token in sentence.doc[sentence.start + 1 : comma.i]:
        if token.text == "," and token.nbor(-1).pos_ in {"PROPN", "PRON", "NOUN"}:
            head = token.nbor(-1)
            return head if token.nbor(1).lower_ in INSERTS else None
    return None


def _parsed_speaker(verb: Token, sentence: Span) -> Token | None:
    agent = agent_of(verb)
    if agent is not None:
        return agent
    own = own_subject(verb)
    if own is not None:
        return _own_speaker(verb, own)
    if verb.tag_ == "VB":
        first = _first_conjunct(verb)
        return _parsed_speaker(first, sentence) if first is not verb else _bare_speaker(verb)
    if verb.tag_ == "VBG":
        return _gerund_speaker(verb, sentence)
    if verb.dep_ == "acl" or (verb.tag_ == "VBN" and verb.i == sentence.start):
        bare = verb.head.dep_ == "ROOT" and verb.tag_ == "VBN" and is_fragment(sentence)
        return verb.head if bare else None
    return subject_of(_lifted(verb))


def _first_conjunct(verb: Token) -> Token:
    while verb.dep_ == "conj" and verb.head.tag_ == "VB":
        verb = verb.head
    return verb


def _bare_speaker(verb: Token) -> Token | None:
    """Return the source of an infinitive: "met to discuss", "would like to thank"."""
    if verb.dep_ == "conj" and verb.head.tag_ == "VBP":
        return subject_of(verb)
    modal = any(c.tag_ == "MD" for c in verb.children)
    if not modal and not is_infinitive(verb):
        return None  # "cooperation to combat, | advance |, and strengthen", "help X | defend |"
    return None if _mere_purpose(verb) else subject_of(_lifted(verb))


def _own_speaker(verb: Token, own: Token) -> Token | None:
    behind = [c for c in [*verb.children, *own.children] if c.dep_ in {"nsubj", "appos"}]
    nearest = next((c for c in behind if c.right_edge.i == verb.i - 1 and c.i > own.i), None)
    if nearest is not None and nearest.pos_ == "PROPN":
        own = nearest  # "Welcoming Mr X, Mr Y said": a true apposition would end in a comma
    last = last_conjunct(verb)
    if last is not None and (verb.head.lemma_ in cue_words().agenda_object or _torn(own, last)):
        own = last
    return subject_of(_governor(verb)) if _is_partner(own, verb) else own


def _torn(first: Token, last: Token) -> bool:
    """Say whether a parse joins a matter with who speaks next: "trade, and the leaders said"."""
    joint = meeting_words().joint_nouns
    return noun_lemma(last) in joint and first.pos_ == "NOUN" and noun_lemma(first) not in joint


def _gerund_speaker(verb: Token, sentence: Span) -> Token | None:
    """Return the source of "..., adding that", "opened by saying that", "while agreeing that".

    Other gerunds are part of what somebody says: "agreed to continue coordinating".
    """
    if verb.lemma_ in cue_words().participle and _goes_on(verb, sentence):
        main = _main_cue(verb, sentence)
        if main is not None:
            return subject_of(main)
    if any(c.dep_ == "aux" and c.lemma_ == "be" for c in verb.children):
        return subject_of(verb)
    above = verb.head
    marked = any(c.lower_ == "while" for c in verb.children if c.dep_ == "mark")
    quoted = above.lower_ == "as" and is_passive(above.head)  # "was quoted as saying"
    opening = above.lower_ == "by" and above.head.lemma_ in OPENS
    if verb.dep_ == "pcomp" and (quoted or opening):
        return subject_of(above.head)
    leads = verb.i == sentence.start and verb.lemma_ in cue_words().participle - MATTERS
    return subject_of(above) if verb.dep_ == "advcl" and (marked or leads) else None


def _is_partner(subject: Token, verb: Token) -> bool:
    """Say whether the parser took X of "spoke with X to convey" for who conveys."""
    first = subject.left_edge.i
    if not is_infinitive(verb) or verb.dep_ not in {"advcl", "pcomp", "xcomp"} or first == 0:
        return False
    marked = any(c.lower_ == "for" for c in verb.children if c.dep_ == "mark")
    return not marked and verb.doc[first - 1].lower_ in {"with", "to"}


def _governor(verb: Token) -> Token:
    """Return the verb on which a verb hangs, over prepositions and nouns."""
    head = verb.head
    while head.pos_ not in {"VERB", "AUX"} and head.dep_ != "ROOT":
        head = head.head
    return head


def _mere_purpose(verb: Token) -> bool:
    """Say whether an infinitive tells what something is for, not what somebody said.

    "met to discuss" and "would like to thank" are sayings, "announced funds to support" is not.
    """
    if verb.dep_ not in {"advcl", "xcomp"} or any(c.tag_ == "MD" for c in verb.children):
        return False
    words, head = meeting_words(), verb.head.lemma_
    if head in cue_words().agenda_object:
        return True
    return head not in words.partner.keys() | words.light | LEADS_IN


def _goes_on(verb: Token, sentence: Span) -> bool:
    """Say whether a participle is set off by a comma or conjunction, as ", adding that" is."""
    if verb.dep_ == "conj" and verb.head.tag_ == "VBG":
        first = verb.head
        return first.lemma_ in cue_words().participle and _goes_on(first, sentence)
    if verb.dep_ in {"pcomp", "xcomp", "ccomp"}:
        return False
    if verb.dep_ == "advcl" and verb.lemma_ in cue_words().clause:
        return True
    before = verb.i - 1
    while before > sentence.start and sentence.doc[before].dep_ == "advmod":
        before -= 1
    return before > sentence.start and sentence.doc[before].text in {",", "and", "–", "—"}


def _main_cue(verb: Token, sentence: Span) -> Token | None:
    """Return the finite cue that a participle ("..., adding that") goes on from."""
    cues = cue_words()
    for index in range(verb.i - 1, sentence.start - 1, -1):
        token = sentence.doc[index]
        if token.tag_ not in {"VBD", "VBZ", "VBP"} or token.lemma_ not in cues.verbs:
            continue
        if not _reported(token) and own_subject(token) is not None:
            return token
    return None


def _reported(token: Token) -> bool:
    """Say whether the verb stands inside the content of a cue in front of it."""
    cues = cue_words()
    for _ in range(8):
        if token.dep_ in {"ccomp", "pcomp"} and token.head.i < token.i:
            return token.head.lemma_ in cues.verbs
        if token.dep_ == "ROOT":
            return False
        token = token.head
    return False


def _lifted(verb: Token) -> Token:
    """Return the outer cue for a past-tense cue that the parser put into its content.

    "Putin said that ties were good and stressed the need": "stressed" belongs to Putin.
    """
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or verb.lemma_ == "be":
        return verb
    head = verb.head
    past = any(c.tag_ == "VBD" and c.dep_ in {"aux", "auxpass"} for c in head.children)
    if head.tag_ in {"VBG", "VB", "VBN", "VBZ", "VBP"} and not past:
        return _finite_above(head) or verb  # "talks that he will hold | and welcomed the plan"
    while head.dep_ == "conj":
        head = head.head
    if head.dep_ == "ccomp" and head.head.lemma_ in cue_words().clause and head.head.i < head.i:
        return head.head
    return verb


def _finite_above(token: Token) -> Token | None:
    """Return the nearest past-tense cue above a word: "accused X of lying and called for ..."."""
    for _ in range(6):
        if token.head.i == token.i:
            break
        token = token.head
        said = token.tag_ == "VBD" and token.lemma_ in cue_words().verbs - {"be", "stand"}
        if said or (token.dep_ == "ROOT" and own_subject(token) is not None):
            return token
    return None
