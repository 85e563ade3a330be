"""Paragraphs to an article: headline in front, dateline, source line; the same for every source."""

from __future__ import annotations

import re
from datetime import date

from bot.errors import Unreadable
from bot.reading.decode import normalise
from bot.reading.language import guess_language
from bot.reading.urls import date_in_url
from store.records import ArticleText

MAX_HEADLINE = 300
_STOPS = ".!?…。！？:;,"
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = (
    rf"(?:(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y1>(?:19|20)\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? (?P<m2>{_MONTH})\.?,? (?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d))"
)
_DATE_LINE = re.compile(
    r"(?:(?:published|updated|posted|released|date)(?: on)?:? ?)?(?:[a-z]{3,9}day,? )?"
    rf"{_DATE}(?:,? (?:at )?\d{{1,2}}[:.]\d\d.{{0,12}}| ?[|·-] .{{0,40}})?",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"[^\d,.()]{{2,40}},? ?(?:\([^()]{{2,30}}\) ?)?,? ?{_DATE}(?=[ ,]*(?:\(|--|[-–—:/]))",
    re.IGNORECASE,
)
_SOURCE_LINE = re.compile(r"\(?(?:source|from|via)?:? ?(.{2,60}?)\)?", re.IGNORECASE)


def read_plain(text: str, *, url: str | None = None) -> ArticleText:
    """Return pasted text as an article without its outlet. Raises Unreadable.

    The headline is a first line that stands alone and has no final stop; the publication date
    is known only from a dateline or a date line that names the year, or from the link.
    """
    lines = unwrap(normalise(text).split("\n"))
    if not any(lines):
        raise Unreadable("That text is empty. Paste the article's text.")
    title, paragraphs = split_headline(lines)
    published, basis = stated_date(paragraphs)
    if published is None and (published := date_in_url(url)):
        basis = "url"
    whole = compose(title, paragraphs)
    return ArticleText(
        text=whole,
        title=title,
        published=published,
        published_basis=basis,
        language=guess_language(whole),
        url=url,
    )


def source_line(text: str) -> str | None:
    """Return what the last line of a text may name as its source: an outlet, if it is one."""
    match = _SOURCE_LINE.fullmatch(text.rpartition("\n")[2])
    return match[1] if match else None


def compose(title: str | None, paragraphs: list[str]) -> str:
    """Return the text of an article: headline, blank line, then one paragraph a line."""
    if not title:
        return "\n".join(paragraphs)
    head = letters_of(title)
    first = letters_of(paragraphs[0]) if paragraphs else ""
    if first == head:
        paragraphs = paragraphs[1:]
    elif first.startswith(head):  # the headline runs into the text: nothing to put in front
        return "\n".join(paragraphs)
    return "\n\n".join(part for part in (title, "\n".join(paragraphs)) if part)


def split_headline(lines: list[str]) -> tuple[str | None, list[str]]:
    """Return the headline, if the first line stands alone before a blank one, and the rest.

    `lines` may hold empty ones; the paragraphs returned do not.
    """
    body = [line for line in lines if line]
    alone = len(lines) > 2 and lines[0] and not lines[1] and len(body) > 1
    if alone and len(lines[0]) <= MAX_HEADLINE and lines[0][-1] not in _STOPS:
        return lines[0], body[1:]
    return None, body


def stated_date(paragraphs: list[str]) -> tuple[date | None, str | None]:
    """Return the day that a date line or dateline near the top states, and its basis ("text")."""
    for line in paragraphs[:4]:
        head = line[:200]
        match = _DATE_LINE.fullmatch(head) if len(line) <= 100 else None
        found = _day(match or _DATELINE.match(head))
        if found:
            return found, "text"
    return None, None


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    for form in "123":
        if match[f"y{form}"]:
            month = match[f"m{form}"].lower()
            try:
                return date(
                    int(match[f"y{form}"]),
                    MONTHS.get(month) or int(month),
                    int(match[f"d{form}"]),
                )
            except ValueError:
                return None
    return None


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, folded, to compare lines by."""
    return "".join(char for char in text.casefold() if char.isalnum())


def unwrap(lines: list[str]) -> list[str]:
    """Join the lines of text that was wrapped at some width; blank lines separate its paragraphs.

    Without blank lines between blocks of several lines, each line is a paragraph already.
    """
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    blocks = [block for block in blocks if block]
    if len(blocks) < 2 or not _is_wrapped(blocks):
        return [line for line in lines if line] if len(blocks) == 1 else lines
    joined: list[str] = []
    for block in blocks:
        joined += [" ".join(block), ""]
    return joined[:-1]


def _is_wrapped(blocks: list[list[str]]) -> bool:
    """Say whether lines break at a width: all but the last of a block long, alike and open."""
    inner = [line for block in blocks for line in block[:-1]]
    longest = max((len(line) for line in inner), default=0)
    if len(inner) < 3 or not 50 <= longest <= 120:
        return False
    full = sum(len(line) > 0.75 * longest for line in inner)
    open_ended = sum(line[-1] not in '.!?…。！？”"' for line in inner)
    return full >= 0.9 * len(inner) and open_ended >= 0.6 * len(inner)
