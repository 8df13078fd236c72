"""What a body may hang on its record: files, by the uploads or attachments it names, and values of
custom fields (procore.md §2.5, §2.9).

A resource puts `FIELDS` (`EDIT_FIELDS` in what changes a record) into its body, asks for what the
request brings before its unit begins, and hands each record its own:

    hanging = await hanging_of(context, place)
    …
    given = hanging.taken(values)            # out of a body's values: they are no columns
    record = await widgets.create(unit, values)
    await hanging.apply(unit, record, given)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import Invalid, Problem, invalid
from changewright.core.records import ChangeOrder, Face, Record
from changewright.core.records_attached import PropertyDefinition
from changewright.core.records_files import Attachment
from changewright.edge import bodies
from changewright.edge.bodies import Field, Reader
from changewright.edge.context import Context
from changewright.edge.values import SAFE_INTEGER_LIMIT, echo, parse_uuid, parse_whole_number
from changewright.work import attachments, attributes, uploads
from changewright.work.attachments import KeptFile, Target, urn_of
from changewright.work.unit import Unit

from .place import Place
from .stores import store_of
from .wire import INTEGER

FILES_MAXIMUM = 100
ABSENT = (
    *("file_version_ids", "drawing_revision_ids", "form_ids", "image_ids"),
    *("change_event_attachment_ids", "document_management_document_revision_ids"),
)
"""Lists of ids of things that this server does not have."""
ABSENT_OF_EVENTS = ("drawing_revision", "file_version", "form", "image")
CUSTOM_PREFIX = "custom_field_"
_ID = {"type": ["integer", "string"]}


def _read_none(value: Any, field: Field, where: str) -> None:
    """A list that can only be empty."""
    if type(value) is not list:
        raise invalid(where, "type", f"Expected type array on {where}")
    if value:
        raise invalid(where, "reference", f"{where} names nothing that is here")


def _read_ids(value: Any, field: Field, where: str) -> tuple[int, ...]:
    if type(value) is not list:
        raise invalid(where, "type", f"Expected type array on {where}")
    if len(value) > FILES_MAXIMUM:
        raise invalid(where, "length", f"{where} holds more than {FILES_MAXIMUM} ids")
    found = []
    for index, each in enumerate(value):
        number = parse_whole_number(each) if type(each) is str else each
        if type(number) is not int or not 0 <= number < SAFE_INTEGER_LIMIT:
            raise invalid(where, "type", f"{where}.{index} is not an id: {echo(str(each))}")
        found.append(number)
    return tuple(dict.fromkeys(found))


def _read_scalar(value: Any, field: Field, where: str) -> Any:
    if isinstance(value, dict):
        value = value.get("label")  # an entry of a list, as it is shown
    if isinstance(value, (list, dict)):
        raise invalid(where, "type", f"{where} must be a single value")
    return value


NONE = Reader({"type": "array", "maxItems": 0}, _read_none)
IDS = Reader({"type": "array", "items": _ID, "maxItems": FILES_MAXIMUM}, _read_ids)
SCALAR = Reader({"type": ["string", "number", "boolean", "object"]}, _read_scalar)

CUSTOM = Field(
    "custom_field_<id>",
    "custom_fields",
    SCALAR,
    prefix=CUSTOM_PREFIX,
    description="The value of a custom field.",
)
FIELDS: tuple[Field, ...] = (
    Field(
        "upload_ids",
        "upload_ids",
        bodies.UUID_LIST,
        maximum=FILES_MAXIMUM,
        description="Uploads whose content has come (see createProjectUpload).",
    ),
    *(Field(name, name, NONE, description="Nothing such is here.") for name in ABSENT),
    CUSTOM,
)
KEPT = Field(
    "attachment_ids",
    "attachment_ids",
    IDS,
    description="The attachments that stay; the others are taken off.",
)
EDIT_FIELDS: tuple[Field, ...] = (KEPT, *FIELDS)

EVENT_FIELDS: tuple[Field, ...] = (
    Field(
        "attachments_by_uuid",
        "uploads",
        bodies.objects_of(
            Field("upload_uuid", "uuid", bodies.UUID_TEXT, required=True, nullable=False)
        ),
        maximum=FILES_MAXIMUM,
        description="Uploads whose content has come.",
    ),
    *(Field(f"attachments_by_{name}", f"attachments_by_{name}", NONE) for name in ABSENT_OF_EVENTS),
    CUSTOM,
)
"""The same as bodies about change events say it."""
EVENT_EDIT_FIELDS: tuple[Field, ...] = (
    Field(
        "attachments",
        "attachments",
        bodies.objects_of(Field("id", "id", INTEGER, required=True, nullable=False)),
        maximum=FILES_MAXIMUM,
        description="The attachments that stay; the others are taken off.",
    ),
    *EVENT_FIELDS,
)
_COLUMNS = frozenset(field.column for field in (*EDIT_FIELDS, *EVENT_EDIT_FIELDS))


class Given(msgspec.Struct, frozen=True):
    """What hangs on one record: uploads to attach, the attachments that stay (None: all), and
    values of custom fields by the definition's id. `named` are the fields that said so."""

    uploads: tuple[UUID, ...] = ()
    keeps: tuple[int, ...] | None = None
    values: Mapping[int, Any] = {}
    upload_field: str = "upload_ids"
    keep_field: str = "attachment_ids"


