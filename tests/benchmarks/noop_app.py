"""A Bolt app whose listeners do nothing, served as ours is: the floor for acknowledgements."""

from __future__ import annotations

import sys

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from waitress import serve

from handlers.web import HttpFront


def main(port: int, secret: str, api_url: str) -> None:
    """Serve on loopback until killed."""
    app = App(
        client=WebClient(token="xoxb-test", base_url=api_url),
        signing_secret=secret,
        process_before_response=True,
        authorize=lambda enterprise_id: AuthorizeResult(
            enterprise_id=None,
            team_id="T01TEST",
            bot_id="B0BOT",
            bot_user_id="U0BOT",
            bot_token="xoxb-test",
        ),
    )
    app.event("message")(lambda: None)
    app.command("/readout")(lambda ack: ack("nothing"))
    serve(HttpFront(app), host="127.0.0.1", port=port, threads=8, _quiet=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
