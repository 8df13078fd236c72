"""What counts in which sum: the addends of a record, and the figures worked out from the sums.

Sums read each cost item's own state, by phase, never a document's, so that an item on five
documents counts once (core-model.md §5). An *addend* is one amount of one record in one column of
one owner: a budget, a contract, a main contract, or the project. `work/rollups` keeps the columns
by the differences of a unit's addends, `store/audit_sums` adds them all up anew in SQL, and both
read the tables of this page. What vendors show beyond the columns are FIGURES: each is a sum of
columns with signs, written once.

Amounts in other currencies: an item's estimated, submitted and approved amounts are in the
project's currency, its proposed and committed amounts in that of its contract, with a rate each
(autodesk.md §3.2). On budgets and the project all count in the project's currency; on a contract
the cost side counts in the contract's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .book import STAGE, is_active, is_closed, sides_of, state_of
from .contract_states import STATES
from .exchange import ESTIMATE_RATE, ONE, RATE_OF
from .kinds import KIND, PHASES, Phase, Track, phase_of
from .money import ZERO, Decimal, divide, multiply
from .records import ChangeOrder, CostItem, Record
from .records_budgets import Budget
from .records_contracts import Contract, MainContract, ScheduleOfValue
from .records_sums import ProjectTotal

AMOUNT_PLACES = 4

COUNTED_PHASES: tuple[Phase, ...] = tuple(phase for phase in PHASES if phase != "closed")
SPLIT_PHASES: tuple[Phase, ...] = tuple(phase for phase in COUNTED_PHASES if phase != "draft")

# Scope → the name of its part of a side's columns. Scope splits; what counts is the active flags.
SPLITS: dict[Track, dict[str, str]] = {
    "budget": {"contingency": "contingency"},
    "cost": {"in": "in_scope", "contingency": "contingency"},
}


class Owner(NamedTuple):
    """A noun that has sums of cost items: by which column of an item it is found, on which sides
    it counts them, and whether in its own currency. `column` "" means every item."""

    noun: type[Record]
    column: str
    sides: tuple[Track, ...]
    own_currency: bool = False


OWNERS: tuple[Owner, ...] = (
    Owner(Budget, "budget_id", ("budget", "cost")),
    Owner(Contract, "contract_id", ("budget", "cost"), own_currency=True),
    Owner(MainContract, "prime_contract_id", ("budget",)),
    Owner(ProjectTotal, "", ("budget", "cost")),
)

# Status of a commitment → the column that its schedule of values counts in. What is still a draft,
# was ended or is void, counts in none, as drafts of changes do.
COMMITTED: dict[str, str] = {
    name: "original_commitment" if state.standing else "pending_commitment"
    for name, state in STATES["cost"].items()
    if name not in ("draft", "terminated", "void")
}


def column_of(side: Track, phase: Phase, split: str = "") -> str:
    """`cost_pending`, `cost_pending_in_scope`."""
    return f"{side}_{phase}_{split}" if split else f"{side}_{phase}"


def columns_of_side(side: Track) -> tuple[str, ...]:
    """The columns of one side, each phase and its splits."""
    return (
        *(column_of(side, phase) for phase in COUNTED_PHASES),
        *(
            column_of(side, phase, split)
            for split in SPLITS[side].values()
            for phase in SPLIT_PHASES
        ),
    )


class Place(NamedTuple):
    """A column of an owner. `id` None is the project's one row."""

    noun: type[Record]
    id: int | None
    column: str


class Addend(NamedTuple):
    """One amount that counts at a place: `source` is the record's column that it was read from,
    `rate` what it was multiplied by (1: it was in the sum's currency already)."""

    place: Place
    amount: Decimal
    source: str
    rate: Decimal = ONE


# -- addends --------------------------------------------------------------------------------------


def item_addends(item: CostItem, default_main_contract_id: int | None) -> Iterator[Addend]:
    """What a cost item counts where. A deleted or inactive one, or one without amount, nowhere."""
    if item.deleted_at is not None:
        return
    for side in ("budget", "cost"):
        staged = _staged(item, side)
        if staged is None:
            continue
        source, amount, columns = staged
        for owner in OWNERS:
            if side not in owner.sides:
                continue
            owner_id = None if not owner.column else getattr(item, owner.column)
            if owner_id is None and owner.noun is MainContract:
                owner_id = default_main_contract_id
            if owner_id is None and owner.column:
                continue
            counted, rate = _in_currency(item, side, source, amount, owner.own_currency)
            for column in columns:
                yield Addend(Place(owner.noun, owner_id, column), counted, source, rate)


