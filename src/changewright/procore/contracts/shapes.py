"""Commitments as resources: all of them, work orders, purchase orders, and those of v2.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from changewright.core.contract_states import PURCHASE_ORDER, WORK_ORDER
from changewright.core.query import Condition
from changewright.core.records_contracts import Contract

from .. import grammar
from ..attachments import shapes as files
from ..contract_line_items.shapes import COMMITMENT_LINES, HOLDERS, lines_part
from ..contract_words import EVERY_COMMITMENT, STATES_OF, newer_words
from ..custom_fields import shapes as custom
from ..fields import Resource
from ..grammar import Filter
from .changes import PRESENCE, change_parts
from .keys import ACCOUNTING_METHODS, ANY_DETAILED, ANY_LISTED, detailed_keys, listed_keys
from .newer import NEWER_KEYS, summary_keys

CHANGE_PARTS = change_parts("cost")
LINES = {"lines": lines_part(COMMITMENT_LINES)}
CUSTOM = custom.customized(Contract)
FILES = {**CUSTOM, **files.attached(Contract, files.OLD)}


def _filters(words: Mapping[str, Sequence[str | None]]) -> tuple[Filter, ...]:
    return (
        grammar.ids("id", "id"),
        *grammar.statuses("status", "status", words),
        grammar.instants("created_at", "created_at"),
        grammar.instants("updated_at", "updated_at"),
        grammar.texts("origin_id", "origin_id", "The id in the system of origin."),
    )


class Form(NamedTuple):
    """Work orders or purchase orders: their resources, and which contracts they are."""

    name: str
    listed: Resource
    detailed: Resource

    @property
    def own(self) -> tuple[Condition, ...]:
        return (Condition("form", "any", (self.name,)),)


def _form(name: str) -> Form:
    return Form(
        name,
        Resource(
            name,
            Contract,
            listed_keys(name),
            {**PRESENCE, **CUSTOM},
            _filters(STATES_OF[name]),
            lists_deleted=True,
        ),
        Resource(
            f"{name}_detail",
            Contract,
            detailed_keys(name),
            {**LINES, **CHANGE_PARTS, **FILES},
        ),
    )


FORMS: Mapping[str, Form] = {name: _form(name) for name in (WORK_ORDER, PURCHASE_ORDER)}

LISTED = Resource("commitment", Contract, ANY_LISTED, {})
DETAILED = Resource(
    "commitment_detail",
    Contract,
    ANY_DETAILED,
    {**LINES, **CHANGE_PARTS, **FILES},
)

# -- v2.0 -----------------------------------------------------------------------------------------

_METHODS = {method: (method,) for method in ACCOUNTING_METHODS}
_TYPES = {HOLDERS[name]: (name,) for name in FORMS}

NEWER_FILTERS = (
    grammar.statuses("accounting_method", "accounting_method", _METHODS)[0],
    grammar.statuses("type", "form", _TYPES)[0],
    grammar.instants("created_at", "created_at"),
    grammar.instants("deleted_at", "deleted_at"),
    grammar.ids("id", "id"),
    grammar.booleans("signature_required", "signature_required"),
    *grammar.statuses("status", "status", newer_words(EVERY_COMMITMENT)),
    grammar.instants("updated_at", "updated_at"),
    grammar.ids("vendor_id", "company_id"),
    grammar.booleans("executed", "executed_flag"),
)
NEWER = Resource(
    "commitment_v2",
    Contract,
    NEWER_KEYS,
    {**CUSTOM, **files.attached(Contract, files.NEWER)},
    NEWER_FILTERS,
    views={"default": None, "extended": None},
    lists_deleted=True,
)
SUMMARY = Resource("commitment_summary", Contract, summary_keys(Contract), {})
