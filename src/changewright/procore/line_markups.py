"""What markups of a set put on the lines of a change, as a line shows it (procore.md §2.10)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from changewright.core.book import STAGE
from changewright.core.kinds import Track
from changewright.core.money import Decimal, amount_text

from .wire import decimal_text, seconds


class Applied(NamedTuple):
    """What a row says of the markup that made its item: what it came to, and the markup itself,
    which is none where the item is of a formula. `face_id` is the change whose set it is of."""

    id: int
    face_id: int
    workings: Any
    created_at: str
    updated_at: str
    markup_id: int | None
    position: int | None
    markup_set: str | None
    name: str | None
    percentage: str | None
    compound_type: str | None
    budget_id: int | None
    markup_created_at: str | None
    markup_updated_at: str | None
    tax_code_ids: Any

    @property
    def place(self) -> tuple[str, int, int]:
        """Horizontal ones come before vertical ones, each as they were worked out."""
        return (self.markup_set or "", self.position or 0, self.id)


class _Working(msgspec.Struct):
    pieces: dict[str, str] = {}


_read = msgspec.json.Decoder(dict[str, _Working]).decode


@lru_cache(maxsize=64)
def _read_text(workings: str) -> dict[str, _Working]:
    """A text of them is asked once for each line."""
    return _read(workings)


def piece_on(applied: Applied, side: Track, item_id: int) -> Decimal | None:
    """What of a markup fell to a line: of the most mature amount that it was worked out for."""
    given = applied.workings
    workings = (
        _read_text(given)
        if isinstance(given, str)
        else msgspec.convert(given or {}, dict[str, _Working])
    )
    for amount in STAGE[side]:
        if amount in workings:
            piece = workings[amount].pieces.get(str(item_id))
            return None if piece is None else Decimal(piece)
    return None


def taxes_of(applied: Applied) -> list[int]:
    """The codes of the taxes on what a markup comes to."""
    given = applied.tax_code_ids
    return list(msgspec.json.decode(given) if isinstance(given, str) else given or ())


def tell_markup(applied: Applied, piece: Decimal, code: Mapping[str, Any]) -> dict[str, Any]:
    """One of `markup_line_items`. `code` is that of the item the markup made; it is shown where
    the markup has a destination of its own."""
    has_own = applied.budget_id is not None
    return {
        "id": applied.id,
        "amount": decimal_text(amount_text(piece)),
        "created_at": seconds(applied.created_at),
        "updated_at": seconds(applied.updated_at),
        "markup": {
            "id": applied.markup_id,
            "position": applied.position,
            "markup_set": applied.markup_set,
            "name": applied.name,
            "percentage": decimal_text(applied.percentage),
            "compounds_markups_above": applied.compound_type is not None,
            "created_at": seconds(applied.markup_created_at),
            "updated_at": seconds(applied.markup_updated_at),
            "wbs_code_id": applied.budget_id,
            "destination_cost_code": code["cost_code"] if has_own else None,
            "destination_line_item_type": code["line_item_type"] if has_own else None,
            "desitination_budget_line_item_id": applied.budget_id,
            "destination_sub_job": None,
        },
    }
