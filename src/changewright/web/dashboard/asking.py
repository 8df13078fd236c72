"""What requests for a dashboard's parts have in common: who may ask, for what, as of when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from changewright.core.approval_policy import Policy, policy_of
from changewright.core.calendar_days import check_day
from changewright.core.clocks import Today
from changewright.core.errors import Forbidden, Invalid, Problem, invalid
from changewright.core.kinds import KIND
from changewright.core.records import Record
from changewright.core.records_approvals import ApprovalPolicy
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.roles import Audience
from changewright.edge.context import Context
from changewright.edge.values import echo, parse_uuid
from changewright.work.dashboard import Viewer
from changewright.work.unit import LedgerReader

from ..clocks.deadlines import AS_OF, today_asked
from ..reading import query_text, sees
from .views import HolderView, SupplierView

R = TypeVar("R", bound=Record)

EVERYBODY: frozenset[Audience] = frozenset({"full", "owner", "supplier"})
INSIDE: frozenset[Audience] = frozenset({"full"})
PARTS: dict[str, frozenset[Audience]] = {
    "contract-value": EVERYBODY,
    "exposure": INSIDE,
    "ageing": INSIDE,
    "contingency": INSIDE,
    "cycle-times": INSIDE,
    "reasons": INSIDE,
    "vendors": INSIDE,
    "deadlines": EVERYBODY,
    "days": EVERYBODY,
    "limits": INSIDE,
    "recovery": INSIDE,
}
"""Each part with the audiences that may ask for it: the rest is made of what they do not see."""


def require_part(context: Context, name: str) -> None:
    """Raise `Forbidden` unless the caller's audience may see this part."""
    if context.role.audience not in PARTS[name]:
        raise Forbidden(f"The part {name} is made of what a {context.role.name} does not see.")


def viewer_of(context: Context) -> Viewer:
    return Viewer(context.container_id, context.role.name, context.company_id)


async def today_of(context: Context, read: LedgerReader) -> Today:
    """The project's present, or that of the moment asked for. Raises `Invalid` naming `asOf` for a
    day that nobody counts from."""
    today = await today_asked(context, read)
    check_day(today.day, AS_OF)
    return today


async def currency_of(context: Context) -> str | None:
    """The project's currency."""
    return (await context.services.ledger.settings_of(context.container_id)).currency


def word_asked(context: Context, name: str, words: Sequence[str], default: str) -> str:
    """A word of the query. Raises `Invalid` naming the parameter."""
    word = query_text(context, name) or default
    if word not in words:
        raise invalid(name, "choice", f"{name} must be one of {', '.join(words)}: {echo(word)}")
    return word


def kind_asked(context: Context, default: str) -> str:
    return word_asked(
        context, "kind", [name for name, kind in KIND.items() if kind.tracks], default
    )


async def contract_asked(context: Context, read: LedgerReader) -> Contract | MainContract | None:
    """The contract that the query names. Raises `Invalid` for two, or for one that is not there."""
    given: list[tuple[str, type[Contract] | type[MainContract], str]] = []
    for name, noun in (("mainContractId", MainContract), ("contractId", Contract)):
        told = query_text(context, name)
        if told is not None:
            given.append((name, noun, told))
    if not given:
        return None
    name, noun, told = given[-1]
    if len(given) > 1:
        raise invalid(name, "rule", "ask by one of mainContractId and contractId, not by both")
    uuid = parse_uuid(told)
    if uuid is None:
        raise invalid(name, "format", f"{name} is not a UUID: {echo(told)}")
    record: Contract | MainContract | None = await read.by_uuid(noun, uuid)
    if record is None or not await sees(context, read, record):
        detail = f"{name} names no contract of this project"
        raise Invalid(detail, Problem(name, "reference", detail))
    return record


async def active_policies(read: LedgerReader) -> list[Policy]:
    """The approval policies in force, first the one that is asked first."""
    records = await read.where(ApprovalPolicy, ("position", "id"), active=True)
    return [policy_of(record) for record in records]


# -- names ----------------------------------------------------------------------------------------


def holder_view(context: Context, record: Record | None) -> HolderView:
    """A holder of sums by name; None: the project."""
    if isinstance(record, MainContract | Contract):
        word = "main-contract" if isinstance(record, MainContract) else "contract"
        return HolderView(record=word, id=record.uuid, code=record.code, name=record.name)
    project = context.project
    return HolderView(record="project", id=project.uuid, code=None, name=project.name)


def explain_address(context: Context, record: str, uuid: UUID, column: str) -> str:
    """Where the addends of a figure are told."""
    return f"/web/v1/projects/{context.project.uuid}/explain/{record}/{uuid}/{column}"


def supplier_view(context: Context, company_id: int | None) -> SupplierView | None:
    company = None if company_id is None else context.services.directory.company(company_id)
    return None if company is None else SupplierView(id=company.uuid, name=company.name)
