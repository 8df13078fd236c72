"""Hooks: listing, showing, making, changing and deleting them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from changewright.core.errors import invalid
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.edge import bodies
from changewright.edge.bodies import Field, object_of, read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo, parse_whole_number
from changewright.work import webhooks
from changewright.work.unit import LedgerReader, Unit

from ..directory_rows import telling
from ..grammar import read_window
from ..reading import answer_json
from ..wire import INTEGER, is_v2
from ..writing import wrapped
from .place import HookPlace, deliveries_of, hook_place, reach_of, write
from .resources import VERSIONS, version_of
from .shapes import Sight, hook_shown, hook_shown_anew

OWNERS = (Field("company_id", "company_id", INTEGER), Field("project_id", "project_id", INTEGER))
STATUSES = ("active", "disabled")
_HEADERS = Field(
    "destination_headers",
    "headers",
    object_of(Field("Authorization", "authorization", bodies.TEXT, maximum=4096)),
)


def _common(version: str, *, is_required: bool) -> tuple[Field, ...]:
    """The fields of a hook; `version` is what its API calls the form of a payload."""
    return (
        Field(
            version,
            "payload",
            bodies.TEXT,
            maximum=20,
            required=True,
            nullable=False,
            description=f"One of {', '.join(VERSIONS)}.",
        ),
        Field(
            "namespace",
            "namespace",
            bodies.TEXT,
            maximum=100,
            required=is_required,
            nullable=not is_required,
            description="Keeps the hooks of one program apart: a to z, 0 to 9 and -.",
        ),
        Field(
            "destination_url",
            "destination_url",
            bodies.TEXT,
            maximum=2048,
            required=True,
            nullable=False,
        ),
        _HEADERS,
    )


FIELDS = _common("api_version", is_required=False)
CREATE_BODY = (*OWNERS, wrapped("hook", FIELDS, partial=False))
UPDATE_BODY = (*OWNERS, wrapped("hook", FIELDS, partial=True))
CREATE_BODY_V2 = _common("payload_version", is_required=True)
UPDATE_BODY_V2 = (
    *CREATE_BODY_V2,
    Field("status", "status", bodies.CHOICE, choices=STATUSES, nullable=False),
)


async def list_hooks(context: Context) -> Answer:
    """GET the hooks of a project or company, those of a namespace or version if one is named."""
    place = await hook_place(context)
    given = _given(context)
    newer = is_v2(context.scope["path"])
    payload = _asked_version(given, "payload_version" if newer else "api_version")
    async with place.reader(context) as read:
        hooks = await read.where(Webhook)
        counts = await _counts(read, hooks) if newer else {}
    wanted = [
        hook
        for hook in hooks
        if given.get("namespace", "*") in ("*", "", hook.namespace)
        and payload in (None, hook.payload)
    ]
    sight = await _sight(context, place, wanted)
    if not newer:
        return answer_json(context, [hook_shown(hook, sight) for hook in wanted])
    window = read_window({name: [value] for name, value in given.items()}, is_v2=True)
    shown = wanted[window.offset : window.offset + window.per_page]
    is_counted = given.get("include_trigger_count", "").lower() in ("true", "1")
    rows = [hook_shown_anew(hook, sight, counts[hook.id] if is_counted else None) for hook in shown]
    return answer_json(context, rows, total=len(wanted))


async def show_hook(context: Context) -> Answer:
    """GET one hook."""
    place = await hook_place(context)
    async with place.reader(context) as read:
        hook = await webhooks.find(read, parse_whole_number(context.path["id"]))
        counts = await _counts(read, [hook])
    sight = await _sight(context, place, [hook])
    return answer_json(context, hook_shown_anew(hook, sight, counts[hook.id]))


async def create_hook(context: Context) -> Answer:
    """POST a hook."""
    fields = CREATE_BODY_V2 if is_v2(context.scope["path"]) else CREATE_BODY
    given = read_fields(await context.json(), fields)
    place = await hook_place(context, given)
    words = _words(context)
    with telling(words):
        values = {"namespace": "", **_values(given)}

    async def decide(unit: Unit) -> tuple[Any, None]:
        with telling(words):
            hook = await webhooks.create(unit, values, reach_of(context))
        return _told(context, place, hook, values.get("authorization"), 0), None

    return await write(context, place, decide)


async def update_hook(context: Context) -> Answer:
    """PATCH a hook."""
    newer = is_v2(context.scope["path"])
    body = await context.json()
    fields = UPDATE_BODY_V2 if newer else UPDATE_BODY
    given = read_fields(body, fields, partial=newer)
    place = await hook_place(context, given)
    words = _words(context)
    with telling(words):
        values = _values(given)

    async def decide(unit: Unit) -> tuple[Any, None]:
        hook = await webhooks.find(unit.read, parse_whole_number(context.path["id"]))
        with telling(words):
            hook = await webhooks.edit(unit, hook, values, reach_of(context))
        count = (await _counts(unit.read, [hook]))[hook.id]
        secret = await webhooks.authorization_of(unit, hook)
        return _told(context, place, hook, secret, count), None

    return await write(context, place, decide)


async def delete_hook(context: Context) -> Answer:
    """DELETE a hook, with its triggers."""
    place = await hook_place(context)

    async def decide(unit: Unit) -> tuple[None, None]:
        hook = await webhooks.find(unit.read, parse_whole_number(context.path["id"]))
        await webhooks.remove(unit, hook)
        return None, None

    return await write(context, place, decide)


def _words(context: Context) -> tuple[Field, ...]:
    """The fields of the hook itself, for what is refused to name them."""
    return CREATE_BODY_V2 if is_v2(context.scope["path"]) else FIELDS


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    """The hook's columns, out of a body of either version. Raises `Invalid`."""
    values = dict(given.get("values", given))
    values.pop("company_id", None)
    values.pop("project_id", None)
    headers = values.pop("headers", None)
    if headers is not None and "authorization" in headers:
        values["authorization"] = headers["authorization"] or None
    if "payload" in values:
        values["payload"] = known_version(values["payload"], "payload")
    if "namespace" in values:
        values["namespace"] = values["namespace"] or ""
    status = values.pop("status", None)
    if status is not None:
        values["active"] = status == "active"
    return values


def known_version(text: str, field: str) -> str:
    """The form of a payload. Raises `Invalid` naming the field."""
    found = version_of(text)
    if found is None:
        raise invalid(field, "choice", f"there is no version {echo(text)}: {', '.join(VERSIONS)}")
    return found


def _asked_version(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name, "").strip()
    return known_version(text, name) if text else None


def _told(
    context: Context, place: HookPlace, hook: Webhook, secret: str | None, count: int
) -> dict[str, Any]:
    secrets = {} if secret is None else {hook.id: secret}
    sight = Sight(place, context.person.id, secrets)
    if is_v2(context.scope["path"]):
        return hook_shown_anew(hook, sight, count)
    return hook_shown(hook, sight)


async def _sight(context: Context, place: HookPlace, hooks: list[Webhook]) -> Sight:
    ids = [hook.id for hook in hooks]
    secrets = await deliveries_of(context).authorizations(place.container_id, ids)
    return Sight(place, context.person.id, secrets)


async def _counts(read: LedgerReader, hooks: list[Webhook]) -> Counter[int]:
    ids = [hook.id for hook in hooks]
    found = await read.where(WebhookTrigger, webhook_id=ids) if ids else []
    return Counter(trigger.webhook_id for trigger in found)


def _given(context: Context) -> dict[str, str]:
    """The query; the last of a name counts."""
    return dict(context.query)
