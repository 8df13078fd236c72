"""A holder's horizontal and vertical markups as steps of the engine (procore.md §2.10). Pure.

Horizontal ones are worked out on each line and are part of the subtotal; vertical ones stand on
that subtotal. So a set is: the horizontal steps, a subtotal that revises, the vertical steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal

import msgspec

from .markup_lines import Condition
from .markup_steps import Step
from .records_codes import Markup

SUBTOTAL = 0
"""The key of the subtotal between the two kinds; those of the others are the markups' ids."""

IDS = ("id", "segment_item_id", "wbs_code_id", "cost_code_id", "line_item_type_id")
"""Where an item of a condition says which part of a code it means, if it is an object."""

NO_LINE = "0"
"""No line has this key: what a condition compares with that no line meets."""

Codes = Mapping[int, Collection[int]]
"""Line → the ids of all that its budget code is made of, its own among them."""


class Way(msgspec.Struct, frozen=True):
    """How one kind of markup is worked out."""

    markup_set: Literal["horizontal", "vertical"]
    per_line: bool


WAYS = (Way("horizontal", per_line=True), Way("vertical", per_line=False))

Basis = Mapping[str, Any]


def _alone(markup: Markup, above: Sequence[Markup]) -> Basis:
    """On the lines, or on the subtotal."""
    return {"basis": "revised"}


def _above(markup: Markup, above: Sequence[Markup]) -> Basis:
    return {"basis": "running"}


def _selective(markup: Markup, above: Sequence[Markup]) -> Basis:
    """What a markup stands on, and those above it that it names."""
    named = set(markup.compound_selections)
    is_vertical = markup.markup_set == "vertical"
    selected = tuple(
        one.id
        for one in above
        if one.id in named or (is_vertical and one.markup_set == "horizontal")
    )
    return {"basis": "selected", "selected": selected, "with_direct": True}


BASES: Mapping[str | None, Callable[[Markup, Sequence[Markup]], Basis]] = {
    None: _alone,
    "above": _above,
    "selective": _selective,
}
"""`compound_type` → what the markup is a per cent of."""


def ordered(markups: Sequence[Markup]) -> list[Markup]:
    """The markups of both kinds in the order in which they are worked out."""
    return [
        one
        for way in WAYS
        for one in sorted(markups, key=lambda each: (each.position, each.id))
        if one.markup_set == way.markup_set
    ]


def steps_of(markups: Sequence[Markup], codes: Codes) -> list[Step]:
    """The steps that the markups are, for lines that are coded like this.

    A markup compounds only what stands above it; another one that it names counts nothing.
    """
    in_order = ordered(markups)
    steps: list[Step] = []
    for way in WAYS:
        if way.markup_set == "vertical":
            steps.append(Step(key=SUBTOTAL, name="Subtotal", kind="revise"))
        for place, markup in enumerate(in_order):
            if markup.markup_set == way.markup_set:
                steps.append(
                    Step(
                        key=markup.id,
                        name=markup.name,
                        amount=markup.percentage,
                        per_line=way.per_line,
                        conditions=_conditions(markup, codes),
                        destination=markup.budget_id,
                        **BASES[markup.compound_type](markup, in_order[:place]),
                    )
                )
    return steps


def _conditions(markup: Markup, codes: Codes) -> tuple[Condition, ...]:
    """The lines that meet all of a markup's conditions; none where it has none."""
    if not markup.conditions:
        return ()
    met = [str(key) for key, own in codes.items() if meets(markup.conditions, own)]
    return (Condition(column="line", operator="in", value=tuple(met) or (NO_LINE,)),)


def meets(conditions: Sequence[Mapping[str, Any]], own: Collection[int]) -> bool:
    """Whether a line of these codes is meant: it has one of what each condition includes, and none
    of what one excludes."""
    for condition in conditions:
        named = {found for item in condition["markup_condition_items"] for found in ids_of(item)}
        has_one = not named.isdisjoint(own)
        if has_one != (condition["match_type"] == "includes"):
            return False
    return True


def ids_of(item: object) -> list[int]:
    """The ids that an item of a condition names: a number, its text, or an object that has it."""
    if isinstance(item, Mapping):
        return [found for name in IDS for found in ids_of(item.get(name))]
    if isinstance(item, bool):
        return []
    if isinstance(item, int):
        return [item]
    return [int(item)] if isinstance(item, str) and item.isdecimal() else []
