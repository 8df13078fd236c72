"""Writes into docs/compatibility.md how each vendor's kinds, states, amounts and fields show in
the other's words, from the rows of both doors.

    .venv/bin/python -m scripts.correspondence [--check]

Neither door may read the other's rows, so this stands outside both. A test runs it with the page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from changewright.acc.change_orders.resources import RESOURCES as CHANGE_ORDERS
from changewright.acc.contracts.resources import CONTRACT
from changewright.acc.cost_items.fields import COST_ITEM
from changewright.acc.fields import Wire
from changewright.acc.main_contracts.resources import MAIN_CONTRACT
from changewright.acc.schedule_of_values.resources import SCHEDULE_OF_VALUE
from changewright.acc.words import CHANGE_ORDER_KINDS, WORDS
from changewright.core.book import FILLED, STAGE
from changewright.core.kinds import KINDS, STATES, Track
from changewright.edge.bodies import Field
from changewright.procore import words
from changewright.procore.batches import shapes as batches
from changewright.procore.batches import writes as batch_writes
from changewright.procore.change_order_packages import shapes as packages
from changewright.procore.change_order_packages import writes as package_writes
from changewright.procore.change_order_requests import shapes as requests
from changewright.procore.change_order_requests import writes as request_writes
from changewright.procore.change_orders import shapes as change_orders
from changewright.procore.change_orders import writes as change_order_writes
from changewright.procore.contract_line_items import fields as contract_lines
from changewright.procore.contracts import fields as contract_fields
from changewright.procore.contracts import shapes as contracts
from changewright.procore.fields import Key
from changewright.procore.potential_change_orders import shapes as potentials
from changewright.procore.potential_change_orders import writes as potential_writes
from changewright.procore.potential_line_items import fields as line_fields
from changewright.procore.potential_line_items import shapes as lines
from changewright.procore.prime_contracts import fields as prime_fields
from changewright.procore.prime_contracts import shapes as prime_contracts
from changewright.procore.rfqs import shapes as rfqs

PAGE = Path(__file__).parent.parent / "docs" / "compatibility.md"
BEGIN = "<!-- Written by `python -m scripts.correspondence`: do not edit from here on. -->"
END = "<!-- End of what is written. -->"

ACC_COLUMNS: tuple[tuple[str, Track], ...] = (
    ("pco", "budget"),
    ("pco", "cost"),
    ("rfq", "cost"),
    ("rco", "budget"),
    ("oco", "budget"),
    ("sco", "cost"),
    ("item", "budget"),
    ("item", "cost"),
)
NONE = "–"

# Where each kind stands in Procore's door.
RESOURCES_OF_KIND: Mapping[str, str] = {
    "pco": "`potential_change_orders` = `prime_change_orders`, `commitment_change_orders`",
    "rfq": "`rfqs` with `quotes` and `responses`",
    "rco": "`change_order_requests` of a prime contract",
    "scr": "`change_order_requests` of a commitment, at three tiers",
    "oco": "`change_order_packages` = `prime_change_order_batches`",
    "sco": "`change_order_packages` = `commitment_change_order_batches`",
    "event": "`change_events`",
}

# What keys show that are put together from several rows, so that no column stands beside them.
COMPOSED: Mapping[str, tuple[str, ...]] = {
    "status": ("budget_state", "cost_state", "status"),
    "void": ("budget_state", "cost_state"),
    "grand_total": ("estimated", "proposed", "submitted", "approved", "committed"),
    "amount": ("estimated", "proposed", "submitted", "approved", "committed"),
    "title": ("name",),
    "description": ("description",),
    "reference": ("source_ref",),
    "change_order_change_reason": ("reason",),
    "reason": ("reason",),
    "change_reason": ("reason",),
    "schedule_impact_amount": ("schedule_change",),
    "executed": ("executed_flag", "executed_at"),
    "reviewed_at": ("approved_at",),
    "updated_at": ("updated_at",),
    "created_at": ("created_at",),
    "revised_substantial_completion_date": ("proposed_revised_completion_date",),
    "contract_id": ("contract_id", "main_contract_id"),
    "commitment_change_event_id": ("event_id",),
    "prime_change_event_id": ("event_id",),
    "creator": ("created_by",),
    "created_by": ("created_by",),
    "vendor": ("company_id",),
    "wbs_code": ("budget_id",),
    "cost_code": ("budget_id",),
    "line_item_type": ("budget_id",),
    "quantity": ("quantity",),
    "uom": ("unit",),
    "origin_id": ("origin_id",),
    "origin_data": ("origin_data",),
}

# Columns that do not make two fields one: each door has its own number and id, and what reads the
# container reads the project's own settings by it, its zone say.
APART = frozenset({"number", "id", "container_id"})


class Pair(msgspec.Struct, frozen=True):
    """A record as both doors show it: rows of Autodesk's resource, keys and body fields of all of
    Procore's resources that show it."""

    title: str
    wires: tuple[Wire, ...]
    keys: tuple[Key, ...]
    fields: tuple[Field, ...] = ()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(cell or NONE for cell in row)} |" for row in rows]
    return "\n".join(lines)


# -- kinds, states, amounts -----------------------------------------------------------------------


def kinds() -> str:
    rows = [
        (
            f"`{kind.name}` {kind.title}",
            f"`change-orders/{kind.name}`" if kind.name in CHANGE_ORDER_KINDS else "",
            RESOURCES_OF_KIND[kind.name],
        )
        for kind in KINDS
    ]
    return table(("kind", "Autodesk", "Procore"), rows)


