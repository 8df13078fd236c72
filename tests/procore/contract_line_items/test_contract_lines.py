"""Lines of contracts: money, codes, locks, and the rows that Autodesk shows of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.contracting import PRIME, PURCHASE, WORK, Desk, Json, refused
from tests.procore.site import Site

EVERY = {
    *("id", "amount", "company", "wbs_code", "cost_code", "created_at", "description"),
    *("extended_type", "holder", "line_item_type", "origin_data", "origin_id", "position"),
    *("project", "quantity", "tax_code_id", "total_amount", "extended_amount", "unit_cost"),
    *("uom", "updated_at", "change_event_line_item", "currency_configuration"),
}
HOLDERS = {WORK: "WorkOrderContract", PURCHASE: "PurchaseOrderContract", PRIME: "PrimeContract"}
COST_CODE = {
    *("id", "biller", "biller_id", "biller_type", "biller_origin_id", "budgeted", "code"),
    *("created_at", "deleted_at", "full_code", "name", "origin_data", "origin_id", "parent"),
    *("position", "sortable_code", "standard_cost_code_id", "standard_cost_code_list_id"),
    *("updated_at", "line_item_types"),
}


async def cost_code(desk: Desk, code: str = "03", **fields: Any) -> Json:
    body = desk.here | {"cost_code": {"code": code, "name": f"Code {code}", **fields}}
    answer = await desk.site.procore.post("/rest/v1.0/cost_codes", json=body)
    assert answer.status_code == 201, answer.text
    record: Json = answer.json()
    return record


async def labour(desk: Desk) -> Json:
    query = {"company_id": desk.site.company_id}
    types = await desk.rows("/rest/v1.0/line_item_types", **query)
    return next(one for one in types if one["code"] == "L")


@pytest.mark.parametrize("word", [WORK, PURCHASE, PRIME])
async def test_a_line_has_the_keys_of_the_reference_everywhere(desk: Desk, word: str) -> None:
    code, kind = await cost_code(desk), await labour(desk)
    contract = await desk.make(word)
    sent = {
        "amount": "1500.0",
        "description": "Doors",
        "extended_type": "manual",
        "quantity": "2.0",
        "unit_cost": "10.5",
        "uom": "ea",
        "origin_id": "L-1",
        "origin_data": "{}",
    }
    made = await desk.line(
        word, contract, **sent, cost_code_id=code["id"], line_item_type_id=kind["id"]
    )
    assert set(made) == EVERY
    assert {name: made[name] for name in sent} == sent
    assert made["total_amount"] == made["extended_amount"] == "1500.0"
    assert made["holder"] == {"id": contract["id"], "holder_type": HOLDERS[word]}
    assert made["position"] == 1
    assert made["wbs_code"]["flat_code"] == "03.L"
    assert set(made["cost_code"]) == COST_CODE
    assert made["cost_code"]["id"] == code["id"]
    assert made["cost_code"]["line_item_types"] == [made["line_item_type"]]
    assert made["line_item_type"]["id"] == kind["id"]
    assert made["project"]["id"] == desk.site.project_id
    assert made["company"]["id"] == desk.site.company_id
    path = desk.lines(word, contract)
    assert await desk.rows(path) == [made]
    assert (await desk.fetch(f"{path}/{made['id']}")).json() == made
    detail = await desk.get(word, contract)
    assert detail["line_items"] == [made]
    assert detail["grand_total"] == "1500.0"
    (short,) = await desk.rows(path, view="compact")
    assert set(short) == {
        *("id", "amount", "description", "position", "wbs_code", "currency_configuration"),
    }


async def test_a_line_names_its_code_whole_or_in_two(desk: Desk) -> None:
    contract, kind = await desk.make(WORK), await labour(desk)
    first, second = await cost_code(desk, "01"), await cost_code(desk, "02")
    bare = await desk.line(WORK, contract)
    assert (bare["wbs_code"], bare["cost_code"], bare["line_item_type"]) == (None, None, None)
    assert (bare["amount"], bare["quantity"], bare["description"]) == ("0.0", "0.0", None)
    pair = await desk.line(WORK, contract, cost_code_id=first["id"], line_item_type_id=kind["id"])
    whole = await desk.line(WORK, contract, wbs_code_id=pair["wbs_code"]["id"])
    assert whole["wbs_code"] == pair["wbs_code"]
    # Half of it given, the other half stays.
    moved = await desk.change_line(WORK, contract, pair, cost_code_id=second["id"])
    assert moved["wbs_code"]["flat_code"] == "02.L"
    plain = await desk.change_line(WORK, contract, pair, line_item_type_id=None)
    assert (plain["wbs_code"]["flat_code"], plain["line_item_type"]) == ("02", None)
    gone = await desk.change_line(WORK, contract, pair, wbs_code_id=None)
    assert gone["cost_code"] is None
    path = desk.lines(WORK, contract)
    found = await desk.rows(path, **{"filters[cost_code_id]": str(first["id"])})
    assert [one["id"] for one in found] == [whole["id"]]
    # Autodesk's budget of that code is the same row.
    budgets = await desk.acc_rows("budgets")
    assert {one["code"] for one in budgets} == {"01.L", "02.L", "02"}
    again = await desk.site.acc.post(desk.site.cost("budgets"), json={"code": "01.L", "name": "x"})
    assert again.status_code == 409


async def test_a_calculated_line_is_quantity_times_cost(desk: Desk) -> None:
    contract = await desk.make(WORK)
    made = await desk.line(WORK, contract, quantity="3", unit_cost="33.335")
    assert (made["extended_type"], made["amount"]) == ("calculated", "100.01")
    made = await desk.change_line(WORK, contract, made, quantity="2", amount="5")
    assert (made["amount"], made["quantity"]) == ("66.67", "2.0")
    made = await desk.change_line(WORK, contract, made, extended_type="manual", amount="5")
    assert (made["amount"], made["unit_cost"], made["quantity"]) == ("5.0", "33.335", "2.0")
    made = await desk.change_line(WORK, contract, made, unit_cost="1")
    assert (made["amount"], made["unit_cost"]) == ("5.0", "1.0")
    made = await desk.change_line(WORK, contract, made, extended_type="calculated")
    assert made["amount"] == "2.0"
    # Autodesk's client types an amount that is no product any more.
    (row,) = await desk.acc_rows("schedule-of-values")
    await desk.acc_patch(f"schedule-of-values/{row['id']}", amount="7", lockedField="unitPrice")
    await desk.acc_patch(f"schedule-of-values/{row['id']}", quantity=3, lockedField="amount")
    (line,) = await desk.rows(desk.lines(WORK, contract))
    assert line["amount"] == "7.0"
    assert line["extended_type"] in ("manual", "calculated")


async def test_both_doors_write_the_same_rows(desk: Desk) -> None:
    uuid, contract_id = await desk.site.commitment("A-1")
    contract = {"id": contract_id}
    top = await desk.site.make(
        "schedule-of-values", contractId=uuid, name="Walls", quantity=2, unitPrice="50"
    )
    await desk.site.make("schedule-of-values", contractId=uuid, name="Part", parentId=top["id"])
    (line,) = await desk.rows(desk.lines(WORK, contract))
    assert (line["description"], line["amount"], line["unit_cost"]) == ("Walls", "100.0", "50.0")
    await desk.change_line(WORK, contract, line, description="Big walls", amount="120")
    made = await desk.line(WORK, contract, description="Roof", amount="30")
    rows = {one["name"]: one for one in await desk.acc_rows("schedule-of-values")}
    assert set(rows) == {"Big walls", "Part", "Roof"}
    assert float(rows["Big walls"]["amount"]) == 120
    (shown,) = await desk.acc_rows("contracts")
    assert float(shown["awarded"]) == 150
    assert (await desk.get(WORK, contract))["grand_total"] == "150.0"
    path = f"{desk.lines(WORK, contract)}/{made['id']}"
    assert (await desk.remove(path)).status_code == 200
    assert (await desk.fetch(path)).status_code == 404
    assert (await desk.get(WORK, contract))["grand_total"] == "120.0"
    # A row of detail is no line.
    below = next(one for one in await desk.acc_rows("schedule-of-values") if one["name"] == "Part")
    assert below["parentId"] == top["id"]


async def test_prime_lines_are_items_of_the_main_contract(desk: Desk) -> None:
    prime_id = await desk.site.main_contract()
    prime = {"id": prime_id}
    made = await desk.line(PRIME, prime, description="Building", amount="1000.5")
    (main,) = await desk.acc_rows("main-contracts")
    (item,) = await desk.acc_rows(f"main-contracts/{main['id']}/items")
    assert (item["name"], float(item["amount"])) == ("Building", 1000.5)
    await desk.acc_patch(f"main-contracts/{main['id']}/items/{item['id']}", amount="2000")
    (line,) = await desk.rows(desk.lines(PRIME, prime))
    assert (line["id"], line["amount"]) == (made["id"], "2000.0")
    assert (await desk.get(PRIME, prime))["line_items_total"] == "2000.0"


@pytest.mark.parametrize("status", ["Approved", "Complete"])
async def test_the_schedule_of_an_approved_commitment_stays(desk: Desk, status: str) -> None:
    contract = await desk.make(WORK)
    line = await desk.line(WORK, contract, amount="10", description="Kept")
    await desk.change(WORK, contract, status=status)
    path = desk.lines(WORK, contract)
    body = desk.here | {"line_item": {"amount": "1"}}
    assert (await desk.site.procore.post(path, json=body)).status_code == 422
    refused(await desk.site.procore.patch(f"{path}/{line['id']}", json=body), 422, "amount")
    assert (await desk.remove(f"{path}/{line['id']}")).status_code == 422
    # What bookkeeping says of it is free.
    kept = await desk.change_line(WORK, contract, line, origin_id="ERP-1")
    assert (kept["amount"], kept["origin_id"]) == ("10.0", "ERP-1")
    (row,) = await desk.acc_rows("schedule-of-values")
    answer = await desk.site.acc.patch(
        desk.site.cost(f"schedule-of-values/{row['id']}"), json={"amount": "1"}
    )
    assert answer.status_code == 409
    await desk.change(WORK, contract, status="Draft")
    assert (await desk.change_line(WORK, contract, line, amount="11"))["amount"] == "11.0"


BAD: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"amount": "1.23456"}, 400, "amount"),
    ({"amount": "1" * 20}, 400, "amount"),
    ({"amount": True}, 400, "amount"),
    ({"quantity": "x"}, 400, "quantity"),
    ({"extended_type": "guessed"}, 400, "extended_type"),
    ({"description": "x" * 1025}, 400, "description"),
    ({"cost_code_id": 1}, 422, "cost_code_id"),
    ({"wbs_code_id": 1}, 422, "wbs_code_id"),
    ({"line_item_type_id": 1}, 422, "line_item_type_id"),
    ({"tax_code_id": 1}, 422, "tax_code_id"),
    ({"origin_id": "TAKEN"}, 409, "origin_id"),
    (
        {"quantity": "99999999999", "unit_cost": "99999999999", "extended_type": "calculated"},
        400,
        "amount",
    ),
)


@pytest.fixture(scope="module", params=[WORK, PRIME])
async def kept(kept_site: Site, request: Any) -> tuple[Desk, str, Any, Any]:
    """A contract of each word with two lines."""
    desk, word = Desk(kept_site), request.param
    contract = await desk.make(word)
    await desk.line(word, contract, origin_id="TAKEN")
    return desk, word, contract, await desk.line(word, contract, description="Kept")


@pytest.mark.parametrize(("fields", "status", "field"), BAD)
async def test_what_is_wrong_with_a_line_is_named(
    kept: tuple[Desk, str, Any, Any], fields: dict[str, Any], status: int, field: str
) -> None:
    desk, word, contract, line = kept
    path = desk.lines(word, contract)
    before = await desk.rows(path)
    body = desk.here | {"line_item": fields}
    refused(await desk.site.procore.post(path, json=body), status, field)
    refused(await desk.site.procore.patch(f"{path}/{line['id']}", json=body), status, field)
    assert await desk.rows(path) == before


async def test_lines_are_those_of_their_contract(desk: Desk) -> None:
    one, other, order = await desk.make(WORK), await desk.make(WORK), await desk.make(PURCHASE)
    line = await desk.line(WORK, one, amount="1")
    for word, contract in ((WORK, other), (PURCHASE, order), (PURCHASE, one), (WORK, {"id": 1})):
        path = f"{desk.lines(word, contract)}/{line['id']}"
        body = desk.here | {"line_item": {"amount": "9"}}
        for answer in (
            await desk.fetch(path),
            await desk.site.procore.patch(path, json=body),
            await desk.remove(path),
        ):
            assert answer.status_code == 404
    assert (await desk.fetch(desk.lines(PURCHASE, one))).status_code == 404
    assert (await desk.rows(desk.lines(WORK, one)))[0]["amount"] == "1.0"


@pytest.mark.parametrize("word", [WORK, PRIME])
async def test_lines_by_the_dozen(desk: Desk, word: str) -> None:
    contract = await desk.make(word)
    held = await desk.line(word, contract, origin_id="A", amount="1")
    elsewhere = await desk.line(word, await desk.make(word), amount="5")
    updates = [
        {"origin_id": "A", "amount": "2"},
        {"origin_id": "B", "amount": "3"},
        {"amount": "4", "cost_code_id": 1},
        {"id": held["id"], "origin_id": "A2"},
        {"id": elsewhere["id"], "amount": "6"},
    ]
    answer = await desk.site.procore.patch(
        f"{desk.lines(word, contract)}/sync", params=desk.here, json={"updates": updates}
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [set(one["errors"]) for one in body["errors"]] == [{"cost_code_id"}, {"id"}]
    assert all(set(one) == EVERY for one in body["entities"])
    rows = await desk.rows(desk.lines(word, contract))
    assert [(row["origin_id"], row["amount"]) for row in rows] == [("A2", "2.0"), ("B", "3.0")]
    assert (await desk.get(word, contract))["grand_total"] == "5.0"


@pytest.mark.parametrize(("word", "segment"), [(PURCHASE, "commitment"), (PRIME, "prime")])
async def test_lines_live_in_both_versions(desk: Desk, word: str, segment: str) -> None:
    contract, code, site = await desk.make(word), await cost_code(desk), desk.site
    project = f"/rest/v2.0/companies/{site.company_id}/projects/{site.project_id}"
    path = f"{project}/{segment}_contracts/{contract['id']}/line_items"
    sent = {"amount": "12.5", "description": "Doors", "cost_code_id": str(code["id"])}
    answer = await site.procore.post(path, json=sent)
    assert answer.status_code == 201, answer.text
    made = answer.json()["data"]
    assert set(made) == {
        *("id", "amount", "description", "position", "wbs_code_id", "wbs_code", "tax_code_id"),
        *("funding_rule_id", "quantity", "unit_cost", "uom", "extended_type"),
        "line_item_group_id" if word == PRIME else "prime_line_item_id",
    }
    (line,) = await desk.rows(desk.lines(word, contract))
    assert (str(line["id"]), line["amount"]) == (made["id"], "12.5")
    assert str(line["wbs_code"]["id"]) == made["wbs_code"]["id"] == made["wbs_code_id"]
    one = f"{path}/{made['id']}"
    changed = (await site.procore.patch(one, json={"quantity": "2", "unit_cost": "3"})).json()
    assert (changed["data"]["amount"], changed["data"]["quantity"]) == ("12.5", "2.0")
    assert (await site.procore.get(path)).json()["data"] == [changed["data"]]
    assert (await site.procore.get(one)).json() == changed
    other = "prime" if word == PURCHASE else "commitment"
    assert (await site.procore.get(path.replace(segment, other))).status_code == 404
    assert (await site.procore.delete(one)).status_code == 204
    assert (await site.procore.get(path)).json() == {"data": []}
