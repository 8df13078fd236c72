"""Deliveries: what hooks have to be told, and how the telling goes.

A delivery is written by the unit of work that it tells of, in the same transaction; from then on it
is no part of the ledger, and the sender (`outbound`) writes into it without a unit: no revision, no
entry. A hook's queue is a row of its own, with the secret that the hook sends along and how it has
gone so far. One process at a time serves a queue: it holds a lease, which runs out by itself.

Every statement takes the container first, but `READ_DUE` and `READ_QUEUES`, which ask all of them
at once and are joined by container.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from .wire import Connection, Step, array, text, wire_of

DUE_MAXIMUM = 1000
QUEUES_AT_ONCE = 1000

INSERT_DELIVERIES = b"""
INSERT INTO delivery (container_id, revision, created_at, id, uuid, webhook_id, trigger_id,
    sequence, subject, record_id, event, parent_id, pending, attempts)
SELECT $1::bigint, $2::bigint, $3::timestamptz, d.id, d.uuid, d.webhook_id, d.trigger_id,
    d.sequence, d.subject, d.record_id, d.event, d.parent_id, true, '[]'
FROM unnest($4::bigint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::integer[], $9::text[],
    $10::bigint[], $11::text[], $12::bigint[])
    AS d (id, uuid, webhook_id, trigger_id, sequence, subject, record_id, event, parent_id)
"""
NEXT_MOMENT = b"SELECT nextval('record_id'), date_trunc('milliseconds', clock_timestamp())"
WRITE_QUEUE = b"""
INSERT INTO webhook_queue (container_id, webhook_id, authorization_header, failures)
VALUES ($1, $2, $3, 0)
ON CONFLICT (container_id, webhook_id)
DO UPDATE SET authorization_header = EXCLUDED.authorization_header
"""
REVIVE_QUEUE = b"""
UPDATE webhook_queue SET failing_since = NULL, failures = 0, next_at = NULL
WHERE container_id = $1 AND webhook_id = $2
"""
READ_AUTHORIZATIONS = b"""
SELECT webhook_id, authorization_header FROM webhook_queue
WHERE container_id = $1 AND webhook_id = ANY($2::bigint[])
"""

READ_DUE = b"""
SELECT q.container_id, q.webhook_id FROM webhook_queue q
WHERE (q.next_at IS NULL OR q.next_at <= $1::timestamptz)
  AND (q.leased_until IS NULL OR q.leased_until <= $1::timestamptz)
  AND EXISTS (
      SELECT 1 FROM delivery d
      WHERE d.container_id = q.container_id AND d.webhook_id = q.webhook_id AND d.pending
  )
LIMIT $2
"""
READ_QUEUES = b"""
SELECT container_id, webhook_id FROM webhook_queue
WHERE (container_id, webhook_id) > ($1::bigint, $2::bigint)
ORDER BY container_id, webhook_id LIMIT $3
"""
CLAIM_QUEUE = b"""
UPDATE webhook_queue SET leased_until = $4::timestamptz, leased_by = $5
WHERE container_id = $1 AND webhook_id = $2
  AND (next_at IS NULL OR next_at <= $3::timestamptz)
  AND (leased_until IS NULL OR leased_until <= $3::timestamptz OR leased_by = $5)
RETURNING authorization_header, failures, failing_since
"""
KEEP_QUEUE = b"""
UPDATE webhook_queue
SET leased_until = $4::timestamptz, failing_since = $5, failures = $6, next_at = $7
WHERE container_id = $1 AND webhook_id = $2 AND leased_by = $3
"""
RELEASE_QUEUE = b"""
UPDATE webhook_queue SET leased_until = NULL, leased_by = NULL
WHERE container_id = $1 AND webhook_id = $2 AND leased_by = $3
"""

_OF_DELIVERY = """
d.id, d.uuid, d.webhook_id, d.created_at, d.subject, d.record_id, d.event, d.parent_id, d.pending,
d.outcome, d.attempts, j.actor_id, j.client_id, j.request_id
"""
_WITH_ENTRY = """
FROM delivery d LEFT JOIN journal j ON j.container_id = d.container_id
    AND j.revision = d.revision AND j.sequence = d.sequence
