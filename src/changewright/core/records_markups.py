"""Markups and taxes: the sets that users define, and what they came to on one document.

A formula's items are the steps of `core.markup_steps` as users wrote them; what a contract says
about all markups on it are its terms. An applied markup keeps what its step came to, so that it can
be explained after the formula has changed (autodesk.md §4, field.md §4.1).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from .money import Amount, Price
from .records import Json, Record

PROJECT = "project"
"""The `holder_kind` of what the project says, whose `holder_id` is 0."""


class MarkupFormula(Record, frozen=True, kw_only=True):
    """A set of markups. `sample_amount` is what its maker tries it on. `apart`: adds and deducts
    are each worked out on their own; None: as the contract's terms say. `on_markups`: those that
    documents of other tiers have put on the change count as lines, as a prime's percentage on a
    subcontractor's total has it."""

    TABLE: ClassVar[str] = "markup_formula"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    name: str
    description: str | None = None
    sample_amount: Amount | None = None
    apart: bool | None = None
    on_markups: bool = False
    caps: Json = ()


class MarkupFormulaItem(Record, frozen=True, kw_only=True):
    """A step of a formula: `core.markup_steps.Step` as it is kept. `selected` are ids of items
    above it; numbers within `bands`, `thresholds` and `conditions` are text. `is_variable`: its
    amount is asked for when the formula is applied. `side` says which side its cost item is active
    on; None: that of the document. Without `target_budget_code` it goes to its lines' budgets."""

    TABLE: ClassVar[str] = "markup_formula_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("formula_id",),)

    formula_id: int
    position: int = 0
    name: str
    description: str | None = None
    type: str = "rate"
    amount: Price | None = None
    credit_amount: Price | None = None
    basis: str = "revised"
    selected: Json = ()
    with_direct: bool = False
    conditions: Json = ()
    bands: Json = ()
    thresholds: Json = ()
    minimum: Amount | None = None
    maximum: Amount | None = None
    per_line: bool = False
    party: str | None = None
    is_variable: bool = False
    target_budget_code: str | None = None
    side: str | None = None
    hidden_from_owner: bool = False
    taxable: bool = True


class MarkupTerms(Record, frozen=True, kw_only=True):
    """What a contract says about all markups on its changes. `holder_kind` is contract,
    main_contract or project, whose terms hold where a contract's own say nothing (None).

    `money_places`: 2 for cents, 0 for whole dollars. `most_percentages` and `percent` bound the
    markups of all tiers together; `caps` are those of single parties.
    """

    TABLE: ClassVar[str] = "markup_terms"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("holder_kind", "holder_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    holder_kind: str
    holder_id: int = 0
    money_places: int | None = None
    apart: bool | None = None
    most_percentages: int | None = None
    percent: Price | None = None
    refuses_beyond: bool = False
    caps: Json = ()


class AppliedMarkup(Record, frozen=True, kw_only=True):
    """What one step came to on one document: a cost item's worth of it, or a subtotal.

    One row per destination; their amounts add up to the step's. `workings` has for each of the five
    amounts the row's base and share, the step's base, rate and portions, and its pieces by line;
    `overrides` the amounts that somebody typed over the whole step. All numbers in them are text.
    """

    TABLE: ClassVar[str] = "applied_markup"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("change_order_id",),
        ("formula_id",),
        ("target_cost_item_id",),
    )

    change_order_id: int
    formula_id: int
    formula_item_id: int
    type: str = "markup"
    step_type: str = "rate"
    name: str
    position: int = 0
    source_cost_item_id: int | None = None
    target_cost_item_id: int | None = None
    target_budget_id: int | None = None
    estimated: Amount | None = None
    proposed: Amount | None = None
    submitted: Amount | None = None
    approved: Amount | None = None
    committed: Amount | None = None
    party: str | None = None
    hidden_from_owner: bool = False
    taxable: bool = True
    overrides: Json = None
    workings: Json = None


class TaxFormula(Record, frozen=True, kw_only=True):
    """A set of taxes that can be put on a contract or a document."""

    TABLE: ClassVar[str] = "tax_formula"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    name: str
    sample_amount: Amount | None = None
    status: str = "active"


class TaxFormulaItem(Record, frozen=True, kw_only=True):
    """A step of a set of taxes: a rate, or a subtotal that the rates below it build on."""

    TABLE: ClassVar[str] = "tax_formula_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("formula_id",),)

    formula_id: int
    position: int = 0
    name: str
    type: str = "rate"
    amount: Price | None = None
    conditions: Json = ()


class Tax(Record, frozen=True, kw_only=True):
    """The taxes on one record, worked out after its markups. `summary` is what each step came to,
    `record_uuid` repeats the record's, which never changes; `need_update`: the record's amounts
    have changed since."""

    TABLE: ClassVar[str] = "tax"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("record_kind", "record_id"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    record_kind: str
    record_id: int
    record_uuid: UUID
    association_type: str
    formula_id: int
    name: str
    need_update: bool = False
    base: Amount | None = None
    amount: Amount | None = None
    summary: Json = ()


class TaxItem(Record, frozen=True, kw_only=True):
    """A step of the taxes on one record, with the rate as it is there. An inactive one counts
    nothing."""

    TABLE: ClassVar[str] = "tax_item"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("tax_id",),)

    tax_id: int
    formula_item_id: int
    position: int = 0
    name: str
    type: str = "rate"
    amount: Price | None = None
    conditions: Json = ()
    is_active: bool = True
