"""What a restricted audience gets of lists, records and includes: its own, no planted secret."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.fixtures_ledger import Container
from tests.reading.shapes import pages_of

from changewright.core.catalogue import NOUNS
from changewright.core.money import Decimal
from changewright.core.query import ListQuery
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_attached import Comment, PropertyDefinition, PropertyValue
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.roles import VIEWS
from changewright.edge.fragments import Hop, PartShape, Path, Shape, Value
from changewright.edge.lists import Page, Pages, Viewer
from changewright.store.columns import types_of
from changewright.store.row_conditions import CONDITIONS, sight_of_columns
from changewright.work.ledger import Ledger
from changewright.work.unit import Actor, Unit

OWN, RIVAL = 71, 72
SECRET = "secret"
ON_CHANGE_ORDERS = (("record_kind", "change_order"),)
IDLE_COLUMNS = frozenset({"container_id", "revision", "deleted_at", "version"})


def shape_of(noun: type[Record], parts: dict[str, PartShape] | None = None) -> Shape:
    """Every column of a noun, as one JSON object."""
    columns = tuple(name for name in types_of(noun) if name not in IDLE_COLUMNS)

    def render(row: tuple[Any, ...], rendering: Any) -> bytes:
        return msgspec.json.encode(dict(zip(columns, row, strict=True)))[:-1]

    values = tuple(Value(column) for column in columns)
    return Shape(f"all.{noun.TABLE}", "1", noun, values, render, parts or {}, names_people=False)


def part_of(name: str, *hops: Hop, least: int | None = None) -> PartShape:
    """Every column of the last hop's noun."""
    noun = hops[-1].noun
    columns = tuple(column for column in types_of(noun) if column not in IDLE_COLUMNS)

    def render(rows: list[tuple[Any, ...]], rendering: Any) -> bytes:
        found = [dict(zip(columns, row, strict=True)) for row in rows]
        return b"," + msgspec.json.encode({name: found})[1:-1]

    values = tuple(Value(column, of=len(hops)) for column in columns)
    return PartShape(Path(hops, values, ((1, "id"),), least), render)


ORDER_SHAPE = shape_of(
    ChangeOrder,
    {
        "items": part_of(
            "items", Hop(Membership, "change_order_id"), Hop(CostItem, "id", "cost_item_id")
        ),
        "orders": part_of(
            "orders",
            Hop(Membership, "change_order_id"),
            Hop(CostItem, "id", "cost_item_id"),
            Hop(Membership, "cost_item_id"),
            Hop(ChangeOrder, "id", "change_order_id"),
        ),
        "comments": part_of("comments", Hop(Comment, "record_id", where=ON_CHANGE_ORDERS)),
        "values": part_of("values", Hop(PropertyValue, "record_id", where=ON_CHANGE_ORDERS)),
        "definitions": part_of(
            "definitions",
            Hop(PropertyValue, "record_id", where=ON_CHANGE_ORDERS),
            Hop(PropertyDefinition, "id", "definition_id"),
        ),
        "contract": part_of("contract", Hop(Contract, "id", "contract_id")),
    },
)
SHAPES = {noun: shape_of(noun) for noun in NOUNS} | {ChangeOrder: ORDER_SHAPE}
INCLUDES = frozenset(ORDER_SHAPE.parts)
KINDS = ("pco", "rfq", "rco", "scr", "oco", "sco", "event")


