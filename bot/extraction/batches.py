"""Groups short articles that follow one another, so that the pipeline can take them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from store.records import ArticleText

MOST = 16  # articles together: about half a second of work, which a look can wait for
SHORT = 8_000  # characters of an article that goes with others
LONGEST = 32_000  # characters together


def batches(articles: Iterable[ArticleText]) -> Iterator[list[ArticleText]]:
    """Yield the articles in order, short English ones together, each other one alone."""
    batch: list[ArticleText] = []
    held = 0
    for article in articles:
        together = article.language == "en" and 0 < len(article.text.strip()) <= SHORT
        full = len(batch) == MOST or held + len(article.text) > LONGEST
        if batch and (full or not together):
            yield batch
            batch, held = [], 0
        if together:
            batch.append(article)
            held += len(article.text)
        else:
            yield [article]
    if batch:
        yield batch
