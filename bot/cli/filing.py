"""Files one input and says how it went: for `ingest` and `demo`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cli.archive import WORKSPACE
from bot.cli.local import MESSAGE, Local
from bot.ingest import add_article
from store import articles, positions
from store.records import Audience, FiledArticle, Share, ShareState

if TYPE_CHECKING:
    from bot.cli.inputs import Input
    from store.database import Tx

AUDIENCE = Audience(WORKSPACE)


@dataclass(frozen=True, slots=True)
class Filed:
    """How it went. `reason` is set when it could not be filed; `already` when it was there."""

    label: str
    reason: str | None = None
    already: bool = False
    article_id: int | None = None
    title: str = ""
    meetings: int = 0
    positions: int = 0
    language: str = "en"

    def sentence(self) -> str:
        """Return the line for the person."""
        if self.reason is not None:
            return f"{self.label}: {self.reason}"
        state = "already filed" if self.already else "filed"
        found = f"{_count(self.meetings, 'meeting')}, {_count(self.positions, 'position')}"
        if self.language != "en":
            found = "not extracted: not in English"
        return f"{state}  #{self.article_id}  {self.title or self.label}  ({found})"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def file_input(local: Local, given: Input) -> Filed:
    """File one input. Raises Misconfigured only: what is wrong with the input is in the result."""
    services = local.services
    if given.ready is not None:
        local.reader.ready[given.shared.key] = given.ready
    before = services.clock()
    share_id = add_article(services, MESSAGE, given.shared)
    local.reader.ready.pop(given.shared.key, None)
    with services.database.read() as tx:
        share = articles.system_share(tx, share_id)
        if share is None:
            return Filed(given.label, reason="It was forgotten while it was read.")
        return _told(tx, given.label, share, known=share.shared_at < before)


def _told(tx: Tx, label: str, share: Share, *, known: bool) -> Filed:
    article = share.article_id and articles.find_article(tx, AUDIENCE, share.article_id)
    if share.state is not ShareState.STORED or not article:
        return Filed(label, reason=share.reason or "It could not be filed.")
    found = positions.find_meetings(tx, AUDIENCE, article_ids=(article.id,))
    return Filed(
        label,
        already=known or len(article.shares) > 1,
        article_id=article.id,
        title=_title(article),
        meetings=len(found),
        positions=sum(len(meeting.positions) for meeting in found),
        language=article.text.language,
    )


def _title(article: FiledArticle) -> str:
    title, outlet = article.text.title or "", article.text.outlet
    return f"{title} ({outlet})" if title and outlet else title
