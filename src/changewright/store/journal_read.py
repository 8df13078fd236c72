"""Reading the journal: what happened to a record, what happened since, how things stood then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from changewright.core.catalogue import SETTINGS
from changewright.core.journal import Entry, record_of
from changewright.core.records import Record

from . import statements
from .tables import JOURNAL
from .wire import Connection, text, wire_of

R = TypeVar("R", bound=Record)

PAGE = 2000
_CHANGED = Entry.__struct_fields__.index("changed")
_COLUMNS = ", ".join(f"j.{column.name}" for column in JOURNAL.columns)
_BEFORE = (
    "(SELECT o.image FROM journal o WHERE o.container_id = $1 AND o.noun = j.noun "
    "AND o.record_id = j.record_id AND o.revision < j.revision AND o.image IS NOT NULL "
    "ORDER BY o.revision DESC LIMIT 1)"
)
"""The image of a record before an entry `j` of it."""
_SHOWN = (
    "(SELECT COALESCE(i.kept ->> v.other, i.kept ->> v.own)::numeric "
    "FROM (SELECT convert_from({}, 'UTF8')::jsonb AS kept) i)"
)
"""The amount that is shown of an image: the one that stands for its own, where it has a value."""


def _page(place: int) -> str:
    """A page of the entries in `s`, newest first, each with the image before it, and how many they
    are; the limit is the parameter at this place and the offset the next."""
    return f"""
, p AS (
    SELECT revision, sequence FROM s ORDER BY revision DESC, sequence DESC
    LIMIT ${place}::bigint OFFSET ${place + 1}::bigint
)
SELECT t.total, {_BEFORE}, {_COLUMNS}
FROM (SELECT count(*) AS total FROM s) t
LEFT JOIN (p JOIN journal j
    ON j.container_id = $1 AND j.revision = p.revision AND j.sequence = p.sequence) ON TRUE
ORDER BY j.revision DESC, j.sequence DESC
"""


# What made a record, changed one of the columns asked for, or was a deed that is not quiet; with
# the image before it. Images are read of the page alone.
_READ_TOLD = f"""
WITH e AS MATERIALIZED (
    SELECT j.noun, j.record_id, j.revision, j.sequence, j.changed, j.action,
        min(j.revision) OVER (PARTITION BY j.noun, j.record_id) AS made
    FROM unnest($2::text[], $3::bigint[]) AS k (noun, record_id)
    JOIN journal j ON j.container_id = $1 AND j.noun = k.noun AND j.record_id = k.record_id
    WHERE j.image IS NOT NULL
), s AS MATERIALIZED (
    SELECT e.revision, e.sequence
    FROM e JOIN unnest($4::text[], $5::text[], $6::boolean[]) AS w (noun, names, by_deed)
        ON w.noun = e.noun
    WHERE e.revision = e.made OR e.changed && string_to_array(w.names, ',')
        OR w.by_deed AND NOT string_to_array(e.action, ',') <@ $7::text[]
)
{_page(8)}
""".encode()
# What happened within the stretches of revisions in which a record was shown: all of it, or what
# changed one of the columns asked for. An amount that another stands for is told where what was
# shown of the two is another than before, which their images alone say.
_READ_SHOWN = f"""
WITH s AS MATERIALIZED (
    SELECT j.revision, j.sequence
    FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::boolean[])
        AS k (noun, record_id, since, until, whole)
    JOIN journal j ON j.container_id = $1 AND j.noun = k.noun AND j.record_id = k.record_id
        AND j.revision >= k.since AND (k.until IS NULL OR j.revision < k.until)
    WHERE j.image IS NOT NULL AND (
        k.whole
        OR EXISTS (
            SELECT FROM unnest($7::text[], $8::text[]) AS w (noun, names)
            WHERE w.noun = j.noun AND j.changed && string_to_array(w.names, ',')
        )
        OR EXISTS (
            SELECT FROM unnest($9::text[], $10::text[], $11::text[]) AS v (noun, own, other)
            WHERE v.noun = j.noun AND j.changed && ARRAY[v.own, v.other]
                AND {_SHOWN.format("j.image")} IS DISTINCT FROM {_SHOWN.format(_BEFORE)}
        )
    )
)
{_page(12)}
""".encode()
# What made a record or changed one of these columns. What follows an entry whose image was erased
# is as good as new: nobody knows what changed in between.
_READ_DECIDING = f"""
WITH e AS MATERIALIZED (
    SELECT j.revision, j.sequence, j.changed, j.image IS NOT NULL AS is_kept,
        lag(j.image IS NULL, 1, TRUE)
            OVER (PARTITION BY j.record_id ORDER BY j.revision, j.sequence) AS is_new
    FROM journal j
    WHERE j.container_id = $1 AND j.noun = $2 AND j.record_id = ANY($3::bigint[])
)
SELECT {_COLUMNS}
FROM e JOIN journal j
    ON j.container_id = $1 AND j.revision = e.revision AND j.sequence = e.sequence
