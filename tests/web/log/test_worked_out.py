"""Columns of the log worked out of other records: the share of the contract, quotes come in."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.fixtures_acc import People
from tests.web.log.test_audiences import done
from tests.web.log.test_export import sheet, table
from tests.web.log.test_reading import read

COLUMNS = "title,percentOfContract,quotes,quotesMissing"


@pytest.fixture
async def site(
    acc: httpx.AsyncClient, web: httpx.AsyncClient, root: str, place: str, people: People
) -> dict[str, str]:
    """A signed sum of 850,000; a change of 45,000 about which three suppliers were asked, of whom
    one answered through the app and one as a client of the vendor does."""
    settings = await read(web, f"{place}/settings")
    signed = {"name": "All of it", "amount": "850000"}
    address = f"{root}/main-contracts/{settings['defaultMainContractId']}/items"
    await done(acc, "POST", address, signed)
    suppliers = [people.companies[name] for name in ("supplier", "rival", "rival")]
    contracts = []
    for place_, (supplier, awarded) in enumerate(
        zip(suppliers, ("3000", "400", None), strict=True)
    ):
        body = {"code": f"C-{place_}", "name": "Doors", "companyId": supplier.autodesk_id}
        contracts.append(await done(acc, "POST", f"{root}/contracts", body))
        if awarded is not None:
            row = {"contractId": contracts[-1]["id"], "name": "All of it", "amount": awarded}
            await done(acc, "POST", f"{root}/schedule-of-values", row)
    # A draft is the contractor's own business.
    await done(acc, "PATCH", f"{root}/contracts/{contracts[0]['id']}", {"status": "sent"})
    euros = {"currency": "EUR", "exchangeRate": "1.25"}
    await done(acc, "PATCH", f"{root}/contracts/{contracts[1]['id']}", euros)
    ids = {}
    for name, kind, more in (
        ("change", "pco", {"scope": "out"}),
        ("inside", "pco", {"scope": "in", "contractId": contracts[1]["id"]}),
        ("alone", "pco", {}),
        ("request", "rco", {}),
        ("order", "sco", {"contractId": contracts[0]["id"]}),
    ):
        body = {"name": name, **more}
        ids[name] = (await done(acc, "POST", f"{root}/change-orders/{kind}", body))["id"]
    for names, amounts in (
        (("change", "request"), {"estimated": "1", "submitted": "45000"}),
        (("inside",), {"committed": "-100"}),
        (("order",), {"committed": "1000"}),
    ):
        body = {"name": f"item of {names[0]}", **amounts}
        item = (await done(acc, "POST", f"{root}/cost-items", body))["id"]
        pairs = [{"changeOrderId": ids[name], "costItemId": item} for name in names]
        for pair in pairs:
            await done(acc, "POST", f"{root}/cost-items:attach", [pair])
    opened = {"action": "open", "ids": [ids["change"]]}
    assert (await done(web, "POST", f"{place}/log/actions", opened))["done"] == 1
    asked = await done(
        web,
        "POST",
        f"{place}/records/{ids['change']}/rfqs",
        {"suppliers": [{"contractId": one["id"]} for one in contracts], "send": True},
    )
    assert all(one["done"] for one in asked["results"]), [one["detail"] for one in asked["results"]]
    rfqs = [one["rfq"]["id"] for one in asked["results"]]
    prices = {"prices": [{"amount": "44000"}]}
    await done(web, "POST", f"{place}/records/{rfqs[0]}/quotes", prices)
    answer = {"action": "submit", "ids": [rfqs[1]]}
    assert (await done(web, "POST", f"{place}/log/actions", answer))["done"] == 1
    for name, moves in (("request", ("open", "submit")), ("order", ("open", "send"))):
        for move in moves:
            sent = {"action": move, "ids": [ids[name]]}
            assert (await done(web, "POST", f"{place}/log/actions", sent))["done"] == 1, name
    return ids | {"third": rfqs[2]}


async def shown(client: httpx.AsyncClient, place: str, **query: str) -> dict[str, tuple[Any, ...]]:
    """What the columns say, by title, in the order of the list."""
    page = await read(client, f"{place}/log", **{"columns": COLUMNS, **query})
    return {
        row["title"]: tuple(row[name] for name in COLUMNS.split(",")[1:])
        for row in page["results"]
        if row["kind"] != "rfq"
    }


async def test_shares_and_quotes(web: httpx.AsyncClient, place: str, site: dict[str, str]) -> None:
    found = await shown(web, place)
    assert found == {
        # Of the sum as signed, of the contract that the side is about which speaks for it.
        "change": ("5.29", "2 of 3", 1),
        "request": ("5.29", "2 of 3", 1),
        # 100 credited, of 400 euros at 1.25.
        "inside": ("-20.00", None, None),
        "order": ("33.33", None, None),
        "alone": (None, None, None),
    }
    for text, names in (
        ("percentOfContract:range:5..50", ["change", "request", "order"]),
        ("percentOfContract:blank", ["alone"]),
        ("quotesMissing:range:1..", ["change", "request"]),
        ("quotes:is:2 of 3", ["change", "request"]),
        ("quotesMissing:blank;kind:is:pco", ["inside", "alone"]),
    ):
        asked = await shown(web, place, filter=f"{text};kind:not:rfq")
        assert sorted(asked) == sorted(names), text
    down = await shown(web, place, sort="-percentOfContract,title")
    assert list(down) == ["alone", "order", "change", "request", "inside"]
    assert list(await shown(web, place, sort="quotes,title"))[:2] == ["change", "request"]
    # Who was refused without a price is not waited for.
    refused = {"action": "reject", "ids": [site["third"]]}
    assert (await done(web, "POST", f"{place}/log/actions", refused))["done"] == 1
    assert (await shown(web, place))["change"] == ("5.29", "2 of 2", 0)
    before = await read(web, f"{place}/log")
    then = await shown(web, place, asOf=str(before["revision"] - 1), sort="quotes,title")
    assert then["change"] == ("5.29", "2 of 3", 1)


async def test_files_say_the_same(web: httpx.AsyncClient, place: str, site: dict[str, str]) -> None:
    query = {"columns": COLUMNS, "filter": "title:is:change,inside;kind:is:pco", "sort": "title"}
    heads, change, inside = (await table(web, place, **query))[:3]
    assert heads == ["Title", "% of contract", "Quotes in", "Quotes missing"]
    assert change == ["change", "5.29", "2 of 3", "1"]
    assert inside == ["inside", "-20.00", "", ""]
    _, change, inside = (await sheet(web, place, **query))[:3]
    assert change == ["change", 5.29, "2 of 3", 1]
    assert inside == ["inside", -20, "", ""]


async def test_outside_nobody_learns_who_else_was_asked(
    people: People, place: str, site: dict[str, str]
) -> None:
    """The share of a contract is made of figures that its own side sees."""
    for role, title, share in (("owner", "request", "5.29"), ("supplier", "order", "33.33")):
        client = people.clients[role]
        query = {"columns": "title,percentOfContract", "filter": "percentOfContract:filled"}
        page = await read(client, f"{place}/log", **query)
        told = [(row["title"], row["percentOfContract"]) for row in page["results"]]
        assert told == [(title, share)], role
        for part, text in (
            ("filter", "{}:filled"),
            ("sort", "{}"),
            ("columns", "{}"),
        ):
            for column in ("quotes", "quotesMissing"):
                reply = await client.get(f"{place}/log", params={part: text.format(column)})
                assert reply.status_code == 400, (role, part, column)
                assert reply.json()["problems"][0]["code"] == "unknown"
