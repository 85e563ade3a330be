"""What a parsing child does with one job: bytes of a kind to the facts of an article, as JSON.

Runs in the child process only.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.errors import Unreadable
from bot.reading.article import compose, read_plain, split_headline, stated_date
from bot.reading.decode import decode_text
from bot.reading.docx import read_docx
from bot.reading.language import LANGUAGES, guess_language, is_clearly_english
from bot.reading.pages import read_page
from bot.reading.pdf import read_pdf

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LONG_ENOUGH = 200
_SURE = 0.9


def be_quiet() -> None:
    """Keep libraries from logging what they read."""
    logging.disable(logging.CRITICAL)


def parse(
    data: bytes, *, kind: str, url: str | None = None, charset: str | None = None
) -> dict[str, Any]:
    """Return the facts of an article; `kind` is html, pdf, docx or text.

    Raises Unreadable with a sentence.
    """
    if kind == "html":
        return _page(data, url, charset)
    if kind == "pdf":
        return _document(read_pdf(data))
    if kind == "docx":
        return _document(read_docx(data))
    return _text(decode_text(data), url)


def _page(data: bytes, url: str | None, charset: str | None) -> dict[str, Any]:
    page = read_page(data, url=url, charset=charset)
    text = compose(page.title, page.paragraphs)
    return {
        "text": text,
        "title": page.title,
        "byline": page.byline,
        "site": page.site,
        "published": page.published.isoformat() if page.published else None,
        "basis": page.basis,
        "language": language_of(text, hint=page.hint),
    }


def _document(paragraphs: list[str]) -> dict[str, Any]:
    """Return the facts of a PDF or DOCX; its headline is a first line that is no sentence."""
    title, body = split_headline([paragraphs[0], "", *paragraphs[1:]])
    published, basis = stated_date(body)
    text = compose(title, body)
    return {
        "text": text,
        "title": title,
        "published": published.isoformat() if published else None,
        "basis": basis,
        "language": language_of(text),
    }


def _text(text: str, url: str | None) -> dict[str, Any]:
    article = read_plain(text, url=url)
    return {
        "text": article.text,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "basis": article.published_basis,
        "language": language_of(article.text),
    }


def language_of(text: str, *, hint: str | None = None) -> str:
    """Return the ISO 639-1 code: by model where the text is long enough, else a guess."""
    if not text:
        raise Unreadable("There is no text. Paste the article's text.")
    if is_clearly_english(text):
        return "en"
    if len(text) >= _LONG_ENOUGH:
        code, certainty = _identifier().classify(text[:20_000])
        if certainty >= _SURE:
            return str(code)
    guess = guess_language(text)
    return hint if guess == "en" and hint in LANGUAGES else guess


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid import langid  # noqa: PLC0415 - half a second that English need not wait for

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
