"""The command line's own Services: no Slack, and all work done at once."""

# Fakes of Slack and of the engine take what they do not use.
# ruff: noqa: ARG002

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.cli.archive import CHANNEL, WORKSPACE, open_database, utc_now
from bot.errors import SlackUnavailable
from bot.ingest import inline
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.reader import ArticleReader
from bot.services import Services
from store.records import ArticleText, Briefing, ChannelKind, Extraction, Message, Shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.extraction.pipeline import SpacyExtractor
    from bot.settings import Settings

MESSAGE = Message(WORKSPACE, CHANNEL, ChannelKind.LOCAL, ts="0")


class Silent:
    """A Messenger for where there is nobody to talk to; what is to be edited is left to the bot."""

    def react(self, message: Message, name: str) -> None:
        """Do nothing."""

    def whisper(self, message: Message, text: str) -> None:
        """Do nothing."""

    def post(
        self, channel_id: str, briefing: Briefing, *, key: str, thread_ts: str | None = None
    ) -> str:
        """Do nothing."""
        return ""

    def find_posted(self, channel_id: str, key: str, *, thread_ts: str | None = None) -> str | None:
        """Find nothing."""
        return None

    def edit(self, channel_id: str, ts: str, text: str) -> None:
        """Raise SlackUnavailable, so that the running bot edits the post later."""
        raise SlackUnavailable("The command line does not talk to Slack; the bot will do it.")

    def channel_kind(self, channel_id: str) -> ChannelKind | None:
        """Know no channel."""
        return None


class LateExtractor:
    """An Extractor that loads the pipeline when the first article is there."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._loaded: SpacyExtractor | None = None

    @property
    def _extractor(self) -> SpacyExtractor:
        from bot.extraction.pipeline import load_extractor  # noqa: PLC0415  # seconds

        if self._loaded is None:
            self._loaded = load_extractor(self._model)
        return self._loaded

    @property
    def version(self) -> str:
        """The version of the rules and of the pipeline, which is loaded to know it."""
        return self._extractor.version

    def extract(self, article: ArticleText) -> Extraction:
        """Return what the article says."""
        return self._extractor.extract(article)

    def pipe(self, articles: Iterable[ArticleText]) -> Iterator[Extraction]:
        """Yield one extraction an article, in order."""
        return self._extractor.pipe(articles)

    def names_a_meeting(self, text: str) -> bool:
        """Say whether the text reports a meeting of two named parties."""
        return self._extractor.names_a_meeting(text)


class Unstarted:
    """Stands in for Jobs until `inline` puts the real ones there."""

    def start_ingest(self, share_ids: Sequence[int]) -> None:
        """Do nothing."""

    def start_recap(self, subscription_id: int, due_at: datetime) -> None:
        """Do nothing."""

    def cancel_ingest(self, share_ids: Sequence[int]) -> None:
        """Do nothing."""


@dataclass(slots=True)
class LocalReader:
    """A Reader that also knows texts that came ready (JSON lines), by their key."""

    reader: ArticleReader
    ready: dict[str, Callable[[], ArticleText]] = field(default_factory=dict)

    def read(self, shared: Shared) -> ArticleText:
        """Return the text. Raises Unreadable or Unreachable."""
        ready = self.ready.get(shared.key)
        return ready() if ready else self.reader.read(shared)


@dataclass(frozen=True, slots=True)
class Local:
    """What filing needs: the services, and the place for texts that came ready."""

    services: Services
    reader: LocalReader


@contextmanager
def local_services(settings: Settings, *, make: bool = True) -> Iterator[Local]:
    """Build the services for filing, and close them at the end. Raises Misconfigured.

    `make` says whether an archive that is not there is made.
    """
    fetcher = Fetcher(contact=settings.contact)
    with (
        open_database(settings, make=make) as database,
        closing(ArticleReader(fetcher=fetcher, children=ParserPool())) as articles,
    ):
        reader = LocalReader(articles)
        services = Services(
            database=database,
            reader=reader,
            extractor=LateExtractor(settings.spacy_model),
            messenger=Silent(),
            jobs=Unstarted(),
            clock=utc_now,
        )
        yield Local(inline(services), reader)
