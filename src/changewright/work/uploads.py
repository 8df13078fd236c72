"""Files that are announced before they come: a ticket, the content under its secret, the whole.

A client asks for a ticket, sends the content to the address it is told, in one form or in pieces,
and names the ticket when it writes the record that the file belongs to (procore.md §2.9). Nothing
of this is in the ledger until a record has the file.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from changewright.core.errors import Conflict, Invalid, NotFound, Problem, Taken, invalid
from changewright.store.attachment_files import AttachmentFiles, KeptFile
from changewright.store.upload_tickets import WHOLE, Segment, Ticket, UploadTickets

__all__ = ["Segment", "Store", "Ticket", "UploadTickets"]

GOOD_FOR = timedelta(hours=12)
"""How long content may come for a ticket."""
SECRET_BYTES = 32
SEGMENTS_MAXIMUM = 1000


class Store(NamedTuple):
    """The files, and the tickets for them."""

    files: AttachmentFiles
    tickets: UploadTickets


class Standing(NamedTuple):
    """A ticket with what has come for it, by the segment's number or `whole`."""

    ticket: Ticket
    taken: Mapping[str, KeptFile]

    @property
    def whole(self) -> KeptFile | None:
        return self.taken.get(WHOLE)

    def segment(self, number: int) -> KeptFile | None:
        return self.taken.get(str(number))


async def issue(
    store: Store,
    container: UUID,
    person_id: int | None,
    now: datetime,
    *,
    name: str = "",
    content_type: str = "",
    segments: Sequence[Segment] = (),
) -> Standing:
    """A ticket for one file. Raises `Invalid` for segments that are too many or too large."""
    if len(segments) > SEGMENTS_MAXIMUM:
        raise invalid("segments", "range", f"a file comes in at most {SEGMENTS_MAXIMUM} segments")
    most = store.files.size_maximum_bytes
    if sum(each.size_bytes for each in segments) > most:
        raise invalid("segments", "range", f"a file has at most {most} bytes")
    ticket = Ticket(
        uuid4(),
        container,
        secrets.token_urlsafe(SECRET_BYTES),
        person_id,
        now.timestamp(),
        name,
        content_type,
        tuple(segments),
    )
    await store.tickets.issue(ticket)
    return Standing(ticket, {})


async def standing(store: Store, uuid: UUID) -> Standing | None:
    """A ticket, and what has come for it; None for one that nobody here was given."""
    ticket = await store.tickets.find(uuid)
    return None if ticket is None else Standing(ticket, await store.tickets.taken(ticket))


async def opened(store: Store, uuid: UUID, secret: str, now: datetime) -> Standing:
    """The ticket whose secret this is, while content may come for it. Raises the same `NotFound`
    for a ticket that is not there, of another secret, or too old."""
    found = await standing(store, uuid)
    wanted = b"" if found is None else found.ticket.secret.encode()
    if not hmac.compare_digest(wanted, secret.encode()) or found is None:
        raise NotFound("There is no upload waiting here.")
    if now.timestamp() - found.ticket.issued_at_seconds > GOOD_FOR.total_seconds():
        raise NotFound("There is no upload waiting here.")
    return found


async def receive(
    store: Store,
    found: Standing,
    name: str,
    content_type: str,
    chunks: AsyncIterator[bytes],
    now: datetime,
) -> KeptFile:
    """The whole content of a ticket without segments. The same content once more changes nothing.

    Raises `Taken` for other content, `Conflict` where segments are awaited, `TooLarge`.
    """
    ticket = found.ticket
    if ticket.segments:
        raise Conflict("This upload comes in segments, each to its own address.")
    kept = await store.files.keep(
        ticket.container, ticket.name or name, ticket.content_type or content_type, chunks, now
    )
    return await _settle(store, found, WHOLE, kept)


async def receive_segment(
    store: Store, found: Standing, number: int, chunks: AsyncIterator[bytes], now: datetime
) -> KeptFile:
    """One segment. Raises `NotFound` where the ticket has no such segment, `Invalid` for content
    that is not what was announced."""
    ticket = found.ticket
    if not 0 <= number < len(ticket.segments):
        raise NotFound("There is no upload waiting here.")
    wanted = ticket.segments[number]
    kept = await store.files.keep(ticket.container, ticket.name, "", chunks, now)
    if (kept.size_bytes, kept.digest) != (wanted.size_bytes, wanted.sha256):
        await store.files.remove(ticket.container, kept.stored_name)
        field = f"segments.{number}"
        raise invalid(field, "rule", f"{field} is not the content that was announced for it")
    return await _settle(store, found, str(number), kept)


async def _settle(store: Store, found: Standing, piece: str, kept: KeptFile) -> KeptFile:
    """Note what came, unless it was there: then the newer copy goes."""
    before = found.taken.get(piece)
    if before is None:
        await store.tickets.take(found.ticket, piece, kept)
        return kept
    await store.files.remove(found.ticket.container, kept.stored_name)
    if before.digest != kept.digest:
        raise Taken("Other content has come for this upload already.")
    return before


async def complete(
    store: Store, found: Standing, etags: Sequence[str | None], now: datetime
) -> Standing:
    """Put the segments together, whose digests the client repeats as `etags` if it knows them.

    Raises `Invalid` naming a segment that has not come, or came as something else.
    """
    ticket = found.ticket
    if found.whole is not None:
        return found
    if not ticket.segments:
        raise Conflict("The content of this upload has not come yet.")
    pieces = _checked(found, etags)
    kept = await store.files.keep(
        ticket.container, ticket.name, ticket.content_type, _joined(store, ticket, pieces), now
    )
    await store.tickets.take(ticket, WHOLE, kept)
    return Standing(ticket, {**found.taken, WHOLE: kept})


def _checked(found: Standing, etags: Sequence[str | None]) -> list[KeptFile]:
    problems, pieces = [], []
    expected = len(found.ticket.segments)
    if len(etags) != expected:
        raise invalid("segments", "rule", f"segments must name all {expected} segments")
    for number, etag in enumerate(etags):
        kept = found.segment(number)
        if kept is None:
            detail = f"segments.{number} has not been received"
        elif etag is not None and etag.strip('"') != kept.digest:
            detail = f"segments.{number} has another etag"
        else:
            pieces.append(kept)
            continue
        problems.append(Problem(f"segments.{number}", "rule", detail))
    if problems:
        raise Invalid(problems[0].detail, *problems)
    return pieces


async def _joined(store: Store, ticket: Ticket, pieces: Iterable[KeptFile]) -> AsyncIterator[bytes]:
    for kept in pieces:
        async for chunk in store.files.chunks(ticket.container, kept.stored_name):
            yield chunk


async def received(
    store: Store, project: UUID, account: UUID, uuids: Iterable[UUID]
) -> dict[UUID, KeptFile | None]:
    """The files of tickets of a project or of its account, at hand for the project; None where
    there is no such ticket, or nothing whole has come for it."""
    found: dict[UUID, KeptFile | None] = {}
    for uuid in dict.fromkeys(uuids):
        known = await standing(store, uuid)
        found[uuid] = None
        if known is None or known.whole is None:
            continue
        if known.ticket.container not in (project, account):
            continue
        try:
            await store.files.adopt(known.ticket.container, project, known.whole)
        except FileNotFoundError:
            continue  # nobody used it for a day, and it was swept
        found[uuid] = known.whole
    return found
