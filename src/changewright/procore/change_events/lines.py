"""The lines of a change event: cost items, with what came of each of them.

A line is an item that was put on the event, or one of a change or an rfq that is of the event. Its
integer is the cost item's, so that a line and what comes of it are told to be one
(core-model.md §2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from changewright.core.exchange import CONVERTED_PLACES
from changewright.core.kinds import KIND, Track
from changewright.core.money import Decimal, multiply
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode
from changewright.core.records_contracts import Contract, ScheduleOfValue
from changewright.core.records_events import EventLine, Quote
from changewright.edge.fragments import Hop, Path, Value

from ..budget_codes import CODED_WIDTH, Coded, code_values
from ..fields import Rendering, Rows, values_on
from ..items import COMMITTED_IN_PROJECT, PROPOSED_IN_PROJECT


class Row(NamedTuple):
    """A row of the path: a line, one document that has it, one quote for it, one code."""

    event_id: int
    event_number: str
    event_title: str
    event_status: str | None
    joined_id: int
    position: int
    place_id: int
    place_deleted: str | None
    item_id: int
    project_id: int
    name: str
    item_quantity: str | None
    item_unit: str | None
    active_budget: bool
    active_cost: bool
    budget_state: str | None
    cost_state: str | None
    estimated: str | None
    proposed: str | None
    submitted: str | None
    approved: str | None
    committed: str | None
    created_at: str
    updated_at: str
    deleted_at: str | None
    line_id: int | None
    description: str | None
    quantity: str | None
    unit_cost: str | None
    unit: str | None
    calculation: str | None
    proposed_company_id: int | None
    proposed_contract_id: int | None
    contract_line_id: int | None
    revenue_amount: str | None
    revenue_quantity: str | None
    revenue_unit_cost: str | None
    revenue_calculation: str | None
    line_updated_at: str | None
    document_id: int | None
    document_kind: str | None
    document_number: str | None
    document_title: str | None
    document_budget: str | None
    document_cost: str | None
    document_sent_at: str | None
    document_contract_number: str | None
    document_contract_id: int | None
    contract_id: int | None
    contract_number: str | None
    contract_title: str | None
    contract_company_id: int | None
    other_id: int | None
    other_number: str | None
    other_title: str | None
    other_company_id: int | None
    contract_line_amount: str | None
    quote_id: int | None
    quote_amount: str | None
    quote_accepted_at: str | None
    face_id: int | None
    face_side: str | None
    face_contract_id: int | None
    face_number: str | None
    contract_rate: str | None
    contract_line_rate: str | None
    quote_rate: str | None


WIDTH = len(Row._fields)
_CONTRACT = ("id", "code", "name", "company_id")


def hops_from(event: int, *, deleted: bool = False) -> tuple[Hop, ...]:
    """The hops from an event, which is itself the hop of this number (0: the record). With
    `deleted`, to lines that are gone too."""
    first = event + 1
    item, place = first + 2, first + 4
    return (
        Hop(ChangeOrder, "event_id", of=event, even_deleted=deleted),
        Hop(Membership, "change_order_id", even_deleted=deleted),
        Hop(CostItem, "id", "cost_item_id", even_deleted=deleted),
        Hop(EventLine, "cost_item_id", of=item, even_deleted=deleted),
        Hop(Membership, "cost_item_id", of=item),
        Hop(ChangeOrder, "id", "change_order_id", of=place),
        Hop(Contract, "id", "contract_id", of=item),
        Hop(Contract, "id", "proposed_contract_id", of=item + 1),
        Hop(ScheduleOfValue, "id", "contract_line_id", of=item + 1),
        Hop(Quote, "cost_item_id", of=item),
        Hop(Budget, "id", "budget_id", of=item),
        Hop(CostCode, "id", "cost_code_id"),
        Hop(Budget, "cost_code_id"),
        Hop(Face, "change_order_id", of=place + 1),
        Hop(ChangeOrder, "id", "rfq_id", of=first + 9),
        Hop(Contract, "id", "contract_id"),
    )


def values_from(event: int) -> tuple[Value, ...]:
    """The columns of `Row` and `Coded`, in their order."""
    joined, place, item, line = (event + step for step in (1, 2, 3, 4))
    return (
        *values_on(event, ("id", "number", "name", "event_status")),
        *values_on(joined, ("id",)),
        *values_on(place, ("position", "id", "deleted_at")),
        *values_on(item, ("id", "container_id", "name", "quantity", "unit")),
        *values_on(item, ("active_budget", "active_cost", "budget_state", "cost_state")),
        *values_on(item, ("estimated", PROPOSED_IN_PROJECT, "submitted", "approved")),
        *values_on(item, (COMMITTED_IN_PROJECT,)),
        *values_on(item, ("created_at", "updated_at", "deleted_at")),
        *values_on(line, ("id", "description", "quantity", "unit_cost", "unit", "calculation")),
        *values_on(line, ("proposed_company_id", "proposed_contract_id", "contract_line_id")),
        *values_on(line, ("revenue_amount", "revenue_quantity", "revenue_unit_cost")),
        *values_on(line, ("revenue_calculation", "updated_at")),
        *values_on(event + 6, ("id", "kind", "number", "name", "budget_state", "cost_state")),
        *values_on(event + 6, ("created_at", "contract_number", "contract_id")),
        *values_on(event + 7, _CONTRACT),
        *values_on(event + 8, _CONTRACT),
        *values_on(event + 9, ("amount",)),
        *values_on(event + 10, ("id", "amount", "accepted_at")),
        *values_on(event + 14, ("id", "side", "contract_id", "number")),
        *(one for hop in (7, 9, 16) for one in values_on(event + hop, ("exchange_rate",))),
        *code_values(event + 11),
    )


def path_from_event(*, deleted: bool = False) -> Path:
    """From an event to its lines."""
    order = ((1, "id"), (2, "position"), (2, "id"), (6, "id"), (10, "id"), (13, "id"))
    return Path(hops_from(0, deleted=deleted), values_from(0), order, least=3)


class Document(NamedTuple):
    """A document that has the line. `faces` are a potential change's: the side, the contract, and
    the integer and number by which the contract knows it."""

    id: int
    kind: str
    number: str
    title: str
    budget: str | None
    cost: str | None
    made_at: str | None
    contract_id: int | None
    faces: tuple[tuple[str, int | None, int, str], ...]

    def state(self, side: Track) -> str:
        return (self.budget if side == "budget" else self.cost) or "draft"


class Line(NamedTuple):
    """One line, gathered from its rows."""

    row: Row
    documents: tuple[Document, ...]
    quotes: tuple[tuple[int, str | None, bool], ...]
    coded: tuple[Coded, ...]

    @property
    def description(self) -> str | None:
        row = self.row
        return (row.name if row.line_id is None else row.description) or None

    @property
    def quantity(self) -> str | None:
        return self.row.item_quantity if self.row.line_id is None else self.row.quantity

    @property
    def unit(self) -> str | None:
        return (self.row.item_unit if self.row.line_id is None else self.row.unit) or None

    def on(self, tier: int, side: Track) -> Document | None:
        """The document of a tier on a side that has the line; of several the latest. A line may
        be on a potential change of each side: each is seen by a contract of its own."""
        found = [
            each
            for each in self.documents
            if KIND[each.kind].tier == tier
            and side in KIND[each.kind].tracks
            and each.kind != "event"
            and (tier != 1 or self.is_active(side))
        ]
        seen = [each for each in found if self.known(each, side)[0] is not None]
        return max(seen or found, key=lambda each: each.id, default=None)

    @property
    def rfq(self) -> Document | None:
        asked = [
            each for each in self.documents if each.kind == "rfq" and each.state("cost") != "draft"
        ]
        return max(asked, key=lambda each: each.id, default=None)

    def known(self, document: Document, side: Track) -> tuple[int | None, str | None]:
        """The integer and number of a document here, which of a potential change are its face's."""
        if document.kind != "pco":
            return document.id, document.number
        own = self.row.contract_id or document.contract_id
        found = [
            (face_id, number)
            for of_side, contract_id, face_id, number in document.faces
            if of_side == side and (side == "budget" or contract_id == own)
        ]
        return max(found, default=(None, None))

    def state(self, document: Document, side: Track) -> str:
        """The state of a document; of a potential change that of the line, as each of the contracts
        that see it may have come further than another."""
        row = self.row
        if document.kind != "pco":
            return document.state(side)
        return (row.budget_state if side == "budget" else row.cost_state) or "draft"

    def is_active(self, side: Track) -> bool:
        return self.row.active_budget if side == "budget" else self.row.active_cost

    def amount(self, side: Track) -> str | None:
        """The one amount of a change order's line (core-model.md §5), in the project's currency."""
        row = self.row
        if side == "cost":
            return row.committed or row.proposed or row.estimated
        return row.approved or row.submitted or row.estimated

    @property
    def quoted(self) -> str | None:
        """What the line costs by the quote that was accepted, else by the last one given; where
        none was given, what is proposed for it on the rfq."""
        if self.rfq is None:
            return None
        amounts = sorted(
            (is_accepted, quote_id, amount)
            for quote_id, amount, is_accepted in self.quotes
            if amount is not None
        )
        if amounts:
            return amounts[-1][2]
        return self.row.proposed

    @property
    def vendor_id(self) -> int | None:
        row = self.row
        return row.contract_company_id or row.proposed_company_id or row.other_company_id


