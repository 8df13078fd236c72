"""The operations on a project's settings (procore.md §1.5 and Appendix A)."""

from __future__ import annotations

from typing import Literal

from changewright.edge.bodies import Body
from changewright.edge.routes import Handler, Parameter, Route, Shape

from ..operations import ERRORS, PROJECT, READ, WRITE, enveloped_shape, integers_of, old_spelling
from ..wire import is_v2
from ..writing import wrapped
from . import handlers
from .handlers import CONFIGURATION, CONFIGURATION_SHAPE, EVENTS_BODY, EVENTS_SHAPE

V2 = "/rest/v2.0/companies/{company_id}/projects/{project_id}"
OF_PROJECT = "/rest/v1.0/projects/{project_id}"
TAGS = ("Project settings",)


def _route(
    method: Literal["GET", "PATCH"],
    path: str,
    operation_id: str,
    handler: Handler,
    summary: str,
    response: Shape,
    *,
    body: Body | None = None,
    aliases: tuple[str, ...] = (),
    parameters: tuple[Parameter, ...] = (),
) -> Route:
    spelled = (path, *aliases)
    return Route(
        method=method,
        path=path,
        aliases=(*aliases, *old_spelling(spelled)),
        operation_id=operation_id,
        handler=handler,
        summary=summary,
        scopes=READ if method == "GET" else WRITE,
        place="root",
        path_parameters=integers_of((), spelled),
        parameters=parameters,
        body=body,
        response=enveloped_shape(response) if is_v2(path) else response,
        tags=TAGS,
        errors=ERRORS,
    )


def _body(name: str, wrapper: str) -> Body:
    return Body(name, (wrapped(wrapper, CONFIGURATION, partial=True),))


ROUTES: tuple[Route, ...] = (
    _route(
        "GET",
        f"{V2}/change_order_settings",
        "showChangeOrderSettings",
        handlers.show_configuration,
        "The tiers of a project's change orders, and the rules they follow.",
        CONFIGURATION_SHAPE,
    ),
    _route(
        "PATCH",
        f"{V2}/change_order_settings",
        "updateChangeOrderSettings",
        handlers.configuration_updater("settings"),
        "Change them, as far as the change orders that are there allow.",
        CONFIGURATION_SHAPE,
        body=_body("ChangeOrderSettingsUpdate", "settings"),
    ),
    _route(
        "GET",
        "/rest/v1.0/project_configuration",
        "showProjectConfiguration",
        handlers.show_configuration,
        "The same, under the path that clients of the vendor know.",
        CONFIGURATION_SHAPE,
        parameters=(PROJECT,),
        aliases=(f"{OF_PROJECT}/configuration",),
    ),
    _route(
        "PATCH",
        f"{OF_PROJECT}/configuration",
        "updateProjectConfiguration",
        handlers.configuration_updater("configuration"),
        "Change it.",
        CONFIGURATION_SHAPE,
        body=_body("ProjectConfigurationUpdate", "configuration"),
    ),
    _route(
        "GET",
        f"{V2}/change_event_settings",
        "showChangeEventSettings",
        handlers.show_events,
        "How change events of a project are set up.",
        EVENTS_SHAPE,
        aliases=(f"{OF_PROJECT}/change_event_settings",),
    ),
    _route(
        "PATCH",
        f"{V2}/change_event_settings",
        "updateChangeEventSettings",
        handlers.update_events,
        "Change how change events of a project are set up.",
        EVENTS_SHAPE,
        body=Body("ChangeEventSettingsUpdate", EVENTS_BODY),
    ),
)
