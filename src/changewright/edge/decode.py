"""JSON text into values: numbers as digits, bounded depth, no NUL and no half characters."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from changewright.core.errors import Invalid, UnsupportedMedia, invalid
from changewright.core.money import Digits

from .values import echo

DEPTH_MAXIMUM = 64
JSON_MEDIA = (b"application/json", b"application/vnd.api+json")
BODY = "body"
"""The name under which a problem of the whole body is reported."""

_decoder = msgspec.json.Decoder(float_hook=Digits)


def check_media(content_type: bytes | None, content_encoding: bytes | None = None) -> None:
    """Refuses a body that does not say it is JSON; one that says nothing is taken as JSON."""
    if content_encoding not in (None, b"", b"identity"):
        raise UnsupportedMedia("A compressed body is not read here")
    if not content_type:
        return
    media, _, rest = content_type.lower().partition(b";")
    if media.strip() not in JSON_MEDIA:
        raise UnsupportedMedia(
            f"Content-Type must be application/json, not {echo(media.decode('latin-1').strip())}"
        )
    charset = rest.partition(b"charset=")[2].split(b";")[0].strip(b' "')
    if charset not in (b"", b"utf-8", b"utf8", b"us-ascii"):
        raise UnsupportedMedia("JSON must be encoded in UTF-8")


def decode_json(raw: bytes) -> Any:
    """A body's value: dicts, lists, str, bool, None, int, and `Digits` for any other number.

    Of a key that stands twice the last value counts, as in JavaScript. Raises Invalid for what is
    not JSON, nests deeper than 64, or holds a NUL or half a character in some text.
    """
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    if not raw.strip():
        raise invalid(BODY, "missing", "The request needs a JSON body")
    try:
        value = _decoder.decode(raw)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise invalid(BODY, "format", "The body is not valid UTF-8") from None
    except msgspec.DecodeError as error:
        _refuse_half_characters(raw)
        raise invalid(BODY, "format", f"The body is not valid JSON: {error}") from None
    if raw.count(b"[") + raw.count(b"{") > DEPTH_MAXIMUM or b"\\u0000" in raw:
        check_tree(value)
    return value


def decode_pairs(raw: bytes, maximum: int, where: str, holder: str) -> list[tuple[str, str]]:
    """The percent-encoded pairs of a query string or a form, empty values kept. Raises `Invalid`
    naming `where` for what is not UTF-8 and for more pairs than the maximum."""
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=maximum
        )
    except UnicodeDecodeError:
        detail = f"The {holder} is not valid UTF-8, percent-encoded"
        raise invalid(where, "format", detail) from None
    except ValueError:
        raise invalid(where, "range", f"The {holder} holds more than {maximum} values") from None


def _too_deep() -> Invalid:
    return invalid(BODY, "range", f"The body nests deeper than {DEPTH_MAXIMUM} levels")


def _refuse_half_characters(raw: bytes) -> None:
    """Names the field that holds a lone surrogate, if that is what the decoder stumbled on."""
    if b"\\ud" not in raw.lower():
        return
    try:
        value = json.loads(raw, parse_float=Digits)
    except (ValueError, RecursionError):
        return
    check_tree(value)


def check_tree(value: Any) -> None:
    """Depth, NUL and lone surrogates, without recursion."""
    stack: list[tuple[Any, int, tuple[str, ...]]] = [(value, 0, ())]
    while stack:
        item, depth, path = stack.pop()
        if isinstance(item, str):
            _check_text(item, path)
            continue
        if not isinstance(item, (dict, list)):
            continue
        if depth >= DEPTH_MAXIMUM:
            raise _too_deep()
        pairs = item.items() if isinstance(item, dict) else enumerate(item)
        for key, inner in pairs:
            if isinstance(key, str):
                _check_text(key, path)
            stack.append((inner, depth + 1, (*path, str(key))))


def _check_text(text: str, path: tuple[str, ...]) -> None:
    field = ".".join(path) or BODY
    if "\0" in text:
        raise invalid(field, "format", f"{field} holds a NUL character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise invalid(field, "format", f"{field} holds half of a surrogate pair")
