"""The operations on numbering and custom attributes."""

from __future__ import annotations

from changewright.edge.bodies import Body

from ..operations import PAGED, operation
from . import handlers
from .handlers import (
    ATTRIBUTE_FIELDS,
    ATTRIBUTE_UPDATE_FIELDS,
    KIND_FIELDS,
    AttributePage,
    AttributeView,
    KindPage,
    KindView,
)

TAGS = ("Project",)

ROUTES = (
    operation(
        "GET",
        "/kinds",
        "webListKinds",
        handlers.list_kinds,
        "The kinds of change order as the project calls and numbers them.",
        response=KindPage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/kinds/{kindId}",
        "webUpdateKind",
        handlers.update_kind,
        "Change a kind's name, or how its next documents are numbered.",
        body=Body("WebKindUpdate", KIND_FIELDS, partial=True),
        response=KindView,
        tags=TAGS,
    ),
    operation(
        "GET",
        "/attributes",
        "webListAttributes",
        handlers.list_attributes,
        "The custom attributes that the project defines.",
        response=AttributePage,
        parameters=PAGED,
        tags=TAGS,
    ),
    operation(
        "POST",
        "/attributes",
        "webCreateAttribute",
        handlers.create_attribute,
        "Define a custom attribute.",
        body=Body("WebAttribute", ATTRIBUTE_FIELDS),
        response=AttributeView,
        tags=TAGS,
    ),
    operation(
        "PATCH",
        "/attributes/{attributeId}",
        "webUpdateAttribute",
        handlers.update_attribute,
        "Change a custom attribute. Its type stays.",
        body=Body("WebAttributeUpdate", ATTRIBUTE_UPDATE_FIELDS, partial=True),
        response=AttributeView,
        tags=TAGS,
    ),
    operation(
        "DELETE",
        "/attributes/{attributeId}",
        "webDeleteAttribute",
        handlers.delete_attribute,
        "Delete a custom attribute with its values.",
        tags=TAGS,
    ),
)
