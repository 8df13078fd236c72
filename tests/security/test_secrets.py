"""No role reads what is not for it: secrets are planted, and every list, get, filter, sort and
include of the door is asked by every role.

A secret is a word or an amount that stands nowhere else, so finding it in an answer is a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People, client_of, join
from tests.fixtures_ledger import Container, make_container

from changewright.acc.routes import DOOR
from changewright.core.roles import ROLE
from changewright.edge.http import Application
from changewright.edge.routes import Parameter, Route
from changewright.work.ledger import Ledger

# Who may read which secrets. `all` are those of the contractor's own full audience.
SECRETS: dict[str, str] = {
    "budget": "SECRET-BUDGET",
    "note": "SECRET-NOTE",
    "rival": "SECRET-RIVAL",
    "draft": "SECRET-DRAFT",
    "comment": "SECRET-COMMENT",
    "attribute": "SECRET-ATTRIBUTE",
    "main": "SECRET-MAIN",
    "supplier_contract": "SECRET-SUPPLIER-CONTRACT",
    "estimated": "1111111.1100",
    "proposed": "2222222.2200",
    "submitted": "3333333.3300",
    "approved": "4444444.4400",
    "committed": "5555555.5500",
    "rival_committed": "6868686.8600",
}
FULL = tuple(name for name, role in ROLE.items() if role.audience == "full")
MAY_SEE: dict[str, frozenset[str]] = {
    **dict.fromkeys(FULL, frozenset(SECRETS)),
    "owner": frozenset({"main", "submitted", "approved"}),
    "supplier": frozenset({"supplier_contract", "proposed", "committed"}),
}
FOREIGN = "FOREIGN-PROJECT"


class Plot:
    """A project with something to hide in every corner, told through the administrator."""

    def __init__(self, admin: httpx.AsyncClient, container: Container, people: People) -> None:
        self.admin = admin
        self.people = people
        self.base = f"/cost/v1/containers/{container.uuid}"
        self.ids: dict[str, str] = {}

    async def post(self, path: str, body: Any, name: str = "") -> Any:
        answer = await self.admin.post(f"{self.base}/{path}", json=body)
        assert answer.status_code in (200, 201, 204), (path, answer.text)
        made = answer.json() if answer.content else None
        if name:
            assert made is not None, path
            self.ids[name] = made["id"]
        return made

    async def act(self, name: str, *actions: str) -> None:
        for action in actions:
            body = [
                {
                    "action": action,
                    "associationId": self.ids[name],
                    "associationType": "FormInstance",
                }
            ]
            (result,) = await self.post("workflows/actions", body)
            assert result["errors"] == [], (name, action, result["errors"])

    async def tell(self) -> None:
        supplier = self.people.companies["supplier"].autodesk_id
        rival = self.people.companies["rival"].autodesk_id
        await self.post("budgets", {"code": "B1", "name": SECRETS["budget"]}, "budget")
        await self.post("main-contracts", {"code": "M1", "name": SECRETS["main"]}, "main")
        for name, company, title in (
            ("own", supplier, SECRETS["supplier_contract"]),
            ("rival", rival, SECRETS["rival"]),
        ):
            body = {"code": name, "name": title, "companyId": company, "status": "signed"}
            await self.post("contracts", body, f"contract_{name}")
        item = {
            "name": "Shared item",
            "note": SECRETS["note"],
            "budgetId": self.ids["budget"],
            "contractId": self.ids["contract_own"],
            **{name: SECRETS[name] for name in AMOUNTS},
        }
        await self.post("cost-items", item, "item")
        rival_item = {
            "name": SECRETS["rival"],
            "contractId": self.ids["contract_rival"],
            "committed": SECRETS["rival_committed"],
        }
        await self.post("cost-items", rival_item, "rival_item")
        for kind, name, more in (
            ("pco", "pco", {}),
            ("rfq", "rfq", {"contractId": self.ids["contract_own"], "companyId": supplier}),
            ("rco", "rco", {}),
            ("oco", "oco", {}),
            ("sco", "sco", {"contractId": self.ids["contract_own"], "companyId": supplier}),
            ("sco", "rival_sco", {"contractId": self.ids["contract_rival"], "companyId": rival}),
            ("rfq", "rival_rfq", {"contractId": self.ids["contract_rival"], "companyId": rival}),
            ("oco", "draft_oco", {}),
            ("sco", "draft_sco", {"contractId": self.ids["contract_own"]}),
        ):
            title = {"draft": SECRETS["draft"], "rival": SECRETS["rival"]}.get(
                name.partition("_")[0], f"The {name}"
            )
            body = {"name": title, "note": SECRETS["note"], **more}
            await self.post(f"change-orders/{kind}", body, name)
        await self.attach()
        await self.decorate()
        await self.act("pco", "open")
        await self.act("rfq", "open", "submit")
        await self.act("rival_rfq", "open", "submit")
        await self.act("rco", "open", "submit", "accept")
        await self.act("oco", "open", "submit")
        await self.act("sco", "open", "send")
        await self.act("rival_sco", "open", "send")

    async def attach(self) -> None:
        for name in ("pco", "rfq", "rco", "oco", "sco"):
            pair = {"changeOrderId": self.ids[name], "costItemId": self.ids["item"]}
            await self.post("cost-items:attach", [pair])
        for name in ("rival_sco", "rfq", "pco"):
            pair = {"changeOrderId": self.ids[name], "costItemId": self.ids["rival_item"]}
            await self.post("cost-items:attach", [pair])

    async def decorate(self) -> None:
        definition = {
            "associationType": "FormInstance",
            "name": SECRETS["attribute"],
            "type": "text",
            "collaboratorAccess": "no_access",
        }
        await self.post("property-definitions", definition, "definition")
        for name in ("oco", "sco", "rfq", "rco"):
            value = {
                "associationType": "FormInstance",
                "associationId": self.ids[name],
                "propertyDefinitionId": self.ids["definition"],
                "value": SECRETS["attribute"],
            }
            await self.post("property-values:batch-update", [value])
            comment = {
                "associationType": "FormInstance",
                "associationId": self.ids[name],
                "content": SECRETS["comment"],
            }
            await self.post("comments", comment)


AMOUNTS = ("estimated", "proposed", "submitted", "approved", "committed")


@pytest.fixture(scope="module")
async def plot(application: Application, ledger: Ledger) -> Plot:
    """One plot for all tests: they only read, and what they try to write is refused."""
    container = await make_container(ledger)
    people = await join(application, ledger, container)
    told = Plot(people.clients["admin"], container, people)
    await told.tell()
    return told


def reads(plot: Plot) -> Iterator[tuple[str, list[str]]]:
    """Every address that can be read, and what to ask of it where it answers: each filter, sort
    and include."""
    for route in DOOR.routes:
        if route.method == "GET" and route.place == "container":
            asked = [text for parameter in route.parameters for text in _asked(parameter, plot.ids)]
            for path in _filled(route, plot.ids):
                yield path, asked


def _filled(route: Route, ids: dict[str, str]) -> Iterator[str]:
    """The row's path with every kind and every id that was made (below another id: with one)."""
    choices: list[list[str]] = []
    named = 0
    for segment in route.path.strip("/").split("/"):
        if not segment.startswith("{"):
            choices.append([segment])
        elif "changeOrder}" in segment:
            choices.append(["pco", "rfq", "rco", "oco", "sco"])
        elif "associationType" in segment:
            choices.append(["FormInstance"])
        else:
            named += 1
            choices.append(list(ids.values()) if named == 1 else [ids["item"]])
    yield from ("/".join(parts) for parts in product(*choices))


