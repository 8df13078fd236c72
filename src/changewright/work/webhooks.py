"""Hooks and their triggers: made, changed and taken away, by who configures the project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from changewright.core.destinations import DestinationError, Reach
from changewright.core.errors import Conflict, NotFound, Problem, Taken, invalid
from changewright.core.occurrences import EVENTS, SUBJECT
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.store import deliveries

from .unit import LedgerReader, Unit

HOOKS_MAXIMUM = 100
NAMESPACE = re.compile(r"[a-z0-9-]{1,100}\Z")
AUTHORIZATION_LENGTH_MAXIMUM = 4096
_HEADER = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?\Z")


async def create(unit: Unit, values: Mapping[str, Any], reach: Reach) -> Webhook:
    """A new hook: `namespace`, `destination_url`, `payload`, and maybe `authorization`.

    Raises `Invalid` naming one of them, `Conflict` where the project has as many as it may.
    """
    _check(values, reach)
    if len(await unit.read.where(Webhook)) >= HOOKS_MAXIMUM:
        raise Conflict(f"There are {HOOKS_MAXIMUM} hooks here already, which is the most.")
    fields = {name: value for name, value in values.items() if name != "authorization"}
    hook = unit.new(Webhook, **fields)
    await _keep_authorization(unit, hook, values.get("authorization"))
    return hook


async def edit(unit: Unit, hook: Webhook, values: Mapping[str, Any], reach: Reach) -> Webhook:
    """Change a hook; whatever it failed at before, it is tried anew. Raises `Invalid` as above."""
    _check(values, reach)
    fields = {name: value for name, value in values.items() if name != "authorization"}
    after = unit.change(hook, "updated", **fields)
    if "authorization" in values:
        await _keep_authorization(unit, hook, values["authorization"])
        after = unit.touch(after, "authorized")
    if after != hook:
        await deliveries.revive(unit.connection, unit.container_id, hook.id)
    return after


async def remove(unit: Unit, hook: Webhook) -> None:
    """Delete a hook with its triggers, and its secret at once."""
    await _keep_authorization(unit, hook, None)
    unit.delete(hook)


async def find(read: LedgerReader, hook_id: int | None) -> Webhook:
    """Raises `NotFound`."""
    hook = None if hook_id is None else await read.get(Webhook, hook_id)
    if hook is None:
        raise NotFound("There is no webhook with this id here.")
    return hook


async def add_trigger(unit: Unit, hook: Webhook, subject: str, event: str) -> WebhookTrigger:
    """Let a hook be told of an event. Raises `Taken` where it is already."""
    if subject not in SUBJECT or event not in EVENTS:
        raise ValueError(f"nothing is {event} of {subject}")
    same: dict[str, Any] = {"webhook_id": hook.id, "subject": subject, "event": event}
    if await unit.read.where(WebhookTrigger, **same):
        detail = "This hook has the same trigger already."
        raise Taken(detail, Problem("resource_name", "rule", detail))
    return unit.new(WebhookTrigger, **same)


async def find_trigger(read: LedgerReader, hook: Webhook, trigger_id: int | None) -> WebhookTrigger:
    """Raises `NotFound`."""
    found = None if trigger_id is None else await read.get(WebhookTrigger, trigger_id)
    if found is None or found.webhook_id != hook.id:
        raise NotFound("There is no trigger with this id at this hook.")
    return found


async def authorization_of(unit: Unit, hook: Webhook) -> str | None:
    """What a hook sends along, as the unit leaves it."""
    found = await deliveries.read_authorizations(unit.connection, unit.container_id, [hook.id])
    return found.get(hook.id)


async def _keep_authorization(unit: Unit, hook: Webhook, value: str | None) -> None:
    await deliveries.write_authorization(unit.connection, unit.container_id, hook.id, value)


def _check(values: Mapping[str, Any], reach: Reach) -> None:
    namespace, url = values.get("namespace"), values.get("destination_url")
    # A hook of before namespaces were asked for has none.
    if namespace and not NAMESPACE.match(namespace):
        raise invalid(
            "namespace", "format", "namespace has other characters than a to z, 0 to 9 and -"
        )
    if url is not None:
        try:
            reach.destination(url)
        except DestinationError as error:
            raise invalid("destination_url", "format", f"destination_url {error}") from error
    authorization = values.get("authorization")
    if authorization is None:
        return
    if len(authorization) > AUTHORIZATION_LENGTH_MAXIMUM:
        raise invalid(
            "Authorization",
            "length",
            f"Authorization has more than {AUTHORIZATION_LENGTH_MAXIMUM} characters",
        )
    if not _HEADER.match(authorization):
        raise invalid("Authorization", "format", "Authorization cannot stand in a header")
