"""Which rows a query finds, as SQL: its conditions and its order.

An attribute is a column of the noun (`name`), a column of the record that a column refers to
(`contract_id.company_id`), the first of two columns that has a value (`budget_state|cost_state`),
what is worked out of other rows (`shown_state` of a face), a custom attribute (`property:12`), or
rows that hang on the record (`change_order_id` of a cost item). An operator of a condition is one
function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec

from changewright.core.catalogue import COUNTED_KINDS, COUNTER, NOUN, counter_name
from changewright.core.errors import invalid
from changewright.core.kinds import STATE, rank_of
from changewright.core.money import Decimal
from changewright.core.query import Condition, ListQuery, Order
from changewright.core.records import ChangeOrder, CostItem, Face, Membership, Record
from changewright.core.records_attached import PropertyValue
from changewright.core.records_contracts import Contract, MainContract

from .columns import ColumnType, types_of
from .row_conditions import Viewer, sight_of
from .sql_text import Draft, word

DEFAULT_ORDER = (Order("created_at"),)
PROPERTY = "property:"


class Related(msgspec.Struct, frozen=True):
    """Rows that hang on the record by `owner`; a test on them is a test on their `value`."""

    noun: type[Record]
    owner: str
    value: str


RELATED: dict[tuple[type[Record], str], Related] = {
    (CostItem, "change_order_id"): Related(Membership, "cost_item_id", "change_order_id"),
    (ChangeOrder, "cost_item_id"): Related(Membership, "change_order_id", "cost_item_id"),
    (ChangeOrder, "face_id"): Related(Face, "package_id", "id"),
}

# What a column refers to, where that is not the noun of its own name: `contract_id` is a contract.
REFERRED: dict[str, type[Record]] = {
    "source_id": ChangeOrder,
    "event_id": ChangeOrder,
    "request_id": ChangeOrder,
    "package_id": ChangeOrder,
}


# Sorts a state before those that a face shows rather than it (`core.faces.shown_state`).
_RANK = " ".join(
    f"WHEN {word(name)} THEN {rank}" for name in STATE if (rank := rank_of(name)) is not None
)


def _shown_state(alias: str) -> str:
    """The state of a face, as `core.faces.shown_state` says it: of its items the lowest, of those
    the one reached last; without items the PCO's own."""
    state = f"CASE {alias}.side WHEN 'budget' THEN {{0}}.budget_state ELSE {{0}}.cost_state END"
    since = (
        f"CASE {alias}.side WHEN 'budget' THEN i.budget_state_revision "
        "ELSE i.cost_state_revision END"
    )
    return (
        f"(SELECT coalesce((SELECT coalesce({state.format('i')}, 'draft') FROM membership m "
        f"JOIN cost_item i ON i.container_id = $1 AND i.id = m.cost_item_id "
        f"AND i.deleted_at IS NULL WHERE m.container_id = $1 AND m.change_order_id = d.id "
        f"AND m.deleted_at IS NULL AND CASE {alias}.side WHEN 'budget' THEN i.active_budget "
        f"ELSE i.active_cost AND coalesce(i.contract_id, d.contract_id) = {alias}.contract_id END "
        f"ORDER BY CASE coalesce({state.format('i')}, 'draft') {_RANK} END NULLS LAST, "
        f"coalesce({since}, 0) DESC, i.id DESC LIMIT 1), {state.format('d')}, 'draft') "
        f"FROM change_order d WHERE d.container_id = $1 AND d.id = {alias}.change_order_id)"
    )


def _place(alias: str) -> str:
    return f"CASE WHEN {alias}.package_id IS NULL THEN ' alone' ELSE ' packaged' END"


def _placed_face(alias: str) -> str:
    """The side of a face, the state it shows, and whether it names an order, for filters to which a
    state is not the same everywhere."""
    return f"({alias}.side || ' ' || {_shown_state(alias)} || {_place(alias)})"


def _placed_request(alias: str) -> str:
    """The same of a request, which has one side."""
    state = f"coalesce({alias}.budget_state, {alias}.cost_state, 'draft')"
    return f"({state} || {_place(alias)})"


def _is_executed(alias: str) -> str:
    """Whether a face is executed: by itself, or with the order it is in."""
    return (
        f"({alias}.executed_flag OR EXISTS (SELECT 1 FROM change_order p "
        f"WHERE p.container_id = $1 AND p.id = {alias}.package_id AND p.deleted_at IS NULL "
        f"AND (p.executed_flag OR p.budget_state = 'executed' OR p.cost_state = 'executed')))"
    )


def _vendor(alias: str) -> str:
    """The company that the contract of a face is with: a commitment's supplier, or the owner."""
    return (
        f"(CASE {alias}.side WHEN 'cost' THEN (SELECT c.company_id FROM contract c "
        f"WHERE c.container_id = $1 AND c.id = {alias}.contract_id) "
        f"ELSE (SELECT c.owner_company_id FROM main_contract c "
        f"WHERE c.container_id = $1 AND c.id = {alias}.contract_id) END)"
    )


