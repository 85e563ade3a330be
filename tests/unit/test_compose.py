"""Briefings as an editor reads them: form, order, citations, honesty."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.briefing.clauses import can_end
from bot.briefing.compose import MOST_CHARACTERS, MOST_LINES, compose, verify
from bot.briefing.drafts import Draft
from bot.briefing.dyad import dyad_draft
from bot.briefing.matching import group_meetings
from bot.briefing.text import briefing_text, line_text
from bot.briefing.titles import level, short_name, short_title
from bot.briefing.trimming import trimmed
from bot.names import load_gazetteer
from store.records import (
    ArticleText,
    Basis,
    Briefing,
    BriefingLine,
    Evidence,
    FiledMeeting,
    MeetingKind,
    MeetingStatus,
    Outcome,
    PartialDate,
    Participant,
    Question,
    Span,
)
from tests.unit.briefing_kit import (
    DVORAK,
    REYES,
    Account,
    chilean,
    czech,
    desk,
    example,
    position,
    span,
)

if TYPE_CHECKING:
    from pathlib import Path

CHINA_RUSSIA = Question("China Russia", parties=("CN", "RU"))
CHILE_CZECHIA = Question("Chile Czechia", parties=("CL", "CZ"))
NOUNS = (
    "header",
    "bluf",
    "who",
    "china",
    "russia",
    "joint",
    "discussed",
    "watch",
    "new",
    "earlier",
)


def briefing(question: Question, *filed: FiledMeeting) -> Briefing:
    at = desk(question)
    return compose(dyad_draft(group_meetings(filed), at), desk=at)


def section(made: Briefing, heading: str) -> list[str]:
    found = next((s for s in made.sections if s.heading.startswith(heading)), None)
    return [line_text(line) for line in found.lines] if found else []


def all_lines(made: Briefing) -> list[BriefingLine]:
    header = [made.header] if made.header else []
    return header + [line for part in made.sections for line in part.lines]


def assert_sound(made: Briefing, *filed: FiledMeeting) -> None:
    """Every quote is where its evidence says; every evidence is a numbered source."""
    texts = {one.article.id: one.article.text.text for one in filed}
    numbers = {source.article_id: source.number for source in made.sources}
    for line in all_lines(made):
        for quote, found in zip(line.quotes, line.evidence, strict=False):
            assert found.span.of(texts[found.article_id]) == quote
        for found in line.evidence:
            assert numbers[found.article_id] == found.source
            assert found.paragraph >= 1
    cited = {found.article_id for found in made.evidence}
    assert set(numbers) == cited
    assert [source.number for source in made.sources] == list(range(1, len(numbers) + 1))


def test_the_example(corpus: Path) -> None:
    filed = example(corpus)
    made = briefing(CHINA_RUSSIA, filed)
    assert_sound(made, filed)
    assert made.header is not None
    assert line_text(made.header) == (
        "China – Russia · foreign ministers met · Moscow · 18 Sep (year not stated) · "
        "visitor Wang, host Lavrov [1 ¶2]"
    )
    assert made.source_line == (
        "1 meeting, 1 source: Global Times (state-affiliated: China). "
        "No Russian account shared yet."
    )
    assert section(made, "Who") == [
        "Wang Yi, Minister of Foreign Affairs ↔ Sergei Lavrov, Foreign Minister [1 ¶2]"
    ]
    assert section(made, "BLUF") == [
        "Both sides: “highly appreciated the historic expansion of the BRICS group” [1 ¶8]",
        "Lavrov on Ukraine: “praised China's position paper for taking into account the security "
        "concerns of all parties” [1 ¶10]",
    ]
    assert section(made, "Watch") == [
        "“next high-level exchanges between the two countries” – no date given [1 ¶6]"
    ]
    assert made.missing == ("Russian account", "year")
    assert made.footers == ("† speaker carried over from the sentence before",)
    assert not made.dropped


def test_the_sides_of_the_example(corpus: Path) -> None:
    made = briefing(CHINA_RUSSIA, example(corpus))
    china, russia = section(made, "China – Wang Yi"), section(made, "Russia – Sergei Lavrov")
    assert len(china) == len(russia) == 4
    assert any("neither targeting third parties, nor influenced" in line for line in china)
    assert russia[-1] == (
        "Ukraine: “Russia will continue to maintain an open attitude toward negotiations and "
        "dialogue” † [1 ¶10]"
    )
    joint = section(made, "Joint")
    assert any(line.endswith("(no speaker named) [1 ¶7]") for line in joint)
    assert not any("Photo" in line or "Global Times" in line for line in china + russia + joint)


def test_the_order_asked_is_the_order_shown(corpus: Path) -> None:
    made = briefing(Question("Russia China", parties=("RU", "CN")), example(corpus))
    headings = [part.heading for part in made.sections]
    assert headings.index("Russia – Sergei Lavrov") < headings.index("China – Wang Yi")
    assert headings[0] == "BLUF"


def test_the_order_of_sections(corpus: Path) -> None:
    made = briefing(CHINA_RUSSIA, example(corpus))
    order = [NOUNS.index(line.section) for line in all_lines(made)]
    assert order == sorted(order)


def test_every_factual_line_is_cited(corpus: Path) -> None:
    filed = [example(corpus), chilean(2), czech(3)]
    for question in (CHINA_RUSSIA, CHILE_CZECHIA):
        for line in all_lines(briefing(question, *filed[:1])):
            assert line.evidence or line.section == "new"


def test_words_outside_quotes_come_from_templates(corpus: Path) -> None:
    """Nothing of the article's prose but names and titles stands outside the quotes."""
    filed = example(corpus)
    made = briefing(CHINA_RUSSIA, filed)
    outside = " ".join(f"{line.text} {line.after}" for line in all_lines(made))
    outside = outside.replace("Minister of Foreign Affairs", "").replace("Foreign Minister", "")
    for run in re.findall(r"(?=(\w+ \w+ \w+))", filed.article.text.text):
        assert run not in outside


