"""A project in which changes are approved: policies, orders and people, over HTTP alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container


def limit(measure: str, *bounds: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A limit; bounds as `amount(…)`, `percent(…)`, `days(…)`."""
    return {"measure": measure, "bounds": list(bounds), **more}


def amount(text: str) -> dict[str, Any]:
    return {"amount": text}


def percent(text: str, of: str = "original") -> dict[str, Any]:
    return {"percent": text, "of": of}


def days(count: int) -> dict[str, Any]:
    return {"days": count}


@dataclass
class Office:
    """One project over HTTP; a method is one request by somebody of a role."""

    people: People
    container: Container

    def client(self, role: str) -> httpx.AsyncClient:
        return self.people.clients[role]

    def web(self, path: str) -> str:
        return f"/web/v1/projects/{self.container.uuid}/{path}"

    def cost(self, path: str) -> str:
        return f"/cost/v1/containers/{self.container.uuid}/{path}"

    def person(self, role: str) -> str:
        return str(self.people.persons[role].uuid)

    def who(self, role: str) -> list[dict[str, Any]]:
        return [{"personId": self.person(role)}]

    def step(self, name: str, role: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "who": self.who(role), **more}

    # -- setting up --------------------------------------------------------------------------

    async def try_policy(self, role: str = "admin", **fields: Any) -> httpx.Response:
        body = {"name": "Policy", "kinds": ["sco"]} | fields
        return await self.client(role).post(self.web("approval-policies"), json=body)

    async def policy(self, **fields: Any) -> dict[str, Any]:
        reply = await self.try_policy(**fields)
        assert reply.status_code == 201, reply.text
        made: dict[str, Any] = reply.json()
        return made

    async def change_policy(self, policy: dict[str, Any], **fields: Any) -> dict[str, Any]:
        path = self.web(f"approval-policies/{policy['id']}")
        reply = await self.client("admin").patch(path, json=fields)
        assert reply.status_code == 200, reply.text
        changed: dict[str, Any] = reply.json()
        return changed

    async def make(self, path: str, role: str = "admin", **fields: Any) -> dict[str, Any]:
        reply = await self.client(role).post(self.cost(path), json=fields)
        assert reply.status_code == 201, reply.text
        made: dict[str, Any] = reply.json()
        return made

    async def contract(self, code: str, awarded: str | None = None, **more: Any) -> dict[str, Any]:
        """A commitment, its sum given by one row of its schedule of values."""
        supplier = self.people.companies["supplier"].autodesk_id
        fields = {"code": code, "name": f"Contract {code}", "companyId": supplier} | more
        made = await self.make("contracts", **fields)
        if awarded is not None:
            row = {"contractId": made["id"], "name": "All of it", "amount": awarded}
            await self.make("schedule-of-values", **row)
        return made

    async def order(
        self,
        value: str | None,
        contract: dict[str, Any],
        *,
        role: str = "admin",
        asked: bool = True,
        **more: Any,
    ) -> dict[str, Any]:
        """A supplier's order of one line, submitted for review unless told otherwise."""
        fields = {"name": f"Change {value}", "contractId": contract["id"]} | more
        made = await self.make("change-orders/sco", role, **fields)
        if value is not None:
            await self.line(made, value)
        await self.act(made, "open", role="admin")
        if asked:
            await self.act(made, "submit", role="admin")
        return made

    async def line(self, order: dict[str, Any], value: str, **more: Any) -> dict[str, Any]:
        fields = {"name": f"Line {value}", "proposed": value, "scope": "in"} | more
        return await self.make("cost-items", changeOrderId=order["id"], **fields)

    # -- moving ------------------------------------------------------------------------------

    async def try_act(
        self, order: dict[str, Any], action: str, role: str = "approver"
    ) -> dict[str, Any]:
        """What Autodesk's door says of one action; no errors: it was done."""
        wanted = {
            "action": action,
            "associationId": order["id"],
            "associationType": "FormInstance",
        }
        reply = await self.client(role).post(self.cost("workflows/actions"), json=[wanted])
        assert reply.status_code == 200, reply.text
        (result,) = reply.json()
        answered: dict[str, Any] = result
        return answered

    async def act(self, order: dict[str, Any], *actions: str, role: str = "approver") -> None:
        for action in actions:
            result = await self.try_act(order, action, role)
            assert result["errors"] == [], result

    async def refused(self, order: dict[str, Any], action: str, role: str) -> str:
        """Why an action is refused, which it must be."""
        (error,) = (await self.try_act(order, action, role))["errors"]
        assert error["status"] == 409
        detail: str = error["detail"]
        return detail

    async def actions(self, order: dict[str, Any], role: str) -> list[str]:
        path = self.cost(f"workflows/FormInstance/{order['id']}/actions")
        return [each["name"] for each in (await self.client(role).get(path)).json()]

    async def status(self, order: dict[str, Any], column: str = "costStatus") -> str:
        path = self.cost(f"change-orders/{order.get('kind', 'sco')}/{order['id']}")
        reply = await self.client("admin").get(path)
        assert reply.status_code == 200, reply.text
        shown: str = reply.json()[column]
        return shown

    async def try_decide(
        self, order: dict[str, Any], role: str, decision: str = "approve", **more: Any
    ) -> httpx.Response:
        path = self.web(f"change-orders/{order['id']}/approvals")
        return await self.client(role).post(path, json={"decision": decision, **more})

    async def decide(
        self, order: dict[str, Any], role: str, decision: str = "approve", **more: Any
    ) -> dict[str, Any]:
        reply = await self.try_decide(order, role, decision, **more)
        assert reply.status_code == 201, reply.text
        shown: dict[str, Any] = reply.json()
        return shown

    # -- looking -----------------------------------------------------------------------------

    async def history(self, order: dict[str, Any], role: str = "admin") -> dict[str, Any]:
        path = self.web(f"change-orders/{order['id']}/approvals")
        reply = await self.client(role).get(path)
        assert reply.status_code == 200, reply.text
        shown: dict[str, Any] = reply.json()
        return shown

    async def run(self, order: dict[str, Any], role: str = "admin") -> dict[str, Any]:
        """The newest round."""
        last: dict[str, Any] = (await self.history(order, role))["runs"][-1]
        return last

    async def band(self, order: dict[str, Any]) -> str:
        """The band that an order waits in."""
        found: str = (await self.run(order))["band"]
        return found

    async def needed(self, order: dict[str, Any]) -> list[str]:
        return [one["step"] for one in (await self.run(order))["needed"]]

    async def listed(self, path: str, role: str = "admin", **query: Any) -> list[dict[str, Any]]:
        reply = await self.client(role).get(self.web(path), params=query)
        assert reply.status_code == 200, reply.text
        rows: list[dict[str, Any]] = reply.json()["results"]
        return rows
