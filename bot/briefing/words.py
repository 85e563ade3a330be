"""The word lists of the question parser: fillers, small talk, topics. Data: questions.toml."""

from __future__ import annotations

import tomllib
from importlib.resources import files


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


_LISTS = {
    name: word_set(text)
    for name, text in tomllib.loads(
        files("bot").joinpath("lexicon/questions.toml").read_text(encoding="utf-8")
    ).items()
}

HELP_WORDS = _LISTS["help"]
HELLO = _LISTS["hello"]
SMALL_TALK = HELLO | _LISTS["small_talk"]
FILLERS = _LISTS["fillers"]  # carry no actor and no topic
PRONOUNS = _LISTS["pronouns"]
SENTENCE_WORDS = _LISTS["sentence"]  # make a text a sentence rather than a list of names
TOPIC_LEADS = _LISTS["topic_leads"]
TOPIC_STOPS = _LISTS["topic_stops"]
COMMANDS = _LISTS["commands"]  # ask for another form of answer
JOINERS = _LISTS["joiners"]
MEETING_ORGANISATIONS = _LISTS["meeting_organisations"]
TOPICS = _LISTS["topics"]  # matters that the lexicon of labels does not hold
