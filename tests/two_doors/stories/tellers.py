"""Three who tell a story over HTTP: in Procore's words, in Autodesk's, and taking turns.

A teller carries out one neutral step at a time, with the requests that a client of its door would
send for it. What a door has no word for raises `Untold`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from tests.procore.site import PACKAGES, POTENTIAL, Site

from changewright.core.book import state_of
from changewright.core.kinds import Track
from changewright.core.money import Decimal
from changewright.core.records import ChangeOrder
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract

from .books import Book
from .steps import Line, Step, change_of

Json = dict[str, Any]

ORDER: dict[Track, str] = {"budget": "oco", "cost": "sco"}
REQUEST: dict[Track, str] = {"budget": "rco", "cost": "scr"}
SCOPE: dict[Track, str] = {"budget": "budgetOnly", "cost": "in"}
AMOUNT: dict[Track, str] = {"budget": "submitted", "cost": "proposed"}
NEWER: dict[Track, str] = {"budget": "prime_change_orders", "cost": "commitment_change_orders"}
REQUESTS = "/rest/v1.0/change_order_requests"


class Untold(Exception):
    """The door has no word for this, here."""


class Refused(Exception):
    """The door refused the request."""


class Teller:
    """`book` is what stood there before the step."""

    def __init__(self, site: Site, side: Track, tiers: int) -> None:
        self.site, self.side, self.tiers = site, side, tiers
        self.book = Book(site, side)

    async def tell(self, book: Book, step: Step) -> None:
        self.book = book
        told: Callable[..., Awaitable[None]] = getattr(self, step.verb)
        await told(step.about, **step.given)

    async def ask(self, client: httpx.AsyncClient, method: str, path: str, **with_: Any) -> Any:
        answer = await client.request(method, path, **with_)
        if 400 <= answer.status_code < 500:
            raise Refused(f"{method} {path} {with_}: {answer.status_code} {answer.text}")
        assert answer.is_success, (method, path, with_, answer.text)
        return answer.json() if answer.content else None

    def contract(self, on: str) -> Contract | MainContract:
        noun = Contract if self.side == "cost" else MainContract
        (found,) = [row for row in self.book.rows[noun] if row.code == on]
        return found  # type: ignore[no-any-return]

    def code(self, line: Line) -> Budget:
        (found,) = [row for row in self.book.rows[Budget] if row.code == line.code]
        return found  # type: ignore[no-any-return]

    def order(self, title: str) -> ChangeOrder:
        found = self.book.document(title, ORDER[self.side])
        assert found is not None, title
        return found


class InProcore(Teller):
    """What a client of Procore's door sends."""

    async def _send(self, method: str, path: str, fields: Json | None = None, **query: Any) -> Any:
        with_: Json = {"params": {"project_id": self.site.project_id, **query}}
        if fields is not None:
            wrapper = "line_item" if "line_items" in path else "change_order"
            with_["json"] = {wrapper: fields}
            if "contract_id" in fields:
                with_["json"]["contract_id"] = fields.pop("contract_id")
        return await self.ask(self.site.procore, method, path, **with_)

    async def draw(
        self, title: str, on: str, days: Any, text: Any, lines: tuple[Line, ...]
    ) -> None:
        contract_id = self.contract(on).id
        fields = {"title": title, "description": text, "schedule_impact_amount": days}
        path = PACKAGES if self.tiers == 1 else POTENTIAL
        made = await self._send("POST", path, fields | {"contract_id": contract_id})
        if self.tiers == 1:
            listed = await self._send("GET", POTENTIAL)
            (made,) = [row for row in listed if row["legacy_package_id"] == made["id"]]
        for line in lines:
            await self._line(made["id"], line)

    async def _line(self, change_id: int, line: Line) -> None:
        fields: Json = {"description": line.name, "wbs_code_id": self.code(line).id}
        if line.quantity is None:
            fields["amount"] = line.amount
        else:
            fields |= {"quantity": line.quantity, "unit_cost": line.unit_cost}
        made = await self._send("POST", f"{POTENTIAL}/{change_id}/line_items", fields)
        assert Decimal(made["amount"]) == Decimal(line.amount), made

    def _change(self, title: str) -> tuple[str, int]:
        face = self.book.face(title)
        assert face is not None, title
        return f"{POTENTIAL}/{face.id}", face.contract_id

    async def _patch_change(self, named: str, /, **fields: Any) -> None:
        path, contract_id = self._change(named)
        await self._send("PATCH", path, fields | {"contract_id": contract_id})

    async def _patch_order(self, named: str, /, **fields: Any) -> None:
        await self._send("PATCH", f"{PACKAGES}/{self.order(named).id}", fields)

    async def add_line(self, title: str, line: Line) -> None:
        face = self.book.face(title)
        assert face is not None
        await self._line(face.id, line)

    async def _line_of(self, title: str, name: str) -> str:
        path, _ = self._change(title)
        rows = await self._send("GET", f"{path}/line_items")
        (found,) = [row for row in rows if row["description"] == name]
        return f"{path}/line_items/{found['id']}"

    async def edit_line(self, title: str, line: str, amount: str) -> None:
        await self._send("PATCH", await self._line_of(title, line), {"amount": amount})

    async def drop_line(self, title: str, line: str) -> None:
        await self._send("DELETE", await self._line_of(title, line))

    async def edit_days(self, title: str, days: int) -> None:
        if self.tiers == 1 or self.book.document(title, "pco") is None:
            await self._patch_order(title, schedule_impact_amount=days)
        if self.book.document(title, "pco") is not None:
            await self._patch_change(title, schedule_impact_amount=days)

    async def rename(self, was: str, title: str) -> None:
        if self.tiers == 1:
            await self._patch_order(was, title=title)
        await self._patch_change(was, title=title)

    async def price(self, title: str) -> None:
        await self._patch_change(title, status="pricing")

    async def submit(self, title: str) -> None:
        await self._patch_change(title, status="pending")

    async def request(self, title: str, on: str, of: tuple[str, ...]) -> None:
        fields = {"title": title, "status": "pending", "contract_id": self.contract(on).id}
        made = await self._send("POST", REQUESTS, fields)
        for change in of:
            await self._patch_change(change, change_order_request_id=made["id"])

    async def _patch_request(self, named: str, /, **fields: Any) -> None:
        request = self.book.document(named, REQUEST[self.side])
        assert request is not None, named
        contract_id = request.contract_id or request.main_contract_id
        await self._send("PATCH", f"{REQUESTS}/{request.id}", fields | {"contract_id": contract_id})

    async def package(self, title: str, on: str, of: tuple[str, ...], days: Any) -> None:
        fields = {"title": title, "schedule_impact_amount": days}
        made = await self._send("POST", PACKAGES, fields | {"contract_id": self.contract(on).id})
        for each in of:
            if self.tiers == 3:
                await self._patch_request(each, change_order_package_id=made["id"])
            else:
                place = {"change_order_package_id": made["id"]}
                await self._patch_change(each, change_order_request=place)

    async def send(self, title: str) -> None:
        await self._patch_order(title, status="pending")

    async def approve(self, title: str) -> None:
        await self._patch_order(title, status="approved")

    async def revise(self, title: str) -> None:
        await self._patch_order(title, status="revised")

    async def execute(self, title: str) -> None:
        await self._patch_order(title, executed=True)

    async def reject(self, title: str) -> None:
        if self.tiers == 1:
            await self._patch_order(title, status="rejected")
        else:
            await self._patch_change(title, status="rejected")

    async def delete(self, title: str) -> None:
        face = self.book.face(title)
        document = self.book.document(title, "pco")
        assert face is not None and document is not None
        if not document.single_face:
            raise Untold("what Autodesk's clients drew on several contracts is deleted there")
        site = self.site
        path = f"/rest/v1.0/projects/{site.project_id}/{NEWER[self.side]}/{face.id}"
        await self._send("DELETE", path)


