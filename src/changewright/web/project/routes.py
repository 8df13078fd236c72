"""The operations on projects and their settings."""

from __future__ import annotations

from changewright.edge.bodies import Body

from ..operations import PAGED, operation
from . import handlers, opening
from .handlers import SETTINGS_FIELDS, ProjectPage, ProjectView, SettingsView
from .opening import OPENING_FIELDS

TAGS = ("Project",)

ROUTES = (
    operation(
        "GET",
        "/web/v1/projects",
        "webListProjects",
        handlers.list_projects,
        "Your projects.",
        response=ProjectPage,
        parameters=PAGED,
        tags=TAGS,
        place="root",
    ),
    operation(
        "POST",
        "/web/v1/projects",
        "webCreateProject",
        opening.create_project,
        "Open a project, which you administer.",
        body=Body("WebProject", OPENING_FIELDS),
        response=ProjectView,
        keyed=False,
        tags=TAGS,
        place="root",
    ),
    operation(
        "GET",
        "",
        "webShowProject",
        handlers.show_project,
        "One project, and your part in it.",
        response=ProjectView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/settings",
        "webShowSettings",
        handlers.show_settings,
        "How a project is set up.",
        response=SettingsView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/settings",
        "webUpdateSettings",
        handlers.update_settings,
        "Change how a project is set up.",
        body=Body("WebSettingsUpdate", SETTINGS_FIELDS, partial=True),
        response=SettingsView,
        tags=TAGS,
    ),
)
