"""Which spellings are one person's."""

from __future__ import annotations

import pytest

from bot.briefing.identity import Identity, identities, same_person


def known(name: str, party: str | None = None, count: int = 1) -> Identity:
    """One spelling as the archive knows it. Names of office holders stand for their spellings."""
    return Identity(name, party, count, (name,))


@pytest.mark.parametrize(
    ("one", "other", "party"),
    [
        ("Joe Biden", "Joseph R. Biden, Jr.", "US"),
        ("Tony Blair", "Anthony Blair", "GB"),
        ("Vladimir Putin", "Vladimit Putin", "RU"),
        ("Biden", "Joe Biden", "US"),
        ("Recep Tayyip Erdoğan", "Tayyip Erdogan", "TR"),
        ("Wang Yi", "WANG Yi", "CN"),
        ("J. Trudeau", "Justin Trudeau", "CA"),
    ],
)
def test_one_person(one: str, other: str, party: str) -> None:
    assert same_person(one, other, party)
    assert same_person(other, one, party)


@pytest.mark.parametrize(
    ("one", "other", "party"),
    [
        ("Vladimir Putin", "Lyudmila Putin", "RU"),
        ("George W. Bush", "George H. Bush", "US"),
        ("Wang Yi", "Wang Wentao", "CN"),
        ("Wang Yi", "Li Yi", "CN"),
        ("Sergei Lavrov", "Sergei Ivanov", "RU"),
        ("Ivan Ban", "Iven Ban", "HU"),
    ],
)
def test_two_people(one: str, other: str, party: str) -> None:
    assert not same_person(one, other, party)


def test_spellings_are_put_together_under_the_commonest_full_name() -> None:
    found = identities(
        [
            known("Biden", "US", 5),
            known("Joseph R. Biden, Jr.", "US", 40),
            known("Joe Biden", "US", 9),
            known("Jill Biden", "US", 2),
        ]
    )
    assert [(one.name, one.count) for one in found] == [
        ("Joseph R. Biden, Jr.", 54),
        ("Jill Biden", 2),
    ]
    assert set(found[0].spellings) == {"Joseph R. Biden, Jr.", "Joe Biden", "Biden"}


def test_parties_keep_people_apart() -> None:
    assert len(identities([known("Ali Hassan", "EG"), known("Ali Hassan", "KE")])) == 2
    assert len(identities([known("Ali Hassan", "EG"), known("Ali Hassan", None)])) == 1