# kind and goal → the state it is in → what to do, in order.
_ASKED = ("pricing", "open", "revising")
_WAITING = ("pending", "in_review", "proposed", "submitted")
ACTIONS: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {
    ("pco cost", "price"): {"draft": ("costOpen", "requestPricing")},
    ("pco cost", "submit"): {
        "draft": ("costOpen", "requestPricing", "propose"),
        "pricing": ("propose",),
    },
    ("pco cost", "reject"): {
        "draft": ("costOpen", "requestPricing", "propose", "reject"),
        **dict.fromkeys(_WAITING, ("reject",)),
    },
    ("pco budget", "submit"): {"draft": ("budgetOpen", "submit")},
    ("oco", "reject"): {"draft": ("submit", "reject")},
    ("pco budget", "reject"): dict.fromkeys(_WAITING, ("reject",)),
    ("oco", "send"): {**dict.fromkeys(("draft", *_ASKED), ("submit",))},
    ("oco", "approve"): dict.fromkeys(_WAITING, ("approve",)),
    ("oco", "revise"): {
        **dict.fromkeys(_WAITING, ("revise",)),
        "approved": ("approvedToSubmit", "revise"),
    },
    ("oco", "execute"): {"approved": ("execute",)},
    ("sco", "send"): {
        "draft": ("open", "submit"),
        **dict.fromkeys(_ASKED, ("submit",)),
    },
    ("sco", "approve"): dict.fromkeys(_WAITING, ("send",)),
    ("sco", "revise"): {
        "in_review": ("reject",),
        "approved": ("sentToOpen", "submit", "reject"),
    },
    ("sco", "execute"): {"approved": ("execute",)},
}


