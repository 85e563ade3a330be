"""What a saying is: one cue with one content, in token offsets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """How the content hangs on the cue."""

    CLAUSE = "clause"
    OBJECT = "object"
    AGENDA = "agenda"
    ACCORDING = "according"


@dataclass(frozen=True, slots=True)
class Saying:
    """One cue with one content. Ranges are token offsets, end exclusive.

    `subject` is the head token of the source, None when nobody is named; `impersonal` says that
    the text avoids naming anybody ("it was noted that").
    """

    verb: int
    cue: tuple[int, int]
    content: tuple[int, int]
    form: Form
    subject: int | None = None
    impersonal: bool = False
    hole: tuple[int, int] | None = None  # words inside `content` that are not part of it
    sentence: int = 0  # where the sentence begins
