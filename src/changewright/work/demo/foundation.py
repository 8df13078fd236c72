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

from changewright.core.approvals import Teammate
from changewright.core.money import Decimal, divide
from changewright.core.people import (
    Account,
    Company,
    DirectoryRows,
    Member,
    Person,
    Project,
    autodesk_id_from,
)
from changewright.core.records_attached import PropertyDefinition
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract, ScheduleOfValue
from changewright.core.records_files import Segment, SegmentValue, Template
from changewright.work import (
    budgets,
    clock_terms,
    contracts,
    main_contracts,
    markup_formulas,
    schedule_of_values,
)
from changewright.work.attributes import define, redefine
from changewright.work.unit import Unit

from . import time_rules
from .attributes import ASSOCIATION, ATTRIBUTES, ORIGINS
from .budget import BUDGET, BUDGET_BY_KEY, COST_TYPES, DIVISIONS, BudgetCode
from .cast import ACCOUNT_NAME, COMPANIES, COMPANY_BY_KEY, PEOPLE, PROJECT
from .contracts import COMMITMENT_BY_KEY, COMMITMENTS, PRIME, ValueRow
from .markups import FORMULA, FORMULA_TEXT, SAMPLE_AMOUNT, STEPS

NAMESPACE = UUID("c1d3a0f4-52be-5b8e-8a55-0f6d1f1c7a11")
PROJECT_UUID = uuid5(NAMESPACE, "project")
CURRENCY = "USD"
PAYMENT_DUE_DAYS = 30

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
    formula_id: int = 0

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
        time_zone=time_rules.ZONE,
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
        Member(
            project_id,
            names.people[each.key],
            each.role,
            _stands_for(names, each.company, each.role),
        )
        for each in PEOPLE
    )


def team(names: Names) -> dict[int, Teammate]:
    """The whole cast as members to be: a policy asks of it before the directory knows them."""
    return {
        names.people[each.key]: Teammate(
            person_id=names.people[each.key],
            role=each.role,
            company_id=_stands_for(names, each.company, each.role),
            name=each.name,
        )
        for each in PEOPLE
    }


def _stands_for(names: Names, company: str, role: str) -> int:
    """A person's own company, or the owner's for its representative: the contract is the owner's,
    and no other owner's people see its sums."""
    return names.companies["owner" if role == "owner" else company]


def uuid_of(noun: str, key: str) -> UUID:
    """The UUID of a person or company of the cast, the same in every installation."""
    return uuid5(NAMESPACE, f"{noun}:{key}")


# -- the project's books --------------------------------------------------------------------------


