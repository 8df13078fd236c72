"""The change orders that a contract's detail holds: packages, requests, potential changes.

procore.md §1.5: at one tier a contract shows its packages alone, at two its potential changes too,
at three also its requests. Requests come as a list in a list, as the vendor's schema has them
(§2.11), and so do the potential changes of a purchase order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, NamedTuple

from changewright.core.contract_states import PURCHASE_ORDER
from changewright.core.faces import shown_state
from changewright.core.kinds import KIND, Track
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.edge.fragments import Hop, PartShape, Path

from ..fields import Rendering, Rows, part, values_on
from ..wire import acronym_number, seconds
from ..words import CLASSIC, shown_as

PACKAGES: dict[Track, str] = {"cost": "sco", "budget": "oco"}
REQUESTS: dict[Track, str] = {"cost": "scr", "budget": "rco"}
PACKAGE_ACRONYMS: dict[Track, str] = {"cost": "CCO", "budget": "PCCO"}


def currency(rendering: Rendering, code: str | None) -> dict[str, Any]:
    """The currency of a contract that names none is the project's."""
    return {"currency_iso_code": code or rendering.settings.currency}


class Document(NamedTuple):
    """A request or package as its contract shows it, and whose it is."""

    own_id: int
    code: str | None
    id: int
    contract_id: int | None
    created_at: str
    due_date: str | None
    invoiced_date: str | None
    contract_number: str | None
    number: str
    origin_code: str | None
    origin_data: str | None
    origin_id: str | None
    paid_date: str | None
    reviewed_at: str | None
    signed_at: str | None
    title: str
    state: str | None
    package_id: int | None
    updated_at: str


def _document_values(side: Track) -> tuple[str, ...]:
    contract = "contract_id" if side == "cost" else "main_contract_id"
    return (
        *("id", contract, "created_at", "due_date", "invoiced_date", "contract_number"),
        *("number", "origin_code", "origin_data", "origin_id", "paid_date", "approved_at"),
        *("signed_at", "name", f"{side}_state", "package_id", "updated_at"),
    )


def _documents(side: Track, kind: str) -> Path:
    """The documents of a kind that amend a contract. An order of the owner's that names no contract
    amends the default, so all of the project's are read and told apart."""
    here, there = ("id", "contract_id") if side == "cost" else ("container_id", "container_id")
    return Path(
        (Hop(ChangeOrder, there, here, (("kind", kind),)),),
        (*values_on(0, ("id", "currency")), *values_on(1, _document_values(side))),
        ((1, "id"),),
    )


def _own(rows: Rows, rendering: Rendering) -> list[Document]:
    default = rendering.settings.default_main_contract_id
    found = (Document(*row) for row in rows)
    return [one for one in found if one.own_id == (one.contract_id or default)]


def _short(rendering: Rendering, one: Document, kind: str) -> dict[str, Any]:
    (side,) = KIND[kind].tracks
    return {
        "id": one.id,
        "created_at": seconds(one.created_at),
        "deleted_at": None,
        "due_date": one.due_date,
        "invoiced_date": one.invoiced_date,
        "number": one.contract_number or one.number,
        "paid_date": one.paid_date,
        "status": shown_as(
            CLASSIC, kind, one.state, rendering.tiers(side), one.package_id is not None
        ),
        "title": one.title or None,
        "updated_at": seconds(one.updated_at),
        "currency_configuration": currency(rendering, one.code),
    }


def _package(rendering: Rendering, one: Document, kind: str) -> dict[str, Any]:
    return {
        **_short(rendering, one, kind),
        "contract_id": one.own_id,
        "origin_code": one.origin_code,
        "origin_data": one.origin_data,
        "origin_id": one.origin_id,
        "reviewed_at": seconds(one.reviewed_at),
        "signed_change_order_received_date": one.signed_at,
    }


def _tell_packages(side: Track) -> Callable[[Rows, Rendering], dict[str, Any]]:
    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        shown = [_package(rendering, one, PACKAGES[side]) for one in _own(rows, rendering)]
        return {"change_order_packages": shown}

    return tell


def _tell_requests(side: Track) -> Callable[[Rows, Rendering], dict[str, Any]]:
    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        found = _own(rows, rendering) if rendering.tiers(side) == 3 else []
        shown = [
            {
                **_short(rendering, one, REQUESTS[side]),
                "change_order_package_id": one.package_id,
            }
            for one in found
        ]
        return {"change_order_requests": [shown] if shown else []}

    return tell


# -- potential changes ----------------------------------------------------------------------------


class Potential(NamedTuple):
    """A face of a contract, with one of its items and one document of that."""

    code: str | None
    id: int
    contract_id: int
    created_at: str
    due_date: str | None
    invoiced_date: str | None
    number: str
    paid_date: str | None
    face_reviewed_at: str | None
    package_id: int | None
    title: str
    own_contract_id: int | None
    state: str | None
    updated_at: str
    item_id: int | None
    item_contract_id: int | None
    is_active: bool | None
    item_state: str | None
    item_since: int | None
    order_id: int | None
    order_kind: str | None
    order_title: str | None
    order_contract_number: str | None
    order_number: str | None
    order_approved_at: str | None


