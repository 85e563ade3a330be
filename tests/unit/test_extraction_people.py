"""The people registry and later mentions, on parses built by hand: no model."""

from __future__ import annotations

from datetime import date

import pytest

from bot.extraction import leaders
from bot.extraction.people import best_titles, build_registry
from bot.extraction.referents import EVERYBODY, Owner, Resolver
from bot.names import load_gazetteer
from bot.outlets import outlet_of
from tests.unit.extraction_docs import parsed

FRONT = (
    "German/JJ/amod/2 Foreign/NNP/compound/2 Minister/NNP/compound/4 Anna/NNP/compound/4 "
    "Weber/NNP/nsubj/5 left/VBD/ROOT/5/leave ././punct/5 "
    "Weber/NNP/nsubj/8 slept/VBD/ROOT/8/sleep ././punct/8"
)
OF = (
    "President/NNP/nsubj/5 of/IN/prep/0 Poland/NNP/pobj/1 Jan/NNP/compound/4 Nowak/NNP/appos/0 "
    "left/VBD/ROOT/5/leave ././punct/5"
)
BEHIND = (
    "Carlos/NNP/compound/1 Ruiz/NNP/nsubj/8 ,/,/punct/1 the/DT/det/5 Spanish/JJ/amod/5 "
    "Minister/NNP/appos/1 of/IN/prep/5 Trade/NNP/pobj/6 left/VBD/ROOT/8/leave ././punct/8"
)
COUNTRY_LAST = (
    "King/NNP/compound/1 Harald/NNP/nsubj/4 of/IN/prep/1 Norway/NNP/pobj/2 left/VBD/ROOT/4/leave "
    "././punct/4"
)
PARTICLES = (
    "Emir/NNP/compound/1 Hamad/NNP/nsubj/5 bin/NN/compound/4 Saeed/NNP/compound/4 "
    "Thani/NNP/appos/1 left/VBD/ROOT/5/leave ././punct/5"
)


def registry_of(spec: str, **known: object):
    doc = parsed(spec)
    return doc, build_registry(doc, load_gazetteer(), **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "name", "party", "title"),
    [
        (FRONT, "Anna Weber", "DE", "German Foreign Minister"),
        (OF, "Jan Nowak", "PL", "President of Poland"),
        (BEHIND, "Carlos Ruiz", "ES", "Spanish Minister of Trade"),
        (COUNTRY_LAST, "Harald", "NO", "King"),
        (PARTICLES, "Hamad bin Saeed Thani", None, "Emir"),
    ],
)
def test_a_title_beside_a_name_gives_office_and_party(spec, name, party, title):
    doc, registry = registry_of(spec)
    (person,) = registry.persons
    assert (person.name, person.party) == (name, party)
    assert best_titles(doc, person) == (title,)


def test_a_surname_later_on_is_the_same_person():
    _, registry = registry_of(FRONT)
    assert len(registry.persons[0].mentions) == 2


def test_an_office_without_a_country_on_an_official_page_is_the_publishers():
    page = outlet_of(url="http://en.kremlin.ru/events/1", name=None)
    spec = "Energy/NNP/compound/1 Minister/NNP/compound/2 Petrov/NNP/nsubj/3 left/VBD/ROOT/3/leave"
    assert registry_of(spec, outlet=page)[1].persons[0].party == "RU"
    assert registry_of(spec)[1].persons[0].party is None


def test_a_leader_is_known_by_surname_only_while_in_office():
    assert leaders.party_of("Chirac", date(2003, 1, 1)) == "FR"
    assert leaders.party_of("Chirac", date(2015, 1, 1)) is None
    assert leaders.party_of("Chirac", None) is None
    assert leaders.party_of("Jacques Chirac", None) == "FR"


def test_who_held_an_office_on_a_day():
    assert leaders.holder("FR", "president", date(2019, 12, 17)) == "Emmanuel Macron"
    assert leaders.holder("FR", "president", None) is None


LEADER = (
    "Anna/NNP/compound/1 Weber/NNP/nsubj/2 came/VBD/ROOT/2/come ././punct/2 "
    "The/DT/det/6 German/JJ/amod/6 minister/NN/nsubj/7 left/VBD/ROOT/7/leave ././punct/7"
)


@pytest.mark.parametrize(
    ("spec", "index", "expected"),
    [
        ("They/PRP/nsubj/1 agreed/VBD/ROOT/1/agree", 0, EVERYBODY),
        ("Both/DT/det/1 sides/NNS/nsubj/2/side agreed/VBD/ROOT/2/agree", 1, EVERYBODY),
        (
            "The/DT/det/2 two/CD/nummod/2 leaders/NNS/nsubj/3/leader met/VBD/ROOT/3/meet",
            2,
            EVERYBODY,
        ),
        ("World/NN/compound/1 leaders/NNS/nsubj/2/leader met/VBD/ROOT/2/meet", 1, None),
        ("Third/JJ/amod/1 parties/NNS/nsubj/2/party met/VBD/ROOT/2/meet", 1, None),
        ("Moscow/NNP/nsubj/1 agreed/VBD/ROOT/1/agree", 0, Owner(parties=("RU",))),
        (
            "The/DT/det/2 Chinese/JJ/amod/2 side/NN/nsubj/3 left/VBD/ROOT/3",
            2,
            Owner(parties=("CN",)),
        ),
        (
            "Russia/NNP/nsubj/3 and/CC/cc/0 China/NNP/conj/0 agreed/VBD/ROOT/3/agree",
            0,
            Owner(parties=("RU", "CN"), joint=True),
        ),
    ],
)
def test_whom_a_phrase_means(spec, index, expected):
    doc, registry = registry_of(spec)
    assert Resolver(doc, registry).resolve(doc[index]) == expected


def test_an_office_alone_means_the_person_of_that_country():
    doc = parsed(
        FRONT.replace("left", "met")
        + " The/DT/det/12 German/JJ/amod/12 Minister/NNP/nsubj/13 left/VBD/ROOT/13/leave"
    )
    registry = build_registry(doc, load_gazetteer())
    assert Resolver(doc, registry).resolve(doc[12]) == Owner((0,))


def test_he_and_she_are_the_last_speaker():
    doc, registry = registry_of(FRONT + " She/PRP/nsubj/11 left/VBD/ROOT/11/leave")
    resolver = Resolver(doc, registry)
    resolver.heard(Owner((0,)))
    assert resolver.resolve(doc[10]) == Owner((0,))
