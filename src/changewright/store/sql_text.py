"""A statement in the making: SQL text with numbered places, and the values that go there.

The text depends only on the shape of what is asked (which columns, operators, lists or not), never
on a value, so that a connection prepares it once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .wire import Parameter, Step, text

_WORD = re.compile(r"[a-z][A-Za-z0-9_:]*\Z")


class Draft:
    """`$1` is always the container. `place` gives a value its place in the text."""

    def __init__(self, container_id: int) -> None:
        self.parameters: list[Parameter] = [text(container_id)]
        self._aliases = 0

    def place(self, value: object, cast: str) -> str:
        """`$3::bigint`, for this value."""
        self.parameters.append(text(value))
        return f"${len(self.parameters)}::{cast}"

    def alias(self, stem: str) -> str:
        """A name for a table that no other has in this statement."""
        self._aliases += 1
        return f"{stem}{self._aliases}"

    def step(self, statement: str) -> Step:
        return statement.encode(), tuple(self.parameters)


def word(value: str) -> str:
    """A word of our own code as a literal: the name of a table, a kind. Never a client's."""
    if not _WORD.match(value):
        raise ValueError(f"{value!r} is not a word of the ledger")
    return f"'{value}'"


def words(values: Iterable[str]) -> str:
    """Words of our own code as literals, for `IN (…)`."""
    return ", ".join(word(value) for value in values)
