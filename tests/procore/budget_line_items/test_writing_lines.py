"""Budget lines are written here and show in Autodesk's budgets (procore.md Appendix A)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.contracting import Desk, found

PATH = "/rest/v1.0/budget_line_items"


async def pair(desk: Desk, code: str = "03-100") -> dict[str, int]:
    made = await desk.site.procore.post(
        "/rest/v1.0/cost_codes",
        json=desk.here | {"cost_code": {"code": code, "name": f"Code {code}"}},
    )
    types = await desk.rows("/rest/v1.0/line_item_types")
    return {"cost_code_id": found(made, 201)["id"], "line_item_type_id": types[0]["id"]}


async def write(desk: Desk, method: str, path: str, **fields: Any) -> Any:
    return await desk.site.procore.request(
        method, path, json=desk.here | {"budget_line_item": fields}
    )


async def budgets(desk: Desk) -> list[dict[str, Any]]:
    answer = await desk.site.acc.get(desk.site.cost("budgets"))
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


async def test_a_line_is_a_budget_of_the_other_door(desk: Desk) -> None:
    code = await pair(desk)
    line = found(await write(desk, "POST", PATH, **code, original_budget_amount=1250.5), 201)
    assert (line["original_budget_amount"], line["calculation_strategy"]) == (1250.5, "manual")
    assert line["cost_code"]["id"] == code["cost_code_id"]
    assert line["line_item_type"]["id"] == code["line_item_type_id"]
    (budget,) = await budgets(desk)
    assert budget["originalAmount"] == "1250.5000" and budget["code"].startswith("03-100")
    assert line == (await desk.fetch(f"{PATH}/{line['id']}")).json()
    again = await write(desk, "POST", PATH, **code, original_budget_amount=1)
    assert again.status_code == 422 and "cost_code_id" in again.json()["errors"]
    assert len(await budgets(desk)) == 1


async def test_quantity_times_unit_cost_or_as_typed(desk: Desk) -> None:
    code = await pair(desk)
    fields = {"quantity": 12, "unit_cost": 2.5, "uom": "m", "calculation_strategy": "automatic"}
    line = found(await write(desk, "POST", PATH, **code, **fields), 201)
    assert (line["original_budget_amount"], line["uom"]) == (30.0, "m")
    assert line["calculation_strategy"] == "automatic"
    one = f"{PATH}/{line['id']}"
    more = found(await write(desk, "PATCH", one, quantity=20))
    assert more["original_budget_amount"] == 50.0
    sent = {"original_budget_amount": 99.99, "calculation_strategy": "manual"}
    typed = found(await write(desk, "PATCH", one, **sent))
    assert (typed["original_budget_amount"], typed["quantity"]) == (99.99, 20.0)
    assert (typed["unit_cost"], typed["calculation_strategy"]) == (None, "manual")
    back = found(await write(desk, "PATCH", one, unit_cost=3, original_budget_amount=5))
    assert (back["original_budget_amount"], back["calculation_strategy"]) == (60.0, "automatic")


async def test_a_sync_is_all_or_nothing(desk: Desk) -> None:
    first = found(await write(desk, "POST", PATH, **await pair(desk)), 201)
    second = found(await write(desk, "POST", PATH, **await pair(desk, "05-500")), 201)
    lines = [
        {"wbs_code_id": first["id"], "original_budget_amount": 10},
        {"wbs_code_id": second["id"], "id": second["id"], "quantity": 3, "unit_cost": 7},
    ]
    body = desk.here | {"budget_line_items": lines}
    answer = await desk.site.procore.post(f"{PATH}/sync", json=body)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert [row["original_budget_amount"] for row in shown] == [10.0, 21.0]
    assert [row["wbs_code"]["id"] for row in shown] == [first["id"], second["id"]]
    lines += [{"wbs_code_id": 999_999, "original_budget_amount": 1}]
    lines[0]["original_budget_amount"] = 11
    refused = await desk.site.procore.post(f"{PATH}/sync", json=body)
    assert refused.status_code == 422 and "wbs_code_id" in refused.text
    assert sorted(row["originalAmount"] for row in await budgets(desk)) == ["10.0000", "21.0000"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cost_code_id": 999_999}, "cost_code_id"),
        ({"line_item_type_id": 999_999}, "line_item_type_id"),
        ({"original_budget_amount": "much"}, "original_budget_amount"),
        ({"calculation_strategy": "lucky"}, "calculation_strategy"),
        ({"calculation_strategy": "automatic"}, "quantity"),
        ({"quantity": 10**10, "unit_cost": 10**10}, "original_budget_amount"),
    ],
)
async def test_what_is_wrong_is_named(desk: Desk, fields: dict[str, Any], field: str) -> None:
    answer = await write(desk, "POST", PATH, **{**await pair(desk), **fields})
    assert answer.status_code in (400, 422), answer.text
    (named,) = answer.json()["errors"]
    assert named.removeprefix("budget_line_item.") == field
    assert await budgets(desk) == []


async def test_a_line_keeps_its_code_and_has_no_direct_costs(desk: Desk) -> None:
    code = await pair(desk)
    line = found(await write(desk, "POST", PATH, **code, original_budget_amount=5), 201)
    other = await pair(desk, "05-500")
    for fields in ({"cost_code_id": other["cost_code_id"]}, {"direct_costs": 3}):
        refused = await write(desk, "PATCH", f"{PATH}/{line['id']}", **fields)
        assert refused.status_code == 422 and next(iter(fields)) in refused.json()["errors"]
    kept = found(await write(desk, "PATCH", f"{PATH}/{line['id']}", **code, direct_costs=0))
    assert kept == line
    assert (await write(desk, "PATCH", f"{PATH}/999999", uom="m")).status_code == 404


async def test_who_may_not_write_budgets_does_not(desk: Desk) -> None:
    code = await pair(desk)
    body = desk.here | {"budget_line_item": {**code, "original_budget_amount": 5}}
    for role in ("viewer", "approver", "estimator"):
        answer = await desk.site.as_role(role).post(PATH, json=body)
        assert answer.status_code == 403, (role, answer.text)
    assert await budgets(desk) == []
