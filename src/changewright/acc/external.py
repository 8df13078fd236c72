"""The fields an accounting system reads and writes, the same on every record (autodesk.md §6)."""

from __future__ import annotations

from .fields import Wire

INTEGRATION_STATES = ("locked", "integrated", "failed")


def external_fields(*, filters: bool = True, integration: bool = True) -> tuple[Wire, ...]:
    """The rows of externalId, externalSystem, externalMessage, lastSyncTime, integrationState and
    its stamps. Schedule-of-values rows have no integration state."""
    rows: tuple[Wire, ...] = (
        Wire(
            name="externalId",
            column="external_id",
            maximum=255,
            in_create=True,
            in_patch=True,
            filter="externalId" if filters else "",
            description="The record's identifier in the external system.",
        ),
        Wire(
            name="externalSystem",
            column="external_system",
            maximum=255,
            in_create=True,
            in_patch=True,
            filter="externalSystem" if filters else "",
            many=False,
            description="The name of the external system.",
        ),
        Wire(
            name="externalMessage",
            column="external_message",
            maximum=255,
            in_create=True,
            in_patch=True,
            description="What the external system said of the last synchronisation.",
        ),
        Wire(
            name="lastSyncTime",
            column="last_sync_time",
            type="datetime",
            in_create=True,
            in_patch=True,
            description="When the external system last synchronised the record.",
        ),
    )
    if not integration:
        return rows
    return (
        *rows,
        Wire(
            name="integrationState",
            column="integration_state",
            type="choice",
            choices=INTEGRATION_STATES,
            in_create=True,
            in_patch=True,
            description="null, locked, integrated or failed; locked refuses edits.",
        ),
        Wire(
            name="integrationStateChangedAt",
            column="integration_state_changed_at",
            type="datetime",
        ),
        Wire(
            name="integrationStateChangedBy",
            column="integration_state_changed_by",
            type="person",
        ),
    )


STAMPS = (
    Wire(name="createdAt", column="created_at", type="datetime", nullable=False),
    Wire(
        name="updatedAt",
        column="updated_at",
        type="datetime",
        nullable=False,
        filter="lastModifiedSince",
        operator="since",
        many=False,
    ),
)
"""When a record was made and last changed; the latter is what incremental pulls filter by."""
