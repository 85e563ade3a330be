"""Owners, meetings, roles and edges that are easily got wrong: made-up officials."""

from __future__ import annotations

from datetime import date

import pytest

from bot.extraction.spans import without_tail
from bot.extraction.topics import find_topic
from store.records import ArticleText, Extraction, MeetingStatus
from tests.unit.extraction_docs import extractor, parsed

model = pytest.mark.model
WEBER = "German Foreign Minister Anna Weber"
RUIZ = "Spanish Foreign Minister Carlos Ruiz"


def read(text: str) -> Extraction:
    found = extractor().extract(ArticleText(text=text, published=date(2025, 6, 5)))
    assert found.version == extractor().version
    return found


def owners(text: str) -> list[tuple[str, ...]]:
    return [p.speakers for p in read(text).positions]


def names(text: str) -> list[list[str]]:
    return [[p.name for p in m.participants] for m in read(text).meetings]


@model
def test_who_spoke_with_somebody_to_convey_conveys():
    text = (
        "German President Anna Weber met today with Prime Minister Carlos Ruiz of Spain "
        "to affirm the strength of the bilateral relationship."
    )
    assert owners(text) == [("Anna Weber",)]


@model
def test_a_bare_office_is_whose_title_holds_the_word():
    text = (
        "US Secretary of State Mary Stone met with Spanish Foreign Minister Carlos Ruiz in Madrid. "
        "The Secretary said that prices would fall."
    )
    assert owners(text) == [("Mary Stone",)]


@model
def test_whom_somebody_tells_is_not_who_tells():
    text = (
        "US President John Stone met with Spanish President Carlos Ruiz in Madrid. "
        "The president told Ruiz that prices would fall."
    )
    assert owners(text) == [("John Stone",)]


@model
def test_an_office_that_two_hold_names_neither():
    text = (
        "US President John Stone met with Spanish President Carlos Ruiz in Madrid. "
        "The president said that prices would fall."
    )
    assert owners(text) == []


@model
def test_headline_and_body_tell_of_one_planned_meeting():
    body = f"{WEBER} will hold talks with {RUIZ} in Madrid on 12 June."
    text = f"Weber to hold talks with Ruiz\n\n{body}"
    (meeting,) = read(text).meetings
    assert meeting.status is MeetingStatus.PLANNED
    assert (meeting.place, meeting.date.iso()) == ("Madrid", "2025-06-12")


@model
def test_the_visitor_stays_the_visitor_when_the_host_is_told_of():
    text = f"{WEBER} visited Spain on Monday. {RUIZ} received Weber in Madrid."
    (meeting,) = read(text).meetings
    roles = {p.name: p.role for p in meeting.participants}
    assert roles == {"Anna Weber": "visitor", "Carlos Ruiz": "host"}


@model
@pytest.mark.parametrize(
    "text",
    [
        f"{WEBER} met with {RUIZ} in Madrid on Monday, a spokesperson said.",
        f"{WEBER} met {RUIZ} in Madrid on Monday, the Spanish ministry said.",
        f"MADRID, 5 June 2025 - {WEBER} met {RUIZ} in Madrid on Monday.",
        f"MADRID (Agency) — {WEBER} met {RUIZ} on Monday.",
    ],
)
def test_a_lede_tells_of_the_meeting_and_is_nobodys_position(text):
    assert names(text) == [["Anna Weber", "Carlos Ruiz"]]
    assert owners(text) == []


@model
def test_ministers_of_several_states_are_delegations_of_them():
    text = "The foreign ministers of Spain and Germany met in Doha on Saturday."
    (meeting,) = read(text).meetings
    assert [p.party for p in meeting.participants] == ["ES", "DE"]
    assert meeting.place == "Doha"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("the business climate in Spain", "Economy"),
        ("the political climate", None),
        ("the work of the Minsk Group", "Nagorno-Karabakh"),
        ("the climate and emissions", "Climate"),
        ("the Minsk agreements", "Ukraine"),
        ("power-sharing in Northern Ireland", "Northern Ireland"),
        ("palm oil", None),
    ],
)
def test_wide_words_do_not_call_for_a_label(text, label):
    found = find_topic(text)
    assert (found.label if found else None) == label


