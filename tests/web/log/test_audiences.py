"""The log from outside: owner and supplier see what is theirs, and learn nothing else by asking."""

from __future__ import annotations

from itertools import product
from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import Container, make_container
from tests.web.log.test_reading import read

from changewright.edge.http import Application
from changewright.work.ledger import Ledger

SECRET = "zzsecret"
HIDDEN = {
    "owner": (
        *("estimated", "proposed", "committed", "costState", "contract", "source", "note"),
        *("reason", "externalMessage", "package", "court", "courtSince", "courtDue"),
        *("courtPerson", "courtCompany", "myCourt", "private", "attachments", "items"),
        *("quotes", "quotesMissing"),
    ),
    "supplier": (
        *("estimated", "submitted", "approved", "budgetState", "mainContract", "source", "note"),
        *("reason", "externalMessage", "package", "court", "courtSince", "courtDue", "owner"),
        *("courtPerson", "courtCompany", "myCourt", "private", "attachments", "items"),
        *("quotes", "quotesMissing"),
    ),
}


async def done(client: httpx.AsyncClient, method: str, address: str, body: Any) -> Any:
    reply = await client.request(method, address, json=body)
    assert reply.status_code in (200, 201), (address, reply.text)
    return reply.json()


@pytest.fixture(scope="module")
async def container(ledger: Ledger) -> Container:
    """One for all tests: what they write is no change, and for nobody outside."""
    return await make_container(ledger)


@pytest.fixture(scope="module")
async def people(application: Application, ledger: Ledger, container: Container) -> People:
    return await join(application, ledger, container)


@pytest.fixture(scope="module")
async def planted(people: People, container: Container) -> dict[str, str]:
    """For each of several kinds one document that was sent, full of secrets, and one that was
    not: their ids by name."""
    acc = people.clients["admin"]
    root = f"/cost/v1/containers/{container.uuid}"
    place = f"/web/v1/projects/{container.uuid}"
    ids = {}
    supplier = people.companies["supplier"].autodesk_id
    rival = people.companies["rival"].autodesk_id
    for name, company in (("mine", supplier), ("rivals", rival)):
        contract = await done(
            acc,
            "POST",
            f"{root}/contracts",
            {"code": name, "name": f"Contract of {name}", "companyId": company},
        )
        ids[f"contract {name}"] = contract["id"]
    for name, kind, contract, moves in (
        ("sent rco", "rco", None, ("open", "submit")),
        ("draft rco", "rco", None, ()),
        ("sent oco", "oco", None, ("open", "submit")),
        ("sent rfq", "rfq", "contract mine", ("open", "submit")),
        ("sent sco", "sco", "contract mine", ("open", "send")),
        ("rivals sco", "sco", "contract rivals", ("open", "send")),
        ("draft sco", "sco", "contract mine", ()),
        ("pco", "pco", None, ("open",)),
    ):
        body: dict[str, Any] = {"name": name, "note": SECRET}
        if contract is not None:
            body["contractId"] = ids[contract]
        made = await done(acc, "POST", f"{root}/change-orders/{kind}", body)
        ids[name] = made["id"]
        item = await done(
            acc,
            "POST",
            f"{root}/cost-items",
            {
                "name": f"item of {name}",
                **dict.fromkeys(("estimated", "proposed", "submitted", "committed"), "7654321"),
                **({"contractId": ids[contract]} if contract else {}),
            },
        )
        pair = [{"changeOrderId": made["id"], "costItemId": item["id"]}]
        await done(acc, "POST", f"{root}/cost-items:attach", pair)
        cells = {"reason": SECRET, "note": SECRET, "externalMessage": SECRET}
        edited = await done(
            acc, "POST", f"{place}/log/edit", {"ids": [made["id"]], "values": cells}
        )
        assert edited["done"] == 1, edited
        for move in moves:
            told = await done(
                acc, "POST", f"{place}/log/actions", {"action": move, "ids": [made["id"]]}
            )
            assert told["done"] == 1, (name, move, told)
    return ids


SEEN = {"owner": {"sent rco", "sent oco"}, "supplier": {"sent rfq", "sent sco"}}
MONEY = {
    "owner": {"sent rco": {"submitted"}, "sent oco": {"submitted"}},
    "supplier": {"sent rfq": set[str](), "sent sco": {"proposed", "committed"}},
}


