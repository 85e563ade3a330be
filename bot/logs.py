"""Sets structlog up once and routes the standard library's loggers through it.

Nothing that people wrote is logged: events are `noun_verb` with ids and counts; what looks like
a token is struck out, text fields are dropped, and long values are cut.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import IO, TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    import contextlib

    from structlog.typing import EventDict, Processor, WrappedLogger

TOKEN = re.compile(r"(?:xox[a-z]|xapp|xwfp)-[A-Za-z0-9.-]+", re.IGNORECASE)
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
PARAMETERS = re.compile(r"\[parameters: .*", re.DOTALL)  # of a database error: may be a page
STRUCK = "[struck out]"
TEXT_FIELDS = frozenset({"text", "body", "quote", "quotes", "message_text", "blocks", "token"})
LONGEST = 300
LOUD = {  # loggers that say too much, or say what people wrote, at INFO or below
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "dbos": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "trafilatura": logging.CRITICAL,
    "htmldate": logging.CRITICAL,
    "pypdf": logging.CRITICAL,
}


def redact(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Drop text fields, strike out tokens and passwords, and cut long values (a processor)."""
    return {key: _clean(value) for key, value in event.items() if key not in TEXT_FIELDS}


def _clean(value: Any) -> Any:
    """Return `value` fit for a log."""
    if isinstance(value, str):
        value = PARAMETERS.sub("[parameters left out]", value)
        return _cut(CREDENTIALS.sub(f"{STRUCK}@", TOKEN.sub(STRUCK, value)))
    if isinstance(value, Mapping):
        return {str(k): _clean(v) for k, v in value.items() if k not in TEXT_FIELDS}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _clean(str(value))


def _cut(text: str) -> str:
    """Cut every line: a traceback keeps its shape, an error that quotes a page does not."""
    lines = text.split("\n")
    return "\n".join(x if len(x) <= LONGEST else x[:LONGEST] + "…" for x in lines)


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def _own_processors() -> list[Processor]:
    return [
        structlog.stdlib.filter_by_level,
        *_shared_processors(),
        redact,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ]


def _formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared_processors(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, last],
    )


def configure(
    *, level: str = "INFO", stream: IO[str] | None = None, as_json: bool | None = None
) -> None:
    """Log to `stream` (standard error) from now on: JSON unless it is a terminal."""
    target = stream or sys.stderr
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(as_json=not target.isatty() if as_json is None else as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name, least in LOUD.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    # DBOS adds a console handler of its own unless it finds one.
    engine = logging.getLogger("dbos")
    engine.handlers[:] = [handler]
    engine.propagate = False
    structlog.configure(
        processors=_own_processors(),
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger for one module; before `configure` only warnings reach standard error."""
    bound: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=_own_processors(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return bound


def bound(**ids: object) -> contextlib.AbstractContextManager[object]:
    """Add `ids` to every log line written by this thread within the `with` block."""
    return structlog.contextvars.bound_contextvars(**ids)
