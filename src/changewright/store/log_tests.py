"""The tests of a log's conditions as SQL: one function each, over what stands for a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from changewright.core.log_columns import ColumnType

from .sql_text import Draft

Test = Callable[[str, str, tuple[Any, ...], Draft], str]

CASTS: Mapping[ColumnType, str] = {
    "text": "text",
    "word": "text",
    "number": "numeric",
    "amount": "numeric",
    "day": "date",
    "instant": "timestamptz",
    "flag": "boolean",
    "person": "bigint",
    "company": "bigint",
    "contract": "uuid",
    "mainContract": "uuid",
    "changeOrder": "uuid",
    "clock": "text",
}
"""The type of a column's place, as conditions compare it."""


def _blank(place: str, cast: str, values: tuple[Any, ...], draft: Draft) -> str:
    return f"coalesce({place}, '') = ''" if cast == "text" else f"{place} IS NULL"


def _filled(place: str, cast: str, values: tuple[Any, ...], draft: Draft) -> str:
    return f"coalesce({place}, '') <> ''" if cast == "text" else f"{place} IS NOT NULL"


def _any(place: str, cast: str, values: tuple[Any, ...], draft: Draft) -> str:
    present = [value for value in values if value is not None]
    test = f"{place} = ANY({draft.place(present, f'{cast}[]')})"
    if len(present) == len(values):
        return test
    return f"({test} OR {_blank(place, cast, (), draft)})"


def _none(place: str, cast: str, values: tuple[Any, ...], draft: Draft) -> str:
    return f"NOT coalesce({_any(place, cast, values, draft)}, FALSE)"


def _contains(place: str, cast: str, values: tuple[Any, ...], draft: Draft) -> str:
    # The columns compare by bytes, but letters have cases only in a language.
    wanted = draft.place(values[0], "text")
    return f'position(lower({wanted} COLLATE "default") in lower({place} COLLATE "default")) > 0'


def _bounded(last: str) -> Test:
    def test(place: str, cast: str, values: tuple[Any, ...], draft: Draft) -> str:
        bounds = [
            f"{place} {sign} {draft.place(value, cast)}"
            for sign, value in zip((">=", last), values, strict=True)
            if value is not None
        ]
        return f"({' AND '.join(bounds)})" if bounds else f"{place} IS NOT NULL"

    return test


TESTS: Mapping[str, Test] = {
    "any": _any,
    "none": _none,
    "blank": _blank,
    "filled": _filled,
    "contains": _contains,
    "range": _bounded("<="),
    "span": _bounded("<"),
}
