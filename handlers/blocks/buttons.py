"""Buttons and the values they carry: what was asked, and where the answer rests.

A value is small JSON of at most 2,000 characters and is read back without trust.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from handlers.blocks.elements import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.records import Briefing, Evidence

EVIDENCE = "readout_evidence"
POST = "readout_post"
ONLY_ME = "readout_only_me"
CHOOSE = "readout_choose"
FORGET = "readout_forget"
STOP = "readout_stop"
CHOICES = re.compile(rf"{CHOOSE}_\d")

LONGEST_VALUE = 2_000
MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way through a button: its words, its articles, and its thread."""

    text: str
    article_ids: tuple[int, ...] = ()
    thread_ts: str | None = None
    personal: bool = False


def asked_value(asked: Asked) -> str | None:
    """Return the button value, or None when the question is too long for one."""
    body: dict[str, Any] = {"q": asked.text}
    if asked.article_ids:
        body["a"] = list(asked.article_ids)
    if asked.thread_ts:
        body["t"] = asked.thread_ts
    if asked.personal:
        body["p"] = 1
    value = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return value if len(value) <= LONGEST_VALUE else None


def read_asked(value: str) -> Asked | None:
    """Read a value made by `asked_value`; None when it is anything else."""
    body = _loads(value)
    if not isinstance(body, dict) or not isinstance(body.get("q"), str):
        return None
    thread = body.get("t")
    return Asked(
        text=body["q"],
        article_ids=tuple(n for n in body.get("a", ()) if isinstance(n, int)),
        thread_ts=thread if isinstance(thread, str) else None,
        personal=body.get("p") == 1,
    )


def evidence_value(evidence: Sequence[Evidence]) -> str | None:
    """Return (article, start, end) of as many spans as fit into a button; None without any."""
    spans = list(dict.fromkeys((e.article_id, e.span.start, e.span.end) for e in evidence))
    while spans:
        value = json.dumps(spans, separators=(",", ":"))
        if len(value) <= LONGEST_VALUE:
            return value
        spans.pop()
    return None


def read_evidence(value: str) -> list[tuple[int, int, int]]:
    """Read a value made by `evidence_value`; empty when it is anything else."""
    body = _loads(value)
    rows = body if isinstance(body, list) else []
    return [
        (row[0], row[1], row[2])
        for row in rows
        if isinstance(row, list) and len(row) == 3 and all(isinstance(n, int) for n in row)
    ]


def button(text: str, action_id: str, value: str, *, style: str | None = None) -> ButtonElement:
    """Return one button."""
    return ButtonElement(text=plain(text, limit=75), action_id=action_id, value=value, style=style)


def choice_buttons(choices: Sequence[tuple[str, str]], asked: Asked) -> list[ButtonElement]:
    """Return a button for each (label, question), as far as they fit."""
    made: list[ButtonElement] = []
    for label, text in choices[:MOST_CHOICES]:
        value = asked_value(Asked(text, thread_ts=asked.thread_ts, personal=asked.personal))
        if value is not None:
            made.append(button(label, f"{CHOOSE}_{len(made)}", value))
    return made


def briefing_buttons(
    briefing: Briefing, asked: Asked | None, *, offer: Sequence[str] = ()
) -> list[ButtonElement]:
    """Return the buttons that work under this briefing; `offer` is of POST and ONLY_ME."""
    made = choice_buttons(briefing.choices, asked or Asked(briefing.question.text))
    spans = evidence_value(briefing.evidence)
    if spans is not None:
        made.append(button("Evidence", EVIDENCE, spans))
    value = asked_value(asked) if asked else None
    if value is not None and POST in offer:
        made.append(button("Post to channel", POST, value))
    if value is not None and ONLY_ME in offer:
        made.append(button("Only me: include my private channels", ONLY_ME, value))
    return made


def actions(buttons: Sequence[ButtonElement]) -> dict[str, Any]:
    """Return the row of buttons as a block."""
    return dict(ActionsBlock(elements=list(buttons)).to_dict())


def _loads(value: str) -> Any:
    try:
        return json.loads(value[:LONGEST_VALUE])
    except ValueError:
        return None
