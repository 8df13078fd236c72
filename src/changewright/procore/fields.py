"""One row per key of a resource: which columns it shows, and how.

A resource of this door is a tuple of such rows, and parts for what is made of other records. Rows
and parts are read as lists read them (`store.read_rows`): instants, days and amounts are text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.core.records import Record
from changewright.core.settings import ProjectSettings
from changewright.edge.conditional import SHAPES
from changewright.edge.fragments import PartShape, Path, Row, Shape, Value, folds_of
from changewright.work.directory import Directory

from .grammar import Filter
from .wire import decimal_text, encode, midnight, number, seconds

Rows = list[tuple[Any, ...]]
CUSTOM_FIELDS = "custom_fields"
"""The part that is read only where the project defines custom attributes."""
SHAPES_REMEMBERED = 512


class Rendering(msgspec.Struct, frozen=True, eq=False):
    """What writing a record needs beside its row: who is who, and how the project is set up."""

    directory: Directory
    settings: ProjectSettings
    account_id: int = 0

    def tiers(self, side: str) -> int:
        """How many layers of documents a side shows."""
        settings = self.settings
        return settings.tiers_budget if side == "budget" else settings.tiers_cost

    def user(self, person_id: int | None) -> dict[str, Any] | None:
        """`{id, login, name}` of a person; None for nobody."""
        person = None if person_id is None else self.directory.people.get(person_id)
        if person is None:
            return None
        return {"id": person.id, "login": person.email, "name": person.name}

    def person(self, person_id: int | None) -> dict[str, Any] | None:
        """`{id, name}` of a person, as the newer resources show one; None for nobody."""
        person = None if person_id is None else self.directory.people.get(person_id)
        return None if person is None else {"id": person.id, "name": person.name}

    def company(self, company_id: int | None) -> dict[str, Any] | None:
        """`{id, name}` of a company; None for none."""
        company = None if company_id is None else self.directory.companies.get(company_id)
        return None if company is None else {"id": company.id, "name": company.name}


class KeyType(msgspec.Struct, frozen=True, eq=False):
    """How a column's value is shown; `schema` is for the reference. `show` makes it of the value,
    `compose` of the rendering and the value; neither: it is shown as it is."""

    schema: Mapping[str, Any]
    show: Callable[[Any], Any] | None = None
    compose: Callable[[Rendering, Any], Any] | None = None


_TEXT = {"type": "string"}
USER = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "login": _TEXT, "name": _TEXT},
}
PERSON = {"type": "object", "properties": {"id": {"type": "integer"}, "name": _TEXT}}

TYPES: Mapping[str, KeyType] = {
    "text": KeyType(_TEXT),
    "integer": KeyType({"type": "integer"}),
    # Under v2.0 ids are text (procore.md §4.8).
    "id_text": KeyType(_TEXT, lambda value: None if value is None else str(value)),
    "boolean": KeyType({"type": "boolean"}),
    "object": KeyType({"type": "object"}),
    "array": KeyType({"type": "array"}),
    "day": KeyType(_TEXT | {"format": "date"}),
    "instant": KeyType(_TEXT | {"format": "date-time"}, seconds),
    "midnight": KeyType(_TEXT | {"format": "date-time"}, midnight),
    "decimal": KeyType(_TEXT, decimal_text),
    # A decimal that need not be there, and one that is a JSON number (procore.md §4.8).
    "decimal_or_null": KeyType(_TEXT, lambda value: None if value is None else decimal_text(value)),
    "number": KeyType({"type": "number"}, number),
    "user": KeyType(USER, compose=Rendering.user),
    "person": KeyType(PERSON, compose=Rendering.person),
}


class Key(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One key of a resource.

    It shows `column` by its `type`, or what `compose(rendering, *values)` makes of `columns`, or
    the `constant`: a value that nothing in the ledger holds yet. `part` names the part that writes
    it; then it stands here for the reference alone.
    """

    name: str
    column: str = ""
    type: str = "text"
    columns: tuple[str, ...] = ()
    compose: Callable[..., Any] | None = None
    constant: Any = None
    part: str = ""
    nullable: bool = True
    description: str = ""

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.column,) if self.column else self.columns


Picker = Callable[[Sequence[Any]], tuple[Any, ...]]


class Renderer:
    """Writes the keys of a row. `columns` is the order in which its values must come.

    Lists write tens of thousands of keys, most of them just as they come: those are taken over in
    one step, and only the others are worked out one by one.
    """

    def __init__(self, keys: Sequence[Key]) -> None:
        shown = [key for key in keys if not key.part]
        self.columns: tuple[str, ...] = tuple(
            dict.fromkeys(column for key in shown for column in key.reads)
        )
        place = {column: index for index, column in enumerate(self.columns)}
        self._names = tuple(key.name for key in shown)
        self._taken = _picker([place.get(key.column, 0) for key in shown])
        self._shown: list[tuple[int, int, Callable[[Any], Any]]] = []
        self._composed: list[tuple[int, Picker, Callable[..., Any]]] = []
        for index, key in enumerate(shown):
            show, compose = TYPES[key.type].show, _compose_of(key)
            if compose is not None:
                taken = _picker([place[column] for column in key.reads])
                self._composed.append((index, taken, compose))
            elif show is not None:
                self._shown.append((index, place[key.column], show))

    def shown(self, row: Sequence[Any], rendering: Rendering) -> dict[str, Any]:
        values = list(self._taken(row or _NO_COLUMNS))
        for index, place, show in self._shown:
            values[index] = show(row[place])
        for index, taken, compose in self._composed:
            values[index] = compose(rendering, *taken(row))
        return dict(zip(self._names, values, strict=True))

    def render(self, row: Sequence[Any], rendering: Rendering) -> bytes:
        """The record as JSON without its closing brace."""
        return encode(self.shown(row, rendering))[:-1]


