"""Briefings to render. People and outlets are invented."""

from __future__ import annotations

from store.records import (
    ArticleText,
    Basis,
    Briefing,
    BriefingLine,
    Evidence,
    FiledArticle,
    Outcome,
    Question,
    Section,
    Source,
    Span,
)

PERMALINK = "https://testing.slack.com/archives/C01DESK/p1790000100000100"


def evidence(*, source: int = 1, paragraph: int = 2, start: int = 0, end: int = 5) -> Evidence:
    return Evidence(source, source, paragraph, Span(start, end))


def line(text: str, *quotes: str, section: str = "china") -> BriefingLine:
    found = tuple(evidence(start=10 * n, end=10 * n + 5) for n in range(max(1, len(quotes))))
    return BriefingLine(section, text, quotes, found, basis=Basis.STATED)


def source(number: int = 1, **changes: object) -> Source:
    known: dict[str, object] = {
        "number": number,
        "article_id": number,
        "outlet": "Harbour Post",
        "character": "state-affiliated: China",
        "title": "Ministers meet in Riga",
        "url": "https://news.example/one",
        "permalink": PERMALINK,
        "how": "pasted by <@U01MEI>, 24 Nov 2026, #desk",
        "shared_by": "U01MEI",
    }
    return Source(**(known | changes))  # type: ignore[arg-type]


def briefing(*lines: BriefingLine, **changes: object) -> Briefing:
    known: dict[str, object] = {
        "question": Question("China Russia", parties=("CN", "RU")),
        "outcome": Outcome.ANSWER,
        "header": BriefingLine(
            "header", "China – Russia · ministers met · Riga", (), (evidence(),)
        ),
        "source_line": "1 meeting, 1 source: Harbour Post.",
        "sections": (Section("China – Mara Lind", lines or (line("Trade:", "will open"),)),),
        "sources": (source(),),
        "missing": ("Russian account",),
    }
    return Briefing(**(known | changes))  # type: ignore[arg-type]


def filed(text: str, article_id: int = 1, **changes: object) -> FiledArticle:
    return FiledArticle(article_id, ArticleText(text, outlet="Harbour Post", **changes), ())  # type: ignore[arg-type]
