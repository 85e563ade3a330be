"""What is read off real parses of whole sentences: source, cue and content. Our own words.

The cases stand in `sayings.jsonl`; " … " joins the parts of a content that a cue interrupts.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.extraction.attribution import content_spans
from tests.unit.extraction_docs import annotated

pytestmark = pytest.mark.model

LINES = Path(__file__).with_name("sayings.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize("case", [json.loads(line) for line in LINES], ids=lambda c: c["sentence"])
def test_sayings_of_a_sentence(case):
    doc = annotated(case["sentence"])
    found = []
    for saying in doc._.attributions:
        if saying.subject is None and not saying.impersonal:
            continue
        source = "(impersonal)" if saying.impersonal else doc[saying.subject].text
        content = " … ".join(span.of(case["sentence"]) for span in content_spans(doc, saying))
        found.append([source, doc[slice(*saying.cue)].text, content])
    assert found == case["sayings"]
