"""A small shape of change orders with every sort of part, and what the tests do with it."""

from __future__ import annotations

import random
from typing import Any

import msgspec

from changewright.core.query import ListQuery
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_attached import Comment, PropertyDefinition, PropertyValue
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract
from changewright.edge.fragments import Hop, PartShape, Path, Shape, Value
from changewright.edge.lists import One, Page, Pages, Unchanged, Viewer
from changewright.edge.plans import normal_order
from changewright.store.engine import Database
from changewright.work.unit import Unit

MIB = 1 << 20
ON_CHANGE_ORDERS = (("record_kind", "change_order"),)

COLUMNS = ("id", "name", "cost_state", "estimated", "created_at", "due_date", "contacts")


def render_order(row: tuple[Any, ...], rendering: Any) -> bytes:
    names = (*COLUMNS, "contract")
    return msgspec.json.encode(dict(zip(names, row, strict=True)))[:-1]


def _render_items(rows: list[tuple[Any, ...]], rendering: Any) -> bytes:
    names = ("id", "name", "estimated", "budget")
    items = [dict(zip(names, row, strict=True)) for row in rows]
    return b',"costItems":' + msgspec.json.encode(items)


def _render_items_and_orders(rows: list[tuple[Any, ...]], rendering: Any) -> bytes:
    found: dict[int, dict[str, Any]] = {}
    for item_id, name, order_id, order_name in rows:
        item = found.setdefault(item_id, {"id": item_id, "name": name, "changeOrders": []})
        if order_id is not None:
            item["changeOrders"].append({"id": order_id, "name": order_name})
    return b',"costItems":' + msgspec.json.encode(list(found.values()))


def _render_properties(rows: list[tuple[Any, ...]], rendering: Any) -> bytes:
    return b',"properties":' + msgspec.json.encode([list(row) for row in rows])


def _render_comments(rows: list[tuple[Any, ...]], rendering: Any) -> bytes:
    return b',"comments":' + msgspec.json.encode([row[0] for row in rows])


_TO_ITEMS = (Hop(Membership, "change_order_id"), Hop(CostItem, "id", "cost_item_id"))
_BY_POSITION = ((1, "position"), (1, "id"))

SHAPE = Shape(
    "test.change_order",
    "1",
    ChangeOrder,
    (*(Value(column) for column in COLUMNS), Value("contract_id", Contract)),
    render_order,
    {
        "costItems": PartShape(
            Path(
                _TO_ITEMS,
                (
                    *(Value(column, of=2) for column in ("id", "name", "estimated")),
                    Value("budget_id", Budget, of=2),
                ),
                _BY_POSITION,
            ),
            _render_items,
        ),
        "costItems[changeOrders]": PartShape(
            Path(
                (
                    *_TO_ITEMS,
                    Hop(Membership, "cost_item_id"),
                    Hop(ChangeOrder, "id", "change_order_id"),
                ),
                (
                    *(Value("id", of=2), Value("name", of=2)),
                    *(Value("id", of=4), Value("name", of=4)),
                ),
                (*_BY_POSITION, (4, "id")),
                least=2,
            ),
            _render_items_and_orders,
            covers=frozenset({"costItems"}),
        ),
        "attributes": PartShape(
            Path(
                (
                    Hop(PropertyValue, "record_id", where=ON_CHANGE_ORDERS),
                    Hop(PropertyDefinition, "id", "definition_id"),
                ),
                (Value("name", of=2), Value("value", of=1)),
                ((2, "position"), (2, "id")),
            ),
            _render_properties,
            absent=b',"properties":[]',
        ),
        "comments": PartShape(
            Path(
                (Hop(Comment, "record_id", where=ON_CHANGE_ORDERS),),
                (Value("content", of=1),),
                ((1, "id"),),
            ),
            _render_comments,
        ),
        "contract": PartShape(
            Path((Hop(Contract, "id", "contract_id"),), (Value("name", of=1),)),
            lambda rows, _: b',"contractName":' + msgspec.json.encode([row[0] for row in rows]),
        ),
    },
    names_people=False,
)
ALL_PARTS = frozenset({"costItems[changeOrders]", "attributes", "comments", "contract"})


def pages_of(database: Database, *, fragment_mib: int = 16, shelf_mib: int = 16) -> Pages:
    """The list engine as one process has it."""
    return Pages(database, fragment_bytes=fragment_mib * MIB, shelf_bytes=shelf_mib * MIB)


def everything(container_id: int) -> Viewer:
    return Viewer(container_id, "admin")


async def records_of(pages: Pages, viewer: Viewer, query: ListQuery) -> tuple[int, list[Any]]:
    """A page's total and records, decoded."""
    page = await pages.page(viewer, query, SHAPE, None)
    return page_records(page)


def page_records(page: Page | Unchanged) -> tuple[int, list[Any]]:
    assert isinstance(page, Page)
    records = msgspec.json.decode(b"[" + page.results + b"]")
    assert len(records) == page.count
    return page.total, records


def record_of(one: One | None) -> Any:
    return None if one is None else msgspec.json.decode(one.json)


async def warm(pages: Pages, viewer: Viewer, query: ListQuery) -> None:
    """See to it that a shelf answers the query."""
    for _ in range(3):
        await pages.page(viewer, query, SHAPE, None)
        await pages.shelves.settle()
    assert is_warm(pages, viewer, query)


def is_warm(pages: Pages, viewer: Viewer, query: ListQuery) -> bool:
    live = pages.shelves.existing(viewer.container_id, query.noun, query.kind)
    return live is not None and live.is_ready(query.where, normal_order(query.order))


NAMES = ("", "a", "A", "ab", "Ä", "ä", "z", "Zoo", "~", "東", "𝄞", "naïve", "name 10", "name 9")
STATES = ("draft", "open", "pending", "approved", "rejected")


def new_order(unit: Unit, number: int, chance: random.Random, **fields: Any) -> ChangeOrder:
    """A change order with random fields, many of them equal to another's."""
    values: dict[str, Any] = {
        "kind": "pco",
        "number": f"{number:05}",
        "number_value": number if chance.random() < 0.8 else None,
        "name": chance.choice(NAMES),
        "cost_state": chance.choice((*STATES, None)),
        "external_system": chance.choice((None, "", "Sage", "SAP")),
        "schedule_change": chance.choice((None, -3, 0, 3, 7)),
    }
    return unit.new(ChangeOrder, **(values | fields))
