"""What hooks can be told of, in the vendor's words (procore.md §5 and the lists it names).

The names are those that one of the vendor's sandboxes listed, with the events each has there. Only
what this server keeps is offered: a trigger that can never fire would be a promise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.occurrences import EVENTS

VERSIONS: Mapping[str, str] = {"v2": "v2.0", "v3": "v3.0", "v4": "v4.0"}
"""The forms of a payload: as v1.0 calls them, and as v2.0 and the payloads themselves do."""
FINANCIALS = "Project Financials"
WITHOUT_DELETE = tuple(each for each in EVENTS if each != "delete")


class HookResource(msgspec.Struct, frozen=True, kw_only=True):
    """One name, the subject of `core.occurrences` it stands for, and what happens to its things.
    `parent`: the name of what a thing is a part of, as payloads of v3 tell it."""

    name: str
    subject: str
    tool: str
    events: tuple[str, ...] = EVENTS
    parent: str = ""


PROJECT_RESOURCES: tuple[HookResource, ...] = (
    HookResource(name="Budget Line Items", subject="budget_line", tool="Budget"),
    HookResource(name="Change Event Line Items", subject="event_line", tool="Change Events"),
    HookResource(name="Change Events", subject="event", tool="Change Events"),
    HookResource(name="Change Order Packages", subject="order", tool="Change Orders"),
    HookResource(name="Change Order Requests", subject="request", tool="Change Orders"),
    HookResource(name="Cost Codes", subject="cost_code", tool="Admin"),
    HookResource(
        name="Potential Change Order Line Items",
        subject="potential_line",
        tool="Change Orders",
        parent="Potential Change Orders",
    ),
    HookResource(name="Potential Change Orders", subject="potential", tool="Change Orders"),
    HookResource(
        name="Prime Contract Line Items",
        subject="prime_contract_line",
        tool="Prime Contracts",
        parent="Prime Contracts",
    ),
    HookResource(name="Prime Contracts", subject="prime_contract", tool="Prime Contracts"),
    HookResource(
        name="Purchase Order Contract Line Items",
        subject="purchase_order_line",
        tool="Commitments",
        parent="Purchase Order Contracts",
    ),
    HookResource(name="Purchase Order Contracts", subject="purchase_order", tool="Commitments"),
    HookResource(name="RFQ Quotes", subject="quote", tool="Change Events", events=WITHOUT_DELETE),
    HookResource(
        name="RFQ Responses", subject="response", tool="Change Events", events=WITHOUT_DELETE
    ),
    HookResource(name="RFQs", subject="rfq", tool="Change Events"),
    HookResource(
        name="Work Order Contract Line Items",
        subject="work_order_line",
        tool="Commitments",
        parent="Work Order Contracts",
    ),
    HookResource(name="Work Order Contracts", subject="work_order", tool="Commitments"),
)
COMPANY_RESOURCES: tuple[HookResource, ...] = (
    HookResource(name="Change Order Change Reasons", subject="change_reason", tool="Admin"),
    HookResource(name="Change Types", subject="change_type", tool="Admin"),
    HookResource(name="Company Users", subject="user", tool="Directory", events=WITHOUT_DELETE),
    HookResource(name="Company Vendors", subject="vendor", tool="Directory", events=WITHOUT_DELETE),
    HookResource(name="Line Item Types", subject="line_item_type", tool="Admin"),
    HookResource(name="Projects", subject="project", tool="Portfolio", events=WITHOUT_DELETE),
)

BY_NAME: Mapping[str, HookResource] = {
    each.name: each for each in (*PROJECT_RESOURCES, *COMPANY_RESOURCES)
}
BY_SUBJECT: Mapping[str, HookResource] = {each.subject: each for each in BY_NAME.values()}


def resources_of(is_project: bool) -> tuple[HookResource, ...]:
    """What hooks of a project, or of a company, can be told of."""
    return PROJECT_RESOURCES if is_project else COMPANY_RESOURCES


def version_of(text: str) -> str | None:
    """`v2.0` for `v2` and `v2.0`; None for what is no version."""
    return VERSIONS.get(text.removesuffix(".0"))


def short_version(payload: str) -> str:
    """`v2` for `v2.0`, as v1.0 of the API says it."""
    return payload.removesuffix(".0")


def shown(resource: HookResource, api_version: str) -> dict[str, Any]:
    """As v1.0 lists it: `except` are the events it has not; the others are named (inferred)."""
    offered: dict[str, Any] = {
        event: event if event in resource.events else None for event in EVENTS
    }
    return {
        "name": resource.name,
        "api_version": api_version,
        "product_category": FINANCIALS,
        "tools": resource.tool,
        "except": [event for event in EVENTS if event not in resource.events],
        **offered,
    }


def shown_anew(resource: HookResource, payload: str) -> dict[str, Any]:
    """As v2.0 lists it."""
    return {
        "category": FINANCIALS,
        "tool": resource.tool,
        "name": resource.name,
        "payload_version": payload,
        "actions": list(resource.events),
    }
