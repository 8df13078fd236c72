"""What stands in a project after a step: its rows, its journal, its sums, and both doors' answers.

Everything is told by titles instead of ids, so that projects can be compared field by field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec
from tests.procore.site import Site

from changewright.core.book import is_active, stage_amount, state_of
from changewright.core.journal import Entry
from changewright.core.kinds import MOVES, TRACKS, Track, phase_of
from changewright.core.money import ZERO, Decimal
from changewright.core.people import Company, Person
from changewright.core.records import ChangeOrder, CostItem, Face, Line, Membership, Record
from changewright.core.records_budgets import Budget
from changewright.core.records_contracts import Contract, MainContract
from changewright.store.journal_read import START, JournalReader, Place

NOUNS: tuple[type[Record], ...] = (ChangeOrder, CostItem, Membership, Face, Line)
PLACES: tuple[type[Record], ...] = (Contract, MainContract, Budget)

Told = dict[tuple[str, str, str], dict[str, Any]]
"""Area, noun or list, record → field, or its path → value."""

OWN = frozenset({"container_id", "id", "uuid", "version", "revision", "deleted_at"})
"""Columns in which two projects never agree."""
ID_LENGTH = 9
"""The shortest text that may name something. Integers do only where the field's name ends in id."""
TIMES = frozenset({"created_at", "updated_at", "approved_at", "executed_at"})


DONE = {
    **dict.fromkeys((move.action for move in MOVES), "moved"),
    "status": "moved",
    "packaged": "linked",
    "followed": "updated",
}
"""Autodesk's clients move a document by a named action, Procore's by its status. A one-tier change
that is born with its package is packaged, one that is put into it is linked. Of two that are one
change, one is updated and the other follows."""