def test_two_accounts() -> None:
    filed = [chilean(), czech()]
    made = briefing(CHILE_CZECHIA, *filed)
    assert_sound(made, *filed)
    assert "2 sources" in made.source_line
    assert made.source_line.endswith("Both sides' accounts.")
    assert "[1 ¶2] [2 ¶2]" not in line_text(made.header or BriefingLine("", ""))
    assert line_text(made.header or BriefingLine("", "")).endswith("[1 ¶1] [2 ¶1]")
    assert section(made, "Chile") == [
        "Technology: “Chile will open a lithium technology centre in Brno by 2028, and that it "
        "will not sell raw ore to anyone” [1 ¶3]"
    ]
    assert (
        "“Czech carmakers need lithium, but only if water use is audited by "
        "independent experts” [2 ¶3]"
    ) in section(made, "Czech Republic")
    assert made.missing == ()


def test_what_was_only_talked_about_and_what_comes_next() -> None:
    planned = chilean(
        4, status=MeetingStatus.PLANNED, when=PartialDate(2026, 12, 1), positions=[], text="Plan."
    )
    made = briefing(CHILE_CZECHIA, chilean(), planned)
    assert section(made, "Discussed") == ["“Fishing quotas in Antarctica” [1 ¶6]"]
    assert section(made, "Watch") == [
        "meeting planned, Prague, 1 Dec 2026 [2 ¶1]",
        "“next round of consultations in May” [1 ¶5]",
    ]


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        (
            "an upcoming summit of regional states to be held in Oslo",
            "upcoming summit of regional states",
        ),
        ("the next round of talks, which may be long", "next round of talks"),
        ("the forthcoming visit of President Lang to Brno", "forthcoming visit of President Lang"),
    ],
)
def test_what_is_to_come_is_quoted_to_its_end(said: str, printed: str) -> None:
    text = f"Ana Reyes met Karel Dvorak.\nReyes said both prepare for {said}."
    one = position(text, f"both prepare for {said}", "Ana Reyes", "CL", cue="said")
    made = briefing(CHILE_CZECHIA, Account(1, text, (REYES, DVORAK), [one]).filed())
    assert section(made, "Watch") == [f"“{printed}” – no date given [1 ¶2]"]


