"""The list query of Autodesk's door: filters, sorting, includes and window, read by a table.

A resource gives one row per attribute; `Grammar.read` turns a raw query string into a
`core.query.ListQuery`. What is documented is in autodesk.md §1.3; where the vendor is silent the
choice is a line in docs/compatibility.md.

References (a contract, a source) come as UUIDs, but rows refer by integers. `read` leaves them in
the query as `Reference` values; `references(query)` lists them and `resolve(query, ids)` puts the
integers in. A UUID that is not there for this caller is left out, so its filter matches nothing and
says nothing about other containers. A query without references needs neither call.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import Record
from changewright.core.records_attached import PropertyDefinition
from changewright.edge.bodies import Reference
from changewright.edge.context import read_query
from changewright.edge.routes import Parameter
from changewright.edge.values import echo, parse_uuid

from .list_attributes import PARAMETER_TYPES, READERS, Attribute
from .query_text import (
    read_include,
    read_limit,
    read_offset,
    split_list,
    split_single,
    split_sort,
)

LIMIT_DEFAULT = 100
BLANK = "blank"
PROPERTY_PREFIX = "properties."
"""Filters and sorts by a custom attribute: `filter[properties.<definition id>]`, ours alone."""

REMEMBERED_QUERIES = 2048
REMEMBERED_LENGTH = 2048
FILTER_VALUES_MAXIMUM = 1000


class Grammar:
    """The queries that one list takes. Made once per list (and kind); safe to share.

    `includes` are the words `include` may hold. `properties` allows custom attributes. `order` is
    how the list is sorted when nothing is asked; the id is always the last key below. `aliases` are
    older names of parameters, each with the filter it means; `elsewhere` are filters that the
    handler itself reads.
    """

    def __init__(
        self,
        noun: type[Record],
        attributes: Iterable[Attribute],
        *,
        kind: str | None = None,
        includes: Iterable[str] = (),
        properties: bool = False,
        order: tuple[Order, ...] = (),
        limit_maximum: int = 100,
        limit_default: int = LIMIT_DEFAULT,
        aliases: Mapping[str, str] | None = None,
        elsewhere: Sequence[Parameter] = (),
    ) -> None:
        self.noun = noun
        self.kind = kind
        self.attributes = tuple(attributes)
        self.includes = tuple(includes)
        self.properties = properties
        self.order = order
        self.limit_maximum = limit_maximum
        self.limit_default = limit_default
        self._aliases = {name: f"filter[{meant}]" for name, meant in (aliases or {}).items()}
        self._elsewhere = {each.name: each for each in elsewhere}
        self._filters = {each.filter: each for each in self.attributes if each.filter}
        self._sorts = {each.name: each for each in self.attributes if each.sortable}
        self._remembered: OrderedDict[tuple[bytes, int, frozenset[str]], ListQuery] = OrderedDict()

    def read(
        self,
        raw_query: bytes,
        *,
        limit_maximum: int | None = None,
        hidden: frozenset[str] = frozenset(),
    ) -> ListQuery:
        """The query of a raw query string. Raises one Invalid with every problem of it.

        `hidden` are columns this caller may not see: by them he can neither filter nor sort. The
        last queries are remembered, so a repeated one costs a look-up.
        """
        most = limit_maximum or self.limit_maximum
        key = (raw_query, most, hidden)
        known = self._remembered.get(key)
        if known is not None:
            self._remembered.move_to_end(key)
            return known
        query = self._read(read_query(raw_query), most, hidden)
        if len(raw_query) <= REMEMBERED_LENGTH:
            self._remembered[key] = query
            if len(self._remembered) > REMEMBERED_QUERIES:
                self._remembered.popitem(last=False)
        return query

    def _read(
        self, pairs: Sequence[tuple[str, str]], most: int, hidden: frozenset[str]
    ) -> ListQuery:
        problems: list[Problem] = []
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        query = ListQuery(
            noun=self.noun,
            kind=self.kind,
            where=self._conditions(values, hidden, problems),
            order=_collecting(problems, self._sorting, values.get("sort", []), hidden)
            or self.order,
            offset=_collecting(problems, read_offset, values.get("offset", [])) or 0,
            limit=_collecting(
                problems, read_limit, values.get("limit", []), self.limit_default, most
            )
            or self.limit_default,
            include=read_include(values.get("include", []), self.includes),
        )
        if problems:
            raise Invalid(problems[0].detail, *problems)
        return query

    def _conditions(
        self, values: Mapping[str, list[str]], hidden: frozenset[str], problems: list[Problem]
    ) -> tuple[Condition, ...]:
        found = []
        for sent, texts in values.items():
            name = self._aliases.get(sent, sent)
            if name.startswith("filter[") and name.endswith("]") and name not in self._elsewhere:
                condition = _collecting(problems, self._condition, name, texts, hidden)
                if condition is not None:
                    found.append(condition)
        return tuple(sorted(found, key=lambda condition: condition.attribute))

    def _condition(self, name: str, texts: list[str], hidden: frozenset[str]) -> Condition | None:
        attribute = self._filters.get(name[len("filter[") : -1])
        if attribute is None and self.properties:
            attribute = _property_attribute(name[len("filter[") : -1])
        if attribute is None or attribute.column in hidden:
            raise invalid(name, "unknown", f"{name} is not a filter of this resource")
        words = split_list(texts) if attribute.many else split_single(texts)
        if not words:
            return None
        if len(words) > FILTER_VALUES_MAXIMUM:
            raise invalid(name, "range", f"{name} holds more than {FILTER_VALUES_MAXIMUM} values")
        read = READERS[attribute.type]
        found: list[object] = []
        for word in words:
            if attribute.blank and word == BLANK:
                found.append(None)
            else:
                found.extend(read(word, attribute, name))
        if found == [None]:
            return Condition(attribute.column, "blank")
        if attribute.operator == "until":
            return Condition(attribute.column, "range", (None, found[0]))
        return Condition(attribute.column, attribute.operator, _without_repeats(found))

    def _sorting(self, texts: Sequence[str], hidden: frozenset[str]) -> tuple[Order, ...]:
        orders: dict[str, Order] = {}
        for name, descending in split_sort(texts):
            attribute = self._sorts.get(name)
            if attribute is None and self.properties:
                attribute = _property_attribute(name)
            if attribute is None or attribute.column in hidden:
                raise invalid(
                    "sort", "unknown", f"sort: {echo(name)} is not an attribute to sort by"
                )
            column = attribute.sort_column or attribute.column
            orders.setdefault(column, Order(column, descending))
        return tuple(orders.values())

    def parameters(self) -> tuple[Parameter, ...]:
        """The rows of the reference: the same table that is read."""
        filters = tuple(
            Parameter(
                name=f"filter[{each.filter}]",
                type=PARAMETER_TYPES[each.type],
                description=_filter_description(each),
                repeated=each.many,
                enum=tuple(each.words),
                maximum_length=each.maximum,
            )
            for each in self.attributes
            if each.filter
        )
        older = tuple(
            Parameter(name=name, description=f"An older name of {meant}.", repeated=True)
            for name, meant in self._aliases.items()
        )
        return (*self._window_parameters(), *filters, *self._elsewhere.values(), *older)

    def _window_parameters(self) -> tuple[Parameter, ...]:
        sortable = ", ".join(sorted(self._sorts))
        rows = [
            Parameter(
                "limit",
                "integer",
                "The most records of a page. A larger number than the maximum gives the maximum.",
                minimum=1,
                default=self.limit_default,
            ),
            Parameter("offset", "integer", "How many records to skip.", minimum=0, default=0),
        ]
        if sortable:
            rows.append(
                Parameter(
                    "sort",
                    description="Attributes, each with asc (default) or desc, joined by commas or "
                    f"plus signs: `name, updatedAt desc`. Attributes: {sortable}.",
                )
            )
        if self.includes:
            rows.append(
                Parameter(
                    "include",
                    description=f"Nested resources to add: {', '.join(self.includes)}.",
                    repeated=True,
                )
            )
        return tuple(rows)


def _filter_description(attribute: Attribute) -> str:
    """What a filter does, for the reference; the field's own description says what it is."""
    if attribute.operator == "since":
        text = f"Only records whose `{attribute.name}` is at or after this."
    elif attribute.many:
        text = f"Only records whose `{attribute.name}` is one of these."
    else:
        text = f"Only records with this `{attribute.name}`."
    return text + (f" `{BLANK}`: those that have none." if attribute.blank else "")


