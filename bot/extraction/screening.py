"""A cheap look at a text before the language model is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.names import Gazetteer

ENCOUNTER = re.compile(
    r"\b(?:met|meets?|meeting|talks?|talked|spoke|speaks?|spoken|conversation|call(?:ed)?|phoned|hosted|hosts|"
    r"received|receives|welcomed|welcomes|visit(?:ed|s|ing)?|summit|negotiations|consultations|discuss(?:ed|es)?|"
    r"readout)\b",
    re.IGNORECASE,
)
LONGEST = 100_000


def may_report_meeting(text: str, gazetteer: Gazetteer) -> bool:
    """Say whether an encounter word and at least one party's name or a title occur."""
    opening = text[:LONGEST]
    if ENCOUNTER.search(opening) is None:
        return False
    return len({match.key for match in gazetteer.find(opening)}) > 1
