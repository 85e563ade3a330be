"""`readout serve` and `readout work`: the processes that run until they are stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot import logs
from bot.app import build, serve_http, serve_socket, stop_on_signals
from bot.app import work as do_work
from bot.cli.archive import settings_for
from bot.cli.options import db_option
from bot.errors import Misconfigured

if TYPE_CHECKING:
    from bot.settings import Settings


def settings_to_serve(
    database_url: str | None, *, host: str | None = None, port: int | None = None
) -> Settings:
    """Return the settings, and log as they say from now on. Raises Misconfigured."""
    settings = settings_for(database_url)
    given = {"http_host": host, "http_port": port}
    logs.configure(level=settings.log_level)
    return settings.model_copy(update={k: v for k, v in given.items() if v is not None})


def need_tokens(settings: Settings, *, http: bool) -> None:
    """Raise Misconfigured, naming every variable that is missing, before anything is loaded."""
    needed = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_SIGNING_SECRET" if http else "SLACK_APP_TOKEN": (
            settings.slack_signing_secret if http else settings.slack_app_token
        ),
    }
    missing = [name for name, value in needed.items() if value is None]
    if missing:
        raise Misconfigured(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set: "
            "see README, 'Set it up in Slack', or run `readout doctor`."
        )


@click.command(
    epilog="""\b
Examples:
  readout serve
  readout serve --http --host 0.0.0.0 --port 3000
  readout serve --no-worker        (with `readout work` beside it)

Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN; with --http, SLACK_SIGNING_SECRET in place of the
latter. Stops on Ctrl-C or SIGTERM; work under way goes on at the next start."""
)
@db_option
@click.option("--http", is_flag=True, help="Listen for Slack's requests, not Socket Mode.")
@click.option("--host", help="Address for --http; default: READOUT_HTTP_HOST.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port for --http; default: READOUT_HTTP_PORT."
)
@click.option("--no-worker", is_flag=True, help="Leave reading and recaps to `readout work`.")
def serve(
    database_url: str | None,
    http: bool,  # noqa: FBT001  # a flag
    host: str | None,
    port: int | None,
    no_worker: bool,  # noqa: FBT001  # a flag
) -> None:
    """Run the Slack bot until it is stopped."""
    if not http and (host or port is not None):
        raise click.UsageError("--host and --port go with --http")
    settings = settings_to_serve(database_url, host=host, port=port)
    need_tokens(settings, http=http)
    stop = stop_on_signals()
    application = build(settings, with_worker=not no_worker)
    (serve_http if http else serve_socket)(application, stop)


@click.command(
    epilog="""\b
Example:
  readout work --db postgresql://readout@localhost/readout

Reads, extracts and posts recaps for `readout serve --no-worker`. Needs SLACK_BOT_TOKEN."""
)
@db_option
def work(database_url: str | None) -> None:
    """Run only the background work until it is stopped."""
    settings = settings_to_serve(database_url)
    stop = stop_on_signals()
    do_work(build(settings), stop)