class Site:
    """A project of two suppliers and an owner, full of what is not for them."""

    def __init__(self) -> None:
        self.rows: dict[str, Record] = {}

    async def decide(self, unit: Unit) -> None:
        made = self.rows
        for name, company, status in (
            ("own", OWN, "sent"),
            ("draft", OWN, "draft"),
            ("rival", RIVAL, "sent"),
        ):
            made[f"contract {name}"] = unit.new(
                Contract,
                code=name,
                name="shown" if name == "own" else SECRET,
                company_id=company,
                status=status,
                note=SECRET,
            )
            unit.new(
                ScheduleOfValue,
                contract_id=made[f"contract {name}"].id,
                name="shown" if name == "own" else SECRET,
            )
        main = unit.new(
            MainContract, code="M", name="shown to owner", note=SECRET, owner_company_id=OWN
        )
        other_main = unit.new(
            MainContract, code="N", name=SECRET, owner_company_id=RIVAL, is_default=True
        )
        for name, private in (("shown to owner", False), (SECRET, True)):
            unit.new(MainContractItem, main_contract_id=main.id, name=name, is_private=private)
        self.orders(unit, main.id, other_main.id)
        self.items(unit)
        for access in ("no_access", "view"):
            made[f"definition {access}"] = unit.new(
                PropertyDefinition,
                association_type="FormInstance",
                name=SECRET if access == "no_access" else "shown",
                type="text",
                collaborator_access=access,
            )
        for order in [each for each in made.values() if isinstance(each, ChangeOrder)]:
            hangs = {"record_kind": "change_order", "record_id": order.id}
            unit.new(
                Comment,
                **hangs,
                record_uuid=order.uuid,
                association_type="X",
                association_kind="x",
                content=SECRET,
            )
            for access in ("no_access", "view"):
                shown = order.name != SECRET and access == "view"
                unit.new(
                    PropertyValue,
                    **hangs,
                    definition_id=made[f"definition {access}"].id,
                    value="shown" if shown else SECRET,
                )

    def orders(self, unit: Unit, main_id: int, other_main_id: int) -> None:
        own, rival = (self.rows[f"contract {name}"].id for name in ("own", "rival"))
        rows: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
            ("own rfq", "rfq", "shown to supplier", {"company_id": OWN, "cost_state": "pricing"}),
            ("own draft rfq", "rfq", SECRET, {"company_id": OWN, "cost_state": "draft"}),
            ("rival rfq", "rfq", SECRET, {"company_id": RIVAL, "cost_state": "pricing"}),
            ("own sco", "sco", "shown to supplier", {"contract_id": own, "cost_state": "approved"}),
            ("own open sco", "sco", SECRET, {"contract_id": own, "cost_state": "open"}),
            ("own sco in review", "sco", SECRET, {"contract_id": own, "cost_state": "in_review"}),
            ("rival sco", "sco", SECRET, {"contract_id": rival, "cost_state": "approved"}),
            # Addressed to a rival, though under a contract of the caller's: the addressee counts.
            (
                "odd sco",
                "sco",
                SECRET,
                {"contract_id": own, "company_id": RIVAL, "cost_state": "approved"},
            ),
            ("nobody's sco", "sco", SECRET, {"cost_state": "approved"}),
            (
                "sent rco",
                "rco",
                "shown to owner",
                {"main_contract_id": main_id, "budget_state": "submitted"},
            ),
            ("draft rco", "rco", SECRET, {"main_contract_id": main_id, "budget_state": "draft"}),
            (
                "other owner's rco",
                "rco",
                SECRET,
                {"main_contract_id": other_main_id, "budget_state": "submitted"},
            ),
            # It names none, and is under the other owner's, which is the default one.
            ("oco of the default", "oco", SECRET, {"budget_state": "approved"}),
            (
                "approved oco",
                "oco",
                "shown to owner",
                {"main_contract_id": main_id, "budget_state": "approved"},
            ),
            ("reviewed oco", "oco", SECRET, {"budget_state": "in_review"}),
            ("pco", "pco", SECRET, {"budget_state": "approved", "cost_state": "approved"}),
        )
        for number, (name, kind, shown, fields) in enumerate(rows):
            self.rows[name] = unit.new(
                ChangeOrder,
                kind=kind,
                number=str(number),
                name=shown,
                note=SECRET,
                source_ref=SECRET,
                estimated=Decimal("666.0000"),
                **fields,
            )

    def items(self, unit: Unit) -> None:
        rival = self.rows["contract rival"].id
        rows: tuple[tuple[str, int | None, tuple[str, ...]], ...] = (
            ("shown to supplier", None, ("own rfq", "own sco", "pco")),
            ("shown to owner", None, ("sent rco", "approved oco", "pco")),
            (SECRET, None, ("pco",)),
            (SECRET, None, ("own draft rfq", "reviewed oco")),
            # The rival has won: his price is in the item, which the other's request still shows.
            (SECRET, rival, ("own rfq", "rival rfq")),
        )
        for number, (name, contract_id, documents) in enumerate(rows):
            item = unit.new(
                CostItem,
                number=str(number),
                name=name,
                note=SECRET,
                estimated=Decimal("666.0000"),
                contract_id=contract_id,
            )
            for document in documents:
                order = self.rows[document]
                assert isinstance(order, ChangeOrder)
                unit.new(
                    Membership, change_order_id=order.id, cost_item_id=item.id, kind=order.kind
                )


