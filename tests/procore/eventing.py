"""Change events and rfqs through Procore's door, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from tests.procore.contracting import Json, found
from tests.procore.site import Site

EVENTS = "/rest/v1.0/change_events"
NEWER = "/rest/v1.1/change_events"
RFQS = "/rest/v1.0/rfqs"


@dataclass
class Floor:
    """Each call is one request of the project's administrator."""

    site: Site

    @property
    def here(self) -> Json:
        return {"project_id": self.site.project_id}

    async def rows(self, path: str, **query: Any) -> list[Json]:
        answer = await self.site.procore.get(path, params=self.here | query)
        assert answer.status_code == 200, answer.text
        records: list[Json] = answer.json()
        return records

    async def get(self, path: str, **query: Any) -> Json:
        return found(await self.site.procore.get(path, params=self.here | query))

    async def send(self, method: str, path: str, wrapper: str, fields: Any) -> httpx.Response:
        body = self.here | {wrapper: fields}
        return await self.site.procore.request(method, path, json=body)

    async def entry(self, path: str, **wanted: str) -> Json:
        """The entry of a company's list with these words."""
        answer = await self.site.procore.get(
            path, params=self.here | {"company_id": self.site.company_id}
        )
        assert answer.status_code == 200, answer.text
        return next(row for row in answer.json() if wanted.items() <= row.items())

    async def status(self, word: str = "open") -> int:
        row = await self.entry("/rest/v1.0/change_event/statuses", mapped_to_status=word)
        return int(row["id"])

    # Events

    async def event(self, *lines: Json, **fields: Any) -> Json:
        sent = {"event_scope": "tbd", "change_event_status_id": await self.status()} | fields
        if lines:
            sent["change_event_line_items_attributes"] = list(lines)
        return found(await self.send("POST", EVENTS, "change_event", sent), 201)

    async def change_event(self, event: Json, *lines: Json, **fields: Any) -> Json:
        if lines:
            fields["change_event_line_items_attributes"] = list(lines)
        return found(await self.send("PATCH", f"{EVENTS}/{event['id']}", "change_event", fields))

    async def newer(self, *items: Json, **fields: Any) -> Json:
        sent = {"scope": "tbd", "status": {"id": await self.status()}, "change_items": list(items)}
        return found(await self.send("POST", NEWER, "change_event", sent | fields), 201)

    async def code(self, code: str = "03") -> Json:
        """A cost code."""
        return found(
            await self.send(
                "POST", "/rest/v1.0/cost_codes", "cost_code", {"code": code, "name": code}
            ),
            201,
        )

    # RFQs

    async def rfq(self, contract_id: int, **fields: Any) -> Json:
        return found(await self.post_rfq(contract_id, **{"title": "Price?"} | fields), 201)

    async def post_rfq(self, contract_id: int, **fields: Any) -> httpx.Response:
        body = self.here | {"contract_id": contract_id, "rfq": fields}
        return await self.site.procore.post(RFQS, json=body)

    async def change_rfq(self, rfq: Json, **fields: Any) -> Json:
        return found(await self.patch_rfq(rfq, **fields))

    async def patch_rfq(self, rfq: Json, **fields: Any) -> httpx.Response:
        body = self.here | {"contract_id": rfq["commitment_contract_id"], "rfq": fields}
        return await self.site.procore.patch(f"{RFQS}/{rfq['id']}", json=body)

    async def get_rfq(self, rfq: Json) -> Json:
        return await self.get(f"{RFQS}/{rfq['id']}", contract_id=rfq["commitment_contract_id"])

    async def below(self, rfq: Json, what: str, **fields: Any) -> Json:
        """A new quote or response."""
        wrapper = {"quotes": "rfq_quote", "responses": "rfq_response"}[what]
        body = self.here | {"contract_id": rfq["commitment_contract_id"], wrapper: fields}
        return found(await self.site.procore.post(f"{RFQS}/{rfq['id']}/{what}", json=body), 201)

    async def quote(self, rfq: Json, cost: Any, **fields: Any) -> Json:
        return await self.below(rfq, "quotes", cost=cost, **fields)
