"""What can be done with markups of a contract or a potential change (procore.md §2.10).

They are kept here; `work.markup_sets` works out what they come to. A contract has no markups of its
own lines: the vendor's reference (2026, Add a new Markup, `markup_set`) [doc] gives contracts the
two sets that their changes begin with and potential changes the other two, and its guides speak of
markup on change orders alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.errors import Locked, NotFound, Problem, invalid
from changewright.core.faces import state_on_face
from changewright.core.kinds import phase_of
from changewright.core.markup_caps import most_percentages
from changewright.core.markup_checks import RATE_LIMIT
from changewright.core.money import ZERO
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.records_codes import Markup
from changewright.core.records_contracts import Contract, MainContract, MainContractItem
from changewright.core.records_markups import AppliedMarkup

from .contract_locks import refuse_settled_schedule
from .edits import differing, filled
from .markup_formulas import terms_of_holder
from .markup_sets import DEFAULT, contract_of
from .markup_targets import SET_TYPES
from .permission import require_write
from .unit import LedgerReader, Unit

Holder = Contract | MainContract | Face

OWN_SETS = ("horizontal", "vertical")
SETS_FOR_CHANGES = ("change_orders_horizontal", "change_orders_vertical")
SETS = (*OWN_SETS, *SETS_FOR_CHANGES)
SETS_OF: Mapping[type[Holder], tuple[str, ...]] = {
    Contract: SETS_FOR_CHANGES,
    MainContract: SETS_FOR_CHANGES,
    Face: OWN_SETS,
}
"""Whose markups are of which sets."""
MARKUPS_MAXIMUM = 40
"""Of one holder: what is worked out together."""
COMPOUNDS = ("above", "selective")
MATCHES = ("includes", "excludes")


async def holder_of(read: LedgerReader, is_change: bool, holder_id: int | None) -> Holder:
    """The contract of either side, or the potential change as its contract sees it. Raises
    `NotFound`."""
    found: Holder | None = None
    if holder_id is not None:
        if is_change:
            found = await read.get(Face, holder_id)
        else:
            found = await read.get(Contract, holder_id) or await read.get(MainContract, holder_id)
    if found is None:
        detail = f"There is no markup holder {holder_id} here."
        raise NotFound(detail, Problem("holder_id", "reference", detail))
    return found


async def create(unit: Unit, holder: Holder, fields: Mapping[str, Any]) -> Markup:
    """A new markup, after the others of its set."""
    require_write(unit.actor, "markup")
    await _refuse_closed(unit, holder)
    values = filled(Markup, fields)
    others = await _of(unit, holder)
    if len(others) >= MARKUPS_MAXIMUM:
        detail = f"at most {MARKUPS_MAXIMUM} markups are on one contract or change order"
        raise invalid("markup_set", "length", detail)
    if values.get("position") is None:
        beside = [one.position for one in others if one.markup_set == values["markup_set"]]
        values["position"] = max(beside, default=0) + 1
    await _check(unit, holder, values, None)
    await _refuse_one_too_many(unit, holder, others, values["markup_set"])
    values["conditions"] = _numbered(unit, values.get("conditions") or (), ())
    return unit.new(Markup, **values, holder_kind=holder.TABLE, holder_id=holder.id)


async def edit(unit: Unit, holder: Holder, markup: Markup, fields: Mapping[str, Any]) -> Markup:
    """Change the fields that differ. Conditions named by their id are changed, or taken away where
    they say `destroy`; those without one are added; the others stay."""
    require_write(unit.actor, "markup")
    values = filled(Markup, fields)
    if "conditions" in values:
        values["conditions"] = _numbered(unit, values["conditions"] or (), markup.conditions)
    changes = differing(markup, values)
    if not changes:
        return markup
    await _refuse_closed(unit, holder)
    await _check(unit, holder, changes, markup)
    return unit.change(markup, "updated", **changes)


async def delete(unit: Unit, holder: Holder, markup: Markup) -> None:
    """Delete a markup; those that compound it no longer do."""
    require_write(unit.actor, "markup")
    await _refuse_closed(unit, holder)
    for other in await _of(unit, holder):
        left = [each for each in other.compound_selections if each != markup.id]
        if len(left) < len(other.compound_selections):
            unit.change(other, "followed", compound_selections=left)
    unit.delete(markup)


async def _of(unit: Unit, holder: Holder, **columns: Any) -> list[Markup]:
    return await unit.read.where(Markup, holder_kind=holder.TABLE, holder_id=holder.id, **columns)


async def _refuse_closed(unit: Unit, holder: Holder) -> None:
    """Raise `Locked` where the lines that the markup is on cannot be changed (§2.10)."""
    if isinstance(holder, Contract):
        refuse_settled_schedule(unit, holder, "no markup is changed")
    elif isinstance(holder, Face):
        document = await unit.read.require_id(ChangeOrder, holder.change_order_id)
        memberships = await unit.read.memberships_of_documents([document.id])
        items = await unit.read.many(CostItem, [one.cost_item_id for one in memberships])
        state = state_on_face(holder, document, items)
        if phase_of(state) == "approved":
            raise Locked("the markups of an approved change order stay as they are")


async def _check(
    unit: Unit, holder: Holder, values: Mapping[str, Any], before: Markup | None
) -> None:
    """Raise `Invalid` for a set that the holder has not, a percentage that nothing is worked out
    by, or a record that is not its own."""
    if abs(values.get("percentage") or ZERO) > RATE_LIMIT:
        raise invalid("percentage", "range", f"a percentage lies within ±{RATE_LIMIT}")
    sets = SETS_OF[type(holder)]
    if values.get("markup_set", sets[0]) not in sets:
        whose = "a potential change order" if isinstance(holder, Face) else "a contract"
        raise invalid("markup_set", "rule", f"markups of {whose} are {' or '.join(sets)}")
    named = values.get("compound_selections") or ()
    own = {one.id for one in await _of(unit, holder)} if named else set()
    for markup_id in named:
        if markup_id not in own or (before is not None and markup_id == before.id):
            detail = f"{markup_id} is no other markup of this holder"
            raise invalid("compound.selections", "reference", detail)
    item_id = values.get("prime_line_item_id")
    if item_id is not None:
        item = await unit.read.get(MainContractItem, item_id)
        is_own = not isinstance(holder, MainContract) or (
            item is not None and item.main_contract_id == holder.id
        )
        if item is None or not is_own:
            raise invalid("prime_line_item_id", "reference", f"There is no line item {item_id}")


async def _refuse_one_too_many(
    unit: Unit, holder: Holder, others: Sequence[Markup], markup_set: str
) -> None:
    """Raise `Invalid` for a percentage more than the contract allows (field.md §4.1). On a change
    those count that formulas of any tier have put there; on a contract the sets for its changes
    are counted for themselves."""
    contract = await contract_of(unit, holder) if isinstance(holder, Face) else holder
    most = most_percentages(await terms_of_holder(unit, contract))
    if most is None:
        return
    count = sum(
        one.markup_set.startswith(DEFAULT) == markup_set.startswith(DEFAULT) for one in others
    )
    if isinstance(holder, Face):
        count += await _percentages_of_formulas(unit, holder)
    if count >= most:
        detail = f"the contract allows at most {most} percentages; {count} are there already"
        raise invalid("markup_set", "rule", detail)


async def _percentages_of_formulas(unit: Unit, face: Face) -> int:
    """How many percentages formulas have put on a change."""
    held = await unit.read.memberships_of_documents([face.change_order_id])
    targets = [one.cost_item_id for one in held]
    rows = await unit.read.where(AppliedMarkup, target_cost_item_id=targets, step_type="rate")
    return len({one.formula_item_id for one in rows if one.type not in SET_TYPES})


def _numbered(
    unit: Unit, given: tuple[dict[str, Any], ...], before: tuple[dict[str, Any], ...]
) -> list[dict[str, Any]]:
    """The conditions, each with an id of its own, once `given` is applied."""
    kept = {one["id"]: dict(one) for one in before}
    for one in given:
        values = {name: value for name, value in one.items() if name not in ("id", "destroy")}
        condition_id = one.get("id")
        if condition_id is None:
            if not values.get("match_type"):
                raise invalid("markup_conditions", "missing", "a condition needs a match_type")
            own_id = unit.new_id()
            usual: dict[str, Any] = {"wbs_segment_id": None, "markup_condition_items": []}
            kept[own_id] = {"id": own_id, **usual, **values}
        elif condition_id not in kept:
            detail = f"{condition_id} is no condition of this markup"
            raise invalid("markup_conditions", "reference", detail)
        elif one.get("destroy"):
            del kept[condition_id]
        else:
            kept[condition_id] |= values
    return list(kept.values())
