"""Who reported it: numbered sources, their character, and whose account is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.briefing.dates import day_words, local_date
from bot.briefing.terms import Desk, count
from bot.outlets import Outlet, describe, outlet_of
from store.records import ChannelKind, FiledArticle, Share, ShareSource, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.briefing.matching import MeetingGroup

LONGEST_FILE_NAME = 60
VERBS = {ShareSource.TEXT: "pasted", ShareSource.FILE: "uploaded", ShareSource.LINK: "shared"}


def outlet(article: FiledArticle) -> Outlet | None:
    """Return the outlet of an article as registered, None when it is unknown."""
    return outlet_of(url=article.text.url, name=article.text.outlet)


def outlet_name(article: FiledArticle) -> str:
    """Return the outlet's name as registered or as read, else the host, else that it is unknown."""
    known = outlet(article)
    if known:
        return known.name
    if article.text.outlet:
        return article.text.outlet
    host = (article.text.url or "").partition("://")[2].partition("/")[0]
    return host.removeprefix("www.") or _file_name(article) or "outlet not stated"


def _file_name(article: FiledArticle) -> str:
    """Return the name of the file that the article came in, where one was shared."""
    names = (s.shared.name for s in article.shares if s.shared.source is ShareSource.FILE)
    name = next((name for name in names if name), "")
    name = " ".join(name.replace("\\", "/").rpartition("/")[2].split())
    return name if len(name) <= LONGEST_FILE_NAME else f"{name[:LONGEST_FILE_NAME]}…"


def described(article: FiledArticle) -> str:
    """Return "Global Times (state-affiliated: China)"."""
    known = outlet(article)
    return describe(known) if known else outlet_name(article)


def source(number: int, article: FiledArticle, *, desk: Desk, copies: Mapping[int, int]) -> Source:
    """Return the numbered source of an article, with the first of its visible shares."""
    share = article.shares[0] if article.shares else None
    name, full = outlet_name(article), described(article)
    return Source(
        number=number,
        article_id=article.id,
        outlet=name,
        character=full.removeprefix(name).strip(" ()"),
        title=article.text.title,
        url=article.text.url,
        permalink=share.message.permalink if share else None,
        how=_how(share, desk) if share else "",
        shared_by=share.message.user_id if share else None,
        copies=copies.get(article.id, 0),
        published=article.text.published,
    )


def _how(share: Share, desk: Desk) -> str:
    """Return "pasted by <@U1>, 24 Nov 2026, #china-desk"."""
    message = share.message
    day = day_words(local_date(share.shared_at, desk.zone))
    if message.channel_kind is ChannelKind.LOCAL:
        return f"added on {day}"
    verb = VERBS[share.shared.source]
    who = f"{verb} by <@{message.user_id}>" if message.user_id else verb
    return ", ".join(part for part in (who, day, _where(share)) if part)


def _where(share: Share) -> str:
    message = share.message
    if message.channel_kind is ChannelKind.DM:
        return "in a direct message"
    return f"#{message.channel_name}" if message.channel_name else f"<#{message.channel_id}>"


def covered(group: MeetingGroup) -> set[str]:
    """Return the parties whose own (official or state-affiliated) outlets report the meeting."""
    found = (outlet(account.article) for account in group.accounts)
    return {known.party for known in found if known and known.party}


def lacking(group: MeetingGroup, parties: Sequence[str]) -> tuple[str, ...]:
    """Return the parties of which no account of the meeting has been shared."""
    have = covered(group)
    return tuple(key for key in parties if key not in have)


def source_line(group: MeetingGroup, parties: Sequence[str], *, desk: Desk, meetings: int) -> str:
    """Return "1 meeting, 1 source: Global Times (…). No Russian account shared yet."."""
    names = [described(account.article) for account in group.accounts]
    named = ", ".join(dict.fromkeys(names))
    head = f"{count(meetings, 'meeting')}, {count(len(names), 'source')}: {named}"
    if meetings > 1:
        sources = count(len(names), "source")
        head = f"{count(meetings, 'meeting')}; this one in {sources}: {named}"
    copies = sum(number for _, number in group.copies)
    folded = f" ({count(copies, 'copy').replace('copys', 'copies')} folded)" if copies else ""
    return f"{head}{folded}. {_accounts(group, parties, desk)}".strip()


def _accounts(group: MeetingGroup, parties: Sequence[str], desk: Desk) -> str:
    missing = lacking(group, parties)
    if len(parties) < 2:
        return ""
    if not missing:
        return "Both sides' accounts." if len(parties) == 2 else "All sides' accounts."
    if len(missing) == len(parties):
        return "No side's own account shared yet."
    return f"No {' and no '.join(desk.account(key) for key in missing)} shared yet."
