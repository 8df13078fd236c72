"""How formulas, terms and worked markups look through this door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from changewright.core.markup import Worked
from changewright.core.money import AMOUNT_PLACES, ZERO, Decimal, round_places
from changewright.core.records_markups import (
    AppliedMarkup,
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
)

from ..reading import View


class MarkupConditionView(View):
    column: str
    operator: str
    value: list[str]
    logic: str


class MarkupBandView(View):
    upto: Decimal | None
    rate: Decimal
    credit_rate: Decimal | None


class MarkupThresholdView(View):
    size: Decimal
    rate: Decimal
    credit_rate: Decimal | None
    inclusive: bool


class MarkupCapView(View):
    percent: Decimal | None
    amount: Decimal | None
    most_percentages: int | None
    party: str | None
    conditions: list[MarkupConditionView]
    refuses: bool


class MarkupStepView(View):
    """A step of a formula: what it comes to, on what, and where it goes."""

    id: UUID
    position: int
    name: str
    description: str | None
    type: str
    amount: Decimal | None
    credit_amount: Decimal | None
    basis: str
    selected: list[UUID]
    with_direct: bool
    conditions: list[MarkupConditionView]
    bands: list[MarkupBandView]
    thresholds: list[MarkupThresholdView]
    minimum: Decimal | None
    maximum: Decimal | None
    per_line: bool
    party: str | None
    is_variable: bool
    target_budget_code: str | None
    side: str | None
    hidden_from_owner: bool
    taxable: bool


class MarkupFormulaView(View):
    id: UUID
    name: str
    description: str | None
    sample_amount: Decimal | None
    apart: bool | None
    on_markups: bool
    caps: list[MarkupCapView]
    items: list[MarkupStepView]
    created_at: datetime
    updated_at: datetime


class MarkupFormulaPage(View):
    results: list[MarkupFormulaView]
    total: int
    limit: int
    offset: int


class MarkupTermsView(View):
    """What a contract, or the project, says about all markups; null: nothing."""

    money_places: int | None
    apart: bool | None
    most_percentages: int | None
    percent: Decimal | None
    refuses_beyond: bool
    caps: list[MarkupCapView]


class MarkupPortionView(View):
    label: str
    base: Decimal
    rate: Decimal | None
    amount: Decimal


class MarkupWorkingView(View):
    """How one amount came about. `base` and `amount` are this row's share; `pieces` say how much
    of it fell to each line, by the line's id."""

    base: Decimal
    amount: Decimal
    step_base: Decimal
    step_rate: Decimal | None
    step_amount: Decimal
    computed: Decimal
    is_overridden: bool
    limited_by: str
    portions: list[MarkupPortionView]
    pieces: dict[str, Decimal]


class MarkupView(View):
    """What one step came to for one destination."""

    id: UUID
    step_id: UUID | None
    type: str
    name: str
    position: int
    party: str | None
    target_cost_item_id: UUID | None
    target_budget_id: UUID | None
    hidden_from_owner: bool
    taxable: bool
    estimated: Decimal | None
    proposed: Decimal | None
    submitted: Decimal | None
    approved: Decimal | None
    committed: Decimal | None
    typed: dict[str, Decimal]
    workings: dict[str, MarkupWorkingView]


class OrderMarkupsView(View):
    """The markups of a change order. `is_stale`: lines have changed since."""

    change_order_id: UUID
    formula_id: UUID | None
    applied_at: datetime | None
    is_stale: bool
    excluded_ids: list[UUID]
    markups: list[MarkupView]


class WorkedStepView(View):
    name: str
    type: str
    base: Decimal
    rate: Decimal | None
    amount: Decimal
    limited_by: str
    portions: list[MarkupPortionView]
    pieces: list[Decimal]


class SampleView(View):
    """A formula tried on lines; `pieces` of a step are in the order of the lines."""

    direct: Decimal
    markups: Decimal
    total: Decimal
    steps: list[WorkedStepView]


# -- from records ---------------------------------------------------------------------------------


def _number(row: Mapping[str, Any], name: str) -> Decimal | None:
    text = row.get(name)
    return None if text is None else Decimal(text)