def _staged(item: CostItem, side: Track) -> tuple[str, Decimal, tuple[str, ...]] | None:
    """The amount that counts on a side, the column it stands in, and the sums it counts in."""
    phase = phase_of(state_of(item, side))
    if phase is None or phase == "closed" or not is_active(item, side):
        return None
    for source in STAGE[side]:
        amount: Decimal | None = getattr(item, source)
        if amount is not None:
            split = SPLITS[side].get(item.scope, "") if phase in SPLIT_PHASES else ""
            columns = [column_of(side, phase)]
            if split:
                columns.append(column_of(side, phase, split))
            return source, amount, tuple(columns)
    return None


def _in_currency(
    item: CostItem, side: Track, source: str, amount: Decimal, own_currency: bool
) -> tuple[Decimal, Decimal]:
    """The amount in the sum's currency, and the rate it took. The budget side of a contract is the
    owner's money, so in the project's currency there too."""
    if source in RATE_OF:
        rate: Decimal | None = getattr(item, RATE_OF[source])
        if own_currency or rate is None or rate == ONE:
            return amount, ONE
        return multiply(amount, rate, AMOUNT_PLACES), rate
    if own_currency and side == "cost":
        rate = getattr(item, ESTIMATE_RATE)
        if rate is not None and rate != ONE and rate != 0:
            return divide(amount, rate, AMOUNT_PLACES), rate
    return amount, ONE


def rate_of_row(row: ScheduleOfValue, contract: Contract) -> Decimal:
    """What a row's amount is multiplied by to be in the project's currency."""
    return row.exchange_rate or contract.exchange_rate or ONE


def row_addends(row: ScheduleOfValue, contract: Contract | None) -> Iterator[Addend]:
    """What a row of a schedule of values counts on its budget. Only original top rows do: those
    below detail them, and those of change orders are counted as changes."""
    if contract is None or row.deleted_at is not None or contract.deleted_at is not None:
        return
    if row.parent_id is not None or row.association_id is not None:
        return
    column = COMMITTED.get(contract.status)
    if column is None or row.budget_id is None or row.amount is None:
        return
    rate = rate_of_row(row, contract)
    amount = row.amount if rate == ONE else multiply(row.amount, rate, AMOUNT_PLACES)
    yield Addend(Place(Budget, row.budget_id, column), amount, "amount", rate)


def contract_addends(contract: Contract) -> Iterator[Addend]:
    """What a commitment counts in the project: the sum of its original rows."""
    column = COMMITTED.get(contract.status)
    if column is None or contract.awarded is None or contract.deleted_at is not None:
        return
    rate = contract.exchange_rate or ONE
    amount = contract.awarded if rate == ONE else multiply(contract.awarded, rate, AMOUNT_PLACES)
    yield Addend(Place(ProjectTotal, None, column), amount, "awarded", rate)


# Columns of a record that the project adds up as they are: noun → (its column, the project's).
PLAIN: dict[type[Record], tuple[tuple[str, str], ...]] = {
    Budget: (
        ("original_amount", "original_amount"),
        ("internal_adjustment", "internal_adjustment"),
        ("actual_cost", "actual_cost"),
    ),
    MainContract: (("amount", "main_contract_amount"),),
}


def plain_addends(record: Record) -> Iterator[Addend]:
    """What a budget or a main contract counts in the project."""
    if record.deleted_at is not None:
        return
    for source, column in PLAIN[type(record)]:
        amount: Decimal | None = getattr(record, source)
        if amount is not None:
            yield Addend(Place(ProjectTotal, None, column), amount, source)


# -- adding up ------------------------------------------------------------------------------------


def added(addends: Iterable[Addend]) -> dict[Place, Decimal]:
    """What the addends come to, place by place."""
    sums: dict[Place, Decimal] = defaultdict(lambda: ZERO)
    for addend in addends:
        sums[addend.place] += addend.amount
    return dict(sums)


def differences(before: Iterable[Addend], after: Iterable[Addend]) -> dict[Place, Decimal]:
    """By how much each place moves; places that stay are left out."""
    moved: dict[Place, Decimal] = defaultdict(lambda: ZERO)
    for addend in after:
        moved[addend.place] += addend.amount
    for addend in before:
        moved[addend.place] -= addend.amount
    return {place: amount for place, amount in moved.items() if amount}


# -- whose an item is -----------------------------------------------------------------------------

# Which of the documents that an item is on says whose it is: the order, else the request, else the
# potential change (core-model.md §2).
DECIDING = ("oco", "rco", "pco")
# An order says so even where it names none: it amends the default, and so its form tells.
AMENDING = "oco"


def prime_contract_of(documents: Iterable[ChangeOrder]) -> int | None:
    """The main contract that the live documents of an item name; None: the default."""
    naming = [
        document
        for document in documents
        if document.kind in DECIDING
        and (document.main_contract_id is not None or document.kind == AMENDING)
        and document.deleted_at is None
        and not is_closed(document)
    ]
    first = min(naming, key=_precedence, default=None)
    return None if first is None else first.main_contract_id


