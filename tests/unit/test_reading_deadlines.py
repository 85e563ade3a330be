"""Patterns that meet hostile bytes, each in a process of its own that is ended when it hangs."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIMIT = 30  # seconds, of which starting Python takes most
HOSTILE = {
    "comments": "assert kind_of(b'<!---->' * 40 + b'x') == 'text'",
    "comments and blanks": "assert kind_of(b'<!-- -->  <?xml ?> ' * 200) == 'text'",
    "comment ends": "assert kind_of(b'<!--' + b'-->' * 1_300) == 'text'",
    "comment starts": "assert kind_of(b'<!--' * 1_000) == 'text'",
    "blanks in a declaration": (
        "[decode_html(b'<meta ' * 50 + b'charset=' + b' ' * 3_700) for _ in range(20)]"
    ),
    "back ticks": "links_of('`' * 2_000_000); links_of('```a`' * 400_000)",
    "links": "links_of('<https://a|' * 180_000); links_of('<https://' + 'a' * 2_000_000)",
    "dates in a link": "date_in_url('https://a/' + '/2020/1/' * 250_000)",
    "blank text": "normalise(' \\n\\r\\t' * 500_000); normalise('a\\u0301' * 1_000_000)",
}
PREFACE = """
from bot.reading.decode import decode_html, normalise
from bot.reading.reader import kind_of
from bot.reading.urls import date_in_url, links_of
"""


@pytest.mark.parametrize("work", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_is_done_with_in_time(work):
    subprocess.run([sys.executable, "-c", PREFACE + work], check=True, timeout=LIMIT)


def test_comments_before_a_page_do_not_hide_it():
    work = "assert kind_of(b' <!-- a -- b --><?xml ?>\\n<!----> <html>') == 'html'"
    subprocess.run([sys.executable, "-c", PREFACE + work], check=True, timeout=LIMIT)
