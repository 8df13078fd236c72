"""Hooks: where programs want to be told of changes, and of which.

What a hook sends along to prove itself is no column: an image in the journal stays for good, and a
secret must not. It stands with how the sending goes, in a table that no journal knows
(`store/deliveries.py`).
"""

from __future__ import annotations

from typing import ClassVar

from .records import Record


class Webhook(Record, frozen=True, kw_only=True):
    """Somewhere to be told. `payload` is the form in which it is told (`v2.0`); `created_by` is
    whose eyes it is told for. `namespace` keeps the hooks of several programs apart."""

    TABLE: ClassVar[str] = "webhook"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = ()
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = ()

    namespace: str
    destination_url: str
    payload: str
    active: bool = True


class WebhookTrigger(Record, frozen=True, kw_only=True):
    """What a hook is told of: a subject and an event of `core.occurrences`."""

    TABLE: ClassVar[str] = "webhook_trigger"
    UNIQUE: ClassVar[tuple[tuple[str, ...], ...]] = (("webhook_id", "subject", "event"),)
    INDEXES: ClassVar[tuple[tuple[str, ...], ...]] = (("webhook_id",),)

    webhook_id: int
    subject: str
    event: str