def gathered(rows: Rows) -> list[Line]:
    """The lines of a path's rows, which repeat each for every row beside it: those of the event
    itself first, in their order."""
    groups: dict[int, list[tuple[Row, Coded]]] = {}
    for values in rows:
        row = Row(*values[:WIDTH])
        coded = Coded(*values[WIDTH : WIDTH + CODED_WIDTH])
        groups.setdefault(row.item_id, []).append((row, coded))
    lines = [_line(group) for group in groups.values()]
    return sorted(lines, key=_place)


def at_rate(amount: str | None, rate: str | None) -> str | None:
    """An amount of a contract in the project's currency, in which change events are."""
    if amount is None or rate is None:
        return amount
    return str(multiply(Decimal(amount), Decimal(rate), CONVERTED_PLACES))


def _place(line: Line) -> tuple[bool, int, int]:
    row = line.row
    return (row.joined_id != row.event_id, row.position, row.place_id)


def _line(group: list[tuple[Row, Coded]]) -> Line:
    row = min((each for each, _ in group), key=lambda each: each.joined_id != each.event_id)
    faces: dict[int, dict[int, tuple[str, int | None, int, str]]] = {}
    for each, _ in group:
        if each.document_id is not None and each.face_id is not None:
            face = (
                each.face_side or "",
                each.face_contract_id,
                each.face_id,
                each.face_number or "",
            )
            faces.setdefault(each.document_id, {})[each.face_id] = face
    documents = {
        each.document_id: Document(
            each.document_id,
            each.document_kind or "",
            each.document_contract_number or each.document_number or "",
            each.document_title or "",
            each.document_budget,
            each.document_cost,
            each.document_sent_at,
            each.document_contract_id,
            tuple(faces.get(each.document_id, {}).values()),
        )
        for each, _ in group
        if each.document_id is not None
    }
    quotes = {
        each.quote_id: (
            each.quote_id,
            at_rate(each.quote_amount, each.quote_rate),
            each.quote_accepted_at is not None,
        )
        for each, _ in group
        if each.quote_id is not None
    }
    siblings = {(one.sibling_type_id, one.sibling_amount): one for _, one in group}
    return Line(row, tuple(documents.values()), tuple(quotes.values()), tuple(siblings.values()))


def lines_of(
    rows: Rows, rendering: Rendering, write: Callable[[Line, Rendering], Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    return [write(line, rendering) for line in gathered(rows)]


def only(rows: Iterable[tuple[Any, ...]], start: int) -> Rows:
    """The part of each row that belongs to lines, where there is a line."""
    place = start + Row._fields.index("item_id")
    return [row[start:] for row in rows if row[place] is not None]
