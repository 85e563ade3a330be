"""Payloads in our words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from handlers.payloads import (
    facts_of,
    is_from_a_person,
    items_of,
    permalink_of,
    plain_text,
    unmarked,
    without_mention,
)
from store.records import ChannelKind
from tests.slack.driver import payload

if TYPE_CHECKING:
    from pathlib import Path


def test_facts_of_an_event() -> None:
    facts = facts_of(payload("app_mention", event={"thread_ts": "1.5"}))
    assert (facts.workspace_id, facts.channel_id, facts.user_id) == ("T01TEST", "C01DESK", "U01MEI")
    assert (facts.ts, facts.thread) == ("1790000500.000100", "1.5")
    assert facts.event_id == "Ev0000000001"
    assert not facts.outsider


def test_facts_of_commands_shortcuts_and_buttons() -> None:
    command = facts_of(payload("slash_command", text="x"))
    assert (command.channel_id, command.user_id, command.text) == ("C01DESK", "U01MEI", "x")
    pressed = facts_of(payload("block_actions"))
    assert (pressed.channel_id, pressed.ts) == ("C01DESK", "1790000500.000200")
    chosen = facts_of(payload("message_action"))
    assert (chosen.channel_id, chosen.ts) == ("C01DESK", "1790000100.000100")
    reaction = facts_of(payload("reaction_added"))
    assert (reaction.channel_id, reaction.ts) == ("C01DESK", "1790000100.000100")


def test_people_of_other_workspaces_are_outsiders() -> None:
    assert facts_of(payload("message", event={"team": "T09OTHER"})).outsider
    assert facts_of(payload("block_actions", user={"team_id": "T09OTHER"})).outsider
    assert facts_of(payload("slash_command", team_id="T09OTHER"), workspace_id="T01TEST").outsider


def test_a_shared_channel_is_external_whatever_else_is_said() -> None:
    facts = facts_of(payload("message", is_ext_shared_channel=True))
    assert facts.kind_hint is ChannelKind.EXTERNAL


@pytest.mark.parametrize(
    "body",
    [{}, {"event": {}}, {"event": {"item": None, "message": 3, "channel": {"id": "C1"}}},
     {"command": "/readout"}, {"type": "block_actions", "actions": []}],
)  # fmt: skip
def test_odd_payloads_are_no_error(body: dict[str, object]) -> None:
    assert facts_of(body).workspace_id == ""


def test_messages_of_the_corpus(corpus: Path) -> None:
    lines = (corpus / "data" / "bad_inputs.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(row) for row in lines]
    for row in (row for row in rows if row["kind"] == "message"):
        event = {"user": "U1", "ts": "1.0", **row["input"]}
        person = is_from_a_person(event)
        items = items_of(event, accepts=lambda _text: False) if person else ()
        assert [item.url for item in items] == row["expect"]["urls"], row["id"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("China &amp; Russia", "China & Russia"),
        ("&lt;tag&gt; &amp;lt;", "<tag> &lt;"),
        ("<https://x.example|the page> by <@U1>", "the page by "),
        ("<#C1|desk> <!here> <!subteam^S1|@x>", "#desk  "),
        ("&gt; quoted\n&gt; twice", "quoted\ntwice"),
    ],
)
def test_text_without_markup(text: str, plain: str) -> None:
    assert unmarked(text) == plain


def test_rich_text_is_preferred_and_lists_are_lines() -> None:
    def text(words: str) -> dict[str, object]:
        piece = {"type": "text", "text": words}
        return {"type": "rich_text_section", "elements": [piece]}

    lists = {"type": "rich_text_list", "elements": [text("one"), text("two & <three>")]}
    blocks = [{"type": "rich_text", "elements": [text("First.\n"), lists]}, {"type": "image"}]
    assert plain_text({"text": "*x*", "blocks": blocks}) == "First.\none\ntwo & <three>"


def test_links_and_emoji_of_rich_text() -> None:
    pieces = [
        {"type": "link", "url": "https://x.example", "text": "page"},
        {"type": "emoji", "name": "cn"},
        {"type": "user", "user_id": "U1"},
        {"type": "link", "url": "https://y.example"},
    ]
    section = {"type": "rich_text_section", "elements": pieces}
    blocks = [{"type": "rich_text", "elements": [section]}]
    assert plain_text({"blocks": blocks}) == "page:cn:https://y.example"


def test_only_the_bots_own_mention_goes() -> None:
    assert without_mention("<@U0BOT> ask <@U1>\xa0", "U0BOT") == "ask <@U1>"


def test_permalinks() -> None:
    home = "https://testing.slack.com/"
    plain = permalink_of(home, "C1", {"ts": "1.23"})
    assert plain == "https://testing.slack.com/archives/C1/p123"
    reply = permalink_of(home, "C1", {"ts": "1.23", "thread_ts": "1.00"})
    assert reply == "https://testing.slack.com/archives/C1/p123?thread_ts=1.00&cid=C1"
    assert permalink_of(None, "C1", {"ts": "1.23"}) is None
    assert permalink_of("javascript:", "C1", {"ts": "1.23"}) is None
