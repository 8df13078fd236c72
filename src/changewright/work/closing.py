"""The end of a unit of work: what it put, as journal entries, rows and a new head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from changewright.core.catalogue import COUNTER, NOUNS, SETTINGS, counter_ordinal
from changewright.core.journal import Chain, image_of
from changewright.core.records import Record
from changewright.core.settings import ProjectSettings
from changewright.store import write_ledger
from changewright.store.wire import Step
from changewright.store.write_ledger import Head, RowsOf

from .workspace import Written, differences


def closing(
    head: Head,
    chain: Chain,
    *,
    written: Iterable[tuple[Written, Record]],
    numbers: Mapping[str, int],
    settings: tuple[ProjectSettings, ProjectSettings],
) -> tuple[Head | None, list[Step]]:
    """The head as the unit leaves it and the statements that write everything; None and nothing
    for a unit in which nothing changed. `settings` are those before and those after."""
    container_id, revision = chain.container_id, chain.revision
    counters = list(head.counters)
    rows = _Rows()
    for one, record in written:
        image = image_of(record)
        rows.add(one.original, record, image)
        changed = () if one.original is None else differences(one.original, record)
        chain.add(record.TABLE, record.id, ",".join(one.actions) or "updated", changed, image)
        counters[counter_ordinal(record)] = revision
    before, after = settings
    if before != after:
        names = ProjectSettings.__struct_fields__
        changed = tuple(name for name in names if getattr(before, name) != getattr(after, name))
        chain.add(SETTINGS, container_id, "updated", changed, image_of(after))
        counters[COUNTER[SETTINGS]] = revision
    if not chain.entries:
        return None, []
    steps = rows.steps(container_id)
    if before != after:
        steps.append(write_ledger.settings_step(container_id, after))
    if numbers:
        steps.append(write_ledger.sequences_step(container_id, numbers))
    new_head = Head(revision, chain.at, chain.hash, tuple(counters))
    steps += [
        write_ledger.journal_step(chain.entries),
        write_ledger.head_step(container_id, new_head),
    ]
    return new_head, steps


class _Rows:
    """The rows of a unit by what has to happen to them.

    Deletions go first, so that a key they free can be taken; then other rows written anew; then
    new rows, in the order of NOUNS, so that what others refer to is there before them.
    """

    def __init__(self) -> None:
        self._deleted: dict[type[Record], RowsOf] = {}
        self._changed: dict[type[Record], RowsOf] = {}
        self._new: dict[type[Record], RowsOf] = {}

    def add(self, original: Record | None, record: Record, image: bytes) -> None:
        noun = type(record)
        if original is None:
            group = self._new
        elif record.deleted_at is not None and original.deleted_at is None:
            group = self._deleted
        else:
            group = self._changed
        rows = group.get(noun)
        if rows is None:
            rows = group[noun] = RowsOf(noun)
        rows.ids.append(record.id)
        rows.images.append(image)

    def steps(self, container_id: int) -> list[Step]:
        steps = write_ledger.update_steps(container_id, self._deleted.values())
        steps += write_ledger.update_steps(container_id, self._changed.values())
        new = sorted(self._new.items(), key=lambda row: _ORDER[row[0]])
        return steps + write_ledger.insert_steps(container_id, (rows for _, rows in new))


_ORDER = {noun: ordinal for ordinal, noun in enumerate(NOUNS)}
