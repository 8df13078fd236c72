"""Defining attributes, which the vendor has in its screens alone, and giving them values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from changewright.core.errors import Invalid, Problem
from changewright.core.records import Record
from changewright.core.records_attached import PropertyDefinition
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field, read_items
from changewright.edge.context import Answer, Context
from changewright.work import attributes
from changewright.work.attributes import Assignment
from changewright.work.unit import Unit
from changewright.work.visibility import sees

from ..associations import (
    ASSOCIATION_FIELDS,
    ASSOCIATIONS,
    association_kind,
)
from ..simple_writes import creates, deletes, edits
from ..wire import encode
from ..writing import Written, write
from .fields import DEFINITIONS, SCALAR, shown_value

VALUES_MAXIMUM = 500

VALUE_FIELDS = (
    *ASSOCIATION_FIELDS,
    Field(
        "propertyDefinitionId",
        "definition",
        bodies.reference(PropertyDefinition),
        required=True,
        nullable=False,
    ),
    Field(
        "value",
        "value",
        SCALAR,
        description="As the attribute's type asks; text is always taken. null empties it.",
    ),
)
VALUES_BODY = Body(
    "Property values",
    VALUE_FIELDS,
    array=True,
    items_minimum=1,
    items_maximum=VALUES_MAXIMUM,
)


create = creates(DEFINITIONS, attributes.define)
edit = edits(DEFINITIONS, "id", attributes.redefine)
delete = deletes(DEFINITIONS, "id", attributes.undefine)


async def set_values(context: Context) -> Answer:
    """POST property-values:batch-update: a bare array, all or none (§5.7). A lone object is taken
    as an array of one and answered with one object, as the generated client sends it so."""
    given = await context.json()
    is_single = isinstance(given, dict)
    items = read_items(
        [given] if is_single else given, VALUE_FIELDS, minimum=1, maximum=VALUES_MAXIMUM
    )

    async def decide(unit: Unit) -> Written:
        assignments = await _assignments(context, unit, items, is_single=is_single)
        texts = await attributes.assign(unit, assignments)
        shown = [
            shown_value(unit.newest(each.definition), text)
            for each, text in zip(assignments, texts, strict=True)
        ]
        return Written(encode(shown[0] if is_single else shown))

    return await write(context, decide)


async def _assignments(
    context: Context, unit: Unit, items: Sequence[dict[str, Any]], *, is_single: bool
) -> list[Assignment]:
    """Each element's record and definition. Raises one `Invalid` naming all that point at nothing
    this caller sees, or at an attribute that such records do not have."""
    definitions = await _definitions(context, unit, items)
    records = await _records(unit, items)
    problems: list[Problem] = []
    found = []
    for index, item in enumerate(items):
        place = "" if is_single else f"{index}."
        word, uuid = item["association_type"], item["association_id"]
        record = records.get((word, uuid))
        if record is not None and not await _is_seen(context, unit, record):
            record = None
        definition = definitions.get(item["definition"].uuid)
        if record is None:
            field = f"{place}associationId"
            problems.append(_missing(field, word))
        elif definition is None or not applies(definition, record):
            field = f"{place}propertyDefinitionId"
            problems.append(_missing(field, f"attribute of a {word}"))
        else:
            found.append(Assignment(record, definition, item.get("value"), f"{place}value"))
    if problems:
        raise Invalid(problems[0].detail, *problems, reason="reference")
    return found


def applies(definition: PropertyDefinition, record: Record) -> bool:
    """Whether records like this one have the attribute."""
    association = ASSOCIATIONS.get(definition.association_type)
    return association is not None and association_kind(record) in association.kinds


def _missing(field: str, what: str) -> Problem:
    return Problem(field, "reference", f"{field} names no {what} of this project")


async def _is_seen(context: Context, unit: Unit, record: Record) -> bool:
    if context.role.audience == "full":
        return True
    return await sees(unit.read, context.role.name, context.company_id, record)


async def _definitions(
    context: Context, unit: Unit, items: Sequence[dict[str, Any]]
) -> dict[Any, PropertyDefinition]:
    uuids = [item["definition"].uuid for item in items]
    found = await unit.read.by_uuids(PropertyDefinition, uuids)
    return {each.uuid: each for each in found if await _is_seen(context, unit, each)}


async def _records(unit: Unit, items: Sequence[dict[str, Any]]) -> dict[tuple[str, Any], Record]:
    """The records named, read by noun rather than one by one."""
    by_noun: dict[type[Record], set[Any]] = defaultdict(set)
    for item in items:
        noun = ASSOCIATIONS[item["association_type"]].noun
        if noun is not None:
            by_noun[noun].add(item["association_id"])
    known: dict[tuple[type[Record], Any], Record] = {}
    for noun, uuids in by_noun.items():
        for record in await unit.read.by_uuids(noun, uuids):
            known[noun, record.uuid] = record
    found = {}
    for item in items:
        word, uuid = item["association_type"], item["association_id"]
        association = ASSOCIATIONS[word]
        if association.noun is None or (association.noun, uuid) not in known:
            continue
        record = known[association.noun, uuid]
        if association_kind(record) in association.kinds:
            found[word, uuid] = record
    return found
