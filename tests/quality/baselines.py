"""What simpler extractors find in the same texts, beside ours, as one Markdown table.

`python -m tests.quality.baselines` (READOUT_CORPUS set) measures textacy's direct quotations and a
plain rule (a verb with a subject and a clause) on the bare pipeline, and `readout extract`. Both
baselines work paragraph by paragraph, because textacy gives up where quotation marks are odd in
number; their speaker is the phrase as it stands; participants are all persons that the pipeline
names, with the nearest country. textacy is installed from requirements-baselines.lock.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.extraction.pipeline import DEFAULT_MODEL
from tests.quality import gold
from tests.quality.gold import RESAMPLES, Row, Scoring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    Triples = Callable[[Doc], Iterable[tuple[list[Token], list[Token], list[Token]]]]
    Extract = Callable[[Sequence[Row]], list[Row]]

ROLES = gold.SPANS
SHOWN = ("full", "positions", "full recall, joint", "sentence recall", "participants")
HEAD = "full F1 (95 % interval); positions F1; joint recall; sentence recall; participants F1"


def direct_quotations(doc: Doc) -> Iterator[tuple[list[Token], list[Token], list[Token]]]:
    """Yield textacy's (speaker, cue, content), nothing where it gives up."""
    textacy = importlib.import_module("textacy.extract")
    try:
        for speaker, cue, content in textacy.direct_quotations(doc):
            yield speaker, cue, list(content)
    except ValueError:  # an odd number of quotation marks
        return


def clauses(doc: Doc) -> Iterator[tuple[list[Token], list[Token], list[Token]]]:
    """Yield (subject, verb, clause) of every verb that has both."""
    for verb in doc:
        children = {child.dep_: child for child in verb.children}
        if verb.pos_ == "VERB" and {"nsubj", "ccomp"} <= set(children):
            helpers = [c for c in verb.children if c.dep_ in {"aux", "neg", "prt"}]
            content = [t for t in children["ccomp"].subtree if t.dep_ != "mark"]
            cue = sorted([verb, *helpers], key=lambda token: token.i)
            yield list(children["nsubj"].subtree), cue, content


def on_bare_pipeline(triples: Triples) -> Extract:
    """Return an extractor that takes what `triples` finds in each paragraph."""
    nlp = importlib.import_module(DEFAULT_MODEL).load()

    def extract(texts: Sequence[Row]) -> list[Row]:
        return [record(row, [(at, nlp(words)) for at, words in paragraphs(row)]) for row in texts]

    def record(row: Row, docs: list[tuple[int, Doc]]) -> Row:
        found = [
            {role: spans(t, at) for role, t in zip(ROLES, triple, strict=True)}
            for at, doc in docs
            for triple in triples(doc)
        ]
        return {
            "id": row["id"], "participants": people(doc for _, doc in docs), "place": None,
            "date": row.get("published"), "attributions": found,
            "positions": [position(row["text"], a) for a in found],
        }  # fmt: skip

    return extract


def paragraphs(row: Row) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of a text and where they start."""
    for match in re.finditer(r"[^\n]+", row["text"]):
        yield match.start(), match.group()


def spans(tokens: Iterable[Token], offset: int) -> list[list[int]]:
    """Return the stretches of text that tokens in order make up."""
    made: list[list[int]] = []
    last = None
    for token in tokens:
        start, end = offset + token.idx, offset + token.idx + len(token)
        if last is not None and token.i == last + 1:
            made[-1][1] = end
        else:
            made.append([start, end])
        last = token.i
    return made


def position(text: str, found: dict[str, list[list[int]]]) -> Row:
    """Return one position in the scorer's form: the speaker is the phrase as it stands."""
    speaker = " ".join(text[start:end] for start, end in found["source"])
    start, end = found["content"][0][0], found["content"][-1][1]
    return {"speakers": [speaker], "joint": False, "start": start, "end": end, "basis": "stated"}