class Book:
    """One project, read after a step. `keys` go on from the book before, so that a record keeps
    the name it was first met under."""

    def __init__(self, site: Site, side: Track, before: Book | None = None) -> None:
        self.site, self.side = site, side
        self.keys: dict[int, str] = {} if before is None else dict(before.keys)
        self.words: dict[str, str] = {} if before is None else dict(before.words)
        self.place: Place = START if before is None else before.place
        self.images: dict[tuple[str, int], dict[str, Any]] = {} if before is None else before.images
        self.rows: dict[type[Record], list[Any]] = {}
        self.entries: list[Entry] = []

    async def read(self) -> Book:
        ledger, container_id = self.site.ledger, self.site.container.id
        async with ledger.reader(container_id) as read:
            for noun in (*PLACES, *NOUNS):
                self.rows[noun] = await read.where(noun)
        async with ledger.database.connection() as connection:
            journal = JournalReader(connection, container_id)
            async for page in journal.pages(2**53, self.place):
                self.entries += page
        if self.entries:
            last = self.entries[-1]
            self.place = Place(last.revision, last.sequence)
        self._name()
        return self

    # -- names -------------------------------------------------------------------------------

    def _name(self) -> None:
        for row in self._all(*PLACES):
            self._keep(row, f"{row.TABLE} {getattr(row, 'code', None) or 'default'}")
        for row in self._all(ChangeOrder):
            self._keep(row, f"{row.kind} {row.name}")
        for row in self._all(CostItem):
            self._keep(row, f"line {row.name}")
        for row in self._all(Face):
            self._keep(row, f"{row.side} face of {self.keys.get(row.change_order_id)}")
        for row in self._all(Line):
            self._keep(row, self.keys.get(row.cost_item_id, "?"))
        for row in self._all(Membership):
            # On the budget side a line without a row of its own goes by this id.
            self._keep(row, self.keys.get(row.cost_item_id, "?"))

    def _all(self, *nouns: type[Record]) -> Iterable[Any]:
        return (row for noun in nouns for row in self.rows[noun])

    def _keep(self, row: Record, name: str) -> None:
        name = self.keys.setdefault(row.id, name)
        self.words.setdefault(str(row.uuid), name)

    def key_of(self, noun: str, row: Any) -> str:
        """The name of a row; a place of an item on a document has both."""
        if noun == Membership.TABLE:
            on, item = _get(row, "change_order_id"), _get(row, "cost_item_id")
            return f"{self.keys.get(item)} on {self.keys.get(on)}"
        return self.keys.get(_get(row, "id"), f"a {noun}")

    # -- finding -----------------------------------------------------------------------------

    def document(self, title: str, *kinds: str) -> ChangeOrder | None:
        for row in self._all(ChangeOrder):
            if row.kind in kinds and self.keys[row.id] == f"{row.kind} {title}":
                found: ChangeOrder = row
                return found
        return None

    def face(self, title: str) -> Face | None:
        document = self.document(title, "pco")
        for row in self._all(Face):
            if document and row.change_order_id == document.id and row.side == self.side:
                found: Face = row
                return found
        return None

    def items(self, document: ChangeOrder) -> list[CostItem]:
        ids = [
            one.cost_item_id for one in self.rows[Membership] if one.change_order_id == document.id
        ]
        return [row for row in self._all(CostItem) if row.id in ids]

    def holders(self, items: Iterable[CostItem]) -> list[ChangeOrder]:
        ids = {item.id for item in items}
        on = {one.change_order_id for one in self._all(Membership) if one.cost_item_id in ids}
        return [row for row in self._all(ChangeOrder) if row.id in on and row.kind != "pco"]

    def item(self, name: str) -> CostItem:
        (found,) = [row for row in self._all(CostItem) if self.keys[row.id] == f"line {name}"]
        return found  # type: ignore[no-any-return]

    # -- telling -----------------------------------------------------------------------------

    def ledger(self) -> Told:
        """Every row that lives, column by column."""
        return {
            ("ledger", noun.TABLE, self.key_of(noun.TABLE, row)): self._row(row)
            for noun in NOUNS
            for row in self.rows[noun]
        }

    def _row(self, row: Record) -> dict[str, Any]:
        return {
            name: self._told(name, getattr(row, name))
            for name in row.__struct_fields__
            if name not in OWN
        }

    def sums(self) -> Told:
        """Money by contract, budget code, side and phase."""
        sums: dict[tuple[str, str, str], dict[str, Decimal]] = {}
        for document in self._all(ChangeOrder):
            for item in self.items(document) if document.kind == "pco" else ():
                for track in TRACKS:
                    if not is_active(item, track):
                        continue
                    column = "contract_id" if track == "cost" else "main_contract_id"
                    contract = self.keys.get(getattr(document, column) or 0, "none")
                    code, phase = (
                        self.keys.get(item.budget_id or 0, "none"),
                        phase_of(state_of(item, track)),
                    )
                    amount = stage_amount(item, track) or ZERO
                    of_code = sums.setdefault(("sums", track, f"{contract} {code}"), {})
                    of_code[phase or ""] = of_code.get(phase or "", ZERO) + amount
        return sums

    def phases(self) -> Told:
        """The phase of every document and item on the tracks it has."""
        return {
            ("phase", row.TABLE, self.keys[row.id]): {
                track: phase_of(state_of(row, track)) for track in TRACKS
            }
            for row in self._all(ChangeOrder, CostItem)
        }

    def journal(self) -> Told:
        """What was done to each record since the book before: the actions, and the columns that
        are others than they were."""
        actions: dict[tuple[str, str], set[str]] = defaultdict(set)
        first: dict[tuple[str, int], dict[str, Any]] = {}
        last: dict[tuple[str, int], dict[str, Any]] = {}
        for entry in self.entries:
            image = msgspec.json.decode(entry.image or b"{}")
            if entry.noun not in {noun.TABLE for noun in NOUNS}:
                continue
            actions[entry.noun, self.key_of(entry.noun, image)].update(entry.actions)
            which = (entry.noun, entry.record_id)
            first.setdefault(which, self.images.get(which, {}))
            self.images[which] = last[which] = image
        told: Told = {}
        for (noun, key), names in actions.items():
            did = {DONE.get(name, name) for name in names if name}
            did = {"created"} if "created" in did else did
            told["journal", noun, key] = {f"did {name}": True for name in did}
        for (noun, record_id), image in last.items():
            before = first[noun, record_id]
            for name in image if before else ():
                if name not in OWN | TIMES and before.get(name) != image[name]:
                    told["journal", noun, self.key_of(noun, image)][name] = True
        return told

    # -- both doors' answers -----------------------------------------------------------------

    def answer(self, area: str, source: str, rows: Iterable[Mapping[str, Any]]) -> Told:
        """Records of a door, field by field, by the names of their records."""
        told: Told = {}
        for row in rows:
            fields = told[area, source, self._named(row["id"])] = {}
            self._spread(fields, "", row)
        return told

    def _spread(self, told: dict[str, Any], path: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, below in value.items():
                self._spread(told, f"{path}/{name}" if path else name, below)
        elif isinstance(value, list):
            for place, below in enumerate(value):
                is_record = isinstance(below, dict) and "id" in below
                key = self._named(below["id"]) if is_record else str(place)
                self._spread(told, f"{path}/{key}", below)
        else:
            told[path] = self._told(path, value)

    def _named(self, value: Any) -> str:
        found = self.words.get(str(value)) or self.keys.get(
            int(value) if str(value).isdigit() else 0
        )
        return found or "reserved"

    def _told(self, name: str, value: Any) -> Any:
        """A value by what it means: the title of what an id names, that a time is there."""
        if value is None or isinstance(value, bool):
            return value
        if name.endswith(("_at", "At", "_revision", "court_since", "court_due")):
            return "some time"
        text, is_id = str(value), name.endswith(("id", "Id", "ids", "_by"))
        if is_id or (isinstance(value, (str, UUID)) and len(text) >= ID_LENGTH):
            known = self.people.get(text) or self.words.get(text)
            if known is None and is_id:
                return self._named(value)
            return value if known is None else known
        return value

    @cached_property
    def people(self) -> dict[str, str]:
        """The ids that a person or a company goes by, and who that is."""
        people = self.site.people
        known: dict[str, Person | Company] = {}
        known |= {f"the {role}": one for role, one in people.persons.items()}
        known |= {f"the company of the {name}": one for name, one in people.companies.items()}
        told = {
            str(name): who for who, one in known.items() for name in (one.uuid, one.autodesk_id)
        }
        told |= {str(one.id): who for who, one in known.items()}
        told |= {one.email: f"{who}'s address" for who, one in people.persons.items()}
        return told | {f"Project {self.site.project_id}": "the project"}


def _get(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)
