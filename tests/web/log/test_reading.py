"""The log of a project as its own people read it."""

from __future__ import annotations

from typing import Any

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container

from changewright.work.demo.synthetic import load_synthetic
from changewright.work.unit import Ledger


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


def cell(row: dict[str, Any], name: str) -> Any:
    if name.startswith("attribute."):
        return row["attributes"][name.removeprefix("attribute.")]
    return row[name]
