"""Horizontal and vertical markups of potential changes, kept worked out (procore.md §2.10).

There is no step by which anybody applies them: whenever lines or markups of a change are written,
its markups follow in the same unit, as long as the change is not approved. What they come to is
cost items, as of any markup, so that totals, sums and the other door's lines follow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.book import AMOUNTS, STAGE
from changewright.core.errors import Invalid, invalid
from changewright.core.exchange import in_contract_currency
from changewright.core.faces import items_on_face, state_on_face
from changewright.core.kinds import Track, phase_of
from changewright.core.markup import Worked, evaluate
from changewright.core.markup_caps import of_amounts
from changewright.core.markup_lines import Line
from changewright.core.markup_rows import working_of
from changewright.core.markup_sets import WAYS, steps_of
from changewright.core.markup_steps import Step, Terms
from changewright.core.money import Decimal, sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Face, Membership
from changewright.core.records_budgets import Budget
from changewright.core.records_codes import CostCode, Markup
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import AppliedMarkup
from changewright.core.rules import frozen_columns_of_item

from . import cost_items
from .change_orders import items_of
from .markup_following import BEARING
from .markup_formulas import terms_of_holder
from .markup_targets import SET_TYPES, drop
from .packages import SCOPES
from .placing import side_track
from .potentials import hold_all
from .unit import Unit

COPIED = (
    *("name", "percentage", "position", "applies_to_all", "compound_type", "budget_id"),
    *("prime_line_item_id", "tax_code_ids"),
)
"""What a new change's markup takes over from its contract's."""
DEFAULT = "change_orders_"
"""What the sets begin with that a contract gives to its changes."""
ACTION = "worked_out"
SIDES = ("active_budget", "active_cost")


async def follow(unit: Unit) -> None:
    """Bring the markups of every change that the unit has written to what they come to now.

    A project that never had a markup pays nothing for it. Raises `Locked` where a markup needs a
    new line on a change that takes none, `Invalid` for one that comes to more than can be kept.
    """
    if not unit.ever_wrote(Markup):
        return
    if any(was and was.exchange_rate != now.exchange_rate for was, now in unit.written(Contract)):
        await unit.settle()  # lines follow their contract's rate first
    with unit.following():
        for face in await _touched(unit):
            await _begin(unit, face)
        for face in await _touched(unit):
            await _work_out(unit, face)
        await _drop_orphans(unit)


async def _touched(unit: Unit) -> list[Face]:
    """The potential changes whose markups or lines the unit has written."""
    made = [now.id for was, now in unit.written(Face) if was is None]
    named = [now.holder_id for _, now in unit.written(Markup) if now.holder_kind == Face.TABLE]
    items = [
        now.id
        for was, now in unit.written(CostItem)
        if not now.is_markup
        and was is not None
        and any(getattr(was, name) != getattr(now, name) for name in (*BEARING, *SIDES))
    ]
    held = await unit.read.memberships_of_items(items) if items else []
    held += [now for was, now in unit.written(Membership) if was != now]
    documents = {one.change_order_id for one in held if one.kind == "pco"}
    found = await unit.read.many(Face, {*made, *named})
    if documents:
        found += await unit.read.where(Face, change_order_id=documents)
    return sorted({one.id: one for one in found}.values(), key=lambda one: one.id)


async def _drop_orphans(unit: Unit) -> None:
    """What markups of a deleted change came to goes, unless something else holds it."""
    gone = [now.id for _, now in unit.written(ChangeOrder) if now.deleted_at is not None]
    if not gone:
        return
    rows = await unit.read.where(AppliedMarkup, change_order_id=gone, type=SET_TYPES)
    targets = [row.target_cost_item_id for row in rows if row.target_cost_item_id is not None]
    held = {one.cost_item_id for one in await unit.read.memberships_of_items(targets)}
    for item in await unit.read.many(CostItem, [one for one in targets if one not in held]):
        await cost_items.delete(unit, item)
    for row in rows:
        unit.delete(row)


# -- what a change begins with --------------------------------------------------------------------


async def _begin(unit: Unit, face: Face) -> None:
    """Give a new change of one contract copies of what that contract has for its changes. One that
    may touch several contracts is priced by formulas."""
    if unit.original(face) is not None:
        return
    document = await unit.read.require_id(ChangeOrder, face.change_order_id)
    if not document.single_face:
        return
    holders = ("contract",) if face.side == "cost" else ("main_contract",)
    found = await unit.read.where(
        Markup,
        ("position", "id"),
        holder_kind=holders,
        holder_id=face.contract_id,
        markup_set=[DEFAULT + way.markup_set for way in WAYS],
    )
    begun = await unit.read.where(Markup, limit=1, holder_kind=Face.TABLE, holder_id=face.id)
    if begun:
        return
    new_ids = {one.id: unit.new_id() for one in found}
    for one in found:
        unit.new(
            Markup,
            **{name: getattr(one, name) for name in COPIED},
            id=new_ids[one.id],
            holder_kind=Face.TABLE,
            holder_id=face.id,
            markup_set=one.markup_set.removeprefix(DEFAULT),
            compound_selections=[
                new_ids[each] for each in one.compound_selections if each in new_ids
            ],
            conditions=[{**each, "id": unit.new_id()} for each in one.conditions],
        )


# -- what they come to ----------------------------------------------------------------------------


class _Part(msgspec.Struct, frozen=True):
    """One markup's worth of one budget: the lines whose pieces go there."""

    markup: Markup
    position: int
    budget_id: int | None
    worked: Mapping[str, Worked]
    lines: Collection[int] | None

    def values(self) -> dict[str, Any]:
        """The columns of its row."""
        keys = None if self.lines is None else sorted(self.lines)
        workings = {name: working_of(one, keys) for name, one in self.worked.items()}
        amounts: dict[str, Decimal | None] = dict.fromkeys(AMOUNTS)
        amounts |= {name: Decimal(working["amount"]) for name, working in workings.items()}
        return {
            **amounts,
            "type": self.markup.markup_set,
            "step_type": "rate",
            "name": self.markup.name,
            "position": self.position,
            "target_budget_id": self.budget_id,
            "source_cost_item_id": keys[0] if keys is not None and len(keys) == 1 else None,
            "workings": workings,
        }


