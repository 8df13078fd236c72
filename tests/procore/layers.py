"""Change orders of one side in a project of given tiers, through each of Procore's resources."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
from tests.fixtures_ledger import ACTOR
from tests.procore.site import PACKAGES, POTENTIAL, Site, open_site
from tests.work.tiers import Tiers

from changewright.core.records import Face
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

Json = dict[str, Any]

REQUESTS = "/rest/v1.0/change_order_requests"
WORDS = {"budget": "prime", "cost": "commitment"}
MakeLayers = Callable[..., Awaitable["Layers"]]


@dataclass
class Layers:
    """`site` is the project, `work` does what has no resource here, on the same ledger."""

    site: Site
    work: Tiers
    side: str
    tiers: int
    contract_id: int

    @property
    def changes(self) -> str:
        """The collection of prime or commitment change orders."""
        return f"/rest/v1.0/projects/{self.site.project_id}/{WORDS[self.side]}_change_orders"

    @property
    def batches(self) -> str:
        return f"/rest/v1.0/projects/{self.site.project_id}/{WORDS[self.side]}_change_order_batches"

    # Writing

    async def send(
        self, method: str, path: str, fields: Json | None = None, **query: Any
    ) -> httpx.Response:
        """One request. A body gets the wrapper and the places that its resource wants."""
        query = {"project_id": self.site.project_id, **query}
        body: Json | None = None
        if fields is not None and path.startswith(self.batches):
            body = {"change_order_batch": fields}
        elif fields is not None and path.startswith(self.changes):
            body = {"change_order": fields}
        elif fields is not None:
            body = {"contract_id": self.contract_id, "change_order": fields}
        content = None if body is None else msgspec.json.encode(body)
        headers = {} if body is None else {"content-type": "application/json"}
        return await self.site.procore.request(
            method, path, params=query, content=content, headers=headers
        )

    async def make(self, path: str, **fields: Any) -> Json:
        if path in (self.changes, self.batches):
            fields = {"contract_id": self.contract_id} | fields
        answer = await self.send("POST", path, fields)
        assert answer.status_code == 201, answer.text
        record: Json = answer.json()
        return record

    async def change(self, path: str, record: Json, **fields: Any) -> Json:
        answer = await self.send("PATCH", f"{path}/{record['id']}", fields)
        assert answer.status_code == 200, answer.text
        changed: Json = answer.json()
        return changed

    async def refuse(
        self, method: str, path: str, fields: Json | None, status: int, *names: str
    ) -> Any:
        """The request is refused with this status, naming these fields; answers what it said."""
        answer = await self.send(method, path, fields)
        assert answer.status_code == status, answer.text
        body = answer.json()
        if "_change_order_batches" in path:
            told = {each["source"]: [each["message"]] for each in body["error"]["details"]}
            assert set(told) == set(names), answer.text
            return body["error"]
        told = body["errors"]
        assert set(told if isinstance(told, dict) else ()) == set(names), answer.text
        return told

    async def drop(self, path: str, record: Json) -> httpx.Response:
        return await self.send("DELETE", f"{path}/{record['id']}")

    # Reading

    async def rows(self, path: str, **query: Any) -> list[Json]:
        if path == REQUESTS:
            query = {"contract_id": self.contract_id} | query
        answer = await self.send("GET", path, **query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["total"] == str(len(answer.json()))
        records: list[Json] = answer.json()
        return records

    async def ids(self, path: str, **filters: Any) -> list[int]:
        query = {f"filters[{name}]": value for name, value in filters.items()}
        return [row["id"] for row in await self.rows(path, **query)]

    async def get(self, path: str, record_id: int, **query: Any) -> httpx.Response:
        if path in (REQUESTS, POTENTIAL):
            query = {"contract_id": self.contract_id} | query
        return await self.send("GET", f"{path}/{record_id}", **query)

    async def shown(self, path: str, record: Json, **query: Any) -> Json:
        answer = await self.get(path, record["id"], **query)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    # What has no resource of its own here

    async def potential(self, title: str = "A change", state: str = "draft") -> Face:
        """A potential change, at whatever tiers."""
        noun: type[Contract | MainContract] = MainContract if self.side == "budget" else Contract
        async with self.site.ledger.reader(self.site.project_id) as read:
            contract = await read.require_id(noun, self.contract_id)
        return await self.work.potential(contract, state, name=title)

    async def line(self, change_id: int, amount: str) -> None:
        """A line on a potential change."""
        async with self.site.ledger.reader(self.site.project_id) as read:
            face = await read.require_id(Face, change_id)
        await self.work.line(face, amount)


async def open_layers(
    application: Application, ledger: Ledger, side: str = "cost", tiers: int = 1, **settings: Any
) -> Layers:
    """A project with so many tiers on a side, born through Procore, with one contract there."""
    born = settings_born("procore")
    settings = {f"tiers_{side}": tiers} | settings
    site = await open_site(application, ledger, msgspec.structs.replace(born, **settings))
    if side == "budget":
        contract_id = await site.main_contract()
    else:
        _, contract_id = await site.commitment("SC-100", status="signed")
    actor = msgspec.structs.replace(ACTOR, person_id=site.people.persons["admin"].id)
    return Layers(site, Tiers(ledger, site.project_id, actor), side, tiers, contract_id)


__all__ = ["PACKAGES", "POTENTIAL", "REQUESTS", "Json", "Layers", "MakeLayers", "open_layers"]
