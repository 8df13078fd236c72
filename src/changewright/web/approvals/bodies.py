"""The bodies of approvals: a policy with its bands, a decision, a delegation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from changewright.core.approval_policy import CREDITS, KINDS, MEASURES, ON_EDIT
from changewright.core.approvals import DECISIONS
from changewright.core.errors import Invalid, Problem
from changewright.core.kinds import TRACKS
from changewright.core.records_approvals import ApprovalPolicy
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.roles import ROLE
from changewright.edge import bodies
from changewright.edge.bodies import Field, object_of, objects_of
from changewright.edge.context import Context
from changewright.edge.values import camel_case
from changewright.work.directory_view import DirectoryView
from changewright.work.unit import Unit

NAME_MAXIMUM, TEXT_MAXIMUM = 255, 4000
NOBODY = 0
"""No person's integer."""

_BOUND = (
    Field("amount", "amount", bodies.AMOUNT, description="In the project's currency."),
    Field("percent", "percent", bodies.AMOUNT, description="Of the contract's sum."),
    Field("of", "of", bodies.CHOICE, choices=("original", "revised"), nullable=False),
    Field("days", "days", bodies.INTEGER),
)
_LIMIT = (
    Field("measure", "measure", bodies.CHOICE, choices=tuple(MEASURES), required=True),
    Field("bounds", "bounds", objects_of(*_BOUND), required=True, maximum=10),
    Field("combine", "combine", bodies.CHOICE, choices=("lesser", "greater"), nullable=False),
    Field(
        "inclusive",
        "inclusive",
        bodies.BOOLEAN,
        nullable=False,
        description="Whether a value equal to the bound keeps the limit.",
    ),
)
_WHO = (
    Field("personId", "person_id", bodies.UUID_TEXT),
    Field("role", "role", bodies.CHOICE, choices=tuple(ROLE)),
    Field("companyId", "company_id", bodies.UUID_TEXT),
)
_STEP = (
    Field("name", "name", bodies.TEXT, required=True, maximum=NAME_MAXIMUM),
    Field("who", "who", objects_of(*_WHO), required=True, maximum=50),
    Field("stage", "stage", bodies.INTEGER, nullable=False),
    Field("people", "people", bodies.INTEGER, nullable=False),
    Field("dueDays", "due_days", bodies.INTEGER),
)
_BAND = (
    Field("name", "name", bodies.TEXT, required=True, maximum=NAME_MAXIMUM),
    Field("limits", "limits", objects_of(*_LIMIT), nullable=False, maximum=10),
    Field("steps", "steps", objects_of(*_STEP), required=True, maximum=10),
    Field(
        "direction",
        "direction",
        bodies.CHOICE,
        choices=("any", "increase", "credit"),
        nullable=False,
    ),
)
_CONTINGENCY = (
    Field("bound", "bound", object_of(*_BOUND), required=True),
    Field("drawnBy", "drawn_by", bodies.CHOICE, choices=("all", "contingency"), nullable=False),
)
_SPLIT = (
    Field("days", "days", bodies.INTEGER, nullable=False),
    Field("least", "least", bodies.INTEGER, nullable=False),
    Field("same", "same", bodies.TEXT_LIST, nullable=False, maximum=3),
)
POLICY_FIELDS = (
    Field("name", "name", bodies.TEXT, required=True, maximum=NAME_MAXIMUM),
    Field("description", "description", bodies.TEXT, maximum=TEXT_MAXIMUM),
    Field("active", "active", bodies.BOOLEAN, nullable=False),
    Field("position", "position", bodies.INTEGER, nullable=False),
    Field(
        "kinds",
        "kinds",
        bodies.TEXT_LIST,
        required=True,
        maximum=len(KINDS),
        description=f"Some of {', '.join(KINDS)}.",
    ),
    Field(
        "contractIds",
        "contract_ids",
        bodies.UUID_LIST,
        nullable=False,
        maximum=1000,
        description="Contracts and main contracts; none: all of them.",
    ),
    Field("credits", "credits", bodies.CHOICE, choices=CREDITS, nullable=False),
    Field("onEdit", "on_edit", bodies.CHOICE, choices=ON_EDIT, nullable=False),
    Field("notCreator", "not_creator", bodies.BOOLEAN, nullable=False),
    Field("distinctPeople", "distinct_people", bodies.BOOLEAN, nullable=False),
    Field("requirements", "requirements", objects_of(*_LIMIT), nullable=False, maximum=10),
    Field("bands", "bands", objects_of(*_BAND), required=True, maximum=20),
    Field("contingency", "contingency", object_of(*_CONTINGENCY)),
    Field("split", "split", object_of(*_SPLIT)),
)
DECISION_FIELDS = (
    Field("decision", "decision", bodies.CHOICE, choices=DECISIONS, required=True),
    Field(
        "track",
        "track",
        bodies.CHOICE,
        choices=TRACKS,
        description="Which side of a potential change; without it the one that waits.",
    ),
    Field("note", "note", bodies.TEXT, maximum=TEXT_MAXIMUM),
    Field("toPersonId", "to_person_id", bodies.UUID_TEXT, description="Whom to delegate to."),
)
DELEGATION_FIELDS = (
    Field("fromPersonId", "from_person_id", bodies.UUID_TEXT, description="You, unless you say."),
    Field("toPersonId", "to_person_id", bodies.UUID_TEXT, required=True),
    Field("validFrom", "valid_from", bodies.INSTANT),
    Field("validUntil", "valid_until", bodies.INSTANT),
    Field("policyId", "policy_id", bodies.reference(ApprovalPolicy)),
    Field("note", "note", bodies.TEXT, maximum=TEXT_MAXIMUM),
)


