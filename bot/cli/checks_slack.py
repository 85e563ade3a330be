"""What `readout doctor` asks Slack: tokens, granted scopes, clock. Each fault names its fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.cli.checks import Check, fault, ok, skipped
from handlers.scopes import SCOPES, missing

if TYPE_CHECKING:
    from bot.services import Clock
    from bot.settings import Settings

CLOCK_TOLERANCE = 60  # seconds
REINSTALL = "api.slack.com/apps > your app > OAuth & Permissions > Reinstall to Workspace"
BOT_TOKEN_FIXES = {
    "invalid_auth": f"Copy the bot token (xoxb-…) again into SLACK_BOT_TOKEN: {REINSTALL}.",
    "not_authed": "Set SLACK_BOT_TOKEN to the bot token (xoxb-…).",
    "token_revoked": f"Install the app again: {REINSTALL}; then copy the new token.",
    "token_expired": f"Turn token rotation off in the app's settings, then: {REINSTALL}.",
    "account_inactive": f"The app was removed from the workspace. Install it again: {REINSTALL}.",
}
SOCKET_FIX = (
    "Make an app-level token with the scope connections:write (api.slack.com/apps > your app > "
    "Basic Information > App-Level Tokens) and put it (xapp-…) into SLACK_APP_TOKEN."
)
NETWORK_FIX = (
    "Let this machine reach slack.com on port 443 (and check SLACK_API_URL, if it is set)."
)

Answer = tuple[Mapping[str, Any], Mapping[str, str]]


def ask_slack(client: WebClient, method: str) -> Answer:
    """Call one method; return body and lower-case headers. Raises Slack's, network errors."""
    response = client.api_call(method)
    body = response.data if isinstance(response.data, dict) else {}
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        headers[str(name).lower()] = ",".join(value) if isinstance(value, list) else str(value)
    return body, headers


def code_of(error: SlackApiError) -> str:
    """Return Slack's own word for an error."""
    data = error.response.data if hasattr(error.response, "data") else error.response
    return str(data.get("error", "unknown")) if isinstance(data, Mapping) else "unknown"


def check_bot_token(client: WebClient) -> tuple[Check, Answer | None]:
    """Ask who we are; return the finding and, when it worked, Slack's answer."""
    try:
        body, headers = ask_slack(client, "auth.test")
    except SlackApiError as error:
        code = code_of(error)
        fix = BOT_TOKEN_FIXES.get(
            code, f"See docs.slack.dev/reference/methods/auth.test for {code}."
        )
        return fault("bot token", f"Slack says {code}", fix), None
    except (SlackClientError, OSError) as error:
        return fault("bot token", f"Slack cannot be reached: {error}", NETWORK_FIX), None
    user = body.get("user") or body.get("user_id")
    team = body.get("team") or body.get("team_id")
    return ok("bot token", f"{user} in {team}"), (body, headers)


def check_app_token(client: WebClient) -> Check:
    """See whether Slack would open a Socket Mode connection for us."""
    try:
        ask_slack(client, "apps.connections.open")
    except SlackApiError as error:
        return fault("app token", f"Slack says {code_of(error)}", SOCKET_FIX)
    except (SlackClientError, OSError) as error:
        return fault("app token", f"Slack cannot be reached: {error}", NETWORK_FIX)
    return ok("app token", "Socket Mode may connect")


def check_scopes(headers: Mapping[str, str]) -> Check:
    """Compare what was granted with what the manifest asks for."""
    if "x-oauth-scopes" not in headers:
        return skipped("scopes", "Slack's answer did not list them")
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    lacking = missing(granted)
    if not lacking:
        return ok("scopes", f"all {len(SCOPES)} granted")
    reasons = "; ".join(f"{scope} ({reason})" for scope, reason in lacking.items())
    fix = f"Paste deploy/manifest.json into the app's manifest, then: {REINSTALL}."
    return fault("scopes", f"not granted: {reasons}", fix)


def check_clock(headers: Mapping[str, str], clock: Clock) -> Check:
    """Compare our clock with Slack's; signatures are refused beyond five minutes."""
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return skipped("clock", "Slack's answer carried no date")
    off = abs((clock() - theirs.astimezone(UTC)).total_seconds())
    if off <= CLOCK_TOLERANCE:
        return ok("clock", f"{off:.0f} s from Slack's")
    fix = "Let the machine keep time by NTP: timedatectl set-ntp true"
    return fault("clock", f"{off:.0f} s from Slack's", fix)


def check_delivery(settings: Settings) -> Iterator[Check]:
    """Look at the way events come in: Socket Mode, or HTTP with a signing secret."""
    secret = settings.slack_signing_secret
    if settings.slack_app_token is not None:
        token = settings.slack_app_token.get_secret_value()
        yield check_app_token(client_for(settings, token))
    elif secret is None:
        yield fault(
            "app token", "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set", SOCKET_FIX
        )
    if secret is not None:
        yield ok("signing secret", "set; `readout serve --http` can check Slack's requests")


def client_for(settings: Settings, token: str) -> WebClient:
    """Return a client that tries each call once."""
    return WebClient(token=token, base_url=settings.slack_api_url, timeout=10, retry_handlers=[])


def slack_checks(settings: Settings, *, clock: Clock) -> Iterator[Check]:
    """Yield the findings about Slack."""
    if settings.slack_bot_token is None:
        yield fault("bot token", "SLACK_BOT_TOKEN is not set", BOT_TOKEN_FIXES["not_authed"])
    else:
        token = settings.slack_bot_token.get_secret_value()
        finding, answer = check_bot_token(client_for(settings, token))
        yield finding
        if answer is not None:
            yield check_scopes(answer[1])
            yield check_clock(answer[1], clock)
    yield from check_delivery(settings)
