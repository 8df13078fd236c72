"""The line items of change orders, as every place of this door shows them.

A line is a cost item as one potential change of it sees it: what Procore keeps for itself is a
`line` row of its side, and an item without one is shown from its own columns (core-model.md §2).
What markups of a set came to is no line, but stands with the lines that it fell to (§2.10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from changewright.core.kinds import Track
from changewright.core.markup_taxes import Coded as Taxed
from changewright.core.markup_taxes import tax_by_codes
from changewright.core.money import AMOUNT_PLACES, Decimal, amount_text, multiply, sum_amounts
from changewright.core.pricing import CALCULATED, MANUAL
from changewright.core.records import ChangeOrder, CostItem, Face, Line, Membership
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode, Markup
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_events import EventLine
from changewright.core.records_markups import AppliedMarkup
from changewright.edge.fragments import Hop, PartShape, Path, Value

from .budget_codes import Coded, code_values, tell_code
from .contract_line_items.shapes import account_of, project_of
from .fields import Rendering, Rows, part, values_on
from .items import ESTIMATED_COST
from .line_markups import Applied, piece_on, taxes_of, tell_markup
from .wire import decimal_text, number, seconds

HOLDER_TYPE = "PotentialChangeOrder"
"""What the vendor calls the holder of a change order's line (procore.md §2.2, inferred)."""


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


