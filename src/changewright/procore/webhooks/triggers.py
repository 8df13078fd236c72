"""Triggers: what a hook is told of, one at a time and many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from changewright.core.errors import Invalid, Problem, Refusal, TooLarge, invalid
from changewright.core.records_webhooks import Webhook, WebhookTrigger
from changewright.edge import bodies, body_values
from changewright.edge.bodies import Field, read_fields
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo, parse_whole_number
from changewright.work import webhooks
from changewright.work.unit import Unit

from ..errors import CODES, PARTLY, element_errors, sentence_of, status_of
from ..grammar import read_window
from ..reading import answer_json
from ..wire import is_v2
from ..writing import wrapped
from .hooks import OWNERS, known_version
from .place import HookPlace, hook_place, write
from .resources import resources_of
from .shapes import trigger_shown, trigger_shown_anew

BULK_MAXIMUM = 500
"""Triggers of one request (procore.md §5)."""
FIELDS = (
    Field("resource_name", "name", bodies.TEXT, maximum=255, required=True, nullable=False),
    Field(
        "event_type",
        "event",
        bodies.TEXT,
        maximum=20,
        required=True,
        nullable=False,
        description="create, update or delete, in small letters or capitals.",
    ),
)
VERSION = Field("api_version", "payload", bodies.TEXT, maximum=20, required=True, nullable=False)
CREATE_BODY = (*OWNERS, VERSION, wrapped("trigger", FIELDS, partial=False))
_MANY = Field("triggers", "triggers", bodies.JSON_LIST, required=True, nullable=False)
BULK_CREATE_BODY = (*OWNERS, VERSION, _MANY)
BULK_DELETE_BODY = (*OWNERS, _MANY)


async def list_triggers(context: Context) -> Answer:
    """GET the triggers of a hook."""
    place = await hook_place(context)
    async with place.reader(context) as read:
        hook = await webhooks.find(read, _hook_id(context))
        found = await read.where(WebhookTrigger, webhook_id=hook.id)
    if not is_v2(context.scope["path"]):
        return answer_json(context, [trigger_shown(each, place) for each in found])
    window = read_window({name: [value] for name, value in context.query}, is_v2=True)
    shown = found[window.offset : window.offset + window.per_page]
    rows = [trigger_shown_anew(each, place) for each in shown]
    return answer_json(context, rows, total=len(found))


async def create_trigger(context: Context) -> Answer:
    """POST a trigger. Raises `Invalid` for what this server never tells of, `Taken` for the same
    again."""
    newer = is_v2(context.scope["path"])
    given = read_fields(await context.json(), FIELDS if newer else CREATE_BODY)
    place = await hook_place(context, given)
    values = given if newer else given["values"]

    async def decide(unit: Unit) -> tuple[Any, None]:
        hook = await webhooks.find(unit.read, _hook_id(context))
        _check_version(hook, given)
        return _shown(context, place, await _add(unit, place, hook, values)), None

    return await write(context, place, decide)


async def delete_trigger(context: Context) -> Answer:
    """DELETE a trigger."""
    place = await hook_place(context)

    async def decide(unit: Unit) -> tuple[None, None]:
        hook = await webhooks.find(unit.read, _hook_id(context))
        trigger_id = parse_whole_number(context.path["id"])
        unit.delete(await webhooks.find_trigger(unit.read, hook, trigger_id))
        return None, None

    return await write(context, place, decide)


async def create_triggers(context: Context) -> Answer:
    """POST many triggers: those that can be made are, and the others told beside them (207)."""
    wanted, given, place = await _many(context, BULK_CREATE_BODY)
    newer = is_v2(context.scope["path"])

    async def decide(unit: Unit) -> tuple[Any, int | None]:
        hook = await webhooks.find(unit.read, _hook_id(context))
        _check_version(hook, given)
        made, failed = [], []
        for each in wanted:
            try:
                with unit.attempt():
                    if not isinstance(each, dict):
                        raise invalid("trigger", "type", "a trigger must be an object")
                    values = read_fields(each, FIELDS)
                    made.append(_shown(context, place, await _add(unit, place, hook, values)))
            except Refusal as refusal:
                failed.append(_failed(refusal, each))
        if newer:
            return ({"succeeded": made, "failed": failed}, PARTLY) if failed else (made, None)
        return _several(made, failed)

    return await write(context, place, decide)


async def delete_triggers(context: Context) -> Answer:
    """DELETE many triggers by their ids, in the same way."""
    wanted, _, place = await _many(context, BULK_DELETE_BODY)
    newer = is_v2(context.scope["path"])

    async def decide(unit: Unit) -> tuple[Any, int | None]:
        hook = await webhooks.find(unit.read, _hook_id(context))
        done: list[Any] = []
        failed: list[Any] = []
        for each in wanted:
            trigger_id = parse_whole_number(str(each)) if isinstance(each, (int, str)) else None
            try:
                unit.delete(await webhooks.find_trigger(unit.read, hook, trigger_id))
                done.append(each)
            except Refusal as refusal:
                told = {"code": CODES[status_of(refusal)], "message": sentence_of(refusal)}
                failed.append({**told, "trigger": body_values.plain(each)})
        if newer:
            told_all = {"succeeded": done} | ({"failed": failed} if failed else {})
            return told_all, PARTLY if failed else None
        return _several(done, failed)

    return await write(context, place, decide)


def _several(done: Sequence[Any], failed: Sequence[Any]) -> tuple[Any, int | None]:
    """v1.0's answer to many."""
    if failed:
        return {"success": done, "failed": failed}, PARTLY
    return {"success": done}, None


