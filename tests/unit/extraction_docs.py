"""Hand-built parses and a made-up article for the tests of extraction.

The ministers are invented, the countries are real, the words are our own.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

from bot.extraction.context import register_extensions
from bot.extraction.pipeline import load_extractor

if TYPE_CHECKING:
    from bot.extraction.pipeline import SpacyExtractor

ARTICLE = """\
Spain and Germany agree on grain corridor

Flags in the courtyard of the ministry. Photo: Example Agency
The grain corridor must stay open through the winter and no country should pay a toll for it, \
Spain's top diplomat Carlos Ruiz, the Spanish Minister of Foreign Affairs, said while meeting \
with German Foreign Minister Anna Weber in Madrid on March 4.
According to Ruiz, Spain will send forty trucks by Friday. \
Neighbouring countries should do the same.
Weber said that Germany is ready to pay half of the cost, adding that Berlin has set aside the \
money, and thanked Ruiz for the welcome in Madrid. \
She expressed confidence that the talks on fisheries would end before the summer.
Both sides welcomed the ceasefire in Sudan and expressed readiness to work together on visas. \
They also discussed the next summit of the European Union.
In the face of rising prices, Germany and Spain intend to buy gas together.
“We will not wait for others,” Ruiz said. “The ports are full. Our farmers need an answer.”
Portugal's ambassador Rui Teixeira was mentioned in the statement.
Defence Minister Elena Ortiz also took part in the meeting.
It was stressed that the border would remain open.
Example Times
"""


@cache
def extractor() -> SpacyExtractor:
    """Return the one extractor of the test run."""
    return load_extractor()


def annotated(text: str) -> Doc:
    """Return a text run through the whole pipeline, without headline, date and outlet."""
    return extractor()._nlp(text)


@cache
def _vocab() -> spacy.vocab.Vocab:
    return spacy.blank("en").vocab


def parsed(spec: str) -> Doc:
    """Build a Doc from words written as `text/TAG/dep/head`; head counts from 0 in the text.

    The lemma is the lower-case word unless a fifth part gives it; names keep their capitals.
    """
    rows = [part.split("/") for part in spec.split()]
    words = [row[0] for row in rows]
    doc = Doc(
        _vocab(),
        words=words,
        spaces=[after not in {".", ",", "’s"} for after in [*words[1:], "."]],
        tags=[row[1] for row in rows],
        pos=[POS.get(row[1], "X") for row in rows],
        deps=[row[2] for row in rows],
        heads=[int(row[3]) for row in rows],
        lemmas=[row[4] if len(row) > 4 else row[0].lower() for row in rows],
        sent_starts=None,
    )
    register_extensions()
    return doc


POS = {
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "NN": "NOUN",
    "NNS": "NOUN",
    "VBD": "VERB",
    "VBZ": "VERB",
    "VBP": "VERB",
    "VBG": "VERB",
    "VB": "VERB",
    "VBN": "VERB",
    "MD": "AUX",
    "IN": "ADP",
    "DT": "DET",
    "PRP": "PRON",
    "JJ": "ADJ",
    "RB": "ADV",
    "CC": "CCONJ",
    "TO": "PART",
    "CD": "NUM",
    ".": "PUNCT",
    ",": "PUNCT",
}
