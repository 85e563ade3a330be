"""Shares: a message shares exactly what it says, once, however often Slack tells."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store import articles
from store.records import ArticleText, ChannelKind, Shared, ShareSource, ShareState
from tests.store.making import EVERYONE, NOW, TEAM, file, link, message, pasted

if TYPE_CHECKING:
    from store.database import Database

ONE, TWO, THREE = (link(f"https://a.example/{n}") for n in (1, 2, 3))


def test_redelivery_changes_nothing(database: Database) -> None:
    with database.transaction() as tx:
        first = articles.set_shares(tx, message(), [ONE, TWO], now=NOW)
    with database.transaction() as tx:
        again = articles.set_shares(tx, message(), [ONE, TWO], now=NOW)
    assert len(first.added) == 2
    assert (again.added, again.kept, again.removed) == ((), first.added, ())


def test_edit_adds_and_removes_exactly_what_changed(database: Database) -> None:
    with database.transaction() as tx:
        first = articles.set_shares(tx, message(), [ONE, TWO], now=NOW)
        other = articles.set_shares(tx, message("200.2"), [TWO], now=NOW)
        edited = articles.set_shares(tx, message(), [TWO, THREE, THREE], now=NOW)
    assert edited.kept == (first.added[1],)
    assert edited.removed == (first.added[0],)
    assert len(edited.added) == 1
    assert not set(edited.added) & {*first.added, *other.added}
    with database.read() as tx:
        assert articles.system_share(tx, first.added[0]) is None
        assert articles.system_share(tx, other.added[0]) is not None


def test_removing_the_last_share_of_an_article_forgets_it(database: Database) -> None:
    with database.transaction() as tx:
        alone = file(tx, "Alone.", item=ONE)
        twice = file(tx, "Twice.", item=TWO)
        file(tx, "Twice.", item=TWO, at=message("200.2"))
        change = articles.set_shares(tx, message(), [], now=NOW)
    assert change.deleted_articles == (alone,)
    assert change.narrowed_articles == (twice,)


def test_share_says_all_that_was_told(database: Database) -> None:
    told = replace(
        message(kind=ChannelKind.PRIVATE, thread_ts="90.1"),
        permalink="https://x.slack.example/p1",
        channel_name="desk",
    )
    item = Shared(
        ShareSource.FILE,
        "F1",
        url="https://f",
        name="a.pdf",
        mimetype="application/pdf",
        size=2**40,
    )
    with database.transaction() as tx:
        share_id = articles.add_share(tx, told, item, now=NOW)
    with database.read() as tx:
        share = articles.system_share(tx, share_id)
    assert share is not None
    assert (share.message, share.shared, share.shared_at) == (told, item, NOW)
    assert (share.state, share.article_id, share.reason) == (ShareState.PENDING, None, None)


def test_edited_pasted_text_is_a_new_share(database: Database) -> None:
    with database.transaction() as tx:
        first = articles.set_shares(tx, message(), [pasted("One text.")], now=NOW)
        article_id = articles.save_article(tx, first.added[0], _text("One text."), now=NOW)
        same = articles.set_shares(tx, message(), [pasted("One text.")], now=NOW)
        edited = articles.set_shares(tx, message(), [pasted("Another text.")], now=NOW)
    assert same.kept == first.added
    assert edited.removed == first.added
    assert edited.deleted_articles == (article_id,)
    assert len(edited.added) == 1


def test_pasted_text_is_kept_only_until_it_is_filed(database: Database) -> None:
    with database.transaction() as tx:
        share_id = articles.add_share(tx, message(), pasted("The talks."), now=NOW)
        share = articles.system_share(tx, share_id)
        assert share is not None
        assert share.shared.body == "The talks."
        articles.save_article(tx, share_id, _text("The talks."), now=NOW)
    with database.read() as tx:
        share = articles.system_share(tx, share_id)
    assert share is not None
    assert share.shared.body is None


def test_very_long_links_are_shares_like_any(database: Database) -> None:
    long = link("https://a.example/" + "".join(chr(97 + n * 7 % 26) for n in range(20_000)))
    with database.transaction() as tx:
        first = articles.set_shares(tx, message(), [long], now=NOW)
        again = articles.set_shares(tx, message(), [long], now=NOW)
        assert again.kept == first.added
        assert articles.delete_article_shares(tx, TEAM, long.key).share_ids == first.added


def test_states_from_pending_to_failed_and_back(database: Database) -> None:
    with database.transaction() as tx:
        share_id = articles.add_share(tx, message(), ONE, now=NOW)
        other = articles.add_share(tx, message(team="T2"), ONE, now=NOW)
        assert articles.system_pending_shares(tx) == [share_id, other]
        assert articles.system_pending_shares(tx, limit=1) == [share_id]
        articles.fail_share(tx, share_id, "A paywall is in the way.")
        articles.fail_share(tx, other, "No.")
        (failed,) = articles.failed(tx, TEAM)
        assert (failed.id, failed.state) == (share_id, ShareState.FAILED)
        assert failed.reason == "A paywall is in the way."
        assert articles.system_pending_shares(tx) == []
        assert articles.retry_failed(tx, TEAM) == [share_id]
        assert articles.system_pending_shares(tx) == [share_id]
        articles.finish_share(tx, share_id)
        share = articles.system_share(tx, share_id)
    assert share is not None
    assert (share.state, share.reason) == (ShareState.STORED, None)


def test_adding_a_failed_share_again_tries_again(database: Database) -> None:
    with database.transaction() as tx:
        share_id = articles.add_share(tx, message(), ONE, now=NOW)
        articles.fail_share(tx, share_id, "No answer.")
        assert articles.add_share(tx, message(), ONE, now=NOW) == share_id
        assert articles.system_pending_shares(tx) == [share_id]
        articles.finish_share(tx, share_id)
        assert articles.add_share(tx, message(), ONE, now=NOW) == share_id
        assert articles.system_pending_shares(tx) == []


def test_states_of_shares_that_are_gone_are_no_error(database: Database) -> None:
    with database.transaction() as tx:
        articles.finish_share(tx, 99)
        articles.fail_share(tx, 99, "No.")
        assert articles.system_share(tx, 99) is None


def test_articles_of_a_message_and_its_thread(database: Database) -> None:
    with database.transaction() as tx:
        root = file(tx, "In the message.", item=ONE)
        reply = file(tx, "In its thread.", item=TWO, at=message("150.1", thread_ts="100.1"))
        file(tx, "Elsewhere.", item=THREE, at=message("300.1"))
        articles.add_share(tx, message("160.1", thread_ts="100.1"), THREE, now=NOW)
        assert articles.articles_of_message(tx, EVERYONE, "C1", "100.1") == [root, reply]
        assert articles.articles_of_message(tx, EVERYONE, "C2", "100.1") == []


def _text(words: str) -> ArticleText:
    return ArticleText(words)
