"""What waits for the caller in all of his projects."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec

from changewright.core.people import Project
from changewright.core.roles import Role
from changewright.edge.context import Answer, Context
from changewright.edge.past import require_instant
from changewright.work import approval_inbox, visibility
from changewright.work.approval_inbox import Viewer
from changewright.work.past import PastLedger
from changewright.work.scene import look
from changewright.work.screening import screened

from ..approvals.decisions import parts_of
from ..approvals.showing import currencies_of, waiting_view
from ..approvals.views import WaitingView
from ..reading import answer, window_of
from .views import InboxProjectView, InboxView, WaitingInView

PROJECTS_ASKED = 50
AT_ONCE = 4
NEVER = datetime.max.replace(tzinfo=UTC)


class Box(NamedTuple):
    """One project's part of the inbox."""

    project: Project
    role: Role
    currency: str | None
    views: list[WaitingView]


async def show_all(context: Context) -> Answer:
    """GET what waits for you in your projects, longest first: a fan-out over at most
    PROJECTS_ASKED of them, the newest. Raises `Invalid` where it is asked for a revision, which is
    of one project."""
    ledger = context.services.ledger
    if isinstance(ledger, PastLedger):
        require_instant(ledger.past.moment)
    directory, person = context.services.directory, context.person
    mine = [
        (project, role)
        for project in reversed(directory.projects_of(person.id))
        if project.cost_active and (role := directory.role_of(person.id, project.id)) is not None
    ]
    gate = asyncio.Semaphore(AT_ONCE)

    async def asked(project: Project, role: Role) -> Box:
        async with gate:
            return await _box(context, project, role)

    boxes = await asyncio.gather(*(asked(*each) for each in mine[:PROJECTS_ASKED]))
    found = [
        WaitingInView(project_id=box.project.uuid, waiting=view)
        for box in boxes
        for view in box.views
    ]
    found.sort(key=lambda one: (one.waiting.since or NEVER, one.waiting.change_order.integer_id))
    window = window_of(context)
    return answer(
        context,
        InboxView(
            results=found[window.offset : window.offset + window.limit],
            total=len(found),
            limit=window.limit,
            offset=window.offset,
            projects=[
                InboxProjectView(
                    id=box.project.uuid,
                    name=box.project.name,
                    role=box.role.name,
                    currency=box.currency,
                    count=len(box.views),
                )
                for box in boxes
            ],
            left_out=max(0, len(mine) - PROJECTS_ASKED),
        ),
    )


async def _box(context: Context, project: Project, role: Role) -> Box:
    """One project's inbox, as somebody of the caller's role there sees it."""
    actor = msgspec.structs.replace(context.actor(), role=role.name)
    company = context.services.directory.company_of(context.person.id, project.id)
    company_id = None if company is None else company.id
    ledger = await screened(context.services.ledger, project.id, role, context.person.id)
    async with look(ledger, project.id, actor) as scene:
        viewer = Viewer(project.id, role.name, company_id)
        found = await approval_inbox.inbox(scene, viewer, context.person.id, parts_of(role))
        documents = [one.document for one in found]
        if role.audience != "full":
            documents = await visibility.seen(scene.read, role.name, company_id, documents)
        currency = scene.settings.currency
        told = await currencies_of(scene.read, documents, currency)
        views = [
            waiting_view(context, one, scene, role, told[one.document.id])
            for one in found
            if one.document.id in told
        ]
    return Box(project, role, currency, views)
