"""Whose hooks a request is about: a project's or a company's, and by whom.

Hooks belong to exactly one of the two (procore.md §5). Where a client names both, as one of the
vendor's generated ones must, the project counts. Who makes and sees hooks is who configures the
project, or one of the company's: the vendor asks for its administrators.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec

from changewright.core.destinations import Reach
from changewright.core.errors import Forbidden, invalid
from changewright.core.settings import ProjectSettings
from changewright.edge.context import Context
from changewright.edge.reply import Reply
from changewright.edge.writing import settled
from changewright.work.deliveries import Deliveries
from changewright.work.unit import Actor, LedgerReader, Unit

from ..grammar import one_id
from ..place import company_place, no_company, project_place, read_company
from ..wire import MEDIA, encode, enveloped, nothing
from ..writing import idempotency_of


class HookPlace(msgspec.Struct, frozen=True):
    """The container that the hooks are in: the project's, or one of the company's own."""

    container_id: int
    company_id: int
    project_id: int | None
    actor: Actor

    def reader(self, context: Context) -> AbstractAsyncContextManager[LedgerReader]:
        """A reader of the hooks. A company's are as they are today, as all that is a company's:
        revisions are a project's."""
        ledger = context.services.ledger
        return (ledger if self.project_id else ledger.present).reader(self.container_id)


async def hook_place(context: Context, given: Mapping[str, Any] | None = None) -> HookPlace:
    """The place of a request about hooks. `given` is its body. Raises `NotFound` for a stranger,
    `Forbidden` for a member who does not configure it, `Invalid` where neither is named."""
    in_path = context.path
    project_id = _named(context, given, "project_id")
    company_id = _named(context, given, "company_id")
    if project_id is None and company_id is None and "company_id" not in in_path:
        raise invalid("project_id", "missing", "company_id or project_id is required")
    if project_id is None and "project_id" not in in_path:
        found = await company_place(context, given, writes=True)
        actor = msgspec.structs.replace(found.actor, role="admin")
        return HookPlace(found.account.id, found.account.id, None, actor)
    if company_id is not None and company_id != read_company(context):
        raise no_company()
    place = await project_place(context, given)
    if not (place.role.configures and place.role.opens_private):
        raise Forbidden("You do not have permission to configure webhooks of this project.")
    return HookPlace(place.container_id, place.project.account_id, place.project.id, place.actor)


def _named(context: Context, given: Mapping[str, Any] | None, name: str) -> int | None:
    found = None if given is None else given.get(name)
    return one_id(context.query, name) if found is None else found


def deliveries_of(context: Context) -> Deliveries:
    found: Deliveries = context.services.extras["deliveries"]
    return found


def reach_of(context: Context) -> Reach:
    found: Reach = context.services.extras["reach"]
    return found


Decide = Callable[[Unit], Awaitable[tuple[Any, int | None]]]
"""What to answer, None for nothing, and the status if it is another than the row's."""


async def write(context: Context, place: HookPlace, decide: Decide) -> Reply:
    """Run one unit for this request and answer with what it made."""
    ledger = context.services.ledger
    if place.project_id is None:
        await ledger.create_container(place.container_id, ProjectSettings())

    async def run(unit: Unit) -> Any:
        told, special = await decide(unit)
        await settled(unit)
        status = special or context.endpoint.route.status
        body = nothing(status) if told is None else enveloped(context.scope["path"], encode(told))
        return unit.outcome(status, {}, body)

    outcome = await ledger.run(
        place.container_id, place.actor, run, idempotency=await idempotency_of(context)
    )
    return Reply(outcome.body, outcome.status, (), MEDIA)
