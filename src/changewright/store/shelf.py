"""A list kept in memory: the rows of one noun (and kind) of one container as columns of numbers.

A shelf holds ids, versions and those columns that filters and sorts ask for; no record. It is as
of one revision of the container, and is brought to a later one by the rows written since, so that
it outlives any number of writes by any number of processes. From it come, without the database, the
exact total of any filter and any window of any order.

Everything here is plain computation, done between two awaits: nobody sees half a change.
`live_shelf` reads the rows; a shelf never knows where they come from. `slots` holds the rows,
`ordered` an order, `masks` a filter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import msgspec
import numpy as np
from numpy.typing import NDArray

from changewright.core.query import Condition, Order
from changewright.core.records import Record

from .held import type_held, type_kept
from .masks import Bits, Mask, bits_of, can_hold, mask_of
from .ordered import Key, Ordered, sorted_slots
from .slots import Numbers, Rows, SlotChange, Slots

MASKS_MAXIMUM = 256
MASKS_SPARED = 8
"""Filters come and go, as each poll by time is one, so all but a few go before any order."""
# One change costs each order some 25 µs; beyond this the orders least used are dropped instead.
MOVES_MAXIMUM = 600

Where = tuple[Condition, ...]
Orders = tuple[Order, ...]


class ShelfPage(msgspec.Struct, frozen=True):
    """A page: the exact total of its filter, and its rows' slots, ids and versions."""

    total: int
    slots: NDArray[np.int32]
    ids: list[int]
    versions: list[int]


class OrderedBy(msgspec.Struct):
    """An order that is kept, and when it was last asked for."""

    ordered: Ordered
    columns: frozenset[str]
    used: int = 0


class Sorting(msgspec.Struct, eq=False):
    """An order that is being made in a thread, from copies; `moved` are slots changed meanwhile."""

    order: Orders
    slots: NDArray[np.int32]
    keys: list[Numbers]
    moved: set[int]

    def run(self) -> NDArray[np.int32]:
        return sorted_slots(self.slots, self.keys)


def can_answer(noun: type[Record], where: Where, order: Orders) -> bool:
    """Whether a shelf can ever answer these, going by the columns' types."""
    tested = [(each, type_held(noun, each.attribute)) for each in where]
    sorted_by = [type_held(noun, each.attribute) for each in order]
    return all(type is not None and can_hold(each, type) for each, type in tested) and all(
        type is not None and type.is_held for type in sorted_by
    )


def ids_named(where: Where) -> list[int] | None:
    """The ids, each once, of a filter that names rows by them; None: it does not."""
    for each in where:
        if each.attribute == "id" and each.operator == "any" and None not in each.values:
            return [each for each in dict.fromkeys(each.values) if isinstance(each, int)]
    return None