"""
READ_PENDING = f"""
SELECT {_OF_DELIVERY} {_WITH_ENTRY}
WHERE d.container_id = $1 AND d.webhook_id = $2 AND d.pending
ORDER BY d.created_at, d.sequence, d.id LIMIT $3
""".encode()
_LISTED = """
WHERE d.container_id = $1 AND d.webhook_id = $2
  AND ($3::boolean IS NULL OR d.pending = $3)
  AND ($4::text[] IS NULL OR COALESCE(d.outcome, '') = ANY($4))
  AND ($5::text[] IS NULL OR d.subject = ANY($5))
  AND ($6::text IS NULL OR d.event = $6)
  AND ($7::timestamptz IS NULL OR d.created_at >= $7)
  AND ($8::timestamptz IS NULL OR d.created_at < $8)
  AND ($9::bigint IS NULL OR (d.created_at, d.sequence, d.id) < (
      SELECT p.created_at, p.sequence, p.id FROM delivery p
      WHERE p.container_id = $1 AND p.id = $9
  ))
"""
READ_PAGE = f"""
SELECT {_OF_DELIVERY} {_WITH_ENTRY} {_LISTED}
ORDER BY d.created_at DESC, d.sequence DESC, d.id DESC LIMIT $10 OFFSET $11
""".encode()
COUNT_PAGE = f"SELECT count(*) FROM delivery d {_LISTED}".encode()
WRITE_ATTEMPT = b"""
UPDATE delivery SET pending = $3::boolean, outcome = $4, attempts = attempts || $5::jsonb
WHERE container_id = $1 AND id = $2
"""
CLOSE_PENDING = b"""
UPDATE delivery SET pending = false, outcome = $3
WHERE container_id = $1 AND webhook_id = $2 AND pending AND created_at <= $4::timestamptz
RETURNING id
"""
PURGE_DELIVERIES = b"""
DELETE FROM delivery
WHERE container_id = $1 AND webhook_id = $2 AND created_at < $3::timestamptz
RETURNING id
"""


class NewDelivery(msgspec.Struct, frozen=True):
    """A delivery as a unit writes it. `sequence`: the journal entry of the revision it tells."""

    id: int
    uuid: UUID
    webhook_id: int
    trigger_id: int
    sequence: int
    subject: str
    record_id: int
    event: str
    parent_id: int | None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One try to deliver. `status` None: nobody answered, and `error` says why."""

    started_at: datetime
    completed_at: datetime
    status: int | None = None
    headers: dict[str, str] = {}
    body: str = ""
    error: str | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as it stands. `pending`: it will be tried, again where it was; `outcome` is ok,
    retried (its last attempt failed and another follows), failed, discarded, or None before the
    first attempt. Actor, client and request are of the journal's entry."""

    id: int
    uuid: UUID
    webhook_id: int
    created_at: datetime
    subject: str
    record_id: int
    event: str
    parent_id: int | None
    pending: bool
    outcome: str | None
    attempts: tuple[Attempt, ...]
    actor_id: int | None
    client_id: str | None
    request_id: str | None


class Queue(msgspec.Struct, frozen=True):
    """How a hook's destination has been doing, and what is sent to prove who sends."""

    authorization: str | None
    failures: int
    failing_since: datetime | None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries of a hook a list shows; what is None is not asked. `behind`: those that are
    older than this delivery."""

    pending: bool | None = None
    outcomes: tuple[str, ...] | None = None
    subjects: tuple[str, ...] | None = None
    event: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    behind: int | None = None


def insert_step(
    container_id: int, revision: int, at: datetime, rows: Sequence[NewDelivery]
) -> Step:
    """All deliveries of a unit in one statement."""
    names = NewDelivery.__struct_fields__
    return (
        INSERT_DELIVERIES,
        (
            *(text(container_id), text(revision), text(at)),
            *(array([getattr(row, name) for row in rows]) for name in names),
        ),
    )


async def insert(
    connection: Connection,
    container_id: int,
    revision: int,
    at: datetime,
    rows: Sequence[NewDelivery],
) -> None:
    """Deliveries that no unit writes, in the open transaction."""
    await wire_of(connection).run((insert_step(container_id, revision, at, rows),))


async def next_moment(connection: Connection) -> tuple[int, datetime]:
    """The first of a block of ids (`tables.ID_BLOCK`), and the database's time."""
    rows = await wire_of(connection).rows(NEXT_MOMENT, (), tuple)
    return rows[0][0], rows[0][1]


async def write_authorization(
    connection: Connection, container_id: int, webhook_id: int, value: str | None
) -> None:
    """Keep what a hook sends along, in the open transaction; makes its queue where it has none."""
    parameters = (text(container_id), text(webhook_id), text(value))
    await wire_of(connection).run(((WRITE_QUEUE, parameters),))


