"""Work orders and purchase orders: their fields, their states, their sums, both doors."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.procore.contracting import PURCHASE, WORK, Desk, path_of, refused
from tests.procore.site import Site, open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work.ledger import Ledger

COMMITMENTS = "/rest/v1.0/commitments"

EVERY = {
    "title": "Concrete works",
    "description": "Slabs and walls",
    "number": "SC-77",
    "accounting_method": "unit",
    "approval_letter_date": "2026-01-01",
    "contract_date": "2026-01-02",
    "execution_date": "2026-01-03",
    "issued_on_date": "2026-01-04",
    "letter_of_intent_date": "2026-01-05",
    "returned_date": "2026-01-06",
    "signed_contract_received_date": "2026-01-07",
    "origin_code": "C",
    "origin_data": "{}",
    "origin_id": "E-1",
    "private": True,
    "retainage_percent": "7.5",
    "executed": False,
    "status": "Out For Bid",
}
OF_WORK = {
    "actual_completion_date": "2026-02-01",
    "contract_start_date": "2026-02-02",
    "contract_estimated_completion_date": "2026-02-03",
    "inclusions": "Formwork",
    "exclusions": "Steel",
}
OF_PURCHASE = {
    "bill_to_address": "1 Main St",
    "ship_to_address": "2 Main St",
    "ship_via": "Rail",
    "payment_terms": "Net 30",
    "delivery_date": "2026-02-04",
    "status": "Processing",
}

LISTED = {
    *("accounting_method", "approval_letter_date", "approved_change_orders", "contract_date"),
    *("created_at", "deleted_at", "description", "draft_change_orders_amount", "executed"),
    *("execution_date", "grand_total", "id", "issued_on_date", "letter_of_intent_date", "number"),
    *("origin_code", "origin_data", "origin_id", "pending_change_orders", "vendor", "title"),
    *("pending_revised_contract", "percentage_paid", "private", "project", "updated_at"),
    *("remaining_balance_outstanding", "requisitions_are_enabled", "retainage_percent"),
    *("returned_date", "revised_contract", "signed_contract_received_date", "status"),
    *("show_line_items_to_non_admins", "total_draw_requests_amount", "total_payments"),
    *("total_requisitions_amount", "currency_configuration", "custom_fields", "enable_ssov"),
    *("allow_change_orders_ssov", "billing_schedule_of_values_status"),
}
PRESENCE = {"has_change_order_packages", "has_potential_change_orders"}
IN_DETAIL = {
    *("attachments", "change_order_packages", "change_order_requests", "created_by_id"),
    *("invoice_contacts", "line_items", "payments_issued", "potential_change_orders"),
}
WORK_ALONE = {
    *("actual_completion_date", "contract_start_date", "exclusions", "inclusions"),
    "contract_estimated_completion_date",
}
PURCHASE_ALONE = {
    *("assignee", "bill_to_address", "delivery_date", "payment_terms", "ship_to_address"),
    "ship_via",
}


@pytest.mark.parametrize(
    ("word", "own", "alone"), [(WORK, OF_WORK, WORK_ALONE), (PURCHASE, OF_PURCHASE, PURCHASE_ALONE)]
)
async def test_everything_written_comes_back_under_the_reference_s_keys(
    desk: Desk, word: str, own: dict[str, Any], alone: set[str]
) -> None:
    sent = EVERY | own
    company, person = desk.vendor(), desk.person()
    made = await desk.make(word, **sent, vendor_id=company, invoice_contact_user_ids=[person])
    assert set(made) == LISTED | IN_DETAIL | alone
    assert {name: made[name] for name in sent} == sent
    assert made["vendor"]["id"] == company
    assert [one["id"] for one in made["invoice_contacts"]] == [person]
    assert await desk.get(word, made) == made
    (row,) = await desk.rows(path_of(word))
    assert set(row) == LISTED | PRESENCE | alone
    assert set(row["vendor"]) == {"id", "company"}
    assert row["project"] == {"id": desk.site.project_id, "name": f"Project {desk.site.project_id}"}
    # Not among those of the other form.
    other = PURCHASE if word == WORK else WORK
    assert await desk.rows(path_of(other)) == []
    assert (await desk.fetch(f"{path_of(other)}/{made['id']}")).status_code == 404
    changed = await desk.change(word, made, title=None, origin_id="E-2", retainage_percent=None)
    assert (changed["title"], changed["origin_id"]) == (None, "E-2")
    assert changed["retainage_percent"] is None
    cleared = await desk.change(word, made, vendor_id=None, invoice_contact_user_ids=[])
    assert (cleared["vendor"], cleared["invoice_contacts"]) == (None, [])


async def test_an_empty_contract_has_a_number_and_nothing_else(desk: Desk) -> None:
    made = [await desk.make(word) for word in (WORK, WORK, PURCHASE)]
    assert [one["number"] for one in made] == ["SC-001", "SC-002", "PO-001"]
    assert [one["status"] for one in made] == ["Draft"] * 3
    assert made[0]["title"] is None and made[0]["executed"] is False
    assert made[0]["grand_total"] == made[0]["revised_contract"] == "0.0"
    # A change to no number leaves it.
    for nothing in (None, ""):
        changed = await desk.change(WORK, made[0], number=nothing, title="Doors")
        assert (changed["number"], changed["title"]) == ("SC-001", "Doors")
    # An automatic number steps over one that somebody typed.
    await desk.make(WORK, number="SC-003")
    assert (await desk.make(WORK))["number"] == "SC-004"


async def test_all_commitments_stand_in_one_list(desk: Desk) -> None:
    addresses = {"bill_to_address": "1 Main St", "ship_to_address": "2 Main St"}
    work = await desk.make(WORK, title="A")
    order = await desk.make(PURCHASE, title="B", **addresses, assignee_id=desk.person())
    rows = await desk.rows(COMMITMENTS)
    assert [row["id"] for row in rows] == [work["id"], order["id"]]
    assert set(rows[0]) == {
        *("id", "title", "number", "status", "description", "executed", "delivery_date"),
        *("created_at", "private", "vendor"),
    }
    detail = (await desk.fetch(f"{COMMITMENTS}/{order['id']}")).json()
    assert (detail["type"], detail["number"]) == ("PurchaseOrderContract", order["number"])
    assert detail["line_items_total"] == "0.0"
    assert (detail["bill_to"], detail["ship_to"]) == ("1 Main St", "2 Main St")
    assert detail["assigned_to"]["id"] == desk.person()
    for alias in (
        "/rest/v1.0/projects/{}/commitments",
        "/rest/v1.0/projects/{}/commitment_contracts",
    ):
        answer = await desk.site.procore.get(alias.format(desk.site.project_id))
        assert answer.json() == rows


async def test_lists_are_filtered(desk: Desk) -> None:
    draft = await desk.make(WORK, origin_id="x")
    approved = await desk.make(WORK, status="Approved")
    gone = await desk.make(WORK)
    assert (await desk.remove(f"{path_of(WORK)}/{gone['id']}")).status_code == 200

    async def ids(**filters: str) -> list[int]:
        query = {f"filters[{name}]": value for name, value in filters.items()}
        return [row["id"] for row in await desk.rows(path_of(WORK), **query)]

    assert await ids() == [draft["id"], approved["id"]]
    assert await ids(status="Approved") == [approved["id"]]
    assert await ids(status="Approved,Draft") == [draft["id"], approved["id"]]
    assert await ids(id=f"{approved['id']},{gone['id']}") == [approved["id"]]
    assert await ids(origin_id="x") == [draft["id"]]
    assert await ids(include_deleted="only") == [gone["id"]]
    assert await ids(created_at='"2000-01-01...2001-01-01"') == []
    refused(
        await desk.fetch(path_of(WORK), **{"filters[status]": "approved"}), 400, "filters[status]"
    )


# (Procore's word, what Autodesk shows of it)
WORDS = {
    WORK: (
        ("Draft", "draft"),
        ("Out For Bid", "pending"),
        ("Out For Signature", "sent"),
        ("Approved", "signed"),
        ("Complete", "closed"),
        ("Terminated", "closed"),
        ("Void", "draft"),
    ),
    PURCHASE: (
        ("Draft", "draft"),
        ("Processing", "pending"),
        ("Submitted", "submitted"),
        ("Partially Received", "sent"),
        ("Received", "sent"),
        ("Approved", "signed"),
        ("Closed", "closed"),
    ),
}


@pytest.mark.parametrize("word", [WORK, PURCHASE])
async def test_each_status_reads_back_and_survives_the_other_door(desk: Desk, word: str) -> None:
    made = await desk.make(word, title="x")
    for status, shown in WORDS[word]:
        assert (await desk.change(word, made, status=status))["status"] == status
        (row,) = await desk.acc_rows("contracts")
        assert row["status"] == shown
        # Autodesk's client echoes what it read: nothing is lost.
        await desk.acc_patch(f"contracts/{row['id']}", status=shown, name=f"{status}!")
        kept = await desk.get(word, made)
        assert (kept["status"], kept["title"]) == (status, f"{status}!")


async def test_what_autodesk_writes_is_a_work_order_unless_its_type_says_otherwise(
    desk: Desk,
) -> None:
    work = await desk.site.make("contracts", code="A-1", name="Paint", status="executed")
    order = await desk.site.make("contracts", code="A-2", name="Pumps", type="Purchase Order")
    (row,) = await desk.rows(path_of(WORK))
    assert (row["number"], row["status"], row["executed"]) == ("A-1", "Approved", True)
    (row,) = await desk.rows(path_of(PURCHASE))
    assert (row["number"], row["title"]) == ("A-2", "Pumps")
    await desk.acc_patch(f"contracts/{order['id']}", type="Subcontract")
    assert {row["number"] for row in await desk.rows(path_of(WORK))} == {"A-1", "A-2"}
    # And what Procore writes is there for Autodesk.
    await desk.make(PURCHASE, number="B-1", title="Valves", vendor_id=desk.vendor())
    shown = {one["code"]: one for one in await desk.acc_rows("contracts")}
    assert shown["B-1"]["name"] == "Valves"
    assert shown["B-1"]["type"] == "Purchase order"
    assert shown["B-1"]["companyUid"] == str(desk.site.people.companies["supplier"].uuid)
    assert shown["A-1"]["id"] == work["id"]


async def test_executed_is_the_end_of_approved(desk: Desk) -> None:
    made = await desk.make(WORK, executed=True)
    assert (made["status"], made["executed"]) == ("Draft", True)

    async def acc_status() -> str:
        return str((await desk.acc_rows("contracts"))[0]["status"])

    assert await acc_status() == "draft"
    made = await desk.change(WORK, made, status="Approved")
    assert (made["executed"], await acc_status()) == (True, "executed")
    made = await desk.change(WORK, made, executed=False)
    assert (made["status"], made["executed"], await acc_status()) == ("Approved", False, "signed")
    made = await desk.change(WORK, made, executed=True)
    assert await acc_status() == "executed"
    made = await desk.change(WORK, made, status="Draft")
    assert (made["executed"], await acc_status()) == (True, "draft")


async def test_the_vendor_of_an_approved_commitment_stays(desk: Desk) -> None:
    made = await desk.make(WORK, status="Approved", vendor_id=desk.vendor())
    for status in ("Approved", "Complete"):
        await desk.change(WORK, made, status=status)
        answer = await desk.patch(WORK, made, {"vendor_id": desk.vendor("rival"), "title": "No"})
        refused(answer, 422, "vendor_id")
    assert (await desk.get(WORK, made))["title"] is None
    # The same vendor is no change; moved out of approved it is free, in one request too.
    await desk.change(WORK, made, vendor_id=desk.vendor(), title="Yes")
    freed = await desk.change(WORK, made, status="Draft", vendor_id=desk.vendor("rival"))
    assert freed["vendor"]["id"] == desk.vendor("rival")


BAD: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"status": "approved"}, 400, "status"),
    ({"status": "Processing"}, 400, "status"),
    ({"status": None}, 400, "status"),
    ({"title": 7}, 400, "title"),
    ({"title": "x" * 1025}, 400, "title"),
    ({"accounting_method": "hourly"}, 400, "accounting_method"),
    ({"retainage_percent": "1.23456"}, 400, "retainage_percent"),
    ({"retainage_percent": "much"}, 400, "retainage_percent"),
    ({"contract_date": "yesterday"}, 400, "contract_date"),
    ({"execution_date": "2026-02-30"}, 400, "execution_date"),
    ({"executed": "yes"}, 400, "executed"),
    ({"private": None}, 400, "private"),
    ({"vendor_id": "x"}, 400, "vendor_id"),
    ({"vendor_id": 1}, 422, "vendor_id"),
    ({"invoice_contact_user_ids": [1]}, 422, "invoice_contact_user_ids"),
    ({"invoice_contact_user_ids": 1}, 400, "invoice_contact_user_ids"),
    ({"currency_iso_code": "EURO"}, 400, "currency_iso_code"),
    ({"currency_exchange_rate": "1e99"}, 400, "currency_exchange_rate"),
    ({"number": "TAKEN"}, 409, "number"),
    ({"origin_id": "TAKEN"}, 409, "origin_id"),
    ({"description": "nul\x00"}, 400, "description"),
)


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Desk, dict[str, Any]]:
    desk = Desk(kept_site)
    await desk.make(WORK, number="TAKEN", origin_id="TAKEN")
    return desk, await desk.make(WORK, title="Kept", number="K")


@pytest.mark.parametrize(("fields", "status", "field"), BAD)
async def test_what_is_wrong_is_named_and_nothing_is_written(
    kept: tuple[Desk, dict[str, Any]], fields: dict[str, Any], status: int, field: str
) -> None:
    desk, made = kept
    before = await desk.rows(path_of(WORK))
    refused(await desk.post(WORK, fields), status, field)
    refused(await desk.patch(WORK, made, fields), status, field)
    assert await desk.rows(path_of(WORK)) == before


async def test_bodies_without_their_wrapper_and_strangers(desk: Desk) -> None:
    procore = desk.site.procore
    answer = await procore.post(path_of(WORK), json=desk.here | {"work_order": {"title": "x"}})
    refused(answer, 400, WORK)
    answer = await procore.post(path_of(WORK), json={WORK: {"title": "x"}})
    refused(answer, 400, "project_id")
    for contract_id in ("1", "x", str(2**60)):
        assert (await desk.fetch(f"{path_of(WORK)}/{contract_id}")).status_code == 404
        assert (await desk.fetch(f"{COMMITMENTS}/{contract_id}")).status_code == 404
        assert (await desk.remove(f"{path_of(WORK)}/{contract_id}")).status_code == 404
    viewer = desk.site.as_role("viewer")
    answer = await viewer.post(path_of(WORK), json=desk.here | {WORK: {"title": "x"}})
    assert answer.status_code == 403


async def test_a_commitment_with_changes_is_not_deleted(desk: Desk) -> None:
    made = await desk.make(WORK, status="Approved")
    await desk.site.new_package(made["id"], title="Doors")
    answer = await desk.remove(f"{path_of(WORK)}/{made['id']}")
    assert answer.status_code == 422
    (row,) = await desk.rows(path_of(WORK))
    assert row["has_change_order_packages"] is True
    assert row["has_potential_change_orders"] is True


async def test_many_in_one_request(desk: Desk) -> None:
    kept = await desk.make(WORK, origin_id="A", title="Old")
    order = await desk.make(PURCHASE, title="Other form")
    updates = [
        {"origin_id": "A", "title": "New"},
        {"origin_id": "B", "title": "Born", "status": "Approved"},
        {"id": kept["id"], "number": "N-1"},
        {"id": order["id"], "title": "No"},
        {"title": "Bad", "status": "Nope"},
        {"title": "Vendor", "vendor_id": 1},
    ]
    answer = await desk.site.procore.patch(
        f"{path_of(WORK)}/sync", json=desk.here | {"updates": updates}
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert [one["title"] for one in body["entities"]] == ["New", "Born", "New"]
    assert set(body["entities"][0]) == LISTED | PRESENCE | WORK_ALONE
    assert [set(one["errors"]) for one in body["errors"]] == [{"id"}, {"status"}, {"vendor_id"}]
    rows = await desk.rows(path_of(WORK))
    assert [row["origin_id"] for row in rows] == ["A", "B"]
    assert rows[0]["number"] == "N-1"


async def test_a_commitment_s_vendor_is_shown_whole(desk: Desk) -> None:
    made = await desk.make(WORK, vendor_id=desk.vendor())
    shown = (await desk.fetch(f"{COMMITMENTS}/{made['id']}")).json()["vendor"]
    vendors = await desk.rows("/rest/v1.0/vendors", view="extended")
    whole = next(one for one in vendors if one["id"] == desk.vendor())
    of_caller = ("contact_count", "primary_contact", "project_ids")
    assert set(shown) == set(whole)
    assert shown == whole | dict.fromkeys(of_caller)


@pytest.mark.parametrize(
    ("word", "early", "late"),
    [
        (WORK, ("Draft", "Out For Bid", "Out For Signature"), ("Complete", "Terminated", "Void")),
        (PURCHASE, ("Draft", "Processing", "Submitted"), ("Partially Received", "Closed")),
    ],
)
async def test_a_commitment_stays_approved_under_approved_change_orders(
    desk: Desk, word: str, early: tuple[str, ...], late: tuple[str, ...]
) -> None:
    made = await desk.make(word, status="Approved")
    package = await desk.site.new_package(made["id"], title="Doors", status="pending")
    for status in (early[0], "Approved"):
        await desk.change(word, made, status=status)  # nothing stands on it yet
    await desk.site.change_package(package["id"], status="approved")
    for status in early:
        refused(await desk.patch(word, made, {"status": status}), 422, "status")
    (row,) = await desk.acc_rows("contracts")
    answer = await desk.site.acc.patch(
        desk.site.cost(f"contracts/{row['id']}"), json={"status": "draft"}
    )
    assert answer.status_code == 409, answer.text
    for status in (*late, "Approved"):
        assert (await desk.change(word, made, status=status, title=status))["status"] == status
    await desk.site.change_package(package["id"], status="draft")
    assert (await desk.change(word, made, status="Draft"))["status"] == "Draft"


async def test_where_no_approval_is_asked_for_a_commitment_goes_back(
    application: Application, ledger: Ledger
) -> None:
    born = msgspec.structs.replace(settings_born("procore"), commitment_first=False)
    desk = Desk(await open_site(application, ledger, born))
    made = await desk.make(WORK, status="Approved")
    await desk.site.new_package(made["id"], title="Doors", status="approved")
    assert (await desk.change(WORK, made, status="Draft"))["status"] == "Draft"
