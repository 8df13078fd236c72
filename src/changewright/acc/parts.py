"""What includes add to a record: each is rows found hop by hop, written by a resource's fields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from changewright.core.records import ChangeOrder, CostItem, Membership
from changewright.core.records_attached import Comment, PropertyDefinition, PropertyValue
from changewright.edge.fragments import Hop, PartShape, Path, Value

from .fields import Rendering, Wire
from .renderer import Renderer
from .wire import encode

Rows = list[tuple[Any, ...]]


def values_of(renderer: Renderer, hop: int = 0) -> tuple[Value, ...]:
    """What a renderer shows, read of the rows of a hop (0: of the record itself)."""
    return tuple(
        Value(column, renderer.references.get(column), of=hop) for column in renderer.columns
    )


def array_part(
    key: str,
    hops: tuple[Hop, ...],
    fields: Sequence[Wire],
    order: tuple[tuple[int, str], ...],
) -> PartShape:
    """An include that adds an array of the last hop's rows under `key`."""
    renderer = Renderer(fields)
    path = Path(hops, values_of(renderer, len(hops)), order)

    def render(rows: Rows, rendering: Rendering) -> bytes:
        return _key(key, encode([renderer.shown(row, rendering) for row in rows]))

    return PartShape(path, render)


def object_part(key: str, hops: tuple[Hop, ...], fields: Sequence[Wire]) -> PartShape:
    """An include that adds the one row that the record points at, or null."""
    renderer = Renderer(fields)
    path = Path(hops, values_of(renderer, len(hops)))

    def render(rows: Rows, rendering: Rendering) -> bytes:
        return _key(key, encode(renderer.shown(rows[0], rendering) if rows else None))

    return PartShape(path, render)


def ids_part(key: str, hops: tuple[Hop, ...], order: tuple[tuple[int, str], ...]) -> PartShape:
    """An include that adds an array of the ids of the last hop's rows under `key`."""
    path = Path(hops, (Value("uuid", of=len(hops)),), order)

    def render(rows: Rows, _rendering: Rendering) -> bytes:
        return _key(key, encode([row[0] for row in rows]))

    return PartShape(path, render)


def _key(key: str, json: bytes) -> bytes:
    return b',"%b":%b' % (key.encode(), json)


# -- the includes that several resources share ----------------------------------------------------

PROPERTY_FIELDS = (
    Wire(name="name", column="name"),
    Wire(name="builtIn", column="built_in", type="boolean"),
    Wire(name="position", column="position", type="integer"),
    Wire(name="propertyDefinitionId", column="uuid", type="uuid"),
    Wire(name="type", column="type"),
    Wire(name="value", column="value"),
)
COMMENT_FIELDS = (
    Wire(name="id", column="uuid", type="uuid"),
    Wire(name="content", column="content"),
    Wire(name="createdAt", column="created_at", type="datetime"),
    Wire(name="creatorId", column="created_by", type="person"),
)


def attributes_part(record_kind: str) -> PartShape:
    """`properties`: the custom attributes that have a value, in their definitions' order."""
    renderer = Renderer(PROPERTY_FIELDS)
    hops = (
        Hop(PropertyValue, "record_id", where=(("record_kind", record_kind),)),
        Hop(PropertyDefinition, "id", "definition_id"),
    )
    values = tuple(Value(each, of=1 if each == "value" else 2) for each in renderer.columns)

    def render(rows: Rows, rendering: Rendering) -> bytes:
        return _key("properties", encode([renderer.shown(row, rendering) for row in rows]))

    return PartShape(Path(hops, values, ((2, "position"), (2, "id"))), render)


def comments_part(record_kind: str) -> PartShape:
    """`comments`, oldest first."""
    hop = Hop(Comment, "record_id", where=(("record_kind", record_kind),))
    return array_part("comments", (hop,), COMMENT_FIELDS, ((1, "id"),))


ITEMS_OF_DOCUMENT = (
    Hop(Membership, "change_order_id"),
    Hop(CostItem, "id", "cost_item_id"),
)
DOCUMENTS_OF_ITEM = (
    Hop(Membership, "cost_item_id"),
    Hop(ChangeOrder, "id", "change_order_id"),
)
BY_POSITION = ((1, "position"), (1, "id"))


def items_with_documents_part(
    item_fields: Sequence[Wire],
    document_columns: tuple[str, ...],
    describe: Callable[..., dict[str, Any] | None],
) -> PartShape:
    """`costItems`, each with the change orders it is on under `changeOrders`. `describe` makes a
    change order's object from its columns, None for one that is not shown."""
    renderer = Renderer(item_fields)
    own = values_of(renderer, 2)
    documents = tuple(Value(column, of=4) for column in document_columns)
    hops = (*ITEMS_OF_DOCUMENT, *DOCUMENTS_OF_ITEM)
    path = Path(hops, (*own, *documents), (*BY_POSITION, (3, "id")), least=2)
    uuid = renderer.columns.index("uuid")

    def render(rows: Rows, rendering: Rendering) -> bytes:
        shown = []
        for _, group in groupby(rows, key=lambda row: row[uuid]):
            together = list(group)
            documents = (
                describe(*row[len(own) :]) for row in together if row[len(own)] is not None
            )
            known = [document for document in documents if document is not None]
            item = renderer.render(together[0], rendering)
            shown.append(item + _key("changeOrders", encode(known)) + b"}")
        return _key("costItems", b"[%b]" % b",".join(shown))

    return PartShape(path, render, covers=frozenset({"costItems"}))


def documents_part(
    document_columns: tuple[str, ...], describe: Callable[..., dict[str, Any] | None]
) -> PartShape:
    """`changeOrders`: the documents a cost item is on."""
    values = tuple(Value(column, of=2) for column in document_columns)

    def render(rows: Rows, _rendering: Rendering) -> bytes:
        documents = (describe(*row) for row in rows)
        return _key("changeOrders", encode([one for one in documents if one is not None]))

    return PartShape(Path(DOCUMENTS_OF_ITEM, values, ((1, "id"),)), render)
