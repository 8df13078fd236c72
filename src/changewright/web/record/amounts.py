"""What a document comes to on a side: of each line the most mature amount, as on its form."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from changewright.core.exchange import counts_in_project, in_contract_currency, in_project_currency
from changewright.core.kinds import Track, phase_of
from changewright.core.lifecycle import STAGE, is_active, state_of
from changewright.core.money import ZERO, Decimal
from changewright.core.records import ChangeOrder, CostItem


def side_amount(
    document: ChangeOrder, items: Iterable[CostItem], track: Track, hidden: Collection[str]
) -> Decimal | None:
    """The sum over the active lines, in the currency that the document counts in; None without a
    price. Who does not see all amounts sees the document's own total, of those he sees."""
    if not frozenset(STAGE[track]).isdisjoint(hidden):
        return own_total(document, track, hidden)
    is_approved = phase_of(state_of(document, track)) == "approved"
    total: Decimal | None = None
    for item in items:
        if not is_active(item, track) or not _counts(item, track, is_approved):
            continue
        value = line_amount(item, track, document.kind)
        if value is not None:
            total = (total or ZERO) + value
    return total


def own_total(document: ChangeOrder, track: Track, hidden: Collection[str]) -> Decimal | None:
    """The most mature of the document's totals that the caller sees."""
    shown = (getattr(document, name) for name in STAGE[track] if name not in hidden)
    return next((value for value in shown if value is not None), None)


def _counts(item: CostItem, track: Track, is_approved: bool) -> bool:
    state = state_of(item, track)
    return phase_of(state) == "approved" if is_approved else state != "contracted"


def line_amount(item: CostItem, track: Track, kind: str) -> Decimal | None:
    """The most mature amount of a line, in the currency that a document of the kind counts in."""
    for name in STAGE[track]:
        value: Decimal | None = getattr(item, name)
        if value is None:
            continue
        if counts_in_project(kind):
            return in_project_currency(item, name, value)
        return in_contract_currency(item, name, value)
    return None