class InAutodesk(Teller):
    """What a client of Autodesk's door sends: create, attach, generate and act."""

    async def _send(self, method: str, path: str, **body: Any) -> Any:
        with_ = {"json": body} if body else {}
        return await self.ask(self.site.acc, method, self.site.cost(path), **with_)

    async def _act(self, document: ChangeOrder, goal: str) -> None:
        kind = f"pco {self.side}" if document.kind == "pco" else document.kind
        state = state_of(document, self.side) or ""
        actions = ACTIONS[kind, goal].get(state)
        if actions is None:
            raise Untold(f"nothing brings a {kind} that is {state} to {goal}")
        for action in actions:
            await self._execute(str(document.uuid), document.kind.upper(), action)

    async def _execute(self, document_id: str, association: str, action: str) -> None:
        body = {"action": action, "associationId": document_id, "associationType": association}
        path = self.site.cost("workflows/actions")
        (told,) = await self.ask(self.site.acc, "POST", path, json=[body])
        if told["errors"]:
            raise Refused(str(told))

    def _about(self, on: str) -> Json:
        column = "contractId" if self.side == "cost" else "mainContractId"
        return {"scope": SCOPE[self.side], column: str(self.contract(on).uuid)}

    async def _attach(self, document_id: str, item_ids: list[str]) -> None:
        pairs = [{"changeOrderId": document_id, "costItemId": item_id} for item_id in item_ids]
        await self.ask(self.site.acc, "POST", self.site.cost("cost-items:attach"), json=pairs)

    async def draw(
        self, title: str, on: str, days: Any, text: Any, lines: tuple[Line, ...]
    ) -> None:
        fields = {"name": title, "description": text, "scheduleChange": days} | self._about(on)
        change = await self._send("POST", "change-orders/pco", **fields)
        items = [await self._line(change["id"], on, line) for line in lines]
        if self.tiers == 1:
            order = await self._send("POST", f"change-orders/{ORDER[self.side]}", **fields)
            await self._attach(order["id"], items)

    async def _line(self, change_id: str, on: str, line: Line) -> str:
        fields: Json = {"name": line.name, AMOUNT[self.side]: line.amount}
        fields |= {"budgetId": str(self.code(line).uuid), "changeOrderId": change_id}
        fields |= {} if line.quantity is None else {"quantity": line.quantity}
        fields |= {
            name: value for name, value in self._about(on).items() if name != "mainContractId"
        }
        made = await self._send("POST", "cost-items", **fields)
        return str(made["id"])

    def _document(self, title: str, *kinds: str) -> ChangeOrder:
        found = self.book.document(title, *kinds)
        assert found is not None, title
        return found

    async def add_line(self, title: str, line: Line) -> None:
        change = self._document(title, "pco")
        held = self.book.items(change)
        noun = Contract if self.side == "cost" else MainContract
        column = "contract_id" if self.side == "cost" else "main_contract_id"
        (contract,) = [r for r in self.book.rows[noun] if r.id == getattr(change, column)]
        item = await self._line(str(change.uuid), contract.code, line)
        for holder in self.book.holders(held):
            if holder.kind != "scr":  # which it does not know; the item goes along with its change
                await self._attach(str(holder.uuid), [item])

    async def edit_line(self, title: str, line: str, amount: str) -> None:
        path = f"cost-items/{self.book.item(line).uuid}"
        await self._send("PATCH", path, **{AMOUNT[self.side]: amount})

    async def drop_line(self, title: str, line: str) -> None:
        await self._send("DELETE", f"cost-items/{self.book.item(line).uuid}")

    async def _patch(self, title: str, **fields: Any) -> None:
        """The change, at one tier its order too; of other titles the order."""
        for kind in ("pco", ORDER[self.side]):
            document = self.book.document(title, kind)
            if document is not None:
                await self._send("PATCH", f"change-orders/{kind}/{document.uuid}", **fields)

    async def edit_days(self, title: str, days: int) -> None:
        await self._patch(title, scheduleChange=days)

    async def rename(self, was: str, title: str) -> None:
        await self._patch(was, name=title)

    async def price(self, title: str) -> None:
        await self._act(self._document(title, "pco"), "price")

    async def submit(self, title: str) -> None:
        await self._act(self._document(title, "pco"), "submit")

    async def request(self, title: str, on: str, of: tuple[str, ...]) -> None:
        if self.side == "cost":
            raise Untold("a supplier's request is no document of this door (core-model.md §1)")
        made = await self._gather("rco", title, on, of, days=None)
        for action in ("open", "submit"):
            await self._execute(made, "RCO", action)

    async def _gather(self, kind: str, title: str, on: str, of: tuple[str, ...], days: Any) -> str:
        """The next document: generated where its sources are that far, else made and filled."""
        sources = [self.book.document(each, "pco", "rco") for each in of]
        documents = [each for each in sources if each is not None]
        states = {state_of(each, self.side) for each in documents}
        is_open = all(each.kind == "pco" for each in documents) and "draft" not in states
        if is_open and documents:
            ids = [str(each.uuid) for each in documents]
            made = await self._send("POST", f"change-orders:generate/{kind}", sourceIds=ids)
            (one,) = made
            fields = {"name": title, "scheduleChange": days, "description": None}
            await self._send("PATCH", f"change-orders/{kind}/{one['id']}", **fields)
            return str(one["id"])
        fields = {"name": title, "scheduleChange": days} | self._about(on)
        order = await self._send("POST", f"change-orders/{kind}", **fields)
        items = [str(item.uuid) for each in documents for item in self.book.items(each)]
        await self._attach(order["id"], items)
        return str(order["id"])

    async def send(self, title: str) -> None:
        await self._act(self.order(title), "send")

    async def package(self, title: str, on: str, of: tuple[str, ...], days: Any) -> None:
        if self.side == "cost" and self.tiers == 3:
            # The requests are not seen here: what is in them is taken.
            of = tuple(change_of(request) for request in of)
        await self._gather(ORDER[self.side], title, on, of, days)

    async def approve(self, title: str) -> None:
        await self._act(self.order(title), "approve")

    async def revise(self, title: str) -> None:
        await self._act(self.order(title), "revise")

    async def execute(self, title: str) -> None:
        await self._act(self.order(title), "execute")

    async def reject(self, title: str) -> None:
        if self.tiers == 1 and self.side == "budget":
            await self._act(self.order(title), "reject")
        else:
            await self._act(self._document(title, "pco"), "reject")

    async def delete(self, title: str) -> None:
        change = self._document(title, "pco")
        items = self.book.items(change)
        order = self.book.document(title, ORDER[self.side])
        if order is not None:
            await self._send("DELETE", f"change-orders/{order.kind}/{order.uuid}")
        await self._send("DELETE", f"change-orders/pco/{change.uuid}")
        for item in items:
            await self._send("DELETE", f"cost-items/{item.uuid}")
