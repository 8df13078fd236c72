"""Prime and commitment change order batches: packages with their bodies whole (§2.6)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.layers import PACKAGES, REQUESTS, Json, MakeLayers

SIDES = pytest.mark.parametrize("side", ["budget", "cost"])

# Appendix A, BatchListItem and Batch.
LISTED: dict[str, Any] = {
    **dict.fromkeys(("id", "contract_id", "revision"), int),
    **dict.fromkeys(("created_at", "updated_at", "grand_total", "number", "status", "type"), str),
    **dict.fromkeys(("executed", "private", "signature_required"), bool),
    **dict.fromkeys(
        (
            *("description", "due_date", "invoiced_date", "paid_date", "review_notes"),
            *("reviewed_at", "revised_substantial_completion_date", "title"),
            "signed_change_order_received_date",
        ),
        (str, type(None)),
    ),
    "schedule_impact_amount": (int, type(None)),
    **dict.fromkeys(("created_by", "custom_fields", "currency_configuration"), dict),
    **dict.fromkeys(("designated_reviewer", "reviewed_by"), (dict, type(None))),
}
DETAIL = {**LISTED, "attachments": list}
WRITTEN: Json = {
    "title": "Extra doors",
    "description": "Two of them",
    "number": "X-07",
    "revision": 2,
    "due_date": "2026-01-02",
    "invoiced_date": "2026-01-03",
    "paid_date": "2026-01-04",
    "signed_change_order_received_date": "2026-01-01",
    "revised_substantial_completion_date": "2027-05-01",
    "schedule_impact_amount": -2,
    "private": True,
    "signature_required": True,
}


def check(record: Json, fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), name


@SIDES
@pytest.mark.parametrize("tiers", [1, 2, 3])
async def test_everything_writable_comes_back_and_can_be_changed(
    make_layers: MakeLayers, side: str, tiers: int
) -> None:
    layers = await make_layers(side, tiers)
    person = layers.site.people.persons["manager"]
    made = await layers.make(layers.batches, **WRITTEN, designated_reviewer_id=person.id)
    check(made, DETAIL)
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert made["designated_reviewer"] == {"id": person.id, "name": person.name}
    assert await layers.shown(layers.batches, made) == made
    rows = await layers.rows(layers.batches)
    if tiers == 3:
        assert rows == [], "the vendor does not offer batches there"
    else:
        check(rows[0], LISTED)
        assert rows == [{name: made[name] for name in rows[0]}]
    package = await layers.shown(PACKAGES, made)
    reviewer = {"id": person.id, "login": person.email, "name": person.name}
    assert package["designated_reviewer"] == reviewer
    for name in WRITTEN.keys() & package.keys() | {"contract_id", "type", "status"}:
        assert package[name] == made[name], name
    changed = await layers.change(
        layers.batches,
        made,
        title=None,
        due_date=None,
        revision=0,
        private=False,
        designated_reviewer_id=None,
        contract_id=layers.contract_id,
        number=None,
    )
    empty: Json = {"title": None, "due_date": None, "revision": 0, "private": False}
    expected = {**WRITTEN, **empty}
    assert {name: changed[name] for name in WRITTEN} == expected
    assert changed["designated_reviewer"] is None
    assert (await layers.drop(layers.batches, made)).status_code == 204
    assert (await layers.get(layers.batches, made["id"])).status_code == 404
    (gone,) = await layers.rows(PACKAGES, **{"filters[include_deleted]": "only"})
    assert gone["id"] == made["id"] and gone["deleted_at"] is not None


@SIDES
async def test_it_holds_exactly_the_change_orders_named(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 2)
    changes = [await layers.make(layers.changes, title=title) for title in "abc"]
    for change, amount in zip(changes, ("1.25", "2", "4"), strict=True):
        await layers.line(change["id"], amount)
    ids = [change["id"] for change in changes]
    batch = await layers.make(layers.batches, change_order_ids=ids[:2], status="pending")
    assert (batch["grand_total"], batch["status"]) == ("3.25", "pending")
    held = {row["id"]: row for row in await layers.rows(layers.changes)}
    assert [held[change]["batch_id"] for change in ids] == [batch["id"], batch["id"], None]
    assert [held[change]["status"] for change in ids] == ["pending", "pending", "draft"]
    for named, total in ((ids[1:], "6.0"), ([], "0.0"), (ids[2:], "4.0")):
        changed = await layers.change(layers.batches, batch, change_order_ids=named)
        assert changed["grand_total"] == total
        assert await layers.ids(layers.changes, batch_id=batch["id"]) == named
    kept = await layers.change(layers.batches, batch, title="t", change_order_ids=None)
    assert kept["grand_total"] == "4.0"
    assert (await layers.drop(layers.batches, batch)).status_code == 204
    rows = await layers.rows(layers.changes)
    assert [row["batch_id"] for row in rows] == [None, None, None]
    assert [row["grand_total"] for row in rows] == ["1.25", "2.0", "4.0"]


@SIDES
async def test_at_three_tiers_it_holds_requests(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 3)
    requests = [await layers.make(REQUESTS, title=title) for title in "ab"]
    ids = [request["id"] for request in requests]
    batch = await layers.make(layers.batches, legacy_request_ids=ids, status="pricing")
    rows = await layers.rows(REQUESTS)
    assert [row["change_order_package_id"] for row in rows] == [batch["id"]] * 2
    assert [row["status"] for row in rows] == ["pricing"] * 2
    await layers.change(layers.batches, batch, legacy_request_ids=ids[1:])
    assert await layers.ids(REQUESTS, change_order_package_id=batch["id"]) == ids[1:]


async def test_out_of_approved_and_into_it_in_one_request(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 2)
    change = await layers.make(layers.changes, title="a")
    batch = await layers.make(layers.batches, status="approved")
    named = {"change_order_ids": [change["id"]]}
    path = f"{layers.batches}/{batch['id']}"
    await layers.refuse("PATCH", path, named, 422, "change_order_ids")
    freed = await layers.change(layers.batches, batch, status="draft", title="b", **named)
    assert (freed["status"], freed["title"], freed["reviewed_at"]) == ("draft", "b", None)
    assert (await layers.shown(layers.changes, change))["batch_id"] == batch["id"]
    done = await layers.change(
        layers.batches, batch, status="approved", title="c", change_order_ids=[]
    )
    assert (done["status"], done["title"]) == ("approved", "c")
    assert (await layers.shown(layers.changes, change))["batch_id"] is None


async def test_a_refused_batch_leaves_nothing(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 2)
    _, other_id = await layers.site.commitment("SC-200", status="signed")
    other = await layers.make(layers.changes, title="other", contract_id=other_id)
    fields = {"contract_id": layers.contract_id, "title": "t"}
    for named in ([other["id"]], [1]):
        told = await layers.refuse(
            "POST", layers.batches, fields | {"change_order_ids": named}, 422, "change_order_ids"
        )
        assert told["code"] == "UNPROCESSABLE_ENTITY"
    request = fields | {"legacy_request_ids": [other["legacy_request_id"]]}
    await layers.refuse("POST", layers.batches, request, 422, "legacy_request_ids")
    assert await layers.rows(layers.batches) == []
    assert await layers.rows(PACKAGES) == []


async def test_lists_are_filtered_and_sorted(make_layers: MakeLayers) -> None:
    layers = await make_layers("budget", 2)
    ids = [
        (await layers.make(layers.batches, title=status, status=status))["id"]
        for status in ("draft", "pricing", "pending_billable", "approved")
        if status != "pending_billable"
    ]
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({"id": ids[1]}, [ids[1]]),
        ({"contract_id": layers.contract_id}, ids),
        ({"contract_id": layers.contract_id + 10_000}, []),
        ({"status": "draft,approved"}, [ids[0], ids[2]]),
        ({"change_order_id": ids[0]}, []),
        ({"updated_at": "2001-01-01...2002-01-01"}, []),
    ]
    for filters, expected in asked:
        assert await layers.ids(layers.batches, **filters) == expected, filters
    query = {"filters[status][not][]": ["draft", "approved"]}
    assert [row["id"] for row in await layers.rows(layers.batches, **query)] == [ids[1]]
    assert [row["id"] for row in await layers.rows(layers.batches, sort="-id")] == ids[::-1]
    wrong = await layers.site.procore.get(f"{layers.batches}?filters[status]=done")
    assert wrong.status_code == 400
    (told,) = wrong.json()["error"]["details"]
    assert told["source"] == "filters[status]"


async def test_an_order_of_the_owners_without_contract_is_of_the_default(
    make_layers: MakeLayers,
) -> None:
    layers = await make_layers("budget", 2)
    await layers.site.make("change-orders/oco", name="Autodesk's")
    (batch,) = await layers.rows(layers.batches, **{"filters[contract_id]": layers.contract_id})
    assert (batch["title"], batch["contract_id"]) == ("Autodesk's", layers.contract_id)
    assert (await layers.shown(layers.batches, batch))["id"] == batch["id"]
