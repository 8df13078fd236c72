"""Beginning on an empty server: the first company, person and project, who is signed in at once."""

from __future__ import annotations

from uuid import UUID

from changewright.core.settings import settings_born
from changewright.edge import bodies, sessions
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.reply import Reply
from changewright.work import first_run
from changewright.work.first_run import FirstRun

from ..project.opening import SETTINGS, checked_zone, opening_fields, settings_of
from ..reading import View, encode
from .handlers import SessionView, session_view


def _text(name: str, column: str, maximum: int) -> Field:
    return Field(name, column, bodies.TEXT, maximum=maximum, nullable=False, required=True)


FIRST_RUN_FIELDS = (
    _text("code", "code", 64),
    _text("companyName", "company_name", 255),
    _text("name", "name", 255),
    _text("email", "email", 254),
    _text("password", "password", 1024),
    *opening_fields("projectName", "project_name", "projectNumber", "project_number"),
)


class FirstRunView(View):
    """What was begun: the session of the browser that asked, and the first project."""

    session: SessionView
    project_id: UUID


async def begin(context: Context) -> Answer:
    """POST the first company, person and project. Raises `Conflict` where somebody is already,
    `Forbidden` for another code or another site, `Invalid`."""
    sessions.check_origin(context.headers, context.base_url)
    values = checked_zone(await context.values())
    services = context.services
    settings = settings_of(values, settings_born("web"))
    wanted = FirstRun(
        settings=settings, **{name: text for name, text in values.items() if name not in SETTINGS}
    )
    _, project = await first_run.begin(
        services.ledger, services.directory, services.extras["keys"], context.actor(), wanted
    )
    session = await sessions.open_session(context, wanted.email, wanted.password)
    view = FirstRunView(session=session_view(context, session), project_id=project.uuid)
    return Reply(encode(view), None, sessions.given(context, session.name))
