"""Questions answered from a store: every view, nothing beyond what the audience sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.answer import brief, brief_question, recap_briefing
from bot.briefing.text import briefing_text, line_text
from store.records import (
    ArticleText,
    Audience,
    Briefing,
    ChannelKind,
    FiledMeeting,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Outcome,
    PartialDate,
    Question,
)
from tests.unit.briefing_kit import (
    AUDIENCE,
    CHILEAN,
    NOW,
    Answering,
    article,
    chilean,
    czech,
    position,
    share,
    store_records,
)

if TYPE_CHECKING:
    from store.database import Database

PHONE = CHILEAN.replace("Prague", "Santiago").replace("met", "phoned")
PLAN = "Reyes to visit Prague in December\nAna Reyes will meet Karel Dvorak in Prague."


def archive() -> list[FiledMeeting]:
    call = chilean(
        3,
        kind=MeetingKind.PHONE,
        when=PartialDate(2025, 1, 10),
        place=None,
        text=PHONE,
        positions=[],
    )
    plan = chilean(
        4, status=MeetingStatus.PLANNED, when=PartialDate(2026, 12, 1), text=PLAN, positions=[]
    )
    return [chilean(1), czech(2), call, plan]


@pytest.fixture
def answering(sqlite_database: Database) -> Answering:
    store_records(sqlite_database, *archive())
    return Answering(sqlite_database)


def ask(answering: Answering, text: str, **more: object) -> Briefing:
    made = brief(answering, AUDIENCE, text, zone="Europe/London", **more)  # type: ignore[arg-type]
    assert not made.dropped
    return made


def head(made: Briefing) -> str:
    return made.header.text if made.header else ""


def test_a_dyad(answering: Answering) -> None:
    made = ask(answering, "Chile Czechia")
    assert made.outcome is Outcome.ANSWER
    assert head(made).startswith("Chile – Czech Republic · foreign ministers met · Prague")
    assert made.source_line.startswith("3 meetings; this one in 2 sources:")
    assert made.notes == ("Czechia → Czech Republic",)
    assert [m.date for m in made.meetings] == ["2026-03-03", "2026-12-01", "2025-01-10"]


def test_since_the_last_meeting(answering: Answering) -> None:
    made = ask(answering, "Chile Czechia since the last meeting")
    assert made.outcome is Outcome.ANSWER
    assert made.notes[-1].startswith("Since the last meeting")
    assert any(s.heading.startswith("New since the last meeting (10 Jan") for s in made.sections)


def test_a_party(answering: Answering) -> None:
    made = ask(answering, "Chile")
    assert head(made) == "Chile · 2 meetings, newest first"
    printed = briefing_text(made)
    assert "• 3 Mar 2026 · Prague · with Czech Republic · Ana Reyes, Karel Dvorak [1 ¶1]" in printed
    assert "• 1 Dec 2026 · Prague · meeting planned · with Czech Republic" in printed
    assert "Topics lately: Technology (" in printed


def test_a_person(answering: Answering) -> None:
    made = ask(answering, "what did Reyes say about lithium?")
    assert head(made) == "Ana Reyes on lithium · 1 statement"
    (line,) = made.sections[0].lines
    assert "Prague" in line.text
    assert line.quotes[0].startswith("Chile will open a lithium technology centre")


def test_a_person_without_statements_is_shown_in_meetings(sqlite_database: Database) -> None:
    store_records(sqlite_database, chilean(positions=[]))
    made = ask(Answering(sqlite_database), "Reyes")
    assert made.outcome is Outcome.ANSWER
    assert head(made).startswith("Chile – Czech Republic")


def test_a_persons_last_meeting_is_told_even_if_they_said_nothing(
    sqlite_database: Database,
) -> None:
    call = chilean(
        3,
        kind=MeetingKind.PHONE,
        when=PartialDate(2026, 9, 9),
        place=None,
        text=PHONE,
        positions=[],
    )
    store_records(sqlite_database, chilean(1), call)
    made = ask(Answering(sqlite_database), "Reyes")
    first, *rest = made.sections
    assert first.heading == "Last met, no words of theirs reported"
    assert first.lines[0].text.startswith("9 Sep 2026 · spoke by phone")
    assert all(line.quotes for section in rest for line in section.lines)


def test_two_persons_and_a_topic(answering: Answering) -> None:
    made = ask(answering, "did Dvorak and Reyes agree on fisheries?")
    assert made.outcome is Outcome.NOTHING
    made = ask(answering, "did Dvorak and Reyes agree on lithium?")
    assert [s.heading for s in made.sections][1:] == [
        "Czech Republic – Karel Dvorak",
        "Chile – Ana Reyes",
    ]
    assert "joint statement on lithium" in made.missing


def test_a_topic_by_actor(answering: Answering) -> None:
    made = ask(answering, "lithium technology")
    assert head(made).startswith("Lithium technology · ")
    assert [s.heading for s in made.sections] == ["Chile"]


def test_a_party_nobody_met_is_looked_for_as_a_topic(sqlite_database: Database) -> None:
    text = "Reyes meets the press\nReyes said that Ukraine needs grain ships."
    said = position(
        text, "Ukraine needs grain ships", "Ana Reyes", "CL", cue="said", topic="Ukraine"
    )
    loose = replace(chilean(1, text=text, positions=[said]), meeting=Meeting())
    store_records(sqlite_database, loose)
    made = ask(Answering(sqlite_database), "Ukraine")
    assert made.outcome is Outcome.ANSWER
    assert "published 4 Mar 2026" in briefing_text(made)
    assert not made.meetings


def test_a_range_without_a_meeting_offers_the_nearest(answering: Answering) -> None:
    made = ask(answering, "Chile, Czech Republic last month")
    assert made.outcome is Outcome.NOTHING
    assert made.notes == ("Period: 1–31 Oct 2026 (Europe/London)",)
    printed = briefing_text(made)
    assert (
        "No shared source visible here has a meeting of Chile and Czech Republic for 1–31 Oct"
        in printed
    )
    assert "Nearest: 1 Dec 2026 · Prague · meeting planned" in printed


def test_a_year_less_meeting_is_listed_not_dropped(sqlite_database: Database) -> None:
    store_records(
        sqlite_database, chilean(when=PartialDate(None, 9, 18, "partial"), published=None)
    )
    made = ask(Answering(sqlite_database), "Chile, Czech Republic last month")
    assert made.outcome is Outcome.NOTHING
    assert "Date incomplete\n• 18 Sep (year not stated) · Prague" in briefing_text(made)


def test_a_period_in_the_future_finds_what_is_planned(answering: Answering) -> None:
    made = ask(answering, "Chile, Czech Republic next month")
    assert made.outcome is Outcome.ANSWER
    assert "meeting of foreign ministers planned · Prague · 1 Dec 2026" in head(made)


def test_a_place(answering: Answering) -> None:
    assert ask(answering, "Chile Argentina").outcome is Outcome.NOTHING
    assert ask(answering, "Chile, Czech Republic in Prague").outcome is Outcome.ANSWER
    made = ask(answering, "Chile, Czech Republic in Santiago")
    assert made.outcome is Outcome.NOTHING
    assert "in Santiago" in briefing_text(made)


def test_three_parties_offer_pairs(answering: Answering) -> None:
    made = ask(answering, "Chile, Czech Republic, India")
    assert made.outcome is Outcome.NOTHING
    assert made.choices[0] == ("Chile – Czech Republic", "Chile, Czech Republic")
    assert len(made.choices) == 3


def test_help_offers_the_latest_pairs(answering: Answering) -> None:
    made = ask(answering, "help")
    assert made.outcome is Outcome.HELP
    assert [label for label, _ in made.choices] == ["Chile – Czech Republic"]
    examples = next(s for s in made.sections if s.heading == "Examples")
    assert len(examples.lines) == 5


@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("Wakanda Narnia", Outcome.NOTHING, "I don't know “Wakanda”, “Narnia”."),
        ("Korea", Outcome.AMBIGUOUS, "“Korea” could mean South Korea or North Korea."),
        ("Chile since 2024-13-45", Outcome.BAD_DATE, "I can't read “2024-13-45” as a date."),
        ("fish sanctions", Outcome.NOTHING, "No shared source visible here has “fish sanctions”."),
        ("last week", Outcome.NOTHING, "No shared source visible here has a meeting for 16–22 Nov"),
    ],
)
def test_honest_answers_have_no_references(
    answering: Answering, text: str, outcome: Outcome, words: str
) -> None:
    made = ask(answering, text)
    assert made.outcome is outcome
    assert words in briefing_text(made)
    assert made.evidence == ()
    assert made.sources == ()


def test_a_follow_up(answering: Answering) -> None:
    first = ask(answering, "what did Reyes say about lithium?")
    made = ask(answering, "and Dvorak?", previous=first.question)
    assert head(made).startswith("Karel Dvorak on lithium")


def test_an_article(sqlite_database: Database) -> None:
    ids = store_records(sqlite_database, *archive())
    answering = Answering(sqlite_database)
    made = ask(answering, "", article_ids=ids[1:2])
    assert made.outcome is Outcome.ANSWER
    assert [source.article_id for source in made.sources] == ids[1:2]
    assert ask(answering, "", article_ids=[999]).outcome is Outcome.NOTHING
    assert ask(answering, "thanks", article_ids=ids[:1]).question.smalltalk


def test_an_article_without_a_meeting(sqlite_database: Database) -> None:
    texts = [ArticleText("Nessun incontro oggi.", language="it"), ArticleText("No meeting today.")]
    filed = [FiledMeeting(n, article(n, t), Meeting()) for n, t in enumerate(texts, start=1)]
    ids = store_records(sqlite_database, *filed)
    answering = Answering(sqlite_database)
    assert "not extracted: Italian" in briefing_text(ask(answering, "", article_ids=ids[:1]))
    assert "no meeting of named parties" in briefing_text(ask(answering, "", article_ids=ids[1:]))


def test_private_articles_do_not_show_at_all(sqlite_database: Database) -> None:
    """To those outside, a private dyad is like one that nobody ever shared."""
    secret = chilean(1, shares=(share(1, kind=ChannelKind.PRIVATE),))
    store_records(sqlite_database, secret)
    answering = Answering(sqlite_database)
    inside = Audience("T1", channels=frozenset({"C1"}))
    assert brief(answering, inside, "Chile Czechia").outcome is Outcome.ANSWER
    for text in ("Chile Czechia", "Chile", "Reyes", "lithium on", "help", "Reyez", "last month"):
        made = brief(answering, AUDIENCE, text)
        assert made.outcome is not Outcome.ANSWER
        assert made.evidence == ()
        assert not any("Chile –" in label for label, _ in made.choices)
        assert "Ana Reyes" not in briefing_text(made)


def test_typos_of_persons_are_found_among_all(answering: Answering) -> None:
    made = ask(answering, "Dvorrak")
    assert made.notes == ("Showing Karel Dvorak (you typed “Dvorrak”)",)
    assert made.outcome is Outcome.ANSWER


def test_questions_can_be_answered_again(answering: Answering) -> None:
    made = ask(answering, "Chile Czechia")
    again = brief_question(answering, AUDIENCE, made.question, zone="Europe/London")
    assert briefing_text(again) == briefing_text(made)


def recap(answering: Answering, *, days: int = 0, **more: object) -> Briefing:
    until = NOW + timedelta(days=1 - days)
    return recap_briefing(
        answering,
        AUDIENCE,
        since=until - timedelta(days=7),
        until=until,
        zone="Europe/London",
        channel_name="desk",
        **more,  # type: ignore[arg-type]
    )


def test_recap(answering: Answering) -> None:
    made = recap(answering, unreadable=1)
    printed = briefing_text(made)
    assert head(made) == "Readout weekly · #desk · 18–25 Nov 2026 · 2 meetings · 4 articles"
    assert [s.heading for s in made.sections] == ["Meetings", "Planned", "New positions", "Gaps"]
    assert (
        "• 3 Mar 2026 · Prague · Chile – Czech Republic, foreign ministers met (Reyes, Dvorak) · "
        "both sides' accounts [1 ¶1] [2 ¶1]"
    ) in printed
    assert "no Czech account of the phone call of 10 Jan 2025" in printed
    assert "1 link could not be read" in printed
    assert "Stop with /readout unsubscribe" in printed
    assert len(printed.splitlines()) <= 25
    for section in made.sections[:3]:
        assert all(line.evidence for line in section.lines), line_text(section.lines[0])


def test_an_empty_week_is_one_line(answering: Answering) -> None:
    made = recap(answering, days=30)
    assert made.outcome is Outcome.NOTHING
    assert [line.text for s in made.sections for line in s.lines] == [
        "Nothing was shared here, 19–26 Oct 2026."
    ]


def test_a_period_alone_lists_the_meetings_in_it(answering: Answering) -> None:
    made = ask(answering, "March 2026")
    assert head(made) == "1–31 Mar 2026 · 1 meeting"
    assert "• 3 Mar 2026 · Prague · Chile–Czech Republic: Ana Reyes, Karel" in briefing_text(made)
    assert head(ask(answering, "since 2026-03-01")).startswith("Since 1 Mar 2026 · ")
    assert head(ask(answering, "who met Reyes in 2026?")).startswith("Ana Reyes, 1 Jan – 31 Dec")


def test_a_period_in_which_nobody_met_gives_what_was_shared_then(answering: Answering) -> None:
    made = ask(answering, "summarise the last 2 weeks")
    assert made.outcome is Outcome.ANSWER
    assert head(made).startswith("Shared 10–24 Nov 2026 · 2 meetings")
    assert made.question == Question(
        text="summarise the last 2 weeks",
        since=made.question.since,
        until=made.question.until,
        period="10–24 Nov 2026",
        notes=made.question.notes,
    )
