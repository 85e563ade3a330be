"""Pasted text and JSON Lines: what is kept, what is dropped, what is known of it."""

from __future__ import annotations

import json
import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.reading.decode import MAX_CHARACTERS, normalise
from bot.reading.jsonl import JsonLine, LineError, json_lines, raw_json_lines
from bot.reading.language import guess_language
from bot.reading.reader import plain_text
from store.records import ArticleText
from tests.unit.reading_doubles import SENTENCE

EXAMPLE = (
    "Ruritania and Graustark hold talks\n\n"
    f"{SENTENCE}\nThe ministers agreed to meet again.\nGlobal Times"
)


def test_a_pasted_article_has_a_headline_and_an_outlet() -> None:
    article = plain_text(EXAMPLE)
    assert article.title == "Ruritania and Graustark hold talks"
    assert article.outlet == "Global Times"
    assert article.published is None
    assert article.language == "en"
    assert [p.number for p in article.paragraphs] == [1, 2, 3, 4]


def test_the_example_article_keeps_its_lines(corpus_article: str) -> None:
    article = plain_text(corpus_article)
    lines = [line.strip() for line in corpus_article.split("\n") if line.strip()]
    assert article.text.split("\n") == lines
    assert article.title is None  # the first line is a caption, and no blank line follows it
    assert article.outlet == "Global Times"
    assert article.published is None


@pytest.fixture
def corpus_article(request: pytest.FixtureRequest) -> str:
    corpus = request.getfixturevalue("corpus")
    path = corpus / "data/articles/000_9917dd2a0be789f7.txt"
    text: str = path.read_text(encoding="utf-8")
    return text


@pytest.mark.parametrize(
    "text",
    [
        f"A sentence that ends.\n\n{SENTENCE}",
        f"Two lines\nof it\n\n{SENTENCE}",
        f"{'very ' * 80}long\n\n{SENTENCE}",
        "Only one line",
        "One line\n\n",
    ],
)
def test_a_first_line_is_not_always_a_headline(text: str) -> None:
    article = plain_text(text)
    assert article.title is None
    assert "\n\n" not in article.text


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("STRELSAU, March 3, 2024 (RNA) -- The ministers met.", date(2024, 3, 3)),
        ("STRELSAU, 3 March 2024 — The ministers met.", date(2024, 3, 3)),
        ("Strelsau (RNA), Mar. 3, 2024: The ministers met.", date(2024, 3, 3)),
        ("Published: 2024-03-03", date(2024, 3, 3)),
        ("Sunday, March 3, 2024", date(2024, 3, 3)),
        ("3rd March 2024 10:30 GMT", date(2024, 3, 3)),
        ("STRELSAU, March 3 (RNA) -- The ministers met.", None),
        ("The ministers met on March 3, 2024 in Strelsau.", None),
        ("February 30, 2024", None),
        ("2024", None),
    ],
)
def test_the_date_is_known_only_from_a_line_that_states_it(
    line: str, published: date | None
) -> None:
    article = plain_text(f"Talks held\n\n{line}\n{SENTENCE}")
    assert article.published == published
    assert article.published_basis == ("text" if published else None)


def test_a_link_gives_the_date_when_the_text_does_not() -> None:
    article = plain_text(SENTENCE, url="https://x.example/2024/03/03/a")
    assert (article.published, article.published_basis) == (date(2024, 3, 3), "url")


def test_wrapped_lines_are_joined_and_others_are_not() -> None:
    wrapped = (
        "Talks in Strelsau\n\n"
        "The foreign ministers of Ruritania and Graustark met in the\n"
        "capital of the former on Monday and discussed the navigation\n"
        "of the river.\n\n"
        "They agreed that experts of both countries will meet again in\n"
        "the spring to prepare a treaty.\n"
    )
    assert plain_text(wrapped).text.split("\n") == [
        "Talks in Strelsau",
        "",
        "The foreign ministers of Ruritania and Graustark met in the capital of the former on "
        "Monday and discussed the navigation of the river.",
        "They agreed that experts of both countries will meet again in the spring to prepare a "
        "treaty.",
    ]
    listed = "Present\n\nRudolf Rassendyll, King\nSapt, Colonel\nFritz, Count\n\nAll agreed."
    assert "Rassendyll, King\nSapt" in plain_text(listed).text


