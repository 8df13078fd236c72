"""What one record's test lets an outsider see is what the lists' SQL lets him see, row by row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar, cast

import msgspec
import pytest
from tests.fixtures_ledger import ACTOR, make_container

from changewright.core.kinds import KINDS, STATE, states_on
from changewright.core.records import ChangeOrder, CostItem, Membership, Record
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.roles import SENT, VIEWS
from changewright.core.settings import ProjectSettings
from changewright.store.row_conditions import CONDITIONS, Viewer, sight_of
from changewright.store.sql_text import Draft
from changewright.store.wire import wire_of
from changewright.work.ledger import Ledger
from changewright.work.projects import open_project
from changewright.work.unit import LedgerReader, Unit
from changewright.work.visibility import (
    DECIDING,
    TESTS,
    conditions,
    is_shared,
    sees,
    sees_document,
)

from .site import Site

R = TypeVar("R", bound=Record)
OWN, RIVAL = 71, 72
VIEWERS = tuple(itertools.product(("owner", "supplier", "viewer"), (OWN, RIVAL, None)))
COMPANIES = (OWN, RIVAL, None)
# Whose contract a document is under, and whom it is addressed to.
ADDRESSES: tuple[tuple[Any, int | None], ...] = (
    *(("no contract", OWN), ("no contract", RIVAL), ("no contract", None)),
    *((OWN, None), (RIVAL, None), (None, None), (OWN, RIVAL), (RIVAL, OWN)),
)
NOUNS: tuple[type[Record], ...] = (
    *(ChangeOrder, CostItem, Contract, MainContract, MainContractItem, ScheduleOfValue),
    *(PropertyDefinition, PropertyValue),
)
VALUED = (ChangeOrder, CostItem, Contract, MainContract)


async def plot(unit: Unit) -> None:
    """Each kind in each state, of the own company, the rival's and nobody's, in every way."""
    contracts: dict[tuple[int | None, bool], int] = {}
    (default,) = await unit.read.where(MainContract, is_default=True)
    unit.change(default, "updated", owner_company_id=OWN)
    mains: list[int | None] = [None]
    for company, private in itertools.product(COMPANIES, (True, False)):
        for status in ("draft", "executed"):
            contract = unit.new(
                Contract,
                code=f"{company}{status}{private}",
                name="C",
                company_id=company,
                status=status,
                private=private,
            )
            unit.new(ScheduleOfValue, contract_id=contract.id, code="1", name="Row", position=0)
            contracts[company, private] = contract.id
        main = unit.new(
            MainContract,
            code=f"M{company}{private}",
            name="M",
            owner_company_id=company,
            private=private,
        )
        mains.append(main.id)
        for own in (True, False):
            unit.new(MainContractItem, main_contract_id=main.id, name="I", is_private=own)
    number = 0
    for kind in (one.name for one in KINDS):
        sides = [states_on(kind, track) or (None,) for track in ("budget", "cost")]
        for budget, cost in zip(*_stretched(*sides), strict=True):
            for of, addressed in ADDRESSES:
                number += 1
                contract_id = None if of == "no contract" else contracts[of, number % 3 == 0]
                document = unit.new(
                    ChangeOrder,
                    kind=kind,
                    number=str(number),
                    name=kind,
                    budget_state=budget,
                    cost_state=cost,
                    contract_id=contract_id,
                    main_contract_id=mains[number % 7],
                    company_id=addressed,
                    private=number % 11 == 0,
                )
                if number % 5 == 0:
                    item = unit.new(
                        CostItem,
                        number=str(number),
                        name="I",
                        contract_id=contract_id,
                        hidden_from_owner=number % 10 == 0,
                    )
                    unit.new(
                        Membership, change_order_id=document.id, cost_item_id=item.id, kind=kind
                    )


async def value(unit: Unit) -> None:
    """On every record that can have them a value of a shared attribute, and one of one that is
    not."""
    definitions = [
        unit.new(
            PropertyDefinition,
            association_type="FormInstance",
            name=f"Attribute {access}",
            type="text",
            collaborator_access=access,
        )
        for access in ("view", "no_access")
    ]
    for noun in VALUED:
        for record in await unit.read.where(noun):
            for definition in definitions:
                unit.new(
                    PropertyValue,
                    record_kind=noun.TABLE,
                    record_id=record.id,
                    definition_id=definition.id,
                    value=definition.name,
                )


def _stretched(*sides: tuple[str | None, ...]) -> list[list[str | None]]:
    """Both sides as long as the longer, the shorter one begun anew."""
    longest = max(len(side) for side in sides)
    return [list(itertools.islice(itertools.cycle(side), longest)) for side in sides]


class Remembering:
    """What the tests of single records read, with every table read once: nobody writes meanwhile,
    and each of thousands of questions would ask the database several."""

    def __init__(self, read: LedgerReader) -> None:
        self._read = read
        self._rows: dict[type[Record], dict[int, Record]] = {}

    async def get(self, noun: type[R], record_id: int, *, deleted: bool = False) -> R | None:
        return (await self._all(noun)).get(record_id)

    async def where(self, noun: type[R], *, is_default: bool) -> list[R]:
        rows = (await self._all(noun)).values()
        return [one for one in rows if getattr(one, "is_default", None) == is_default]

    async def many(self, noun: type[R], ids: Iterable[int]) -> list[R]:
        rows = await self._all(noun)
        return [rows[each] for each in ids if each in rows]

    async def memberships_of_items(self, ids: Iterable[int]) -> list[Membership]:
        asked = set(ids)
        rows = (await self._all(Membership)).values()
        return [one for one in rows if one.cost_item_id in asked]

    async def _all(self, noun: type[R]) -> dict[int, R]:
        if noun not in self._rows:
            self._rows[noun] = {one.id: one for one in await self._read.where(noun)}
        return cast("dict[int, R]", self._rows[noun])


@pytest.fixture(scope="module")
async def seen_plot(ledger: Ledger) -> Site:
    """One for all tests: they only read."""
    container = await make_container(ledger)
    await open_project(ledger, container.id, ProjectSettings(), ACTOR)
    site = Site(ledger, container.id, ACTOR)

    async def decide(unit: Unit) -> None:
        await unit.reserve(6000)
        await plot(unit)

    async def decide_on_values(unit: Unit) -> None:
        await unit.reserve(6000)
        await value(unit)

    await site.run(decide)
    await site.run(decide_on_values)
    return site


async def by_sql(read: LedgerReader, site: Site, noun: type[Record], viewer: Viewer) -> set[int]:
    draft = Draft(site.container_id)
    sight = sight_of(viewer, noun, None, "t", draft)
    condition = f" AND {sight.condition}" if sight.condition else ""
    statement, parameters = draft.step(
        f"SELECT t.id FROM {noun.TABLE} t WHERE t.container_id = $1 AND t.deleted_at IS NULL"
        + condition
    )
    async with site.ledger.database.connection() as connection:
        rows: list[tuple[Any, ...]] = await wire_of(connection).rows(statement, parameters, tuple)
    return {int(row[0]) for row in rows}


async def test_lists_and_single_records_show_the_same(seen_plot: Site) -> None:
    site = seen_plot
    async with site.ledger.reader(site.container_id) as read:
        kept = Remembering(read)
        for noun in NOUNS:
            records = await read.where(noun)
            for role, company in VIEWERS:
                wanted = await by_sql(read, site, noun, Viewer(site.container_id, role, company))
                found = {one.id for one in records if await sees(kept, role, company, one)}
                stray = [one for one in records if one.id in wanted ^ found]
                assert not stray, f"{role} of {company} at {stray[0]}"
                if role == "viewer":
                    assert len(found) == len(records)


async def test_an_owner_or_supplier_meets_nothing_that_was_not_sent_to_him(
    seen_plot: Site,
) -> None:
    site = seen_plot
    async with site.ledger.reader(site.container_id) as read:
        kept = Remembering(read)
        for one in await read.where(ChangeOrder):
            for role, track in (("owner", "budget"), ("supplier", "cost")):
                if not await sees(kept, role, OWN, one):
                    continue
                assert not one.private
                contract: Contract | MainContract | None
                if role == "owner":
                    contract = await kept.get(MainContract, one.main_contract_id or 0)
                else:
                    contract = await kept.get(Contract, one.contract_id or 0)
                assert contract is None or not contract.private
                state = one.budget_state if track == "budget" else one.cost_state
                assert state is not None
                assert state not in ("draft", "in_review", "void")
                if one.kind != "rfq":
                    assert STATE[state].phase in ("pending", "approved", "closed")
                assert one.kind in {"owner": ("rco", "oco"), "supplier": ("rfq", "sco")}[role]
                assert one.company_id != RIVAL or role == "owner"


async def test_a_value_is_seen_with_what_it_hangs_on(seen_plot: Site) -> None:
    """Also where nobody asks for the record itself, as in what is told of changes."""
    site = seen_plot
    async with site.ledger.reader(site.container_id) as read:
        shared = {one.id for one in await read.where(PropertyDefinition) if is_shared(one)}
        kept, seen = Remembering(read), 0
        for one in await read.where(PropertyValue):
            noun = next(noun for noun in VALUED if one.record_kind == noun.TABLE)
            holder = await kept.get(noun, one.record_id)
            assert holder is not None
            for role in ("owner", "supplier"):
                is_seen = await sees(kept, role, OWN, one)
                is_theirs = await sees(kept, role, OWN, holder)
                assert is_seen == (is_theirs and one.definition_id in shared), holder
                seen += is_seen
    assert seen > 10


async def test_an_owner_sees_no_other_owners_main_contract(seen_plot: Site) -> None:
    site = seen_plot
    async with site.ledger.reader(site.container_id) as read:
        contracts = {one.id: one for one in await read.where(MainContract)}
        seen = [one for one in contracts.values() if await sees(read, "owner", OWN, one)]
        assert {one.owner_company_id for one in seen} == {OWN, None}
        rows = [
            one for one in await read.where(MainContractItem) if await sees(read, "owner", OWN, one)
        ]
        assert {contracts[one.main_contract_id].owner_company_id for one in rows} == {OWN, None}


async def test_what_names_no_main_contract_is_under_the_default_one(seen_plot: Site) -> None:
    """Of several owners its own sees it, and no other."""
    site = seen_plot
    async with site.ledger.reader(site.container_id) as read:
        documents = [
            one
            for one in await read.where(ChangeOrder, kind=["rco", "oco"], main_contract_id=None)
            if one.budget_state in SENT and not one.private
        ]
        assert {one.kind for one in documents} == {"rco", "oco"}
        for company in COMPANIES:
            seen = [one for one in documents if await sees(read, "owner", company, one)]
            assert seen == (documents if company == OWN else [])


class Noting(ChangeOrder, frozen=True):
    """A document that notes which of its columns are read; no noun, for it has no table."""

    TABLE: ClassVar[str] = ""

    def __getattribute__(self, name: str) -> Any:
        READ.add(name)
        return super().__getattribute__(name)


READ: set[str] = set()


async def test_what_decides_about_a_document_is_said_whole(seen_plot: Site) -> None:
    """History reads no more of the journal than what changed one of these."""
    site = seen_plot
    READ.clear()
    async with site.ledger.reader(site.container_id) as read:
        kept = Remembering(read)
        for one in await read.where(ChangeOrder):
            noting = Noting(**msgspec.structs.asdict(one))
            for role, company in VIEWERS:
                await sees_document(kept, role, company, noting)
    columns = READ & {*ChangeOrder.__struct_fields__}
    assert columns - {"kind"} == {*DECIDING[ChangeOrder]} - {"deleted_at"}


def test_every_condition_has_its_test_and_its_sql() -> None:
    assert set(TESTS) == set(CONDITIONS) == conditions()
    assert {view.rows for views in VIEWS.values() for view in views.values()} <= set(TESTS)
