"""From a message to filed articles: notes what is shared, then reads, extracts and reports it.

The steps pass ids, never text. Each may run twice and may find its share gone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from babel import Locale

from bot import logs
from bot.errors import ReadoutError
from bot.retract import retract
from store import articles
from store.records import ArticleText, ChannelKind, Message, Share, Shared, ShareSource, ShareState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services import Services

STORED = "newspaper"
UNREADABLE = "warning"
FRESH = timedelta(hours=24)  # a page fetched within this time is not fetched again
SWEEP = 500

log = logs.logger(__name__)


def note_shares(
    services: Services, message: Message, items: Sequence[Shared]
) -> articles.ShareChange:
    """Make the message's shares equal to `items`; start work on new ones, drop it on gone ones.

    Repeating it changes nothing, so Slack's retries and edits need no care of the caller. What
    the bot posted from an article that went with its link is taken back.
    """
    with services.database.transaction() as tx:
        change = articles.set_shares(tx, message, items, now=services.clock())
        kept = [i for i in change.kept if _is_pending(articles.system_share(tx, i))]
    services.jobs.cancel_ingest(change.removed)
    retract(
        services,
        message.workspace_id,
        deleted=change.deleted_articles,
        narrowed=change.narrowed_articles,
    )
    services.jobs.start_ingest([*change.added, *kept])
    return change


def add_article(services: Services, message: Message, item: Shared) -> int:
    """Add one item to the message's shares, leaving the others; return the share's id."""
    with services.database.transaction() as tx:
        share_id = articles.add_share(tx, message, item, now=services.clock())
        pending = _is_pending(articles.system_share(tx, share_id))
    if pending:
        services.jobs.start_ingest([share_id])
    return share_id


def resume_pending(services: Services) -> int:
    """Start the work on every pending share: a crash may have come between commit and start.

    Return how many there were. Work that is known already is left alone, and so is what the
    command line files: it does that itself, and its files may not be here.
    """
    with services.database.read() as tx:
        found = [
            articles.system_share(tx, i) for i in articles.system_pending_shares(tx, limit=SWEEP)
        ]
    pending = [share.id for share in found if share and not _is_local(share)]
    services.jobs.start_ingest(pending)
    return len(pending)


def retry_failed(services: Services, workspace_id: str) -> int:
    """Try the workspace's unreadable shares again; return how many there are."""
    with services.database.transaction() as tx:
        failed = articles.retry_failed(tx, workspace_id)
    services.jobs.start_ingest(failed)
    return len(failed)


def extract_outdated(services: Services, *, limit: int = 20) -> int:
    """Extract articles again that another extractor version has seen; return how many."""
    found = outdated(services, limit=limit)
    for article_id in found:
        extract_article(services, article_id)
    return len(found)


def outdated(
    services: Services, *, since: datetime | None = None, limit: int | None = None
) -> list[int]:
    """Return the articles (shared since then) that this extractor version has not seen."""
    version = services.extractor.version
    with services.database.read() as tx:
        return articles.system_outdated_articles(tx, version, since=since, limit=limit)


# ---------------------------------------------------------------- the steps


def read_share(services: Services, share_id: int) -> int | None:
    """Read what was shared and file its text; return the article's id.

    None when there is nothing to go on with: the share is gone, or it has failed for good (then
    it is marked so). Raises a ReadoutError that is not permanent when trying again may help.
    """
    with services.database.read() as tx:
        share = articles.system_share(tx, share_id)
    if share is None or share.state is not ShareState.PENDING:
        return None if share is None else share.article_id
    if share.article_id is not None:
        return share.article_id
    reused = _reuse(services, share)
    if reused is not None:
        return reused
    try:
        text = services.reader.read(share.shared)
    except ReadoutError as error:
        if not error.permanent:
            raise
        give_up(services, share_id, error.user_message)
        return None
    return _file(services, share_id, text)


def extract_article(services: Services, article_id: int) -> bool:
    """Extract who met whom and who said what; False when no live share is left."""
    with services.database.read() as tx:
        text = articles.system_article_text(tx, article_id)
    if text is None:
        return False
    extraction = services.extractor.extract(text)
    with services.database.transaction() as tx:
        return articles.save_extraction(tx, article_id, extraction, now=services.clock())