@pytest.mark.parametrize(
    ("spec", "kept"),
    [
        ("gas/NN/compound/1 supplies/NNS/ROOT/1 and/CC/cc/1", "gas supplies"),
        ("peace/NN/ROOT/0 ,/,/punct/0 and/CC/cc/0 that/IN/mark/0", "peace ,"),
        ("trade/NN/ROOT/0 ././punct/0", "trade ."),
        ("agrees/VBZ/ROOT/0 to/IN/prep/0 that/DT/pobj/1", "agrees to that"),
    ],
)
def test_contents_do_not_end_in_a_word_that_leads_on(spec, kept):
    doc = parsed(spec)
    end = without_tail(doc, 0, len(doc))
    assert [t.text for t in doc[:end]] == kept.split()


@model
@pytest.mark.parametrize(
    ("told", "place"),
    [
        (f"“The bridge is open,” she said after talks with {RUIZ} in Bonn.", "Bonn"),
        (f"{WEBER} and {RUIZ} faced reporters after two hours of talks in Bonn.", "Bonn"),
    ],
)
def test_talks_told_beside_the_news_are_a_meeting(told: str, place: str) -> None:
    text = f"News\n\n{WEBER} spoke to reporters.\n{told}"
    found = read(text)
    assert sorted(p.name for p in found.meetings[0].participants) == ["Anna Weber", "Carlos Ruiz"]
    assert found.meetings[0].place == place


@model
def test_all_before_met_are_met_where_a_parse_sees_one() -> None:
    found = read(
        "News\n\nInterior Minister Anna Weber of Germany and Spain's Interior Minister Carlos Ruiz "
        "met on Thursday in Bonn to talk about cables."
    )
    (meeting,) = found.meetings
    assert [(p.name, p.party) for p in meeting.participants] == [
        ("Anna Weber", "DE"),
        ("Carlos Ruiz", "ES"),
    ]
    assert (meeting.place, meeting.date and meeting.date.iso()) == ("Bonn", "2025-06-05")


@model
def test_a_headline_of_parties_gets_the_names_of_the_body() -> None:
    found = read(
        "Thai deputy premier receives Swiss envoy; minister stays away\n\n"
        "Deputy Prime Minister Somsak Rattanawong received Swiss State Secretary Anna Keller "
        "at Government House in Bangkok."
    )
    (meeting,) = found.meetings
    assert {(p.name, p.party, p.role) for p in meeting.participants} == {
        ("Somsak Rattanawong", "TH", "host"),
        ("Anna Keller", "CH", "visitor"),
    }


@model
def test_a_minister_of_something_is_named_by_what_stands_before_the_verb() -> None:
    found = read(
        "Vietnamese, Australian foreign ministers hold phone talks\n\nMinister of Foreign Affairs "
        "Phan Quoc Trung held phone talks with Australian Minister for Foreign Affairs Rosalind "
        "Pemberton on August 18."
    )
    assert {p.name for m in found.meetings for p in m.participants} == {
        "Phan Quoc Trung",
        "Rosalind Pemberton",
    }


@model
def test_attendants_make_no_meeting_of_their_own() -> None:
    found = read(
        "President Anna Weber met with Carlos Ruiz, Spanish Prime Minister\n\nDeputy Prime "
        "Minister Ilya Falk, Joint Commission Co-Chairman, Minister of Foreign Affairs Igor Lorenz "
        "and Sergei Brandt, Deputy Chief of the Presidential Office, attended the meeting."
    )
    (meeting,) = found.meetings
    assert [p.name for p in meeting.participants] == [
        "Anna Weber",
        "Carlos Ruiz",
        "Ilya Falk",
        "Igor Lorenz",
        "Sergei Brandt",
    ]
