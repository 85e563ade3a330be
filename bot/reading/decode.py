"""Bytes to characters, and characters to clean text: linear, bounded, the same for every source."""

from __future__ import annotations

import codecs
import re
import unicodedata

from bot.errors import Unreadable

MAX_CHARACTERS = 2_000_000
MAX_MARKS = 3

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What web pages call these is by the HTML standard a superset of them.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_PAGE_CODECS = re.compile(
    r"cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|gb18030|big5\w*|euc_jp|iso2022_\w+|mac-\w+"
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,9}=[\s\"']{0,9}([\w.:-]{1,40})", re.IGNORECASE
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_LONG_MARKS = re.compile(f"(?<=m{{{MAX_MARKS}}})m+")
_BLANKS = re.compile(r"[^\S\n]+")
_AROUND_LINES = re.compile(r" ?\n ?")


class _Clean(dict[int, str | None]):
    """A table for str.translate: blanks become spaces, controls and formatting go. Fills itself."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Zs" or char == "\t":
            kept: str | None = " "
        elif char == "\n":
            kept = char
        else:
            kept = None if category in ("Cc", "Cf", "Cs") else char
        self[code] = kept
        return kept


class _Marks(dict[int, str]):
    """A table for str.translate: "m" for a combining mark, "a" for the rest. Fills itself."""

    def __missing__(self, code: int) -> str:
        self[code] = kind = "m" if unicodedata.category(chr(code))[0] == "M" else "a"
        return kind


def normalise(text: str) -> str:
    """Return clean text: NFC, no controls, single blanks, at most 3 marks on a letter.

    Raises Unreadable when it is too long to file.
    """
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(
            f"That text is longer than {MAX_CHARACTERS:,} characters. Share the part that matters."
        )
    clean = _LINE_ENDS.sub("\n", text).translate(_Clean())
    if not clean.isascii():
        # Marks first: ordering a long run of them is what makes NFC slow.
        clean = unicodedata.normalize("NFC", _limit_marks(clean))
    clean = _BLANKS.sub(" ", clean)
    return _AROUND_LINES.sub("\n", clean).strip()


def _limit_marks(text: str) -> str:
    kinds = text.translate(_Marks())
    pieces, done = [], 0
    for excess in _LONG_MARKS.finditer(kinds):
        pieces.append(text[done : excess.start()])
        done = excess.end()
    pieces.append(text[done:])
    return "".join(pieces)


def decode_text(data: bytes) -> str:
    """Return the characters of a plain text: BOM, UTF-8, GB 18030, Western, replaced."""
    by_mark = _by_bom(data)
    if by_mark is not None:
        return by_mark
    for coding in ("utf-8", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if coding == "utf-8" or _looks_chinese(text):
            return text
    western = sum(byte >= 0x80 for byte in data[:100_000]) * 4 < len(data[:100_000])
    return data.decode("cp1252" if western else "utf-8", errors="replace")


def decode_html(data: bytes, charset: str | None = None) -> str:
    """Return the characters of a page; `charset` is what the HTTP header claimed.

    A BOM is believed first, then what is valid UTF-8 (no other coding looks like it), then the
    header, then the page's own declaration.
    """
    by_mark = _by_bom(data)
    if by_mark is not None:
        return by_mark
    declared = _META_CHARSET.search(data[:4_096])
    codec = _codec(charset) or _codec(declared[1].decode("ascii", "replace") if declared else None)
    if codec is None or not codec.startswith("iso2022"):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return decode_text(data) if codec is None else data.decode(codec, errors="replace")


def _codec(name: str | None) -> str | None:
    """Return Python's name of a coding that pages use; of no other, for some decode slowly."""
    try:
        found = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    codec = _SUPERSETS.get(found, found)
    return codec if codec == "utf-8" or _PAGE_CODECS.fullmatch(codec) else None


def _by_bom(data: bytes) -> str | None:
    for mark, coding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(coding, errors="replace")
    return None


def _looks_chinese(text: str) -> bool:
    """Say whether the characters beyond ASCII stand together, as in Chinese.

    Western text read as GB 18030 has them one by one between Latin letters.
    """
    beyond = sum(len(run) for run in re.findall(r"[^\x00-\x7f]+", text[:100_000]))
    together = sum(len(run) for run in re.findall(r"[^\x00-\x7f]{2,}", text[:100_000]))
    return together * 2 > beyond
