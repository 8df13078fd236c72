"""The line items of change orders, as every place of this door writes them.

`line_rows` says what a line is made of; here it is told in the words of each operation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from changewright.core.markup_taxes import tax_by_codes
from changewright.core.money import Decimal, amount_text, sum_amounts
from changewright.edge.fragments import PartShape, Path

from .budget_codes import tell_code
from .contract_line_items.shapes import account_of, project_of
from .fields import Rendering, Rows, part
from .line_markups import piece_on, tell_markup
from .line_rows import (
    OF_FACE,
    OF_LINE,
    OF_PACKAGE,
    Held,
    Shown,
    on_face,
    on_line,
    on_package,
    taxed,
)
from .wire import decimal_text, number, seconds

HOLDER_TYPE = "PotentialChangeOrder"
"""What the vendor calls the holder of a change order's line (procore.md §2.2, inferred)."""
PACKAGE_HOLDER_TYPE = "ChangeOrderPackage"
"""And a package (procore.md §2.2), which holds a line alone where Autodesk's client made it so."""

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
    if line.held.face_id is not None:
        return {"id": line.held.face_id, "holder_type": HOLDER_TYPE}
    if line.package_id is not None:
        return {"id": line.package_id, "holder_type": PACKAGE_HOLDER_TYPE}
    return None


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
    return _lines_part(OF_FACE, on_face, write)


def _tell_tax(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    known = rendering.directory.tax_codes
    rates = {key: code.rate for key, code in known.items() if code.rate is not None}
    total = tax_by_codes(taxed(rows), rates, rendering.settings.money_places)
    return {"total_tax_amount": decimal_text(amount_text(total))}


TAX = part(OF_PACKAGE, _tell_tax)
"""`total_tax_amount` of a request (noun ChangeOrder): each tax on all that has it, the lines with
its code and, after them, the markups that name it."""

IN_PACKAGE = _lines_part(OF_PACKAGE, on_package, in_package)
"""`line_items` of a package (noun ChangeOrder, kind oco or sco)."""


def of_line(write: Write) -> PartShape:
    """All keys of one line (noun Line) but its id, which is the row's."""

    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        told = dict(next((write(line, rendering) for line in on_line(rows)), {}))
        told.pop("id", None)
        return told

    return part(OF_LINE, tell)