def test_dates_of_what_is_to_come_belong_to_it() -> None:
    text = "Ana Reyes met Karel Dvorak.\nReyes said Chile will host the next summit in May 2027."
    one = position(text, "Chile will host the next summit in May 2027", "Ana Reyes", "CL")
    made = briefing(CHILE_CZECHIA, Account(1, text, (REYES, DVORAK), [one]).filed())
    assert section(made, "Watch") == ["“next summit in May 2027” [1 ¶2]"]


def test_what_is_called_off_is_not_watched() -> None:
    text = "Ana Reyes met Karel Dvorak.\nReyes said the next round of talks will not take place."
    said = position(
        text, "the next round of talks will not take place", "Ana Reyes", "CL", cue="said"
    )
    made = briefing(CHILE_CZECHIA, Account(1, text, (REYES, DVORAK), [said]).filed())
    assert not section(made, "Watch")


def test_what_lies_behind_the_newest_meeting_is_not_watched() -> None:
    plan = {"status": MeetingStatus.PLANNED, "positions": [], "text": "Plan."}
    past = chilean(4, when=PartialDate(2026, 3), **plan)
    early = chilean(5, when=PartialDate(2026, 2), **plan)
    undated = chilean(6, when=None, published=date(2026, 3, 1), **plan)
    made = briefing(CHILE_CZECHIA, chilean(), past, early, undated)
    planned = [line for line in section(made, "Watch") if "planned" in line]
    assert planned == ["meeting planned, Prague, Mar 2026 (day not stated) [2 ¶1]"]


@pytest.mark.parametrize(
    ("before", "quoted", "printed"),
    [
        ("Peace in ", "Northern Ireland, and", "Northern Ireland"),
        ("We want ", "a lasting recovery, to", "a lasting recovery"),
        ("On ", "the Six Assurances, and that", "the Six Assurances"),
        ("In ", "the United Nations which", "the United Nations"),
        ("It was ", "a matter of trust, in which", "a matter of trust"),
        ("He said ", '"Our farmers need rain"', "Our farmers need rain"),
        ("He said ", "“Our farmers need rain”", "Our farmers need rain"),
        ("He said ", "“Our farmers need rain", "Our farmers need rain"),
        ("He saw ", "a “larger” and “better” market", "a “larger” and “better” market"),
        ("He saw ", "“larger” and “better”", "“larger” and “better”"),
    ],
)
def test_quotes_are_not_cut_in_mid_phrase(before: str, quoted: str, printed: str) -> None:
    text = f"{before}{quoted} was said today."
    start = len(before)
    assert trimmed(text, Span(start, start + len(quoted))).of(text) == printed


def test_a_mark_whose_partner_is_quoted_comes_along() -> None:
    text = "He called it “a great day”, she did not."
    assert trimmed(text, span(text, "it “a great day")).of(text) == "it “a great day”"
    assert trimmed("What he looked forward to.", Span(0, 25)).of("What he looked forward to.") == (
        "What he looked forward to"
    )


def test_lists_are_not_cut_before_their_last_item() -> None:
    words = "a dialogue to enhance civil, commercial, and national security space cooperation"
    assert not can_end(words, words.index(", and"), words[: words.index(", and")])


