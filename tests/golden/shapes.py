"""Compares an answer with a kept table of fields: which are there, of which JSON type and format.

A table maps a dotted path to `{"types": [...], "format": ..., "choices": [...]}`; `[]` after a name
stands for each element of the array.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent

FORMATS = {
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "amount": re.compile(r"-?\d+\.\d{4}"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "instant": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z"),
}


class Found(NamedTuple):
    path: str
    value: Any


def golden(name: str) -> dict[str, Any]:
    """A kept file of this folder."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def kinds(value: object) -> set[str]:
    """The JSON types a value may pass for: a whole number is an integer and a number."""
    if value is None:
        return {"null"}
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    names = {float: "number", str: "string", list: "array", dict: "object"}
    return {names[type(value)]}


def differences(record: Mapping[str, Any], table: Mapping[str, Any]) -> list[str]:
    """What is wrong with `record` by `table`: missing fields, other types, other formats."""
    return [
        problem
        for path, row in table.items()
        for found in _at(record, path.split("."), "")
        for problem in _wrong(found, row)
    ]


def _at(record: Any, names: list[str], path: str) -> Iterator[Found | str]:
    """The values at a path: none below null or an empty array, a text where a field is missing."""
    if not names:
        yield Found(path, record)
        return
    name, *rest = names
    plain = name.removesuffix("[]")
    if not isinstance(record, dict) or plain not in record:
        yield f"{path}{'.' if path else ''}{plain} is missing"
        return
    value = record[plain]
    here = f"{path}.{name}".lstrip(".")
    if name.endswith("[]"):
        for element in value if isinstance(value, list) else ():
            yield from _at(element, rest, here)
    elif value is not None or not rest:
        yield from _at(value, rest, here)


def _wrong(found: Found | str, row: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(found, str):
        yield found
        return
    path, value = found
    if not kinds(value) & set(row["types"]):
        yield f"{path} is {value!r}, not {' or '.join(row['types'])}"
    elif isinstance(value, str):
        form = row.get("format")
        if form and not FORMATS[form].fullmatch(value):
            yield f"{path} is {value!r}, not of format {form}"
        if "choices" in row and value not in row["choices"]:
            yield f"{path} is {value!r}, not one of {row['choices']}"