def report(services: Services, share_id: int) -> None:
    """Close the share and show how it went: one reaction, and a word to the sharer if needed.

    Raises SlackUnavailable.
    """
    share = _close(services, share_id)
    if share is None or share.state is ShareState.PENDING or _is_local(share):
        return
    if share.state is ShareState.FAILED:
        services.messenger.react(share.message, UNREADABLE)
        services.messenger.whisper(share.message, failure_sentence(share))
        return
    services.messenger.react(share.message, STORED)
    note = _language_note(services, share)
    if note:
        services.messenger.whisper(share.message, note)


def give_up(services: Services, share_id: int, reason: str) -> None:
    """Mark the share as failed for `reason`, a sentence for the sharer."""
    with services.database.transaction() as tx:
        articles.fail_share(tx, share_id, reason)
    log.info("share_failed", share=share_id)


def failure_sentence(share: Share) -> str:
    """Say which share could not be read, why, and what to do."""
    name = share.shared.url or share.shared.name
    return f"{name}: {share.reason}" if name else str(share.reason)


# ---------------------------------------------------------------- helpers


def _is_pending(share: Share | None) -> bool:
    return share is not None and share.state is ShareState.PENDING


def _is_local(share: Share) -> bool:
    return share.message.channel_kind is ChannelKind.LOCAL


def _reuse(services: Services, share: Share) -> int | None:
    """Give the share the text fetched lately for its address, where this place may see that."""
    if share.shared.source is not ShareSource.LINK:
        return None
    since = services.clock() - FRESH
    with services.database.transaction() as tx:
        article_id = articles.system_reusable_article(tx, share, since=since)
        if article_id is None or not articles.link_article(tx, share.id, article_id):
            return None
    log.info("article_reused", share=share.id, article=article_id)
    return article_id


def _file(services: Services, share_id: int, text: ArticleText) -> int | None:
    """Save the text unless its share was forgotten while it was read."""
    with services.database.transaction() as tx:
        article_id = articles.save_article(tx, share_id, text, now=services.clock())
    if article_id is None:
        log.info("share_gone", share=share_id)
    else:
        log.info("article_read", share=share_id, article=article_id, letters=len(text.text))
    return article_id


def _close(services: Services, share_id: int) -> Share | None:
    """Mark a share that has its article as stored; return it as it is now."""
    with services.database.transaction() as tx:
        share = articles.system_share(tx, share_id)
        if share is None or share.state is not ShareState.PENDING or share.article_id is None:
            return share
        articles.finish_share(tx, share_id)
    return replace(share, state=ShareState.STORED)


def _language_note(services: Services, share: Share) -> str | None:
    """Return the sentence for an article in a language that is stored but not extracted."""
    with services.database.read() as tx:
        text = share.article_id and articles.system_article_text(tx, share.article_id)
    if not text or text.language == "en":
        return None
    language = Locale("en").languages.get(text.language, text.language)
    return (
        f"Stored, but not extracted: the article is in {language}, and only English is read. "
        "Share an English version if there is one."
    )


# ---------------------------------------------------------------- without an engine


class InlineJobs:
    """Runs the steps at once, in this thread: for the command line. Implements services.Jobs."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def start_ingest(self, share_ids: Sequence[int]) -> None:
        """Read, extract and close each share; what cannot be reached now has failed."""
        for share_id in share_ids:
            ingest_now(self._services, share_id)

    def start_recap(self, subscription_id: int, due_at: datetime) -> None:
        """Do nothing: recaps go to Slack, which needs the worker."""

    def cancel_ingest(self, share_ids: Sequence[int]) -> None:
        """Do nothing: no work is ever under way here."""


def inline(services: Services) -> Services:
    """Return the same services with work done at once."""
    return replace(services, jobs=InlineJobs(services))


def ingest_now(services: Services, share_id: int) -> None:
    """Do all steps for one share; a temporary failure is final here."""
    try:
        article_id = read_share(services, share_id)
    except ReadoutError as error:
        give_up(services, share_id, error.user_message)
        article_id = None
    if article_id is not None:
        extract_article(services, article_id)
    report(services, share_id)
