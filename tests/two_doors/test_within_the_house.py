"""A private record is for administrators and those on its list, whichever door they come through;
the sums that others see are of what they see (procore.md §3, core-model.md §8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.procore.door.visits import Yard
from tests.procore.site import PACKAGES, POTENTIAL, Site, found, open_site
from tests.web import approving
from tests.web.approving import Office

from changewright.acc.routes import DOOR as ACC
from changewright.core.catalogue import NOUNS
from changewright.core.records import ChangeOrder, CostItem, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.roles import ROLE, ROLES, is_screened
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.edge.routes import Door
from changewright.edge.screening import screened_services
from changewright.procore.routes import DOOR as PROCORE
from changewright.store.withheld import HANGING
from changewright.web.routes import DOOR as WEB
from changewright.work.ledger import Ledger
from changewright.work.live import LiveFeed, Looker

V1 = "/rest/v1.0"
SECRET = "SECRET"
OPEN, PRIVATE, UNDER = 1000, 20_000_000, 300_000_000
ROWS = 5_000_000_000
SMALLEST_SECRET = 15_000_000
ADMINISTRATORS = ("admin", "manager")
LISTED = (*ADMINISTRATORS, "estimator")
HOUSE = (*LISTED, "approver", "viewer")


@dataclass
class House:
    """An open contract and a private one that the estimator is listed on, each with an approved
    order; the open one has a private order besides. What is secret is called so, and is large."""

    site: Site
    contracts: dict[str, tuple[str, int]]
    orders: dict[str, int]
    uuids: dict[str, str]
    expense: str

    def web(self, path: str) -> str:
        return f"/web/v1/projects/{self.site.container.uuid}/{path}"

    def seen(self, role: str) -> set[str]:
        """The orders that a role sees."""
        if role in ADMINISTRATORS:
            return {"open", "private", "under"}
        return {"open", "under"} if role in LISTED else {"open"}

    async def get(self, role: str, path: str, **query: Any) -> httpx.Response:
        reply = await self.site.as_role(role).get(path, params=query)
        assert reply.status_code < 500, (path, reply.text)
        return reply

    async def rows(self, role: str, path: str, **query: Any) -> list[Any]:
        body = (await self.get(role, path, **query)).json()
        rows: list[Any] = body if isinstance(body, list) else body.get("results", body.get("data"))
        return rows

    async def v1(self, role: str, path: str, **query: Any) -> list[Any]:
        return await self.rows(role, path, project_id=self.site.project_id, **query)


async def _order(site: Site, contract_id: int, title: str, amount: int, **more: Any) -> int:
    async with site.ledger.reader(site.container.id) as read:
        (budget,) = await read.where(Budget)
    made = await site.new_package(contract_id, title=title)
    (held,) = [each for each in await site.potential() if each["title"] == title]
    line = {"amount": str(amount), "wbs_code_id": budget.id, "description": title}
    body = {"project_id": site.project_id, "line_item": line}
    found(await site.procore.post(f"{POTENTIAL}/{held['id']}/line_items", json=body))
    batch = f"{V1}/projects/{site.project_id}/commitment_change_order_batches/{made['id']}"
    fields = {"status": "approved", **more}
    found(await site.procore.patch(batch, json={"change_order_batch": fields}))
    identity: int = made["id"]
    return identity


async def _expense(site: Site, contracts: dict[str, tuple[str, int]]) -> str:
    """Money spent for both contracts, in one bill."""
    expense = (await site.make("expenses", name="Crane"))["id"]
    for name, amount in (("open", OPEN), ("private", ROWS)):
        item = {"name": SECRET if name == "private" else "Hire", "quantity": 1}
        await site.make(
            f"expenses/{expense}/items",
            **item,
            unitPrice=str(amount),
            contractId=contracts[name][0],
        )
    return str(expense)


async def _contract(site: Site, name: str, amount: int) -> tuple[str, int]:
    supplier = site.people.companies["supplier"].autodesk_id
    uuid, contract_id = await site.commitment(name, companyId=supplier)
    row = {"name": name, "code": "1", "amount": str(amount)}
    await site.make("schedule-of-values", contractId=uuid, **row)
    path = f"{V1}/work_order_contracts/{contract_id}"
    body = {"project_id": site.project_id, "work_order_contract": {"status": "Approved"}}
    found(await site.procore.patch(path, json=body))
    return uuid, contract_id


def newer(site: Site, contract_id: int) -> str:
    """A commitment as v2.0 knows it, where its list is."""
    company, project = site.company_id, site.project_id
    return f"/rest/v2.0/companies/{company}/projects/{project}/commitment_contracts/{contract_id}"


@pytest.fixture(scope="module")
async def house(application: Application, ledger: Ledger) -> House:
    site = await open_site(application, ledger, settings_born("procore"))
    await site.make("budgets", code="01", name="Concrete", originalAmount="100000")
    contracts = {
        "open": await _contract(site, "Open", OPEN),
        "private": await _contract(site, SECRET, ROWS),
    }
    orders = {
        "open": await _order(site, contracts["open"][1], "Open order", OPEN),
        "private": await _order(
            site, contracts["open"][1], f"{SECRET} order", PRIVATE, private=True
        ),
        "under": await _order(site, contracts["private"][1], f"{SECRET} change", UNDER),
    }
    estimator = site.people.persons["estimator"].id
    body = {"private": True, "accessor_ids": [str(estimator)]}
    found(await site.procore.patch(newer(site, contracts["private"][1]), json=body))
    async with site.ledger.reader(site.container.id) as read:
        named = {name: await read.require_id(ChangeOrder, one) for name, one in orders.items()}
    for order in named.values():
        words = SECRET if SECRET in order.name else "Seen"
        comment = {"associationType": "FormInstance", "associationId": str(order.uuid)}
        await site.make("comments", **comment, content=words)
    uuids = {name: str(one.uuid) for name, one in named.items()}
    return House(site, contracts, orders, uuids, await _expense(site, contracts))


@pytest.mark.parametrize("role", HOUSE)
async def test_a_private_contract_is_for_its_list(house: House, role: str) -> None:
    site, (uuid, contract_id) = house.site, house.contracts["private"]
    count, there = (2, 200) if role in LISTED else (1, 404)
    for path in ("commitments", "work_order_contracts"):
        assert len(await house.v1(role, f"{V1}/{path}")) == count
    assert len(await house.rows(role, site.cost("contracts"))) == count
    wanted = {"filters[id]": str(contract_id)}
    assert len(await house.v1(role, f"{V1}/work_order_contracts", **wanted)) == count - 1
    for path in (site.cost(f"contracts/{uuid}"), newer(site, contract_id)):
        assert (await house.get(role, path)).status_code == there
    path = f"{V1}/work_order_contracts/{contract_id}"
    assert (await house.get(role, path, project_id=site.project_id)).status_code == there


@pytest.mark.parametrize("role", HOUSE)
async def test_its_changes_are_for_its_list(house: House, role: str) -> None:
    """And a private order of an open contract for who is on that contract's list, which is none."""
    site, seen = house.site, house.seen(role)
    packages = await house.v1(role, PACKAGES)
    assert {each["id"] for each in packages} == {house.orders[name] for name in seen}
    for path in (POTENTIAL, f"{V1}/projects/{site.project_id}/commitment_change_orders"):
        assert len(await house.v1(role, path)) == len(seen)
    for kind in ("sco", "pco"):
        reply = await house.get(role, site.cost(f"change-orders/{kind}"))
        assert reply.json()["pagination"]["totalResults"] == len(seen)
    assert len(await house.rows(role, site.cost("cost-items"))) == len(seen)
    for name, uuid in house.uuids.items():
        there = 200 if name in seen else 404
        for address in (site.cost(f"change-orders/sco/{uuid}"), house.web(f"records/{uuid}")):
            assert (await house.get(role, address)).status_code == there, address
        path = f"{PACKAGES}/{house.orders[name]}"
        reply = await house.get(role, path, project_id=site.project_id)
        assert reply.status_code == there, reply.text


