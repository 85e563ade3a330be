"""Records for the briefing tests: the example article's gold, and articles of our own.

The officials of the articles written here (Ana Reyes, Karel Dvorak and so on) are fictional.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from bot.briefing.terms import Desk
from bot.names import load_gazetteer
from store import articles
from store.records import (
    ArticleText,
    Audience,
    Basis,
    ChannelKind,
    Extraction,
    FiledArticle,
    FiledMeeting,
    FiledPosition,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Message,
    PartialDate,
    Participant,
    Position,
    Question,
    Share,
    Shared,
    ShareSource,
    ShareState,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from store.database import Database

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EXAMPLE = "articles/000_9917dd2a0be789f7"
# the labels that extraction gives to the gold's own words for its topics
LABELS = {
    "multilateralism and global governance": "World order",
    "independence of the relationship": "Third parties",
    "global strategic stability": "World order",
    "major-power responsibility": "World order",
    "bilateral relations": "Ties",
    "high-level exchanges and cooperation": "Next contacts",
    "United Nations and SCO": "United Nations",
}


@dataclass(frozen=True)
class Known:
    """A person of the archive."""

    name: str
    party: str | None
    count: int = 1

    @property
    def spellings(self) -> tuple[str, ...]:
        return (self.name,)


PERSONS = (Known("Wang Yi", "CN"), Known("Sergei Lavrov", "RU"))


def share(
    number: int,
    *,
    source: ShareSource = ShareSource.TEXT,
    user: str | None = "U1",
    channel: str | None = "china-desk",
    kind: ChannelKind = ChannelKind.PUBLIC,
    at: datetime = NOW,
) -> Share:
    """Return a stored share of article `number`."""
    link = f"https://example.slack.com/archives/C1/p{number}"
    message = Message("T1", "C1", kind, f"{number}.0", user, None, link, channel)
    return Share(number, message, Shared(source, "text"), ShareState.STORED, at, number)


def article(number: int, text: ArticleText, *shares: Share) -> FiledArticle:
    """Return a filed article with one share, or those given."""
    return FiledArticle(number, text, shares or (share(number),))


def span(text: str, words: str, *, after: int = 0) -> Span:
    """Return where the words stand in the text."""
    start = text.index(words, after)
    return Span(start, start + len(words))


def position(
    text: str,
    content: str,
    speaker: str,
    party: str,
    *,
    cue: str | None = None,
    topic: str = "",
    basis: Basis = Basis.STATED,
    agenda: bool = False,
) -> Position:
    """Return one side's position; `content` and `cue` are words of the text."""
    found = span(text, content)
    return Position(
        content=found,
        sentence=found,
        speakers=(speaker,),
        parties=(party,),
        basis=basis,
        cue=span(text, cue) if cue else None,
        topic=topic,
        agenda=agenda,
    )


def joint(text: str, content: str, *, topic: str = "", cue: str | None = None) -> Position:
    """Return a position of everybody."""
    found = span(text, content)
    cued = span(text, cue) if cue else None
    return Position(found, found, ("Both",), ("XA", "XB"), joint=True, topic=topic, cue=cued)


@dataclass
class Account:
    """An account of a meeting in the making."""

    number: int
    text: str
    participants: tuple[Participant, ...]
    positions: Sequence[Position] = ()
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    published: date | None = None
    place: str | None = None
    when: PartialDate | None = None
    kind: MeetingKind = MeetingKind.MEETING
    status: MeetingStatus = MeetingStatus.HELD
    shared: datetime = NOW
    shares: tuple[Share, ...] = field(default=())

    def filed(self) -> FiledMeeting:
        """Return it as the store does."""
        text = ArticleText(
            self.text,
            title=self.title,
            outlet=self.outlet,
            url=self.url,
            published=self.published,
        )
        shares = self.shares or (share(self.number, at=self.shared),)
        line = Span(0, self.text.index("\n") if "\n" in self.text else len(self.text))
        meeting = Meeting(
            self.kind, self.status, self.participants, self.place, None, self.when, None, line
        )
        return FiledMeeting(
            self.number * 10,
            article(self.number, text, *shares),
            meeting,
            tuple(
                FiledPosition(self.number * 100 + n, self.number, one)
                for n, one in enumerate(self.positions)
            ),
        )


