"""Potential change orders and their lines through Procore's door, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from tests.procore.site import POTENTIAL, Site

from changewright.core.records_budgets import Budget

Json = dict[str, Any]
NEWER = {"budget": "prime_change_orders", "cost": "commitment_change_orders"}


@dataclass
class Board:
    """Each call is one request of the project's administrator."""

    site: Site

    @property
    def here(self) -> Json:
        return {"project_id": self.site.project_id}

    # Potential change orders

    async def draw(self, contract_id: int, **fields: Any) -> Json:
        """A new potential change order."""
        return found(await self.post(POTENTIAL, contract_id, fields), 201)

    async def post(self, path: str, contract_id: int, fields: Json) -> httpx.Response:
        return await self.site.procore.post(path, json=self.site.body(fields, contract_id))

    async def patch(self, change: Json, **fields: Any) -> httpx.Response:
        body = self.site.body(fields, change["contract_id"])
        return await self.site.procore.patch(f"{POTENTIAL}/{change['id']}", json=body)

    async def redraw(self, change: Json, **fields: Any) -> Json:
        return found(await self.patch(change, **fields))

    async def get(self, change: Json) -> Json:
        where = self.here | {"contract_id": change["contract_id"]}
        return found(await self.site.procore.get(f"{POTENTIAL}/{change['id']}", params=where))

    # Lines

    def path(self, change: Json, line: Json | None = None) -> str:
        tail = "" if line is None else f"/{line['id']}"
        return f"{POTENTIAL}/{change['id']}/line_items{tail}"

    async def line(self, change: Json, **fields: Any) -> Json:
        return found(await self.post_line(change, fields), 201)

    async def post_line(self, change: Json, fields: Json) -> httpx.Response:
        body = self.here | {"line_item": fields}
        return await self.site.procore.post(self.path(change), json=body)

    async def patch_line(self, change: Json, line: Json, **fields: Any) -> httpx.Response:
        body = self.here | {"line_item": fields}
        return await self.site.procore.patch(self.path(change, line), json=body)

    async def reline(self, change: Json, line: Json, **fields: Any) -> Json:
        return found(await self.patch_line(change, line, **fields))

    async def drop(self, change: Json, line: Json) -> httpx.Response:
        return await self.site.procore.delete(self.path(change, line), params=self.here)

    async def lines(self, change: Json, **query: Any) -> list[Json]:
        answer = await self.site.procore.get(self.path(change), params=self.here | query)
        assert answer.status_code == 200, answer.text
        rows: list[Json] = answer.json()
        return rows

    async def sync(self, change: Json, *updates: Any) -> Json:
        path, body = f"{self.path(change)}/sync", {"updates": list(updates)}
        return found(await self.site.procore.patch(path, params=self.here, json=body))

    # v2.0

    def newer(self, side: str, change: Json, line: Json | None = None) -> str:
        tail = "" if line is None else f"/{line['id']}"
        site = self.site
        base = f"/rest/v2.0/companies/{site.company_id}/projects/{site.project_id}"
        return f"{base}/{NEWER[side]}/{change['id']}/line_items{tail}"

    # Autodesk's door, and the ledger

    async def item(self, name: str) -> Json:
        """The cost item of this name, as Autodesk's door shows it."""
        answer = await self.site.acc.get(self.site.cost("cost-items"))
        (one,) = [each for each in answer.json()["results"] if each["name"] == name]
        return dict(one)

    async def budgets(self) -> dict[str, Budget]:
        async with self.site.ledger.reader(self.site.container.id) as read:
            return {budget.code: budget for budget in await read.where(Budget)}


def found(answer: httpx.Response, status: int = 200) -> Json:
    assert answer.status_code == status, answer.text
    record: Json = answer.json()
    return record


def refused(answer: httpx.Response, status: int, *fields: str) -> None:
    assert answer.status_code == status, answer.text
    assert set(answer.json()["errors"]) == set(fields), answer.text
