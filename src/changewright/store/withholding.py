"""Which records of a project are private, and which of them are kept from somebody.

A private record is for administrators and for who stands on its list (procore.md §3 [doc]). Only
contracts have such a list; that of a change order is its contract's. Besides, a change order is
seen by who made it, who is to review it, and whose turn it is: they could not do their part
otherwise.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from changewright.core.catalogue import COUNTED_KINDS
from changewright.core.records import ChangeOrder, CostItem, Face, Record
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_markups import AppliedMarkup, Tax

from .engine import Database
from .gathering import Gathering
from .sql_text import words
from .wire import Parameter, Wire, text, wire_of
from .withheld import BEARING, Withheld, condition

KEPT = 512
"""For so many people and projects what is kept from them is remembered."""

# -- which records are private --------------------------------------------------------------------

_HEAD = b"SELECT revision FROM head WHERE container_id = $1"
_PRIVATE: tuple[type[Record], ...] = (Contract, MainContract, ChangeOrder, Face)


def _marked(noun: type[Record], *, since: bool) -> bytes:
    """(id, private) of the rows written since a revision; of all rows those that are private."""
    test = "revision > $2::bigint" if since else "$2::bigint = 0 AND private"
    if noun is ChangeOrder and since:  # the index that has revisions begins with the kind
        test += f" AND kind IN ({words(COUNTED_KINDS)})"
    return f"SELECT id, private FROM {noun.TABLE} WHERE container_id = $1 AND {test}".encode()


_MARKED = {
    since: {noun: _marked(noun, since=since) for noun in _PRIVATE} for since in (True, False)
}


class Marks:
    """The records of one container that are private, as of a revision."""

    def __init__(self) -> None:
        self.revision = 0
        self.ids: dict[type[Record], set[int]] = {noun: set() for noun in _PRIVATE}

    async def refresh(self, wire: Wire, container: Parameter) -> None:
        """Bring them to what is committed now, by what was written since they were read."""
        statements = _MARKED[self.revision > 0]
        steps = [(each, (container, text(self.revision))) for each in statements.values()]
        head, *results = await wire.run([(_HEAD, (container,)), *steps])
        for noun, result in zip(statements, results, strict=True):
            for record_id, is_private in wire.read(result, tuple):
                if is_private:
                    self.ids[noun].add(record_id)
                else:
                    self.ids[noun].discard(record_id)
        for row in wire.read(head, tuple):
            self.revision = int(row[0])

    @property
    def is_any(self) -> bool:
        return any(self.ids.values())


# -- which of them are kept from somebody ---------------------------------------------------------

_DEFAULT_MAIN = (
    "(SELECT (s.settings->>'default_main_contract_id')::bigint "
    "FROM container_settings s WHERE s.container_id = $1)"
)


def _listed(alias: str) -> str:
    return f"COALESCE({alias}.accessor_ids @> to_jsonb($2::bigint), FALSE)"


def _under(table: str, found: str) -> str:
    """Whether the person stands on the list of the contract with this id."""
    return (
        f"EXISTS (SELECT FROM {table} o WHERE o.container_id = $1 AND o.id = {found} "
        f"AND {_listed('o')})"
    )


def _unlisted(noun: type[Record]) -> bytes:
    return (
        f"SELECT n.id FROM {noun.TABLE} n WHERE n.container_id = $1 "
        f"AND n.id = ANY($3::bigint[]) AND NOT {_listed('n')}"
    ).encode()


_OWN = "$2::bigint IN (d.created_by, d.reviewer_id, d.court_person_id)"
_MAIN_OF = (
    f"CASE WHEN d.kind IN ('rco', 'oco') THEN COALESCE(d.main_contract_id, {_DEFAULT_MAIN}) "
    "ELSE d.main_contract_id END"
)
_UNDER_FACE = (
    "EXISTS (SELECT FROM face f WHERE f.container_id = $1 AND f.change_order_id = d.id "
    f"AND ({_under('contract', 'f.contract_id')} OR {_under('main_contract', 'f.contract_id')}))"
)
_CHANGES = f"""
SELECT d.id FROM change_order d WHERE d.container_id = $1 AND d.id = ANY($3::bigint[])
  AND ({_OWN}) IS NOT TRUE AND NOT {_under("contract", "d.contract_id")}
  AND NOT {_under("main_contract", _MAIN_OF)} AND NOT (d.kind = 'pco' AND {_UNDER_FACE})
