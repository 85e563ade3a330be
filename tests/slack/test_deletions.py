"""What ends or narrows: deletions, leaving, uninstalling, channels gone private or shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.ingest import add_article
from handlers.blocks.buttons import ONLY_ME, Asked, asked_value
from store import articles, channels
from store.records import ChannelKind, Message, Shared, ShareSource
from tests.slack.double import TEAM
from tests.slack.fakes import story
from tests.slack.test_shares import counts, shares

if TYPE_CHECKING:
    from bot.services import Services
    from tests.slack.double import SlackDouble
    from tests.slack.driver import Bot


def test_a_deleted_message_leaves_no_row(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    assert counts(services) == (1, 1)
    assert bot.event("message_deleted").status == 200
    assert shares(services) == []
    assert counts(services) == (0, 0)


def test_a_deleted_message_with_replies_leaves_no_row(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    bot.event("message_changed_tombstone")
    assert shares(services) == []


def test_deleting_a_message_that_shared_nothing_is_no_error(bot: Bot) -> None:
    assert bot.event("message_deleted").status == 200


def test_the_article_goes_with_its_last_share(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    bot.event("message", text=story(), channel="C02OPEN", ts="1790000101.000100")
    bot.event("message_deleted")
    assert counts(services) == (1, 1)
    bot.event("message_deleted", channel="C02OPEN", deleted_ts="1790000101.000100")
    assert counts(services) == (0, 0)


@pytest.mark.parametrize("event", ["channel_left", "member_left_channel"])
def test_leaving_a_channel_forgets_it(bot: Bot, services: Services, event: str) -> None:
    bot.event("message", text=story())
    bot.event("message", text=story("India", "Japan"), channel="C02OPEN", ts="1790000101.000100")
    assert bot.event(event).status == 200
    assert [share.message.channel_id for share in shares(services)] == ["C02OPEN"]


def test_somebody_else_leaving_changes_nothing(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    assert bot.event("member_left_channel", user="U02SAM").status == 200
    assert len(shares(services)) == 1


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
def test_removing_the_app_forgets_the_workspace(bot: Bot, services: Services, event: str) -> None:
    bot.event("message", text=story())
    assert bot.event(event).status == 200
    assert counts(services) == (0, 0)
    assert shares(services) == []


def test_revoking_a_persons_token_changes_nothing(bot: Bot, services: Services) -> None:
    bot.event("message", text=story())
    bot.event("tokens_revoked", tokens={"oauth": ["U01MEI"], "bot": []})
    assert len(shares(services)) == 1


def test_a_channel_made_private_narrows_at_once(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    bot.event("message", text=story())
    assert "Riga" in str(bot.command("China Russia", channel_id="C02OPEN"))
    slack.channels["C01DESK"] |= {"is_private": True}
    assert bot.event("channel_convert_to_private").status == 200
    assert shares(services)[0].message.channel_kind is ChannelKind.PRIVATE
    assert "Riga" not in str(bot.command("China Russia", channel_id="C02OPEN"))
    assert "Riga" in str(bot.command("China Russia"))


def test_a_channel_shared_with_outsiders_seals_what_it_held(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    bot.event("message", text=story())
    slack.channels["C01DESK"] |= {"is_ext_shared": True}
    assert bot.event("channel_shared").status == 200
    with services.database.read() as tx:
        kept = channels.channel(tx, TEAM, "C01DESK")
    assert kept is not None
    assert kept.kind is ChannelKind.EXTERNAL
    assert "Riga" not in str(bot.command("China Russia"))


def test_a_channel_made_private_takes_back_what_was_posted_elsewhere(
    bot: Bot, slack: SlackDouble
) -> None:
    bot.event("message", text=story())
    bot.event("app_mention", channel="C02OPEN")
    bot.event("app_mention", channel="C01DESK", ts="1790000102.000100")
    slack.channels["C01DESK"] |= {"is_private": True}
    bot.event("channel_convert_to_private")
    assert [call.channel for call in slack.of("chat.update")] == ["C02OPEN"]


def test_a_channel_made_public_seals_what_it_held(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    bot.event("message", text=story(), channel="G03SECRET")
    bot.event("app_mention", channel="G03SECRET")
    assert "Riga" in str(bot.command("China Russia", channel_id="G03SECRET"))
    del slack.channels["G03SECRET"]["is_private"]
    assert bot.event("channel_convert_to_public").status == 200
    with services.database.read() as tx:
        kept = channels.channel(tx, TEAM, "G03SECRET")
    assert kept is not None
    assert kept.kind is ChannelKind.PUBLIC
    assert "Riga" not in str(bot.command("China Russia", channel_id="G03SECRET"))
    assert [call.channel for call in slack.of("chat.update")] == ["G03SECRET"]


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("G03SECRET", {"is_private": False}),
        ("G03SECRET", {"is_ext_shared": True}),
        ("C01DESK", {"is_ext_shared": True}),
    ],
)
@pytest.mark.parametrize("surface", ["command", "mention", "only me"])
@pytest.mark.parametrize("asker", ["U01MEI", "U03GUEST"])
def test_a_conversion_that_was_missed_is_found_before_an_answer(
    bot: Bot, services: Services, slack: SlackDouble, place: str, change: dict[str, bool],
    surface: str, asker: str,
) -> None:  # fmt: skip
    with services.database.transaction() as tx:
        was = ChannelKind.PRIVATE if place == "G03SECRET" else ChannelKind.PUBLIC
        channels.set_kind(tx, TEAM, place, was)
        message = Message(TEAM, place, was, "1790000100.000100", user_id="U01MEI")
        item = Shared(ShareSource.TEXT, "text", body=story())
    add_article(services, message, item)
    slack.channels[place] |= change
    if surface == "command":
        bot.command("China Russia", channel_id=place, user_id=asker)
    elif surface == "mention":
        bot.event("app_mention", channel=place, user=asker)
    else:
        value = asked_value(Asked("China Russia", personal=True))
        bot.press(ONLY_ME, value or "", channel={"id": place}, user={"id": asker})
    shown = [*slack.of("chat.postMessage", "response_url"), *bot.answers]
    assert "Riga" not in str(shown)


def test_a_channel_that_narrowed_unnoticed_narrows_with_the_next_share(
    bot: Bot, services: Services, slack: SlackDouble, app: object
) -> None:
    bot.event("message", text=story())
    slack.channels["C02OPEN"] |= {"is_private": True}
    with services.database.transaction() as tx:
        channels.set_kind(tx, TEAM, "C02OPEN", ChannelKind.PUBLIC)
    bot.event("message", text=story("India", "Japan"), channel="C02OPEN", ts="1790000101.000100")
    with services.database.read() as tx:
        kept = channels.channel(tx, TEAM, "C02OPEN")
    assert kept is not None
    assert kept.kind is ChannelKind.PRIVATE


def test_posts_that_quoted_a_deleted_message_are_edited(
    bot: Bot, services: Services, slack: SlackDouble
) -> None:
    bot.event("message", text=story())
    bot.event("app_mention", channel="C02OPEN")
    assert len(slack.of("chat.postMessage")) == 1
    bot.event("message_deleted")
    edits = slack.of("chat.update")
    assert [call.args["ts"] for call in edits] == [slack.messages[0]["ts"]]
    assert "harbour" not in str(edits[0].args)
    with services.database.read() as tx:
        assert articles.status(tx, TEAM).articles == 0
