"""Where a supplier reads the prices of single lines: not on cost items, whose price may be that of
another who was asked, but in the schedule of values of the contract, once his order is sent."""

from __future__ import annotations

from typing import Any

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.golden.seed import act, made


async def test_lines_of_an_order_are_rows_of_the_schedule(
    acc: httpx.AsyncClient, root: str, people: People, container: Container
) -> None:
    supplier = people.clients["supplier"]
    contract = await made(
        acc,
        container,
        "contracts",
        code="SC-1",
        name="Mechanical",
        companyId=people.companies["supplier"].autodesk_id,
        status="executed",
    )
    order = await made(acc, container, "change-orders/sco", name="Ducts", contractId=contract["id"])
    for name, price in (("Ducts", "70.25"), ("Grilles", "29.75")):
        await made(
            acc, container, "cost-items", name=name, changeOrderId=order["id"], committed=price
        )
    assert await rows(supplier, root) == {}
    await act(acc, container, order["id"], "open")
    await act(acc, container, order["id"], "send")
    (seen,) = await listed(supplier, root, "change-orders/sco", include="costItems")
    assert seen["committed"] == "100.0000"
    assert [each["committed"] for each in seen["costItems"]] == [None, None]
    items = await listed(supplier, root, "cost-items")
    assert [(each["proposed"], each["committed"]) for each in items] == [(None, None)] * 2
    assert await rows(supplier, root) == {"Ducts": "70.2500", "Grilles": "29.7500"}


async def listed(
    client: httpx.AsyncClient, root: str, path: str, **params: str
) -> list[dict[str, Any]]:
    answer = await client.get(f"{root}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    found: list[dict[str, Any]] = body if isinstance(body, list) else body["results"]
    return found


async def rows(client: httpx.AsyncClient, root: str) -> dict[str, str]:
    """The amounts of the rows under the contract's orders, by name."""
    found = await listed(
        client, root, "schedule-of-values", **{"filter[includeChangeOrders]": "true"}
    )
    return {each["name"]: each["amount"] for each in found if each["parentId"] is not None}