async def _many(
    context: Context, fields: tuple[Field, ...]
) -> tuple[list[Any], Mapping[str, Any], HookPlace]:
    """The elements of a bulk request: under v2.0 the body itself. Raises `TooLarge`."""
    body = await context.json()
    if is_v2(context.scope["path"]):
        given: Mapping[str, Any] = {}
        wanted = body
        if not isinstance(body, list):
            raise invalid("body", "type", "the body must be an array")
    else:
        given = read_fields(body, fields)
        wanted = list(given["triggers"])
    if len(wanted) > BULK_MAXIMUM:
        raise TooLarge(f"There are {len(wanted)} triggers; at most {BULK_MAXIMUM} go at once.")
    return wanted, given, await hook_place(context, given)


def _failed(refusal: Refusal, sent: Any) -> dict[str, Any]:
    name = sent.get("resource_name") if isinstance(sent, dict) else None
    told = {field: "; ".join(texts) for field, texts in element_errors(refusal).items()}
    return {
        "code": CODES[status_of(refusal)],
        "message": sentence_of(refusal),
        "trigger": {"resource_name": body_values.plain(name)},
        "errors": told,
    }


async def _add(
    unit: Unit, place: HookPlace, hook: Webhook, values: Mapping[str, Any]
) -> WebhookTrigger:
    """A trigger by the vendor's words. Raises `Invalid` naming the one that is none."""
    offered = {each.name: each for each in resources_of(place.project_id is not None)}
    resource = offered.get(values["name"])
    if resource is None:
        detail = f"there is no resource {echo(values['name'])} here"
        raise Invalid(detail, Problem("resource_name", "choice", detail))
    event = values["event"].strip().lower()
    if event not in resource.events:
        detail = f"{resource.name} know {', '.join(resource.events)}, not {echo(values['event'])}"
        raise Invalid(detail, Problem("event_type", "choice", detail))
    return await webhooks.add_trigger(unit, hook, resource.subject, event)


def _check_version(hook: Webhook, given: Mapping[str, Any]) -> None:
    """A trigger of v1.0 names the version of its hook. Raises `Invalid` for another."""
    if "payload" in given and known_version(given["payload"], "api_version") != hook.payload:
        raise invalid("api_version", "rule", f"api_version is not the hook's, {hook.payload}")


def _hook_id(context: Context) -> int | None:
    return parse_whole_number(context.path["hook_id"])


def _shown(context: Context, place: HookPlace, trigger: WebhookTrigger) -> dict[str, Any]:
    newer = is_v2(context.scope["path"])
    return trigger_shown_anew(trigger, place) if newer else trigger_shown(trigger, place)
