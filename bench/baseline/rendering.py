"""From rows to bodies: one explicit mapping for each of the two resources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from changewright.acc.words import WORDS

from .access import Access
from .models import Budget, ChangeOrder, Contract, CostItem, MainContract, PropertyValue
from .names import Names
from .schemas import (
    ChangeOrderOut,
    ChangeOrderWithIncludesOut,
    CostItemOut,
    PropertyOut,
    SplitNumber,
)

ONE = Decimal("1.00000000")
WORKFLOW_TYPES = {"pco": "Both", "rfq": "Cost", "rco": "Budget", "oco": "Budget", "sco": "Cost"}


@dataclass(slots=True)
class Rendering:
    """What a page's rows refer to: ids to the identifiers that the wire shows."""

    container: UUID
    names: Names
    contracts: dict[int | None, UUID] = field(default_factory=dict)
    main_contracts: dict[int | None, UUID] = field(default_factory=dict)
    sources: dict[int | None, UUID] = field(default_factory=dict)
    budgets: dict[int | None, UUID] = field(default_factory=dict)


async def rendering_of(
    session: AsyncSession,
    access: Access,
    names: Names,
    orders: Sequence[ChangeOrder],
    items: Sequence[CostItem] = (),
) -> Rendering:
    """One statement for each table that the page refers to, none where it does not."""
    both: list[ChangeOrder | CostItem] = [*orders, *items]
    container = access.container_id
    return Rendering(
        container=access.container_uuid,
        names=names,
        contracts=await _uuids(session, Contract, container, (row.contract_id for row in both)),
        main_contracts=await _uuids(
            session, MainContract, container, (row.main_contract_id for row in both)
        ),
        sources=await _uuids(session, ChangeOrder, container, (row.source_id for row in orders)),
        budgets=await _uuids(session, Budget, container, (row.budget_id for row in items)),
    )


async def _uuids(
    session: AsyncSession,
    noun: type[Contract] | type[MainContract] | type[ChangeOrder] | type[Budget],
    container: int,
    ids: Iterable[int | None],
) -> dict[int | None, UUID]:
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    statement = select(noun.id, noun.uuid).where(
        noun.container_id == container, noun.id.in_(wanted)
    )
    return {row[0]: row[1] for row in await session.execute(statement)}


def change_order_fields(row: ChangeOrder, rendering: Rendering) -> dict[str, Any]:
    names = rendering.names
    budget_words = WORDS.get((row.kind, "budget"), {})
    cost_words = WORDS.get((row.kind, "cost"), {})
    return {
        "id": row.uuid,
        "container_id": rendering.container,
        "number": row.number,
        "split_number": SplitNumber(
            prefix=row.number_prefix,
            number=str(row.number_value or ""),
            postfix=row.number_suffix,
            is_free_modify=row.number_free,
        ),
        "name": row.name,
        "description": row.description,
        "type": row.type,
        "form_definition_type": row.kind,
        "workflow_type": WORKFLOW_TYPES[row.kind],
        "scope": row.scope,
        "creator_id": names.people.get(row.created_by),
        "owner_id": names.people.get(row.owner_id),
        "changed_by": names.people.get(row.changed_by),
        "markup_formula_id": row.markup_formula_id,
        "applied_by": names.people.get(row.applied_by),
        "applied_at": row.applied_at,
        "budget_status": row.budget_state and budget_words[row.budget_state],
        "cost_status": row.cost_state and cost_words[row.cost_state],
        "estimated": row.estimated,
        "proposed": row.proposed,
        "submitted": row.submitted,
        "approved": row.approved,
        "committed": row.committed,
        "scope_of_work": row.scope_of_work,
        "schedule_change": row.schedule_change,
        "proposed_revised_completion_date": row.proposed_revised_completion_date,
        "note": row.note,
        "source_id": rendering.sources.get(row.source_id),
        "source_type": row.source_type,
        "source_ref": row.source_ref,
        "contract_id": rendering.contracts.get(row.contract_id),
        "main_contract_id": rendering.main_contracts.get(row.main_contract_id),
        **_external(row, names),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "variable_markup_formula_items": row.variable_markup_formula_items,
        "company_id": names.companies.get(row.company_id),
        "company_uid": names.company_uuids.get(row.company_id),
        "architect_company_id": names.companies.get(row.architect_company_id),
        "architect_company_uid": names.company_uuids.get(row.architect_company_id),
        "architect_contact_id": names.people.get(row.architect_contact_id),
        "additional_collaborators": row.additional_collaborators,
        "contact_id": names.people.get(row.contact_id),
        "contacts": row.contacts,
        "template_id": row.template_id,
        "recipients": row.recipients,
        "signed_by": row.signed_by,
    }


