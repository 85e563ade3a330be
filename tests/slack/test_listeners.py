"""The table of listeners: parameters that Bolt knows, the order, and the manifest beside it."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator
from slack_bolt.kwargs_injection.args import Args

from handlers.app import COMMAND, LISTENERS, Listener
from handlers.context import PROVIDED
from handlers.scopes import SCOPES, missing
from tests.slack.driver import payload

if TYPE_CHECKING:
    from bot.services import Services
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot

MANIFEST: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "deploy" / "manifest.json").read_text("utf-8")
)
KNOWN = frozenset(inspect.signature(Args.__init__).parameters) - {"self", "kwargs"}
IN_CONTEXT = frozenset({"bot_user_id", "context"})


def names(listener: Listener) -> str:
    return f"{listener.what}-{listener.function.__name__}"


@pytest.mark.parametrize("listener", LISTENERS, ids=names)
def test_every_parameter_is_one_that_bolt_fills(listener: Listener) -> None:
    for function in (listener.function, *listener.matchers):
        wanted = set(inspect.signature(function).parameters)
        allowed = KNOWN | IN_CONTEXT | (PROVIDED if function is listener.function else set())
        assert wanted <= allowed, function


def test_the_command_the_shortcuts_and_the_events_are_those_of_the_manifest() -> None:
    features = MANIFEST["features"]
    commands = {row.what for row in LISTENERS if row.kind == "command"}
    assert commands == {row["command"] for row in features["slash_commands"]} == {COMMAND}
    shortcuts = {row.what["callback_id"] for row in LISTENERS if row.kind == "shortcut"}
    assert shortcuts == {row["callback_id"] for row in features["shortcuts"]}
    events = sorted(event for row in LISTENERS for event in row.events)
    assert events == sorted(MANIFEST["settings"]["event_subscriptions"]["bot_events"])


def test_every_event_type_of_a_row_is_subscribed_to() -> None:
    subscribed = {event.partition(".")[0] for row in LISTENERS for event in row.events}
    for row in LISTENERS:
        if row.kind == "event":
            kind = row.what["type"] if isinstance(row.what, dict) else row.what
            assert kind in subscribed


def test_the_scopes_are_those_of_the_table() -> None:
    asked = MANIFEST["oauth_config"]["scopes"]
    assert sorted(asked["bot"]) == sorted(SCOPES)
    assert missing(asked["bot"]) == {}
    assert set(missing([])) == set(SCOPES)


def test_the_manifest_is_valid(corpus: Path) -> None:
    schema = json.loads((corpus / "data/slack/manifest.schema.2.0.0.json").read_text("utf-8"))
    assert list(Draft7Validator(schema).iter_errors(MANIFEST)) == []
    assert len(MANIFEST["display_information"]["long_description"]) >= 174


@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in (Path(__file__).parent / "payloads").glob("*.json")),
)
def test_every_payload_has_a_listener(bot: Bot, slack: SlackDouble, name: str) -> None:
    body = payload(name)
    if "event" in body:
        assert bot.deliver(body).status == 200
    elif "command" in body:
        assert bot.command("help")
    elif body["type"] == "message_action":
        assert bot.shortcut().status == 200
    else:
        assert bot.press("readout_evidence", "[]").status == 200


def test_specific_rows_come_before_general_ones(bot: Bot, services: Services) -> None:
    bot.event("message_deleted", text="<https://news.example/one>")
    with services.database.read() as tx:
        from store import articles  # noqa: PLC0415

        assert articles.system_share(tx, 1) is None
