"""Topics as asked about: which words name one, and whether a position is about it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bot.briefing.words import FILLERS, TOPICS
from bot.names import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_MATTER = 3  # the weight from which a label is carried on to sentences without its words
WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class TopicLexicon:
    """Labels that positions carry, and the words that name a matter."""

    labels: frozenset[str]  # casefolded
    acronyms: frozenset[str]  # those of them that are acronyms, casefolded
    words: frozenset[str]  # whole words and phrases
    stems: tuple[str, ...]  # "ukrain" of "ukrain*"
    triggers: Mapping[str, tuple[str, ...]]  # words by label, both casefolded
    same: Mapping[str, tuple[str, ...]]  # other names of the same matter by label, casefolded
    carried: frozenset[str]  # labels that extraction gives to sentences without a trigger too


@lru_cache(maxsize=1)
def topic_lexicon() -> TopicLexicon:
    """Return the topics of bot/lexicon/topics.toml."""
    raw = files("bot").joinpath("lexicon/topics.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(raw).get("topic", [])
    words = [word.casefold() for entry in entries for word in entry["words"]]
    same = [word.casefold() for entry in entries for word in entry.get("same", [])]
    labels = {entry["label"].casefold(): entry for entry in entries}
    return TopicLexicon(
        labels=frozenset(labels),
        acronyms=frozenset(key for key, entry in labels.items() if entry["label"].isupper()),
        words=frozenset(word for word in words if not word.endswith("*")) | TOPICS | set(same),
        stems=tuple(word[:-1] for word in words if word.endswith("*")),
        triggers=_lists(labels, "words"),
        same=_lists(labels, "same"),
        carried=frozenset(key for key, entry in labels.items() if entry["weight"] >= OWN_MATTER),
    )


def _lists(labels: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, tuple[str, ...]]:
    return {
        label: tuple(word.casefold() for word in entry.get(name, ()))
        for label, entry in labels.items()
    }


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
    """Return the alternatives to search for ("Ukraine and Syria" has two), without endings.

    With them come the labels and other names of the matters that they name.
    """
    told = [topic_words(name) for name in (*_names(topic), *_called(topic))]
    cut = dict.fromkeys(tuple(map(_stem, words)) for words in told if words)
    widest: list[tuple[str, ...]] = []  # "Ukraine war" finds nothing more beside "Ukraine"
    for words in sorted(cut, key=len):
        if not any(_within(other, words) for other in widest):
            widest.append(words)
    return tuple(" ".join(words) for words in cut if words in widest)


def _within(some: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(_same(one, word) for word in words) for one in some)


def about(topic: str, *, label: str, content: str) -> bool:
    """Tell whether a position with that label and content is about the topic.

    "Ukraine and Syria" asks for either; "gas transit" for both words. A word matches another
    that it begins ("sanction" finds "sanctions"), or that differs in its ending only. A label
    that the topic calls for is enough, as is another name of the same matter.
    """
    if label.casefold() in {topic.casefold(), *_called(topic)}:
        return True
    found = [word.casefold() for word in WORD.findall(f"{label} {content}")]
    found += [part for word in found if "-" in word for part in word.split("-")]
    for alternative in _names(topic):
        wanted = topic_words(alternative)
        if wanted and all(any(_same(want, word) for word in found) for want in wanted):
            return True
    return False


def is_other_name(phrase: str) -> bool:
    """Tell whether the phrase is another name of a matter ("Ukraine war"), beside its label."""
    return any(phrase.casefold() in names for names in topic_lexicon().same.values())


@lru_cache(maxsize=256)
def _names(topic: str) -> tuple[str, ...]:
    """Return the alternatives of a topic, and all names of the matters that they name."""
    same = topic_lexicon().same
    others = [name for label in _named(topic) for name in (label, *same[label])]
    return tuple(dict.fromkeys([*_parts(topic), *others]))


@lru_cache(maxsize=256)
def _named(topic: str) -> tuple[str, ...]:
    """Return the labels that an alternative of the topic names, as such or by another name."""
    asked = _asked(topic)
    return tuple(label for label, names in topic_lexicon().same.items() if asked & {label, *names})


@lru_cache(maxsize=256)
def _called(topic: str) -> tuple[str, ...]:
    """Return the labels that an alternative of the topic names or, as a whole, calls for.

    Labels of fields are not called for: "gas" asks for less than all of Energy. Those of a matter
    of its own are carried on to sentences that do not have the word.
    """
    asked, named = _asked(topic), _named(topic)
    return tuple(
        label
        for label, trigger in _triggers().items()
        if label in named
        or (label in topic_lexicon().carried and any(map(trigger.fullmatch, asked)))
    )


def _asked(topic: str) -> set[str]:
    parts = {" ".join(part.casefold().split()) for part in [*_parts(topic), topic]}
    return {part.removeprefix("the ") for part in parts}


def _parts(topic: str) -> list[str]:
    return re.split(r",|\band\b|\bor\b|&", topic)


def _stem(word: str) -> str:
    if word in topic_lexicon().acronyms:
        return word
    return word[:-1] if len(word) > 4 and word.endswith(("s", "e", "y")) else word


def _same(want: str, word: str) -> bool:
    stem = _stem(want)
    return word == want or (len(stem) > 3 and word.startswith(stem))
