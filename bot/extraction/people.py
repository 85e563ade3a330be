"""The article's people registry: every person once, with titles, party and mentions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from bot.extraction import leaders
from bot.extraction.context import context_of
from bot.extraction.datelines import dateline_of
from bot.extraction.groups import in_groups
from bot.extraction.homelands import find_homelands, match_offices
from bot.extraction.interviews import named_speakers
from bot.extraction.labels import Labels, label_tokens
from bot.extraction.lexicon import role_words
from bot.extraction.mentions import Mention, find_mentions, is_person, name_text
from bot.extraction.titles import Title, head_words, title_text
from bot.names import Gazetteer, load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from spacy.tokens import Doc

    from bot.outlets import Outlet

NAME = "readout_people"
FELLOWS = frozenset({"colleague", "counterpart", "guest", "host"})  # say nothing of an office


@dataclass(slots=True)
class Person:
    """Somebody named in the article."""

    name: str
    tokens: frozenset[str]
    mentions: list[Mention] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    titled: set[str] = field(default_factory=set)  # those of the heads that the text itself gives
    party: str | None = None
    basis: str | None = None  # "title", "leader", "shared" or "publisher"
    gender: str | None = None  # "m" or "f"
    leading: bool = False  # holds an office of the table of leaders on that day

    @property
    def first(self) -> Mention:
        """The first mention."""
        return self.mentions[0]


@dataclass(slots=True)
class Registry:
    """All persons of an article and where they are named."""

    labels: Labels
    persons: list[Person] = field(default_factory=list)
    at: dict[int, int] = field(default_factory=dict)  # token -> index of person
    named: dict[int, int] = field(default_factory=dict)  # the same, tokens of the name only


def build_registry(
    doc: Doc, gazetteer: Gazetteer, *, published: date | None = None, outlet: Outlet | None = None
) -> Registry:
    """Return the people of a parsed article."""
    labels = label_tokens(doc, gazetteer)
    registry = Registry(labels)
    line = dateline_of(doc)  # an agency there is nobody
    named = [
        m
        for m in find_mentions(doc, labels)
        if line is None or not line.start <= doc[m.start].idx < line.end
    ]
    mentions = in_groups(doc, labels, named)
    speak = named_speakers(doc._.turns or ())
    strong = [m for m in mentions if is_person(doc, m, published) or _speaks(doc, m, speak)]
    weak = [m for m in mentions if m not in strong]
    for mention in strong:
        _add(doc, registry, mention)
    for mention in weak:
        _recall(doc, registry, mention)
    for person in registry.persons:
        person.mentions.sort(key=lambda m: m.start)
        _find_party(doc, labels, person, published)
    _share_parties(doc, registry)
    match_offices(doc, registry)
    find_homelands(doc, registry)
    _lend_publisher(registry, outlet)
    return registry


def _speaks(doc: Doc, mention: Mention, labels: frozenset[str]) -> bool:
    """Say whether a full name is that of somebody whose turns a transcript labels."""
    return mention.end - mention.start > 1 and doc[mention.end - 1].text in labels


def _add(doc: Doc, registry: Registry, mention: Mention) -> None:
    """File a mention under its person, who may be new."""
    name = name_text(doc, mention)
    tokens = leaders.name_tokens(name)
    if not tokens:
        return
    index = _match(registry, tokens, _hint(mention))
    if index is None:
        index = len(registry.persons)
        registry.persons.append(Person(name, tokens))
    _attach(doc, registry, index, mention)
    person = registry.persons[index]
    shouted = person.name.isupper() and tokens == person.tokens and not name.isupper()
    if len(tokens) > len(person.tokens) or shouted:
        person.name, person.tokens = name, tokens


def _recall(doc: Doc, registry: Registry, mention: Mention) -> None:
    """File a bare name when it is that of a known person."""
    tokens = leaders.name_tokens(name_text(doc, mention))
    index = _match(registry, tokens, None) if tokens else None
    if index is not None:
        _attach(doc, registry, index, mention)


def _hint(mention: Mention) -> str | None:
    """Return the party that the mention itself names."""
    return next((t.party for t in mention.titles if t.party), mention.party)


def _match(registry: Registry, tokens: frozenset[str], party: str | None) -> int | None:
    """Return the latest person whose name holds, or is held by, these words."""
    for index in range(len(registry.persons) - 1, -1, -1):
        person = registry.persons[index]
        if tokens <= person.tokens or person.tokens <= tokens:
            return index
        if party and _own_party(person) == party and _same_family(tokens, person.tokens):
            return index
    if len(tokens) == 1:
        return _near(registry, next(iter(tokens)))
    return None


def _own_party(person: Person) -> str | None:
    for mention in person.mentions:
        found = next((t.party for t in mention.titles if t.party), mention.party)
        if found:
            return found
    return None


def _same_family(tokens: frozenset[str], known: frozenset[str]) -> bool:
    """Two spellings of one name with one word in common ("Tony Blair", "Anthony Blair")."""
    return len(tokens) <= 3 and len(known) <= 3 and bool(tokens & known)


def _near(registry: Registry, token: str) -> int | None:
    """Return the one person with a word that only ends differently ("Bouteflik")."""
    if len(token) < 6:
        return None
    found = [
        i
        for i, person in enumerate(registry.persons)
        if any(t.startswith(token[:-1]) or token.startswith(t) for t in person.tokens if len(t) > 5)
    ]
    return found[0] if len(found) == 1 else None


def _attach(doc: Doc, registry: Registry, index: int, mention: Mention) -> None:
    person = registry.persons[index]
    person.mentions.append(mention)
    roles = role_words()
    if mention.honorific in roles.male:
        person.gender = person.gender or "m"
    elif mention.honorific in roles.female:
        person.gender = person.gender or "f"
    for title in mention.titles:
        person.titles.append(title)
        person.titled.update(head_words(doc, registry.labels, title))
    person.heads |= person.titled
    for at in range(mention.left, mention.right):
        registry.at.setdefault(at, index)
    for at in range(mention.start, mention.end):
        registry.at[at] = registry.named[at] = index


# ---------------------------------------------------------------- parties


def _find_party(doc: Doc, labels: Labels, person: Person, published: date | None) -> None:
    """Set the party from a title, from "of Germany", or from the table of leaders."""
    key = _own_party(person)
    leading = leaders.party_of(person.name, published)
    offices = leaders.offices_of(person.name, published)
    person.heads |= offices
    person.leading = bool(offices)
    if key and not (leading and _minor(doc, labels, person)):
        person.party, person.basis = key, "title"
    elif leading:
        person.party, person.basis = leading, "leader"


def _minor(doc: Doc, labels: Labels, person: Person) -> bool:
    """Say whether the titles with a party are of low rank ("the Russian guest")."""
    ranks = role_words().heads
    heads = [h for t in person.titles if t.party for h in head_words(doc, labels, t)]
    return bool(heads) and max(ranks[h] for h in heads) <= 2


def _share_parties(doc: Doc, registry: Registry) -> None:
    """Give "Foreign Minister A and Minister B of Ukraine" one party, if A has none."""
    for person in registry.persons:
        if person.party or not person.titles:
            continue
        for mention in person.mentions:
            after = mention.end
            if after + 1 < len(doc) and doc[after].lower_ == "and":
                other = registry.at.get(after + 1)
                if other is not None and _behind(registry, other, after + 1):
                    person.party, person.basis = registry.persons[other].party, "shared"
                    break


def _behind(registry: Registry, index: int, start: int) -> bool:
    """Say whether the party stands behind the name that begins there: "Minister B of Ukraine"."""
    person = registry.persons[index]
    here = next((m for m in person.mentions if m.left <= start < m.right), None)
    if here is None or here.party is None or person.basis != "title":
        return False
    return not any(title.party for title in here.titles)


def _lend_publisher(registry: Registry, outlet: Outlet | None) -> None:
    """An office without a country in an official page is the publisher's own."""
    if outlet is None or outlet.character != "official" or not outlet.party:
        return
    roles = role_words()
    foreign = roles.absent.get("*", frozenset()) | roles.absent.get(outlet.party, frozenset())
    for person in registry.persons:
        offices = {h for h in person.heads if roles.heads.get(h, 0) >= 2}
        if person.party is None and offices and not offices & foreign:
            person.party, person.basis = outlet.party, "publisher"


