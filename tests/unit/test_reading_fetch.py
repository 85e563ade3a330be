"""Fetching through the door: `Fetcher.fetch` against a server on this machine."""

from __future__ import annotations

import asyncio
import gzip
import json
import resource
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import ReadoutError, Unreachable, Unreadable
from bot.reading.children import ParserPool
from bot.reading.fetch import TOTAL_SECONDS, Fetcher
from bot.reading.guard import system_resolver
from bot.reading.reader import ArticleReader
from store.records import Shared, ShareSource
from tests.unit.reading_doubles import (
    ARTICLE,
    PUBLIC,
    Answer,
    Detour,
    PaperDns,
    answer,
    redirect,
    site,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

HOME = "http://news.example"


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    pool = ParserPool(size=1)
    yield pool
    pool.close()


def corpus_rows(corpus: Path, kind: str) -> list[dict[str, Any]]:
    lines = (corpus / "data/bad_inputs.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for line in lines if (row := json.loads(line))["kind"] == kind]


# ---------------------------------------------------------------- the corpus


def test_links_of_the_corpus_are_opened_or_blocked(corpus: Path) -> None:
    for row in corpus_rows(corpus, "url"):
        with site({"/": answer(ARTICLE), "/path": answer(ARTICLE)}) as home:
            dial = Detour(home.port)
            fetcher = home.fetcher(dns=PaperDns(row["input"].get("dns", {})), dial=dial)
            if row["expect"]["outcome"] == "allow":
                assert fetcher.fetch(row["input"]["url"]).data == ARTICLE.encode(), row["id"]
                assert {address for address, _ in dial.dialled} == {row["expect"]["pinned"]}
            else:
                with pytest.raises(Unreadable) as refusal:
                    fetcher.fetch(row["input"]["url"])
                assert len(refusal.value.user_message) > 20, row["id"]
                assert not dial.dialled, row["id"]


def endless_html(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(1_024):
        handler.wfile.write(b"<p>word</p>" * 5_957)


def drip(stopping: threading.Event) -> Answer:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not stopping.wait(0.2):
            handler.wfile.write(b"<")

    return respond


def gigabyte_gzip() -> bytes:
    """Return a gzip stream of a gigabyte: one packed megabyte, 1,024 times over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    header = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(bytes(1_048_576)) + packer.flush(zlib.Z_FULL_FLUSH)
    return header + megabyte * 1_024 + packer.flush()


def server_pages(stopping: threading.Event) -> dict[str, Answer]:
    return {
        "/d-server-001": answer(ARTICLE),
        "/d-server-002": redirect("/d-server-002"),
        "/d-server-003": endless_html,
        "/d-server-004": answer(status=500),
        "/d-server-005": redirect("http://10.0.0.1/"),
        "/d-server-006": drip(stopping),
        "/d-server-007": answer(gigabyte_gzip(), Content_Encoding="gzip"),
    }


def test_servers_of_the_corpus(corpus: Path, pool: ParserPool) -> None:
    stopping = threading.Event()
    with site(server_pages(stopping)) as home:
        for row in corpus_rows(corpus, "server"):
            # The dripping server is judged by a shorter deadline; the next test holds the real one.
            seconds = 1.5 if row["id"] == "d-server-006" else TOTAL_SECONDS
            reader = ArticleReader(fetcher=home.fetcher(seconds=seconds), children=pool)
            link = Shared(ShareSource.LINK, "k", url=f"{HOME}/{row['id']}")
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            started = time.perf_counter()
            if row["expect"]["outcome"] == "ok":
                assert "discussed trade" in reader.read(link).text
            else:
                with pytest.raises(ReadoutError) as refusal:
                    reader.read(link)
                assert refusal.value.user_message.endswith(".")
            assert time.perf_counter() - started < row["expect"]["max_seconds"], row["id"]
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_024
            assert grown < row["expect"]["max_rss_mb"], row["id"]
        stopping.set()


def test_a_fetch_takes_twenty_seconds_at_most() -> None:
    assert TOTAL_SECONDS == 20
    assert Fetcher().seconds == 20


# ---------------------------------------------------------------- the guard


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::1"], ["fe80::1%eth0"], ["64:ff9b::7f00:1"]]
)
def test_one_private_address_spoils_the_name(answers: list[str]) -> None:
    with site({"/": answer(ARTICLE)}) as home:
        dial = Detour(home.port)
        fetcher = home.fetcher(dns=PaperDns({"news.example": [answers]}), dial=dial)
        with pytest.raises(Unreadable, match="not on the public internet"):
            fetcher.fetch(HOME)
        assert dial.dialled == []
        assert home.seen == []


def test_a_peer_at_another_address_is_not_spoken_to() -> None:
    with site({"/": answer(ARTICLE)}) as home:
        fetcher = home.fetcher(dial=Detour(home.port, peer="10.0.0.1"))
        with pytest.raises(Unreadable, match="another address"):
            fetcher.fetch(HOME)
        assert home.seen == []


def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    table = {"news.example": [["2606:4700::1111", PUBLIC]]}
    with site({"/": answer(ARTICLE)}) as home:
        dial = Detour(home.port, dead=["2606:4700::1111"])
        assert home.fetcher(dns=PaperDns(table), dial=dial).fetch(HOME).data
        assert dial.dialled == [("2606:4700::1111", 80), (PUBLIC, 80)]
        dial = Detour(home.port, dead=["2606:4700::1111", PUBLIC])
        with pytest.raises(Unreachable, match="could not connect"):
            home.fetcher(dns=PaperDns(table), dial=dial).fetch(HOME)


def test_the_name_is_looked_up_once_and_stays_in_host_and_sni() -> None:
    with site({"/": answer(ARTICLE)}) as home:
        dns, dial = PaperDns(), Detour(home.port)
        home.fetcher(dns=dns, dial=dial).fetch("https://news.example/")
        assert dns.asked == ["news.example"]
        assert dial.tls_names == ["news.example"]
        assert dial.dialled == [(PUBLIC, 443)]
        assert home.seen[0][1]["host"] == "news.example"


def test_a_certificate_that_is_not_valid_is_named() -> None:
    with site({"/": answer(ARTICLE)}) as home:
        with pytest.raises(Unreadable, match="certificate of news"):
            home.fetcher(dial=Detour(home.port, certified=False)).fetch("https://news.example/")
        assert home.seen == []


def test_an_unknown_name_may_be_tried_again() -> None:
    with site({}) as home, pytest.raises(Unreachable, match="could not find the site"):
        home.fetcher(dns=PaperDns({})).fetch(HOME)


def test_a_name_server_that_hangs_does_not_outlast_the_deadline() -> None:
    async def hang(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    started = time.perf_counter()
    with pytest.raises(Unreachable, match="took longer"):
        Fetcher(resolve=hang, seconds=0.3).fetch(HOME)
    assert time.perf_counter() - started < 3


def test_the_systems_resolver_gives_addresses_and_errors() -> None:
    assert asyncio.run(system_resolver("127.0.0.1", 80)) == ["127.0.0.1"]
    with pytest.raises((OSError, UnicodeError)):
        asyncio.run(system_resolver("a" * 70, 80))


def test_by_default_this_machine_cannot_be_reached() -> None:
    with site({"/": answer(ARTICLE)}) as home:
        for url in (f"http://127.0.0.1:{home.port}/", "http://127.0.0.1/", "http://localhost/"):
            with pytest.raises(Unreadable):
                Fetcher().fetch(url)
        assert home.seen == []


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (204, Unreadable, "HTTP 204"),
        (304, Unreadable, "HTTP 304"),
        (401, Unreadable, "Paste the text"),
        (403, Unreadable, "Paste the text"),
        (404, Unreadable, "no such page"),
        (410, Unreadable, "no such page"),
        (429, Unreachable, "busy"),
        (500, Unreachable, "again"),
        (503, Unreachable, "again"),
    ],
)
def test_each_status_has_its_sentence(status: int, kind: type[ReadoutError], words: str) -> None:
    with site({"/": answer(status=status)}) as home, pytest.raises(kind, match=words):
        home.fetcher().fetch(HOME)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "30"}, 30),
        ({"Retry_After": "999999"}, 3_600),
        ({"Retry_After": "9" * 400}, 3_600),
        ({"Retry_After": "Fri, 31 Dec 2100 23:59:59 GMT"}, 3_600),
        ({"Retry_After": "Fri, 31 Dec 1999 23:59:59 GMT"}, 0),
        ({"Retry_After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_a_site_asks_for_is_kept_to_an_hour(
    headers: dict[str, str], seconds: float | None
) -> None:
    with site({"/": answer(status=503, **headers)}) as home:
        with pytest.raises(Unreachable) as refusal:
            home.fetcher().fetch(HOME)
        assert refusal.value.retry_after == seconds


@pytest.mark.parametrize("media_type", ["image/png", "video/mp4", "application/json", "x" * 5_000])
def test_other_types_are_refused_by_name(media_type: str) -> None:
    with site({"/": answer("x", media_type=media_type)}) as home:
        with pytest.raises(Unreadable, match="PDF and DOCX") as refusal:
            home.fetcher().fetch(HOME)
        assert len(refusal.value.user_message) < 300


@pytest.mark.parametrize(
    "media_type", ["text/html", "Text/Plain; charset=x", None, "application/pdf"]
)
def test_accepted_types_come_back_as_claimed(media_type: str | None) -> None:
    with site({"/": answer("words", media_type=media_type)}) as home:
        fetched = home.fetcher().fetch(HOME)
    assert fetched.data == b"words"
    assert fetched.media_type == (media_type or "").partition(";")[0].lower()


def test_a_length_over_the_cap_is_refused_before_reading() -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "60000000")
        handler.end_headers()
        threading.Event().wait(2)

    started = time.perf_counter()
    with site({"/": respond}) as home, pytest.raises(Unreadable, match="5 MB"):
        home.fetcher().fetch(HOME)
    assert time.perf_counter() - started < 5


def test_caps_differ_for_pages_and_documents() -> None:
    large = {"/page": answer(b"x" * 6_000_000), "/file": answer(b"x" * 6_000_000, media_type=None)}
    pdf = b"%PDF-1.4" + bytes(6_000_000)
    large["/pdf"] = answer(pdf, media_type="application/octet-stream")
    with site(large) as home:
        for path in ("/page", "/file"):
            with pytest.raises(Unreadable, match="larger than 5 MB"):
                home.fetcher().fetch(HOME + path)
        assert home.fetcher().fetch(HOME + "/pdf").data == pdf


def test_gzip_is_inflated_and_other_codings_are_refused() -> None:
    packed = gzip.compress(ARTICLE.encode())
    pages = {
        "/gzip": answer(packed, Content_Encoding="gzip"),
        "/tail": answer(packed + b"rest" * 100_000, Content_Encoding="gzip"),
        "/cut": answer(packed[:-20], Content_Encoding="gzip"),
        "/bad": answer(b"no gzip", Content_Encoding="gzip"),
        "/br": answer(packed, Content_Encoding="br"),
        "/twice": answer(gzip.compress(packed), Content_Encoding="gzip, gzip"),
    }
    with site(pages) as home:
        fetcher = home.fetcher()
        assert fetcher.fetch(f"{HOME}/gzip").data == ARTICLE.encode()
        assert fetcher.fetch(f"{HOME}/tail").data == ARTICLE.encode()
        assert home.seen[0][1]["accept-encoding"] == "gzip"
        with pytest.raises(Unreachable, match="incomplete"):
            fetcher.fetch(f"{HOME}/cut")
        for path in ("/bad", "/br", "/twice"):
            with pytest.raises(Unreadable):
                fetcher.fetch(HOME + path)


def test_a_connection_that_breaks_may_be_tried_again() -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"half")

    def mute(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\x00\x01 no HTTP\r\n\r\n")

    with site({"/cut": cut, "/mute": mute}) as home:
        for path in ("/cut", "/mute"):
            with pytest.raises(Unreachable):
                home.fetcher().fetch(HOME + path)


# ---------------------------------------------------------------- redirects


def test_redirects_are_followed_and_the_last_url_counts() -> None:
    pages = {
        "/1": redirect("/2", Set_Cookie="a=b; Path=/"),
        "/2": redirect("https://other.example/3#part", status=308),
        "/3": answer(ARTICLE),
    }
    with site(pages) as home:
        dns, dial = PaperDns(), Detour(home.port)
        fetched = home.fetcher(dns=dns, dial=dial).fetch(f"{HOME}/1")
        assert fetched.url == "https://other.example/3"
        assert set(dns.asked) == {"news.example", "other.example"}
        assert not any("cookie" in headers for _, headers in home.seen)
        assert not any("referer" in headers for _, headers in home.seen)


def test_five_redirects_are_followed_and_a_sixth_is_not() -> None:
    pages = {f"/{n}": redirect(f"/{n + 1}") for n in range(6)} | {"/6": answer(ARTICLE)}
    with site(pages) as home:
        assert home.fetcher().fetch(f"{HOME}/1").url == f"{HOME}/6"
        with pytest.raises(Unreadable, match="more than 5 times"):
            home.fetcher().fetch(f"{HOME}/0")


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest",
        "http://localhost/",
        "file:///etc/hostname",
        "http://u:p@news.example/",
        "http://news.example:6379/",
        "http://[",
    ],
)
def test_every_hop_is_checked_again(target: str) -> None:
    with site({"/": redirect(target)}) as home:
        dial = Detour(home.port)
        with pytest.raises(Unreadable, match="leads on to a place"):
            home.fetcher(dial=dial).fetch(HOME)
        assert len(dial.dialled) == 1


def test_a_hop_to_a_name_with_a_private_address_is_refused() -> None:
    table = {"news.example": [[PUBLIC]], "inside.example": [["10.0.0.1"]]}
    pages = {"/": redirect("http://inside.example/")}
    with site(pages) as home, pytest.raises(Unreadable, match="not on the public internet"):
        home.fetcher(dns=PaperDns(table)).fetch(HOME)


def test_an_encrypted_page_does_not_lead_to_an_unencrypted_one() -> None:
    with site({"/": redirect("http://news.example/x"), "/x": answer(ARTICLE)}) as home:
        with pytest.raises(Unreadable, match="unencrypted"):
            home.fetcher().fetch("https://news.example/")
        assert len(home.seen) == 1


# ---------------------------------------------------------------- manners


def test_the_user_agent_names_the_bot_and_its_contact() -> None:
    with site({"/": answer(ARTICLE)}) as home:
        home.fetcher(contact="https://desk.example/bot\r\nX: y").fetch(HOME)
        home.fetcher().fetch(HOME)
    first, second = (headers["user-agent"] for _, headers in home.seen)
    assert first.startswith("readout-bot/")
    assert "https://desk.example/bot" in first
    assert "x" not in home.seen[0][1]
    assert "https" not in second


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with site({"/": answer(ARTICLE)}) as home:
        assert home.fetcher().fetch(HOME).data == ARTICLE.encode()


def test_one_host_sees_two_fetches_at_a_time() -> None:
    lock, most = threading.Lock(), [0, 0]

    def slow(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            most[0] += 1
            most[1] = max(most)
        threading.Event().wait(0.1)
        with lock:
            most[0] -= 1
        answer(ARTICLE)(handler)

    with site({"/": slow}) as home, ThreadPoolExecutor(6) as threads:
        fetcher = home.fetcher()
        fetched = list(threads.map(fetcher.fetch, [HOME] * 6))
    assert len(fetched) == 6
    assert most[1] == 2


def test_who_waits_too_long_for_a_busy_host_may_try_again() -> None:
    def hold(handler: BaseHTTPRequestHandler) -> None:
        threading.Event().wait(1)
        answer(ARTICLE)(handler)

    def fetch(fetcher: Fetcher) -> str:
        try:
            return fetcher.fetch(HOME).url
        except Unreachable as exc:
            return exc.user_message

    with site({"/": hold}) as home, ThreadPoolExecutor(3) as threads:
        results = list(threads.map(fetch, [home.fetcher(seconds=0.5)] * 3))
    assert all("again" in result for result in results)
