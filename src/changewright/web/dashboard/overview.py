"""What a dashboard consists of, for this caller, as of this moment."""

from __future__ import annotations

from changewright.edge.context import Answer, Context

from ..reading import answer, reading, revision_told
from .asking import PARTS, currency_of, today_of
from .views import DashboardPartView, DashboardView


async def show_dashboard(context: Context) -> Answer:
    """GET the parts there are for the caller; each has an address of its own and loads by
    itself."""
    currency = await currency_of(context)
    async with reading(context) as read:
        today = await today_of(context, read)
        revision = await read.revision()
    audience = context.role.audience
    place = f"/web/v1/projects/{context.project.uuid}/dashboard"
    return answer(
        context,
        DashboardView(
            at=today.now,
            revision=revision_told(context, revision),
            currency=currency,
            audience=audience,
            parts=[
                DashboardPartView(name=name, href=f"{place}/{name}")
                for name, audiences in PARTS.items()
                if audience in audiences
            ],
        ),
    )
