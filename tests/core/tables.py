"""Reading the aligned text tables beside this file."""

from __future__ import annotations

from pathlib import Path

REFUSED = "."

Table = dict[str, dict[str, str]]
"""Row → column → cell."""


def read_tables(name: str) -> dict[str, Table]:
    """The tables of a file by their titles. A title, a line of columns, then rows; `#` comments."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    tables: dict[str, Table] = {}
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        title, head, *rows = lines
        columns = head.split()
        table = tables[title] = {}
        for row in rows:
            first, *cells = row.split()
            table[first] = dict(zip(columns, cells, strict=True))
    return tables