WHERE e.is_kept AND (e.is_new OR e.changed && $4::text[])
ORDER BY j.revision, j.sequence
""".encode()

# What made a record changed no column of it, and gave each its value. Neither does what counts it
# as changed because something of it was, but that is not its first.
_READ_LAST_CHANGES = b"""
SELECT DISTINCT ON (j.record_id) j.record_id, j.revision, j.sequence, j.at, j.actor_id,
    j.client_id, j.door, j.request_id, j.action
FROM journal j
WHERE j.container_id = $1 AND j.noun = $2 AND j.record_id = ANY($3)
  AND (j.changed && $4::text[] OR cardinality(j.changed) = 0 AND NOT EXISTS (
    SELECT FROM journal o WHERE o.container_id = $1 AND o.noun = $2
    AND o.record_id = j.record_id AND o.revision < j.revision
  ))
ORDER BY j.record_id, j.revision DESC
"""


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in the journal: behind this entry. `Place(0, 0)` is before the first."""

    revision: int
    sequence: int


START = Place(0, 0)


class Change(msgspec.Struct, frozen=True):
    """An entry without its image: who did what to a record, and when."""

    record_id: int
    revision: int
    sequence: int
    at: datetime
    actor_id: int | None
    client_id: str | None
    door: str
    request_id: str
    action: str


class Kept(msgspec.Struct, frozen=True):
    """What an entry keeps of a record: its time, and its image with the digest of it."""

    at: datetime
    image: bytes | None
    digest: bytes


class Asked(msgspec.Struct, frozen=True):
    """Records of a noun whose entries are told where they made the record or changed one of these
    columns; `by_deed`: also where something was done to it that is not quiet."""

    noun: type[Record]
    ids: Sequence[int]
    columns: Sequence[str]
    by_deed: bool


class Stretch(msgspec.Struct, frozen=True):
    """The revisions of a record, from `since` to before `until`, in which what happened to it is
    told: where `whole` all of it, else what changed a column that is told of its noun."""

    noun: type[Record]
    record_id: int
    since: int
    until: int | None
    whole: bool = False


class Columns(msgspec.Struct, frozen=True):
    """The columns of a noun that are told. `stood_for`: amounts, each with the column that is shown
    in its place where that has a value."""

    noun: type[Record]
    names: Sequence[str]
    stood_for: Sequence[tuple[str, str]] = ()


class Turn(msgspec.Struct, frozen=True):
    """An entry, and the image of its record before it, None where it made the record."""

    entry: Entry
    before: bytes | None


def entry_of(row: Sequence[Any]) -> Entry:
    """A journal row, its columns in their order, as an entry."""
    values = list(row)
    values[_CHANGED] = tuple(values[_CHANGED])
    return Entry(*values)


