"""Performance tracking and time sheets over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest


async def made(acc: httpx.AsyncClient, address: str, **body: Any) -> dict[str, Any]:
    answer = await acc.post(address, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def results(acc: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    answer = await acc.get(address)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


async def test_tracking_a_budget_from_item_to_time_sheet(acc: httpx.AsyncClient, root: str) -> None:
    budget = await made(
        acc, f"{root}/budgets", code="03-1", name="Walls", quantity=50, unitPrice=2, unit="m2"
    )
    items, instances, sheets = (
        f"{root}/performance-tracking-items",
        f"{root}/performance-tracking-item-instances",
        f"{root}/time-sheets",
    )
    item = await made(acc, items, budgetId=budget["id"])
    shared = ("code", "name", "quantity", "unit", "unitPrice", "originalAmount")
    assert {name: item[name] for name in shared} == {name: budget[name] for name in shared}
    assert await results(acc, f"{items}?filter[budgetCode]=03-1") == [item]
    assert await results(acc, f"{items}?filter[budgetId]={uuid4()}") == []
    instance = await made(
        acc,
        instances,
        budgetId=budget["id"],
        number="1",
        name="Level 1",
        inputQuantity=100,
        inputUnit="hr",
        outputQuantity=50,
        outputUnit="m2",
    )
    assert await results(acc, f"{instances}?filter[number]=1&filter[name]=Level 1") == [instance]
    assert (await acc.delete(f"{items}/{item['id']}")).status_code == 409
    period = {"startDate": "2026-03-02", "endDate": "2026-03-06"}
    sheet = await made(
        acc,
        sheets,
        budgetCode="03-1",
        trackingItemInstanceNumber="1",
        inputQuantity=8,
        outputQuantity=5,
        **period,
    )
    assert (sheet["trackingItemInstanceId"], sheet["inputUnit"]) == (instance["id"], "hr")
    assert {name: sheet[name] for name in period} == period
    tracked = (await acc.get(f"{instances}/{instance['id']}")).json()
    assert (tracked["trackedInputQuantity"], tracked["trackedOutputQuantity"]) == (8, 5)
    assert tracked["performanceRatio"] == 1.25
    for query, expected in (
        ("filter[startDate]=2026-03-02&filter[endDate]=2026-03-06", [sheet]),
        ("filter[startDate]=2026-03-03", []),
        ("filter[endDate]=2026-03-05", []),
        (f"filter[trackingItemInstanceId]={instance['id']}&filter[budgetCode]=03-1", [sheet]),
        ("filter[budgetCode]=03-2", []),
    ):
        assert await results(acc, f"{sheets}?{query}") == expected, query
    edited = await acc.patch(f"{sheets}/{sheet['id']}", json={"outputQuantity": 3})
    assert edited.json()["outputQuantity"] == 3
    renamed = await acc.patch(f"{root}/budgets/{budget['id']}", json={"code": "03-2"})
    assert renamed.status_code == 200
    assert (await results(acc, f"{sheets}?filter[budgetCode]=03-2"))[0]["id"] == sheet["id"]
    assert (await acc.get(f"{items}/{item['id']}")).json()["code"] == "03-2"
    assert (await acc.delete(f"{sheets}/{sheet['id']}")).status_code == 204
    assert (await acc.delete(f"{instances}/{instance['id']}")).status_code == 204
    assert (await acc.delete(f"{items}/{item['id']}")).status_code == 204
    assert (await acc.delete(f"{root}/budgets/{budget['id']}")).status_code == 204


PERIOD = {"startDate": "2026-03-02", "endDate": "2026-03-06"}


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("performance-tracking-items", {}, 400, "budgetId"),
        ("performance-tracking-items", {"budgetId": str(uuid4())}, 400, "budgetId"),
        ("performance-tracking-item-instances", {"number": "1", "name": "n"}, 400, "budgetId"),
        ("time-sheets", PERIOD, 400, "trackingItemInstanceId"),
        ("time-sheets", PERIOD | {"budgetCode": "1"}, 400, "trackingItemInstanceNumber"),
        ("time-sheets", {"startDate": "x", "endDate": "2026-03-06"}, 400, "startDate"),
        (
            "time-sheets",
            PERIOD | {"budgetCode": "1", "trackingItemInstanceNumber": "1"},
            400,
            "trackingItemInstanceNumber",
        ),
        ("time-sheets", PERIOD | {"trackingItemInstanceId": "1"}, 400, "trackingItemInstanceId"),
    ],
)
async def test_bad_bodies_name_their_field(
    acc: httpx.AsyncClient,
    root: str,
    path: str,
    body: dict[str, Any],
    status: int,
    field: str,
) -> None:
    answer = await acc.post(f"{root}/{path}", json=body)
    assert answer.status_code == status, answer.text
    found = answer.json()
    assert [entry["field"] for entry in found.get("error", found)["errors"]] == [field]
