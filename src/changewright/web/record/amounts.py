"""What a document comes to on a side: of each line the most mature amount, as on its form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from changewright.core.book import AMOUNTS, STAGE, is_active, state_of
from changewright.core.exchange import (
    counts_in_project,
    in_contract_currency,
    in_project_currency,
    is_of_contract,
)
from changewright.core.kinds import Track, phase_of
from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem


class Told(NamedTuple):
    """What a document comes to, None without a price, and whether that is in the currency of its
    contract; else it is in the project's."""

    amount: Decimal | None
    of_contract: bool


def side_amount(
    document: ChangeOrder, items: Iterable[CostItem], track: Track, hidden: Collection[str]
) -> Told:
    """The sum over the active lines. Who does not see all amounts sees the document's own total, of
    those he sees."""
    if not frozenset(STAGE[track]).isdisjoint(hidden):
        return own_total(document, track, hidden)
    is_approved = phase_of(state_of(document, track)) == "approved"
    counted = [item for item in items if is_active(item, track)]
    counted = [item for item in counted if _counts(item, track, is_approved)]
    of_contract = _is_of_contract(document, counted, track)
    total: Decimal | None = None
    for item in counted:
        value = _line_amount(item, track, of_contract)
        if value is not None:
            total = (total or ZERO) + value
    return Told(total, of_contract)


def own_total(document: ChangeOrder, track: Track, hidden: Collection[str]) -> Told:
    """The most mature of the document's totals that the caller sees."""
    for name in STAGE[track]:
        value: Decimal | None = getattr(document, name)
        if name not in hidden and value is not None:
            return Told(value, is_of_contract(document.kind, name))
    return Told(None, not counts_in_project(document.kind))


def currencies_of(
    document: ChangeOrder, own: str | None, project: str | None, hidden: Collection[str]
) -> dict[str, str | None]:
    """The currency of each of a document's totals that the caller sees; `own` is that of its
    contract."""
    shown = (name for name in AMOUNTS if name not in hidden)
    return {name: own if is_of_contract(document.kind, name) else project for name in shown}


def _is_of_contract(document: ChangeOrder, items: Sequence[CostItem], track: Track) -> bool:
    """Whether all prices belong to the document's contract, whose currency they are brought to. Of
    lines about which several suppliers are asked some are another's, or as yet nobody's; their
    rates say what they are in the project's currency alone."""
    if counts_in_project(document.kind) or document.contract_id is None:
        return False
    priced = (item for item in items if _source(item, track) is not None)
    return all(item.contract_id == document.contract_id for item in priced)


def _counts(item: CostItem, track: Track, is_approved: bool) -> bool:
    state = state_of(item, track)
    return phase_of(state) == "approved" if is_approved else state != "contracted"


def _source(item: CostItem, track: Track) -> str | None:
    """The most mature amount of a line that is set."""
    return next((name for name in STAGE[track] if getattr(item, name) is not None), None)


def _line_amount(item: CostItem, track: Track, of_contract: bool) -> Decimal | None:
    name = _source(item, track)
    if name is None:
        return None
    counted = in_contract_currency if of_contract else in_project_currency
    return counted(item, name, getattr(item, name))
