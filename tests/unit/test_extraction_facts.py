"""Who met, where and when, in news, wire reports, letters and calls: made-up officials."""

from __future__ import annotations

from datetime import date

import pytest

from store.records import ArticleText, Meeting, MeetingKind, MeetingStatus
from tests.unit.extraction_docs import extractor

pytestmark = pytest.mark.model
PUBLISHED = date(2025, 6, 12)  # a Thursday


def meetings(text: str) -> tuple[Meeting, ...]:
    return extractor().extract(ArticleText(text=text, published=PUBLISHED)).meetings


def main(text: str) -> Meeting:
    return meetings(text)[0]


def who(text: str) -> list[tuple[str, str | None]]:
    return [(p.name, p.party) for p in main(text).participants]


def day(text: str) -> str | None:
    found = main(text).date
    return None if found is None else found.iso()


@pytest.mark.parametrize(
    "told",
    [
        "Spanish President Carlos Ruiz and his Swiss counterpart Anna Weber told a joint news "
        "conference on Tuesday that trade would grow.",
        "Spanish President Carlos Ruiz and Swiss President Anna Weber faced reporters on Tuesday.",
        "Spanish President Carlos Ruiz and his Swiss host, President Anna Weber, strolled along "
        "the lake on Tuesday.",
        "Spanish President Carlos Ruiz and Swiss President Anna Weber emerged from three hours of "
        "talks on Tuesday with different stories.",
        "Two presidents shared the podium on Tuesday: Spain's Carlos Ruiz and Switzerland's "
        "Anna Weber.",
        "Presidents Carlos Ruiz of Spain and Anna Weber of Switzerland inaugurated a tunnel on "
        "Tuesday.",
        "The presidents of Spain and Switzerland, Carlos Ruiz and Anna Weber, met on Tuesday.",
        "Spanish President Carlos Ruiz said on Tuesday, after a meeting with his Swiss colleague "
        "Anna Weber, that trade would grow.",
        "Spanish President Carlos Ruiz offered help on Tuesday, while meeting Swiss President "
        "Anna Weber in Lugano.",
        "Spanish President Carlos Ruiz hosted his colleague Anna Weber (Switzerland) on Tuesday.",
    ],
)
def test_an_encounter_is_told_in_many_ways(told: str):
    text = f"Leaders on trade\n\n{told}\n\nRuiz said ships were ready. Weber asked for time."
    assert sorted(who(text)) == [("Anna Weber", "CH"), ("Carlos Ruiz", "ES")]
    assert day(text) == "2025-06-10"


@pytest.mark.parametrize(
    "told",
    [
        "Spanish Energy Minister Carlos Ruiz said on Monday that gas was dear. In Bern, Swiss "
        "Energy Minister Anna Weber told a newspaper that it was fair.",
        "Spanish Energy Minister Carlos Ruiz received the Bern Ledger in his office on Monday.",
        "Alpine Weekly met Spanish Energy Minister Carlos Ruiz in his office on Monday.",
        "In 2019 Spanish Energy Minister Carlos Ruiz met Swiss Energy Minister Anna Weber.",
        "Spanish Energy Minister Carlos Ruiz called for calm. Swiss Energy Minister Anna Weber "
        "called the price a scandal.",
    ],
)
def test_no_encounter_is_made_of_speakers_outlets_and_old_days(told: str):
    assert meetings(f"Gas is dear\n\n{told}") == ()


def test_an_earlier_or_cancelled_meeting_is_not_the_main_one():
    text = (
        "Visas agreed\n\nSpanish Foreign Minister Carlos Ruiz and his Swiss counterpart Anna Weber "
        "told a joint news conference on Tuesday that visas were agreed.\n\n"
        "Last year Ruiz had met the late Swiss trade minister Urs Keller.\n\n"
        "President Eva Sanz of Spain, who was due to receive Weber, cancelled."
    )
    assert who(text) == [("Carlos Ruiz", "ES"), ("Anna Weber", "CH")]
    assert main(text).status is MeetingStatus.HELD


