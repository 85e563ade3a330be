"""A page's characters to a tree that is safe to work on, and what the page says about itself.

Runs in the child process only.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as lxml_html

from bot.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 5_000
_HTML_TAG = re.compile(r"<html[\s>]", re.IGNORECASE)
_BODY_TAG = re.compile(r"<body[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
# Elements without an end, or whose end tag pages may leave out: they do not nest.
_FLAT = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "html", "head", "body", "p", "li", "dt", "dd", "tr", "td"),
        *("th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "rb", "rt", "rp"),
        "path",
    )
)
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:opacity|font-size)\s*:\s*0*(?:\.0*)?(?:px|em|rem|pt|%)?\s*(?:!important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_KEPT = frozenset({"html", "body", "main", "article"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "iframe", "object", "svg"})

Element = Any  # lxml's classes are not annotated


def parse_page(page: str) -> Element:
    """Return the tree of a page or of a fragment of one. Raises Unreadable."""
    page = page.replace("\x00", "")
    if deepest(page) > MAX_DEPTH:
        raise Unreadable(
            "That page is nested too deeply to be an article. Paste the text or upload the file."
        )
    if not _HTML_TAG.search(page):
        page = f"<html>{page}</html>" if _BODY_TAG.search(page) else _wrapped(page)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml_html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        raise Unreadable("There is nothing on that page. Paste the text or upload the file.")
    return tree


def _wrapped(fragment: str) -> str:
    return f"<html><head></head><body>{fragment}</body></html>"


def deepest(page: str) -> int:
    """Return how deep a page's tags nest, counted without building the tree."""
    depth = most = 0
    for closing, name in _TAG.findall(page):
        if name.lower() in _FLAT:
            continue
        depth = max(depth + (-1 if closing else 1), 0)
        most = max(most, depth)
    return most


def drop_hidden(tree: Element) -> None:
    """Take out what no reader of the page sees, so that it cannot become a position."""
    for element in list(tree.iter(etree.Element)):
        if element.tag in _KEPT or element.getparent() is None:
            continue
        style = element.get("style")
        if (
            element.tag == "template"
            or element.get("hidden") is not None
            or element.get("aria-hidden", "").strip().lower() == "true"
            or (style and _HIDING_STYLE.search(style))
        ):
            element.drop_tree()


def drop_boxes(tree: Element) -> None:
    """Take out the boxes inside an article that lead to others ("See also")."""
    for element in tree.xpath("//article//*[@role='complementary' or @role='navigation']"):
        if element.getparent() is not None:
            element.drop_tree()


def drop_unseen(tree: Element) -> None:
    """Take out scripts, styles and the like; call it after the metadata is read."""
    for element in list(tree.iter(*_UNSEEN)):
        if element.getparent() is not None:
            element.drop_tree()


def meta(tree: Element, *names: str) -> str | None:
    """Return the content of the first meta element of one of these names, or None."""
    for name in names:
        for element in tree.iter("meta"):
            if name in (element.get("property"), element.get("name"), element.get("itemprop")):
                content = " ".join((element.get("content") or "").split())
                if content:
                    return content
    return None


def linked_data(tree: Element) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those in lists and graphs too."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            found = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in found if isinstance(found, list) else [found]:
            graph = item.get("@graph") if isinstance(item, dict) else None
            parts = [item, *graph] if isinstance(graph, list) else [item]
            yield from (part for part in parts if isinstance(part, dict))
