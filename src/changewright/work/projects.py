"""Opening a project's container: what every project has before anybody writes into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.kinds import KINDS
from changewright.core.records import ChangeOrderType
from changewright.core.records_attached import PropertyDefinition
from changewright.core.records_contracts import MainContract
from changewright.core.records_files import Template
from changewright.core.records_sums import ProjectTotal
from changewright.core.settings import ProjectSettings

from .ledger import Ledger
from .templates import create_segment
from .unit import Actor, Unit

WORKFLOW_TYPES = {
    ("budget", "cost"): "Both",
    ("budget",): "Budget",
    ("cost",): "Cost",
    (): "None",
}

# The attributes each change order has without anybody defining them (autodesk.md §5.7), and the
# columns behind them.
BUILT_IN_ATTRIBUTES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        *("Source Type", "options", "source_type"),
        ("RFI", "Issue", "Submittal", "Meeting", "Site Instruction", "Other"),
    ),
    ("Source Ref", "text", "source_ref", ()),
    ("Type", "text", "type", ()),
)

# The shape of budget codes in a project whose users have not set up one of their own.
DEFAULT_SEGMENTS: tuple[Mapping[str, Any], ...] = (
    {"name": "Budget Code", "type": "code", "length": 255, "is_variable_length": True},
)


async def open_project(
    ledger: Ledger,
    container_id: int,
    settings: ProjectSettings,
    actor: Actor,
    main_contract: Mapping[str, Any] | None = None,
    segments: Sequence[Mapping[str, Any]] = DEFAULT_SEGMENTS,
) -> None:
    """Make the container and furnish it. A container that is furnished already stays as it is."""
    await ledger.create_container(container_id, settings)

    async def decide(unit: Unit) -> None:
        await furnish(unit, main_contract or {}, segments)

    await ledger.run(container_id, actor, decide)


async def furnish(
    unit: Unit,
    main_contract: Mapping[str, Any],
    segments: Sequence[Mapping[str, Any]] = DEFAULT_SEGMENTS,
) -> None:
    """The definitions of the kinds, the default main contract, attributes and code template."""
    if await unit.read.where(ChangeOrderType, limit=1):
        return
    for position, kind in enumerate(KINDS):
        unit.new(
            ChangeOrderType,
            kind=kind.name,
            name=kind.title,
            position=position,
            workflow_type=WORKFLOW_TYPES[kind.tracks],
        )
    contract = unit.new(
        MainContract,
        **{"code": "MC-001", "name": "Main Contract", **main_contract, "is_default": True},
    )
    unit.change_settings(default_main_contract_id=contract.id)
    unit.new(ProjectTotal)
    for position, (name, kind_of_value, _, options) in enumerate(BUILT_IN_ATTRIBUTES):
        unit.new(
            PropertyDefinition,
            association_type="FormInstance",
            name=name,
            type=kind_of_value,
            options=list(options),
            position=position,
            built_in=True,
        )
    template = unit.new(Template, name="Budget Code Template")
    for segment in segments:
        await create_segment(unit, template, segment)
