"""Socket Mode over the double's WebSocket: acknowledged after the work, answered in the ack."""

from __future__ import annotations

from concurrent.futures import TimeoutError as NoAck
from typing import TYPE_CHECKING

import pytest

from handlers.socket_mode import socket_handler
from tests.slack.driver import payload, shown
from tests.slack.fakes import story
from tests.slack.test_shares import filed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_bolt import App
    from slack_bolt.adapter.socket_mode import SocketModeHandler

    from bot.services import Services
    from tests.slack.double import SlackDouble


@pytest.fixture
def connected(app: App, slack: SlackDouble) -> Iterator[SocketModeHandler]:
    """The bot, connected."""
    handler = socket_handler(app, "xapp-test", base_url=slack.api_url)
    handler.connect()  # type: ignore[no-untyped-call]
    slack.wait_for_socket()
    yield handler
    handler.close()  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("connected")
def test_articles_commands_and_retries(slack: SlackDouble, services: Services) -> None:
    """One connection for all of it: to close one takes seconds."""
    slack.send("events_api", payload("message", event={"text": "hello"}))
    tokens = {call.method: call.token for call in slack.calls}
    assert tokens == {"apps.connections.open": "xapp-test", "auth.test": "xoxb-test"}

    assert slack.send("events_api", payload("message", event={"text": story()})) is None
    assert filed(services) == ["text"]  # before the acknowledgement

    said = slack.send("slash_commands", payload("slash_command", text="China Russia"))
    assert said is not None
    assert said["response_type"] == "ephemeral"
    assert "Riga" in shown(said)

    mention = payload("app_mention", event_id="Ev7")
    slack.send("events_api", mention)
    slack.send("events_api", mention, retry_attempt=1, retry_reason="timeout")
    assert len(slack.of("chat.postMessage")) == 1


@pytest.mark.usefixtures("connected")
def test_what_fails_is_not_acknowledged(slack: SlackDouble, services: Services) -> None:
    slack.fail("conversations.info", "internal_error")
    body = payload("message", event={"text": story()})
    with pytest.raises((NoAck, TimeoutError)):
        slack.send("events_api", body, seconds=0.5)
    slack.send("events_api", body, retry_attempt=1, retry_reason="timeout")
    assert filed(services) == ["text"]
