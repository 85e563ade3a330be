"""Component and reader for attributions: source, cue and content of every saying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction.context import text_of
from bot.extraction.cues import match_cues
from bot.extraction.sayings import Form, Saying
from bot.extraction.spans import char_span, tidy, without_tail
from store.records import Attribution, Span

if TYPE_CHECKING:
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
    found = []
    for saying in doc._.attributions or ():
        if saying.form is Form.AGENDA:
            continue
        content = content_spans(doc, saying)
        if content:
            found.append(
                Attribution(
                    content=content,
                    source=_source_spans(doc, saying),
                    cue=(char_span(doc, *saying.cue),),
                    quoted=text_of(doc)[content[0].start] in '“"„«',
                )
            )
    return tuple(found)


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
