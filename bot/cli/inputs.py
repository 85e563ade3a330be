"""What `readout ingest` was given: links, files, standard input and JSON lines, as shares."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.errors import ReadoutError, Unreadable
from bot.reading.jsonl import LineError, json_lines, raw_json_lines
from bot.reading.urls import canonical
from store.records import ArticleText, Shared, ShareSource

LARGEST = 20_000_000  # bytes, as for a document from the web
JSON_LINES = (".jsonl", ".ndjson")
TOO_LARGE = f"It is larger than {LARGEST // 1_000_000} MB. Cut it, or paste the text."


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to file, with the name it goes by. `ready` gives its text when it came along."""

    label: str
    shared: Shared
    ready: Callable[[], ArticleText] | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that cannot be filed, and why."""

    label: str
    reason: str


Given = Input | Refused
ReadBytes = Callable[[bytes, str], ArticleText]


def inputs(words: tuple[str, ...], read_bytes: ReadBytes) -> Iterator[Given]:
    """Yield what each word stands for; what is wrong with one does not stop the rest.

    `read_bytes` turns the bytes of standard input into a text.
    """
    for word in words:
        try:
            yield from _inputs_of(word, read_bytes)
        except ReadoutError as error:
            yield Refused(word, error.user_message)
        except OSError as error:
            yield Refused(word, f"It cannot be read: {error.strerror or error}.")


def _inputs_of(word: str, read_bytes: ReadBytes) -> Iterator[Given]:
    if word == "-":
        yield from _of_stdin(read_bytes)
    elif word.lower().startswith(("http://", "https://")):
        yield Input(word, Shared(ShareSource.LINK, canonical(word), url=word))
    else:
        yield from _of_file(Path(word))


def _of_stdin(read_bytes: ReadBytes) -> Iterator[Given]:
    data = sys.stdin.buffer.read(LARGEST + 1)
    name = "standard input"
    if len(data) > LARGEST:
        raise Unreadable(TOO_LARGE)
    if not data.strip():
        raise Unreadable("It is empty.")
    if _is_json_lines(data):
        yield from _of_json_lines(name, data)
    else:
        shared = Shared(ShareSource.TEXT, key_of(data), name=name)
        yield Input(name, shared, ready=lambda: read_bytes(data, name))


def _of_file(path: Path) -> Iterator[Given]:
    if path.is_dir():
        raise Unreadable("It is a folder. Name the files in it.")
    if path.stat().st_size > LARGEST:
        raise Unreadable(TOO_LARGE)
    data = path.read_bytes()
    if not data.strip():
        raise Unreadable("It is empty.")
    if path.suffix.lower() in JSON_LINES:
        yield from _of_json_lines(str(path), data)
        return
    body = str(path.absolute())
    shared = Shared(ShareSource.FILE, key_of(data), name=path.name, body=body, size=len(data))
    yield Input(str(path), shared)


def _of_json_lines(name: str, data: bytes) -> Iterator[Given]:
    for number, found in enumerate(json_lines(data), start=1):
        if isinstance(found, LineError):
            yield Refused(name, found.reason)
            continue
        label = f"{name} ({found.title or f'document {number}'})"
        key = key_of(f"{found.url}\n{found.published}\n{found.text}".encode())
        shared = Shared(ShareSource.TEXT, key, url=found.url, name=label)
        yield Input(label, shared, ready=partial(_itself, found))


def _itself(article: ArticleText) -> ArticleText:
    return article


def _is_json_lines(data: bytes) -> bool:
    """Say whether the first line is an object with a text, as JSON lines begin."""
    first = data.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
    if first[:1] != b"{":
        return False
    return not isinstance(next(raw_json_lines(first), None), LineError | None)


def key_of(data: bytes) -> str:
    """Return the key of a thing without an address of its own: what it holds."""
    return "sha256:" + hashlib.sha256(data).hexdigest()
