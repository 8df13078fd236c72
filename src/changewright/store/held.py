"""What a shelf can hold as a column: the noun's own columns, and values that stand in other rows.

A potential change's time is that of the change behind it, and its state is worked out of its items.
Such a value is read with the list, and read again for those rows of the list on whose way something
was written since: the path says which.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from changewright.core.records import ChangeOrder, CostItem, Face, Membership, Record

from .columns import ColumnType, type_of, types_of
from .page_source import COMPUTED, counters_of, referred
from .read_parts import Hop, Path, owners_touched


class Beyond(msgspec.Struct, frozen=True, eq=False):
    """A value that is no column of the list's table `t`: its SQL, with the join that it needs, what
    it is like, the columns of the row that it reads, and the rows it hangs on. `join_of_few` is the
    same join for a handful of rows: each looks its own up, whatever the planner thinks of them."""

    sql: str
    join: str
    join_of_few: str
    type: ColumnType
    reads: tuple[str, ...]
    path: Path


_Computed = tuple[tuple[Hop, ...], tuple[str, ...]]
_OF_ITEMS = (
    Hop(ChangeOrder, "id", "change_order_id", even_deleted=True),
    Hop(Membership, "change_order_id"),
    Hop(CostItem, "id", "cost_item_id"),
)
_OF_FACE = ("side", "change_order_id", "contract_id")

# What is computed hangs on rows found by these hops, and reads these columns of its own row.
_COMPUTED: dict[tuple[type[Record], str], _Computed] = {
    (Face, "shown_state"): (_OF_ITEMS, _OF_FACE),
    (Face, "placed_state"): (_OF_ITEMS, (*_OF_FACE, "package_id")),
    (Face, "is_executed"): (
        (Hop(ChangeOrder, "id", "package_id", even_deleted=True),),
        ("executed_flag", "package_id"),
    ),
}


@cache
def beyond(noun: type[Record], attribute: str) -> Beyond | None:
    """How a shelf holds an attribute that is no column of the noun; None when it cannot."""
    if attribute in types_of(noun):
        return None
    if (noun, attribute) in _COMPUTED:
        hops, reads = _COMPUTED[noun, attribute]
        computed = COMPUTED[noun, attribute]
        like = type_of(noun, computed.like)
        return Beyond(computed.sql("t"), "", "", like, reads, Path(hops, ()))
    name, _, column = attribute.partition(".")
    # Who refers to a row that was written is found by an index, or not at all.
    if not column or "|" in attribute or all(index[0] != name for index in noun.INDEXES):
        return None
    other = referred(name)
    alias = f"j_{name}"
    found = f"{alias}.container_id = $1 AND {alias}.id = t.{name}"
    looked_up = f"SELECT {alias}.* FROM {other.TABLE} {alias} WHERE {found} OFFSET 0"
    return Beyond(
        f"{alias}.{column}",
        f" LEFT JOIN {other.TABLE} {alias} ON {found}",
        f" LEFT JOIN LATERAL ({looked_up}) {alias} ON true",
        type_of(other, column),
        (name,),
        Path((Hop(other, "id", name),), ()),
    )


def type_held(noun: type[Record], attribute: str) -> ColumnType | None:
    """The type of what a shelf would hold for an attribute; None: it cannot hold it."""
    own = types_of(noun).get(attribute)
    if own is not None:
        return own
    found = beyond(noun, attribute)
    return None if found is None else found.type


def type_kept(noun: type[Record], attribute: str) -> ColumnType:
    """The same of what a shelf holds already. KeyError: it cannot."""
    found = type_held(noun, attribute)
    if found is None:
        raise KeyError(f"{noun.TABLE} has no {attribute}")
    return found


def place_of(noun: type[Record], attribute: str) -> str:
    """An attribute in a statement whose rows are `t`."""
    found = beyond(noun, attribute)
    return f"t.{attribute}" if found is None else found.sql


def joins_of(noun: type[Record], attributes: Iterable[str]) -> str:
    """The joins that `place_of` of these needs, of all rows of a list."""
    found = (beyond(noun, each) for each in attributes)
    return "".join(dict.fromkeys(each.join for each in found if each is not None))


def joins_of_few(noun: type[Record], attributes: Iterable[str]) -> str:
    """The same of the few rows that are new."""
    found = (beyond(noun, each) for each in attributes)
    return "".join(dict.fromkeys(each.join_of_few for each in found if each is not None))


def columns_read(noun: type[Record], attributes: Iterable[str]) -> tuple[str, ...]:
    """The row's own columns that `place_of` of these needs."""
    read: dict[str, None] = {}
    for each in attributes:
        found = beyond(noun, each)
        read |= dict.fromkeys((each,) if found is None else found.reads)
    return tuple(read)


def counters_beyond(noun: type[Record], attribute: str) -> tuple[int, ...]:
    """The head's counters that tell of the rows an attribute hangs on besides its own."""
    found = beyond(noun, attribute)
    if found is None:
        return ()
    return tuple(each for hop in found.path.hops for each in counters_of(hop.noun))


def owners(noun: type[Record], attributes: Iterable[str], since: str) -> list[str]:
    """Subqueries of the rows (`owner`) whose values stand in rows written after `since`."""
    found = (beyond(noun, each) for each in attributes)
    paths = {each.path: None for each in found if each is not None}
    return [text for path in paths for text in owners_touched(noun, path, since)]
