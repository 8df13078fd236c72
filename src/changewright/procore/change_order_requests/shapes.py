"""What a change order request shows (Appendix A CorListItem, CorDetail, and what 2026 adds)."""

from __future__ import annotations

from typing import Any

from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.fragments import Hop, Path

from .. import grammar, orders
from ..attachments import shapes as files
from ..contract_line_items.shapes import HOLDERS
from ..contract_words import PRIME, word_of
from ..fields import Key, Rendering, Resource, Rows, part, values_on
from ..line_shapes import TAX
from ..words import CLASSIC, CLASSIC_STATES, shown_as

KINDS = ("rco", "scr")
"""The kinds of change order that are requests."""

PACKAGE_ID = Key(name="change_order_package_id", column="package_id", type="integer")

LIST_KEYS = (
    orders.ID,
    orders.CREATED_AT,
    orders.CREATED_BY_ID,
    orders.DELETED_AT,
    orders.DUE_DATE,
    orders.INVOICED_DATE,
    orders.NUMBER,
    orders.PAID_DATE,
    orders.status(CLASSIC),
    orders.TITLE,
    PACKAGE_ID,
    orders.UPDATED_AT,
    orders.REVISION,
    orders.GRAND_TOTAL,
    orders.DAYS,
    orders.CURRENCY,
)
DETAIL_KEYS = (
    *(key for key in LIST_KEYS if key is not orders.DUE_DATE),
    orders.DUE_AT,
    orders.CONTRACT_ID,
    orders.CREATOR,
    orders.DESCRIPTION,
    orders.ORIGIN_DATA,
    orders.ORIGIN_ID,
    orders.POSITION,
    orders.PRIVATE,
    orders.EXECUTED,
    orders.SIGNED,
    files.KEY,
    Key(name="contract", type="object", part="contract"),
    Key(name="batch", type="object", part="batch"),
)
EXTENDED_KEYS = (
    *DETAIL_KEYS,
    Key(name="total_tax_amount", nullable=False, part="tax"),
)


# -- what is made of other rows -------------------------------------------------------------------

_COMMITMENT = ("id", "code", "name", "status", "form", "company_id")
_PRIME = ("id", "code", "name", "status", "owner_company_id")


def _tell_commitment(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """Of a supplier's request; of an owner's, one of the prime contracts of the project."""
    if not rows:
        return {"contract": None}
    kind, main_contract_id, *values = rows[0]
    if orders.side_of(kind) == "cost":
        return {"contract": _commitment(rendering, values[: len(_COMMITMENT)])}
    wanted = main_contract_id or rendering.settings.default_main_contract_id
    primes = (values[len(_COMMITMENT) :] for _, _, *values in rows)
    return {"contract": next((_prime(rendering, one) for one in primes if one[0] == wanted), None)}


def _commitment(rendering: Rendering, values: list[Any]) -> dict[str, Any] | None:
    contract_id, code, name, status, form, company_id = values
    if contract_id is None:
        return None
    return {
        "id": contract_id,
        "number": code,
        "title": name or None,
        "type": HOLDERS[form],
        "status": word_of(form, status),
        "vendor": rendering.company(company_id),
    }


def _prime(rendering: Rendering, values: list[Any]) -> dict[str, Any]:
    contract_id, code, name, status, company_id = values
    return {
        "id": contract_id,
        "number": code,
        "title": name or None,
        "type": HOLDERS[PRIME],
        "status": word_of(PRIME, status),
        "vendor": rendering.company(company_id),
    }


def _tell_batch(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    if not rows:
        return {"batch": None}
    package_id, kind, name, contract_number, number, budget, cost = rows[0]
    side = orders.side_of(kind)
    state = budget if side == "budget" else cost
    return {
        "batch": {
            "id": package_id,
            "title": name or None,
            "number": orders.number_of(contract_number, number),
            "status": shown_as(CLASSIC, kind, state, rendering.tiers(side)),
        }
    }


CONTRACT = part(
    Path(
        (
            Hop(ChangeOrder, "id", even_deleted=True),
            Hop(Contract, "id", "contract_id", of=0),
            Hop(MainContract, "container_id", "container_id", of=0),
        ),
        (
            *values_on(0, ("kind", "main_contract_id")),
            *values_on(2, _COMMITMENT),
            *values_on(3, _PRIME),
        ),
        ((3, "id"),),
        least=1,
    ),
    _tell_commitment,
)
BATCH = part(
    Path(
        (Hop(ChangeOrder, "id", "package_id"),),
        values_on(
            1,
            (*("id", "kind", "name", "contract_number", "number", "budget_state", "cost_state"),),
        ),
    ),
    _tell_batch,
)

_STATUS, _OTHER_STATUS = grammar.statuses("status", "budget_state|cost_state", CLASSIC_STATES)
FILTERS = (
    grammar.ids("id", "id"),
    grammar.instants("created_at", "created_at"),
    grammar.instants("updated_at", "updated_at"),
    grammar.days("due_date", "due_date"),
    grammar.days("invoiced_date", "invoiced_date"),
    grammar.days("paid_date", "paid_date"),
    grammar.ids("change_order_package_id", "package_id", "The package it is in."),
    _STATUS,
    grammar.negated(_OTHER_STATUS, "not_status"),
)

HELD = {"held": orders.WITHOUT_VENDOR}
AROUND = {
    **HELD,
    "contract": CONTRACT,
    "batch": BATCH,
    **files.attached(ChangeOrder, files.CLASSIC),
}
LISTED = Resource("request", ChangeOrder, LIST_KEYS, HELD, FILTERS)
EXTENDED = Resource("request_extended", ChangeOrder, EXTENDED_KEYS, {**AROUND, "tax": TAX})
DETAILED = Resource(
    "request_detail",
    ChangeOrder,
    DETAIL_KEYS,
    AROUND,
    views={"default": None, "extended": EXTENDED},
)
