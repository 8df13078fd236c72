"""The columns of a project's log: what each is, what may be asked of it, what locks its cells.

A row per column. `needs` are the columns of a change order that it is made of: where an audience
may not see one of them on a kind of document, the column is empty there, and where it may not see
any of them at all, the column is unknown to it. How a column is read is `store.log_source`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from .attribute_values import OWNERS
from .courts import COURTS
from .exchange import RATE_OF
from .kinds import KIND, KINDS, PHASES, SCOPES, STATE, TRACKS, phase_of
from .records import ChangeOrder
from .records_attached import PropertyDefinition
from .roles import ROLE, VIEWS, may_write

ColumnType = Literal[
    "text",
    "word",
    "number",
    "amount",
    "day",
    "instant",
    "flag",
    "person",
    "company",
    "contract",
    "mainContract",
    "changeOrder",
    "clock",
]
Operator = Literal["is", "not", "blank", "filled", "contains", "range", "before", "after"]

_NAMED: tuple[Operator, ...] = ("is", "not", "blank", "filled")
_MEASURED: tuple[Operator, ...] = ("is", "not", "range", "blank", "filled")
_TIMED: tuple[Operator, ...] = ("is", "range", "before", "after", "blank", "filled")
OPERATORS: Mapping[ColumnType, tuple[Operator, ...]] = {
    "text": (*_NAMED, "contains"),
    "word": _NAMED,
    "number": _MEASURED,
    "amount": _MEASURED,
    "day": _TIMED,
    "instant": _TIMED,
    "flag": ("is",),
    "person": _NAMED,
    "company": _NAMED,
    "contract": _NAMED,
    "mainContract": _NAMED,
    "changeOrder": _NAMED,
    "clock": (),
}

LockClass = Literal["fields", "contract", "mainContract", "bookkeeping", "attributes"]
LOCK_CLASSES: tuple[LockClass, ...] = (
    *("fields", "contract", "mainContract", "bookkeeping", "attributes"),
)
LockCode = Literal["role", "approved", "integrated", "kind", "past"]

LOGGED_KINDS = tuple(kind.name for kind in KINDS if kind.tracks)
"""The kinds of documents that stand in a log: all that move money."""


class LogColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column. `kinds`: the documents that have it. `choices`: its words, in their order, by
    which they sort. `total`: it is added up. `lock`: by which class of locks its cells are edited,
    None where nobody types it. `definition_id`: the custom attribute it is."""

    name: str
    title: str
    type: ColumnType
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = LOGGED_KINDS
    choices: tuple[str, ...] = ()
    sortable: bool = True
    groupable: bool = False
    total: bool = False
    lock: LockClass | None = None
    width: int = 120
    definition_id: int | None = None
    attribute_type: str = ""

    @property
    def in_project_currency(self) -> bool:
        """Whether its amounts are in the project's currency, whatever a row's own is."""
        return self.type == "amount" and self.name not in RATE_OF

    @property
    def operators(self) -> tuple[Operator, ...]:
        return OPERATORS[self.type] if self.sortable or self.name == "id" else ()


def _with_track(track: str) -> tuple[str, ...]:
    return tuple(name for name in LOGGED_KINDS if track in KIND[name].tracks)


def _column(
    name: str,
    title: str,
    type_: ColumnType,
    needs: str,
    lock: LockClass | None = None,
    width: int = 120,
    *,
    kinds: tuple[str, ...] = LOGGED_KINDS,
    choices: Iterable[str] = (),
    groupable: bool | None = None,
    sortable: bool = True,
) -> LogColumn:
    """Words and references are grouped by, and days by their months, unless said otherwise."""
    grouped = type_ not in ("text", "number", "amount", "clock") and sortable
    return LogColumn(
        name=name,
        title=title,
        type=type_,
        needs=tuple(needs.split()),
        kinds=kinds,
        choices=tuple(choices),
        sortable=sortable,
        groupable=grouped if groupable is None else groupable,
        total=type_ == "amount" or name in ("daysAsked", "daysGranted"),
        lock=lock,
        width=width,
    )


