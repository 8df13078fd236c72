"""The fields an accounting system reads and writes, the same on every record (autodesk.md §6)."""

from __future__ import annotations

from .fields import Wire, both

INTEGRATION_STATES = ("locked", "integrated", "failed")

EXTERNAL_NAMES: tuple[Wire, ...] = (
    both(
        "externalId",
        "external_id",
        maximum=255,
        filter="externalId",
        description="The record's identifier in the external system.",
    ),
    both(
        "externalSystem",
        "external_system",
        maximum=255,
        filter="externalSystem",
        many=False,
        description="The name of the external system.",
    ),
    both(
        "externalMessage",
        "external_message",
        maximum=255,
        description="What the external system said of the last synchronisation.",
    ),
    both(
        "lastSyncTime",
        "last_sync_time",
        type="datetime",
        description="When the external system last synchronised the record.",
    ),
)
"""What the record is called elsewhere; schedule-of-values rows have these alone."""

EXTERNAL_FIELDS: tuple[Wire, ...] = (
    *EXTERNAL_NAMES,
    both(
        "integrationState",
        "integration_state",
        type="choice",
        choices=INTEGRATION_STATES,
        description="null, locked, integrated or failed; locked refuses edits.",
    ),
    Wire(name="integrationStateChangedAt", column="integration_state_changed_at", type="datetime"),
    Wire(name="integrationStateChangedBy", column="integration_state_changed_by", type="person"),
)
"""The same, and how far the record has come into the external system."""

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
