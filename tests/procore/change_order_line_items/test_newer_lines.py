"""Lines of prime and commitment change orders under v2.0 (procore.md §2.1, Appendix A)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.procore.lining import NEWER, Board, Json, found
from tests.procore.potential_change_orders.test_changes import raise_tiers

PRIME = {
    *("prime_line_item_id", "id", "description", "uom", "quantity", "unit_cost", "amount"),
    *("extended_type", "wbs_code_id", "tax_code_id", "position", "wbs_code"),
    "work_breakdown_structure",
}
KEYS = {"budget": PRIME, "cost": PRIME | {"commitment_line_item_id"}}


async def wbs_code(board: Board) -> str:
    made = await board.site.make("budgets", code="03", name="Walls")
    assert made["code"] == "03"
    (budget,) = (await board.budgets()).values()
    return str(budget.id)


def data(answer: httpx.Response) -> Any:
    return found(answer)["data"]


def refused(answer: httpx.Response, status: int, *fields: str) -> None:
    assert answer.status_code == status, answer.text
    assert {each["source"] for each in answer.json()["error"]["details"]} == set(fields)


@pytest.mark.parametrize("side", NEWER)
async def test_a_line_is_made_shown_changed_and_deleted(
    board: Board, commitment: int, prime: int, side: str
) -> None:
    client = board.site.procore
    code = await wbs_code(board)
    change = await board.draw(commitment if side == "cost" else prime, title="Doors")
    path = board.newer(side, change)
    sent = {"quantity": "3", "unit_cost": "1.335", "uom": "kg", "wbs_code_id": code}
    made = data(await client.post(path, json=sent))
    assert set(made) == KEYS[side]
    assert isinstance(made["id"], str) and made["quantity"] == 3.0
    assert (made["amount"], made["extended_type"], made["unit_cost"]) == (
        "4.01",
        "calculated",
        "1.335",
    )
    assert made["wbs_code_id"] == code
    assert made["wbs_code"] == {"id": code, "flat_code": "03", "description": "Walls"}
    assert data(await client.get(path)) == [made]
    one = board.newer(side, change, made)
    assert data(await client.get(one)) == made
    changed = data(await client.patch(one, json={"amount": "9", "description": "Nails"}))
    assert (changed["amount"], changed["extended_type"]) == ("9.0", "manual")
    assert data(await client.get(one)) == changed
    (classic,) = await board.lines(change)
    assert (str(classic["id"]), classic["amount"], classic["description"]) == (
        made["id"],
        "9.0",
        "Nails",
    )
    gone = await client.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(one)).status_code == 404
    assert data(await client.get(path)) == []


async def test_it_names_the_lines_of_contracts(board: Board, commitment: int, prime: int) -> None:
    client = board.site.procore
    code = await wbs_code(board)
    body = board.here | {"line_item": {"amount": "5"}}
    of_prime = found(
        await client.post(f"/rest/v1.0/prime_contracts/{prime}/line_items", json=body), 201
    )
    change = await board.draw(commitment, title="Doors")
    path = board.newer("cost", change)
    named = {"prime_line_item_id": str(of_prime["id"]), "wbs_code_id": code, "amount": "1"}
    made = data(await client.post(path, json=named))
    assert made["prime_line_item_id"] == str(of_prime["id"])
    for name in ("prime_line_item_id", "commitment_line_item_id"):
        answer = await client.post(path, json={"wbs_code_id": code, name: "7"})
        refused(answer, 422, name)
    # A line of a prime contract is none of the commitment's.
    wrong = {"wbs_code_id": code, "commitment_line_item_id": str(of_prime["id"])}
    refused(await client.post(path, json=wrong), 422, "commitment_line_item_id")


async def test_pages_are_of_ten(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors")
    await board.sync(change, *({"amount": str(number)} for number in range(12)))
    answer = await board.site.procore.get(board.newer("cost", change))
    assert len(data(answer)) == 10
    assert (answer.headers["total"], answer.headers["per-page"]) == ("12", "10")


BAD: tuple[tuple[Json, int, str], ...] = (
    ({}, 400, "wbs_code_id"),
    ({"wbs_code_id": None}, 400, "wbs_code_id"),
    ({"wbs_code_id": "x"}, 400, "wbs_code_id"),
    ({"wbs_code_id": "77"}, 422, "wbs_code_id"),
    ({"amount": "1.00001"}, 400, "amount"),
    ({"quantity": "many"}, 400, "quantity"),
    ({"tax_code_id": "77"}, 422, "tax_code_id"),
    ({"description": ["x"]}, 400, "description"),
)


@pytest.mark.parametrize(("fields", "status", "field"), BAD)
async def test_bad_lines_get_the_newer_form(
    board: Board, commitment: int, fields: Json, status: int, field: str
) -> None:
    code = await wbs_code(board)
    change = await board.draw(commitment, title="Doors")
    whole = fields if field == "wbs_code_id" else {"wbs_code_id": code, **fields}
    refused(await board.site.procore.post(board.newer("cost", change), json=whole), status, field)
    assert await board.lines(change) == []


async def test_a_change_of_the_other_side_or_of_three_tiers_is_not_there(
    board: Board, commitment: int, prime: int
) -> None:
    client = board.site.procore
    change = await board.draw(prime, title="Rain")
    line = await board.line(change, amount="1")
    assert (await client.get(board.newer("cost", change))).status_code == 404
    assert (await client.get(board.newer("cost", change, line))).status_code == 404
    assert (await client.delete(board.newer("cost", change, line))).status_code == 404
    assert (await client.get(board.newer("budget", change))).status_code == 200
    await raise_tiers(board.site, tiers_budget=3)
    for answer in (
        await client.get(board.newer("budget", change)),
        await client.get(board.newer("budget", change, line)),
        await client.patch(board.newer("budget", change, line), json={"amount": "2"}),
    ):
        assert answer.status_code == 404, answer.text
    assert (await board.lines(change))[0]["amount"] == "1.0"


async def test_an_approved_change_keeps_its_lines(board: Board, commitment: int) -> None:
    client = board.site.procore
    change = await board.draw(commitment, title="Doors")
    line = await board.line(change, amount="1")
    await board.site.change_package(change["legacy_package_id"], status="approved")
    answer = await client.patch(board.newer("cost", change, line), json={"amount": "2"})
    refused(answer, 422, "amount")
    assert (await client.delete(board.newer("cost", change, line))).status_code == 422
