"""Opening a project: what it is called, what it counts in, and how many tiers it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import Forbidden, invalid
from changewright.core.people import Account
from changewright.core.settings import TIERS, ProjectSettings, settings_born
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.edge.values import camel_case
from changewright.work.clock_terms import zone_named, zones_of
from changewright.work.directory_view import DirectoryView
from changewright.work.project_list import NewProject, add_project

from ..reading import encode
from .handlers import project_view

SETTINGS = ("currency", "tiers_cost", "tiers_budget")
"""The settings that a project is opened with."""


def opening_fields(
    name: str = "name",
    name_column: str = "name",
    number: str = "number",
    number_column: str = "number",
) -> tuple[Field, ...]:
    """What is said of a project that is to be opened, by the names a body has for them."""
    return (
        Field(name, name_column, bodies.TEXT, maximum=255, nullable=False, required=True),
        Field(number, number_column, bodies.TEXT, maximum=255),
        Field("currency", "currency", bodies.TEXT, maximum=3, description="By ISO 4217, as USD."),
        Field(
            "timeZone",
            "time_zone",
            bodies.TEXT,
            maximum=64,
            description="An IANA name such as America/Los_Angeles.",
        ),
        *(
            Field(
                camel_case(column),
                column,
                bodies.INTEGER,
                minimum=min(TIERS),
                maximum=max(TIERS),
                nullable=False,
            )
            for column in ("tiers_cost", "tiers_budget")
        ),
    )


OPENING_FIELDS = (
    *opening_fields(),
    Field(
        "accountId",
        "account",
        bodies.UUID_TEXT,
        description="Whose project it is; needed where you configure projects of several accounts.",
    ),
)


def checked_zone(values: dict[str, Any]) -> dict[str, Any]:
    """The values, with an empty time zone as none. Raises `Invalid` for one that does not exist."""
    zone = values.get("time_zone") or None
    if zone is not None and zone_named(zone) is None:
        detail = "time_zone must be an IANA name such as America/Los_Angeles"
        raise invalid("time_zone", "choice", detail)
    return values | {"time_zone": zone}


def settings_of(values: Mapping[str, Any], born: ProjectSettings) -> ProjectSettings:
    """The settings a project begins with: those it is born with, but for what was said."""
    said = {name: values[name] or None for name in SETTINGS if name in values}
    return msgspec.structs.replace(born, **said)


async def create_project(context: Context) -> Answer:
    """POST a project, which the caller administers. Raises `Forbidden` for who configures no
    project of the account, `Invalid`, `Taken` (name)."""
    values = checked_zone(await context.values())
    account = _account(context, values.get("account"))
    wanted = NewProject(
        name=values["name"],
        number=values.get("number"),
        account_id=account.id,
        settings=settings_of(values, settings_born("web")),
        admin_id=context.person.id,
        details={"time_zone": values["time_zone"], "created_by": context.person.id},
    )
    actor = msgspec.structs.replace(context.actor(), role="admin")
    services = context.services
    project = await add_project(services.ledger, services.directory, actor, wanted)
    role = services.directory.role_of(context.person.id, project.id)
    assert role is not None, "the caller administers it from the start"
    settings = await services.ledger.settings_of(project.id)
    zones = await zones_of(services.ledger, [project])
    return encode(project_view(context, project, role, settings, zones[project.id]))


def _account(context: Context, uuid: UUID | None) -> Account:
    """The account to open a project in, among those whose projects the caller configures."""
    looking = DirectoryView(context.services.directory, context.person)
    mine = [account for account in looking.accounts() if looking.configures(account)]
    if not mine:
        raise Forbidden("Only who configures a project may open another.", reason="role")
    if uuid is None and len(mine) > 1:
        raise invalid("account_id", "missing", "accountId says whose project it is to be")
    found = next((account for account in mine if uuid in (None, account.uuid)), None)
    if found is None:
        raise invalid("account_id", "reference", "accountId is none of your accounts")
    return found
