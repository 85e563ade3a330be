"""What the words of a question mean: topic phrase, actors, places, words that mean nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.briefing.actors import Actor, Names, Token, actor_at, guess_at
from bot.briefing.topics import is_other_name, is_topic
from bot.briefing.words import (
    COMMANDS,
    FILLERS,
    JOINERS,
    MEETING_ORGANISATIONS,
    SENTENCE_WORDS,
    TOPIC_LEADS,
    TOPIC_STOPS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_GUESSES = 12  # mistyped words looked up in one question


@dataclass(frozen=True, slots=True)
class Heard:
    """The meaning of each stretch of words, in order.

    `topic_typed` is the topic as typed when it was mistyped; `unused` are words that were left
    out of account, `unknown` those that keep the question from being understood.
    """

    actors: tuple[Actor, ...] = ()
    topic: str | None = None
    topic_typed: str | None = None
    place: str | None = None
    asks: str = ""
    unknown: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    led: bool = False  # the topic follows "on", "about" or the like


def hear(tokens: Sequence[Token], names: Names, *, goes_on: bool) -> Heard:
    """Return what the tokens mean; `goes_on` says that a question went before in the thread."""
    head, phrase, tail = _topic_phrase(tokens, names)
    rest = [*head, *tail]
    heard = _scan(rest, names)
    topic, typed = _topic(phrase, names)
    if phrase and not heard.actors and (not goes_on or _leads_with_what(head)):
        heard, topic, typed = _topic_as_actors(rest, phrase, names, topic, typed)
    if topic:
        heard = replace(heard, topic=topic, topic_typed=typed, led=True)
    heard = replace(heard, asks=_asks(tokens))
    return _organisations(heard, names)


def _topic_phrase(
    tokens: Sequence[Token], names: Names
) -> tuple[list[Token], list[Token], list[Token]]:
    """Return the words before "on"/"about", the topic after it, and what follows the topic."""
    for index, token in enumerate(tokens):
        if token.text.lower() not in TOPIC_LEADS:
            continue
        end = index + 1
        while end < len(tokens) and tokens[end].text.lower() not in TOPIC_STOPS | TOPIC_LEADS:
            end += 1
        phrase = _trimmed(tokens[index + 1 : end])
        again = any(t.text.lower() in TOPIC_LEADS for t in tokens[end:])
        if phrase and not (again and _only_actors(phrase, names)):
            return list(tokens[:index]), phrase, list(tokens[end:])
    return list(tokens), [], []


def _only_actors(phrase: Sequence[Token], names: Names) -> bool:
    """Say whether what follows "on" names actors: "what we have on Peru, about the levy"."""
    heard = _scan(phrase, names)
    return bool(heard.actors) and not (heard.unknown or heard.topic)


def _trimmed(tokens: Sequence[Token]) -> list[Token]:
    kept = list(tokens)
    while kept and kept[0].text.lower() in FILLERS:
        kept.pop(0)
    while kept and kept[-1].text.lower() in FILLERS:
        kept.pop()
    return kept[:8]


def _topic(phrase: Sequence[Token], names: Names) -> tuple[str | None, str | None]:
    """Return the topic in plain words, and as typed when it was only close to a name."""
    if not phrase:
        return None, None
    words = " ".join(token.text + "," * token.closes for token in phrase).strip(",")
    found = names.gazetteer.resolve(words)
    if len(found.keys) == 1 and not (words.isupper() and found.form == "alias"):
        return names.party_name(found.keys[0]), None
    if len(phrase) <= 3:
        guess = guess_at(phrase, 0, names)
        if guess and guess[1] == len(phrase) and guess[0].party:
            return names.party_name(guess[0].party), words
    return words, None


def _leads_with_what(head: Sequence[Token]) -> bool:
    """Tell "what about India?" (an actor) from "and on Ukraine?" (a topic)."""
    return bool(head) and head[-1].text.lower() in {"what", "how"}


def _topic_as_actors(
    rest: list[Token],
    phrase: list[Token],
    names: Names,
    topic: str | None,
    typed: str | None,
) -> tuple[Heard, str | None, str | None]:
    """Read "news about China and Russia" as a question for China and Russia."""
    heard = _scan([*rest, *phrase], names)
    if heard.actors and not heard.unknown and not heard.topic:
        return heard, None, None
    return _scan(rest, names), topic, typed


def _scan(tokens: Sequence[Token], names: Names) -> Heard:
    """Read the tokens from left to right: actors first, then topics, fillers, the rest."""
    actors: list[Actor] = []
    topics: dict[int, str] = {}
    left: list[int] = []
    place: str | None = None
    index = 0
    while index < len(tokens):
        matter = _other_name_size(tokens, index)
        found = None if matter else actor_at(tokens, index, names)
        size = found[1] if found else matter or _topic_size(tokens, index)
        if found and _is_place(found[0], tokens, index):
            place = place or found[0].words.removeprefix("the ")
        elif found:
            actors.append(found[0])
        elif size:
            topics[index] = " ".join(token.text for token in tokens[index : index + size])
        elif _tells(tokens[index]):
            left.append(index)
        index += size or 1
    heard = Heard(tuple(actors), topic=" ".join(topics.values()) or None, place=place)
    return _leftovers(heard, tokens, left, topics, names)


def _topic_size(tokens: Sequence[Token], index: int) -> int:
    for size in (3, 2, 1):
        words = " ".join(token.text for token in tokens[index : index + size])
        if index + size <= len(tokens) and is_topic(words) and words.lower() not in FILLERS:
            return size
    return 0


def _other_name_size(tokens: Sequence[Token], index: int) -> int:
    """Return the length of another name of a matter: "Ukraine war" is no question for Ukraine."""
    for size in (4, 3, 2):
        words = " ".join(token.text for token in tokens[index : index + size])
        if index + size <= len(tokens) and is_other_name(words):
            return size
    return 0


def _is_place(actor: Actor, tokens: Sequence[Token], index: int) -> bool:
    """Tell "in Moscow" (where they met) from "Moscow" (its government)."""
    before = tokens[index - 1].text.lower() if index else ""
    return actor.form in {"capital", "seat"} and before in {"in", "at"}


def _tells(token: Token) -> bool:
    word = token.text.lower()
    return word not in FILLERS and word not in JOINERS and any(c.isalnum() for c in word)


def _leftovers(
    heard: Heard,
    tokens: Sequence[Token],
    left: Sequence[int],
    topics: dict[int, str],
    names: Names,
) -> Heard:
    """Guess mistyped names; what no name is close to is a topic, unused, or unknown."""
    sentence = any(token.text.lower() in SENTENCE_WORDS for token in tokens)
    actors = list(heard.actors)
    others: dict[int, str] = {}
    skip = -1
    for index in left:
        if index < skip:
            continue
        word = tokens[index].text
        guess = None
        if len(others) < MOST_GUESSES and (not sentence or word[0].isupper()):
            guess = guess_at(tokens, index, names)
        if guess:
            actors.append(guess[0])
            skip = index + guess[1]
        else:
            others[index] = word
    heard = replace(heard, actors=_in_order(actors, tokens))
    return _sorted_out(heard, others, topics, sentence=sentence) if others else heard


def _in_order(actors: list[Actor], tokens: Sequence[Token]) -> tuple[Actor, ...]:
    """Order actors as they were typed."""
    words = [token.text for token in tokens]

    def position(actor: Actor) -> int:
        first = actor.words.split()[0]
        return words.index(first) if first in words else len(words)

    return tuple(sorted(actors, key=position))


def _sorted_out(
    heard: Heard, others: dict[int, str], topics: dict[int, str], *, sentence: bool
) -> Heard:
    """Say what becomes of words that name nobody.

    In a sentence that is understood otherwise they are passed over. In a bare list they are (part
    of) the topic after a topic word, two actors or a person; capitalised ones are unknown names.
    """
    commands = tuple(word for word in others.values() if word.lower() in COMMANDS)
    others = {index: word for index, word in others.items() if word not in commands}
    heard = replace(heard, unused=commands)
    words = tuple(dict.fromkeys(others.values()))
    capitals = tuple(word for word in words if word[0].isupper() or not word[0].isascii())
    enough = len(heard.actors) > 1 or any(actor.person for actor in heard.actors)
    if not words or not (heard.actors or topics):
        bare = len(words) > 1 and not (capitals or sentence)
        return replace(heard, topic=" ".join(words)) if bare else replace(heard, unknown=words)
    if capitals and not (sentence and enough):
        return replace(heard, unknown=capitals)
    if sentence:
        return replace(heard, unused=(*commands, *words))
    if enough or topics:
        return replace(heard, topic=" ".join(word for _, word in sorted((topics | others).items())))
    return replace(heard, unknown=words)


def _asks(tokens: Sequence[Token]) -> str:
    words = {token.text.lower() for token in tokens}
    if "why" in words:
        return "why"
    if "who" in words and words & {"meet", "meets", "met", "see", "saw"}:
        return "met"
    return "agree" if words & {"agree", "agreed", "agrees", "agreement"} else ""


def _organisations(heard: Heard, names: Names) -> Heard:
    """Beside other actors an organisation that meets nobody itself (BRICS) is a topic."""
    if heard.topic or len(heard.actors) < 2:
        return heard
    for actor in heard.actors:
        if actor.party and not actor.person and _is_topical(actor.party, names, heard):
            others = tuple(a for a in heard.actors if a is not actor)
            return replace(heard, actors=others, topic=names.party_name(actor.party))
    return heard


def _is_topical(key: str, names: Names, heard: Heard) -> bool:
    try:
        kind = names.gazetteer.party(key).kind
    except KeyError:
        return False
    with_person = any(actor.person for actor in heard.actors)
    return kind == "organisation" and (with_person or key not in MEETING_ORGANISATIONS)
