"""A write's answer is what a read right behind it shows, byte by byte but for the
spaces inside columns of JSON, whatever else it moved.

Sums, rates, rows of orders and whose turn it is follow from a write on records that the request
does not name; where they stand on the record that is answered, the answer has them already.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
import pytest
from tests.procore.site import PACKAGES, POTENTIAL, Site, open_site

from changewright.core.records_contracts import Contract
from changewright.core.settings import Origin, settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

IN_THE_GATE = 2
DEEP_SEEDS = range(IN_THE_GATE, 6)
STEPS = 30
STANDING = ("draft", "sent", "signed", "executed")
SCOPES = ("out", "in", "contingency", "budgetOnly", "tbd")
AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")


@dataclass
class Walk:
    """What random writes go on from: the ids made so far, by the path that reads them."""

    site: Site
    chance: random.Random
    main_contract: str
    known: dict[str, list[Any]] = field(default_factory=dict)
    compared: dict[str, int] = field(default_factory=dict)
    contracts: dict[int, int] = field(default_factory=dict)

    def some(self, path: str) -> Any:
        """One that was made, or None."""
        return self.chance.choice([*self.known.get(path, []), None])

    def amount(self) -> str:
        return f"{self.chance.randrange(-90_000, 250_000) / 100:.2f}"

    def text(self) -> str:
        return f"Text {self.chance.randrange(10**6)}"

    # -- one write, held against a read ------------------------------------------------------

    async def acc(self, method: str, path: str, body: dict[str, Any], of: str = "") -> None:
        """A write of Autodesk's door; a refusal is no failure of it."""
        reply = await self.site.acc.request(method, self.site.cost(path), json=body)
        assert reply.status_code < 500, reply.text
        if reply.is_success:
            self.keep(of or path, reply, method)
            made = reply.json()["id"]
            read = await self.site.acc.get(self.site.cost(f"{of or path}/{made}"))
            self.compare(f"{method} {of or path}", reply, read)

    async def procore(self, method: str, path: str, body: dict[str, Any], of: str) -> None:
        reply = await self.site.procore.request(method, path, json=body)
        assert reply.status_code < 500, reply.text
        if reply.is_success:
            self.keep(of, reply, method)
            made = reply.json()["id"]
            query = {"project_id": self.site.project_id}
            contract = body.get("contract_id") or self.contracts.get(made)
            if contract is not None:
                query["contract_id"] = self.contracts[made] = contract
            read = await self.site.procore.get(f"{of}/{made}", params=query)
            self.compare(f"{method} {of}", reply, read)

    def keep(self, path: str, reply: httpx.Response, method: str) -> None:
        if method == "POST":
            self.known.setdefault(path, []).append(reply.json()["id"])

    def compare(self, what: str, reply: httpx.Response, read: httpx.Response) -> None:
        assert read.status_code == 200, read.text
        told, there = reply.json(), read.json()
        differing = {
            name: (told.get(name), there.get(name))
            for name in {*told, *there}
            if told.get(name) != there.get(name)
        }
        assert not differing, f"{what}: {differing}"
        assert _packed(reply) == _packed(read), what
        self.compared[what] = self.compared.get(what, 0) + 1


def _packed(reply: httpx.Response) -> bytes:
    """The body without the spaces that the database puts into columns of JSON."""
    return msgspec.json.encode(msgspec.json.decode(reply.content))


# -- Autodesk's door ------------------------------------------------------------------------------


async def _contract(walk: Walk) -> None:
    known = walk.some("contracts")
    fields: dict[str, Any] = {"status": walk.chance.choice(STANDING), "name": walk.text()}
    if known is None:
        await walk.acc("POST", "contracts", fields | {"code": walk.text()})
    else:
        more = (
            {"exchangeRate": walk.chance.choice([1, 2, 0.5])} if walk.chance.random() < 0.4 else {}
        )
        await walk.acc("PATCH", f"contracts/{known}", fields | more, "contracts")


async def _budget(walk: Walk) -> None:
    known = walk.some("budgets")
    fields: dict[str, Any] = {
        "quantity": walk.chance.randrange(1, 9),
        "unitPrice": walk.chance.randrange(1, 900),
    }
    if known is None:
        code = f"B-{walk.chance.randrange(10**6)}"
        await walk.acc("POST", "budgets", fields | {"code": code, "name": walk.text()})
    else:
        await walk.acc("PATCH", f"budgets/{known}", fields, "budgets")


async def _row(walk: Walk) -> None:
    contract = walk.some("contracts")
    if contract is not None:
        fields = {"contractId": contract, "name": walk.text(), "amount": walk.amount()}
        await walk.acc("POST", "schedule-of-values", fields)


