"""What a saved view says, and the views that every project has.

The texts are those of the app's address (`web.log.grammar` reads them). A ready-made view is there
for whoever may see the columns that it filters, sorts and groups by.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import msgspec

from .log_columns import COLUMNS

ROW_HEIGHTS = ("short", "medium", "tall")
SHARING = ("personal", "shared")


class ViewColumn(msgspec.Struct, frozen=True):
    """A column of a view, and how wide it is; None: as wide as it is by itself."""

    name: str
    width: int | None = None


class LogDefinition(msgspec.Struct, frozen=True):
    """Columns in their order, and the parts of a query."""

    columns: tuple[ViewColumn, ...] = ()
    filter: str = ""
    q: str = ""
    sort: str = ""
    group: str = ""
    row_height: str = "short"


class ReadyView(msgspec.Struct, frozen=True):
    """A view that ships. `asks` are the columns without which it says nothing."""

    uuid: UUID
    name: str
    definition: LogDefinition
    asks: tuple[str, ...] = ()


def _ready(
    uuid: str, name: str, columns: str, *, filter_: str = "", sort: str = "", group: str = ""
) -> ReadyView:
    names = columns.split()
    parts = [condition.partition(":")[0] for condition in filter_.split(";") if condition]
    parts += [key.removeprefix("-") for key in (*sort.split(","), *group.split(",")) if key]
    definition = LogDefinition(
        tuple(ViewColumn(one) for one in names), filter_, sort=sort, group=group
    )
    return ReadyView(UUID(uuid), name, definition, tuple(dict.fromkeys(parts)))


_LIVE = "phase:is:draft,exposed,pending"

READY_VIEWS: tuple[ReadyView, ...] = (
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0002",
        "Summary",
        "number title kind state submitted approved committed court due",
    ),
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0001",
        "Detail",
        "number title kind state phase reason scope contract supplier estimated proposed "
        "submitted approved committed daysAsked court courtSince due updated",
    ),
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0003",
        "Complete",
        " ".join(column.name for column in COLUMNS if column.name not in ("id", "myCourt")),
    ),
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0004",
        "Owner's",
        "number title kind budgetState mainContract submitted approved daysAsked daysGranted "
        "responseDue approvedAt executedAt",
        filter_="kind:is:rco,oco",
        group="kind",
    ),
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0005",
        "Scope and exposure",
        "number title scope state reason estimated proposed submitted approved court courtSince",
        filter_=f"kind:is:pco;scope:is:out,tbd;{_LIVE}",
        sort="-estimated",
        group="phase",
    ),
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0006",
        "My court",
        "number title kind state submitted committed court courtSince courtDue due",
        filter_="myCourt:is:true",
        sort="courtSince",
    ),
    _ready(
        "6d0f0a5e-6a0c-5c58-9d3c-0a1f4b1c0007",
        "Due soon",
        "number title kind state submitted court courtPerson courtCompany due clock",
        filter_=f"due:before:t+14;{_LIVE}",
        sort="due",
    ),
)
READY_VIEW: Mapping[UUID, ReadyView] = {view.uuid: view for view in READY_VIEWS}
