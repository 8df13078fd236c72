"""Contracts under v2.0: the same rows, in an envelope, with ids as text."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.procore.contracting import PURCHASE, WORK, Desk, Json

COMMON = {
    *("accounting_method", "actual_completion_date", "allow_comments", "allow_markups"),
    *("allow_payment_applications", "allow_payments", "approval_letter_date"),
    *("billing_schedule_of_values_status", "change_order_level_of_detail", "contract_date"),
    *("contract_estimated_completion_date", "contract_start_date", "created_at", "created_by"),
    *("currency_configuration", "description", "display_materials_retainage"),
    *("display_work_retainage", "enable_ssov", "exclusions", "executed", "execution_date"),
    *("grand_total", "id", "inclusions", "issued_on_date", "letter_of_intent_date", "number"),
    *("private", "retainage_percent", "returned_date", "show_cost_code_on_pdf", "status"),
    *("show_line_items_to_non_admins", "signature_required", "signed_contract_received_date"),
    *("title", "type", "updated_at", "vendor"),
}


def base(desk: Desk, word: str) -> str:
    site = desk.site
    return f"/rest/v2.0/companies/{site.company_id}/projects/{site.project_id}/{word}_contracts"


def data(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()["data"]


async def test_a_commitment_lives_in_both_versions(desk: Desk) -> None:
    path, procore = base(desk, "commitment"), desk.site.procore
    sent = {
        "title": "Pumps",
        "status": "processing",
        "ship_via": "Rail",
        "payment_terms": "Net 30",
        "retainage_percent": "10.0",
        "billing_schedule_of_values_status": "under_review",
        "change_order_level_of_detail": "line_item",
        "allow_payments": True,
        "signature_required": True,
        "ssr_enabled": True,
        "enable_ssov": True,
        "accessor_ids": [str(desk.person())],
    }
    body = sent | {"type": "PurchaseOrderContract", "vendor_id": str(desk.vendor())}
    made = data(await procore.post(path, json=body | {"assignee_id": str(desk.person())}), 201)
    assert set(made) >= COMMON
    assert {name: made[name] for name in sent} == sent | {"status": "Processing"}
    assert made["vendor"] == {"id": str(desk.vendor()), "name": "Supplier Company"}
    assert made["assignee"]["id"] == str(desk.person())
    one = f"{path}/{made['id']}"
    assert data(await procore.get(one)) == made
    assert data(await procore.get(path)) == [made]
    (row,) = await desk.rows("/rest/v1.0/purchase_order_contracts")
    assert (str(row["id"]), row["title"], row["status"]) == (made["id"], "Pumps", "Processing")
    assert row["enable_ssov"] is True
    await desk.change(PURCHASE, row, title="Valves")
    changed = data(await procore.patch(one, json={"status": "Approved", "executed": True}))
    assert (changed["title"], changed["status"], changed["executed"]) == (
        "Valves",
        "Approved",
        True,
    )
    await desk.make(WORK, title="Other")
    for name, value, count in (
        ("type", "WorkOrderContract", 1),
        ("executed", "true", 1),
        ("signature_required", "true", 1),
        ("vendor_id", str(desk.vendor()), 1),
        ("status", "Approved", 1),
        ("status", "approved", 1),
        ("status", "Draft", 1),
        ("accounting_method", "unit", 0),
        ("accounting_method", "amount", 2),
    ):
        found = data(await procore.get(path, params={f"filters[{name}]": value}))
        assert len(found) == count, name
    gone = await procore.delete(one)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await procore.get(one)).status_code == 404
    deleted = data(await procore.get(path, params={"filters[include_deleted]": "only"}))
    assert [each["id"] for each in deleted] == [made["id"]]


async def test_a_prime_contract_lives_in_both_versions(desk: Desk) -> None:
    path, procore = base(desk, "prime"), desk.site.procore
    sent = {
        "title": "School",
        "status": "Out For Bid",
        "substantial_completion_date": "2027-01-01",
        "auto_approve_prefilled_requisitions_on_payapp": True,
        "show_cost_code_on_pdf": False,
    }
    body = sent | {
        "vendor_id": str(desk.vendor("owner")),
        "architect_id": str(desk.vendor("rival")),
    }
    made = data(await procore.post(path, json=body), 201)
    assert set(made) >= COMMON
    assert {name: made[name] for name in sent} == sent
    one = f"{path}/{made['id']}"
    assert data(await procore.get(one)) == made
    assert len(data(await procore.get(path))) == 2
    for name, value, count in (
        ("status", "out_for_bid", 1),
        ("signature_required", "true", 0),
        ("signature_required", "false", 2),
        ("architect_id", str(desk.vendor("rival")), 1),
        ("executed", "true", 0),
    ):
        asked = {f"filters[{name}]": value}
        assert len(data(await procore.get(path, params=asked))) == count, name
    rows = await desk.rows("/rest/v1.0/prime_contracts")
    assert made["id"] in {str(row["id"]) for row in rows}
    summary = data(await procore.get(f"{one}/summary"))
    assert set(summary) == {
        *("approved_change_total", "pending_revised_change_total", "draft_change_total"),
        *("total_invoices_amount", "total_payments_amount", "currency_configuration"),
    }
    assert (await procore.delete(one)).status_code == 204


BAD: tuple[tuple[Json, int, str], ...] = (
    ({}, 400, "type"),
    ({"type": "PrimeContract"}, 400, "type"),
    ({"type": "WorkOrderContract", "status": "Processing"}, 400, "status"),
    ({"type": "WorkOrderContract", "status": "nope"}, 400, "status"),
    ({"type": "WorkOrderContract", "vendor_id": "1"}, 422, "vendor_id"),
    ({"type": "WorkOrderContract", "accessor_ids": ["1"]}, 422, "accessor_ids"),
    (
        {"type": "WorkOrderContract", "change_order_level_of_detail": "all"},
        400,
        "change_order_level",
    ),
)


@pytest.mark.parametrize(("body", "status", "source"), BAD)
async def test_what_is_wrong_is_named_in_the_newer_form(
    desk: Desk, body: Json, status: int, source: str
) -> None:
    answer = await desk.site.procore.post(base(desk, "commitment"), json=body)
    assert answer.status_code == status, answer.text
    (detail,) = answer.json()["error"]["details"]
    assert detail["source"].startswith(source)
    assert await desk.rows("/rest/v1.0/commitments") == []


async def test_the_message_too_speaks_of_the_field_as_it_was_sent(desk: Desk) -> None:
    body = {"type": "PurchaseOrderContract", "title": "Pumps"}
    path, procore = base(desk, "commitment"), desk.site.procore
    data(await procore.post(path, json=body | {"currency_iso_code": "USD"}), 201)
    answer = await procore.post(path, json=body | {"currency_iso_code": "EUR"})
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    (detail,) = error["details"]
    assert detail["source"] == "currency_exchange_rate"
    assert detail["message"] == error["message"]
    assert error["message"].startswith("currency_exchange_rate is missing: contract ")


async def test_another_company_s_address_is_not_there(desk: Desk) -> None:
    path = base(desk, "commitment").replace(str(desk.site.company_id), "1", 1)
    assert (await desk.site.procore.get(path)).status_code == 404
