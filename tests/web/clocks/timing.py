"""What tests of clocks share: days near today, and short ways to ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

NOW = datetime.now(UTC)
TODAY = NOW.date()
OWN_RULE: dict[str, Any] = {
    "family": "nec4-ecc",
    "id": "own.crane",
    "clause": "Z3",
    "title": "Say that the crane stands still",
    "trigger": ["crane_stopped"],
    "declares": ["crane_stopped"],
    "actor": "contractor",
    "due": "Notice to the Project Manager",
    "answers": ["event_notified"],
    "period": 48,
    "unit": "hours",
    "certainty": "general",
}


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> Any:
    reply = await client.post(path, json=body)
    assert reply.status_code == 201, (path, reply.status_code, reply.text)
    return reply.json()


async def got(client: httpx.AsyncClient, path: str) -> Any:
    reply = await client.get(path)
    assert reply.status_code == 200, (path, reply.status_code, reply.text)
    return reply.json()


async def main_contract(client: httpx.AsyncClient, place: str) -> str:
    """The project's default main contract."""
    settings = await got(client, f"{place}/settings")
    return str(settings["defaultMainContractId"])


async def event(web: httpx.AsyncClient, place: str, record: Any, name: str, day: str) -> Any:
    return await made(
        web, f"{place}/clock-events", type=name, changeOrderId=record["id"], occurredOn=day
    )


async def deadlines(client: httpx.AsyncClient, place: str, query: str = "") -> dict[str, Any]:
    """The deadlines by rule, for requests where each rule has one."""
    page = await got(client, f"{place}/clock-deadlines{query}")
    found = {each["ruleId"]: each for each in page["results"]}
    assert len(found) == page["total"] == len(page["results"])
    return found


async def act(acc: httpx.AsyncClient, root: str, record: Any, action: str) -> None:
    body = [{"action": action, "associationId": record["id"], "associationType": "FormInstance"}]
    reply = await acc.post(f"{root}/workflows/actions", json=body)
    assert reply.status_code == 200, reply.text
    assert not reply.json()[0].get("errors"), reply.text
