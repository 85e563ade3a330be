"""`readout explain`: what is marked, in the terminal and as a page; hostile words stay words."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from bot.extraction.explaining import as_lines, as_page
from store.records import ArticleText, Extraction, Meeting, Participant, Position, Span

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.command import Readout

TEXT = (
    "Kenya and Norway discuss fisheries\n\n"
    "Kenyan Foreign Minister Amina Otieno met with Norwegian Foreign Minister Lars Holt in Nairobi "
    "on April 2, 2026.\n"
    "Otieno said that Kenya is ready to work with Norway to protect the fish stocks.\n"
)


class Page(HTMLParser):
    """Collects the tags and the words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.model
def test_terminal_names_who_met_and_whose_words_stand_where(
    readout: Readout, tmp_path: Path
) -> None:
    file = tmp_path / "talks.txt"
    file.write_text(TEXT)
    done = readout("explain", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines()]
    first = lines[0]
    assert "Amina Otieno and Lars Holt, Nairobi, 2026-04-02; 1 position (" in first
    assert any(line.startswith("participant: “Amina Otieno” — ") for line in lines)
    assert "place: “Nairobi” — Nairobi" in lines
    told = next(line for line in lines if line.startswith("position 1:"))
    assert "“Kenya is ready to work with Norway to protect the fish stocks”" in told
    assert "Amina Otieno (stated)" in told
    assert "cue 1: “said”" in lines


@pytest.mark.model
def test_page_stands_alone_and_holds_every_paragraph(readout: Readout) -> None:
    done = readout("explain", "-", "--html", given=TEXT)
    assert (done.returncode, done.stderr) == (0, "")
    page = Page(done.stdout)
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert not page.tags & {"script", "link", "img", "iframe"}
    words = " ".join(page.words.split())
    for told in ("¶3", "participant", "cue 1", "position 1", "“Kenya is ready"):
        assert told in words


def test_more_than_one_article_or_none_is_refused(readout: Readout, tmp_path: Path) -> None:
    two = tmp_path / "two.jsonl"
    two.write_text('{"id": 1, "text": "One\\n\\nWords."}\n{"id": 2, "text": "Two\\n\\nWords."}\n')
    done = readout("explain", str(two))
    assert done.returncode == 2
    assert "2 articles" in done.stderr
    gone = readout("explain", str(tmp_path / "gone.txt"))
    assert gone.returncode != 0
    assert "gone.txt" in gone.stderr
    assert "Traceback" not in gone.stderr


def test_words_of_the_article_are_never_markup() -> None:
    hostile = "<script>alert(1)</script> {0} Ann <b>Lee</b>"
    text = f"{hostile}\n\n{hostile} said that <img src=x onerror=alert(1)> & more."
    start = text.index("<img")
    name = Span(text.rindex("Ann"), text.rindex("Ann") + len("Ann <b>Lee</b>"))
    person = Participant("Ann <b>Lee</b>", titles=("<i>Minister",), span=name)
    spoken = Position(
        Span(start, len(text)), name, speakers=("<u>Ann",), cue=Span(start - 10, start - 6)
    )
    found = Extraction("v<1>", (Meeting(participants=(person,), place="<s>"),), (spoken,))
    article = ArticleText(text=text, title="<title></title><script>")
    page = Page(as_page(article, found))
    assert not page.tags & {"script", "img", "b", "i", "u", "s"}
    assert "<script>alert(1)</script>" in page.words
    assert any("<u>Ann (stated)" in line for line in as_lines(article, found))