def _compose_of(key: Key) -> Callable[..., Any] | None:
    """What works a key's value out; None: it is a column's own."""
    if key.compose is not None:
        return key.compose
    if not key.column:
        return lambda _: key.constant
    return TYPES[key.type].compose


_NO_COLUMNS = (None,)


def _picker(places: Sequence[int]) -> Picker:
    """What takes the values at these places out of a row."""
    if len(places) < 2:  # of one place `itemgetter` gives the value alone
        return lambda row: tuple([row[place] for place in places])
    return itemgetter(*places)


def part(path: Path, tell: Callable[[Rows, Rendering], Mapping[str, Any]]) -> PartShape:
    """A part whose keys `tell` makes of the path's rows."""

    def render(rows: Rows, rendering: Rendering) -> bytes:
        told = encode(tell(rows, rendering))[1:-1]
        return b"," + told if told else b""

    return PartShape(path, render)


def folded_part(path: Path, tell: Callable[[Row, Rows, Rendering], Mapping[str, Any]]) -> PartShape:
    """A part whose keys `tell` makes of the path's values of rows that there is one of, and of the
    rows that there may be many of, which lists read as `store.folded_parts` says. There is always
    something to tell."""
    width = folds_of(path).values

    def fold(one: Row, many: Rows, rendering: Rendering) -> bytes:
        return b"," + encode(tell(one, many, rendering))[1:-1]

    def render(rows: Rows, rendering: Rendering) -> bytes:
        return fold(rows[0][:width], [row[width:] for row in rows], rendering)

    return PartShape(path, render, fold=fold)


SORTED_BY = ("id", "created_at")
"""By what the vendor sorts change orders and batches (procore.md §2.5), and we every list."""


def _sorts_of(keys: Iterable[Key]) -> dict[str, str]:
    return {key.name: key.column for key in keys if key.name in SORTED_BY and key.column}


class Resource:
    """One kind of record as Procore's clients see it. `name` is the shape's, unique in the door;
    all parts are always shown.

    `sorts` are the words of `sort=` with their columns: where none are given, those by which the
    vendor sorts the newer resources, as far as the record shows them.
    `views` are the words of `view=` with the resource each shows; the word of this one is among
    them with `None`. `lists_deleted`: `filters[include_deleted]` is listed.
    """

    def __init__(
        self,
        name: str,
        noun: type[Record],
        keys: Sequence[Key],
        parts: Mapping[str, PartShape],
        filters: Sequence[Filter] = (),
        *,
        sorts: Mapping[str, str] | None = None,
        views: Mapping[str, Resource | None] | None = None,
        lists_deleted: bool = False,
    ) -> None:
        self.name = name
        self.noun = noun
        self.keys = tuple(keys)
        self.parts = dict(parts)
        self.filters = tuple(filters)
        self.sorts = _sorts_of(self.keys) if sorts is None else dict(sorts)
        self.views = {word: shown or self for word, shown in (views or {}).items()}
        self.lists_deleted = lists_deleted
        self.renderer = Renderer(self.keys)
        self.shape = lru_cache(maxsize=SHAPES_REMEMBERED)(self._shape)

    @property
    def include(self) -> frozenset[str]:
        return frozenset(self.parts)

    @property
    def has_links(self) -> bool:
        """Whether its records link to content on this server (`wire.absolute`)."""
        return "attachments" in self.parts

    def view(self, word: str) -> Resource:
        """The resource that a word of `view=` shows. Raises `Invalid`; where there are no views,
        the parameter is like any that no row names."""
        if not word or not self.views:
            return self
        if word not in self.views:
            raise invalid("view", "choice", f"view is one of {', '.join(self.views)}")
        return self.views[word]

    def _shape(self, settings: ProjectSettings) -> Shape:
        """How the reading engine writes a record in a project with these settings."""
        told = (
            f"{settings.tiers_cost}.{settings.tiers_budget}.{settings.default_main_contract_id}"
            f".{settings.currency}.{settings.money_places}"
        )
        parts = self.parts
        render: Callable[[Sequence[Any], Rendering], bytes] = self.renderer.render
        if CUSTOM_FIELDS in parts and not settings.custom_attributes:
            parts = {name: each for name, each in parts.items() if name != CUSTOM_FIELDS}
            render = _followed_by(self.parts[CUSTOM_FIELDS].absent, render)
        return Shape(
            name=f"procore.{self.name}",
            version=f"{SHAPES}.{told}",
            noun=self.noun,
            values=tuple(Value(column) for column in self.renderer.columns),
            render=render,
            parts=parts,
            names_people=True,
        )

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one record."""
        return {
            "type": "object",
            "properties": {key.name: _schema(key) for key in self.keys},
            "required": [key.name for key in self.keys],
        }


def _followed_by(
    absent: bytes, render: Callable[[Sequence[Any], Rendering], bytes]
) -> Callable[[Sequence[Any], Rendering], bytes]:
    return lambda row, rendering: render(row, rendering) + absent


def _schema(key: Key) -> dict[str, Any]:
    described = dict(TYPES[key.type].schema)
    if key.nullable:
        described["type"] = [described["type"], "null"]
    if key.description:
        described["description"] = key.description
    return described


def values_on(hop: int, columns: Iterable[str]) -> tuple[Value, ...]:
    """Columns of the rows of a hop (0: of the record itself)."""
    return tuple(Value(column, of=hop) for column in columns)
