"""The nouns of Readout as frozen dataclasses: standard library only, shared by every layer.

Offsets are character offsets into `ArticleText.text`, end exclusive. Times are aware UTC.
Parties are keys of the gazetteer (`bot.names`): ISO 3166 alpha-2 for states ("CN"), the usual
acronym for organisations ("NATO", "EU", "UN").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# ---------------------------------------------------------------- texts


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words themselves."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One non-empty line of an article's text; numbers start at 1 and never change."""

    number: int
    start: int
    end: int


def split_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the non-empty lines of `text`, numbered from 1, without outer blanks."""
    found = re.finditer(r"[^\s\n](?:[^\n]*[^\s\n])?", text)
    return tuple(Paragraph(n, m.start(), m.end()) for n, m in enumerate(found, start=1))


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What was read: normalised text and what is known about it.

    `text` is the headline (if any), a blank line, then the body, one paragraph a line.
    `published_basis` says how the publication date is known: "metadata", "url", "text" or None.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    published_basis: str | None = None
    language: str = "en"
    url: str | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The numbered paragraphs of the text."""
        return split_paragraphs(self.text)


# ---------------------------------------------------------------- what extraction finds


class Basis(StrEnum):
    """How the owner of a position is known."""

    STATED = "stated"  # a verb of saying with that subject
    CARRIED = "carried"  # an unattributed sentence that follows that speaker's
    NONE = "none"  # nobody is named as the speaker


class MeetingKind(StrEnum):
    """How the parties met."""

    MEETING = "meeting"
    VISIT = "visit"
    PHONE = "phone"
    VIDEO = "video"
    MULTILATERAL = "multilateral"
    LETTER = "letter"
    TALK = "talk"  # they spoke, and nothing says whether face to face


REMOTE = frozenset({MeetingKind.PHONE, MeetingKind.VIDEO, MeetingKind.LETTER})


