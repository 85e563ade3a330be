"""Logs: one form for all, and nothing in them that people wrote or that opens doors."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest

from bot import logs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged, as JSON lines; the loggers are put back afterwards."""
    root, engine = logging.getLogger(), logging.getLogger("dbos")
    before = root.handlers[:], root.level, engine.handlers[:], engine.propagate
    levels = {name: logging.getLogger(name).level for name in logs.LOUD}
    stream = io.StringIO()
    logs.configure(stream=stream)
    yield stream
    root.handlers[:], root.level, engine.handlers[:], engine.propagate = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_with_its_ids_is_one_line_of_json(written: io.StringIO) -> None:
    with logs.bound(workflow="ingest:7"):
        logs.logger("bot.ingest").info("article_read", share=7)
    [line] = lines(written)
    assert line["event"] == "article_read"
    assert (line["share"], line["workflow"], line["level"]) == (7, "ingest:7", "info")
    assert str(line["timestamp"]).endswith("Z")


def test_the_standard_librarys_loggers_go_the_same_way(written: io.StringIO) -> None:
    logging.getLogger("apscheduler.scheduler").info("chatter")
    logging.getLogger("dbos").info("chatter")
    logging.getLogger("dbos").warning("hello %s", "there")
    assert [line["event"] for line in lines(written)] == ["hello there"]


def test_tokens_passwords_and_texts_do_not_get_through(written: io.StringIO) -> None:
    log = logs.logger("bot.test")
    log.info(
        "thing_done",
        text="what somebody wrote",
        detail={"body": "a page", "ids": ["xapp-1-A1-b2"]},
        url="postgresql://me:secret@db/readout",
    )
    logging.getLogger("bot.other").warning("got xoxb-12-abcDEF from %s", "xoxp-1-2")
    log.error("thing_failed", exc_info=ValueError("page said: " + "word " * 200))
    everything = written.getvalue()
    for secret in ("somebody wrote", "a page", "A1-b2", "secret", "abcDEF", "xoxp-1"):
        assert secret not in everything
    assert len(str(lines(written)[2]["exception"]).splitlines()[-1]) <= logs.LONGEST + 1


def test_parameters_of_database_errors_are_left_out(written: io.StringIO) -> None:
    logs.logger("bot.test").error(
        "tick_failed", error="(E) [SQL: INSERT …]\n[parameters: ('the article', 3)]\n(Background)"
    )
    assert "the article" not in written.getvalue()


def test_without_configure_nothing_below_a_warning_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.logger("bot.unset").info("not_said")
    assert capsys.readouterr() == ("", "")
