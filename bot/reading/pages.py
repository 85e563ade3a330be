"""An HTML page to an article. Runs in the child process only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trafilatura import bare_extraction

from bot.errors import Unreadable
from bot.reading.article import MONTHS, letters_of, stated_date
from bot.reading.blocks import article_blocks, marks_article
from bot.reading.decode import decode_html, normalise
from bot.reading.markup import (
    Element,
    drop_boxes,
    drop_hidden,
    drop_unseen,
    linked_data,
    meta,
    parse_page,
)
from bot.reading.urls import date_in_url

MIN_CHARACTERS = 120
# Trafilatura has no limit of its own; beyond these its time grows faster than the page.
MAX_LINKS = 8_000
MAX_ELEMENTS = 60_000
_WALL_CHARACTERS = 900
_NOTHING = (
    "I found no article text there (a paywall or login page?). Paste the text or upload the file."
)
_WALL = re.compile(
    r"subscri(?:be|ption)\b[^.]{0,40}\b(?:to|for) (?:continue|read|access|keep|unlock)"
    r"|(?:log|sign) ?in\b[^.]{0,40}\b(?:to (?:continue|read|view|access)|your account)"
    r"|already (?:a subscriber|have an account|subscribed)|to continue reading"
    r"|create (?:a )?free account"
    r"|(?:enable|turn on|requires?|need) (?:\w+ ){0,3}javascript|javascript is (?:disabled|not)"
    r"|(?:accept|consent to|use of|we use|uses) (?:\w+ ){0,2}cookies"
    r"|verify (?:that )?you are (?:a )?human"
    r"|checking your browser|access to this page (?:has been|is) denied|are you a robot|captcha"
    r"|forgot(?:ten)? your password",
    re.IGNORECASE,
)
_TITLE_JOINT = re.compile(r"\s+(?:\||-|–|—|·|::|»|\u2022)\s+")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_OPEN_END = re.compile(r"[\w,;’'\u201d)\]]$")


@dataclass(slots=True)
class Page:
    """What an HTML page yielded."""

    paragraphs: list[str]
    title: str | None = None
    byline: str | None = None
    site: str | None = None
    published: date | None = None
    basis: str | None = None
    hint: str | None = None
    lead: list[str] = field(default_factory=list)


def read_page(data: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """Return the article of a page. Raises Unreadable with a sentence."""
    tree = parse_page(decode_html(data, charset))
    facts = list(linked_data(tree))[:200]
    drop_hidden(tree)
    drop_boxes(tree)
    page = _extracted(tree, url)
    page.title = _title(page, tree)
    page.hint = (tree.get("lang") or "")[:2].lower() or None
    drop_unseen(tree)
    own = _clean(article_blocks(tree))
    page.paragraphs = _without_headline(_better(page.paragraphs, own), page.title)
    page.paragraphs = lead_first(page.paragraphs, _lead(tree))
    _date_page(page, url, own)
    _refuse_walls(page, facts, marked=marks_article(tree))
    return page


def _extracted(tree: Element, url: str | None) -> Page:
    """Return trafilatura's opinion; an empty page when it has none or would take too long."""
    elements = sum(1 for _ in tree.iter())
    links = sum(1 for _ in tree.iter("a"))
    if elements > MAX_ELEMENTS or links > MAX_LINKS:
        return Page([], title=meta(tree, "og:title"), site=meta(tree, "og:site_name"))
    document: Any = bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        # The extensive search takes any date on the page, copyright lines and history included.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if document is None:
        return Page([], title=meta(tree, "og:title"), site=meta(tree, "og:site_name"))
    return Page(
        _clean((document.text or "").split("\n")),
        title=_line(document.title),
        byline=_byline(document.author, document.sitename),
        site=_line(document.sitename),
        published=_day(document.date),
        basis="metadata" if document.date else None,
    )


def _line(text: str | None) -> str | None:
    return normalise(" ".join((text or "").split())) or None


def _byline(author: str | None, site: str | None) -> str | None:
    """Return the author's name, unless it is the site's, a month or a date."""
    name = _line(author)
    if not name or name == _line(site) or name.casefold() in MONTHS or re.search(r"\d", name):
        return None
    return name


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _clean(lines: list[str]) -> list[str]:
    """Return clean paragraphs: no list marks, a line that was broken in mid-sentence mended."""
    paragraphs: list[str] = []
    for line in lines:
        text = normalise(line.replace("\n", " "))
        text = re.sub(r"^[-•*](?: +|$)", "", text)
        if text.startswith("|"):  # a table's row
            text = " | ".join(cell for cell in map(str.strip, text.split("|")) if cell.strip("-"))
        if not text:
            continue
        if paragraphs and text[0].islower() and _OPEN_END.search(paragraphs[-1]):
            paragraphs[-1] = f"{paragraphs[-1]} {text}"
        else:
            paragraphs.append(text)
    return paragraphs


