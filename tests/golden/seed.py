"""The reference page's example: its change order, made through the door, and its request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from tests.fixtures_ledger import Container
from tests.golden.shapes import golden

REQUEST = golden("seed_request")
RESPONSE = golden("seed_response")
AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")


def costs(container: Container, path: str = "") -> str:
    return f"/cost/v1/containers/{container.uuid}/{path}"


async def made(acc: httpx.AsyncClient, container: Container, path: str, **body: Any) -> Any:
    answer = await acc.post(costs(container, path), json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def act(acc: httpx.AsyncClient, container: Container, id: str, action: str) -> None:
    body = [
        {"action": action, "associationId": id, "associationType": "FormInstance", "options": {}}
    ]
    answer = await acc.post(costs(container, "workflows/actions"), json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()[0]["errors"] == []


async def slab_openings(
    acc: httpx.AsyncClient, container: Container, more: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The example's change order: open, with a cost item and what a client can write; `more` are
    fields for its last change, which names people, companies and contracts of the project."""
    order = await made(
        acc,
        container,
        "change-orders/pco",
        name="Additional Slab Openings",
        description="Something about additional Slab Openings",
        scope="in",
        sourceType="RFI",
        scopeOfWork="Saw cutting",
        note="See sketch 3",
        externalId="10010-99-AB",
        externalSystem="Sage300",
        externalMessage="Success.",
        lastSyncTime="2019-09-05T01:00:12.989Z",
    )
    item = await made(
        acc,
        container,
        "cost-items",
        name="Saw cutting",
        scope="in",
        changeOrderId=order["id"],
        **dict.fromkeys(AMOUNTS, "1000.0000"),
    )
    await act(acc, container, order["id"], "open")
    changes = {
        "type": "Purchase Order",
        "scheduleChange": 0,
        "proposedRevisedCompletionDate": "2021-01-01",
        "ownerId": order["creatorId"],
        "architectContactId": order["creatorId"],
        "integrationState": "locked",
        **(more or {}),
    }
    answer = await acc.patch(costs(container, f"change-orders/pco/{order['id']}"), json=changes)
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "item": item["id"]}


def query(**values: str) -> list[tuple[str, str]]:
    """The example request's parameters; `values` replace a parameter's value or come behind, and
    an empty one leaves its parameter out."""
    pairs = {**dict(REQUEST["query"]), **values}
    return [(name, value) for name, value in pairs.items() if value]


def path(container: Container, prefix: str = "/cost/v1/containers/") -> str:
    """The example request's path, under either prefix."""
    text: str = REQUEST["path"].replace("{container}", str(container.uuid))
    return text.replace("/cost/v1/containers/", prefix)


async def ask(acc: httpx.AsyncClient, container: Container, **values: str) -> httpx.Response:
    """Sends the example request, its parameters as `query` makes them."""
    return await acc.request(REQUEST["method"], path(container), params=tuple(query(**values)))
