"""What people do, one step after the other: the language between the narrative and its player.

A step is one unit of work. Documents and items carry symbolic names (`pco:pier-rock`,
`pier-rock/1`); companies, people, contracts and budget codes go by their keys in `cast`,
`contracts` and `budget`. Money is in whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

FieldValues = Mapping[str, object]
"""Columns of a document. The columns in REFERENCES hold a key of the demo, not an integer."""

REFERENCES = {
    "owner_id": "person",
    "contact_id": "person",
    "company_id": "company",
    "architect_company_id": "company",
    "contract_id": "contract",
    "main_contract_id": "main_contract",
}


@dataclass(frozen=True, slots=True)
class NewItem:
    """A cost item to be made. `budget` is the key of a budget code, `contract` of a commitment."""

    item: str
    name: str
    budget: str
    contract: str | None
    estimated_cents: int
    scope: str
    place: str
    quantity: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Create:
    """Make a document with items of its own."""

    document: str
    kind: str
    fields: FieldValues
    items: tuple[NewItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Generate:
    """Make the next document from others. Without `items` it takes all that are free."""

    document: str
    kind: str
    sources: tuple[str, ...]
    fields: FieldValues
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """`column` is one of the five amounts of a cost item."""

    item: str
    column: str
    cents: int


@dataclass(frozen=True, slots=True)
class Price:
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class MarkUp:
    """Put the markups of the owner's contract (`markups`) on a document."""

    document: str


@dataclass(frozen=True, slots=True)
class Edit:
    document: str
    fields: FieldValues


@dataclass(frozen=True, slots=True)
class Act:
    document: str
    action: str


@dataclass(frozen=True, slots=True)
class Detach:
    document: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delete:
    document: str


@dataclass(frozen=True, slots=True)
class Say:
    """A remark on a document."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Describe:
    """Values of custom attributes, by the attribute's name."""

    document: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Let:
    """A commitment is made with a supplier, as `contracts` has it."""

    contract: str


@dataclass(frozen=True, slots=True)
class Happen:
    """Something happened at an instant that starts or stops a clock, under the commitment named or
    the contract with the owner. `type` is a word of `core.clock_rules`."""

    document: str
    type: str
    at: datetime
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class Adopt:
    """An approval policy comes into force: its columns, with `person` and `company` as keys."""

    policy: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Endorse:
    """A yes to a document, if the policy that governs it asks this person now."""

    document: str


Deed = (
    Create
    | Generate
    | Price
    | MarkUp
    | Edit
    | Act
    | Detach
    | Delete
    | Say
    | Describe
    | Let
    | Happen
    | Adopt
    | Endorse
)


@dataclass(frozen=True, slots=True)
class Step:
    """`actor` does `deeds` at `when`, in one sitting: all of them or none."""

    when: datetime
    actor: str
    deeds: tuple[Deed, ...]
