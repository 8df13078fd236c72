"""What tests of the tiers do and look at: Procore's three layers of a contract on one project."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from changewright.core.book import AMOUNTS, is_active, is_closed, stage_amount, state_of
from changewright.core.faces import items_on_face, state_on_face
from changewright.core.kinds import KIND, STANDS_FOR, STATE, TRACKS, Track, phase_of
from changewright.core.money import Decimal, sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Face, Membership, Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.settings import ProjectSettings
from changewright.work import cost_items, packages, potentials, requests, tiers
from changewright.work.unit import Unit

from .site import Site, again

T = TypeVar("T")
R = TypeVar("R", bound=Record)
AnyContract = Contract | MainContract

SCOPES = {"budget": "budgetOnly", "cost": "in"}
AMOUNT = {"budget": "submitted", "cost": "proposed"}


class Tiers(Site):
    """Each method is one unit of work, as a client of Procore's door asks for it."""

    async def budget_contract(self) -> MainContract:
        (main,) = await self.where(MainContract)
        return main

    async def contract_of(self, side: str) -> AnyContract:
        if side == "budget":
            return await self.budget_contract()
        return await self.contract("SC-1", status="signed")

    async def _on(
        self, record: R, decide: Callable[[Unit, R], Awaitable[T]], role: str = "admin"
    ) -> T:
        async def run(unit: Unit) -> T:
            return await decide(unit, await again(unit, record))

        return await self.run(run, role)

    # -- the three layers ----------------------------------------------------------------------

    async def potential(self, contract: AnyContract, state: str = "draft", **fields: Any) -> Face:
        async def decide(unit: Unit, found: AnyContract) -> Face:
            return await potentials.create(unit, found, {"name": "A change"} | fields, state)

        return await self._on(contract, decide)

    async def request(
        self, contract: AnyContract, state: str = "draft", **fields: Any
    ) -> ChangeOrder:
        async def decide(unit: Unit, found: AnyContract) -> ChangeOrder:
            return await requests.create(unit, found, {"name": "A request"} | fields, state)

        return await self._on(contract, decide)

    async def package(
        self, contract: AnyContract, state: str = "draft", **fields: Any
    ) -> ChangeOrder:
        async def decide(unit: Unit, found: AnyContract) -> ChangeOrder:
            return await packages.create(unit, found, {"name": "A package"} | fields, state)

        return await self._on(contract, decide)

    async def line(self, face: Face, amount: str, **fields: Any) -> CostItem:
        """A line as Procore's door puts it on a potential change."""

        async def decide(unit: Unit, found: Face) -> CostItem:
            given = {"name": "A line", "scope": SCOPES[found.side]} | fields
            given |= {AMOUNT[found.side]: Decimal(amount)}
            if found.side == "cost":
                given = {"contract_id": found.contract_id} | given
            item = await cost_items.create(unit, given)
            await potentials.hold_all(unit, found, [item])
            return unit.newest(item)

        return await self._on(face, decide)

    async def change_potential(
        self, face: Face, state: str | None = None, *, moves_package: bool = False, **fields: Any
    ) -> Face:
        async def decide(unit: Unit, found: Face) -> Face:
            return await potentials.edit(unit, found, fields, state, moves_package=moves_package)

        return await self._on(face, decide)

    async def change_request(
        self, request: ChangeOrder, state: str | None = None, **fields: Any
    ) -> ChangeOrder:
        async def decide(unit: Unit, found: ChangeOrder) -> ChangeOrder:
            return await requests.edit(unit, found, fields, state)

        return await self._on(request, decide)

    async def change_package(
        self, order: ChangeOrder, state: str | None = None, **fields: Any
    ) -> ChangeOrder:
        async def decide(unit: Unit, found: ChangeOrder) -> ChangeOrder:
            return await packages.edit(unit, found, fields, state)

        return await self._on(order, decide)

    async def place(self, face: Face, **ids: Any) -> Face:
        async def decide(unit: Unit, found: Face) -> Face:
            return await potentials.attach(unit, found, **ids)

        return await self._on(face, decide)

    async def place_request(self, request: ChangeOrder, package_id: int | None) -> ChangeOrder:
        async def decide(unit: Unit, found: ChangeOrder) -> ChangeOrder:
            return await requests.attach(unit, found, package_id)

        return await self._on(request, decide)

    async def hold(self, order: ChangeOrder, **ids: Any) -> ChangeOrder:
        async def decide(unit: Unit, found: ChangeOrder) -> ChangeOrder:
            return await packages.hold(unit, found, **ids)

        return await self._on(order, decide)

    async def drop(self, record: Face | ChangeOrder) -> None:
        async def decide(unit: Unit, found: Face | ChangeOrder) -> None:
            if isinstance(found, Face):
                await potentials.delete(unit, found)
            elif KIND[found.kind].tier == 3:
                await packages.delete(unit, found)
            else:
                await requests.delete(unit, found)

        await self._on(record, decide)

    async def retier(self, *, role: str = "admin", **fields: Any) -> ProjectSettings:
        async def decide(unit: Unit) -> ProjectSettings:
            return await tiers.change(unit, **fields)

        return await self.run(decide, role)

    # -- looking -------------------------------------------------------------------------------

    async def pco(self, face: Face) -> ChangeOrder:
        async with self.ledger.reader(self.container_id) as read:
            found = await read.get(ChangeOrder, face.change_order_id, deleted=True)
        assert found is not None
        return found

    async def rows(self, side: str = "") -> str:
        """Every change order of the layers, one a line: `pco 001 draft 100 < cor 001 < co 001`.

        The state is the face's own, the sum that of the items which the layer holds; what it is in
        follows, `~` for an id that is only reserved.
        """
        seen = await self.everything()
        lines = []
        for face in sorted(seen.faces, key=lambda face: (face.side, face.contract_id, face.id)):
            if side in ("", face.side):
                lines.append(seen.line_of_face(face))
        for tier in (2, 3):
            found = [one for one in seen.documents.values() if KIND[one.kind].tier == tier]
            found = [one for one in found if side in ("", KIND[one.kind].tracks[0])]
            found.sort(key=lambda one: (one.kind, seen.contract_of(one) or 0, one.contract_number))
            lines += [seen.line_of(one) for one in found]
        return "\n".join(lines)

    async def everything(self) -> Everything:
        async with self.ledger.reader(self.container_id) as read:
            return Everything(
                {one.id: one for one in await read.where(ChangeOrder)},
                {one.id: one for one in await read.where(CostItem)},
                await read.where(Membership),
                await read.where(Face),
                await self.ledger.settings_of(self.container_id),
            )

    async def check(self) -> None:
        """What must hold whatever was done; `Everything.faults` says what."""
        faults = (await self.everything()).faults()
        assert not faults, "\n".join(faults)


