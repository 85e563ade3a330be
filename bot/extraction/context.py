"""What extraction knows about an article besides its words, kept with the Doc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from spacy.tokens import Doc

if TYPE_CHECKING:
    from datetime import date

    from bot.outlets import Outlet

KEY = "readout_context"
TEXT = "readout_text"
EXTENSIONS = ("turns", "people", "quotes", "attributions", "meetings", "positions")


@dataclass(frozen=True, slots=True)
class Context:
    """Publication date, publisher, and the length of the headline in characters."""

    published: date | None = None
    outlet: Outlet | None = None
    headline: int = 0


def context_of(doc: Doc) -> Context:
    """Return the context that was put with the doc, or an empty one."""
    return cast("Context", doc.user_data.get(KEY, Context()))


def register_extensions() -> None:
    """Declare the `doc._` attributes that the components fill."""
    for name in EXTENSIONS:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def text_of(doc: Doc) -> str:
    """Return `doc.text`, put together once only: spaCy builds it anew at each look."""
    text = doc.user_data.get(TEXT)
    if text is None:
        text = doc.user_data[TEXT] = doc.text
    return cast("str", text)
