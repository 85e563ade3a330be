"""What an article only passes on, and what it tells itself: "X met Y, the ministry said"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.extraction.lexicon import words
from bot.extraction.sayings import Form, Saying

if TYPE_CHECKING:
    from spacy.tokens import Doc

NEWS = words("report announce")
QUOTES = frozenset('"“”„«»')
SHORTEST_LEDE = 4  # tokens in front of "the ministry said"


def reported(doc: Doc) -> set[int]:
    """Return the tokens inside what somebody says: encounters, places and dates there are talk.

    What is "reported" or "announced" is the news itself.
    """
    inside: set[int] = set()
    sayings: list[Saying] = doc._.attributions or []
    for saying in sayings:
        if saying.form is Form.ACCORDING or doc[saying.verb].lemma_ in NEWS or is_lede(doc, saying):
            continue
        inside.update(range(*saying.content))
    return inside


def saying_of(doc: Doc, verb: int) -> Saying | None:
    """Return the saying whose cue is that verb: what reports an encounter may be a cue too."""
    sayings: list[Saying] = doc._.attributions or []
    return next((saying for saying in sayings if saying.verb == verb), None)


def is_lede(doc: Doc, saying: Saying) -> bool:
    """Say whether the article itself tells the news: "X met Y in Rome, the ministry said"."""
    start, end = saying.content
    if saying.subject is None or end > saying.verb or start > saying.sentence + 1:
        return False
    if saying.subject in doc._.people.at or saying.verb - start < SHORTEST_LEDE:
        return False
    return not any(token.text in QUOTES for token in doc[start : saying.verb])
