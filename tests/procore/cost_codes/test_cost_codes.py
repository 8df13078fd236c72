"""Cost codes: a tree, and the budgets that are made of it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.contracting import Desk, Json, found, refused

PATH = "/rest/v1.0/cost_codes"


async def make(desk: Desk, **fields: Any) -> Json:
    body = desk.here | {"cost_code": {"code": "03", "name": "Concrete"} | fields}
    return found(await desk.site.procore.post(PATH, json=body), 201)


async def patch(desk: Desk, record: Json, **fields: Any) -> Json:
    body = desk.here | {"cost_code": fields}
    return found(await desk.site.procore.patch(f"{PATH}/{record['id']}", json=body))


async def test_a_tree_of_codes(desk: Desk) -> None:
    top = await make(desk, origin_id="1", origin_data="{}", standard_cost_code_id=7)
    child = await make(desk, code="500", name="Slabs", parent_id=top["id"], position=4)
    assert (top["full_code"], child["full_code"]) == ("03", "03-500")
    assert (child["parent"], child["position"], child["code"]) == ({"id": top["id"]}, 4, "500")
    assert (top["budgeted"], top["line_item_types"], top["biller_type"]) == (False, [], "Project")
    assert (top["origin_id"], top["standard_cost_code_id"]) == ("1", 7)
    assert (await desk.fetch(f"{PATH}/{child['id']}")).json() == child
    listed = await desk.rows(PATH)
    assert [row["full_code"] for row in listed] == ["03", "03-500"]
    assert set(listed[0]) == (set(top) - {"standard_cost_code_list_id"}) | {"biller_origin_id"}
    (one,) = await desk.rows(PATH, **{"filters[origin_id]": "1"})
    assert one["id"] == top["id"]
    (short,) = await desk.rows(PATH, view="compact", **{"filters[id]": str(top["id"])})
    assert set(short) == {
        *("id", "name", "full_code", "origin_data", "origin_id", "standard_cost_code_id"),
    }
    assert await desk.rows(PATH, sub_job_id=1) == []
    await patch(desk, top, code="04")
    assert [row["full_code"] for row in await desk.rows(PATH)] == ["04", "04-500"]


async def test_autodesk_s_budgets_bring_their_cost_codes(desk: Desk) -> None:
    await desk.site.make("budgets", code="07-1", name="Roof", quantity=1, unitPrice="10")
    (code,) = await desk.rows(PATH)
    assert (code["full_code"], code["name"], code["budgeted"]) == ("07-1", "Roof", True)
    await patch(desk, code, code="07-2", name="Roofing")
    (budget,) = await desk.acc_rows("budgets")
    assert budget["code"] == "07-2"
    await desk.acc_patch(f"budgets/{budget['id']}", code="07-3")
    (code,) = await desk.rows(PATH)
    assert code["full_code"] == "07-3"


BAD: tuple[tuple[Json, int, str], ...] = (
    ({"code": ""}, 400, "code"),
    ({"name": None}, 400, "name"),
    ({"code": "x" * 101}, 400, "code"),
    ({"parent_id": 1}, 422, "parent_id"),
    ({"position": -1}, 400, "position"),
    ({"code": "TAKEN"}, 409, "code"),
    ({"origin_id": "TAKEN"}, 409, "origin_id"),
)


@pytest.mark.parametrize(("fields", "status", "field"), BAD)
async def test_what_is_wrong_is_named(desk: Desk, fields: Json, status: int, field: str) -> None:
    await make(desk, code="TAKEN", origin_id="TAKEN")
    kept = await make(desk)
    before = await desk.rows(PATH)
    body = desk.here | {"cost_code": {"code": "09", "name": "x"} | fields}
    refused(await desk.site.procore.post(PATH, json=body), status, field)
    body = desk.here | {"cost_code": fields}
    answer = await desk.site.procore.patch(f"{PATH}/{kept['id']}", json=body)
    refused(answer, status, field)
    assert await desk.rows(PATH) == before


async def test_codes_by_the_dozen(desk: Desk) -> None:
    held = await make(desk, origin_id="A")
    updates = [
        {"origin_id": "A", "name": "Renamed"},
        {"origin_id": "B", "code": "05", "name": "Metals", "parent_id": held["id"]},
        {"code": "06"},
        {"id": 1, "name": "x"},
    ]
    answer = await desk.site.procore.patch(
        f"{PATH}/sync", params=desk.here, json={"updates": updates}
    )
    body = found(answer)
    assert [one["full_code"] for one in body["entities"]] == ["03", "03-05"]
    assert [set(one["errors"]) for one in body["errors"]] == [{"name"}, {"id"}]
    assert [row["name"] for row in await desk.rows(PATH)] == ["Renamed", "Metals"]
