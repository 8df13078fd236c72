"""Reading and changing the settings of a project.

The vendor has no public operation for the tiers (procore.md §1.5). Ours stands beside its settings
of change events, and under the two paths that one of its clients knows, with the two names that are
known of its table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from changewright.core.settings import TIERS, Cascade, ChangeEventSettings, ProjectSettings
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.routes import Handler, Shape
from changewright.work.project_settings import change_settings
from changewright.work.unit import Unit

from ..directory_rows import telling
from ..place import project_place
from ..reading import answer_json
from ..wire import BOOLEAN, INTEGER, encode
from ..writing import read_wrapped, wrapped, write


def _tiers(name: str, column: str) -> Field:
    return Field(name, column, INTEGER, minimum=min(TIERS), maximum=max(TIERS), nullable=False)


def _flag(name: str, column: str) -> Field:
    return Field(name, column, BOOLEAN, nullable=False)


CONFIGURATION = (
    _tiers("number_of_commitment_change_order_tiers", "tiers_cost"),
    _tiers("number_of_prime_contract_change_order_tiers", "tiers_budget"),
    Field(
        "change_order_status_cascade",
        "status_cascade",
        bodies.CHOICE,
        choices=get_args(Cascade),
        nullable=False,
        description="`mirror`: the lower change orders have the status of the top one; `advance`: "
        "they are only lifted by it.",
    ),
    _flag("commitment_approved_first", "commitment_first"),
    _flag("unlink_before_delete", "unlink_first"),
    _flag("newest_approval_undone_first", "lifo"),
)
EVENTS = tuple(
    Field(
        field.name,
        field.name,
        BOOLEAN if field.type is bool else bodies.TEXT,
        maximum=None if field.type is bool else 255,
        nullable=False,
    )
    for field in msgspec.structs.fields(ChangeEventSettings)
)


def configuration_of(place_settings: ProjectSettings, project_id: int) -> dict[str, Any]:
    """The tiers and rules of a project's change orders."""
    told = {field.name: getattr(place_settings, field.column) for field in CONFIGURATION}
    return {"project_id": project_id, **told}


def events_of(place_settings: ProjectSettings, _project_id: int) -> dict[str, Any]:
    """The settings of its change events."""
    return msgspec.structs.asdict(place_settings.change_events)


def _shape(name: str, fields: tuple[Field, ...], more: Mapping[str, Any]) -> Shape:
    properties = {**more, **bodies.fields_schema(fields)["properties"]}
    return Shape(name, {"type": "object", "properties": properties, "required": list(properties)})


CONFIGURATION_SHAPE = _shape(
    "ProjectConfiguration", CONFIGURATION, {"project_id": {"type": "integer"}}
)
EVENTS_SHAPE = _shape("ChangeEventSettings", EVENTS, {})


async def show_configuration(context: Context) -> Answer:
    """GET the configuration of a project."""
    place = await project_place(context)
    return answer_json(context, configuration_of(place.settings, place.project.id))


async def show_events(context: Context) -> Answer:
    """GET the change event settings of a project."""
    place = await project_place(context)
    return answer_json(context, events_of(place.settings, place.project.id))


def configuration_updater(wrapper: str) -> Handler:
    """PATCH of the configuration, in this wrapper. Raises `Forbidden` for who does not configure
    the project, `Conflict` for tiers that its change orders keep."""
    fields = (wrapped(wrapper, CONFIGURATION, partial=True),)

    async def update_configuration(context: Context) -> Answer:
        values = (await read_wrapped(context, fields))["values"]
        place = await project_place(context)

        async def decide(unit: Unit) -> bytes:
            with telling(CONFIGURATION):
                after = await change_settings(unit, values)
            return encode(configuration_of(after, place.project.id))

        return await write(context, place, decide)

    return update_configuration


EVENTS_BODY = (wrapped("settings", EVENTS, partial=True),)


async def update_events(context: Context) -> Answer:
    """PATCH of the change event settings. Raises `Forbidden` as above."""
    values = (await read_wrapped(context, EVENTS_BODY))["values"]
    place = await project_place(context)

    async def decide(unit: Unit) -> bytes:
        events = msgspec.structs.replace(unit.settings.change_events, **values)
        after = await change_settings(unit, {"change_events": events})
        return encode(events_of(after, place.project.id))

    return await write(context, place, decide)
