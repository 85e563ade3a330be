"""Articles as JSON Lines: one object {"id", "url", "date", "text"} a line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.errors import NotUnderstood, Unreadable
from bot.reading.reader import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.records import ArticleText

MAX_LINE = 8_000_000


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that holds no article; `reason` is a sentence that names the line."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class JsonLine:
    """One good line, as given: `text` is not normalised, `date` is None or a calendar day."""

    number: int
    id: str | None
    url: str | None
    date: date | None
    text: str


def json_lines(data: bytes) -> Iterator[ArticleText | LineError]:
    """Yield the article of each line, or what is wrong with it; blank lines are passed over."""
    for line in raw_json_lines(data):
        if isinstance(line, LineError):
            yield line
            continue
        try:
            article = plain_text(line.text, url=line.url)
        except Unreadable as exc:
            yield LineError(line.number, f"Line {line.number}: {exc.user_message}")
            continue
        if line.date is not None:
            article = replace(article, published=line.date, published_basis="metadata")
        yield article


def raw_json_lines(data: bytes) -> Iterator[JsonLine | LineError]:
    """Yield each line as given, or what is wrong with it; blank lines are passed over."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            try:
                yield _line(number, line)
            except NotUnderstood as exc:
                yield LineError(number, f"Line {number}: {exc.user_message}")


def _line(number: int, line: bytes) -> JsonLine:
    """Return a checked line. Raises NotUnderstood with the end of a sentence."""
    found = _object(line)
    text = found.get("text")
    if not isinstance(text, str) or not text.strip():
        raise NotUnderstood('"text" must be a string that is not empty.')
    for name in ("id", "url"):
        if not isinstance(found.get(name), str | int | None):
            raise NotUnderstood(f'"{name}" must be a string or null.')
    identity, url = found.get("id"), found.get("url")
    return JsonLine(
        number=number,
        id=None if identity is None else str(identity),
        url=None if url is None else str(url),
        date=_date(found.get("date")),
        text=text,
    )


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise NotUnderstood("the line is longer than 8 MB.")
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotUnderstood("the line is not UTF-8.") from None
    except json.JSONDecodeError as exc:
        raise NotUnderstood(f"not JSON ({exc.msg} at character {exc.pos + 1}).") from None
    except ValueError:
        raise NotUnderstood("not JSON that I read (a number is too long).") from None
    except RecursionError:
        raise NotUnderstood("not JSON that I read (nested too deeply).") from None
    if not isinstance(found, dict):
        raise NotUnderstood('not an object; I expect {"id", "url", "date", "text"}.')
    return found


def _date(value: Any) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        raise NotUnderstood('"date" must be YYYY-MM-DD or null.') from None
