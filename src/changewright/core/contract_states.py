"""The states of contracts: one small set for each side, fine enough for both vendors' words.

Each door projects them to its own words (core-model.md §7). There are no moves to be asked for: a
contract enters any state that its door has a word for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from .kinds import Track

WORK_ORDER = "work_order"
PURCHASE_ORDER = "purchase_order"


class ContractState(msgspec.Struct, frozen=True, kw_only=True):
    """`awaited`: the contract has yet to be approved. `standing`: it holds, so that change orders
    can be made on it. `settled`: its parties and its schedule of values are agreed, and stay as
    they are where a project's settings say so. `executed`: signed by all."""

    name: str
    awaited: bool = False
    standing: bool = False
    settled: bool = False
    executed: bool = False


_S = ContractState

COMMITMENT_STATES: tuple[ContractState, ...] = (
    _S(name="draft", awaited=True),
    _S(name="pending", awaited=True),
    _S(name="inReview", awaited=True),
    _S(name="submitted", awaited=True),
    _S(name="revise", awaited=True),
    _S(name="sent", awaited=True),
    _S(name="partially_received"),
    _S(name="received"),
    _S(name="signed", standing=True, settled=True),
    _S(name="executed", standing=True, settled=True, executed=True),
    _S(name="closed", standing=True, settled=True),
    _S(name="terminated"),
    _S(name="void"),
)
PRIME_STATES: tuple[ContractState, ...] = (
    _S(name="draft", awaited=True),
    _S(name="pending", awaited=True),
    _S(name="review", awaited=True),
    _S(name="out_for_signature", awaited=True),
    _S(name="approved", standing=True, settled=True),
    _S(name="signed", standing=True, settled=True),
    _S(name="executed", standing=True, settled=True, executed=True),
    _S(name="closed", standing=True, settled=True),
    _S(name="terminated"),
)
STATES: dict[Track, dict[str, ContractState]] = {
    "cost": {state.name: state for state in COMMITMENT_STATES},
    "budget": {state.name: state for state in PRIME_STATES},
}

# How people and programs write the type of a purchase order, without capitals and signs.
_PURCHASE_ORDERS = frozenset({"purchaseorder", "purchaseordercontract", "purchase", "po"})


def form_of(type: str | None) -> str:
    """Whether a commitment of this type, which is free text, is a work order or a purchase order;
    a work order unless it says otherwise (core-model.md §7)."""
    letters = "".join(letter for letter in (type or "").lower() if letter.isalpha())
    return PURCHASE_ORDER if letters in _PURCHASE_ORDERS else WORK_ORDER


def is_standing(side: Track, status: str) -> bool:
    """Whether a contract in this state holds, so that change orders can be made on it."""
    state = STATES[side].get(status)
    return state is not None and state.standing


def is_settled(side: Track, status: str) -> bool:
    """Whether parties and schedule of values of a contract in this state are agreed."""
    state = STATES[side].get(status)
    return state is not None and state.settled


def is_awaited(side: Track, status: str) -> bool:
    """Whether a contract in this state has yet to be approved."""
    state = STATES[side].get(status)
    return state is not None and state.awaited


def is_executed(status: str, flag: bool) -> bool:
    """Whether a contract counts as signed by all: by its state, or because somebody said so."""
    return flag or status == "executed"


def with_execution(side: Track, flag: bool, fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` with the flag that a new status brings along, unless they say it themselves: set
    where the contract becomes executed, gone where it no longer stands."""
    state = STATES[side].get(fields.get("status", ""))
    if state is None or "executed_flag" in fields:
        return dict(fields)
    return {**fields, "executed_flag": state.executed or (flag and state.standing)}
