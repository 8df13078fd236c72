"""Lines of potential change orders: what a client writes, and what comes back (procore.md §2.3)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.lining import Board, Json, found, refused
from tests.procore.site import Site

from changewright.core.records import ChangeOrder
from changewright.work.unit import Actor, Unit

NONE = type(None)
# Appendix A LineItemOut: name → JSON types.
LINE: dict[str, Any] = {
    **dict.fromkeys(("id", "position"), int),
    **dict.fromkeys(
        (
            *("amount", "total_amount", "extended_amount", "quantity", "unit_cost"),
            *("created_at", "updated_at", "extended_type"),
        ),
        str,
    ),
    **dict.fromkeys(("description", "origin_data", "origin_id", "uom"), (str, NONE)),
    "tax_code_id": (int, NONE),
    **dict.fromkeys(("company", "project", "holder", "currency_configuration"), dict),
    **dict.fromkeys(
        ("cost_code", "line_item_type", "wbs_code", "change_event_line_item"), (dict, NONE)
    ),
}
# Appendix A, the lines within PcoDetail and CopDetail.
IN_DETAIL: dict[str, Any] = {
    **dict.fromkeys(("id", "position"), int),
    **dict.fromkeys(("quantity", "unit_cost"), float),
    **dict.fromkeys(("total_amount", "extended_amount"), str),
    **dict.fromkeys(("description", "uom"), (str, NONE)),
    **dict.fromkeys(("cost_code_id", "tax_code_id"), (int, NONE)),
    **dict.fromkeys(("cost_code", "line_item_type"), (dict, NONE)),
    "markup_line_items": list,
    "currency_configuration": dict,
}


def check(record: Json, fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), (name, record[name])


async def codes(board: Board) -> tuple[int, int]:
    """A cost code and a line item type of the company."""
    site = board.site
    code = await site.procore.post(
        "/rest/v1.0/cost_codes", json=board.here | {"cost_code": {"code": "03", "name": "Walls"}}
    )
    kinds = await site.procore.get(
        "/rest/v1.0/line_item_types", params=board.here | {"company_id": site.company_id}
    )
    return found(code, 201)["id"], kinds.json()[0]["id"]


async def test_it_has_the_fields_of_the_reference(
    board: Board, commitment: int, prime: int
) -> None:
    for contract_id in (commitment, prime):
        change = await board.draw(contract_id, title="Doors")
        made = await board.line(change, amount="1500", description="2 doors")
        check(made, LINE)
        assert made["holder"] == {"id": change["id"], "holder_type": "PotentialChangeOrder"}
        assert made["amount"] == made["total_amount"] == made["extended_amount"] == "1500.0"
        assert (made["quantity"], made["unit_cost"], made["position"]) == ("0.0", "0.0", 1)
        assert await board.lines(change) == [made]
        shown = await board.get(change)
        (inside,) = shown["line_items"]
        check(inside, IN_DETAIL)
        assert inside["id"] == made["id"]
        sums = ("grand_total", "line_items_total", "line_items_extended_total")
        assert {shown[name] for name in sums} == {"1500.0"}


async def test_what_is_written_is_what_is_read(board: Board, commitment: int) -> None:
    """The answer to a write is rendered from the unit, a read from the database."""
    code, kind = await codes(board)
    change = await board.draw(commitment, title="Doors")
    written = {
        "description": "Oak doors",
        "quantity": "2.5",
        "unit_cost": "100.01",
        "uom": "ea",
        "cost_code_id": code,
        "line_item_type_id": kind,
        "origin_id": "L-1",
        "origin_data": "{}",
    }
    made = await board.line(change, **written)
    path = board.path(change, made)
    assert found(await board.site.procore.get(path, params=board.here)) == made
    assert (made["amount"], made["extended_type"]) == ("250.03", "calculated")
    assert (made["description"], made["quantity"], made["unit_cost"]) == (
        "Oak doors",
        "2.5",
        "100.01",
    )
    assert made["cost_code"]["id"] == code and made["line_item_type"]["id"] == kind
    assert made["wbs_code"]["flat_code"].startswith("03.")
    changed = await board.reline(change, made, uom=None, description=None, quantity="3")
    assert (changed["uom"], changed["description"], changed["amount"]) == (None, None, "300.03")
    assert found(await board.site.procore.get(path, params=board.here)) == changed


async def test_a_line_on_a_code_without_budget_makes_the_budget_row(
    board: Board, commitment: int
) -> None:
    code, kind = await codes(board)
    assert await board.budgets() == {}
    change = await board.draw(commitment, title="Doors")
    pair = {"cost_code_id": code, "line_item_type_id": kind}
    first = await board.line(change, amount="5", **pair)
    second = await board.line(change, amount="6", **pair)
    (budget,) = (await board.budgets()).values()
    assert (budget.cost_code_id, budget.cost_type_id) == (code, kind)
    assert {first["wbs_code"]["id"], second["wbs_code"]["id"]} == {budget.id}
    third = await board.line(change, amount="7", wbs_code_id=budget.id, **pair)
    assert third["wbs_code"] == first["wbs_code"]
    without = await board.reline(change, third, wbs_code_id=None)
    assert (without["wbs_code"], without["cost_code"]) == (None, None)


async def test_both_doors_show_one_line(board: Board, commitment: int, prime: int) -> None:
    for contract_id, amount, scope in (
        (commitment, "proposed", "in"),
        (prime, "submitted", "budgetOnly"),
    ):
        change = await board.draw(contract_id, title="Doors")
        line = await board.line(change, amount="12.5", description=f"Oak {amount}", uom="ea")
        item = await board.item(f"Oak {amount}")
        assert (item[amount], item["scope"], item["unit"]) == ("12.5000", scope, "ea")
        path = board.site.cost(f"cost-items/{item['id']}")
        body = {"name": f"Elm {amount}", amount: "13", "quantity": 4}
        assert (await board.site.acc.patch(path, json=body)).is_success
        (shown,) = await board.lines(change)
        assert shown["id"] == line["id"]
        assert (shown["description"], shown["amount"]) == (f"Elm {amount}", "13.0")
        assert shown["quantity"] == "4.0"


async def test_items_born_through_the_other_door_are_lines_with_ids_that_stay(
    board: Board, commitment: int
) -> None:
    site = board.site
    uuid, contract_id = await site.commitment("SC-9", status="signed")
    pco = await site.make("change-orders/pco", name="Drains")
    item = await site.make(
        "cost-items", name="Pipe", estimated="10", proposed="9", contractId=uuid, scope="out"
    )
    await site.attach(pco, item)
    faces = [row for row in await site.potential() if row["title"] == "Drains"]
    shown = {face["contract_id"]: (await board.lines(face))[0] for face in faces}
    cost, budget = shown[contract_id], shown[await site.main_contract()]
    check(cost, LINE)
    assert cost["id"] != budget["id"], "an item on both sides is two lines"
    assert (cost["amount"], budget["amount"]) == ("9.0", "10.0")
    assert (
        cost["change_event_line_item"]["event_id"] == budget["change_event_line_item"]["event_id"]
    )
    for face in faces:
        (before,) = await board.lines(face)
        again = await board.reline(face, before, description=before["description"])
        assert again == before, "a change of nothing is none"
        changed = await board.reline(face, before, unit_cost="3", amount="30")
        assert (changed["id"], changed["unit_cost"]) == (before["id"], "3.0")
        assert [line["id"] for line in await board.lines(face)] == [before["id"]]
    found_item = await board.item("Pipe")
    assert (found_item["proposed"], found_item["submitted"]) == ("30.0000", "30.0000")


async def test_a_calculated_amount_follows_its_factors_until_somebody_types_one(
    board: Board, commitment: int
) -> None:
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, quantity="3", unit_cost="1.335")
    assert (line["amount"], line["extended_type"]) == ("4.01", "calculated"), "half a cent goes up"
    line = await board.reline(change, line, unit_cost="-1.335")
    assert line["amount"] == "-4.01"
    line = await board.reline(change, line, amount="9", quantity="2")
    assert (line["amount"], line["extended_type"]) == ("-2.67", "calculated")
    line = await board.reline(change, line, amount="9.1234")
    assert (line["amount"], line["extended_type"]) == ("9.1234", "manual")
    line = await board.reline(change, line, quantity="100")
    assert line["amount"] == "9.1234"
    line = await board.reline(change, line, extended_type="calculated")
    assert line["amount"] == "-133.5"
    # The other door types over it: it is a product no more.
    item = (await board.site.acc.get(board.site.cost("cost-items"))).json()["results"][0]
    path = board.site.cost(f"cost-items/{item['id']}")
    assert (await board.site.acc.patch(path, json={"proposed": "1"})).is_success
    (line,) = await board.lines(change)
    assert (line["amount"], line["extended_type"]) == ("1.0", "manual")
    line = await board.reline(change, line, quantity="5")
    assert (line["amount"], line["extended_type"]) == ("1.0", "manual")
    manual = await board.line(change, amount="7", quantity="2", unit_cost="1")
    assert (manual["amount"], manual["extended_type"]) == ("7.0", "manual")


async def test_lines_are_on_the_package_for_the_other_door_too(
    board: Board, commitment: int
) -> None:
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="100")
    (order,) = await board.site.orders("sco")
    assert order["proposed"] == "100.0000"
    package = await board.site.package(change["legacy_package_id"])
    assert package["grand_total"] == "100.0"
    assert (await board.drop(change, line)).status_code == 200
    assert (await board.site.package(package["id"]))["grand_total"] == "0.0"
    assert await board.lines(change) == []
    answer = await board.site.acc.get(board.site.cost("cost-items"))
    assert answer.json()["results"] == []


async def test_approval_fills_the_amount_and_locks_the_line(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="100", description="Oak", origin_id="1")
    await board.site.change_package(change["legacy_package_id"], status="approved")
    item = await board.item("Oak")
    assert (item["proposed"], item["committed"]) == ("100.0000", "100.0000")
    refused(await board.patch_line(change, line, amount="1"), 422, "amount")
    refused(
        await board.patch_line(change, line, description="Elm", quantity="2", tax_code_id=None),
        422,
        *("description", "quantity"),
    )
    for answer in (await board.post_line(change, {"amount": "1"}), await board.drop(change, line)):
        assert answer.status_code == 422, answer.text
    booked = await board.reline(change, line, origin_id="2", origin_data="x", amount="100.0")
    assert (booked["origin_id"], booked["amount"]) == ("2", "100.0")
    await board.site.change_package(change["legacy_package_id"], status="draft")
    assert (await board.item("Oak"))["committed"] is None
    changed = await board.reline(change, line, amount="1")
    assert changed["amount"] == "1.0"


async def test_an_agreed_amount_is_written_over(board: Board, commitment: int) -> None:
    """What the other door typed as committed would go on being shown."""
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="100", description="Oak")
    item = await board.item("Oak")
    path = board.site.cost(f"cost-items/{item['id']}")
    assert (await board.site.acc.patch(path, json={"committed": "90"})).is_success
    assert (await board.lines(change))[0]["amount"] == "90.0"
    assert (await board.reline(change, line, amount="80"))["amount"] == "80.0"
    item = await board.item("Oak")
    assert (item["proposed"], item["committed"]) == ("80.0000", "80.0000")


async def test_a_line_takes_the_status_of_its_change(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors", status="pending")
    await board.line(change, amount="5", description="Oak")
    assert (await board.get(change))["status"] == "pending"
    assert (await board.item("Oak"))["costStatus"] == "proposed"


async def test_filters_and_pages(board: Board, commitment: int) -> None:
    code, kind = await codes(board)
    change = await board.draw(commitment, title="Doors")
    plain = await board.line(change, amount="1")
    coded = await board.line(change, amount="2", cost_code_id=code, line_item_type_id=kind)
    last = await board.line(change, amount="3", cost_code_id=code)

    async def ids(**query: Any) -> list[int]:
        return [line["id"] for line in await board.lines(change, **query)]

    assert await ids(**{"filters[id]": f"{plain['id']},{last['id']}"}) == [plain["id"], last["id"]]
    assert await ids(**{"filters[cost_code_id]": code}) == [coded["id"], last["id"]]
    assert await ids(**{"filters[line_item_type_id]": kind}) == [coded["id"]]
    assert await ids(**{"filters[created_at]": "2001-01-01...2002-01-01"}) == []
    assert len(await ids(**{"filters[updated_at]": f"{plain['created_at']}..."})) == 3
    answer = await board.site.procore.get(
        board.path(change), params=board.here | {"page": 2, "per_page": 2}
    )
    assert [line["id"] for line in answer.json()] == [last["id"]]
    assert (answer.headers["total"], answer.headers["per-page"]) == ("3", "2")
    assert 'rel="first"' in answer.headers["link"]
    headers = {"if-none-match": answer.headers["etag"]}
    again = await board.site.procore.get(
        board.path(change), params=board.here | {"page": 2, "per_page": 2}, headers=headers
    )
    assert again.status_code == 304


async def test_a_touched_line_moves_the_time_of_its_change(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="1")
    async with board.site.ledger.reader(board.site.container.id) as read:
        before = {order.kind: order.updated_at for order in await read.where(ChangeOrder)}
    await board.reline(change, line, unit_cost="9")
    async with board.site.ledger.reader(board.site.container.id) as read:
        after = {order.kind: order.updated_at for order in await read.where(ChangeOrder)}
    assert all(after[kind] > before[kind] for kind in ("pco", "sco"))


# -- one cost item on two potential changes -------------------------------------------------------


async def event_of(board: Board) -> int:
    """A change event, made where the ledger keeps them."""
    site = board.site

    async def make(unit: Unit) -> int:
        own_id = unit.new_id()
        unit.new(
            ChangeOrder, id=own_id, kind="event", number="E1", name="Rain", type="", scope="tbd"
        )
        return own_id

    return await site.ledger.run(site.container.id, Actor(None, None, "web", "r", "admin"), make)


async def test_lines_of_one_event_and_code_are_one_cost_item(
    board: Board, commitment: int, prime: int
) -> None:
    event_id = await event_of(board)
    code, _ = await codes(board)
    cost = await board.draw(commitment, title="Rain", commitment_change_event_id=event_id)
    line = await board.line(
        cost, amount="80", description="Pump", cost_code_id=code, quantity="2", unit_cost="40"
    )
    budget = await board.draw(prime, title="Rain", prime_change_event_id=event_id)
    assert (cost["commitment_change_event_id"], budget["prime_change_event_id"]) == (
        event_id,
        event_id,
    )
    other = await board.line(budget, amount="100", description="Pumping", cost_code_id=code)
    item = await board.item("Pump")
    assert (item["proposed"], item["submitted"], item["scope"]) == ("80.0000", "100.0000", "out")
    assert (item["activeCost"], item["activeBudget"]) == (True, True)
    assert line["id"] != other["id"]
    assert (await board.lines(cost))[0]["description"] == "Pump"
    assert (await board.lines(budget))[0]["description"] == "Pumping"
    named = other["change_event_line_item"]
    assert (named["event_id"], named["id"]) == (
        event_id,
        line["change_event_line_item"]["id"],
    )
    # Each side has its own words and quantities, and its own amount.
    await board.reline(cost, line, description="Big pump", quantity="3")
    (shown,) = await board.lines(budget)
    assert (shown["description"], shown["quantity"], shown["amount"]) == ("Pumping", "2.0", "100.0")
    assert (await board.lines(cost))[0]["description"] == "Big pump"
    assert (await board.get(cost))["grand_total"] == "80.0"
    assert (await board.get(budget))["grand_total"] == "100.0"
    # A second line of that code is an item of its own.
    await board.line(budget, amount="5", description="Fuel", cost_code_id=code)
    assert (await board.item("Fuel"))["scope"] == "budgetOnly"
    # What leaves one side stays on the other.
    assert (await board.drop(budget, other)).status_code == 200
    item = await board.item("Big pump")
    assert (item["activeCost"], item["activeBudget"]) == (True, False)
    assert len(await board.lines(cost)) == 1


async def test_a_line_joins_an_item_whose_other_side_is_approved(
    board: Board, commitment: int, prime: int
) -> None:
    event_id = await event_of(board)
    code, _ = await codes(board)
    cost = await board.draw(commitment, title="Rain", commitment_change_event_id=event_id)
    line = await board.line(cost, amount="80", description="Pump", cost_code_id=code)
    await board.site.change_package(cost["legacy_package_id"], status="approved")
    budget = await board.draw(prime, title="Rain", prime_change_event_id=event_id)
    other = await board.line(budget, amount="100", description="Pump", cost_code_id=code)
    other = await board.reline(budget, other, description="Owner's pump", amount="101")
    assert (other["description"], other["amount"]) == ("Owner's pump", "101.0")
    (kept,) = await board.lines(cost)
    assert (kept["id"], kept["description"], kept["amount"]) == (line["id"], "Pump", "80.0")
    refused(await board.patch_line(budget, other, wbs_code_id=None), 422, "wbs_code_id")


# -- sync -----------------------------------------------------------------------------------------


async def test_sync_makes_and_changes_by_id_and_origin(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="1")
    answer = await board.sync(
        change,
        {"amount": "2"},
        {"id": line["id"], "amount": "3", "origin_id": "x"},
        {"origin_id": "y", "amount": "4"},
        {"origin_id": "x", "description": "found by its origin"},
        {"id": 5, "amount": "5"},
        {"origin_id": "z", "amount": "1.23456"},
        {"origin_id": "w", "tax_code_id": 77},
        "nothing",
    )
    assert [entity["amount"] for entity in answer["entities"]] == ["2.0", "3.0", "4.0", "3.0"]
    assert answer["entities"][3]["id"] == line["id"]
    told = [list(error["errors"]) for error in answer["errors"]]
    assert told == [["id"], ["amount"], ["tax_code_id"], ["base"]]
    assert answer["errors"][1]["amount"] == "1.23456", "what was sent is repeated"
    assert [each["amount"] for each in await board.lines(change)] == ["3.0", "2.0", "4.0"]
    other = await board.draw(commitment, title="Gates")
    moved = await board.sync(other, {"origin_id": "x", "amount": "9"}, {"id": line["id"]})
    assert [list(error["errors"]) for error in moved["errors"]] == [["origin_id"], ["id"]]


@pytest.mark.parametrize("count", [1001])
async def test_a_sync_has_its_limit(board: Board, commitment: int, count: int) -> None:
    change = await board.draw(commitment, title="Doors")
    body = {"updates": [{"amount": "1"}] * count}
    path = f"{board.path(change)}/sync"
    answer = await board.site.procore.patch(path, params=board.here, json=body)
    refused(answer, 413, "updates")
    assert await board.lines(change) == []


# -- what is refused ------------------------------------------------------------------------------

BAD: tuple[tuple[Json, int, str], ...] = (
    ({"amount": "1.00001"}, 400, "amount"),
    ({"amount": "NaN"}, 400, "amount"),
    ({"amount": "1e400"}, 400, "amount"),
    ({"amount": []}, 400, "amount"),
    ({"quantity": "1.123456789"}, 400, "quantity"),
    ({"unit_cost": "ten"}, 400, "unit_cost"),
    ({"extended_type": "automatic"}, 400, "extended_type"),
    ({"extended_type": None}, 400, "extended_type"),
    ({"description": "x" * 1025}, 400, "description"),
    ({"description": "a\x00b"}, 400, "description"),
    ({"uom": 5}, 400, "uom"),
    ({"wbs_code_id": "many"}, 400, "wbs_code_id"),
    ({"wbs_code_id": 99}, 422, "wbs_code_id"),
    ({"cost_code_id": 99}, 422, "cost_code_id"),
    ({"cost_code_id": 2**53}, 400, "cost_code_id"),
    ({"line_item_type_id": 99}, 422, "line_item_type_id"),
    ({"tax_code_id": 99}, 422, "tax_code_id"),
    ({"origin_id": "x" * 256}, 400, "origin_id"),
    ({"origin_id": "taken"}, 409, "origin_id"),
    (
        {"quantity": "999999999999", "unit_cost": "999999999999", "extended_type": "calculated"},
        400,
        "amount",
    ),
)


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Board, Json, Json]:
    board = Board(kept_site)
    _, commitment = await kept_site.commitment("SC-1", status="signed")
    change = await board.draw(commitment, title="Doors")
    await board.line(change, amount="1", origin_id="taken")
    return board, change, await board.line(change, amount="2")


@pytest.mark.parametrize(("fields", "status", "field"), BAD, ids=[str(row[0])[:40] for row in BAD])
async def test_bad_lines_are_refused_and_leave_nothing(
    kept: tuple[Board, Json, Json], fields: Json, status: int, field: str
) -> None:
    board, change, line = kept
    before = await board.lines(change)
    if field == "description" and "\x00" in str(fields):
        assert (await board.post_line(change, fields)).status_code == 400
    else:
        refused(await board.post_line(change, fields), status, field)
        refused(await board.patch_line(change, line, **fields), status, field)
    assert await board.lines(change) == before


async def test_two_codes_in_one_body_are_refused(board: Board, commitment: int) -> None:
    code, kind = await codes(board)
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, cost_code_id=code)
    wbs = line["wbs_code"]["id"]
    answer = await board.post_line(change, {"wbs_code_id": wbs, "line_item_type_id": kind})
    refused(answer, 422, "wbs_code_id")
    assert (await board.reline(change, line, wbs_code_id=wbs, cost_code_id=code))["id"]


async def test_wrong_addresses_and_wrappers(board: Board, commitment: int, prime: int) -> None:
    change = await board.draw(commitment, title="Doors")
    other = await board.draw(prime, title="Gates")
    line = await board.line(change, amount="1")
    client = board.site.procore
    refused(
        await client.post(board.path(change), json=board.here | {"change_order": {}}),
        400,
        "line_item",
    )
    refused(await client.post(board.path(change), json={"line_item": {}}), 400, "project_id")
    foreign = [
        board.path(other, line),
        board.path(change, other),
        board.path({"id": 1}, line),
        board.path({"id": 2**60}, line),
    ]
    for path in foreign:
        for answer in (
            await client.get(path, params=board.here),
            await client.patch(path, json=board.here | {"line_item": {"amount": "2"}}),
            await client.delete(path, params=board.here),
        ):
            assert answer.status_code == 404, (path, answer.text)
    assert (await client.get(board.path({"id": 1}), params=board.here)).status_code == 404
    assert [each["amount"] for each in await board.lines(change)] == ["1.0"]


async def test_another_project_is_not_there(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="1")
    where = {"project_id": board.site.project_id + 1}
    for path in (board.path(change), board.path(change, line)):
        assert (await board.site.procore.get(path, params=where)).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "owner", "supplier"])
async def test_who_may_not_write(board: Board, commitment: int, role: str) -> None:
    change = await board.draw(commitment, title="Doors")
    client = board.site.as_role(role)
    body = board.here | {"line_item": {"amount": "1"}}
    answer = await client.post(board.path(change), json=body)
    assert answer.status_code in (403, 404), answer.text
    assert await board.lines(change) == []
