"""Random histories told through both doors: whatever is refused is refused, the rest is history."""

from __future__ import annotations

import random
from typing import Any

import httpx
from tests.procore.site import PACKAGES, POTENTIAL, Site

from changewright.core.records import Record
from changewright.core.records_contracts import Contract, MainContract

KINDS = ("pco", "rfq", "rco", "oco", "sco")
AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")
STATUSES = ("draft", "pending", "approved", "rejected", "void", "no_charge", "proceeding")
SCOPES = ("in", "out", "contingency", "tbd", "budgetOnly")


class History:
    """One project and who writes its history."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.chance = random.Random(seed)
        self.done = 0
        self.told: list[str] = []

    async def begin(self) -> None:
        """Two budgets, two commitments (one in another currency), a main contract of its own."""
        for number in (1, 2):
            await self._post("budgets", code=f"0{number}", name="Trade", quantity=3, unitPrice=99.5)
        await self._post("contracts", code="SC-1", name="Steel", status="sent", currency="USD")
        await self._post(
            "contracts", code="SC-2", name="Doors", currency="EUR", exchangeRate="1.08000000"
        )
        await self._post("main-contracts", code="MC-2", name="Second")

    async def step(self) -> None:
        """Something that a client of either door may ask for."""
        ways = (
            self.price,
            self.price,
            self.change,
            self.change,
            self.draw,
            self.attach,
            self.act,
            self.act,
            self.act,
            self.row,
            self.package,
            self.turn_package,
            self.line,
            self.edit_contract,
            self.edit_budget,
            self.delete,
        )
        answer = await self.chance.choice(ways)()
        if answer is not None:
            assert answer.status_code < 500, (self.told[-3:], answer.text)
            self.done += answer.is_success

    # Autodesk's door

    async def draw(self) -> Any:
        kind = self.chance.choice(KINDS)
        more: dict[str, Any] = {"scope": self.chance.choice(SCOPES)} if kind == "pco" else {}
        if kind == "sco":
            more["contractId"] = await self._one("contracts")
        elif self.chance.random() < 0.5:
            more["mainContractId"] = await self._one("main-contracts")
        return await self._post(f"change-orders/{kind}", name=f"A {kind}", **more)

    async def price(self) -> Any:
        document = await self._document()
        fields: dict[str, Any] = {name: self._money() for name in self.chance.sample(AMOUNTS, 2)}
        if self.chance.random() < 0.3:
            fields["proposedExchangeRate"] = "1.23450000"
        return await self._post(
            "cost-items",
            name="Item",
            scope=self.chance.choice(SCOPES),
            budgetId=await self._one("budgets"),
            contractId=await self._one("contracts"),
            **({"changeOrderId": document["id"]} if document else {}),
            **fields,
        )

    async def change(self) -> Any:
        item = await self._one("cost-items")
        if item is None:
            return None
        name = self.chance.choice((*AMOUNTS, "scope", "budgetId", "contractId"))
        value: Any = self._money()
        if name == "scope":
            value = self.chance.choice(SCOPES)
        elif name.endswith("Id"):
            value = await self._one("budgets" if name == "budgetId" else "contracts")
        return await self._send("PATCH", f"cost-items/{item}", {name: value})

    async def attach(self) -> Any:
        document, item = await self._document(), await self._one("cost-items")
        if document is None or item is None:
            return None
        pair = {"changeOrderId": document["id"], "costItemId": item}
        way = self.chance.choice(("attach", "attach", "detach"))
        return await self._send("POST", f"cost-items:{way}", [pair])

    async def act(self) -> Any:
        document = await self._document()
        if document is None:
            return None
        where = f"workflows/FormInstance/{document['id']}/actions"
        offered = (await self.site.acc.get(self.site.cost(where))).json()
        if not offered:
            return None
        action = {
            "action": self.chance.choice(offered[:2])["name"],
            "associationId": document["id"],
            "associationType": "FormInstance",
        }
        return await self._send("POST", "workflows/actions", [action])

    async def row(self) -> Any:
        return await self._post(
            "schedule-of-values",
            contractId=await self._one("contracts"),
            budgetId=await self._one("budgets"),
            name="Row",
            amount=self._money(),
        )

    async def edit_contract(self) -> Any:
        fields = self.chance.choice(
            (
                {"status": "sent"},
                {"status": "draft"},
                {"exchangeRate": "1.11000000"},
                {"status": "executed"},
            )
        )
        return await self._send("PATCH", f"contracts/{await self._one('contracts')}", fields)

    async def edit_budget(self) -> Any:
        fields = {"quantity": self.chance.randrange(1, 50), "internalAdjustment": self._money()}
        return await self._send("PATCH", f"budgets/{await self._one('budgets')}", fields)

    async def delete(self) -> Any:
        if self.chance.random() < 0.5:
            item = await self._one("cost-items")
            return None if item is None else await self._send("DELETE", f"cost-items/{item}")
        document = await self._document()
        if document is None:
            return None
        return await self._send("DELETE", f"change-orders/{document['kind']}/{document['id']}")

    # Procore's door

    async def package(self) -> Any:
        contract = await self._contract_id()
        fields = {"title": "Package", "status": self.chance.choice(STATUSES)}
        return await self._procore("POST", PACKAGES, self.site.body(fields, contract))

    async def turn_package(self) -> Any:
        rows = (await self._asked(PACKAGES)).json()
        if not rows:
            return None
        fields = {"status": self.chance.choice(STATUSES)}
        path = f"{PACKAGES}/{self.chance.choice(rows)['id']}"
        return await self._procore("PATCH", path, self.site.body(fields))

    async def line(self) -> Any:
        rows = (await self._asked(POTENTIAL)).json()
        if not rows:
            return None
        path = f"{POTENTIAL}/{self.chance.choice(rows)['id']}/line_items"
        body = {"line_item": {"description": "Line", "amount": self._money()}}
        return await self._procore("POST", path, {"project_id": self.site.project_id, **body})

    # What is there

    def _money(self) -> str:
        return f"{self.chance.randrange(-500_0000, 9_000_0000) / 10_000:.4f}"

    async def _one(self, path: str) -> str | None:
        rows = (await self.site.acc.get(self.site.cost(path))).json()["results"]
        return str(self.chance.choice(rows)["id"]) if rows else None

    async def _document(self) -> dict[str, Any] | None:
        kind = self.chance.choice(KINDS)
        rows = await self.site.orders(kind)
        return {**self.chance.choice(rows), "kind": kind} if rows else None

    async def _contract_id(self) -> int:
        async with self.site.ledger.reader(self.site.container.id) as read:
            noun: type[Record] = self.chance.choice((Contract, MainContract))
            return self.chance.choice(await read.where(noun)).id

    async def _asked(self, path: str) -> httpx.Response:
        return await self.site.procore.get(path, params={"project_id": self.site.project_id})

    async def _post(self, path: str, **fields: Any) -> httpx.Response:
        return await self._send("POST", path, fields)

    async def _send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        self.told.append(f"{method} {path} {body}")
        return await self.site.acc.request(method, self.site.cost(path), json=body)

    async def _procore(self, method: str, path: str, body: Any) -> httpx.Response:
        self.told.append(f"{method} {path} {body}")
        return await self.site.procore.request(method, path, json=body)
