"""Files through the door: PDF, DOCX, plain text, and what is none of them."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader, PdfWriter

from bot.errors import Unreadable
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.reader import ArticleReader, kind_of
from store.records import Shared, ShareSource
from tests.unit.reading_doubles import SENTENCE, make_docx, make_pdf, word_paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FULL = "The foreign ministers of Ruritania and Graustark met in the capital of the former and"


@pytest.fixture(scope="module")
def reader() -> Iterator[ArticleReader]:
    reader = ArticleReader(fetcher=Fetcher(), children=ParserPool(size=1))
    yield reader
    reader.close()


# ---------------------------------------------------------------- PDF


def test_the_lines_of_a_pdf_become_paragraphs(reader: ArticleReader) -> None:
    pdf = make_pdf(
        [
            [
                "Readout of the talks in Strelsau",
                FULL,
                "reviewed the state of bilateral relations in depth, including trade and coope-",
                "ration on the river. Both sides praised the non-aligned movement, and non-",
                "aligned states in general.",
                "The ministers agreed to meet again in the spring.",
                "- first, on the river, which the two of them called the artery of the region and",
                "- second, on the railway.",
            ]
        ]
    )
    article = reader.read_bytes(pdf)
    assert article.title == "Readout of the talks in Strelsau"
    assert article.text.split("\n") == [
        "Readout of the talks in Strelsau",
        "",
        f"{FULL} reviewed the state of bilateral relations in depth, including trade and "
        "cooperation on the river. Both sides praised the non-aligned movement, and non-aligned "
        "states in general.",
        "The ministers agreed to meet again in the spring.",
        "- first, on the river, which the two of them called the artery of the region and",
        "- second, on the railway.",
    ]
    assert article.published is None


def test_running_headers_and_page_numbers_are_dropped(reader: ArticleReader) -> None:
    said = ["spoke of trade.", "heard experts.", "saw the river.", "thanked their hosts."]
    head = ["Ministry of Foreign Affairs of Ruritania", "Press service, 3 March 2024"]
    pages = [
        [*head, f"{FULL} {word}", f"Once more they {word}", f"Page {number} of 4"]
        for number, word in enumerate(said, start=1)
    ]
    text = reader.read_bytes(make_pdf(pages)).text
    assert "Ministry of" not in text
    assert "Press service" not in text
    assert "of 4" not in text
    assert text.count(FULL) == 4


def test_a_paragraph_goes_on_over_the_page(reader: ArticleReader) -> None:
    pdf = make_pdf([["Readout", FULL], ["agreed to meet again.", "3"]])
    assert f"{FULL} agreed to meet again." in reader.read_bytes(pdf).text


def test_a_pdf_without_text_is_called_a_scan(reader: ArticleReader) -> None:
    with pytest.raises(Unreadable, match="scan"):
        reader.read_bytes(make_pdf([[]]))


def test_a_locked_pdf_is_said_to_be_locked(reader: ArticleReader) -> None:
    def locked(password: str) -> bytes:
        writer = PdfWriter()
        writer.append(PdfReader(io.BytesIO(make_pdf([[FULL, FULL]]))))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
        return file.getvalue()

    with pytest.raises(Unreadable, match="password"):
        reader.read_bytes(locked("secret"))
    assert FULL in reader.read_bytes(locked("")).text  # printing is locked, not reading


def test_a_pdf_of_too_many_pages_is_refused(reader: ArticleReader) -> None:
    with pytest.raises(Unreadable, match="more than 300 pages"):
        reader.read_bytes(make_pdf([["x"]] * 301))


def outcome(reader: ArticleReader, data: bytes) -> str:
    """Return what a person would see: the text, or the reason why there is none."""
    try:
        return reader.read_bytes(data).text + "."
    except Unreadable as refusal:
        return refusal.user_message


def one_object_pdf(stream: bytes, *, entries: bytes = b"") -> bytes:
    """Return a PDF whose page has `stream` for its content, with further dictionary entries."""
    head = b"<< /Length %d %s >>\nstream\n" % (len(stream), entries)
    body = make_pdf([["x"]])
    cut, end = body.index(b"5 0 obj"), body.index(b"xref\n")
    body = body[:cut] + b"5 0 obj\n" + head + stream + b"\nendstream\nendobj\n"
    return body + make_pdf([["x"]])[end:]


def nested_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)
    return one_object_pdf(packed, entries=b"/Filter [/FlateDecode /FlateDecode]")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"%PDF-1.4\n%%EOF",
        make_pdf([[FULL]])[:400],
        make_pdf([[FULL]]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        make_pdf([[FULL]]).replace(b"/Root 1 0 R", b"/Root 9 0 R"),
        make_pdf([[FULL]]).replace(b"/Count 1", b"/Count 99999999"),
        make_pdf([[FULL]]).replace(b"xref\n0 6", b"xref\n0 2147483647"),
        nested_bomb(),
        one_object_pdf(zlib.compress(b"[" * 100_000), entries=b"/Filter /FlateDecode"),
        one_object_pdf(b"BT " + b"(" * 50_000, entries=b""),
        b"%PDF-1.4\n" + b"1 0 obj <<" * 50_000,
    ],
    ids=[
        *("head", "empty", "cut", "loop", "root", "count", "xref", "bomb", "arrays", "strings"),
        "objects",
    ],
)
def test_a_hostile_pdf_is_read_or_refused_in_time(reader: ArticleReader, data: bytes) -> None:
    started = time.perf_counter()
    assert outcome(reader, data).endswith(".")
    assert time.perf_counter() - started < 20


# ---------------------------------------------------------------- DOCX


def test_a_word_document_is_read_as_its_readers_see_it(reader: ArticleReader) -> None:
    body = (
        word_paragraph("Talks in Strelsau")
        + word_paragraph(SENTENCE.strip())
        + "<w:p><w:ins><w:r><w:t>They signed a treaty</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>They denied a treaty</w:delText></w:r></w:del>"
        "<w:r><w:t xml:space='preserve"
        "'> on the river.</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>Moved away.</w:t></w:r></w:moveFrom></w:p>"
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden words.</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Shown words.</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent>" + word_paragraph("In a control.") + "</w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:tc>" + word_paragraph("In a table.") + "</w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>First</w:t><w:tab/><w:t>then"
        "</w:t><w:br/><w:t>below.</w:t></w:r></w:p>"
        "<w:p><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + word_paragraph("In a box.")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + word_paragraph("In a box.")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent>"
        "<w:r><w:t>Around the box.</w:t></w:r></w:p>"
    )
    footnotes = f"<w:footnote>{word_paragraph('In a footnote.')}</w:footnote>"
    article = reader.read_bytes(make_docx(body, footnotes=footnotes))
    assert article.text.split("\n") == [
        "Talks in Strelsau",
        "",
        SENTENCE.strip(),
        "They signed a treaty on the river.",
        "Shown words.",
        "In a control.",
        "In a table.",
        "First then",
        "below.",
        "In a box.",
        "Around the box.",
        "In a footnote.",
    ]


def zip_of(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def many_members() -> bytes:
    return zip_of(**{f"m{n}": b"" for n in range(2_001)})


def flagged_as_locked() -> bytes:
    data = bytearray(make_docx(word_paragraph(SENTENCE)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zip_of(xl__workbook=b"<x/>"), "no Word document"),
        (many_members(), "too many parts"),
        (make_docx("", parts={"word/document.xml": b" " * 33_000_000}), "unpacks to more"),
        (make_docx("", parts={"word/document.xml": b"<!DOCTYPE x><x/>"}), "damaged"),
        (make_docx("", parts={"word/document.xml": b"<w:document"}), "damaged"),
        (make_docx("", parts={"word/document.xml": b""}), "damaged"),
        (make_docx("")[:200], "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (make_docx(""), "no text"),
        (flagged_as_locked(), "locked"),
        (make_docx("<w:p>" * 5_000 + "</w:p>" * 5_000), "damaged"),
    ],
    ids=range(11),
)
def test_an_odd_zip_is_refused_with_its_reason(
    reader: ArticleReader, data: bytes, words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        reader.read_bytes(data)


def test_entities_of_a_document_are_not_expanded(reader: ArticleReader) -> None:
    lines = ['<!ENTITY a "ha">', *(f'<!ENTITY a{n} "&a;&a;">' for n in range(20))]
    bomb = f"<!DOCTYPE w [{''.join(lines)}]><w>&a19;</w>".encode()
    with pytest.raises(Unreadable):
        reader.read_bytes(make_docx("", parts={"word/document.xml": bomb}))


# ---------------------------------------------------------------- plain text and other things


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Größe 外交 Москва".encode(), "Größe 外交 Москва"),
        (b"\xef\xbb\xbfwith a mark", "with a mark"),
        ("外交部长在莫斯科会见".encode("gb18030"), "外交部长在莫斯科会见"),
        ("wide 外交".encode("utf-16"), "wide 外交"),
        ("He called it a “Café” Générale – naïve talk".encode("cp1252"), "“Café” Générale – naïve"),
        (b"\xc3\x28 \xff\xfa" * 30 + b"x", "x"),
    ],
)
def test_text_files_come_in_many_codings(reader: ArticleReader, data: bytes, words: str) -> None:
    assert words in reader.read_bytes(data, name="readout.txt").text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"{\\rtf1 text}",
        b"\x1f\x8b\x08",
        b"\x7fELF",
        bytes(range(256)) * 20,
        bytes(5_000),
    ],
)
def test_a_binary_file_is_refused_and_what_is_accepted_is_named(
    reader: ArticleReader, data: bytes
) -> None:
    with pytest.raises(Unreadable, match="PDF and DOCX") as refusal:
        reader.read_bytes(data, name="readout.pdf")
    assert "readout.pdf" in refusal.value.user_message


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_an_empty_file_is_said_to_be_empty(reader: ArticleReader, data: bytes) -> None:
    with pytest.raises(Unreadable, match="empty"):
        reader.read_bytes(data)


def test_the_bytes_tell_the_kind_and_never_the_name() -> None:
    assert kind_of(b"%PDF-1.4", name="a.txt") == "pdf"
    assert kind_of(b"junk\n%PDF-1.4") == "pdf"
    assert kind_of(b"PK\x03\x04", media_type="text/html") == "docx"
    assert kind_of(b"<!-- x --><!DOCTYPE HTML><p>", name="a.pdf") == "html"
    assert kind_of(b"\xef\xbb\xbf <html>") == "html"
    assert kind_of(b"<html>", media_type="text/plain") == "text"
    assert kind_of(b"words", media_type="text/html") == "html"
    assert kind_of(b"words", name="a.html") == "text"
    assert kind_of("<html>".encode("utf-16")) == "text"


# ---------------------------------------------------------------- what is shared


def test_a_local_file_is_read(reader: ArticleReader, tmp_path: Path) -> None:
    path = tmp_path / "readout.txt"
    path.write_text(f"Talks in Strelsau\n\nMarch 3, 2024\n{SENTENCE}\n", encoding="utf-8")
    article = reader.read(Shared(ShareSource.FILE, "k", body=str(path)))
    assert article.title == "Talks in Strelsau"
    assert article.published == date(2024, 3, 3)


def test_a_file_that_cannot_be_opened_is_named(reader: ArticleReader, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(Unreadable, match=f"cannot open {path.name}"):
            reader.read(Shared(ShareSource.FILE, "k", body=str(path)))


def test_files_over_the_cap_are_refused(reader: ArticleReader, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    claimed = Shared(ShareSource.FILE, "k", url="https://files.slack.com/x", size=20_000_001)
    for shared in (Shared(ShareSource.FILE, "k", body=str(path)), claimed):
        with pytest.raises(Unreadable, match="20 MB"):
            reader.read(shared)
    with pytest.raises(Unreadable, match="20 MB"):
        reader.read_bytes(bytes(20_000_001))


def test_a_slack_file_is_got_by_the_function_given(reader: ArticleReader) -> None:
    asked = []

    def slack_files(url: str) -> tuple[bytes, str]:
        asked.append(url)
        return SENTENCE.encode(), "readout.txt"

    children = ParserPool(size=1)
    with_slack = ArticleReader(fetcher=Fetcher(), children=children, slack_files=slack_files)
    shared = Shared(ShareSource.FILE, "F1", url="https://files.slack.com/f1")
    assert with_slack.read(shared).text == SENTENCE.strip()
    assert asked == ["https://files.slack.com/f1"]
    with_slack.close()
    with pytest.raises(Unreadable, match="cannot get"):
        reader.read(shared)


def test_pasted_text_needs_no_child(reader: ArticleReader) -> None:
    article = reader.read(Shared(ShareSource.TEXT, "text", body=SENTENCE))
    assert article.text == SENTENCE.strip()
    with pytest.raises(Unreadable, match="empty"):
        reader.read(Shared(ShareSource.TEXT, "text"))
    with pytest.raises(Unreadable, match="no link"):
        reader.read(Shared(ShareSource.LINK, "k"))