def with_people(context: Context, values: Mapping[str, Any]) -> dict[str, Any]:
    """A body's values with people and companies as integers. Raises one `Invalid` naming every
    field that names nobody."""
    problems: list[Problem] = []
    found = _named(context, dict(values), "", problems)
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return dict(found)


def _named(context: Context, value: Any, place: str, problems: list[Problem]) -> Any:
    if isinstance(value, dict):
        return {
            name: _integer(context, name, each, f"{place}{name}", problems)
            if isinstance(each, UUID) and name.endswith(("person_id", "company_id"))
            else _named(context, each, f"{place}{name}.", problems)
            for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        rows = [
            _named(context, each, f"{place}{index}.", problems) for index, each in enumerate(value)
        ]
        return rows if isinstance(value, list) else tuple(rows)
    return value


def _integer(
    context: Context, name: str, uuid: UUID, field: str, problems: list[Problem]
) -> int | None:
    """The integer of a member of this project, or of a company of its account; of nobody else."""
    found = _company_id(context, uuid) if name == "company_id" else member_id(context, uuid)
    if found is None:
        what = "company" if name == "company_id" else "person"
        detail = f"{camel_case(field)} names no {what} of this project"
        problems.append(Problem(field, "reference", detail))
    return found


def member_id(context: Context, uuid: UUID) -> int | None:
    """The integer of a member of the project whom the caller sees."""
    directory = context.services.directory
    person = directory.person(uuid)
    if person is None or directory.member(person.id, context.project.id) is None:
        return None
    looking = DirectoryView(directory, context.person)
    is_seen = any(one.id == person.id for _, one in looking.members(context.project))
    return person.id if is_seen or context.role.audience == "full" else None


def _company_id(context: Context, uuid: UUID) -> int | None:
    company = context.services.directory.company(uuid)
    is_known = company is not None and company.account_id == context.project.account_id
    return company.id if company is not None and is_known else None


async def with_contracts(unit: Unit, values: dict[str, Any]) -> dict[str, Any]:
    """The same with contracts as integers. Raises `Invalid` naming the ones that are not here."""
    uuids = values.get("contract_ids")
    if uuids is None:
        return values
    found: list[Contract | MainContract] = [
        *await unit.read.by_uuids(Contract, uuids),
        *await unit.read.by_uuids(MainContract, uuids),
    ]
    known = {contract.uuid: contract for contract in found}
    ids, problems = [], []
    for index, uuid in enumerate(uuids):
        contract = known.get(uuid)
        if contract is None:
            field = f"contract_ids.{index}"
            detail = f"{camel_case(field)} names no contract of this project"
            problems.append(Problem(field, "reference", detail))
        else:
            ids.append(contract.id)
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return values | {"contract_ids": ids}