def _asked(parameter: Parameter, ids: dict[str, str]) -> Iterator[str]:
    name = parameter.name
    if name == "include":
        words = parameter.description.partition(":")[2].strip(" .").split(", ")
        yield from (f"include={word}" for word in words)
    elif name == "sort":
        yield from (f"sort={word}" for word in ("name", "submitted desc", "committed", "note"))
    elif name == "associationId":
        for document in ("oco", "sco", "pco"):
            yield f"associationType=FormInstance&associationId={ids[document]}"
    elif name == "filter[id]" or parameter.type == "uuid":
        yield f"{name}={','.join(ids.values())}"


# The roles that see all do so by one row of the table: one of them stands for them in the gate.
ASKED_ROLES = [
    pytest.param(name, marks=[pytest.mark.deep] if name in FULL[1:] else []) for name in ROLE
]


@pytest.mark.parametrize("role", ASKED_ROLES)
async def test_a_role_reads_only_its_own(plot: Plot, role: str) -> None:
    client = plot.people.clients[role]
    hidden = {name: word for name, word in SECRETS.items() if name not in MAY_SEE[role]}
    seen: set[str] = set()
    leaks = []
    answered = 0
    for path, asked in reads(plot):
        for text in ["", *asked]:
            answer = await client.get(f"{plot.base}/{path}?{text}")
            assert answer.status_code < 500, (path, text, answer.text)
            seen |= {name for name, word in SECRETS.items() if word in answer.text}
            leaks += [(name, path, text) for name, word in hidden.items() if word in answer.text]
            answered += answer.status_code == 200
            if not text and answer.status_code == 404:
                break
    assert not leaks, leaks[:20]
    assert answered > 20
    # The check can fail: what this role may see was indeed there to be found.
    assert seen >= MAY_SEE[role], MAY_SEE[role] - seen


