"""Plain text for terminals and fallbacks, and JSON for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.briefing.compose import compose
from bot.briefing.dyad import dyad_draft
from bot.briefing.jsonform import briefing_json
from bot.briefing.matching import group_meetings
from bot.briefing.sources import outlet_name, source_line
from bot.briefing.text import briefing_text, citation, line_text, source_text
from store.records import (
    Basis,
    Briefing,
    BriefingLine,
    Evidence,
    Outcome,
    Question,
    Section,
    ShareSource,
    Source,
    Span,
)
from tests.unit.briefing_kit import chilean, czech, desk, example, share

if TYPE_CHECKING:
    from pathlib import Path


def evidence(source: int, paragraph: int) -> Evidence:
    return Evidence(source, source, paragraph, Span(0, 1))


def test_citations_gather_paragraphs_by_source() -> None:
    found = [evidence(1, 4), evidence(2, 3), evidence(1, 2), evidence(1, 4)]
    assert citation(found) == "[1 ¶2 ¶4] [2 ¶3]"
    assert citation([]) == ""


def test_marks_say_how_the_speaker_is_known() -> None:
    base = {"section": "x", "text": "Ukraine:", "quotes": ("a", "b")}
    cited = (evidence(1, 2), evidence(1, 2))
    carried = BriefingLine(**base, evidence=cited, basis=Basis.CARRIED)  # type: ignore[arg-type]
    nobody = BriefingLine(**base, evidence=cited, basis=Basis.NONE, after="(more)")  # type: ignore[arg-type]
    assert line_text(carried) == "Ukraine: “a … b” † [1 ¶2]"
    assert line_text(nobody) == "Ukraine: “a … b” (no speaker named) (more) [1 ¶2]"


def made(*, heading: str = "Side", inline: bool = False) -> Briefing:
    lines = (BriefingLine("s", "One:", ("x y",), (evidence(1, 1),)), BriefingLine("s", "Two"))
    return Briefing(
        Question("q"),
        Outcome.ANSWER,
        header=BriefingLine("header", "A – B · met", (), (evidence(1, 1),)),
        source_line="1 source.",
        sections=(Section(heading, lines, inline=inline),),
        sources=(
            Source(
                1, 1, "Gazette", "wire", "T", None, "https://s/p1", "pasted, 1 Jan 2026", None, 2
            ),
        ),
        missing=("year",),
        notes=("PRC → China",),
        footers=("† note",),
        choices=(("A – B", "A, B"), ("C", "C")),
    )


def test_layout() -> None:
    assert briefing_text(made()).splitlines() == [
        "PRC → China",
        "A – B · met [1 ¶1]",
        "1 source.",
        "Side",
        "• One: “x y” [1 ¶1]",
        "• Two",
        "Source: [1] Gazette (wire), “T”, pasted, 1 Jan 2026, 2 near-copies folded https://s/p1",
        "† note · Missing: year",
        "→ A – B: A, B",
        "→ C",
    ]
    assert "Side: One: “x y” [1 ¶1] · Two" in briefing_text(made(inline=True))
    assert "\nTwo\n" in briefing_text(made(heading=""))


def test_colour_is_only_on_request() -> None:
    assert "\x1b" not in briefing_text(made())
    coloured = briefing_text(made(), colour=True)
    assert "\x1b[1mA – B\x1b[0m · met" in coloured
    assert "\x1b[1mSide\x1b[0m" in coloured


def test_control_characters_do_not_reach_a_terminal() -> None:
    hostile = BriefingLine("s", "\x1b]0;owned\x07 a\nb\u009bm", ("\x1b[2Jx",), (evidence(1, 1),))
    printed = briefing_text(Briefing(Question(""), Outcome.ANSWER, header=hostile))
    assert "\x1b" not in printed
    assert "\u009b" not in printed
    assert "\n" not in printed


def test_wrapping_keeps_every_word() -> None:
    whole, narrow = briefing_text(made()), briefing_text(made(), width=30)
    assert narrow.split() == whole.split()
    assert max(len(part) for part in narrow.splitlines()) <= 30


def test_json_of_the_example(corpus: Path) -> None:
    filed = example(corpus)
    at = desk(Question("China Russia", parties=("CN", "RU")))
    form = briefing_json(compose(dyad_draft(group_meetings([filed]), at), desk=at))
    assert json.loads(json.dumps(form)) == form
    assert (form["question"], form["outcome"]) == ("China Russia", "answer")
    assert (form["place"], form["date"]) == ("Moscow", "--09-18")
    assert [(p["name"], p["country"]) for p in form["participants"]] == [
        ("Wang Yi", "China"),
        ("Sergei Lavrov", "Russia"),
    ]
    assert {entry["section"] for entry in form["lines"]} >= {"header", "china", "russia", "joint"}
    for entry in form["lines"]:
        if entry["quote"] is not None:
            assert filed.article.text.text[entry["start"] : entry["end"]] == entry["quote"]
    (meeting,) = form["meetings"]
    assert (meeting["kind"], meeting["status"]) == ("meeting", "held")
    assert meeting["lines"]
    assert form["sources"][0]["outlet"] == "Global Times"
    assert form["missing"] == ["Russian account", "year"]


def test_json_of_two_quotes_and_of_none() -> None:
    lines = (
        BriefingLine("s", "t", ("a", "b"), (evidence(1, 1), evidence(1, 2), evidence(2, 3))),
        BriefingLine("s", "nothing"),
    )
    form = briefing_json(Briefing(Question("q"), Outcome.NOTHING, sections=(Section("h", lines),)))
    assert [entry["quote"] for entry in form["lines"]] == ["a", "b", None]
    assert [len(entry["also"]) for entry in form["lines"]] == [1, 0, 0]
    assert form["lines"][2]["article"] is None
    assert (form["participants"], form["place"], form["date"]) == ([], None, None)


def test_the_newest_meeting_is_on_top() -> None:
    at = desk(Question("Chile Czechia", parties=("CL", "CZ")))
    groups = group_meetings([chilean(), czech(), chilean(3, when=None, published=None)])
    form = briefing_json(compose(dyad_draft(groups, at), desk=at))
    assert form["date"] == "2026-03-03"
    assert len(form["meetings"]) == 2


def test_sources_are_described_for_editors() -> None:
    title = "Readout of a very long conversation between the two presidents of two large countries"
    source = Source(1, 1, "Gazette", "", title, None, None, "added on 24 Nov 2026")
    dated = replace(source, published=date(2010, 5, 9))
    assert source_text(dated) == (
        "[1] Gazette, “Readout of a very long conversation between the two presidents of two "
        "large…”, published 9 May 2010, added on 24 Nov 2026"
    )


def test_articles_without_an_outlet_go_by_their_files_name() -> None:
    bare = {"outlet": None, "url": None}
    two = group_meetings([chilean(1, **bare), czech(2, **bare)])[0]
    line = source_line(two, ("CL", "CZ"), desk=desk(), meetings=1)
    assert line.count("outlet not stated") == 1
    kept = share(1, source=ShareSource.FILE)
    kept = replace(kept, shared=replace(kept.shared, name="dir/prague readout.docx"))
    named = chilean(1, shares=(kept,), **bare)
    assert outlet_name(named.article) == "prague readout.docx"
