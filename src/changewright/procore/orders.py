"""Requests and orders of a contract: what packages, batches and requests have in common.

They are documents of the kinds that have one side (core-model.md §1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.errors import NotFound
from changewright.core.kinds import KIND, Track
from changewright.core.query import Condition
from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge.fragments import Hop, Path, Row
from changewright.work.screening import named
from changewright.work.unit import LedgerReader

from .fields import Key, Rendering, Rows, folded_part, values_on
from .items import COLUMNS as ITEM
from .items import counted, is_executed, total_of
from .place import Place
from .wire import seconds
from .words import shown_as

NOTHING = Condition("id", "any", ())
"""A list of nothing."""

PACKAGES: Mapping[Track, str] = {"budget": "oco", "cost": "sco"}
REQUESTS: Mapping[Track, str] = {"budget": "rco", "cost": "scr"}
"""The kinds of the layers by side."""
COLUMNS: Mapping[Track, str] = {"budget": "main_contract_id", "cost": "contract_id"}
"""What names the contract of a side's documents."""
TYPES: Mapping[str, str] = {
    "oco": "PrimeContractChangeOrder",
    "sco": "CommitmentContractChangeOrder",
}
"""What Procore calls the packages of each kind."""


_SIDE: Mapping[str, Track] = {
    name: kind.tracks[0] for name, kind in KIND.items() if len(kind.tracks) == 1
}


def side_of(kind: str) -> Track:
    """The one side of a request or an order."""
    return _SIDE[kind]


def contract_of(
    rendering: Rendering, kind: str, contract_id: int | None, main_contract_id: int | None
) -> int | None:
    """The contract a document amends; an owner's without one amends the default."""
    if side_of(kind) == "cost":
        return contract_id
    return main_contract_id or rendering.settings.default_main_contract_id


def contract_id_of(rendering: Rendering, document: ChangeOrder) -> int | None:
    """The same of a document as the ledger holds it."""
    return contract_of(rendering, document.kind, document.contract_id, document.main_contract_id)


def number_of(contract_number: str | None, number: str) -> str:
    """The number within the contract; of rows loaded without one, the container's."""
    return contract_number or number


# -- lists ----------------------------------------------------------------------------------------


def of_contracts(place: Place, side: Track, ids: tuple[int, ...]) -> Condition:
    """The documents of a side that amend these contracts."""
    with_default = side == "budget" and place.settings.default_main_contract_id in ids
    return Condition(COLUMNS[side], "any", (*ids, None) if with_default else ids)


async def side_of_contract(read: LedgerReader, contract_id: int) -> Track | None:
    """The side of a contract, None where there is none with this id."""
    if await named(read, Contract, contract_id) is not None:
        return "cost"
    return None if await named(read, MainContract, contract_id) is None else "budget"


def no_contract(contract_id: int) -> NotFound:
    return NotFound(f"There is no contract {contract_id} here.")


# -- keys -----------------------------------------------------------------------------------------


def status(shown: Mapping[str, str]) -> Key:
    """The status in these words, by the tiers of the side and by the package that it is in."""

    def compose(
        rendering: Rendering,
        kind: str,
        budget: str | None,
        cost: str | None,
        package_id: int | None,
    ) -> str:
        side = side_of(kind)
        state = budget if side == "budget" else cost
        return shown_as(shown, kind, state, rendering.tiers(side), package_id is not None)

    columns = ("kind", "budget_state", "cost_state", "package_id")
    return Key(name="status", columns=columns, compose=compose, nullable=False)


def _executed(_: Rendering, budget: str | None, cost: str | None, flag: bool) -> bool:
    return is_executed(budget, cost, flag)


def _reviewed_at(_: Rendering, reviewed: str | None, approved: str | None) -> str | None:
    return seconds(reviewed or approved)