@pytest.fixture
async def site(ledger: Ledger, container: Container, actor: Actor) -> Site:
    made = Site()
    await ledger.run(container.id, actor, made.decide)
    return made


async def shown(pages: Pages, viewer: Viewer, noun: type[Record]) -> list[dict[str, Any]]:
    """All that a viewer gets of a noun, change orders with everything included."""
    found: list[dict[str, Any]] = []
    for kind in KINDS if noun is ChangeOrder else (None,):
        query = ListQuery(noun, kind, include=INCLUDES, limit=1000)
        page = await pages.page(viewer, query, SHAPES[noun], None)
        assert isinstance(page, Page)
        assert page.total == page.count
        assert viewer.role == "admin" or SECRET.encode() not in page.results
        assert viewer.role == "admin" or b"666.0000" not in page.results
        found += msgspec.json.decode(b"[" + page.results + b"]")
    return found


@pytest.mark.parametrize(
    ("role", "word", "counts"),
    [
        ("supplier", "shown to supplier", {"change_order": 2, "cost_item": 1, "contract": 1}),
        ("owner", "shown to owner", {"change_order": 2, "cost_item": 1, "main_contract": 1}),
    ],
)
async def test_no_secret_in_any_list(
    ledger: Ledger, container: Container, site: Site, role: str, word: str, counts: dict[str, int]
) -> None:
    pages = pages_of(ledger.database)
    viewer = Viewer(container.id, role, OWN)
    for noun in NOUNS:
        found = await shown(pages, viewer, noun)
        if noun.TABLE in counts:
            assert len(found) == counts[noun.TABLE], noun.TABLE
        if noun in (ChangeOrder, CostItem):
            assert {each["name"] for each in found} == {word}
        if noun is ChangeOrder:
            assert {item["name"] for each in found for item in each["items"]} == {word}
            # The item's other documents: those which the viewer sees anyway.
            assert {order["name"] for each in found for order in each["orders"]} == {word}
            values = {value["value"] for each in found for value in each["values"]}
            assert values == {"shown"}
            assert not any(each["comments"] for each in found)
            assert all("contract" in each for each in found)
            assert all(each["note"] is None for each in found)
    assert len(await shown(pages, Viewer(container.id, "admin"), ChangeOrder)) == 16


async def test_nothing_by_id_that_is_not_in_the_list(
    ledger: Ledger, container: Container, site: Site
) -> None:
    pages = pages_of(ledger.database)
    supplier = Viewer(container.id, "supplier", OWN)
    for name, row in site.rows.items():
        if isinstance(row, ChangeOrder):
            one = await pages.one(
                supplier, ORDER_SHAPE, row.uuid, None, kind=row.kind, include=INCLUDES
            )
            assert (one is not None) == (name in ("own rfq", "own sco")), name
            assert one is None or SECRET.encode() not in one.json


async def test_who_belongs_to_no_company_sees_nobody_s(
    ledger: Ledger, container: Container, site: Site
) -> None:
    pages = pages_of(ledger.database)
    for noun in (ChangeOrder, CostItem, Contract, ScheduleOfValue, Comment):
        assert await shown(pages, Viewer(container.id, "supplier", None), noun) == []


def test_every_view_of_the_table_has_its_condition() -> None:
    named = {view.rows for views in VIEWS.values() for view in views.values()}
    assert named | {"none"} == set(CONDITIONS)


def test_hidden_columns_are_those_of_the_table() -> None:
    view = VIEWS["supplier"]["change_order:sco"]
    sight = sight_of_columns(Viewer(1, "supplier", 1), ChangeOrder, "sco")
    assert (sight.hidden, sight.shown_as) == (view.hidden, view.shown_as)
    assert not sight_of_columns(Viewer(1, "manager"), ChangeOrder, "sco").hidden