@pytest.mark.parametrize("role", ["owner", "supplier"])
async def test_only_what_is_theirs_is_told(
    people: People, place: str, planted: dict[str, str], role: str
) -> None:
    client = people.clients[role]
    columns = (await read(client, f"{place}/log/columns"))["columns"]
    names = [column["name"] for column in columns]
    assert set(HIDDEN[role]).isdisjoint(names)
    back = {uuid: name for name, uuid in planted.items()}
    page = await read(
        client,
        f"{place}/log",
        columns=",".join(names),
        include="totals,moves,clocks",
    )
    assert {back[row["id"]] for row in page["results"]} == SEEN[role]
    for row in page["results"]:
        shown = {
            name
            for name in ("estimated", "proposed", "submitted", "committed")
            if row.get(name) is not None
        }
        assert shown == MONEY[role][back[row["id"]]], row
        assert row["locked"]["fields"] == "role"
    told = [page]
    for column in columns:
        if column["groupable"]:
            told.append(await read(client, f"{place}/log/groups", group=column["name"]))
            assert sum(one["count"] for one in told[-1]["groups"]) == 2
    text = repr(told) + (await client.get(f"{place}/log/export?columns={','.join(names)}")).text
    text += (await client.get(f"{place}/views")).text
    assert SECRET not in text
    for other in planted.keys() - SEEN[role]:
        if not (other == "contract mine" and role == "supplier"):
            assert planted[other] not in text, other


@pytest.mark.parametrize("role", ["owner", "supplier"])
async def test_what_is_hidden_is_unknown(
    people: People, place: str, planted: dict[str, str], role: str
) -> None:
    client = people.clients[role]
    questions = (("filter", "{}:filled"), ("sort", "-{}"), ("group", "{}"), ("columns", "{}"))
    for (part, text), path in product(questions, ("log", "log/groups", "log/export")):
        address = f"{place}/{path}"
        nothing = await client.get(address, params={part: text.format("nothing")})
        for column in HIDDEN[role]:
            hidden = await client.get(address, params={part: text.format(column)})
            assert hidden.status_code == nothing.status_code == 400, (path, part, column)
            same = hidden.json()["problems"][0]["code"], nothing.json()["problems"][0]["code"]
            assert same == ("unknown", "unknown")


async def test_a_price_that_may_be_a_rivals_is_not_found_out(
    people: People, place: str, planted: dict[str, str]
) -> None:
    """On a question to him a supplier sees no quotes, so they are not tested, sorted nor added."""
    client = people.clients["supplier"]
    page = await read(client, f"{place}/log", filter="proposed:range:1..", columns="kind")
    assert [row["kind"] for row in page["results"]] == ["sco"]
    empty = await read(client, f"{place}/log", filter="proposed:blank", columns="kind")
    assert [row["kind"] for row in empty["results"]] == ["rfq"]
    totals = (await read(client, f"{place}/log", include="totals"))["totals"]
    assert [one["proposed"] for one in totals] == ["7654321.0000"]
    assert "submitted" not in totals[0]
    rival = planted["contract rivals"]
    assert (await read(client, f"{place}/log", filter=f"contract:is:{rival}"))["total"] == 0


async def test_inside_everything_is_there(
    people: People, place: str, planted: dict[str, str]
) -> None:
    for role in ("admin", "manager", "estimator", "approver", "viewer"):
        page = await read(people.clients[role], f"{place}/log", columns="reason,estimated")
        assert page["total"] == 8, role
        assert {row["reason"] for row in page["results"]} == {SECRET}


@pytest.mark.parametrize("role", ["owner", "supplier"])
async def test_nobody_outside_counts_what_goes_on(
    acc: httpx.AsyncClient,
    people: People,
    root: str,
    place: str,
    planted: dict[str, str],
    role: str,
) -> None:
    """Neither by a number in an answer, nor by the tag of one, nor by asking for the past."""
    client = people.clients[role]
    addresses = (f"{place}/log", f"{place}/log/groups?group=kind", f"{place}/dashboard")
    assert planted
    tags = {}
    for address in addresses:
        reply = await client.get(address)
        assert reply.json()["revision"] is None, address
        assert (await acc.get(address)).json()["revision"] > 0
        tags[address] = reply.headers["etag"]
    await done(acc, "POST", f"{root}/budgets", {"code": f"B-{role}", "name": "Not for them"})
    for address in addresses[:2]:
        again = await client.get(address, headers={"if-none-match": tags[address]})
        assert again.status_code == 304, address
    for address in (f"{place}/log", f"{place}/dashboard", f"{root}/contracts", "/web/v1/inbox"):
        answers = [await client.get(address, params={"asOf": text}) for text in ("1", "99999999")]
        assert [one.status_code for one in answers] == [400, 400], address
        texts = [one.text.replace(one.headers["x-request-id"], "") for one in answers]
        assert texts[0] == texts[1], address


async def test_what_a_figure_is_made_of_counts_nothing_else(
    people: People, place: str, planted: dict[str, str]
) -> None:
    address = f"{place}/explain/change-order/{planted['sent oco']}/submitted"
    for role, is_told in (("owner", False), ("viewer", True)):
        (one,) = (await read(people.clients[role], address))["addends"]
        assert (one["entry"]["revision"] is not None) is is_told
        assert (one["entry"]["sequence"] is not None) is is_told