async def _document(walk: Walk) -> None:
    kind = walk.chance.choice(("pco", "rco", "oco", "sco"))
    path = f"change-orders/{kind}"
    known = walk.some(path)
    fields: dict[str, Any] = {"name": walk.text(), "scheduleChange": walk.chance.randrange(9)}
    if known is None:
        contract = walk.some("contracts") if kind == "sco" else None
        await walk.acc("POST", path, fields | ({"contractId": contract} if contract else {}))
    else:
        await walk.acc("PATCH", f"{path}/{known}", fields, path)


async def _item(walk: Walk) -> None:
    known = walk.some("cost-items")
    fields: dict[str, Any] = {
        name: walk.amount() for name in AMOUNTS if walk.chance.random() < 0.5
    } | {"scope": walk.chance.choice(SCOPES)}
    fields |= {
        name: one
        for name, path in (("budgetId", "budgets"), ("contractId", "contracts"))
        if (one := walk.some(path)) is not None
    }
    if known is None:
        document = walk.some(f"change-orders/{walk.chance.choice(('pco', 'oco', 'sco'))}")
        parent = {"changeOrderId": document} if document is not None else {}
        await walk.acc("POST", "cost-items", fields | {"name": walk.text()} | parent)
    else:
        await walk.acc("PATCH", f"cost-items/{known}", fields, "cost-items")


async def _main_contract(walk: Walk) -> None:
    fields = {"name": walk.text(), "amount": walk.amount()}
    await walk.acc("PATCH", f"main-contracts/{walk.main_contract}", fields, "main-contracts")


async def _act(walk: Walk) -> None:
    """What a document may do; the answer is no record, and the next ones go on from it."""
    document = walk.some(f"change-orders/{walk.chance.choice(('pco', 'rco', 'oco', 'sco'))}")
    if document is None:
        return
    action = walk.chance.choice(("open", "submit", "approve", "send", "accept", "revise"))
    wanted = {"action": action, "associationId": document, "associationType": "FormInstance"}
    reply = await walk.site.acc.post(walk.site.cost("workflows/actions"), json=[wanted])
    assert reply.status_code < 500, reply.text


# -- Procore's door -------------------------------------------------------------------------------

STATUSES = ("draft", "pending", "approved")


async def _package(walk: Walk, path: str = PACKAGES) -> None:
    known = walk.some(path)
    fields: dict[str, Any] = {"title": walk.text(), "status": walk.chance.choice(STATUSES)}
    fields["schedule_impact_amount"] = walk.chance.randrange(9)
    if known is not None:
        body = walk.site.body(fields, walk.contracts.get(known))
        await walk.procore("PATCH", f"{path}/{known}", body, path)
        return
    contract = walk.some("contracts")
    if contract is not None:
        body = walk.site.body(fields, await _integer(walk, contract))
        await walk.procore("POST", path, body, path)


async def _potential(walk: Walk) -> None:
    await _package(walk, POTENTIAL)


async def _work_order(walk: Walk) -> None:
    path = "/rest/v1.0/work_order_contracts"
    known = walk.some(path)
    fields = {"title": walk.text(), "status": walk.chance.choice(("Draft", "Approved", "Complete"))}
    body = {"project_id": walk.site.project_id, "contract": fields}
    if known is None:
        await walk.procore("POST", path, body, path)
    else:
        await walk.procore("PATCH", f"{path}/{known}", body, path)


async def _prime(walk: Walk) -> None:
    path = "/rest/v1.0/prime_contracts"
    contract = await walk.site.main_contract()
    body = {"project_id": walk.site.project_id, "prime_contract": {"title": walk.text()}}
    await walk.procore("PATCH", f"{path}/{contract}", body, path)


async def _integer(walk: Walk, contract: str) -> int:
    async with walk.site.ledger.reader(walk.site.container.id) as read:
        (found,) = [one for one in await read.where(Contract) if str(one.uuid) == contract]
    return found.id


WRITES: tuple[Callable[[Walk], Awaitable[None]], ...] = (
    *(_contract, _budget, _row, _document, _item, _item, _main_contract, _act, _act),
    *(_package, _potential, _work_order, _prime),
)


@pytest.mark.parametrize("born", ["web", "procore"])
@pytest.mark.parametrize(
    "seed",
    [*range(IN_THE_GATE), *(pytest.param(each, marks=pytest.mark.deep) for each in DEEP_SEEDS)],
)
async def test_an_answer_is_what_a_read_shows(
    application: Application, ledger: Ledger, seed: int, born: Origin
) -> None:
    site = await open_site(application, ledger, settings_born(born))
    (main,) = (await site.acc.get(site.cost("main-contracts"))).json()["results"]
    walk = Walk(site, random.Random(f"{born} {seed}"), main["id"])
    for one in WRITES:
        await one(walk)
    for _ in range(STEPS):
        await walk.chance.choice(WRITES)(walk)
    assert len(walk.compared) >= 8, walk.compared
