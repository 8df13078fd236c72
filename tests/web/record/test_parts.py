"""Lines, chain, quotes side by side, history, choices, questions to several suppliers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from tests.web.record.site import Site


async def test_the_chain_from_idea_to_orders(site: Site) -> None:
    contract = await site.contract()
    line = {"submitted": "120", "proposed": "100", "contractId": contract["id"]}
    change = await site.change(line, {"submitted": "30"})
    other = await site.change({"submitted": "7"})
    await site.act(change, "open")
    await site.act(other, "open")
    (rfq,) = await site.generate("rfq", await with_contract_only(site, contract))
    (request,) = await site.generate("rco", change, other)
    await site.act(request, "open", "submit", "accept")
    (order,) = await site.generate("oco", request)
    (supplier_order, *_) = [
        each for each in await site.generate("sco", change) if each["contractId"]
    ]
    view = await site.read(request, "/chain")
    nodes = {node["id"]: node for node in view["nodes"]}
    assert rfq["id"] not in nodes
    assert nodes[request["id"]]["isThis"]
    assert nodes[request["id"]]["amount"] == "157.0000"
    assert nodes[supplier_order["id"]]["amount"] == "100.0000"
    assert nodes[order["id"]]["states"] == {"budget": "draft"}
    edges = {(each["source"], each["target"]): each["items"] for each in view["edges"]}
    assert edges[change["id"], request["id"]] == 2
    assert edges[other["id"], request["id"]] == 1
    assert edges[request["id"], order["id"]] == 3
    assert (change["id"], order["id"]) not in edges
    assert view["leftOut"] == 0


async def with_contract_only(site: Site, contract: Any) -> Any:
    change = await site.change({"estimated": "1", "contractId": contract["id"]})
    await site.act(change, "open")
    return change


async def asked(site: Site, change: Any, *suppliers: Any, **more: Any) -> Any:
    reply = await site.acc.post(
        f"{site.place}/records/{change['id']}/rfqs", json={"suppliers": list(suppliers)} | more
    )
    assert reply.status_code == 201, reply.text
    return reply.json()["results"]


async def test_several_suppliers_are_asked_each_on_his_own(site: Site) -> None:
    contract = await site.contract()
    change = await site.change({"estimated": "10"}, {"estimated": "20"})
    rival = str(site.people.companies["rival"].uuid)
    early = await asked(site, change, {"contractId": contract["id"]})
    assert (early[0]["done"], early[0]["rfq"]) == (False, None)
    assert "open" in early[0]["detail"]
    await site.act(change, "open")
    results = await asked(
        site,
        change,
        {"contractId": contract["id"]},
        {"companyId": rival},
        {"companyId": str(uuid4())},
        send=True,
    )
    assert [each["done"] for each in results] == [True, True, False]
    assert [each["company"] and each["company"]["name"] for each in results] == [
        *("Supplier Company", "Rival Company", None),
    ]
    for each in results[:2]:
        view = await site.read(each["rfq"])
        assert (view["tracks"][0]["state"], view["lineCount"]) == ("pricing", 2)
    nobody = {"contractId": contract["id"], "companyId": str(uuid4())}
    (refused,) = await asked(site, change, nobody)
    assert (refused["done"], refused["company"]) == (False, None)
    assert "no supplier is named" in refused["detail"]
    bad = await site.acc.post(
        f"{site.place}/records/{change['id']}/rfqs",
        json={"suppliers": [{"contractId": str(uuid4())}]},
    )
    assert bad.status_code == 422
    assert [each["field"] for each in bad.json()["problems"]] == ["suppliers.0.contractId"]


async def test_quotes_side_by_side_with_plugs_and_differences(site: Site) -> None:
    first, second = await site.contract(), await site.contract("rival")
    change = await site.change({"estimated": "1000"}, {"estimated": "500"})
    await site.act(change, "open")
    one, two = (
        each["rfq"]
        for each in await asked(
            *(site, change, {"contractId": first["id"]}, {"contractId": second["id"]}), send=True
        )
    )
    lines = (await site.read(change, "/quotes"))["lines"]
    assert [each["plug"] for each in lines] == ["1000.0000", "500.0000"]
    ids = [each["id"] for each in lines]
    await price(
        site, one, {"costItemId": ids[0], "amount": "900"}, {"costItemId": ids[1], "amount": "600"}
    )
    await price(site, two, {"costItemId": ids[0], "amount": "950", "days": 5})
    view = await site.read(change, "/quotes")
    low, high = view["suppliers"]
    assert (low["total"], low["levelled"], low["missing"]) == ("1500.0000", "1500.0000", 0)
    assert (high["total"], high["plugs"], high["levelled"]) == (
        *("950.0000", "500.0000", "1450.0000"),
    )
    assert (high["isLowest"], low["difference"], high["missing"]) == (True, "50.0000", 1)
    assert [bid["difference"] for bid in low["bids"]] == ["0.0000", "0.0000"]
    assert [bid["isPlug"] for bid in high["bids"]] == [False, True]
    assert high["bids"][0]["difference"] == "50.0000"
    assert (await site.read(one, "/quotes"))["lines"] == view["lines"]
    await price(site, one, {"costItemId": ids[0], "amount": "890"})
    again = await site.read(change, "/quotes")
    assert again["suppliers"][0]["total"] == "1490.0000"
    await site.act(one, "submit", "accept")
    (line, _) = (await site.read(change, "/lines"))["results"]
    assert (line["amounts"]["proposed"], line["contract"]["id"]) == ("890.0000", first["id"])


async def test_one_price_for_all_lines_shows_the_odd_cent_where_accepting_it_puts_it(
    site: Site,
) -> None:
    contract = await site.contract()
    change = await site.change(*[{"estimated": "50"}] * 3)
    await site.act(change, "open")
    ids = [each["id"] for each in (await site.read(change, "/quotes"))["lines"]]
    rfq = await site.change(kind="rfq", contractId=contract["id"])
    for line in reversed(ids):  # the last line of the change is the first of the question
        await site.made("cost-items:attach", [{"changeOrderId": rfq["id"], "costItemId": line}])
    await site.act(rfq, "open", "submit")
    await price(site, rfq, {"amount": "100"})
    (supplier,) = (await site.read(change, "/quotes"))["suppliers"]
    shown = [(bid["amount"], bid["origin"]) for bid in supplier["bids"]]
    assert shown == [("33.3300", "share"), ("33.3300", "share"), ("33.3400", "share")]
    assert supplier["total"] == "100.0000"
    await site.act(rfq, "submit", "accept")
    lines = (await site.read(change, "/lines"))["results"]
    assert [each["id"] for each in lines] == ids
    assert [each["amounts"]["proposed"] for each in lines] == [amount for amount, _ in shown]


async def test_one_price_for_all_lines_contains_the_markups_of_the_question(site: Site) -> None:
    contract = await site.contract()
    lines = [{"estimated": amount, "scope": "in"} for amount in ("600", "400")]
    rfq = await site.change(*lines, kind="rfq", contractId=contract["id"])
    step = {"name": "Fee", "type": "rate", "amount": "10"}
    formula = await site.made_here("markup-formulas", {"name": "Fee", "items": [step]})
    apply = f"{site.place}/change-orders/{rfq['id']}/markups:apply"
    assert (await site.acc.post(apply, json={"formulaId": formula["id"]})).status_code < 300
    await site.act(rfq, "open", "submit")
    await price(site, rfq, {"amount": "2200"})
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    for part in ("/quotes", f"/quotes?asOf={now}"):
        (supplier,) = (await site.read(rfq, part))["suppliers"]
        amounts = [bid["amount"] for bid in supplier["bids"]]
        assert amounts == ["1200.0000", "800.0000", "200.0000"], part
        assert (supplier["total"], supplier["levelled"]) == ("2200.0000", "2200.0000")
    (_, _, made) = (await site.read(rfq, "/quotes"))["lines"]
    told = await price(site, rfq, {"amount": "1", "costItemId": made["id"]}, status=422)
    assert [each["field"] for each in told["problems"]] == ["prices.0.costItemId"]
    await site.act(rfq, "submit", "accept")
    assert (await site.read(rfq))["amounts"]["proposed"] == "2200.0000"


async def price(site: Site, rfq: Any, *prices: Any, status: int = 201) -> Any:
    reply = await site.acc.post(
        f"{site.place}/records/{rfq['id']}/quotes", json={"prices": list(prices)}
    )
    assert reply.status_code == status, reply.text
    return reply.json()


async def test_bad_prices_are_named_and_nothing_is_kept(site: Site) -> None:
    contract = await site.contract()
    change = await site.change({"estimated": "1"})
    await site.act(change, "open")
    (only,) = await asked(site, change, {"contractId": contract["id"]}, send=True)
    rfq = only["rfq"]
    stray = await site.change({"estimated": "1"})
    (line,) = (await site.read(stray, "/lines"))["results"]
    for bad, field, status in (
        ({"amount": "1.23456"}, "prices.1.amount", 400),
        ({"days": 3}, "prices.1.amount", 400),
        ({"amount": "1", "costItemId": line["id"]}, "prices.1.costItemId", 422),
        ({"amount": "1", "costItemId": str(uuid4())}, "prices.1.costItemId", 422),
    ):
        told = await price(site, rfq, {"amount": "5"}, bad, status=status)
        assert [each["field"] for each in told["problems"]] == [field]
    (column,) = (await site.read(change, "/quotes"))["suppliers"]
    assert column["total"] is None
    refused = await price(site, change, {"amount": "5"}, status=409)
    assert "not answered with prices" in refused["detail"]


async def test_history_tells_before_and_after(site: Site) -> None:
    contract = await site.contract(code="SC-77", name="Glazing")
    change = await site.change({"estimated": "5"})
    (line,) = (await site.read(change, "/lines"))["results"]
    await site.acc.patch(
        f"{site.root}/cost-items/{line['id']}",
        json={"estimated": "7.5", "contractId": contract["id"]},
    )
    await site.act(change, "open")
    page = await site.read(change, "/history")
    told = [(each["about"]["noun"], each["what"]) for each in page["results"]]
    assert told[-1] == ("change_order", "created")
    assert ("cost_item", "added") in told
    opened = next(each for each in page["results"] if each["what"] == "open")
    assert {diff["field"]: (diff["before"], diff["after"]) for diff in opened["diffs"]} == {
        "budgetState": ("draft", "open"),
        "costState": ("draft", "open"),
    }
    assert (opened["by"], opened["door"]) == ("Admin Person", "acc")
    edited = next(
        each
        for each in page["results"]
        if each["about"]["noun"] == "cost_item"
        and each["what"] == "changed"
        and each["diffs"]
        and each["diffs"][0]["field"] != "budgetState"
    )
    assert {diff["field"]: (diff["before"], diff["after"]) for diff in edited["diffs"]} == {
        "estimated": ("5.0000", "7.5000"),
        "contractId": (None, "SC-77 Glazing"),
    }
    first = await site.read(change, "/history?limit=1")
    assert (len(first["results"]), first["total"]) == (1, page["total"])
    detach = [{"changeOrderId": change["id"], "costItemId": line["id"]}]
    reply = await site.acc.post(f"{site.root}/cost-items:detach", json=detach)
    assert reply.status_code == 200, reply.text
    newest = (await site.read(change, "/history"))["results"]
    assert ("cost_item", "removed") in [(each["about"]["noun"], each["what"]) for each in newest]


async def test_choices_are_searched_and_next_numbers_told(
    site: Site, web: httpx.AsyncClient
) -> None:
    await site.contract(code="SC-9", name="Roofing")
    await site.contract(code="SC-8", name="Piling")
    budgets = [{"code": f"03-{n:04d}", "name": f"Concrete {n}"} for n in range(30)]
    for budget in budgets:
        await site.made("budgets", budget | {"originalAmount": "1"})
    address = f"{site.place}/record-choices"
    reply = await web.get(f"{address}?list=contracts&list=budgets&search=sc-9")
    assert [each["name"] for each in reply.json()["lists"]["contracts"]] == ["Roofing"]
    reply = await web.get(f"{address}?list=budgets&search=concrete&limit=5")
    told = reply.json()
    assert ([each["text"] for each in told["lists"]["budgets"]], told["more"]) == (
        [f"03-{n:04d}" for n in range(5)],
        ["budgets"],
    )
    reply = await web.get(f"{address}?list=numbers,people,reasons,scopes&limit=100")
    lists = reply.json()["lists"]
    numbers = {each["name"]: each["text"] for each in lists["numbers"]}
    change = await site.change()
    assert numbers["pco"] == change["number"]
    assert "Client Request" in [each["text"] for each in lists["reasons"]]
    assert len(lists["people"]) == 7
    for query, field in (
        *(("list=nothing", "list"), ("", "list"), ("list=people&limit=0", "limit")),
        ("list=people&limit=0000000011000", "limit"),
    ):
        refused = await web.get(f"{address}?{query}")
        assert refused.status_code == 400
        assert [each["field"] for each in refused.json()["problems"]] == [field]


async def test_who_is_outside_chooses_among_his_own(site: Site) -> None:
    await site.contract(name="Mine")
    await site.contract("rival", name="Secret")
    address = f"{site.place}/record-choices?list=contracts,companies,budgets,pco,reasons,numbers"
    reply = await site.people.clients["supplier"].get(address)
    lists = reply.json()["lists"]
    assert [each["name"] for each in lists["contracts"]] == ["Mine"]
    assert [each["name"] for each in lists["companies"]] == ["Supplier Company"]
    assert not lists["budgets"] and not lists["pco"] and not lists["numbers"]


async def test_whoever_wrote_a_comment_is_named_also_when_they_have_left(site: Site) -> None:
    change = await site.change({"submitted": "5"})
    await site.act(change, "open")
    (order,) = await site.generate("oco", change)
    manager = site.people.persons["manager"]
    body = {"associationId": order["id"], "associationType": "FormInstance"}
    for role, text in (("manager", "First"), ("admin", "Second"), ("manager", "Third")):
        client = site.people.clients[role]
        told = await client.post(f"{site.root}/comments", json=body | {"content": text})
        assert told.status_code == 201, told.text
    await site.act(order, "submit")
    comments = (await site.acc.get(f"{site.root}/comments", params=body)).json()
    ids = [each["creatorId"] for each in comments]
    assert ids == [ids[0], ids[1], ids[0]]
    named = [(manager.name, ids[0]), (site.people.persons["admin"].name, ids[1])]
    gone = await site.acc.delete(f"{site.place}/people/{manager.uuid}")
    assert gone.status_code == 204, gone.text
    for role in ("admin", "viewer"):
        writers = (await site.read(order, "/writers", role))["results"]
        assert [(each["name"], each["autodeskId"]) for each in writers] == named
    assert (await site.read(order, "/writers", "owner"))["results"] == []
    await site.read(order, "/writers", "supplier", status=404)
    assert (await site.read(change, "/writers"))["results"] == []
