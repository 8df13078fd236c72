"""Cost codes and markups: what a budget code is made of, and what is added on top of a price.

A budget code (`Budget`) joins a cost code with a cost type, which is an entry of a company list
(core-model.md §7).
"""

from __future__ import annotations

from typing import ClassVar

from .money import Price
from .records import External, Json, Record


class CostCode(External, frozen=True, kw_only=True):
    """A node of the tree of cost codes. `full_code` is the codes from the top down to this one,
    joined; `standard_cost_code_id` names the row of a company's standard list it was made from."""

    TABLE: ClassVar[str] = "cost_code"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("full_code",),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("parent_id",),)

    parent_id: int | None = None
    code: str
    full_code: str
    name: str
    position: int = 0
    standard_cost_code_id: int | None = None


class Markup(Record, frozen=True, kw_only=True):
    """A percentage that comes on top, of a contract or of one potential change (procore.md §2.10).

    `holder_kind` is contract, main_contract or face; `markup_set` says whether it is worked out per
    line (horizontal) or on the subtotal. A face's are worked out on its lines; a contract's begin
    with change_orders_ and are what its changes begin with, since its own lines bear none.
    `compound_type` is above, selective or none, `compound_selections` the ids of the markups it
    compounds; `conditions` say which lines it applies to.
    """

    TABLE: ClassVar[str] = "markup"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("holder_kind", "holder_id"),)

    holder_kind: str
    holder_id: int
    markup_set: str
    name: str
    percentage: Price
    position: int = 0
    applies_to_all: bool = True
    compound_type: str | None = None
    compound_selections: Json = ()
    conditions: Json = ()
    budget_id: int | None = None
    prime_line_item_id: int | None = None
    tax_code_ids: Json = ()
