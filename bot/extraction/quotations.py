"""Direct speech: whole quotations as contents, and the words beside them that say whose they are.

A quotation belongs to the cue beside it ("“…,” she said"), else to the subject of the verb that
leads to it ("He laughed: “…”"), else to whoever was quoted before in the paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extraction.context import text_of
from bot.extraction.lexicon import cue_words, words
from bot.extraction.sayings import Form, Saying
from bot.extraction.spans import tidy
from bot.extraction.trees import own_subject, subject_of
from store.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.quotes import Passage

SHORTEST = 3  # words of direct speech; fewer are a name or a word in quotation marks
LONGEST = 160  # characters that are filed as one; a longer quotation goes by its sentences
SPOKEN = frozenset({Form.CLAUSE, Form.ACCORDING})
STOPS = frozenset(".,!?…—–")
NAMING = words("dubbed entitled titled called named")  # what is quoted is a name
NEAR = 6  # tokens between a quotation and the verb of a sentence of its own behind it


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech in token offsets, with the cue beside it if there is one."""

    passage: Passage
    start: int
    end: int
    saying: Saying | None = None
    verb: Token | None = None  # leads to it without being a cue that we know
    name: Token | None = None  # the speaker in front of a colon: "Ruiz: “…”"

    @property
    def subject(self) -> int | None:
        """The token that names the speaker, if words beside the quotation do."""
        if self.saying is not None:
            return self.saying.subject
        subject = subject_of(self.verb) if self.verb is not None else self.name
        return subject.i if subject is not None else None


class Quotations:
    """The direct speech of one doc."""

    def __init__(self, doc: Doc, *, after: int) -> None:
        """`doc` has quotes and attributions; what begins before the character `after` is left."""
        self._doc = doc
        self._sayings: list[Saying] = doc._.attributions or []
        found = (self._read(p) for p in doc._.quotes or () if p.start >= after)
        self.all = [q for q in found if q is not None]

    def beginning(self, sentence: TokenSpan) -> Iterator[Quotation]:
        """Yield those that begin in a sentence."""
        return (q for q in self.all if sentence.start <= q.start < sentence.end)

    def holding(self, index: int) -> Quotation | None:
        """Return the direct speech that a token stands in."""
        return next((q for q in self.all if q.start <= index < q.end), None)

    def covers(self, sentence: TokenSpan) -> bool:
        """Say whether most of a sentence is direct speech."""
        inside = sum(1 for t in sentence if self.holding(t.i) is not None)
        return inside * 2 > len(sentence)

    def pieces(self, quotation: Quotation) -> Iterator[Span]:
        """Yield the characters to file: all of it, or sentence by sentence when it is long."""
        text = text_of(self._doc)
        start, end = self._doc[quotation.start].idx, _end(self._doc[quotation.end - 1])
        whole = tidy(text, Span(start, end))
        if whole is not None and end - start <= LONGEST:
            yield whole
            return
        for sentence in self._sentences(quotation):
            first, last = max(sentence.start_char, start), min(sentence.end_char, end)
            piece = tidy(text, Span(first, last)) if first < last else None
            if piece is not None and len(piece.of(text).split()) >= SHORTEST:
                yield piece

    def _sentences(self, quotation: Quotation) -> Iterator[TokenSpan]:
        at = quotation.start
        while at < quotation.end:
            sentence = self._doc[at].sent
            yield sentence
            at = sentence.end

    def _read(self, passage: Passage) -> Quotation | None:
        text = text_of(self._doc)
        span = self._doc.char_span(*passage.inner(text), alignment_mode="contract")
        if span is None or len(span) < SHORTEST or not _spoken(text, passage):
            return None
        if any(t.lower_ in NAMING for t in self._doc[max(0, span.start - 2) : span.start]):
            return None
        end = span.end
        if not passage.closed and not _opens_paragraph(text, passage.start):
            end = min(end, span[0].sent.end)  # nothing says where it ends
        saying = self._saying(span.start, end)
        verb = self._leading(span.start, end) if saying is None else None
        name = self._labelled(span.start) if saying is None and verb is None else None
        return Quotation(passage, span.start, end, saying, verb, name)

    def _saying(self, start: int, end: int) -> Saying | None:
        """Return the nearest saying outside that has words of the quotation as its content."""
        near = []
        for saying in self._sayings:
            first, last = saying.content
            shared = min(end, last) - max(start, first)
            outside = not start <= saying.verb < end and saying.form in SPOKEN
            outside = outside and not (saying.verb >= end and self._doc[end - 1].text == ".")
            if outside and shared * 2 > min(last - first, end - start) and first >= start - 3:
                near.append((min(abs(saying.verb - start), abs(saying.verb - end)), saying))
        return min(near, key=lambda n: n[0])[1] if near else None

    def _leading(self, start: int, end: int) -> Token | None:
        """Return the verb outside with a subject of its own: behind, or before a colon or comma."""
        doc = self._doc
        last = doc[end - 1].sent
        leads_on = doc[end - 1].text != "."
        behind = [t for t in last if t.i >= end and _tells(t)] if leads_on else []
        if behind:
            return behind[0]
        if last.end < len(doc) and text_of(doc).count("\n", last.end_char, doc[last.end].idx) == 0:
            for token in doc[last.end : min(len(doc), last.end + NEAR)]:
                if token.lemma_ in cue_words().closing and _tells(token) and _bare(token):
                    return token
        return self._in_front(start)

    def _labelled(self, start: int) -> Token | None:
        """Return the name of "Ruiz: “…”"."""
        at = start - 2
        if at < 1 or self._doc[at].text != ":" or self._doc[at - 1].pos_ != "PROPN":
            return None
        first = self._doc[at - 1].left_edge.i
        return self._doc[at - 1] if first == self._doc[at].sent.start else None

    def _in_front(self, start: int) -> Token | None:
        """Return the main verb of a clause, or of the paragraph before, that ends in a colon."""
        at = start - 1
        while at > 0 and (self._doc[at].is_space or self._doc[at].is_quote):
            at -= 1
        if at <= 0 or self._doc[at].text not in {":", ","}:
            return None
        sentence = self._doc[at].sent
        verbs = [t for t in sentence if t.i < at and _tells(t)]
        roots = [t for t in verbs if t.dep_ == "ROOT"]
        return next(iter(roots or verbs[-1:]), None)


def _tells(token: Token) -> bool:
    return token.tag_ in {"VBD", "VBZ", "VBP"} and own_subject(token) is not None


def _bare(verb: Token) -> bool:
    """Say whether a cue has no content of its own: "“Stop!” | she said." """
    return not any(c.dep_ in {"ccomp", "xcomp", "dobj"} for c in verb.children)


def _spoken(text: str, passage: Passage) -> bool:
    """Say whether it is speech: it begins like a sentence, or goes on with one behind "she said,",
    and ends like a clause.
    """
    start, end = passage.inner(text)
    before = text[max(0, passage.start - 2) : passage.start].strip()
    led = before == ":" or (before == "," and text[end - 1 : end] in STOPS)
    if start >= end or not (text[start].isupper() or led):
        return False
    after = text[passage.end : passage.end + 1]
    return not passage.closed or text[end - 1] in STOPS or after in {",", "."}


def _opens_paragraph(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _end(token: Token) -> int:
    return int(token.idx + len(token))