def prime_contract(names: Names, start: datetime) -> Mapping[str, Any]:
    """The fields of the contract with the owner."""
    return {
        "code": PRIME.code,
        "name": PRIME.name,
        "description": f"{PROJECT.description} {PROJECT.address}.",
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
    await _shape_codes(unit)
    for row in BUDGET:
        names.budgets[row.key] = (await _budget(unit, row, contract.id)).id
    for line in PRIME.rows:
        fields = {"budget_id": names.budgets[line.budget], "code": line.budget, **_lump(line)}
        await main_contracts.create_item(unit, contract, fields)
    await _define_attributes(unit, names)


async def set_clocks(unit: Unit, names: Names) -> None:
    """The project's days, the rules it adds to the forms, and whose rules the owner's contract
    has."""
    contract = await unit.read.get(MainContract, names.main_contracts[PRIME.key])
    assert contract is not None
    today = unit.now.date()
    days = {
        "time_zone": time_rules.ZONE,
        "due_soon_days": time_rules.DUE_SOON_DAYS,
        "holidays": time_rules.holidays(today, today + timedelta(days=PRIME.days)),
    }
    await clock_terms.set_calendar(unit, days)
    for rule in time_rules.OWN_RULES:
        await clock_terms.create_rule(unit, rule)
    await clock_terms.set_family(unit, contract, time_rules.PRIME_FAMILY)


async def agree_on_markups(unit: Unit, names: Names) -> None:
    """What the owner's contract allows on changes, as a formula to put on them."""
    fields = {
        "name": FORMULA,
        "description": FORMULA_TEXT,
        "sample_amount": Decimal(SAMPLE_AMOUNT),
    }
    steps = [
        {
            "name": step.name,
            "description": step.description,
            "type": "rate",
            "basis": "running",
            "amount": Decimal(step.percent),
            "credit_amount": Decimal(0),
            "target_budget_code": BUDGET_BY_KEY[step.budget].code,
        }
        for step in STEPS
    ]
    names.formula_id = (await markup_formulas.create(unit, fields, steps)).id


async def _define_attributes(unit: Unit, names: Names) -> None:
    for attribute in ATTRIBUTES:
        fields = {
            "association_type": ASSOCIATION,
            "name": attribute.name,
            "type": attribute.type,
            "options": list(attribute.options),
            "collaborator_access": attribute.collaborator_access,
        }
        names.attributes[attribute.name] = (await define(unit, fields)).id
    (source_type,) = await unit.read.where(PropertyDefinition, name="Source Type")
    await redefine(unit, source_type, {"options": list(ORIGINS)})


async def _budget(unit: Unit, row: BudgetCode, main_contract_id: int) -> Budget:
    quantity = Decimal(row.quantity)
    fields = {
        "code": row.code,
        "name": row.name,
        "quantity": quantity,
        "input_quantity": quantity,
        "unit": row.unit,
        "unit_price": divide(Decimal(row.amount), quantity),
        "main_contract_id": main_contract_id,
    }
    made = await budgets.create(unit, fields)
    assert made.original_amount == row.amount, row.code
    return made


async def _shape_codes(unit: Unit) -> None:
    """Give the template of budget codes the demo's three segments and their values."""
    template, *_ = await unit.read.where(Template)
    for old in await unit.read.where(Segment, template_id=template.id):
        unit.delete(old)
    choices = {
        "Division": DIVISIONS,
        "Section": {row.section: row.name for row in BUDGET},
        "Type of cost": COST_TYPES,
    }
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
        for code, description in choices[name].items():
            unit.new(SegmentValue, segment_id=segment.id, code=code, description=description)


async def let(unit: Unit, names: Names, key: str) -> None:
    """One commitment with its schedule of values and the budgets it was let from."""
    commitment = COMMITMENT_BY_KEY[key]
    fields = {
        "code": commitment.code,
        "name": commitment.name,
        "type": commitment.type,
        "status": commitment.status,
        "company_id": names.companies.get(key),
        "contact_id": names.people.get(COMPANY_BY_KEY[key].contact),
        "main_contract_id": names.main_contracts[PRIME.key],
        "currency": CURRENCY,
        "exchange_rate": Decimal(1),
        "completed_work_retention_percent": Decimal(commitment.retention_percent),
        "materials_retention_percent": Decimal(commitment.retention_percent),
        "payment_due": PAYMENT_DUE_DAYS,
        "scope_of_work": commitment.scope,
        "awarded_at": unit.now,
        "approved_at": unit.now,
        "executed_at": unit.now if commitment.status == "executed" else None,
    }
    codes = await unit.read.many(Budget, [names.budgets[row.budget] for row in commitment.rows])
    contract = await contracts.create(unit, fields, codes)
    names.contracts[key] = contract.id
    made = await unit.read.where(ScheduleOfValue, ("position",), contract_id=contract.id)
    for row, line in zip(made, commitment.rows, strict=True):
        # Allocating took over what was budgeted; the trade was let for something else.
        await schedule_of_values.edit(unit, row, _lump(line))


async def set_clock_of(unit: Unit, names: Names, key: str) -> None:
    """Whose rules about time a commitment has."""
    family = time_rules.FAMILY_OF_TYPE.get(COMMITMENT_BY_KEY[key].type)
    contract = await unit.read.get(Contract, names.contracts[key])
    if family is not None and contract is not None:
        await clock_terms.set_family(unit, contract, family)


async def let_all(unit: Unit, names: Names) -> None:
    for commitment in COMMITMENTS:
        await let(unit, names, commitment.key)


def _lump(row: ValueRow) -> dict[str, Any]:
    amount = Decimal(row.amount)
    price = {"quantity": Decimal(1), "unit": "ls", "unit_price": amount}
    return {"name": row.name, "amount": amount} | price
