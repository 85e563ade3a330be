"""The index of positions' words: which positions may be on a topic, without reading any text.

SQLite has an FTS5 table without content, PostgreSQL a table of tsvectors that goes with its
positions. Words are kept by their stems, so it lets too much through: `topics.sift` decides. It
knows no audience; whoever reads it narrows to visible shares.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, cast, column, func, insert, literal, select, table
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR

from store.columns import storable
from store.tables import ArticleRow, PositionRow
from store.wording import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select

    from store.database import Tx

TOKEN = re.compile(r"[^\W_]+")
BATCH = 500  # entries, and ids, in one statement
LONGEST = 20_000  # characters of an entry; PostgreSQL takes no entry of a megabyte
LONGEST_WORD = 100
MOST_WORDS = 20  # of a phrase that are looked up
FEW = 2000  # positions up to which they are listed rather than tried one by one
LONGEST_QUERY = 100_000
ENDING = 8  # letters that a stem may be shorter than a word
CUT = ("e", "s", "y")  # endings that whoever asks leaves off
STEM = 4  # letters that a shorter stem of a word has at least

# Its columns as SQLite has them; the one named like the table takes commands and queries.
FTS = table("position_words", column("position_words"), column("rowid"), column("words"))
VECTORS = table("position_words", column("position_id"), column("words", TSVECTOR))


def add(tx: Tx, article_ids: Iterable[int]) -> None:
    """Enter the positions of these articles, which must not have entries yet."""
    for entries in _batches(tx, article_ids):
        if is_sqlite(tx):
            _sqlite(tx, None, entries)
        else:
            row = {
                "position_id": bindparam("number"),
                "words": func.to_tsvector(_english(), bindparam("entry")),
            }
            values = [{"number": number, "entry": plain(entry)} for number, entry in entries]
            tx.connection().execute(insert(VECTORS).values(row), values)


def remove(tx: Tx, article_ids: Iterable[int]) -> None:
    """Take out the positions of these articles, before they are deleted.

    PostgreSQL does so by itself.
    """
    if is_sqlite(tx):
        for entries in _batches(tx, article_ids):
            _sqlite(tx, "delete", entries)


def wipe(tx: Tx) -> None:
    """Leave nothing of forgotten words in the index: SQLite only notes that they are gone."""
    if is_sqlite(tx):
        tx.execute(insert(FTS).values(position_words="optimize"))


def matching(tx: Tx, phrases: Sequence[str]) -> Select[int] | None:
    """Return the ids of positions that may have all words of any of the phrases.

    None where the index cannot tell: some phrase has only signs or words that it leaves out, or
    they are too many.
    """
    lite = is_sqlite(tx)
    wanted = [_words(phrase, lite=lite) for phrase in phrases]
    left_out = set() if lite else _left_out(tx, {word for words in wanted for word in words})
    queries = [_all_of(sorted(words.keys() - left_out), words, lite=lite) for words in wanted]
    query = (" OR " if lite else " | ").join(f"({one})" for one in queries)
    if not all(queries) or len(query) > LONGEST_QUERY:
        return None
    if lite:
        return select(FTS.c.rowid).where(FTS.c.words.op("MATCH")(literal(query)))
    asked = func.to_tsquery(_english(), literal(query))
    return select(VECTORS.c.position_id).where(VECTORS.c.words.op("@@")(asked))


def few(tx: Tx, ids: Select[int]) -> bool:
    """Whether so few positions are listed that it pays to look at each."""
    return (tx.scalar(select(func.count()).select_from(ids.limit(FEW).subquery())) or 0) < FEW


def entry_of(topic: str, text: str, content: tuple[int, int], sentence: tuple[int, int]) -> str:
    """Return what is indexed of a position.

    SQLite takes an entry out by the same words that it came in with: a change here needs a
    migration that fills the index anew.
    """
    inside = sentence[0] <= content[0] and content[1] <= sentence[1]
    parts = [topic, text[slice(*sentence)]] if inside else [topic]
    parts += [] if inside else [text[slice(*content)], text[slice(*sentence)]]
    return storable("\n".join(parts))[:LONGEST]


def plain(text: str) -> str:
    """Return the bare words in lower case: PostgreSQL takes others for addresses and paths."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(word[:LONGEST_WORD] for word in TOKEN.findall(kept))