def _collecting(problems: list[Problem], read: Callable[..., Any], *arguments: object) -> Any:
    """What `read` gives, or None with its problems noted."""
    try:
        return read(*arguments)
    except Invalid as refusal:
        problems.extend(refusal.problems)
        return None


def _without_repeats(values: Iterable[object]) -> tuple[object, ...]:
    return tuple(dict.fromkeys(values))


def _property_attribute(name: str) -> Attribute | None:
    uuid = (
        parse_uuid(name.removeprefix(PROPERTY_PREFIX)) if name.startswith(PROPERTY_PREFIX) else None
    )
    if uuid is None:
        return None
    return Attribute(name=name, column=f"property:{uuid}", blank=True)


# References


def references(query: ListQuery) -> tuple[Reference, ...]:
    """The records a query names by UUID, custom attributes' definitions included."""
    found: dict[Reference, None] = {}
    for condition in query.where:
        if condition.attribute.startswith("property:"):
            found[_definition(condition.attribute)] = None
        for value in condition.values:
            if isinstance(value, Reference):
                found[value] = None
    for order in query.order:
        if order.attribute.startswith("property:"):
            found[_definition(order.attribute)] = None
    return tuple(found)


def _definition(attribute: str) -> Reference:
    return Reference(PropertyDefinition, UUID(attribute.removeprefix("property:")))


def resolve(query: ListQuery, ids: Mapping[Reference, int]) -> ListQuery:
    """The query with integers for its references. Unknown ones are left out of their condition.

    Raises Invalid for a custom attribute that does not exist.
    """
    where = tuple(
        Condition(
            _property_column(condition.attribute, "filter[{}]", ids),
            condition.operator,
            tuple(_looked_up(condition.values, ids)),
        )
        for condition in query.where
    )
    order = tuple(
        Order(_property_column(each.attribute, "sort", ids), each.descending)
        for each in query.order
    )
    return msgspec.structs.replace(query, where=where, order=order)


def _looked_up(values: Iterable[object], ids: Mapping[Reference, int]) -> Iterable[object]:
    for value in values:
        if not isinstance(value, Reference):
            yield value
        elif value in ids:
            yield ids[value]


def _property_column(attribute: str, field: str, ids: Mapping[Reference, int]) -> str:
    if not attribute.startswith("property:"):
        return attribute
    reference = _definition(attribute)
    if reference not in ids:
        named = field.format(f"{PROPERTY_PREFIX}{reference.uuid}")
        raise invalid(named, "unknown", f"{named}: there is no custom attribute {reference.uuid}")
    return f"property:{ids[reference]}"
