"""What a line of a change event is told as: whole under version 1.0, in part elsewhere.

The keys are those of Appendix A; version 1.1 takes the contract and the words of what came of the
line from here (`newer`), and an rfq shows some of them in its event.
"""

from __future__ import annotations

from typing import Any

from changewright.core.kinds import Track

from ..budget_codes import taken_apart, tell_code
from ..fields import Rendering
from ..rfqs.words import SHOWN as RFQ_WORDS
from ..wire import decimal_text, number, seconds
from ..words import CLASSIC, shown_as
from . import words
from .lines import Document, Line, at_rate

_LINKS = (
    *("edit", "view", "contract", "commitment_contract_cost", "commitment_pco_cost"),
    *("rfq_amount", "rom", "prime_pco_cost"),
)
"""Addresses in the vendor's web application."""


def money(line: Line) -> dict[str, Any]:
    """What the line comes to at each stage, as text; null where it has not come there."""
    cost, prime = line.on(1, "cost"), line.on(1, "budget")
    row = line.row
    rate = row.contract_line_rate or row.contract_rate
    contracted = at_rate(row.contract_line_amount, rate)
    return {
        "commitment_contract_cost": None if contracted is None else decimal_text(contracted),
        "commitment_pco_cost": None if cost is None else decimal_text(line.amount("cost")),
        "budget_mod_amount": None,
        "budget_mod": None,
        "prime_pco_cost": None if prime is None else decimal_text(line.amount("budget")),
        "rfq_amount": None if line.rfq is None else decimal_text(line.quoted),
    }


def shown(line: Line, rendering: Rendering) -> dict[str, Any]:
    """Appendix A ChangeEventLine."""
    row, code, first = line.row, tell_code(rendering, line.coded), line.coded[0]
    project = rendering.directory.projects.get(row.project_id)
    project_name = None if project is None else project.name
    budgeted = code["cost_code"] is not None and code["cost_code"]["budgeted"]
    return {
        "id": row.item_id,
        "budget_code": taken_apart(rendering, first),
        "cost_code_biller_name": project_name,
        "cost_code": code["cost_code"],
        "cost_code_is_budgeted": budgeted,
        "description": line.description,
        "event_id": row.event_id,
        "line_item_type": code["line_item_type"],
        "rom": _whole(row.estimated),
        "contract": contract_row(line),
        "links": dict.fromkeys(_LINKS),
        "statuses": _statuses(line, rendering),
        "number": row.event_number,
        "status": words.status_word(rendering, row.event_status),
        "title": row.event_title or None,
        "vendor": rendering.company(line.vendor_id),
        "biller": {
            "id": row.project_id,
            "name": project_name,
            "model_name": "Project",
            "guid": None,
        },
        "proposed_vendor_id": row.proposed_company_id,
        "proposed_contract_id": row.proposed_contract_id,
        "uom": line.unit,
        "estimated_cost_amount": decimal_text(row.estimated),
        "estimated_cost_quantity": number(line.quantity),
        "estimated_cost_unit_cost": number(row.unit_cost),
        "estimated_cost_calculation_strategy": row.calculation or "manual",
        "line_item_type_id": first.cost_type_id,
        "cost_code_id": first.cost_code_id,
        "editable": True,
        "deletable": is_deletable(line),
        "request_for_quote_id": None if line.rfq is None else line.rfq.id,
        "biller_guid": None,
        **money(line),
        "rfq_sent": None if line.rfq is None else seconds(line.rfq.made_at),
        "currency_configuration": {"currency_iso_code": rendering.settings.currency},
    }


def shown_in_rfq(line: Line, rendering: Rendering) -> dict[str, Any]:
    """The same as an rfq shows it in its event: fewer keys."""
    told = shown(line, rendering)
    found = {name: told[name] for name in _IN_RFQ}
    return {**found, "rfq_status": None if line.rfq is None else RFQ_WORDS[line.rfq.state("cost")]}


_IN_RFQ = (
    *("id", "cost_code_biller_name", "cost_code", "cost_code_is_budgeted", "description"),
    *("event_id", "line_item_type", "rom", "contract", "links", "statuses", "number", "status"),
    *("title", "vendor", "commitment_contract_cost", "commitment_pco_cost", "budget_mod_amount"),
    *("budget_mod", "prime_pco_cost", "rfq_amount"),
)


def _whole(amount: str | None) -> int:
    """An estimate in whole units of money, halves up: the vendor's type is an integer."""
    text = amount or "0"
    whole, _, places = text.partition(".")
    up = places[:1] >= "5"
    sign = -1 if text.startswith("-") else 1
    return int(whole) + (sign if up else 0)


def contract_row(line: Line) -> dict[str, Any] | None:
    """The contract that the line is given to, else the one it may be given to."""
    row = line.row
    if row.contract_id is not None:
        found = (row.contract_id, row.contract_number, row.contract_title)
    elif row.other_id is not None:
        found = (row.other_id, row.other_number, row.other_title)
    else:
        return None
    contract_id, code, title = found
    return {"id": contract_id, "number": code, "title": title, "name": f"{code} - {title}"}


def change_word(
    line: Line, document: Document | None, side: Track, rendering: Rendering
) -> str | None:
    """The status of a change order or package that has the line; None: there is none."""
    if document is None:
        return None
    in_package = line.on(3, side) is not None
    state, tiers = line.state(document, side), rendering.tiers(side)
    return shown_as(CLASSIC, document.kind, state, tiers, in_package)


def _statuses(line: Line, rendering: Rendering) -> dict[str, Any]:
    cost, prime = line.on(1, "cost"), line.on(1, "budget")
    return {
        "contract": None,
        "commitment_contract_cost": None,
        "commitment_contract_tooltip": None,
        "commitment_pco_cost": change_word(line, cost, "cost", rendering),
        "commitment_pco_tooltip": None if cost is None else cost.title or None,
        "rfq_amount": None if line.rfq is None else RFQ_WORDS[line.rfq.state("cost")],
        "rfq_tooltip": None if line.rfq is None else line.rfq.title or None,
        "prime_pco_cost": change_word(line, prime, "budget", rendering),
        "prime_pco_tooltip": None if prime is None else prime.title or None,
    }


def is_deletable(line: Line) -> bool:
    """Whether nothing but the event has the line."""
    return all(each.kind == "event" for each in line.documents)
