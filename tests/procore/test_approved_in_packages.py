"""What is accepted inside a package that is not approved yet reads pending at two and three tiers,
so that nobody posts it before its package (procore.md §1.6): statuses, filters and sums agree.

Nothing mirrors here, so that the change keeps the state that Autodesk's client gave it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.procore.layers import PACKAGES, POTENTIAL, REQUESTS, Json, Layers, MakeLayers

EVERYWHERE = pytest.mark.parametrize(
    ("side", "tiers"), [("budget", 2), ("cost", 2), ("budget", 3), ("cost", 3)]
)
CONTRACTS = {"budget": "/rest/v1.0/prime_contract", "cost": "/rest/v1.0/work_order_contracts"}


class Project:
    """Two changes of a contract, accepted: one goes into a package, through a request at three
    tiers, and one stays alone."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self.packaged: Json = {}
        self.alone: Json = {}
        self.request: Json = {}
        self.package: Json = {}

    async def begin(self) -> Project:
        layers = self.layers
        for name, amount in (("packaged", "100"), ("alone", "7")):
            face = await layers.potential(name, "draft")
            await layers.line(face.id, amount)
            record = {"id": face.id}
            setattr(self, name, record)
        self.package = await layers.make(PACKAGES, title="Package", status="pending")
        inside: dict[str, Any] = {
            "change_order_request": {"change_order_package_id": self.package["id"]}
        }
        if layers.tiers == 3:
            self.request = await layers.make(REQUESTS, title="Request")
            await layers.change(REQUESTS, self.request, change_order_package_id=self.package["id"])
            inside = {"change_order_request_id": self.request["id"]}
        await layers.change(POTENTIAL, self.packaged, **inside)
        return self

    async def accept(self) -> None:
        """As Autodesk's client does it, which is not asked what package holds it."""
        await self.layers.change(POTENTIAL, self.alone, status="approved")
        found = {row["name"]: row for row in await self.layers.site.orders("pco")}
        action = {"budget": "accept", "cost": "acceptCost"}[self.layers.side]
        await self.layers.site.act(found["packaged"], action)
        track = f"{self.layers.side}Status"
        (row,) = [row for row in await self.layers.site.orders("pco") if row["name"] == "packaged"]
        assert row[track] == "accepted"

    @property
    def lists(self) -> list[str]:
        return [POTENTIAL, *([self.layers.changes] if self.layers.tiers == 2 else [])]

    async def words(self, record: Json) -> set[str]:
        """The status of a change, wherever one is shown."""
        layers, found = self.layers, set()
        for path in self.lists:
            found |= {row["status"] for row in await layers.rows(path) if row["id"] == record["id"]}
            found.add((await layers.shown(path, record))["status"])
        contract = await layers.send("GET", f"{CONTRACTS[layers.side]}/{layers.contract_id}")
        for row in contract.json()["potential_change_orders"]:
            found |= {row["status"]} if row["id"] == record["id"] else set()
        return found

    async def approved(self) -> dict[str, set[int]]:
        """What a connector finds that asks each list for what is approved."""
        lists = [*self.lists, *([REQUESTS] if self.request else [])]
        return {path: set(await self.layers.ids(path, status="approved")) for path in lists}

    async def sum_approved(self) -> Decimal:
        layers = self.layers
        answer = await layers.send("GET", f"{CONTRACTS[layers.side]}/{layers.contract_id}")
        return Decimal(answer.json()["approved_change_orders"])


@pytest.fixture
async def project(make_layers: MakeLayers, side: str, tiers: int) -> Project:
    layers = await make_layers(side, tiers, status_cascade="advance", unlink_first=False)
    project = await Project(layers).begin()
    await project.accept()
    return project


@EVERYWHERE
async def test_it_reads_pending_until_its_package_is_approved(
    project: Project, side: str, tiers: int
) -> None:
    layers = project.layers
    assert await project.words(project.packaged) == {"pending"}
    assert await project.words(project.alone) == {"approved"}
    assert await project.approved() == {
        path: ({project.alone["id"]} if path != REQUESTS else set())
        for path in (*project.lists, *([REQUESTS] if project.request else []))
    }
    for path in project.lists:
        assert set(await layers.ids(path, status="pending")) == {project.packaged["id"]}
        found = await layers.rows(path, **{"filters[status][not]": "approved"})
        assert {row["id"] for row in found} == {project.packaged["id"]}
    assert await project.sum_approved() == 0
    if tiers == 2:
        assert await layers.ids(layers.batches, status="approved") == []

    await layers.change(PACKAGES, project.package, status="approved")
    assert await project.words(project.packaged) == {"approved"}
    both = {project.packaged["id"], project.alone["id"]}
    for path, ids in (await project.approved()).items():
        assert ids == ({project.request["id"]} if path == REQUESTS else both)
    assert await project.sum_approved() == 100
    if tiers == 2:
        assert await layers.ids(layers.batches, status="approved") == [project.package["id"]]


@EVERYWHERE
async def test_its_word_comes_back_and_approved_is_its_packages(
    project: Project, side: str, tiers: int
) -> None:
    layers = project.layers
    before = await layers.site.orders("pco")
    for path in project.lists:
        await layers.change(path, project.packaged, status="pending")
        told = await layers.refuse(
            "PATCH", f"{path}/{project.packaged['id']}", {"status": "approved"}, 422, "status"
        )
        assert told == {"status": ["it is approved with the package that it is in"]}
    assert await layers.site.orders("pco") == before
    if project.request:
        path = f"{REQUESTS}/{project.request['id']}"
        await layers.refuse("PATCH", path, {"status": "approved"}, 422, "status")
    # Any other word is its own to say where nothing mirrors.
    told = await layers.change(POTENTIAL, project.packaged, status="pricing")
    assert told["status"] == "pricing"


@pytest.mark.parametrize("tiers", [2, 3])
async def test_an_accepted_request_reads_pending_in_a_package(
    make_layers: MakeLayers, tiers: int
) -> None:
    """Its package's detail tells what it is in, and so does a filter by status."""
    layers = await make_layers("budget", tiers, status_cascade="advance")
    site = layers.site
    pco = await site.make("change-orders/pco", name="Change", scope="out")
    item = await site.make("cost-items", name="Item", scope="out", submitted="50")
    await site.attach(pco, item)
    rco = await site.make("change-orders/rco", name="Request")
    await site.attach(rco, item)
    await site.act(rco, "open", "submit", "accept")
    (row,) = await layers.rows(REQUESTS)
    assert (row["status"], row["change_order_package_id"]) == ("approved", None)
    oco = await site.make("change-orders/oco", name="Order")
    await site.attach(oco, item)
    (row,) = await layers.rows(REQUESTS)
    assert row["status"] == "pending"
    assert row["change_order_package_id"] == (await site.packages())[0]["id"]
    assert await layers.ids(REQUESTS, status="approved") == []
    assert await layers.ids(REQUESTS, status="pending") == [row["id"]]
    for name in ("filters[not_status]", "filters[not_status][]"):
        assert await layers.rows(REQUESTS, **{name: "pending"}) == []
    (change,) = await layers.rows(POTENTIAL)
    assert change["status"] == "pending"
