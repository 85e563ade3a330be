"""The *Evidence* window: each cited paragraph with the cited words in bold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_sdk.models.views import View

from handlers.blocks.elements import Blocks, link, plain, quote, rich, section, words
from store.records import FiledArticle, Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AROUND = 700  # characters kept on each side of the cited words
MOST_PARAGRAPHS = 40
NOT_HERE = "You cannot see this source from here, or it is no longer in the archive."


def evidence_view(
    articles: Mapping[int, FiledArticle], spans: Sequence[tuple[int, int, int]]
) -> dict[str, Any]:
    """Return the modal; articles that the reader may not see are not in `articles`."""
    blocks: Blocks = []
    for article_id in dict.fromkeys(row[0] for row in spans):
        article = articles.get(article_id)
        if article is not None:
            cited = [Span(start, end) for number, start, end in spans if number == article_id]
            blocks += _article_blocks(article, cited)
    if not blocks:
        blocks = [rich([section(words(NOT_HERE))])]
    view = View(
        type="modal",
        title=plain("Evidence", limit=24),
        close=plain("Close", limit=24),
        blocks=blocks[: MOST_PARAGRAPHS * 2],
    )
    return dict(view.to_dict())


def _article_blocks(article: FiledArticle, cited: Sequence[Span]) -> Blocks:
    text = article.text
    title = " · ".join(part for part in (text.outlet, text.title) if part) or "Shared text"
    permalink = next((s.message.permalink for s in article.shares if s.message.permalink), None)
    head = [*words(title[:200], style="bold")]
    for label, url in (("message", permalink), ("page", text.url)):
        if url:
            head += [*words("  "), *link(label, url)]
    blocks = [rich([section(head)])]
    for paragraph in text.paragraphs:
        inside = [s for s in cited if paragraph.start <= s.start < s.end <= paragraph.end]
        if inside:
            blocks.append(_paragraph_block(text.text, paragraph, inside))
    return blocks if len(blocks) > 1 else []


def _paragraph_block(text: str, paragraph: Paragraph, cited: Sequence[Span]) -> dict[str, Any]:
    """Draw one paragraph, bold where it is cited, shortened far from there."""
    spans = _merged(cited)
    start = max(paragraph.start, spans[0].start - AROUND)
    end = min(paragraph.end, spans[-1].end + AROUND)
    pieces = words(f"¶{paragraph.number}  " + ("…" if start > paragraph.start else ""))
    at = start
    for span in spans:
        pieces += words(text[at : span.start])
        pieces += words(span.of(text), style="bold")
        at = span.end
    pieces += words(text[at:end] + ("…" if end < paragraph.end else ""))
    return rich([quote(pieces)])


def _merged(cited: Sequence[Span]) -> list[Span]:
    """Return the spans in order, overlapping ones joined."""
    merged: list[Span] = []
    for span in sorted(cited, key=lambda s: (s.start, s.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
