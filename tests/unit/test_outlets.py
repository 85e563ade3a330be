"""Whose voice a page or an agency is."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names import fold, load_gazetteer
from bot.outlets import Outlet, describe, label, outlet_of

LEXICON = tomllib.loads(files("bot").joinpath("lexicon/outlets.toml").read_text("utf-8"))
CHARACTERS = {"official", "state-affiliated", "wire", "public broadcaster", "independent"}
ROWS = [
    (character, party, name, row)
    for character, parties in LEXICON.items()
    if character in CHARACTERS
    for party, outlets in parties.items()
    for name, row in outlets.items()
]


@pytest.mark.parametrize(
    ("url", "described"),
    [
        (
            "https://www.globaltimes.cn/page/202309/1.shtml",
            "Global Times (state-affiliated: China)",
        ),
        ("http://en.kremlin.ru/events/president/news/1", "Kremlin (official: Russia)"),
        ("https://WWW.Kremlin.RU./", "Kremlin (official: Russia)"),
        ("https://kremlin.ru:443/x?y#z", "Kremlin (official: Russia)"),
        ("https://obamawhitehouse.archives.gov/blog", "White House (official: United States)"),
        ("https://www.archives.gov/", "archives.gov (official: United States)"),
        ("https://2017-2021.state.gov/x", "State Department (official: United States)"),
        ("https://www.fmprc.gov.cn/eng/", "Foreign Ministry of China (official: China)"),
        ("http://english.www.gov.cn/news", "State Council of China (official: China)"),
        ("https://www.mofcom.gov.cn/", "mofcom.gov.cn (official: China)"),
        ("https://www.mofa.gov.bd/", "mofa.gov.bd (official: Bangladesh)"),
        ("https://beta.mfa.gov.np/x", "beta.mfa.gov.np (official: Nepal)"),
        ("https://www.exteriores.gob.es/", "exteriores.gob.es (official: Spain)"),
        ("https://www.eda.admin.ch/", "eda.admin.ch (official: Switzerland)"),
        ("https://ec.europa.eu/x", "European Commission (official: European Union)"),
        ("https://www.ecb.europa.eu/", "ecb.europa.eu (official: European Union)"),
        ("https://news.un.org/en/", "United Nations (official: United Nations)"),
        ("https://www.nato.int/", "NATO (official: NATO)"),
        ("https://ddnews.gov.in/", "DD News (public broadcaster: India)"),
        ("https://www.spa.gov.sa/", "SPA (state-affiliated: Saudi Arabia)"),
        ("https://www.aa.com.tr/en", "Anadolu (state-affiliated: Turkey)"),
        ("https://www.reuters.com/world/", "Reuters (wire)"),
        ("https://en.yna.co.kr/view/1", "Yonhap (wire: South Korea)"),
        ("https://abcnews.go.com/x", "ABC News (US) (independent)"),
        ("https://www.bbc.co.uk/news", "BBC (public broadcaster: United Kingdom)"),
        ("https://asia.nikkei.com/x", "Nikkei (independent)"),
        ("https://www.voanews.com/a/1", "VOA (state-affiliated: United States)"),
    ],
)
def test_by_host(url, described):
    outlet = outlet_of(url=url)
    assert outlet is not None
    assert describe(outlet) == described


@pytest.mark.parametrize(
    "url",
    [
        "https://evil-kremlin.ru/",
        "https://xkremlin.ru/",
        "https://kremlin.ru.evil.example/",
        "https://kremlin.ru@evil.example/",
        "https://evil.example/kremlin.ru",
        "https://evil.example\\@kremlin.ru/",
        "https://krеmlin.ru/",  # with a Cyrillic letter
        "https://go.it/",  # anybody may own such a name
        "https://mygov.cn/",
        "https://ru/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::1",
        "kremlin.ru",
        "mailto:press@kremlin.ru",
        "",
    ],
)
def test_unknown_hosts(url):
    assert outlet_of(url=url) is None


@pytest.mark.parametrize(
    ("name", "described"),
    [
        ("Global Times", "Global Times (state-affiliated: China)"),
        ("The Global Times", "Global Times (state-affiliated: China)"),
        (" GLOBAL TIMES. ", "Global Times (state-affiliated: China)"),
        ("(Xinhua)", "Xinhua (state-affiliated: China)"),
        ("Xinhua News Agency", "Xinhua (state-affiliated: China)"),
        ("新华社", "Xinhua (state-affiliated: China)"),
        ("ТАСС", "TASS (state-affiliated: Russia)"),
        ("Agence France-Presse", "AFP (wire)"),
        ("El Pais", "El País (independent)"),
        ("President of Russia", "Kremlin (official: Russia)"),
        ("Le Monde", "Le Monde (independent)"),
    ],
)
def test_by_name(name, described):
    outlet = outlet_of(name=name)
    assert outlet is not None
    assert describe(outlet) == described


@pytest.mark.parametrize(
    "name",
    ["The Global Times of Foo", "Global", "Times", "Xinhua says so", "kremlinology", "", " ", None],
)
def test_unknown_names(name):
    assert outlet_of(name=name) is None


def test_a_page_cannot_name_itself():
    assert outlet_of(url="https://evil.example/x", name="Kremlin") is None
    reprint = outlet_of(url="https://www.reuters.com/x", name="Global Times")
    assert reprint == Outlet("Reuters", "wire")
    assert outlet_of() is None


def test_label():
    assert label(Outlet("x", "wire")) == "wire"
    assert label(Outlet("x", "official", "RU")) == "official: Russia"


def test_parties_are_known():
    parties = {party for _, party, _, _ in ROWS if party != "-"}
    parties |= set(LEXICON["government"].values())
    for domains in LEXICON["government_labels"].values():
        parties |= {"GB" if domain == "uk" else domain.upper() for domain in domains.split()}
    assert all(load_gazetteer().party(party) for party in parties)


def test_lexicon_is_sound():
    assert set(LEXICON) == CHARACTERS | {"government", "government_labels"}
    assert len(ROWS) >= 120
    owned = [row for row in ROWS if row[0] in {"official", "state-affiliated"}]
    assert all(party != "-" for _, party, _, _ in owned)
    hosts = Counter(host for *_, row in ROWS for host in row["hosts"])
    names = Counter(
        x for *_, name, row in ROWS for x in {fold(n) for n in (name, *row.get("also", ()))}
    )
    assert max(hosts.values()) == max(names.values()) == 1
    assert all(host == host.lower().strip(".") and "." in host for host in hosts)


def test_every_row_is_found():
    for character, party, name, row in ROWS:
        outlet = Outlet(name, character, None if party == "-" else party)
        assert outlet_of(name=name) == outlet
        assert all(outlet_of(url=f"https://www.{host}/a") == outlet for host in row["hosts"])


@given(st.text(), st.text())
def test_any_text_is_answered(url, name):
    outlet_of(url=url, name=name)
    outlet_of(name=name)