@pytest.mark.parametrize("role", ["owner", "supplier"])
async def test_what_is_hidden_cannot_be_asked_by(plot: Plot, role: str) -> None:
    client = plot.people.clients[role]
    kind = {"owner": "oco", "supplier": "sco"}[role]
    unseen = {"owner": ("committed", "estimated"), "supplier": ("approved", "estimated")}[role]
    base = f"{plot.base}/change-orders/{kind}"
    for column in unseen:
        answer = await client.get(base, params={"sort": column})
        assert answer.status_code == 400, (column, answer.text)
    status = {"owner": "costStatus", "supplier": "budgetStatus"}[role]
    answer = await client.get(base, params={f"filter[{status}]": "approved"})
    assert answer.status_code == 400, answer.text


async def test_totals_count_only_what_is_seen(plot: Plot) -> None:
    supplier, owner = plot.people.clients["supplier"], plot.people.clients["owner"]
    expected = (
        (supplier, "change-orders/sco", 1),
        (supplier, "change-orders/rfq", 1),
        (supplier, "change-orders/pco", 0),
        (supplier, "change-orders/oco", 0),
        (supplier, "contracts", 1),
        (supplier, "budgets", 0),
        (supplier, "main-contracts", 0),
        (owner, "change-orders/oco", 1),
        (owner, "change-orders/rco", 1),
        (owner, "change-orders/sco", 0),
        (owner, "change-orders/pco", 0),
        (owner, "contracts", 0),
    )
    for client, path, total in expected:
        answer = await client.get(f"{plot.base}/{path}")
        assert answer.json()["pagination"]["totalResults"] == total, (path, answer.text)


async def test_another_project_is_not_there(
    application: Application, ledger: Ledger, plot: Plot
) -> None:
    """A person of another project gets 404 for the container and each record of it, reading and
    writing; and the ids of one container mean nothing in another."""
    other = await make_container(ledger)
    strangers = await join(application, ledger, other)
    stranger = strangers.clients["admin"]
    mine = f"/cost/v1/containers/{other.uuid}"
    body = {"name": FOREIGN}
    foreign = (await stranger.post(f"{mine}/change-orders/pco", json=body)).json()
    for route in DOOR.routes:
        if route.place != "container":
            continue
        for path in list(_filled(route, plot.ids))[:6]:
            there = await stranger.request(route.method, f"{plot.base}/{path}", json={})
            assert there.status_code == 404, (route.method, path, there.status_code, there.text)
        for path in list(_filled(route, plot.ids))[-6:]:
            if not any(value in path for value in plot.ids.values()):
                continue
            swapped = await stranger.request(route.method, f"{mine}/{path}", json=[])
            assert swapped.status_code in (400, 404), (route.method, path, swapped.text)
    for role in ROLE:
        for path in ("change-orders/pco", f"change-orders/pco/{foreign['id']}"):
            answer = await plot.people.clients[role].get(f"{plot.base}/{path}")
            assert FOREIGN not in answer.text


async def test_a_stranger_without_token_learns_nothing(
    application: Application, plot: Plot
) -> None:
    nobody = client_of(application)
    for route in DOOR.routes:
        if route.place == "container" and route.authenticated:
            path = next(_filled(route, plot.ids))
            answer = await nobody.request(route.method, f"{plot.base}/{path}", json={})
            assert answer.status_code == 401, (route.method, path)
            assert not any(word in answer.text for word in SECRETS.values())