def _tail(item: int, face: int, applied: Hop | None = None) -> tuple[Hop, ...]:
    """The hops that every path ends in: what its event says of the item, its code, the contract
    of the face, and the markup that made it, or what is `applied` instead."""
    return (
        Hop(EventLine, "cost_item_id", of=item),
        Hop(Budget, "id", "budget_id", of=item),
        Hop(CostCode, "id", "cost_code_id"),
        Hop(Budget, "cost_code_id"),
        Hop(Contract, "id", "contract_id", of=face),
        Hop(MainContract, "id", "contract_id", of=face),
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

OF_PACKAGE = Path(
    (
        Hop(Membership, "change_order_id"),
        Hop(CostItem, "id", "cost_item_id"),
        Hop(Membership, "cost_item_id", where=(("kind", "pco"),)),
        Hop(ChangeOrder, "id", "change_order_id"),
        Hop(Face, "change_order_id"),
        Hop(Line, "cost_item_id", of=2),
        *_tail(item=2, face=5),
    ),
    (*values_on(0, ("kind",)), *_values(Stops(5, 4, 3, 2, 6, 7, 8, 11, 12, 13, 14))),
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
    is there where it is no line, but what a markup came to."""

    held: Held
    side: Track
    coded: tuple[Coded, ...]
    applied: Applied | None = None
    markups: tuple[Shown, ...] = ()

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


def _on_face(rows: Rows) -> list[Shown]:
    """The lines of a potential change."""
    if not rows:
        return []
    side: Track = "budget" if rows[0][1] == "budget" else "cost"
    found = _gathered(rows, side)
    return _without_markups(line for line in found if is_of_face(line.held, side))


def _on_package(rows: Rows) -> list[Shown]:
    """The lines of a package of either side."""
    if not rows:
        return []
    side: Track = "budget" if rows[0][0] == "oco" else "cost"
    lines = _gathered((row[1:] for row in rows), side)
    return _without_markups(
        line
        if is_of_face(line.held, side)
        else line._replace(held=line.held._replace(face_id=None))
        for line in lines
    )


def _taxed(rows: Rows) -> list[Taxed]:
    """The lines of a request or an order with their taxes, and the markups of sets with theirs."""
    if not rows:
        return []
    side: Track = "budget" if rows[0][0] in OWNERS else "cost"
    found = []
    for line in _gathered((row[1:] for row in rows), side):
        codes = [line.held.tax_code_id] if line.applied is None else taxes_of(line.applied)
        amount = Decimal(line.amount or "0")
        found.append(Taxed(amount, tuple(code for code in codes if code is not None)))
    return found


def _on_line(rows: Rows) -> list[Shown]:
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


# -- how they are written -------------------------------------------------------------------------

Write = Callable[[Shown, Rendering], Mapping[str, Any]]


def _currency(line: Shown, rendering: Rendering) -> dict[str, Any]:
    held = line.held
    own = held.main_currency if line.side == "budget" else held.currency
    return {"currency_iso_code": own or rendering.settings.currency}


def _extended(line: Shown) -> dict[str, Any]:
    """What the line comes to with its markups; the sample of procore.md §2.3 has both alike."""
    amount = line.amount
    pieces = [piece for _, piece in _pieces(line)]
    if pieces:
        amount = amount_text(sum_amounts([Decimal(amount or "0"), *pieces]))
    return dict.fromkeys(("total_amount", "extended_amount"), decimal_text(amount))


def _pieces(line: Shown) -> list[tuple[Shown, Decimal]]:
    """The markups on a line, in their order, with what of each fell to it."""
    found = []
    for markup in line.markups:
        assert markup.applied is not None
        piece = piece_on(markup.applied, line.side, line.held.item_id)
        if piece is not None:
            found.append((markup, piece))
    return found


def _markups(line: Shown, rendering: Rendering) -> list[dict[str, Any]]:
    """`markup_line_items` (procore.md §2.10)."""
    shown = []
    for markup, piece in _pieces(line):
        assert markup.applied is not None
        code = tell_code(rendering, markup.coded)
        told = tell_markup(markup.applied, piece, code)
        shown.append({**told, "currency_configuration": _currency(line, rendering)})
    return shown


def _holder(line: Shown) -> dict[str, Any] | None:
    if line.held.face_id is None:
        return None
    return {"id": line.held.face_id, "holder_type": HOLDER_TYPE}


def _latest(held: Held) -> str | None:
    return seconds(max(held.item_updated_at, held.line_updated_at or ""))


def _event_line(
    line: Shown, code: Mapping[str, Any], rendering: Rendering
) -> dict[str, Any] | None:
    """The line of the change event that the potential change came from: the same cost item, with
    what is rough of it, which is in the project's currency."""
    held = line.held
    if held.event_id is None:
        return None
    return {
        "id": held.item_id,
        "cost_rom": decimal_text(held.estimated),
        "revenue_rom": decimal_text(held.revenue_amount or held.estimated),
        "event_id": held.event_id,
        "cost_code": code["cost_code"],
        "line_item_type": code["line_item_type"],
        "currency_configuration": {"currency_iso_code": rendering.settings.currency},
    }


def listed(line: Shown, rendering: Rendering) -> dict[str, Any]:
    """As `/line_items` shows a line: quantities and prices are strings (LineItemOut)."""
    held = line.held
    amount, code = decimal_text(line.amount), tell_code(rendering, line.coded)
    currency = _currency(line, rendering)
    return {
        "id": line.id,
        "amount": amount,
        "company": account_of(rendering, held.project_id),
        "created_at": seconds(held.line_created_at or held.item_created_at),
        "description": line.description,
        "extended_type": line.extended_type(rendering.settings.money_places),
        "holder": _holder(line),
        "origin_data": held.origin_data,
        "origin_id": held.origin_id,
        "position": held.position,
        "project": project_of(rendering, held.project_id),
        "quantity": decimal_text(line.quantity),
        "tax_code_id": held.tax_code_id,
        **_extended(line),
        "unit_cost": decimal_text(held.unit_cost),
        "uom": line.unit,
        "updated_at": _latest(held),
        **code,
        "change_event_line_item": _event_line(line, code, rendering),
        "currency_configuration": currency,
    }


def in_potential(line: Shown, rendering: Rendering) -> dict[str, Any]:
    """As a potential change's detail shows a line: some amounts are numbers (PcoDetail)."""
    held = line.held
    code = tell_code(rendering, line.coded)
    return {
        "id": line.id,
        "position": held.position,
        "description": line.description,
        "quantity": number(line.quantity or "0"),
        "uom": line.unit,
        **_extended(line),
        "cost_code_id": line.coded[0].cost_code_id,
        "tax_code_id": held.tax_code_id,
        "unit_cost": number(held.unit_cost or "0"),
        "cost_code": code["cost_code"],
        "line_item_type": code["line_item_type"],
        "markup_line_items": _markups(line, rendering),
        "currency_configuration": _currency(line, rendering),
    }


def in_package(line: Shown, rendering: Rendering) -> dict[str, Any]:
    """As a package's detail shows a line (CopDetail)."""
    return {
        "id": line.id,
        "position": line.held.position,
        "description": line.description,
        "quantity": decimal_text(line.quantity),
        "uom": line.unit,
        **_extended(line),
        "unit_cost": decimal_text(line.held.unit_cost),
        **tell_code(rendering, line.coded),
        "holder": _holder(line),
        "markup_line_items": _markups(line, rendering),
        "currency_configuration": _currency(line, rendering),
    }


def newer(line: Shown, rendering: Rendering) -> dict[str, Any]:
    """As v2.0 shows a line; ids are text."""
    held = line.held
    wbs = tell_code(rendering, line.coded)["wbs_code"]
    told = {"prime_line_item_id": _text(held.prime_line_item_id)}
    if line.side == "cost":
        told["commitment_line_item_id"] = _text(held.commitment_line_item_id)
    return {
        **told,
        "id": str(line.id),
        "description": line.description,
        "uom": line.unit,
        "quantity": number(line.quantity or "0"),
        "unit_cost": decimal_text(held.unit_cost),
        "amount": decimal_text(line.amount),
        "extended_type": line.extended_type(rendering.settings.money_places),
        "wbs_code_id": None if wbs is None else str(wbs["id"]),
        "tax_code_id": _text(held.tax_code_id),
        "position": held.position,
        "wbs_code": None if wbs is None else {**wbs, "id": str(wbs["id"])},
        "work_breakdown_structure": None,
    }


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _lines_part(path: Path, gather: Callable[[Rows], list[Shown]], write: Write) -> PartShape:
    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        return {"line_items": [write(line, rendering) for line in gather(rows)]}

    return part(path, tell)


def of_face(write: Write) -> PartShape:
    """`line_items` of a potential change (noun Face), each as `write` writes it."""
    return _lines_part(OF_FACE, _on_face, write)


def _tell_tax(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    known = rendering.directory.tax_codes
    rates = {key: code.rate for key, code in known.items() if code.rate is not None}
    total = tax_by_codes(_taxed(rows), rates, rendering.settings.money_places)
    return {"total_tax_amount": decimal_text(amount_text(total))}


TAX = part(OF_PACKAGE, _tell_tax)
"""`total_tax_amount` of a request (noun ChangeOrder): each tax on all that has it, the lines with
its code and, after them, the markups that name it."""

IN_PACKAGE = _lines_part(OF_PACKAGE, _on_package, in_package)
"""`line_items` of a package (noun ChangeOrder, kind oco or sco)."""


def of_line(write: Write) -> PartShape:
    """All keys of one line (noun Line) but its id, which is the row's."""

    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        told = dict(next((write(line, rendering) for line in _on_line(rows)), {}))
        told.pop("id", None)
        return told

    return part(OF_LINE, tell)
