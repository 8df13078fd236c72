"""Financial markups: kept with their holder, and nothing of another's."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.procore.contracting import PRIME, WORK, Desk, Json, found, refused

PATH = "/rest/v1.0/financials/markups"
FEE = {"name": "Fee", "percentage": "12.5"}
SETS = {
    "Contract": ("change_orders_horizontal", "change_orders_vertical"),
    "PotentialChangeOrder": ("horizontal", "vertical"),
}
"""The sets of each holder, by the vendor's reference."""


def query(desk: Desk, holder_id: int, kind: str = "Contract") -> Json:
    return desk.here | {"holder_type": kind, "holder_id": holder_id}


async def post(desk: Desk, where: Json, **fields: Any) -> httpx.Response:
    usual = FEE | {"markup_set": SETS[where["holder_type"]][0]}
    return await desk.site.procore.post(PATH, params=where, json={"markup": usual | fields})


async def rows(desk: Desk, where: Json) -> list[Json]:
    answer = await desk.site.procore.get(PATH, params=where)
    assert answer.status_code == 200, answer.text
    records: list[Json] = answer.json()
    return records


async def potential_id(desk: Desk, **fields: Any) -> int:
    contract = await desk.make(WORK, status="Approved")
    await desk.site.new_package(contract["id"], title="Doors", **fields)
    (row,) = await desk.site.potential()
    return int(row["id"])


async def test_markups_of_each_holder(desk: Desk) -> None:
    commitment, prime = await desk.make(WORK), await desk.site.main_contract()
    holders = (
        query(desk, commitment["id"]),
        query(desk, prime),
        query(desk, await potential_id(desk), "PotentialChangeOrder"),
    )
    line = await desk.line(WORK, commitment, amount="5")
    body = desk.here | {"cost_code": {"code": "03", "name": "Concrete"}}
    code = found(await desk.site.procore.post("/rest/v1.0/cost_codes", json=body), 201)
    pair = await desk.change_line(WORK, commitment, line, cost_code_id=code["id"])
    prime_line = await desk.line(PRIME, {"id": prime}, amount="1")
    for where in holders:
        first = found(await post(desk, where), 201)
        assert set(first) == {
            *("id", "applies_to_all", "compound", "holder_id", "holder_type", "markup_set"),
            *("markup_conditions", "name", "percentage", "position", "prime_line_item_id"),
            *("project_id", "tax_code_ids", "wbs_code"),
        }
        assert (first["percentage"], first["position"]) == ("12.5", 1)
        assert (first["holder_type"], first["holder_id"]) == (
            where["holder_type"],
            where["holder_id"],
        )
        second = found(
            await post(
                desk,
                where,
                name="Insurance",
                markup_set=SETS[where["holder_type"]][1],
                compound={"type": "selective", "selections": [first["id"]]},
                wbs_code_id=pair["wbs_code"]["id"],
                prime_line_item_id=prime_line["id"],
                applies_to_all=False,
                markup_conditions=[
                    {"match_type": "includes", "wbs_segment_id": 3, "markup_condition_items": [4]}
                ],
            ),
            201,
        )
        assert second["compound"] == {"type": "selective", "selections": [first["id"]]}
        assert second["wbs_code"]["flat_code"] == "03"
        assert second["wbs_code"]["segment_items"][0]["id"] == code["id"]
        (condition,) = second["markup_conditions"]
        assert (condition["match_type"], condition["wbs_segment_id"]) == ("includes", 3)
        path = f"{PATH}/{second['id']}"
        assert found(await desk.site.procore.get(path, params=where)) == second
        assert await rows(desk, where) == [first, second]
        change = {
            "percentage": "0.125",
            "markup_conditions": [
                {"id": condition["id"], "_destroy": True},
                {"match_type": "excludes"},
            ],
        }
        answer = await desk.site.procore.patch(path, params=where, json={"markup": change})
        changed = found(answer)
        assert changed["percentage"] == "0.125"
        assert [one["match_type"] for one in changed["markup_conditions"]] == ["excludes"]
        gone = await desk.site.procore.delete(f"{PATH}/{first['id']}", params=where)
        assert (gone.status_code, gone.content) == (204, b"")
        (left,) = await rows(desk, where)
        assert left["compound"]["selections"] == []
        # Not with another holder.
        for other in holders:
            if other != where:
                answer = await desk.site.procore.get(path, params=other)
                assert answer.status_code == 404


