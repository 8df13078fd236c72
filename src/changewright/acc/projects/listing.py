"""Filtering, sorting and paging what is in memory already: rows of the directory as dictionaries.

Each vendor address has its own grammar; a list here is a table of filters over keys of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from changewright.core.errors import invalid
from changewright.edge.routes import Parameter
from changewright.edge.values import echo, parse_instant

from ..query_text import one_word, read_limit, read_offset, split_list, split_sort
from ..wire import timestamp

Row = dict[str, Any]
Pairs = Sequence[tuple[str, str]]

TEXT_MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
    "equals": lambda text, part: text == part,
}


class Filter(msgspec.Struct, frozen=True):
    """`filter[name]` over `key`: `text` by the way `filterTextMatch` names, `words` any of a list
    (`-word` leaves out), `range` of instants `from..to`."""

    name: str
    key: str
    match: Literal["text", "words", "range"] = "words"


class Grammar(msgspec.Struct, frozen=True, eq=False):
    """What one list takes."""

    filters: tuple[Filter, ...] = ()
    sorts: tuple[str, ...] = ()
    limit_default: int = 20
    limit_maximum: int = 200

    def parameters(self) -> tuple[Parameter, ...]:
        """The rows of the reference."""
        found = [
            Parameter("limit", "integer", minimum=1, default=self.limit_default),
            Parameter("offset", "integer", minimum=0, default=0),
            Parameter("sort", description=f"Attributes: {', '.join(self.sorts)}."),
            Parameter("fields", repeated=True, description="The fields to answer; all if absent."),
        ]
        if any(each.match == "text" for each in self.filters):
            found.append(Parameter("filterTextMatch", enum=tuple(TEXT_MATCHES)))
        found += [
            Parameter(f"filter[{each.name}]", repeated=each.match == "words")
            for each in self.filters
        ]
        return tuple(found)


class Selected(msgspec.Struct, frozen=True):
    rows: list[Row]
    total: int
    offset: int
    limit: int


def select(rows: Iterable[Row], pairs: Pairs, grammar: Grammar) -> Selected:
    """A page of the rows. Raises `Invalid` naming the parameter."""
    kept = list(rows)
    known = {f"filter[{each.name}]": each for each in grammar.filters}
    match = one_word(pairs, "filterTextMatch", tuple(TEXT_MATCHES)) or "contains"
    for name, texts in _grouped(pairs).items():
        if not name.startswith("filter["):
            continue
        if name not in known:
            raise invalid(name, "unknown", f"{name} is not a filter of this resource")
        kept = _filtered(kept, known[name], texts, match, name)
    for name, descending in reversed(split_sort([text for key, text in pairs if key == "sort"])):
        if name not in grammar.sorts:
            raise invalid("sort", "unknown", f"sort: {echo(name)} is not an attribute to sort by")
        kept.sort(key=lambda row, key=name: _sort_key(row[key]), reverse=descending)  # type: ignore[misc]
    offset = read_offset([text for name, text in pairs if name == "offset"])
    limit = read_limit(
        [text for name, text in pairs if name == "limit"],
        grammar.limit_default,
        grammar.limit_maximum,
    )
    window = kept[offset : offset + limit]
    return Selected(only_fields(window, pairs, "fields"), len(kept), offset, limit)


def select_plainly(
    rows: Iterable[Row], pairs: Pairs, *, limit_default: int, limit_maximum: int
) -> list[Row]:
    """A page by the older grammar: `sort=-name`, `field=`; what it does not know it ignores."""
    kept = list(rows)
    keys = split_list([text for name, text in pairs if name == "sort"])
    for key in reversed(keys):
        name = key.removeprefix("-")
        if kept and name in kept[0]:
            kept.sort(key=lambda row, key=name: _sort_key(row[key]), reverse=key.startswith("-"))  # type: ignore[misc]
    offset = read_offset([text for name, text in pairs if name == "offset"])
    texts = [text for name, text in pairs if name == "limit"]
    limit = read_limit(texts, limit_default, limit_maximum)
    return only_fields(kept[offset : offset + limit], pairs, "field")


def only_fields(rows: list[Row], pairs: Pairs, parameter: str) -> list[Row]:
    """The rows with just the fields asked for, and always their id."""
    wanted = set(split_list([text for name, text in pairs if name == parameter]))
    if not wanted:
        return rows
    return [{key: row[key] for key in row if key == "id" or key in wanted} for row in rows]


def _grouped(pairs: Pairs) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _filtered(
    rows: list[Row], filter_: Filter, texts: list[str], match: str, name: str
) -> list[Row]:
    if filter_.match == "text":
        part = texts[-1].strip().casefold()
        matches = TEXT_MATCHES[match]
        return [row for row in rows if matches(str(row[filter_.key] or "").casefold(), part)]
    if filter_.match == "range":
        low, high = _read_range(texts[-1], name)
        return [row for row in rows if low <= (row[filter_.key] or "") <= high]
    words = {word.casefold() for word in split_list(texts)}
    unwanted = {word[1:] for word in words if word.startswith("-")}
    wanted = {word for word in words if not word.startswith("-")}
    return [
        row
        for row in rows
        if not (values := _words(row[filter_.key])) & unwanted and (not wanted or values & wanted)
    ]


def _words(value: Any) -> set[str]:
    values = value if isinstance(value, list) else [value]
    return {
        str(each["key"] if isinstance(each, dict) else each).casefold()
        for each in values
        if each is not None
    }


def _read_range(text: str, name: str) -> tuple[str, str]:
    """`from..to`, either end open; a lone instant is its own range."""
    low, dots, high = text.strip().partition("..")
    if not dots:
        high = low
    ends = []
    for end, otherwise in ((low, ""), (high, "9999")):
        instant = parse_instant(end) if end else None
        if end and instant is None:
            raise invalid(name, "format", f"{name} is not a range of ISO 8601 instants")
        ends.append(timestamp(instant) or otherwise)
    return ends[0], ends[1]


def _sort_key(value: Any) -> tuple[bool, str]:
    return (value is None, str(value or "").casefold())
