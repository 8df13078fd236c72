"""What the demo stands on before anybody asks for a change: firms, people, budget, contracts.

Ids of the directory are worked out from the demo's keys, so every installation shows the same
project under the same address; integers come from the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from changewright.core.money import Decimal, multiply, round_places
from changewright.core.people import (
    Account,
    Company,
    DirectoryRows,
    Member,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.core.records import PropertyDefinition
from changewright.core.records_contracts import (
    Budget,
    BudgetContract,
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.records_files import Segment, SegmentValue, Template
from changewright.work.unit import Unit

from .attributes import ATTRIBUTES
from .budget import BUDGET, COST_TYPES, DIVISIONS, BudgetCode
from .cast import ACCOUNT_NAME, COMPANIES, PEOPLE, PROJECT
from .contracts import COMMITMENT_BY_KEY, COMMITMENTS, PRIME, ValueRow

NAMESPACE = UUID("c1d3a0f4-52be-5b8e-8a55-0f6d1f1c7a11")
PROJECT_UUID = uuid5(NAMESPACE, "project")
CURRENCY = "USD"
PAYMENT_DUE_DAYS = 30
PRICE_PLACES = 8

# How a code is put together: name, how many characters, what stands behind it.
SEGMENTS = (("Division", 2, "hyphen"), ("Section", 4, "hyphen"), ("Type of cost", 1, "none"))


@dataclass(slots=True)
class Names:
    """From the demo's keys to the integers of one installation."""

    account_id: int
    project_id: int
    people: dict[str, int]
    companies: dict[str, int]
    contracts: dict[str, int] = field(default_factory=dict)
    budgets: dict[str, int] = field(default_factory=dict)
    main_contracts: dict[str, int] = field(default_factory=dict)
    attributes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def over(cls, ids: Iterable[int]) -> Names:
        """Names for everybody, from NAMES_COUNT fresh ids."""
        taken = iter(ids)
        return cls(
            account_id=next(taken),
            project_id=next(taken),
            people={person.key: next(taken) for person in PEOPLE},
            companies={company.key: next(taken) for company in COMPANIES},
        )


NAMES_COUNT = 2 + len(PEOPLE) + len(COMPANIES)


# -- the directory --------------------------------------------------------------------------------


def directory_rows(names: Names, created_at: datetime, now: datetime) -> DirectoryRows:
    """The account, its companies and people, the project and who plays what part in it."""
    account = Account(names.account_id, uuid_of("account", "demo"), ACCOUNT_NAME)
    companies = tuple(
        Company(
            id=names.companies[each.key],
            uuid=uuid_of("company", each.key),
            account_id=account.id,
            autodesk_id=autodesk_id_from(uuid_of("company", each.key).bytes),
            name=each.name,
            trade=each.part,
        )
        for each in COMPANIES
    )
    people = tuple(
        Person(
            id=names.people[each.key],
            uuid=uuid_of("person", each.key),
            autodesk_id=autodesk_id_from(uuid_of("person", each.key).bytes),
            email=each.email,
            name=each.name,
            company_id=names.companies[each.company],
        )
        for each in PEOPLE
    )
    project = Project(
        id=names.project_id,
        uuid=PROJECT_UUID,
        account_id=account.id,
        name=PROJECT.name,
        created_at=created_at,
        updated_at=now,
        number=PROJECT.number,
        type="Hospital",
    )
    return DirectoryRows(
        accounts=(account,),
        companies=companies,
        people=people,
        projects=(project,),
        members=members(names, project.id),
    )


def members(names: Names, project_id: int) -> tuple[Member, ...]:
    """The whole cast, each in its role, in a project."""
    return tuple(
        Member(project_id, names.people[each.key], each.role, names.companies[each.company])
        for each in PEOPLE
    )


def uuid_of(noun: str, key: str) -> UUID:
    """The UUID of a person or company of the cast, the same in every installation."""
    return uuid5(NAMESPACE, f"{noun}:{key}")


# -- the project's books --------------------------------------------------------------------------


def prime_contract(names: Names, start: datetime) -> Mapping[str, Any]:
    """The fields of the contract with the owner."""
    return {
        "code": PRIME.code,
        "name": PRIME.name,
        "description": PROJECT.description,
        "type": "Guaranteed maximum price",
        "status": "executed",
        "amount": Decimal(PRIME.amount),
        "owner_company_id": names.companies.get("owner"),
        "contractor_company_id": names.companies.get("gc"),
        "architect_company_id": names.companies.get("architect"),
        "contact_id": names.people.get("ruth"),
        "start_date": start.date(),
        "executed_date": start.date() - timedelta(days=9),
        "planned_completion_date": start.date() + timedelta(days=PRIME.days),
        "completed_work_retention_percent": Decimal(PRIME.retention_percent),
        "materials_retention_percent": Decimal(PRIME.retention_percent),
        "payment_due": PAYMENT_DUE_DAYS,
        "signed_by": "Elliot Vance, Dana Halvorsen",
    }