def _words(phrase: str, *, lite: bool) -> dict[str, bool]:
    """Return the words of a phrase to look up, and whether each has to be there as a whole."""
    found: dict[str, bool] = {}
    for word in phrase.split()[:MOST_WORDS]:
        bare = unicodedata.normalize("NFC", word) if lite else plain(word)
        known = [one[:LONGEST_WORD] for one in TOKEN.findall(bare) if _known(one)]
        found |= dict.fromkeys(known[:MOST_WORDS], len(word) <= WHOLE)  # "EU" is not "Europe"
    return found


def _left_out(tx: Tx, words: set[str]) -> set[str]:
    """Return those of the words that PostgreSQL indexes none of, like "against"."""
    some = sorted(words)
    counts = [func.numnode(func.to_tsquery(_english(), literal(f"'{word}'"))) for word in some]
    found: set[str] = set()
    for at in range(0, len(some), BATCH):
        row = tx.execute(select(*counts[at : at + BATCH])).one()
        found |= {word for word, nodes in zip(some[at:], row, strict=False) if not nodes}
    return found


def _all_of(words: Sequence[str], whole: Mapping[str, bool], *, lite: bool) -> str:
    terms = [_term(word, whole=whole[word], lite=lite) for word in words]
    return (" AND " if lite else " & ").join(terms)


def _term(word: str, *, whole: bool, lite: bool) -> str:
    """Return a query for a word, or for words that begin with it.

    Their stems need not begin so: "nationa" begins "national", kept as "nation"; "independenc",
    "independence", kept as "independ"; "every", "everyone", while "every" is kept as "everi".
    """
    exactly, beginning, or_ = ('"{}"', '"{}" *', " OR ") if lite else ("'{}'", "'{}':*", " | ")
    if whole:
        return exactly.format(word)
    shortest = max(STEM, (len(word) + 1) // 2, len(word) - ENDING)
    others = [*(word + end for end in CUT), *(word[:n] for n in range(shortest, len(word)))]
    beginnings = [word, word[:-1]] if word.endswith("y") else [word]
    terms = [*map(beginning.format, beginnings), *map(exactly.format, others)]
    return f"({or_.join(terms)})"


def _known(word: str) -> bool:
    """Whether all tokenizers take this for a word, however old the Unicode that they know."""
    return all(unicodedata.ucd_3_2_0.category(letter)[0] in "LN" for letter in word)


def _sqlite(tx: Tx, command: str | None, entries: Sequence[tuple[int, str]]) -> None:
    given = {} if command is None else {"position_words": command}
    values = [{**given, "rowid": number, "words": entry} for number, entry in entries]
    tx.connection().execute(insert(FTS), values)


def _batches(tx: Tx, article_ids: Iterable[int]) -> Iterator[list[tuple[int, str]]]:
    """Yield ids and entries of the articles' positions, as they are stored."""
    rest = sorted(set(article_ids))
    rows = select(
        PositionRow.id,
        PositionRow.article_id,
        PositionRow.topic,
        PositionRow.content_start,
        PositionRow.content_end,
        PositionRow.sentence_start,
        PositionRow.sentence_end,
    ).order_by(PositionRow.id)
    texts = select(ArticleRow.id, ArticleRow.text)
    for at in range(0, len(rest), BATCH):
        ids = rest[at : at + BATCH]
        held = tx.execute(rows.where(PositionRow.article_id.in_(ids))).all()
        with_some = {row.article_id for row in held}
        found = {i: text for i, text in tx.execute(texts.where(ArticleRow.id.in_(with_some)))}  # noqa: C416 - typed
        entries = [
            (
                row.id,
                entry_of(
                    row.topic,
                    found[row.article_id],
                    (row.content_start, row.content_end),
                    (row.sentence_start, row.sentence_end),
                ),
            )
            for row in held
        ]
        if entries:
            yield entries


def _english() -> ColumnElement[str]:
    return cast(literal("english"), REGCONFIG)


def is_sqlite(tx: Tx) -> bool:
    """Whether the transaction is one of SQLite's."""
    return tx.get_bind().dialect.name == "sqlite"
