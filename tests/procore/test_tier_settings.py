"""What every resource shows of the same records, for each of the six tier settings (§1.2)."""

from __future__ import annotations

import pytest
from tests.procore.layers import PACKAGES, POTENTIAL, REQUESTS, Json, Layers, MakeLayers

SIDES = pytest.mark.parametrize("side", ["budget", "cost"])
ACRONYMS = {"budget": "PCCO", "cost": "CCO"}
TYPES = {
    "budget": ("PrimeChangeOrder", "PrimeContractChangeOrder"),
    "cost": ("CommitmentChangeOrder", "CommitmentContractChangeOrder"),
}
SAME = (
    *("id", "contract_id", "title", "number", "revision", "status", "grand_total", "executed"),
    *("due_date", "invoiced_date", "paid_date", "reviewed_at", "schedule_impact_amount"),
    *("created_at", "updated_at", "currency_configuration", "custom_fields"),
    *("batch_id", "legacy_package_id", "legacy_request_id"),
)
"""What both resources of potential changes show, and show alike."""
SAME_PACKAGE = (
    *("id", "contract_id", "title", "number", "revision", "status", "grand_total", "executed"),
    *("due_date", "invoiced_date", "paid_date", "reviewed_at", "schedule_impact_amount"),
    *("created_at", "updated_at", "currency_configuration", "custom_fields", "private", "type"),
    *("description", "review_notes", "revised_substantial_completion_date"),
    "signed_change_order_received_date",
)


async def everywhere(layers: Layers) -> dict[str, list[int]]:
    """The ids that each list holds."""
    paths = {
        "potential": POTENTIAL,
        "changes": layers.changes,
        "requests": REQUESTS,
        "packages": PACKAGES,
        "batches": layers.batches,
    }
    return {name: [row["id"] for row in await layers.rows(path)] for name, path in paths.items()}


def links(row: Json) -> tuple[int | None, ...]:
    return (row["batch_id"], row["legacy_package_id"], row["legacy_request_id"])


def acronyms(row: Json) -> tuple[str, ...]:
    layers = ("potential_change_order", "change_order_request", "change_order_package")
    return tuple(row[f"{layer}_acronym_number"] for layer in layers)


async def both(layers: Layers) -> list[Json]:
    """The potential changes of the classic resource, which the newer one shows alike: in its list
    and one by one."""
    classic = await layers.rows(POTENTIAL)
    for old, new in zip(classic, await layers.rows(layers.changes), strict=True):
        assert {name: old[name] for name in SAME} == {name: new[name] for name in SAME}
        assert new["type"] == TYPES[layers.side][0]
        assert (await layers.shown(POTENTIAL, old))["status"] == new["status"]
        shown = await layers.shown(layers.changes, new)
        assert {name: shown[name] for name in new} == new
    return classic


async def same_packages(layers: Layers) -> None:
    """A package is a batch: the same id and the same values."""
    for row in await layers.rows(PACKAGES):
        package = await layers.shown(PACKAGES, row)
        batch = await layers.shown(layers.batches, row)
        expected = {name: package[name] for name in SAME_PACKAGE}
        assert {name: batch[name] for name in SAME_PACKAGE} == expected
        assert package["type"] == TYPES[layers.side][1]


async def lines_of(layers: Layers, package_id: int) -> list[tuple[int, str]]:
    """The holders and amounts of the lines that a package shows."""
    package = await layers.shown(PACKAGES, {"id": package_id})
    return [(line["holder"]["id"], line["total_amount"]) for line in package["line_items"]]


