"""On which day an encounter was, from the whole report: its accounts, its lede, its dateline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.extraction.context import context_of, text_of
from bot.extraction.datelines import dateline_of, heading_of
from bot.extraction.dates import find_dates, published_date
from bot.extraction.ledes import reported
from bot.extraction.letters import SENDING
from bot.extraction.places import find_date
from bot.extraction.venues import outside
from store.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.context import Context
    from bot.extraction.dates import Found
    from bot.extraction.venues import Account
    from store.records import PartialDate

LEDE = 2  # sentences of the body that tell when the news was
DATED = re.compile(
    r"\b(?:dated|sent|written|signed|wrote it|letter of)\s+(?:on\s+)?(?:the\s+)?(?=\w)"
)
LINE = re.compile(r"^[^\n.]{0,30}\d[^\n.]{3,14}$", re.MULTILINE)  # "Tbilisi, 27 March 2023"


def find_day(
    doc: Doc, accounts: list[Account], *, planned: bool, letter: bool
) -> tuple[PartialDate | None, Span | None]:
    """Return the day and where it is named; an official page tells of the day it appears."""
    context = context_of(doc)
    dateline = dateline_of(doc)
    begin = dateline.end if dateline is not None else 0
    for account in accounts:
        said = outside(doc, account[0])
        found = find_date(doc, account, said, context.published, planned=planned, begin=begin)
        if found is not None:
            return found.date, Span(found.start, found.end)
    if context.outlet is not None and context.outlet.character == "official":
        return (None if planned else published_date(context.published)), None
    found = None if planned else _told_elsewhere(doc, context, accounts, letter=letter)
    return (found.date, Span(found.start, found.end)) if found is not None else (None, None)


def _told_elsewhere(
    doc: Doc, context: Context, accounts: list[Account], *, letter: bool
) -> Found | None:
    dateline = dateline_of(doc)
    named = [*(_letter(doc, context, accounts) if letter else ()), *_lede(doc, context)]
    ranges = [(0, context.headline)]
    ranges += [(line.start, line.end) for line in (dateline, heading_of(doc)) if line is not None]
    for start, end in ranges:
        named += find_dates(text_of(doc), published=context.published, start=start, end=end)
    return named[0] if named else None


def _lede(doc: Doc, context: Context) -> Iterator[Found]:
    """Yield the dates of the opening sentences, in their main clause and outside what is said."""
    said = reported(doc)
    dateline = dateline_of(doc)
    begin = dateline.end if dateline is not None else context.headline
    body = (s for s in doc.sents if s.end_char > begin and s.start_char >= context.headline)
    for sentence in _sentences(body):
        start = max(begin, sentence.start_char)
        found = find_dates(
            text_of(doc), published=context.published, start=start, end=sentence.end_char
        )
        tokens = {t.idx: t for t in sentence}
        for item in found:
            token = tokens.get(item.start)
            if token is not None and token.i not in said and not _aside(token):
                yield item


def _sentences(body: Iterator[TokenSpan]) -> list[TokenSpan]:
    """Return the first that are sentences: no byline."""
    whole = (s for s in body if any(t.pos_ in {"VERB", "AUX"} for t in s))
    return [s for s, _ in zip(whole, range(LEDE), strict=False)]


def _aside(token: Token) -> bool:
    """Say whether a date belongs to a clause about something else: "elected on 5 May"."""
    return any(t.dep_ in {"relcl", "acl", "advcl"} and t.tag_ != "VB" for t in token.ancestors)


def _letter(doc: Doc, context: Context, accounts: list[Account]) -> Iterator[Found]:
    """Yield the date that a letter bears: "dated 4 May", "sent to X on", a line of its own."""
    text = text_of(doc)
    for _, sentence in accounts:
        found = find_dates(
            text, published=context.published, start=sentence.start_char, end=sentence.end_char
        )
        tokens = {t.idx: t for t in sentence}
        for item in found:
            above = tokens[item.start].ancestors if item.start in tokens else ()
            verb = next((t for t in above if t.pos_ == "VERB"), None)
            if verb is not None and verb.lemma_ in SENDING | {"write"}:
                yield item
    for match in DATED.finditer(text):
        for item in find_dates(text, published=context.published, start=match.end()):
            if item.start - match.end() < 4:
                yield item
            break
    for line in LINE.finditer(text, context.headline):
        yield from find_dates(text, published=context.published, start=line.start(), end=line.end())
