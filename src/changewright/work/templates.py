"""The template of a project's budget codes: its segments, and the values a segment may take.

Once budgets have codes, the shape of a template is settled: a change of it is refused unless it is
forced by who configures the project. The codes that budgets have stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from changewright.core.budget_codes import CODE_LENGTH_MAXIMUM, DELIMITERS
from changewright.core.errors import Conflict, InUse, Locked, Problem, Taken, invalid
from changewright.core.records_budgets import Budget
from changewright.core.records_files import Segment, SegmentValue, Template

from .edits import differing, filled
from .permission import require_configures, require_write
from .unit import Unit

SEGMENT_TYPES = ("code", "column", "info")
SEGMENT_DELIMITERS = tuple(DELIMITERS)
SEGMENTS_MAXIMUM = 50
IMPORT_MAXIMUM = 1000

SHAPE = frozenset({"type", "delimiter", "length", "is_variable_length", "position"})
"""The columns by which a segment decides what a code looks like."""


# -- segments -------------------------------------------------------------------------------------


async def create_segment(unit: Unit, template: Template, fields: Mapping[str, Any]) -> Segment:
    """A new segment, at its position or at the end. Raises `Taken`, `Locked`, `Invalid`."""
    require_write(unit.actor, Segment.TABLE)
    given = filled(Segment, fields)
    siblings = await segments_of(unit, template.id)
    if len(siblings) >= SEGMENTS_MAXIMUM:
        raise Conflict(f"a template has at most {SEGMENTS_MAXIMUM} segments")
    _check_segment(given, siblings, None)
    if given.get("type", "code") == "code":
        await _refuse_settled(unit, template, None, force=False)
    if fields.get("position") is None:
        given["position"] = max((each.position for each in siblings), default=-1) + 1
    else:
        _make_room(unit, siblings, given["position"])
    return unit.new(Segment, **given, template_id=template.id)


async def edit_segment(
    unit: Unit, segment: Segment, fields: Mapping[str, Any], *, force: bool = False
) -> Segment:
    """Change a segment. Raises `Locked` for the shape of a settled template unless forced."""
    require_write(unit.actor, Segment.TABLE)
    changes = differing(segment, fields)
    if not changes:
        return segment
    siblings = await segments_of(unit, segment.template_id)
    _check_segment(changes, siblings, segment)
    if SHAPE & changes.keys() and "code" in (segment.type, changes.get("type")):
        template = await unit.read.require_id(Template, segment.template_id)
        await _refuse_settled(unit, template, segment, force=force)
    elif segment.is_locked and changes.keys() - {"is_locked"}:
        _refuse_unless_forced(unit, f"segment {segment.name} is locked", force=force)
    return unit.change(segment, "updated", **changes)


async def delete_segment(unit: Unit, segment: Segment, *, force: bool = False) -> None:
    """Delete a segment with its values. Raises `Locked` like an edit of its shape."""
    require_write(unit.actor, Segment.TABLE)
    template = await unit.read.require_id(Template, segment.template_id)
    if segment.type == "code":
        await _refuse_settled(unit, template, segment, force=force)
    elif segment.is_locked:
        _refuse_unless_forced(unit, f"segment {segment.name} is locked", force=force)
    for value in await unit.read.where(SegmentValue, segment_id=segment.id):
        unit.delete(value)
    unit.delete(segment)


async def segments_of(unit: Unit, template_id: int) -> list[Segment]:
    return await unit.read.where(Segment, ("position", "id"), template_id=template_id)


def _make_room(unit: Unit, siblings: Sequence[Segment], position: int) -> None:
    """A new segment pushes those at its place and after it one further."""
    if any(each.position == position for each in siblings):
        for each in siblings:
            if each.position >= position:
                unit.change(each, "moved", position=each.position + 1)


def _check_segment(
    fields: Mapping[str, Any], siblings: Sequence[Segment], own: Segment | None
) -> None:
    for field, known in (("type", SEGMENT_TYPES), ("delimiter", SEGMENT_DELIMITERS)):
        if field in fields and fields[field] not in known:
            raise invalid(field, "choice", f"No enum match for: {fields[field]} on {field}")
    length = fields.get("length", 0)
    if not 0 <= length <= CODE_LENGTH_MAXIMUM:
        raise invalid("length", "range", f"length must lie between 0 and {CODE_LENGTH_MAXIMUM}")
    for each in siblings:
        if each.name == fields.get("name") and (own is None or each.id != own.id):
            detail = f"the template has a segment {each.name} already"
            raise Taken(detail, Problem("name", "rule", detail))


async def _refuse_settled(
    unit: Unit, template: Template, segment: Segment | None, *, force: bool
) -> None:
    if template.locked:
        _refuse_unless_forced(unit, f"template {template.name} is locked", force=force)
    elif segment is not None and segment.is_locked:
        _refuse_unless_forced(unit, f"segment {segment.name} is locked", force=force)
    elif await unit.read.where(Budget, limit=1):
        _refuse_unless_forced(unit, "budgets have codes of this template", force=force)


def _refuse_unless_forced(unit: Unit, why: str, *, force: bool) -> None:
    if not force:
        raise Locked(f"{why}; an administrator may force the change")
    require_configures(unit.actor)


# -- values ---------------------------------------------------------------------------------------


async def create_value(unit: Unit, segment: Segment, fields: Mapping[str, Any]) -> SegmentValue:
    """A new value of a segment. Raises `Taken`, `Conflict` for a code that does not fit, `Invalid`
    for a parent of another segment."""
    require_write(unit.actor, SegmentValue.TABLE)
    given = filled(SegmentValue, {name: v for name, v in fields.items() if v is not None})
    _check_code(segment, given["code"])
    await _check_parent(unit, segment, given.get("parent_id"), None)
    await _refuse_taken(unit, segment, given["code"], given.get("parent_id"), None)
    if "uuid" in given:
        await refuse_taken_uuid(unit, given["uuid"], "id")
    return unit.new(SegmentValue, **given, segment_id=segment.id)


async def edit_value(
    unit: Unit, segment: Segment, value: SegmentValue, fields: Mapping[str, Any]
) -> SegmentValue:
    """Change a value. Raises like `create_value`."""
    require_write(unit.actor, SegmentValue.TABLE)
    changes = differing(value, fields)
    if not changes:
        return value
    code = changes.get("code", value.code)
    parent_id = changes.get("parent_id", value.parent_id)
    if "code" in changes:
        _check_code(segment, code)
    if "parent_id" in changes:
        await _check_parent(unit, segment, parent_id, value)
    await _refuse_taken(unit, segment, code, parent_id, value)
    return unit.change(value, "updated", **changes)


async def delete_value(unit: Unit, value: SegmentValue) -> None:
    """Delete a value. Raises `InUse` while others lie under it."""
    require_write(unit.actor, SegmentValue.TABLE)
    if await unit.read.where(SegmentValue, parent_id=value.id, limit=1):
        raise InUse(f"other values lie under {value.code}")
    unit.delete(value)


async def import_values(
    unit: Unit, segment: Segment, rows: Sequence[Mapping[str, Any]], *, append: bool
) -> list[SegmentValue]:
    """Take values over from a list, parents before their children; without `append` the segment
    has these values alone afterwards.

    A row whose `uuid` or whose code under its parent is there already changes that value. `parent`
    names a value of the segment or an earlier row by UUID. Raises `Invalid` naming `data.<n>`.
    """
    require_write(unit.actor, SegmentValue.TABLE)
    known = await unit.read.where(SegmentValue, segment_id=segment.id)
    by_uuid = {each.uuid: each for each in known}
    by_code = {(each.parent_id, each.code): each for each in known}
    kept: dict[int, SegmentValue] = {}
    for index, row in enumerate(rows):
        _check_code(segment, row["code"], f"data.{index}.code")
        parent = _parent_of_row(row, by_uuid, index)
        key = (None if parent is None else parent.id, row["code"])
        fields = {
            "code": row["code"],
            "parent_id": key[0],
            **{name: row[name] for name in ("original_code", "description") if name in row},
        }
        value = by_uuid.get(row["uuid"]) if row.get("uuid") else None
        taken = by_code.get(key)
        if value is not None and taken is not None and taken.id != value.id:
            raise Taken(f"code {row['code']} stands twice", _problem(index, "code"))
        value = value or taken
        if value is not None and value.id in kept:
            raise Taken(f"code {row['code']} stands twice", _problem(index, "code"))
        if value is None:
            value = await _new_value(unit, segment, row, fields, index)
        else:
            by_code.pop((value.parent_id, value.code), None)
            value = unit.change(value, "updated", **differing(value, fields))
        kept[value.id] = by_uuid[value.uuid] = by_code[key] = value
    if not append:
        for each in known:
            if each.id not in kept:
                unit.delete(each)
        _refuse_orphans(kept)
    return list(kept.values())


async def _new_value(
    unit: Unit, segment: Segment, row: Mapping[str, Any], fields: Mapping[str, Any], index: int
) -> SegmentValue:
    own = {}
    if row.get("uuid"):
        await refuse_taken_uuid(unit, row["uuid"], f"data.{index}.id")
        own = {"uuid": row["uuid"]}
    return unit.new(SegmentValue, **fields, **own, segment_id=segment.id)


def _parent_of_row(
    row: Mapping[str, Any], by_uuid: Mapping[UUID, SegmentValue], index: int
) -> SegmentValue | None:
    if not row.get("parent"):
        return None
    parent = by_uuid.get(row["parent"])
    if parent is None or parent.uuid == row.get("uuid"):
        field = f"data.{index}.parentId"
        raise invalid(field, "reference", f"{field} names no earlier value of this segment")
    return parent


def _refuse_orphans(kept: Mapping[int, SegmentValue]) -> None:
    for index, value in enumerate(kept.values()):
        if value.parent_id is not None and value.parent_id not in kept:
            field = f"data.{index}.parentId"
            raise invalid(field, "reference", f"{field} names a value that is not in the list")


def _problem(index: int, field: str) -> Problem:
    return Problem(f"data.{index}.{field}", "rule", f"data.{index}.{field} is there already")


def _check_code(segment: Segment, code: str, field: str = "code") -> None:
    """A code fits its segment's length (autodesk.md §1.6: 450407)."""
    most = segment.length or CODE_LENGTH_MAXIMUM
    fits = len(code) <= most if segment.is_variable_length else len(code) == most
    if segment.length == 0:
        fits = len(code) <= most
    if not fits:
        how = "at most" if segment.is_variable_length else "exactly"
        detail = f"{code[:80]} does not fit segment {segment.name}: {how} {most} characters"
        raise Conflict(detail, Problem(field, "rule", detail), reason="code_length")