_AMOUNTS = (
    ("estimated", "Estimated"),
    ("proposed", "Quoted"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("committed", "Committed"),
)
_BUDGET, _COST = _with_track("budget"), _with_track("cost")

COLUMNS: tuple[LogColumn, ...] = (
    _column("id", "Change order", "changeOrder", "", sortable=False),
    _column("number", "Number", "text", "number", "fields", 84),
    _column("title", "Title", "text", "name", "fields", 280),
    _column("kind", "Kind", "word", "kind", width=66, choices=LOGGED_KINDS),
    _column("state", "State", "word", "budget_state cost_state", choices=STATE),
    _column("phase", "Phase", "word", "budget_state cost_state", width=100, choices=PHASES),
    _column("budgetState", "Budget state", "word", "budget_state", kinds=_BUDGET, choices=STATE),
    _column("costState", "Cost state", "word", "cost_state", kinds=_COST, choices=STATE),
    _column("reason", "Reason", "text", "reason", "fields", 160, groupable=True),
    _column("type", "Type", "text", "type", "fields", 160, groupable=True),
    _column("scope", "Scope", "word", "scope", "fields", 100, choices=SCOPES),
    _column("contract", "Contract", "contract", "contract_id", "contract", 200, kinds=_COST),
    _column(
        *("mainContract", "Main contract", "mainContract", "main_contract_id", "mainContract"),
        200,
        kinds=_BUDGET,
    ),
    _column("supplier", "Supplier", "company", "company_id contract_id", "fields", 180),
    *(_column(name, title, "amount", name, width=130) for name, title in _AMOUNTS),
    _column("daysAsked", "Days asked", "number", "schedule_change", "fields", 90),
    _column(
        *("daysGranted", "Days granted", "number"),
        "schedule_change budget_state cost_state",
        width=90,
    ),
    _column("percentOfContract", "% of contract", "number", "approved committed", width=110),
    _column("quotes", "Quotes in", "text", "", kinds=_BUDGET, width=90),
    _column("quotesMissing", "Quotes missing", "number", "", kinds=_BUDGET, width=110),
    _column("court", "Ball in court", "word", "court", width=140, choices=COURTS),
    _column("courtSince", "In court since", "instant", "court_since"),
    _column("courtDue", "Court due", "instant", "court_due"),
    _column("courtPerson", "In court of", "person", "court_person_id", width=160),
    _column("courtCompany", "Court company", "company", "court_company_id", width=160),
    _column("myCourt", "My court", "flag", "court_person_id court_company_id", width=80),
    _column("due", "Due", "instant", "court_due response_due due_date", width=124),
    _column("clock", "Clock", "clock", "", sortable=False, width=180),
    _column("responseDue", "Response due", "instant", "response_due", "fields"),
    _column("dueDate", "Due date", "day", "due_date", "fields"),
    _column("owner", "Responsible", "person", "owner_id", "fields", 160),
    _column("source", "Source", "changeOrder", "source_id", width=120),
    _column("package", "In order", "changeOrder", "package_id", width=120),
    _column("sourceType", "Source type", "text", "source_type", "fields", groupable=True),
    _column("sourceRef", "Source reference", "text", "source_ref", "fields", 140),
    _column("description", "Description", "text", "description", "fields", 320),
    _column("scopeOfWork", "Scope of work", "text", "scope_of_work", "fields", 320),
    _column("note", "Note", "text", "note", "fields", 320),
    _column("contractNumber", "Number in contract", "text", "contract_number"),
    _column("approvalSequence", "Approval sequence", "number", "approval_sequence", width=90),
    _column("approvedAt", "Approved on", "instant", "approved_at"),
    _column("executedAt", "Executed on", "instant", "executed_at"),
    _column("signedAt", "Signed on", "day", "signed_at", "bookkeeping"),
    _column("invoicedDate", "Invoiced on", "day", "invoiced_date", "bookkeeping"),
    _column("paidDate", "Paid on", "day", "paid_date", "bookkeeping"),
    _column(*("erpState", "ERP state", "text", "integration_state", "bookkeeping"), groupable=True),
    _column("externalId", "External id", "text", "external_id", "bookkeeping"),
    _column(
        *("externalSystem", "External system", "text", "external_system", "bookkeeping"),
        groupable=True,
    ),
    _column("externalMessage", "ERP message", "text", "external_message", "bookkeeping", 240),
    _column("lastSync", "Last sync", "instant", "last_sync_time"),
    _column("private", "Private", "flag", "private", width=80),
    _column("attachments", "Attachments", "number", "", width=90, sortable=False),
    _column("items", "Cost items", "number", "", width=90, sortable=False),
    _column("created", "Created", "instant", "created_at"),
    _column("createdBy", "Created by", "person", "created_by", width=160),
    _column("updated", "Updated", "instant", "updated_at"),
    _column("changedBy", "Changed by", "person", "changed_by", width=160),
)
COLUMN: dict[str, LogColumn] = {column.name: column for column in COLUMNS}

# Written by an edit: the ledger's column that a cell of the log is.
EDITED: Mapping[str, str] = {
    "supplier": "company_id",
    **{
        column.name: column.needs[0]
        for column in COLUMNS
        if column.lock is not None and len(column.needs) == 1
    },
}
INSIDE_ONLY = frozenset({"private", "attachments", "items", "quotes", "quotesMissing"})
"""What an audience from outside is not told: how much there is that it does not see."""

ATTRIBUTE = "attribute."

# Types of custom attributes as columns; any other is a text.
_ATTRIBUTE_TYPES: Mapping[str, ColumnType] = {
    "options": "word",
    "boolean": "word",
    "integer": "number",
    "percent": "number",
    "number": "number",
    "currency": "number",
    "datetime": "instant",
}


def attribute_column(definition: PropertyDefinition) -> LogColumn:
    """A custom attribute as a column. Its words are its options."""
    type_ = _ATTRIBUTE_TYPES.get(definition.type, "text")
    choices = tuple(definition.options) if type_ == "word" else ()
    return LogColumn(
        name=f"{ATTRIBUTE}{definition.uuid}",
        title=definition.name,
        type=type_,
        kinds=tuple(OWNERS.get(definition.association_type, ())),
        choices=("true", "false") if definition.type == "boolean" else choices,
        groupable=type_ in ("word", "instant") or definition.type == "text",
        lock="attributes",
        width=160,
        definition_id=definition.id,
        attribute_type=definition.type,
    )


def attribute_columns(definitions: Iterable[PropertyDefinition]) -> list[LogColumn]:
    """The attributes of change orders, in their order. The built-in ones are columns already."""
    ordered = sorted(definitions, key=lambda one: (one.position, one.id))
    columns = [attribute_column(one) for one in ordered if not one.built_in]
    return [column for column in columns if set(column.kinds) & set(LOGGED_KINDS)]


# -- audiences ------------------------------------------------------------------------------------


def hiding_kinds(role: str, column: str) -> frozenset[str]:
    """The kinds of documents on which somebody of this role may not see this column of a change
    order."""
    audience = ROLE[role].audience
    if audience == "full":
        return frozenset()
    views = VIEWS[audience]
    return frozenset(
        kind
        for kind in LOGGED_KINDS
        if f"change_order:{kind}" in views and column in views[f"change_order:{kind}"].hidden
    )


def kinds_seen(role: str) -> tuple[str, ...]:
    """The kinds of documents that this role may see any of."""
    audience = ROLE[role].audience
    if audience == "full":
        return LOGGED_KINDS
    return tuple(kind for kind in LOGGED_KINDS if f"change_order:{kind}" in VIEWS[audience])


def is_seen(role: str, column: LogColumn) -> bool:
    """Whether the column is there for this role: on some kind it has, one of what it is made of
    may be seen."""
    seen = set(kinds_seen(role)) & set(column.kinds)
    if ROLE[role].audience != "full" and column.name in INSIDE_ONLY:
        return False
    if not seen:
        return False
    return not column.needs or any(seen - hiding_kinds(role, each) for each in column.needs)


# -- locks ----------------------------------------------------------------------------------------


def locks_of(
    role: str,
    kind: str,
    budget_state: str | None,
    cost_state: str | None,
    integration_state: str | None,
) -> dict[LockClass, LockCode]:
    """Which classes of cells of a row may not be edited, and why; by the same rules that an edit
    is refused by (`core.rules.check_edit`)."""
    locks: dict[LockClass, LockCode] = {}
    if not may_write(role, ChangeOrder.TABLE):
        locks = dict.fromkeys(("fields", "contract", "mainContract", "bookkeeping"), "role")
        if not may_write(role, "property_value"):
            locks["attributes"] = "role"
        return locks
    if not may_write(role, "property_value"):
        locks["attributes"] = "role"
    states = {"budget": budget_state, "cost": cost_state}
    links: dict[str, LockClass] = {"budget": "mainContract", "cost": "contract"}
    tracks = KIND[kind].tracks
    approved = {track for track in tracks if phase_of(states[track]) == "approved"}
    why: LockCode | None = None
    if integration_state == "locked":
        why = "integrated"
    elif approved:
        why = "approved"
    if why is not None:
        locks["fields"] = why
    for track in TRACKS:
        if track not in tracks:
            locks[links[track]] = "kind"
        elif why == "integrated" or (why is not None and track in approved):
            locks[links[track]] = why
    return locks
