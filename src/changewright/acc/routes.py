"""Autodesk's door whole: the rows of all its resources, its two prefixes, its words for refusals.

A resource's file ends in a tuple `ROUTES`; it joins the door by a line in `RESOURCES`.
"""

from __future__ import annotations

from changewright.edge.routes import Door, Route, rows

from .errors import ERROR_SCHEMAS, refuse

RESOURCES: tuple[tuple[Route, ...], ...] = ()

DOOR = Door(
    name="acc",
    title="Cost Management",
    description=(
        "Every resource is served under `/cost/v1/containers/{containerId}` and, with the same "
        "behaviour, under `/construction/cost/v1/projects/{projectId}`."
    ),
    prefixes=("/cost/v1/containers/{containerId}", "/construction/cost/v1/projects/{projectId}"),
    claims=("/cost/", "/construction/", "/project/", "/hq/"),
    routes=rows(*RESOURCES),
    refuse=refuse,
    error_schemas=ERROR_SCHEMAS,
)