def test_labels_need_words_that_bear_them_out() -> None:
    text = (
        "Ana Reyes met Karel Dvorak.\n"
        "Reyes spoke of Ukraine. Reyes said that Chile will help everybody there.\n"
        "Dvorak said that the Czech Republic will lift all sanctions on the mills."
    )
    said = [
        position(text, "Chile will help everybody there", "Ana Reyes", "CL", topic="Ukraine"),
        position(
            text,
            "the Czech Republic will lift all sanctions on the mills",
            "Karel Dvorak",
            "CZ",
            topic="Sanctions",
        ),
    ]
    made = briefing(CHILE_CZECHIA, Account(1, text, (REYES, DVORAK), said).filed())
    assert section(made, "Chile –") == ["“Chile will help everybody there” [1 ¶2]"]
    assert section(made, "Czech Republic –")[0].startswith("Sanctions: “")
    carried = [replace(said[0], basis=Basis.CARRIED)]
    made = briefing(CHILE_CZECHIA, Account(1, text, (REYES, DVORAK), carried).filed())
    assert section(made, "Chile –")[0].startswith("Ukraine: “")


def test_one_person_under_two_spellings_is_headed_by_the_longer() -> None:
    people = (
        Participant("Joe Biden", ("President",), "US"),
        Participant("Joseph R. Biden, Jr.", (), "US"),
        DVORAK,
    )
    text = "Joe Biden met Karel Dvorak.\nJoe Biden said that the United States will build ships."
    said = position(text, "the United States will build ships", "Joe Biden", "US", cue="said")
    question = Question("US Czechia", parties=("US", "CZ"))
    made = briefing(question, Account(1, text, people, [said]).filed())
    assert section(made, "United States – Joseph R. Biden, Jr.") == [
        "“the United States will build ships” [1 ¶2]"
    ]


def test_what_is_new_since_the_last_meeting() -> None:
    before = chilean(
        2, kind=MeetingKind.PHONE, when=PartialDate(2025, 1, 10), place=None, positions=[]
    )
    made = briefing(CHILE_CZECHIA, chilean(), before)
    assert section(made, "New since the last meeting (10 Jan 2025)")[0] == "Technology [1 ¶3]"
    assert section(made, "Earlier") == [
        "10 Jan 2025 · spoke by phone · Chile–Czech Republic: Ana Reyes, Karel Dvorak [2 ¶1]"
    ]
    again = briefing(CHILE_CZECHIA, chilean(), chilean(3, when=PartialDate(2025, 1, 10)))
    assert section(again, "New since the last meeting") == ["no new topic [2 ¶1]"]
    alone = briefing(CHILE_CZECHIA, chilean())
    assert section(alone, "New since") == [
        "no earlier Chile–Czech Republic meeting among the sources visible here"
    ]


def test_who_spoke_is_not_said_to_have_met() -> None:
    made = briefing(CHILE_CZECHIA, chilean(kind=MeetingKind.TALK, place=None))
    head = line_text(made.header or BriefingLine("", ""))
    assert "spoke · 3 Mar 2026" in head
    assert "met" not in head.split()
    assert "place" not in made.missing


def test_what_is_missing_is_said() -> None:
    text = "Ana Reyes phoned Karel Dvorak.\nTrade will grow."
    people = (Participant("Ana Reyes", (), "CL"), Participant("Karel Dvorak", (), "CZ"))
    account = Account(1, text, people, kind=MeetingKind.PHONE, outlet=None)
    made = briefing(CHILE_CZECHIA, account.filed())
    head = line_text(made.header or BriefingLine("", ""))
    assert "spoke by phone · date not stated" in head
    assert "No side's own account shared yet." in made.source_line
    assert "outlet not stated" in made.source_line
    assert set(made.missing) >= {"date", "Chilean account", "positions of Chile"}
    assert "place" not in made.missing
    assert section(made, "Who")[0].startswith("Ana Reyes (title not stated) ↔")
    met = briefing(CHILE_CZECHIA, replace(account, kind=MeetingKind.MEETING).filed())
    assert "met · place not stated · date not stated" in line_text(
        met.header or BriefingLine("", "")
    )
    assert "place" in met.missing


