"""A typed question -> Question: actors in the order asked, topic, period; pure and linear."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.briefing.actors import Actor, Names, Person, Token, tokens_of
from bot.briefing.commands import command_in, grants_nothing, set_aside
from bot.briefing.dates import local_date
from bot.briefing.followup import merge
from bot.briefing.hearing import Heard, hear
from bot.briefing.normalise import has_words, plain_question
from bot.briefing.periods import ACCEPTED, Found, find_period
from bot.briefing.words import HELLO, HELP_WORDS, SMALL_TALK
from store.records import Outcome, Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.names import Gazetteer

LONGEST = 1500  # characters; longer texts are articles, not questions
LONGEST_TYPED = 80  # characters of a mistyped question that are echoed
ARTICLE_NOTE = (
    "Looks like an article: share it in a channel that I am in, or use *Add article*, "
    "and ask again."
)
WHY_NOTE = "I report what shared sources attribute to people; I do not give reasons of my own."


def parse(
    text: str,
    *,
    now: datetime,
    zone: str,
    gazetteer: Gazetteer,
    persons: Sequence[Person] = (),
    previous: Question | None = None,
) -> Question:
    """Return what `text` asks for; never raises on any text.

    `now` is aware; periods are days in `zone`. `previous` is the question that a thread's
    follow-up ("and on Ukraine?") goes on from.
    """
    if len(text) > LONGEST:
        short = text[:80].strip() + "…"
        return Question(text=short, outcome=Outcome.HELP, notes=(ARTICLE_NOTE,))
    plain = plain_question(text)
    early = _help_or_talk(text, plain)
    if early:
        return early
    command = command_in(plain)
    if command.correction:
        return _no_question(plain)
    found = find_period(command.rest, today=local_date(now, zone))
    if found.bad:
        return _bad_date(plain, found.bad)
    names = Names(gazetteer, persons)
    tokens = tokens_of(found.rest, names)
    heard = set_aside(hear(tokens, names, goes_on=previous is not None), command)
    if grants_nothing(heard, command) and not found.period:
        return _no_question(plain)
    return _question(plain, heard, found, names, tokens, previous)


def _help_or_talk(text: str, plain: str) -> Question | None:
    words = [word.strip("!.,?").lower() for word in plain.split()]
    if plain.lower() in HELP_WORDS or words[:1] == ["help"] or plain.strip("-").lower() == "help":
        return Question(text=plain, outcome=Outcome.HELP)
    if not has_words(plain):
        blank = not text.strip() or (set(plain) <= set("?!.,- ") and bool(plain))
        return Question(text="", outcome=Outcome.HELP, smalltalk=not blank and bool(text.strip()))
    if set(words) <= SMALL_TALK and set(words) & HELLO:
        return Question(text=plain, outcome=Outcome.HELP, smalltalk=True)
    return None


def _no_question(plain: str) -> Question:
    """Return the question for help after words of which no briefing can be made."""
    return Question(text=plain, outcome=Outcome.HELP, unknown=tuple(plain.split()[:1]))


def _bad_date(plain: str, words: str) -> Question:
    note = f"I can't read “{words}” as a date. I understand: {ACCEPTED}."
    return Question(text=plain, outcome=Outcome.BAD_DATE, notes=(note,))


def _question(
    plain: str,
    heard: Heard,
    found: Found,
    names: Names,
    tokens: Sequence[Token],
    previous: Question | None,
) -> Question:
    question = Question(
        text=plain,
        parties=_parties(heard),
        persons=tuple(dict.fromkeys(a.person for a in heard.actors if a.person)),
        topic=heard.topic,
        place=heard.place,
        asks=heard.asks,
        unknown=heard.unknown,
    )
    if found.period:
        period = found.period
        question = replace(
            question,
            since=period.since,
            until=period.until,
            period=period.label,
            since_last=period.since_last,
        )
    if previous:
        question = merge(question, previous, words=[t.text for t in tokens], names=names)
    unclear = next((actor for actor in heard.actors if actor.options), None)
    if unclear:
        return _ambiguous(question, unclear)
    return _outcome(question, heard, names, plain)


def _parties(heard: Heard) -> tuple[str, ...]:
    """Return parties without those that only describe a person named ("Russian … Lavrov")."""
    described = {actor.party for actor in heard.actors if actor.person and actor.party is not None}
    keys = [
        actor.party
        for actor in heard.actors
        if actor.party and not actor.person and actor.party not in described
    ]
    return tuple(dict.fromkeys(keys))


def _ambiguous(question: Question, actor: Actor) -> Question:
    choices = tuple(
        (label, question.text.replace(actor.words, words, 1)) for label, words in actor.options
    )
    note = f"“{actor.words}” could mean {_either([label for label, _ in choices])}."
    return replace(question, outcome=Outcome.AMBIGUOUS, notes=(note,), choices=choices)


def _either(labels: list[str]) -> str:
    return f"{', '.join(labels[:-1])} or {labels[-1]}"


def _outcome(question: Question, heard: Heard, names: Names, plain: str) -> Question:
    notes = _notes(question, heard, names, plain)
    if question.unknown:
        return replace(question, outcome=Outcome.NOTHING, notes=notes)
    asked = question.parties or question.persons or question.topic or question.since
    if not (asked or question.until or question.place):
        outcome = Outcome.HELP
        return replace(question, outcome=outcome, notes=notes)
    return replace(question, notes=notes)


def _notes(question: Question, heard: Heard, names: Names, plain: str) -> tuple[str, ...]:
    notes = []
    typos = any(actor.typo for actor in heard.actors)
    echoes = dict.fromkeys(actor.note for actor in heard.actors if actor.note)
    if typos or heard.topic_typed:
        typed = plain if typos else heard.topic_typed or ""
        typed = typed if len(typed) <= LONGEST_TYPED else f"{typed[:LONGEST_TYPED].rstrip()}…"
        notes.append(f"Showing {title(question, names)} (you typed “{typed}”)")
    elif echoes:
        notes.append(", ".join(echo for echo in echoes if echo))
    if heard.asks == "why":
        notes.append(WHY_NOTE)
    if heard.unused and not question.unknown:
        notes.append("Not used: " + ", ".join(f"“{word}”" for word in heard.unused[:4]))
    return tuple(notes)


def title(question: Question, names: Names) -> str:
    """Return "China–Russia on Ukraine": what is asked, without the period."""
    who = "–".join([*(names.party_name(key) for key in question.parties), *question.persons])
    on = f" on {question.topic}" if question.topic and who else question.topic or ""
    return f"{who}{on}"
