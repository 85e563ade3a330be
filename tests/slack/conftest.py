"""A small workspace on the double, and the bot in front of it with the real store and use cases."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.ingest import InlineJobs
from bot.services import Services
from handlers.app import build_app
from handlers.directory import Directory
from handlers.messenger import SlackMessenger, slack_client
from handlers.web import HttpFront
from tests.slack.blockcheck import problems
from tests.slack.double import TEAM, SlackDouble
from tests.slack.driver import Bot
from tests.slack.fakes import FakeExtractor, FakeReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt import App

    from store.database import Database
    from tests.conftest import FixedClock

SECRET = "a-signing-secret-for-tests"
TOKEN = "xoxb-test"
POSTS = ("chat.postMessage", "chat.postEphemeral", "chat.update", "views.open", "response_url")
CHANNEL_VISIBLE = ("chat.postMessage", "chat.update")


def user(user_id: str, **more: Any) -> dict[str, Any]:
    """A full member, unless `more` says otherwise. Invented."""
    name = {"profile": {"display_name": user_id[3:].lower(), "real_name": user_id[3:].title()}}
    return {"id": user_id, "team_id": TEAM, "tz": "Europe/London", "name": "x", **name, **more}


def channel(channel_id: str, **more: Any) -> dict[str, Any]:
    """A public channel with the bot in it, unless `more` says otherwise."""
    name = channel_id[3:].lower()
    return {"id": channel_id, "name": name, "is_channel": True, "is_member": True, **more}


def fill(slack: SlackDouble) -> None:
    """Put people and places of every kind into the workspace."""
    people = [
        user("U01MEI"),
        user("U02SAM"),
        user("U03GUEST", is_restricted=True),
        user("U04ADMIN", is_admin=True),
        user("U05STRANGER", team_id="T09OTHER", is_stranger=True),
    ]
    places = [
        channel("C01DESK"),
        channel("C02OPEN"),
        channel("G03SECRET", is_private=True),
        channel("G04OTHER", is_private=True),
        channel("C05CONNECT", is_ext_shared=True, is_shared=True),
        {"id": "D01MEI", "is_im": True, "user": "U01MEI"},
        {"id": "D02SAM", "is_im": True, "user": "U02SAM"},
        {"id": "D03GUEST", "is_im": True, "user": "U03GUEST"},
        channel("G06GROUP", is_mpim=True, is_private=True),
        channel("C07AWAY", is_member=False),
    ]
    slack.users = {person["id"]: person for person in people}
    slack.channels = {place["id"]: place for place in places}
    slack.members = {"G03SECRET": {"U01MEI", "U03GUEST"}, "G04OTHER": {"U02SAM"}}


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    """The double with its workspace."""
    double = SlackDouble()
    fill(double)
    double.start()
    yield double
    double.stop()


@pytest.fixture
def reader() -> FakeReader:
    """A reader with no pages; `reader.pages[url] = text` adds one."""
    return FakeReader()


@pytest.fixture
def services(
    slack: SlackDouble, sqlite_database: Database, reader: FakeReader, clock: FixedClock
) -> Services:
    """The real store and use cases; work is done at once."""
    client = slack_client(TOKEN, base_url=slack.api_url)
    messenger = SlackMessenger(client, names=Directory(client).names)
    later = InlineJobs(None)  # type: ignore[arg-type]
    made = Services(sqlite_database, reader, FakeExtractor(), messenger, later, clock)
    later._services = made
    return made


@pytest.fixture
def app(services: Services, slack: SlackDouble) -> App:
    """The Bolt app."""
    client = slack_client(TOKEN, base_url=slack.api_url)
    return build_app(services, client=client, signing_secret=SECRET, admins=frozenset({"U02SAM"}))


@pytest.fixture
def schema() -> Path | None:
    """The schema of Slack's blocks, when the corpus is at hand."""
    corpus = os.environ.get("READOUT_CORPUS")
    return Path(corpus, "data", "slack", "blocks.schema.json") if corpus else None


@pytest.fixture
def bot(app: App, slack: SlackDouble, schema: Path | None) -> Iterator[Bot]:
    """The bot in HTTP mode. After each test every message that it sent must pass the checks."""
    driven = Bot(HttpFront(app), slack, SECRET)
    yield driven
    sent = [(call.method, call.args) for call in slack.of(*POSTS)]
    sent += [("ack", answer) for answer in driven.answers if answer.get("blocks")]
    distinct = {json.dumps(message, sort_keys=True): message for message in sent}.values()
    found = [p for name, args in distinct for p in problems(args, schema=schema, surface=name)]
    assert found == []
