"""Structured logs: one line per request, and whatever else is worth a line. Never a token.

A request's line has its id, method, the route's template (not the path with its ids), status and
duration. Query strings and bodies are not logged.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO, cast

import msgspec
import structlog

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
SECRET_KEYS = frozenset(
    {"authorization", "token", "access_token", "refresh_token", "password", "secret", "cookie"}
    | {"client_secret", "code", "code_verifier", "assertion", "database_url"}
)


class _StandardError:
    """The standard error stream of the moment: loggers are kept, streams may be replaced."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()

    def isatty(self) -> bool:
        return sys.stderr.isatty()


def set_up(log_format: str, level: str) -> None:
    """Chooses form and level for the whole process, the libraries' own loggers included."""
    stream = cast("TextIO", _StandardError())
    as_text = log_format == "text" or (log_format == "auto" and stream.isatty())
    _chosen.requests = LEVELS[level] <= LEVELS["info"]
    _chosen.as_json = not as_text
    renderer: Any = (
        structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        if as_text
        else structlog.processors.JSONRenderer(serializer=_json)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_secrets,
    ]
    # The renderer for people writes a traceback itself, without the values of variables.
    traced = [] if as_text else [structlog.processors.format_exc_info]
    structlog.configure(
        processors=[*shared, *traced, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *traced,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(LEVELS[level], logging.INFO))
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _json(value: Any, **_options: Any) -> str:
    return msgspec.json.encode(value, enc_hook=str).decode()


def drop_secrets(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Blanks values whose key says that they are secret."""
    for key in SECRET_KEYS.intersection(event):
        event[key] = "(kept out of the log)"
    return event


log = structlog.get_logger("changewright")


class RequestLine(msgspec.Struct):
    """What is logged of every request."""

    timestamp: str
    level: str
    event: str
    request_id: str
    method: str
    operation: str
    status: int
    milliseconds: float


class RequestLog:
    """Writes the line of each request. As JSON it goes past the general machinery, because it is
    the one line that every request pays for."""

    def __init__(self, clock_seconds: Callable[[], float] = time.time) -> None:
        self._clock = clock_seconds
        self._second = -1
        self._text = ""

    def __call__(
        self, request_id: str, method: str, operation: str, status: int, seconds: float
    ) -> None:
        if not _chosen.requests:
            return
        milliseconds = round(seconds * 1000, 2)
        if not _chosen.as_json:
            log.info(
                "request",
                request_id=request_id,
                method=method,
                operation=operation,
                status=status,
                milliseconds=milliseconds,
            )
            return
        line = RequestLine(
            self._instant(), "info", "request", request_id, method, operation, status, milliseconds
        )
        sys.stderr.write(_encode(line).decode() + "\n")

    def _instant(self) -> str:
        now = self._clock()
        if int(now) != self._second:
            self._second = int(now)
            self._text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now))
        return f"{self._text}.{int(now % 1 * 1_000_000):06d}Z"


class _Chosen(msgspec.Struct):
    """What `set_up` decided."""

    requests: bool = True
    as_json: bool = False


_chosen = _Chosen()
_encode = msgspec.json.Encoder().encode
