"""Hand-written stand-ins for what the use cases reach outside: Slack, the network, the model."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.errors import ReadoutError, SlackUnavailable, Unreadable
from bot.services import Services
from store.records import (
    ArticleText,
    Briefing,
    ChannelKind,
    Extraction,
    Meeting,
    Message,
    PartialDate,
    Participant,
    Position,
    Shared,
    ShareSource,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTERS = {"G": ChannelKind.PRIVATE, "E": ChannelKind.EXTERNAL, "D": ChannelKind.DM}
TEXT = "Alice Arden met Bob Boreal in Tallinn.\nShe said that trade would grow."


def fixed_clock() -> datetime:
    """Return always the same moment."""
    return NOW


def message(**changes: Any) -> Message:
    """Return a message in a public channel; `changes` replace its fields."""
    known: dict[str, Any] = {
        "workspace_id": "T1",
        "channel_id": "C1",
        "channel_kind": ChannelKind.PUBLIC,
        "ts": "1764000000.000100",
        "user_id": "U1",
        "channel_name": "desk",
    }
    return Message(**(known | changes))


def link(url: str = "https://news.example/a") -> Shared:
    """Return a shared link."""
    return Shared(ShareSource.LINK, url, url=url)


def pasted(body: str = TEXT) -> Shared:
    """Return a shared text."""
    return Shared(ShareSource.TEXT, "text", body=body)


@dataclass(slots=True)
class Posted:
    """One message in the fake Slack."""

    channel_id: str
    ts: str
    key: str | None
    briefing: Briefing | None
    text: str | None = None
    thread_ts: str | None = None


@dataclass(slots=True)
class RecordingMessenger:
    """A Slack in memory. `kinds[channel_id]` is who sees a channel, else its id's letter tells.

    `fail[method]` lists errors to raise, one a call, before it works again.

    A `Lost` among them is an answer that got lost: the call takes effect, then raises.
    """

    reactions: set[tuple[str, str, str]] = field(default_factory=set)
    whispers: list[tuple[str | None, str]] = field(default_factory=list)
    posts: list[Posted] = field(default_factory=list)
    edits: list[tuple[str, str, str]] = field(default_factory=list)
    kinds: dict[str, ChannelKind | None] = field(default_factory=dict)
    fail: dict[str, list[Exception]] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def react(self, message: Message, name: str) -> None:
        """Keep the reaction; a second one is the same."""
        with self._call("react"):
            self.reactions.add((message.channel_id, message.ts, name))

    def whisper(self, message: Message, text: str) -> None:
        """Keep what the sharer was told."""
        with self._call("whisper"):
            self.whispers.append((message.user_id, text))

    def post(
        self, channel_id: str, briefing: Briefing, *, key: str, thread_ts: str | None = None
    ) -> str:
        """Keep the post and return its ts."""
        with self._call("post"):
            ts = f"17640001{len(self.posts):02d}.000200"
            self.posts.append(Posted(channel_id, ts, key, briefing, thread_ts=thread_ts))
        return ts

    def find_posted(self, channel_id: str, key: str, *, thread_ts: str | None = None) -> str | None:
        """Look the key up among the posts."""
        with self._call("find_posted"):
            mine = [p.ts for p in self.posts if (p.channel_id, p.key) == (channel_id, key)]
        return mine[-1] if mine else None

    def edit(self, channel_id: str, ts: str, text: str) -> None:
        """Keep the edit."""
        with self._call("edit"):
            self.edits.append((channel_id, ts, text))

    def channel_kind(self, channel_id: str) -> ChannelKind | None:
        """Return the channel's kind."""
        with self._call("channel_kind"):
            return self.kinds.get(channel_id, LETTERS.get(channel_id[0], ChannelKind.PUBLIC))

    def wait_until(self, condition: Callable[[RecordingMessenger], bool], seconds: float) -> bool:
        """Wait until `condition` holds, at most so long."""
        with self.changed:
            return self.changed.wait_for(lambda: condition(self), seconds)

    def _call(self, method: str) -> _Call:
        return _Call(self, method)


