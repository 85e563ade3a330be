"""What the gazetteer finds in prose, understands when typed, and guesses at."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.names import flag_of, fold, load_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

GAZETTEER = load_gazetteer()
PARTIES = [GAZETTEER.party(key) for key in GAZETTEER._parties]


def found(text: str) -> list[tuple[str, str, str]]:
    return [(text[m.start : m.end], m.key, m.form) for m in GAZETTEER.find(text)]


# ---------------------------------------------------------------- the data


def test_every_state_is_there():
    states = [party.key for party in PARTIES if party.kind == "state"]
    assert len(states) == 193 + len({"VA", "PS", "XK", "TW"})
    assert {"VA", "PS", "XK", "TW"} <= set(states)


ORGANISATIONS = """European Union, United Nations, NATO, Shanghai Cooperation Organization, BRICS,
    ASEAN, African Union, OSCE, G7, G20, OPEC, Commonwealth of Independent States, IAEA, WTO, WHO,
    IMF, Collective Security Treaty Organization, Gulf Cooperation Council, Arab League, ECOWAS,
    Commonwealth, Eurasian Economic Union, Organization of American States, World Bank"""


@pytest.mark.parametrize("name", ORGANISATIONS.split(","))
def test_organisations_are_there(name):
    (key,) = GAZETTEER.resolve(name).keys
    assert GAZETTEER.party(key).kind == "organisation"


def test_no_spelling_belongs_to_two_parties():
    owners: dict[str, set[str]] = {}
    for party in PARTIES:
        for text in (party.name, *party.aliases, *party.demonyms, *party.capitals):
            owners.setdefault(fold(text), set()).add(party.key)
    assert {text: keys for text, keys in owners.items() if len(keys) > 1} == {}


def test_keys_and_codes_are_unique():
    codes = [party.code for party in PARTIES if party.code]
    organisations = [party.key for party in PARTIES if party.kind == "organisation"]
    assert len(codes) == len(set(codes)) == 197
    assert not set(codes) & set(organisations)
    assert all(len(party.key) == 2 for party in PARTIES if party.kind == "state")


def test_every_name_is_found_in_prose_and_resolved():
    for party in PARTIES:
        for text in (party.name, *party.aliases, *party.demonyms, *party.capitals):
            assert [key for _, key, _ in found(f"On Monday {text} agreed.")] == [party.key], text
            assert GAZETTEER.resolve(text).keys == (party.key,), text


def test_unknown_key():
    with pytest.raises(KeyError):
        GAZETTEER.party("ZZ")


def test_names_agree_with_the_scorers(corpus: Path):
    lines = (corpus / "tools/countries.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        name, *others = line.replace("\t", "|").strip("|").split("|")
        for text in (name, *others):
            key = GAZETTEER.resolve(text).keys[0]
            assert GAZETTEER.party(key).name in (name, *others)
            assert [k for _, k, _ in found(f"The {text} side.")] == [key]


# ---------------------------------------------------------------- running text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("China's and China’s", [("China", "CN", "name")] * 2),
        ("China-Russia ties", [("China", "CN", "name"), ("Russia", "RU", "name")]),
        ("Russian–Turkish", [("Russian", "RU", "demonym"), ("Turkish", "TR", "demonym")]),
        ("two Russians, three Poles", [("Russians", "RU", "demonym"), ("Poles", "PL", "demonym")]),
        ("the US told us", [("US", "US", "alias")]),
        ("the U.S.-led talks", [("U.S.", "US", "alias")]),
        ("UN and EU", [("UN", "UN", "alias"), ("EU", "EU", "alias")]),
        ("who met WHO", [("WHO", "WHO", "name")]),
        ("Papua New Guinea", [("Papua New Guinea", "PG", "name")]),
        ("Guinea-Bissau, Guinea", [("Guinea-Bissau", "GW", "name"), ("Guinea", "GN", "name")]),
        ("Equatorial Guinea", [("Equatorial Guinea", "GQ", "name")]),
        ("South Sudan", [("South Sudan", "SS", "name")]),
        ("the Netherlands", [("Netherlands", "NL", "name")]),
        ("the Gambia", [("Gambia", "GM", "name")]),
        ("Niger, Nigeria", [("Niger", "NE", "name"), ("Nigeria", "NG", "name")]),
        ("Dominica", [("Dominica", "DM", "name")]),
        ("the Dominican Republic", [("Dominican Republic", "DO", "name")]),
        ("People’s Republic of China", [("People’s Republic of China", "CN", "alias")]),
        ("People\\'s Republic of China", [("People\\'s Republic of China", "CN", "alias")]),
        ("the Republic of China", [("Republic of China", "TW", "alias")]),
        ("Chinese Taipei", [("Chinese Taipei", "TW", "alias")]),
        ("Republic of Korea", [("Republic of Korea", "KR", "alias")]),
        ("Korea and Congo", [("Korea", "KR", "name"), ("Congo", "CG", "name")]),
        ("DR Congo", [("DR Congo", "CD", "alias")]),
        ("Northern Ireland", [("Northern Ireland", "GB", "alias")]),
        ("Côte d’Ivoire", [("Côte d’Ivoire", "CI", "alias")]),
        ("Cote d'Ivoire", [("Cote d'Ivoire", "CI", "alias")]),
        ("MOSCOW, Sept. 18", [("MOSCOW", "RU", "capital")]),
        ("the Kremlin", [("Kremlin", "RU", "capital")]),
        ("the Élysée and the Elysee", [("Élysée", "FR", "capital"), ("Elysee", "FR", "capital")]),
        ("Mexico City", [("Mexico City", "MX", "capital")]),
        ("United\u00a0States", [("United\u00a0States", "US", "name")]),
        ("Foreign and Commonwealth Office", [("Foreign and Commonwealth Office", "GB", "alias")]),
        ("China.", [("China", "CN", "name")]),
        ("🇨🇳China", [("China", "CN", "name")]),
    ],
)
def test_find(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "South China Sea, East China Sea, Indian Ocean",
        "Latin America and North American trade",
        "the Korean Peninsula",
        "The Washington Post, The Moscow Times, South China Morning Post",
        "polish the turkey in us; it is no oman",
        "Chinatown Russiagate Germanys' Indochina pre_China",
        "United Nation, Republic of Foo, Kingdom of",
        "New Mexico and New England",
    ],
)
def test_find_nothing(text):
    assert found(text) == []


@given(st.text())
def test_matches_are_ordered_words_of_the_text(text):
    matches = GAZETTEER.find(text)
    assert all(0 <= m.start < m.end <= len(text) for m in matches)
    assert all(a.end <= b.start for a, b in pairwise(matches))


@pytest.mark.parametrize(
    "unit", ["a", " ", "A ", "Republic ", "People's Republic of ", "U.S.", "China", "é", "-", "\n"]
)
def test_find_takes_linear_time(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.perf_counter()
        GAZETTEER.find(text)
        return time.perf_counter() - start

    small, large = min(seconds(100_000) for _ in range(3)), seconds(1_000_000)
    assert large < 5 * 10 * small + 0.5


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Chinese Minister of Foreign Affairs", "CN"),
        ("President of the French Republic", "FR"),
        ("Prime Minister of the Republic of Turkey", "TR"),
        ("Prime Minister of the Republic of Türkiye", "TR"),
        ("UN Secretary-General", "UN"),
        ("NATO Secretary General", "NATO"),
        ("Director-General of the International Atomic Energy Agency", "IAEA"),
        ("Ambassador of Japan to Russia", "JP"),
        ("U.S. Secretary of State", "US"),
        ("Deputy Supreme Commander of the United Arab Emirates", "AE"),
        ("Emir of the State of Qatar", "QA"),
        ("President of the European Commission", "EU"),
        ("Federal Chancellor of the Federal Republic of Germany", "DE"),
        ("Chairperson of the African Union Commission", "AFU"),
        ("Mayor of Moscow", None),
        ("Secretary of State", None),
        ("Governor of New Mexico", None),
        ("", None),
    ],
)
def test_first_party(title, key):
    assert GAZETTEER.first_party(title) == key


# ---------------------------------------------------------------- typed phrases


@pytest.mark.parametrize(
    ("typed", "key", "form", "note"),
    [
        ("China", "CN", "name", None),
        ("russia", "RU", "name", None),
        (" RUSSIA? ", "RU", "name", None),
        ("China's", "CN", "name", None),
        ("China’s", "CN", "name", None),
        ("“China”", "CN", "name", None),
        ("the netherlands", "NL", "name", None),
        ("saudi\u00a0 arabia", "SA", "name", None),
        ("guinea bissau", "GW", "name", None),
        ("timor leste", "TL", "name", None),
        ("st. lucia", "LC", "alias", "st. lucia → Saint Lucia"),
        ("bosnia & herzegovina", "BA", "name", None),
        ("PRC", "CN", "alias", "PRC → China"),
        ("rf", "RU", "alias", "rf → Russia"),
        ("u.k.", "GB", "alias", "u.k. → United Kingdom"),
        ("UK", "GB", "alias", "UK → United Kingdom"),
        ("Britain", "GB", "alias", "Britain → United Kingdom"),
        ("Great Britain", "GB", "alias", "Great Britain → United Kingdom"),
        ("u.s.", "US", "alias", "u.s. → United States"),
        ("the US", "US", "alias", "the US → United States"),
        ("U.S.A.", "US", "alias", "U.S.A. → United States"),
        ("united states of america", "US", "alias", "united states of america → United States"),
        ("Turkiye", "TR", "alias", "Turkiye → Turkey"),
        ("Holland", "NL", "alias", "Holland → Netherlands"),
        ("Czechia", "CZ", "alias", "Czechia → Czech Republic"),
        ("Swaziland", "SZ", "alias", "Swaziland → Eswatini"),
        ("macedonia", "MK", "alias", "macedonia → North Macedonia"),
        ("cote d’ivoire", "CI", "alias", "cote d’ivoire → Ivory Coast"),
        ("ROK", "KR", "alias", "ROK → South Korea"),
        ("dprk", "KP", "alias", "dprk → North Korea"),
        ("DR Congo", "CD", "alias", "DR Congo → Democratic Republic of the Congo"),
        ("congo-brazzaville", "CG", "alias", "congo-brazzaville → Republic of the Congo"),
        ("Holy See", "VA", "alias", "Holy See → Vatican"),
        ("chinese", "CN", "demonym", "chinese → China"),
        ("Brits", "GB", "demonym", "Brits → United Kingdom"),
        ("Moscow", "RU", "capital", "Moscow → Russia (government)"),
        ("the Kremlin", "RU", "capital", "the Kremlin → Russia (government)"),
        ("white house", "US", "capital", "white house → United States (government)"),
        ("Elysee", "FR", "capital", "Elysee → France (government)"),
        ("Zhongnanhai", "CN", "capital", "Zhongnanhai → China (government)"),
        ("The Hague", "NL", "capital", "The Hague → Netherlands (government)"),
        ("Brussels", "EU", "capital", "Brussels → European Union"),
        ("DE", "DE", "code", "DE → Germany"),
        ("IN", "IN", "code", "IN → India"),
        ("KAZ", "KZ", "code", "KAZ → Kazakhstan"),
        ("🇨🇳", "CN", "flag", "🇨🇳 → China"),
        ("🇪🇺", "EU", "flag", "🇪🇺 → European Union"),
        (":flag-cn:", "CN", "flag", ":flag-cn: → China"),
        (":flag-gb:", "GB", "flag", ":flag-gb: → United Kingdom"),
        (":cn:", "CN", "flag", ":cn: → China"),
        (":ru:", "RU", "flag", ":ru: → Russia"),
        (":uk:", "GB", "flag", ":uk: → United Kingdom"),
        ("中国", "CN", "native", "中国 → China"),
        ("俄罗斯", "RU", "native", "俄罗斯 → Russia"),
        ("俄羅斯", "RU", "native", "俄羅斯 → Russia"),
        ("Китай", "CN", "native", "Китай → China"),
        ("Россия", "RU", "native", "Россия → Russia"),
        ("Chine", "CN", "native", "Chine → China"),
        ("Russie", "RU", "native", "Russie → Russia"),
        ("etats-unis", "US", "native", "etats-unis → United States"),
        ("الصين", "CN", "native", "الصين → China"),
        ("روسيا", "RU", "native", "روسيا → Russia"),
        ("Deutschland", "DE", "native", "Deutschland → Germany"),
        ("日本", "JP", "native", "日本 → Japan"),
        ("대한민국", "KR", "native", "대한민국 → South Korea"),
        ("Çin", "CN", "native", "Çin → China"),
        ("Україна", "UA", "native", "Україна → Ukraine"),
        ("ایران", "IR", "native", "ایران → Iran"),
        ("भारत", "IN", "native", "भारत → India"),
        ("США", "US", "alias", "США → United States"),
        ("Georgia", "GE", "name", "Georgia → the country"),
        (
            "Guinea",
            "GN",
            "name",
            "Guinea → Guinea, not Guinea-Bissau, Equatorial Guinea or Papua New Guinea",
        ),
    ],
)
def test_resolve(typed, key, form, note):
    resolution = GAZETTEER.resolve(typed)
    assert (resolution.keys, resolution.form, resolution.note) == ((key,), form, note)
    assert resolution.typed == typed.strip()


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("Korea", ("KR", "KP")),
        ("korean", ("KR", "KP")),
        ("Congo", ("CG", "CD")),
        ("Конго", ("CG", "CD")),
        ("AU", ("AFU", "AU")),
    ],
)
def test_ambiguous(typed, keys):
    resolution = GAZETTEER.resolve(typed)
    names = [GAZETTEER.party(key).name for key in keys]
    assert resolution.keys == keys
    assert resolution.note == f"{typed} → {' or '.join(names)}"


NOT_NAMES = """us in it no so am me is at be to by as la de al my an who male car au and are can
    per AND Wakanda Narnia Foo Bar meeting hello Lavrov Wang Yi island Island maurice Dominique png
    cin :br: :zz: 🇿🇿 Latveria south Republic Kingdom"""
NOT_PHRASES = ["", "  ", "?", "'s", "the", "the ", "South China Sea", "China Russia", "x" * 100_000]


@pytest.mark.parametrize("typed", [*NOT_NAMES.split(), *NOT_PHRASES])
def test_unknown(typed):
    resolution = GAZETTEER.resolve(typed)
    assert (resolution.keys, resolution.form, resolution.note) == ((), "", None)


@given(st.text(max_size=40))
@settings(max_examples=300)
def test_any_phrase_is_answered(phrase):
    keys = GAZETTEER.resolve(phrase).keys
    assert all(GAZETTEER.party(key) for key in keys)
    assert all(60 < score < 100 for _, _, score in GAZETTEER.close(phrase))


def test_flags():
    assert flag_of("CN") == "🇨🇳"
    assert flag_of("NATO") == ""
    assert all(GAZETTEER.resolve(flag_of(p.key)).keys == (p.key,) for p in PARTIES[:197])


# ---------------------------------------------------------------- typos

TYPOS = """Chian CN, Chnia CN, Rusia RU, Russai RU, Rusian RU, Ukrane UA, Ukriane UA, Ukrain UA,
    Germnay DE, Gemany DE, Frnace FR, Itlay IT, Spian ES, Jappan JP, Jaapn JP, Inida IN, Isreal IL,
    Egpyt EG, Turky TR, Trukey TR, Polnad PL, Swden SE, Norwy NO, Grece GR, Britian GB,
    Amercia US, Untied States US, Untied Kingdom GB, Soth Korea KR, Noth Korea KP, Pakstan PK,
    Afganistan AF, Khazakstan KZ, Kyrgystan KG, Azerbijan AZ, Phillipines PH, Venezuala VE,
    Switzerlnd CH, Saudi Arabai SA, Indoneisa ID, Ethopia ET, Mosow RU, Bejing CN, Kremiln RU,
    Chinse CN, Palestien PS, Lithunia LT, Urssia RU, Mexcio MX, Argentna AR"""


@pytest.mark.parametrize("row", [row.strip() for row in TYPOS.split(",")])
def test_close(row):
    typo, key = row.rsplit(" ", 1)
    native = GAZETTEER.resolve(typo).keys  # "Rusia" is Spanish
    assert native in ((), (key,))
    assert [close for close, _, _ in GAZETTEER.close(typo)] == [key]


def test_close_says_what_was_meant():
    assert GAZETTEER.close("Chian") == [("CN", "China", 80.0)]
    australia, austria = GAZETTEER.close("Austrlia")
    assert (australia[0], austria[0]) == ("AU", "AT")
    assert australia[2] > austria[2]


WORDS = """wakanda narnia foo bar meeting hello latveria genovia chain chin green creek stain pains
    woman women roman susan sedan quite quiet child chills tiger water parts pairs pearl spin iron
    hungry finish finished franc nation nations minister ministry president summit statement talks
    trade security energy weapons nuclear relations position agreed ceasefire sanctions subscribe
    unsubscribe briefing compare timeline yesterday monday january ukase lavrov putin wang blinken
    cameron angela merkel macron modi sunak biden trump kamala starmer erdogan orban kenyon
    librarian surname columbia koran greens turnkey plague benign island thanks please weekly"""


@pytest.mark.parametrize("word", WORDS.split())
def test_words_are_not_typos(word):
    assert GAZETTEER.close(word) == []
    assert GAZETTEER.close(word.title()) == []