class Computed(msgspec.Struct, frozen=True):
    """An attribute that is worked out of other rows: SQL for the alias of the record's table, like
    which column its values are, and the nouns whose rows it hangs on."""

    sql: Callable[[str], str]
    like: str
    nouns: tuple[type[Record], ...]


COMPUTED: dict[tuple[type[Record], str], Computed] = {
    (Face, "shown_state"): Computed(_shown_state, "side", (ChangeOrder, Membership, CostItem)),
    (Face, "placed_state"): Computed(_placed_face, "side", (ChangeOrder, Membership, CostItem)),
    (ChangeOrder, "placed_state"): Computed(_placed_request, "kind", ()),
    (Face, "is_executed"): Computed(_is_executed, "executed_flag", (ChangeOrder,)),
    (Face, "vendor_id"): Computed(_vendor, "contract_id", (Contract, MainContract)),
}


def referred(column: str) -> type[Record]:
    """The noun a reference points at. KeyError when it is none."""
    return REFERRED.get(column) or NOUN[column.removesuffix("_id")]


def attributes_in(query: ListQuery) -> list[str]:
    """What a query filters and sorts by."""
    return [each.attribute for each in query.where] + [each.attribute for each in query.order]


def counters_of(noun: type[Record], kind: str | None = None) -> tuple[int, ...]:
    """The ordinals of the head's counters that tell of a noun."""
    if noun is ChangeOrder and kind is None:
        return tuple(COUNTER[counter_name(noun, each)] for each in COUNTED_KINDS)
    return (COUNTER[counter_name(noun, kind)],)


def counters_in(query: ListQuery) -> tuple[int, ...]:
    """The counters on which hangs what a query finds, and in what order."""
    found = dict.fromkeys(counters_of(query.noun, query.kind))
    for attribute in attributes_in(query):
        for noun in _other_nouns(query.noun, attribute):
            found |= dict.fromkeys(counters_of(noun))
    return tuple(found)


def _other_nouns(noun: type[Record], attribute: str) -> tuple[type[Record], ...]:
    if attribute.startswith(PROPERTY):
        return (PropertyValue,)
    if (noun, attribute) in RELATED:
        return (RELATED[noun, attribute].noun,)
    if (noun, attribute) in COMPUTED:
        return COMPUTED[noun, attribute].nouns
    joined = (each.partition(".")[0] for each in attribute.split("|") if "." in each)
    return tuple(referred(each) for each in joined)


# Conditions


Test = Callable[[str, ColumnType, tuple[Any, ...], Draft], str]


