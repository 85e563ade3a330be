"""Links: which may be opened, what identifies them, where they stand in a message."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.reading.addresses import is_public
from bot.reading.urls import canonical, check_url, date_in_url, links_of

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = [
    "http://2130706433/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://127.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://127.0.0.1./",
    "http://1.2.3.4.5/",
    "http://0x/",
    "http://93.184.215.014/",
    "http://[::1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[fe80::1%25eth0]/",
    "http://[2001:db8::1]/",
    "http://[::1",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://intranet/",
    "http://wiki.internal/",
    "http://db.svc/",
    "http://db.default.svc.cluster.local/",
    "http://nas.home.arpa/",
    "http://router.lan/",
    "http://example.onion/",
    "http://example..org/",
    "http://.example.org/",
    "http://-example.org/",
    "http://exa%6dple.org/",
    "http://example.org:8080/",
    "http://example.org:80:80/",
    "http://example.org:٨٠/",
    "http://@example.org/",
    "http://example.org\\@10.0.0.1/",
    "http://example.org/\r\nHost: x",
    "http://exa mple.org/",
    "http://exa\u200bmple.org/",
    "http:///path",
    "http:example.org",
    "//example.org/",
    "javascript:alert(1)",
    "data:text/html,x",
    "gopher://example.org/",
    "",
    "http://" + "a" * 64 + ".org/",
    "http://" + ".".join(["abcdefgh"] * 30) + ".org/",
    "http://example.org/" + "x" * 2_100,
]


def rows(corpus: Path, kind: str) -> list[dict[str, Any]]:
    lines = (corpus / "data/bad_inputs.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for line in lines if (row := json.loads(line))["kind"] == kind]


@pytest.mark.parametrize("url", REFUSED)
def test_what_leads_nowhere_public_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        check_url(url)
    assert refusal.value.user_message.endswith(".")


def test_a_refusal_never_repeats_a_password() -> None:
    with pytest.raises(Unreadable) as refusal:
        check_url("https://anna:hunter2@example.org/")
    assert "hunter2" not in refusal.value.user_message
    assert "anna" not in refusal.value.user_message


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/A?b=C#d", "https://example.org/A?b=C"),
        ("http://example.org:/x", "http://example.org/x"),
        ("http://example.org.:80/", "http://example.org/"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://93.184.215.14/", "https://93.184.215.14/"),
        ("https://[2606:2800:0021::1]/", "https://[2606:2800:21::1]/"),
        ("https://under_score.example.org/", "https://under_score.example.org/"),
    ],
)
def test_a_public_link_comes_out_tidy(url: str, fetched: str) -> None:
    assert check_url(url).url == fetched


def test_a_host_of_mixed_scripts_is_shown_in_punycode() -> None:
    assert check_url("https://президент.рф/").shown == "президент.рф"
    assert check_url("https://日本のニュース.example/").shown == "日本のニュース.example"
    assert check_url("https://gооgle.example/").shown.startswith("xn--")  # Cyrillic o


@given(st.text(max_size=80))
@example("http://[")
@example("http://xn--\u00ad/")
@example("https://" + "\u0300" * 40)
def test_any_text_is_either_a_checked_link_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            checked = check_url(url)
        except Unreadable:
            continue
        assert checked.url.isascii()
        assert checked.port in (80, 443)
    assert isinstance(canonical(text), str)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Example.org/a?utm_source=x&b=1", "https://example.org/a?b=1"),
        ("https://example.org:443/a#top", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a?fbclid=1", "https://example.org/a"),
        ("https://example.org/%7euser/%c3%9f", "https://example.org/~user/ß"),
        ("https://u:p@example.org/a", "https://example.org/a"),
    ],
)
def test_the_same_page_has_one_identity(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_different_pages_have_different_identities() -> None:
    pages = ["https://example.org/a", "https://example.org/A", "https://example.org/a?id=1"]
    pages += ["http://example.org/a", "https://example.org/a/", "https://example.org/a?id="]
    assert len({canonical(page) for page in pages}) == len(pages)
    assert canonical(" no link ") == "no link"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see <https://example.org/a|the page> and <https://example.org/b>", ["a", "b"]),
        ("<https://example.org/a> <https://example.org/a?utm_medium=x|again>", ["a"]),
        ("<mailto:x@example.org|x@example.org> <tel:1> <#C1|general> <@U1|x> <!here|here>", []),
        ("```\n<https://example.org/a>\n``` `<https://example.org/b>`", []),
        ("`one` <https://example.org/a> `two`", ["a"]),
        ("https://example.org/a", []),
        ("<HTTPS://example.org/a>", ["a"]),
    ],
)
def test_links_are_taken_as_slack_marks_them(text: str, links: list[str]) -> None:
    found = [link.lower() for link in links_of(text)]
    assert found == [f"https://example.org/{link}" for link in links]


def test_at_most_twenty_links_are_taken() -> None:
    assert len(links_of(" ".join(f"<https://example.org/{n}>" for n in range(50)))) == 20


def test_hostile_text_is_searched_in_linear_time() -> None:
    started = time.perf_counter()
    for piece in ("<", "`", "```", "<http://", "<http://a|", "`<"):
        links_of(piece * 200_000)
    assert time.perf_counter() - started < 5


def test_messages_of_the_corpus(corpus: Path) -> None:
    for row in rows(corpus, "message"):
        if "subtype" in row["input"]:
            continue  # whose message it is decides the listener: handlers' tests hold that row
        assert links_of(row["input"]["text"]) == row["expect"]["urls"], row["id"]


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2023/09/18/story", date(2023, 9, 18)),
        ("https://example.org/news/2023-9-8/story.html", date(2023, 9, 8)),
        ("https://example.org/20231115/8f3a/c.html", date(2023, 11, 15)),
        ("https://example.org/eng/202309/t20230918_11145.html", date(2023, 9, 18)),
        ("https://example.org/2023/13/45/story", None),
        ("https://example.org/202309/1298475.shtml", None),
        ("https://example.org/story?d=2023/09/18", None),
        (None, None),
    ],
)
def test_the_day_in_a_link(url: str | None, day: date | None) -> None:
    assert date_in_url(url) == day


SPECIAL = """
0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 168.63.129.16 169.254.169.254 172.31.255.255 192.0.0.1
192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1
255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1 2001:db8::1 2002:7f00:1:: 3fff::1 5f00::1
fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 2606:4700::1%eth0 fec0::1 ff02::1 x 127.1
"""


@pytest.mark.parametrize("address", SPECIAL.split())
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450::1"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)
