"""A page's article text by its own markup alone: the opinion beside trafilatura's.

Runs in the child process only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from bot.reading.markup import Element

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div"),
        *("dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody"),
        *("td", "th", "thead", "tr", "ul"),
    )
)
_FURNITURE = frozenset(
    (
        *("nav", "footer", "aside", "form", "button", "select", "figure", "figcaption", "menu"),
        *("dialog", "textarea", "label", "script", "style", "noscript", "template", "iframe"),
        *("object", "svg", "head", "audio", "video"),
    )
)
_FURNITURE_ROLES = frozenset(
    (
        *("navigation", "complementary", "banner", "contentinfo", "search", "dialog", "menu"),
        *("alert", "tooltip"),
    )
)
_FURNITURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:hidden|related|share|sharing|social|cookie|consent|newsletter|subscribe"
    r"|subscription|paywall|breadcrumbs?|comments?|sidebar|tooltip|advert\w*|promo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SENTENCE_END = (".", "!", "?", "…", "”", '"', "»", ":", "。", "！", "？", ">")
_CONTAINERS = ("//*[@itemprop='articleBody']", "//article", "//main | //*[@role='main']", "//body")


def article_blocks(tree: Element) -> list[str]:
    """Return the paragraphs of what the page marks as its article, else of its main part."""
    for path in _CONTAINERS:
        found = [_blocks(element) for element in tree.xpath(path)[:50]]
        best = max(found, key=_size, default=[])
        if best:
            return _without_tail(best)
    return []


def marks_article(tree: Element) -> bool:
    """Say whether the page declares one article of its own."""
    return bool(
        tree.xpath("//*[@itemprop='articleBody']")
        or tree.xpath("//*[contains(@itemtype, 'schema.org') and contains(@itemtype, 'Article')]")
    )


def _size(blocks: list[str]) -> int:
    return sum(len(block) for block in blocks)


def _blocks(root: Element) -> list[str]:
    """Return the texts between block boundaries, without furniture and lists of links."""
    writer = _Writer()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element is not root and _is_furniture(element):
                walk.skip_subtree()
                continue
            writer.open(element)
        else:
            writer.close(element, is_root=element is root)
    writer.flush()
    return writer.found


class _Writer:
    """Collects text, counting what is inside links."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._words: list[str] = []
        self._links = 0
        self._linked = 0

    def open(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self.flush()
        if element.tag == "a":
            self._links += 1
        if element.tag == "br":
            self._words.append(" ")
        self._add(element.text)

    def close(self, element: Element, *, is_root: bool) -> None:
        if element.tag == "a":
            self._links = max(self._links - 1, 0)
        if element.tag in _BLOCKS:
            self.flush()
        if not is_root:
            self._add(element.tail)

    def flush(self) -> None:
        text = " ".join("".join(self._words).split())
        if text and self._linked * 2 <= len(text):
            self.found.append(text)
        self._words, self._linked = [], 0

    def _add(self, text: str | None) -> None:
        if text:
            self._words.append(text)
            if self._links:
                self._linked += len(text.strip())


def _is_furniture(element: Element) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _FURNITURE:
        return True
    if (element.get("role") or "").lower() in _FURNITURE_ROLES:
        return True
    return bool(_FURNITURE_CLASS.search(element.get("class") or ""))


def _without_tail(blocks: list[str]) -> list[str]:
    """Drop the last lines that are no sentences: dates, sections, "text version"."""
    last = len(blocks)
    while last and not blocks[last - 1].endswith(_SENTENCE_END):
        last -= 1
    return blocks[:last] or blocks
