"""Uploads as a client makes them, and a commitment to hang them on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import client_of
from tests.procore.site import Site

Json = dict[str, Any]
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 20


@dataclass
class Files:
    """A project's uploads through Procore's door."""

    site: Site

    @property
    def path(self) -> str:
        return f"/rest/v1.1/projects/{self.site.project_id}/uploads"

    @property
    def anybody(self) -> httpx.AsyncClient:
        """Somebody without a token."""
        return client_of(self.site.application)

    async def announce(self, path: str = "", **fields: Any) -> Json:
        answer = await self.site.procore.post(path or self.path, json=fields)
        assert answer.status_code == 201, answer.text
        upload: Json = answer.json()
        return upload

    async def send(
        self, upload: Json, content: bytes = CONTENT, name: str = "plan.pdf", **fields: str
    ) -> httpx.Response:
        return await self.anybody.post(
            upload["url"],
            data={**upload["fields"], **fields},
            files={"file": (name, content, "application/pdf")},
        )

    async def uploaded(self, name: str = "plan.pdf", content: bytes = CONTENT) -> str:
        """The uuid of an upload whose content has come."""
        upload = await self.announce(response_filename=name)
        answer = await self.send(upload, content)
        assert answer.status_code == 204, answer.text
        return str(upload["uuid"])

    async def commitment(self, status: str = "Approved") -> int:
        _, contract_id = await self.site.commitment("C-1")
        if status:
            answer = await self.site.procore.patch(
                f"/rest/v1.0/work_order_contracts/{contract_id}",
                json={
                    "project_id": self.site.project_id,
                    "work_order_contract": {"status": status},
                },
            )
            assert answer.status_code == 200, answer.text
        return contract_id

    @property
    def changes(self) -> str:
        return f"/rest/v1.0/projects/{self.site.project_id}/commitment_change_orders"

    async def change(self, contract_id: int, status: int = 201, **fields: Any) -> Json:
        answer = await self.site.procore.post(
            self.changes, json={"change_order": {"contract_id": contract_id, **fields}}
        )
        assert answer.status_code == status, answer.text
        record: Json = answer.json()
        return record

    async def edit(self, record: Json, status: int = 200, **fields: Any) -> Json:
        answer = await self.site.procore.patch(
            f"{self.changes}/{record['id']}", json={"change_order": fields}
        )
        assert answer.status_code == status, answer.text
        changed: Json = answer.json()
        return changed

    async def bytes_of(self, attachment: Json) -> bytes:
        """Follow an attachment's url as a client does: the token on this host alone."""
        first = await self.site.procore.get(attachment["url"])
        assert first.status_code == 302, first.text
        answer = await self.anybody.get(first.headers["location"])
        assert answer.status_code == 200, answer.text
        return answer.content


@pytest.fixture
def files(site: Site) -> Files:
    return Files(site)
