"""A form's pairs as the tree that JSON would say: `change_order[title]=…`, `ids[]=…`, and
`updates[][id]=…`, where a name that comes again begins the next element, as Rack reads them.

All values are texts; what they are cast to is for the fields of a body to say.
"""

from __future__ import annotations

import re
from typing import Any

from changewright.core.errors import Invalid, invalid

from .decode import BODY, check_tree, decode_pairs
from .values import echo

FORM_MEDIA = b"application/x-www-form-urlencoded"
PAIRS_MAXIMUM = 10_000
DEPTH_MAXIMUM = 16

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")
_ELEMENT = ""
"""The step that `[]` is: into a list."""


def is_form(content_type: bytes | None) -> bool:
    """Whether a body says that it is a form's pairs."""
    media, _, _ = (content_type or b"").lower().partition(b";")
    return media.strip() == FORM_MEDIA


def decode_form(raw: bytes) -> dict[str, Any]:
    """A form's values. Of a name that stands twice the last value counts. Raises `Invalid` for
    names that are no such path or that contradict each other, and as `decode_json` does."""
    pairs = decode_pairs(raw, PAIRS_MAXIMUM, BODY, "form")
    if not pairs:
        raise invalid(BODY, "missing", "The request needs a body")
    tree: dict[str, Any] = {}
    for name, value in pairs:
        _set(tree, _steps(name), value, name)
    check_tree(tree)
    return tree


def _steps(name: str) -> list[str]:
    match = _NAME.match(name)
    if match is None:
        raise _misnamed(name)
    first, rest = match.groups()
    steps = [first, *rest[1:-1].split("][")] if rest else [first]
    if len(steps) > DEPTH_MAXIMUM:
        raise invalid(BODY, "range", f"The form nests deeper than {DEPTH_MAXIMUM} levels")
    return steps


def _set(holder: dict[str, Any], steps: list[str], value: str, name: str) -> None:
    key, *rest = steps
    if not rest:
        if not isinstance(holder.get(key, ""), str):
            raise _misnamed(name)
        holder[key] = value
    elif rest[0] == _ELEMENT:
        _add(holder.setdefault(key, []), rest[1:], value, name)
    else:
        inner = holder.setdefault(key, {})
        if not isinstance(inner, dict):
            raise _misnamed(name)
        _set(inner, rest, value, name)


def _add(items: Any, steps: list[str], value: str, name: str) -> None:
    """One more text of a list, or a field of its last object, or of the next one."""
    if not isinstance(items, list) or steps[:1] == [_ELEMENT]:
        raise _misnamed(name)
    if not steps:
        items.append(value)
        return
    if not items or (isinstance(items[-1], dict) and _has(items[-1], steps)):
        items.append({})
    if not isinstance(items[-1], dict):
        raise _misnamed(name)
    _set(items[-1], steps, value, name)


def _has(holder: Any, steps: list[str]) -> bool:
    """Whether an object has the field already, which is no list of texts that goes on."""
    key, *rest = steps
    if not isinstance(holder, dict) or key not in holder or rest[:1] == [_ELEMENT]:
        return False
    return not rest or _has(holder[key], rest)


def _misnamed(name: str) -> Invalid:
    return invalid(BODY, "format", f"The form's names do not say where {echo(name)} belongs")
