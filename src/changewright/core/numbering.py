"""Numbers: of a kind in a container (Autodesk) and of a layer of a contract (Procore).

Two different labels (core-model.md §4). Both are counted by sequences named here; a sequence's
next value is taken inside the unit that uses it, so automatic numbers have no gaps.
"""

from __future__ import annotations

import re

from .records import ChangeOrderType

CONTRACT_NUMBER_DIGITS = 3
COST_ITEM_DIGITS = 4
COUNTED_DIGITS_MAXIMUM = 12

# From here on a sequence of a contract counts records whose numbers follow one that was typed.
TYPED = 1 << 40
_COUNTED = re.compile(r"(?s)(.*?)([0-9]+)")


def container_sequence(kind: str) -> str:
    """The sequence behind the container number of a kind, or of `cost_item`."""
    return f"number:{kind}"


def contract_sequence(contract_id: int, side: str, layer: str) -> str:
    """The sequence behind Procore's number of a layer (pco, request, package) of a contract."""
    return f"contract:{side}:{contract_id}:{layer}"


def typed_sequence(sequence: str) -> str:
    """Holds the id of the record whose typed number the next ones of the sequence follow."""
    return f"{sequence}:typed"


def scheme_sequence(sequence: str, prefix: str) -> str:
    """Counts the numbers of a contract that begin with a prefix somebody typed."""
    return f"{sequence}:scheme:{prefix}"


def counted(number: str) -> tuple[str, int, int] | None:
    """A number that can be counted on, as prefix, value and digits: `CO-07` is ("CO-", 7, 2)."""
    found = _COUNTED.fullmatch(number)
    if found is None or len(found[2]) > COUNTED_DIGITS_MAXIMUM:
        return None
    return found[1], int(found[2]), len(found[2])


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
