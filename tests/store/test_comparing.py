"""What counts as the same text, name, word or day. Pure functions."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.days import Days, days_of
from store.fingerprints import fingerprint, identity, near
from store.records import ArticleText, PartialDate
from store.wording import LONGEST, fold, mentions, surname

WORDS = [f"word{number}" for number in range(3000)]
STORY = " ".join(Random(1).choices(WORDS, k=1500))


def test_identity_is_of_all_that_extraction_rests_on() -> None:
    text = ArticleText("One  two\nthree ", url="https://a.example/1")
    same = ArticleText(" One two three", url="https://a.example/2", byline="Somebody")
    assert identity(text) == identity(same)
    others = (
        ArticleText("one two three"),
        ArticleText("One two three", published=date(2026, 1, 1)),
        ArticleText("One two three", language="it"),
        ArticleText("One two three", title="One"),
        ArticleText("One two three", outlet="Herald"),
        ArticleText("One two three", url="https://b.example/1"),
        ArticleText("One two three", url="http://[no address"),
    )
    assert len({identity(one) for one in (text, *others)}) == 8


def test_near_copies_are_near_and_other_texts_are_not() -> None:
    other = " ".join(Random(2).choices(WORDS, k=1500))
    assert near(fingerprint(STORY), fingerprint(STORY + " Reporting by A. Writer."))
    assert near(fingerprint(STORY), fingerprint(STORY.upper().replace(" ", " –\n")))
    assert not near(fingerprint(STORY), fingerprint(other))


@given(st.text())
def test_fingerprint_of_any_text_is_a_signed_64_bit_number(text: str) -> None:
    assert -(2**63) <= fingerprint(text) < 2**63
    assert near(fingerprint(text), fingerprint(text))


def test_near_counts_bits_across_the_sign() -> None:
    assert near(-1, -8)
    assert not near(-1, -16)
    assert near(-(2**63), 0)
    assert not near(-1, 0)
    assert near(-1, -16, bits=4)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("  Péter   SZIJJÁRTÓ ", "peter szijjarto"),
        ("Jean-Noël Barrot", "jean noel barrot"),
        ("O’Brien, Robert C.", "o brien robert c"),
        ("Lech Wałęsa", "lech walesa"),
        ("Erdoğan", "erdogan"),
        ("İstanbul Işık", "istanbul isik"),
        ("王毅", "王毅"),
        ("\x00\ud800", ""),
    ],
)
def test_names_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert len(fold(name)) <= LONGEST


def test_surnames_by_custom() -> None:
    assert surname("Wang Yi", "CN") == "wang"
    assert surname("Ursula von der Leyen", "EU") == "leyen"
    assert surname("Lavrov", "RU") == "lavrov"
    assert surname("Cher", "CN") == "cher"
    assert surname("Adam Example Jr.", "US") == "example"
    assert surname("", None) == ""


def test_short_words_match_whole_and_long_ones_as_beginnings() -> None:
    assert mentions("New sanctions on Europe", ["sanction"])
    assert not mentions("New sanctions on Europe", ["EU"])
    assert mentions("The EU’s view", ["eu"])
    assert not mentions("unsanctioned", ["sanction"])
    assert not mentions("anything", [])


@pytest.mark.parametrize(
    ("known", "days"),
    [
        (None, Days(date(2026, 9, 19), date(2026, 9, 19), date(2026, 9, 19))),
        (PartialDate(2026, 9, 18), Days(date(2026, 9, 18), date(2026, 9, 18), date(2026, 9, 18))),
        (PartialDate(2026, 2), Days(date(2026, 9, 19), date(2026, 2, 1), date(2026, 2, 28))),
        (PartialDate(2026), Days(date(2026, 9, 19), date(2026, 1, 1), date(2026, 12, 31))),
        (PartialDate(None, 9, 18), Days(date(2026, 9, 19))),
        (PartialDate(2026, 2, 30), Days(date(2026, 9, 19))),
        (PartialDate(0, 2, 30), Days(date(2026, 9, 19))),
        (PartialDate(99999, 1), Days(date(2026, 9, 19))),
    ],
)
def test_days_of_a_meeting(known: PartialDate | None, days: Days) -> None:
    assert days_of(known, date(2026, 9, 19)) == days


def test_days_without_publication() -> None:
    assert days_of(None, None) == Days()
    assert days_of(PartialDate(2026, 2), None).sort == date(2026, 2, 1)
