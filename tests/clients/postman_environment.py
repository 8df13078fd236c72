"""The kept list of what has to be set before the vendor's Postman collections can run, and why.

The collections (repository `Autodesk-Forge/forge-bim360.costmanagement.api-postman.collection`)
are samples that a reader opens in Postman and fills in. What the reader fills in is a row here:

* `ENVIRONMENT`: variables of the environment both collections start with;
* `SET_BEFORE`: variables of the "API list" that no earlier request of it leaves with a usable
  value. It is a list of single requests ("the individual endpoint may not work, you need to set up
  the environment variables"), so some are read after the record they name has been deleted;
* `FILLED_IN`: texts such as `change to your project name` in its pre-request scripts, which run
  last and would overwrite any environment.

`value` names a fact that `tests/clients/preparation.py` finds or makes through the server's own
addresses. Nothing else of a collection is touched, and the learning tutorial has rows of
`ENVIRONMENT` alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the environment, the fact it takes, and why it has to be set."""

    name: str
    value: str
    why: str
    before: str = ""
    """The request it is set for; empty for the whole run."""


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A text in the pre-request script of one request that the reader is told to change."""

    request: str
    text: str
    value: str
    why: str = "The text says so itself."


ENVIRONMENT: tuple[Variable, ...] = (
    Variable("base_domain", "base_domain", "The server, with the slash the collections expect."),
    Variable("project_name", "project_name", "Which project of the hub to work in."),
    Variable(
        "access_token",
        "access_token",
        "A three-legged token. The README has the reader enter it in the collection's own OAuth "
        "block; two requests of the API list read this variable in a header of theirs.",
    ),
)

SET_BEFORE: tuple[Variable, ...] = (
    Variable(
        "budget_id",
        "budget_id",
        "The test of the list reads `id` of the page, which has none.",
        before="GET\tbudgets/:budgetId",
    ),
    Variable(
        "budget_id",
        "unlinked_budget_id",
        "The budget used so far was linked to another contract by the PATCH before.",
        before="POST contracts",
    ),
    Variable(
        "changeOrder_id",
        "change_order_id",
        "The change order used so far has been deleted.",
        before="POST cost-items:attach",
    ),
    Variable(
        "costItem_id",
        "cost_item_id",
        "The cost item used so far has been deleted.",
        before="POST cost-items:attach",
    ),
    Variable(
        "association_id",
        "change_order_id",
        "Read, never set: the script sets `association_type` twice instead.",
        before="POST attachment-folders",
    ),
    Variable(
        "association-id",
        "change_order_id",
        "Read under this spelling, with a hyphen, and never set.",
        before="GET\tactions",
    ),
)

FILLED_IN: tuple[FilledIn, ...] = (
    FilledIn("GET projects from a hub", "change to your project name", "project_name"),
    FilledIn("PATCH contracts/:contractId", "change to your company id", "company_id"),
    FilledIn("PATCH contracts/:contractId", "change to your use id", "user_id"),
    FilledIn("PATCH change-orders/:changeOrder/:id", "change to user id", "user_id"),
    FilledIn("POST attachment-folders", "change to your association type", "association_type"),
    FilledIn(
        "POST attachment-folders",
        "change to your association id",
        "association_type",
        "The line assigns `association_type` a second time, so it takes the type.",
    ),
    FilledIn("POST an attachment", "change to your attachment urn", "attachment_urn"),
    FilledIn("POST an attachment", "change to your association type", "association_type"),
    FilledIn("POST an attachment", "change to your association id", "change_order_id"),
    FilledIn("GET\tproperties", "change to your association type", "association_type"),
    FilledIn(
        "POST property-values:batch-update",
        "change to your property value",
        "property_value",
        "A value that the first listed attribute takes.",
    ),
    FilledIn("GET\tdocuments", "change to your association type", "association_type"),
    FilledIn("POST actions", "change to your association type", "association_type"),
    FilledIn("POST actions", "change to your association id", "change_order_id"),
)