def _any(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    present = [value for value in values if value is not None]
    test = f"{place} = ANY({draft.place(present, column.cast + '[]')})"
    return test if len(present) == len(values) else f"({test} OR {place} IS NULL)"


def _since(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    return f"{place} >= {draft.place(values[0], column.cast)}"


def _range(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    numbers = [value for value in values if isinstance(value, (int, Decimal))]
    cast = column.cast
    if column.is_text and numbers:  # a custom attribute that holds numbers, as text
        place, cast = _as_number(place), "numeric"
    bounds = [
        f"{place} {sign} {draft.place(value, cast)}"
        for sign, value in zip((">=", "<="), values, strict=True)
        if value is not None
    ]
    return " AND ".join(bounds) or f"{place} IS NOT NULL"


def _blank(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    return f"coalesce({place}, '') = ''" if column.is_text else f"{place} IS NULL"


def _not_blank(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    return f"{place} <> ''" if column.is_text else f"{place} IS NOT NULL"


def _contains(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    # The columns compare by bytes, but letters have cases only in a language.
    wanted = draft.place(values[0], "text")
    return f'position(lower({wanted} COLLATE "default") in lower({place} COLLATE "default")) > 0'


def _whatever(place: str, column: ColumnType, values: tuple[Any, ...], draft: Draft) -> str:
    return "TRUE"


OPERATORS: dict[str, Test] = {
    "any": _any,
    "since": _since,
    "range": _range,
    "blank": _blank,
    "not_blank": _not_blank,
    "contains": _contains,
    "whatever": _whatever,
}


def _as_number(place: str) -> str:
    """A text as a number where it is one: CASE keeps others from being read as numbers."""
    return (
        f"CASE WHEN {place} ~ '^[+-]?[0-9]{{1,30}}([.][0-9]{{1,30}})?$' THEN {place}::numeric END"
    )


@cache
def _indexed(noun: type[Record], kind: str | None) -> frozenset[str]:
    """The columns by which an index has the noun's rows in order."""
    before = ("kind",) if kind is not None else ()
    depth = len(before)
    return frozenset(
        index[depth]
        for index in (*noun.INDEXES, *noun.UNIQUE)
        if index[:depth] == before and len(index) > depth
    )


def is_indexed(noun: type[Record], kind: str | None, order: Sequence[Order]) -> bool:
    """Whether an index has the rows in this order, or nearly."""
    return (order or DEFAULT_ORDER)[0].attribute in _indexed(noun, kind)


class Source:
    """`FROM … WHERE …` of a query, as one viewer sees it; the noun's table is `t`."""

    def __init__(self, draft: Draft, viewer: Viewer, query: ListQuery) -> None:
        self._draft = draft
        self._noun = query.noun
        self._joins: dict[str, str] = {}
        sight = self._sight = sight_of(viewer, query.noun, query.kind, "t", draft)
        for attribute in attributes_in(query):
            if not sight.hidden.isdisjoint(each.partition(".")[0] for each in attribute.split("|")):
                # Doors refuse it by its own name before; here it must not be answered.
                raise invalid(attribute, "unknown", f"{attribute} is unknown")
        tests = ["t.container_id = $1"]
        if query.kind is not None:
            tests.append(f"t.kind = {word(query.kind)}")
        if "deleted_at" not in attributes_in(query):
            tests.append("t.deleted_at IS NULL")
        if sight.condition:
            tests.append(sight.condition)
        tests += [self._test(condition) for condition in query.where]
        self._tests = tests
        order = query.order or DEFAULT_ORDER
        self._order = self._order_by(order)

    def count(self) -> str:
        return f"SELECT count(*) FROM {self._from()}"

    def rows(self) -> str:
        """All rows, in order."""
        return f"SELECT t.id, t.version FROM {self._from()} ORDER BY {self._order}"

    def _from(self) -> str:
        joins = "".join(f" LEFT JOIN {join}" for join in self._joins.values())
        return f"{self._noun.TABLE} t{joins} WHERE {' AND '.join(self._tests)}"

    def _test(self, condition: Condition) -> str:
        related = self._related(condition.attribute)
        if related is not None:
            return self._related_test(condition, *related)
        place, column = self._place(condition.attribute)
        return OPERATORS[condition.operator](place, column, condition.values, self._draft)

    def _related(self, attribute: str) -> tuple[Related, str] | None:
        """Rows that hang on the record, and what else is asked of them."""
        if attribute.startswith(PROPERTY):
            definition = self._draft.place(int(attribute.removeprefix(PROPERTY)), "bigint")
            more = f"p.record_kind = {word(self._noun.TABLE)} AND p.definition_id = {definition}"
            return Related(PropertyValue, "record_id", "value"), more
        known = RELATED.get((self._noun, attribute))
        return None if known is None else (known, "TRUE")

    def _related_test(self, condition: Condition, related: Related, more: str) -> str:
        """The records on which a row hangs that passes; for `blank`, none with a value."""

        def among(operator: str, values: tuple[Any, ...]) -> str:
            column = types_of(related.noun)[related.value]
            test = OPERATORS[operator](f"p.{related.value}", column, values, self._draft)
            return (
                f"SELECT p.{related.owner} FROM {related.noun.TABLE} p WHERE p.container_id = $1 "
                f"AND p.deleted_at IS NULL AND {more} AND {test}"
            )

        values = condition.values
        if condition.operator == "any":
            values = tuple(value for value in values if value is not None)
        blank = f"NOT EXISTS ({among('not_blank', ())} AND p.{related.owner} = t.id)"
        if condition.operator == "blank":
            return blank
        found = f"t.id IN ({among(condition.operator, values)})"
        return found if len(values) == len(condition.values) else f"({found} OR {blank})"

    def _place(self, attribute: str) -> tuple[str, ColumnType]:
        """Where an attribute stands, and its type."""
        first, _, second = attribute.partition("|")
        if second:
            place, column = self._place(first)
            return f"coalesce({place}, {self._place(second)[0]})", column
        computed = COMPUTED.get((self._noun, attribute))
        if computed is not None:
            return computed.sql("t"), types_of(self._noun)[computed.like]
        name, _, beyond = attribute.partition(".")
        if not beyond:
            return self._sight.place("t", name), types_of(self._noun)[name]
        noun = referred(name)
        if name not in self._joins:
            alias = self._draft.alias("j")
            self._joins[name] = (
                f"{noun.TABLE} {alias} ON {alias}.container_id = $1 AND {alias}.id = t.{name}"
            )
        alias = self._joins[name].split(" ", 2)[1]
        return f"{alias}.{beyond}", types_of(noun)[beyond]

    def _order_by(self, order: Sequence[Order]) -> str:
        """Ascending with empty values last, descending first; at last by id, so that there is one
        order and a record stands on one page."""
        keys = []
        for each in order:
            way = "DESC NULLS FIRST" if each.descending else "ASC NULLS LAST"
            keys += [f"{place} {way}" for place in self._sort_places(each.attribute)]
        return ", ".join((*keys, "t.id"))

    def _sort_places(self, attribute: str) -> list[str]:
        if not attribute.startswith(PROPERTY):
            return [self._place(attribute)[0]]
        alias = self._draft.alias("j")
        definition = self._draft.place(int(attribute.removeprefix(PROPERTY)), "bigint")
        self._joins[attribute] = (
            f"property_value {alias} ON {alias}.container_id = $1 AND {alias}.record_id = t.id "
            f"AND {alias}.record_kind = {word(self._noun.TABLE)} "
            f"AND {alias}.definition_id = {definition} AND {alias}.deleted_at IS NULL"
        )
        return [_as_number(f"{alias}.value"), f"{alias}.value"]
