"""A Word document to paragraphs, by a reader of our own: counted reads, nothing external.

Runs in the child process only.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from bot.errors import Unreadable
from bot.reading.decode import normalise

MAX_BYTES = 20_000_000
MAX_MEMBERS = 2_000
MAX_PART = 32_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted and moved-away text is not the document's text any more; codes of fields never were.
_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "sectPr", "tblPr", "pPr"})
_OUT_OF_MEMORY = etree.ErrorTypes.ERR_NO_MEMORY
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
_NOT_DOCX = "That is a zip file, but no Word document. I read web pages, text, PDF and DOCX."
_DAMAGED = "That Word document is damaged: I cannot read it. Paste the text."


def read_docx(data: bytes) -> list[str]:
    """Return the paragraphs of a DOCX, footnotes last. Raises Unreadable, MemoryError."""
    if len(data) > MAX_BYTES:
        raise Unreadable("That document is larger than 20 MB. Paste the part that matters.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            paragraphs = _paragraphs_of(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError) as exc:
        raise Unreadable(_DAMAGED) from exc
    except (NotImplementedError, RuntimeError) as exc:  # an unknown packing, or a password
        raise Unreadable("That document is locked. Upload an open one.") from exc
    except etree.XMLSyntaxError as exc:
        if exc.code == _OUT_OF_MEMORY:
            raise MemoryError from exc
        raise Unreadable(_DAMAGED) from exc
    if sum(len(paragraph) for paragraph in paragraphs) < 20:
        raise Unreadable("That document holds no text (only pictures?). Paste the text.")
    return paragraphs


def _paragraphs_of(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    if len(names) > MAX_MEMBERS:
        raise Unreadable("That document holds too many parts. Paste the text.")
    if _PARTS[0] not in names:
        raise Unreadable(_NOT_DOCX)
    found: list[str] = []
    for part in _PARTS:
        if part in names:
            found += read_part(_counted(archive, part))
    return found


def _counted(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a part, at most MAX_PART of it: what the directory claims is not believed."""
    with archive.open(name) as stream:
        data = stream.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise Unreadable("That document unpacks to more than I read. Paste the text.")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable(_DAMAGED)
    return data


def read_part(data: bytes) -> list[str]:
    """Return the paragraphs of one XML part in the order of their ends."""
    walk = etree.iterwalk(
        etree.fromstring(
            data,
            etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            ),
        ),
        events=("start", "end"),
    )
    open_paragraphs: list[list[str]] = []  # a text box stands inside a paragraph
    found: list[str] = []
    for event, element in walk:
        name = _name(element)
        if event == "start":
            if name in _SKIPPED or element.tag == _FALLBACK or _is_hidden_run(element, name):
                walk.skip_subtree()
            elif name == "p":
                open_paragraphs.append([])
        elif name == "p" and open_paragraphs:
            found += _lines("".join(open_paragraphs.pop()))
        elif open_paragraphs:
            open_paragraphs[-1].append(_text(element, name))
    return found


def _lines(text: str) -> list[str]:
    return [line for line in normalise(text).split("\n") if line]


def _name(element: etree._Element) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    for namespace in (_W, _STRICT_W):
        if tag.startswith(namespace):
            return tag[len(namespace) :]
    return ""


def _text(element: etree._Element, name: str) -> str:
    if name == "t":
        return element.text or ""
    return {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "tc": " "}.get(name, "")


def _is_hidden_run(element: etree._Element, name: str) -> bool:
    """Say whether a run is formatted as hidden text, which a reader of the document never sees."""
    if name != "r":
        return False
    for mark in ("vanish", "webHidden"):
        for namespace in (_W, _STRICT_W):
            found = element.find(f"{namespace}rPr/{namespace}{mark}")
            if found is not None:
                return found.get(f"{namespace}val", "true") not in ("0", "false", "off")
    return False
