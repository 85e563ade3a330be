"""Sharing in channels: filed in silence, once, by what the message says now."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from store import articles
from store.records import Audience, ChannelKind, ShareState
from tests.slack.double import TEAM
from tests.slack.driver import payload
from tests.slack.fakes import story

if TYPE_CHECKING:
    from bot.services import Services
    from store.records import Share
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot
    from tests.slack.fakes import FakeReader

ONE, TWO = "https://news.example/one", "https://news.example/two"
FIRST_TS = "1790000100.000100"
VISIBLE = ("chat.postMessage", "chat.update")


def shares(services: Services) -> list[Share]:
    """Every share on file, by id."""
    with services.database.read() as tx:
        found = [articles.system_share(tx, number) for number in range(1, 30)]
    return [share for share in found if share is not None]


def filed(services: Services) -> list[str]:
    """The URLs (or "text") of the shares on file."""
    return [share.shared.url or share.shared.key for share in shares(services)]


def texts(services: Services) -> list[str]:
    """The texts of the articles behind the shares."""
    ids = [share.article_id for share in shares(services) if share.article_id]
    with services.database.read() as tx:
        found = [articles.system_article_text(tx, article_id) for article_id in ids]
    return [text.text for text in found if text is not None]


def counts(services: Services) -> tuple[int, int]:
    with services.database.read() as tx:
        found = articles.status(tx, TEAM)
    return found.articles, found.meetings


def test_a_shared_link_is_filed_with_one_reaction_and_no_message(
    bot: Bot, slack: SlackDouble, services: Services, reader: FakeReader
) -> None:
    reader.pages[ONE] = story()
    assert bot.event("message").status == 200
    share = shares(services)[0]
    assert share.state is ShareState.STORED
    assert share.message.channel_kind is ChannelKind.PUBLIC
    assert share.message.permalink == "https://testing.slack.com/archives/C01DESK/p1790000100000100"
    assert counts(services) == (1, 1)
    assert slack.reactions == {("C01DESK", FIRST_TS, "newspaper")}
    assert slack.of("chat.postMessage", "chat.postEphemeral") == []


def test_an_unreadable_link_is_told_to_the_sharer_alone(
    bot: Bot, slack: SlackDouble, services: Services
) -> None:
    bot.event("message")
    assert shares(services)[0].state is ShareState.FAILED
    assert slack.reactions == {("C01DESK", FIRST_TS, "warning")}
    told = slack.of("chat.postEphemeral")
    assert [(call.channel, call.args["user"]) for call in told] == [("C01DESK", "U01MEI")]
    assert "Paste the text" in told[0].args["text"]
    assert slack.of(*VISIBLE) == []


def test_slacks_retry_changes_nothing(
    bot: Bot, slack: SlackDouble, services: Services, reader: FakeReader
) -> None:
    reader.pages[ONE] = story()
    for retry in range(4):
        assert bot.event("message", event_id="Ev1", retry=retry).status == 200
    assert filed(services) == [ONE]
    assert reader.read_urls == [ONE]
    assert len(slack.of("reactions.add")) == 1


@pytest.mark.parametrize(
    "text",
    ["lunch at one?", "China and Russia are in the news again", "thanks <@U02SAM>!", "a" * 300],
)
def test_small_talk_leaves_nothing(
    bot: Bot, slack: SlackDouble, services: Services, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    assert bot.event("message", text=text).status == 200
    assert shares(services) == []
    assert caplog.text == ""
    assert {call.method for call in slack.calls} <= {"auth.test"}


def test_a_pasted_text_that_names_a_meeting_is_filed(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    assert filed(services) == ["text"]
    assert counts(services) == (1, 1)


def test_pasted_rich_text_is_read_without_markup(bot: Bot, services: Services) -> None:
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": story()}]}
    block = {"type": "rich_text", "elements": [line]}
    bot.event("message", text="*" + story() + "*", blocks=[block])
    assert texts(services) == [story()]


def test_an_uploaded_file_is_filed_and_a_picture_is_not(
    bot: Bot, services: Services, reader: FakeReader
) -> None:
    file = payload("message_file_share")["event"]["files"][0]
    reader.pages[file["url_private"]] = story()
    picture = {**file, "id": "F02CAT", "mimetype": "image/png", "filetype": "png"}
    bot.event("message_file_share", files=[file, picture])
    assert [share.shared.key for share in shares(services)] == ["F01FILE"]


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B0OTHER", "text": f"<{ONE}>"},
        {"user": "U0BOT", "text": f"<{ONE}>"},
        {"text": "`<https://news.example/code>`"},
        {"text": "<!here> <@U02SAM>"},
        {"text": "<https://testing.slack.com/archives/C01DESK/p1>"},
    ],
    ids=["another bot", "itself", "code", "mentions", "permalink"],
)
def test_what_is_no_share_of_a_person_is_left_alone(
    bot: Bot, services: Services, event: dict[str, str]
) -> None:
    assert bot.event("message", **event).status == 200
    assert shares(services) == []


def test_messages_of_integrations_are_left_alone(bot: Bot, services: Services) -> None:
    assert bot.event("message_bot").status == 200
    assert shares(services) == []


def test_an_edit_moves_the_shares(
    bot: Bot, services: Services, reader: FakeReader, slack: SlackDouble
) -> None:
    reader.pages |= {ONE: story(), TWO: story("India", "Japan")}
    bot.event("message")
    bot.event("message_changed")
    assert filed(services) == [TWO]
    assert counts(services) == (1, 1)
    bot.event(
        "message_changed", message={"text": "never mind"}, previous_message={"text": f"<{TWO}>"}
    )
    assert filed(services) == []
    assert counts(services) == (0, 0)


def test_an_edited_paste_is_read_again(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    bot.event(
        "message_changed",
        message={"text": story("India", "Japan")},
        previous_message={"text": story()},
    )
    assert texts(services) == [story("India", "Japan")]
    assert counts(services) == (1, 1)


def test_an_edit_takes_along_what_somebody_added(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    short = "Minister Mara Lind of China met Minister Ivo Kask of Russia in Riga."
    said = {"channel": "C01DESK", "ts": FIRST_TS, "user": "U02SAM", "text": short}
    slack.messages.append(said)
    bot.event("reaction_added")
    assert texts(services) == [short]
    bot.event("message_changed", message={"text": "(removed)"}, previous_message={"text": short})
    assert shares(services) == []


def test_an_edit_of_an_integrations_message_keeps_what_is_still_there(
    bot: Bot, services: Services, slack: SlackDouble, reader: FakeReader
) -> None:
    reader.pages |= {ONE: story(), TWO: story("India", "Japan")}
    said = {"channel": "C01DESK", "ts": FIRST_TS, "bot_id": "B0FEED", "text": f"<{ONE}> <{TWO}>"}
    slack.messages.append(said)
    bot.event("reaction_added")
    edit = {"bot_id": "B0FEED", "user": "U0FEED"}
    bot.event("message_changed", message={**edit, "text": f"<{ONE}> <https://news.example/3>"})
    assert filed(services) == [ONE]
    bot.event("message_changed", message={**edit, "text": "withdrawn"})
    assert filed(services) == []


def test_a_late_retry_after_a_deletion_files_nothing(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    slack.fail("conversations.info", "internal_error")
    assert bot.event("message", text=story(), event_id="Ev1").status == 500
    bot.event("message_deleted")
    assert bot.event("message", text=story(), event_id="Ev1", retry=1).status == 200
    assert shares(services) == []
    bot.event("message", text=story(), ts="1790000101.000100")
    assert filed(services) == ["text"]


def test_a_deletion_that_comes_while_a_message_is_filed_wins(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    slack.slow["conversations.info"] = 0.5
    filing = Thread(target=bot.event, args=("message",), kwargs={"text": story()})
    filing.start()
    slack.wait_for(lambda calls: any(call.method == "conversations.info" for call in calls))
    bot.event("message_deleted")
    filing.join(30)
    assert shares(services) == []


def test_a_late_retry_after_leaving_files_nothing(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    slack.fail("conversations.info", "internal_error")
    bot.event("message", text=story(), event_id="Ev1")
    slack.channels["C01DESK"]["is_member"] = False
    bot.event("channel_left")
    assert bot.event("message", text=story(), event_id="Ev1", retry=1).status == 200
    assert shares(services) == []


def test_a_deleted_direct_message_stays_gone(bot: Bot, services: Services) -> None:
    bot.event("message_im", text=story(), event_id="Ev1")
    gone = shares(services)[0].message.ts
    bot.event("message_deleted", channel="D01MEI", deleted_ts=gone)
    bot.event("message_im", text=story(), event_id="Ev1", retry=1)
    assert shares(services) == []


def test_a_preview_changes_nothing(
    bot: Bot, services: Services, reader: FakeReader, slack: SlackDouble
) -> None:
    reader.pages[ONE] = story()
    bot.event("message")
    before = len(slack.calls)
    bot.event("message_changed_unfurl")
    assert filed(services) == [ONE]
    assert len(slack.calls) == before


def test_a_forwarded_message_counts_as_shared(
    bot: Bot, services: Services, reader: FakeReader
) -> None:
    reader.pages[ONE] = story()
    bot.event("message", text="see this", attachments=[{"is_share": True, "text": f"<{ONE}>"}])
    assert filed(services) == [ONE]


def test_the_kind_of_the_channel_is_filed_with_the_share(bot: Bot, services: Services) -> None:
    places = ("C01DESK", "G03SECRET", "C05CONNECT", "G06GROUP")
    for number, place in enumerate(places):
        bot.event("message", channel=place, ts=f"179000010{number}.000100", text=story())
    kinds = {share.message.channel_id: share.message.channel_kind for share in shares(services)}
    assert kinds == {
        "C01DESK": ChannelKind.PUBLIC,
        "G03SECRET": ChannelKind.PRIVATE,
        "C05CONNECT": ChannelKind.EXTERNAL,
        "G06GROUP": ChannelKind.DM,
    }


def test_while_slack_cannot_say_what_a_channel_is_nothing_is_filed_and_slack_tries_again(
    bot: Bot, slack: SlackDouble, services: Services
) -> None:
    slack.fail("conversations.info", "internal_error")
    assert bot.event("message", text=story(), event_id="Ev1").status == 500
    assert shares(services) == []
    assert slack.of("chat.postEphemeral") == []
    assert bot.event("message", text=story(), event_id="Ev1", retry=1).status == 200
    assert shares(services)[0].message.channel_kind is ChannelKind.PUBLIC


def test_the_shortcut_files_a_message(bot: Bot, services: Services, reader: FakeReader) -> None:
    reader.pages[ONE] = story()
    assert bot.shortcut().status == 200
    assert filed(services) == [ONE]
    assert shares(services)[0].message.user_id == "U02SAM"


def test_the_shortcut_needs_the_bot_in_the_channel(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    bot.shortcut(channel={"id": "C07AWAY"})
    assert shares(services) == []
    assert "/invite" in slack.of("chat.postEphemeral")[0].args["text"]


def test_the_shortcut_on_an_empty_message(bot: Bot, slack: SlackDouble) -> None:
    bot.shortcut(message={"text": ""})
    assert "no link, file or text" in slack.of("chat.postEphemeral")[0].args["text"]


def test_a_newspaper_where_the_bot_is_not(bot: Bot, services: Services, slack: SlackDouble) -> None:
    bot.event("reaction_added", item={"channel": "C07AWAY"})
    assert shares(services) == []
    assert slack.of("conversations.history") == []


def test_a_newspaper_files_the_message_under_it(
    bot: Bot, services: Services, reader: FakeReader, slack: SlackDouble
) -> None:
    reader.pages[ONE] = story()
    slack.messages.append(
        {"channel": "C01DESK", "ts": FIRST_TS, "user": "U02SAM", "text": f"<{ONE}>"}
    )
    bot.event("reaction_added", reaction="tada")
    assert filed(services) == []
    bot.event("reaction_added")
    bot.event("reaction_added")
    assert filed(services) == [ONE]


def test_a_newspaper_in_a_thread_files_the_reply(
    bot: Bot, services: Services, reader: FakeReader, slack: SlackDouble
) -> None:
    reader.pages[ONE] = story()
    slack.messages.append(
        {"channel": "C01DESK", "ts": "1.0", "user": "U02SAM", "text": "a story from today"}
    )
    slack.messages.append(
        {"channel": "C01DESK", "ts": FIRST_TS, "thread_ts": "1.0", "user": "U02SAM",
         "text": f"<{ONE}>"}
    )  # fmt: skip
    bot.event("reaction_added")
    assert filed(services) == [ONE]


def test_the_bots_own_messages_are_never_filed(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    slack.messages.append({"channel": "C01DESK", "ts": FIRST_TS, "user": "U0BOT", "text": story()})
    bot.event("reaction_added")
    assert shares(services) == []


def test_what_is_shared_in_a_direct_message_stays_there(bot: Bot, services: Services) -> None:
    bot.event("message_im", text=story())
    article_id = shares(services)[0].article_id
    assert article_id is not None
    with services.database.read() as tx:
        assert articles.find_article(tx, Audience(TEAM), article_id) is None
        here = Audience(TEAM, channels=frozenset({"D01MEI"}))
        assert articles.find_article(tx, here, article_id) is not None
