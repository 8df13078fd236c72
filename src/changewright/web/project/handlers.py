"""The caller's projects, one of them, and its settings: seen and changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args
from uuid import UUID

import msgspec

from changewright.core.people import Project
from changewright.core.records_contracts import MainContract
from changewright.core.roles import Role
from changewright.core.settings import (
    MONEY_PLACES_MAXIMUM,
    TIERS,
    Cascade,
    ChangeEventSettings,
    ProjectSettings,
)
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.conditional import record_tag
from changewright.edge.context import Answer, Context
from changewright.edge.past import require_instant
from changewright.edge.values import camel_case
from changewright.work.clock_terms import zones_of
from changewright.work.past import PastLedger
from changewright.work.permission import require_configures
from changewright.work.project_settings import change_settings
from changewright.work.unit import LedgerReader, Unit

from ..reading import View, answer, answer_page, encode, reading, window_of
from ..writing import Written, require_version, resolved, write

SETTINGS_NOUN = "container_settings"
ELSEWHERE = frozenset({"approvals"})
"""Settings that are shown and changed as resources of their own."""


class ProjectView(View):
    """A project that the caller is a member of, and his part in it. `accountIntegerId` is the
    company that Procore's clients name in their header, `timeZone` the zone in which all days of
    the project are counted: that of its clocks' calendar, else its own, else UTC."""

    id: UUID
    integer_id: int
    account_id: UUID | None
    account_integer_id: int
    name: str
    number: str | None
    status: str
    role: str
    audience: str
    currency: str | None
    time_zone: str
    created_at: datetime


class ProjectPage(View):
    """A page of projects."""

    results: list[ProjectView]
    total: int
    limit: int
    offset: int


class SettingsView(View):
    """How a project is set up."""

    status_cascade: Cascade
    commitment_first: bool
    unlink_first: bool
    lifo: bool
    tiers_cost: int
    tiers_budget: int
    money_places: int
    born: str
    default_main_contract_id: UUID | None
    budgets_locked: bool
    currency: str | None
    contract_locks: bool
    custom_attributes: bool
    change_events: dict[str, bool | str]


def _flag(column: str) -> Field:
    return Field(camel_case(column), column, bodies.BOOLEAN, nullable=False)


def _whole(column: str, minimum: int, maximum: int) -> Field:
    return Field(
        camel_case(column),
        column,
        bodies.INTEGER,
        minimum=minimum,
        maximum=maximum,
        nullable=False,
    )


SETTINGS_FIELDS = (
    Field(
        "statusCascade",
        "status_cascade",
        bodies.CHOICE,
        choices=get_args(Cascade),
        nullable=False,
        description="`mirror` copies every state to the documents below, `advance` only lifts.",
    ),
    *(_flag(each) for each in ("commitment_first", "unlink_first", "lifo")),
    *(_whole(each, min(TIERS), max(TIERS)) for each in ("tiers_cost", "tiers_budget")),
    _whole("money_places", 0, MONEY_PLACES_MAXIMUM),
    Field(
        "defaultMainContractId",
        "default_main_contract_id",
        bodies.reference(MainContract),
        nullable=False,
    ),
    *(_flag(each) for each in ("budgets_locked", "contract_locks")),
    Field("currency", "currency", bodies.TEXT, maximum=3),
    Field(
        "changeEvents",
        "change_events",
        bodies.object_of(
            *(
                Field(
                    camel_case(each.name),
                    each.name,
                    bodies.BOOLEAN if each.type is bool else bodies.TEXT,
                    maximum=None if each.type is bool else 255,
                    nullable=False,
                )
                for each in msgspec.structs.fields(ChangeEventSettings)
            ),
            partial=True,
        ),
        nullable=False,
    ),
)


async def list_projects(context: Context) -> Answer:
    """GET the caller's projects, in the order of their age. Raises `Invalid` where it is asked for
    a revision, which is of one project."""
    ledger = context.services.ledger
    if isinstance(ledger, PastLedger):
        require_instant(ledger.past.moment)
    directory, person = context.services.directory, context.person
    found = [
        (project, role)
        for project in directory.projects_of(person.id)
        if project.cost_active and (role := directory.role_of(person.id, project.id)) is not None
    ]
    window = window_of(context)
    shown = found[window.offset : window.offset + window.limit]
    settings = await ledger.settings_of_each([one.id for one, _ in shown])
    zones = await zones_of(ledger, [one for one, _ in shown])
    views = [
        project_view(context, *each, settings.get(each[0].id), zones[each[0].id]) for each in shown
    ]
    return answer_page(context, views, len(found))


async def show_project(context: Context) -> Answer:
    """GET one project."""
    project = context.project
    ledger = context.services.ledger
    settings = (await ledger.settings_of_each([project.id])).get(project.id)
    zone = (await zones_of(ledger, [project]))[project.id]
    return answer(context, project_view(context, project, context.role, settings, zone))


def project_view(
    context: Context, project: Project, role: Role, settings: ProjectSettings | None, zone: str
) -> ProjectView:
    """A project as somebody of this role sees it. `settings` None: at the moment that is asked
    about there was no such project yet."""
    account = context.services.directory.account(project.account_id)
    return ProjectView(
        id=project.uuid,
        integer_id=project.id,
        account_id=None if account is None else account.uuid,
        account_integer_id=project.account_id,
        name=project.name,
        number=project.number,
        status=project.status,
        role=role.name,
        audience=role.audience,
        currency=None if settings is None else settings.currency,
        time_zone=zone,
        created_at=project.created_at,
    )


async def show_settings(context: Context) -> Answer:
    """GET the settings of a project, with the ETag that a change of them may ask for."""
    ledger = context.services.ledger
    revision = await ledger.settings_revision_of(context.container_id)
    settings = await ledger.settings_of(context.container_id)
    tag = record_tag(SETTINGS_NOUN, revision, context.role.audience)
    async with reading(context) as read:
        view = await settings_view(read, settings)
    return context.tagged(tag, lambda: encode(view))


async def update_settings(context: Context) -> Answer:
    """PATCH the settings of a project. Raises `Forbidden` for who does not configure it, `Stale`,
    `Invalid`, `Conflict` for tiers that its change orders keep."""
    values = await context.values()

    async def decide(unit: Unit) -> Written:
        require_configures(unit.actor)
        require_version(context, SETTINGS_NOUN, unit.settings_revision)
        fields = await resolved(context, unit, values)
        if "change_events" in fields:
            events = unit.settings.change_events
            fields["change_events"] = msgspec.structs.replace(events, **fields["change_events"])
        before = unit.settings
        after = await change_settings(unit, fields)
        revision = unit.settings_revision if after == before else unit.revision
        view = await settings_view(unit.read, after)
        return Written(encode(view), record_tag(SETTINGS_NOUN, revision, context.role.audience))

    return await write(context, decide)


async def settings_view(read: LedgerReader, settings: ProjectSettings) -> SettingsView:
    """The settings as this door shows them."""
    values: dict[str, Any] = msgspec.structs.asdict(settings)
    for name in ELSEWHERE:
        values.pop(name, None)
    main = settings.default_main_contract_id
    contract = None if main is None else await read.get(MainContract, main, deleted=True)
    values["default_main_contract_id"] = None if contract is None else contract.uuid
    events = msgspec.structs.asdict(settings.change_events)
    values["change_events"] = {camel_case(name): value for name, value in events.items()}
    return SettingsView(**values)