class Hanging:
    """What a request brings: the files of the uploads that its body names anywhere."""

    def __init__(self, files: Mapping[UUID, KeptFile | None]) -> None:
        self._files = files

    def taken(self, values: dict[str, Any]) -> Given:
        """What hangs on the record of these values, which are left with its columns."""
        found = {name: values.pop(name) for name in _COLUMNS & values.keys()}
        is_event = "uploads" in found or "attachments" in found
        keeps = found.get("attachment_ids")
        if found.get("attachments") is not None:
            keeps = tuple(each["id"] for each in found["attachments"])
        named = found.get("upload_ids") or [each["uuid"] for each in found.get("uploads") or ()]
        return Given(
            tuple(dict.fromkeys(named)),
            keeps,
            found.get("custom_fields") or {},
            "attachments_by_uuid" if is_event else "upload_ids",
            "attachments" if is_event else "attachment_ids",
        )

    async def apply(self, unit: Unit, record: Record, given: Given) -> None:
        """Hang it on a record that this unit has made or changed; of a face on its document.

        Raises one `Invalid` naming the ids that mean nothing here, and what values are refused.
        """
        if not (given.uploads or given.values or given.keeps is not None):
            return
        if isinstance(record, Face):
            record = await unit.read.require_id(ChangeOrder, record.change_order_id)
        await unit.reserve(len(given.uploads) + len(given.values))
        await self._apply_files(unit, record, given)
        if given.values:
            await _assign(unit, record, given.values)

    async def _apply_files(self, unit: Unit, record: Record, given: Given) -> None:
        if not given.uploads and given.keeps is None:
            return
        rows = await unit.read.where(Attachment, record_kind=record.TABLE, record_id=record.id)
        kept = {row.id for row in rows}
        _require(given.keep_field, [each for each in given.keeps or () if each not in kept])
        _require(given.upload_field, [each for each in given.uploads if not self._files.get(each)])
        gone = [row for row in rows if given.keeps is not None and row.id not in given.keeps]
        for row in gone:
            await attachments.detach(unit, row)
        there = {row.urn for row in rows if row not in gone}
        target = Target(record, association_type=kind_of(record), association_kind=kind_of(record))
        for uuid in given.uploads:
            file = self._files[uuid]
            assert file is not None
            urn = urn_of(file)
            if urn not in there:
                await attachments.attach(unit, target, {"urn": urn}, {urn: file})
                there.add(urn)


def _require(field: str, missing: Sequence[object]) -> None:
    """Raise `Invalid` where a field names what is not there."""
    if missing:
        shown = ", ".join(str(each) for each in missing[:5])
        detail = f"{field} names nothing that is here: {shown}"
        raise Invalid(detail, Problem(field, "reference", detail))


def kind_of(record: Record) -> str:
    """The kind of a change order, the table of any other record."""
    return record.kind if isinstance(record, ChangeOrder) else record.TABLE


async def _assign(unit: Unit, record: Record, values: Mapping[int, Any]) -> None:
    definitions = {each.id: each for each in await unit.definitions(PropertyDefinition)}
    own = {
        key: each
        for key, each in definitions.items()
        if not each.built_in and attributes.is_of(each, kind_of(record))
    }
    missing = [key for key in values if key not in own]
    if missing:
        fields = [f"{CUSTOM_PREFIX}{key}" for key in missing]
        problems = [
            Problem(field, "reference", f"{field} is no custom field of this record")
            for field in fields
        ]
        raise Invalid(problems[0].detail, *problems)
    await attributes.assign(
        unit,
        [
            attributes.Assignment(record, own[key], value, f"{CUSTOM_PREFIX}{key}")
            for key, value in values.items()
        ],
    )


async def hanging_of(context: Context, place: Place) -> Hanging:
    """What this request brings. The disk is read here, before any unit begins."""
    body = await context.json() if await context.raw_body() else None
    uuids = list(_named(body))
    if not uuids:
        return Hanging({})
    account = context.services.directory.account(place.project.account_id)
    assert account is not None
    return Hanging(
        await uploads.received(store_of(context), place.project.uuid, account.uuid, uuids)
    )


def _named(value: Any) -> Iterable[UUID]:
    """The uploads that a body names, wherever they stand."""
    if isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name == "upload_ids" and isinstance(inner, list):
                yield from (found for each in inner if (found := _uuid(each)) is not None)
            elif name == "upload_uuid" and (found := _uuid(inner)) is not None:
                yield found
            else:
                yield from _named(inner)


def _uuid(value: Any) -> UUID | None:
    return parse_uuid(value) if isinstance(value, str) else None
