"""From rows to bodies: what a page's records refer to is read at once, a statement a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from changewright.core.kinds import rank_of
from changewright.procore.words import CLASSIC, shown_as

from .access import Place
from .models import (
    Attribute,
    AttributeValue,
    Commitment,
    Document,
    Face,
    Item,
    ItemOf,
    PrimeContract,
)
from .names import Directory
from .schemas import ContractOut, Currency, PackageOut, PotentialOut

STAGES = {
    "budget": ("approved", "submitted", "estimated"),
    "cost": ("committed", "proposed", "estimated"),
}
PACKAGE_ACRONYMS = {"budget": "PCCO", "cost": "CCO"}
ZERO = Decimal(0)

# What is shown of a document that a face names; rows are cheaper than objects.
DOCUMENT = (
    Document.id,
    Document.name,
    Document.number,
    Document.contract_number,
    Document.budget_state,
    Document.cost_state,
    Document.executed_flag,
    Document.approved_at,
    Document.updated_at,
    Document.contract_id,
    Document.reason,
    Document.schedule_change,
)
ITEM = (
    ItemOf.change_order_id,
    Item.id,
    Item.contract_id,
    Item.active_budget,
    Item.active_cost,
    Item.budget_state,
    Item.cost_state,
    Item.budget_state_revision,
    Item.cost_state_revision,
    Item.estimated,
    Item.proposed,
    Item.submitted,
    Item.approved,
    Item.committed,
)


@dataclass(slots=True)
class Surroundings:
    """What a page's rows refer to, by id. Contracts are (currency, company)."""

    place: Place
    directory: Directory
    documents: dict[int | None, Any] = field(default_factory=dict)
    items: dict[int, list[Any]] = field(default_factory=dict)
    contracts: dict[tuple[str, int | None], Any] = field(default_factory=dict)
    attributes: dict[int, dict[str, Any]] = field(default_factory=dict)

    def currency(self, side: str, contract_id: int | None) -> Currency:
        row = self.contracts.get((side, contract_id))
        return Currency(currency_iso_code=(row and row[1]) or self.place.currency)


async def around_packages(
    session: AsyncSession, place: Place, directory: Directory, rows: Sequence[Document]
) -> Surroundings:
    around = Surroundings(place, directory)
    ids = [row.id for row in rows]
    around.items = await _items(session, place.project_id, ids)
    wanted = [("cost", row.contract_id) for row in rows]
    wanted += [("budget", row.main_contract_id or place.default_main_contract_id) for row in rows]
    around.contracts = await _contracts(session, place.project_id, wanted)
    if place.custom_attributes:
        around.attributes = await _attributes(session, place.project_id, ids)
    return around


async def around_potentials(
    session: AsyncSession, place: Place, directory: Directory, rows: Sequence[Face]
) -> Surroundings:
    around = Surroundings(place, directory)
    changes = list({row.change_order_id for row in rows})
    named = {each for row in rows for each in (row.package_id, row.request_id) if each}
    statement = select(*DOCUMENT).where(
        Document.container_id == place.project_id, Document.id.in_({*changes, *named})
    )
    around.documents = {row[0]: row for row in await session.execute(statement)}
    around.items = await _items(session, place.project_id, changes)
    wanted = [(row.side, row.contract_id) for row in rows]
    around.contracts = await _contracts(session, place.project_id, wanted)
    if place.custom_attributes:
        around.attributes = await _attributes(session, place.project_id, changes)
    return around


async def _items(
    session: AsyncSession, project_id: int, ids: Sequence[int]
) -> dict[int, list[Any]]:
    """The items on each of some documents."""
    statement = (
        select(*ITEM)
        .join(Item, Item.id == ItemOf.cost_item_id)
        .where(
            ItemOf.container_id == project_id,
            ItemOf.change_order_id.in_(ids),
            ItemOf.deleted_at.is_(None),
            Item.container_id == project_id,
            Item.deleted_at.is_(None),
        )
    )
    found: dict[int, list[Any]] = {}
    for row in await session.execute(statement):
        found.setdefault(row[0], []).append(row)
    return found


async def _contracts(
    session: AsyncSession, project_id: int, wanted: Iterable[tuple[str, int | None]]
) -> dict[tuple[str, int | None], Any]:
    ids: dict[str, set[int]] = {"budget": set(), "cost": set()}
    for side, contract_id in wanted:
        if contract_id is not None:
            ids[side].add(contract_id)
    found: dict[tuple[str, int | None], Any] = {}
    for side, statement in (
        ("cost", select(Commitment.id, Commitment.currency, Commitment.company_id)),
        (
            "budget",
            select(PrimeContract.id, PrimeContract.currency, PrimeContract.owner_company_id),
        ),
    ):
        noun = Commitment if side == "cost" else PrimeContract
        if ids[side]:
            tests = (noun.container_id == project_id, noun.id.in_(ids[side]))
            rows = await session.execute(statement.where(*tests))
            found |= {(side, row[0]): row for row in rows}
    return found


