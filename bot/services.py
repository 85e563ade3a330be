"""What a use case may touch: the frozen Services and the Protocols behind its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from store.database import Database
    from store.records import ArticleText, Briefing, ChannelKind, Extraction, Message, Shared

Clock = Callable[[], datetime]  # aware UTC


class Reader(Protocol):
    """Turns a shared thing into text."""

    def read(self, shared: Shared) -> ArticleText:
        """Return the text. Raises Unreadable or Unreachable."""


class Extractor(Protocol):
    """Turns text into meetings and positions."""

    @property
    def version(self) -> str:
        """The version of the rules and of the language model, as it stands on every row."""

    def extract(self, article: ArticleText) -> Extraction:
        """Return what the article says; never raises on any text."""

    def pipe(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        """Yield one extraction an article, in order."""

    def names_a_meeting(self, text: str) -> bool:
        """Say whether the text reports a meeting of two named parties; cheap for small talk.

        Raises Busy while a long article is being extracted.
        """


class Messenger(Protocol):
    """What the bot says to people. Every method raises SlackUnavailable."""

    def react(self, message: Message, name: str) -> None:
        """Put one reaction under a message; a second time is no error."""

    def whisper(self, message: Message, text: str) -> None:
        """Tell the sharer alone, in the channel or thread of the message."""

    def post(
        self,
        channel_id: str,
        briefing: Briefing,
        *,
        key: str,
        thread_ts: str | None = None,
    ) -> str:
        """Post a briefing or recap with `key` in its metadata; return its ts."""

    def find_posted(self, channel_id: str, key: str, *, thread_ts: str | None = None) -> str | None:
        """Return the ts of our own newest message that carries `key`, or None."""

    def edit(self, channel_id: str, ts: str, text: str) -> None:
        """Replace one of our own messages by a plain sentence."""

    def channel_kind(self, channel_id: str) -> ChannelKind | None:
        """Return who sees the channel now, None when the bot is not in it."""


class Jobs(Protocol):
    """Durable work: each call is a no-op when that work is already known."""

    def start_ingest(self, share_ids: Sequence[int]) -> None:
        """See to it that each share is read, extracted and reported."""

    def start_recap(self, subscription_id: int, due_at: datetime) -> None:
        """See to it that the recap due then is posted once."""

    def cancel_ingest(self, share_ids: Sequence[int]) -> None:
        """Stop and erase the work on shares that are gone."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a use case may touch."""

    database: Database
    reader: Reader
    extractor: Extractor
    messenger: Messenger
    jobs: Jobs
    clock: Clock
