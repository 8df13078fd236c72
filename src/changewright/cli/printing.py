"""What commands print: a table or a page for people, JSON for scripts.

Columns are as wide as their longest text and nothing is cut, so that an id can be copied from a
narrow terminal and `grep` and `awk` find what they look for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

GAP = "  "
NOTHING = "-"

Row = Mapping[str, Any]


def print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


def print_table(columns: Mapping[str, str], rows: Iterable[Row], nothing: str) -> None:
    """The rows with a heading over each column (`columns`: heading → key), or `nothing`."""
    lines = [[_text(row[key]) for key in columns.values()] for row in rows]
    if not lines:
        print(nothing)
        return
    lines.insert(0, list(columns))
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    for line in lines:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        print(GAP.join(padded).rstrip())


def print_page(title: str, lines: Sequence[tuple[str, Any]]) -> None:
    """A title and what is said of it, each line under a name."""
    width = max(len(name) for name, _ in lines)
    print(title)
    for name, value in lines:
        print(f"{GAP}{name.ljust(width)}{GAP}{_text(value)}")


def _text(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