async def revive(connection: Connection, container_id: int, webhook_id: int) -> None:
    """Forget a queue's failures, so that it is tried at once."""
    await wire_of(connection).run(((REVIVE_QUEUE, (text(container_id), text(webhook_id))),))


async def read_authorizations(
    connection: Connection, container_id: int, webhook_ids: Sequence[int]
) -> dict[int, str | None]:
    """What these hooks send along."""
    parameters = (text(container_id), array(webhook_ids))
    return dict(await wire_of(connection).rows(READ_AUTHORIZATIONS, parameters, tuple))


async def read_due(connection: Connection, now: datetime) -> list[tuple[int, int]]:
    """The queues, as (container, hook), that have something to tell and may, of all containers."""
    parameters = (text(now), text(DUE_MAXIMUM))
    return await wire_of(connection).rows(READ_DUE, parameters, _pair)


async def read_queues(connection: Connection, after: tuple[int, int]) -> list[tuple[int, int]]:
    """Some queues behind one, in the order of their keys."""
    parameters = (text(after[0]), text(after[1]), text(QUEUES_AT_ONCE))
    return await wire_of(connection).rows(READ_QUEUES, parameters, _pair)


async def claim_queue(
    connection: Connection, key: tuple[int, int], now: datetime, until: datetime, by: UUID
) -> Queue | None:
    """Take a queue for a while; None where another process has it, or it is not due."""
    parameters = (*_key(key), text(now), text(until), text(by))
    rows = await wire_of(connection).rows(CLAIM_QUEUE, parameters, tuple)
    return Queue(*rows[0]) if rows else None


async def read_pending(connection: Connection, key: tuple[int, int], limit: int) -> list[Delivery]:
    """What a queue has to tell next, in the order in which it happened."""
    return await wire_of(connection).rows(READ_PENDING, (*_key(key), text(limit)), _delivery)


async def read_page(
    connection: Connection, key: tuple[int, int], asked: Asked, limit: int, offset: int
) -> tuple[list[Delivery], int]:
    """A page of a hook's deliveries, newest first, and how many there are."""
    conditions = tuple(text(getattr(asked, name)) for name in Asked.__struct_fields__)
    wire = wire_of(connection)
    results = await wire.run(
        (
            (READ_PAGE, (*_key(key), *conditions, text(limit), text(offset))),
            (COUNT_PAGE, (*_key(key), *conditions)),
        )
    )
    return wire.read(results[0], _delivery), int(wire.read(results[1], tuple)[0][0])


async def write_attempt(
    connection: Connection,
    key: tuple[int, int],
    delivery_id: int,
    attempt: Attempt,
    outcome: str,
    *,
    queue: Queue,
    next_at: datetime | None,
    leased_until: datetime,
    by: UUID,
) -> None:
    """What became of an attempt, on the delivery and on its queue, at once; the lease goes on."""
    tried = msgspec.json.encode([attempt])
    values = (key[0], delivery_id, outcome == "retried", outcome)
    kept = (by, leased_until, queue.failing_since, queue.failures, next_at)
    await wire_of(connection).run(
        (
            (WRITE_ATTEMPT, (*(text(value) for value in values), tried)),
            (KEEP_QUEUE, (*_key(key), *(text(value) for value in kept))),
        )
    )


async def close_pending(
    connection: Connection, key: tuple[int, int], outcome: str, until: datetime
) -> int:
    """Give up on all that a queue had to tell up to an instant; how many that were."""
    parameters = (*_key(key), text(outcome), text(until))
    return len(await wire_of(connection).rows(CLOSE_PENDING, parameters, tuple))


async def release_queue(connection: Connection, key: tuple[int, int], by: UUID) -> None:
    """Give a queue back before its lease has run out."""
    await wire_of(connection).run(((RELEASE_QUEUE, (*_key(key), text(by))),))


async def purge(connection: Connection, key: tuple[int, int], before: datetime) -> int:
    """Drop a hook's deliveries of before an instant; how many that were."""
    parameters = (*_key(key), text(before))
    return len(await wire_of(connection).rows(PURGE_DELIVERIES, parameters, tuple))


def _key(key: tuple[int, int]) -> tuple[bytes | None, bytes | None]:
    return text(key[0]), text(key[1])


def _pair(row: Sequence[Any]) -> tuple[int, int]:
    return row[0], row[1]


def _delivery(row: Sequence[Any]) -> Delivery:
    values = dict(zip(Delivery.__struct_fields__, row, strict=True))
    attempts = msgspec.convert(values["attempts"], tuple[Attempt, ...])
    return Delivery(**{**values, "attempts": attempts})
