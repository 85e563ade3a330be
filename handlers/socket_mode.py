"""Socket Mode: the same app over Slack's WebSocket, with no public address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt.adapter.socket_mode import SocketModeHandler

from handlers.messenger import slack_client

if TYPE_CHECKING:
    from slack_bolt import App

CONCURRENCY = 10


def socket_handler(app: App, app_token: str, *, base_url: str) -> SocketModeHandler:
    """Return the handler; `base_url` (SLACK_API_URL) reaches its own client too.

    Call `connect()` to start and `close()` to stop; neither blocks.
    """
    return SocketModeHandler(
        app,
        app_token,
        web_client=slack_client(app_token, base_url=base_url),
        concurrency=CONCURRENCY,
    )
