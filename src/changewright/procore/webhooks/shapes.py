"""How hooks, triggers and deliveries are shown (procore.md, Appendix A), under v1.0 and v2.0.

What a hook sends along to prove who sends is told to who made the hook, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.edge.routes import Shape
from changewright.work.deliveries import Attempt, Delivery

from ..wire import as_read, seconds
from .payloads import Scope, instant, payload
from .place import HookPlace
from .resources import BY_SUBJECT, short_version

STATUSES: Mapping[str, str] = {"ok": "delivered", "retried": "retrying"}
"""v2.0's words for outcomes where they differ; before the first attempt it is `enqueued`."""


class Sight(msgspec.Struct, frozen=True):
    """Where hooks are shown, to whom, and the secrets that are theirs to see."""

    place: HookPlace
    person_id: int | None
    secrets: Mapping[int, str]

    def headers(self, hook: Webhook) -> dict[str, Any]:
        secret = self.secrets.get(hook.id)
        if secret is None:
            return {}
        return {"Authorization": secret if hook.created_by == self.person_id else None}


def hook_shown(hook: Webhook, sight: Sight) -> dict[str, Any]:
    """A hook of v1.0."""
    place = sight.place
    return {
        "id": hook.id,
        "api_version": short_version(hook.payload),
        "destination_headers": sight.headers(hook),
        "destination_url": hook.destination_url,
        "owned_by_company_id": place.company_id if place.project_id is None else None,
        "owned_by_project_id": place.project_id,
        "owned_by_user_id": hook.created_by,
        "namespace": hook.namespace or None,
    }


def hook_shown_anew(hook: Webhook, sight: Sight, count: int | None) -> dict[str, Any]:
    """A hook of v2.0; `count` of its triggers, None where it was not asked for."""
    place = sight.place
    counted = {} if count is None else {"trigger_count": count}
    return {
        "id": str(hook.id),
        "status": "active" if hook.active else "disabled",
        "payload_version": hook.payload,
        "namespace": hook.namespace or None,
        "destination_headers": sight.headers(hook),
        "destination_url": hook.destination_url,
        **counted,
        "company_id": str(place.company_id),
        "project_id": None if place.project_id is None else str(place.project_id),
        "created_at": seconds(as_read(hook.created_at)),
        "updated_at": seconds(as_read(hook.updated_at)),
    }


def trigger_shown(trigger: WebhookTrigger, place: HookPlace) -> dict[str, Any]:
    """A trigger of v1.0, whose word for the event is in capitals (procore.md §5)."""
    return {
        "id": trigger.id,
        "webhook_hook_id": trigger.webhook_id,
        "resource_name": BY_SUBJECT[trigger.subject].name,
        "resource_id": None,
        "event_type": trigger.event.upper(),
        "company_id": place.company_id if place.project_id is None else None,
        "project_id": place.project_id,
        "user_id": trigger.created_by,
    }


def trigger_shown_anew(trigger: WebhookTrigger, place: HookPlace) -> dict[str, Any]:
    """A trigger of v2.0."""
    return {
        "id": str(trigger.id),
        "webhook_hook_id": str(trigger.webhook_id),
        "resource_name": BY_SUBJECT[trigger.subject].name,
        "event_type": trigger.event,
        "company_id": str(place.company_id),
        "project_id": None if place.project_id is None else str(place.project_id),
    }


def delivery_shown(delivery: Delivery, scope: Scope) -> dict[str, Any]:
    """A delivery of v1.0: its last attempt. One that was given up untried has none."""
    last = delivery.attempts[-1] if delivery.attempts else None
    return {
        "event": payload("v2.0", delivery, scope),
        "event_id": delivery.id,
        "outcome": delivery.outcome,
        **_attempt(last),
    }


def delivery_shown_anew(hook: Webhook, delivery: Delivery, scope: Scope) -> dict[str, Any]:
    """A delivery of v2.0, with every attempt and the payload as the hook gets it."""
    outcome = delivery.outcome
    return {
        "id": str(delivery.id),
        "status": "enqueued" if outcome is None else STATUSES.get(outcome, outcome),
        "payload": payload(hook.payload, delivery, scope),
        "delivery_attempts": [_attempt(each) for each in delivery.attempts],
    }


def _attempt(attempt: Attempt | None) -> dict[str, Any]:
    if attempt is None:
        return dict.fromkeys(_ATTEMPT_KEYS)
    return {
        "response_body": attempt.body,
        "response_error": attempt.error,
        "response_status": attempt.status,
        "response_headers": attempt.headers,
        "started_at": instant(attempt.started_at),
        "completed_at": instant(attempt.completed_at),
    }


