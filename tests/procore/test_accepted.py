"""A change that Autodesk's clients accepted and no order approved: at one tier it is pending, where
a package has its status; at more it is approved without a package (procore.md §1.2, §1.6)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from tests.procore.site import PACKAGES, POTENTIAL, Site, open_site

from changewright.core.errors import Invalid
from changewright.core.kinds import KIND, STATES
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.procore.words import (
    CLASSIC,
    CLASSIC_STATES,
    NEWER,
    NEWER_STATES,
    UNTIL_APPROVED,
    package_decides,
    shown_as,
    states_shown,
    target,
)
from changewright.work.ledger import Ledger

Json = dict[str, Any]
Open = Callable[[int, int], Awaitable["Accepted"]]

TIERS = pytest.mark.parametrize(("cost", "budget"), [(1, 1), (1, 2), (2, 1), (2, 2)])
CHANGES = {"cost": "commitment", "budget": "prime"}
ORDERS = {"cost": "sco", "budget": "oco"}
APPROVED = {"cost": ("costStatus", "sent"), "budget": ("budgetStatus", "approved")}
"""Of an order, as Autodesk's door says it."""
ACTIONS = ("open", "submit", "accept", "requestPricing", "propose", "acceptCost")


class Accepted:
    """A project with one change accepted on both sides, and a draft beside it."""

    def __init__(self, site: Site, tiers: dict[str, int]) -> None:
        self.site, self.tiers = site, tiers
        self.pco: Json = {}
        self.faces: dict[str, Json] = {}
        self.drafts: dict[str, Json] = {}

    async def begin(self) -> Accepted:
        site = self.site
        contract, _ = await site.commitment("SC-1", status="signed")
        for name, actions in (("Accepted", ACTIONS), ("Draft", ())):
            pco = await site.make("change-orders/pco", name=name, scope="out", contractId=contract)
            item = await site.make(
                "cost-items",
                name=name,
                scope="out",
                contractId=contract,
                proposed="80",
                submitted="100",
            )
            await site.attach(pco, item)
            await site.act(pco, *actions)
            self.pco = self.pco or pco
        for row in await self.rows(POTENTIAL):
            side = "budget" if row["contract_id"] == await site.main_contract() else "cost"
            (self.faces if row["title"] == "Accepted" else self.drafts)[side] = row
        return self

    def changes(self, side: str) -> str:
        return f"/rest/v1.0/projects/{self.site.project_id}/{CHANGES[side]}_change_orders"

    def word(self, side: str) -> str:
        return "pending" if self.tiers[side] == 1 else "approved"

    async def get(self, path: str, **query: Any) -> Any:
        query = {"project_id": self.site.project_id, **query}
        answer = await self.site.procore.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def rows(self, path: str, **filters: Any) -> list[Json]:
        found: list[Json] = await self.get(
            path, **{f"filters[{name}": value for name, value in filters.items()}
        )
        return found

    async def found(self, path: str, word: str, *, other: bool = False) -> set[int]:
        """The ids that a filter finds."""
        name = "filters[status][not]" if other else "filters[status]"
        return {row["id"] for row in await self.get(path, **{name: word})}

    async def write(self, side: str, face: Json, **fields: Any) -> Json:
        answer = await self.site.procore.patch(
            f"{self.changes(side)}/{face['id']}", json={"change_order": fields}
        )
        assert answer.status_code == 200, answer.text
        changed: Json = answer.json()
        return changed

    async def there(self) -> Json:
        """What Autodesk's door shows: states, amounts, times, the orders."""
        answer = await self.site.acc.get(self.site.cost("cost-items"))
        items = {"items": answer.json()["results"]}
        return items | {kind: await self.site.orders(kind) for kind in ("pco", *ORDERS.values())}


@pytest.fixture
def accepted(application: Application, ledger: Ledger) -> Open:
    async def opened(cost: int, budget: int) -> Accepted:
        settings = msgspec.structs.replace(
            settings_born("acc"), tiers_cost=cost, tiers_budget=budget
        )
        site = await open_site(application, ledger, settings)
        return await Accepted(site, {"cost": cost, "budget": budget}).begin()

    return opened


@TIERS
async def test_each_resource_shows_the_word_of_its_side(
    accepted: Open, cost: int, budget: int
) -> None:
    project = await accepted(cost, budget)
    assert set(project.faces) == {"cost", "budget"}
    for side, face in project.faces.items():
        word, record = project.word(side), face["id"]
        assert face["status"] == word
        one = await project.get(f"{POTENTIAL}/{record}", contract_id=face["contract_id"])
        assert one["status"] == word
        assert (await project.get(f"{project.changes(side)}/{record}"))["status"] == word
        (listed,) = [
            row for row in await project.rows(project.changes(side)) if row["id"] == record
        ]
        assert listed["status"] == word
    event = (await project.get("/rest/v1.0/change_events"))[0]["id"]
    (line,) = (await project.get(f"/rest/v1.0/change_events/{event}"))["change_event_line_items"]
    told = line["statuses"]
    assert told["commitment_pco_cost"] == project.word("cost")
    assert told["prime_pco_cost"] == project.word("budget")


