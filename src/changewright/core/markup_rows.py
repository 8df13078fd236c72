"""Steps, conditions and caps as they are kept with a formula, and back. Pure.

Numbers inside kept structures are text, so that no digit is lost. What users send is checked here,
each fault named by its place (`items[1].bands[0].rate`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from .errors import invalid
from .markup import Outcome, Worked
from .markup_lines import Condition, Logic
from .markup_steps import Band, Basis, Cap, Step, StepKind, Terms, Threshold
from .money import ZERO, Decimal, parse_amount, parse_price
from .records_markups import (
    MarkupFormula,
    MarkupFormulaItem,
    MarkupTerms,
    TaxFormulaItem,
    TaxItem,
)

Part = Literal["price", "amount", "integer", "boolean", "text", "conditions"]

BAND: Mapping[str, Part] = {"upto": "amount", "rate": "price", "credit_rate": "price"}
THRESHOLD: Mapping[str, Part] = {
    "size": "amount",
    "rate": "price",
    "credit_rate": "price",
    "inclusive": "boolean",
}
CAP: Mapping[str, Part] = {
    "percent": "price",
    "amount": "amount",
    "most_percentages": "integer",
    "party": "text",
    "conditions": "conditions",
    "refuses": "boolean",
}
NEEDED = {"rate", "size"}


# -- from what users send to what is kept ---------------------------------------------------------


def kept_rows(rows: object, parts: Mapping[str, Part], field: str) -> list[dict[str, Any]]:
    """A list of bands, thresholds or caps in its kept form. Raises `Invalid` naming the part."""
    kept = []
    for place, row in enumerate(_objects(rows, field)):
        where = f"{field}[{place}]"
        unknown = sorted(row.keys() - parts.keys())
        if unknown:
            detail = f"{unknown[0]} is none of {', '.join(parts)}"
            raise invalid(f"{where}.{unknown[0]}", "unknown", detail)
        values = {}
        for name, part in parts.items():
            value = _kept_part(row.get(name), part, f"{where}.{name}")
            if value is None and name in NEEDED:
                raise invalid(f"{where}.{name}", "missing", f"{name} must have a value")
            if value is not None:
                values[name] = value
        kept.append(values)
    return kept


def kept_conditions(rows: object, field: str) -> list[dict[str, Any]]:
    """Conditions in their kept form: `value` is always a list of texts."""
    kept = []
    for place, row in enumerate(_objects(rows, field)):
        where = f"{field}[{place}]"
        for name in ("column", "operator"):
            if not isinstance(row.get(name), str):
                raise invalid(f"{where}.{name}", "missing", f"{name} must be a text")
        value = row.get("value")
        values = value if isinstance(value, (list, tuple)) else [value]
        logic = row.get("logic") or "and"
        if logic not in ("and", "or"):
            raise invalid(f"{where}.logic", "choice", "logic is and or or")
        kept.append(
            {
                "column": row["column"],
                "operator": row["operator"],
                "value": [str(one) for one in values if one is not None],
                "logic": logic,
            }
        )
    return kept


def _objects(rows: object, field: str) -> Sequence[Mapping[str, Any]]:
    if rows is None:
        return []
    if not isinstance(rows, (list, tuple)):
        raise invalid(field, "type", f"{field} is a list")
    for place, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise invalid(f"{field}[{place}]", "type", "each element is an object")
    return rows


def _kept_part(value: Any, part: Part, where: str) -> Any:
    if value is None or value == "":
        return None
    if part == "conditions":
        return kept_conditions(value, where) or None
    if part == "boolean":
        if not isinstance(value, bool):
            raise invalid(where, "type", f"{where} is true or false")
        return value
    if part == "integer":
        if isinstance(value, bool) or not isinstance(value, int):
            raise invalid(where, "type", f"{where} is a whole number")
        return value
    if part == "text":
        if not isinstance(value, str):
            raise invalid(where, "type", f"{where} is a text")
        return value
    number = parse_price(value, where) if part == "price" else parse_amount(value, where)
    return None if number is None else f"{number.normalize():f}"


# -- from what is kept to the engine's rows -------------------------------------------------------


def step_of(
    item: MarkupFormulaItem, *, amount: Decimal | None = None, destination: int | None = None
) -> Step:
    """The step that an item is. `amount` is what was given for a variable one."""
    given = item.amount if amount is None else amount
    return Step(
        key=item.id,
        name=item.name,
        kind=cast("StepKind", item.type),
        amount=given if given is not None else ZERO,
        credit_amount=item.credit_amount,
        basis=cast("Basis", item.basis),
        selected=tuple(item.selected),
        with_direct=item.with_direct,
        conditions=conditions_of(item.conditions),
        bands=tuple(
            Band(
                upto=number(row, "upto"),
                rate=number(row, "rate") or ZERO,
                credit_rate=number(row, "credit_rate"),
            )
            for row in item.bands
        ),
        thresholds=tuple(
            Threshold(
                size=number(row, "size") or ZERO,
                rate=number(row, "rate") or ZERO,
                credit_rate=number(row, "credit_rate"),
                inclusive=bool(row.get("inclusive")),
            )
            for row in item.thresholds
        ),
        minimum=item.minimum,
        maximum=item.maximum,
        per_line=item.per_line,
        party=item.party,
        destination=destination,
        hidden=item.hidden_from_owner,
        taxable=item.taxable,
    )


def tax_step_of(item: TaxItem | TaxFormulaItem) -> Step:
    """The step of a tax that an item is: on all before it, or on what a revising subtotal left."""
    return Step(
        key=item.id,
        name=item.name,
        kind=cast("StepKind", item.type),
        amount=item.amount if item.amount is not None else ZERO,
        basis="revised",
        conditions=conditions_of(item.conditions),
    )


def conditions_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            column=row["column"],
            operator=row["operator"],
            value=tuple(row["value"]),
            logic=cast("Logic", row.get("logic", "and")),
        )
        for row in rows
    )


def caps_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Cap, ...]:
    return tuple(
        Cap(
            percent=number(row, "percent"),
            amount=number(row, "amount"),
            most_percentages=row.get("most_percentages"),
            party=row.get("party"),
            conditions=conditions_of(row.get("conditions") or ()),
            refuses=bool(row.get("refuses")),
        )
        for row in rows
    )


def number(row: Mapping[str, Any], name: str) -> Decimal | None:
    text = row.get(name)
    return None if text is None else Decimal(text)


def terms_of(
    formula: MarkupFormula | None,
    own: MarkupTerms | None,
    project: MarkupTerms | None,
    *,
    places: int,
    excluded: frozenset[int] = frozenset(),
    percentages_already: int = 0,
) -> Terms:
    """The terms under which a formula, or (None) a set of markups, is worked out: the contract's
    own, where it has none the project's, and the formula's caps besides. `places` are those of the
    project's money."""
    said = [one for one in (own, project) if one is not None]

    def first(column: str) -> Any:
        values = (getattr(one, column) for one in said)
        return next((value for value in values if value is not None), None)

    caps = [*caps_of(() if formula is None else formula.caps)]
    most, percent = first("most_percentages"), first("percent")
    if most is not None:
        caps.append(Cap(most_percentages=most))
    if percent is not None:
        holder = next(one for one in said if one.percent is not None)
        caps.append(Cap(percent=percent, refuses=holder.refuses_beyond))
    caps += caps_of(next((one.caps for one in said if one.caps), ()))
    own_places = first("money_places")
    apart = first("apart") if formula is None or formula.apart is None else formula.apart
    return Terms(
        places=places if own_places is None else own_places,
        apart=bool(apart),
        caps=tuple(caps),
        excluded=excluded,
        percentages_already=percentages_already,
    )


