"""The fields of a definition, and of a value as change orders and other records show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from changewright.core.attribute_values import OPTIONS_MAXIMUM, TYPES
from changewright.core.errors import invalid
from changewright.core.query import Order
from changewright.core.records_attached import PropertyDefinition
from changewright.edge.bodies import Field, Reader
from changewright.edge.routes import Parameter, Shape
from changewright.work.attributes import ACCESS

from ..associations import ASSOCIATIONS
from ..external import STAMPS
from ..fields import Wire, both
from ..resource import Resource
from ..words import ANY_CHANGE_ORDER, KIND_OF_ASSOCIATION


def _definitions_for(word: str) -> tuple[object, ...]:
    """The association types whose definitions a record so named may have: an attribute of all
    change orders is one of each type's."""
    if word == ANY_CHANGE_ORDER:
        return (word, *KIND_OF_ASSOCIATION)
    return (word, ANY_CHANGE_ORDER) if word in KIND_OF_ASSOCIATION else (word,)


DEFINITIONS_FOR: Mapping[str, tuple[object, ...]] = {
    word: _definitions_for(word) for word in ASSOCIATIONS
} | {"FormDefinition": _definitions_for(ANY_CHANGE_ORDER)}
"""By the words of the filter, whose reference calls change orders `FormDefinition` [doc]."""
DEFINABLE = tuple(word for word, association in ASSOCIATIONS.items() if association.noun)


def _read_scalar(value: Any, _: Field, where: str) -> Any:
    """A single value of any JSON type, numbers still as their digits."""
    if isinstance(value, (dict, list)):
        raise invalid(where, "type", f"{where} must be a single value")
    return value


SCALAR = Reader({"type": ["string", "number", "boolean"]}, _read_scalar, empty_is_null=False)
"""What a value may be in a body; its attribute's type says more."""


def _category(category: str | None, association_type: str) -> str:
    return category or association_type


DEFINITION_FIELDS: tuple[Wire, ...] = (
    Wire(name="id", column="uuid", type="uuid", nullable=False, filter="id"),
    both("name", "name", nullable=False, required=True, maximum=1024, filter="name", many=False),
    Wire(
        name="type",
        column="type",
        type="choice",
        choices=TYPES,
        nullable=False,
        required=True,
        in_create=True,
        description="It stays as it was made.",
    ),
    both(
        "options",
        "options",
        type="texts",
        nullable=False,
        maximum=OPTIONS_MAXIMUM,
        description="What an attribute of type options may be.",
    ),
    both("defaultValue", "default_value", reader=SCALAR, sortable=False),
    both("position", "position", type="integer", nullable=False, minimum=0, maximum=1_000_000),
    Wire(name="builtIn", column="built_in", type="boolean", nullable=False),
    both("defaultVisibility", "default_visibility", type="boolean", nullable=False),
    both(
        "category",
        "category",
        maximum=255,
        nullable=False,
        sortable=False,
        columns=("category", "association_type"),
        compose=_category,
    ),
    Wire(
        name="associationType",
        column="association_type",
        type="choice",
        choices=DEFINABLE,
        nullable=False,
        required=True,
        in_create=True,
        filter="associationType",
        filter_words=DEFINITIONS_FOR,
        description="Whose records have it: FormInstance for change orders of all types.",
    ),
    both("componentTemplateId", "component_template_id", type="uuid", sortable=False),
    both(
        "collaboratorAccess",
        "collaborator_access",
        type="choice",
        choices=ACCESS,
        nullable=False,
        description="What owners and suppliers see of its values.",
    ),
    *STAMPS,
)

OF_RECORDS = Parameter(
    "filter[associationId]",
    "uuid",
    "Only the definitions that these records may have values of.",
    repeated=True,
)
DEFINITIONS = Resource(
    "property_definition",
    PropertyDefinition,
    DEFINITION_FIELDS,
    title="Property definition",
    order=(Order("position"),),
    aliases={"filter[category]": "associationType"},
    elsewhere=(OF_RECORDS,),
)


def shown_value(definition: PropertyDefinition, value: str | None) -> dict[str, Any]:
    """A value as `properties` of a record and the answer to a batch update show it."""
    return {
        "name": definition.name,
        "builtIn": definition.built_in,
        "position": definition.position,
        "propertyDefinitionId": str(definition.uuid),
        "type": definition.type,
        "value": value,
    }


VALUE_SHAPE = Shape(
    "PropertyValue",
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "builtIn": {"type": "boolean"},
            "position": {"type": "integer"},
            "propertyDefinitionId": {"type": "string", "format": "uuid"},
            "type": {"type": "string", "enum": list(TYPES)},
            "value": {"type": ["string", "null"]},
        },
        "required": ["name", "builtIn", "position", "propertyDefinitionId", "type", "value"],
    },
)
