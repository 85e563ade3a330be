"""Which accounts are of one meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.briefing.matching import group_meetings, same_meeting
from bot.briefing.selecting import at_place, inside, nearest_to, undated
from bot.briefing.similarity import gist, near_copies, says_the_same
from store.records import MeetingKind, MeetingStatus, PartialDate, Participant, Question
from tests.unit.briefing_kit import CHILEAN, DVORAK, NOW, REYES, chilean, czech


def test_two_accounts_are_one_meeting() -> None:
    (group,) = group_meetings([czech(), chilean()])
    assert [account.article.id for account in group.accounts] == [1, 2]  # first shared first
    assert group.date == PartialDate(2026, 3, 3)
    assert group.place == "Prague"
    assert [person.name for person in group.participants] == ["Ana Reyes", "Karel Dvorak"]
    assert not group.copies


def test_having_spoken_may_be_a_call_or_a_meeting_and_says_less() -> None:
    day = PartialDate(2026, 3, 3)
    talk = czech(when=day, kind=MeetingKind.TALK, place=None)
    for kind in (MeetingKind.PHONE, MeetingKind.MEETING):
        (group,) = group_meetings([talk, chilean(when=day, kind=kind, place=None)])
        assert group.kind is kind
    letter = chilean(when=day, kind=MeetingKind.LETTER, place=None)
    assert len(group_meetings([talk, letter])) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"when": PartialDate(2026, 3, 4)},
        {"when": PartialDate(2025, 3, 3)},
        {"place": "Brno"},
        {"kind": MeetingKind.PHONE},
        {"status": MeetingStatus.PLANNED},
        {"participants": (REYES, Participant("Jan Novotny", ("Czech Premier",), "CZ"))},
        {"participants": (REYES, replace(DVORAK, party="SK"))},
        {"participants": (REYES, DVORAK, Participant("Eva Lang", ("Envoy",), "AT"))},
        {"when": None, "published": date(2026, 5, 1)},
        {"when": None, "published": None},
        {"when": PartialDate(2026), "published": None},
    ],
    ids=str,
)
def test_what_speaks_against_it(changes: dict[str, object]) -> None:
    assert not same_meeting(chilean(), czech(**{"when": PartialDate(2026, 3, 3), **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {"when": PartialDate(2026, 3, 3)},
        {"when": PartialDate(None, 3, 3, "partial")},
        {"when": PartialDate(2026, 3)},
        {"place": None},
        {"place": "Prague"},
        {"kind": MeetingKind.VISIT},
        {"kind": MeetingKind.TALK},
        {"participants": (Participant("Dvorak", (), "CZ"), REYES)},
        {"participants": (Participant("Czech Republic", (), "CZ"), REYES)},
    ],
    ids=str,
)
def test_what_is_compatible(changes: dict[str, object]) -> None:
    assert same_meeting(chilean(), czech(**changes))


def test_two_year_less_accounts_need_a_season() -> None:
    when = PartialDate(None, 3, 3, "partial")
    year_later = date(2027, 3, 4)
    assert same_meeting(chilean(when=when), czech(when=when))
    assert not same_meeting(chilean(when=when), czech(when=when, published=year_later))


def test_two_meetings_of_one_article_stay_two() -> None:
    one = chilean()
    assert len(group_meetings([one, replace(one, id=99)])) == 2


def test_phone_calls_are_matched_too() -> None:
    calls = [
        chilean(kind=MeetingKind.PHONE),
        czech(kind=MeetingKind.PHONE, when=PartialDate(2026, 3, 3)),
    ]
    assert len(group_meetings(calls)) == 1


def test_copies_are_folded_into_the_longest_text() -> None:
    longer = f"{CHILEAN}\nThe visit ends tomorrow."
    copies = [chilean(1), chilean(2, text=longer, shared=NOW + timedelta(hours=3)), czech(3)]
    (group,) = group_meetings(copies)
    assert [account.article.id for account in group.accounts] == [3, 2]
    assert group.copies == ((2, 1),)


def test_copies_differ_from_accounts() -> None:
    assert near_copies(CHILEAN, CHILEAN.upper())
    assert not near_copies(CHILEAN, czech().article.text.text)
    assert not near_copies(CHILEAN, "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("we will join the treaty on fish", "we will join the treaty on fish", True),
        ("we will join the treaty on fish", "will join the fish treaty", True),
        ("we will join the treaty on fish", "we will not join the treaty on fish", False),
        ("to build 3 power stations", "to build 4 power stations", False),
        ("to build power stations", "to tear down old bridges", False),
        ("", "", False),
    ],
)
def test_lines_that_say_the_same(one: str, other: str, same: bool) -> None:
    assert says_the_same(gist(one), gist(other)) is same


def test_periods_and_places() -> None:
    whole, partial = chilean(1), chilean(2, when=PartialDate(None, 9, 18, "partial"), place="Brno")
    groups = group_meetings([whole, partial])
    asked = Question("", since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert [g.accounts[0].article.id for g in inside(groups, asked)] == [1]
    assert [g.accounts[0].article.id for g in undated(groups, asked)] == [2]
    assert inside(groups, Question("")) == groups
    assert [g.accounts[0].article.id for g in at_place(groups, "BRNO")] == [2]
    missed = Question("", since=date(2024, 1, 1), until=date(2024, 1, 31))
    nearest = nearest_to(groups, groups, missed)
    assert nearest is not None
    assert nearest.accounts[0].article.id == 1
