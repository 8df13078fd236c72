"""Detail of a cost item's amount copied under another."""

from __future__ import annotations

from typing import Any

import httpx


async def test_detail_is_not_copied_onto_itself(acc: httpx.AsyncClient, root: str) -> None:
    item = (await acc.post(f"{root}/cost-items", json={"name": "i"})).json()["id"]
    address = f"{root}/cost-items/{item}/sub-cost-items"
    body = {"type": "estimated", "name": "s", "quantity": 2, "unitPrice": "1.50"}
    made = (await acc.post(address, json=body)).json()
    same = await acc.post(f"{address}:copy", json={"from": "estimated", "to": "estimated"})
    (told,) = same.json()["error"]["errors"]
    assert (same.status_code, told["field"]) == (400, "to")
    assert await details(acc, address) == [made]
    copied = await acc.post(f"{address}:copy", json={"from": "estimated", "to": "proposed"})
    (copy,) = copied.json()
    assert (copied.status_code, copy["type"], copy["value"]) == (201, "proposed", "3.0000")
    assert await details(acc, address) == [made, copy]


async def details(acc: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await acc.get(address)).json()["results"]
    return sorted(found, key=lambda one: str(one["createdAt"]))
