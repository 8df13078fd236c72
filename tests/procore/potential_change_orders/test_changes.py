"""Potential change orders written through Procore's door (procore.md §1.3 to §1.6, §2.3)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.lining import Board, Json, found, refused
from tests.procore.site import POTENTIAL, Site, open_site

from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.procore.potential_change_orders.shapes import DETAIL_KEYS
from changewright.work.ledger import Ledger
from changewright.work.tiers import change as change_tiers
from changewright.work.unit import Actor, Unit

WRITTEN: Json = {
    "title": "Doors",
    "description": "Two of them",
    "number": "A-7",
    "schedule_impact_amount": 3,
    "invoiced_date": "2026-01-03",
    "paid_date": "2026-01-04",
    "origin_id": "77",
    "origin_data": "{}",
}
# Appendix A, PcoDetail.
DETAIL = (
    *("id", "accounting_method", "change_order_change_reason_id", "change_order_request_id"),
    *("commitment_change_event_id", "contract_id", "created_at", "creator", "deleted_at"),
    *("description", "designated_reviewer", "due_date", "field_change", "grand_total"),
    *("invoiced_date", "attachments", "line_items", "line_items_extended_total"),
    *("line_items_total", "location_id", "number", "origin_data", "origin_id", "paid"),
    *("paid_date", "position", "prime_change_event_id", "private", "reason", "received_from"),
    *("reference", "request_for_quote_id", "reviewed_at", "reviewer", "revision"),
    *("schedule_impact_amount", "status", "title", "updated_at", "vendor", "void"),
    *("currency_configuration", "custom_fields"),
)


async def raise_tiers(site: Site, **tiers: int) -> None:
    async def decide(unit: Unit) -> None:
        await change_tiers(unit, **tiers)

    actor = Actor(site.people.persons["admin"].id, None, "web", "r", "admin")
    await site.ledger.run(site.container.id, actor, decide)


def test_it_has_the_keys_of_the_reference() -> None:
    assert set(DETAIL) <= {key.name for key in DETAIL_KEYS}


async def test_everything_writable_comes_back_and_can_be_changed(
    board: Board, commitment: int, prime: int
) -> None:
    for contract_id in (commitment, prime):
        made = await board.draw(
            contract_id,
            **WRITTEN | {"origin_id": str(contract_id)},
            due_date="2026-01-02T08:00:00Z",
        )
        assert {name: made[name] for name in WRITTEN} == WRITTEN | {"origin_id": str(contract_id)}
        assert made["due_date"] == "2026-01-02T00:00:00Z"
        assert (made["status"], made["line_items"], made["attachments"]) == ("draft", [], [])
        assert made["request_for_quote_id"] is None
        assert await board.get(made) == made
        changed = await board.redraw(made, title=None, due_date=None, number="A-8")
        assert (changed["title"], changed["due_date"], changed["number"]) == (None, None, "A-8")
        assert changed["description"] == WRITTEN["description"]
        assert await board.get(made) == changed
    assert made["creator"]["id"] == board.site.people.persons["admin"].id
    rated = await board.redraw(made, currency_exchange_rate="1.25")
    assert rated["currency_configuration"]["currency_exchange_rate"] == "1.25"
    assert await board.get(made) == rated


async def test_at_one_tier_its_package_comes_with_it(board: Board, commitment: int) -> None:
    made = await board.draw(commitment, title="Doors", status="approved", grand_total="5")
    assert (made["status"], made["grand_total"], made["change_order_tiers"]) == (
        "approved",
        "0.0",
        1,
    )
    (package,) = await board.site.packages()
    assert made["legacy_package_id"] == package["id"]
    assert (package["status"], package["title"]) == ("approved", "Doors")
    refused(await board.patch(made, title="Gates"), 422, "title")
    # The status of one tier is the package's: here it is dropped.
    assert (await board.redraw(made, status="draft"))["status"] == "approved"
    (order,) = await board.site.orders("sco")
    assert order["name"] == "Doors"


async def test_at_two_tiers_it_is_put_into_packages(board: Board, prime: int) -> None:
    made = await board.draw(prime, title="Rain", status="pricing")
    assert await board.site.packages() == []
    line = await board.line(made, amount="10", description="Pump")
    package = await board.site.new_package(prime, title="Weather")
    placed = await board.redraw(
        made, change_order_request={"change_order_package_id": package["id"]}
    )
    assert (placed["legacy_package_id"], placed["batch_id"]) == (package["id"], package["id"])
    assert placed["status"] == "draft", "it takes the package's status"
    assert (await board.site.package(package["id"]))["grand_total"] == "10.0"
    refused(await board.patch(made, status="pending"), 422, "status")
    await board.site.change_package(package["id"], status="approved")
    assert (await board.get(made))["status"] == "approved"
    item = await board.item("Pump")
    assert (item["submitted"], item["approved"]) == ("10.0000", "10.0000")
    out: Json = {"change_order_request": {"change_order_package_id": None}}
    refused(await board.patch(made, **out), 422, "change_order_request.change_order_package_id")
    await board.site.change_package(package["id"], status="draft")
    gone = await board.redraw(made, **out, status="pending", title="Storm")
    assert (gone["legacy_package_id"], gone["status"], gone["title"]) == (None, "pending", "Storm")
    assert [each["id"] for each in await board.lines(made)] == [line["id"]]


async def test_at_three_tiers_it_is_put_into_requests(board: Board, prime: int) -> None:
    await raise_tiers(board.site, tiers_budget=3)
    made = await board.draw(prime, title="Rain")
    assert (made["change_order_tiers"], made["change_order_request_id"]) == (3, None)
    body = board.site.body({"title": "Weather"}, prime)
    request = found(
        await board.site.procore.post("/rest/v1.0/change_order_requests", json=body), 201
    )
    placed = await board.redraw(made, change_order_request_id=request["id"])
    assert placed["change_order_request_id"] == request["id"]
    assert placed["change_order_request_title"] == "Weather"
    assert (await board.redraw(made, change_order_request_id=None))[
        "change_order_request_id"
    ] is None
    package = await board.site.new_package(prime, title="All")
    wrong: Json = {"change_order_request": {"change_order_package_id": package["id"]}}
    refused(await board.patch(made, **wrong), 422, "change_order_request.change_order_package_id")


async def test_a_change_of_two_tiers_has_a_status_of_its_own(board: Board, prime: int) -> None:
    made = await board.draw(prime, title="Rain")
    for word in ("pending", "pricing", "approved", "void", "draft"):
        made = await board.redraw(made, status=word)
        assert (made["status"], made["void"]) == (word, word == "void")
    await board.draw(prime, title="Snow", status="rejected")
    asked = {"draft": ["Rain"], "rejected": ["Snow"], "draft,rejected": ["Rain", "Snow"]}
    for words, titles in asked.items():
        rows = await board.site.potential(**{"filters[status]": words})
        assert [row["title"] for row in rows] == titles


async def test_sync_makes_and_changes_those_of_one_contract(
    board: Board, commitment: int, prime: int
) -> None:
    known = await board.draw(prime, title="Rain", origin_id="x")
    other = await board.draw(commitment, title="Doors", origin_id="y")
    where = board.here | {"contract_id": prime}
    body = {
        "updates": [
            {"title": "Snow"},
            {"id": known["id"], "status": "pending"},
            {"origin_id": "x", "title": "Hail"},
            {"id": other["id"], "title": "no"},
            {"origin_id": "y", "title": "no"},
            {"origin_id": "z", "status": "unknown"},
            {"origin_id": "z", "change_order_request": {"change_order_package_id": 5}},
        ]
    }
    answer = found(await board.site.procore.patch(f"{POTENTIAL}/sync", params=where, json=body))
    shown = [(each["title"], each["status"]) for each in answer["entities"]]
    assert shown == [("Snow", "draft"), ("Hail", "pending"), ("Hail", "pending")]
    told = [list(error["errors"]) for error in answer["errors"]]
    assert told == [
        ["id"],
        ["origin_id"],
        ["status"],
        ["change_order_request.change_order_package_id"],
    ]
    assert len(await board.site.potential()) == 3


BAD: tuple[tuple[Json, int, str], ...] = (
    ({"status": "done"}, 400, "status"),
    ({"status": None}, 400, "status"),
    ({"status": "pending_billable"}, 400, "status"),
    ({"title": 5}, 400, "title"),
    ({"title": "x" * 1025}, 400, "title"),
    ({"due_date": "soon"}, 400, "due_date"),
    ({"paid_date": "2026-02-30"}, 400, "paid_date"),
    ({"schedule_impact_amount": 1.5}, 400, "schedule_impact_amount"),
    ({"number": "taken"}, 409, "number"),
    ({"origin_id": "taken"}, 409, "origin_id"),
    ({"prime_change_event_id": 5}, 422, "prime_change_event_id"),
    ({"commitment_change_event_id": 5}, 422, "commitment_change_event_id"),
    ({"currency_exchange_rate": "x"}, 400, "currency_exchange_rate"),
)
BAD_PLACES: tuple[tuple[Json, int, str], ...] = (
    ({"change_order_request_id": 5}, 422, "change_order_request_id"),
    ({"change_order_request": None}, 400, "change_order_request"),
    ({"change_order_request": 5}, 400, "change_order_request"),
    (
        {"change_order_request": {"change_order_package_id": 5}},
        422,
        "change_order_request.change_order_package_id",
    ),
)


@pytest.fixture(scope="module")
async def kept(kept_site: Site) -> tuple[Board, int, Json]:
    board, prime = Board(kept_site), await kept_site.main_contract()
    await board.draw(prime, title="Rain", number="taken", origin_id="taken")
    return board, prime, await board.draw(prime, title="Snow")


@pytest.mark.parametrize(("fields", "status", "field"), BAD, ids=[str(row[0])[:40] for row in BAD])
async def test_bad_changes_are_refused_and_leave_nothing(
    kept: tuple[Board, int, Json], fields: Json, status: int, field: str
) -> None:
    board, prime, made = kept
    before = await board.site.potential()
    refused(await board.post(POTENTIAL, prime, fields), status, field)
    refused(await board.patch(made, **fields), status, field)
    assert await board.site.potential() == before


@pytest.mark.parametrize(("fields", "status", "field"), BAD_PLACES)
async def test_bad_places_are_refused(
    board: Board, prime: int, fields: Json, status: int, field: str
) -> None:
    made = await board.draw(prime, title="Snow")
    refused(await board.patch(made, **fields), status, field)


async def test_a_package_of_another_contract_is_refused(
    board: Board, commitment: int, prime: int
) -> None:
    made = await board.draw(prime, title="Rain")
    package = await board.site.new_package(commitment, title="Doors")
    where: Json = {"change_order_request": {"change_order_package_id": package["id"]}}
    refused(await board.patch(made, **where), 422, "change_order_request.change_order_package_id")


async def test_the_wrapper_is_change_order(board: Board, prime: int) -> None:
    client = board.site.procore
    body = board.here | {"contract_id": prime, "potential_change_order": {"title": "x"}}
    refused(await client.post(POTENTIAL, json=body), 400, "change_order")
    refused(
        await client.post(POTENTIAL, json={"change_order": {}}), 400, "project_id", "contract_id"
    )
    body = board.site.body({"title": "x"}, 5)
    assert (await client.post(POTENTIAL, json=body)).status_code == 404
    assert await board.site.potential() == []


async def test_a_commitment_must_be_approved_first(board: Board) -> None:
    _, contract_id = await board.site.commitment("SC-2", status="draft")
    answer = await board.post(POTENTIAL, contract_id, {"title": "Doors"})
    assert answer.status_code == 422, answer.text
    assert await board.site.potential() == []


async def test_the_contract_in_the_address_is_its_own(
    board: Board, commitment: int, prime: int
) -> None:
    made = await board.draw(prime, title="Rain")
    other: dict[str, Any] = made | {"contract_id": commitment}
    assert (await board.patch(other, title="x")).status_code == 404
    where = board.here | {"contract_id": commitment}
    answer = await board.site.procore.get(f"{POTENTIAL}/{made['id']}", params=where)
    assert answer.status_code == 404


async def test_changes_drawn_through_the_other_door_are_written_too(
    application: Application, ledger: Ledger
) -> None:
    """In a project born through Autodesk's door, a change of several contracts has several faces;
    what is said of the change is said of all."""
    site = await open_site(application, ledger, settings_born("acc"))
    board = Board(site)
    uuid, contract_id = await site.commitment("SC-1")
    pco = await site.make("change-orders/pco", name="Drains")
    item = await site.make("cost-items", name="Pipe", estimated="10", contractId=uuid)
    await site.attach(pco, item)
    faces = {face["contract_id"]: face for face in await site.potential()}
    changed = await board.redraw(faces[contract_id], title="Sewers", number="S-1")
    assert (changed["title"], changed["number"]) == ("Sewers", "S-1")
    titles = {face["title"] for face in await site.potential()}
    assert titles == {"Sewers"}
    line = await board.line(faces[contract_id], amount="4", description="Bend")
    assert (await board.item("Bend"))["contractId"] == uuid
    assert len(await board.lines(faces[await site.main_contract()])) == 1
    assert (await board.drop(faces[contract_id], line)).status_code == 200
    refused(
        await board.patch(faces[contract_id], commitment_change_event_id=None),
        422,
        "commitment_change_event_id",
    )


async def test_its_vendor_is_told_whole(board: Board) -> None:
    """Appendix A types it as VendorFull, as a contract's detail has it."""
    supplier = board.site.people.companies["supplier"]
    _, contract_id = await board.site.commitment("SC-9", companyId=supplier.autodesk_id)
    path = f"/rest/v1.0/work_order_contracts/{contract_id}"
    approve = {**board.here, "work_order_contract": {"status": "Approved"}}
    found(await board.site.procore.patch(path, json=approve))
    made = await board.draw(contract_id, title="Doors")
    asked = {"company_id": board.site.company_id}
    shown = found(await board.site.procore.get(f"/rest/v1.0/vendors/{supplier.id}", params=asked))
    assert set(made["vendor"]) == set(shown)
    for name in ("id", "name", "is_active", "created_at", "address", "children_count"):
        assert made["vendor"][name] == shown[name], name