# -- what a step came to, as it is kept -----------------------------------------------------------


def working_of(worked: Worked, keys: Sequence[int] | None) -> dict[str, Any]:
    """How one amount of one row came about: its share of the step, over the lines `keys` (None:
    all of the step), and the step whole. All numbers are text."""
    is_whole = keys is None or worked.step.kind in ("revise", "info")
    chosen = worked.pieces.keys() if keys is None else keys
    pieces = {str(key): text(worked.pieces[key]) for key in chosen if key in worked.pieces}
    share = sum((worked.pieces[key] for key in chosen if key in worked.pieces), ZERO)
    base = sum((worked.bases[key] for key in chosen if key in worked.bases), ZERO)
    return {
        "base": text(worked.base if is_whole else base),
        "amount": text(worked.amount if is_whole else share),
        "step": {
            "base": text(worked.base),
            "rate": None if worked.rate is None else text(worked.rate),
            "amount": text(worked.amount),
            "computed": text(worked.computed),
            "is_overridden": worked.is_overridden,
            "limited_by": worked.limited_by,
            "portions": [
                {
                    "label": portion.label,
                    "base": text(portion.base),
                    "rate": None if portion.rate is None else text(portion.rate),
                    "amount": text(portion.amount),
                }
                for portion in worked.portions
            ],
        },
        "pieces": pieces,
    }


def summary_of(outcome: Outcome) -> list[dict[str, Any]]:
    """What each step of a set of taxes came to (autodesk.md §4: name, amount, rate, type)."""
    return [
        {
            "name": worked.step.name,
            "type": worked.step.kind,
            "rate": None if worked.rate is None else text(worked.rate),
            "base": text(worked.base),
            "amount": text(worked.amount),
        }
        for worked in outcome.steps
    ]


def text(value: Decimal) -> str:
    """A number in its shortest form: `1000`, `0.5`."""
    return f"{value.normalize():f}" if value else "0"