_ATTEMPT_KEYS = (
    *("response_body", "response_error", "response_status", "response_headers"),
    *("started_at", "completed_at"),
)

# -- for the reference ----------------------------------------------------------------------------

_TEXT: Mapping[str, Any] = {"type": "string"}
_WHOLE: Mapping[str, Any] = {"type": "integer"}
_AT: Mapping[str, Any] = {"type": "string", "format": "date-time"}


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {**schema, "type": [schema["type"], "null"]}


def _object(name: str, properties: Mapping[str, Any], *optional: str) -> Shape:
    required = [each for each in properties if each not in optional]
    return Shape(name, {"type": "object", "properties": dict(properties), "required": required})


_HEADERS = {"type": "object", "properties": {"Authorization": _or_null(_TEXT)}}
HOOK = _object(
    "WebhooksHook",
    {
        "id": _WHOLE,
        "api_version": _TEXT,
        "destination_headers": _HEADERS,
        "destination_url": _TEXT,
        "owned_by_company_id": _or_null(_WHOLE),
        "owned_by_project_id": _or_null(_WHOLE),
        "owned_by_user_id": _or_null(_WHOLE),
        "namespace": _or_null(_TEXT),
    },
)
HOOK_V2 = _object(
    "WebhooksHookV2",
    {
        "id": _TEXT,
        "status": {"type": "string", "enum": ["active", "disabled"]},
        "payload_version": _TEXT,
        "namespace": _or_null(_TEXT),
        "destination_headers": _HEADERS,
        "destination_url": _TEXT,
        "trigger_count": _WHOLE,
        "company_id": _TEXT,
        "project_id": _or_null(_TEXT),
        "created_at": _AT,
        "updated_at": _AT,
    },
    "trigger_count",
)
TRIGGER = _object(
    "WebhooksTrigger",
    {
        "id": _WHOLE,
        "webhook_hook_id": _WHOLE,
        "resource_name": _TEXT,
        "resource_id": _or_null(_WHOLE),
        "event_type": {"type": "string", "enum": ["CREATE", "UPDATE", "DELETE"]},
        "company_id": _or_null(_WHOLE),
        "project_id": _or_null(_WHOLE),
        "user_id": _or_null(_WHOLE),
    },
)
TRIGGER_V2 = _object(
    "WebhooksTriggerV2",
    {
        "id": _TEXT,
        "webhook_hook_id": _TEXT,
        "resource_name": _TEXT,
        "event_type": {"type": "string", "enum": ["create", "update", "delete"]},
        "company_id": _TEXT,
        "project_id": _or_null(_TEXT),
    },
)
_ATTEMPT_PROPERTIES: Mapping[str, Any] = {
    "response_body": _or_null(_TEXT),
    "response_error": _or_null(_TEXT),
    "response_status": _or_null(_WHOLE),
    "response_headers": _or_null({"type": "object"}),
    "started_at": _or_null(_AT),
    "completed_at": _or_null(_AT),
}
DELIVERY = _object(
    "WebhooksDelivery",
    {
        "event": {"type": "object"},
        "event_id": _WHOLE,
        "outcome": {"type": "string", "enum": ["ok", "retried", "failed", "discarded"]},
        **_ATTEMPT_PROPERTIES,
    },
)
DELIVERY_V2 = _object(
    "WebhooksDeliveryV2",
    {
        "id": _TEXT,
        "status": {
            "type": "string",
            "enum": ["delivered", "failed", "discarded", "enqueued", "retrying"],
        },
        "payload": {"type": "object"},
        "delivery_attempts": {
            "type": "array",
            "items": _object("WebhooksDeliveryAttempt", _ATTEMPT_PROPERTIES),
        },
    },
)
RESOURCE = _object(
    "WebhooksResource",
    {
        "name": _TEXT,
        "api_version": _TEXT,
        "product_category": _TEXT,
        "tools": _TEXT,
        "except": {"type": "array", "items": _TEXT},
        "create": _or_null(_TEXT),
        "update": _or_null(_TEXT),
        "delete": _or_null(_TEXT),
    },
)
RESOURCE_V2 = _object(
    "WebhooksResourceV2",
    {
        "category": _TEXT,
        "tool": _TEXT,
        "name": _TEXT,
        "payload_version": _TEXT,
        "actions": {"type": "array", "items": _TEXT},
    },
)


def several(shape: Shape) -> Shape:
    """A bare array of them."""
    return Shape(f"{shape.name}s", {"type": "array", "items": shape})
