"""Which lines are chosen, and how a long position becomes a readable quote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.quoting import AIM, MOST, shorten
from bot.briefing.ranking import candidates, choose
from store.records import Basis, FiledMeeting, Position, Span
from tests.unit.briefing_kit import (
    DVORAK,
    EXAMPLE,
    REYES,
    Account,
    example,
    gold_positions,
    position,
)

if TYPE_CHECKING:
    from pathlib import Path


def quoted(
    content: str, *, before: str = "He said that ", after: str = ".", cue: str = "said"
) -> str:
    """Return what is printed of `content` after the words `before`."""
    text = f"{before}{content}{after}"
    span = Span(len(before), len(before) + len(content))
    found = text.find(cue) if cue else -1
    cued = Span(found, found + len(cue)) if found >= 0 else None
    quote = shorten(text, Position(content=span, sentence=Span(0, len(text)), cue=cued))
    assert all(piece in text for piece in quote.of(text))
    return " … ".join(quote.of(text))


@pytest.mark.parametrize(
    ("content", "before", "cue", "printed"),
    [
        ("the plan", "Reyes said ", "said", "the plan"),
        ("that the plan works", "Reyes hopes ", "hopes", "hopes that the plan works"),
        ("the plan works", "Reyes denied that ", "denied", "denied that the plan works"),
        ("the plan works", "Reyes did not say that ", "say", "did not say that the plan works"),
        ("out a delay", "Reyes refused to rule ", "rule", "refused to rule out a delay"),
        ("to go on", "Both expressed willingness ", "expressed willingness", None),
        ("the plan", "They highly appreciated ", "appreciated", "highly appreciated the plan"),
        ("the plan works", "Reyes stressed that ", "stressed", "the plan works"),
        ("the need for a plan", "Reyes stressed ", "stressed", "stressed the need for a plan"),
        ("the plan works", "According to Reyes, ", "According to", "the plan works"),
    ],
)
def test_verbs_that_carry_a_stance_stay(
    content: str, before: str, cue: str, printed: str | None
) -> None:
    assert quoted(content, before=before, cue=cue) == (printed or f"{cue} {content}")


def test_a_verb_of_wishing_behind_its_words_stays() -> None:
    printed = quoted("the plan works", before="", after=", Reyes claimed.", cue="claimed")
    assert printed == "the plan works, Reyes claimed"
    assert (
        quoted("the plan works", before="", after=", Reyes said.", cue="said") == "the plan works"
    )


LONG = (
    "the ministries of both countries will continue to hold consultations at the level of experts"
)


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        # a leading adjunct goes, a run of whole clauses stays
        (
            f"in the face of many grave and new difficulties in the world of trade, {LONG}",
            LONG,
        ),
        # whole clauses up to a comma
        (
            f"{LONG}, with all that this entails for the staff and for the budgets of the years",
            LONG,
        ),
        # an independent clause may stand alone only if nothing governs it from before
        (
            f"{LONG} on trade between the two, and {LONG} on energy",
            f"{LONG} on trade between the two",
        ),
    ],
)
def test_long_positions_are_cut_at_clauses(content: str, printed: str) -> None:
    assert quoted(content) == printed


@pytest.mark.parametrize(
    "content",
    [
        f"{LONG} in both capitals, but only if the treaty on water is signed before that",
        f"{LONG} in both of the capitals, unless one of them withdraws from the treaty",
        f"it is not true in the face of the facts that are known, and that {LONG}",
        f"if the treaty on water is signed before the end of the year by both, {LONG}",
        f"the cooperation of the two states which began in the last century is neither {LONG} "
        "directed at others, nor will be",
        f"Chile, which has had relations with its neighbours for long, {LONG[16:]} of trade",
    ],
)
def test_conditions_and_negations_keep_the_whole(content: str) -> None:
    assert AIM < len(content) <= MOST
    assert quoted(content) == content


def test_very_long_sentences_are_joined_over_the_gap() -> None:
    filler = " and more words of the same kind that go on" * 6
    printed = quoted(f"{LONG}, with care{filler}, but the treaty must be signed first")
    assert printed == f"{LONG} … but the treaty must be signed first"
    assert len(printed) <= MOST


def test_a_sentence_without_clauses_is_cut_at_a_word_and_says_so() -> None:
    text = "word " * 200
    quote = shorten(text, Position(content=Span(0, 999), sentence=Span(0, 999)))
    (words,) = quote.of(text)
    assert quote.goes_on
    assert len(words) <= MOST
    assert not words.endswith(" ")


def test_modality_is_kept_in_the_example(corpus: Path) -> None:
    """No quote of the example begins after a modal or negation of its own clause."""
    text = (corpus / "data" / f"{EXAMPLE}.txt").read_text(encoding="utf-8")
    gold = json.loads((corpus / "data" / f"{EXAMPLE}.gold.json").read_text(encoding="utf-8"))
    printed = [" ".join(shorten(text, one).of(text)) for one in gold_positions(text, gold)]
    assert (
        "Russia is willing to work with China to prepare for the next high-level exchanges"
        in (printed[7])
    )
    assert printed[9] == "highly appreciated the historic expansion of the BRICS group"
    assert printed[10].startswith("expressed willingness to work together")
    assert printed[13].startswith("praised China's position paper")
    assert all(len(words) <= MOST for words in printed)
    assert sum(len(words) <= 170 for words in printed) >= len(printed) - 1


@given(
    st.lists(
        st.sampled_from(
            [
                "Chile",
                "will",
                "not",
                "should",
                "aim,",
                ";",
                "and",
                "but",
                "“x”",
                "(y)",
                "if",
                ".",
                "which",
                "Ütopia",
                "1,000",
            ]
        ),
        max_size=120,
    ),
    st.integers(0, 40),
)
def test_every_quote_is_verbatim(words: list[str], start: int) -> None:
    text = " ".join(words) + "\nend"
    content = Span(min(start, len(text) - 4), len(text) - 4)
    if content.start >= content.end or not any(c.isalnum() for c in content.of(text)):
        return
    quote = shorten(text, Position(content=content, sentence=content, cue=Span(0, 1)))
    previous = 0
    for span in quote.spans:
        assert previous <= span.start < span.end <= len(text)
        assert "\n" not in span.of(text)
        before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
        if content.start == 0 or text[content.start - 1] == " ":
            assert not (before.isalnum() and text[span.start].isalnum())
        assert not (after.isalnum() and text[span.end - 1].isalnum())
        previous = span.end


LINES = (
    "Reyes thanked the Czech side for the warm welcome. "
    "Reyes said that relations are friendly. "
    "Reyes said that Chile will send 40 engineers to Brno. "
    "Chile will send 40 engineers to Brno. "
    "Chile is a coastal state. "
    "Reyes outlined her views on fisheries. "
    "Reyes said that Chile opposes the tariff of Utopia. "
    "Reyes said that Chile opposes quotas. "
    "Reyes said that Chile opposes subsidies. "
    "Reyes discussed fisheries."
)


def line_candidates() -> FiledMeeting:
    def at(words: str, cue: str | None, topic: str, **more: object) -> Position:
        return position(LINES, words, "Ana Reyes", "CL", cue=cue, topic=topic, **more)  # type: ignore[arg-type]

    found = [
        at("the Czech side for the warm welcome", "thanked", "Ties"),
        at("relations are friendly", "said", "Ties"),
        at("Chile will send 40 engineers to Brno", "said", "Energy"),
        at("Chile is a coastal state", None, "Fish", basis=Basis.CARRIED),
        at("her views on fisheries", "outlined", "Fish"),
        at("Chile opposes the tariff of Utopia", "said", "Trade"),
        at("Chile opposes quotas", "said", "Trade"),
        at("Chile opposes subsidies", "said", "Trade"),
        at("discussed fisheries", None, "Fish", agenda=True),
    ]
    return Account(1, LINES, (REYES, DVORAK), found).filed()


def test_specific_lines_before_courtesies() -> None:
    found = candidates([line_candidates()], ["Chile"])
    words = [candidate.words for candidate in choose(found, limit=3)]
    assert words == [
        "Chile will send 40 engineers to Brno",
        "Chile opposes the tariff of Utopia",
        "Chile opposes quotas",
    ]


def test_never_more_than_four_and_courtesies_drop_out() -> None:
    found = candidates([line_candidates()], ["Chile"])
    words = [candidate.words for candidate in choose(found)]
    assert len(words) == 4
    assert not any("welcome" in line or "friendly" in line for line in words)


def test_agenda_items_are_no_lines() -> None:
    words = [candidate.words for candidate in candidates([line_candidates()], [])]
    assert "discussed fisheries" not in words


def test_courtesy_stays_when_there_is_nothing_else() -> None:
    found = [c for c in candidates([line_candidates()], []) if c.topic == "Ties"]
    assert len(choose(found)) == 2


def test_repeats_are_folded_and_cited(corpus: Path) -> None:
    """¶2 and ¶4 of the example say the same: one line."""
    found = [
        c for c in candidates([example(corpus)], ["China", "Russia"]) if c.topic == "World order"
    ]
    words = [candidate.words for candidate in choose(found, limit=9)]
    assert sum("multilateralism" in line for line in words) == 1


def test_what_says_more_is_kept() -> None:
    text = (
        "Reyes said that Chile will join the pact. "
        "Chile will join the pact and pay for it, she said."
    )
    found = [
        position(text, "Chile will join the pact", "Ana Reyes", "CL", cue="said"),
        position(text, "Chile will join the pact and pay for it", "Ana Reyes", "CL"),
    ]
    (kept,) = choose(candidates([Account(1, text, (REYES,), found).filed()], []))
    assert kept.words == "Chile will join the pact and pay for it"
    assert len(kept.also) == 1
