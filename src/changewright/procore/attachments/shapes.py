"""How a resource shows the files on its record (procore.md §2.9, Appendix A).

A link holds no origin in a fragment, which is the same through whatever host it is asked for: it
begins with `"\\/`, which no encoder here writes, and `wire.absolute` puts the origin there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from changewright.core.records import ChangeOrder, Face
from changewright.core.records_contracts import Contract, MainContract
from changewright.core.records_files import Attachment
from changewright.edge.fragments import Hop, PartShape, Path

from ..fields import Key, Rendering, Rows, part, values_on

PATH = "/rest/v1.0/projects/{project_id}/attachments/{id}"
"""Where the content is asked for."""
KEY = Key(name="attachments", type="array", part="attachments", nullable=False)


class File(NamedTuple):
    """What a row says of an attachment."""

    id: int
    uuid: str
    container_id: int
    name: str
    content_type: str | None

    @property
    def url(self) -> msgspec.Raw:
        path = PATH.format(project_id=self.container_id, id=self.id)
        return msgspec.Raw(f'"\\{path}"'.encode())


def _classic(file: File) -> dict[str, Any]:
    return {"id": file.id, "url": file.url, "name": file.name, "filename": file.name}


def _old(file: File) -> dict[str, Any]:
    return {"id": file.id, "url": file.url, "filename": file.name}


def _new(file: File) -> dict[str, Any]:
    return {
        "id": file.id,
        "name": file.name,
        "url": file.url,
        "content_type": file.content_type,
        "viewable_type": None,
        "share_url": None,
        "viewable_url": None,
    }


def _newer(file: File) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "name": file.name,
        "url": file.url,
        "content_type": file.content_type,
        "uuid": file.uuid,
    }


Style = Callable[[File], dict[str, Any]]
CLASSIC: Style = _classic
"""Packages, potential change orders, requests."""
OLD: Style = _old
"""Contracts and change events of v1.0."""
NEW: Style = _new
"""Prime and commitment change orders, their batches."""
NEWER: Style = _newer
"""v2.0, where ids are text."""

_HERE: Mapping[type[Any], str] = {Face: "change_order_id"}
_TABLES: Mapping[type[Any], str] = {
    Face: ChangeOrder.TABLE,
    **{noun: noun.TABLE for noun in (ChangeOrder, Contract, MainContract)},
}


def attached(noun: type[Any], style: Style) -> dict[str, PartShape]:
    """`attachments` of records of this noun; of a face they are its document's. With `KEY` among
    the keys of a resource, this goes among its parts."""
    hop = Hop(
        Attachment, "record_id", _HERE.get(noun, "id"), where=(("record_kind", _TABLES[noun]),)
    )

    def tell(rows: Rows, _: Rendering) -> dict[str, Any]:
        return {KEY.name: [style(File(*row)) for row in rows]}

    return {KEY.part: part(Path((hop,), values_on(1, File._fields), ((1, "id"),)), tell)}