async def _check_parent(
    unit: Unit, segment: Segment, parent_id: int | None, own: SegmentValue | None
) -> None:
    """The parent is of the same segment, and not the value itself or one below it."""
    seen = 0
    while parent_id is not None:
        parent = await unit.read.get(SegmentValue, parent_id)
        is_loop = own is not None and parent_id == own.id
        if parent is None or parent.segment_id != segment.id or is_loop:
            raise invalid("parentId", "reference", "parentId names no value of this segment")
        seen += 1
        if own is None or seen > SEGMENTS_MAXIMUM:
            return
        parent_id = parent.parent_id


async def _refuse_taken(
    unit: Unit, segment: Segment, code: str, parent_id: int | None, own: SegmentValue | None
) -> None:
    for each in await unit.read.where(
        SegmentValue, segment_id=segment.id, code=code, parent_id=parent_id, limit=2
    ):
        if own is None or each.id != own.id:
            detail = f"segment {segment.name} has a value {code[:80]} already"
            raise Taken(detail, Problem("code", "rule", detail))


async def refuse_taken_uuid(unit: Unit, uuid: UUID, field: str) -> None:
    """Raise `Taken` where a value of this container, a deleted one too, has the UUID."""
    if await unit.read.by_uuid(SegmentValue, uuid, deleted=True) is not None:
        detail = f"{field} {uuid} is that of another value"
        raise Taken(detail, Problem(field, "rule", detail))
