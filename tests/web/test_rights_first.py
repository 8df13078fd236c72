"""Who may not write is told so before what is named is looked for: a refusal that differed by the
names would tell which of them are there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People
from tests.fixtures_ledger import Container
from tests.web.approving import Office

Known = dict[str, str]
"""What there is, by what the rows below call it."""
Asked = tuple[str, str, dict[str, Any]]
"""Method, path within the project, body."""


def policy_of(name: str, who: str, contract: str) -> dict[str, Any]:
    step = {"name": "Board", "who": [{"personId": who}]}
    bands = [{"name": "all", "steps": [step]}]
    return {"name": name, "kinds": ["sco"], "bands": bands, "contractIds": [contract]}


ASKED: dict[str, Callable[[Known, str], Asked]] = {
    "default main contract": lambda known, name: (
        "PATCH",
        "settings",
        {"defaultMainContractId": name or known["main contract"]},
    ),
    "formula": lambda known, name: (
        "POST",
        f"change-orders/{known['order']}/markups:apply",
        {"formulaId": name or known["formula"]},
    ),
    "lines without markups": lambda known, name: (
        "PUT",
        f"change-orders/{known['order']}/markups/excluded",
        {"costItemIds": [name or known["line"]]},
    ),
    "person of a policy": lambda known, name: (
        "POST",
        "approval-policies",
        policy_of("New", name or known["person"], known["contract"]),
    ),
    "contract of a policy": lambda known, name: (
        "PATCH",
        f"approval-policies/{known['policy']}",
        {"contractIds": [name or known["contract"]]},
    ),
    "whose say is handed on": lambda known, name: (
        "POST",
        "delegations",
        {"fromPersonId": name or known["person"], "toPersonId": known["self"]},
    ),
    "whom it is handed to": lambda known, name: (
        "POST",
        f"change-orders/{known['order']}/approvals",
        {"decision": "delegate", "toPersonId": name or known["person"]},
    ),
    "who did it": lambda known, name: (
        "POST",
        "clock-events",
        {"type": "notice", "contractId": known["contract"], "personId": name or known["person"]},
    ),
    "newcomer's company": lambda known, name: (
        "POST",
        "people",
        {"email": "new@example.com", "role": "supplier", "companyId": name or known["company"]},
    ),
    "member's company": lambda known, name: (
        "PATCH",
        f"people/{known['self']}",
        {"companyId": name or known["company"]},
    ),
}


@pytest.fixture
async def known(people: People, container: Container) -> Known:
    office = Office(people, container)
    admin = people.clients["admin"]
    formula = await admin.post(office.web("markup-formulas"), json={"name": "Fee"})
    assert formula.status_code == 201, formula.text
    (main,) = (await admin.get(office.web("books/main-contracts"))).json()["rows"]
    contract = await office.contract("C-1", "8000", status="executed")
    policy = await office.policy(bands=policy_of("", office.person("approver"), "")["bands"])
    order = await office.order("700", contract)
    items = (await admin.get(office.cost("cost-items"))).json()["results"]
    return {
        "main contract": main["id"],
        "formula": formula.json()["id"],
        "contract": contract["id"],
        "policy": policy["id"],
        "order": order["id"],
        "line": items[0]["id"],
        "person": office.person("admin"),
        "self": office.person("viewer"),
        "company": str(people.companies["supplier"].uuid),
    }


async def test_names_make_no_difference_to_who_may_not_write(
    people: People, container: Container, known: Known
) -> None:
    """A viewer sees all of these records, and changes none."""

    def ask(client: httpx.AsyncClient, asked: Asked) -> Awaitable[httpx.Response]:
        method, path, body = asked
        return client.request(method, f"/web/v1/projects/{container.uuid}/{path}", json=body)

    told = {}
    for what, asked in ASKED.items():
        viewer = people.clients["viewer"]
        there = await ask(viewer, asked(known, ""))
        nowhere = await ask(viewer, asked(known, str(uuid4())))
        told[what] = there.status_code, without_id(there) == without_id(nowhere)
    assert told == dict.fromkeys(ASKED, (403, True))


@pytest.mark.parametrize("role", ["viewer", "approver"])
async def test_cells_of_the_log_name_nothing_to_who_may_not_write(
    people: People, container: Container, known: Known, role: str
) -> None:
    """Each row is refused in the same words, whether what its cells name is there or not."""
    path = f"/web/v1/projects/{container.uuid}/log/edit"
    for cell, name in (
        *(("owner", known["person"]), ("supplier", known["company"])),
        *(("contract", known["contract"]), ("mainContract", known["main contract"])),
        *(("title", "A pump"), ("scope", "sideways"), ("nothing", "such")),
    ):
        told = []
        for value in (name, str(uuid4())):
            for of in ({"id": known["order"]}, {"kind": "pco"}):
                body = {"rows": [of | {"values": {cell: value}}]}
                reply = await people.clients[role].post(path, json=body)
                assert reply.status_code == 200, reply.text
                told += [one["problem"] for one in reply.json()["results"]]
        assert told == [told[0]] * 4, cell
        assert told[0]["type"] == "urn:changewright:problem:forbidden"


def without_id(reply: httpx.Response) -> dict[str, Any]:
    return {key: value for key, value in reply.json().items() if key != "requestId"}
