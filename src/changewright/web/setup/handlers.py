"""How a project numbers its kinds of change order, and which attributes of its own it keeps.

Autodesk's door lists attributes and writes their values; that they are made, changed and deleted is
here alone. Each write is a unit of work, and changes may ask for a version by `If-Match`.
"""

from __future__ import annotations

from uuid import UUID

from changewright.core.attribute_values import OWNERS, TYPES
from changewright.core.numbering import compose
from changewright.core.records import ChangeOrderType
from changewright.core.records_attached import PropertyDefinition
from changewright.edge import bodies
from changewright.edge.bodies import Field
from changewright.edge.context import Answer, Context
from changewright.work import attributes, kinds
from changewright.work.attributes import ACCESS

from ..reading import View, answer_page, reading, visible
from ..writing import changes, creates, deletes


class KindView(View):
    """A kind of change order as the project calls and numbers it. `example` is what its first
    number looks like."""

    id: UUID
    kind: str
    name: str
    workflow_type: str
    number_prefix: str
    number_suffix: str
    number_digits: int
    number_start: int
    example: str


class KindPage(View):
    """A page of kinds."""

    results: list[KindView]
    total: int
    limit: int
    offset: int


class AttributeView(View):
    """A custom attribute. `associationType` says whose: `FormInstance` is every change order.
    `collaboratorAccess` is what people outside the contractor may do with it. A built-in one keeps
    its name and type."""

    id: UUID
    association_type: str
    name: str
    type: str
    options: list[str]
    default_value: str | None
    position: int
    built_in: bool
    default_visibility: bool
    collaborator_access: str


class AttributePage(View):
    """A page of attributes."""

    results: list[AttributeView]
    total: int
    limit: int
    offset: int


KIND_FIELDS = (
    Field("name", "name", bodies.TEXT, maximum=255, nullable=False),
    Field("numberPrefix", "number_prefix", bodies.TEXT, maximum=kinds.TEXT_LENGTH_MAXIMUM),
    Field("numberSuffix", "number_suffix", bodies.TEXT, maximum=kinds.TEXT_LENGTH_MAXIMUM),
    Field(
        "numberDigits",
        "number_digits",
        bodies.INTEGER,
        minimum=1,
        maximum=kinds.DIGITS_MAXIMUM,
        nullable=False,
    ),
    Field(
        "numberStart",
        "number_start",
        bodies.INTEGER,
        minimum=0,
        maximum=kinds.START_MAXIMUM,
        nullable=False,
    ),
)
_NAMED = Field("name", "name", bodies.TEXT, maximum=255, nullable=False, required=True)
_SHARED = (
    Field("options", "options", bodies.TEXT_LIST, maximum=200, nullable=False),
    Field("defaultValue", "default_value", bodies.TEXT, maximum=65_535),
    Field("position", "position", bodies.INTEGER, minimum=0, maximum=10_000, nullable=False),
    Field("defaultVisibility", "default_visibility", bodies.BOOLEAN, nullable=False),
    Field(
        "collaboratorAccess",
        "collaborator_access",
        bodies.CHOICE,
        choices=ACCESS,
        nullable=False,
    ),
)
ATTRIBUTE_FIELDS = (
    Field(
        "associationType",
        "association_type",
        bodies.CHOICE,
        choices=tuple(OWNERS),
        nullable=False,
        required=True,
    ),
    _NAMED,
    Field("type", "type", bodies.CHOICE, choices=TYPES, nullable=False, required=True),
    *_SHARED,
)
ATTRIBUTE_UPDATE_FIELDS = (_NAMED, *_SHARED)


async def list_kinds(context: Context) -> Answer:
    """GET the kinds, in the project's order."""
    async with reading(context) as read:
        found = await read.where(ChangeOrderType, ("position", "id"))
        records = await visible(context, read, found)
    return answer_page(context, [kind_view(each) for each in records])


async def list_attributes(context: Context) -> Answer:
    """GET the attributes that the caller sees, by whose they are and in their order."""
    async with reading(context) as read:
        found = await read.where(PropertyDefinition, ("association_type", "position", "id"))
        records = await visible(context, read, found)
    return answer_page(context, [attribute_view(each) for each in records])


def kind_view(record: ChangeOrderType) -> KindView:
    return KindView(
        id=record.uuid,
        kind=record.kind,
        name=record.name,
        workflow_type=record.workflow_type,
        number_prefix=record.number_prefix,
        number_suffix=record.number_suffix,
        number_digits=record.number_digits,
        number_start=record.number_start,
        example=compose(record, record.number_start),
    )


def attribute_view(record: PropertyDefinition) -> AttributeView:
    return AttributeView(
        id=record.uuid,
        association_type=record.association_type,
        name=record.name,
        type=record.type,
        options=list(record.options),
        default_value=record.default_value,
        position=record.position,
        built_in=record.built_in,
        default_visibility=record.default_visibility,
        collaborator_access=record.collaborator_access,
    )


update_kind = changes(ChangeOrderType, "kindId", kinds.edit_kind, kind_view)
create_attribute = creates(attributes.define, attribute_view)
update_attribute = changes(PropertyDefinition, "attributeId", attributes.redefine, attribute_view)
delete_attribute = deletes(PropertyDefinition, "attributeId", attributes.undefine)