class Lost(SlackUnavailable):
    """Slack did what was asked, and the answer got lost."""

    def __init__(self) -> None:
        super().__init__("Slack did not answer.")


@dataclass(slots=True)
class _Call:
    messenger: RecordingMessenger
    method: str
    error: Exception | None = None

    def __enter__(self) -> None:
        planned = self.messenger.fail.get(self.method, [])
        self.error = planned.pop(0) if planned else None
        if self.error is not None and not isinstance(self.error, Lost):
            raise self.error
        self.messenger.changed.acquire()

    def __exit__(self, *_: object) -> None:
        self.messenger.changed.notify_all()
        self.messenger.changed.release()
        if self.error is not None:
            raise self.error


@dataclass(slots=True)
class FakeReader:
    """Knows texts by key; a pasted text is its own. `errors[key]` are raised first, one a call."""

    texts: Mapping[str, ArticleText] = field(default_factory=dict)
    errors: dict[str, list[ReadoutError]] = field(default_factory=dict)
    read_keys: list[str] = field(default_factory=list)
    before: Callable[[Shared], None] | None = None

    def read(self, shared: Shared) -> ArticleText:
        """Return the text, or raise what is planned."""
        self.read_keys.append(shared.key)
        if self.before:
            self.before(shared)
        planned = self.errors.get(shared.key)
        if planned:
            raise planned.pop(0)
        if shared.body is not None:
            return ArticleText(shared.body)
        if shared.key not in self.texts:
            raise Unreadable("There is no article there. Paste the text instead.")
        return self.texts[shared.key]


@dataclass(slots=True)
class FakeExtractor:
    """Finds one meeting of Estonia and Norway, and one position, in every English text."""

    version: str = "fake-1"
    seen: list[str] = field(default_factory=list)
    before: Callable[[ArticleText], None] | None = None

    def extract(self, article: ArticleText) -> Extraction:
        """Return the same finding each time; nothing in other languages."""
        self.seen.append(article.text)
        if self.before:
            self.before(article)
        if article.language != "en":
            return Extraction(self.version)
        first = article.paragraphs[0]
        span = Span(first.start, first.end)
        people = (
            Participant("Alice Arden", party="EE", span=span),
            Participant("Bob Boreal", party="NO", span=span),
        )
        day = PartialDate(2026, 11, 20)
        return Extraction(
            self.version,
            meetings=(Meeting(participants=people, place="Tallinn", date=day, span=span),),
            positions=(
                Position(span, span, speakers=("Alice Arden",), parties=("EE",), meeting=0),
            ),
        )

    def pipe(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        """Extract one after the other."""
        return (self.extract(article) for article in articles)

    def names_a_meeting(self, text: str) -> bool:
        """Whether the word "met" is in it."""
        return " met " in text


@dataclass(slots=True)
class RecordingJobs:
    """Keeps what was asked for and does nothing."""

    ingests: list[int] = field(default_factory=list)
    recaps: list[tuple[int, datetime]] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)

    def start_ingest(self, share_ids: Sequence[int]) -> None:
        """Keep the ids."""
        self.ingests += share_ids

    def start_recap(self, subscription_id: int, due_at: datetime) -> None:
        """Keep the recap."""
        self.recaps.append((subscription_id, due_at))

    def cancel_ingest(self, share_ids: Sequence[int]) -> None:
        """Keep the ids."""
        self.cancelled += share_ids


def make_services(**overrides: Any) -> Services:
    """Return services of fakes; `database` must be given, `overrides` replace any other."""
    known: dict[str, Any] = {
        "reader": FakeReader(),
        "extractor": FakeExtractor(),
        "messenger": RecordingMessenger(),
        "jobs": RecordingJobs(),
        "clock": fixed_clock,
    }
    return Services(**(known | overrides))
