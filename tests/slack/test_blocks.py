"""Rendering: right, within Slack's limits, and harmless whatever an article says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.blocks.briefing import CEILING, briefing_blocks
from handlers.blocks.buttons import (
    ONLY_ME,
    POST,
    Asked,
    asked_value,
    evidence_value,
    read_asked,
    read_evidence,
)
from handlers.blocks.cards import forget_blocks, hello_blocks, hello_text, read_forget
from handlers.blocks.elements import fallback, is_link, sentence_blocks
from handlers.blocks.evidence import evidence_view
from handlers.messenger import SlackMessenger, slack_client
from store.records import Basis, BriefingLine, Outcome, Section
from tests.slack.blockcheck import problems
from tests.slack.briefings import PERMALINK, briefing, evidence, filed, line, source
from tests.slack.driver import shown, value_of

if TYPE_CHECKING:
    from pathlib import Path

    from store.records import Briefing

NAMES = {"U01MEI": "mei"}


def message(made: Briefing, **options: Any) -> dict[str, Any]:
    """A briefing as it would be posted."""
    blocks = briefing_blocks(made, names=NAMES, **options)
    return {"text": SlackMessenger(slack_client("xoxb-x")).plain(made), "blocks": blocks}


def test_a_briefing_reads_as_it_should(schema: Path | None) -> None:
    made = message(briefing())
    assert problems(made, schema=schema) == []
    assert shown(made).split("\n") == [
        "China – Russia · ministers met · Riga  [1 ¶2]",
        "1 meeting, 1 source: Harbour Post.",
        "China – Mara Lind",
        "Trade: “will open”  [1 ¶2]",
        "Sources",
        "[1] Harbour Post (state-affiliated: China): Ministers meet in Riga, pasted by @mei, "
        "24 Nov 2026, #desk message page",
        "Missing: Russian account",
        "Evidence",
    ]


def test_references_lead_to_the_message(schema: Path | None) -> None:
    links = re.findall(r'"url": "([^"]+)"', json.dumps(message(briefing())))
    assert set(links) == {PERMALINK, "https://news.example/one"}


def test_carried_speakers_are_marked() -> None:
    carried = replace(line("Trade:", "will open"), basis=Basis.CARRIED)
    assert "“will open” †  [1 ¶2]" in shown(message(briefing(carried)))


def test_inline_sections_run_on() -> None:
    lines = (line("Mara Lind, Minister"), line("Ivo Kask, Minister"))
    made = message(briefing(sections=(Section("Who", lines, inline=True),)))
    assert "Who: Mara Lind, Minister  [1 ¶2] · Ivo Kask, Minister  [1 ¶2]" in shown(made)


def test_a_sharer_is_named_and_never_pinged() -> None:
    made = message(briefing(sources=(source(how="pasted by <@U09NEW>, in <#C01X>"),)))
    assert "pasted by @a colleague, in a channel" in shown(made)
    assert problems(made) == []


@pytest.mark.parametrize("text", ["<!channel> now", "<@U1|x>", "a < b & c", "*bold* _it_ `c` ~s~"])
def test_article_text_can_neither_ping_nor_format(text: str, schema: Path | None) -> None:
    made = message(
        briefing(
            line(text, text),
            header=BriefingLine("header", text, (text,)),
            sources=(source(outlet=text, title=text),),
        )
    )
    assert problems(made, schema=schema) == []
    assert f"“{text}”" in shown(made)  # verbatim
    assert "mrkdwn" not in json.dumps(made)


def test_hostile_rows_of_the_corpus(corpus: Path, schema: Path | None) -> None:
    lines = (corpus / "data" / "bad_inputs.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(row) for row in lines]
    hostile = [row for row in rows if row["kind"] == "render"]
    assert hostile
    for row in hostile:
        text = row["input"]["text"]
        made = message(briefing(line("Trade:", text)))
        assert problems(made, schema=schema) == [], row["id"]
        whole = json.dumps(made, ensure_ascii=False)
        assert not any(re.search(absent, whole) for absent in row["expect"]["absent_regex"])
        assert all(present in whole for present in row["expect"]["present"])


HOSTILE = st.text(st.sampled_from("<>&!@#|*_~`“” \n:aé中\u200fhttps://x.y/"), max_size=60)


@settings(deadline=None, max_examples=150)
@given(HOSTILE, HOSTILE, st.text(max_size=40))
def test_any_text_makes_a_message_that_slack_takes(label: str, quoted: str, title: str) -> None:
    lines = (line(label or "x", *([quoted] if quoted else [])),)
    made = message(
        briefing(*lines, sources=(source(title=title, url=f"https://x.example/{title}"),))
    )
    assert problems(made) == []


def test_the_longest_briefing_stays_under_the_ceiling(schema: Path | None) -> None:
    lines = [line(f"Point {n}:", "y" * 4000) for n in range(60)]
    made = message(briefing(*lines, sources=tuple(source(n) for n in range(1, 9))))
    assert problems(made, schema=schema) == []
    assert len(json.dumps(made["blocks"], ensure_ascii=False)) <= CEILING + 300
    assert "More lines than fit here" in shown(made)


def test_only_buttons_that_work() -> None:
    nothing = briefing(sections=(), header=None, sources=(), outcome=Outcome.NOTHING)
    assert all(block["type"] != "actions" for block in briefing_blocks(nothing))
    asked = Asked("China Russia")
    offered = {"blocks": briefing_blocks(briefing(), asked=asked, offer=(POST, ONLY_ME))}
    assert read_asked(value_of(offered, POST) or "") == asked
    assert value_of(offered, ONLY_ME) is not None
    too_long = {"blocks": briefing_blocks(briefing(), asked=Asked("y" * 3000), offer=(POST,))}
    assert value_of(too_long, POST) is None


def test_choices_carry_the_question_and_its_thread() -> None:
    made = briefing(choices=(("South Korea", "KR Japan"), ("North Korea", "KP Japan")))
    blocks = briefing_blocks(made, asked=Asked("Korea Japan", thread_ts="1.2"))
    chosen = read_asked(value_of({"blocks": blocks}, "readout_choose_1") or "")
    assert chosen == Asked("KP Japan", thread_ts="1.2")


@pytest.mark.parametrize("value", ["", "[]", "{", '{"q":1}', "null", "7", '{"q":"x","a":["1"]}'])
def test_values_are_read_without_trust(value: str) -> None:
    assert read_asked(value) in {None, Asked("x")}
    assert read_evidence(value) == []


def test_evidence_fits_a_button() -> None:
    many = [evidence(source=n, start=n * 1000, end=n * 1000 + 50) for n in range(400)]
    value = evidence_value(many)
    assert value is not None
    assert len(value) <= 2000
    assert read_evidence(value)[0] == (0, 0, 50)
    assert asked_value(Asked("y" * 2000)) is None


def test_the_evidence_window_marks_the_cited_words(schema: Path | None) -> None:
    text = "Title\n\n" + "x " * 900 + "the <harbour> will open " + "y " * 900 + "\nLast."
    start = text.index("the <")
    view = evidence_view({1: filed(text)}, [(1, start, start + 13), (2, 0, 5)])
    assert problems({"view": view}, schema=schema) == []
    bold = [
        piece["text"]
        for block in view["blocks"][1:]
        for part in block["elements"]
        for piece in part["elements"]
        if piece.get("style")
    ]
    assert "".join(bold) == "the <harbour>"
    assert "¶2  …" in shown(view)


def test_evidence_that_may_not_be_seen_shows_nothing() -> None:
    assert "cannot see" in shown(evidence_view({}, [(1, 0, 5)]))


def test_spans_outside_the_text_are_left_out() -> None:
    view = evidence_view({1: filed("One line.")}, [(1, 50, 99), (1, -5, 3), (1, 5, 5)])
    assert "cannot see" in shown(view)


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://news.example/a?b=1#c", True),
        ("http://news.example", True),
        ("javascript:alert(1)", False),
        ("https://news.example/a|b", False),
        ("https://news.example/<!channel>", False),
        ("https://user:pw@news.example/", False),
        ("https://news.example/a b", False),
        ("https://[bad", False),
        ("https:///nohost", False),
        ("https://x.example/" + "a" * 3000, False),
        (None, False),
    ],
)
def test_links_are_checked(url: str | None, *, fit: bool) -> None:
    assert is_link(url) is fit


def test_the_fallback_is_escaped_once_and_cut() -> None:
    assert fallback("a < b & c") == "a &lt; b &amp; c"
    cut = fallback("&" * 3000)
    assert len(cut) <= 4000
    assert re.fullmatch(r"(?:&amp;)+ …", cut)
    assert fallback("  ") == "…"


def test_cards_pass_the_checks(schema: Path | None) -> None:
    hello = {"text": hello_text(), "blocks": hello_blocks()}
    forget = {"text": "x", "blocks": forget_blocks("C1", "1.2")}
    plain = {"text": "x", "blocks": sentence_blocks("<!channel>\n\n" + "y" * 9000)}
    for made in (hello, forget, plain):
        assert problems(made, schema=schema) == []
    assert len(hello_text().split("\n")) == 4
    assert read_forget(value_of(forget, "readout_forget") or "") == ("C1", "1.2")
    assert read_forget('["C1"]') is None
    assert read_forget("nonsense") is None
