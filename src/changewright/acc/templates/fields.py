"""The fields of a template, a segment and a value of it."""

from __future__ import annotations

from changewright.core.budget_codes import CODE_LENGTH_MAXIMUM, DELIMITERS
from changewright.core.query import Order
from changewright.core.records_files import Segment, SegmentValue, Template
from changewright.edge import bodies
from changewright.edge.bodies import Body, Field
from changewright.work.templates import IMPORT_MAXIMUM, SEGMENT_DELIMITERS, SEGMENT_TYPES

from ..external import STAMPS
from ..fields import Wire, both
from ..resource import Resource

POSITION_MAXIMUM = 10_000

TEMPLATE = Resource(
    "template",
    Template,
    (
        Wire(name="id", column="uuid", type="uuid", nullable=False),
        Wire(name="name", column="name", nullable=False),
        Wire(name="locked", column="locked", type="boolean", nullable=False),
        Wire(name="integrationState", constant=None),
        Wire(name="integrationStateChangedAt", constant=None),
        Wire(name="integrationStateChangedBy", constant=None),
        *STAMPS,
    ),
    title="Template",
    order=(Order("id"),),
)


def _delimiter_char(delimiter: str) -> str:
    return DELIMITERS.get(delimiter, "")


SEGMENT = Resource(
    "segment",
    Segment,
    (
        Wire(name="id", column="uuid", type="uuid", nullable=False),
        Wire(
            name="templateId",
            column="template_id",
            type="reference",
            noun=Template,
            nullable=False,
        ),
        both(
            "name",
            "name",
            nullable=False,
            required=True,
            maximum=255,
            filter="name",
            many=False,
        ),
        both(
            "type",
            "type",
            type="choice",
            choices=SEGMENT_TYPES,
            nullable=False,
            description="code: a part of the code; column and info only go with it.",
        ),
        both(
            "delimiter",
            "delimiter",
            type="choice",
            choices=SEGMENT_DELIMITERS,
            nullable=False,
            description="What stands between this part of the code and the next.",
        ),
        Wire(
            name="delimiterChar",
            nullable=False,
            columns=("delimiter",),
            compose=_delimiter_char,
        ),
        both(
            "length",
            "length",
            type="integer",
            nullable=False,
            minimum=0,
            maximum=CODE_LENGTH_MAXIMUM,
        ),
        both("isVariableLength", "is_variable_length", type="boolean", nullable=False),
        Wire(
            name="position",
            column="position",
            type="integer",
            nullable=False,
            minimum=0,
            maximum=POSITION_MAXIMUM,
            in_create=True,
        ),
        both("sampleCode", "sample_code", maximum=255),
        Wire(
            name="isLocked",
            column="is_locked",
            type="boolean",
            nullable=False,
            in_patch=True,
        ),
        *STAMPS,
    ),
    title="Segment",
    order=(Order("position"),),
)

SEGMENT_VALUE = Resource(
    "segment_value",
    SegmentValue,
    (
        Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id", in_create=True),
        Wire(
            name="segmentId",
            column="segment_id",
            type="reference",
            noun=Segment,
            nullable=False,
            filter="segmentId",
        ),
        Wire(
            name="parentId",
            column="parent_id",
            type="reference",
            noun=SegmentValue,
            filter="parentId",
            blank=True,
            in_create=True,
        ),
        both(
            "code",
            "code",
            nullable=False,
            required=True,
            maximum=CODE_LENGTH_MAXIMUM,
            filter="code",
        ),
        both("originalCode", "original_code", maximum=255, filter="originalCode"),
        both("description", "description", maximum=2048, sortable=False),
        *STAMPS,
    ),
    title="Segment value",
    order=(Order("created_at"),),
)

IMPORT_FIELDS = (
    Field("id", "uuid", bodies.UUID_TEXT),
    Field("code", "code", bodies.TEXT, required=True, maximum=CODE_LENGTH_MAXIMUM),
    Field("originalCode", "original_code", bodies.TEXT, maximum=255),
    Field("description", "description", bodies.TEXT, maximum=2048),
    Field(
        "parentId",
        "parent",
        bodies.UUID_TEXT,
        description="A value of the segment, or the id of an earlier element.",
    ),
)
IMPORT_BODY = Body(
    "Segment values (import)",
    schema={
        "type": "object",
        "properties": {
            "append": {
                "type": "boolean",
                "default": False,
                "description": "true keeps the values that are not in the list.",
            },
            "data": {
                "type": "array",
                "items": bodies.fields_schema(IMPORT_FIELDS),
                "maxItems": IMPORT_MAXIMUM,
            },
        },
        "required": ["data"],
    },
)
IMPORT_READ = (
    Field("append", "append", bodies.BOOLEAN, nullable=True),
    Field(
        "data",
        "rows",
        bodies.objects_of(*IMPORT_FIELDS),
        required=True,
        nullable=False,
        maximum=IMPORT_MAXIMUM,
    ),
)
