"""Custom attributes: defining them, and giving records values of them.

A built-in attribute of change orders is another name of a column; both are written together,
whichever way a client takes (autodesk.md §5.7).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from changewright.core.attribute_values import OWNERS, TYPES, check_options, read_value
from changewright.core.catalogue import NOUN
from changewright.core.errors import Conflict, InUse, Problem, Taken, invalid
from changewright.core.records import ChangeOrder, Record
from changewright.core.records_attached import PropertyDefinition, PropertyValue
from changewright.core.rules import check_edit

from .edits import differing, filled
from .permission import require_configures, require_write
from .projects import BUILT_IN_ATTRIBUTES
from .unit import Unit

COLUMN_OF_BUILT_IN: Mapping[str, str] = {name: column for name, _, column, _ in BUILT_IN_ATTRIBUTES}
NAME_OF_COLUMN: Mapping[str, str] = {column: name for name, column in COLUMN_OF_BUILT_IN.items()}
COLUMN_LENGTH_MAXIMUM = 255

DELETED_VALUES_MAXIMUM = 2000
"""Beyond this a definition is not deleted with its values: the unit would hold up the project."""

ACCESS = ("no_access", "view", "edit")
"""What collaborators may do with an attribute's values."""

BUILT_IN_FREE = frozenset({"position", "default_visibility", "options"})
"""What may be changed of a built-in definition."""


# -- definitions ----------------------------------------------------------------------------------


async def define(unit: Unit, fields: Mapping[str, Any]) -> PropertyDefinition:
    """A new attribute for records of one association type. Raises `Taken`, `Invalid`."""
    require_configures(unit.actor)
    given = filled(PropertyDefinition, fields)
    kind = given["type"]
    if kind not in TYPES:
        raise invalid("type", "choice", f"No enum match for: {kind} on type")
    given["options"] = check_options(kind, given.get("options") or ())
    given["default_value"] = read_value(
        given.get("default_value"), kind, given["options"], "defaultValue"
    )
    siblings = await unit.read.where(PropertyDefinition, association_type=given["association_type"])
    _refuse_taken(siblings, given["name"], None)
    if fields.get("position") is None:
        given["position"] = max((each.position for each in siblings), default=-1) + 1
    _tell_settings(unit)
    return unit.new(PropertyDefinition, **given, built_in=False)


async def redefine(
    unit: Unit, definition: PropertyDefinition, fields: Mapping[str, Any]
) -> PropertyDefinition:
    """Change a definition; its type stays. Values that no longer fit stay until they are edited.

    Raises `Conflict` for what is fixed on a built-in one, `Taken`, `Invalid`.
    """
    require_configures(unit.actor)
    changes = differing(definition, fields)
    if definition.built_in and changes.keys() - BUILT_IN_FREE:
        told = f" of the built-in attribute {definition.name} cannot be changed"
        fixed = sorted(changes.keys() - BUILT_IN_FREE)
        problems = (Problem(column, "rule", column + told) for column in fixed)
        raise Conflict(", ".join(fixed) + told, *problems)
    options: Sequence[str] = definition.options
    if "options" in changes:
        options = changes["options"] = check_options(definition.type, changes["options"])
    if "default_value" in changes:
        changes["default_value"] = read_value(
            changes["default_value"], definition.type, options, "defaultValue"
        )
    if "name" in changes:
        siblings = await unit.read.where(
            PropertyDefinition, association_type=definition.association_type
        )
        _refuse_taken(siblings, changes["name"], definition)
    return unit.change(definition, "updated", **changes)


def _tell_settings(unit: Unit) -> None:
    """Lists read values of attributes only where there are any but the built-in ones."""
    if not unit.settings.custom_attributes:
        unit.change_settings(custom_attributes=True)


def _refuse_taken(
    siblings: Iterable[PropertyDefinition], name: str, own: PropertyDefinition | None
) -> None:
    for each in siblings:
        if each.name == name and (own is None or each.id != own.id):
            detail = f"there is an attribute {name} already"
            raise Taken(detail, Problem("name", "rule", detail))


async def undefine(unit: Unit, definition: PropertyDefinition) -> None:
    """Delete a definition with its values. Raises `Conflict` for a built-in one, `InUse` where it
    has so many values that they must be emptied first."""
    require_configures(unit.actor)
    if definition.built_in:
        raise Conflict(f"the built-in attribute {definition.name} cannot be deleted")
    values = await unit.read.where(
        PropertyValue, definition_id=definition.id, limit=DELETED_VALUES_MAXIMUM + 1
    )
    if len(values) > DELETED_VALUES_MAXIMUM:
        raise InUse(
            f"{definition.name} has more than {DELETED_VALUES_MAXIMUM} values; empty them first"
        )
    owners: dict[str, list[int]] = defaultdict(list)
    for value in values:
        unit.delete(value)
        owners[value.record_kind].append(value.record_id)
    for kind, ids in owners.items():
        for record in await unit.read.many(NOUN[kind], ids):
            unit.touch(record, "attributes")
    unit.delete(definition)