@pytest.mark.parametrize("role", HOUSE)
async def test_sums_are_of_what_is_seen(house: House, role: str) -> None:
    site, seen = house.site, house.seen(role)
    amounts = {"open": OPEN, "private": PRIVATE, "under": UNDER}
    (budget,) = await house.rows(role, site.cost("budgets"))
    assert float(budget["approvedChangeOrders"]) == sum(amounts[name] for name in seen)
    path = f"{V1}/work_order_contracts/{house.contracts['open'][1]}"
    row = (await house.get(role, path, project_id=site.project_id)).json()
    approved = sum(amounts[name] for name in seen - {"under"})
    assert float(row["approved_change_orders"]) == approved
    assert float(row["revised_contract"]) == approved + OPEN


@pytest.mark.parametrize("role", HOUSE)
async def test_an_expense_comes_to_what_is_seen_of_it(house: House, role: str) -> None:
    """One bill for several contracts: what was spent for a private one is in no item and in no
    total, now or then, and nothing can be found by it."""
    site, count = house.site, 2 if role in LISTED else 1
    amount = float(OPEN + ROWS if role in LISTED else OPEN)
    path = site.cost(f"expenses/{house.expense}")
    async with site.ledger.reader(site.container.id) as read:
        revision = await read.revision()
    for query in ({}, {"asOf": str(revision)}):
        assert len(await house.rows(role, f"{path}/items", **query)) == count
        shown = (await house.get(role, path, include="expenseItems", **query)).json()
        assert (float(shown["amount"]), len(shown["expenseItems"])) == (amount, count)
        (listed,) = await house.rows(role, site.cost("expenses"), sort="amount", **query)
        assert float(listed["amount"]) == amount