def gold_positions(text: str, gold: dict) -> list[Position]:
    """Return the gold's positions with the parties, cues and labels that extraction would give."""
    return [_gold_position(text, one) for one in gold["positions"]]


def _gold_position(text: str, one: dict) -> Position:
    parties = {"Wang Yi": "CN", "Sergei Lavrov": "RU", "Russia": "RU"}
    content = Span(one["start"], one["end"])
    speakers = one["speakers"][:1] if one.get("any_of") else one["speakers"]
    unowned = bool(one.get("joint_ok")) and bool(one.get("implicit"))
    carried = bool(one.get("implicit")) and not unowned
    basis = Basis.NONE if unowned else Basis.CARRIED if carried else Basis.STATED
    return Position(
        content=content,
        sentence=content,
        speakers=() if unowned else tuple(speakers),
        parties=() if unowned else tuple(dict.fromkeys(parties[s] for s in speakers)),
        joint=one["joint"],
        basis=basis,
        cue=_cue(text, one),
        topic=LABELS.get(one["topic"], one["topic"]),
    )


def _cue(text: str, one: dict) -> Span | None:
    if not one["cue"]:
        return None
    start = text.rfind(one["cue"], max(0, one["start"] - 120), one["start"])
    if start < 0:
        start = text.find(one["cue"], one["end"])
    return Span(start, start + len(one["cue"])) if start >= 0 else None


def example(corpus: Path, *, number: int = 1) -> FiledMeeting:
    """Return the example article as filed, from its gold."""
    text = (corpus / "data" / f"{EXAMPLE}.txt").read_text(encoding="utf-8")
    gold = json.loads((corpus / "data" / f"{EXAMPLE}.gold.json").read_text(encoding="utf-8"))
    people = tuple(
        Participant(
            name=person["name"],
            titles=tuple(person["titles"]),
            party={"China": "CN", "Russia": "RU"}[person["country"]],
            role="visitor" if person["country"] == "China" else "host",
        )
        for person in gold["participants"]
    )
    first = text.index("Both China")
    meeting = Meeting(
        participants=people,
        place="Moscow",
        date=PartialDate(month=9, day=18, basis="partial"),
        span=Span(first, text.index("\n", first)),
    )
    filed = article(number, ArticleText(text, outlet="Global Times"))
    positions = tuple(
        FiledPosition(number * 100 + n, number, one)
        for n, one in enumerate(gold_positions(text, gold))
    )
    return FiledMeeting(number * 10, filed, meeting, positions)


REYES = Participant("Ana Reyes", ("Chilean Minister of Foreign Affairs",), "CL", None, "visitor")
DVORAK = Participant("Karel Dvorak", ("Czech Foreign Minister",), "CZ", None, "host")

CHILEAN = "\n".join(
    [
        "Minister Reyes meets her Czech counterpart in Prague",
        "Chilean Minister of Foreign Affairs Ana Reyes met Czech Foreign Minister Karel Dvorak in "
        "Prague on 3 March 2026.",
        "Reyes said that Chile will open a lithium technology centre in Brno by 2028, and that it "
        "will not sell raw ore to anyone.",
        "Dvorak welcomed the lithium centre and thanked Reyes for her hospitality in Santiago.",
        "Both ministers agreed to sign a double taxation treaty before the next round of "
        "consultations in May.",
        "Fishing quotas in Antarctica were also discussed.",
    ]
)

CZECH = "\n".join(
    [
        "Czech and Chilean ministers talk lithium",
        "Czech Foreign Minister Karel Dvorak received Chilean Minister of Foreign Affairs Ana "
        "Reyes at Czernin Palace, Prague.",
        "Dvorak stressed that Czech carmakers need lithium, but only if water use is audited by "
        "independent experts.",
        "Chile will open a lithium technology centre in Brno by 2028, Reyes said.",
    ]
)