UNION SELECT d.id FROM change_order d
WHERE d.container_id = $1 AND d.contract_id = ANY($4::bigint[])
UNION SELECT d.id FROM change_order d
WHERE d.container_id = $1 AND d.main_contract_id = ANY($5::bigint[])
UNION SELECT d.id FROM change_order d
WHERE d.container_id = $1 AND d.kind IN ('rco', 'oco') AND d.main_contract_id IS NULL
  AND {_DEFAULT_MAIN} = ANY($5::bigint[])
""".encode()
_FACES = f"""
SELECT f.id, f.change_order_id FROM face f WHERE f.container_id = $1
  AND f.contract_id = ANY($4::bigint[] || $5::bigint[])
UNION SELECT f.id, f.change_order_id FROM face f WHERE f.container_id = $1
  AND f.change_order_id = ANY($6::bigint[])
UNION SELECT f.id, f.change_order_id FROM face f
JOIN change_order d ON d.container_id = f.container_id AND d.id = f.change_order_id
WHERE f.container_id = $1 AND f.id = ANY($3::bigint[])
  AND ({_OWN} OR f.reviewer_id = $2::bigint) IS NOT TRUE
  AND NOT {_under("contract", "f.contract_id")} AND NOT {_under("main_contract", "f.contract_id")}
""".encode()
# A potential change of which no face is left to see.
_FACELESS = b"""
SELECT f.change_order_id FROM face f
WHERE f.container_id = $1 AND f.change_order_id = ANY($2::bigint[]) AND f.deleted_at IS NULL
GROUP BY f.change_order_id HAVING bool_and(f.id = ANY($3::bigint[]))
"""
# Of a contract's items all; else those that are on nothing that is seen.
_ITEMS = b"""
SELECT i.id FROM cost_item i WHERE i.container_id = $1 AND i.contract_id = ANY($2::bigint[])
UNION SELECT m.cost_item_id FROM membership m
WHERE m.container_id = $1 AND m.change_order_id = ANY($3::bigint[]) AND NOT EXISTS (
  SELECT FROM membership o WHERE o.container_id = $1 AND o.cost_item_id = m.cost_item_id
    AND o.deleted_at IS NULL AND o.change_order_id <> ALL($3::bigint[]))
"""
# What is seen in part only: it has lines that are kept back.
_PARTLY = b"""
SELECT DISTINCT m.change_order_id FROM membership m
WHERE m.container_id = $1 AND m.cost_item_id = ANY($2::bigint[]) AND m.deleted_at IS NULL
  AND m.change_order_id <> ALL($3::bigint[])
"""
# Markups and taxes there were worked out on those lines too: by their rates they would tell.
_MARKUPS = b"""
SELECT a.id, a.target_cost_item_id FROM applied_markup a
WHERE a.container_id = $1 AND a.change_order_id = ANY($2::bigint[])
"""
_TAXES = b"""
SELECT t.id FROM tax t WHERE t.container_id = $1 AND t.record_kind = 'change_order'
  AND t.record_id = ANY($2::bigint[])
