"""ingest, ask, status, forget, migrate: one archive through the command line, end to end."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import bot
from bot.cli.local import local_services
from bot.ingest import add_article
from bot.settings import load_settings
from store import channels
from store.records import Channel, ChannelKind, Message, Shared, ShareSource
from tests.cli.command import Readout

pytestmark = pytest.mark.model

SAMPLES = Path(bot.__file__).parent / "samples"
LISBON = str(SAMPLES / "lisbon-courier.html")
JAKARTA = str(SAMPLES / "jakarta-chronicle.html")
STORY = (
    "Kenya and Norway discuss fisheries\n\n"
    "Kenyan Foreign Minister Amina Otieno met with Norwegian Foreign Minister Lars Holt in Nairobi "
    "on April 2, 2026.\n"
    "Otieno said that Kenya is ready to work with Norway to protect the fish stocks of the Indian "
    "Ocean.\n"
    "Holt stressed that Norway supports a fair agreement on fisheries.\n"
)
EMPTY = (
    "Flowers in spring\n\nThe tulips in the gardens of the city were in full bloom this week, and "
    "many visitors came to see them. The gardeners had worked on the beds since autumn, and the "
    "mild weather of the last days did the rest, as one of them explained to the visitors.\n"
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Readout:
    """An archive with both samples; tests that change it make their own."""
    readout = Readout(tmp_path_factory.mktemp("filled"))
    done = readout("ingest", LISBON, JAKARTA)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("filed  #") == 2
    return readout


def test_an_answer_carries_quotes_and_sources(filled: Readout) -> None:
    done = filled("ask", "Portugal", "Indonesia")
    assert done.returncode == 0, done.stderr
    assert "Lisbon" in done.stdout
    assert "Duarte Salgueiro" in done.stdout
    assert "Raka Wiranata" in done.stdout
    assert "[1 ¶" in done.stdout
    assert "[2 ¶" in done.stdout
    assert "\x1b" not in done.stdout


def test_json_lines_up_with_the_stored_text(filled: Readout) -> None:
    done = filled("ask", "Portugal Indonesia", "--json")
    told = json.loads(done.stdout)
    assert told["outcome"] == "answer"
    assert told["place"] == "Lisbon"
    assert told["date"] == "2026-03-12"
    assert {p["name"] for p in told["participants"]} == {"Duarte Salgueiro", "Raka Wiranata"}
    texts = stored_texts(filled)
    quoted = [line for line in told["lines"] if line["quote"]]
    assert quoted
    for line in quoted:
        words = texts[line["article"]][line["start"] : line["end"]]
        assert line["quote"].split("…")[0].strip() in words


def stored_texts(readout: Readout) -> dict[int, str]:
    path = next(readout.home.rglob("readout.db"))
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, text FROM article").fetchall())


def test_a_thread_keeps_what_a_follow_up_leaves_out(filled: Readout) -> None:
    filled("ask", "Portugal Indonesia", "--thread", "desk")
    on_topic = filled("ask", "and on coffee?", "--thread", "desk")
    assert on_topic.returncode == 0
    assert "Portugal" in on_topic.stdout
    assert "coffee" in on_topic.stdout.lower()
    elsewhere = filled("ask", "and on coffee?", "--thread", "another")
    assert elsewhere.stdout != on_topic.stdout
    alone = filled("ask", "Chad Peru", "--thread", "desk")
    assert alone.returncode == 1


def test_nothing_found_is_one(filled: Readout) -> None:
    done = filled("ask", "Chad Peru")
    assert done.returncode == 1
    assert done.stdout
    assert "¶" not in done.stdout


@pytest.mark.parametrize("question", ["Portugal Indonesia since 2024-13-45", "Korea Japan"])
def test_not_understood_is_two(filled: Readout, question: str) -> None:
    done = filled("ask", question)
    assert done.returncode == 2
    assert done.stdout


def test_a_made_up_country_is_nothing_found(filled: Readout) -> None:
    done = filled("ask", "Wakanda Narnia")
    assert done.returncode in {1, 2}
    assert "Wakanda" in done.stdout


def test_now_and_zone_decide_what_last_month_is(filled: Readout) -> None:
    words = ("ask", "Portugal Indonesia last month", "--zone", "Europe/Lisbon")
    assert filled(*words, "--now", "2026-04-10").returncode == 0
    assert filled(*words, "--now", "2026-09-10T08:00").returncode == 1


@pytest.mark.parametrize(
    "words", [("--now", "soon"), ("--zone", "Mars/Base"), ("--as-channel",), ("--db", " ")]
)
def test_wrong_options_are_usage_errors(filled: Readout, words: tuple[str, ...]) -> None:
    done = filled("ask", "China", *words)
    assert done.returncode == 2
    assert "Error: " in done.stderr


def test_an_unknown_channel_is_told(filled: Readout) -> None:
    done = filled("ask", "Portugal Indonesia", "--as-channel", "C404")
    assert done.returncode == 1
    assert "C404" in done.stderr


def test_a_channel_is_read_only_as_that_channel(tmp_path: Path) -> None:
    path = tmp_path / "slack.db"
    desk = Channel("T1", "G1", ChannelKind.PRIVATE, name="desk")
    shared = Shared(ShareSource.TEXT, "text", body=STORY)
    with local_services(load_settings(database_url=f"sqlite:///{path}")) as local:
        with local.services.database.transaction() as tx:
            channels.save_channel(tx, desk)
            channels.save_channel(tx, Channel("T1", "C2", ChannelKind.PUBLIC))
        add_article(local.services, Message("T1", "G1", ChannelKind.PRIVATE, ts="1.0"), shared)
    readout = Readout(tmp_path)
    question = ("ask", "Kenya Norway", "--db", str(path))
    assert readout(*question).returncode == 1
    assert readout(*question, "--as-channel", "C2").returncode == 1
    assert readout(*question, "--as-channel", "G1").returncode == 0
    assert readout(*question, "--as-channel", "C2", "--as-channel", "G1").returncode == 0


def test_the_same_text_is_filed_once(filled: Readout, tmp_path: Path) -> None:
    copy = tmp_path / "copy.html"
    copy.write_bytes(Path(LISBON).read_bytes() + b"\n")
    done = filled("ingest", LISBON, str(copy))
    assert done.returncode == 0
    assert done.stdout.count("already filed  #1") == 2


def test_one_bad_input_does_not_stop_the_rest(readout: Readout, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    done = readout(
        "ingest",
        *("missing.txt", "empty.txt", ".", "broken.pdf", "picture.txt"),
        *("http://127.0.0.1/x", "ftp://example.org/x", "story.txt"),
    )
    assert done.returncode == 1
    assert done.stdout.startswith("filed  #1  Kenya and Norway")
    told = done.stderr.splitlines()
    assert len(told) == 7
    assert all(line.startswith("readout: ") for line in told)
    assert "Traceback" not in done.stderr


def test_standard_input_is_filed(readout: Readout) -> None:
    done = readout("ingest", "-", given=STORY)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 meeting, 2 positions" in done.stdout
    assert readout("ask", "Kenya Norway on fisheries").returncode == 0


def test_json_lines_are_filed_one_by_one(readout: Readout, tmp_path: Path) -> None:
    good = {"id": "a", "url": "https://example.org/a", "date": "2026-04-03", "text": STORY}
    lines = [json.dumps(good), "not json", json.dumps({"id": "b"}), json.dumps({"text": EMPTY})]
    (tmp_path / "archive.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = readout("ingest", "archive.jsonl")
    assert done.returncode == 1
    assert done.stdout.count("filed  #") == 2
    assert "ine 2" in done.stderr
    assert "ine 3" in done.stderr
    piped = readout("ingest", "-", given=json.dumps(good) + "\n")
    assert "already filed" in piped.stdout


def test_no_input_is_a_usage_error(readout: Readout) -> None:
    done = readout("ingest")
    assert done.returncode == 2
    assert "Usage: readout ingest" in done.stderr


def test_status_counts_and_lists_failures(readout: Readout, tmp_path: Path) -> None:
    assert "nothing is filed yet" in readout("status").stdout
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    readout("ingest", "story.txt", "broken.pdf")
    told = json.loads(readout("status", "--json").stdout)["workspaces"]
    assert [(w["workspace"], w["articles"], w["failed"]) for w in told] == [("local", 1, 1)]
    assert "broken.pdf" in readout("status", "--failed").stdout
    (tmp_path / "broken.pdf").write_text(STORY.replace("April 2", "April 3"), encoding="utf-8")
    again = readout("status", "--retry", "--json")
    assert "trying 1 again" in again.stderr
    assert json.loads(again.stdout)["workspaces"][0]["failed"] == 0


@pytest.mark.parametrize("by", ["number", "file"])
def test_forgetting_leaves_no_word(readout: Readout, tmp_path: Path, by: str) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    readout("ingest", "story.txt")
    thing = "1" if by == "number" else "story.txt"
    kept = readout("forget", thing, given="n\n")
    assert (kept.returncode, stored_texts(readout) != {}) == (1, True)
    done = readout("forget", thing, "--yes")
    assert (done.returncode, stored_texts(readout)) == (0, {})
    for path in readout.home.rglob("readout.db*"):
        assert b"fish stocks of the Indian" not in path.read_bytes(), path.name
    again = readout("forget", thing, "--yes")
    assert again.returncode == 1
    assert "Nothing is filed" in again.stderr


def test_forgetting_something_odd_is_told(readout: Readout) -> None:
    done = readout("forget", "no-such-thing", "--yes")
    assert done.returncode == 1
    assert "neither" in done.stderr


def test_migrate_says_from_what_to_what(readout: Readout, tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    first, second = readout("migrate", "--db", path), readout("migrate", "--db", path)
    assert "empty → 0" in first.stdout
    assert "nothing to do" in second.stdout
    assert (first.returncode, second.returncode) == (0, 0)


def test_a_newer_schema_is_refused(readout: Readout, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    readout("migrate", "--db", str(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    for command in (("migrate",), ("ask", "China"), ("status",)):
        done = readout(*command, "--db", str(path))
        assert done.returncode == 1
        assert "newer" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_mistyped_database_is_not_made(readout: Readout, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "x.sqlite"
    for words in (("ask", "China"), ("status",), ("forget", "https://a.example/1", "--yes")):
        answer = readout(*words, "--db", str(missing))
        assert answer.returncode == 1
        assert f"There is no archive at {missing}" in answer.stderr
        assert not missing.parent.exists()
