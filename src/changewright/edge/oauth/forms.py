"""The parameters in a program's request, whichever of three forms it sends them in.

One vendor's documents send multipart forms, its generated clients JSON, most libraries urlencoded
text (procore.md §4.1): a name and a text each, whatever the form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser, parse_options_header

from .dialect import FORM_MEDIA

FORM_BYTES_MAXIMUM = 64 * 1024
PARAMETERS_MAXIMUM = 100
MULTIPART, JSON = "multipart/form-data", "application/json"

Pairs = list[tuple[str, str]]


class BadForm(Exception):
    """The parameters cannot be read; the text says why, for a program's developer."""


def read_pairs(content_type: str, body: bytes, media: frozenset[str]) -> Pairs:
    """All parameters of a body that is of one of these media. Raises BadForm."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in media:
        raise BadForm(f"The body must be {' or '.join(sorted(media))}.")
    if len(body) > FORM_BYTES_MAXIMUM:
        raise BadForm("The body is too large.")
    pairs = READERS[kind](content_type, body)
    if len(pairs) > PARAMETERS_MAXIMUM:
        raise BadForm("The body has too many parameters.")
    return checked(pairs)


def checked(pairs: Pairs) -> Pairs:
    """The pairs, none of whose values holds what no text may. Raises BadForm."""
    if any("\x00" in value for _, value in pairs):
        raise BadForm("A parameter holds a NUL character.")
    return pairs


def urlencoded(raw: bytes) -> Pairs:
    """Pairs of a query or body; empty ones count as absent. Raises BadForm."""
    try:
        return parse_qsl(raw.decode("ascii"), errors="strict", max_num_fields=PARAMETERS_MAXIMUM)
    except ValueError as error:
        raise BadForm("The parameters are not readable urlencoded text.") from error


def _json(_: str, body: bytes) -> Pairs:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadForm("The body is not readable JSON.") from error
    if not isinstance(value, dict):
        raise BadForm("The body must be a JSON object.")
    pairs = []
    for name, given in value.items():
        if given is None or given == "":
            continue
        if not isinstance(given, str):
            raise BadForm("Every parameter must be a string.")
        try:
            given.encode()
        except UnicodeEncodeError as error:
            raise BadForm("A parameter is not valid Unicode text.") from error
        pairs.append((name, given))
    return pairs


def _multipart(content_type: str, body: bytes) -> Pairs:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= 200:
        raise BadForm("The form names no boundary.")
    found: list[tuple[bytes | None, bytes | None]] = []
    files: list[object] = []
    parser = FormParser(
        MULTIPART,
        lambda field: found.append((field.field_name, field.value)),
        files.append,
        boundary=boundary,
    )
    try:
        parser.write(body)
        parser.finalize()
        pairs = [((name or b"").decode(), (value or b"").decode()) for name, value in found]
    except (FormParserError, ValueError) as error:
        raise BadForm("The form is not readable.") from error
    if files:
        raise BadForm("The form holds a file.")
    return [(name, value) for name, value in pairs if value]


READERS: Mapping[str, Callable[[str, bytes], Pairs]] = {
    FORM_MEDIA: lambda _, body: urlencoded(body),
    MULTIPART: _multipart,
    JSON: _json,
}