def _needed(row: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(row[name])


def _conditions(rows: Sequence[Mapping[str, Any]]) -> list[MarkupConditionView]:
    return [
        MarkupConditionView(
            column=row["column"],
            operator=row["operator"],
            value=list(row["value"]),
            logic=row["logic"],
        )
        for row in rows
    ]


def _caps(rows: Sequence[Mapping[str, Any]]) -> list[MarkupCapView]:
    return [
        MarkupCapView(
            percent=_number(row, "percent"),
            amount=_number(row, "amount"),
            most_percentages=row.get("most_percentages"),
            party=row.get("party"),
            conditions=_conditions(row.get("conditions") or ()),
            refuses=bool(row.get("refuses")),
        )
        for row in rows
    ]


def formula_view(formula: MarkupFormula, items: Sequence[MarkupFormulaItem]) -> MarkupFormulaView:
    names = {item.id: item.uuid for item in items}
    return MarkupFormulaView(
        id=formula.uuid,
        name=formula.name,
        description=formula.description,
        sample_amount=formula.sample_amount,
        apart=formula.apart,
        on_markups=formula.on_markups,
        caps=_caps(formula.caps),
        items=[step_view(item, names) for item in items],
        created_at=formula.created_at,
        updated_at=formula.updated_at,
    )


def step_view(item: MarkupFormulaItem, names: Mapping[int, UUID]) -> MarkupStepView:
    return MarkupStepView(
        id=item.uuid,
        position=item.position,
        name=item.name,
        description=item.description,
        type=item.type,
        amount=item.amount,
        credit_amount=item.credit_amount,
        basis=item.basis,
        selected=[names[key] for key in item.selected if key in names],
        with_direct=item.with_direct,
        conditions=_conditions(item.conditions),
        bands=[
            MarkupBandView(
                upto=_number(row, "upto"),
                rate=_needed(row, "rate"),
                credit_rate=_number(row, "credit_rate"),
            )
            for row in item.bands
        ],
        thresholds=[
            MarkupThresholdView(
                size=_needed(row, "size"),
                rate=_needed(row, "rate"),
                credit_rate=_number(row, "credit_rate"),
                inclusive=bool(row.get("inclusive")),
            )
            for row in item.thresholds
        ],
        minimum=item.minimum,
        maximum=item.maximum,
        per_line=item.per_line,
        party=item.party,
        is_variable=item.is_variable,
        target_budget_code=item.target_budget_code,
        side=item.side,
        hidden_from_owner=item.hidden_from_owner,
        taxable=item.taxable,
    )


def terms_view(terms: MarkupTerms | None) -> MarkupTermsView:
    if terms is None:
        return MarkupTermsView(
            money_places=None,
            apart=None,
            most_percentages=None,
            percent=None,
            refuses_beyond=False,
            caps=[],
        )
    return MarkupTermsView(
        money_places=terms.money_places,
        apart=terms.apart,
        most_percentages=terms.most_percentages,
        percent=terms.percent,
        refuses_beyond=terms.refuses_beyond,
        caps=_caps(terms.caps),
    )


def markup_view(row: AppliedMarkup, names: Mapping[int, UUID]) -> MarkupView:
    """`names` are the UUIDs of steps, items and budgets; ids are unique in a container."""
    return MarkupView(
        id=row.uuid,
        step_id=names.get(row.formula_item_id),
        type=row.type,
        name=row.name,
        position=row.position,
        party=row.party,
        target_cost_item_id=names.get(row.target_cost_item_id or 0),
        target_budget_id=names.get(row.target_budget_id or 0),
        hidden_from_owner=row.hidden_from_owner,
        taxable=row.taxable,
        estimated=row.estimated,
        proposed=row.proposed,
        submitted=row.submitted,
        approved=row.approved,
        committed=row.committed,
        typed={name: Decimal(text) for name, text in (row.overrides or {}).items()},
        workings={name: _working(working, names) for name, working in (row.workings or {}).items()},
    )


def _working(working: Mapping[str, Any], names: Mapping[int, UUID]) -> MarkupWorkingView:
    step = working["step"]
    return MarkupWorkingView(
        base=_needed(working, "base"),
        amount=_needed(working, "amount"),
        step_base=_needed(step, "base"),
        step_rate=_number(step, "rate"),
        step_amount=_needed(step, "amount"),
        computed=_needed(step, "computed"),
        is_overridden=step["is_overridden"],
        limited_by=step["limited_by"],
        portions=[
            MarkupPortionView(
                label=portion["label"],
                base=_needed(portion, "base"),
                rate=_number(portion, "rate"),
                amount=_needed(portion, "amount"),
            )
            for portion in step["portions"]
        ],
        pieces={
            str(names.get(int(key), key)): Decimal(text) for key, text in working["pieces"].items()
        },
    )


def worked_view(worked: Worked, keys: Sequence[int]) -> WorkedStepView:
    """A step worked out; its amounts are written with the places that stored ones have."""
    return WorkedStepView(
        name=worked.step.name,
        type=worked.step.kind,
        base=_money(worked.base),
        rate=worked.rate,
        amount=_money(worked.amount),
        limited_by=worked.limited_by,
        portions=[
            MarkupPortionView(
                label=one.label,
                base=_money(one.base),
                rate=one.rate,
                amount=_money(one.amount),
            )
            for one in worked.portions
        ],
        pieces=[_money(worked.pieces.get(key, ZERO)) for key in keys],
    )


def _money(value: Decimal) -> Decimal:
    return round_places(value, AMOUNT_PLACES)
