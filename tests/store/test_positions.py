"""Questions to the archive: parties, persons, topics and periods; newest first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from store.positions import (
    KnownPerson,
    articles_without_meeting,
    find_meetings,
    find_positions,
    known_persons,
    latest_dyads,
)
from store.records import ArticleText, FiledMeeting, PartialDate, Participant
from tests.store.making import (
    ANNA,
    BORIS,
    EVERYONE,
    NOW,
    extraction,
    file,
    file_one,
    link,
    meeting,
    message,
    position,
)

if TYPE_CHECKING:
    from store.database import Database

CARLA = Participant("Carla de la Ménez", ("minister",), "FR")
NOBODY = Participant("Dora Unbound")


def texts(found: list[FiledMeeting]) -> list[str]:
    """The texts of the articles found, in order."""
    return [one.article.text.text for one in found]


def file_all(database: Database, **found: object) -> None:
    """File texts named after the keywords, each with its own message."""
    for number, (text, made) in enumerate(found.items()):
        file_one(database, text, found=made, at=message(f"{number}.1"))


def test_all_named_parties_and_persons_must_take_part(database: Database) -> None:
    file_all(
        database,
        two=extraction(meeting(ANNA, BORIS)),
        three=extraction(meeting(ANNA, BORIS, CARLA, NOBODY)),
        other=extraction(meeting(ANNA, CARLA)),
    )
    with database.read() as tx:

        def found(*parties: str, persons: tuple[str, ...] = ()) -> set[str]:
            return set(texts(find_meetings(tx, EVERYONE, parties=parties, persons=persons)))

        assert found("CN", "RU") == found("RU", "CN") == found("RU") == {"two", "three"}
        assert found("CN") == {"two", "three", "other"}
        assert found("CN", "FR", "RU") == {"three"}
        assert found("JP") == found("CN", "JP") == set()
        assert found(persons=("Carla de la Menez",)) == {"three", "other"}
        assert found("RU", persons=("CARLA DE LA MÉNEZ", "Anna Veldt")) == {"three"}
        assert found(persons=("Dora Unbound", "Carla de la Ménez")) == {"three"}
        assert found(persons=("Menez",)) == {"three", "other"}
        assert found(persons=("Carla",)) == found(persons=("",)) == found(persons=("%",)) == set()


def test_surname_stands_first_where_that_is_the_custom(database: Database) -> None:
    file_all(database, one=extraction(meeting(Participant("Hao Lin", party="CN"), BORIS)))
    with database.read() as tx:
        assert find_meetings(tx, EVERYONE, persons=("Hao",))
        assert not find_meetings(tx, EVERYONE, persons=("Lin",))


def test_newest_first_by_meeting_then_publication_then_sharing(database: Database) -> None:
    bare = extraction(meeting(on=None))
    with database.transaction() as tx:
        file(tx, "held 18", extraction(meeting(on=date(2026, 11, 18))), at=message("1.1"))
        file(tx, ArticleText("published 20", published=date(2026, 11, 20)), bare, at=message("2.1"))
        file(tx, "shared 19", bare, at=message("3.1"), now=NOW - timedelta(days=5))
        file(tx, "shared 24", bare, at=message("4.1"))
        file(tx, "held 21", extraction(meeting(on=date(2026, 11, 21))), at=message("5.1"))
    newest = ["shared 24", "held 21", "published 20", "shared 19", "held 18"]
    with database.read() as tx:
        assert texts(find_meetings(tx, EVERYONE)) == newest
        assert texts(find_meetings(tx, EVERYONE, parties=("RU", "CN"), limit=3)) == newest[:3]


def test_pages_hold_together(database: Database) -> None:
    with database.transaction() as tx:
        for number in range(130):
            day = None if number % 3 == 0 else date(2026, 1, 1) + timedelta(days=number // 10)
            file(
                tx,
                f"Text {number}.",
                extraction(meeting(on=day)),
                at=message(f"{number}.1"),
                now=datetime(2026, 1, 1 + number // 8, tzinfo=UTC),
            )
    with database.read() as tx:
        found = texts(find_meetings(tx, EVERYONE, parties=("CN",), limit=500))
        assert len(found) == len(set(found)) == 130
        assert texts(find_meetings(tx, EVERYONE, limit=70)) == found[:70]


def test_period_takes_in_what_may_have_been_then(database: Database) -> None:
    file_all(
        database,
        exact=extraction(meeting(on=date(2026, 9, 18))),
        month=extraction(meeting(on=PartialDate(2026, 9, None, "partial"))),
        year=extraction(meeting(on=PartialDate(2026, None, None, "partial"))),
        yearless=extraction(meeting(on=PartialDate(None, 9, 18, "partial"))),
        impossible=extraction(meeting(on=PartialDate(2026, 2, 30, "stated"))),
        nothing=extraction(meeting(on=None)),
    )
    with database.read() as tx:

        def found(
            since: date | None = None, until: date | None = None, *, undated: bool = False
        ) -> set[str]:
            return set(
                texts(
                    find_meetings(
                        tx,
                        EVERYONE,
                        parties=("CN", "RU"),
                        since=since,
                        until=until,
                        include_undated=undated,
                    )
                )
            )

        assert len(found()) == 6
        assert found(date(2026, 9, 18), date(2026, 9, 18)) == {"exact", "month", "year"}
        assert found(date(2026, 9, 19), date(2026, 9, 30)) == {"month", "year"}
        assert found(date(2026, 11, 24)) == {"year", "nothing"}
        assert found(until=date(2026, 1, 1)) == {"year"}
        assert found(date(2027, 1, 1)) == set()
        assert found(date(2027, 1, 1), undated=True) == {"yearless", "impossible"}
        assert found(NOW, NOW) == {"year", "nothing"}


def test_undated_meeting_says_what_is_known(database: Database) -> None:
    file_all(database, one=extraction(meeting(on=PartialDate(None, 9, 18, "partial"))))
    with database.read() as tx:
        (found,) = find_meetings(tx, EVERYONE, since=date(2026, 1, 1), include_undated=True)
    assert found.meeting.date == PartialDate(None, 9, 18, "partial")


def test_times_of_sharing_bound_a_recap(database: Database) -> None:
    for hours in range(3):
        file_one(
            database,
            f"{hours} hours ago",
            at=message(f"{hours}.1"),
            now=NOW - timedelta(hours=hours),
        )
    with database.read() as tx:
        since, until = NOW - timedelta(hours=1), NOW
        found = find_meetings(tx, EVERYONE, shared_since=since, shared_until=until)
    assert texts(found) == ["1 hours ago"]


TEXT = "We back the 50% grain_deal. Die Wärmepumpe zählt. Trade grows."


@pytest.mark.parametrize(
    ("phrases", "found"),
    [
        (["grain_deal"], True),
        (["GRAIN_DEAL back"], True),
        (["grain"], True),
        (["grainXdeal"], False),
        (["50%"], True),
        (["5%0"], False),
        (["%"], True),
        (["wärmepumpe"], True),
        (["WÄRMEPUMPE"], True),
        (["ump"], False),
        (["energy security"], True),
        (["energy grain_deal"], False),
        (["nothing", "trade"], True),
        (["trade nothing"], False),
        (["tra"], False),
        ([" ", ""], True),
        (["\\"], False),
        (["' OR 1=1 --"], False),
    ],
)
def test_topic_is_found_by_label_or_words(
    database: Database, phrases: list[str], found: bool
) -> None:
    held = [
        position(TEXT, "back the 50% grain_deal"),
        position(TEXT, "Die Wärmepumpe zählt", topic="Energy security"),
        position(TEXT, "Trade grows"),
    ]
    file_all(database, **{TEXT: extraction(meeting(), positions=held)})
    with database.read() as tx:
        met = find_meetings(tx, EVERYONE, topic_words=phrases)
        said = find_positions(tx, EVERYONE, parties=("CN",), topic_words=phrases)
    assert bool(met) == bool(said) == found
    assert all(len(one.positions) == 3 for one in met)
    assert all(len(one.positions) < 3 for one in said) or not any(map(str.split, phrases))


def test_positions_are_narrowed_to_their_holders(database: Database) -> None:
    text = "Yes says Anna. No says Boris. Perhaps says Eva."
    held = [
        position(text, "Yes"),
        position(text, "No", speaker="Boris Ozol", party="RU"),
        position(text, "Perhaps", speaker="Eva Spokes", party="FR", of=None),
    ]
    file_all(database, **{text: extraction(meeting(), positions=held)})
    with database.read() as tx:

        def said(**wanted: tuple[str, ...]) -> list[str]:
            found = find_positions(tx, EVERYONE, **wanted)  # type: ignore[arg-type]
            return [one.position.content.of(text) for account in found for one in account.positions]

        assert sorted(said()) == ["No", "Perhaps", "Yes"]
        assert said(parties=("RU",)) == said(persons=("Ozol",)) == ["No"]
        assert said(persons=("Boris Ozol", "anna")) == ["Yes", "No"]
        assert said(parties=("CN", "RU"), persons=("Boris Ozol",)) == ["No"]
        assert said(parties=("CN",), persons=("Boris Ozol",)) == []
        assert said(persons=("Eva Spokes",)) == said(parties=("FR",)) == ["Perhaps"]


def test_positions_outside_meetings_are_bound_by_publication_or_sharing(
    database: Database,
) -> None:
    def loose(words: str) -> object:
        return extraction(positions=[position(words, words, of=None)])

    dated = ArticleText("Dated.", published=date(2026, 9, 1))
    file_one(database, dated, found=loose("Dated."), at=message("1.1"))
    file_one(database, "Undated.", found=loose("Undated."), at=message("2.1"))
    met = "Met."
    held = extraction(meeting(), positions=[position(met, met)])
    file_one(database, met, found=held, at=message("3.1"))
    with database.read() as tx:

        def found(**period: date) -> list[str]:
            return texts(find_positions(tx, EVERYONE, parties=("CN",), **period))

        assert found() == ["Undated.", "Met.", "Dated."]
        assert found(until=date(2026, 9, 1)) == ["Dated."]
        assert found(since=date(2026, 9, 2)) == ["Undated.", "Met."]
        assert found(since=date(2026, 11, 25)) == []
        assert texts(find_positions(tx, EVERYONE, article_ids=(1,))) != []
        assert find_positions(tx, EVERYONE, limit=1)[0].meeting.participants == ()


def test_many_positions_of_a_holder_are_found_too(database: Database) -> None:
    with database.transaction() as tx:
        for number in range(7):
            words = f"Statement {number}"
            held = [position(words, words)] * 350
            day = date(2026, 9, 1 + number)
            file(tx, words, extraction(meeting(on=day), positions=held), at=message(f"{number}.1"))
    with database.read() as tx:
        found = find_positions(tx, EVERYONE, parties=("CN",), persons=("Anna Veldt",), limit=2)
    assert texts(found) == ["Statement 6", "Statement 5"]
    assert len(found[0].positions) == 350


def test_narrowing_to_articles(database: Database) -> None:
    with database.transaction() as tx:
        ids = [file(tx, f"Text {n}.", at=message(f"{n}.1")) for n in range(3)]
    with database.read() as tx:
        found = find_meetings(tx, EVERYONE, article_ids=ids[1:])
    assert {one.article.id for one in found} == set(ids[1:])


def test_latest_dyads_are_of_two_parties_once_newest_first(database: Database) -> None:
    second = Participant("Ada Second", party="CN")
    file_all(
        database,
        old=extraction(meeting(BORIS, ANNA, on=date(2026, 1, 1))),
        new=extraction(meeting(ANNA, second, BORIS, on=date(2026, 3, 1))),
        middle=extraction(meeting(CARLA, ANNA, on=date(2026, 2, 1))),
        many=extraction(meeting(ANNA, BORIS, CARLA, on=date(2026, 4, 1))),
        one=extraction(meeting(ANNA, NOBODY, on=date(2026, 5, 1))),
    )
    with database.read() as tx:
        assert latest_dyads(tx, EVERYONE) == [("CN", "RU"), ("FR", "CN")]
        assert latest_dyads(tx, EVERYONE, limit=1) == [("CN", "RU")]


def test_known_persons_are_counted_by_articles_under_their_commonest_name(
    database: Database,
) -> None:
    text = "Eva speaks."
    accent, plain = (Participant(name, party="FR") for name in ("Zoë Blanc", "Zoe Blanc"))
    said = [position(text, "speaks", speaker="Eva Spokes", party="DE", of=None)] * 2
    file_all(
        database,
        a=extraction(meeting(accent, ANNA), meeting(accent, BORIS)),
        b=extraction(meeting(plain, ANNA)),
        c=extraction(meeting(Participant("Zoë Blanc"), BORIS)),
        **{text: extraction(positions=said)},
    )
    with database.read() as tx:
        assert known_persons(tx, EVERYONE) == [
            KnownPerson("Zoë Blanc", "FR", 3),
            KnownPerson("Anna Veldt", "CN", 2),
            KnownPerson("Boris Ozol", "RU", 2),
            KnownPerson("Eva Spokes", "DE", 1),
        ]
        assert known_persons(tx, EVERYONE, words=("spokes", "Zoe Blanc")) == [
            KnownPerson("Zoë Blanc", "FR", 3),
            KnownPerson("Eva Spokes", "DE", 1),
        ]
        assert known_persons(tx, EVERYONE, words=("nobody",)) == []


def test_articles_without_meeting_by_the_day_of_sharing(database: Database) -> None:
    file_one(database, "Met.", at=message("1.1"))
    file_one(database, "Bare.", found=extraction(), at=message("2.1"), item=link())
    early = NOW - timedelta(days=9)
    file_one(database, "Bare, early.", found=extraction(), at=message("3.1"), now=early)
    with database.read() as tx:

        def found(**period: date) -> list[str]:
            return [one.text.text for one in articles_without_meeting(tx, EVERYONE, **period)]

        assert found() == ["Bare.", "Bare, early."]
        assert found(since=date(2026, 11, 20), until=date(2026, 11, 24)) == ["Bare."]
        assert found(until=date(2026, 11, 20)) == ["Bare, early."]


def test_hostile_names_and_numbers_do_no_harm(database: Database) -> None:
    hostile = Participant("x" * 50_000 + "\x00\ud800 é'\"; DROP", ("\x00",), "C\x00N")
    file_all(database, one=extraction(meeting(hostile, Participant("")), positions=[]))
    with database.read() as tx:
        assert len(find_meetings(tx, EVERYONE, parties=("C\x00N",))) == 1
        assert len(known_persons(tx, EVERYONE)) == 1
        assert find_meetings(tx, EVERYONE, persons=("\x00", "\ud800")) == []