def states() -> str:
    head = ("state", *(f"{kind} {track}" for kind, track in ACC_COLUMNS), "Procore")
    rows = [
        (
            f"`{state.name}`",
            *(WORDS[column].get(state.name, "") for column in ACC_COLUMNS),
            _procore_word(state.name),
        )
        for state in STATES
    ]
    return table(head, rows)


def _procore_word(state: str) -> str:
    classic, newer = words.CLASSIC[state], words.NEWER[state]
    shown = classic if classic == newer else f"{newer}; {classic} on classic resources"
    other = words.UNTIL_APPROVED.get(state)
    if other is not None:
        shown = f"{shown}; {words.CLASSIC[other]} where a package decides"
    is_entered = any(state in entered.values() for entered in words.ENTERED.values())
    return shown if is_entered else f"{shown} (kept when sent back, never entered)"


def amounts() -> str:
    rows = []
    for side in STAGE:
        first, *others = STAGE[side]
        filled, _ = FILLED[side]
        rows.append(
            (
                side,
                ", else ".join(f"`{name}`" for name in (first, *others)),
                f"`{others[0]}`",
                f"an empty `{filled}` gets what was shown; emptied on leaving",
            )
        )
    head = ("side", "Procore's `amount` reads Autodesk's", "and writes", "entering approved")
    return table(head, rows)


# -- fields ---------------------------------------------------------------------------------------


def fields_of(pair: Pair) -> str:
    """The fields both have, by the columns they show, and what only one of them has."""
    theirs = _by_column(pair)
    shared, alone, met = [], [], set()
    for wire in pair.wires:
        columns = (wire.column,) if wire.column else tuple(wire.columns)
        columns = tuple(column for column in columns if column not in APART)
        found = sorted({name for column in columns for name in theirs.get(column, ())})
        if found:
            met.update(found)
            shared.append((f"`{wire.name}`", ", ".join(f"`{name}`" for name in found)))
        else:
            alone.append(wire.name)
    named = {key.name for key in pair.keys} | {field.name for field in pair.fields}
    others = sorted(named - met)
    return "\n\n".join(
        (
            f"**{pair.title}**",
            table(("Autodesk", "Procore"), shared),
            f"Autodesk alone: {_listed(alone)}.",
            f"Procore alone, or composed: {_listed(others)}.",
        )
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _by_column(pair: Pair) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key in pair.keys:
        for column in key.reads or COMPOSED.get(key.name, ()):
            found.setdefault(column, set()).add(key.name)
    for field in pair.fields:
        if not field.ignored:
            found.setdefault(field.column, set()).add(field.name)
    return found


def pairs() -> Iterable[Pair]:
    """What both doors show, in the order of the page."""
    yield Pair(
        "A potential change order",
        CHANGE_ORDERS["pco"].rows,
        (*potentials.DETAILED.keys, *change_orders.DETAILED.keys),
        (*potential_writes.EDIT, *change_order_writes.FIELDS["budget"]),
    )
    yield Pair(
        "A request to the owner",
        CHANGE_ORDERS["rco"].rows,
        requests.DETAILED.keys,
        request_writes.FIELDS,
    )
    for kind, title in (("oco", "An owner's order"), ("sco", "A supplier's order")):
        yield Pair(
            title,
            CHANGE_ORDERS[kind].rows,
            (*packages.DETAILED.keys, *batches.DETAILED.keys),
            (*package_writes.FIELDS, *batch_writes.FIELDS),
        )
    yield Pair("A question to a supplier", CHANGE_ORDERS["rfq"].rows, rfqs.LISTED.keys)
    yield Pair("A cost item, as a line", COST_ITEM.rows, lines.LISTED.keys, line_fields.FIELDS)
    yield Pair(
        "A contract with a supplier",
        CONTRACT.rows,
        contracts.DETAILED.keys,
        tuple(field for fields in contract_fields.FIELDS.values() for field in fields),
    )
    yield Pair(
        "The contract with the owner",
        MAIN_CONTRACT.rows,
        prime_contracts.DETAILED.keys,
        prime_fields.FIELDS,
    )
    yield Pair(
        "A row of a contract's schedule of values",
        SCHEDULE_OF_VALUE.rows,
        (),
        contract_lines.FIELDS,
    )


# -- the page -------------------------------------------------------------------------------------


def section() -> str:
    """All of it, between its marks."""
    return "\n\n".join(
        (
            BEGIN,
            "## One ledger, two vocabularies",
            "What one door writes the other shows. A kind, field or word without a counterpart "
            f"(`{NONE}`) is kept and cannot be seen or written through the other door.",
            "### Kinds",
            kinds(),
            "### States",
            states(),
            "### Amounts",
            amounts(),
            "### Fields",
            "Ids are UUIDs in Autodesk's door and integers in Procore's, and both stay. `number` "
            "is the project's in Autodesk's door and the contract's in Procore's: two numbers. "
            "Attachments and custom attributes are the same in both; comments are Autodesk's.",
            *(fields_of(pair) for pair in pairs()),
            END,
        )
    )


def with_section(page: str) -> str:
    """The page with its section written anew; a page without one gets it at its end."""
    before, begin, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before.rstrip()}\n\n{section()}\n{after.lstrip() if begin else ''}"


if __name__ == "__main__":
    old = PAGE.read_text("utf-8")
    new = with_section(old)
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if new == old else "run: python -m scripts.correspondence")
    PAGE.write_text(new, "utf-8")
