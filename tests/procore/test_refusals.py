"""What bad requests get: Procore's own shapes, nothing written, nothing told to strangers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import client_of
from tests.procore.site import PACKAGES, POTENTIAL, Site, found, open_site

from changewright.core.errors import InUse
from changewright.core.records import ChangeOrder
from changewright.core.settings import settings_born
from changewright.core.wording import naming
from changewright.procore.errors import described, described_anew


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-100", status="signed"))[1]


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Site, int]:
    """A project with a commitment, for those who leave nothing."""
    return kept_site, (await kept_site.commitment("SC-100", status="signed"))[1]


def errors(answer: httpx.Response, status: int) -> Any:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    return answer.json()["errors"]


async def nothing_written(site: Site) -> None:
    assert await site.packages() == []
    assert await site.potential() == []


BODIES: tuple[tuple[Any, str], ...] = (
    ({"status": "nonsense"}, "status"),
    ({"status": "pending_billable"}, "status"),
    ({"status": None}, "status"),
    ({"status": 3}, "status"),
    ({"title": 5}, "title"),
    ({"title": "x" * 1025}, "title"),
    ({"description": "x" * 2049}, "description"),
    ({"schedule_impact_amount": "soon"}, "schedule_impact_amount"),
    ({"schedule_impact_amount": 1.5}, "schedule_impact_amount"),
    ({"schedule_impact_amount": 10**30}, "schedule_impact_amount"),
    ({"due_date": "tomorrow"}, "due_date"),
    ({"paid_date": "2026-02-30"}, "paid_date"),
    ({"executed": "yes"}, "executed"),
    ({"grand_total": "a lot"}, "grand_total"),
    ([], "change_order"),
    ("x", "change_order"),
    (None, "change_order"),
)


@pytest.mark.parametrize(("given", "field"), BODIES, ids=[str(row[0])[:40] for row in BODIES])
async def test_a_bad_field_is_named(kept: tuple[Site, int], given: Any, field: str) -> None:
    site, contract_id = kept
    body = {"project_id": site.project_id, "contract_id": contract_id, "change_order": given}
    assert list(errors(await site.procore.post(PACKAGES, json=body), 400)) == [field]
    await nothing_written(site)


BAD_TOTALS: tuple[Any, ...] = (
    "a lot",
    "1e400",
    "12,5",
    "0.12345",
    "NaN",
    "--1",
    "1" * 40,
    True,
    [],
    {},
)


@pytest.mark.parametrize("total", BAD_TOTALS, ids=[str(each)[:12] for each in BAD_TOTALS])
async def test_a_total_that_is_no_amount_is_named_though_it_is_dropped(
    site: Site, contract_id: int, total: Any
) -> None:
    place = {"project_id": site.project_id, "contract_id": contract_id}
    body = {**place, "change_order": {"grand_total": total}}
    for path in (PACKAGES, POTENTIAL, "/rest/v1.0/change_order_requests"):
        for method, address in (("POST", path), ("PATCH", f"{path}/1")):
            answer = await site.procore.request(method, address, json=body)
            assert list(errors(answer, 400)) == ["grand_total"], (method, address)
    updates = {"updates": [{"title": "New", "grand_total": total}]}
    for path in (POTENTIAL, "/rest/v1.0/change_order_requests"):
        told = await site.procore.patch(f"{path}/sync", params=place, json=updates)
        (refused,) = told.json()["errors"]
        assert list(refused["errors"]) == ["grand_total"], path
    await nothing_written(site)


async def test_a_total_that_is_an_amount_is_dropped(site: Site, contract_id: int) -> None:
    for total in ("12.5", 12.5, 12, "", None, "-0.0001"):
        made = await site.new_package(contract_id, title="Doors", grand_total=total)
        changed = await site.change_package(made["id"], grand_total=total)
        assert made["grand_total"] == changed["grand_total"] == "0.0"


async def test_what_a_body_must_have(site: Site, contract_id: int) -> None:
    whole = site.body({"title": "a"}, contract_id)
    for missing in ("project_id", "contract_id", "change_order"):
        body = {name: value for name, value in whole.items() if name != missing}
        told = errors(await site.procore.post(PACKAGES, json=body), 400)
        assert set(told) == {missing}
    for content in (b"", b"{", b"[]", b'{"project_id": 1e400}', b'"\x00"', b"[" * 500):
        answer = await site.procore.post(PACKAGES, content=content)
        errors(answer, 400)
    as_form = await site.procore.post(PACKAGES, data={"project_id": str(site.project_id)})
    assert set(errors(as_form, 400)) == {"contract_id", "change_order"}
    as_parts = await site.procore.post(PACKAGES, data={"project_id": "1"}, files={"file": b""})
    errors(as_parts, 406)
    await nothing_written(site)


async def test_the_company_must_be_named(site: Site) -> None:
    bare = client_of(site.application, site.people.tokens["admin"])
    query = {"project_id": site.project_id}
    for path in (PACKAGES, POTENTIAL):
        answer = await bare.get(path, params=query)
        (told,) = errors(answer, 403)
        assert told.startswith("Missing Procore-Company-Id header")
        assert answer.json()["code"] == 403
        for company_id, status in (("nonsense", 400), (str(site.company_id + 1), 404)):
            headers = {"procore-company-id": company_id}
            errors(await bare.get(path, params=query, headers=headers), status)


async def test_a_token_is_needed_and_its_scope(site: Site) -> None:
    answer = await client_of(site.application).get(PACKAGES, params={"project_id": 1})
    errors(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    errors(await client_of(site.application, "x.y.z").get(PACKAGES), 401)


async def test_a_stranger_learns_nothing(site: Site, contract_id: int) -> None:
    package = await site.new_package(contract_id, title="secret")
    (potential,) = await site.potential()
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    _, other_contract = await other.commitment("SC-9", status="signed")
    paths: tuple[tuple[str, dict[str, int]], ...] = (
        (PACKAGES, {}),
        (f"{PACKAGES}/{package['id']}", {}),
        (POTENTIAL, {}),
        (f"{POTENTIAL}/{potential['id']}", {"contract_id": contract_id}),
    )
    for path, more in paths:
        strange = await other.procore.get(path, params={"project_id": site.project_id, **more})
        absent = await other.procore.get(path, params={"project_id": 2**52, **more})
        assert (strange.status_code, absent.status_code) == (404, 404)
        assert strange.json() == absent.json()
    # Named within the stranger's own project.
    own = {"project_id": other.project_id}
    errors(await other.procore.get(f"{PACKAGES}/{package['id']}", params=own), 404)
    answer = await other.procore.patch(
        f"{PACKAGES}/{package['id']}", json=other.body({"title": "mine"})
    )
    errors(answer, 404)
    answer = await other.procore.post(PACKAGES, json=other.body({"title": "x"}, contract_id))
    assert set(errors(answer, 404)) == {"contract_id"}
    assert await other.packages(**{"filters[id]": package["id"]}) == []
    assert await other.packages(contract_id=contract_id) == []
    assert await other.packages(contract_id=other_contract) == []


async def test_an_id_of_another_kind_or_contract_is_not_there(site: Site, contract_id: int) -> None:
    package = await site.new_package(contract_id, title="a")
    (potential,) = await site.potential()
    _, other_id = await site.commitment("SC-200", status="signed")
    query = {"project_id": site.project_id}
    for path, more, status in (
        (f"{PACKAGES}/{package['id']}", {"contract_id": contract_id}, 200),
        (f"{PACKAGES}/{package['id']}", {"contract_id": other_id}, 404),
        (f"{PACKAGES}/{potential['id']}", {}, 404),
        (f"{PACKAGES}/{potential['legacy_request_id']}", {}, 404),
        (f"{PACKAGES}/nonsense", {}, 404),
        (f"{PACKAGES}/{10**40}", {}, 404),
        (f"{PACKAGES}/-1", {}, 404),
        (f"{POTENTIAL}/{potential['id']}", {"contract_id": contract_id}, 200),
        (f"{POTENTIAL}/{potential['id']}", {"contract_id": other_id}, 404),
        (f"{POTENTIAL}/{potential['id']}", {}, 400),
        (f"{POTENTIAL}/{package['id']}", {"contract_id": contract_id}, 404),
    ):
        answer = await site.procore.get(path, params={**query, **more})
        assert answer.status_code == status, (path, more, answer.text)


QUERIES = (
    ("filters[id]", "x"),
    ("filters[updated_at]", "yesterday"),
    ("filters[due_date]", "2026-01-01...soon"),
    ("page", "0"),
    ("page", "x"),
    ("page", str(2**53 - 1)),
    ("per_page", "-1"),
    ("contract_id", "x"),
)


@pytest.mark.parametrize(("name", "value"), QUERIES, ids=[f"{n}={v}" for n, v in QUERIES])
async def test_a_bad_parameter_is_named(site: Site, name: str, value: str) -> None:
    query: dict[str, str | int] = {"project_id": site.project_id, name: value}
    assert list(errors(await site.procore.get(PACKAGES, params=query), 400)) == [name]


async def test_a_list_needs_its_project(site: Site) -> None:
    for path in (PACKAGES, POTENTIAL):
        assert list(errors(await site.procore.get(path), 400)) == ["project_id"]


async def test_a_commitment_must_be_approved_first(site: Site) -> None:
    _, draft_id = await site.commitment("SC-1")
    answer = await site.procore.post(PACKAGES, json=site.body({"title": "a"}, draft_id))
    errors(answer, 422)
    await nothing_written(site)


async def test_roles(site: Site, contract_id: int) -> None:
    package = await site.new_package(contract_id, title="a")
    query = {"project_id": site.project_id}
    for role, reads, makes, approves in (
        ("manager", 200, 201, 200),
        ("estimator", 200, 201, 403),
        ("viewer", 200, 403, 403),
        ("owner", 403, 403, 403),
        ("supplier", 403, 403, 403),
    ):
        client = site.as_role(role)
        for path in (PACKAGES, POTENTIAL):
            assert (await client.get(path, params=query)).status_code == reads, role
        made = await client.post(PACKAGES, json=site.body({"title": role}, contract_id))
        assert made.status_code == makes, role
        approved = await client.patch(
            f"{PACKAGES}/{package['id']}", json=site.body({"status": "approved"})
        )
        assert approved.status_code == approves, role
        if approves == 200:
            await site.change_package(package["id"], status="draft")


async def test_unknown_addresses_and_methods(site: Site) -> None:
    errors(await site.procore.get("/rest/v1.0/nothing_of_the_kind"), 404)
    refused = await site.procore.delete(PACKAGES)
    errors(refused, 405)
    assert refused.headers["allow"].startswith("GET, POST")


async def test_who_decides_decides_here_and_edits_nothing(site: Site, contract_id: int) -> None:
    approver = site.as_role("approver")
    prime = await site.main_contract()
    change = found(await site.procore.post(POTENTIAL, json=site.body({"title": "b"}, prime)))
    for path, fields, status in (
        (PACKAGES, {"status": "approved"}, 200),
        (PACKAGES, {"status": "draft"}, 200),
        (PACKAGES, {"status": "approved", "title": "mine"}, 403),
        (PACKAGES, {"title": "mine"}, 403),
        (PACKAGES, {}, 403),
        (POTENTIAL, {"status": "approved"}, 200),
        (POTENTIAL, {"title": "mine"}, 403),
    ):
        if path == PACKAGES:
            package = (await site.packages() or [await site.new_package(contract_id, title="a")])[0]
            body, record_id = site.body(fields), package["id"]
        else:
            body, record_id = site.body(fields, prime), change["id"]
        answer = await approver.patch(f"{path}/{record_id}", json=body)
        assert answer.status_code == status, (path, fields, answer.text)
        viewer = await site.as_role("viewer").patch(
            f"{path}/{record_id}", json=site.body({"status": "void"}, body.get("contract_id"))
        )
        assert viewer.status_code == 403, viewer.text


async def test_a_refusal_speaks_of_the_field_as_it_was_sent(site: Site, contract_id: int) -> None:
    package = await site.new_package(contract_id, title="a", status="approved")
    answer = await site.procore.patch(f"{PACKAGES}/{package['id']}", json=site.body({"title": "b"}))
    assert errors(answer, 422) == {"title": ["title cannot be changed: it is approved"]}


async def test_what_is_not_there_is_called_by_a_clients_word(site: Site, contract_id: int) -> None:
    query = {"project_id": site.project_id, "contract_id": contract_id}
    answer = await site.procore.get(f"{POTENTIAL}/{2**52}", params=query)
    assert errors(answer, 404) == ["There is no change order with this id here."]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "budget_line_items"),
        ("PATCH", "budget_line_items/1"),
        ("POST", "budget_line_items/sync"),
        ("POST", "cost_codes"),
        ("PATCH", "cost_codes/1"),
        ("POST", "work_order_contracts"),
        ("PATCH", "purchase_order_contracts/1"),
        ("POST", "prime_contract"),
        ("PATCH", "prime_contract/1"),
    ],
)
async def test_who_may_not_hears_that_and_nothing_of_the_body(
    site: Site, method: str, path: str
) -> None:
    body = {"project_id": site.project_id, "nonsense": {"amount": "much"}}
    answer = await site.as_role("viewer").request(method, f"/rest/v1.0/{path}", json=body)
    assert answer.status_code == 403, answer.text
    stranger = {"project_id": site.project_id + 1, "nonsense": {"amount": "much"}}
    answer = await site.procore.request(method, f"/rest/v1.0/{path}", json=stranger)
    assert answer.status_code == 404, answer.text
    answer = await site.procore.request(method, f"/rest/v1.0/{path}", json=body)
    assert answer.status_code == 400, answer.text


def test_documents_are_named_as_clients_here_know_them() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for kind, contract_number, told in (
        ("oco", "003", "PCCO #003"),
        ("sco", None, "CCO #0012"),
        ("scr", "001", "COR #001"),
        ("rfq", None, "RFQ #0012"),
        ("event", None, "change event #0012"),
        ("pco", None, "a potential change order"),
    ):
        document = ChangeOrder(
            container_id=1,
            id=2,
            uuid=uuid4(),
            created_at=now,
            updated_at=now,
            kind=kind,
            number="0012",
            name="{} SCO 0012",
            contract_number=contract_number,
        )
        refusal = naming(InUse, "item {} is on ", document, ", {too}")
        assert refusal.detail == f"item {{}} is on {kind.upper()} 0012, {{too}}"
        assert described(refusal, 422) == {"errors": [f"item {{}} is on {told}, {{too}}"]}
        newer = described_anew(refusal, 422)["error"]
        assert newer["message"] == f"item {{}} is on {told}, {{too}}"