"""
_FORMS = b"""
SELECT f.contract_id, f.main_contract_id FROM form_snapshot f
WHERE f.container_id = $1 AND f.change_order_id = ANY($2::bigint[])
"""


class Withholding:
    """`await withholding.of(container_id, person_id)`: what is kept from somebody who does not
    administer the project; None where nothing is, which is known without looking at anything but
    what was written since it was last asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._marks: dict[int, Marks] = {}
        self._refreshed: Gathering[int, Marks] = Gathering(self._refresh)
        self._known: OrderedDict[tuple[int, int], Withheld] = OrderedDict()

    async def of(self, container_id: int, person_id: int) -> Withheld | None:
        marks = await self._refreshed.get(container_id)
        if marks is None or not marks.is_any:
            return None
        known = self._known.get((container_id, person_id))
        if known is not None and known.revision == marks.revision:
            return known if any(known.ids.values()) else None
        async with self._database.connection() as connection:
            found = await _withheld(wire_of(connection), text(container_id), person_id, marks)
        self._known[container_id, person_id] = found
        self._known.move_to_end((container_id, person_id))
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found if any(found.ids.values()) else None

    async def _refresh(self, containers: Sequence[int]) -> Mapping[int, Marks]:
        """The marks of containers as of now: one way there and back for all who asked meanwhile."""
        async with self._database.connection() as connection:
            wire = wire_of(connection)
            for container_id in containers:
                marks = self._marks.setdefault(container_id, Marks())
                await marks.refresh(wire, text(container_id))
        return self._marks


async def _withheld(wire: Wire, container: Parameter, person_id: int, marks: Marks) -> Withheld:
    """What is kept from the person, of what is marked private and of what hangs on it."""
    person = text(person_id)
    revision = marks.revision  # others may refresh them while this waits

    async def found(statement: bytes, *values: Iterable[int]) -> list[Any]:
        parameters = (container, *(text(list(each)) for each in values))
        return await wire.rows(statement, parameters, tuple)

    async def of_person(statement: bytes, *values: Iterable[int]) -> list[Any]:
        parameters = (container, person, *(text(list(each)) for each in values))
        return await wire.rows(statement, parameters, tuple)

    contracts, mains = [
        _first(await of_person(_unlisted(noun), marks.ids[noun]))
        for noun in (Contract, MainContract)
    ]
    changes = _first(await of_person(_CHANGES, marks.ids[ChangeOrder], contracts, mains))
    pairs = await of_person(_FACES, marks.ids[Face], contracts, mains, changes)
    faces = _first(pairs)
    changes |= _first(await found(_FACELESS, {row[1] for row in pairs}, faces))
    items = _first(await found(_ITEMS, contracts, changes))
    partly: frozenset[int] = frozenset()
    markups: list[Any] = []
    while partly != (more := _first(await found(_PARTLY, items, changes))):
        partly = more
        markups = await found(_MARKUPS, partly)
        items |= {row[1] for row in markups if row[1] is not None}
    taxes = _first(await found(_TAXES, partly))
    forms = await found(_FORMS, changes | partly)
    ids: dict[type[Record], frozenset[int]] = {
        Contract: contracts,
        MainContract: mains,
        ChangeOrder: changes,
        Face: faces,
        CostItem: items,
        AppliedMarkup: _first(markups),
    }
    so_far = Withheld(person_id, revision, ids, {})
    for noun in BEARING:
        ids[noun] = await _kept_with(so_far, noun, wire, container)
    ids[Tax] |= taxes
    told: dict[type[Record], frozenset[int]] = {
        Contract: frozenset(row[0] for row in forms if row[0] is not None),
        MainContract: frozenset(row[1] for row in forms if row[1] is not None),
    }
    return Withheld(person_id, revision, ids, told)


async def _kept_with(
    withheld: Withheld, noun: type[Record], wire: Wire, container: Parameter
) -> frozenset[int]:
    """The rows of a noun that hang on what is kept from the person so far."""
    test = condition(withheld, noun, "n")
    if not test:
        return frozenset()
    statement = f"SELECT n.id FROM {noun.TABLE} n WHERE n.container_id = $1 AND NOT ({test})"
    return _first(await wire.rows(statement.encode(), (container,), tuple))


def _first(rows: Iterable[Any]) -> frozenset[int]:
    return frozenset(int(row[0]) for row in rows)
