"""Reading the books: the kept columns of each row and the figures made of them, exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from changewright.core.money import ZERO, Decimal
from changewright.core.records import Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_files import Segment
from changewright.core.rollup import FIGURES, columns_of_side, figures_of, is_cost_column, is_mixed
from changewright.edge.context import Answer, Context
from changewright.edge.values import camel_case

from ..reading import answer, hidden_of, reading, visible
from .views import BookColumnView, BookCompanyView, BookRowView, BookTotalView, BookView

# The columns that a row keeps besides the sums of its cost items, in the order they are shown.
OWN: Mapping[type[Record], tuple[str, ...]] = {
    Budget: (
        *("original_amount", "internal_adjustment", "original_commitment", "pending_commitment"),
        "actual_cost",
    ),
    Contract: ("awarded", "original_budget", "internal_adjustment", "actual_cost"),
    MainContract: ("amount",),
}
KEPT: Mapping[type[Record], tuple[str, ...]] = {
    Budget: (*OWN[Budget], *columns_of_side("budget"), *columns_of_side("cost")),
    Contract: (*OWN[Contract], *columns_of_side("budget"), *columns_of_side("cost")),
    MainContract: (*OWN[MainContract], *columns_of_side("budget")),
}
WORDS: Mapping[type[Record], str] = {
    Budget: "budget",
    Contract: "contract",
    MainContract: "main-contract",
}


async def show_contracts(context: Context) -> Answer:
    """GET the contracts with suppliers, each with all of its sums."""
    return await _book(context, Contract)


async def show_main_contracts(context: Context) -> Answer:
    """GET the contracts with the owner."""
    return await _book(context, MainContract)


async def show_budgets(context: Context) -> Answer:
    """GET the budgets. Nobody outside the contractor sees them."""
    return await _book(context, Budget)


async def _book(
    context: Context, noun: type[Budget] | type[Contract] | type[MainContract]
) -> Answer:
    settings = await context.services.ledger.settings_of(context.container_id)
    async with reading(context) as read:
        found: list[Any] = list(await read.where(noun, ("code", "id")))
        records: list[Budget | Contract | MainContract] = await visible(context, read, found)
        segments = await read.where(Segment, ("position", "id")) if noun is Budget else []
    hidden = hidden_of(context, records[0]) if records else frozenset[str]()
    columns = _columns(noun, hidden)
    uuids = {record.id: record.uuid for record in records}
    keys = [str(segment.uuid) for segment in segments]
    rows = [_row(context, record, columns, settings.currency, uuids, keys) for record in records]
    return answer(
        context,
        BookView(
            record=WORDS[noun],
            currency=settings.currency,
            segments=[segment.name for segment in segments],
            columns=columns,
            rows=rows,
            totals=_totals(columns, rows, settings.currency),
        ),
    )


def _columns(noun: type[Record], hidden: frozenset[str]) -> list[BookColumnView]:
    """What the caller sees: columns that are not hidden, and figures made of such alone."""
    kept = [
        BookColumnView(name=camel_case(name), figure=False, side=_side(name))
        for name in KEPT[noun]
        if name not in hidden
    ]
    figures = [
        BookColumnView(
            name=camel_case(name),
            figure=True,
            side=None if is_mixed(terms) else _side(next(iter(terms))),
        )
        for name, terms in FIGURES[noun].items()
        if hidden.isdisjoint(terms)
    ]
    return [*kept, *figures]


def _side(column: str) -> str:
    return "cost" if is_cost_column(column) or "commitment" in column else "budget"


def _row(
    context: Context,
    record: Budget | Contract | MainContract,
    columns: Iterable[BookColumnView],
    currency: str | None,
    uuids: Mapping[int, UUID],
    keys: Sequence[str],
) -> BookRowView:
    rate = record.exchange_rate if isinstance(record, Contract) else None
    values: dict[str, Decimal | None] = {
        camel_case(name): getattr(record, name) for name in KEPT[type(record)]
    }
    values |= {camel_case(name): value for name, value in figures_of(record, rate).items()}
    own = record.currency if isinstance(record, Contract) else None
    budget = record if isinstance(record, Budget) else None
    parent_id = None if budget is None or budget.parent_id is None else uuids.get(budget.parent_id)
    return BookRowView(
        id=record.uuid,
        code=record.code,
        name=record.name,
        status=None if isinstance(record, Budget) else record.status,
        is_default=isinstance(record, MainContract) and record.is_default,
        company=_company(context, record),
        currency=own or currency,
        parent_id=parent_id,
        segments=[] if budget is None else _segments(budget, keys),
        unit=None if budget is None else budget.unit,
        quantity=None if budget is None else budget.quantity,
        sums={column.name: values[column.name] for column in columns},
    )


def _company(context: Context, record: Budget | Contract | MainContract) -> BookCompanyView | None:
    if isinstance(record, Budget):
        return None
    company_id = record.company_id if isinstance(record, Contract) else record.owner_company_id
    company = None if company_id is None else context.services.directory.company(company_id)
    return None if company is None else BookCompanyView(id=company.uuid, name=company.name)


def _segments(budget: Budget, keys: Sequence[str]) -> list[str]:
    """The parts of a budget's code in the order of its template; none of a budget below another,
    whose code is not made of it."""
    values = budget.code_segment_values or {}
    return [values[key] for key in keys if values.get(key)]


def _totals(
    columns: Sequence[BookColumnView], rows: Iterable[BookRowView], project: str | None
) -> list[BookTotalView]:
    """What all rows come to by the currency of each column: of a contract in another than the
    project's, only what is of the cost side alone is in it."""
    counts: dict[str | None, int] = defaultdict(int)
    sums: dict[str | None, dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        counts[row.currency] += 1
        for column in columns:
            currency = row.currency if column.side == "cost" else project
            counts[currency] += 0
            held, value = sums[currency], row.sums[column.name]
            held[column.name] = held.get(column.name, ZERO) + (value or ZERO)
    return [
        BookTotalView(currency=currency, count=counts[currency], sums=sums[currency])
        for currency in sorted(counts, key=lambda each: each or "")
    ]
