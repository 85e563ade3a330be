"""Posting once: what is in Slack after crashes, lost answers and second tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import SlackUnavailable
from bot.posting import post_once
from store import postings
from store.records import Basis, Briefing, BriefingLine, Evidence, Outcome, Question, Section, Span
from tests.fakes import Lost, RecordingMessenger, make_services

if TYPE_CHECKING:
    from bot.services import Services
    from store.database import Database

LINE = BriefingLine(
    "china", "said", ("trade",), (Evidence(7, 1, 1, Span(0, 5)),), basis=Basis.STATED
)
BRIEFING = Briefing(Question("EE NO"), Outcome.ANSWER, sections=(Section("Estonia", (LINE,)),))


def post(services: Services) -> str | None:
    return post_once(
        services,
        workspace_id="T1",
        channel_id="C1",
        key="Ev1",
        briefing=BRIEFING,
        thread_ts="1.0",
        question="EE NO",
    )


class Killed(BaseException):
    """Stands for the end of the process."""


class Mortal(RecordingMessenger):
    """A Slack whose caller dies just before or just after a post."""

    def __init__(self, *, after: bool) -> None:
        super().__init__()
        self.after, self.deadly = after, True

    def post(
        self, channel_id: str, briefing: Briefing, *, key: str, thread_ts: str | None = None
    ) -> str:
        if self.deadly and not self.after:
            raise Killed
        ts = super().post(channel_id, briefing, key=key, thread_ts=thread_ts)
        if self.deadly:
            raise Killed
        return ts


def test_a_second_call_posts_nothing_and_returns_the_same(database: Database) -> None:
    services = make_services(database=database, messenger=(slack := RecordingMessenger()))
    first = post(services)
    assert first is not None
    assert post(services) == first
    assert len(slack.posts) == 1
    with database.read() as tx:
        [row] = postings.quoting(tx, "T1", [7])
        assert postings.last_question(tx, "T1", "C1", "1.0") == "EE NO"
    assert (row.ts, row.state, row.article_ids) == (first, "done", (7,))


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_the_post_loses_nothing_and_doubles_nothing(
    database: Database, after: bool
) -> None:
    slack = Mortal(after=after)
    services = make_services(database=database, messenger=slack)
    with pytest.raises(Killed):
        post(services)
    slack.deadly = False
    ts = post(services)
    assert [p.ts for p in slack.posts] == [ts]


def test_a_lost_answer_is_looked_up_before_the_second_try(database: Database) -> None:
    slack = RecordingMessenger(fail={"post": [Lost()]})
    services = make_services(database=database, messenger=slack)
    with pytest.raises(SlackUnavailable):
        post(services)
    assert [p.ts for p in slack.posts] == [post(services)]


def test_a_refused_post_is_tried_again(database: Database) -> None:
    slack = RecordingMessenger(fail={"post": [SlackUnavailable("Slow down.")]})
    services = make_services(database=database, messenger=slack)
    with pytest.raises(SlackUnavailable):
        post(services)
    assert slack.posts == []
    assert post(services) == slack.posts[0].ts


def test_while_slack_does_not_answer_nothing_is_posted_blindly(database: Database) -> None:
    slack = RecordingMessenger(
        fail={"post": [Lost()], "find_posted": [SlackUnavailable("Slack did not answer.")]}
    )
    services = make_services(database=database, messenger=slack)
    for _ in range(2):
        with pytest.raises(SlackUnavailable):
            post(services)
    assert [p.ts for p in slack.posts] == [post(services)]


def test_where_history_cannot_be_read_the_posting_is_set_aside(database: Database) -> None:
    closed = SlackUnavailable("The app lacks a permission.", code="missing_scope", permanent=True)
    slack = RecordingMessenger(fail={"post": [Lost()], "find_posted": [closed]})
    services = make_services(database=database, messenger=slack)
    with pytest.raises(SlackUnavailable):
        post(services)
    assert post(services) is None
    assert post(services) is None  # and stays so
    assert len(slack.posts) == 1