@SIDES
async def test_one_tier(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 1)
    package = await layers.make(PACKAGES, title="Doors", due_date="2026-03-01")
    (change,) = await both(layers)
    await layers.line(change["id"], "1500")
    await layers.change(PACKAGES, package, status="proceeding")
    (change,) = await both(layers)
    assert await everywhere(layers) == {
        "potential": [change["id"]],
        "changes": [change["id"]],
        "requests": [],
        "packages": [package["id"]],
        "batches": [package["id"]],
    }
    request_id = change["legacy_request_id"]
    assert request_id is not None
    assert links(change) == (None, package["id"], request_id)
    assert (await layers.get(REQUESTS, request_id)).status_code == 404, "it is no record"
    assert acronyms(change) == ("", "", f"{ACRONYMS[side]} #001")
    assert change["change_order_tiers"] == 1
    assert (change["status"], change["grand_total"]) == ("proceeding", "1500.0")
    assert (change["title"], change["number"]) == ("Doors", "001")
    assert await lines_of(layers, package["id"]) == [(change["id"], "1500.0")]
    await same_packages(layers)
    # Born the other way round, it is the same.
    other = await layers.make(layers.changes, title="Gates")
    rows = await everywhere(layers)
    assert rows["potential"] == rows["changes"] == [change["id"], other["id"]]
    assert rows["packages"] == rows["batches"] == [package["id"], other["legacy_package_id"]]
    assert other["number"] == "002"
    assert (await layers.shown(PACKAGES, {"id": other["legacy_package_id"]}))["number"] == "002"


@SIDES
async def test_two_tiers(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 2)
    package = await layers.make(PACKAGES, title="Doors")
    assert await layers.rows(POTENTIAL) == [], "a package is born empty"
    first, second = [await layers.make(layers.changes, title=title) for title in "ab"]
    await layers.line(first["id"], "1500")
    await layers.line(second["id"], "-20.25")
    await layers.change(layers.changes, first, batch_id=package["id"])
    await layers.change(PACKAGES, package, status="revised")
    held, loose = await both(layers)
    assert await everywhere(layers) == {
        "potential": [held["id"], loose["id"]],
        "changes": [held["id"], loose["id"]],
        "requests": [],
        "packages": [package["id"]],
        "batches": [package["id"]],
    }
    assert held["legacy_request_id"] is not None and loose["legacy_request_id"] is not None
    assert links(held) == (package["id"], package["id"], held["legacy_request_id"])
    assert links(loose) == (None, None, loose["legacy_request_id"])
    assert acronyms(held) == ("PCO #001", "", f"{ACRONYMS[side]} #001")
    assert acronyms(loose) == ("PCO #002", "", f"{ACRONYMS[side]} #")
    assert held["change_order_tiers"] == 2
    assert (held["status"], loose["status"]) == ("revised", "draft")
    assert (held["grand_total"], loose["grand_total"]) == ("1500.0", "-20.25")
    assert await lines_of(layers, package["id"]) == [(held["id"], "1500.0")]
    await same_packages(layers)


@SIDES
async def test_three_tiers(make_layers: MakeLayers, side: str) -> None:
    layers = await make_layers(side, 3)
    package = await layers.make(PACKAGES, title="Doors")
    request = await layers.make(REQUESTS, title="r", change_order_package_id=package["id"])
    held, loose = [await layers.potential(title) for title in "ab"]
    await layers.line(held.id, "1500")
    await layers.line(loose.id, "-20.25")
    await layers.work.place(held, request_id=request["id"])
    await layers.change(PACKAGES, package, status="revised")
    first, second = await layers.rows(POTENTIAL)
    assert await everywhere(layers) == {
        "potential": [held.id, loose.id],
        "changes": [],
        "requests": [request["id"]],
        "packages": [package["id"]],
        "batches": [],
    }
    assert links(first) == (package["id"], package["id"], request["id"])
    assert links(second) == (None, None, None)
    assert acronyms(first) == ("PCO #001", "COR #001", f"{ACRONYMS[side]} #001")
    assert acronyms(second) == ("PCO #002", "COR #", f"{ACRONYMS[side]} #")
    assert first["change_order_tiers"] == 3
    (listed,) = await layers.rows(REQUESTS)
    for row in (first, listed, await layers.shown(PACKAGES, package)):
        assert (row["status"], row["grand_total"]) == ("revised", "1500.0")
    assert second["status"] == "draft"
    assert listed["change_order_package_id"] == package["id"]
    assert await lines_of(layers, package["id"]) == [(held.id, "1500.0")]
    await same_packages(layers)
    # The newer resources of potential changes are not offered there.
    for method, fields in (("GET", None), ("PATCH", {"title": "x"}), ("DELETE", None)):
        answer = await layers.send(method, f"{layers.changes}/{held.id}", fields)
        assert answer.status_code == 404, method
    body: Json = {"contract_id": layers.contract_id, "title": "x"}
    await layers.refuse("POST", layers.changes, body, 422, "contract_id")