def chilean(number: int = 1, **changes: object) -> FiledMeeting:
    """Return the visitor's account: a ministry's page."""
    text = CHILEAN
    account = Account(
        number,
        text,
        (REYES, DVORAK),
        [
            position(
                text,
                "Chile will open a lithium technology centre in Brno by 2028, and that it will not"
                " sell raw ore to anyone",
                "Ana Reyes",
                "CL",
                cue="said",
                topic="Technology",
            ),
            position(
                text, "the lithium centre", "Karel Dvorak", "CZ", cue="welcomed", topic="Technology"
            ),
            position(
                text,
                "Reyes for her hospitality in Santiago",
                "Karel Dvorak",
                "CZ",
                cue="thanked",
                topic="Ties",
            ),
            replace(
                joint(
                    text,
                    "to sign a double taxation treaty before the next round of consultations in"
                    " May",
                    topic="Economy",
                    cue="agreed",
                ),
                speakers=("Ana Reyes", "Karel Dvorak"),
                parties=("CL", "CZ"),
            ),
            position(
                text, "Fishing quotas in Antarctica", "Ana Reyes", "CL", topic="Trade", agenda=True
            ),
        ],
        outlet="Ministry of Foreign Affairs of Chile",
        url="https://www.minrel.gob.cl/news/prague",
        title="Minister Reyes meets her Czech counterpart in Prague",
        published=date(2026, 3, 4),
        place="Prague",
        when=PartialDate(2026, 3, 3),
    )
    for name, value in changes.items():
        setattr(account, name, value)
    return account.filed()


def czech(number: int = 2, **changes: object) -> FiledMeeting:
    """Return the host's account of the same meeting; it gives no day."""
    text = CZECH
    account = Account(
        number,
        text,
        (DVORAK, replace(REYES, titles=("Chilean Minister of Foreign Affairs",))),
        [
            position(
                text,
                "Czech carmakers need lithium, but only if water use is audited by independent"
                " experts",
                "Karel Dvorak",
                "CZ",
                cue="stressed",
                topic="Technology",
            ),
            position(
                text,
                "Chile will open a lithium technology centre in Brno by 2028",
                "Ana Reyes",
                "CL",
                cue="said",
                topic="Technology",
            ),
        ],
        outlet="Ministry of Foreign Affairs of the Czech Republic",
        url="https://mzv.gov.cz/news/lithium",
        title="Czech and Chilean ministers talk lithium",
        published=date(2026, 3, 4),
        place="Czernin Palace, Prague",
        shared=NOW + timedelta(hours=1),
    )
    for name, value in changes.items():
        setattr(account, name, value)
    return account.filed()


@cache
def desk(question: Question | None = None) -> Desk:
    """Return a desk in London for a question."""
    return Desk(load_gazetteer(), "Europe/London", question or Question(""))


# ---------------------------------------------------------------- a store holding such records

AUDIENCE = Audience("T1")


@dataclass(frozen=True)
class Answering:
    """The part of Services that answers need."""

    database: Database
    clock: Callable[[], datetime] = lambda: NOW


def store_records(database: Database, *filed: FiledMeeting) -> list[int]:
    """File the articles of these meetings as if they had been read; return the articles' ids."""
    return [_store(database, one) for one in filed]


def _store(database: Database, one: FiledMeeting) -> int:
    first = one.article.shares[0]
    positions = tuple(
        replace(held.position, meeting=0 if one.meeting.participants else None)
        for held in one.positions
    )
    meetings = (one.meeting,) if one.meeting.participants else ()
    extraction = Extraction("test", meetings, positions)
    with database.transaction() as tx:
        number = articles.add_share(tx, first.message, first.shared, now=first.shared_at)
        article_id = articles.save_article(tx, number, one.article.text, now=first.shared_at)
        assert article_id is not None
        articles.save_extraction(tx, article_id, extraction, now=first.shared_at)
        articles.finish_share(tx, number)
    return article_id
