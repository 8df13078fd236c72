"""What the rules of change orders refuse, whichever resource asks (procore.md §1.4 to §1.7, §3)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.layers import PACKAGES, REQUESTS, Json, Layers, MakeLayers

SIDES = pytest.mark.parametrize("side", ["budget", "cost"])
NEWER = pytest.mark.parametrize("name", ["changes", "batches"])

# A field of each kind that approval freezes, and what stays writable.
FROZEN: Json = {
    "title": "x",
    "description": "x",
    "number": "77",
    "revision": 5,
    "due_date": "2026-01-01",
    "schedule_impact_amount": 3,
    "private": True,
    "signature_required": True,
}
FREE: Json = {
    "paid_date": "2026-02-01",
    "invoiced_date": "2026-02-02",
    "signed_change_order_received_date": "2026-02-03",
    "executed": True,
}


def path_of(layers: Layers, name: str) -> str:
    return layers.changes if name == "changes" else layers.batches


@SIDES
@NEWER
async def test_what_is_approved_is_locked_but_for_bookkeeping(
    make_layers: MakeLayers, side: str, name: str
) -> None:
    layers = await make_layers(side, 1)
    path = path_of(layers, name)
    made = await layers.make(path, title="a", status="approved")
    one = f"{path}/{made['id']}"
    for field, value in FROZEN.items():
        await layers.refuse("PATCH", one, {field: value}, 422, field)
    person = layers.site.people.persons["manager"].id
    reviewer = {"designated_reviewer_id": person}
    told = str(await layers.refuse("PATCH", one, reviewer, 422, *reviewer))
    assert "designated_reviewer_id cannot be changed: it is approved" in told
    assert await layers.shown(path, made) == made
    booked = await layers.change(path, made, **FREE)
    assert {field: booked[field] for field in FREE} == FREE
    # Out of approved first, the same request may change all.
    freed = await layers.change(path, made, status="draft", executed=False, **FROZEN)
    assert {field: freed[field] for field in FROZEN} == FROZEN
    assert (freed["status"], freed["executed"], freed["reviewed_at"]) == ("draft", False, None)


@SIDES
@NEWER
async def test_approvals_are_undone_newest_first(
    make_layers: MakeLayers, side: str, name: str
) -> None:
    layers = await make_layers(side, 1)
    path = path_of(layers, name)
    first, second = [await layers.make(path, title=t, status="approved") for t in "ab"]
    for status in ("draft", "void", "pending_billable"):
        await layers.refuse("PATCH", f"{path}/{first['id']}", {"status": status}, 422, "status")
    assert (await layers.shown(path, first))["status"] == "approved"
    await layers.change(path, second, status="rejected")
    await layers.change(path, first, status="draft")


@SIDES
@NEWER
async def test_what_is_approved_is_not_deleted(
    make_layers: MakeLayers, side: str, name: str
) -> None:
    layers = await make_layers(side, 1)
    path = path_of(layers, name)
    made = await layers.make(path, title="a", status="approved")
    await layers.refuse("DELETE", f"{path}/{made['id']}", None, 422)
    await layers.change(path, made, status="draft")
    assert (await layers.drop(path, made)).status_code == 204
    assert await layers.rows(PACKAGES) == await layers.rows(layers.changes) == []


@SIDES
async def test_what_is_linked_is_unlinked_before_it_is_deleted(
    make_layers: MakeLayers, side: str
) -> None:
    layers = await make_layers(side, 2)
    package = await layers.make(PACKAGES, title="p")
    made = await layers.make(layers.changes, title="a", batch_id=package["id"])
    told = await layers.refuse("DELETE", f"{layers.changes}/{made['id']}", None, 422)
    # Each door names the package as its clients know it.
    here = f"{'PCCO' if side == 'budget' else 'CCO'} #{package['number']}"
    assert told == [f"it is in {here}; unlink it first"]
    site, kind = layers.site, "oco" if side == "budget" else "sco"
    ((change,), (order,)) = (await site.orders("pco"), await site.orders(kind))
    answer = await site.acc.delete(site.cost(f"change-orders/pco/{change['id']}"))
    assert f"it is in {kind.upper()} {order['number']}; unlink it first" in answer.text
    await layers.change(layers.changes, made, batch_id=None)
    assert (await layers.drop(layers.changes, made)).status_code == 204
    assert await layers.rows(layers.changes) == []


@SIDES
async def test_a_package_leads_what_is_in_it(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 2)
    package = await layers.make(PACKAGES, title="p")
    made = await layers.make(layers.changes, title="a", batch_id=package["id"])
    one = f"{layers.changes}/{made['id']}"
    for status in ("pending", "pricing", "approved", "rejected", "no_charge"):
        await layers.change(PACKAGES, package, status=status)
        assert (await layers.shown(layers.changes, made))["status"] == status
        # The word that is shown is no move.
        assert (await layers.change(layers.changes, made, status=status))["status"] == status
        if status not in ("rejected", "no_charge"):
            await layers.refuse("PATCH", one, {"status": "void"}, 422, "status")
    await layers.change(PACKAGES, package, status="approved")
    await layers.refuse("PATCH", one, {"batch_id": None}, 422, "batch_id")


@SIDES
async def test_only_packages_of_the_same_contract_take_it(
    make_layers: MakeLayers, side: str
) -> None:
    layers = await make_layers(side, 2)
    _, other_id = await layers.site.commitment("SC-200", status="signed")
    foreign = await layers.site.new_package(other_id, title="foreign")
    made = await layers.make(layers.changes, title="a")
    one = f"{layers.changes}/{made['id']}"
    for package_id in (foreign["id"], made["id"], 1):
        await layers.refuse("PATCH", one, {"batch_id": package_id}, 422, "batch_id")
        fields = {"contract_id": layers.contract_id, "batch_id": package_id}
        await layers.refuse("POST", layers.changes, fields, 422, "batch_id")
    assert await layers.rows(layers.changes) == [
        {name: value for name, value in made.items() if name != "attachments"}
    ]


async def test_at_three_tiers_requests_go_into_packages_of_their_contract(
    make_layers: MakeLayers,
) -> None:
    layers = await make_layers("cost", 3)
    _, other_id = await layers.site.commitment("SC-200", status="signed")
    foreign = await layers.make(layers.batches, contract_id=other_id)
    package = await layers.make(PACKAGES, title="p")
    made = await layers.make(REQUESTS, title="r", change_order_package_id=package["id"])
    one = f"{REQUESTS}/{made['id']}"
    wanted = "change_order_package_id"
    await layers.refuse("PATCH", one, {wanted: foreign["id"]}, 422, wanted)
    await layers.refuse("PATCH", one, {"status": "void"}, 422, "status")
    await layers.change(PACKAGES, package, status="approved")
    assert (await layers.shown(REQUESTS, made))["status"] == "approved"
    await layers.refuse("PATCH", one, {wanted: None}, 422, wanted)
    await layers.refuse("PATCH", one, {"title": "x"}, 422, "title")
    booked = await layers.change(REQUESTS, made, paid_date="2026-02-01", origin_id="9")
    assert (booked["paid_date"], booked["origin_id"]) == ("2026-02-01", "9")


@pytest.mark.parametrize("tiers", [1, 2])
@SIDES
async def test_requests_are_made_at_three_tiers_alone(
    make_layers: MakeLayers, side: str, tiers: int
) -> None:
    layers = await make_layers(side, tiers)
    await layers.refuse("POST", REQUESTS, {"title": "r"}, 422, "contract_id")
    fields = {"contract_id": layers.contract_id, "legacy_request_ids": [1]}
    await layers.refuse("POST", layers.batches, fields, 422, "legacy_request_ids")
    assert await layers.rows(REQUESTS) == await layers.rows(PACKAGES) == []


async def test_pending_billable_is_for_one_tier(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 2)
    for path in (layers.changes, layers.batches):
        fields = {"contract_id": layers.contract_id, "status": "pending_billable"}
        await layers.refuse("POST", path, fields, 422, "status")
        made = await layers.make(path, title="a")
        one = f"{path}/{made['id']}"
        await layers.refuse("PATCH", one, {"status": "pending_billable"}, 422, "status")
    fields = {"contract_id": layers.contract_id, "change_order_ids": [1, 2]}
    await layers.refuse("POST", layers.batches, fields, 422, "change_order_ids")


async def test_a_commitment_is_approved_before_its_change_orders(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 1)
    _, draft_id = await layers.site.commitment("SC-300")
    fields = {"contract_id": draft_id, "title": "a"}
    for path in (layers.changes, layers.batches):
        await layers.refuse("POST", path, fields, 422, "contract_id")
    answer = await layers.site.procore.post(
        PACKAGES, json=layers.site.body({"title": "a"}, draft_id)
    )
    assert answer.status_code == 422 and set(answer.json()["errors"]) == {"contract_id"}
    assert await layers.rows(PACKAGES) == []


async def test_a_change_order_stays_on_its_contract(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 1)
    _, other_id = await layers.site.commitment("SC-200", status="signed")
    for path in (layers.changes, layers.batches):
        made = await layers.make(path, title="a")
        same = await layers.change(path, made, contract_id=layers.contract_id, title="b")
        assert same["title"] == "b"
        one = f"{path}/{made['id']}"
        await layers.refuse("PATCH", one, {"contract_id": other_id}, 422, "contract_id")


async def test_numbers_are_taken_once_in_a_contract(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 2)
    for path in (layers.changes, layers.batches):
        await layers.make(path, number="A-1")
        second = await layers.make(path)
        fields: Json = {"number": "A-1"}
        await layers.refuse("PATCH", f"{path}/{second['id']}", fields, 409, "number")
        fields |= {"contract_id": layers.contract_id}
        await layers.refuse("POST", path, fields, 409, "number")
        assert len(await layers.rows(path)) == 2


BAD: tuple[tuple[Any, int, str], ...] = (
    ({"status": "nonsense"}, 400, "status"),
    ({"status": None}, 400, "status"),
    ({"title": 5}, 400, "title"),
    ({"title": "x" * 1025}, 400, "title"),
    ({"description": "x" * 2049}, 400, "description"),
    ({"number": 7.5}, 400, "number"),
    ({"number": "x" * 256}, 400, "number"),
    ({"revision": -1}, 400, "revision"),
    ({"revision": "one"}, 400, "revision"),
    ({"schedule_impact_amount": 1.5}, 400, "schedule_impact_amount"),
    ({"due_date": "tomorrow"}, 400, "due_date"),
    ({"paid_date": "2026-02-30"}, 400, "paid_date"),
    ({"executed": "yes"}, 400, "executed"),
    ({"private": 1}, 400, "private"),
    ({"designated_reviewer_id": "me"}, 400, "designated_reviewer_id"),
    ({"designated_reviewer_id": 1}, 422, "designated_reviewer_id"),
    ({"contract_id": None}, 400, "contract_id"),
    ({"contract_id": "x"}, 400, "contract_id"),
    ({"contract_id": 1}, 404, "contract_id"),
    ([], 400, "{wrapper}"),
    ("x", 400, "{wrapper}"),
    (None, 400, "{wrapper}"),
)


@NEWER
async def test_bad_bodies_name_their_field(make_layers: MakeLayers, name: str) -> None:
    layers = await make_layers("cost", 1)
    path = path_of(layers, name)
    wrapper = "change_order" if name == "changes" else "change_order_batch"
    for given, status, field in BAD:
        fields = {"contract_id": layers.contract_id, **given} if isinstance(given, dict) else given
        answer = await layers.site.procore.post(path, json={wrapper: fields})
        assert answer.status_code == status, (given, answer.text)
        body = answer.json()
        if name == "changes":
            told = list(body["errors"])
        else:
            told = [each["source"] for each in body["error"]["details"]]
        assert told == [field.format(wrapper=wrapper)], given
    for body in ({}, {"change_orders": {}}, {"title": "x"}):
        answer = await layers.site.procore.post(path, json=body)
        assert answer.status_code == 400 and wrapper in answer.text
    assert await layers.rows(PACKAGES) == []


@NEWER
async def test_who_may_not(make_layers: MakeLayers, name: str) -> None:
    layers = await make_layers("cost", 1)
    path = path_of(layers, name)
    made = await layers.make(path, title="secret")
    wrapper = "change_order" if name == "changes" else "change_order_batch"
    body = {wrapper: {"contract_id": layers.contract_id, "title": "x"}}
    one = f"{path}/{made['id']}"
    # Roles that see all and write nothing, and roles that this door does not serve.
    for role, reads, writes in (("viewer", 200, 403), ("owner", 403, 403), ("supplier", 403, 403)):
        client = layers.site.as_role(role)
        for method, at, sent, status in (
            ("GET", path, None, reads),
            ("GET", one, None, reads),
            ("POST", path, body, writes),
            ("PATCH", one, body, writes),
            ("DELETE", one, None, writes),
        ):
            answer = await client.request(method, at, json=sent)
            assert answer.status_code == status, (role, method, at, answer.text)
            assert status == 200 or "secret" not in answer.text
    other = await make_layers("cost", 1)
    for method, at, sent in (
        ("GET", path, None),
        ("GET", one, None),
        ("POST", path, body),
        ("PATCH", one, body),
        ("DELETE", one, None),
    ):
        answer = await other.site.procore.request(method, at, json=sent)
        assert answer.status_code == 404, (method, answer.text)
        own = at.replace(str(layers.site.project_id), str(other.site.project_id))
        answer = await other.site.procore.request(method, own, json=sent)
        assert answer.status_code == (200 if (method, at) == ("GET", path) else 404), method
        assert "secret" not in answer.text
    assert await layers.shown(path, made) == made
