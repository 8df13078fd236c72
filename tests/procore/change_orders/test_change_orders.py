"""Prime and commitment change orders: what a client writes, and what comes back (§2.5)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.layers import PACKAGES, POTENTIAL, Json, MakeLayers

# Observed in real answers (procore.md §2.5), with the types of Appendix A.
TEXTS = (
    *("created_at", "updated_at", "grand_total", "number", "status", "type"),
    "billing_schedule_of_values_status",
)
FLAGS = (*("enable_ssov", "executed", "field_change", "paid", "private", "signature_required"),)
NUMBERS_OR_NULL = (
    *("batch_id", "legacy_package_id", "legacy_request_id", "location_id"),
    "schedule_impact_amount",
)
TEXTS_OR_NULL = (
    *("description", "due_date", "invoiced_date", "paid_date", "reference", "reviewed_at"),
    *("review_notes", "signed_change_order_received_date", "title"),
    "revised_substantial_completion_date",
)
OBJECTS_OR_NULL = (
    *("change_order_change_reason", "designated_reviewer", "received_from", "reviewed_by"),
)
LISTED: dict[str, Any] = {
    **dict.fromkeys(TEXTS, str),
    **dict.fromkeys(FLAGS, bool),
    **dict.fromkeys(("id", "contract_id", "revision"), int),
    **dict.fromkeys(NUMBERS_OR_NULL, (int, type(None))),
    **dict.fromkeys(TEXTS_OR_NULL, (str, type(None))),
    **dict.fromkeys(OBJECTS_OR_NULL, (dict, type(None))),
    **dict.fromkeys(("created_by", "custom_fields", "currency_configuration"), dict),
}
DETAIL = {**LISTED, "attachments": list}
WRITTEN: Json = {
    "title": "Extra doors",
    "description": "Two of them",
    "reference": "RFI 12",
    "number": "X-07",
    "revision": 2,
    "location_id": 77,
    "due_date": "2026-01-02",
    "invoiced_date": "2026-01-03",
    "paid_date": "2026-01-04",
    "signed_change_order_received_date": "2026-01-01",
    "schedule_impact_amount": -2,
    "paid": True,
    "private": True,
    "signature_required": True,
    "field_change": True,
    "enable_ssov": True,
}
SIDES = pytest.mark.parametrize("side", ["budget", "cost"])


def check(record: Json, fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), name


@SIDES
@pytest.mark.parametrize("tiers", [1, 2])
async def test_it_has_the_keys_that_real_answers_have(
    make_layers: MakeLayers, side: str, tiers: int
) -> None:
    layers = await make_layers(side, tiers)
    made = await layers.make(layers.changes, title="Doors")
    check(made, DETAIL)
    (listed,) = await layers.rows(layers.changes)
    check(listed, LISTED)
    assert listed == {name: made[name] for name in listed}
    assert await layers.shown(layers.changes, made) == made
    person = layers.site.people.persons["admin"]
    assert made["created_by"] == {"id": person.id, "name": person.name}
    assert made["type"] == ("PrimeChangeOrder" if side == "budget" else "CommitmentChangeOrder")
    (extended,) = await layers.rows(layers.changes, view="extended")
    assert extended == {**listed, "change_events": []}
    shown = await layers.shown(layers.changes, made, view="extended")
    assert shown == {**made, "change_events": []}


@SIDES
@pytest.mark.parametrize("tiers", [1, 2])
async def test_everything_writable_comes_back_and_can_be_changed(
    make_layers: MakeLayers, side: str, tiers: int
) -> None:
    layers = await make_layers(side, tiers)
    person = layers.site.people.persons["manager"]
    people = {"designated_reviewer_id": person.id, "received_from_id": person.id}
    made = await layers.make(layers.changes, **WRITTEN, **people)
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    shown = {"id": person.id, "name": person.name}
    assert (made["designated_reviewer"], made["received_from"]) == (shown, shown)
    assert await layers.shown(layers.changes, made) == made
    empty = {
        **dict.fromkeys(("title", "description", "reference", "due_date", "paid_date")),
        **dict.fromkeys(("invoiced_date", "signed_change_order_received_date")),
        **dict.fromkeys(("schedule_impact_amount", "location_id")),
        **dict.fromkeys(("paid", "private", "signature_required", "enable_ssov"), False),
        "revision": 0,
    }
    nobody = dict.fromkeys(("designated_reviewer_id", "received_from_id", "field_change", "number"))
    changed = await layers.change(layers.changes, made, **empty, **nobody)
    assert {name: changed[name] for name in empty} == empty
    assert (changed["designated_reviewer"], changed["received_from"]) == (None, None)
    assert (changed["field_change"], changed["number"]) == (False, "X-07")
    assert await layers.shown(layers.changes, made) == changed
    following = await layers.make(layers.changes, title="Next")
    assert following["number"] == "X-08"


async def test_a_reason_is_of_the_companys_list_or_a_text(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 2)
    path = "/rest/v1.0/change_order_change_reasons"
    reasons = (await layers.send("GET", path, company_id=layers.site.company_id)).json()
    reason = {name: reasons[0][name] for name in ("id", "change_reason")}
    made = await layers.make(layers.changes, change_order_change_reason_id=reason["id"])
    assert made["change_order_change_reason"] == reason
    own = await layers.change(layers.changes, made, reason="Something else")
    shown = {"id": None, "change_reason": "Something else"}
    assert own["change_order_change_reason"] == shown
    same = await layers.change(layers.changes, made, reason=reason["change_reason"].upper())
    assert same["change_order_change_reason"]["id"] == reason["id"]
    none = await layers.change(layers.changes, made, change_order_change_reason_id=None)
    assert none["change_order_change_reason"] is None
    path = f"{layers.changes}/{made['id']}"
    named = "change_order_change_reason_id"
    await layers.refuse("PATCH", path, {named: made["id"]}, 422, named)


async def test_a_change_event_is_shown_in_the_extended_view(make_layers: MakeLayers) -> None:
    """A change of two contracts has an event that joins it (core-model.md §2)."""
    layers = await make_layers("cost", 2)
    uuids = [(await layers.site.commitment(f"SC-{n}", status="signed"))[0] for n in (1, 2)]
    pco = await layers.site.make("change-orders/pco", name="Both")
    for uuid in uuids:
        item = await layers.site.make(
            "cost-items", name="Line", contractId=uuid, scope="in", proposed="4"
        )
        await layers.site.attach(pco, item)
    rows = await layers.rows(layers.changes, view="extended")
    assert len(rows) == 2
    events = [row["change_events"] for row in rows]
    assert events[0] == events[1] and set(events[0][0]) == {"id", "number"}
    assert [row["grand_total"] for row in rows] == ["4.0", "4.0"]
    shown = await layers.change(layers.changes, rows[0], title="Each")
    assert "change_events" not in shown
    answer = await layers.send(
        "PATCH", f"{layers.changes}/{rows[0]['id']}", {"title": "All"}, view="extended"
    )
    assert answer.json()["change_events"] == events[0]


@SIDES
async def test_at_one_tier_it_is_one_with_its_package(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 1)
    made = await layers.make(layers.changes, **WRITTEN, executed=True)
    (package,) = await layers.rows(PACKAGES)
    assert (made["batch_id"], made["legacy_package_id"]) == (None, package["id"])
    assert made["legacy_request_id"] not in (None, made["id"], package["id"])
    (classic,) = await layers.rows(POTENTIAL)
    assert classic["id"] == made["id"]
    package = await layers.shown(PACKAGES, package)
    batch = await layers.shown(layers.batches, package)
    for name in set(package) & set(batch) - {"designated_reviewer", "attachments"}:
        assert package[name] == batch[name], name
    for name in set(batch) & set(WRITTEN) | {"executed", "status"}:
        assert made[name] == batch[name], name
    for status in ("pending", "pending_billable", "approved", "draft"):
        changed = await layers.change(layers.changes, made, status=status)
        assert changed["status"] == status
        assert (await layers.shown(layers.batches, package))["status"] == status
        word = "pending" if status == "pending_billable" else status
        assert (await layers.shown(PACKAGES, package))["status"] == word
        assert (await layers.rows(POTENTIAL))[0]["status"] == word
    assert (await layers.drop(layers.changes, made)).status_code == 204
    for path in (layers.changes, layers.batches, PACKAGES, POTENTIAL):
        assert await layers.rows(path) == []
    assert (await layers.get(layers.changes, made["id"])).status_code == 404


async def test_executed_and_reviewed_at_come_with_the_approval(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 1)
    made = await layers.make(layers.changes, title="a", status="approved")
    assert (made["executed"], made["reviewed_by"]) == (False, None)
    assert made["reviewed_at"] is not None
    executed = await layers.change(layers.changes, made, executed=True)
    assert (executed["executed"], executed["status"]) == (True, "approved")
    assert await layers.ids(layers.changes, executed="true") == [made["id"]]
    assert await layers.ids(layers.changes, executed="false") == []
    back = await layers.change(layers.changes, made, executed=False)
    assert (back["executed"], back["status"]) == (False, "approved")
    assert await layers.ids(layers.changes, executed="false") == [made["id"]]


@SIDES
async def test_at_one_tier_the_batch_that_is_shown_is_taken_back(
    make_layers: MakeLayers, side: str
) -> None:
    """A record sent back as it was read changes nothing; there is no batch to put it into."""
    layers = await make_layers(side, 1)
    made = await layers.make(layers.changes, title="a")
    again = await layers.change(layers.changes, made, batch_id=None, title="b")
    assert (again["batch_id"], again["title"]) == (None, "b")
    assert again["legacy_package_id"] == made["legacy_package_id"]
    other = await layers.make(layers.changes, title="c")
    into = {"batch_id": other["legacy_package_id"]}
    await layers.refuse("PATCH", f"{layers.changes}/{made['id']}", into, 422, "batch_id")


@SIDES
async def test_at_two_tiers_it_is_put_into_a_batch(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 2)
    made = await layers.make(layers.changes, title="a")
    assert (made["batch_id"], made["legacy_package_id"]) == (None, None)
    assert made["legacy_request_id"] is not None
    await layers.line(made["id"], "12.5")
    made = await layers.change(layers.changes, made, status="approved")
    assert made["status"] == "approved", "accepted, in no package yet"
    package = await layers.make(PACKAGES, title="p", status="pricing")
    into = await layers.change(layers.changes, made, batch_id=package["id"])
    assert (into["batch_id"], into["legacy_package_id"]) == (package["id"], package["id"])
    assert (into["status"], into["grand_total"]) == ("pricing", "12.5")
    born = await layers.make(layers.changes, title="b", batch_id=package["id"])
    assert (born["batch_id"], born["status"]) == (package["id"], "pricing")
    named = {"batch_id": [package["id"]], "legacy_package_id": [package["id"]]}
    for name, values in named.items():
        assert await layers.ids(layers.changes, **{name: values[0]}) == [made["id"], born["id"]]
    assert await layers.ids(layers.batches, change_order_id=made["id"]) == [package["id"]]
    out = await layers.change(layers.changes, made, batch_id=None, status="revised")
    assert (out["batch_id"], out["legacy_package_id"], out["status"]) == (None, None, "revised")
    assert (await layers.shown(PACKAGES, package))["grand_total"] == "0.0"


async def test_lists_are_filtered_and_sorted(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 2)
    vendor = layers.site.people.companies["supplier"]
    _, other_id = await layers.site.commitment(
        "SC-200", status="signed", companyId=vendor.autodesk_id
    )
    first = await layers.make(layers.changes, title="a", signature_required=True)
    second = await layers.make(layers.changes, title="b", status="pricing")
    third = await layers.make(layers.changes, title="c", contract_id=other_id, status="approved")
    ids = [first["id"], second["id"], third["id"]]
    assert await layers.ids(layers.changes) == ids
    asked: list[tuple[dict[str, Any], list[int]]] = [
        ({"id": f"{ids[0]},{ids[2]}"}, [ids[0], ids[2]]),
        ({"contract_id": other_id}, [ids[2]]),
        ({"vendor_id": vendor.id}, [ids[2]]),
        ({"vendor_id": vendor.id + 10_000}, []),
        ({"signature_required": "true"}, [ids[0]]),
        ({"status": "draft"}, [ids[0]]),
        ({"status": "pricing,approved"}, [ids[1], ids[2]]),
        ({"batch_id": ids[0]}, []),
        ({"updated_at": f"{first['updated_at']}...{third['updated_at']}"}, ids),
        ({"updated_at": "2001-01-01...2002-01-01"}, []),
    ]
    for filters, expected in asked:
        assert await layers.ids(layers.changes, **filters) == expected, filters
    query = {"filters[status][not][]": ["draft", "pricing"]}
    assert [row["id"] for row in await layers.rows(layers.changes, **query)] == [ids[2]]
    for sort, expected in (("-id", ids[::-1]), ("created_at", ids), ("-created_at,id", ids[::-1])):
        assert [row["id"] for row in await layers.rows(layers.changes, sort=sort)] == expected
    for wrong in ("sort=title", "view=large", "filters[executed]=maybe", "filters[status]=done"):
        answer = await layers.site.procore.get(f"{layers.changes}?{wrong}")
        assert answer.status_code == 400, wrong
        assert list(answer.json()["errors"]) == [wrong.partition("=")[0]]


async def test_prime_change_orders_by_vendor(make_layers: MakeLayers) -> None:
    """The vendor of a prime contract is the owner (procore.md Appendix A)."""
    layers = await make_layers("budget", 2)
    vendor = layers.site.people.companies["supplier"]
    answer = await layers.site.procore.patch(
        f"/rest/v1.0/prime_contract/{layers.contract_id}",
        json={
            "project_id": layers.site.project_id,
            "prime_contract": {"vendor_id": vendor.id},
        },
    )
    assert answer.status_code == 200, answer.text
    made = await layers.make(layers.changes, title="a")
    assert await layers.ids(layers.changes, vendor_id=vendor.id) == [made["id"]]
    assert await layers.ids(layers.changes, vendor_id=vendor.id + 10_000) == []
    package = await layers.make(PACKAGES, title="p")
    assert package["contract"] == {"vendor": {"id": vendor.id, "name": vendor.name}}


async def test_a_revised_completion_is_for_prime_change_orders(make_layers: MakeLayers) -> None:
    layers = await make_layers("budget", 1)
    day = {"revised_substantial_completion_date": "2027-05-01"}
    made = await layers.make(layers.changes, **day)
    assert made["revised_substantial_completion_date"] == "2027-05-01"
    batch = await layers.shown(layers.batches, {"id": made["legacy_package_id"]})
    assert batch["revised_substantial_completion_date"] == "2027-05-01"


async def test_each_side_has_its_own(make_layers: MakeLayers) -> None:
    layers = await make_layers("cost", 1)
    made = await layers.make(layers.changes, title="a")
    other = layers.changes.replace("commitment", "prime")
    assert await layers.rows(other) == []
    for method, fields in (("GET", None), ("PATCH", {"title": "x"}), ("DELETE", None)):
        answer = await layers.send(method, f"{other}/{made['id']}", fields)
        assert answer.status_code == 404, method
    prime = await layers.site.main_contract()
    answer = await layers.send("POST", layers.changes, {"contract_id": prime, "title": "x"})
    assert answer.status_code == 404
    assert set(answer.json()["errors"]) == {"contract_id"}