def _better(found: list[str], own: list[str]) -> list[str]:
    """Choose between trafilatura's paragraphs and those of the page's own markup.

    When trafilatura gives up it returns the whole page as one line, menus included.
    """
    if _size(found) < MIN_CHARACTERS:
        return own if _size(own) > _size(found) else found
    gave_up = len(found) == 1 and own and _size(own) < 0.9 * _size(found)
    inside = gave_up and letters_of(own[0])[:80] in letters_of(found[0])
    return own if inside else found


def _size(paragraphs: list[str]) -> int:
    return sum(len(paragraph) for paragraph in paragraphs)


def _title(page: Page, tree: Element) -> str | None:
    """Return the headline without the site's name behind it."""
    headings = {letters_of(h.text_content()) for h in tree.iter("h1")} - {""}
    whole = _line(tree.findtext(".//title"))
    title = _line(meta(tree, "og:title", "twitter:title")) or page.title or whole
    if not title or letters_of(title) in headings:
        return title
    # Trafilatura cuts a title at any dash: what is behind it may belong to the headline.
    if whole and letters_of(whole).startswith(letters_of(title)):
        title = whole
    *_, joint = [None, *_TITLE_JOINT.finditer(title)]
    if joint is None:
        return title
    head, tail = title[: joint.start()], title[joint.end() :]
    site = letters_of(page.site or meta(tree, "og:site_name") or "")
    named = site and (site in letters_of(tail) or letters_of(tail) in site)
    bar = "|" in joint[0] and len(head) >= 15
    known = named or bar or letters_of(head) in headings or _HOST.fullmatch(tail)
    return head if known else title


def _without_headline(paragraphs: list[str], title: str | None) -> list[str]:
    """Drop the headline where the text repeats it as a line of its own."""
    if not title:
        return paragraphs
    head = letters_of(title)
    early = paragraphs[:3]
    return [p for p in early if letters_of(p) != head] + paragraphs[3:]


def _lead(tree: Element) -> list[str]:
    """Return the paragraphs of the page's own lead: marked so, or equal to its description."""
    described = letters_of(meta(tree, "og:description", "description") or "")
    for element in tree.xpath(
        "//*[@itemprop='description' and not(self::meta)]"
        " | //*[contains(concat(' ', @class, ' '), ' p-summary ')]"
    )[:3]:
        whole = " ".join(element.text_content().split())
        if len(whole) >= 40 and not element.xpath("ancestor::footer | ancestor::aside"):
            return _clean(
                [" ".join(p.text_content().split()) for p in element.iter("p")] or [whole]
            )
    if len(described) >= 40:
        for element in tree.xpath("//article//p | //main//p | //h2 | //div[not(*)]")[:2_000]:
            if letters_of(element.text_content()) == described:
                return _clean([" ".join(element.text_content().split())])
    return []


def lead_first(paragraphs: list[str], lead: list[str]) -> list[str]:
    """Return the paragraphs with the page's lead in front, where its readers see it.

    Trafilatura moves it behind the body on some pages and loses it on others.
    """
    if not lead or not paragraphs:
        return lead or paragraphs
    marks = [letters_of(paragraph) for paragraph in lead]
    body = [letters_of(paragraph) for paragraph in paragraphs]
    if marks[0] in "".join(body[: len(marks)]):
        return paragraphs
    rest = [p for p, mark in zip(paragraphs, body, strict=True) if mark not in marks]
    whole = "".join(letters_of(paragraph) for paragraph in rest)
    return paragraphs if marks[0] in whole else [*lead, *rest]


def _date_page(page: Page, url: str | None, own: list[str]) -> None:
    """Fill in the publication date from the link or from a date line, when metadata has none."""
    in_url = date_in_url(url)
    if in_url and page.published in (None, in_url):  # trafilatura looks at the link as well
        page.published, page.basis = in_url, "url"
    if page.published is None:
        for lines in (page.paragraphs, own):
            found, _ = stated_date(lines)
            if found:
                page.published, page.basis = found, "text"
                return


def _refuse_walls(page: Page, facts: list[dict[str, Any]], *, marked: bool) -> None:
    size = _size(page.paragraphs)
    whole = " ".join([page.title or "", *page.paragraphs])
    if size < _WALL_CHARACTERS and _WALL.search(whole):
        raise Unreadable(_NOTHING)
    free = all(str(item.get("isAccessibleForFree", True)).lower() != "false" for item in facts)
    if size < _WALL_CHARACTERS and not free:
        raise Unreadable(
            "That article is behind a paywall: I see its beginning only. "
            "Paste the text or upload the file."
        )
    if size < MIN_CHARACTERS:
        # A photo news item: one sentence, and the headline says who met whom.
        short = marked and size >= 40 and size + _size([page.title or ""]) >= MIN_CHARACTERS
        if not short or len(page.paragraphs) > 3:
            raise Unreadable(_NOTHING)