# ---------------------------------------------------------------- what others ask


def best_titles(doc: Doc, person: Person) -> tuple[str, ...]:
    """Return the distinct titles as written, the highest and fullest first."""
    ranks, plurals = role_words().heads, role_words().plurals
    seen: dict[str, tuple[int, int, int]] = {}
    for order, title in enumerate(person.titles):
        text = title_text(doc, title)
        if text.lower() in FELLOWS:
            continue
        words = [t.lower_ for t in doc[title.start : title.end]]
        rank = max((ranks.get(plurals.get(w, w), 0) for w in words), default=0)
        seen.setdefault(text, (-rank, -int(title.party is not None), order))
    return tuple(sorted(seen, key=seen.__getitem__))


class PeopleComponent:
    """Puts the registry into `doc._.people`."""

    def __init__(self) -> None:
        self._gazetteer = load_gazetteer()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate and return the doc."""
        context = context_of(doc)
        doc._.people = build_registry(
            doc, self._gazetteer, published=context.published, outlet=context.outlet
        )
        return doc


@Language.factory(NAME)
def _people_factory(nlp: Language, name: str) -> Any:  # noqa: ARG001
    return PeopleComponent()


def persons_in(registry: Registry, start: int, end: int) -> Iterable[int]:
    """Return the persons named between two tokens, once each, in order."""
    seen = dict.fromkeys(registry.named[i] for i in range(start, end) if i in registry.named)
    return list(seen)
