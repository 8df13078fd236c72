"""A project seen through both doors, for tests: settings as given, people of every role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from tests.fixtures_acc import People, client_of, join
from tests.fixtures_ledger import Container, make_container

from changewright.core.records_contracts import Contract
from changewright.core.settings import ProjectSettings
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

PACKAGES = "/rest/v1.0/change_order_packages"
POTENTIAL = "/rest/v1.0/potential_change_orders"


@dataclass
class Site:
    """`acc` and `procore` speak as the project's administrator."""

    application: Application
    ledger: Ledger
    container: Container
    people: People
    company_id: int
    acc: httpx.AsyncClient
    procore: httpx.AsyncClient

    @property
    def project_id(self) -> int:
        return self.container.id

    def as_role(self, role: str) -> httpx.AsyncClient:
        """Procore's door as somebody of this role."""
        client = client_of(self.application, self.people.tokens[role])
        client.headers["procore-company-id"] = str(self.company_id)
        return client

    # Procore's door

    async def new_package(self, contract_id: int, **fields: Any) -> dict[str, Any]:
        answer = await self.procore.post(PACKAGES, json=self.body(fields, contract_id))
        assert answer.status_code == 201, answer.text
        return found(answer)

    async def change_package(self, package_id: int, **fields: Any) -> dict[str, Any]:
        answer = await self.procore.patch(f"{PACKAGES}/{package_id}", json=self.body(fields))
        assert answer.status_code == 200, answer.text
        return found(answer)

    def body(self, fields: Mapping[str, Any], contract_id: int | None = None) -> dict[str, Any]:
        contract = {} if contract_id is None else {"contract_id": contract_id}
        return {"project_id": self.project_id, **contract, "change_order": dict(fields)}

    async def packages(self, **query: Any) -> list[dict[str, Any]]:
        return await self._list(PACKAGES, query)

    async def package(self, package_id: int) -> dict[str, Any]:
        return found(
            await self.procore.get(
                f"{PACKAGES}/{package_id}", params={"project_id": self.project_id}
            )
        )

    async def potential(self, **query: Any) -> list[dict[str, Any]]:
        return await self._list(POTENTIAL, query)

    async def _list(self, path: str, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        answer = await self.procore.get(path, params={"project_id": self.project_id, **query})
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()
        return rows

    # Autodesk's door

    def cost(self, path: str) -> str:
        return f"/cost/v1/containers/{self.container.uuid}/{path}"

    async def make(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = await self.acc.post(self.cost(path), json=fields)
        assert answer.status_code == 201, answer.text
        return found(answer)

    async def orders(self, kind: str) -> list[dict[str, Any]]:
        answer = await self.acc.get(self.cost(f"change-orders/{kind}"))
        assert answer.status_code == 200, answer.text
        rows: list[dict[str, Any]] = answer.json()["results"]
        return rows

    async def act(self, document: dict[str, Any], *actions: str) -> None:
        for action in actions:
            wanted = {
                "action": action,
                "associationId": document["id"],
                "associationType": "FormInstance",
            }
            answer = await self.acc.post(self.cost("workflows/actions"), json=[wanted])
            assert answer.status_code == 200, answer.text
            assert answer.json()[0]["errors"] == [], answer.text

    async def attach(self, document: dict[str, Any], *items: dict[str, Any]) -> None:
        wanted = [{"changeOrderId": document["id"], "costItemId": item["id"]} for item in items]
        answer = await self.acc.post(self.cost("cost-items:attach"), json=wanted)
        assert answer.is_success, answer.text

    async def commitment(self, code: str, **fields: Any) -> tuple[str, int]:
        """A contract made through Autodesk's door: its UUID and its integer."""
        made = await self.make("contracts", **{"code": code, "name": f"Contract {code}"} | fields)
        async with self.ledger.reader(self.container.id) as read:
            (contract,) = [one for one in await read.where(Contract) if str(one.uuid) == made["id"]]
        return made["id"], contract.id

    async def main_contract(self) -> int:
        """The integer of the project's default main contract."""
        settings = await self.ledger.settings_of(self.container.id)
        assert settings.default_main_contract_id is not None
        return settings.default_main_contract_id


def found(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    record: dict[str, Any] = answer.json()
    return record


async def open_site(application: Application, ledger: Ledger, settings: ProjectSettings) -> Site:
    """A new project with these settings, joined by one person of every role."""
    container = await make_container(ledger, settings)
    people = await join(application, ledger, container)
    project = application.services.directory.project(container.id)
    assert project is not None
    site = Site(
        application,
        ledger,
        container,
        people,
        project.account_id,
        people.clients["admin"],
        client_of(application, people.tokens["admin"]),
    )
    site.procore.headers["procore-company-id"] = str(site.company_id)
    return site
