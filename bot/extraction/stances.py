"""Whether what a cue carries is a position at all, or only tells what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.context import text_of
from bot.extraction.events import events_of
from bot.extraction.ledes import is_lede
from bot.extraction.trees import child

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as TokenSpan

    from bot.extraction.meetings import MeetingFacts
    from bot.extraction.sayings import Saying
    from store.records import Span

GREETINGS = frozenset({"welcome", "receive", "greet", "host"})
SHORTEST = 2  # words of a content


def is_short(doc: Doc, span: Span) -> bool:
    """Say whether a content has too few words to say anything."""
    return len(span.of(text_of(doc)).split()) < SHORTEST


def greets(doc: Doc, saying: Saying) -> bool:
    """Say whether somebody only welcomes or receives a person: an event, not a position."""
    verb = doc[saying.verb]
    noun = child(verb, "dobj")
    return verb.lemma_ in GREETINGS and noun is not None and noun.i in doc._.people.at


def only_names(doc: Doc, saying: Saying) -> bool:
    """Say whether the content is nothing but somebody's name."""
    named = doc._.people.at
    return all(i in named or doc[i].is_punct for i in range(*saying.content))


def tells_news(doc: Doc, sentence: TokenSpan, saying: Saying, meetings: list[MeetingFacts]) -> bool:
    """Say whether the content only reports one of the meetings: "X met Y, his office said"."""
    told = (m.meeting.span for m in meetings if m.meeting.span is not None)
    if not any(sentence.start_char <= span.start < sentence.end_char for span in told):
        return False
    met = (e.anchor for e in events_of(sentence) if not e.nominal)
    return is_lede(doc, saying) and any(i in range(*saying.content) for i in met)