async def _work_out(unit: Unit, face: Face) -> None:
    markups = [
        one
        for one in await unit.read.where(Markup, holder_kind=Face.TABLE, holder_id=face.id)
        if one.markup_set in SET_TYPES
    ]
    rows = await unit.read.where(
        AppliedMarkup, change_order_id=face.change_order_id, formula_id=face.id, type=SET_TYPES
    )
    document = await unit.read.get(ChangeOrder, face.change_order_id)
    if document is None or document.deleted_at is not None or not (markups or rows):
        return
    held = await items_of(unit, document)
    is_approved = phase_of(state_on_face(face, document, held)) == "approved"
    if is_approved or document.integration_state == "locked":
        return
    lines = [item for item in items_on_face(face, document, held) if not item.is_markup]
    own = {row.target_cost_item_id for row in rows}
    others = [item for item in held if item.is_markup and item.id not in own]
    excluded = frozenset(document.markup_excluded_ids)
    terms = await terms_of_holder(unit, await contract_of(unit, face), excluded=excluded)
    parts = await _parts(unit, side_track(face), markups, lines, others, of_amounts(terms))
    await _place(unit, face, document, parts, rows)


async def contract_of(unit: Unit, face: Face) -> Contract | MainContract | None:
    """The contract that sees the change so."""
    if face.side == "cost":
        return await unit.read.get(Contract, face.contract_id)
    return await unit.read.get(MainContract, face.contract_id)


async def _parts(
    unit: Unit,
    side: Track,
    markups: Sequence[Markup],
    items: Sequence[CostItem],
    others: Sequence[CostItem],
    terms: Terms,
) -> list[_Part]:
    """What each markup comes to, for each amount that any line has. `others` are the items of
    markups that are on the change beside these: caps of all tiers count them."""
    steps = steps_of(markups, await _codes(unit, items))
    worked: dict[int, dict[str, Worked]] = {}
    for amount in STAGE[side]:
        if any(getattr(item, amount) is not None for item in items):
            already = sum_amounts(getattr(item, amount) for item in others)
            own = msgspec.structs.replace(terms, already=already)
            for one in _evaluated(steps, _lines(side, amount, items), own):
                worked.setdefault(one.step.key, {})[amount] = one
    by_id = {one.id: one for one in markups}
    budgets = {item.id: item.budget_id for item in items}
    parts = []
    for position, step in enumerate(steps):
        if step.key not in worked or step.key not in by_id:
            continue
        pieces = sorted({key for one in worked[step.key].values() for key in one.pieces})
        shares: dict[int | None, list[int]] = {}
        for key in pieces:
            shares.setdefault(step.destination or budgets[key], []).append(key)
        for budget_id, keys in shares.items():
            chosen = None if len(shares) == 1 else keys
            parts.append(_Part(by_id[step.key], position, budget_id, worked[step.key], chosen))
    return parts


