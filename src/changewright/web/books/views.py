"""How the books are shown: a row for each contract or budget, with all of its sums by name."""

from __future__ import annotations

from uuid import UUID

from changewright.core.money import Decimal

from ..reading import View


class BookColumnView(View):
    """A sum or a figure: `figure` is made of other columns (`docs/money.md`), and `side` is the one
    that its money is of; None: of both."""

    name: str
    figure: bool
    side: str | None


class BookCompanyView(View):
    """The other party."""

    id: UUID
    name: str


class BookRowView(View):
    """A contract or a budget. `sums` has every column that the caller sees. Of a contract in
    another currency than the project's columns of the cost side are in it, `currency`; those of the
    budget side, and figures of both, are in the project's.
    `segments` are the parts of a budget's code, `parent_id` the budget above it."""

    id: UUID
    code: str
    name: str
    status: str | None
    is_default: bool
    company: BookCompanyView | None
    currency: str | None
    parent_id: UUID | None
    segments: list[str]
    unit: str | None
    quantity: Decimal | None
    sums: dict[str, Decimal | None]


class BookTotalView(View):
    """What all rows come to in one currency: a column is in `sums` where rows have any of it in
    that. `count` are the contracts of the currency."""

    currency: str | None
    count: int
    sums: dict[str, Decimal]


class BookView(View):
    """All contracts, main contracts or budgets of a project, by code. `segments` are the names of
    the parts that a budget's code is made of."""

    record: str
    currency: str | None
    segments: list[str]
    columns: list[BookColumnView]
    rows: list[BookRowView]
    totals: list[BookTotalView]
