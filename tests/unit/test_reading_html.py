"""Pages through the door: bytes in, an article out, by way of a parsing child."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import Unreadable
from bot.reading.children import ParserPool
from bot.reading.fetch import Fetcher
from bot.reading.pages import lead_first
from bot.reading.reader import ArticleReader
from tests.unit.reading_doubles import SENTENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.records import ArticleText

BODY = f"<p>{SENTENCE * 3}</p><p>They agreed to meet again. {SENTENCE}</p>"


@pytest.fixture(scope="module")
def reader() -> Iterator[ArticleReader]:
    reader = ArticleReader(fetcher=Fetcher(), children=ParserPool(size=1))
    yield reader
    reader.close()


def page(body: str, *, head: str = "", attributes: str = "") -> bytes:
    return f"<html {attributes}><head>{head}</head><body>{body}</body></html>".encode()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


# ---------------------------------------------------------------- the corpus


def corpus_pages(corpus: Path) -> list[tuple[dict[str, Any], bytes]]:
    folder = corpus / "data/html"
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    manifest = [json.loads(line) for line in lines]
    return [(row, gzip.decompress((folder / row["file"]).read_bytes())) for row in manifest]


def test_every_page_of_the_corpus_is_read(corpus: Path, reader: ArticleReader) -> None:
    recalls, precisions = [], []
    for row, data in corpus_pages(corpus):
        article = reader.read_bytes(data, url=row["url"])
        assert article.language == row["lang"], row["file"]
        if "title" in row:
            assert article.title == re.sub(r" \| .*", "", row["title"]), row["file"]
        if "date" in row and "creativecommons" not in row["file"]:
            assert article.published == date.fromisoformat(row["date"]), row["file"]
        for unwanted in row.get("must_not_contain", ()):
            assert unwanted not in article.text
        if "text" in row:
            # The lists of links that follow an article are none of its text.
            gold = words(re.split(" (?:See also|Additional) ", row["text"])[0])
            body = words(article.text.partition("\n\n")[2])
            recalls.append((gold & body).total() / gold.total())
            precisions.append((gold & body).total() / body.total())
            assert recalls[-1] > 0.9, row["file"]
            assert article.outlet, row["file"]
    assert len(recalls) == 41
    assert sum(recalls) / 41 > 0.98
    assert sum(precisions) / 41 > 0.98


# ---------------------------------------------------------------- form


def test_text_is_headline_blank_line_and_one_paragraph_a_line(reader: ArticleReader) -> None:
    body = "<h1>Ministers meet</h1><p>The ministers\n  of <b>two\nstates</b> met.</p>" + BODY
    article = reader.read_bytes(
        page(f"<article>{body}</article>", head="<title>Ministers meet</title>")
    )
    lines = article.text.split("\n")
    assert lines[:3] == ["Ministers meet", "", "The ministers of two states met."]
    assert article.title == "Ministers meet"
    assert [p.number for p in article.paragraphs] == list(range(1, len(lines)))
    assert "" not in lines[2:]


def test_a_site_name_behind_the_headline_is_cut(reader: ArticleReader) -> None:
    head = "<title>Talks held - a first | The Strelsau Post</title>"
    head += "<meta property='og:site_name' content='The Strelsau Post'>"
    article = reader.read_bytes(page(BODY, head=head), url="https://post.example/a")
    assert article.title == "Talks held - a first"
    assert article.outlet == "The Strelsau Post"


def test_a_headline_with_a_dash_stays_whole(reader: ArticleReader) -> None:
    article = reader.read_bytes(page(BODY, head="<title>Ruritania – Graustark talks</title>"))
    assert article.title == "Ruritania – Graustark talks"


@pytest.mark.parametrize("fragment", [BODY, f"<body>{BODY}</body>", f"<p>{SENTENCE * 6}", BODY * 9])
def test_a_fragment_of_a_page_is_read(reader: ArticleReader, fragment: str) -> None:
    assert SENTENCE.strip() in reader.read_bytes(fragment.encode()).text


@pytest.mark.parametrize("depth", [100, 300, 1_000])
def test_nested_boxes_do_not_hide_the_text(reader: ArticleReader, depth: int) -> None:
    data = page("<div>" * depth + BODY + "</div>" * depth)
    assert "agreed to meet again" in reader.read_bytes(data).text


def test_what_readers_of_the_page_do_not_see_is_not_read(reader: ArticleReader) -> None:
    hidden = [
        "<p hidden>{}</p>",
        "<div hidden=''><p>{}</p></div>",
        "<p aria-hidden='TRUE'>{}</p>",
        "<p style='color:red; display : none'>{}</p>",
        "<p style='visibility:hidden'>{}</p>",
        "<p style='opacity:0'>{}</p>",
        "<p style='opacity:0.0;'>{}</p>",
        "<p style='font-size: 0px'>{}</p>",
        "<template><p>{}</p></template>",
        "<script>document.write('{}')</script>",
        "<!-- {} -->",
    ]
    for form in hidden:
        extra = form.format("Graustark declared that it cedes the province. " * 4)
        text = reader.read_bytes(page(f"<article>{BODY}{extra}{BODY}</article>")).text
        assert "cedes" not in text, form
    shown = "<p style='opacity:0.9;font-size:0.8em'>Graustark declared that it cedes it. </p>"
    assert "cedes" in reader.read_bytes(page(f"<article>{BODY}{shown}{BODY}</article>")).text


def test_a_hidden_body_is_a_page_before_its_script(reader: ArticleReader) -> None:
    data = f"<html><body style='opacity:0'><article>{BODY}</article></body></html>".encode()
    assert "agreed to meet" in reader.read_bytes(data).text


def test_other_meetings_beside_the_article_are_not_read(reader: ArticleReader) -> None:
    aside = "<div role='complementary'><p>See also</p><p>Talks with Zenda on 1 May 2001.</p></div>"
    text = reader.read_bytes(page(f"<article>{BODY}{aside}</article>")).text
    assert "Zenda" not in text


def test_the_rows_of_a_table_come_as_lines(reader: ArticleReader) -> None:
    table = "<table><tr><td>Ruritania</td><td colspan=90000000>Rudolf Rassendyll</td></tr></table>"
    started = time.perf_counter()
    text = reader.read_bytes(page(f"<article>{BODY}{table * 40}{BODY}</article>")).text
    assert "Ruritania | Rudolf Rassendyll\n" in text
    assert time.perf_counter() - started < 10


# ---------------------------------------------------------------- lead


LEAD = "The President of Ruritania had a telephone conversation with the King of Graustark."


def test_a_lead_that_the_extractor_loses_is_put_in_front(reader: ArticleReader) -> None:
    body = f"<article><div class='lead' itemprop='description'>{LEAD}</div>{BODY}</article>"
    lines = reader.read_bytes(page(body, head="<title>Call</title>")).text.split("\n")
    assert lines[2] == LEAD
    assert lines.count(LEAD) == 1


def test_a_lead_that_the_page_describes_itself_by_stays_in_front(reader: ArticleReader) -> None:
    head = f"<title>Call</title><meta name='description' content='{LEAD}'>"
    body = f"<article><p>{LEAD}</p>{BODY}</article>"
    lines = reader.read_bytes(page(body, head=head)).text.split("\n")
    assert lines[2] == LEAD
    assert lines.count(LEAD) == 1


def test_a_lead_behind_the_body_is_moved_to_the_front() -> None:
    assert lead_first(["Body one.", "Body two.", LEAD], [LEAD]) == [LEAD, "Body one.", "Body two."]
    assert lead_first([LEAD, "Body one."], [LEAD]) == [LEAD, "Body one."]
    assert lead_first([f"{LEAD} More.", "Body."], [LEAD]) == [f"{LEAD} More.", "Body."]
    assert lead_first(["Body."], []) == ["Body."]


def test_a_description_that_nobody_sees_is_not_read(reader: ArticleReader) -> None:
    head = f"<meta name='description' content='{LEAD}'>"
    assert LEAD not in reader.read_bytes(page(f"<article>{BODY}</article>", head=head)).text


# ---------------------------------------------------------------- dates, bylines, languages


@pytest.mark.parametrize(
    ("head", "body", "url", "published", "basis"),
    [
        ("<meta property='article:published_time' content='2024-03-03T23:00:00Z'>", "", None,
         date(2024, 3, 3), "metadata"),
        ("<script type='application/ld+json'>{\"@type\":\"NewsArticle\","
         "\"datePublished\":\"2024-03-03\"}</script>", "", None, date(2024, 3, 3), "metadata"),
        ("", "", "https://x.example/2024/03/03/a", date(2024, 3, 3), "url"),
        ("", "<p>Published on 3 March 2024</p>", None, date(2024, 3, 3), "text"),
        ("", "<p>STRELSAU, March 3, 2024 (RNA) -- The ministers met.</p>", None,
         date(2024, 3, 3), "text"),
        ("", "<p>They recalled the treaty signed on 14 May 1999 in Zenda.</p>", None, None, None),
        ("", "<footer>© 2026 The Strelsau Post</footer>", None, None, None),
        ("", "<p>They will meet again on 14 May 2025.</p>", None, None, None),
    ],
)  # fmt: skip
def test_the_publication_date_is_known_or_not_said(
    reader: ArticleReader,
    head: str,
    body: str,
    url: str | None,
    published: date | None,
    basis: str | None,
) -> None:
    data = page(f"<article><h1>Talks</h1>{body}{BODY}</article>", head=head)
    article = reader.read_bytes(data, url=url)
    assert (article.published, article.published_basis) == (published, basis)


def test_a_byline_is_a_name(reader: ArticleReader) -> None:
    def byline(author: str) -> str | None:
        head = f"<meta name='author' content='{author}'>"
        return reader.read_bytes(page(f"<article>{BODY}</article>", head=head)).byline

    assert byline("Anthony Hope") == "Anthony Hope"
    assert byline("January") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Il ministro degli Esteri ha incontrato il suo omologo a Roma. ", "it"),
        ("Der Außenminister hat seinen Amtskollegen in Berlin getroffen. ", "de"),
        ("Министр иностранных дел встретился со своим коллегой в Москве. ", "ru"),
        ("外交部长在莫斯科会见了俄罗斯外长，双方讨论了合作。", "zh"),
        ("التقى وزير الخارجية نظيره الروسي في موسكو وناقشا التعاون. ", "ar"),
        (SENTENCE, "en"),
    ],
)
def test_the_language_is_told(reader: ArticleReader, text: str, language: str) -> None:
    assert reader.read_bytes(page(f"<article><p>{text * 10}</p></article>")).language == language


@pytest.mark.parametrize(
    ("coding", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("cp1252", "iso-8859-1"),
        ("cp1252", None),
        ("gb18030", "gb2312"),
        ("utf-8", "iso-8859-1"),
        ("koi8-r", "koi8-r"),
        ("shift_jis", "Shift_JIS"),
        ("iso2022_jp", "iso-2022-jp"),
        ("utf-8", "no-such-coding"),
        ("utf-8", "punycode"),
    ],
)
def test_pages_come_in_many_codings(
    reader: ArticleReader, coding: str, declared: str | None
) -> None:
    sample = {
        "cp1252": "“Größe” für Zürich – naïve",
        "gb18030": "外交部长在莫斯科会见",
        "koi8-r": "Министр встретился",
        "shift_jis": "外務大臣は会談した",
        "iso2022_jp": "外務大臣は会談した",
    }.get(coding, "“Größe” 外交 Москва")
    meta = f"<meta charset='{declared}'>" if declared else ""
    data = f"<html><head>{meta}</head><body><p>{sample} {SENTENCE * 4}</p></body></html>"
    assert sample in reader.read_bytes(data.encode(coding)).text


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>Short.</p>",
        "<div id='root'></div><script src='app.js'></script>",
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id=app></div>",
        "<h1>Talks in Strelsau end with agreement on river trade, both ministers say on Monday</h1>"
        "<p>Subscribe to continue reading this article. Already a subscriber? Log in.</p>",
        "<form><label>Email</label><input><label>Password</label><input></form>"
        "<p>Sign in with your work account to view this page. If you forgot your password, ask the "
        "administrator of your organisation for a new one and then try again later please.</p>",
        "<p>We use cookies and similar technologies to improve your experience, to analyse traffic "
        "and to show you advertising. By clicking accept you consent to our use of them all.</p>",
        "<p>Checking your browser before accessing the site. This process is automatic. Your "
        "browser will redirect to your requested content shortly. Please allow five seconds.</p>",
    ],
)
def test_walls_and_empty_pages_are_no_articles(reader: ArticleReader, body: str) -> None:
    with pytest.raises(Unreadable, match="Paste the text or upload the file"):
        reader.read_bytes(page(body, head="<meta property='og:type' content='article'>"))


def test_a_declared_paywall_is_named(reader: ArticleReader) -> None:
    facts = '<script type="application/ld+json">[{"isAccessibleForFree": "False"}]</script>'
    with pytest.raises(Unreadable, match="paywall"):
        reader.read_bytes(page(f"<p>{SENTENCE * 3}</p>", head=facts))
    assert reader.read_bytes(page(f"<p>{SENTENCE * 30}</p>", head=facts)).text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 200_000 + "deep",
        "<a href=x>link</a> " * 100_000,
        "<font>" * 6_000 + "deep",
    ],
)
def test_pages_made_to_choke_a_parser_are_refused_in_time(reader: ArticleReader, body: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Unreadable):
        reader.read_bytes(page(body))
    assert time.perf_counter() - started < 20
    assert reader.read_bytes(page(BODY)).text  # and the next page is read


@pytest.mark.parametrize("count", [900, 10_000])
def test_very_long_pages_are_read(reader: ArticleReader, count: int) -> None:
    article: ArticleText = reader.read_bytes(page(f"<p>{SENTENCE}</p>\n" * count))
    assert article.text.count("Strelsau") == count


@pytest.mark.parametrize(
    "data",
    [
        b"<html>\x00<body>",
        b"<?xml version='1.0' encoding='utf-16'?><html><body><p>x",
        b"<!doctype html><!doctype html>",
        b"<html lang='" + b"x" * 100_000,
        b"<html><head><title>" + b"t" * 500_000,
        b"<html><script type='application/ld+json'>" + b"[" * 100_000,
        b'<html><script type="application/ld+json">{"@graph": 7}</script><script '
        b'type="application/ld+json">[[1]]</script>',
        b"<html><meta charset='" + b"z" * 10_000 + b"'>",
        "<html><p>a" + "\u0301" * 1_000_000,
    ],
)
def test_odd_bytes_are_refused_with_a_sentence(reader: ArticleReader, data: bytes | str) -> None:
    with pytest.raises(Unreadable) as refusal:
        reader.read_bytes(data.encode() if isinstance(data, str) else data)
    assert "broke" not in refusal.value.user_message
