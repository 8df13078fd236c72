"""The generated Python client `procore_sdk` against a served project that was born in Procore.

Part of `./test --deep`; skipped by name unless `PROOF_PROCORE_SDK` names its folder (see
`procore_sdk.py`). The client is used as its page says, with its own models for bodies and answers;
where its models can read no right answer it is asked not to (see `procore_sdk_ways.py`). The file
is run as a whole: its last test holds that every operation of the table was called.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.clients.conftest import DIRECTORY_SECONDS
from tests.clients.procore_sdk import Json, Office, Sdk, started
from tests.clients.procore_sdk_steps import (
    Codes,
    both_ways,
    headers_of,
    hooks_and_deliveries,
    in_project,
    lines,
    new_commitment,
    new_event,
    new_prime,
    new_project,
    of_company,
    of_project,
    one_of,
    potential_lines,
    shows,
    write_and_view_budget,
)
from tests.clients.procore_sdk_ways import OPERATIONS, RAW, V1, WITH_CODES
from tests.fixtures_acc import join
from tests.fixtures_ledger import make_container

from changewright.core.people import OAuthClient
from changewright.edge.http import Application
from changewright.work.deliveries import Deliveries
from changewright.work.identity import add_client
from changewright.work.ledger import Ledger

pytestmark = pytest.mark.deep

NOT_THERE = 999_999_999
SECRET = "a secret of the client's own"
REDIRECT = "https://bridge.example/callback"


@pytest.fixture(scope="module")
async def office(
    address: str, application: Application, ledger: Ledger
) -> AsyncIterator[tuple[Office, str]]:
    """An administrator of a company, and a program that acts as that person."""
    if not os.environ.get("PROOF_PROCORE_SDK"):
        pytest.skip("PROOF_PROCORE_SDK names no folder with the generated client procore_sdk")
    container = await make_container(ledger)
    people = await join(application, ledger, container)
    project = application.services.directory.project(container.id)
    assert project is not None
    program = OAuthClient(
        f"bridge-{uuid4()}",
        "Ledger Bridge",
        (REDIRECT,),
        service_person_id=people.persons["admin"].id,
    )
    await add_client(ledger.database, program, SECRET)
    await asyncio.sleep(DIRECTORY_SECONDS)
    yield Office(address, people.tokens["admin"], project.account_id), program.client_id


@pytest.fixture(scope="module")
def sdk(office: tuple[Office, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sdk]:
    """The client, with a project that it has made."""
    folder = Path(os.environ["PROOF_PROCORE_SDK"])
    with (tmp_path_factory.mktemp("procore-sdk") / "client.log").open("w") as log:
        for client in started(folder, office[0], log):
            client.office = dataclasses.replace(
                client.office, project_id=new_project(client, f"Tower {uuid4()}")["id"]
            )
            yield client


@pytest.fixture(scope="module")
def codes(sdk: Sdk) -> Codes:
    code = {"code": "03-300", "name": "Concrete", "origin_id": "erp-3"}
    made = sdk(f"POST {V1}/cost_codes", in_project(sdk, cost_code=code)).value
    types = sdk(f"GET {V1}/line_item_types", **of_company(sdk), **of_project(sdk)).value
    return Codes(made["id"], one_of(types, name="Equipment")["id"])


def test_reads_who_calls_and_where(sdk: Sdk) -> None:
    me = sdk(f"GET {V1}/me").value
    assert me["login"].startswith("admin.") and me["name"] == "Admin Person"
    companies = sdk(f"GET {V1}/companies").value
    assert one_of(companies, id=sdk.office.company_id)["is_active"] is True

    id = sdk.office.project_id
    listed = sdk(f"GET {V1}/projects", **of_company(sdk)).value
    shown = sdk(f"GET {V1}/projects/{{id}}", id=id, **of_company(sdk)).value
    assert one_of(listed, id=id)["name"] == shown["name"]
    raw = sdk("GET /rest/v1.1/projects", **of_company(sdk)).value
    assert one_of(raw, id=id)["name"] == shown["name"]
    sdk.cannot_read("GET /rest/v1.1/projects", **of_company(sdk))
    of_its_company = sdk(f"GET {V1}/companies/{{company_id}}/projects", **of_company(sdk)).value
    assert one_of(of_its_company, id=id)["name"] == shown["name"]
    body = {**of_company(sdk), "project": {"description": "High", "total_value": 1250.5}}
    changed = sdk(f"PATCH {V1}/projects/{{id}}", body, id=id).value
    assert (changed["description"], changed["total_value"]) == ("High", "1250.5")


def test_reads_the_companys_lists(sdk: Sdk) -> None:
    statuses = sdk(f"GET {V1}/change_order/statuses", **of_company(sdk)).value
    assert one_of(statuses, name="Draft")["mapped_to_status"] == "draft"
    reasons = sdk(f"GET {V1}/change_order_change_reasons", **of_company(sdk)).value
    assert one_of(reasons, change_reason="Client Request")["show_in_select"] is True
    types = sdk(f"GET {V1}/change_types", **of_company(sdk)).value
    assert one_of(types, change_type="Allowance")["company_id"] == sdk.office.company_id
    event_statuses = sdk(f"GET {V1}/change_event/statuses", **of_project(sdk)).value
    assert one_of(event_statuses, name="Open")["mapped_to_status"] == "open"


def test_line_item_types(sdk: Sdk) -> None:
    path, company = f"{V1}/line_item_types", of_company(sdk)
    fields = {"name": "Cranes", "base_type": "equipment", "csv_import_code": "CR"}
    made = sdk(f"POST {path}", {**company, "line_item_type": {**fields, "origin_id": "9"}})
    assert made.status == 201
    assert shows(made.value, name="Cranes", base_type="equipment", code="CR", origin_id="9")
    id = made.value["id"]
    assert sdk(f"GET {path}/{{id}}", id=id, **company).value == made.value
    body = {**company, "line_item_type": {"name": "Tower cranes"}}
    assert sdk(f"PATCH {path}/{{id}}", body, id=id).value["name"] == "Tower cranes"
    updates = [{"id": id, "name": "Cranes again"}, {"id": NOT_THERE, "name": "x"}]
    synced = sdk(f"PATCH {path}/sync", {**company, "updates": updates}).value
    assert [row["name"] for row in synced["entities"]] == ["Cranes again"]
    assert len(synced["errors"]) == 1
    listed = sdk(f"GET {path}", **company, **of_project(sdk)).value
    assert one_of(listed, id=id)["name"] == "Cranes again"


@pytest.mark.parametrize("kind", ["tax_code", "tax_type"])
def test_taxes(sdk: Sdk, kind: str) -> None:
    path, company = f"{V1}/{kind}s", of_company(sdk)
    name = "code" if kind == "tax_code" else "name"
    rate = {"rate1": 12.5} if kind == "tax_code" else {}
    body = {kind: {name: "VAT", "description": "d", **rate}}
    made = sdk(f"POST {path}", body, **company)
    assert made.status == 201
    assert shows(made.value, **{name: "VAT"}, description="d", **rate)
    id = str(made.value["id"])  # the client takes it as text
    assert sdk(f"GET {path}/{{id}}", id=id, **company).value == made.value
    changed = sdk(f"PATCH {path}/{{id}}", {kind: {"description": "e"}}, id=id, **company).value
    assert changed["description"] == "e"
    updates = [{"id": int(id), name: "VAT 2"}]
    synced = sdk(f"PATCH {path}/sync", {**company, "updates": updates}).value
    assert ([row[name] for row in synced["entities"]], synced["errors"]) == (["VAT 2"], [])
    assert one_of(sdk(f"GET {path}", **company).value, id=int(id))[name] == "VAT 2"
    if kind == "tax_type":
        sdk(f"DELETE {path}/{{id}}", id=id, **company)
        assert sdk.refusal(f"GET {path}/{{id}}", id=id, **company)[0] == 404


def test_cost_codes(sdk: Sdk, codes: Codes) -> None:
    path, place = f"{V1}/cost_codes", of_project(sdk)
    shown = sdk(f"GET {path}/{{id}}", id=codes.cost_code_id, **place).value
    assert shows(shown, code="03-300", name="Concrete", full_code="03-300", origin_id="erp-3")
    body = in_project(sdk, cost_code={"code": "03-300", "name": "Walls"})
    assert sdk(f"PATCH {path}/{{id}}", body, id=codes.cost_code_id).value["name"] == "Walls"
    body = {"updates": [{"id": codes.cost_code_id, "origin_id": "erp-4"}]}
    synced = sdk(f"PATCH {path}/sync", body, **place).value
    assert one_of(synced["entities"], id=codes.cost_code_id)["origin_id"] == "erp-4"
    sdk.cannot_read(f"GET {path}", **place)
    listed = sdk(f"GET {path}", **place).value
    assert one_of(listed, id=codes.cost_code_id)["origin_id"] == "erp-4"


def test_vendors_and_people(sdk: Sdk) -> None:
    company, place = of_company(sdk), of_project(sdk)
    vendor = {"name": f"Steel {uuid4()}", "city": "Bergen"}
    made = sdk(f"POST {V1}/vendors", {**company, "vendor": vendor})
    assert made.status == 201 and shows(made.value, **vendor)
    id = made.value["id"]
    body = {**company, "vendor": {"name": vendor["name"], "city": "Oslo"}}
    assert sdk(f"PATCH {V1}/vendors/{{id}}", body, id=id).value["city"] == "Oslo"
    sdk.cannot_read(f"GET {V1}/vendors/{{id}}", id=id, **company)
    assert sdk(f"GET {V1}/vendors/{{id}}", id=id, **company).value["city"] == "Oslo"
    assert one_of(sdk(f"GET {V1}/vendors", **company).value, id=id)["city"] == "Oslo"

    user = {"email_address": f"{uuid4()}@example.com", "first_name": "Ada", "last_name": "Berg"}
    path = f"{V1}/projects/{{project_id}}/users"
    hired = sdk(f"POST {path}", {"user": {**user, "vendor_id": id}}, **place)
    assert hired.status == 201 and shows(hired.value, **user)
    person_id = hired.value["id"]
    sdk.cannot_read(f"GET {path}", **place)
    assert shows(one_of(sdk(f"GET {path}", **place).value, id=person_id), **user)
    assert shows(sdk(f"GET {path}/{{id}}", id=person_id, **place).value, **user)
    for version in ("v1.0", "v1.1", "v1.2", "v1.3"):
        path = f"/rest/{version}/companies/{{company_id}}/users"
        listed = sdk(f"GET {path}", **company).value
        assert one_of(listed, id=person_id)["last_name"] == "Berg"
        assert sdk(f"GET {path}/{{id}}", id=person_id, **company).value["last_name"] == "Berg"
    for version in ("v1.0", "v1.1"):
        path = f"/rest/{version}/projects/{{project_id}}/vendors"
        listed = sdk(f"GET {path}", **place).value
        assert one_of(listed, id=id)["name"] == vendor["name"]
        assert sdk(f"GET {path}/{{id}}", id=id, **place).value["name"] == vendor["name"]
    for path, where in (("companies/{company_id}", company), ("projects/{project_id}", place)):
        templates = sdk(f"GET {V1}/{path}/permission_templates", **where).value
        assert {"Admin", "Manager"} <= {row["name"] for row in templates}


@pytest.mark.parametrize("version", ["v1.0", "v1.1"])
@pytest.mark.parametrize("holder", ["projects/{project_id}", "companies/{company_id}"])
def test_uploads(sdk: Sdk, version: str, holder: str) -> None:
    place = of_project(sdk) if "project" in holder else of_company(sdk)
    path = f"/rest/{version}/{holder}/uploads"
    announced = sdk(f"POST {path}", response_filename="plan.pdf", **place)
    assert announced.status == 201
    assert sdk(f"GET {path}/{{uuid}}", uuid=announced.value["uuid"], **place).value
    # The client's types drop where the content goes, so that is read without them.
    upload = sdk(f"POST {path}", way="raw", response_filename="plan.pdf", **place).value
    content = b"%PDF-1.7 of a plan"
    sent = httpx.post(
        upload["url"], data=upload["fields"], files={"file": ("plan.pdf", content)}, timeout=30
    )
    assert sent.status_code == 204, sent.text
    segments = [{"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}]
    body = {"segments": segments}
    done = sdk(f"PATCH {path}/{{uuid}}", body, uuid=upload["uuid"], **place).value
    assert done["uuid"] == upload["uuid"]
    if "project" not in holder:
        return
    contract = new_commitment(sdk, upload_ids=[upload["uuid"]])
    (attachment,) = contract["attachments"]
    assert attachment["filename"] == "plan.pdf"
    headers = headers_of(sdk)
    found = httpx.get(attachment["url"], headers=headers, follow_redirects=True, timeout=30)
    assert found.content == content


@pytest.mark.parametrize("form", ["work", "purchase"])
def test_commitments(sdk: Sdk, codes: Codes, form: str) -> None:
    wrapper, place = f"{form}_order_contract", of_project(sdk)
    path = f"{V1}/{wrapper}s"
    day = "2026-03-01"
    fields = {"number": f"C-{form}", "retainage_percent": "10.0", "contract_date": day}
    contract = new_commitment(sdk, form, **fields)
    assert shows(contract, **fields, status="Draft", grand_total="0.0")
    id = contract["id"]
    shown = sdk(f"GET {path}/{{id}}", id=id, **place).value
    assert shows(shown, **fields, line_items=[])
    lines(sdk, codes, path, wrapper, id)

    approved = {wrapper: {"status": "Approved", "title": "Steel"}}
    if form == "work":
        changed = both_ways(sdk, f"PATCH {path}/{{id}}", in_project(sdk, **approved), id=id)
        shown = both_ways(sdk, f"GET {path}/{{id}}", id=id, **place)
    else:
        sdk.cannot_read(f"GET {path}/{{id}}", id=id, **place)
        changed = sdk(f"PATCH {path}/{{id}}", in_project(sdk, **approved), id=id).value
        shown = sdk(f"GET {path}/{{id}}", id=id, **place).value
    assert changed["status"] == shown["status"] == "Approved"
    assert {row["amount"] for row in shown["line_items"]} == {"30.0", "40.0"}
    assert shown["grand_total"] == "70.0"
    listed = one_of(sdk(f"GET {path}", **place).value, id=id)
    assert shows(listed, title="Steel", status="Approved", grand_total="70.0")
    assert one_of(sdk(f"GET {V1}/commitments", **place).value, id=id)["title"] == "Steel"
    generic = both_ways(sdk, f"GET {V1}/commitments/{{id}}", id=id, **place)
    assert (generic["title"], generic["number"]) == ("Steel", f"C-{form}")

    updates = [{"origin_id": f"erp-{form}", "title": "Synced", "number": f"S-{form}"}]
    synced = sdk(f"PATCH {path}/sync", in_project(sdk, updates=updates)).value
    assert ([row["title"] for row in synced["entities"]], synced["errors"]) == (["Synced"], [])
    gone = new_commitment(sdk, form)
    assert sdk(f"GET {V1}/commitments/{{id}}", id=gone["id"], **place).value["id"] == gone["id"]
    body = in_project(sdk, **{wrapper: {"title": "Emptied"}})
    assert sdk(f"PATCH {path}/{{id}}", body, id=gone["id"]).value["title"] == "Emptied"
    assert sdk(f"DELETE {path}/{{id}}", id=gone["id"], **place).status in (200, 204)
    assert sdk.refusal(f"GET {V1}/commitments/{{id}}", id=gone["id"], **place)[0] == 404


def test_prime_contracts(sdk: Sdk, codes: Codes) -> None:
    path, place = f"{V1}/prime_contract", of_project(sdk)
    contract = new_prime(sdk, number="P-7", retainage_percent="5.0")
    id = contract["id"]
    assert shows(contract, number="P-7", status="Draft", grand_total="0.0")
    assert sdk(f"GET {path}/{{id}}", id=id, **place).value["number"] == "P-7"
    lines(sdk, codes, f"{V1}/prime_contracts", "prime_contract", id)
    body = in_project(sdk, prime_contract={"status": "Approved", "title": "Main"})
    changed = both_ways(sdk, f"PATCH {path}/{{id}}", body, id=id)
    shown = both_ways(sdk, f"GET {path}/{{id}}", id=id, **place)
    assert changed["status"] == shown["status"] == "Approved"
    assert {row["amount"] for row in shown["line_items"]} == {"30.0", "40.0"}
    listed = one_of(sdk(f"GET {V1}/prime_contracts", **place).value, id=id)
    assert shows(listed, title="Main", status="Approved", grand_total="70.0")
    first = sdk(f"GET {path}", **place).value
    assert first["id"] in [row["id"] for row in sdk(f"GET {V1}/prime_contracts", **place).value]
    gone = new_prime(sdk)
    body = in_project(sdk, prime_contract={"title": "Emptied"})
    assert sdk(f"PATCH {path}/{{id}}", body, id=gone["id"]).value["title"] == "Emptied"
    sdk(f"DELETE {path}/{{id}}", id=gone["id"], **place)
    assert sdk.refusal(f"GET {path}/{{id}}", id=gone["id"], **place)[0] == 404


def test_packages(sdk: Sdk, codes: Codes) -> None:
    """The tutorial's three steps with the client's types: a package, and its potential change."""
    path, place = f"{V1}/change_order_packages", of_project(sdk)
    contract = new_commitment(sdk, status="Approved")["id"]
    fields = {"title": "Package", "due_date": "2026-03-01", "origin_id": "erp-5"}
    body = in_project(sdk, contract_id=contract, change_order={**fields, "status": "draft"})
    made = sdk(f"POST {path}", body)
    assert made.status == 201
    assert shows(made.value, **fields, status="draft", contract_id=contract, grand_total="0.0")
    id = made.value["id"]
    listed = sdk(
        f"GET {path}",
        contract_id=contract,
        filters_id=[id],
        filters_created_at=str(datetime.now(UTC).date()),
        **place,
    )
    assert [row["id"] for row in listed.value] == [id]
    assert listed.headers["total"] == "1"
    assert shows(sdk(f"GET {path}/{{id}}", id=id, **place).value, **fields)
    body = in_project(sdk, change_order={"title": "Bigger", "schedule_impact_amount": 3})
    changed = sdk(f"PATCH {path}/{{id}}", body, id=id).value
    assert shows(changed, title="Bigger", schedule_impact_amount=3)

    under = f"{V1}/potential_change_orders"
    (potential,) = sdk(f"GET {under}", filters_contract_id=contract, **place).value
    assert shows(potential, title="Bigger", status="draft")
    line = in_project(sdk, line_item=codes.line("250.25", description="Beams"))
    at = {"potential_change_order_id": potential["id"]}
    sdk(f"POST {under}/{{potential_change_order_id}}/line_items", line, **at)
    shown = both_ways(sdk, f"GET {path}/{{id}}", id=id, **place)
    assert shown["grand_total"] == "250.25"
    body = in_project(sdk, change_order={"status": "approved"})
    approved = both_ways(sdk, f"PATCH {path}/{{id}}", body, id=id)
    assert (approved["status"], approved["grand_total"]) == ("approved", "250.25")
    (listed_order,) = sdk(f"GET {path}", contract_id=contract, **place).value
    assert shows(listed_order, status="approved", grand_total="250.25")
    row = one_of(sdk(f"GET {V1}/work_order_contracts", **place).value, id=contract)
    assert row["approved_change_orders"] == "250.25"


def test_potential_change_orders(sdk: Sdk, codes: Codes) -> None:
    path, place = f"{V1}/potential_change_orders", of_project(sdk)
    contract = new_prime(sdk, status="Approved")["id"]
    of_contract = {**place, "contract_id": contract}
    due = "2026-03-01T00:00:00+00:00"
    fields = {"title": "Openings", "number": "77", "origin_id": "erp-6", "status": "draft"}
    made = sdk(f"POST {path}", {**of_contract, "change_order": {**fields, "due_date": due}})
    assert made.status == 201
    assert shows(made.value, **fields, contract_id=contract, grand_total="0.0")
    assert made.value["due_date"].startswith("2026-03-01")
    id = made.value["id"]
    assert shows(sdk(f"GET {path}/{{id}}", id=id, **of_contract).value, **fields)
    body = {**of_contract, "change_order": {"title": "Slab openings"}}
    changed = sdk(f"PATCH {path}/{{id}}", body, id=id).value
    assert shows(changed, title="Slab openings", number="77")

    potential_lines(sdk, codes, id)
    shown = both_ways(sdk, f"GET {path}/{{id}}", id=id, **of_contract)
    assert (shown["title"], shown["grand_total"]) == ("Slab openings", "70.0")
    body = {**of_contract, "change_order": {"description": "Cut"}}
    assert both_ways(sdk, f"PATCH {path}/{{id}}", body, id=id)["description"] == "Cut"
    updates = [{"origin_id": "erp-7", "title": "Synced"}, {"origin_id": "8", "status": "gone"}]
    synced = sdk(f"PATCH {path}/sync", {"updates": updates[:1]}, **of_contract).value
    assert ([row["title"] for row in synced["entities"]], synced["errors"]) == (["Synced"], [])
    unsent = sdk.told(f"PATCH {path}/sync", {"updates": updates}, **of_contract)
    assert "status" in unsent["unsendable"]
    rows = sdk(f"GET {path}", filters_contract_id=contract, **place).value
    assert {row["title"] for row in rows} == {"Slab openings", "Synced"}
    assert one_of(rows, id=id)["grand_total"] == "70.0"


def test_a_budget_line_shows_what_its_lines_come_to(sdk: Sdk, codes: Codes) -> None:
    contract = new_prime(sdk, sdk.office.project_id)["id"]
    path, place = f"{V1}/prime_contracts/{{prime_contract_id}}/line_items", of_project(sdk)
    body = in_project(sdk, line_item=codes.line("12.50"))
    line = sdk(f"POST {path}", body, way="raw", prime_contract_id=contract, **place).value
    budget_id = line["wbs_code"]["id"]
    shown = sdk(f"GET {V1}/budget_line_items/{{id}}", id=budget_id, **place).value
    assert (shown["id"], shown["revised_budget"]) == (budget_id, 0)
    write_and_view_budget(sdk, codes)


def test_change_order_requests(sdk: Sdk) -> None:
    """They are there at three tiers, which the client has no operation to ask for."""
    project_id = new_project(sdk, f"Three tiers {uuid4()}")["id"]
    answer = httpx.patch(
        f"{sdk.office.url}{V1}/projects/{project_id}/configuration",
        json={"configuration": {"number_of_prime_contract_change_order_tiers": 3}},
        headers=headers_of(sdk),
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    contract = new_prime(sdk, project_id, status="Approved")["id"]
    path, place = f"{V1}/change_order_requests", {"project_id": project_id}
    of_contract = {**place, "contract_id": contract}
    fields = {"title": "Request", "status": "draft", "schedule_impact_amount": 4}
    made = sdk(f"POST {path}", {**of_contract, "change_order": fields})
    assert made.status == 201 and shows(made.value, **fields, contract_id=contract)
    id = made.value["id"]
    assert shows(sdk(f"GET {path}/{{id}}", id=id, **of_contract).value, **fields)
    package = {**of_contract, "change_order": {"title": "Top", "status": "draft"}}
    package_id = sdk(f"POST {V1}/change_order_packages", package).value["id"]
    body = {**of_contract, "change_order": {"title": "R 2", "change_order_package_id": package_id}}
    assert sdk(f"PATCH {path}/{{id}}", body, id=id).value["title"] == "R 2"
    row = one_of(sdk(f"GET {path}", **of_contract).value, id=id)
    assert shows(row, title="R 2", change_order_package_id=package_id)
    updates = [{"id": id, "title": "R 3"}, {"id": NOT_THERE, "title": "x"}]
    synced = sdk(f"PATCH {path}/sync", {"updates": updates}, **of_contract).value
    assert [row["title"] for row in synced["entities"]] == ["R 3"]
    assert len(synced["errors"]) == 1


@pytest.mark.parametrize("side", ["prime", "commitment"])
def test_change_orders_and_batches(sdk: Sdk, side: str) -> None:
    place = of_project(sdk)
    new = new_prime if side == "prime" else new_commitment
    contract = new(sdk, status="Approved")["id"]
    path = f"{V1}/projects/{{project_id}}/{side}_change_orders"
    fields = {"title": "Order", "due_date": "2026-03-02", "private": True}
    body = {"change_order": {"contract_id": contract, "status": "draft", **fields}}
    made = sdk(f"POST {path}", body, **place)
    assert made.status == 201 and shows(made.value, **fields, contract_id=contract)
    id = made.value["id"]
    sdk.cannot_read(f"GET {path}", **place)
    listed = sdk(f"GET {path}", filters_contract_id=contract, **place)
    assert [row["id"] for row in listed.value] == [id] and listed.headers["total"] == "1"
    body = {"change_order": {"contract_id": contract, "title": "Order 2"}}
    assert sdk(f"PATCH {path}/{{id}}", body, id=id, **place).value["title"] == "Order 2"
    shown = sdk(f"GET {path}/{{id}}", id=id, **place).value
    assert shows(shown, title="Order 2", due_date="2026-03-02", private=True)
    sdk.cannot_read(f"GET {path}/{{id}}", id=id, **place)

    batches = f"{V1}/projects/{{project_id}}/{side}_change_order_batches"
    batch = {"contract_id": contract, "title": "Batch", "status": "draft", "revision": 1}
    made = sdk(f"POST {batches}", {"change_order_batch": batch}, **place)
    assert made.status == 201 and shows(made.value, **batch)
    batch_id = made.value["id"]
    body = {"change_order_batch": {"contract_id": contract, "title": "Batch 2"}}
    changed = sdk(f"PATCH {batches}/{{id}}", body, id=batch_id, **place).value
    assert shows(changed, title="Batch 2", revision=1)
    assert sdk(f"GET {batches}/{{id}}", id=batch_id, **place).value["title"] == "Batch 2"
    sdk.cannot_read(f"GET {batches}", **place)
    rows = sdk(f"GET {batches}", filters_contract_id=contract, **place).value
    assert one_of(rows, id=batch_id)["title"] == "Batch 2"
    for each, record_id in ((batches, batch_id), (path, id)):
        assert sdk(f"DELETE {each}/{{id}}", id=record_id, **place).status in (200, 204)
        assert sdk.refusal(f"GET {each}/{{id}}", id=record_id, **place)[0] == 404


def test_change_events(sdk: Sdk, codes: Codes) -> None:
    path, place = f"{V1}/change_events", of_project(sdk)
    event = new_event(sdk, title="Flood", event_type="allowance", origin_id="erp-9")
    assert shows(event, title="Flood", origin_id="erp-9", project_id=sdk.office.project_id)
    id = event["id"]
    assert sdk(f"GET {path}/{{id}}", id=id, **place).value["title"] == "Flood"
    body = in_project(sdk, change_event={"title": "Flooding"})
    assert sdk(f"PATCH {path}/{{id}}", body, id=id, **place).value["title"] == "Flooding"
    assert one_of(sdk(f"GET {path}", **place).value, id=id)["title"] == "Flooding"

    line = {"description": "Pumps", "estimated_cost_amount": 12.5, **dataclasses.asdict(codes)}
    body = in_project(sdk, change_event={"change_event_line_items_attributes": [line]})
    written = sdk(f"PATCH {path}/{{id}}", body, way="raw", id=id, **place).value
    shown = both_ways(sdk, f"GET {path}/{{id}}", id=id, **place)
    for record in (written, shown):
        (found,) = record["change_event_line_items"]
        assert found["description"] == "Pumps"


def test_rfqs(sdk: Sdk, codes: Codes) -> None:
    path, place = f"{V1}/rfqs", of_project(sdk)
    contract = new_commitment(sdk, status="Approved")["id"]
    event = new_event(sdk, title="Doors")["id"]
    asked = {**place, "contract_id": contract}
    fields = {"title": "Price", "status": "out_for_pricing", "due_date": "2026-04-01"}
    body = {**asked, "rfq": {**fields, "change_event_event_id": event}}
    made = sdk(f"POST {path}", body)
    assert made.status == 201
    assert shows(made.value, **fields, commitment_contract_id=contract)
    id = made.value["id"]
    assert shows(sdk(f"GET {path}/{{id}}", id=id, **asked).value, **fields)
    body = {**asked, "rfq": {"title": "Price it"}}
    assert sdk(f"PATCH {path}/{{id}}", body, id=id).value["title"] == "Price it"
    assert one_of(sdk(f"GET {path}", **asked).value, id=id)["title"] == "Price it"

    quote = {"cost": 12.5, "description": "Oak", "schedule_impact": 3}
    told(sdk, f"{path}/{{rfq_id}}/quotes", id, {**asked, "rfq_quote": quote}, asked)
    reply = {"comment": "Yes"}
    told(sdk, f"{path}/{{rfq_id}}/responses", id, {**asked, "rfq_response": reply}, asked)

    body = {**asked, "rfq": {"cost_code_id": codes.cost_code_id}}
    assert both_ways(sdk, f"PATCH {path}/{{id}}", body, id=id)["title"] == "Price it"
    shown = both_ways(sdk, f"GET {path}/{{id}}", id=id, **asked)
    (row,) = both_ways(sdk, f"GET {path}", **asked)
    assert shown["cost_code"]["id"] == row["cost_code"]["id"] == codes.cost_code_id
    sdk(f"DELETE {path}/{{id}}", id=id, **asked)
    assert sdk(f"GET {path}", **asked).value == []


def told(sdk: Sdk, path: str, rfq_id: int, body: Json, asked: dict[str, Any]) -> None:
    """What is told on a request for a quote: a quote, or a response."""
    (fields,) = (value for value in body.values() if isinstance(value, dict))
    made = sdk(f"POST {path}", body, rfq_id=rfq_id)
    assert made.status == 201 and shows(made.value, **fields)
    id = made.value["id"]
    assert shows(sdk(f"GET {path}/{{id}}", rfq_id=rfq_id, id=id, **asked).value, **fields)
    changed = sdk(f"PATCH {path}/{{id}}", body, rfq_id=rfq_id, id=id).value
    assert shows(changed, **fields)
    assert [row["id"] for row in sdk(f"GET {path}", rfq_id=rfq_id, **asked).value] == [id]


def test_tokens(sdk: Sdk, office: tuple[Office, str]) -> None:
    program = {"client_id": office[1], "client_secret": SECRET}
    body = {"grant_type": "client_credentials", **program}
    given = sdk("POST /oauth/token", body, token="").value
    token = given["access_token"]
    assert given["expires_in"] > 0 and re.fullmatch("bearer", given["token_type"], re.IGNORECASE)
    assert sdk(f"GET {V1}/me", token=token).value == sdk(f"GET {V1}/me").value
    info = sdk("GET /oauth/token/info", token=token).value
    assert info["application"]["uid"] == office[1] and info["expires_in_seconds"] > 0
    sdk("POST /oauth/revoke", {"token": token, **program}, token="")
    assert sdk.told(f"GET {V1}/me", token=token)["refused"]["status"] == 401
    where: dict[str, Any] = {
        "response_type": "code",
        "client_id": office[1],
        "redirect_uri": REDIRECT,
    }
    page = sdk("GET /oauth/authorize", token="", **where)
    assert page.status == 200 and "Ledger Bridge" in page.value


def test_pages(sdk: Sdk) -> None:
    path, place = f"{V1}/change_order_packages", of_project(sdk)
    contract = new_commitment(sdk, status="Approved")["id"]
    for title in "abc":
        body = in_project(sdk, contract_id=contract, change_order={"title": title})
        sdk(f"POST {path}", body)
    found: list[str] = []
    for page in (1, 2):
        answer = sdk(f"GET {path}", contract_id=contract, page=page, per_page=2, **place)
        assert (answer.headers["total"], answer.headers["per-page"]) == ("3", "2")
        assert ('rel="next"' in answer.headers["link"]) == (page == 1)
        found += [row["title"] for row in answer.value]
    assert sorted(found) == ["a", "b", "c"]


def test_refusals_are_read_as_such(sdk: Sdk) -> None:
    path, place = f"{V1}/change_order_packages", of_project(sdk)
    status, told = sdk.refusal(f"GET {path}/{{id}}", id=NOT_THERE, **place)
    assert status == 404 and told["errors"]
    body = in_project(sdk, contract_id=NOT_THERE, change_order={"title": "x"})
    status, told = sdk.refusal(f"POST {path}", body)
    assert status in (400, 404, 422) and told["errors"]
    contract = new_commitment(sdk, status="Approved")["id"]
    body = in_project(sdk, contract_id=contract, change_order={"title": "x" * 2000})
    status, told = sdk.refusal(f"POST {path}", body)
    assert status in (400, 422) and "title" in told["errors"]
    assert sdk(f"GET {path}", contract_id=contract, **place).value == []


async def test_makes_hooks_and_hears_what_became_of_them(sdk: Sdk, ledger: Ledger) -> None:
    await hooks_and_deliveries(sdk, Deliveries(ledger.database))


def test_every_operation_of_the_table_was_called(sdk: Sdk, request: pytest.FixtureRequest) -> None:
    """Both ways where an answer may name a cost code."""
    items = [item for item in request.session.items if item.path == request.path]
    run = {item.name.partition("[")[0] for item in items}
    missing = {name for name in globals() if name.startswith("test_")} - run
    if missing or request.session.testsfailed:
        pytest.skip("not all of this file was run, or something in it failed")
    wanted = {operation: {"typed"} for operation in OPERATIONS}
    wanted |= {operation: {"raw"} for operation in RAW}
    wanted |= {operation: {"typed", "raw"} for operation in WITH_CODES}
    called = {operation: sdk.called.get(operation, set()) for operation in wanted}
    assert {name: ways for name, ways in wanted.items() if not ways <= called[name]} == {}
