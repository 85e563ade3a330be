"""Template words: parties, topics, kinds of meeting; everything outside quotes comes from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.briefing.words import word_set
from store.records import MeetingKind, MeetingStatus, Question

if TYPE_CHECKING:
    from bot.names import Gazetteer

LONGEST_TOPIC = 40  # characters of a label
PROPER = word_set("balkans nagorno-karabakh indo-pacific brics sco nato korean middle south un eu")
HELD = {
    MeetingKind.PHONE: "spoke by phone",
    MeetingKind.VIDEO: "spoke by video",
    MeetingKind.LETTER: "letter",
    MeetingKind.TALK: "spoke",
}
NOUNS = {
    MeetingKind.PHONE: "phone call",
    MeetingKind.VIDEO: "video call",
    MeetingKind.LETTER: "letter",
    MeetingKind.VISIT: "visit",
    MeetingKind.TALK: "conversation",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What composing needs besides records: names of parties, a time zone, the question."""

    gazetteer: Gazetteer
    zone: str
    question: Question

    def party(self, key: str) -> str:
        """Return the plain English name, or the key itself when there is none."""
        try:
            return self.gazetteer.party(key).name
        except KeyError:
            return key

    def account(self, key: str) -> str:
        """Return "Russian account", or "account from NATO"."""
        try:
            demonyms = self.gazetteer.party(key).demonyms
        except KeyError:
            demonyms = ()
        return f"{demonyms[0]} account" if demonyms else f"account from {self.party(key)}"

    def parties(self, keys: tuple[str, ...], joiner: str = "–") -> str:
        """Return "China–Russia"."""
        return joiner.join(self.party(key) for key in keys)

    def topic(self, label: str) -> str:
        """Return a label as it stands within a sentence: "world order", but "Ukraine"."""
        label = self.label(label)
        first = label.split(" ", 1)[0]
        named = first.casefold() in PROPER or label[1:2].isupper()
        if named or self.gazetteer.find(label) or self.gazetteer.resolve(label).keys:
            return label
        return label[:1].lower() + label[1:]

    @staticmethod
    def label(label: str) -> str:
        """Return a label at the head of a line, one line, cut to a bearable length."""
        label = " ".join(label.split())[:LONGEST_TOPIC].strip()
        return label[:1].upper() + label[1:]


def contact(kind: MeetingKind, status: MeetingStatus, level: str | None) -> str:
    """Return "foreign ministers met", "spoke by phone", "visit planned", "meeting cancelled"."""
    if status is MeetingStatus.HELD:
        words = HELD.get(kind, "met")
        return f"{level} {words}" if level and kind is not MeetingKind.LETTER else words
    noun = NOUNS.get(kind, "meeting")
    return f"{noun} of {level} {status.value}" if level else f"{noun} {status.value}"


def count(number: int, noun: str) -> str:
    """Return "1 source", "2 sources"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