class JournalReader:
    """The journal of one container."""

    def __init__(self, connection: Connection, container_id: int) -> None:
        self._wire = wire_of(connection)
        self._container = text(container_id)

    async def of_record(self, record: Record) -> list[Entry]:
        """Everything that happened to a record, oldest first."""
        return await self._entries(statements.READ_ENTRIES_OF_RECORD, record.TABLE, record.id)

    async def of_records(self, noun: type[Record], ids: Iterable[int]) -> list[Entry]:
        """Everything that happened to some records of a noun, oldest first."""
        return await self._entries(statements.READ_ENTRIES_OF_RECORDS, noun.TABLE, list(ids))

    async def told(
        self, several: Sequence[Asked], quiet: Iterable[str], limit: int, offset: int
    ) -> tuple[list[Turn], int]:
        """A page of what happened to some records, newest first, and how much there is; what is
        not told is not counted. `quiet` are the deeds that are none."""
        records = [(asked.noun.TABLE, each) for asked in several for each in asked.ids]
        parameters = (
            [noun for noun, _ in records],
            [each for _, each in records],
            [asked.noun.TABLE for asked in several],
            [",".join(asked.columns) for asked in several],
            [asked.by_deed for asked in several],
            sorted(quiet),
            limit,
            offset,
        )
        return await self._page(_READ_TOLD, *parameters)

    async def shown(
        self, stretches: Sequence[Stretch], columns: Sequence[Columns], limit: int, offset: int
    ) -> tuple[list[Turn], int]:
        """A page of what happened within some stretches of revisions, newest first, and how much
        there is. Those of a record do not overlap."""
        stood_for = [(of.noun.TABLE, *names) for of in columns for names in of.stood_for]
        parameters = (
            [each.noun.TABLE for each in stretches],
            [each.record_id for each in stretches],
            [each.since for each in stretches],
            [each.until for each in stretches],
            [each.whole for each in stretches],
            [of.noun.TABLE for of in columns],
            [",".join(of.names) for of in columns],
            *([names[place] for names in stood_for] for place in range(3)),
            limit,
            offset,
        )
        return await self._page(_READ_SHOWN, *parameters)

    async def deciding(
        self, noun: type[Record], ids: Iterable[int], columns: Iterable[str]
    ) -> list[Entry]:
        """What made some records of a noun or changed one of these columns, oldest first."""
        wanted = list(ids)
        if not wanted:
            return []
        return await self._entries(_READ_DECIDING, noun.TABLE, wanted, list(columns))

    async def last_changes(
        self, noun: type[Record], ids: Iterable[int], columns: Iterable[str]
    ) -> list[Change]:
        """For each of some records the newest entry that changed any of these columns, or made
        it."""
        parameters = (noun.TABLE, list(ids), list(columns))
        return await self._wire.rows(
            _READ_LAST_CHANGES,
            (self._container, *(text(value) for value in parameters)),
            lambda row: Change(*row),
        )

    async def of_settings(self) -> list[Entry]:
        """Every change of the project's settings, oldest first."""
        container_id = int(self._container or b"0")
        return await self._entries(statements.READ_ENTRIES_OF_RECORD, SETTINGS, container_id)

    async def after(self, place: Place, until: int, limit: int = PAGE) -> list[Entry]:
        """The entries behind a place, up to and with revision `until`, at most `limit`."""
        return await self._entries(
            statements.READ_ENTRIES_AFTER, place.revision, place.sequence, until, limit
        )

    async def pages(self, until: int, place: Place = START) -> AsyncIterator[list[Entry]]:
        """All entries behind a place up to a revision, in pages."""
        while page := await self.after(place, until):
            yield page
            place = Place(page[-1].revision, page[-1].sequence)

    async def last_of(self, revision: int) -> Entry | None:
        """The last entry of a revision: its hash is what an anchor kept."""
        found = await self._entries(statements.READ_ENTRY_AT, revision)
        return found[0] if found else None

    async def revision_at(self, instant: datetime, newest: int) -> int:
        """The newest revision, of those up to `newest`, made at or before an instant; 0 if none.

        Times rise with revisions, so twenty steps find it among a million.
        """
        low, high = 0, newest
        while low < high:
            middle = (low + high + 1) // 2
            times = await self._wire.rows(
                statements.READ_INSTANT_OF,
                (self._container, text(middle)),
                lambda row: row[0],
            )
            if times and times[0] <= instant:
                low = middle
            else:
                high = middle - 1
        return low

    async def last_request(self, door: str, request_id: str) -> tuple[int, datetime] | None:
        """The newest revision that a request made, and its time. All entries may be read for it."""
        rows = await self._wire.rows(
            statements.READ_LAST_REQUEST,
            (self._container, text(door), text(request_id)),
            lambda row: (int(row[0]), row[1]),
        )
        return rows[0] if rows else None

    async def as_of(self, noun: type[R], revision: int) -> AsyncIterator[list[R]]:
        """Every record of a noun as it was at a revision, deleted ones included, in the order of
        ids, in pages. A record whose image was erased is left out."""
        last = 0
        while True:
            page = await self._images(statements.READ_IMAGES_AT, noun.TABLE, revision, last, PAGE)
            if not page:
                return
            yield [record_of(noun, image) for _, image in page if image is not None]
            last = page[-1][0]

    async def records_at(self, noun: type[R], ids: Iterable[int], revision: int) -> dict[int, R]:
        """Some records of a noun as they were at a revision; those not yet made are missing."""
        images = await self.images_at(noun, ids, revision)
        return {
            record_id: record_of(noun, image)
            for record_id, image in images.items()
            if image is not None
        }

    async def images_at(
        self, noun: type[Record], ids: Iterable[int], revision: int
    ) -> dict[int, bytes | None]:
        """The latest image of each record at or before a revision, None where it was erased."""
        found = await self._images(
            statements.READ_IMAGES_OF_RECORDS_AT, noun.TABLE, revision, list(ids)
        )
        return dict(found)

    async def kept_at(
        self, noun: type[Record], ids: Iterable[int], revision: int
    ) -> dict[int, Kept]:
        """What the latest entry of each record at or before a revision kept of it."""
        parameters = (self._container, text(noun.TABLE), text(revision), text(list(ids)))
        found = await self._wire.rows(
            statements.READ_ENTRIES_OF_RECORDS_AT, parameters, lambda row: (row[0], Kept(*row[1:]))
        )
        return dict(found)

    async def _page(self, statement: bytes, *values: Any) -> tuple[list[Turn], int]:
        parameters = (self._container, *(text(value) for value in values))
        rows = await self._wire.rows(statement, parameters, tuple)
        turns = [Turn(entry_of(row[2:]), row[1]) for row in rows if row[2] is not None]
        return turns, int(rows[0][0])

    async def _entries(self, statement: bytes, *values: Any) -> list[Entry]:
        parameters = (self._container, *(text(value) for value in values))
        return await self._wire.rows(statement, parameters, entry_of)

    async def _images(self, statement: bytes, *values: Any) -> list[tuple[int, bytes | None]]:
        parameters = (self._container, *(text(value) for value in values))
        return await self._wire.rows(statement, parameters, lambda row: (row[0], row[1]))
