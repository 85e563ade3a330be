"""Topics as asked about: which words name one, and whether a position is about it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.briefing.words import FILLERS, TOPICS
from bot.names import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Mapping

WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class TopicLexicon:
    """Labels that positions carry, and the words that name a matter."""

    labels: frozenset[str]  # casefolded
    acronyms: frozenset[str]  # those of them that are acronyms, casefolded
    words: frozenset[str]  # whole words and phrases
    stems: tuple[str, ...]  # "ukrain" of "ukrain*"
    triggers: Mapping[str, tuple[str, ...]]  # words by label, both casefolded


@lru_cache(maxsize=1)
def topic_lexicon() -> TopicLexicon:
    """Return the topics of bot/lexicon/topics.toml."""
    raw = files("bot").joinpath("lexicon/topics.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(raw).get("topic", [])
    words = [word.casefold() for entry in entries for word in entry["words"]]
    return TopicLexicon(
        frozenset(entry["label"].casefold() for entry in entries),
        frozenset(entry["label"].casefold() for entry in entries if entry["label"].isupper()),
        frozenset(word for word in words if not word.endswith("*")) | TOPICS,
        tuple(word[:-1] for word in words if word.endswith("*")),
        {
            entry["label"].casefold(): tuple(word.casefold() for word in entry["words"])
            for entry in entries
        },
    )


def is_label(phrase: str) -> bool:
    """Tell whether the phrase is, as a whole, a label or a word of the lexicon."""
    folded = phrase.casefold()
    return folded in topic_lexicon().labels or folded in topic_lexicon().words


@lru_cache(maxsize=4096)
def printed(label: str) -> str:
    """Return a position's label if it names a topic or a party, else "".

    Extraction labels by the head noun where its lexicon has nothing; "Desire" tells a reader
    less than no label.
    """
    known = label.casefold() in topic_lexicon().labels or load_gazetteer().resolve(label).keys
    return label if known else ""


@lru_cache(maxsize=1)
def _triggers() -> dict[str, re.Pattern[str]]:
    """Return for each label, casefolded, what in a text calls for it."""
    return {
        label: re.compile(rf"(?<!\w)(?:{'|'.join(_form(word) for word in words)})(?!\w)")
        for label, words in topic_lexicon().triggers.items()
    }


def _form(word: str) -> str:
    """Return the pattern of a trigger: "x*" has any ending, other words may be plural."""
    ending = r"\w*" if word.endswith("*") else "s?"
    return r"[\s-]".join(re.escape(part) for part in word.rstrip("*").split()) + ending


@lru_cache(maxsize=4096)
def borne_out(label: str, words: str) -> bool:
    """Tell whether the words themselves hold what the label says.

    Extraction may carry a label over from a sentence that is not printed; a reader who sees only
    the quote would not find it there.
    """
    folded = words.casefold().replace("’", "'")
    trigger = _triggers().get(label.casefold())
    if (trigger and trigger.search(folded)) or label.casefold() in folded:
        return True
    parties = set(load_gazetteer().resolve(label).keys)
    return bool(parties) and any(m.key in parties for m in load_gazetteer().find(words))


def is_topic(phrase: str) -> bool:
    """Tell whether a bare word or phrase of a question names a topic."""
    if is_label(phrase):
        return True
    folded = phrase.casefold()
    return " " not in folded and any(folded.startswith(stem) for stem in topic_lexicon().stems)


def topic_words(topic: str) -> tuple[str, ...]:
    """Return the telling words of a topic, lower case, in order."""
    words = [word.casefold() for word in WORD.findall(topic)]
    telling = [word for word in words if word not in FILLERS]
    return tuple(dict.fromkeys(telling or words))


def topic_phrases(topic: str) -> tuple[str, ...]:
    """Return the alternatives to search for ("Ukraine and Syria" has two), without endings."""
    phrases = (" ".join(_stem(word) for word in topic_words(part)) for part in _parts(topic))
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))


def about(topic: str, *, label: str, content: str) -> bool:
    """Tell whether a position with that label and content is about the topic.

    "Ukraine and Syria" asks for either; "gas transit" for both words. A word matches another
    that it begins ("sanction" finds "sanctions"), or that differs in its ending only.
    """
    if topic.casefold() == label.casefold():
        return True
    found = [word.casefold() for word in WORD.findall(f"{label} {content}")]
    found += [part for word in found if "-" in word for part in word.split("-")]
    for alternative in _parts(topic):
        wanted = topic_words(alternative)
        if wanted and all(any(_same(want, word) for word in found) for want in wanted):
            return True
    return False


def _parts(topic: str) -> list[str]:
    return re.split(r",|\band\b|\bor\b|&", topic)


def _stem(word: str) -> str:
    if word in topic_lexicon().acronyms:
        return word
    return word[:-1] if len(word) > 4 and word.endswith(("s", "e", "y")) else word


def _same(want: str, word: str) -> bool:
    stem = _stem(want)
    return word == want or (len(stem) > 3 and word.startswith(stem))
