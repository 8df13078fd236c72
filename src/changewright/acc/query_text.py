"""The text of query parameters taken apart: lists, quotes, sorting, windows, single values.

Nothing here knows a resource; `acc.grammar` gives these parts their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from changewright.core.errors import invalid
from changewright.edge.routes import Parameter
from changewright.edge.values import SAFE_INTEGER_LIMIT, echo, parse_uuid, parse_whole_number


def split_list(texts: Sequence[str]) -> list[str]:
    """The values of a filter, from commas and repeated keys alike.

    A value in double quotes is taken as it stands, commas included (`filter[code]="1","a,b"`);
    others are trimmed, and empty ones dropped.
    """
    found: list[str] = []
    for text in texts:
        if '"' in text:
            found.extend(_split_quoted(text))
        else:
            found.extend(word for word in (part.strip() for part in text.split(",")) if word)
    return found


_QUOTED_PART = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=,|\Z)|([^,]*))(?:,|\Z)')


def _split_quoted(text: str) -> list[str]:
    found = []
    for match in _QUOTED_PART.finditer(text):
        if match[1] is not None:
            found.append(match[1].replace('""', '"'))
        elif match[2].strip():
            found.append(match[2].strip())
    return found


def split_single(texts: Sequence[str]) -> list[str]:
    """The one value of a filter that takes no list: the last one sent, commas being part of it."""
    text = texts[-1].strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].replace('""', '"')
    return [text] if text else []


_DIRECTIONS = {"asc": False, "desc": True}


def split_sort(texts: Sequence[str]) -> list[tuple[str, bool]]:
    """`name, updatedAt desc` and `name + updatedAt desc`, also where `+` arrived as a space.

    A word that is not a direction begins the next attribute. Raises Invalid for a direction that
    follows nothing.
    """
    found: list[tuple[str, bool]] = []
    for part in ",".join(texts).replace("+", ",").split(","):
        open_attribute = False
        for word in part.split():
            direction = _DIRECTIONS.get(word.lower())
            if direction is None:
                found.append((word, False))
                open_attribute = True
            elif open_attribute:
                found[-1] = (found[-1][0], direction)
                open_attribute = False
            else:
                raise invalid("sort", "format", f"sort: {echo(word)} follows no attribute")
    return found


def read_limit(texts: Sequence[str], default: int, most: int) -> int:
    """The page size; more than the maximum gives the maximum without a word [live §1.3]."""
    if not texts or not texts[-1].strip():
        return min(default, most)
    text = texts[-1].strip()
    digits = text.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        raise invalid("limit", "format", f"limit must be a positive integer, not {echo(text)}")
    if not digits.strip("0"):
        raise invalid("limit", "range", "limit must be at least 1")
    return most if len(digits) > 9 else min(int(digits), most)


def read_offset(texts: Sequence[str]) -> int:
    """How many records to skip: 0 or more, below 2^53."""
    if not texts or not texts[-1].strip():
        return 0
    text = texts[-1].strip()
    if not text.lstrip("+-").isascii() or not text.lstrip("+-").isdigit():
        raise invalid("offset", "format", f"offset must be an integer, not {echo(text)}")
    number = parse_whole_number(text)
    if number is None or number < 0:
        raise invalid("offset", "range", f"offset must lie between 0 and {SAFE_INTEGER_LIMIT - 1}")
    return number


def read_include(texts: Sequence[str], known: Sequence[str]) -> frozenset[str]:
    """The includes asked for. Unknown words are dropped, because Autodesk's own collections send
    misspelt ones, and a doubled `include=` is taken once (§1.3)."""
    found = set()
    for text in texts:
        for word in text.split(","):
            word = word.strip()
            while word.startswith("include="):
                word = word.removeprefix("include=").strip()
            if word in known:
                found.add(word)
    return frozenset(found)


def refuse_unknown_filters(pairs: Sequence[tuple[str, str]], known: Sequence[Parameter]) -> None:
    """Raise Invalid for a filter that is none of these parameters."""
    names = {parameter.name for parameter in known}
    for name, _ in pairs:
        if name.startswith("filter[") and name not in names:
            raise invalid(name, "unknown", f"{echo(name)} is not a filter of this resource")


# Parameters outside lists: `documents?associationId=…`


def one_text(
    pairs: Sequence[tuple[str, str]], name: str, *, required: bool = False, maximum: int = 1024
) -> str | None:
    """The last value of a plain parameter; None when it is absent or empty."""
    found = next((value.strip() for key, value in reversed(pairs) if key == name), "")
    if not found and required:
        raise invalid(name, "missing", f"The parameter {name} is required")
    if len(found) > maximum:
        raise invalid(name, "length", f"{name}: at most {maximum} characters are allowed")
    return found or None


def one_uuid(pairs: Sequence[tuple[str, str]], name: str, *, required: bool = False) -> UUID | None:
    """The same for a UUID."""
    text = one_text(pairs, name, required=required)
    if text is None:
        return None
    uuid = parse_uuid(text)
    if uuid is None:
        raise invalid(name, "format", f"{name} is not a UUID: {echo(text)}")
    return uuid


def one_word(
    pairs: Sequence[tuple[str, str]], name: str, known: Sequence[str], *, required: bool = False
) -> str | None:
    """The same for one of some words."""
    text = one_text(pairs, name, required=required)
    if text is not None and text not in known:
        raise invalid(name, "choice", f"No enum match for: {echo(text)} on {name}")
    return text


def one_boolean(pairs: Sequence[tuple[str, str]], name: str, *, default: bool = False) -> bool:
    """The same for true or false."""
    text = one_text(pairs, name)
    if text is not None and text.lower() not in ("true", "false"):
        raise invalid(name, "format", f"{name} must be true or false, not {echo(text)}")
    return default if text is None else text.lower() == "true"
