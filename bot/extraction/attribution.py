"""Component and reader for attributions: source, cue and content of every saying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction.context import context_of, text_of
from bot.extraction.cues import match_cues
from bot.extraction.quotations import Quotations
from bot.extraction.sayings import Form, Saying
from bot.extraction.spans import char_span, tidy, without_tail
from store.records import Attribution, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

POSTMODIFIERS = frozenset({"relcl", "acl"})

NAME = "readout_attribution"


class AttributionComponent:
    """Puts the sayings into `doc._.attributions`."""

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return the doc."""
        doc._.attributions = match_cues(doc)
        return doc


@Language.factory(NAME)
def _attribution_factory(nlp: Language, name: str) -> Any:  # noqa: ARG001
    return AttributionComponent()


def read_attributions(doc: Doc) -> tuple[Attribution, ...]:
    """Return the attributions of an annotated doc as character spans."""
    speech = Quotations(doc, after=context_of(doc).headline)
    spoken = list(_spoken(doc, speech))
    quoting = [q.saying for q in speech.all if q.saying is not None]
    plain = []
    for saying in doc._.attributions or ():
        inside = speech.holding(saying.verb) is not None
        content = content_spans(doc, saying)
        if saying.form is Form.AGENDA or inside or saying in quoting or not content:
            continue
        plain.append(
            Attribution(
                content=content,
                source=_source_spans(doc, saying),
                cue=(char_span(doc, *saying.cue),),
                quoted=text_of(doc)[content[0].start] in '“"„«',
            )
        )
    return tuple(sorted([*plain, *spoken], key=lambda a: a.content[0].start))


def _spoken(doc: Doc, speech: Quotations) -> Iterator[Attribution]:
    """Yield direct speech; what goes on in its paragraph has the source and cue before it."""
    text = text_of(doc)
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    edge = 0
    for quotation in speech.all:
        if "\n" in text[edge : quotation.passage.start]:
            source, cue = (), ()
        edge = quotation.passage.end
        if quotation.saying is not None:
            source = _source_spans(doc, quotation.saying)
            cue = (char_span(doc, *quotation.saying.cue),)
        elif quotation.subject is not None:
            verb = quotation.verb
            cue = (char_span(doc, verb.i, verb.i + 1),) if verb is not None else ()
            source = (_phrase(doc[quotation.subject], verb),)
        start, end = quotation.passage.start, quotation.passage.end
        if not quotation.passage.closed:
            end = char_span(doc, quotation.start, quotation.end).end
        yield Attribution(content=(Span(start, end),), source=source, cue=cue, quoted=True)


def _phrase(subject: Token, verb: Token | None) -> Span:
    """Return the noun phrase of a speaker, without the verb that its parse may hold."""
    first, last = subject.left_edge.i, subject.right_edge.i + 1
    if verb is None:
        last = subject.i + 1
    elif subject.i < verb.i < last:
        last = verb.i
    return char_span(subject.doc, first, last)


def content_spans(doc: Doc, saying: Saying) -> tuple[Span, ...]:
    """Return the content without the words of the cue inside it."""
    start, end = saying.content
    end = without_tail(doc, start, end)
    pieces = [(start, end)]
    if saying.hole:
        pieces = [(start, saying.hole[0]), (saying.hole[1], end)]
    spans = [tidy(text_of(doc), char_span(doc, a, b)) for a, b in pieces if b > a]
    return tuple(s for s in spans if s is not None)


def _source_spans(doc: Doc, saying: Saying) -> tuple[Span, ...]:
    if saying.subject is None:
        return ()
    start, end = source_range(doc[saying.subject], saying)
    span = tidy(text_of(doc), char_span(doc, start, end))
    return (span,) if span is not None else ()


def source_range(token: Token, saying: Saying) -> tuple[int, int]:
    """Return the token range of the noun phrase without relative clauses."""
    start, end = token.left_edge.i, token.right_edge.i + 1
    for child in token.children:
        if child.dep_ in POSTMODIFIERS and child.i > token.i:
            end = min(end, child.left_edge.i)
    if start <= saying.verb < end:
        end = saying.verb if token.i < saying.verb else end
        start = saying.verb + 1 if token.i > saying.verb else start
    return start, max(end, token.i + 1)
