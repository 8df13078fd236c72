"""What a change is, before it is a record: a story with its lines of money.

The stories in `stories` are content; `narrative` turns them into a year of steps. A story says
what happened on site and how it ended, and nothing about documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Why changes happen, in the words of the project's list of reasons.
OWNER = "Client Request"
DESIGN = "Design Development"
OMISSION = "Design Error or Omission"
EXISTING = "Existing Condition"
CODE = "Code or Inspector"
ALLOWANCE = "Allowance"
BACKCHARGE = "Backcharge"
FIELD = "Field Coordination"
WEATHER = "Weather"
VALUE = "Value Engineering"
SUPPLY = "Supply Chain"

REASONS = (
    *(OWNER, DESIGN, OMISSION, EXISTING, CODE, ALLOWANCE, BACKCHARGE),
    *(FIELD, WEATHER, VALUE, SUPPLY),
)

Scope = Literal["out", "in", "contingency", "budgetOnly", "tbd"]

Pricing = Literal["quote", "estimate", "tags"]
"""How a price is found: the supplier is asked for a quote, the contractor works it out from the
supplier's letter, or signed time-and-material tags are added up."""

Ending = Literal[
    "signed",
    "direct",
    "resubmitted",
    "rejected",
    "argued",
    "void",
    "withdrawn",
    "idea",
]
"""signed: the ordinary way to a signed order, as far as the year lets it come. direct: straight
to the owner's change order, without a request. resubmitted: the owner wanted it revised first.
rejected: the owner said no. argued: he said no and later yes. void: taken back before anybody was
asked. withdrawn: taken back after the supplier had been asked. idea: never left draft."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of money: the contractor's first estimate, in whole dollars, on a budget code.

    A line on a code that was let to a trade belongs to that trade's contract. `quantity` with
    `unit` where the work was measured or timed.
    """

    budget: str
    name: str
    amount: int
    quantity: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A change. `week` is when it was noticed, counted from the first week of the demo's year.

    `ruling` is the sentence of whoever said no, or wanted it revised, or took it back; `settled`
    is what the lines were submitted at after that, where it differs. `remarks` are what people
    wrote beside it, as (person, text). `rival` is a second supplier asked to price the first line.
    """

    key: str
    week: int
    title: str
    text: str
    reason: str
    origin: tuple[str, str]
    lines: tuple[Line, ...]
    days: int = 0
    scope: Scope = "out"
    pricing: Pricing = "quote"
    ending: Ending = "signed"
    place: str = "tower"
    ruling: str = ""
    settled: tuple[int, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    rival: str = ""

    @property
    def amount(self) -> int:
        """The first estimate of the whole change."""
        return sum(line.amount for line in self.lines)
