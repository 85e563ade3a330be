"""Who waits for whom at the pipeline, and how much of a text it reads: a stand-in, no model."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, cast

import pytest
import spacy

from bot.errors import Busy
from bot.extraction.chunks import LONGEST, opening
from bot.extraction.context import register_extensions
from bot.extraction.pipeline import LONGEST_ARTICLE, LONGEST_LOOK, SpacyExtractor
from bot.extraction.turns import Turns
from store.records import ArticleText

if TYPE_CHECKING:
    from spacy.language import Language

LIMIT = 30  # seconds until a test gives up
MAY_MEET = "Spain met Germany. "


class Pipeline:
    """Notes how long each piece is, and works on it until `done` is set."""

    def __init__(self) -> None:
        self.make_doc = spacy.blank("en").make_doc
        self.memory_zone = nullcontext
        self.meta = {"lang": "en", "name": "stand_in", "version": "0"}
        self.begun, self.done = threading.Event(), threading.Event()
        self.read: list[int] = []

    def pipe(self, docs):
        for doc in docs:
            self.read.append(len(doc.text))
            self.begun.set()
            assert self.done.wait(LIMIT)
            yield doc


@pytest.fixture
def pipeline() -> Pipeline:
    register_extensions()
    return Pipeline()


def extractor(pipeline: Pipeline, *, patience: float = 0.1) -> SpacyExtractor:
    return SpacyExtractor(cast("Language", pipeline), patience=patience)


def wait_for_a_look(turns: Turns) -> None:
    until = time.monotonic() + LIMIT
    while not turns.looks and time.monotonic() < until:
        threading.Event().wait(0.001)


def test_a_look_behind_a_long_article_gives_up_for_now(pipeline):
    subject = extractor(pipeline)
    with ThreadPoolExecutor(1) as threads:
        article = threads.submit(subject.extract, ArticleText(text="A long one."))
        assert pipeline.begun.wait(LIMIT)
        with pytest.raises(Busy) as caught:
            subject.names_a_meeting(MAY_MEET)
        assert not caught.value.permanent
        assert not subject.names_a_meeting("Lunch at noon?")  # needs no turn
        pipeline.done.set()
        assert article.result(LIMIT).meetings == ()
    assert not subject.names_a_meeting(MAY_MEET)  # the look that gave up left nothing behind


def test_a_look_goes_before_the_next_piece():
    turns, order = Turns(), []

    def piece() -> None:
        with turns.article():
            order.append("piece")

    def look() -> None:
        with turns.look(LIMIT):
            order.append("look")

    with ThreadPoolExecutor(3) as threads:
        with turns.article():
            waiting = [threads.submit(piece), threads.submit(look), threads.submit(piece)]
            wait_for_a_look(turns)
        for one in waiting:
            one.result(LIMIT)
    assert order == ["look", "piece", "piece"]


def test_the_pipeline_is_given_back_between_pieces(pipeline):
    subject = extractor(pipeline, patience=LIMIT)
    text = "word " * (LONGEST // 5 + 100)
    with ThreadPoolExecutor(2) as threads:
        article = threads.submit(subject.extract, ArticleText(text=text))
        assert pipeline.begun.wait(LIMIT)
        look = threads.submit(subject.names_a_meeting, MAY_MEET)
        wait_for_a_look(subject.turns)
        pipeline.done.set()
        article.result(LIMIT)
        assert not look.result(LIMIT)
    assert pipeline.read == [LONGEST, len(MAY_MEET), len(text) - LONGEST]


def test_a_failure_gives_the_pipeline_back(pipeline):
    pipeline.done.set()
    subject = extractor(pipeline)
    working, pipeline.make_doc = pipeline.make_doc, lambda _text: 1 / 0
    with pytest.raises(ZeroDivisionError):
        subject.extract(ArticleText(text="A text."))
    pipeline.make_doc = working
    assert not subject.names_a_meeting(MAY_MEET)


def test_what_is_too_long_is_read_from_the_front(pipeline):
    pipeline.done.set()
    subject = extractor(pipeline)
    text = "Nobody was there.\n" * 20_000
    subject.extract(ArticleText(text=text))
    assert LONGEST_ARTICLE - 18 <= sum(pipeline.read) <= LONGEST_ARTICLE
    pipeline.read.clear()
    subject.names_a_meeting(MAY_MEET * 1_000)
    assert LONGEST_LOOK - len(MAY_MEET) <= sum(pipeline.read) <= LONGEST_LOOK


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("short", "short"),
        ("one two\nthree", "one two\n"),
        ("a\nbcd efgh ijkl", "a\nbcd efgh "),
        ("a\nbcdefghijkl", "a\nbcdefghij"),
    ],
)
def test_an_opening_ends_at_a_border_in_its_second_half(text, kept):
    assert opening(text, 11) == kept