@pytest.mark.parametrize(
    "told",
    [
        "Spanish Prime Minister Carlos Ruiz sent a cable to Swiss President Anna Weber on Tuesday.",
        "Spanish Prime Minister Carlos Ruiz has written to President Anna Weber of Switzerland "
        "about customs. The letter is dated 10 June.",
        "The Prime Minister of Spain, Carlos Ruiz, and the President of Switzerland, Anna Weber, "
        "exchanged messages on Tuesday.",
        "To Her Excellency Anna Weber, President of Switzerland\n\nExcellency,\n\nI was saddened "
        "by the flood.\n\nCarlos Ruiz\nPrime Minister of Spain\n\nMadrid, 10 June 2025",
    ],
)
def test_letters_have_a_sender_and_an_addressee_but_no_place(told: str):
    text = f"On the flood\n\n{told}"
    assert who(text) == [("Carlos Ruiz", "ES"), ("Anna Weber", "CH")]
    assert (main(text).kind, main(text).place) == (MeetingKind.LETTER, None)
    assert day(text) == "2025-06-10"


@pytest.mark.parametrize(
    ("headline", "lede"),
    [
        ("Peru's premier and Dutch minister talk", "Prime Minister Carlos Ruiz met"),
        ("Peruvian leader receives Dutch minister", "President Carlos Ruiz met"),
        ("Peruvian and Dutch fisheries ministers agree", "Fisheries Minister Carlos Ruiz met"),
        ("Peru, Netherlands settle a row", "Customs chief Carlos Ruiz met"),
    ],
)
def test_the_headline_tells_whose_minister_somebody_is(headline: str, lede: str):
    text = f"{headline}\n\n{lede} Dutch Fisheries Minister Anna de Wit on Monday."
    assert ("Carlos Ruiz", "PE") in who(text)


def test_no_country_is_guessed_where_the_headline_names_two_others():
    text = "Chile, Peru and Cuba\n\nMinister Carlos Ruiz met Peruvian Minister Ana Soto on Monday."
    assert ("Carlos Ruiz", None) in who(text)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("met Swiss President Anna Weber in the Swiss capital.", "Swiss capital"),
        ("met Swiss President Anna Weber at Thun Castle.", "Thun Castle"),
        ("met Swiss President Anna Weber at the private Aare Villa.", "Aare Villa"),
        ("met Swiss President Anna Weber in the lakeside town of Spiez.", "Spiez"),
        ("met Swiss President Anna Weber on the island of Ufenau.", "Ufenau"),
        ("met Swiss President Anna Weber. The talks at the Hotel Bellevue were long.", "Bellevue"),
        ("will fly to Geneva, where he is to meet Swiss President Anna Weber.", "Geneva"),
    ],
)
def test_places_are_told_by_phrases_and_by_the_talks(told: str, place: str):
    found = main(f"Trade\n\nSpanish President Carlos Ruiz {told}").place
    assert found is not None
    assert place in found


def test_a_dateline_gives_place_and_day_only_to_those_who_met_there():
    told = "Spanish President Carlos Ruiz met Swiss President Anna Weber here."
    here = f"Trade\n\nGENEVA, June 10 (Alp Wire) - {told}"
    assert (main(here).place, day(here)) == ("Geneva", "2025-06-10")
    away = told.replace(" here", "")
    assert main(f"Trade\n\nPARIS, June 10 (Alp Wire) - {away}").place is None
    assert main(f"Trade\n\nBERN, June 10 (Alp Wire) - {away}").place == "Bern"


def test_what_was_discussed_is_not_where_it_was_discussed():
    text = (
        "Trade\n\nSpanish President Carlos Ruiz and Swiss President Anna Weber discussed the "
        "situation in Chad and a summit scheduled for May in Rome."
    )
    assert main(text).place is None


def test_whoever_calls_somebody_phones_and_whoever_calls_for_something_does_not():
    call = "Dutch Prime Minister Joost Vos late on Wednesday about flights."
    assert main(f"Late\n\nSpanish President Carlos Ruiz called {call}").kind is MeetingKind.PHONE
    text = (
        "Trade\n\nSpanish President Carlos Ruiz met Swiss President Anna Weber in Bern. "
        "The two call for a study."
    )
    assert main(text).kind is MeetingKind.MEETING


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("spoke on Monday with Anna Weber", MeetingKind.TALK),
        ("spoke on Monday with Anna Weber to prepare a visit", MeetingKind.TALK),
        ("spoke by phone on Monday with Anna Weber", MeetingKind.PHONE),
        ("spoke in person on Monday with Anna Weber", MeetingKind.MEETING),
        ("met and spoke with Anna Weber on Monday", MeetingKind.MEETING),
    ],
)
def test_who_spoke_has_not_met_unless_the_text_says_so(told: str, kind: MeetingKind):
    text = f"Spanish President Carlos Ruiz {told}, President of Switzerland."
    assert who(text) == [("Carlos Ruiz", "ES"), ("Anna Weber", "CH")]
    assert main(text).kind is kind


