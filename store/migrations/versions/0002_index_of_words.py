"""The index of positions' words.

It is filled from what is stored, with the words that `store.fulltext` takes at this revision.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ARTICLES = 500  # filled at a time
LONGEST = 20_000
LONGEST_WORD = 100

FTS = """
CREATE VIRTUAL TABLE position_words USING fts5(
    words, content='', tokenize='porter unicode61 remove_diacritics 2'
)
"""
FTS_ENTRY = "INSERT INTO position_words (rowid, words) VALUES (:number, :entry)"
VECTOR = """
INSERT INTO position_words (position_id, words)
VALUES (:number, to_tsvector('english', :entry))
"""


def upgrade() -> None:
    lite = op.get_bind().dialect.name == "sqlite"
    if lite:
        op.execute(FTS)
    else:
        _create_vectors()
    for stored in _stored():
        entries = stored if lite else [(number, _plain(entry)) for number, entry in stored]
        values = [{"number": number, "entry": entry} for number, entry in entries]
        op.get_bind().execute(sa.text(FTS_ENTRY if lite else VECTOR), values)
    if not lite:  # faster after the filling; without a list of late entries, which every read scans
        op.create_index(
            "ix_position_words_words",
            "position_words",
            ["words"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )


def downgrade() -> None:
    op.drop_table("position_words")


def _create_vectors() -> None:
    op.create_table(
        "position_words",
        sa.Column("position_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ["position_id"],
            ["position.id"],
            name=op.f("fk_position_words_position_id_position"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("position_id", name=op.f("pk_position_words")),
    )


def _stored() -> Iterator[list[tuple[int, str]]]:
    """Yield ids and words of the stored positions, some articles at a time."""
    article = sa.table("article", sa.column("id"), sa.column("text"))
    spans = ("content_start", "content_end", "sentence_start", "sentence_end")
    names = ("id", "article_id", "topic", *spans)
    position = sa.table("position", *map(sa.column, names))
    last = 0
    while True:
        some = sa.select(article).where(article.c.id > last).order_by(article.c.id).limit(ARTICLES)
        texts: dict[int, str] = {row.id: row.text for row in op.get_bind().execute(some)}
        if not texts:
            return
        held = sa.select(position).where(
            position.c.article_id > last, position.c.article_id <= max(texts)
        )
        rows = op.get_bind().execute(held).all()
        if rows:
            yield [(row.id, _entry(row, texts[row.article_id])) for row in rows]
        last = max(texts)


def _entry(row: sa.Row[Any], text: str) -> str:
    content = text[row.content_start : row.content_end]
    sentence = text[row.sentence_start : row.sentence_end]
    inside = row.sentence_start <= row.content_start and row.content_end <= row.sentence_end
    parts = [row.topic, sentence] if inside else [row.topic, content, sentence]
    return "\n".join(parts)[:LONGEST]


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", kept))