class Everything:
    """The whole grid of a project at one moment."""

    def __init__(
        self,
        documents: dict[int, ChangeOrder],
        items: dict[int, CostItem],
        memberships: list[Membership],
        faces: list[Face],
        settings: ProjectSettings,
    ) -> None:
        self.documents = documents
        self.items = items
        self.memberships = memberships
        self.faces = faces
        self.settings = settings

    # -- shown -----------------------------------------------------------------------------------

    def items_of(self, document_id: int) -> list[CostItem]:
        held = [one.cost_item_id for one in self.memberships if one.change_order_id == document_id]
        return [self.items[item_id] for item_id in held if item_id in self.items]

    def items_on(self, face: Face) -> list[CostItem]:
        pco = self.documents[face.change_order_id]
        return items_on_face(face, pco, self.items_of(pco.id))

    def state_of_face(self, face: Face) -> str:
        pco = self.documents[face.change_order_id]
        return state_on_face(face, pco, self.items_of(pco.id))

    def line_of_face(self, face: Face) -> str:
        total = _total(self.items_on(face), _track(face.side))
        line = f"pco {face.number} {self.state_of_face(face)} {total}"
        for title, named in (("cor", face.request_id), ("co", face.package_id)):
            line += self._in(title, named)
        return line

    def line_of(self, document: ChangeOrder) -> str:
        row = KIND[document.kind]
        (track,) = row.tracks
        title = "cor" if row.tier == 2 else "co"
        total = _total(self.items_of(document.id), track)
        line = f"{title} {document.contract_number} {state_of(document, track)} {total}"
        return line + (self._in("co", document.package_id) if row.tier == 2 else "")

    def _in(self, title: str, named: int | None) -> str:
        if named is None:
            return ""
        document = self.documents.get(named)
        return f" < {title} {'~' if document is None else document.contract_number}"

    # -- what must hold --------------------------------------------------------------------------

    def faults(self, *, is_mixed: bool = False) -> list[str]:
        """Sentences about what does not hold. `is_mixed`: Autodesk's door, where orders take single
        items, had a hand in it."""
        found: list[str] = []
        for face in self.faces:
            found += self._faults_of_face(face, is_mixed)
        for document in self.documents.values():
            found += self._faults_of_document(document)
        return found + self._faults_of_numbers() + self._faults_of_memberships()

    def _faults_of_face(self, face: Face, is_mixed: bool) -> list[str]:
        """Reserved ids as the tiers have them; what it is in is of its contract, and holds it."""
        tiers = getattr(self.settings, f"tiers_{face.side}")
        name, found = f"face {face.number} of {face.side}", []
        pco = self.documents.get(face.change_order_id)
        if pco is None:
            return [f"{name} has no pco"]
        if tiers < 3 and face.request_id is None:
            found.append(f"{name} has no request id reserved")
        if tiers == 1 and face.package_id is None:
            found.append(f"{name} has no package id reserved")
        if tiers > 1 and face.package_id is not None and face.package_id not in self.documents:
            found.append(f"{name} names a package that is no row")
        if tiers == 3 and face.request_id is not None and face.request_id not in self.documents:
            found.append(f"{name} names a request that is no row")
        for named in (face.request_id, face.package_id):
            holder = self.documents.get(named or 0)
            if holder is None or is_closed(holder) or not pco.single_face:
                continue
            if holder.deleted_at is not None or KIND[holder.kind].tracks != (face.side,):
                found.append(f"{name} is in a {holder.kind}")
            if self.contract_of(holder) != face.contract_id:
                found.append(f"{name} is in a {holder.kind} of another contract")
            held = {item.id for item in self.items_of(holder.id)}
            own = self.items_on(face)
            missing = [item.number for item in own if item.id not in held]
            if missing and (not is_mixed or len(missing) == len(own)):
                found.append(f"items {missing} of {name} are not on its {holder.kind}")
            if not is_mixed and self.settings.status_cascade == "mirror":
                led, own_state = state_of(holder, _track(face.side)) or "", self.state_of_face(face)
                if own_state not in (led, *STANDS_FOR.get(led, ())):
                    found.append(f"{name} is {own_state} in a {holder.kind} that is {led}")
        return found

    def contract_of(self, document: ChangeOrder) -> int | None:
        if KIND[document.kind].tracks == ("cost",):
            return document.contract_id
        return document.main_contract_id or self.settings.default_main_contract_id

    def _faults_of_document(self, document: ChangeOrder) -> list[str]:
        """Sums are those of the items; a pco shows the lowest of its items."""
        name, found = f"{document.kind} {document.number}", []
        held = self.items_of(document.id)
        for amount in AMOUNTS:
            total = sum_amounts(getattr(item, amount) for item in held)
            if (getattr(document, amount) or 0) != (total or 0):
                found.append(f"{name} has {amount} {getattr(document, amount)}, not {total}")
        if document.kind == "pco" and not is_closed(document):
            for track in TRACKS:
                states = [state_of(item, track) or "" for item in held if is_active(item, track)]
                ranks = [
                    rank for rank in (STATE[state].rank for state in states) if rank is not None
                ]
                own = STATE[state_of(document, track) or ""].rank
                if ranks and own != min(ranks):
                    found.append(f"{name} shows {state_of(document, track)} for {states}")
        is_order = KIND[document.kind].tier == 3
        if is_order:
            (track,) = KIND[document.kind].tracks
            approved = phase_of(state_of(document, track)) == "approved"
            if approved != (document.approval_sequence is not None):
                found.append(f"{name} is approved: {approved}, in {document.approval_sequence}")
        return found

    def _faults_of_numbers(self) -> list[str]:
        seen: set[tuple[object, ...]] = set()
        keys: list[tuple[object, ...]] = [
            ("pco", face.side, face.contract_id, face.number) for face in self.faces
        ]
        keys += [
            (document.kind, self.contract_of(document), document.contract_number)
            for document in self.documents.values()
            if document.contract_number is not None
        ]
        found = []
        for key in keys:
            if key in seen:
                found.append(f"there are two {key}")
            seen.add(key)
        return found

    def _faults_of_memberships(self) -> list[str]:
        """An item is on one live document of a kind at most."""
        found = []
        seen: set[tuple[int, str, str]] = set()
        for one in self.memberships:
            document = self.documents.get(one.change_order_id)
            if document is None or one.cost_item_id not in self.items:
                found.append(f"membership {one.id} joins what is gone")
            elif KIND[document.kind].single and not is_closed(document):
                key = (one.cost_item_id, document.kind, document.scope if one.kind == "pco" else "")
                if key in seen:
                    found.append(f"item {one.cost_item_id} is on two {document.kind}s")
                seen.add(key)
        return found


def _track(side: str) -> Track:
    return "budget" if side == "budget" else "cost"


def _total(items: Sequence[CostItem], track: Track) -> str:
    amounts = [stage_amount(item, track) for item in items if is_active(item, track)]
    return f"{sum_amounts(amounts) or Decimal(0):.0f}"


MakeTiers = Callable[..., Awaitable[Tiers]]
