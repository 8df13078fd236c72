"""Random stories told through both doors' ways at once: whatever is done, the layers hold.

Each step picks something a client of either door may ask for, with rows that may not fit. What is
refused writes nothing; after every step the invariants of `Everything.faults` are looked at.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from changewright.core.errors import Refusal
from changewright.core.kinds import KIND, MOVES_OF, states_on
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.records_contracts import Contract, MainContract
from changewright.work import verify

from .tiers import AMOUNT, AnyContract, MakeTiers, Tiers

STEPS = 45
SETTINGS: tuple[dict[str, Any], ...] = (
    {"tiers_cost": 1, "tiers_budget": 1},
    {"tiers_cost": 2, "tiers_budget": 3},
    {"tiers_cost": 3, "tiers_budget": 2},
    {"tiers_cost": 1, "tiers_budget": 3, "status_cascade": "advance", "unlink_first": False},
    {"tiers_cost": 2, "tiers_budget": 1, "status_cascade": "advance"},
    {"tiers_cost": 3, "tiers_budget": 2, "status_cascade": "advance", "lifo": False},
)

# What Procore's words enter on any kind (procore.words).
STATES = (
    *("draft", "pending", "pricing", "not_pricing", "revising", "proceeding", "not_proceeding"),
    *("no_charge", "rejected", "void"),
)

Step = Callable[[], Awaitable[Any]]
Told = tuple[str, Step]


class Story:
    """One project, and what may be done with what it has at the moment."""

    def __init__(self, site: Tiers, chance: random.Random, is_mixed: bool) -> None:
        self.site = site
        self.is_mixed = is_mixed
        self.chance = chance
        self.told: list[str] = []
        self.refused = 0

    async def begin(self) -> None:
        for number in (1, 2):
            await self.site.contract(f"SC-{number}", status="signed")

    async def step(self) -> None:
        name, act = await self._choose()
        before = await self.site.revision()
        try:
            await act()
        except Refusal as refusal:
            self.refused += 1
            self.told.append(f"{name}: refused, {refusal.detail}")
            assert await self.site.revision() == before
        else:
            self.told.append(name)

    async def _choose(self) -> tuple[str, Step]:
        """Something to do, with rows picked at random."""
        site, pick = self.site, self.chance.choice
        found = [one for one in await site.where(ChangeOrder) if one.kind != "event"]
        faces, items = await site.where(Face), await site.where(CostItem)
        contracts: list[AnyContract] = []
        contracts += await site.where(Contract)
        contracts += await site.where(MainContract)
        contract = pick(contracts)
        orders = [one for one in found if KIND[one.kind].tier == 3]
        requests = [one for one in found if KIND[one.kind].tier == 2]
        if not faces or not items:
            face = await site.potential(contract)
            return "line", lambda: site.line(face, "10")
        if not orders:
            return "package", lambda: site.package(contract)
        face, order = pick(faces), pick(orders)
        near = [one.id for one in faces if one.contract_id == face.contract_id][:3]
        doing = [*self._of_potentials(contract, face, order), *self._of_packages(contract, order)]
        doing += [("hold", lambda: site.hold(order, face_ids=near))]
        doing += [("delete", lambda: site.drop(pick((face, order))))]
        if requests:
            doing += self._of_requests(pick(requests), face, order)
        if self.is_mixed:
            doing += self._there(contract, pick(found), pick(items))
        return pick(doing)

    def _of_potentials(self, contract: AnyContract, face: Face, order: ChangeOrder) -> list[Told]:
        site, pick, states = self.site, self.chance.choice, (*STATES, "accepted")
        return [
            ("potential", lambda: site.potential(contract, pick(states))),
            ("line", lambda: site.line(face, str(self.chance.randint(-50, 99)))),
            ("line", lambda: site.line(face, "5")),
            (
                "status of a potential",
                lambda: site.change_potential(
                    face, pick(states), moves_package=pick((True, False))
                ),
            ),
            ("fields", lambda: site.change_potential(face, name="Renamed", private=True)),
            ("number", lambda: site.change_potential(face, number=pick(("A-1", "7", "X")))),
            ("into a package", lambda: site.place(face, package_id=order.id)),
            ("into a package", lambda: site.place(face, package_id=pick((order.id, None)))),
        ]

    def _of_packages(self, contract: AnyContract, order: ChangeOrder) -> list[Told]:
        site, pick = self.site, self.chance.choice
        return [
            ("package", lambda: site.package(contract, pick(STATES))),
            ("request", lambda: site.request(contract, pick(STATES))),
            ("status of a package", lambda: site.change_package(order, pick(STATES))),
            ("approve", lambda: site.change_package(order, "approved")),
            ("un-approve", lambda: site.change_package(order, "draft")),
            ("execute", lambda: site.change_package(order, executed_flag=pick((True, False)))),
        ]

    def _of_requests(self, request: ChangeOrder, face: Face, order: ChangeOrder) -> list[Told]:
        site, pick = self.site, self.chance.choice
        return [
            ("status of a request", lambda: site.change_request(request, pick(STATES))),
            ("into a request", lambda: site.place(face, request_id=request.id)),
            ("into a request", lambda: site.place(face, request_id=pick((request.id, None)))),
            (
                "request into a package",
                lambda: site.place_request(request, pick((order.id, order.id, None))),
            ),
            ("hold requests", lambda: site.hold(order, request_ids=[request.id])),
            ("delete", lambda: site.drop(request)),
        ]

    def _there(self, contract: AnyContract, document: ChangeOrder, item: CostItem) -> list[Told]:
        """Autodesk's ways, and the settings."""
        site, pick = self.site, self.chance.choice
        kind = pick(("pco", "rfq", "rco", "oco", "sco"))
        track = pick(KIND[document.kind].tracks)
        moves = [move.action for move in MOVES_OF[document.kind]]
        contract_id = contract.id if isinstance(contract, Contract) else None
        return [
            ("draw", lambda: site.draw(kind, **_drawn(kind, contract))),
            ("price", lambda: site.price(document, estimated="7", contract_id=contract_id)),
            ("attach", lambda: site.attach(document, item)),
            ("attach", lambda: site.attach(document, item)),
            ("detach", lambda: site.detach(document, item)),
            ("generate", lambda: site.generate(kind, document)),
            ("act", lambda: site.act(document, pick(moves))),
            ("act", lambda: site.act(document, pick(moves))),
            ("set", lambda: site.set(document, **{track: pick(states_on(document.kind, track))})),
            ("edit item", lambda: site.edit(item, **{AMOUNT[track]: "12"})),
            ("sides of an item", lambda: site.edit(item, scope=pick(("in", "out", "budgetOnly")))),
            ("rename", lambda: site.edit(document, name="Through the other door")),
            ("delete there", lambda: site.delete(pick((document, item)))),
            ("retier", lambda: site.retier(**_tiers(track, pick((1, 2, 3))))),
        ]


