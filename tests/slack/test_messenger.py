"""The Messenger over the double: once, private where it must be, errors in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import SlackUnavailable
from handlers.messenger import SlackMessenger, slack_client
from store.records import ChannelKind, Message
from tests.slack.briefings import briefing
from tests.slack.conftest import TOKEN

if TYPE_CHECKING:
    from tests.slack.double import SlackDouble

IN_CHANNEL = Message("T01TEST", "C01DESK", ChannelKind.PUBLIC, "1.5", user_id="U01MEI")
DIRECT = Message("T01TEST", "D01MEI", ChannelKind.DM, "1.5", user_id="U01MEI")


@pytest.fixture
def messenger(slack: SlackDouble) -> SlackMessenger:
    return SlackMessenger(slack_client(TOKEN, base_url=slack.api_url))


def test_a_second_reaction_is_no_error(messenger: SlackMessenger, slack: SlackDouble) -> None:
    messenger.react(IN_CHANNEL, "newspaper")
    messenger.react(IN_CHANNEL, "newspaper")
    assert len(slack.of("reactions.add")) == 2


def test_whispers(messenger: SlackMessenger, slack: SlackDouble) -> None:
    messenger.whisper(IN_CHANNEL, "a <b> & c")
    messenger.whisper(DIRECT, "in private anyway")
    messenger.whisper(Message("T", "C01DESK", ChannelKind.PUBLIC, "1.5"), "to nobody")
    ephemeral, direct = slack.of("chat.postEphemeral", "chat.postMessage")
    assert ephemeral.args["text"] == "a &lt;b&gt; &amp; c"
    assert (ephemeral.args["user"], "thread_ts" in ephemeral.args) == ("U01MEI", False)
    assert (direct.method, direct.args["thread_ts"]) == ("chat.postMessage", "1.5")


def test_what_was_posted_is_found_by_its_key(messenger: SlackMessenger) -> None:
    first = messenger.post("C01DESK", briefing(), key="one")
    reply = messenger.post("C01DESK", briefing(), key="two", thread_ts=first)
    again = messenger.post("C01DESK", briefing(), key="one")
    assert messenger.find_posted("C01DESK", "one") == again
    assert messenger.find_posted("C01DESK", "two", thread_ts=first) == reply
    assert messenger.find_posted("C01DESK", "three") is None
    assert messenger.find_posted("C02OPEN", "one") is None


def test_the_search_follows_pages(messenger: SlackMessenger, slack: SlackDouble) -> None:
    metadata = {"event_type": "readout_posting", "event_payload": {"key": "k"}}
    page = {"messages": [{"ts": "1.0"}], "response_metadata": {"next_cursor": "more"}}
    slack.reply("conversations.history", page, {"messages": [{"ts": "2.0", "metadata": metadata}]})
    assert messenger.find_posted("C01DESK", "k") == "2.0"
    assert slack.of("conversations.history")[1].args["cursor"] == "more"


def test_edits_leave_a_plain_sentence(messenger: SlackMessenger, slack: SlackDouble) -> None:
    messenger.edit("C01DESK", "1.5", "Removed: a source was deleted.")
    (edit,) = slack.of("chat.update")
    assert edit.args["text"] == "Removed: a source was deleted."
    assert len(edit.args["blocks"]) == 1


@pytest.mark.parametrize(
    ("code", "final"),
    [
        ("channel_not_found", True),
        ("is_archived", True),
        ("not_in_channel", True),
        ("account_inactive", True),
        ("internal_error", False),
        ("fatal_error", False),
    ],
)
def test_errors_of_slack(
    messenger: SlackMessenger, slack: SlackDouble, code: str, *, final: bool
) -> None:
    slack.fail("chat.postMessage", code)
    with pytest.raises(SlackUnavailable) as caught:
        messenger.post("C01DESK", briefing(), key="k")
    assert (caught.value.code, caught.value.permanent) == (code, final)
    assert caught.value.user_message.endswith(".") or "`" in caught.value.user_message


def test_no_more_than_two_waits_for_a_429(messenger: SlackMessenger, slack: SlackDouble) -> None:
    busy = (429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"})
    slack.reply("chat.postMessage", busy, busy, busy)
    with pytest.raises(SlackUnavailable) as caught:
        messenger.post("C01DESK", briefing(), key="k")
    assert not caught.value.permanent
    assert len(slack.of("chat.postMessage")) == 3


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_is_not_repeated(
    messenger: SlackMessenger, slack: SlackDouble, status: int
) -> None:
    slack.reply("chat.postMessage", (status, {"ok": False}, {}))
    with pytest.raises(SlackUnavailable) as caught:
        messenger.post("C01DESK", briefing(), key="k")
    assert not caught.value.permanent
    assert len(slack.of("chat.postMessage")) == 1


def test_nobody_answers() -> None:
    messenger = SlackMessenger(slack_client(TOKEN, base_url="http://127.0.0.1:1/api/"))
    with pytest.raises(SlackUnavailable) as caught:
        messenger.react(IN_CHANNEL, "newspaper")
    assert not caught.value.permanent


def test_who_sees_a_channel_now(messenger: SlackMessenger, slack: SlackDouble) -> None:
    places = ("C01DESK", "G03SECRET", "C05CONNECT", "D01MEI", "C07AWAY", "GUNKNOWN")
    assert [messenger.channel_kind(place) for place in places] == [
        ChannelKind.PUBLIC,
        ChannelKind.PRIVATE,
        ChannelKind.EXTERNAL,
        ChannelKind.DM,
        None,
        None,
    ]
    slack.fail("conversations.info", "internal_error")
    with pytest.raises(SlackUnavailable):
        messenger.channel_kind("C01DESK")
