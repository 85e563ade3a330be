"""Whose a saying, a quotation or an answer is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.appearances import is_official
from bot.extraction.interviews import Turn, answers
from bot.extraction.letters import printed_letter
from bot.extraction.lexicon import meeting_words, words
from bot.extraction.referents import EVERYBODY, Owner
from bot.extraction.sayings import Form
from bot.extraction.trees import own_subject
from store.records import MeetingKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.meetings import MeetingFacts
    from bot.extraction.people import Registry
    from bot.extraction.quotations import Quotation
    from bot.extraction.referents import Resolver
    from bot.extraction.sayings import Saying

PRESENT = frozenset({"VBZ", "VBP"})
SPEAKS = frozenset({"i", "we"})
LETTERS = words("letter message cable telegram note greeting")
DOCUMENTS = words("statement declaration document communique communiqué text memorandum charter")


class Ownership:
    """Says who holds what, in textual order: the resolver remembers who spoke last."""

    def __init__(self, doc: Doc, resolver: Resolver, meetings: list[MeetingFacts]) -> None:
        """`doc` has people and turns."""
        self._doc = doc
        self._registry: Registry = doc._.people
        self._resolver = resolver
        self._meetings = meetings
        self._turns: list[Turn] = doc._.turns or []
        self._speaks = dict(answers(doc, self._registry, self._turns))
        letter = printed_letter(doc, self._registry) if self._of_a_letter() else None
        if letter is not None and not self._turns:
            self._turns = [Turn(letter.start, letter.end, "")]
            self._speaks = {self._turns[0]: letter.signed}
        self._document: Owner | None = None  # who speaks in the document named last

    def _of_a_letter(self) -> bool:
        return bool(self._meetings) and self._meetings[0].meeting.kind is MeetingKind.LETTER

    def turn(self, sentence: TokenSpan) -> Turn | None:
        """Return the turn of an interview that a sentence stands in."""
        at = sentence.start_char
        return next((t for t in self._turns if t.start <= at < t.end), None)

    def of_turn(self, turn: Turn) -> Owner | None:
        """Return whose answer it is; None for a question and for a speaker who is not known."""
        person = self._speaks.get(turn)
        return Owner((person,)) if person is not None else None

    def of_saying(self, saying: Saying) -> Owner | None:
        """Return who holds what a cue carries; None when the text does not let us know."""
        if saying.impersonal:
            return EVERYBODY if self._meetings else None
        if saying.subject is None:
            return None
        if saying.form is Form.AGENDA and self._meetings and _met_to(self._doc[saying.verb]):
            return EVERYBODY
        subject = self._doc[saying.subject]
        owner = self._named(subject)
        if owner is not None and self._narrated(saying, owner):
            return None
        impersonal = subject.lemma_.lower() in meeting_words().impersonal
        if owner is None and saying.form is Form.AGENDA and impersonal:
            return EVERYBODY
        return owner

    def of_quotation(self, quotation: Quotation, before: Owner | None) -> Owner | None:
        """Return who speaks: by the words beside the quotation, else who spoke `before`."""
        if quotation.saying is None and quotation.verb is None and quotation.name is None:
            return before
        return self._named(self._doc[quotation.subject]) if quotation.subject is not None else None

    def note_subject(self, sentence: TokenSpan) -> None:
        """Remember who a sentence is about: "he" in the next one is most likely the same."""
        root = next((t for t in sentence if t.dep_ == "ROOT"), None)
        subject = own_subject(root) if root is not None else None
        person = self._registry.at.get(subject.i) if subject is not None else None
        if person is not None:
            self._resolver.met(person)

    def _named(self, subject: Token) -> Owner | None:
        lemma = subject.lemma_.lower()
        if lemma in LETTERS:
            return self._writer()
        if lemma in DOCUMENTS:
            self._document = self._issuers(subject)
            return self._document
        if subject.lower_ == "it" and self._document is not None:
            return self._document
        return self._resolver.resolve(subject)

    def _writer(self) -> Owner | None:
        """Return who sent the letter that the article is about."""
        for facts in self._meetings:
            if facts.meeting.kind is MeetingKind.LETTER and facts.principals:
                return Owner(facts.principals[:1])
        return None

    def _issuers(self, document: Token) -> Owner | None:
        """Return who speaks in a document: the party it is of, else all who met."""
        matches = self._registry.labels.matches
        found = (matches.get(t.i) for t in document.subtree if t.i <= document.i + 4)
        named = (m.key for m in found if m is not None and m.form != "capital")
        parties = tuple(dict.fromkeys(named))
        joint = any(t.lower_ == "joint" for t in document.subtree)
        if len(parties) == 1 and not joint:
            return Owner(parties=parties)
        told = joint or any(t.lower_ in {"the", "this"} for t in document.children)
        return EVERYBODY if self._meetings and told else None

    def _narrated(self, saying: Saying, owner: Owner) -> bool:
        """Say whether these are the article's own words about a party: "Russia supports ..."."""
        verb = self._doc[saying.verb]
        finite = next((c for c in verb.children if c.dep_ in {"aux", "auxpass"}), verb)
        present = verb.tag_ in PRESENT or finite.tag_ in PRESENT
        present = present or any(c.tag_ == "MD" for c in verb.children)
        told = saying.form is not Form.ACCORDING and present
        return told and bool(owner.parties) and not owner.persons and not self._all_sides(owner)

    def _all_sides(self, owner: Owner) -> bool:
        """Say whether an official page speaks for both sides: "Russia and Brazil consider ..."."""
        if not self._meetings or not is_official(self._doc):
            return False
        met = {p.party for p in self._meetings[0].meeting.participants} - {None}
        return len(met) > 1 and met == set(owner.parties)


def _met_to(verb: Token) -> bool:
    """Say whether talks were held to talk about something: "met with X to discuss"."""
    met = meeting_words().partner.keys() | meeting_words().light
    return verb.tag_ == "VB" and verb.dep_ in {"advcl", "xcomp"} and verb.head.lemma_ in met
