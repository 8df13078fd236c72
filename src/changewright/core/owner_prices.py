"""What an owner is shown as the price of each line, where markups are hidden from him. Pure.

He pays them, so they are in the totals of his documents; a total that is more than its lines would
tell what was hidden. So each line is shown with what the markup put on it, and the prices of the
lines add up to the total (field.md §4.1: shown or hidden to the owner).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from .money import AMOUNT_PLACES, Decimal, round_places, split, sum_amounts

CENTS = 2


class Hidden(msgspec.Struct, frozen=True):
    """A markup that is hidden: what it comes to, and what of it fell to which line."""

    amount: Decimal
    pieces: Mapping[int, Decimal] = {}


def prices(lines: Mapping[int, Decimal], hidden: Iterable[Hidden]) -> dict[int, Decimal]:
    """Line → what is shown for it: its amount with its share of what is hidden. Nothing where
    nothing is hidden; the shares add up to it exactly. Without lines there is nowhere to show it.
    """
    shares: dict[int, Decimal] = {}
    for one in hidden:
        if not one.amount or not lines:
            continue
        for key, piece in _shares(one, lines).items():
            shares[key] = shares.get(key, Decimal(0)) + piece
    return {key: lines[key] + shares[key] for key in shares} if shares else {}


def _shares(hidden: Hidden, lines: Mapping[int, Decimal]) -> Mapping[int, Decimal]:
    """What fell to each line; where that is not all of it (a line is elsewhere, an amount was typed
    over), all of it by the lines' sizes."""
    own = {key: piece for key, piece in hidden.pieces.items() if key in lines}
    if sum_amounts(own.values()) == hidden.amount:
        return own
    places = CENTS if round_places(hidden.amount, CENTS) == hidden.amount else AMOUNT_PLACES
    sizes = [abs(amount) for amount in lines.values()]
    return dict(zip(lines, split(hidden.amount, sizes, places), strict=True))