@pytest.mark.parametrize("role", HOUSE)
async def test_the_past_is_kept_back_as_well(house: House, role: str) -> None:
    """By what is private today: a revision before it was hides nothing less."""
    site, seen = house.site, house.seen(role)
    async with site.ledger.reader(site.container.id) as read:
        revision = await read.revision()
    amounts = {"open": OPEN, "private": PRIVATE, "under": UNDER}
    then = {"asOf": str(revision)}
    (budget,) = await house.rows(role, site.cost("budgets"), **then)
    assert float(budget["approvedChangeOrders"]) == sum(amounts[name] for name in seen)
    assert len(await house.rows(role, site.cost("change-orders/sco"), **then)) == len(seen)
    for name, uuid in house.uuids.items():
        reply = await house.get(role, house.web(f"records/{uuid}"), **then)
        assert reply.status_code == (200 if name in seen else 404), reply.text
    early = await house.get(role, site.cost("contracts"), asOf=str(revision // 2))
    assert (SECRET in early.text) == (role in LISTED)


async def test_the_live_stream_is_silent_about_it(house: House) -> None:
    site = house.site
    feed: LiveFeed = site.application.services.extras["live"]
    for name, uuid in house.uuids.items():
        await site.change_package(house.orders[name], paid_date="2026-01-02")
        async with site.ledger.reader(site.container.id) as read:
            head = await read.revision()
        moved = await feed.moved(site.container.id, head - 1, head)
        for role in HOUSE:
            looker = Looker(role, None, site.people.persons[role].id)
            told = [await feed.told(site.container.id, each, looker) for each in moved]
            hears = name in house.seen(role)
            assert any(UUID(uuid) in each.ids for each in told) == hears, (name, role)
            assert any(each.ids or each.kinds for each in told) == hears, (name, role)


async def test_what_is_kept_back_cannot_be_named(house: House) -> None:
    """Nor changed, commented on or built upon by who does not see it."""
    site = house.site
    client = site.as_role("estimator")
    uuid, order = house.uuids["private"], house.orders["private"]
    (potential,) = [each for each in await site.potential() if each["title"] == f"{SECRET} order"]
    line = {"project_id": site.project_id, "line_item": {"description": "Mine"}}
    for method, path, body in (
        ("PATCH", f"{PACKAGES}/{order}", site.body({"title": "Mine"})),
        ("POST", f"{POTENTIAL}/{potential['id']}/line_items", line),
        ("PATCH", site.cost(f"change-orders/sco/{uuid}"), {"name": "Mine"}),
        ("PATCH", house.web(f"records/{uuid}"), {"reason": "Mine"}),
    ):
        reply = await client.request(method, path, json=body)
        assert reply.status_code == 404, (path, reply.text)
    comment = {"associationType": "FormInstance", "associationId": uuid, "content": "Hello"}
    reply = await client.post(site.cost("comments"), json=comment)
    assert reply.status_code in (400, 404), reply.text
    action = {"action": "execute", "associationId": uuid, "associationType": "FormInstance"}
    reply = await client.post(site.cost("workflows/actions"), json=[action])
    assert reply.status_code == 404 or reply.json()[0]["errors"], reply.text


async def test_who_makes_a_private_change_sees_it(house: House) -> None:
    """Whoever reviews it, too: nobody could do his part otherwise."""
    site = house.site
    made = await site.make("change-orders/pco", name="Quiet")
    path = site.cost(f"change-orders/pco/{made['id']}")
    found(await site.acc.patch(house.web(f"records/{made['id']}"), json={"private": True}))
    assert [(await house.get(role, path)).status_code for role in HOUSE] == [
        200,
        200,
        404,
        404,
        404,
    ]
    mine = found(
        await site.as_role("estimator").post(site.cost("change-orders/pco"), json={"name": "My"})
    )
    found(await site.acc.patch(house.web(f"records/{mine['id']}"), json={"private": True}))
    path = site.cost(f"change-orders/pco/{mine['id']}")
    assert [(await house.get(role, path)).status_code for role in HOUSE] == [
        200,
        200,
        200,
        404,
        404,
    ]


async def test_what_was_worked_out_on_lines_that_are_kept_back_is_kept_back(
    application: Application, ledger: Ledger
) -> None:
    """A change with lines of an open and of a private contract: who is not on that one's list sees
    its own lines and what they come to, in answers to what he writes as well. Of the markups and
    taxes on both he sees nothing: by their rates they would tell."""
    site = await open_site(application, ledger, settings_born("acc"))
    contracts = [await site.commitment(name) for name in ("Open", SECRET)]
    body = {"private": True, "accessor_ids": []}
    found(await site.procore.patch(newer(site, contracts[1][1]), json=body))
    change = await site.make("change-orders/pco", name="Both")
    for (uuid, _), amount in zip(contracts, (OPEN, PRIVATE), strict=True):
        line = {"name": "Line", "proposed": str(amount), "submitted": str(amount)}
        await site.make("cost-items", changeOrderId=change["id"], contractId=uuid, **line)
    web = f"/web/v1/projects/{site.container.uuid}"
    markups = f"{web}/change-orders/{change['id']}/markups"
    formula = {"name": "F", "items": [{"name": "Fee", "amount": "100"}]}
    made = found(await site.acc.post(f"{web}/markup-formulas", json=formula))
    applied = found(await site.acc.post(f"{markups}:apply", json={"formulaId": made["id"]}))
    assert leaks(str(applied))
    vat = {"name": "VAT", "items": [{"name": "VAT", "type": "rate", "amount": 100}]}
    taxes = {"associationType": "PCO", "associationId": change["id"]}
    taxed = taxes | {"taxFormulaId": (await site.make("tax-formulas", **vat))["id"]}
    assert leaks((await site.acc.post(site.cost("taxes"), json=taxed)).text)
    path, record = site.cost(f"change-orders/pco/{change['id']}"), f"{web}/records/{change['id']}"
    for role in ("viewer", "estimator"):
        client = site.as_role(role)
        shown = (await client.get(path, params={"include": "costItems"})).json()
        assert (float(shown["submitted"]), len(shown["costItems"])) == (OPEN, 1)
        assert (await client.get(markups)).json()["markups"] == []
        for address in (record, f"{record}/lines", site.cost("taxes"), site.cost("markups")):
            query = taxes if address.endswith("taxes") else {}
            reply = await client.get(address, params=query)
            assert reply.is_success and not leaks(reply.text), (role, address, reply.text)
    estimator = site.as_role("estimator")
    for reply in (
        await estimator.patch(path, json={"name": "Mine"}),
        await estimator.patch(record, json={"reason": "Mine"}),
        await estimator.post(f"{markups}:reapply", json={}),
    ):
        assert reply.is_success and not leaks(reply.text), reply.text
    assert float((await site.acc.get(path)).json()["submitted"]) == (OPEN + PRIVATE) * 2


async def test_what_approvers_saw_of_private_orders_is_kept_back(
    application: Application, ledger: Ledger
) -> None:
    """A limit on all changes of a contract counts its private ones as well; what is kept with a
    decision, and answered to one, tells nobody of them who does not see them."""
    site = await open_site(application, ledger, settings_born("acc"))
    office = Office(site.people, site.container)
    contract = await office.contract("C-1", str(OPEN))
    private = await office.order(str(PRIVATE), contract, asked=False)
    record = office.web(f"records/{private['id']}")
    found(await site.acc.patch(record, json={"private": True}))
    await office.act(private, "send", role="admin")
    limits = [approving.limit("cumulative_net", approving.amount(str(UNDER)))]
    steps = [office.step("First", "approver"), office.step("Second", "manager", stage=2)]
    board = {"name": "Board", "steps": [office.step("Board", "admin")]}
    await office.policy(bands=[{"name": "All", "limits": limits, "steps": steps}, board])
    order = await office.order(str(OPEN), contract)
    answered = await office.decide(order, "approver")
    assert answered["runs"][-1]["decisions"] and not leaks(str(answered)), answered
    assert leaks(str(await office.decide(order, "manager")))
    for role in HOUSE:
        shown = await office.history(order, role)
        assert bool(leaks(str(shown))) == (role in ADMINISTRATORS), (role, shown)


async def test_who_sees_all_reads_by_the_very_same_way(
    application: Application, ledger: Ledger, house: House
) -> None:
    """Administrators always, and everybody where nothing is private: the pages kept in memory and
    the ledger itself are those of the server."""
    site = await open_site(application, ledger, settings_born("procore"))
    await site.commitment("Open")
    for where, roles in ((house.site, ADMINISTRATORS), (site, HOUSE)):
        for role in roles:
            person_id = where.people.persons[role].id
            services = await screened_services(
                application.services, where.container.id, ROLE[role], person_id
            )
            assert services is application.services
    viewer = house.site.people.persons["viewer"].id
    container_id = house.site.container.id
    services = await screened_services(application.services, container_id, ROLE["viewer"], viewer)
    assert services is not application.services


# -- every address --------------------------------------------------------------------------------


async def _uuids(house: House) -> list[str]:
    """What is secret, by the names that two of the doors know it by."""
    async with house.site.ledger.reader(house.site.container.id) as read:
        items = [each for each in await read.where(CostItem) if SECRET in (each.name or "")]
        budgets = await read.where(Budget)
        mains = await read.where(MainContract)
    named = [*(str(each.uuid) for each in (*items[:1], *budgets, *mains)), house.expense]
    return [house.contracts["private"][0], house.uuids["private"], house.uuids["under"], *named]


def _addresses(door: Door, project: str, uuids: list[str]) -> Iterator[str]:
    for route in door.routes:
        if route.method != "GET" or route.place != "container":
            continue
        choices: list[list[str]] = []
        for segment in route.path.strip("/").split("/"):
            if not segment.startswith("{"):
                choices.append([segment])
            elif "changeOrder}" in segment:
                choices.append(["pco", "sco"])
            elif "associationType" in segment:
                choices.append(["FormInstance"])
            else:
                choices.append(uuids if not any(len(each) > 2 for each in choices) else uuids[1:2])
        for parts in product(*choices):
            yield f"{project}/{'/'.join(parts)}"


def leaks(text: str) -> list[str]:
    """What of an answer is secret: its word, and every amount that has a secret one in it."""
    amounts = [each for each in re.findall(r"\d+(?:\.\d+)?", _bare(text)) if _is_large(each)]
    return [*([SECRET] if SECRET in text else []), *amounts]


def _bare(text: str) -> str:
    """Without what holds long numbers that are no amounts: tags, ids, names and instants."""
    text = re.sub(r'"tag":"(?:[^"\\]|\\.)*"', "", text)
    text = re.sub(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{20,}", "", text)
    return re.sub(r"\d{4}-\d\d-\d\d[T0-9:.Z+-]*", "", text)


def _is_large(number: str) -> bool:
    return float(number) >= SMALLEST_SECRET


async def _asked(house: House, addresses: list[tuple[str, dict[str, Any]]]) -> None:
    """Ask each address as somebody who sees all and as somebody who does not."""
    told = 0
    for path, query in addresses:
        reply = await house.get("viewer", path, **query)
        assert not leaks(reply.text), (path, query, leaks(reply.text), reply.text[:2000])
        reply = await house.get("admin", path, **query)
        told += bool(leaks(reply.text))
    assert told > 10, told  # the check can fail


@pytest.mark.deep
@pytest.mark.parametrize("door", [ACC, WEB], ids=["acc", "web"])
async def test_no_address_tells_of_it(house: House, door: Door) -> None:
    site = house.site
    project = f"/web/v1/projects/{site.container.uuid}" if door is WEB else site.cost("")[:-1]
    uuids = await _uuids(house)
    addresses: list[tuple[str, dict[str, Any]]] = []
    for path in _addresses(door, project, uuids):
        if path.endswith("/live"):
            continue  # a stream, which has a test of its own
        addresses.append((path, {}))
    if door is ACC:
        about = {"associationType": "FormInstance", "associationId": uuids[1]}
        for path in ("comments", "attachments", "property-values", "workflows/histories"):
            addresses.append((site.cost(path), about))
    await _asked(house, addresses)


async def test_no_address_of_procore_tells_of_it(house: House) -> None:
    site = house.site
    yard = Yard(site, site, tuple(one[1] for one in house.contracts.values()))
    addresses = [
        (path, query)
        for route in PROCORE.routes
        if route.method == "GET" and route.authenticated
        for path in await yard.fills(route)
        for query in yard.queries(route)
    ]
    await _asked(house, addresses)


def test_everything_that_hangs_on_a_record_goes_with_it() -> None:
    """Every noun that names a change, an item or a contract by a column either goes with it, or
    stands here as something of its own that only mentions it."""
    names = ("change_order_id", "cost_item_id", "contract_id", "record_id", "holder_id", "rfq_id")
    apart: set[type[Record]] = {ChangeOrder, CostItem, Contract}
    for noun in NOUNS:
        if noun.TABLE == "face" or noun in apart:
            continue  # judged by their own statements
        named = {name for name in names if name in noun.__struct_fields__}
        assert named <= {each.column for each in HANGING.get(noun, ())}, noun


def test_who_is_kept_from_what() -> None:
    assert {role.name for role in ROLES if is_screened(role)} == {"estimator", "approver", "viewer"}
