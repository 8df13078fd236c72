"""What owners and suppliers see of a change's page: theirs, and nothing that was planted."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.web.record.site import Site

SECRETS = ("987654.32", "secret", "Rival", "4321.99")


async def planted(site: Site) -> dict[str, Any]:
    """A change whose every inner figure and text is a secret, asked of two suppliers and sent to
    the owner."""
    contract, rival = await site.contract(), await site.contract("rival", name="secret contract")
    change = await site.change(
        {
            "name": "Beam",
            "estimated": "987654.32",
            "note": "secret",
            "contractId": contract["id"],
        },
        note="secret note",
        sourceRef="secret source",
    )
    await site.act(change, "open")
    asked = await site.acc.post(
        f"{site.place}/records/{change['id']}/rfqs",
        json={
            "name": "Price for a beam",
            "send": True,
            "suppliers": [{"contractId": contract["id"]}, {"contractId": rival["id"]}],
        },
    )
    assert asked.status_code == 201, asked.text
    own, other = (each["rfq"] for each in asked.json()["results"])
    priced = {"prices": [{"amount": "4321.99", "description": "secret of a rival"}]}
    reply = await site.acc.post(f"{site.place}/records/{other['id']}/quotes", json=priced)
    assert reply.status_code == 201, reply.text
    return {"change": change, "own": own, "other": other, "contract": contract}


async def test_a_supplier_sees_his_question_and_answers_it(site: Site) -> None:
    made = await planted(site)
    supplier = site.people.clients["supplier"]
    await site.read(made["other"], role="supplier", status=404)
    await site.read(made["change"], role="supplier", status=404)
    texts = []
    for part in ("", "/lines", "/chain", "/history", "/quotes"):
        reply = await supplier.get(f"{site.place}/records/{made['own']['id']}{part}")
        assert reply.status_code == 200, reply.text
        texts.append(reply.text)
    view = await site.read(made["own"], role="supplier")
    assert view["primary"] == {"what": "quote", "action": None, "kind": None}
    assert view["company"]["name"] == "Supplier Company"
    assert set(view["amounts"]) == set()
    (line,) = (await site.read(made["own"], "/lines", "supplier"))["results"]
    assert (line["name"], line["amounts"], line["budget"]) == ("Beam", {}, None)
    prices = {
        "prices": [{"costItemId": line["id"], "amount": "100.25", "days": 4}],
        "submit": True,
    }
    answered = await supplier.post(f"{site.place}/records/{made['own']['id']}/quotes", json=prices)
    assert answered.status_code == 201, answered.text
    (column,) = answered.json()["suppliers"]
    assert (column["total"], column["state"], column["days"]) == ("100.2500", "proposed", 4)
    texts += [answered.text, str(await site.read(made["own"], "/history", "supplier"))]
    late = await supplier.post(f"{site.place}/records/{made['own']['id']}/quotes", json=prices)
    assert late.status_code == 409
    for text in texts:
        for secret in SECRETS:
            assert secret not in text, (secret, text)


async def test_a_supplier_quotes_on_nothing_else(site: Site) -> None:
    made = await planted(site)
    supplier, owner = site.people.clients["supplier"], site.people.clients["owner"]
    body = {"prices": [{"amount": "1"}]}
    for client, record in ((supplier, made["other"]), (supplier, made["change"])):
        reply = await client.post(f"{site.place}/records/{record['id']}/quotes", json=body)
        assert reply.status_code == 404
    assert (
        await owner.post(f"{site.place}/records/{made['own']['id']}/quotes", json=body)
    ).status_code == 404
    viewer = site.people.clients["viewer"]
    assert (
        await viewer.post(f"{site.place}/records/{made['own']['id']}/quotes", json=body)
    ).status_code == 403
    asks = {"suppliers": [{"contractId": made["contract"]["id"]}]}
    for role, status in (("supplier", 404), ("owner", 404), ("viewer", 403)):
        reply = await site.people.clients[role].post(
            f"{site.place}/records/{made['change']['id']}/rfqs", json=asks
        )
        assert reply.status_code == status, (role, reply.text)


async def test_an_owner_sees_what_was_sent_to_him(site: Site) -> None:
    made = await planted(site)
    (order,) = await site.generate("oco", made["change"])
    address = f"{site.root}/change-orders/oco/{order['id']}"
    changed = await site.acc.patch(address, json={"description": "a secret draft"})
    assert changed.status_code == 200
    item = (await site.read(order, "/lines"))["results"][0]
    for amount in ("987654.32", "150"):
        reply = await site.acc.patch(
            f"{site.root}/cost-items/{item['id']}", json={"submitted": amount}
        )
        assert reply.status_code == 200, reply.text
    await site.acc.patch(address, json={"description": "What is built"})
    await site.read(order, role="owner", status=404)
    await site.act(order, "submit")
    owner: httpx.AsyncClient = site.people.clients["owner"]
    for part in ("", "/lines", "/chain", "/history", "/quotes"):
        reply = await owner.get(f"{site.place}/records/{order['id']}{part}")
        assert reply.status_code == 200, reply.text
        for secret in SECRETS:
            assert secret not in reply.text, (part, secret, reply.text)
    view = await site.read(order, role="owner")
    assert [track["amount"] for track in view["tracks"]] == ["150.0000"]
    assert {each["action"] for each in view["moves"] if each["possible"]} >= {"approve", "reject"}
    assert all(each["duty"] in ("decide", "sign") for each in view["moves"])
    history = await site.read(order, "/history", "owner")
    assert [each["what"] for each in history["results"]] == ["shown"]
    assert all(each["by"] is None for each in history["results"])
    changed = await site.acc.patch(address, json={"scheduleChange": 9})
    assert changed.status_code == 200, changed.text
    newest = (await site.read(order, "/history", "owner"))["results"][0]
    assert newest["diffs"] == [
        {"field": "scheduleChange", "type": "integer", "before": None, "after": 9}
    ]


async def history_of(site: Site, document: Any, role: str) -> list[dict[str, Any]]:
    """What is told of a document, oldest first."""
    found: list[dict[str, Any]] = (await site.read(document, "/history", role))["results"]
    return found[::-1]


async def amended(site: Site, item: Any, *amounts: str, column: str = "submitted") -> None:
    for amount in amounts:
        reply = await site.acc.patch(f"{site.root}/cost-items/{item['id']}", json={column: amount})
        assert reply.status_code == 200, reply.text


def told_of_lines(happened: list[dict[str, Any]]) -> list[tuple[str, list[Any]]]:
    return [
        (each["what"], [(one["field"], one["before"], one["after"]) for one in each["diffs"]])
        for each in happened
        if each["about"]["noun"] == "cost_item"
    ]


async def test_a_line_has_no_history_from_before_it_joined(site: Site) -> None:
    """A line that was worked on elsewhere, while the owner saw the document already."""
    order = await site.change({"name": "First"}, kind="oco")
    await site.act(order, "open", "submit")
    line = await site.made("cost-items", {"name": "Later", "submitted": "4321.99"})
    await amended(site, line, "987654.32", "500")
    await site.act(order, "revise")
    await site.made("cost-items:attach", [{"changeOrderId": order["id"], "costItemId": line["id"]}])
    await site.act(order, "submit")
    await amended(site, line, "600")
    assert told_of_lines(await history_of(site, order, "owner")) == [
        ("changed", [("submitted", "500.0000", "600.0000")])
    ]
    inside = told_of_lines(await history_of(site, order, "admin"))
    assert ("changed", [("submitted", "4321.9900", "987654.3200")]) in inside


async def test_a_line_has_no_history_under_a_rivals_contract(site: Site) -> None:
    """A line of a supplier's request that was a rival's until it was given to him."""
    contract, rival = await site.contract(), await site.contract("rival", name="secret contract")
    line = {"name": "Beam", "contractId": rival["id"]}
    asked = await site.change(line, kind="rfq", contractId=contract["id"])
    await site.act(asked, "open", "submit")
    (line,) = (await site.read(asked, "/lines"))["results"]
    address = f"{site.root}/cost-items/{line['id']}"
    for body in (
        {"name": "secret of a rival"},
        {"name": "Beams"},
        {"contractId": contract["id"]},
        {"name": "Steel beams"},
    ):
        reply = await site.acc.patch(address, json=body)
        assert reply.status_code == 200, reply.text
    assert told_of_lines(await history_of(site, asked, "supplier")) == [
        ("changed", [("name", "Beams", "Steel beams")])
    ]


@pytest.mark.parametrize("role", ["owner", "supplier"])
async def test_nobody_outside_counts_what_goes_on(site: Site, role: str) -> None:
    kind = {"owner": "oco", "supplier": "sco"}[role]
    contract = await site.contract()
    of = {"contractId": contract["id"]} if kind == "sco" else {}
    order = await site.change({"name": "Line", **of}, kind=kind, **of)
    await site.act(order, "open", {"oco": "submit", "sco": "send"}[kind])
    happened = await history_of(site, order, role)
    assert happened
    assert {(each["revision"], each["sequence"]) for each in happened} == {(None, None)}
    assert all(each["revision"] for each in await history_of(site, order, "admin"))


async def test_what_names_no_main_contract_is_the_default_contract_s_owner_s(site: Site) -> None:
    """Of two owners he sees it whose contract it counts in, while it is his, in whatever he reads;
    of what happened meanwhile he is told nothing but that it came back to him."""
    (default,) = (await site.acc.get(f"{site.root}/main-contracts")).json()["results"]
    change = await site.change({"submitted": "150"})
    await site.act(change, "open")
    (order,) = await site.generate("oco", change)
    address = f"{site.root}/change-orders/oco/{order['id']}"
    assert (await site.acc.get(address)).json()["mainContractId"] is None
    await site.act(order, "submit")
    owner = site.people.clients["owner"]
    project = site.place
    lists = [
        *(f"{site.root}/change-orders/oco", f"{site.root}/cost-items"),
        *(f"{project}/log?q={order['number']}", f"{project}/courts"),
    ]
    record = f"{project}/records/{order['id']}"
    single = [f"{record}{part}" for part in ("", "/lines", "/chain", "/history")]
    single += [address, f"{project}/change-orders/{order['id']}/form"]

    async def owned(company: str, days: int) -> None:
        """The contract becomes a company's, and the order gets so many days."""
        body = {"ownerCompanyUid": str(site.people.companies[company].uuid)}
        for path, values in (
            (f"{site.root}/main-contracts/{default['id']}", body),
            (address, {"scheduleChange": days}),
        ):
            reply = await site.acc.patch(path, json=values)
            assert reply.status_code == 200, reply.text

    async def seen() -> list[str]:
        found = []
        for path in lists:
            reply = await owner.get(path)
            assert reply.status_code == 200, reply.text
            found += [path] if reply.json()["results"] else []
        return found + [path for path in single if (await owner.get(path)).status_code == 200]

    assert default["ownerCompanyUid"] is None and await seen() == [*lists, *single]
    await owned("rival", 1)
    assert await seen() == []
    await owned("owner", 2)
    assert await seen() == [*lists, *single]
    told = await history_of(site, order, "owner")
    assert [(each["what"], [one["after"] for one in each["diffs"]]) for each in told] == [
        *(("shown", []), ("shown", []), ("changed", [2])),
    ]
