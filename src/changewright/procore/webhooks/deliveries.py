"""What became of what a hook was told, and what it can be told of at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import msgspec

from changewright.core.errors import invalid
from changewright.core.occurrences import EVENTS
from changewright.edge.context import Answer, Context
from changewright.edge.values import echo, parse_day, parse_whole_number
from changewright.work import webhooks
from changewright.work.deliveries import Asked

from ..grammar import one_id, read_window
from ..reading import answer_json
from ..wire import is_v2
from .hooks import known_version
from .payloads import Scope
from .place import deliveries_of, hook_place
from .resources import BY_NAME, VERSIONS, resources_of, short_version, shown, shown_anew
from .shapes import delivery_shown, delivery_shown_anew

FAILING = ("retried", "failed")
STATUSES: Mapping[str, Asked] = {
    "any": Asked(outcomes=("ok", *FAILING, "discarded")),
    "successful": Asked(outcomes=("ok",)),
    "failing": Asked(outcomes=FAILING),
    "discarded": Asked(outcomes=("discarded",)),
}
"""v1.0's words of `filter[status]`. What nobody has tried yet has no outcome and is in no list."""
STATUSES_V2: Mapping[str, Asked] = {
    "succeeded": Asked(outcomes=("ok",)),
    "delivered": Asked(outcomes=("ok",)),
    "failed": Asked(outcomes=("failed",)),
    "discarded": Asked(outcomes=("discarded",)),
    "enqueued": Asked(outcomes=("",)),
    "retrying": Asked(outcomes=("retried",)),
}
FILTER = ("filter[{}]", "filters[{}]")
"""Both spellings are documented (procore.md §5)."""


async def list_deliveries(context: Context) -> Answer:
    """GET the deliveries of a hook, newest first. Raises `Invalid` naming a filter."""
    place = await hook_place(context)
    newer = is_v2(context.scope["path"])
    asked = _asked_anew(context) if newer else _asked(context)
    given = {name: [value] for name, value in context.query}
    if not newer:
        given = {"per_page": given.get("page_size", [])}
    window = read_window(given, is_v2=newer)
    async with place.reader(context) as read:
        hook = await webhooks.find(read, parse_whole_number(context.path["hook_id"]))
    key = place.container_id, hook.id
    limit = min(window.per_page, PAGE_MAXIMUM)
    offset = (window.page - 1) * limit
    found, total = await deliveries_of(context).page(key, asked, limit, offset)
    scope = Scope(context.services.directory, place.container_id)
    if newer:
        rows = [delivery_shown_anew(hook, each, scope) for each in found]
        return answer_json(context, rows, total=total)
    return answer_json(context, [delivery_shown(each, scope) for each in found])


def _asked(context: Context) -> Asked:
    """v1.0's page begins behind a delivery, the last of the page before (the vendor's client)."""
    behind = one_id(context.query, "page_start")
    return msgspec.structs.replace(_status(context, STATUSES, "any"), behind=behind)


PAGE_MAXIMUM = 500


def _asked_anew(context: Context) -> Asked:
    resource, event = _word(context, "resource_name"), _word(context, "event_type")
    if event and event.lower() not in EVENTS:
        raise invalid(
            "filter[event_type]", "choice", f"there is no event {echo(event)}: {', '.join(EVENTS)}"
        )
    subjects: tuple[str, ...] | None = None
    if resource:
        # A name that is none here is in no delivery.
        subjects = (BY_NAME[resource].subject,) if resource in BY_NAME else ()
    end = _day(context, "end")
    of_status = _status(context, STATUSES_V2, "")
    return Asked(
        outcomes=of_status.outcomes,
        subjects=subjects,
        event=event.lower() or None,
        since=_day(context, "start"),
        until=None if end is None else end + timedelta(days=1),
    )


def _status(context: Context, words: Mapping[str, Asked], default: str) -> Asked:
    word = _word(context, "status") or default
    if not word:
        return Asked()
    if word not in words:
        raise invalid(
            "filter[status]", "choice", f"there is no status {echo(word)}: {', '.join(words)}"
        )
    return words[word]


def _day(context: Context, name: str) -> datetime | None:
    text = _word(context, name)
    if not text:
        return None
    day = parse_day(text)
    if day is None:
        raise invalid(f"filter[{name}]", "format", f"{echo(text)} is not a date")
    return datetime.combine(day, time(), UTC)


def _word(context: Context, name: str) -> str:
    spelled = [each.format(name) for each in FILTER]
    return next((value.strip() for key, value in reversed(context.query) if key in spelled), "")


async def list_versions(context: Context) -> Answer:
    """GET the versions of payloads."""
    await hook_place(context)
    return answer_json(context, list(VERSIONS))


async def list_resources(context: Context) -> Answer:
    """GET what hooks can be told of. Under v2.0 for one version, which must be named."""
    place = await hook_place(context)
    offered = resources_of(place.project_id is not None)
    given: dict[str, Any] = dict(context.query)
    if not is_v2(context.scope["path"]):
        version = short_version(known_version(given.get("api_version") or "v2", "api_version"))
        return answer_json(context, [shown(each, version) for each in offered])
    if not given.get("payload_version"):
        raise invalid("payload_version", "missing", "payload_version is required")
    payload = known_version(given["payload_version"], "payload_version")
    window = read_window({name: [value] for name, value in given.items()}, is_v2=True)
    page = offered[window.offset : window.offset + window.per_page]
    rows = [shown_anew(each, payload) for each in page]
    return answer_json(context, rows, total=len(offered))
