"""Change order requests: written, listed, put into packages, synced (procore.md §2.4)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.layers import PACKAGES, REQUESTS, Json, Layers, MakeLayers

SIDES = pytest.mark.parametrize("side", ["budget", "cost"])

# Appendix A, CorListItem and CorDetail with what 2026 adds to it.
LISTED: dict[str, Any] = {
    **dict.fromkeys(("id", "revision"), int),
    **dict.fromkeys(("created_at", "updated_at", "grand_total", "number", "status"), str),
    **dict.fromkeys(
        ("created_by_id", "change_order_package_id", "schedule_impact_amount"), (int, type(None))
    ),
    **dict.fromkeys(
        ("deleted_at", "due_date", "invoiced_date", "paid_date", "title"), (str, type(None))
    ),
    "currency_configuration": dict,
}
DETAIL: dict[str, Any] = {
    **LISTED,
    **dict.fromkeys(("contract_id", "position"), int),
    **dict.fromkeys(("creator", "contract"), dict),
    **dict.fromkeys(
        ("description", "origin_data", "origin_id", "signed_change_order_received_date"),
        (str, type(None)),
    ),
    **dict.fromkeys(("private", "executed"), bool),
    "batch": (dict, type(None)),
    "attachments": list,
}
WRITTEN: Json = {
    "title": "Extra doors",
    "description": "Two of them",
    "number": "R-07",
    "revision": 3,
    "schedule_impact_amount": 4,
    "origin_data": "{}",
    "origin_id": "77",
    "paid_date": "2026-01-04",
    "invoiced_date": "2026-01-03",
    "due_date": "2026-01-02T00:00:00Z",
}


def check(record: Json, fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), name


@SIDES
async def test_everything_writable_comes_back_and_can_be_changed(
    make_layers: MakeLayers, side: str
) -> None:
    layers = await make_layers(side, 3)
    made = await layers.make(REQUESTS, **WRITTEN, grand_total=99.5)
    check(made, DETAIL)
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert (made["grand_total"], made["status"]) == ("0.0", "draft")
    assert await layers.shown(REQUESTS, made) == made
    (listed,) = await layers.rows(REQUESTS)
    check(listed, LISTED)
    assert listed["due_date"] == "2026-01-02"
    assert listed == {**{name: made[name] for name in listed}, "due_date": "2026-01-02"}
    changed = await layers.change(REQUESTS, made, title=None, due_date="2026-05-06", number="")
    expected = {**WRITTEN, "title": None, "due_date": "2026-05-06T00:00:00Z"}
    assert {name: changed[name] for name in WRITTEN} == expected
    extended = await layers.shown(REQUESTS, made, view="extended")
    assert extended == {**changed, "total_tax_amount": "0.0"}
    following = await layers.make(REQUESTS, title="next")
    assert following["number"] == "R-08"


@SIDES
async def test_it_tells_its_contract_and_its_package(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 3)
    package = await layers.make(PACKAGES, title="p", status="proceeding")
    made = await layers.make(REQUESTS, title="r", change_order_package_id=package["id"])
    assert made["change_order_package_id"] == package["id"]
    assert made["status"] == "proceeding"
    batch = {name: package[name] for name in ("id", "title", "number", "status")}
    assert made["batch"] == batch
    contract = made["contract"]
    assert set(contract) == {"id", "number", "title", "type", "status", "vendor"}
    types = {"budget": "PrimeContract", "cost": "WorkOrderContract"}
    assert (contract["id"], contract["type"]) == (layers.contract_id, types[side])
    assert contract["status"] == ("Approved" if side == "cost" else contract["status"])
    out = await layers.change(REQUESTS, made, change_order_package_id=None, status="void")
    assert (out["batch"], out["change_order_package_id"], out["status"]) == (None, None, "void")


async def test_lists_are_of_one_contract_and_filtered(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 3)
    _, other_id = await layers.site.commitment("SC-200", status="signed")
    package = await layers.make(PACKAGES, title="p")
    first = await layers.make(REQUESTS, title="a", change_order_package_id=package["id"])
    second = await layers.make(REQUESTS, title="b", status="pricing", due_date="2026-04-01")
    third = await layers.make(REQUESTS, title="c", status="approved")
    ids = [first["id"], second["id"], third["id"]]
    assert await layers.ids(REQUESTS) == ids
    assert await layers.rows(REQUESTS, contract_id=other_id) == []
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({"id": f"{ids[0]},{ids[2]}"}, [ids[0], ids[2]]),
        ({"change_order_package_id": package["id"]}, [ids[0]]),
        ({"status": "draft,approved"}, [ids[0], ids[2]]),
        ({"not_status": "draft"}, [ids[1], ids[2]]),
        ({"due_date": "2026-04-01...2026-04-02"}, [ids[1]]),
        ({"updated_at": "2001-01-01...2002-01-01"}, []),
    ]
    for filters, expected in asked:
        assert await layers.ids(REQUESTS, **filters) == expected, filters
    bare = await layers.send("GET", REQUESTS)
    assert bare.status_code == 400 and set(bare.json()["errors"]) == {"contract_id"}
    for path in (REQUESTS, f"{REQUESTS}/{ids[0]}"):
        for contract_id in (other_id + 10_000, other_id):
            answer = await layers.send("GET", path, contract_id=contract_id)
            expected_status = 200 if path == REQUESTS and contract_id == other_id else 404
            assert answer.status_code == expected_status, (path, contract_id)
    body = {"contract_id": other_id, "title": "x"}
    answer = await layers.site.procore.patch(
        f"{REQUESTS}/{ids[0]}",
        json={"project_id": layers.site.project_id, "contract_id": other_id, "change_order": body},
    )
    assert answer.status_code == 404


async def synced(layers: Layers, *updates: Json) -> tuple[list[Json], list[Json]]:
    query = {"project_id": layers.site.project_id, "contract_id": layers.contract_id}
    answer = await layers.site.procore.patch(
        f"{REQUESTS}/sync", params=query, json={"updates": list(updates)}
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["entities"], body["errors"]


async def test_sync_finds_by_id_and_by_origin(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 3)
    made = await layers.make(REQUESTS, title="a", origin_id="A")
    entities, errors = await synced(
        layers,
        {"origin_id": "A", "title": "a2"},
        {"origin_id": "B", "title": "b"},
        {"id": made["id"], "origin_id": "C", "status": "approved"},
        {"id": 1, "title": "nobody"},
        {"title": "new", "status": "done"},
        {"origin_id": "B", "change_order_package_id": 1},
        {"title": "plain"},
        {"id": made["id"], "origin_id": "B"},
    )
    assert [(one["title"], one["origin_id"], one["status"]) for one in entities] == [
        ("a2", "C", "approved"),
        ("b", "B", "draft"),
        ("a2", "C", "approved"),
        ("plain", None, "draft"),
    ]
    assert entities[0]["id"] == entities[2]["id"] == made["id"]
    assert [list(one["errors"]) for one in errors] == [
        ["id"],
        ["status"],
        ["change_order_package_id"],
        ["origin_id"],
    ]
    assert errors[0]["title"] == "nobody"
    assert [row["title"] for row in await layers.rows(REQUESTS)] == ["a2", "b", "plain"]
    for entity in (entities[1], entities[2], entities[3]):
        assert await layers.shown(REQUESTS, entity) == entity


async def test_what_the_other_door_requests_is_listed_at_any_tiers(
    make_layers: MakeLayers,
) -> None:
    """A record that is there is shown, whatever the project's setting (core-model.md §3)."""
    layers = await make_layers("budget", 2)
    assert await layers.rows(REQUESTS) == []
    await layers.site.make("change-orders/rco", name="Autodesk's")
    (request,) = await layers.rows(REQUESTS)
    shown = await layers.shown(REQUESTS, request)
    assert (shown["title"], shown["contract_id"]) == ("Autodesk's", layers.contract_id)
    assert shown["contract"]["id"] == layers.contract_id