def test_a_sentence_may_end_in_the_number_of_a_king():
    text = "President Anna Weber of Switzerland met with Spanish King Juan Pedro I.\nThey spoke."
    assert ("Juan Pedro I", "ES") in who(text)


def test_a_secretary_to_somebody_has_met_not_his_master():
    text = (
        "US National Security Advisor John Stone spoke by phone with Eva Lund, State Secretary to "
        "Prime Minister Olof Berg of Sweden."
    )
    assert who(text) == [("John Stone", "US"), ("Eva Lund", "SE")]
    assert main(text).participants[1].title == "State Secretary to Prime Minister"


def test_a_weekday_in_front_of_a_date_does_not_count():
    text = (
        "Trade\n\nSpanish President Carlos Ruiz met Swiss President Anna Weber in Bern on "
        "Thursday, 5 June."
    )
    assert day(text) == "2025-06-05"


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("settled a row about cheese on Tuesday at a two-hour meeting in Lugano.", "Lugano"),
        ("came out of one lunch in Lugano on Tuesday with a deal on cheese.", "Lugano"),
        ("conferred for two hours in Lugano on Tuesday.", "Lugano"),
        ("told journalists in Lugano on Tuesday that cheese would be taxed.", "Lugano"),
        ("agreed on Tuesday, during a video call, to tax cheese.", None),
        ("have settled the row by telephone, both said on Tuesday.", None),
    ],
)
def test_a_word_for_being_together_tells_of_those_named_beside_it(told: str, place: str | None):
    text = f"Cheese\n\nSpanish President Carlos Ruiz and Swiss President Anna Weber {told}"
    assert who(text) == [("Carlos Ruiz", "ES"), ("Anna Weber", "CH")]
    assert (main(text).place, day(text)) == (place, "2025-06-10")


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("A forty-minute phone call on Tuesday was enough.", MeetingKind.PHONE),
        ("The call lasted an hour on Tuesday.", MeetingKind.PHONE),
        ("It took them one dinner on Tuesday.", MeetingKind.MEETING),
    ],
)
def test_a_sentence_may_mean_those_whom_its_neighbour_names(told: str, kind: MeetingKind):
    text = (
        f"Cheese\n\nBERN — {told} Spanish President Carlos Ruiz gave way, and Swiss President "
        "Anna Weber got her cheese."
    )
    assert sorted(who(text)) == [("Anna Weber", "CH"), ("Carlos Ruiz", "ES")]
    assert (main(text).kind, day(text)) == (kind, "2025-06-10")
    assert main(text).place == (None if kind is MeetingKind.PHONE else "Bern")


@pytest.mark.parametrize(
    "told",
    [
        "urged Swiss President Anna Weber on Tuesday to return to talks.",
        "rejected on Tuesday a proposal by Swiss President Anna Weber for a press conference.",
        "was at a dinner in Rome when Swiss President Anna Weber resigned on Tuesday.",
        "wants a meeting with Swiss President Anna Weber, his spokesman said on Tuesday.",
        "told reporters after a meeting of his cabinet that he agreed with Swiss President Anna "
        "Weber.",
        "received a letter bomb on Tuesday. Swiss President Anna Weber voiced horror.",
        "made no telephone call to Swiss President Anna Weber on Tuesday.",
        "and Swiss President Anna Weber were criticised on Tuesday in a letter by bishops.",
    ],
)
def test_talks_that_are_wished_for_denied_or_of_others_are_no_encounter(told: str):
    assert meetings(f"Cheese\n\nSpanish President Carlos Ruiz {told}") == ()


@pytest.mark.parametrize(
    "told",
    [
        "In a letter dated 4 June, Spanish President Carlos Ruiz asks his Swiss colleague Anna "
        "Weber to return a bell.",
        "The letter that Spanish President Carlos Ruiz sent to his Swiss colleague Anna Weber on "
        "4 June is short.",
        "Spanish President Carlos Ruiz wrote to his counterpart in Switzerland, Anna Weber. The "
        "letter of 4 June is short.",
        "Spanish President Carlos Ruiz replied to a letter from his Swiss colleague Anna Weber. "
        "His answer, dated 4 June, is short.",
    ],
)
def test_a_letter_is_told_by_the_noun_and_bears_its_own_date(told: str):
    text = f"The bell\n\n{told}"
    assert sorted(who(text)) == [("Anna Weber", "CH"), ("Carlos Ruiz", "ES")]
    assert (main(text).kind, main(text).place) == (MeetingKind.LETTER, None)
    assert day(text) == "2025-06-04"


