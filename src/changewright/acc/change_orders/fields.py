"""The fields of a change order, per kind (autodesk.md §1.5 and the seed reference page)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from changewright.core.kinds import SCOPES, Track
from changewright.core.records import ChangeOrder
from changewright.core.records_contracts import Contract, MainContract

from ..external import EXTERNAL_FIELDS, STAMPS
from ..fields import Wire, both
from ..words import STATES_OF_WORD, STATUS_WORDS, WORDS

AMOUNTS = {
    "estimated": "Rough estimate without a quotation.",
    "proposed": "The supplier's quote.",
    "submitted": "What was sent to the owner for approval.",
    "approved": "What the owner approved.",
    "committed": "What was committed to the supplier.",
}

WORKFLOW_TYPE = {"pco": "Both", "rfq": "Cost", "rco": "Budget", "oco": "Budget", "sco": "Cost"}


def split_number(prefix: str, value: int | None, suffix: str, free: bool) -> dict[str, Any]:
    return {"prefix": prefix, "number": str(value or ""), "postfix": suffix, "isFreeModify": free}


def status_filter(kind: str, track: Track) -> Mapping[str, tuple[object, ...]]:
    """Each documented word and the states it stands for; a word the kind lacks finds nothing."""
    words = STATES_OF_WORD.get((kind, track), {})
    return {word: words.get(word, ()) for word in STATUS_WORDS[track]}


def _status(kind: str, track: Track) -> Wire:
    return Wire(
        name=f"{track}Status",
        column=f"{track}_state",
        filter=f"{track}Status",
        words=WORDS.get((kind, track), {}),
        filter_words=status_filter(kind, track),
        description=f"The {track} status; it moves by actions only.",
    )


NAMING: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    Wire(name="containerId", column="container_id", type="container", nullable=False),
    Wire(name="number", column="number", nullable=False, filter="number", maximum=255),
    Wire(
        name="splitNumber",
        type="object",
        nullable=False,
        columns=("number_prefix", "number_value", "number_suffix", "number_free"),
        compose=split_number,
    ),
    both("name", "name", nullable=False, required=True, maximum=1024),
    both("description", "description", maximum=2048),
    both("type", "type", maximum=255),
)
"""Which document it is."""

PEOPLE: tuple[Wire, ...] = (
    Wire(name="creatorId", column="created_by", type="person"),
    both("ownerId", "owner_id", type="person"),
    Wire(name="changedBy", column="changed_by", type="person"),
    Wire(name="markupFormulaId", column="markup_formula_id", type="uuid", sortable=False),
    Wire(name="appliedBy", column="applied_by", type="person"),
    Wire(name="appliedAt", column="applied_at", type="datetime"),
)
"""Who made it, owns it and priced it."""

SUMS: tuple[Wire, ...] = tuple(
    Wire(name=name, column=name, type="amount", accepted=True, description=text)
    for name, text in AMOUNTS.items()
)
"""The sums of its cost items, which a body may hold and no body writes."""

WORK: tuple[Wire, ...] = (
    both("scopeOfWork", "scope_of_work", sortable=False),
    both("scheduleChange", "schedule_change", type="integer", maximum=36500, minimum=-36500),
    both("proposedRevisedCompletionDate", "proposed_revised_completion_date", type="date"),
    both("note", "note", sortable=False),
)
"""What is to be done, and what it does to the schedule."""

SOURCES: tuple[Wire, ...] = (
    Wire(
        name="sourceId",
        column="source_id",
        type="reference",
        noun=ChangeOrder,
        filter="sourceId",
        many=False,
        description="The document it was generated from.",
    ),
    both("sourceType", "source_type", maximum=255),
    both("sourceRef", "source_ref", maximum=255),
    both(
        "contractId",
        "contract_id",
        type="reference",
        noun=Contract,
        filter="contractId",
        blank=True,
    ),
    both(
        "mainContractId",
        "main_contract_id",
        type="reference",
        noun=MainContract,
        filter="mainContractId",
        blank=True,
    ),
)
"""What it came from, and the contracts it is about."""

PARTIES: tuple[Wire, ...] = (
    Wire(
        name="variableMarkupFormulaItems", column="variable_markup_formula_items", type="variables"
    ),
    both("companyId", "company_id", type="company"),
    Wire(name="companyUid", column="company_id", type="company_uid", in_patch=True),
    both("architectCompanyId", "architect_company_id", type="company"),
    Wire(
        name="architectCompanyUid",
        column="architect_company_id",
        type="company_uid",
        in_patch=True,
    ),
    both("architectContactId", "architect_contact_id", type="person"),
    both("additionalCollaborators", "additional_collaborators", type="collaborators"),
    Wire(name="contactId", column="contact_id", type="person"),
    Wire(name="contacts", column="contacts", type="texts"),
    Wire(name="templateId", column="template_id", type="uuid", sortable=False),
    both("recipients", "recipients", type="recipients"),
    Wire(name="signedBy", column="signed_by"),
    Wire(
        name="exchangeRate",
        column="exchange_rate",
        type="price",
        in_patch=True,
        shown=False,
        description="On an rfq it is written to the proposed rates of its cost items, on an "
        "sco to their committed rates.",
    ),
)
"""Whom it goes to, and by which rate and template."""


@cache
def change_order_fields(kind: str) -> tuple[Wire, ...]:
    """The rows of one kind, in the order of the reference."""
    return (
        *NAMING,
        Wire(name="formDefinitionType", constant=kind, nullable=False),
        Wire(name="workflowType", constant=WORKFLOW_TYPE[kind], nullable=False),
        both("scope", "scope", type="choice", choices=tuple(SCOPES), nullable=False),
        *PEOPLE,
        _status(kind, "budget"),
        _status(kind, "cost"),
        *SUMS,
        *WORK,
        *SOURCES,
        *EXTERNAL_FIELDS,
        *STAMPS,
        *PARTIES,
    )