def _evaluated(steps: Sequence[Step], lines: Sequence[Line], terms: Terms) -> tuple[Worked, ...]:
    """The steps worked out. What a cap refuses is said of the percentages, which is what clients of
    these markups know."""
    try:
        return evaluate(steps, lines, terms).steps
    except Invalid as error:
        raise invalid("percentage", "rule", error.detail) from error


def _lines(side: Track, amount: str, items: Sequence[CostItem]) -> list[Line]:
    """The lines of one amount: what each has of it, else of the less mature ones, so that a markup
    stands on what the lines show together."""
    names = STAGE[side][STAGE[side].index(amount) :]
    lines = []
    for item in items:
        for name in names:
            value: Decimal | None = getattr(item, name)
            if value is not None:
                if side == "cost" and amount != name:
                    value = in_contract_currency(item, name, value)
                lines.append(Line(key=item.id, amount=value))
                break
    return lines


async def _codes(unit: Unit, items: Sequence[CostItem]) -> dict[int, set[int]]:
    """For each line the ids of its budget code, of its cost code with those above it, and of its
    type of cost."""
    budgets = await unit.read.many(Budget, {i.budget_id for i in items if i.budget_id is not None})
    above: dict[int, CostCode] = {}
    wanted = {one.cost_code_id for one in budgets if one.cost_code_id is not None}
    while wanted:
        found = await unit.read.many(CostCode, wanted)
        above |= {one.id: one for one in found}
        wanted = {one.parent_id for one in found if one.parent_id is not None} - above.keys()
    own: dict[int, set[int]] = {}
    for budget in budgets:
        ids = {budget.id, *([] if budget.cost_type_id is None else [budget.cost_type_id])}
        code_id = budget.cost_code_id
        while code_id is not None and code_id not in ids:
            ids.add(code_id)
            code_id = above[code_id].parent_id if code_id in above else None
        own[budget.id] = ids
    return {item.id: own.get(item.budget_id or 0, set()) for item in items}


# -- where it is kept -----------------------------------------------------------------------------


async def _place(
    unit: Unit,
    face: Face,
    document: ChangeOrder,
    parts: Sequence[_Part],
    rows: Sequence[AppliedMarkup],
) -> None:
    """Rows that stand are changed, with their items; new ones are made; the others go."""
    known = {(one.formula_item_id, one.target_budget_id): one for one in rows}
    fresh: list[CostItem] = []
    for part in parts:
        values = part.values()
        row = known.pop((part.markup.id, part.budget_id), None)
        if row is None:
            item = await _new_item(unit, face, part, values)
            fresh.append(item)
            unit.new(
                AppliedMarkup,
                **values,
                change_order_id=face.change_order_id,
                formula_id=face.id,
                formula_item_id=part.markup.id,
                target_cost_item_id=item.id,
            )
        else:
            await _update(unit, row, values)
    await drop(unit, document, list(known.values()))
    if fresh:
        await hold_all(unit, face, [unit.newest(item) for item in fresh])


async def _new_item(unit: Unit, face: Face, part: _Part, values: Mapping[str, Any]) -> CostItem:
    side = side_track(face)
    contract = {"contract_id": face.contract_id} if side == "cost" else {}
    fields = {
        "name": part.markup.name,
        "scope": SCOPES[side],
        "is_markup": True,
        "budget_id": part.budget_id,
    }
    fields |= {name: values[name] for name in AMOUNTS}
    return await cost_items.create(unit, fields | contract)


async def _update(unit: Unit, row: AppliedMarkup, values: Mapping[str, Any]) -> None:
    """Bring a row and its item to what they come to; what approval has frozen stays."""
    item = await unit.read.require_id(CostItem, row.target_cost_item_id or 0)
    frozen = frozen_columns_of_item(item)
    wanted = {name: values[name] for name in ("name", *AMOUNTS)}
    free = {name: value for name, value in wanted.items() if name not in frozen}
    await cost_items.edit(unit, item, free, is_own=True)
    kept = {name: getattr(item, name) for name in AMOUNTS if name in frozen}
    workings = {name: one for name, one in values["workings"].items() if name not in kept}
    workings |= {name: one for name, one in (row.workings or {}).items() if name in kept}
    unit.change(row, ACTION, **{**values, **kept, "workings": workings})
