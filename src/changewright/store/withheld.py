"""What a project keeps from one of the contractor's own people: private records, and what hangs on
them, by their ids.

A private record is for administrators and for who stands on its list (procore.md §3 [doc]). Only
contracts have such a list; that of a change order is its contract's. Besides, a change order is
seen by who made it, who is to review it, and whose turn it is: they could not do their part
otherwise.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.records import (
    ChangeOrder,
    CostItem,
    Face,
    Line,
    Membership,
    Record,
    SubCostItem,
)
from changewright.core.records_approvals import Approval, ApprovalRun
from changewright.core.records_attached import Comment, PropertyValue
from changewright.core.records_budgets import BudgetContract
from changewright.core.records_clocks import ClockEvent, ClockExtension, ClockTerms
from changewright.core.records_codes import Markup
from changewright.core.records_contracts import (
    Contract,
    MainContract,
    MainContractItem,
    ScheduleOfValue,
)
from changewright.core.records_events import EventLine, Quote, RfqResponse
from changewright.core.records_expenses import ExpenseItem
from changewright.core.records_files import Attachment, AttachmentFolder
from changewright.core.records_forms import FormSnapshot
from changewright.core.records_markups import AppliedMarkup, MarkupTerms, Tax, TaxItem

from .engine import Database
from .gathering import Gathering
from .wire import Parameter, Wire, text, wire_of

KEPT = 512
"""For so many people and projects what is kept from them is remembered."""


class Hangs(msgspec.Struct, frozen=True):
    """A column that names the record which a row hangs on: of this noun, or of the one whose table
    another column (`kind`) says."""

    column: str
    of: type[Record] | None = None
    kind: str = ""


_ON_CHANGE = Hangs("change_order_id", ChangeOrder)
_ON_ITEM = Hangs("cost_item_id", CostItem)
_ON_CONTRACT = Hangs("contract_id", Contract)
_ON_MAIN = Hangs("main_contract_id", MainContract)
_ON_ANY = Hangs("record_id", kind="record_kind")
_HOLDER = Hangs("holder_id", kind="holder_kind")

HANGING: Mapping[type[Record], tuple[Hangs, ...]] = {
    Membership: (_ON_CHANGE, _ON_ITEM),
    Line: (_ON_ITEM,),
    SubCostItem: (_ON_ITEM,),
    EventLine: (_ON_ITEM,),
    Quote: (Hangs("rfq_id", ChangeOrder), _ON_ITEM),
    RfqResponse: (Hangs("rfq_id", ChangeOrder),),
    ApprovalRun: (_ON_CHANGE, _ON_CONTRACT),
    Approval: (_ON_CHANGE,),
    AppliedMarkup: (
        _ON_CHANGE,
        Hangs("source_cost_item_id", CostItem),
        Hangs("target_cost_item_id", CostItem),
    ),
    Markup: (_HOLDER,),
    MarkupTerms: (_HOLDER,),
    BudgetContract: (_ON_CONTRACT,),
    ExpenseItem: (_ON_CONTRACT,),
    MainContractItem: (_ON_MAIN,),
    ScheduleOfValue: (_ON_CONTRACT, Hangs("association_id", ChangeOrder)),
    FormSnapshot: (_ON_CHANGE, _ON_CONTRACT, _ON_MAIN),
    Comment: (_ON_ANY,),
    PropertyValue: (_ON_ANY,),
    AttachmentFolder: (_ON_ANY,),
    Attachment: (_ON_ANY,),
    ClockTerms: (_ON_ANY,),
    ClockEvent: (_ON_ANY, _HOLDER, Hangs("change_id", ChangeOrder)),
    ClockExtension: (Hangs("event_id", ClockEvent),),
    Tax: (_ON_ANY,),
    TaxItem: (Hangs("tax_id", Tax),),
}
"""What goes with the record that it hangs on. Of the nouns here some bear others in their turn."""

BEARING: tuple[type[Record], ...] = (MainContractItem, ScheduleOfValue, Tax, ClockEvent)
"""Hanging nouns on which others hang."""

Ids = Mapping[type[Record], frozenset[int]]
"""By noun the records that are kept from somebody; those that hang on them only of BEARING."""


class Withheld(msgspec.Struct, frozen=True):
    """What is kept from a person in a project. `told_by_forms` are the contracts whose forms tell
    of orders that are: a form's sums are those of all orders before."""

    person_id: int
    revision: int
    ids: Ids
    told_by_forms: Ids

    def holds(self, record: Record) -> bool:
        """Whether the record is kept from the person."""
        noun = type(record)
        if record.id in self.ids.get(noun, ()):
            return True
        return any(self._hangs(record, each) for each in HANGING.get(noun, ()))

    def _hangs(self, record: Record, by: Hangs) -> bool:
        owner_id = getattr(record, by.column)
        if by.of is not None:
            return owner_id in self.of(type(record), by.of)
        kind = getattr(record, by.kind)
        return any(kind == noun.TABLE and owner_id in ids for noun, ids in self.ids.items())

    def of(self, hanging: type[Record], noun: type[Record]) -> frozenset[int]:
        """The records of a noun that take along what of `hanging` hangs on them."""
        found = self.ids.get(noun, frozenset())
        return (
            found | self.told_by_forms.get(noun, frozenset()) if hanging is FormSnapshot else found
        )


# -- which records are private --------------------------------------------------------------------

_HEAD = b"SELECT revision FROM head WHERE container_id = $1"
_PRIVATE: tuple[type[Record], ...] = (Contract, MainContract, ChangeOrder, Face)


def _marked(noun: type[Record], *, since: bool) -> bytes:
    """(id, private) of the rows written since a revision; of all rows those that are private."""
    test = "revision > $2::bigint" if since else "$2::bigint = 0 AND private"
    if noun is ChangeOrder and since:  # the index that has revisions begins with the kind
        test += " AND kind IN ('pco', 'rfq', 'rco', 'scr', 'oco', 'sco', 'event')"
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


# -- as SQL ---------------------------------------------------------------------------------------


def condition(withheld: Withheld, noun: type[Record], alias: str) -> str:
    """SQL for the rows of a noun that are not kept from the person; empty where all are seen."""
    return _conditions(withheld, noun, lambda column: f"{alias}.{column}")


def condition_of_image(withheld: Withheld, noun: type[Record], image: str) -> str:
    """The same of a record's image, as an expression of type jsonb."""
    types = {"record_kind": "text", "holder_kind": "text"}
    return _conditions(
        withheld, noun, lambda column: f"({image}->>'{column}')::{types.get(column, 'bigint')}"
    )


def _conditions(withheld: Withheld, noun: type[Record], place: Callable[[str], str]) -> str:
    tests = [_apart(place("id"), withheld.ids.get(noun, frozenset()))]
    for by in HANGING.get(noun, ()):
        if by.of is not None:
            tests.append(_apart(place(by.column), withheld.of(noun, by.of)))
            continue
        tests += [
            f"({place(by.kind)} IS DISTINCT FROM '{each.TABLE}' OR {test})"
            for each, ids in withheld.ids.items()
            if (test := _apart(place(by.column), ids))
        ]
    return " AND ".join(test for test in tests if test)


def _apart(place: str, ids: frozenset[int]) -> str:
    if not ids:
        return ""
    written = ",".join(str(each) for each in sorted(ids))
    return f"({place} = ANY('{{{written}}}'::bigint[])) IS NOT TRUE"
