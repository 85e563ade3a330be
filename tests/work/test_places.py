"""Channels that changed without an event narrow when they are looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import ingest, places
from store import articles, channels
from store.records import ArticleText, Audience, Channel, ChannelKind
from tests.fakes import TEXT, FakeReader, RecordingMessenger, link, make_services, message

if TYPE_CHECKING:
    from bot.services import Services
    from store.database import Database

URL = "https://news.example/a"


def services_on(database: Database, slack: RecordingMessenger) -> Services:
    reader = FakeReader({URL: ArticleText(TEXT, url=URL)})
    return make_services(database=database, reader=reader, messenger=slack)


def test_a_channel_made_private_unnoticed_narrows(database: Database) -> None:
    slack = RecordingMessenger()
    services = services_on(database, slack)
    with database.transaction() as tx:
        channels.save_channel(tx, Channel("T1", "C1", ChannelKind.PUBLIC))
    share_id = ingest.add_article(ingest.inline(services), message(), link())
    with database.read() as tx:
        share = articles.system_share(tx, share_id)
    assert share is not None
    assert share.article_id is not None
    slack.kinds["C1"] = ChannelKind.PRIVATE
    assert places.look_at_channels(services) == 1
    with database.read() as tx:
        everyone = articles.find_article(tx, Audience("T1"), share.article_id)
        inside = Audience("T1", channels=frozenset({"C1"}))
        members = articles.find_article(tx, inside, share.article_id)
    assert everyone is None
    assert members is not None


def test_many_channels_are_looked_at_in_turn(database: Database) -> None:
    slack = RecordingMessenger()
    services = services_on(database, slack)
    many = places.MOST + 5
    with database.transaction() as tx:
        for number in range(many):
            channels.save_channel(tx, Channel("T1", f"C{number:03d}", ChannelKind.PUBLIC))
    now = services.clock()
    rounds = (now + timedelta(seconds=places.ROUND * n) for n in range(2))
    looked = [places.look_at_channels(replace(services, clock=lambda at=at: at)) for at in rounds]
    assert sorted(looked) == [5, places.MOST]
