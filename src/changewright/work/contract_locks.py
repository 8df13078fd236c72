"""What a commitment that is approved or complete keeps: its supplier, its schedule of values, and
its approval as long as approved orders stand on it.

A project's settings say whether (procore.md §2.11 [doc]); moved out of these states it is free.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from changewright.core.contract_states import is_awaited, is_settled
from changewright.core.errors import Conflict, Locked, Problem
from changewright.core.kinds import STATE
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract
from changewright.core.rules import BOOKKEEPING

from .unit import Unit

PARTIES = frozenset({"company_id"})
APPROVED_STATES = [state.name for state in STATE.values() if state.phase == "approved"]
WHY = "the contract is approved or complete"


def refuse_settled_parties(unit: Unit, contract: Contract, changes: Mapping[str, Any]) -> None:
    """Raise `Locked` where the supplier would change while the contract is and stays settled."""
    if not _holds(unit, contract) or not is_settled("cost", changes.get("status", contract.status)):
        return
    _refuse(PARTIES & changes.keys())


def refuse_settled_rows(unit: Unit, contract: Contract, columns: Iterable[str]) -> None:
    """Raise `Locked` where these columns of a row of the contract's schedule would change."""
    if _holds(unit, contract):
        _refuse(frozenset(columns) - BOOKKEEPING)


def refuse_settled_schedule(unit: Unit, contract: Contract, what: str) -> None:
    """Raise `Locked` where a row would come or go; `what` says which."""
    if _holds(unit, contract):
        raise Locked(f"{what}: {WHY}")


async def refuse_fall(unit: Unit, contract: Contract, changes: Mapping[str, Any]) -> None:
    """Raise `Conflict` where a contract would wait for its approval again while approved change
    orders stand on it, in a project whose commitments are approved before their change orders
    (procore.md §1.7). It may still be terminated or void."""
    status = changes.get("status", contract.status)
    if not unit.settings.commitment_first or not is_awaited("cost", status):
        return
    if is_awaited("cost", contract.status):
        return
    orders = await unit.read.where(
        ChangeOrder, limit=1, kind="sco", contract_id=contract.id, cost_state=APPROVED_STATES
    )
    if orders:
        detail = "change orders on this contract are approved; take back their approval first"
        raise Conflict(detail, Problem("status", "rule", detail))


def _holds(unit: Unit, contract: Contract) -> bool:
    return unit.settings.contract_locks and is_settled("cost", contract.status)


def _refuse(columns: frozenset[str]) -> None:
    if columns:
        problems = (
            Problem(column, "rule", f"{column} cannot be changed: {WHY}")
            for column in sorted(columns)
        )
        raise Locked(WHY, *problems)
