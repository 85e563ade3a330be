"""Wishes other than a briefing: what of them is a question for a briefing, and what is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.briefing.topics import is_topic
from bot.briefing.words import word_set

if TYPE_CHECKING:
    from bot.briefing.hearing import Heard

VERBS = word_set(
    "compare timeline person topic prep commitments contradictions subscribe unsubscribe alert "
    "list add fix forget delete remove export status settings chart follow"
)
SILENT = frozenset({"list"})  # what a briefing does anyway
FORM = re.compile(r"\bas (?:an? )?(?:csv|md|markdown|json|ics|pdf)\b", re.IGNORECASE)
CORRECTION = re.compile(
    r"^(?:no\W+)?(?:(?:that|this|it)(?:'s| is| was)? (?:all |just |simply )?"
    r"(?:wrong|incorrect|false|a mistake|not (?:right|correct|true))|wrong|incorrect)\b|"
    r"^no\W+it (?:is|was)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Command:
    """What is left of a question without the words of a command, and those words.

    `verb` says that it began with a verb, `correction` that it tells us off.
    """

    rest: str
    words: tuple[str, ...] = ()
    verb: str = ""
    correction: bool = False


def command_in(plain: str) -> Command:
    """Return the command in a plain question, if there is one."""
    if CORRECTION.match(plain):
        return Command(plain, correction=True)
    words: list[str] = []
    form = FORM.search(plain)
    if form:
        words.append(form.group())
        plain = " ".join(f"{plain[: form.start()]} {plain[form.end() :]}".split())
    first, _, rest = plain.partition(" ")
    verb = first.strip(":,.!?").lower()
    if verb not in VERBS:
        return Command(plain, tuple(words))
    if verb not in SILENT:
        words.insert(0, first.strip(":,.!?"))
    return Command(rest, tuple(words), verb)


def set_aside(heard: Heard, command: Command) -> Heard:
    """Count the words of a command, and what goes with its verb, as not used.

    "subscribe China Russia weekly" is no question for the topic "weekly".
    """
    unused, unknown, topic = [*command.words, *heard.unused], heard.unknown, heard.topic
    if command.verb and heard.actors:
        unused += [word for word in unknown if word[0].islower()]
        unknown = tuple(word for word in unknown if not word[0].islower())
        if topic and not heard.led:
            unused += [word for word in topic.split() if not is_topic(word)]
            topic = " ".join(word for word in topic.split() if is_topic(word)) or None
    return replace(heard, unused=tuple(dict.fromkeys(unused)), unknown=unknown, topic=topic)


def grants_nothing(heard: Heard, command: Command) -> bool:
    """Tell whether a command names nobody and nothing to tell about."""
    if not command.verb or heard.actors:
        return False
    named = any(word[0].isupper() for word in heard.unknown)
    known = heard.led or any(is_topic(word) for word in (heard.topic or "").split())
    return not (known or named)