@TIERS
async def test_a_filter_finds_it_under_the_word_it_shows(
    accepted: Open, cost: int, budget: int
) -> None:
    project = await accepted(cost, budget)
    every = {row["id"] for row in await project.rows(POTENTIAL)}
    for word in ("pending", "approved", "draft", "pending,draft", "approved,void"):
        words = set(word.split(","))
        either: set[int] = set()
        for side, face in project.faces.items():
            own = {face["id"]} if project.word(side) in words else set()
            own |= {project.drafts[side]["id"]} if "draft" in words else set()
            both = {face["id"], project.drafts[side]["id"]}
            assert await project.found(project.changes(side), word) == own
            assert await project.found(project.changes(side), word, other=True) == both - own
            either |= own
        assert await project.found(POTENTIAL, word) == either
        assert await project.found(POTENTIAL, word, other=True) == every - either


@TIERS
async def test_the_word_that_was_shown_moves_nothing_when_it_comes_back(
    accepted: Open, cost: int, budget: int
) -> None:
    project = await accepted(cost, budget)
    before = await project.there()
    assert before["sco"] == before["oco"] == []
    for side, face in project.faces.items():
        told = await project.write(side, face, status=project.word(side))
        assert told["status"] == project.word(side)
    assert await project.there() == before


@pytest.mark.parametrize(("cost", "budget"), [(1, 1), (1, 2), (2, 1)])
async def test_at_one_tier_approved_approves_its_package(
    accepted: Open, cost: int, budget: int
) -> None:
    project = await accepted(cost, budget)
    for side, face in project.faces.items():
        if project.tiers[side] != 1:
            continue
        told = await project.write(side, face, status="approved")
        assert told["status"] == "approved"
        package = await project.get(f"{PACKAGES}/{told['legacy_package_id']}")
        assert (package["status"], package["grand_total"]) == ("approved", told["grand_total"])
        (order,) = await project.site.orders(ORDERS[side])
        name, word = APPROVED[side]
        assert order[name] == word


@pytest.mark.parametrize(("cost", "budget"), [(1, 1), (1, 2), (2, 1)])
async def test_an_order_that_is_not_approved_yet_is_approved_by_the_word(
    accepted: Open, cost: int, budget: int
) -> None:
    """Its package is there and a draft: the change is no further than its package says."""
    project = await accepted(cost, budget)
    for side, face in project.faces.items():
        if project.tiers[side] != 1:
            continue
        fields = {"name": "Order"}
        if side == "cost":
            fields["contractId"] = project.pco["contractId"]
        order = await project.site.make(f"change-orders/{ORDERS[side]}", **fields)
        item = (await project.site.acc.get(project.site.cost("cost-items"))).json()["results"][0]
        await project.site.attach(order, item)
        shown = (await project.get(f"{project.changes(side)}/{face['id']}"))["status"]
        assert shown != "approved"
        assert (await project.write(side, face, status="approved"))["status"] == "approved"


# -- the table ------------------------------------------------------------------------------------

KINDS = [name for name, kind in KIND.items() if kind.tier]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shown", [CLASSIC, NEWER])
@pytest.mark.parametrize("tiers", [1, 2, 3])
@pytest.mark.parametrize("in_package", [False, True])
def test_where_a_package_decides_the_word_is_that_of_another_state(
    kind: str, shown: dict[str, str], tiers: int, in_package: bool
) -> None:
    is_moved = package_decides(kind, tiers, in_package)
    for state in (each.name for each in STATES):
        expected = shown[UNTIL_APPROVED.get(state, state) if is_moved else state]
        assert shown_as(shown, kind, state, tiers, in_package) == expected


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tiers", [1, 2, 3])
@pytest.mark.parametrize("in_package", [False, True])
def test_what_a_word_finds_is_what_shows_it(kind: str, tiers: int, in_package: bool) -> None:
    for shown, states in ((CLASSIC, CLASSIC_STATES), (NEWER, NEWER_STATES)):
        for word in states:
            found = {s for s in states_shown(states[word], kind, tiers, in_package) if s}
            wanted = {
                s.name for s in STATES if shown_as(shown, kind, s.name, tiers, in_package) == word
            }
            assert found == wanted


def test_what_decides() -> None:
    """A request is no part of the one change order of one tier; a package always decides."""
    for tiers in (1, 2, 3):
        assert package_decides("pco", tiers, False) == (tiers == 1)
        assert not package_decides("rco", tiers, False)
        assert package_decides("oco", tiers, False)
        assert all(package_decides(kind, tiers, True) for kind in KINDS)


def test_what_a_word_enters_where_it_was_accepted() -> None:
    assert target("rco", "accepted", "approved", 1) is None
    assert target("pco", "accepted", "approved", 2) is None
    for tiers in (1, 2, 3):
        assert target("oco", "accepted", "approved", tiers) == "approved"
        assert target("oco", "accepted", "pending", tiers) is None
    for kind in ("pco", "scr"):
        assert target(kind, "accepted", "pending", 2, in_package=True) is None
        assert target(kind, "approved", "approved", 2, in_package=True) is None
        for held in ("accepted", "draft"):
            with pytest.raises(Invalid, match="approved with the package"):
                target(kind, held, "approved", 2, in_package=True)