def is_of(definition: PropertyDefinition, kind: str) -> bool:
    """Whether records of a kind (of change order; else the table) have the attribute."""
    return kind in OWNERS.get(definition.association_type, ())


# -- values ---------------------------------------------------------------------------------------


class Assignment(msgspec.Struct, frozen=True):
    """A value for one attribute of one record, as the client sent it; `field` is where it stood."""

    record: Record
    definition: PropertyDefinition
    value: Any
    field: str = "value"


async def assign(unit: Unit, assignments: Sequence[Assignment]) -> list[str | None]:
    """Give records their values, all or none; answers the texts kept, in the order given.

    The records count as changed, so that who polls them sees it. Raises `Invalid` naming the field
    of a value that its attribute does not take, `Locked` for a built-in one of a frozen document.
    """
    require_write(unit.actor, PropertyValue.TABLE)
    texts = [
        read_value(each.value, each.definition.type, each.definition.options, each.field)
        for each in assignments
    ]
    for each, text in zip(assignments, texts, strict=True):
        if each.definition.built_in:
            _write_column(unit, each, text)
        else:
            _tell_settings(unit)
    await _put(
        unit,
        {
            (each.record.TABLE, each.record.id, each.definition.id): (each.record, text)
            for each, text in zip(assignments, texts, strict=True)
        },
    )
    return texts


def _write_column(unit: Unit, assignment: Assignment, text: str | None) -> None:
    """A built-in attribute is a column of its change order, under the document's locks."""
    column = COLUMN_OF_BUILT_IN[assignment.definition.name]
    if text is not None and len(text) > COLUMN_LENGTH_MAXIMUM:
        field = assignment.field
        raise invalid(field, "length", f"{field} has more than {COLUMN_LENGTH_MAXIMUM} characters")
    document = unit.newest(assignment.record)
    assert isinstance(document, ChangeOrder)
    if getattr(document, column) != text:
        require_write(unit.actor, document.TABLE)
        check_edit(document, {column: text})
        unit.change(document, "updated", **{column: text})


async def _put(
    unit: Unit, wanted: Mapping[tuple[str, int, int], tuple[Record, str | None]]
) -> None:
    """Write the rows of values that differ, each beside a touch of its record."""
    known = await _known(unit, wanted)
    for key, (record, text) in wanted.items():
        row = known.get(key)
        if (None if row is None else row.value) == text:
            continue
        if row is None:
            kind, record_id, definition_id = key
            unit.new(
                PropertyValue,
                record_kind=kind,
                record_id=record_id,
                definition_id=definition_id,
                value=text,
            )
        else:
            unit.change(row, "updated", value=text)
        unit.touch(unit.newest(record), "attributes")


async def _known(
    unit: Unit, keys: Iterable[tuple[str, int, int]]
) -> dict[tuple[str, int, int], PropertyValue]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    definitions = set()
    for kind, record_id, definition_id in keys:
        by_kind[kind].add(record_id)
        definitions.add(definition_id)
    found = {}
    for kind, ids in by_kind.items():
        rows = await unit.read.where(
            PropertyValue, record_kind=kind, record_id=ids, definition_id=definitions
        )
        for row in rows:
            found[row.record_kind, row.record_id, row.definition_id] = row
    return found


async def write_through(
    unit: Unit, document: ChangeOrder, columns: Iterable[str], *, is_new: bool = False
) -> None:
    """After an edit of columns that are built-in attributes: the attributes' values with them.

    A new document has no values yet, so nothing is read for it, and a column without a value or
    one that nobody gave gets no row.
    """
    given = [column for column in columns if column in NAME_OF_COLUMN]
    if is_new:
        given = [column for column in given if getattr(document, column) is not None]
    if not given:
        return
    built_in = {
        each.name: each for each in await unit.definitions(PropertyDefinition) if each.built_in
    }
    wanted = {}
    for column in given:
        definition = built_in.get(NAME_OF_COLUMN[column])
        if definition is not None:
            key = (document.TABLE, document.id, definition.id)
            wanted[key] = (document, getattr(document, column))
    if is_new:
        for (kind, record_id, definition_id), (_, text) in wanted.items():
            unit.new(
                PropertyValue,
                record_kind=kind,
                record_id=record_id,
                definition_id=definition_id,
                value=text,
            )
    else:
        await _put(unit, wanted)