BAD: tuple[tuple[Json, int, str], ...] = (
    ({"name": ""}, 400, "name"),
    ({"percentage": None}, 400, "percentage"),
    ({"percentage": "much"}, 400, "percentage"),
    ({"percentage": "1000.01"}, 400, "percentage"),
    ({"percentage": "-1001"}, 400, "percentage"),
    ({"markup_set": "diagonal"}, 400, "markup_set"),
    ({"compound": {"type": "below"}}, 400, "compound.type"),
    ({"compound": {"selections": [1]}}, 422, "compound.selections"),
    ({"wbs_code_id": 1}, 422, "wbs_code_id"),
    ({"prime_line_item_id": 1}, 422, "prime_line_item_id"),
    ({"tax_code_ids": [1]}, 422, "tax_code_ids"),
    ({"markup_conditions": [{"match_type": "likes"}]}, 400, "markup_conditions.0.match_type"),
    ({"markup_conditions": [{"id": 1}]}, 422, "markup_conditions"),
    ({"markup_conditions": [{}]}, 400, "markup_conditions"),
)


@pytest.mark.parametrize(("fields", "status", "field"), BAD)
async def test_what_is_wrong_is_named(desk: Desk, fields: Json, status: int, field: str) -> None:
    where = query(desk, (await desk.make(WORK))["id"])
    kept = found(await post(desk, where), 201)
    refused(await post(desk, where, **fields), status, field)
    path = f"{PATH}/{kept['id']}"
    answer = await desk.site.procore.patch(path, params=where, json={"markup": fields})
    refused(answer, status, field)
    assert await rows(desk, where) == [kept]


async def test_markups_stay_where_their_lines_do(desk: Desk) -> None:
    contract = await desk.make(WORK)
    where = query(desk, contract["id"])
    kept = found(await post(desk, where), 201)
    await desk.change(WORK, contract, status="Approved")
    assert (await post(desk, where)).status_code == 422
    answer = await desk.site.procore.delete(f"{PATH}/{kept['id']}", params=where)
    assert answer.status_code == 422
    where = query(desk, await potential_id(desk, status="approved"), "PotentialChangeOrder")
    assert (await post(desk, where)).status_code == 422


async def test_the_holder_must_be_named_and_there(desk: Desk) -> None:
    contract = await desk.make(WORK)
    potential = await potential_id(desk)
    for where, status in (
        (desk.here, 400),
        (query(desk, contract["id"], "Company"), 400),
        (query(desk, 1), 404),
        (query(desk, contract["id"], "PotentialChangeOrder"), 404),
        (query(desk, potential), 404),
    ):
        answer = await desk.site.procore.get(PATH, params=where)
        assert answer.status_code == status, where


async def test_each_holder_has_its_own_sets(desk: Desk) -> None:
    """A contract those that its changes begin with, a change those that are worked out on it: no
    markup is kept that comes to nothing."""
    holders = (
        query(desk, (await desk.make(WORK))["id"]),
        query(desk, await desk.site.main_contract()),
        query(desk, await potential_id(desk), "PotentialChangeOrder"),
    )
    for where in holders:
        own = SETS[where["holder_type"]]
        (others,) = (sets for kind, sets in SETS.items() if kind != where["holder_type"])
        kept = found(await post(desk, where), 201)
        for markup_set in others:
            refused(await post(desk, where, markup_set=markup_set), 422, "markup_set")
            answer = await desk.site.procore.patch(
                f"{PATH}/{kept['id']}", params=where, json={"markup": {"markup_set": markup_set}}
            )
            refused(answer, 422, "markup_set")
        assert [one["markup_set"] for one in await rows(desk, where)] == [own[0]]