def test_a_letter_of_intent_is_no_letter_to_anybody():
    text = "Gas\n\nSpanish President Carlos Ruiz met Swiss President Anna Weber and left with a "
    assert main(f"{text}letter of intent.").kind is MeetingKind.MEETING


@pytest.mark.parametrize(
    "listed",
    [
        "The Ministers of Water Resources of the Republic of Austria, Hungary and the Slovak "
        "Republic – Eva Lang, Pál Kis and Ján Biely respectively –",
        "Prime Ministers Eva Lang of Austria, Pál Kis of Hungary and Ján Biely of Slovakia",
        "Foreign Ministers Eva Lang (Austria), Pál Kis (Hungary) and Ján Biely (Slovakia)",
        "Austrian Sea Minister Eva Lang, Hungary's fog minister Pál Kis and Slovak Labour Minister "
        "Ján Biely",
    ],
)
def test_a_list_of_three_gives_each_a_country(listed: str):
    text = f"Danube\n\n{listed} met on Tuesday in the city of Komárno."
    assert who(text) == [("Eva Lang", "AT"), ("Pál Kis", "HU"), ("Ján Biely", "SK")]
    assert (main(text).place, day(text)) == ("Komárno", "2025-06-10")


def test_the_title_of_several_is_given_to_each_with_its_matter():
    text = (
        "Danube\n\nThe Ministers of Water Resources of Austria and Hungary – Eva Lang and Pál Kis –"
        " met on Tuesday. Minister Kis was late."
    )
    assert [p.title for p in main(text).participants] == ["Minister of Water Resources"] * 2


@pytest.mark.parametrize(
    "heading",
    [
        "Joint press conference, Bern, 10 June 2025\n\nForeign Minister Carlos Ruiz of Spain and "
        "Swiss Foreign Minister Anna Weber",
        "Remarks to the press by Foreign Minister Carlos Ruiz of Spain and Swiss Foreign Minister "
        "Anna Weber\n\nBern, 10 June 2025",
        "Joint press briefing\nBern, 10 June 2025\n\nMr Carlos Ruiz, Foreign Minister of Spain\n"
        "Ms Anna Weber, Foreign Minister of Switzerland",
    ],
)
def test_the_heading_of_a_transcript_tells_who_where_and_when(heading: str):
    text = f"{heading}\n\nMINISTER WEBER: Welcome.\n\nMINISTER RUIZ: I am glad to be here."
    assert who(text) == [("Carlos Ruiz", "ES"), ("Anna Weber", "CH")]
    assert (main(text).place, day(text)) == ("Bern", "2025-06-10")


def test_whoever_says_what_a_state_will_do_is_of_that_state():
    text = (
        "Spain lends Norway a ship\n\nOSLO, June 10 (Fjord Wire) — Spain will lend Norway a ship, "
        "Sea Minister Carlos Ruiz said on Tuesday after talks with President Nils Berg."
    )
    assert who(text) == [("Carlos Ruiz", "ES"), ("Nils Berg", "NO")]
    assert main(text).place == "Oslo"


def test_a_numbered_thing_is_nobody_and_a_first_name_stays():
    text = (
        "Corridor VIII: what Spain and Switzerland agreed\n\nSpanish Vice-President Esteban Umaña "
        "Coto met Swiss President Anna Weber on Tuesday, after Monday's storm."
    )
    assert who(text) == [("Esteban Umaña Coto", "ES"), ("Anna Weber", "CH")]
    assert day(text) == "2025-06-10"


def test_a_dateline_is_no_place_of_those_of_whom_only_what_they_say_is_told():
    text = (
        "Cheese\n\nMADRID, June 10 (Iberia Wire) - Spanish President Carlos Ruiz told Swiss "
        "President Anna Weber on Tuesday that cheese would be taxed."
    )
    assert [m.place for m in meetings(text)] in ([], [None])


@pytest.mark.parametrize("what", ["a friend", "an ally of Spain", "the best of neighbours"])
def test_whoever_is_called_something_is_not_phoned(what: str):
    text = "Cheese\n\nIn a speech, Spanish President Carlos Ruiz called Swiss President Anna Weber"
    assert meetings(f"{text} {what}.") == ()