def _potentials(side: Track) -> Path:
    return Path(
        (
            Hop(Face, "contract_id", where=(("side", side),)),
            Hop(ChangeOrder, "id", "change_order_id"),
            Hop(Membership, "change_order_id"),
            Hop(CostItem, "id", "cost_item_id"),
            Hop(Membership, "cost_item_id"),
            Hop(ChangeOrder, "id", "change_order_id"),
        ),
        (
            *values_on(0, ("currency",)),
            *values_on(1, ("id", "contract_id", "created_at", "due_date", "invoiced_date")),
            *values_on(1, ("number", "paid_date", "reviewed_at", "package_id")),
            *values_on(2, ("name", "contract_id", f"{side}_state", "updated_at")),
            *values_on(4, ("id", "contract_id", f"active_{side}", f"{side}_state")),
            *values_on(4, (f"{side}_state_revision",)),
            *values_on(6, ("id", "kind", "name", "contract_number", "number", "approved_at")),
        ),
        ((1, "id"), (4, "id"), (5, "id")),
        least=2,
    )


def _is_on_face(side: Track, row: Potential) -> bool:
    """Whether the row's item is one of this face (core-model.md §2)."""
    if row.item_id is None or not row.is_active:
        return False
    own = row.item_contract_id or row.own_contract_id
    return side == "budget" or own == row.contract_id


def _gathering(side: Track, tier: int, rows: Iterable[Potential]) -> Potential | None:
    """The document of a tier that holds the items; of several the one joined last."""
    found = None
    for row in rows:
        kind = None if row.order_kind is None else KIND[row.order_kind]
        if kind is not None and kind.tier == tier and kind.tracks == (side,):
            found = row
    return found


def _number(row: Potential | None) -> str | None:
    return None if row is None else row.order_contract_number or row.order_number


def _potential(
    side: Track, rendering: Rendering, rows: list[Potential], *, is_long: bool
) -> dict[str, Any]:
    first = rows[0]
    on_face = [row for row in rows if _is_on_face(side, row)]
    items = {row.item_id: row for row in on_face}.values()
    state = shown_state(
        (row.item_state or "draft", row.item_since or 0, row.item_id or 0) for row in items
    )
    package = _gathering(side, 3, on_face)
    told = {
        "id": first.id,
        "created_at": seconds(first.created_at),
        "due_date": first.due_date,
        "invoiced_date": first.invoiced_date,
        "number": first.number,
        "paid_date": first.paid_date,
        "reviewed_at": seconds(
            first.face_reviewed_at or (None if package is None else package.order_approved_at)
        ),
        "title": first.title or None,
        "status": shown_as(
            CLASSIC,
            "pco",
            state or first.state,
            rendering.tiers(side),
            first.package_id is not None,
        ),
        "updated_at": seconds(first.updated_at),
        "currency_configuration": currency(rendering, first.code),
    }
    if not is_long:
        return told | {"deleted_at": None}
    request = _gathering(side, 2, on_face) if rendering.tiers(side) == 3 else None
    return told | {
        "contract_id": first.contract_id,
        "change_order_request_title": None if request is None else request.order_title,
        "change_order_package_title": None if package is None else package.order_title,
        "potential_change_order_acronym_number": acronym_number("PCO", first.number),
        "change_order_request_acronym_number": (
            acronym_number("COR", _number(request)) if rendering.tiers(side) == 3 else ""
        ),
        "change_order_package_acronym_number": acronym_number(
            PACKAGE_ACRONYMS[side], _number(package)
        ),
        "change_order_tiers": rendering.tiers(side),
    }


def _tell_potentials(side: Track) -> Callable[[Rows, Rendering], dict[str, Any]]:
    def tell(rows: Rows, rendering: Rendering) -> dict[str, Any]:
        if rendering.tiers(side) == 1:
            return {"potential_change_orders": []}
        found = [Potential(*row[:-1]) for row in rows]
        forms = {row[-1] for row in rows}
        is_long = side == "cost" and forms == {PURCHASE_ORDER}
        shown = [
            _potential(side, rendering, list(group), is_long=is_long)
            for _, group in groupby(found, key=lambda row: row.id)
        ]
        return {"potential_change_orders": [shown] if shown and is_long else shown}

    return tell


def _with_form(path: Path, side: Track) -> Path:
    """The path, whose rows end in the contract's form, where contracts of the side have one."""
    column = "form" if side == "cost" else "code"
    return Path(path.hops, (*path.values, *values_on(0, (column,))), path.order, path.least)


def change_parts(side: Track) -> dict[str, PartShape]:
    """The three parts of a contract's detail."""
    return {
        "packages": part(_documents(side, PACKAGES[side]), _tell_packages(side)),
        "requests": part(_documents(side, REQUESTS[side]), _tell_requests(side)),
        "potentials": part(_with_form(_potentials(side), side), _tell_potentials(side)),
    }


CHANGES = ("change_order_packages", "change_order_requests", "potential_change_orders")


def _tell_presence(name: str) -> Callable[[Rows, Rendering], dict[str, Any]]:
    return lambda rows, _: {name: bool(rows)}


PRESENCE = {
    "has_packages": part(
        Path((Hop(ChangeOrder, "contract_id", "id", (("kind", "sco"),)),), values_on(1, ("id",))),
        _tell_presence("has_change_order_packages"),
    ),
    "has_potentials": part(
        Path((Hop(Face, "contract_id", where=(("side", "cost"),)),), values_on(1, ("id",))),
        _tell_presence("has_potential_change_orders"),
    ),
}
"""Whether a commitment of a list has any changes (procore.md §2.11)."""
