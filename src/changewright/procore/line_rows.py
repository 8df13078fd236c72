"""The line items of change orders: which rows a line is made of, and how they are gathered.

A line is a cost item as one potential change of it sees it: what Procore keeps for itself is a
`line` row of its side, and an item without one is shown from its own columns (core-model.md §2).
What markups of a set came to is no line, but stands with the lines that it fell to (§2.10).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any, NamedTuple

from changewright.core.kinds import Track
from changewright.core.markup_taxes import Coded as Taxed
from changewright.core.money import AMOUNT_PLACES, Decimal, multiply
from changewright.core.pricing import CALCULATED, MANUAL
from changewright.core.records import ChangeOrder, CostItem, Face, Line, Membership
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode, Markup
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_events import EventLine
from changewright.core.records_markups import AppliedMarkup
from changewright.edge.fragments import Hop, Path, Value

from .budget_codes import Coded, code_values
from .fields import Rows, values_on
from .items import ESTIMATED_COST
from .line_markups import Applied, taxes_of
from .orders import DEFAULT_CONTRACT

OWNERS = ("oco", "rco")
"""Kinds of documents whose lines are the owner's."""


class Held(NamedTuple):
    """A row of a part: a line's potential change, its item, and one code made of its cost code."""

    face_id: int | None
    side: str | None
    face_contract_id: int | None
    project_id: int
    own_contract_id: int | None
    event_id: int | None
    membership_id: int | None
    position: int | None
    item_id: int
    name: str
    item_quantity: str | None
    item_unit: str | None
    active_budget: bool
    active_cost: bool
    item_contract_id: int | None
    estimated: str | None
    proposed: str | None
    submitted: str | None
    approved: str | None
    committed: str | None
    estimated_cost: str | None
    item_created_at: str
    item_updated_at: str
    line_id: int | None
    line_side: str | None
    description: str | None
    quantity: str | None
    unit_cost: str | None
    unit: str | None
    extended_type: str | None
    tax_code_id: int | None
    origin_id: str | None
    origin_data: str | None
    prime_line_item_id: int | None
    commitment_line_item_id: int | None
    line_created_at: str | None
    line_updated_at: str | None
    revenue_amount: str | None
    currency: str | None
    main_currency: str | None


_WIDTH = len(Held._fields)
_MARKED = _WIDTH + len(Applied._fields)


class Stops(NamedTuple):
    """Which hop of a path leads to which row (0: the record itself)."""

    face: int
    document: int
    membership: int
    item: int
    line: int
    event_line: int
    budget: int
    contract: int
    main_contract: int
    applied: int
    markup: int


def _values(at: Stops) -> tuple[Value, ...]:
    """The columns of `Held`, `Applied` and `Coded`, in their order."""
    return (
        *values_on(at.face, ("id", "side", "contract_id")),
        *values_on(at.item, ("container_id",)),
        *values_on(at.document, ("contract_id", "event_id")),
        *values_on(at.membership, ("id", "position")),
        *values_on(at.item, ("id", "name", "quantity", "unit", "active_budget", "active_cost")),
        *values_on(at.item, ("contract_id",)),
        *values_on(at.item, ("estimated", "proposed", "submitted", "approved", "committed")),
        *values_on(at.item, (ESTIMATED_COST,)),
        *values_on(at.item, ("created_at", "updated_at")),
        *values_on(at.line, ("id", "side", "description", "quantity", "unit_cost", "unit")),
        *values_on(at.line, ("extended_type", "tax_code_id", "origin_id", "origin_data")),
        *values_on(at.line, ("prime_line_item_id", "commitment_line_item_id")),
        *values_on(at.line, ("created_at", "updated_at")),
        *values_on(at.event_line, ("revenue_amount",)),
        *values_on(at.contract, ("currency",)),
        *values_on(at.main_contract, ("currency",)),
        *values_on(at.applied, ("id", "formula_id", "workings", "created_at", "updated_at")),
        *values_on(at.markup, ("id", "position", "markup_set", "name", "percentage")),
        *values_on(at.markup, ("compound_type", "budget_id", "created_at", "updated_at")),
        *values_on(at.markup, ("tax_code_ids",)),
        *code_values(at.budget),
    )


