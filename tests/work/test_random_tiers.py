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

from .tiers import AMOUNT, MakeTiers, Tiers

STEPS = 45
SETTINGS = (
    {"tiers_cost": 1, "tiers_budget": 1},
    {"tiers_cost": 2, "tiers_budget": 3},
    {"tiers_cost": 3, "tiers_budget": 2},
    {"tiers_cost": 1, "tiers_budget": 3, "status_cascade": "advance", "unlink_first": False},
    {"tiers_cost": 2, "tiers_budget": 1, "status_cascade": "advance"},
    {"tiers_cost": 3, "tiers_budget": 2, "status_cascade": "advance", "lifo": False},
)

Step = Callable[[], Awaitable[Any]]


class Story:
    """One project, and what may be done with what it has at the moment."""

    def __init__(self, site: Tiers, chance: random.Random) -> None:
        self.site = site
        self.chance = chance
        self.told: list[str] = []
        self.refused = 0

    async def begin(self) -> None:
        for number in (1, 2):
            await self.site.contract(f"SC-{number}", status="approved")

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
        documents = await site.where(ChangeOrder)
        faces, items = await site.where(Face), await site.where(CostItem)
        contracts: list[Contract | MainContract] = [
            *await site.where(Contract),
            *await site.where(MainContract),
        ]
        contract = pick(contracts)
        grid = [one for one in documents if one.kind != "event"]
        kind = pick(("pco", "rfq", "rco", "oco", "sco"))
        if not grid or not faces or not items:
            face = await site.potential(contract)
            return "line", lambda: site.line(face, "10")
        face, document, item = pick(faces), pick(grid), pick(items)
        orders = [one for one in grid if KIND[one.kind].tier == 3]
        if not orders:
            return "package", lambda: site.package(contract)
        requests = [one for one in grid if KIND[one.kind].tier == 2]
        if not requests:
            return "draw rco", lambda: site.draw("rco")
        order, request = pick(orders), pick(requests)
        track = pick(KIND[document.kind].tracks)
        near = [one.id for one in faces if one.contract_id == face.contract_id][:3]
        moves = [move.action for move in MOVES_OF[document.kind]]
        doing: tuple[tuple[str, Step], ...] = (
            ("potential", lambda: site.potential(contract, pick(("draft", "pending", "accepted")))),
            ("package", lambda: site.package(contract, pick(("draft", "pricing", "pending")))),
            ("request", lambda: site.request(contract)),
            ("line", lambda: site.line(face, str(self.chance.randint(-50, 99)))),
            ("line", lambda: site.line(face, "5")),
            (
                "status of a potential",
                lambda: site.change_potential(
                    face, pick(states_on("pco", _side(face))), moves_package=pick((True, False))
                ),
            ),
            (
                "fields of a potential",
                lambda: site.change_potential(face, name="Renamed", private=True),
            ),
            ("number", lambda: site.change_potential(face, number=pick(("A-1", "7", "X")))),
            (
                "status of a package",
                lambda: site.change_package(order, pick(states_on(order.kind, _of(order)))),
            ),
            ("approve", lambda: site.change_package(order, "approved")),
            ("un-approve", lambda: site.change_package(order, "draft")),
            (
                "status of a request",
                lambda: site.change_request(request, pick(states_on(request.kind, _of(request)))),
            ),
            ("into a package", lambda: site.place(face, package_id=pick((order.id, None)))),
            ("into a request", lambda: site.place(face, request_id=pick((request.id, None)))),
            (
                "request into a package",
                lambda: site.place_request(request, pick((order.id, order.id, None))),
            ),
            ("hold", lambda: site.hold(order, face_ids=near)),
            ("hold requests", lambda: site.hold(order, request_ids=[request.id])),
            ("delete", lambda: site.drop(pick((face, order, request)))),
            # Autodesk's ways
            ("draw", lambda: site.draw(kind, **_drawn(kind, contract))),
            (
                "price",
                lambda: site.price(document, estimated="7", contract_id=_commitment(contract)),
            ),
            ("attach", lambda: site.attach(document, item)),
            ("attach", lambda: site.attach(document, item)),
            ("detach", lambda: site.detach(document, item)),
            ("generate", lambda: site.generate(kind, document)),
            ("act", lambda: site.act(document, pick(moves))),
            ("act", lambda: site.act(document, pick(moves))),
            ("set", lambda: site.set(document, **{track: pick(states_on(document.kind, track))})),
            ("edit item", lambda: site.edit(item, **{AMOUNT[track]: "12"})),
            ("rename", lambda: site.edit(document, name="Through the other door")),
            ("delete there", lambda: site.delete(pick((document, item)))),
            ("retier", lambda: site.retier(**_tiers(track, pick((1, 2, 3))))),
        )
        return pick(doing)


def _tiers(track: str, tiers: int) -> dict[str, Any]:
    return {f"tiers_{track}": tiers}


def _side(face: Face) -> Any:
    return face.side


def _of(document: ChangeOrder) -> Any:
    return KIND[document.kind].tracks[0]


def _commitment(contract: Contract | MainContract) -> int | None:
    return contract.id if isinstance(contract, Contract) else None


def _drawn(kind: str, contract: Contract | MainContract) -> dict[str, Any]:
    contract_id = _commitment(contract) if KIND[kind].tracks != ("budget",) else None
    return {"contract_id": contract_id, "scope": "out" if contract_id is None else "in"}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("fields", SETTINGS, ids=lambda fields: "-".join(map(str, fields.values())))
async def test_whatever_is_done_the_layers_hold(
    make_tiers: MakeTiers, fields: dict[str, Any], seed: int
) -> None:
    site = await make_tiers(**fields)
    story = Story(site, random.Random(f"{fields} {seed}"))
    await story.begin()
    for _ in range(STEPS):
        await story.step()
        faults = (await site.everything()).faults(is_mixed=True)
        assert not faults, "\n".join([*story.told[-25:], *faults])
    assert story.refused < STEPS * 0.8, "so few steps did anything that the story shows nothing"
    findings = await verify.verify(site.ledger.database, site.container_id)
    assert findings == [], story.told
