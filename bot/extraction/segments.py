"""Component in front of the parser: a line break always begins a sentence, and so does a turn of
an interview.

Also lists our components in their order, which registers them with spaCy.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction import attribution, meetings, people, positions, quotes
from bot.extraction.context import context_of, text_of
from bot.extraction.interviews import find_turns
from bot.extraction.lexicon import words

if TYPE_CHECKING:
    from spacy.tokens import Doc

NAME = "readout_segments"
STOPS = frozenset(".!?:;…”\"’')]—–-*•")
NO_STOP = words("Mr. Mrs. Ms. Dr. Messrs. Gen. Sen. Rep. Gov. St. Prof. Lt. Col. Hon. H.E. No. vs.")
PARTS = (quotes.NAME, people.NAME, attribution.NAME, meetings.NAME, positions.NAME)


DATELINE = re.compile(
    r"""(?m)^[ \t]*(?=[A-Z][A-Z.'’-]*[A-Z]{2})[A-Z][A-Z.'’/-]+(?:\ [A-Z][A-Z.'’/-]+)*  # NEW YORK
    (?:,\ [\w.\ ,]{2,30}?)?  # , 5 June 2025
    (?:\ ?\([^)\n]{2,30}\))?  # (Agency)
    \ ?(?:--|—|–|-)\ (?=\S)""",
    re.VERBOSE,
)


class SegmentsComponent:
    """Marks where a sentence begins (a new line, the words after a dateline or after the label of
    a turn) and where none can (no mark before). Puts the turns into `doc._.turns`.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return the doc."""
        breaks = [m.end() for m in re.finditer(r"\n\s*", text_of(doc))]
        openings = {m.end() for m in DATELINE.finditer(text_of(doc))}
        doc._.turns = find_turns(text_of(doc), after=context_of(doc).headline)
        openings.update(turn.start for turn in doc._.turns)
        at = 0
        before = "."
        for token in doc:
            if token.is_space:
                continue
            if at < len(breaks) and token.idx >= breaks[at]:
                token.is_sent_start = True
                while at < len(breaks) and breaks[at] <= token.idx:
                    at += 1
            elif token.idx in openings:
                token.is_sent_start = True
            elif before in NO_STOP or before[-1] not in STOPS:
                token.is_sent_start = False
            split = token.text == "." and f"{before}." in NO_STOP  # the model may part "Hon."
            before = f"{before}." if split else token.text
        return doc


@Language.factory(NAME)
def _segments_factory(nlp: Language, name: str) -> Any:  # noqa: ARG001
    return SegmentsComponent()