def people(docs: Iterable[Doc]) -> list[Row]:
    """Return every person that the pipeline names, once by surname, with the nearest country."""
    found: dict[str, Row] = {}
    for doc in docs:
        lands = [ent for ent in doc.ents if ent.label_ in {"GPE", "NORP"}]
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                person = {"name": ent.text, "title": title_of(ent), "country": nearest(ent, lands)}
                found.setdefault(ent[-1].text, person)
    return list(found.values())


def nearest(person: Span, lands: Iterable[Span]) -> str | None:
    """Return the country named closest to a person in the paragraph."""
    ranked = sorted(lands, key=lambda land: abs(land.start - person.start))
    return ranked[0].text if ranked else None


def title_of(person: Span) -> str | None:
    """Return the words that stand before a name in its phrase."""
    return person.doc[person.root.left_edge.i : person.start].text or None


def annotated(corpus: Path) -> list[Row]:
    """Return the corpus's own annotated texts."""
    files = [p for f in ("readouts_dev", "articles") for p in (corpus / "data" / f).iterdir()]
    golds = []
    for path in sorted(p for p in files if p.name.endswith(".gold.json")):
        row = json.loads(path.read_text("utf-8"))
        golds.append({**row, "text": path.with_name(row["file"]).read_text("utf-8")})
    return golds


def on_texts(corpus: Path, golds: Sequence[Row], extract: Extract, resamples: int) -> str:
    """Return the figures on whole texts, as one cell."""
    with tempfile.TemporaryDirectory() as folder:
        scoring = Scoring(Path(folder), corpus, golds, extract(golds))
        figures, _ = scoring.run(scoring.files)
        interval = scoring.interval(scoring.bootstrap(resamples), "full")
    shown = [f"{100 * (figures[name] or 0):.1f}" for name in SHOWN]
    return "; ".join([f"{shown[0]} ({interval})", *shown[1:]])


def on_sentences(corpus: Path, golds: Sequence[Row], extract: Extract) -> str:
    """Return the full F1 of attributions in single sentences, as one cell."""
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder, name)) for name in ("gold.jsonl", "found.jsonl", "figures.json")]
        for name, rows in zip(names, (golds, extract(golds)), strict=False):
            Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        command = [sys.executable, str(corpus / "tools/score_attribution.py"), names[0]]
        subprocess.run(
            [*command, "--pred", names[1], "--json", names[2]], check=True, capture_output=True
        )
        figures: dict[str, Any] = json.loads(Path(names[2]).read_text("utf-8"))
    return f"{100 * figures['full']['f']:.1f}"


def table(corpus: Path, first: int | None, resamples: int) -> str:
    """Return the Markdown table."""
    extractors: dict[str, Extract] = {
        "textacy direct quotations": on_bare_pipeline(direct_quotations),
        "verb + subject + clause": on_bare_pipeline(clauses),
        "Readout": gold.extracted,
    }
    texts = {
        "annotated": annotated(corpus)[:first],
        **{name: gold.labelled(name, corpus)[:first] for name in (*gold.OPEN, *gold.SEALED)},
    }
    sentences = gold.rows("sentences")[:first]
    titles = [f"{name}, {len(golds)} texts" for name, golds in texts.items()]
    titles.append(f"{len(sentences)} sentences, full F1")
    lines = [f"Each cell of texts: {HEAD}.\n", _row(["extractor", *titles])]
    lines.append(_row(["---"] * (len(titles) + 1)))
    for name, extract in extractors.items():
        cells = [on_texts(corpus, golds, extract, resamples) for golds in texts.values()]
        lines.append(_row([name, *cells, on_sentences(corpus, sentences, extract)]))
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, metavar="N", help="only the first N of each texts")
    parser.add_argument("--resamples", type=int, default=RESAMPLES, help="for the intervals")
    options = parser.parse_args()
    if importlib.util.find_spec("textacy") is None:
        raise SystemExit("textacy is missing: pip install --no-deps -r requirements-baselines.lock")
    corpus = Path(os.environ["READOUT_CORPUS"])
    sys.stdout.write(table(corpus, options.first, options.resamples) + "\n")


if __name__ == "__main__":
    main()
