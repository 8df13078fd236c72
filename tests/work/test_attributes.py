"""Custom attributes: what each type takes, built-in ones as columns, rules of definitions."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.fixtures_ledger import Container

from changewright.core.errors import Conflict, Forbidden, Invalid, Locked, Taken
from changewright.core.records import ChangeOrder
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.core.settings import ProjectSettings
from changewright.work import attributes, change_orders
from changewright.work.attributes import Assignment
from changewright.work.ledger import Ledger
from changewright.work.projects import open_project
from changewright.work.unit import Actor, Unit


@pytest.fixture
async def project(ledger: Ledger, container: Container, actor: Actor) -> int:
    await open_project(ledger, container.id, ProjectSettings(), actor)
    return container.id


async def built_in(unit: Unit, name: str) -> PropertyDefinition:
    (found,) = await unit.read.where(PropertyDefinition, name=name, built_in=True)
    return found


async def values_of(unit: Unit, document: ChangeOrder) -> dict[str, str | None]:
    rows = await unit.read.where(PropertyValue, record_kind="change_order", record_id=document.id)
    definitions = await unit.read.many(PropertyDefinition, [row.definition_id for row in rows])
    names = {each.id: each.name for each in definitions}
    return {names[row.definition_id]: row.value for row in rows}


async def test_a_column_and_its_built_in_attribute_are_one(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    async def create(unit: Unit) -> ChangeOrder:
        fields = {"name": "Openings", "source_type": "RFI", "source_ref": None}
        return await change_orders.create(unit, "pco", fields)

    document = await ledger.run(project, actor, create)

    async def edit(unit: Unit) -> ChangeOrder:
        known = await unit.read.require(ChangeOrder, document.uuid)
        assert await values_of(unit, known) == {"Source Type": "RFI"}
        return await change_orders.edit(unit, known, {"source_ref": "RFI-12", "type": "Claim"})

    await ledger.run(project, actor, edit)

    async def assign(unit: Unit) -> ChangeOrder:
        known = await unit.read.require(ChangeOrder, document.uuid)
        assert await values_of(unit, known) == {
            "Source Type": "RFI",
            "Source Ref": "RFI-12",
            "Type": "Claim",
        }
        definition = await built_in(unit, "Source Type")
        await attributes.assign(unit, [Assignment(known, definition, "Issue")])
        return unit.newest(known)

    assert (await ledger.run(project, actor, assign)).source_type == "Issue"


async def test_a_new_document_without_them_costs_no_row(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    async def create(unit: Unit) -> int:
        document = await change_orders.create(unit, "sco", {"name": "Plain"})
        return len(await values_of(unit, document))

    assert await ledger.run(project, actor, create) == 0


async def test_a_built_in_attribute_obeys_the_locks_of_its_column(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    async def decide(unit: Unit) -> None:
        fields = {"name": "Locked", "integration_state": "locked"}
        document = await change_orders.create(unit, "pco", fields)
        definition = await built_in(unit, "Type")
        with pytest.raises(Locked):
            await attributes.assign(unit, [Assignment(document, definition, "Other")])
        own = await attributes.define(unit, text_attribute("Remark"))
        assert await attributes.assign(unit, [Assignment(document, own, "still written")]) == [
            "still written"
        ]

    await ledger.run(project, actor, decide)


def text_attribute(name: str, **more: Any) -> dict[str, Any]:
    return {"association_type": "FormInstance", "name": name, "type": "text", **more}


CASES: tuple[tuple[str, Any, str | None], ...] = (
    ("text", "any", "any"),
    ("text", 12, "12"),
    ("text", "", None),
    ("multiline", "one\ntwo", "one\ntwo"),
    ("options", "Red", "Red"),
    ("boolean", True, "true"),
    ("boolean", "FALSE", "false"),
    ("integer", 12, "12"),
    ("integer", "12.0", "12"),
    ("percent", "12.50", "12.5"),
    ("number", "100", "100"),
    ("number", "-0.0", "0"),
    ("currency", "1234.5", "1234.5000"),
    ("datetime", "2024-03-01", "2024-03-01T00:00:00.000Z"),
    ("datetime", "2024-03-01T10:00:00+02:00", "2024-03-01T08:00:00.000Z"),
    ("integer", None, None),
)


async def test_values_are_kept_in_one_form_per_type(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    async def decide(unit: Unit) -> None:
        document = await change_orders.create(unit, "pco", {"name": "Typed"})
        for number, (kind, value, kept) in enumerate(CASES):
            options = ["Red", "Blue"] if kind == "options" else []
            fields = text_attribute(f"{kind} {number}", type=kind, options=options)
            definition = await attributes.define(unit, fields)
            assert definition.position == number + 3
            texts = await attributes.assign(unit, [Assignment(document, definition, value)])
            assert texts == [kept], (kind, value)

    await ledger.run(project, actor, decide)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("text", "x" * 1025, "length"),
        ("text", ["a"], "type"),
        ("text", {"a": 1}, "type"),
        ("options", "Green", "choice"),
        ("options", 3, "type"),
        ("boolean", "maybe", "type"),
        ("boolean", 1, "type"),
        ("integer", "1.5", "type"),
        ("integer", "1e400", "range"),
        ("integer", True, "type"),
        ("percent", "half", "format"),
        ("currency", "0.00001", "range"),
        ("number", "NaN", "format"),
        ("datetime", "yesterday", "format"),
        ("datetime", "9999-12-31T23:59:59-23:00", "format"),
    ],
)
async def test_what_a_type_does_not_take_is_refused_and_nothing_is_written(
    ledger: Ledger, project: int, actor: Actor, kind: str, value: Any, code: str
) -> None:
    options = ["Red", "Blue"] if kind == "options" else []

    async def prepare(unit: Unit) -> tuple[ChangeOrder, PropertyDefinition]:
        document = await change_orders.create(unit, "pco", {"name": "Typed"})
        fields = text_attribute("Own", type=kind, options=options)
        return document, await attributes.define(unit, fields)

    document, definition = await ledger.run(project, actor, prepare)

    async def decide(unit: Unit) -> None:
        known = await unit.read.require(ChangeOrder, document.uuid)
        own = await unit.read.require(PropertyDefinition, definition.uuid)
        source = await built_in(unit, "Source Ref")
        await attributes.assign(
            unit, [Assignment(known, source, "kept?"), Assignment(known, own, value, "1.value")]
        )

    with pytest.raises(Invalid) as refusal:
        await ledger.run(project, actor, decide)
    assert [(one.field, one.code) for one in refusal.value.problems] == [("1.value", code)]
    async with ledger.reader(project) as read:
        assert (await read.require(ChangeOrder, document.uuid)).source_ref is None


async def test_a_value_changes_its_record_once_and_only_when_it_differs(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    async def prepare(unit: Unit) -> tuple[ChangeOrder, PropertyDefinition]:
        document = await change_orders.create(unit, "pco", {"name": "Polled"})
        return document, await attributes.define(unit, text_attribute("Own"))

    document, definition = await ledger.run(project, actor, prepare)

    async def give(unit: Unit) -> ChangeOrder:
        known = await unit.read.require(ChangeOrder, document.uuid)
        own = await unit.read.require(PropertyDefinition, definition.uuid)
        await attributes.assign(unit, [Assignment(known, own, "now")])
        return unit.newest(known)

    once, twice = await ledger.run(project, actor, give), await ledger.run(project, actor, give)
    assert (once.version, twice.version) == (document.version + 1, document.version + 1)
    assert once.updated_at > document.updated_at


async def test_definitions_are_for_those_who_configure(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    manager = msgspec.structs.replace(actor, role="manager")

    async def define(unit: Unit) -> PropertyDefinition:
        return await attributes.define(unit, text_attribute("Own"))

    with pytest.raises(Forbidden):
        await ledger.run(project, manager, define)
    definition = await ledger.run(project, actor, define)

    async def change(unit: Unit) -> None:
        known = await unit.read.require(PropertyDefinition, definition.uuid)
        await attributes.redefine(unit, known, {"name": "New", "options": ["a"]})

    with pytest.raises(Invalid):
        await ledger.run(project, actor, change)
    with pytest.raises(Taken):
        await ledger.run(project, actor, define)

    async def built(unit: Unit) -> None:
        source = await built_in(unit, "Source Type")
        wider = await attributes.redefine(unit, source, {"options": ["RFI", "Fax"]})
        assert wider.options == ("RFI", "Fax")
        with pytest.raises(Conflict) as refusal:
            await attributes.redefine(unit, source, {"name": "Other", "category": "x"})
        assert [one.field for one in refusal.value.problems] == ["category", "name"]
        with pytest.raises(Conflict):
            await attributes.undefine(unit, source)

    await ledger.run(project, actor, built)


async def test_a_definition_goes_with_its_values(
    ledger: Ledger, project: int, actor: Actor
) -> None:
    async def prepare(unit: Unit) -> tuple[ChangeOrder, PropertyDefinition]:
        document = await change_orders.create(unit, "pco", {"name": "Kept"})
        definition = await attributes.define(unit, text_attribute("Own"))
        await attributes.assign(unit, [Assignment(document, definition, "x")])
        return unit.newest(document), definition

    document, definition = await ledger.run(project, actor, prepare)

    async def undefine(unit: Unit) -> ChangeOrder:
        known = await unit.read.require(PropertyDefinition, definition.uuid)
        await attributes.undefine(unit, known)
        kept = await unit.read.require(ChangeOrder, document.uuid)
        assert await values_of(unit, kept) == {}
        return kept

    assert (await ledger.run(project, actor, undefine)).version == document.version + 1
