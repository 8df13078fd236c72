"""What the door answers, includes and all, is what its reference says."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema_rs
import pytest

from changewright.acc.routes import DOOR
from changewright.edge import openapi

PREFIX = "/cost/v1/containers/{containerId}"

# Path below the container, with what the fixture made in braces, and the query.
READS = (
    ("/change-orders/{changeOrder}", "include=costItems,attributes,comments"),
    ("/change-orders/{changeOrder}", "include=costItems[changeOrders]"),
    ("/cost-items", "include=budget,changeOrders,subCostItems,attributes"),
    ("/cost-items/{costItemId}", "include=budget,changeOrders,subCostItems"),
    ("/budgets", "include=subitems,contract,mainContract,mainContractItem,attributes"),
    ("/budgets", "include=idOnly"),
    ("/budgets/{budgetId}", "include=contract,idOnly"),
    ("/contracts", "include=budgets,scheduleOfValues,attributes"),
    ("/contracts", "include=idOnly"),
    ("/contracts/{contractId}", "include=idOnly"),
    ("/main-contracts", "include=mainContractItems,attributes"),
    ("/main-contracts/{mainContractId}/items", "include=budget,mainContract"),
    ("/schedule-of-values", "include=subitems,attributes"),
    ("/schedule-of-values", "include=idOnly"),
    ("/schedule-of-values/{id}", "include=idOnly"),
    ("/schedule-of-values/{id}", "include=subitems"),
    ("/expenses", "include=expenseItems,attributes"),
    ("/expenses/{expenseId}/items", "include=attributes"),
    ("/performance-tracking-items", ""),
    ("/performance-tracking-item-instances", ""),
    ("/time-sheets", ""),
    ("/documents", "associationType=Contract&associationId={contractId}"),
)


@pytest.fixture
async def made(acc: httpx.AsyncClient, root: str) -> dict[str, str]:
    """One of everything, by the name of its path parameter."""

    async def create(path: str, **body: Any) -> str:
        answer = await acc.post(root + path, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    budget = await create("/budgets", code="1", name="b", quantity=2, unitPrice=3)
    contacts = {"signatoryId": "x", "rfqRecipientId": ["y"]}
    contract = await create(
        "/contracts", code="1", name="c", budgets=[{"id": budget}], additionalContacts=contacts
    )
    (main,) = (await acc.get(f"{root}/main-contracts")).json()["results"]
    await create(f"/main-contracts/{main['id']}/items", name="i", budgetId=budget)
    expense = await create("/expenses", name="e")
    await create(f"/expenses/{expense}/items", name="i", amount=3)
    instance = await create(
        "/performance-tracking-item-instances", budgetId=budget, number="1", name="n"
    )
    period = {"startDate": "2026-01-01", "endDate": "2026-01-02"}
    await create("/time-sheets", trackingItemInstanceId=instance, **period)
    change = await create("/change-orders/pco", name="p", sourceRef="RFI 4")
    item = await create("/cost-items", name="i", budgetId=budget, changeOrderId=change)
    detail = {"name": "d", "type": "estimated", "quantity": 2, "unitPrice": "1.5"}
    await create(f"/cost-items/{item}/sub-cost-items", **detail)
    remark = {"associationType": "PCO", "associationId": change, "content": "Why?"}
    await create("/comments", **remark)
    return {
        "changeOrder": "pco",
        "costItemId": item,
        "budgetId": budget,
        "contractId": contract,
        "mainContractId": str(main["id"]),
        "expenseId": expense,
        "id": str((await acc.get(f"{root}/schedule-of-values")).json()[0]["id"]),
    }


async def test_answers_are_as_described(
    acc: httpx.AsyncClient, root: str, made: dict[str, str]
) -> None:
    described = openapi.document([DOOR], title="Test", version="1")
    for path, query in READS:
        answer = await acc.get(f"{root}{path.format(**made)}?{query.format(**made)}")
        assert answer.status_code == 200, (path, answer.text)
        operation = described["paths"][PREFIX + path]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {"components": described["components"], **schema}
        found = list(jsonschema_rs.Draft202012Validator(whole).iter_errors(answer.json()))
        assert not found, (path, query, [(each.instance_path, each.message) for each in found])
        listed = answer.json()
        rows = listed.get("results", [listed]) if isinstance(listed, dict) else listed
        assert rows or path == "/documents", path
