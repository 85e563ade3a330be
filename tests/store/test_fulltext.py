"""The index of positions' words: what is found by it, and that it goes with its positions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import text as sql

from store import articles, fulltext, schema
from store.positions import find_meetings, find_positions
from store.records import Audience, ChannelKind
from tests.store.making import (
    EVERYONE,
    NOW,
    TEAM,
    extraction,
    file,
    file_one,
    link,
    meeting,
    message,
    pasted,
    position,
)

if TYPE_CHECKING:
    from store.database import Database, Tx

TEXT = (
    "They backed the sanctions. The Ukrainian side spoke. Taiwan's independence is opposed. "
    "Nationalisation of and/or gas/oil assets (COVID-19). "
    "Ga\u0308nse und Straße. Мир важен. 和平很重要. The Who is against it."
)
SENTENCES = [f"{sentence}." for sentence in TEXT.rstrip(".").split(". ")]


def entries(tx: Tx) -> int:
    """How many entries the index has."""
    lite = tx.get_bind().dialect.name == "sqlite"
    return tx.scalar(sql(f"SELECT count(*) FROM position_words{'_docsize' if lite else ''}")) or 0


def words(tx: Tx) -> list[str]:
    """The words that the index has, deleted ones not counted."""
    if tx.get_bind().dialect.name == "sqlite":
        tx.execute(sql("CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, position_words, row)"))
        found = list(tx.scalars(sql("SELECT term FROM temp.seen")))
        tx.execute(sql("DROP TABLE temp.seen"))
        return found
    every = "SELECT word FROM ts_stat('SELECT words FROM position_words')"
    return list(tx.scalars(sql(every)))


def file_sentences(database: Database) -> int:
    """File a text, each sentence a position."""
    held = [position(TEXT, sentence) for sentence in SENTENCES]
    return file_one(database, TEXT, found=extraction(meeting(), positions=held))


@pytest.mark.parametrize(
    ("phrases", "found"),
    [
        (["sanction"], [0]),
        (["SANCTIONS"], [0]),
        (["ukrain"], [1]),
        (["ukrainian side"], [1]),
        (["independenc"], [2]),
        (["taiwan independenc"], [2]),
        (["taiwan sanction"], []),
        (["nationa"], [3]),
        (["gas"], [3]),
        (["oil asset"], [3]),
        (["gas/oil"], [3]),
        (["and/or"], [3]),
        (["covid"], [3]),
        (["covid-19"], [3]),
        (["straße"], [4]),
        (["МИР"], [5]),
        (["和平很重"], [6]),
        (["who"], [7]),
        (["against"], [7]),
        (["the against"], [7]),
        (["sanction", "covid"], [0, 3]),
        (["sanction", "against"], [0, 7]),
        (["lithium"], []),
    ],
)
def test_words_are_found_by_their_beginnings(
    database: Database, phrases: list[str], found: list[int]
) -> None:
    file_sentences(database)
    with database.read() as tx:
        met = find_meetings(tx, EVERYONE, topic_words=phrases)
        said = find_positions(tx, EVERYONE, topic_words=phrases)
        ids = fulltext.matching(tx, phrases)
        listed = None if ids is None else set(tx.scalars(ids))
    held = [one.position.content.of(TEXT) for account in said for one in account.positions]
    assert held == [SENTENCES[i] for i in found]
    assert bool(met) == bool(found)
    numbers = {one.id for account in said for one in account.positions}
    assert listed is None or numbers <= listed


def test_label_is_found_where_its_words_are_not(database: Database) -> None:
    words_ = "They want peace"
    held = [position(words_, words_, topic="Ukraine"), position(words_, "peace", topic="Syria")]
    file_one(database, words_, found=extraction(meeting(), positions=held))
    with database.read() as tx:
        (found,) = find_positions(tx, EVERYONE, topic_words=["ukrain"])
        assert find_positions(tx, EVERYONE, topic_words=["ukrain syria"]) == []
    assert [one.position.topic for one in found.positions] == ["Ukraine"]


@pytest.mark.parametrize(
    "phrase",
    [
        '"',
        "'",
        '" OR words MATCH "a',
        "'a' | !b:* <-> c\\",
        "a AND NOT b NEAR(c, 2) words: ^d *",
        "a" * 5_000,
        "a " * 5_000,
        "%_\\",
        "\x00 \ud800 \ufffd",
        "\U0001e900\U0001e901 \u0300\u0301 ﷺ ½ ²",
        "-1 --2 1e5 1.2.3 a@b.example http://a.example/b?c=d",
        "&amp; <b>a</b> :* :A",
        "the of and",
    ],
)
def test_hostile_words_do_no_harm(database: Database, phrase: str) -> None:
    held = [position("Some talks.", "Some talks", topic=phrase)]
    file_one(database, found=extraction(meeting(), positions=held))
    with database.read() as tx:
        find_positions(tx, EVERYONE, topic_words=[phrase])
        find_meetings(tx, EVERYONE, topic_words=[phrase, "nothing"])
        assert find_positions(tx, EVERYONE, topic_words=["nothing"]) == []
        find_positions(tx, EVERYONE, topic_words=[f"{phrase} {n}" for n in range(300)])


def test_very_long_positions_are_indexed(database: Database) -> None:
    long = " ".join(f"word{n}" for n in range(200_000)) + " " + "x" * 5_000
    file_one(database, long, found=extraction(meeting(), positions=[position(long, long)]))
    with database.read() as tx:
        assert find_positions(tx, EVERYONE, topic_words=["word7"])


def test_index_widens_no_audience(database: Database) -> None:
    private = message("1.1", channel="C9", kind=ChannelKind.PRIVATE)
    held = extraction(meeting(), positions=[position("On lithium.", "On lithium")])
    file_one(database, "On lithium.", found=held, at=private)
    file_one(database, "On lithium.", found=held, at=message("2.1", team="T2"), item=link())
    insider = Audience(TEAM, channels=frozenset({"C9"}))
    with database.read() as tx:
        for ask in (find_meetings, find_positions):
            assert ask(tx, EVERYONE, topic_words=["lithium"]) == []
            assert len(ask(tx, insider, topic_words=["lithium"])) == 1


def test_extracting_again_replaces_the_entries(database: Database) -> None:
    article_id = file_sentences(database)
    for _ in range(3):
        held = [position(TEXT, SENTENCES[0], topic="Wheat")]
        with database.transaction() as tx:
            made = extraction(meeting(), positions=held)
            assert articles.save_extraction(tx, article_id, made, now=NOW)
    with database.transaction() as tx:
        assert entries(tx) == 1
        assert set(words(tx)) <= {"wheat", "thei", "they", "back", "the", "sanction"}
        assert find_positions(tx, EVERYONE, topic_words=["covid"]) == []
        assert find_positions(tx, EVERYONE, topic_words=["wheat"])


def test_entries_go_with_their_positions(database: Database) -> None:
    held = extraction(meeting(), positions=[position("On lithium.", "On lithium", topic="\x00Ore")])

    def forgotten() -> bool:
        with database.transaction() as tx:
            return entries(tx) == 0

    file_one(database, "On lithium.", found=held)
    with database.transaction() as tx:
        articles.delete_message(tx, TEAM, "C1", "100.1")
    assert forgotten()
    file_one(database, "On lithium.", found=held)
    with database.transaction() as tx:
        articles.delete_article_shares(tx, TEAM, "https://a.example/1")
    assert forgotten()
    file_one(database, "On lithium.", found=held)
    with database.transaction() as tx:
        articles.delete_channel(tx, TEAM, "C1")
    assert forgotten()
    file_one(database, "On lithium.", found=held)
    file_one(database, "On lithium.", found=held, at=message(team="T2"))
    with database.transaction() as tx:
        articles.delete_workspace(tx, TEAM)
        assert entries(tx) == 1
        articles.delete_workspace(tx, "T2")
        assert words(tx) == []
    assert forgotten()


def test_editing_a_pasted_text_takes_its_entries(database: Database) -> None:
    held = extraction(meeting(), positions=[position("On lithium.", "On lithium")])
    file_one(database, "On lithium.", found=held, item=pasted("On lithium."))
    with database.transaction() as tx:
        articles.set_shares(tx, message(), [pasted("On something else.")], now=NOW)
        assert entries(tx) == 0


def test_undone_transaction_leaves_the_index_as_it_was(database: Database) -> None:
    article_id = file_sentences(database)

    def fail() -> None:
        with database.transaction() as tx:
            articles.save_extraction(tx, article_id, extraction(), now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as tx:
        assert entries(tx) == len(SENTENCES)
        assert find_positions(tx, EVERYONE, topic_words=["covid"])


def test_migration_fills_the_index_from_what_is_stored(database: Database) -> None:
    kept = file_sentences(database)
    loose = [position("A word in \x00Ödland.", "in \x00Ödland", topic="Land", of=None)]
    with database.transaction() as tx:
        gone = [
            file(tx, "A word in \x00Ödland.", extraction(positions=loose), at=message(f"{n}.1"))
            for n in range(3)
        ]
    with database.transaction() as tx:
        before = sorted(words(tx))
    with database.migrating() as connection:
        command.downgrade(schema.config(connection), "0001")
    database.migrate()
    with database.transaction() as tx:
        assert sorted(words(tx)) == before
        assert entries(tx) == len(SENTENCES) + 1
        assert len(find_positions(tx, EVERYONE, topic_words=["land"])) == 1
    with database.transaction() as tx:  # what the migration entered can be taken out again
        for article_id in {kept, *gone}:
            articles.delete_article_shares(tx, TEAM, article_id)
        assert entries(tx) == 0
        assert words(tx) == []


def test_nothing_of_forgotten_words_is_left_in_the_index(sqlite_database: Database) -> None:
    for number in range(20):
        kept = f"Statement {number} on trade"
        held = extraction(meeting(), positions=[position(kept, kept)])
        file_one(sqlite_database, kept, found=held, at=message(f"{number}.9"))
    marker = "zanzivelvet"
    words_ = f"The {marker} marmalade treaty"
    held = extraction(meeting(), positions=[position(words_, words_, topic=marker.title())])
    file_one(sqlite_database, words_, found=held, at=message("7.7"))
    path = sqlite_database.path
    sqlite_database.close()
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT 1 FROM position_words WHERE words MATCH ?", (marker,))
        assert found.fetchall() == [(1,)]
    with sqlite_database.transaction() as tx:
        articles.delete_message(tx, TEAM, "C1", "7.7")
    for file_ in path.parent.glob("readout.sqlite*"):
        assert b"anzivelvet" not in file_.read_bytes(), file_.name