async def _attributes(
    session: AsyncSession, project_id: int, ids: Sequence[int]
) -> dict[int, dict[str, Any]]:
    """The custom fields of each of some documents."""
    statement = (
        select(AttributeValue.record_id, AttributeValue.value, Attribute.id, Attribute.type)
        .join(Attribute, Attribute.id == AttributeValue.definition_id)
        .where(
            AttributeValue.container_id == project_id,
            AttributeValue.record_kind == Document.__tablename__,
            AttributeValue.record_id.in_(ids),
            AttributeValue.deleted_at.is_(None),
            Attribute.container_id == project_id,
            Attribute.deleted_at.is_(None),
            Attribute.built_in.is_(False),
        )
        .order_by(Attribute.position, Attribute.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for record_id, value, attribute_id, type in await session.execute(statement):
        shown = _attribute(type, value)
        found.setdefault(record_id, {})[f"custom_field_{attribute_id}"] = shown
    return found


def _attribute(type: str, value: str | None) -> dict[str, Any]:
    """The types of attribute that the data has."""
    if type == "options":
        entry = None if value is None else {"id": None, "label": value}
        return {"data_type": "lov_entry", "value": entry}
    if type == "integer":
        return {"data_type": "integer", "value": None if value is None else int(value)}
    if type in ("percent", "currency", "number"):
        text = None if value is None else value if "." in value else f"{value}.0"
        return {"data_type": "decimal", "value": text}
    return {"data_type": "string", "value": value}


def _total(side: str, items: Iterable[Any]) -> Decimal:
    total = ZERO
    for item in items:
        if not (item.active_budget if side == "budget" else item.active_cost):
            continue
        for name in STAGES[side]:
            amount = getattr(item, name)
            if amount is not None:
                total += amount
                break
    return total


def _number(row: Any) -> str:
    return row.contract_number or row.number


def _is_executed(row: Any) -> bool:
    return row.executed_flag or "executed" in (row.budget_state, row.cost_state)


def package_out(row: Document, around: Surroundings) -> PackageOut:
    side = "budget" if row.kind == "oco" else "cost"
    named = row.contract_id
    if side == "budget":
        named = row.main_contract_id or around.place.default_main_contract_id
    contract = around.contracts.get((side, named))
    directory = around.directory
    state = row.budget_state if side == "budget" else row.cost_state
    return PackageOut(
        id=row.id,
        contract_id=named,
        created_at=row.created_at,
        created_by_id=row.created_by,
        deleted_at=row.deleted_at,
        due_date=row.due_date,
        executed=_is_executed(row),
        invoiced_date=row.invoiced_date,
        number=_number(row),
        origin_code=row.origin_code,
        origin_data=row.origin_data,
        origin_id=row.origin_id,
        paid_date=row.paid_date,
        reviewed_at=row.reviewed_at or row.approved_at,
        signed_change_order_received_date=row.signed_at,
        status=shown_as(CLASSIC, row.kind, state, around.place.tiers(side)),
        title=row.name or None,
        updated_at=row.updated_at,
        revision=row.issue_number,
        grand_total=_total(side, around.items.get(row.id, ())),
        designated_reviewer=directory.people.get(row.reviewer_id),
        currency_configuration=around.currency(side, named),
        contract=ContractOut(vendor=directory.companies.get(contract[2] if contract else None)),
        custom_fields=around.attributes.get(row.id, {}),
    )


def _shown_first(side: str, item: Any) -> tuple[bool, int, int, int]:
    """The lowest state of a face's items, within it the one reached last."""
    if side == "budget":
        state, revision = item.budget_state, item.budget_state_revision
    else:
        state, revision = item.cost_state, item.cost_state_revision
    rank = rank_of(state)
    return (rank is None, rank or 0, -revision, -item.id)


def _on_face(row: Face, change: Any, items: Iterable[Any]) -> list[Any]:
    if row.side == "budget":
        return [item for item in items if item.active_budget]
    return [
        item
        for item in items
        if item.active_cost and (item.contract_id or change.contract_id) == row.contract_id
    ]


def potential_out(row: Face, around: Surroundings) -> PotentialOut:
    side, tiers = row.side, around.place.tiers(row.side)
    change = around.documents[row.change_order_id]
    package, request = around.documents.get(row.package_id), around.documents.get(row.request_id)
    items = _on_face(row, change, around.items.get(row.change_order_id, ()))
    state = change.budget_state if side == "budget" else change.cost_state
    if items:
        first = min(items, key=lambda item: _shown_first(side, item))
        state = first.budget_state if side == "budget" else first.cost_state
    reviewed_at = row.reviewed_at or (package.approved_at if package else None)
    return PotentialOut(
        id=row.id,
        contract_id=row.contract_id,
        created_at=row.created_at,
        created_by_id=row.created_by,
        deleted_at=row.deleted_at,
        due_date=row.due_date,
        executed=row.executed_flag or (package is not None and _is_executed(package)),
        invoiced_date=row.invoiced_date,
        number=row.number,
        paid_date=row.paid_date,
        reviewed_at=reviewed_at,
        status=shown_as(CLASSIC, "pco", state, tiers, row.package_id is not None),
        title=change.name or None,
        updated_at=change.updated_at,
        revision=row.issue_number,
        grand_total=_total(side, items),
        currency_configuration=around.currency(side, row.contract_id),
        custom_fields=around.attributes.get(row.change_order_id, {}),
        change_reason=change.reason,
        schedule_impact_amount=change.schedule_change,
        change_order_request_id=row.request_id,
        change_order_request_title=(request.name if request else None) or None,
        potential_change_order_acronym_number="" if tiers == 1 else f"PCO #{row.number}",
        change_order_request_acronym_number=(
            f"COR #{_number(request) if request else ''}" if tiers == 3 else ""
        ),
        change_order_tiers=tiers,
        legacy_request_id=row.request_id,
        legacy_package_id=row.package_id,
        batch_id=None if tiers == 1 else row.package_id,
        change_order_package_title=(package.name if package else None) or None,
        change_order_package_acronym_number=(
            f"{PACKAGE_ACRONYMS[side]} #{_number(package) if package else ''}"
        ),
    )
