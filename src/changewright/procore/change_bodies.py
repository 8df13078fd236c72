"""What bodies about change orders hold: fields that packages, requests and changes share.

Titles and descriptions are as long as the other door lets them be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from changewright.core.choices import CHANGE_REASON
from changewright.core.errors import NotFound, Problem, invalid
from changewright.core.kinds import Track
from changewright.core.records_contracts import Contract, MainContract
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.work import packages
from changewright.work.unit import LedgerReader

from .fields import Rendering
from .place import Place
from .wire import BOOLEAN, INTEGER, LABEL

DAYS_MAXIMUM = 100_000
REVISION_MAXIMUM = 1_000_000
LINE_MAXIMUM = 255
TEXT_MAXIMUM = 10_000

TITLE = Field("title", "name", bodies.TEXT, maximum=1024)
DESCRIPTION = Field("description", "description", bodies.TEXT, maximum=2048)
NUMBER = Field("number", "number", LABEL, maximum=LINE_MAXIMUM)
REVISION = Field(
    "revision",
    "issue_number",
    INTEGER,
    minimum=0,
    maximum=REVISION_MAXIMUM,
    nullable=False,
)
GRAND_TOTAL = Field(
    "grand_total",
    "grand_total",
    bodies.AMOUNT,
    ignored=True,
    description="A total is the sum of its lines.",
)
DAYS = Field(
    "schedule_impact_amount",
    "schedule_change",
    INTEGER,
    minimum=-DAYS_MAXIMUM,
    maximum=DAYS_MAXIMUM,
)
PAID_DATE = Field("paid_date", "paid_date", bodies.DAY)
INVOICED_DATE = Field("invoiced_date", "invoiced_date", bodies.DAY)
DUE_DATE = Field("due_date", "due_date", bodies.DAY)
SIGNED = Field("signed_change_order_received_date", "signed_at", bodies.DAY)
COMPLETION = Field(
    "revised_substantial_completion_date", "proposed_revised_completion_date", bodies.DAY
)
EXECUTED = Field("executed", "executed_flag", BOOLEAN, nullable=False)
PRIVATE = Field("private", "private", BOOLEAN, nullable=False)
SIGNATURE = Field("signature_required", "signature_required", BOOLEAN, nullable=False)
REVIEWER = Field("designated_reviewer_id", "reviewer_id", INTEGER)
ORIGIN_ID = Field("origin_id", "origin_id", LABEL, maximum=LINE_MAXIMUM)
ORIGIN_DATA = Field("origin_data", "origin_data", bodies.TEXT, maximum=TEXT_MAXIMUM)
ORIGIN_CODE = Field("origin_code", "origin_code", LABEL, maximum=LINE_MAXIMUM)

REASON_ID = "change_order_change_reason_id"
PEOPLE: Mapping[str, str] = {
    "reviewer_id": "designated_reviewer_id",
    "received_from_id": "received_from_id",
}
"""Column → the field that names a person of the project."""


def status(words: Iterable[str]) -> Field:
    """The status, by these words."""
    return Field("status", "status", bodies.CHOICE, choices=tuple(words), nullable=False)


def columns(values: Mapping[str, Any], number: str = "contract_number") -> dict[str, Any]:
    """A body's values in the columns' own terms: a title is never null, and no number is not to
    be changed. `number` is the column of the number."""
    found = dict(values)
    if "name" in found and found["name"] is None:
        found["name"] = ""
    if "number" in found:
        typed = (found.pop("number") or "").strip()
        if typed:
            found[number] = typed
    if "field_change" in found:
        found["field_change"] = bool(found["field_change"])
    return found


def check_people(rendering: Rendering, place: Place, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` naming the field whose person is none of this project."""
    for column, field in PEOPLE.items():
        person_id = values.get(column)
        if person_id is None:
            continue
        if rendering.directory.member(person_id, place.project.id) is None:
            raise invalid(field, "reference", f"There is no user {person_id} in this project")


def reason_text(rendering: Rendering, choice_id: int | None) -> str | None:
    """The text of a change reason that a body names by its id in the company's list. Raises
    `Invalid`."""
    if choice_id is None:
        return None
    found = rendering.directory.choice(rendering.account_id, CHANGE_REASON, choice_id)
    if found is None:
        raise invalid(REASON_ID, "reference", f"There is no change reason {choice_id} here")
    return found.name


def reason_shown(rendering: Rendering, text: str | None) -> dict[str, Any] | None:
    """`{id, change_reason}`; without an id where the company's list has no such reason."""
    if not text:
        return None
    found = rendering.directory.choice_named(rendering.account_id, CHANGE_REASON, text)
    return {"id": None if found is None else found.id, "change_reason": text}


def check_stays(contract_id: int | None, own: int | None) -> None:
    """Raise `Invalid` where a body names another contract than the record's own."""
    if contract_id not in (None, own):
        raise invalid("contract_id", "rule", "a change order stays on its contract")


async def contract_on(read: LedgerReader, side: Track, contract_id: int) -> Contract | MainContract:
    """The contract of a side that a body names. Raises `NotFound` naming `contract_id`."""
    contract = await packages.contract_of(read, contract_id)
    if packages.side_of_contract(contract) != side:
        word = "prime contract" if side == "budget" else "commitment"
        detail = f"There is no {word} {contract_id} here."
        raise NotFound(detail, Problem("contract_id", "reference", detail))
    return contract