class MeetingStatus(StrEnum):
    """Whether the meeting took place, as reported."""

    HELD = "held"
    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known; the year is never guessed.

    `basis`: "stated" (the text says it whole), "publication" (year or day resolved against the
    publication date), "partial" (something is missing).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    basis: str = "stated"

    def iso(self) -> str | None:
        """Return "YYYY-MM-DD", "YYYY-MM", "YYYY", "--MM-DD", "--MM" or None."""
        if self.month is None:
            return f"{self.year:04d}" if self.year else None
        tail = f"{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")
        return f"{self.year:04d}-{tail}" if self.year else f"--{tail}"

    def exact(self) -> date | None:
        """Return the calendar day, or None when anything is missing."""
        if self.year and self.month and self.day:
            return date(self.year, self.month, self.day)
        return None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person (or a delegation under its party's name) who met, as the article reports it.

    `titles` are verbatim, best first. `role` is "visitor", "host" or None.
    """

    name: str
    titles: tuple[str, ...] = ()
    party: str | None = None
    organisation: str | None = None
    role: str | None = None
    span: Span | None = None

    @property
    def title(self) -> str | None:
        """The best title as reported, or None."""
        return self.titles[0] if self.titles else None


@dataclass(frozen=True, slots=True)
class Meeting:
    """An encounter that the article reports; `span` is the sentence that says so."""

    kind: MeetingKind = MeetingKind.MEETING
    status: MeetingStatus = MeetingStatus.HELD
    participants: tuple[Participant, ...] = ()
    place: str | None = None
    place_span: Span | None = None
    date: PartialDate | None = None
    date_span: Span | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody holds on a topic, resting on one span of the text.

    `speakers` are participant names (or a party's English name where the party itself speaks);
    `parties` are the keys of their parties, in the same order without repeats. `joint` says that
    all speakers hold it together. `agenda` marks "discussed X": a topic, not a position.
    `sentence` is the whole sentence around `content`.
    """

    content: Span
    sentence: Span
    speakers: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    joint: bool = False
    basis: Basis = Basis.STATED
    cue: Span | None = None
    source: Span | None = None
    topic: str = ""
    agenda: bool = False
    quoted: bool = False
    meeting: int | None = None  # index into Extraction.meetings


@dataclass(frozen=True, slots=True)
class Attribution:
    """Source, cue and content of one act of saying, wishing or believing, as spans."""

    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one article yields. `version` names the extractor that made it."""

    version: str
    meetings: tuple[Meeting, ...] = ()
    positions: tuple[Position, ...] = ()
    attributions: tuple[Attribution, ...] = ()


# ---------------------------------------------------------------- shares and audiences


class ChannelKind(StrEnum):
    """Who can see what is shared there."""

    PUBLIC = "public"
    PRIVATE = "private"
    DM = "dm"  # direct and group messages
    EXTERNAL = "external"  # Slack Connect
    LOCAL = "local"  # the command line


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom an answer is: fixes whose shares it may use.

    `public`: shares made in public channels (and on the command line) may be used.
    `channels`: ids of further places whose shares may be used.
    """

    workspace_id: str
    public: bool = True
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Message:
    """The message in which something was shared."""

    workspace_id: str
    channel_id: str
    channel_kind: ChannelKind
    ts: str
    user_id: str | None = None
    thread_ts: str | None = None
    permalink: str | None = None
    channel_name: str | None = None


class ShareSource(StrEnum):
    """How an article came in."""

    LINK = "link"
    FILE = "file"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing shared in a message: a link, a file or a pasted text.

    `key` is unique within the message: the canonical URL, the file's id, or "text".
    `body` is the pasted text or the path of a local file; `mimetype` and `size` are as claimed.
    """

    source: ShareSource
    key: str
    url: str | None = None
    name: str | None = None
    body: str | None = None
    mimetype: str | None = None
    size: int | None = None


class ShareState(StrEnum):
    """How far a share has come."""

    PENDING = "pending"
    STORED = "stored"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Share:
    """A thing shared in a message, as filed."""

    id: int
    message: Message
    shared: Shared
    state: ShareState
    shared_at: datetime
    article_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A Slack channel as far as we keep it."""

    workspace_id: str
    id: str
    kind: ChannelKind
    name: str | None = None
    time_zone: str | None = None
    inviter_id: str | None = None
    member: bool = True


# ---------------------------------------------------------------- what is filed


@dataclass(frozen=True, slots=True)
class FiledArticle:
    """An article with the shares of it that the audience may see (newest last)."""

    id: int
    text: ArticleText
    shares: tuple[Share, ...]
    fingerprint: int = 0


@dataclass(frozen=True, slots=True)
class FiledPosition:
    """A stored position."""

    id: int
    article_id: int
    position: Position


@dataclass(frozen=True, slots=True)
class FiledMeeting:
    """One article's account of a meeting, with the positions that it reports."""

    id: int
    article: FiledArticle
    meeting: Meeting
    positions: tuple[FiledPosition, ...] = ()


# ---------------------------------------------------------------- questions and briefings


class Outcome(StrEnum):
    """What became of a question."""

    ANSWER = "answer"
    NOTHING = "nothing"
    AMBIGUOUS = "ambiguous"
    HELP = "help"
    BAD_DATE = "bad_date"


@dataclass(frozen=True, slots=True)
class Question:
    """Parties, persons, topic and period asked about.

    `parties` are gazetteer keys in the order asked; `persons` are names as known to the archive.
    `notes` are sentences to echo ("PRC → China"). `unknown` are words that meant nothing.
    `choices` are (label, question text) pairs when the asker must choose. `text` can be parsed
    again; for a follow-up it is the whole question that it stands for.
    """

    text: str
    outcome: Outcome = Outcome.ANSWER
    parties: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    topic: str | None = None
    since: date | None = None
    until: date | None = None
    period: str | None = None
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    article_ids: tuple[int, ...] = ()
    place: str | None = None  # "in Moscow"
    since_last: bool = False  # "since the last meeting"
    asks: str = ""  # "why" or "agree": questions that get lines, not a verdict
    smalltalk: bool = False  # thanks and the like: react, do not answer


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a line rests: article, its number among the sources, paragraph, and the span."""

    article_id: int
    source: int
    paragraph: int
    span: Span
    position_id: int | None = None


@dataclass(frozen=True, slots=True)
class BriefingLine:
    """One line. `text` is template words and labels; each of `quotes` is verbatim.

    The first `len(quotes)` pieces of evidence are the spans of the quotes, exactly; more of them
    say the same elsewhere. Several quotes are parts of one sentence, in order.
    Rendered as `text “quote … quote” marks after [n ¶k]`.
    """

    section: str
    text: str
    quotes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    speaker: str | None = None
    basis: Basis | None = None
    after: str = ""  # template words behind the quotes: "no date given"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines: bullets, or (`inline`) run on after the heading with " · "."""

    heading: str
    lines: tuple[BriefingLine, ...]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source of a briefing."""

    number: int
    article_id: int
    outlet: str
    character: str  # "official: Russia", "state-affiliated: China", "wire", "" when unknown
    title: str | None
    url: str | None
    permalink: str | None
    how: str  # "pasted by <@U1>, 24 Nov 2026, #china-desk"
    shared_by: str | None = None
    copies: int = 0  # near-copies folded into this one
    published: date | None = None


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """A meeting as a program wants it (`readout ask --json`)."""

    participants: tuple[Participant, ...]
    place: str | None
    date: str | None
    kind: str
    status: str
    lines: tuple[BriefingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """The answer to a question: a header line, sections in order, sources, what is missing."""

    question: Question
    outcome: Outcome
    header: BriefingLine | None = None
    source_line: str = ""
    sections: tuple[Section, ...] = ()
    sources: tuple[Source, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    footers: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    meetings: tuple[MeetingSummary, ...] = ()
    sample: bool = False
    dropped: int = 0  # lines not printed since their words are not in the stored text

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every piece of evidence used, in order of appearance."""
        lines = [self.header] if self.header else []
        lines += [line for section in self.sections for line in section.lines]
        return tuple(e for line in lines for e in line.evidence)


# ---------------------------------------------------------------- subscriptions and postings


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's standing order for a weekly recap, in its own time zone."""

    id: int
    workspace_id: str
    channel_id: str
    weekday: int  # Monday is 0
    hour: int
    minute: int
    time_zone: str
    created_by: str | None
    next_due_at: datetime
    last_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """A message that the bot posted: what it answered and what it quoted.

    `key` makes it once-only: an event's id, or subscription and period.
    """

    id: int
    workspace_id: str
    channel_id: str
    key: str
    state: str  # "sending" | "done" | "unknown"
    ts: str | None = None
    thread_ts: str | None = None
    question: str | None = None
    article_ids: tuple[int, ...] = field(default=())
