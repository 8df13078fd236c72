"""Change order packages: what a client writes, and what comes back (procore.md §2.2)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.procore.site import PACKAGES, Site, found

# Appendix A, CopListItem and CopDetail: name → JSON types.
LIST_ITEM: dict[str, Any] = {
    **dict.fromkeys(("id", "contract_id", "revision"), int),
    **dict.fromkeys(("number", "status", "grand_total", "created_at", "updated_at"), str),
    **dict.fromkeys(("created_by_id",), (int, type(None))),
    **dict.fromkeys(
        (
            *("deleted_at", "due_date", "invoiced_date", "origin_code", "origin_data"),
            *("origin_id", "paid_date", "reviewed_at", "title"),
            "signed_change_order_received_date",
        ),
        (str, type(None)),
    ),
    "executed": bool,
    "designated_reviewer": (dict, type(None)),
    **dict.fromkeys(("currency_configuration", "custom_fields", "contract"), dict),
}
DETAIL: dict[str, Any] = {
    **LIST_ITEM,
    **dict.fromkeys(
        ("description", "review_notes", "revised_substantial_completion_date"), (str, type(None))
    ),
    "position": int,
    "private": bool,
    "schedule_impact_amount": (int, type(None)),
    "type": str,
    "creator": dict,
    "reviewer": (dict, type(None)),
    **dict.fromkeys(("line_items", "attachments"), list),
}
WRITTEN = {
    "title": "Extra doors",
    "description": "Two of them",
    "schedule_impact_amount": -2,
    "origin_code": "C-1",
    "origin_data": "{}",
    "origin_id": "77",
    "paid_date": "2026-01-04",
    "invoiced_date": "2026-01-03",
    "due_date": "2026-01-02",
    "signed_change_order_received_date": "2026-01-01",
}


@pytest.fixture
async def contract_id(site: Site) -> int:
    return (await site.commitment("SC-100", status="signed"))[1]


def check(record: dict[str, Any], fields: dict[str, Any]) -> None:
    assert set(record) == set(fields)
    for name, types in fields.items():
        assert isinstance(record[name], types), name


async def test_it_has_the_fields_of_the_reference(site: Site, contract_id: int) -> None:
    made = await site.new_package(contract_id, title="Doors")
    check(made, DETAIL)
    (listed,) = await site.packages()
    check(listed, LIST_ITEM)
    assert made["created_at"][-1] == "Z" and len(made["created_at"]) == 20
    person = site.people.persons["admin"]
    assert made["creator"] == {"id": person.id, "login": person.email, "name": person.name}
    assert await site.package(made["id"]) == made


async def test_everything_writable_comes_back_and_can_be_changed(
    site: Site, contract_id: int
) -> None:
    made = await site.new_package(contract_id, **WRITTEN, grand_total="99.0")
    assert {name: made[name] for name in WRITTEN} == WRITTEN
    assert made["grand_total"] == "0.0", "a total is the sum of the lines"
    changed = await site.change_package(
        made["id"], title="Three doors", due_date=None, origin_id="78"
    )
    expected = {**WRITTEN, "title": "Three doors", "due_date": None, "origin_id": "78"}
    assert {name: changed[name] for name in WRITTEN} == expected
    # Its potential change order mirrors it.
    (potential,) = await site.potential()
    for name in ("title", "due_date", "paid_date", "invoiced_date", "schedule_impact_amount"):
        assert potential[name] == changed[name], name
    assert potential["updated_at"] >= potential["created_at"]


async def test_an_origin_id_is_one_package_s_of_either_side(site: Site, contract_id: int) -> None:
    held = await site.new_package(contract_id, title="Doors", origin_id="77")
    for contract in (contract_id, await site.main_contract()):
        body = site.body({"title": "Gates", "origin_id": "77"}, contract)
        refused = await site.procore.post(PACKAGES, json=body)
        assert (refused.status_code, list(refused.json()["errors"])) == (409, ["origin_id"])
    other = await site.new_package(contract_id, title="Gates")
    body = site.body({"origin_id": "77"})
    refused = await site.procore.patch(f"{PACKAGES}/{other['id']}", json=body)
    assert (refused.status_code, list(refused.json()["errors"])) == (409, ["origin_id"])
    assert (await site.change_package(held["id"], origin_id="77", title="Both"))["title"] == "Both"
    assert {row["origin_id"] for row in await site.packages()} == {"77", None}


async def test_numbers_count_within_the_contract(site: Site, contract_id: int) -> None:
    _, other_id = await site.commitment("SC-200", status="signed")
    prime = await site.main_contract()
    made = [
        await site.new_package(contract, title="x")
        for contract in (contract_id, contract_id, other_id, prime, contract_id)
    ]
    assert [one["number"] for one in made] == ["001", "002", "001", "001", "003"]
    assert made[3]["type"] == "PrimeContractChangeOrder"
    listed = await site.packages()
    assert [row["id"] for row in listed] == [one["id"] for one in made]
    ofs = await site.packages(contract_id=contract_id)
    assert [row["number"] for row in ofs] == ["001", "002", "003"]
    # Prime contracts have two tiers by default: their package is born empty (procore.md §1.3).
    assert {row["contract_id"] for row in await site.potential()} == {contract_id, other_id}


async def test_a_status_can_be_given_at_birth(site: Site, contract_id: int) -> None:
    made = await site.new_package(contract_id, title="Doors", status="approved", executed=True)
    assert (made["status"], made["executed"]) == ("approved", True)
    assert made["reviewed_at"] is not None
    (potential,) = await site.potential()
    assert (potential["status"], potential["executed"]) == ("approved", True)
    cleared = await site.change_package(made["id"], executed=False)
    assert (cleared["status"], cleared["executed"]) == ("approved", False)


async def test_an_approved_package_is_locked_but_for_bookkeeping(
    site: Site, contract_id: int
) -> None:
    made = await site.new_package(contract_id, title="Doors", status="approved")
    path = f"{PACKAGES}/{made['id']}"
    refused = await site.procore.patch(path, json=site.body({"title": "Gates"}))
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"title"}
    booked = await site.change_package(made["id"], paid_date="2026-02-01", origin_id="5")
    assert (booked["paid_date"], booked["origin_id"]) == ("2026-02-01", "5")
    # Moved out of approved first, it can be edited in the same request.
    freed = await site.change_package(made["id"], status="draft", title="Gates")
    assert (freed["status"], freed["title"], freed["reviewed_at"]) == ("draft", "Gates", None)
    # Edited first, it can be approved in the same request.
    again = await site.change_package(made["id"], status="approved", title="Big gates")
    assert (again["status"], again["title"]) == ("approved", "Big gates")


async def test_approvals_are_undone_newest_first(site: Site, contract_id: int) -> None:
    first, second = [
        await site.new_package(contract_id, title=title, status="approved") for title in "ab"
    ]
    refused = await site.procore.patch(
        f"{PACKAGES}/{first['id']}", json=site.body({"status": "draft"})
    )
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"status"}
    assert (await site.package(first["id"]))["status"] == "approved"
    await site.change_package(second["id"], status="draft")
    await site.change_package(first["id"], status="draft")


async def test_a_repeat_with_its_token_makes_one_package(site: Site, contract_id: int) -> None:
    headers = {"idempotency-token": "abc"}
    body = site.body({"title": "Doors"}, contract_id)
    first = await site.procore.post(PACKAGES, json=body, headers=headers)
    again = await site.procore.post(PACKAGES, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert len(await site.packages()) == 1
    other = site.body({"title": "Gates"}, contract_id)
    assert (await site.procore.post(PACKAGES, json=other, headers=headers)).status_code == 409


async def test_what_is_written_is_what_is_read(site: Site) -> None:
    """The answer to a write is rendered from the unit, a read from the database: the same bytes."""
    vendor = site.people.companies["supplier"]
    uuid, contract_id = await site.commitment(
        "SC-7", status="signed", companyId=vendor.autodesk_id, currency="EUR"
    )
    made = await site.new_package(contract_id, **WRITTEN)
    (order,) = await site.orders("sco")
    for amount in ("10.25", "-0.05"):
        item = await site.make(
            "cost-items", name="Line", proposed=amount, contractId=uuid, scope="in"
        )
        await site.attach(order, item)
    answer = await site.procore.patch(
        f"{PACKAGES}/{made['id']}", json=site.body({"status": "proceeding"})
    )
    read = await site.procore.get(
        f"{PACKAGES}/{made['id']}", params={"project_id": site.project_id}
    )
    assert answer.content == read.content
    shown = read.json()
    assert shown["grand_total"] == "10.2"
    assert shown["contract"] == {"vendor": {"id": vendor.id, "name": vendor.name}}
    assert shown["currency_configuration"] == {"currency_iso_code": "EUR"}


@pytest.mark.parametrize("kind", ["sco", "oco"])
async def test_lines_of_an_order_without_a_change_are_the_package_s_own(
    site: Site, kind: str
) -> None:
    """A client of Autodesk's need not draw a potential change first; a client of Procore's reads
    `holder.id` of every line (procore.md §2.2)."""
    uuid, _ = await site.commitment("SC-2", status="signed")
    place = {"contractId": uuid} if kind == "sco" else {}
    order = await site.make(f"change-orders/{kind}", name="There", **place)
    column, scope = ("proposed", "in") if kind == "sco" else ("submitted", "budgetOnly")
    item = {"scope": scope, "contractId": uuid} if kind == "sco" else {"scope": scope}
    made = [
        await site.make("cost-items", name=name, **item, **{column: amount})
        for name, amount in (("Doors", "200"), ("Locks", "46.9"), ("Glass", "10"))
    ]
    pco = await site.make("change-orders/pco", name="Drawn", scope=scope, **place)
    await site.attach(pco, made[2])
    await site.attach(order, made[0], made[2], made[1])
    (listed,) = await site.packages()
    package = await site.package(listed["id"])
    assert package["grand_total"] == "256.9"
    own = {"id": package["id"], "holder_type": "ChangeOrderPackage"}
    of_contract = {"filters[contract_id]": package["contract_id"]}
    (change,) = await site.potential(**of_contract)
    drawn = {"id": change["id"], "holder_type": "PotentialChangeOrder"}
    told = {
        line["description"]: (line["holder"], line["position"]) for line in package["line_items"]
    }
    assert (told["Doors"], told["Locks"]) == ((own, 1), (own, 2))
    assert told["Glass"][0] == drawn


@pytest.mark.parametrize("kind", ["sco", "oco"])
async def test_lines_of_an_order_are_in_the_currency_of_its_contract(site: Site, kind: str) -> None:
    """Also those that it holds alone, and where it names no contract and amends the default."""
    uuid, _ = await site.commitment("SC-2", status="signed", currency="EUR")
    prime = f"/rest/v1.0/prime_contract/{await site.main_contract()}"

    async def prime_in(currency: str | None) -> None:
        body = {
            "project_id": site.project_id,
            "prime_contract": {"currency_iso_code": currency},
        }
        found(await site.procore.patch(prime, json=body))

    async def currencies() -> list[str | None]:
        (listed,) = await site.packages()
        package = await site.package(listed["id"])
        assert listed["currency_configuration"] == package["currency_configuration"]
        told = (package, *package["line_items"])
        return [each["currency_configuration"]["currency_iso_code"] for each in told]

    await prime_in("EUR")
    place = {"contractId": uuid} if kind == "sco" else {}
    scope = "in" if kind == "sco" else "budgetOnly"
    order = await site.make(f"change-orders/{kind}", name="There", **place)
    pco = await site.make("change-orders/pco", name="Drawn", scope=scope, **place)
    for holders in ((order,), (pco, order)):
        item = await site.make("cost-items", name="Doors", scope=scope, estimated="2", **place)
        for holder in holders:
            await site.attach(holder, item)
    assert await currencies() == ["EUR"] * 3
    if kind == "oco":
        await prime_in("CHF")
        assert await currencies() == ["CHF"] * 3
        await prime_in(None)
        assert await currencies() == [None] * 3
        await prime_in("EUR")
        made = {"code": "MC-9", "name": "Other", "isDefault": True}
        await site.make("main-contracts", **made)
        prime = f"/rest/v1.0/prime_contract/{await site.main_contract()}"
        await prime_in("NOK")
        assert (await currencies())[0] == "NOK"
