"""Checks on every message the bot sends: Slack's classes, its schema, and rules found in neither.

`problems(call)` returns sentences; an empty list is a message that Slack would take.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block

if TYPE_CHECKING:
    from pathlib import Path

PING = re.compile(r"<!(?:channel|here|everyone|subteam)|<@[UW]|<#C")
KNOWN = {"actions", "context", "divider", "header", "rich_text", "section"}
CEILING = 13_200
Found = Iterator[str]


@cache
def _validator(schema: Path) -> Draft7Validator:
    return Draft7Validator(json.loads(schema.read_text("utf-8")))


def problems(args: dict[str, Any], *, schema: Path | None = None, surface: str = "") -> list[str]:
    """Return what is wrong with the arguments of a posting call, a view, or a reply."""
    view = args.get("view")
    blocks = (view or args).get("blocks") or []
    found = [*_whole(args, blocks, is_view=bool(view)), *_each(blocks), *_strings(args)]
    if schema is not None:
        errors = _validator(schema).iter_errors(blocks)
        found += [f"schema: {error.json_path}: {error.message[:200]}" for error in errors]
    return [f"{surface}: {problem}" if surface else problem for problem in found]


def _whole(args: dict[str, Any], blocks: list[dict[str, Any]], *, is_view: bool) -> Found:
    if len(blocks) > (100 if is_view else 50):
        yield f"{len(blocks)} blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) > CEILING and not is_view:
        yield "blocks too long in all"
    if not is_view and not str(args.get("text") or "").strip():
        yield "no fallback text"
    if len(str(args.get("text") or "")) > 4_000:
        yield "fallback text over 4,000"
    ids = Counter(
        element["action_id"]
        for block in blocks
        for element in block.get("elements", ())
        if isinstance(element, dict) and "action_id" in element
    )
    yield from (f"action_id {name} twice" for name, count in ids.items() if count > 1)
    block_ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {name} twice" for name, count in block_ids.items() if count > 1)
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield "two tables"


def _each(blocks: list[dict[str, Any]]) -> Found:
    for block in blocks:
        if block.get("type") not in KNOWN:
            yield f"block type {block.get('type')}"
            continue
        parsed = Block.parse(block)
        if parsed is None:
            yield f"{block['type']} not parsed"
            continue
        parsed.to_dict()  # raises on over-long text
        if block["type"] == "rich_text":
            yield from _rich(block["elements"])
        if block["type"] == "section" and not (block.get("text") or block.get("fields")):
            yield "empty section"


def _rich(elements: list[dict[str, Any]]) -> Found:
    if not elements:
        yield "empty rich text"
    for element in elements:
        kind = element["type"]
        if kind in {"user", "usergroup", "channel", "broadcast"}:
            yield f"a rich {kind} element pings or links"
        elif kind == "text":
            if not element["text"]:
                yield "empty rich text element"
        elif kind == "link":
            if not re.match(r"https?://[^\s<>|]+$", element["url"]):
                yield f"odd link {element['url'][:80]}"
        else:
            yield from _rich(element["elements"])


def _strings(value: Any, path: str = "") -> Found:
    """Find markup that pings anywhere, and bare & < > in the fields where Slack reads markup."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(inner, f"{path}/{number}")
    elif isinstance(value, str):
        if PING.search(value):
            yield f"ping at {path}"
        if path == "/text" and re.search(r"<|>|&(?!amp;|lt;|gt;)", value):
            yield "fallback text not escaped"
