"""Direct speech and interviews: whose the words are. All officials are fictional."""

from __future__ import annotations

import pytest

from bot.extraction.interviews import find_turns
from bot.extraction.quotes import find_passages
from store.records import ArticleText
from tests.unit.extraction_docs import extractor

pytestmark = pytest.mark.model

ARTICLE = """\
Spain and Germany disagree on ports

Spanish Foreign Minister Carlos Ruiz met German Foreign Minister Anna Weber in Madrid on Monday.
{}
"""


def said(paragraph: str) -> list[tuple[str, str, str | None]]:
    """Return (speaker, content, cue) of what is found in a paragraph of the article."""
    text = ARTICLE.format(paragraph)
    return [
        (", ".join(p.speakers), p.content.of(text), p.cue.of(text) if p.cue else None)
        for p in extractor().extract(ArticleText(text=text)).positions
    ]


@pytest.mark.parametrize(
    ("paragraph", "found"),
    [
        (  # the cue behind the first sentences belongs to all of them
            "“The ports are full. Our farmers need an answer,” Weber said.",
            [("Anna Weber", "The ports are full. Our farmers need an answer", "said")],
        ),
        (  # what goes on after the cue is the same speaker’s
            "“We are close,” Ruiz said. “They want to see a number.”",
            [
                ("Carlos Ruiz", "We are close", "said"),
                ("Carlos Ruiz", "They want to see a number", None),
            ],
        ),
        (  # a verb that is no cue leads to a quotation by its colon
            "Weber defended her staff: “They have done more than either of us.”",
            [
                ("Anna Weber", "her staff", "defended"),
                ("Anna Weber", "They have done more than either of us", "defended"),
            ],
        ),
        (  # a spokesman of nobody we know is not taken for the one before
            "“We agree,” Ruiz said.\n“Nothing is decided,” a diplomat warned.",
            [("Carlos Ruiz", "We agree", "said")],
        ),
        (  # a mark that is never closed does not swallow the rest
            'Ruiz said: "The ports are full. Weber said that she disagreed.',
            [
                ("Carlos Ruiz", "The ports are full", "said"),
                ("Anna Weber", "she disagreed", "said"),
            ],
        ),
        ("Ruiz praised the “Atlantic Bridge” project.", None),
    ],
)
def test_direct_speech_has_its_speaker(paragraph, found):
    if found is None:
        found = [("Carlos Ruiz", "the “Atlantic Bridge” project", "praised")]
    assert said(paragraph) == found


def test_a_long_quotation_goes_by_its_sentences():
    sentences = [f"The harbour of city number {n} must stay open all year round" for n in range(7)]
    found = said(f"“{'. '.join(sentences)},” Ruiz said.")
    assert [content for _, content, _ in found] == sentences
    assert {speaker for speaker, _, _ in found} == {"Carlos Ruiz"}


def test_straight_marks_are_told_apart_by_what_stands_beside_them():
    text = 'He said "we go. She left. "They stay," he said.'
    assert [text[p.start : p.end] for p in find_passages(text)][-1] == '"They stay,"'


INTERVIEW = """\
“No toll on grain”: Spain’s foreign minister on the corridor

Foreign Minister Carlos Ruiz spoke to the Harbour Gazette in Madrid.

{}
"""


@pytest.mark.parametrize(
    "turns",
    [
        "Q: Will Germany pay?\n\nA: It has promised to. I expect the money in May.\n\n"
        "Q: And Portugal?\n\nA: That is up to Lisbon.",
        "Harbour Gazette: Will Germany pay?\n\nRuiz: It has promised to. I expect the money in "
        "May.\n\nHarbour Gazette: And Portugal?\n\nRuiz: That is up to Lisbon.",
        "Will Germany pay?\n\nIt has promised to. I expect the money in May.\n\nAnd Portugal?\n\n"
        "That is up to Lisbon.",
    ],
)
def test_answers_are_the_guests_and_questions_nobodys(turns):
    text = INTERVIEW.format(turns)
    extraction = extractor().extract(ArticleText(text=text))
    assert [(p.speakers, p.content.of(text)) for p in extraction.positions] == [
        (("Carlos Ruiz",), "It has promised to"),
        (("Carlos Ruiz",), "the money in May"),
        (("Carlos Ruiz",), "That is up to Lisbon"),
    ]


def test_a_label_makes_a_person_of_a_name_without_an_office():
    text = INTERVIEW.replace("Foreign Minister Carlos Ruiz spoke", "Xoana Ferreirua Abal spoke")
    text = text.replace("to the Harbour Gazette", "to Rui Sousa of the Harbour Gazette")
    text = text.format(
        "Question (Harbour Radio): Will Germany pay?\n\nAbal: It has promised to do so.\n\n"
        "Question (Gazette): And Portugal?\n\nAbal: That is up to Lisbon."
    )
    extraction = extractor().extract(ArticleText(text=text))
    assert [(p.speakers, p.content.of(text)) for p in extraction.positions] == [
        (("Xoana Ferreirua Abal",), "It has promised to do so"),
        (("Xoana Ferreirua Abal",), "That is up to Lisbon"),
    ]
    assert extraction.meetings == ()


def test_a_text_with_one_question_is_no_interview():
    assert find_turns("Who pays?\n\nGermany pays, the minister said.", after=0) == []
    assert find_turns("Note: this is a list.\n\nPrice: three euros.", after=0) == []


def test_a_letter_printed_in_full_is_its_signers():
    text = (
        "Message of condolence to the President of Portugal\n\n"
        "To H.E. Mr. Rui Teixeira, President of Portugal\n\nExcellency,\n\n"
        "I extend sincere condolences to the families of the sailors. "
        "Our coast guard knows that sea.\n\n"
        "Please accept, Excellency, the assurances of my highest consideration.\n\n"
        "Carlos Ruiz\nPresident of Spain\n\nMadrid, 3 March 2025"
    )
    extraction = extractor().extract(ArticleText(text=text))
    assert [(p.speakers, p.content.of(text)) for p in extraction.positions] == [
        (("Carlos Ruiz",), "sincere condolences to the families of the sailors"),
        (("Carlos Ruiz",), "Our coast guard knows that sea"),
    ]


def test_words_quoted_inside_a_content_keep_both_their_marks():
    assert said("Weber called the port “our best friend in the south” and praised its pilots.") == [
        ("Anna Weber", "the port “our best friend in the south”", "called"),
        ("Anna Weber", "its pilots", "praised"),
    ]