def _precedence(document: ChangeOrder) -> tuple[int, bool, int]:
    return DECIDING.index(document.kind), "budget" not in sides_of(document), document.id


def names_main_contract(document: ChangeOrder) -> tuple[object, ...]:
    """What `prime_contract_of` reads of a document: while it stays, so does whose the items are."""
    if document.kind not in DECIDING:
        return ()
    if document.main_contract_id is None and document.kind != AMENDING:
        return ()
    is_live = document.deleted_at is None and not is_closed(document)
    return (document.main_contract_id, sides_of(document)) if is_live else ()


# -- figures --------------------------------------------------------------------------------------

Terms = Mapping[str, int]
"""Columns with their signs."""


def _terms(*names: str) -> dict[str, int]:
    return {name.lstrip("-"): -1 if name.startswith("-") else 1 for name in names}


def _less(terms: Terms) -> dict[str, int]:
    return {name: -sign for name, sign in terms.items()}


# What an owner's original budget, original cost and actual cost are called.
_ORIGINAL: dict[type[Record], str] = {
    Budget: "original_amount",
    Contract: "original_budget",
    ProjectTotal: "original_amount",
}
_COMMITMENT: dict[type[Record], str] = {
    Budget: "original_commitment",
    Contract: "awarded",
    ProjectTotal: "original_commitment",
}


def _figures(noun: type[Record]) -> dict[str, Terms]:
    """autodesk.md §9 [doc], its names in our spelling. Adjustments of a forecast are not kept here,
    so the forecast final cost is the projected cost."""
    revised = _terms(_ORIGINAL[noun], "internal_adjustment", "budget_approved")
    projected_budget = revised | _terms("budget_exposed", "budget_pending")
    projected_cost = _terms(_COMMITMENT[noun], "cost_approved", "cost_pending", "cost_exposed")
    return {
        "approved_owner_changes": _terms("budget_approved"),
        "pending_owner_changes": _terms("budget_exposed", "budget_pending"),
        "revised": revised,
        "projected_budget": projected_budget,
        "approved_change_orders": _terms("cost_approved"),
        "approved_in_scope_change_orders": _terms("cost_approved_in_scope"),
        "pending_change_orders": _terms("cost_pending"),
        "reserves": _terms("cost_exposed"),
        "pending_changes": _terms("cost_pending", "cost_exposed"),
        "revised_commitment": _terms(_COMMITMENT[noun], "cost_approved"),
        "projected_cost": projected_cost,
        "uncommitted": _terms("budget_approved", "-cost_approved", "cost_approved_in_scope"),
        "variance_total": projected_budget | _less(projected_cost),
        "forecast_final_cost": projected_cost,
        "forecast_variance": projected_budget | _less(projected_cost),
        "forecast_cost_complete": projected_cost | _terms("-actual_cost"),
    }


FIGURES: dict[type[Record], dict[str, Terms]] = {
    **{noun: _figures(noun) for noun in (Budget, Contract, ProjectTotal)},
    MainContract: {
        "approved_owner_changes": _terms("budget_approved"),
        "pending_owner_changes": _terms("budget_exposed", "budget_pending"),
        "revised": _terms("amount", "budget_approved"),
        "projected": _terms("amount", "budget_approved", "budget_exposed", "budget_pending"),
    },
}

_COST_COLUMNS = frozenset({*columns_of_side("cost"), "awarded", "actual_cost"})


def is_cost_column(column: str) -> bool:
    """Whether a column is of the cost side: on a contract, in the contract's own currency."""
    return column in _COST_COLUMNS


def is_mixed(terms: Terms) -> bool:
    """Whether a figure has columns of both sides: on a contract in another currency its cost is
    taken into the project's currency first."""
    return bool(terms.keys() & _COST_COLUMNS) and bool(terms.keys() - _COST_COLUMNS)


def figure(
    terms: Terms, values: Mapping[str, Decimal | None], rate: Decimal | None = None
) -> Decimal:
    """What a figure comes to. An empty column counts nothing. `rate` is that of a contract in
    another currency; it is asked of figures that mix the two sides."""
    sums = {True: ZERO, False: ZERO}
    for name, sign in terms.items():
        value = values[name]
        if value is not None:
            sums[name in _COST_COLUMNS] += value * sign
    if rate is not None and rate != ONE and is_mixed(terms):
        sums[True] = multiply(sums[True], rate, AMOUNT_PLACES)
    return sums[True] + sums[False]


def figures_of(record: Record, rate: Decimal | None = None) -> dict[str, Decimal]:
    """All figures of an owner's row."""
    found = {}
    for name, terms in FIGURES[type(record)].items():
        found[name] = figure(terms, {column: getattr(record, column) for column in terms}, rate)
    return found


# A document's kind names a main contract only where its items count on the budget side.
assert all("budget" in KIND[kind].tracks for kind in DECIDING)
