"""Synthetic archives of any size. All officials, outlets and meetings in them are fictional."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from store import articles
from store.records import (
    ArticleText,
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
    from collections.abc import Iterator, Sequence

    from store.database import Database, Tx

WORKSPACE = "T0SYNTH"
PUBLIC, PRIVATE = "C0PUBLIC", "C0PRIVATE"
FIRST_DAY = date(2021, 1, 4)
# fmt: off
PARTIES = (
    "CN",
    "RU",
    "US",
    "FR",
    "DE",
    "GB",
    "IN",
    "JP",
    "BR",
    "TR",
    "IR",
    "SA",
    "ID",
    "ZA",
    "EG",
    "KZ",
    "UA",
    "PL",
    "IT",
    "ES",
    "VN",
    "KR",
    "MX",
    "AR",
    "NG",
    "KE",
    "ET",
    "PK",
    "TH",
    "MY",
    "SG",
    "AU",
    "NZ",
    "CA",
    "NL",
    "BE",
    "SE",
    "NO",
    "FI",
    "PT",
)
# fmt: on
TOPICS = ("trade", "energy", "security", "climate", "Ukraine", "Taiwan", "sanctions", "water")
VERBS = ("supports", "opposes", "welcomes", "notes", "expects", "proposes")
SYLLABLES = ("ta", "mi", "ro", "ven", "ka", "lu", "dor", "shi", "ne", "bal", "or", "ke", "san")
PER_TRANSACTION = 250


@dataclass(frozen=True, slots=True)
class Sample:
    """A text with what is in it."""

    text: ArticleText
    extraction: Extraction


@dataclass(slots=True)
class Writing:
    """A text as it grows: sentences are added and give back where they stand."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, words: str) -> Span:
        """Append words and return their span."""
        span = Span(self.length, self.length + len(words))
        self.parts.append(words)
        self.length = span.end
        return span


def make_archive(
    database: Database, *, articles: int, seed: int = 0, positions: int = 10
) -> Sequence[int]:
    """File that many fictional articles with a meeting each; return their ids.

    Parties come up as in life: few of them make most of the meetings. One in ten articles is
    shared in the private channel only; one in twelve meetings lacks the year of its date.
    """
    made: list[int] = []
    samples = samples_of(articles, seed=seed, positions=positions)
    for start in range(0, articles, PER_TRANSACTION):
        with database.transaction() as tx:
            numbers = range(start, min(start + PER_TRANSACTION, articles))
            made += [_file(tx, number, next(samples)) for number in numbers]
    return made


def samples_of(count: int, *, seed: int = 0, positions: int = 10) -> Iterator[Sample]:
    """Yield fictional articles, the same ones for the same seed."""
    random = Random(seed)
    people = {party: [_name(random) for _ in range(4)] for party in PARTIES}
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(PARTIES))))
    for number in range(count):
        pair: dict[str, None] = {}
        while len(pair) < 2:
            pair |= dict.fromkeys(random.choices(PARTIES, cum_weights=weights))
        yield _sample(random, number, {key: random.choice(people[key]) for key in pair}, positions)


def _file(tx: Tx, number: int, sample: Sample) -> int:
    private = number % 10 == 9
    now = datetime(2021, 1, 5, 12, tzinfo=UTC) + timedelta(hours=4 * number)
    message = Message(
        workspace_id=WORKSPACE,
        channel_id=PRIVATE if private else PUBLIC,
        channel_kind=ChannelKind.PRIVATE if private else ChannelKind.PUBLIC,
        ts=f"{1_600_000_000 + number}.000100",
        user_id=f"U{number % 50}",
    )
    shared = Shared(ShareSource.LINK, key=str(sample.text.url), url=sample.text.url)
    share_id = articles.add_share(tx, message, shared, now=now)
    article_id = articles.save_article(tx, share_id, sample.text, now=now)
    assert article_id is not None
    assert articles.save_extraction(tx, article_id, sample.extraction, now=now)
    articles.finish_share(tx, share_id)
    return article_id


def _sample(random: Random, number: int, pair: dict[str, str], positions: int) -> Sample:
    day = FIRST_DAY + timedelta(hours=4 * number)
    writing, people = Writing(), []
    for party, name in pair.items():
        people.append(Participant(name, (f"Minister of {party}",), party, span=writing.add(name)))
        writing.add(" of the fictional ministry, and ")
    writing.add(f"others met on {day:%d %B} for talks number {number}.\n")
    meeting = Meeting(
        participants=tuple(people),
        date=PartialDate(day.year if number % 12 else None, day.month, day.day),
        place=random.choice(("Aldermoor", "Port Vessel", "Lake Tarn")),
        span=Span(0, writing.length - 1),
    )
    held = tuple(_position(random, writing, random.choice(people)) for _ in range(positions))
    text = ArticleText(
        "".join(writing.parts),
        title=f"Talks number {number}",
        outlet="The Synthetic Courier",
        published=day + timedelta(days=1) if number % 3 else None,
        published_basis="metadata" if number % 3 else None,
        url=f"https://courier.example/{number}",
    )
    return Sample(text, Extraction("synthetic-1", (meeting,), held))


def _position(random: Random, writing: Writing, speaker: Participant) -> Position:
    topic = random.choice(TOPICS)
    start = writing.length
    source = writing.add(speaker.name)
    writing.add(" said that ")
    words = f"{speaker.party} {random.choice(VERBS)} plan {random.randrange(10_000)} on {topic}"
    content = writing.add(words)
    writing.add(".")
    sentence = Span(start, writing.length)
    writing.add("\n")
    return Position(
        content,
        sentence,
        speakers=(speaker.name,),
        parties=(str(speaker.party),),
        source=source,
        topic=topic,
        meeting=0,
    )


def _name(random: Random) -> str:
    first, last = ("".join(random.choices(SYLLABLES, k=n)).title() for n in (2, 3))
    return f"{first} {last}"