def _tiers(track: str, tiers: int) -> dict[str, Any]:
    return {f"tiers_{track}": tiers}


def _drawn(kind: str, contract: AnyContract) -> dict[str, Any]:
    is_cost = isinstance(contract, Contract) and KIND[kind].tracks != ("budget",)
    contract_id = contract.id if is_cost else None
    return {"contract_id": contract_id, "scope": "out" if contract_id is None else "in"}


async def _tell(site: Tiers, chance: random.Random, *, is_mixed: bool) -> None:
    story = Story(site, chance, is_mixed)
    await story.begin()
    for _ in range(STEPS):
        await story.step()
        faults = (await site.everything()).faults(is_mixed=is_mixed)
        assert not faults, "\n".join([*story.told[-25:], *faults])
    assert story.refused < STEPS * 0.8, "so few steps did anything that the story shows nothing"
    findings = await verify.verify(site.ledger.database, site.container_id)
    assert findings == [], story.told


def _named(fields: dict[str, Any]) -> str:
    return "-".join(map(str, fields.values()))


def _every_other(first: int) -> list[Any]:
    """The settings, in the gate every other one from the first on: each is told there one way."""
    return [
        pytest.param(each, id=_named(each), marks=[] if place % 2 == first else pytest.mark.deep)
        for place, each in enumerate(SETTINGS)
    ]


@pytest.mark.parametrize("fields", _every_other(1))
async def test_whatever_is_done_through_both_doors_the_layers_hold(
    make_tiers: MakeTiers, fields: dict[str, Any]
) -> None:
    await _tell(await make_tiers(**fields), random.Random(f"{fields}"), is_mixed=True)


@pytest.mark.parametrize("fields", _every_other(0))
async def test_whatever_is_done_through_procore_s_door_all_hold_together(
    make_tiers: MakeTiers, fields: dict[str, Any]
) -> None:
    await _tell(await make_tiers(**fields), random.Random(f"{fields}"), is_mixed=False)