def test_a_topic_narrows_everything(corpus: Path) -> None:
    question = replace(CHINA_RUSSIA, topic="Ukraine", asks="agree")
    made = briefing(question, example(corpus))
    assert made.header is not None
    assert made.header.text.startswith("China – Russia on Ukraine · ")
    quotes = [quote for line in all_lines(made) for quote in line.quotes]
    assert len(quotes) == 3
    assert not any("BRICS" in quote for quote in quotes)
    assert "joint statement on Ukraine" in made.missing


def test_at_most_25_lines_and_3000_characters() -> None:
    names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"]
    text = "Ana Reyes met Karel Dvorak.\n" + "\n".join(
        f"Chile will {' '.join(f'{name}{n}' for n in range(32))} {name}" for name in names
    )
    said = [
        position(text, line, "Ana Reyes" if n % 2 else "Karel Dvorak", "CL" if n % 2 else "CZ")
        for n, line in enumerate(text.split("\n")[1:])
    ]
    older = [
        chilean(n, kind=MeetingKind.PHONE, when=PartialDate(2025, n, 1), positions=[])
        for n in range(2, 12)
    ]
    filed = [Account(1, text, (REYES, DVORAK), said).filed(), *older]
    made = briefing(CHILE_CZECHIA, *filed)
    printed = briefing_text(made)
    assert len(printed.splitlines()) <= MOST_LINES
    assert len(printed) <= MOST_CHARACTERS
    assert_sound(made, *filed)
    assert len(printed.splitlines()) >= 10
    assert section(made, "Who")
    assert section(made, "Chile")
    assert len(section(made, "Earlier")) < 4  # the first to go
    assert len(made.sources) == 1 + len(section(made, "Earlier"))


def test_a_header_that_cannot_be_checked_goes_too(corpus: Path) -> None:
    at = desk(CHINA_RUSSIA)
    draft = dyad_draft(group_meetings([example(corpus)]), at)
    draft.articles.clear()
    made = compose(draft, desk=at)
    assert made.header is None
    assert made.evidence == ()
    assert made.dropped > 10


def test_a_line_that_is_not_in_the_text_is_not_printed(corpus: Path) -> None:
    filed = example(corpus)
    at = desk(CHINA_RUSSIA)
    draft = dyad_draft(group_meetings([filed]), at)
    changed = replace(filed.article.text, text=filed.article.text.text.replace("BRICS", "BRIKS"))
    draft.articles[1] = replace(filed.article, text=changed)
    made = compose(draft, desk=at)
    assert made.dropped >= 3
    assert "BRICS" not in briefing_text(made)


def line(quotes: tuple[str, ...], *spans: tuple[int, int], article: int = 1) -> BriefingLine:
    found = tuple(Evidence(article, 1, 1, Span(*span)) for span in spans)
    return BriefingLine("x", "", quotes, found)


@pytest.mark.parametrize(
    ("made", "good"),
    [
        (line(("Chile",), (0, 5)), True),
        (line(("Chile", "join"), (0, 5), (15, 19)), True),
        (line(("Chile",), (0, 5), (6, 10)), True),
        (line(()), True),
        (line((), (0, 3)), True),
        (line(("chile",), (0, 5)), False),
        (line(("Chile",), (0, 4)), False),
        (line(("Chile",), (0, 5), article=2), False),
        (line(("Chile",)), False),
        (line(("",), (3, 3)), False),
        (line(("join", "Chile"), (15, 19), (0, 5)), False),
        (line((), (0, 99)), False),
        (line((), (-5, 3)), False),
    ],
)
def test_verify(made: BriefingLine, good: bool) -> None:
    assert verify(made, {1: "Chile will not join"}) is good


def test_samples_are_marked() -> None:
    made = briefing(CHILE_CZECHIA, chilean(outlet="SAMPLE Gazette", url=None))
    assert made.sample
    assert briefing_text(made).startswith("SAMPLE · ")
    assert not briefing(CHILE_CZECHIA, chilean()).sample