def _external(row: ChangeOrder | CostItem, names: Names) -> dict[str, Any]:
    return {
        "external_id": row.external_id,
        "external_system": row.external_system,
        "external_message": row.external_message,
        "last_sync_time": row.last_sync_time,
        "integration_state": row.integration_state,
        "integration_state_changed_at": row.integration_state_changed_at,
        "integration_state_changed_by": names.people.get(row.integration_state_changed_by),
    }


def change_order_out(row: ChangeOrder, rendering: Rendering) -> ChangeOrderOut:
    return ChangeOrderOut(**change_order_fields(row, rendering))


def change_order_with_includes_out(
    row: ChangeOrder, rendering: Rendering, included: frozenset[str]
) -> ChangeOrderWithIncludesOut:
    fields = change_order_fields(row, rendering)
    if "attributes" in included:
        fields["properties"] = [property_out(value) for value in row.property_values]
    if "costItems" in included:
        fields["cost_items"] = [
            cost_item_out(membership.cost_item, rendering) for membership in row.memberships
        ]
    return ChangeOrderWithIncludesOut(**fields)


def cost_item_out(row: CostItem, rendering: Rendering) -> CostItemOut:
    names = rendering.names
    return CostItemOut(
        id=row.uuid,
        container_id=rendering.container,
        number=row.number,
        split_number=SplitNumber(
            prefix=row.number_prefix,
            number=str(row.number_value or ""),
            postfix=row.number_suffix,
            is_free_modify=False,
        ),
        name=row.name,
        description=row.description,
        type=row.type,
        scope=row.scope,
        budget_status=WORDS[("item", "budget")][row.budget_state],
        cost_status=WORDS[("item", "cost")][row.cost_state],
        estimated=row.estimated,
        proposed=row.proposed,
        submitted=row.submitted,
        approved=row.approved,
        committed=row.committed,
        quantity=row.quantity,  # type: ignore[arg-type]  # pydantic makes the number
        input_quantity=row.input_quantity,  # type: ignore[arg-type]
        unit=row.unit,
        proposed_exchange_rate=row.proposed_exchange_rate or ONE,
        committed_exchange_rate=row.committed_exchange_rate or ONE,
        budget_id=rendering.budgets.get(row.budget_id),
        contract_id=rendering.contracts.get(row.contract_id),
        main_contract_id=rendering.main_contracts.get(row.main_contract_id),
        is_markup=row.is_markup,
        include_markup=row.include_markup,
        active_budget=row.active_budget,
        active_cost=row.active_cost,
        scope_of_work=row.scope_of_work,
        note=row.note,
        locations=row.locations,
        location_paths=row.location_paths,
        creator_id=names.people.get(row.created_by),
        changed_by=names.people.get(row.changed_by),
        **_external(row, names),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def property_out(value: PropertyValue) -> PropertyOut:
    definition = value.definition
    return PropertyOut(
        name=definition.name,
        built_in=definition.built_in,
        position=definition.position,
        property_definition_id=definition.uuid,
        type=definition.type,
        value=value.value,
    )