class Shelf:
    """Begins empty, as of revision `revision`; rows come by `slots.fill`, then by `apply`."""

    def __init__(
        self, noun: type[Record], revision: int, tick: Callable[[], int] | None = None
    ) -> None:
        self.noun = noun
        self._tick = tick or count(1).__next__
        self.revision = revision
        self.slots = Slots()
        self._orders: dict[Orders, OrderedBy] = {}
        self._masks: dict[Where, Mask] = {}
        self._free_masks = list(range(MASKS_MAXIMUM))
        self._sortings: list[Sorting] = []
        self._now = 0
        self.has_grown = False
        """Something was made that stays; whoever counts memory sets it back."""

    @property
    def size_bytes(self) -> int:
        orders = sum(each.ordered.size_bytes for each in self._orders.values())
        return self.slots.size_bytes + orders + self.slots.capacity * len(self._masks) // 8

    # Reading

    def lacks(self, where: Where, order: Orders) -> frozenset[str]:
        """The columns that have to be read before this filter and order can be answered."""
        names = {each.attribute for each in where} | {each.attribute for each in order}
        return frozenset(names - {"id"} - self.slots.columns.keys())

    def is_ordered(self, order: Orders) -> bool:
        return order in self._orders

    def window(self, where: Where, order: Orders, offset: int, limit: int) -> ShelfPage | None:
        """A page, or None when its columns or its order are not there."""
        if (named := ids_named(where)) is not None:
            return self._named(named, where, order, offset, limit)
        kept = self._orders.get(order)
        if kept is None or (where and where not in self._masks and self.lacks(where, ())):
            return None
        self._now = kept.used = self._tick()
        rows = self.slots
        if where:
            mask = self._mask(where)
            total = mask.count
            slots = kept.ordered.window(offset, limit, mask)
        else:
            total = rows.alive_count
            slots = kept.ordered.window(offset, limit)
        return ShelfPage(total, slots, rows.ids[slots].tolist(), rows.versions[slots].tolist())

    def _named(
        self, ids: Sequence[int], where: Where, order: Orders, offset: int, limit: int
    ) -> ShelfPage | None:
        """The same of rows that are named: they are few, so each is tested and sorted by itself,
        and neither a filter nor an order is kept for them."""
        if self.lacks(where, order):
            return None
        rows = self.slots
        found = np.array([slot for slot in rows.find_many(ids) if slot is not None], np.int64)
        passing = found[self._bits(where, found)].tolist()
        passing.sort(key=self._key_of(order))
        slots = np.array(passing[offset : offset + limit], np.int32)
        return ShelfPage(
            len(passing), slots, rows.ids[slots].tolist(), rows.versions[slots].tolist()
        )

    # Changing

    def apply(self, rows: Rows, revision: int) -> None:
        """Rows written since, each once, as they are at `revision`; every column is among them.

        Rows may come again: what is already known changes nothing.
        """
        slots = self.slots
        changes = slots.changes(rows)
        self._drop_unaffordable_orders(len(changes))
        orders = list(self._orders.values())
        arriving: list[tuple[Ordered, int]] = []
        for change in changes:
            was_alive = change.alive != change.comes_or_goes
            for kept in orders:
                stays = was_alive and change.alive and change.columns.isdisjoint(kept.columns)
                if stays:
                    kept.ordered.touch(change.slot)
                    continue
                if was_alive:
                    kept.ordered.take_out(change.slot)
                if change.alive:
                    arriving.append((kept.ordered, change.slot))
        is_numbered_anew = False
        for change in changes:
            is_numbered_anew |= slots.write(rows, change)
        if is_numbered_anew:
            for kept in orders:
                kept.ordered.keys_have_changed()
        for ordered, slot in arriving:
            ordered.put_in(slot)
        self._change_masks(changes)
        for sorting in self._sortings:
            sorting.moved.update(change.slot for change in changes)
        self.revision = revision

    def _change_masks(self, changes: list[SlotChange]) -> None:
        columns = frozenset[str]().union(*(change.columns for change in changes))
        slots = np.array([change.slot for change in changes], np.int64)
        is_counted_anew = any(change.comes_or_goes for change in changes)
        for where, mask in self._masks.items():
            if is_counted_anew or not columns.isdisjoint(each.attribute for each in where):
                mask.change(slots, self._bits(where, slots))

    # Orders

    def begin_sorting(self, order: Orders) -> Sorting:
        """Copies of what the order needs, to be sorted in a thread. Its columns must be there."""
        rows = self.slots
        slots = np.flatnonzero(rows.alive[: rows.size]).astype(np.int32)
        keys = [
            -codes if each.descending else codes
            for each in order
            for codes in (rows.codes(each.attribute)[slots],)
        ]
        sorting = Sorting(order, slots, [*keys, rows.ids[slots]], set())
        self._sortings.append(sorting)
        return sorting

    def end_sorting(self, sorting: Sorting, sorted_: NDArray[np.int32] | None) -> None:
        """Keep the order that was made, put right where rows have moved; None: it failed."""
        self._sortings.remove(sorting)
        if sorted_ is None or self.lacks((), sorting.order):
            return
        moved = np.zeros(self.slots.capacity, np.bool_)
        moved[list(sorting.moved)] = True
        ordered = Ordered(sorted_[~moved[sorted_]], self._key_of(sorting.order), MASKS_MAXIMUM)
        for slot in sorting.moved:
            if self.slots.alive[slot]:
                ordered.put_in(slot)
        columns = frozenset(each.attribute for each in sorting.order)
        self._orders[sorting.order] = OrderedBy(ordered, columns, self._tick())

    def _key_of(self, order: Orders) -> Callable[[int], Key]:
        """What a slot is ordered by, read at the moment it is asked; at last its id."""
        rows = self.slots
        id_sign = -1 if order and order[-1] == Order("id", True) else 1
        signed = [
            (rows.columns[each.attribute], -1 if each.descending else 1)
            for each in order
            if each.attribute != "id"
        ]

        def key_of(slot: int) -> Key:
            key = [sign * column.codes.item(slot) for column, sign in signed]
            return (*key, id_sign * rows.ids.item(slot))

        return key_of

    def _drop_unaffordable_orders(self, changed: int) -> None:
        """When much has changed, keep the orders most used; the others are made again if asked."""
        if changed * len(self._orders) <= MOVES_MAXIMUM:
            return
        by_use = sorted(self._orders, key=lambda order: self._orders[order].used)
        for order in by_use[: len(by_use) - MOVES_MAXIMUM // changed]:
            del self._orders[order]

    # Masks

    def _mask(self, where: Where) -> Mask:
        mask = self._masks.get(where)
        if mask is None:
            bits = self._bits(where, slice(0, self.slots.size))
            mask = self._masks[where] = mask_of(self._free_mask(), bits)
            self.has_grown = True
        mask.used = self._now
        return mask

    def _bits(self, where: Where, slots: slice | Numbers) -> Bits:
        """Which of the slots are alive and pass."""
        bits: Bits = self.slots.alive[slots].copy()
        for condition in where:
            name = condition.attribute
            column = self.slots.columns.get(name)
            words = column.words if column is not None else None
            codes = self.slots.codes(name)[slots]
            bits &= bits_of(condition, type_kept(self.noun, name), codes, words)
        return bits

    def _free_mask(self) -> int:
        if not self._free_masks:
            self._drop_mask(min(self._masks, key=lambda where: self._masks[where].used))
        return self._free_masks.pop()

    def _drop_mask(self, where: Where) -> None:
        number = self._masks.pop(where).number
        for kept in self._orders.values():
            kept.ordered.forget_mask(number)
        self._free_masks.append(number)

    # Memory

    def drop_masks(self, spared: int = MASKS_SPARED) -> None:
        """Drop all filters but those used last: they are made again in half a millisecond."""
        by_use = sorted(self._masks, key=lambda where: self._masks[where].used)
        for where in by_use[: max(0, len(by_use) - spared)]:
            self._drop_mask(where)

    def uses(self) -> list[tuple[int, Orders]]:
        """The orders that are kept, each with when it was used last."""
        return [(kept.used, order) for order, kept in self._orders.items()]

    def drop_order(self, order: Orders) -> None:
        """Drop an order, and with the last one the columns."""
        del self._orders[order]
        if not self._orders and not self._sortings:
            self.drop_masks(0)
            self.slots.columns.clear()