ID = Key(name="id", column="id", type="integer", nullable=False)
CONTRACT_ID = Key(
    name="contract_id",
    type="integer",
    columns=("kind", "contract_id", "main_contract_id"),
    compose=contract_of,
    nullable=False,
)
CREATED_AT = Key(name="created_at", column="created_at", type="instant", nullable=False)
UPDATED_AT = Key(name="updated_at", column="updated_at", type="instant", nullable=False)
DELETED_AT = Key(name="deleted_at", column="deleted_at", type="instant")
DUE_DATE = Key(name="due_date", column="due_date", type="day")
DUE_AT = Key(name="due_date", column="due_date", type="midnight")
INVOICED_DATE = Key(name="invoiced_date", column="invoiced_date", type="day")
PAID_DATE = Key(name="paid_date", column="paid_date", type="day")
SIGNED = Key(name="signed_change_order_received_date", column="signed_at", type="day")
COMPLETION = Key(
    name="revised_substantial_completion_date",
    column="proposed_revised_completion_date",
    type="day",
)
NUMBER = Key(
    name="number",
    columns=("contract_number", "number"),
    compose=lambda _, contract_number, number: number_of(contract_number, number),
    nullable=False,
    description="The number within the contract.",
)
TITLE = Key(name="title", columns=("name",), compose=lambda _, name: name or None)
DESCRIPTION = Key(name="description", column="description")
REVISION = Key(name="revision", column="issue_number", type="integer", nullable=False)
POSITION = Key(name="position", column="position", type="integer", nullable=False)
DAYS = Key(name="schedule_impact_amount", column="schedule_change", type="integer")
PRIVATE = Key(name="private", column="private", type="boolean", nullable=False)
EXECUTED = Key(
    name="executed",
    type="boolean",
    columns=("budget_state", "cost_state", "executed_flag"),
    compose=_executed,
    nullable=False,
)
REVIEWED_AT = Key(
    name="reviewed_at",
    type="instant",
    columns=("reviewed_at", "approved_at"),
    compose=_reviewed_at,
    description="When it was reviewed, else when it was approved.",
)
REVIEW_NOTES = Key(name="review_notes", column="review_notes")
TYPE = Key(name="type", columns=("kind",), compose=lambda _, kind: TYPES[kind], nullable=False)
ORIGIN_CODE = Key(name="origin_code", column="origin_code")
ORIGIN_DATA = Key(name="origin_data", column="origin_data")
ORIGIN_ID = Key(name="origin_id", column="origin_id")
CREATED_BY_ID = Key(name="created_by_id", column="created_by", type="integer")
CREATOR = Key(name="creator", column="created_by", type="user")
GRAND_TOTAL = Key(
    name="grand_total", part="held", nullable=False, description="The sum of its lines."
)
CURRENCY = Key(name="currency_configuration", type="object", part="held", nullable=False)
CONTRACT_VENDOR = Key(name="contract", type="object", part="held", nullable=False)


# -- what is made of other rows ------------------------------------------------------------------

DEFAULT_CONTRACT = Hop(
    MainContract, "container_id", "container_id", (("is_default", "true"),), of=0, is_only=True
)
"""From a document to the contract that orders of the owner's amend which name none."""

_OWN = ("kind", "main_contract_id")
_COMMITMENT = ("currency", "company_id")
_PRIME = ("currency", "owner_company_id")

HELD = Path(
    (
        Hop(Membership, "change_order_id"),
        Hop(CostItem, "id", "cost_item_id"),
        Hop(Contract, "id", "contract_id", of=0),
        Hop(MainContract, "id", "main_contract_id", of=0),
        DEFAULT_CONTRACT,
    ),
    (
        *values_on(0, _OWN),
        *values_on(3, _COMMITMENT),
        *values_on(4, _PRIME),
        *values_on(5, _PRIME),
        *values_on(2, ITEM),
    ),
    least=0,
)
"""From a document to its items and to its contract."""


def _tell(one: Row, many: Rows, rendering: Rendering) -> dict[str, Any]:
    kind, main_contract_id, *contracts = one
    side = side_of(kind)
    commitment, prime, default = contracts[:2], contracts[2:4], contracts[4:]
    if side == "budget":
        commitment = default if main_contract_id is None else prime
    currency, company_id = commitment
    return {
        "grand_total": total_of(side, counted(side, many)),
        "currency_configuration": {"currency_iso_code": currency or rendering.settings.currency},
        "contract": {"vendor": rendering.company(company_id)},
    }


def _tell_without_vendor(one: Row, many: Rows, rendering: Rendering) -> dict[str, Any]:
    told = _tell(one, many, rendering)
    del told["contract"]
    return told


WITH_VENDOR = folded_part(HELD, _tell)
WITHOUT_VENDOR = folded_part(HELD, _tell_without_vendor)
