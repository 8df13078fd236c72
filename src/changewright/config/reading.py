"""Settings from the environment and from flags, and back.

A setting comes from the environment (`CHANGEWRIGHT_PORT=8081`) or from a flag of the same name,
which wins. A variable that starts with `CHANGEWRIGHT_` and names no setting is refused: a misspelt
safety setting must not be silently ignored.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any, cast

from .settings import PREFIX, SettingError, Settings, variable


def read(environment: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from the environment, overruled by flags that are not None.

    A flag may be a value of its type or its text. Raises SettingError naming the setting.
    """
    environment = os.environ if environment is None else environment
    rows = {row.name: row for row in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in environment.items():
        if name.startswith(PREFIX):
            row = rows.get(name.removeprefix(PREFIX).lower())
            if row is None:
                raise SettingError(_unknown(name, rows))
            values[row.name] = _parsed(row, text)
    for name, value in flags.items():
        if name not in rows:
            raise SettingError(_unknown(variable(name), rows))
        if value is not None:
            values[name] = _parsed(rows[name], value) if isinstance(value, str) else value
    return Settings(**cast("dict[str, Any]", values))


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment that `read` makes the same settings of, for a process started by this one."""
    values = ((row.name, getattr(settings, row.name)) for row in fields(Settings))
    return {
        variable(name): ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in values
    }


def _unknown(name: str, rows: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, [variable(row) for row in rows], n=1)
    hint = f"; did you mean {near[0]}?" if near else "."
    return f"{name} is not a setting{hint}"


def _parse_boolean(text: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True}
    words |= {"false": False, "no": False, "off": False, "0": False}
    if text.strip().lower() not in words:
        raise ValueError("expected true or false")
    return words[text.strip().lower()]


def _parse_integer(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError("expected a whole number") from error


def _parse_path(text: str) -> Path:
    if not text.strip():
        raise ValueError("expected the path of a folder")
    return Path(text).expanduser().absolute()


def _parse_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


# How the text of a setting is read, by the type written in the table.
PARSERS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "str": ("text", str.strip),
    "int": ("whole number", _parse_integer),
    "bool": ("true or false", _parse_boolean),
    "Path": ("path", _parse_path),
    "tuple[str, ...]": ("list of texts", _parse_words),
}


def _parsed(row: Field[Any], text: str) -> object:
    try:
        return PARSERS[cast("str", row.type)][1](text)
    except ValueError as error:
        raise SettingError(f"{variable(row.name)}: {error}, not {text!r}.") from error
