"""Prime contracts: the default one, fields, states, and what Autodesk sees of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.contracting import PRIME, Desk, Json, path_of, refused

LIST = "/rest/v1.0/prime_contracts"
ROLLED_UP = {
    *("grand_total", "line_items_total", "line_items_extended_total", "approved_change_orders"),
    *("revised_contract_amount", "pending_change_orders_amount", "outstanding_balance"),
    *("pending_revised_contract_amount", "draft_change_orders_amount", "owner_invoices_amount"),
    *("percentage_paid", "total_payments"),
}
LISTED = ROLLED_UP | {
    *("id", "accounting_method", "actual_completion_date", "approval_letter_date"),
    *("contract_date", "contract_estimated_completion_date", "contract_start_date"),
    *("contract_termination_date", "created_at", "deleted_at", "description", "executed"),
    *("execution_date", "exclusions", "inclusions", "issued_on_date", "letter_of_intent_date"),
    *("number", "origin_code", "origin_data", "origin_id", "private", "retainage_percent"),
    *("returned_date", "signed_contract_received_date", "show_line_items_to_non_admins"),
    *("status", "title", "updated_at", "architect", "attachments", "contractor", "created_by"),
    *("vendor", "currency_configuration", "custom_fields", "enable_ssov"),
    *("allow_change_orders_ssov", "billing_schedule_of_values_status"),
    *("has_change_order_packages", "has_potential_change_orders"),
}
IN_DETAIL = {
    *("allow_comments", "allow_markups", "allow_payment_applications", "allow_payments"),
    *("allow_redistributions", "bill_to", "budget_line_item_id", "delivery_date", "position"),
    *("display_materials_retainage", "display_stored_materials", "display_work_retainage"),
    *("payment_terms", "requisition_number", "ship_to", "ship_via", "type", "assigned_to"),
    *("original_substantial_completion_date", "substantial_completion_date", "line_items"),
    *("change_order_packages", "change_order_requests", "potential_change_orders"),
    *("payments_received", "received_from", "cost_code", "project"),
}
SENT = {
    "number": "P-1",
    "title": "School",
    "description": "New wing",
    "accounting_method": "unit",
    "actual_completion_date": "2026-01-01",
    "approval_letter_date": "2026-01-02",
    "contract_date": "2026-01-03",
    "contract_estimated_completion_date": "2026-01-04",
    "contract_start_date": "2026-01-05",
    "execution_date": "2026-01-06",
    "issued_on_date": "2026-01-07",
    "letter_of_intent_date": "2026-01-08",
    "returned_date": "2026-01-09",
    "signed_contract_received_date": "2026-01-10",
    "inclusions": "a",
    "exclusions": "b",
    "origin_id": "E",
    "origin_data": "{}",
    "retainage_percent": "5.0",
    "status": "Out For Signature",
    "executed": True,
}


async def test_a_project_has_a_default_one(desk: Desk) -> None:
    (row,) = await desk.rows(LIST)
    assert row["id"] == await desk.site.main_contract()
    detail = (await desk.fetch(path_of(PRIME))).json()
    assert detail == await desk.get(PRIME, row)
    assert set(row) == LISTED
    assert set(detail) == (LISTED | IN_DETAIL) - {
        "has_change_order_packages",
        "has_potential_change_orders",
    }
    answer = await desk.remove(f"{path_of(PRIME)}/{row['id']}")
    assert answer.status_code == 422


async def test_everything_written_comes_back(desk: Desk) -> None:
    firms = {name: desk.vendor(name) for name in ("owner", "contractor", "rival")}
    made = await desk.make(
        PRIME,
        **SENT,
        vendor_id=firms["owner"],
        contractor_id=firms["contractor"],
        architect_id=firms["rival"],
    )
    assert {name: made[name] for name in SENT} == SENT
    parties = (made["vendor"], made["contractor"], made["architect"])
    assert [one["id"] for one in parties] == list(firms.values())
    assert await desk.get(PRIME, made) == made
    assert (await desk.change(PRIME, made, number=None))["number"] == "P-1"
    shown = {one["code"]: one for one in await desk.acc_rows("main-contracts")}["P-1"]
    assert (shown["name"], shown["startDate"], shown["status"]) == (
        "School",
        "2026-01-05",
        "pending",
    )
    owner = desk.site.people.companies["owner"]
    assert shown["ownerCompanyUid"] == str(owner.uuid)
    assert (await desk.remove(f"{path_of(PRIME)}/{made['id']}")).status_code == 200
    assert len(await desk.rows(LIST)) == 1
    # The same at the path that is plural, as clients in the wild call it.
    aliased = await desk.site.procore.post(LIST, json=desk.here | {PRIME: {"title": "x"}})
    assert (aliased.status_code, aliased.json()["number"]) == (201, "PC-001")


WORDS = (
    ("Draft", "draft"),
    ("Out For Bid", "pending"),
    ("Out For Signature", "pending"),
    ("Approved", "approved"),
    ("Complete", "closed"),
    ("Terminated", "closed"),
)


async def test_each_status_reads_back_and_survives_the_other_door(desk: Desk) -> None:
    (row,) = await desk.rows(LIST)
    for status, shown in WORDS:
        assert (await desk.change(PRIME, row, status=status))["status"] == status
        (main,) = await desk.acc_rows("main-contracts")
        assert main["status"] == shown
        await desk.acc_patch(f"main-contracts/{main['id']}", status=shown, name=status)
        kept = await desk.get(PRIME, row)
        assert (kept["status"], kept["title"]) == (status, status)
    for shown in ("approved", "signed", "executed"):
        await desk.acc_patch(f"main-contracts/{main['id']}", status=shown)
        kept = await desk.get(PRIME, row)
        assert (kept["status"], kept["executed"]) == ("Approved", shown == "executed")


BAD: tuple[tuple[Json, int, str], ...] = (
    ({"status": "Void"}, 400, "status"),
    ({"vendor_id": 1}, 422, "vendor_id"),
    ({"contractor_id": 1}, 422, "contractor_id"),
    ({"architect_id": "x"}, 400, "architect_id"),
    ({"contract_start_date": "2026-13-01"}, 400, "contract_start_date"),
    ({"number": "TAKEN"}, 409, "number"),
    ({"origin_id": "TAKEN"}, 409, "origin_id"),
)


@pytest.mark.parametrize(("fields", "status", "field"), BAD)
async def test_what_is_wrong_is_named(desk: Desk, fields: Json, status: int, field: str) -> None:
    await desk.make(PRIME, number="TAKEN", origin_id="TAKEN")
    made = await desk.make(PRIME, title="Kept")
    before = await desk.rows(LIST)
    refused(await desk.post(PRIME, fields), status, field)
    refused(await desk.patch(PRIME, made, fields), status, field)
    assert await desk.rows(LIST) == before


async def test_a_stranger_s_project_and_contract(desk: Desk) -> None:
    answer = await desk.site.procore.get(LIST, params={"project_id": 1})
    assert answer.status_code == 404
    assert (await desk.fetch(f"{path_of(PRIME)}/1")).status_code == 404
    answer = await desk.patch(PRIME, {"id": 1}, {"title": "x"})
    assert answer.status_code == 404
    owner: Any = desk.site.as_role("owner")
    assert (await owner.get(LIST, params=desk.here)).status_code == 403
