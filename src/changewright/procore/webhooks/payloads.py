"""What is posted: who changed which record and when, by ids alone (procore.md §5).

Everything in it is of the journal's entry and of the row the unit wrote with it, so that a payload
is the same however often and late it is sent. Three forms: v2 the older one, v3 the same with what
a line is a part of, v4 a smaller one whose ids are text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from changewright.core.records_webhooks import Webhook
from changewright.work.deliveries import Delivery
from changewright.work.directory import Directory

from ..wire import encode
from .resources import BY_SUBJECT

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ULID_LENGTH = 26


def ulid(uuid: UUID) -> str:
    """The same 128 bits in Crockford's base 32: ours begin with the instant, as a ULID does."""
    number = uuid.int
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(ULID_LENGTH)))


def instant(at: datetime) -> str:
    """`2026-02-06T23:34:12.246000Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Scope:
    """The company of a hook's container, and the project if it is one's."""

    __slots__ = ("company_id", "project_id")

    def __init__(self, directory: Directory, container_id: int) -> None:
        project = directory.project(container_id)
        self.project_id = None if project is None else project.id
        self.company_id = container_id if project is None else project.account_id


def _v2(delivery: Delivery, scope: Scope) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "ulid": ulid(delivery.uuid),
        "timestamp": instant(delivery.created_at),
        "metadata": {
            "source_user_id": delivery.actor_id,
            "source_project_id": scope.project_id,
            "source_operation_id": delivery.request_id,
            "source_company_id": scope.company_id,
            "source_application_id": delivery.client_id,
        },
        "user_id": delivery.actor_id,
        "company_id": scope.company_id,
        "project_id": scope.project_id,
        "api_version": "v2.0",
        "event_type": delivery.event,
        "resource_name": BY_SUBJECT[delivery.subject].name,
        "resource_id": delivery.record_id,
    }


def _v3(delivery: Delivery, scope: Scope) -> dict[str, Any]:
    parent = BY_SUBJECT[delivery.subject].parent
    has_parent = parent and delivery.parent_id is not None
    related = [{"id": delivery.parent_id, "name": parent}] if has_parent else []
    return _v2(delivery, scope) | {"api_version": "v3.0", "related_resources": related}


def _v4(delivery: Delivery, scope: Scope) -> dict[str, Any]:
    """Nobody, or no project, is an empty text: the form's schema knows no null."""
    return {
        "id": ulid(delivery.uuid),
        "timestamp": instant(delivery.created_at),
        "reason": delivery.event,
        "company_id": _text(scope.company_id),
        "project_id": _text(scope.project_id),
        "user_id": _text(delivery.actor_id),
        "resource_type": BY_SUBJECT[delivery.subject].name,
        "resource_id": _text(delivery.record_id),
    }


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


FORMS: Mapping[str, Callable[[Delivery, Scope], dict[str, Any]]] = {
    "v2.0": _v2,
    "v3.0": _v3,
    "v4.0": _v4,
}


def payload(form: str, delivery: Delivery, scope: Scope) -> dict[str, Any]:
    """The payload of a delivery in one of the forms."""
    return FORMS[form](delivery, scope)


def renderer(directory: Directory) -> Callable[[Webhook, Delivery, int], bytes]:
    """What the sender posts, for `compose` to hand down."""

    def render(hook: Webhook, delivery: Delivery, container_id: int) -> bytes:
        return encode(payload(hook.payload, delivery, Scope(directory, container_id)))

    return render
