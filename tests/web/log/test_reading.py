"""The log of a project as its own people read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import ACTOR, Container

from changewright.core.records import ChangeOrder
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.work.demo.synthetic import load_synthetic
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit


async def read(client: httpx.AsyncClient, address: str, **query: str) -> Any:
    reply = await client.get(address, params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def loaded(ledger: Ledger, container: Container, size: int) -> None:
    await load_synthetic(ledger, container.id, size)


async def test_every_column_sorts_groups_and_shows(
    ledger: Ledger, people: People, container: Container, web: httpx.AsyncClient, place: str
) -> None:
    await loaded(ledger, container, 120)
    columns = (await read(web, f"{place}/log/columns"))["columns"]
    names = ",".join(column["name"] for column in columns)
    whole = await read(web, f"{place}/log", columns=names, limit="500", include="totals")
    assert whole["total"] == len(whole["results"]) == 120
    ids = {row["id"] for row in whole["results"]}
    for column in columns:
        name = column["name"]
        if column["sortable"]:
            up = await read(web, f"{place}/log", sort=name, columns=name, limit="500")
            assert {row["id"] for row in up["results"]} == ids, name
            down = await read(web, f"{place}/log", sort=f"-{name}", columns=name, limit="500")
            values = [cell(row, name) for row in up["results"]]
            back = [cell(row, name) for row in down["results"]]
            # Empty values stand last ascending and first descending.
            assert [one is None for one in values] == sorted(one is None for one in values), name
            assert sorted(map(str, values)) == sorted(map(str, back)), name
        if column["groupable"]:
            groups = await read(web, f"{place}/log/groups", group=name)
            assert sum(one["count"] for one in groups["groups"]) == 120, name
            assert groups["totals"] == whole["totals"], name


IMPOSSIBLE = (
    *("2026-02-30T10:00:00.000Z", "2026-13-01T10:00:00.000Z", "2026-01-01T25:00:00.000Z"),
    *("0000-01-01T00:00:00.000Z", "2025-02-29T10:00:00Z", "2026-01-01Tnoon", "soon"),
)


async def test_an_instant_that_is_none_is_empty(
    ledger: Ledger, container: Container, web: httpx.AsyncClient, place: str, root: str
) -> None:
    """Nobody can type one, but what was loaded or kept by an older version is read all the same."""
    body = {"associationType": "PCO", "name": "When", "type": "datetime"}
    defined = (await web.post(f"{place}/attributes", json=body)).json()["id"]
    made = [
        (await web.post(f"{root}/change-orders/pco", json={"name": text})).json()["id"]
        for text in (*IMPOSSIBLE, "2024-02-29T10:00:00.000Z")
    ]

    async def decide(unit: Unit) -> None:
        definition = await unit.read.require(PropertyDefinition, UUID(defined))
        for document in await unit.read.by_uuids(ChangeOrder, [UUID(one) for one in made]):
            unit.new(
                PropertyValue,
                record_kind=ChangeOrder.TABLE,
                record_id=document.id,
                definition_id=definition.id,
                value=document.name,
            )

    await ledger.run(container.id, ACTOR, decide)
    name = f"attribute.{defined}"
    later = await read(web, f"{place}/log", filter=f"{name}:after:2000-01-01", sort=name)
    assert [row["id"] for row in later["results"]] == made[-1:]
    groups = (await read(web, f"{place}/log/groups", group=name))["groups"]
    assert [(one["path"], one["count"]) for one in groups] == [
        (["2024-02"], 1),
        ([None], len(IMPOSSIBLE)),
    ]
    for form in ("csv", "xlsx"):
        reply = await web.get(f"{place}/log/export?columns=title,{name}&format={form}")
        assert reply.status_code == 200


async def test_a_source_that_is_gone_is_not_named(
    ledger: Ledger, container: Container, web: httpx.AsyncClient, place: str, root: str
) -> None:
    first, made = [
        (await web.post(f"{root}/change-orders/{kind}", json={"name": "Made"})).json()["id"]
        for kind in ("pco", "rco")
    ]

    async def decide(unit: Unit) -> None:
        source = await unit.read.require(ChangeOrder, UUID(first))
        unit.change(await unit.read.require(ChangeOrder, UUID(made)), "", source_id=source.id)

    await ledger.run(container.id, ACTOR, decide)
    query = {"filter": "kind:is:rco", "columns": "source"}
    (row,) = (await read(web, f"{place}/log", **query))["results"]
    assert row["source"]["id"] == first

    async def delete(unit: Unit) -> None:
        """No door deletes a source, but what was loaded may have lost its own."""
        unit.delete(await unit.read.require(ChangeOrder, UUID(first)))

    await ledger.run(container.id, ACTOR, delete)
    (row,) = (await read(web, f"{place}/log", **query))["results"]
    assert (row["id"], row["source"]) == (made, None)


def cell(row: dict[str, Any], name: str) -> Any:
    if name.startswith("attribute."):
        return row["attributes"][name.removeprefix("attribute.")]
    return row[name]