def _tail(
    item: int, face: int, applied: Hop | None = None, prime: str = "contract_id"
) -> tuple[Hop, ...]:
    """The hops that every path ends in: what its event says of the item, its code, the contract
    of the face, and the markup that made it, or what is `applied` instead."""
    return (
        Hop(EventLine, "cost_item_id", of=item),
        Hop(Budget, "id", "budget_id", of=item),
        Hop(CostCode, "id", "cost_code_id"),
        Hop(Budget, "cost_code_id"),
        Hop(Contract, "id", "contract_id", of=face),
        Hop(MainContract, "id", prime, of=face),
        applied or Hop(AppliedMarkup, "target_cost_item_id", of=item),
        Hop(Markup, "id", "formula_item_id", even_deleted=True),
    )


OF_FACE = Path(
    (
        Hop(ChangeOrder, "id", "change_order_id", even_deleted=True),
        Hop(Membership, "change_order_id"),
        Hop(CostItem, "id", "cost_item_id"),
        Hop(Line, "cost_item_id"),
        *_tail(item=3, face=0),
    ),
    _values(Stops(0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12)),
    ((2, "position"), (2, "id"), (4, "id"), (8, "id")),
    least=3,
)
"""From a potential change to its lines."""

_OF_DOCUMENT = ("kind", "id", "main_contract_id")
_BEFORE = len(_OF_DOCUMENT) + 1
"""How many values stand before those of the lines: the package's or request's, and the currency of
the default main contract."""

OF_PACKAGE = Path(
    (
        Hop(Membership, "change_order_id"),
        Hop(CostItem, "id", "cost_item_id"),
        Hop(Membership, "cost_item_id", where=(("kind", "pco"),)),
        Hop(ChangeOrder, "id", "change_order_id"),
        Hop(Face, "change_order_id"),
        Hop(Line, "cost_item_id", of=2),
        *_tail(item=2, face=0, prime="main_contract_id"),
        DEFAULT_CONTRACT,
    ),
    (
        *values_on(0, _OF_DOCUMENT),
        *values_on(15, ("currency",)),
        *_values(Stops(5, 4, 3, 2, 6, 7, 8, 11, 12, 13, 14)),
    ),
    ((1, "position"), (1, "id"), (3, "id"), (5, "id"), (6, "id"), (10, "id")),
    least=2,
)
"""From a package to its lines, each with the potential change that it is on."""

OF_LINE = Path(
    (
        Hop(CostItem, "id", "cost_item_id"),
        Hop(Membership, "cost_item_id", where=(("kind", "pco"),)),
        Hop(ChangeOrder, "id", "change_order_id"),
        Hop(Face, "change_order_id"),
        *_tail(item=1, face=4, applied=Hop(AppliedMarkup, "change_order_id", of=3)),
    ),
    _values(Stops(4, 3, 2, 1, 0, 5, 6, 9, 10, 11, 12)),
    ((2, "id"), (4, "id"), (8, "id")),
    least=1,
)
"""From a line's own row to what it shows, with all markups of the change that it is on."""


class Shown(NamedTuple):
    """One line, gathered from its rows: on which side, how it is coded, what it comes to. `applied`
    is there where it is no line, but what a markup came to; `package_id` where a package shows it
    that is the only one to hold it."""

    held: Held
    side: Track
    coded: tuple[Coded, ...]
    applied: Applied | None = None
    markups: tuple[Shown, ...] = ()
    package_id: int | None = None

    @property
    def id(self) -> int:
        """The line's own row's; without one the item's on the cost side, and on the budget side
        that of its place on the potential change, so that an item on both has two. The row keeps
        it when it is made (`work.lines`)."""
        held = self.held
        if held.line_id is not None:
            return held.line_id
        return held.item_id if self.side == "cost" else held.membership_id or held.item_id

    @property
    def amount(self) -> str | None:
        """The one amount of a line (core-model.md §5)."""
        held = self.held
        if self.side == "cost":
            found = (held.committed, held.proposed, held.estimated_cost)
        else:
            found = (held.approved, held.submitted, held.estimated)
        return next((text for text in found if text is not None), None)

    @property
    def description(self) -> str | None:
        own = self.held.description
        return (self.held.name if own is None else own) or None

    @property
    def quantity(self) -> str | None:
        own = self.held.quantity
        return self.held.item_quantity if own is None else own

    @property
    def unit(self) -> str | None:
        own = self.held.unit
        return (self.held.item_unit if own is None else own) or None

    def extended_type(self, places: int) -> str:
        """`calculated` as long as the amount is quantity × price."""
        amount, quantity, price = self.amount, self.quantity, self.held.unit_cost
        if self.held.extended_type != CALCULATED or quantity is None or price is None:
            return MANUAL
        product = multiply(Decimal(quantity), Decimal(price), min(places, AMOUNT_PLACES))
        return CALCULATED if product == Decimal(amount or "0") else MANUAL