async def open_books(unit: Unit, names: Names) -> None:
    """Budget codes, the prime contract's schedule and the attributes, in one unit."""
    (contract,) = await unit.read.where(MainContract, is_default=True)
    names.main_contracts[PRIME.key] = contract.id
    values = await _segment_values(unit)
    for row in BUDGET:
        names.budgets[row.key] = _budget(unit, row, contract.id, values).id
    for position, line in enumerate(PRIME.rows):
        unit.new(
            MainContractItem,
            main_contract_id=contract.id,
            budget_id=names.budgets[line.budget],
            code=line.budget,
            position=position,
            **_lump(line),
        )
    define_attributes(unit, names)


def define_attributes(unit: Unit, names: Names) -> None:
    for position, attribute in enumerate(ATTRIBUTES):
        made = unit.new(
            PropertyDefinition,
            association_type="FormInstance",
            name=attribute.name,
            type=attribute.type,
            options=list(attribute.options),
            position=10 + position,
            collaborator_access=attribute.collaborator_access,
        )
        names.attributes[attribute.name] = made.id


def _budget(
    unit: Unit, row: BudgetCode, main_contract_id: int, values: Mapping[str, str]
) -> Budget:
    quantity = Decimal(row.quantity)
    price = round_places(Decimal(row.amount) / quantity, PRICE_PLACES)
    assert multiply(quantity, price) == row.amount, row.code
    parts = (row.division, row.section, row.cost_type)
    return unit.new(
        Budget,
        code=row.code,
        name=row.name,
        quantity=quantity,
        input_quantity=quantity,
        unit=row.unit,
        unit_price=price,
        original_amount=Decimal(row.amount),
        main_contract_id=main_contract_id,
        code_segment_values=dict(zip(values.values(), parts, strict=True)),
    )


async def _segment_values(unit: Unit) -> Mapping[str, str]:
    """Give the code template the demo's three segments and their values; segment name → uuid."""
    template, *_ = await unit.read.where(Template)
    for old in await unit.read.where(Segment, template_id=template.id):
        unit.delete(old)
    choices = {
        "Division": DIVISIONS,
        "Section": {row.section: row.name for row in BUDGET},
        "Type of cost": COST_TYPES,
    }
    uuids = {}
    for position, (name, length, delimiter) in enumerate(SEGMENTS):
        segment = unit.new(
            Segment,
            template_id=template.id,
            name=name,
            length=length,
            delimiter=delimiter,
            position=position,
            sample_code=next(iter(choices[name])),
        )
        uuids[name] = str(segment.uuid)
        for code, description in choices[name].items():
            unit.new(SegmentValue, segment_id=segment.id, code=code, description=description)
    return uuids


def let(unit: Unit, names: Names, key: str) -> None:
    """One commitment with its schedule of values and the budgets it was let from."""
    commitment = COMMITMENT_BY_KEY[key]
    contract = unit.new(
        Contract,
        code=commitment.code,
        name=commitment.name,
        type=commitment.type,
        status=commitment.status,
        status_changed_at=unit.now,
        company_id=names.companies.get(key),
        contact_id=names.people.get(COMPANY_CONTACT[key]),
        main_contract_id=names.main_contracts[PRIME.key],
        awarded=Decimal(commitment.awarded),
        original_budget=Decimal(sum(_budgeted(row) for row in commitment.rows)),
        currency=CURRENCY,
        exchange_rate=Decimal(1),
        completed_work_retention_percent=Decimal(commitment.retention_percent),
        materials_retention_percent=Decimal(commitment.retention_percent),
        payment_due=PAYMENT_DUE_DAYS,
        scope_of_work=commitment.scope,
        awarded_at=unit.now,
        approved_at=unit.now,
        executed_at=unit.now if commitment.status == "executed" else None,
    )
    names.contracts[key] = contract.id
    for position, row in enumerate(commitment.rows):
        budget_id = names.budgets[row.budget]
        unit.new(BudgetContract, budget_id=budget_id, contract_id=contract.id)
        unit.new(
            ScheduleOfValue,
            contract_id=contract.id,
            budget_id=budget_id,
            code=row.budget,
            position=position,
            has_budget_linked=True,
            **_lump(row),
        )


def let_all(unit: Unit, names: Names) -> None:
    for commitment in COMMITMENTS:
        let(unit, names, commitment.key)


def _lump(row: ValueRow) -> dict[str, Any]:
    amount = Decimal(row.amount)
    price = {"quantity": Decimal(1), "unit": "ls", "unit_price": amount}
    return {"name": row.name, "amount": amount} | price


def _budgeted(row: ValueRow) -> int:
    return next(code.amount for code in BUDGET if code.key == row.budget)


COMPANY_CONTACT = {company.key: company.contact for company in COMPANIES}
