"""A PDF's text layer to paragraphs. Runs in the child process only."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from bot.errors import Unreadable
from bot.reading.decode import MAX_CHARACTERS, normalise

MAX_BYTES = 20_000_000
MAX_PAGES = 300
_DAMAGED = "That PDF is damaged: I cannot read it. Paste the text."
_PAGE_NUMBER = re.compile(
    r"(?:page |seite |p\. ?)?[-–—( ]*\d{1,4}[-–—) ]*(?:(?:of|/) ?\d{1,4})?", re.IGNORECASE
)
_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
_SENTENCE_END = re.compile(r"[.!?…。！？:][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[•●▪■◦‣–—*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")


def read_pdf(data: bytes) -> list[str]:
    """Return the paragraphs of a PDF. Raises Unreadable with a sentence."""
    if len(data) > MAX_BYTES:
        raise Unreadable("That PDF is larger than 20 MB. Paste the part that matters.")
    pages = [_lines_of(normalise(page)) for page in _page_texts(data)]
    paragraphs = join_lines(_without_running_lines(pages))
    if sum(len(paragraph) for paragraph in paragraphs) < 20:
        raise Unreadable(
            "That PDF holds no text (a scan?). Upload a PDF with a text layer, or paste the text."
        )
    return paragraphs


def _page_texts(data: bytes) -> list[str]:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("That PDF is locked with a password. Upload an open one.")
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable(
                f"That PDF has more than {MAX_PAGES} pages. Upload the pages that matter."
            )
        texts: list[str] = []
        for page in reader.pages:
            texts.append(page.extract_text())
            if sum(map(len, texts)) > MAX_CHARACTERS:
                raise Unreadable("That PDF is too long. Upload the pages that matter.")
    except DependencyError:
        raise Unreadable("That PDF is encrypted. Upload an open one, or paste the text.") from None
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as exc:
        raise Unreadable(_DAMAGED) from exc
    except (RecursionError, OSError, AssertionError, NotImplementedError) as exc:
        raise Unreadable(_DAMAGED) from exc
    return texts


class Line(NamedTuple):
    """A line of a page; `fresh` says that it stands after an empty one."""

    text: str
    fresh: bool = False


def _lines_of(page: str) -> list[Line]:
    rows = page.split("\n")
    spaced = sum(not row for row in rows) > 0.4 * len(rows)  # then empty lines mean nothing
    before = ["x", *rows]
    return [
        Line(row, fresh=not above and not spaced)
        for above, row in zip(before, rows, strict=False)
        if row
    ]


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop page numbers, and first or last lines that most pages share (digits apart)."""
    edges = Counter(mark for page in pages for mark in {_mark(line) for line in _edges(page)})
    running = {mark for mark, count in edges.items() if count >= 3 and count * 2 > len(pages)}

    def is_running(line: Line) -> bool:
        return _mark(line) in running or _PAGE_NUMBER.fullmatch(line.text) is not None

    kept = []
    for page in pages:
        inner = list(page)
        for _ in range(3):
            if inner and is_running(inner[0]):
                inner.pop(0)
            if inner and is_running(inner[-1]):
                inner.pop()
        kept.append(inner)
    return kept


def _edges(page: list[Line]) -> list[Line]:
    return page[:3] + page[-3:]


def _mark(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.casefold())


def join_lines(pages: list[list[Line]]) -> list[str]:
    """Join the lines of pages into paragraphs and mend words broken at line ends."""
    lines = [line for page in pages for line in page]
    width = sorted(len(line.text) for line in lines)[int(len(lines) * 0.9)] if lines else 0
    whole = " ".join(line.text for line in lines).casefold()
    words = set(re.findall(r"[^\W\d_]+-[^\W\d_]+", whole))
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if paragraphs and _goes_on(previous, line, width):
            paragraphs[-1][-1], piece = _mended(paragraphs[-1][-1], line.text, words)
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([line.text])
        previous = line.text
    return ["".join(pieces) for pieces in paragraphs]


def _goes_on(previous: str, line: Line, width: int) -> bool:
    """Say whether a line continues the paragraph of the line before it.

    A paragraph ends at an empty line, before a list item, on a line that stops short, and with a
    sentence on a line that is not quite full; what begins in lower case always continues.
    """
    if line.text[0].islower():
        return True
    if line.fresh or _BULLET.match(line.text) or len(previous) < 0.8 * width:
        return False
    return len(previous) >= 0.9 * width or not _SENTENCE_END.search(previous)


def _mended(head: str, tail: str, words: set[str]) -> tuple[str, str]:
    """Return two pieces to put together: with a blank, or a broken word without its hyphen.

    The hyphen stays where the text writes that word with one elsewhere.
    """
    broken = _BROKEN_WORD.search(head[-60:])
    if not broken:
        return head, f" {tail}"
    rest = re.match(r"[^\W\d_]*", tail)
    whole = f"{broken[1]}-{rest[0] if rest else ''}".casefold()
    keeps = whole in words or not tail[:1].islower()
    return (head if keeps else head[:-1]), tail
