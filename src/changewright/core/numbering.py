"""Numbers: of a kind in a container (Autodesk) and of a layer of a contract (Procore).

Two different labels (core-model.md §4). Both are counted by sequences named here; a sequence's
next value is taken inside the unit that uses it, so automatic numbers have no gaps.
"""

from __future__ import annotations

from .records import ChangeOrderType

CONTRACT_NUMBER_DIGITS = 3
COST_ITEM_DIGITS = 4


def container_sequence(kind: str) -> str:
    """The sequence behind the container number of a kind, or of `cost_item`."""
    return f"number:{kind}"


def contract_sequence(contract_id: int, side: str, layer: str) -> str:
    """The sequence behind Procore's number of a layer (pco, request, package) of a contract."""
    return f"contract:{side}:{contract_id}:{layer}"


def approval_sequence(contract_id: int, side: str) -> str:
    """The sequence of approvals on a contract; a value once given is not given again."""
    return f"approval:{side}:{contract_id}"


def compose(definition: ChangeOrderType, value: int) -> str:
    """Prefix + zero-padded value + suffix, e.g. `0001` or `INT-001-XYZ` (autodesk.md §2.8)."""
    return (
        f"{definition.number_prefix}{value:0{definition.number_digits}d}{definition.number_suffix}"
    )


def contract_number(value: int) -> str:
    """`001`, `002`, … as Procore numbers automatically (procore.md §1.7)."""
    return f"{value:0{CONTRACT_NUMBER_DIGITS}d}"
