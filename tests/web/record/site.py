"""A change with suppliers for tests of its page: made through Autodesk's door, as the app does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
from tests.fixtures_acc import People


class Site:
    """Contracts, changes and lines of a test's project."""

    def __init__(self, acc: httpx.AsyncClient, root: str, place: str, people: People) -> None:
        self.acc, self.root, self.place, self.people = acc, root, place, people

    async def made(self, address: str, body: Any) -> Any:
        reply = await self.acc.post(f"{self.root}/{address}", json=body)
        assert reply.status_code in (200, 201), reply.text
        return reply.json()

    async def made_here(self, address: str, body: Any) -> Any:
        """At the app's own door."""
        reply = await self.acc.post(f"{self.place}/{address}", json=body)
        assert reply.status_code == 201, reply.text
        return reply.json()

    async def contract(self, company: str = "supplier", **fields: Any) -> Any:
        owner = str(self.people.companies[company].uuid)
        body = {"code": str(uuid4())[:8], "name": "Steel", "status": "sent", "companyUid": owner}
        return await self.made("contracts", body | fields)

    async def change(self, *lines: dict[str, Any], kind: str = "pco", **fields: Any) -> Any:
        """A document with lines, still a draft."""
        document = await self.made(f"change-orders/{kind}", {"name": f"A {kind}"} | fields)
        for line in lines:
            await self.made(
                "cost-items", {"name": "A line", "changeOrderId": document["id"]} | line
            )
        return document

    async def act(self, document: Any, *actions: str, client: Any = None) -> None:
        for action in actions:
            step = {
                "action": action,
                "associationType": "FormInstance",
                "associationId": document["id"],
            }
            reply = await (client or self.acc).post(f"{self.root}/workflows/actions", json=[step])
            (done,) = reply.json()
            assert done["errors"] == [], done

    async def generate(self, kind: str, *sources: Any) -> list[Any]:
        ids = [each["id"] for each in sources]
        made: list[Any] = await self.made(f"change-orders:generate/{kind}", {"sourceIds": ids})
        return made

    async def read(
        self, document: Any, part: str = "", role: str = "admin", status: int = 200
    ) -> Any:
        """A part of a document's page as somebody sees it."""
        client = self.people.clients[role]
        reply = await client.get(f"{self.place}/records/{document['id']}{part}")
        assert reply.status_code == status, reply.text
        return reply.json()