@pytest.mark.parametrize(
    ("titles", "printed"),
    [
        (("Chilean Minister of Foreign Affairs",), "Minister of Foreign Affairs"),
        (
            ("Chile’s senior official", "Chilean Minister of Foreign Affairs"),
            "Minister of Foreign Affairs",
        ),
        (("Chile’s senior official",), "senior official"),
        (("Minister of Nothing",), None),
        ((), None),
        (
            ("Chilean counterpart", "Chilean Minister of Foreign Affairs"),
            "Minister of Foreign Affairs",
        ),
        (("Chilean guest",), None),
    ],
)
def test_titles_are_as_reported(titles: tuple[str, ...], printed: str | None) -> None:
    text = ArticleText("Chile’s senior official and Chilean Minister of Foreign Affairs Ana Reyes")
    person = Participant("Ana Reyes", titles, "CL")
    assert short_title(person, text, load_gazetteer()) == printed


def test_short_names_are_those_the_article_uses() -> None:
    assert short_name(Participant("Wang Yi", (), "CN"), "Wang Yi came. Wang left.") == "Wang"
    assert short_name(Participant("Wang Yi", (), "CN"), "Wang Yi came.") == "Wang"
    assert short_name(Participant("Ana Reyes", (), "CL"), "Ana Reyes came. Reyes left.") == "Reyes"
    assert short_name(Participant("Viktor Orban", (), "HU"), "Viktor Orban came.") == "Orban"
    silva = Participant("Luiz da Silva", (), "BR")
    assert short_name(silva, "Luiz da Silva came. Silva left.") == "da Silva"
    dutch = Participant("Ana van der Klaveren", (), "NL")
    assert short_name(dutch, "Ana van der Klaveren came.") == "van der Klaveren"
    both = (Participant("Ana Reyes", (), "CL"), Participant("Ana Novak", (), "CZ"))
    text = "Ana Reyes met Ana Novak. Ana Novak left."
    assert short_name(both[0], text, both) == "Reyes"
    assert short_name(Participant("Madonna"), "Madonna came.") == "Madonna"
    king = Participant("Juan Pedro I", (), "ES")
    assert short_name(king, "King Juan Pedro I came.") == "Juan Pedro I"


def test_levels_need_both_titles() -> None:
    assert level([REYES, DVORAK]) == "foreign ministers"
    assert level([REYES, replace(DVORAK, titles=("Czech Premier",))]) is None
    assert level([REYES, replace(DVORAK, titles=())]) is None
    vice = Participant("A", ("Vice President",), "CL")
    assert level([vice, replace(vice, titles=("President",))]) is None


WORDS = st.sampled_from(
    ["Chile", "will", "not", "join,", "but", "“the", "pact”", "(2028)", "…", "\n", "ñandú;"]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=120), st.data())
def test_every_quote_printed_is_in_the_stored_text(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text) + 5))
    basis = st.sampled_from(list(Basis))
    said = [
        replace(
            position("Chile", "Chile", *data.draw(st.sampled_from([("A", "CL"), ("B", "CZ")]))),
            content=Span(*data.draw(spans)),
            cue=Span(*data.draw(spans)) if data.draw(st.booleans()) else None,
            basis=data.draw(basis),
            joint=data.draw(st.booleans()),
            agenda=data.draw(st.booleans()),
        )
        for _ in range(data.draw(st.integers(0, 8)))
    ]
    filed = Account(1, text, (REYES, DVORAK), said).filed()
    made = briefing(CHILE_CZECHIA, filed)
    assert_sound(made, filed)
    printed = briefing_text(made)
    for line_ in all_lines(made):
        for quote in line_.quotes:
            assert quote in text
            assert quote in printed


def test_an_empty_draft_is_an_empty_briefing() -> None:
    made = compose(Draft(Briefing(Question(""), Outcome.HELP)), desk=desk())
    assert (made.header, made.sections, made.sources) == (None, (), ())
