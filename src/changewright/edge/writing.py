"""What every door's writing shares: one request is one unit of work, and its answer part of it.

The answer is rendered from what the unit holds before the commit, so a repeat under the same
idempotency key gets the very same bytes, even after a crash.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

import msgspec

from changewright.core.errors import OutcomeDiffers, Refusal, invalid
from changewright.work.markup_sets import follow
from changewright.work.unit import Actor, Idempotency, Unit

from .context import Context
from .reply import JSON_MEDIA, Reply

IDEMPOTENCY_HEADERS = ("idempotency-key", "idempotency-token")
"""Every door takes both names; of two that are sent the first here counts."""
IDEMPOTENCY_KEY_MAXIMUM = 255
EACH_DONE = 200
"""What is kept with the outcome of one of many, which is part of an answer of 200."""


class Written(msgspec.Struct):
    """What a unit leaves to answer with. `tag` is the record's ETag, where it is one record."""

    body: bytes = b""
    tag: bytes | None = None


Decide = Callable[[Unit], Awaitable[Written]]


async def write(
    context: Context,
    decide: Decide,
    *,
    container_id: int,
    actor: Actor,
    repeatable: Collection[str] = ("POST",),
    key_headers: Sequence[str] = IDEMPOTENCY_HEADERS,
    media: bytes = JSON_MEDIA,
) -> Reply:
    """Run one unit for this request and answer with what it rendered, under the row's status.

    With an idempotency key, on the methods that are `repeatable`, a repeat gets the first answer.
    Raises what `decide` raises.
    """
    status = context.endpoint.route.status

    async def run(unit: Unit) -> Any:
        written = await decide(unit)
        await settled(unit)
        headers = {} if written.tag is None else {"etag": written.tag.decode("ascii")}
        return unit.outcome(status, headers, written.body)

    idempotency = await idempotency_of(context, repeatable, key_headers)
    outcome = await context.services.ledger.run(container_id, actor, run, idempotency=idempotency)
    headers = tuple((name.encode(), text.encode()) for name, text in outcome.headers.items())
    return Reply(outcome.body, outcome.status, headers, media)


async def settled(unit: Unit) -> None:
    """Let everything follow from what the unit has put, before its answer is rendered: the answer
    shows what a read behind the commit shows."""
    await follow(unit)
    await unit.settle()


async def write_each(
    context: Context,
    decides: Sequence[Decide],
    *,
    container_id: int,
    actor: Actor,
) -> list[bytes | Refusal]:
    """Run a unit for each, one after another, whatever became of those before: what each rendered,
    or its refusal. With an idempotency key a repeat gets the first outcomes of those that were
    done, and tries the others again.

    Raises `OutcomeDiffers` where the key came with another request.
    """
    whole = await idempotency_of(context)
    found: list[bytes | Refusal] = []
    for place, decide in enumerate(decides):
        own = None if whole is None else Idempotency(f"{whole.key}#{place}", whole.digest)
        try:
            outcome = await context.services.ledger.run(
                container_id, actor, _of_one(decide), idempotency=own
            )
        except OutcomeDiffers:
            raise
        except Refusal as refusal:
            found.append(refusal)
        else:
            found.append(outcome.body)
    return found


def _of_one(decide: Decide) -> Callable[[Unit], Awaitable[Any]]:
    async def run(unit: Unit) -> Any:
        written = await decide(unit)
        await settled(unit)
        return unit.outcome(EACH_DONE, {}, written.body)

    return run


async def idempotency_of(
    context: Context,
    repeatable: Collection[str] = ("POST",),
    key_headers: Sequence[str] = IDEMPOTENCY_HEADERS,
) -> Idempotency | None:
    """The request's key, if its client sent one with a method that takes it. Raises `Invalid`."""
    if context.method not in repeatable:
        return None
    for name in key_headers:
        key = context.header(name)
        if key is not None:
            if not 0 < len(key) <= IDEMPOTENCY_KEY_MAXIMUM:
                raise invalid(name, "length", f"{name} must have 1 to 255 characters")
            return Idempotency(key, await context.body_digest())
    return None