def _gathered(rows: Iterable[tuple[Any, ...]], side: Track) -> list[Shown]:
    """The lines of one side, from rows that repeat them for every row beside them."""
    found: dict[int, list[tuple[Held, Coded]]] = {}
    made: dict[int, Applied] = {}
    for row in rows:
        held, coded = Held(*row[:_WIDTH]), Coded(*row[_MARKED:])
        found.setdefault(held.item_id, []).append((held, coded))
        if row[_WIDTH] is not None:
            made[held.item_id] = Applied(*row[_WIDTH:_MARKED])
    lines = []
    for group in found.values():
        held = min((each for each, _ in group), key=lambda each: _rank(each, side))
        if not getattr(held, f"active_{side}"):
            continue
        siblings = {(coded.sibling_type_id, coded.sibling_amount): coded for _, coded in group}
        if held.line_side != side:
            held = held._replace(**_NO_LINE)
        applied = made.get(held.item_id)
        of_set = applied is not None and applied.markup_id is not None
        lines.append(Shown(held, side, tuple(siblings.values()), applied if of_set else None))
    return lines


def _without_markups(found: Iterable[Shown]) -> list[Shown]:
    """The lines alone, each with the markups that have fallen to it."""
    every = list(found)
    marked = [(each.applied.place, each) for each in every if each.applied is not None]
    markups = tuple(each for _, each in sorted(marked, key=lambda pair: pair[0]))
    lines = [each for each in every if each.applied is None]
    if not markups:
        return lines
    return [line._replace(markups=markups) for line in lines]


_NO_LINE: dict[str, Any] = dict.fromkeys(
    (
        *("line_id", "line_side", "description", "quantity", "unit_cost", "unit"),
        *("extended_type", "tax_code_id", "origin_id", "origin_data", "prime_line_item_id"),
        *("commitment_line_item_id", "line_created_at", "line_updated_at"),
    )
)


def _rank(held: Held, side: Track) -> tuple[bool, bool, int]:
    """Rows of the line's own side come first, and of the potential change that it is on."""
    return (not is_of_face(held, side), held.line_side != side, -(held.membership_id or 0))


def is_of_face(held: Held, side: Track) -> bool:
    """Whether the row's face is the one that sees the item: of the side, and of its contract."""
    if held.face_id is None or held.side != side:
        return False
    own = held.item_contract_id or held.own_contract_id
    return side == "budget" or own == held.face_contract_id


def on_face(rows: Rows) -> list[Shown]:
    """The lines of a potential change."""
    if not rows:
        return []
    side: Track = "budget" if rows[0][1] == "budget" else "cost"
    found = _gathered(rows, side)
    return _without_markups(line for line in found if is_of_face(line.held, side))


def on_package(rows: Rows) -> list[Shown]:
    """The lines of a package of either side. What it holds that is on no potential change of its
    contract counts from 1."""
    if not rows:
        return []
    kind, package_id, main_contract_id, default_currency = rows[0][:_BEFORE]
    side: Track = "budget" if kind == "oco" else "cost"
    position, lines = count(1), []
    for line in _without_markups(_gathered((row[_BEFORE:] for row in rows), side)):
        if not is_of_face(line.held, side):
            held = line.held._replace(face_id=None, position=next(position))
            line = line._replace(held=held, package_id=package_id)
        if main_contract_id is None:
            line = line._replace(held=line.held._replace(main_currency=default_currency))
        lines.append(line)
    return lines


def taxed(rows: Rows) -> list[Taxed]:
    """The lines of a request or an order with their taxes, and the markups of sets with theirs."""
    if not rows:
        return []
    side: Track = "budget" if rows[0][0] in OWNERS else "cost"
    found = []
    for line in _gathered((row[_BEFORE:] for row in rows), side):
        codes = [line.held.tax_code_id] if line.applied is None else taxes_of(line.applied)
        amount = Decimal(line.amount or "0")
        found.append(Taxed(amount, tuple(code for code in codes if code is not None)))
    return found


def on_line(rows: Rows) -> list[Shown]:
    """The one line of a row of its own."""
    if not rows:
        return []
    line_side = Held(*rows[0][:_WIDTH]).line_side
    side: Track = "budget" if line_side == "budget" else "cost"
    every = {one.id: one for row in rows if (one := Applied(*row[_WIDTH:_MARKED])).markup_id}
    lines = []
    for line in _gathered(rows, side):
        own = [one for one in every.values() if one.face_id == line.held.face_id]
        markups = tuple(line._replace(applied=one) for one in own)
        lines.append(line._replace(applied=None, markups=markups))
    return lines
