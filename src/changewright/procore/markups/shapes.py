"""What a markup shows (Appendix A, Financial markups)."""

from __future__ import annotations

from typing import Any

import msgspec

from changewright.core.records import Face
from changewright.core.records_codes import Markup
from changewright.edge.fragments import Path

from ..budget_codes import CODE_HOPS, Coded, code_values, taken_apart
from ..fields import Key, Rendering, Resource, Rows, part
from ..wire import decimal_text

CONTRACT, CHANGE = "Contract", "PotentialChangeOrder"
HOLDER_TYPES = (CONTRACT, CHANGE)


def _json(value: Any) -> list[Any]:
    """A column of structured text: text as lists read it, values as a unit has them."""
    return list(msgspec.json.decode(value) if isinstance(value, str) else value or ())


def _compound(_: Rendering, kind: str | None, selections: Any) -> dict[str, Any]:
    return {"type": kind, "selections": _json(selections)}


def _tell_code(rows: Rows, rendering: Rendering) -> dict[str, Any]:
    """The budget code that the markup's money goes to, with what it is made of."""
    if not rows:
        return {"wbs_code": None}
    return {"wbs_code": taken_apart(rendering, Coded(*rows[0]))}


KEYS = (
    Key(name="id", column="id", type="integer", nullable=False),
    Key(name="applies_to_all", column="applies_to_all", type="boolean", nullable=False),
    Key(
        name="compound",
        columns=("compound_type", "compound_selections"),
        compose=_compound,
        type="object",
        nullable=False,
    ),
    Key(name="holder_id", column="holder_id", type="integer", nullable=False),
    Key(
        name="holder_type",
        columns=("holder_kind",),
        compose=lambda _, kind: CHANGE if kind == Face.TABLE else CONTRACT,
        nullable=False,
    ),
    Key(
        name="markup_conditions",
        columns=("conditions",),
        compose=lambda _, conditions: _json(conditions),
        type="array",
        nullable=False,
    ),
    Key(name="markup_set", column="markup_set", nullable=False),
    Key(name="name", column="name", nullable=False),
    Key(
        name="percentage",
        columns=("percentage",),
        compose=lambda _, percentage: decimal_text(percentage),
        nullable=False,
    ),
    Key(name="position", column="position", type="integer", nullable=False),
    Key(name="prime_line_item_id", column="prime_line_item_id", type="integer"),
    Key(name="project_id", column="container_id", type="integer", nullable=False),
    Key(
        name="tax_code_ids",
        columns=("tax_code_ids",),
        compose=lambda _, ids: _json(ids),
        type="array",
        nullable=False,
    ),
    Key(name="wbs_code", type="object", part="code"),
)
PARTS = {"code": part(Path(CODE_HOPS, code_values(1), ((3, "id"),), least=1), _tell_code)}
MARKUP = Resource("markup", Markup, KEYS, PARTS)