# ---------------------------------------------------------------- normalising


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("e\u0301", "é"),
        ("a\x00b\x07c\u200bd\u202ee\ufefff\u00adg\ud800h", "abcdefgh"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        (" a\u00a0 \t b \n  c ", "a b\nc"),
        ("x" + "\u0300" * 9 + "y", unicodedata.normalize("NFC", "x" + "\u0300" * 3 + "y")),
        ("\u202e<!channel>", "<!channel>"),
    ],
)
def test_text_is_normalised(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert "\x00" not in once
    once.encode()


LONG = ["a\u0301\u0316", "\u0301", " \n", "\u00a0", "\r", "a-\n", "March 3, ", "(source:", "“"]


@pytest.mark.parametrize("piece", LONG)
def test_normalising_is_linear(piece: str) -> None:
    started = time.perf_counter()
    text = f"Talks {piece * (1_000_000 // len(piece))}"
    assert plain_text(text).text.startswith("Talks")
    assert time.perf_counter() - started < 10


def test_text_over_the_cap_is_refused() -> None:
    with pytest.raises(Unreadable, match="2,000,000 characters"):
        plain_text("x" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Xi met Putin", "en"),
        ("", "en"),
        ("12345", "en"),
        ("Der Minister hat die Gespräche mit dem Kollegen und der Delegation geführt", "de"),
        ("Le ministre a reçu son homologue et les deux pays ont signé une déclaration", "fr"),
        ("会見で両外相は協力について話し合った", "ja"),
        ("외교부 장관이 회담했다", "ko"),
        ("Міністр закордонних справ зустрівся з його колегою", "uk"),
        ("وزیر خارجه با همتای چینی خود گفتگو کرد", "fa"),
        ("The minister met Владимир Путин in Москва and they spoke", "en"),
    ],
)
def test_a_language_is_guessed_and_english_in_doubt(text: str, language: str) -> None:
    assert guess_language(text) == language


# ---------------------------------------------------------------- JSON Lines


def test_good_lines_become_articles() -> None:
    rows = [
        {"id": "a", "url": "https://x.example/2020/01/02/a", "date": "2024-03-03", "text": EXAMPLE},
        {"id": 7, "url": None, "date": None, "text": SENTENCE},
        {"text": SENTENCE},
    ]
    data = b"\xef\xbb\xbf" + b"\r\n\n".join(json.dumps(row).encode() for row in rows)
    found = list(json_lines(data))
    assert all(isinstance(article, ArticleText) for article in found)
    first = found[0]
    assert isinstance(first, ArticleText)
    assert first.published == date(2024, 3, 3)
    assert first.published_basis == "metadata"
    raw = list(raw_json_lines(data))
    assert [line.id for line in raw if isinstance(line, JsonLine)] == ["a", "7", None]
    assert raw[0] == JsonLine(1, "a", rows[0]["url"], date(2024, 3, 3), EXAMPLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"id": "a"}', '"text" must be a string'),
        (b'{"text": 7}', '"text" must be a string'),
        (b'{"text": " "}', "not empty"),
        (b'{"text": "x", "date": "yesterday"}', '"date" must be YYYY-MM-DD'),
        (b'{"text": "x", "date": 2024}', '"date" must be YYYY-MM-DD'),
        (b'{"text": "x", "url": []}', '"url" must be a string'),
        (b'{"text": "\\u200b"}', "empty"),
        (b"[" * 100_000, "not JSON"),
        (b'{"text": ' + b"9" * 5_000 + b"}", "a number is too long"),
        (b"x" * 8_000_001, "longer than 8 MB"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(line: bytes, words: str) -> None:
    good = json.dumps({"text": SENTENCE}).encode()
    found = list(json_lines(b"\n".join([good, line, good])))
    assert len(found) == 3
    error = found[1]
    assert isinstance(error, LineError)
    assert error.number == 2
    assert error.reason.startswith("Line 2: ")
    assert words in error.reason
