"""Changing the directory: decide on what is there, write it if nobody else wrote meanwhile.

The directory has one revision for all its rows. A change is decided on the rows of one revision and
written only on top of that revision, else decided anew; so two that would give one name twice
cannot both be done, and nothing is locked while deciding.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from changewright.core.errors import Problem, Taken, Unavailable, invalid
from changewright.core.people import DIRECTORY_NOUNS, DirectoryNoun, DirectoryRows
from changewright.store import write_identity
from changewright.store.engine import Database
from changewright.store.write_identity import NO_PROOFS, DirectoryMoved, Proofs

from .directory import Directory
from .directory_hearing import DirectoryHearing
from .identity import check_rows

__all__ = [
    "NO_PROOFS",
    "Check",
    "Decide",
    "Proofs",
    "change_directory",
    "edited",
    "optional_text",
    "refuse_same",
    "required_text",
    "unchecked",
]

T = TypeVar("T", bound=DirectoryNoun)

ATTEMPTS = 20
NAME_LENGTH_MAXIMUM = 255

Decide = Callable[[Directory], tuple[T, tuple[DirectoryNoun, ...]]]
"""From the directory as it stands to the row asked for and the rows to write, none where nothing
changes. Runs again when somebody else was first, so it does nothing but decide."""


Check = Callable[[DirectoryNoun], None]
"""What is asked of a row before it is changed; it raises what stands against it."""


def unchecked(_: DirectoryNoun) -> None:
    """Nothing is asked."""


async def change_directory(
    database: Database, directory: Directory, decide: Decide[T], proofs: Proofs = NO_PROOFS
) -> T:
    """Write what `decide` decides, with the proofs of the people and programs among it, and have it
    in `directory`. Raises what `decide` raises, Taken, Invalid, and Unavailable where others were
    first each time."""
    for _ in range(ATTEMPTS):
        await directory.fresh(now=True)
        decided, changed = decide(directory)
        if not changed:
            return decided
        rows = _grouped(changed)
        check_rows(rows)
        try:
            async with database.connection() as connection:
                await write_identity.write_directory(
                    connection,
                    rows,
                    replace=True,
                    decided_at=directory.revision,
                    proofs=proofs,
                    also=DirectoryHearing(directory, changed).write,
                )
        except DirectoryMoved:
            continue
        await directory.fresh(now=True)
        return decided
    raise Unavailable("The directory is being written by others; try again.")


GROUPS = dict(zip(DIRECTORY_NOUNS, DirectoryRows.__struct_fields__, strict=True))
"""Where in `DirectoryRows` the rows of a noun go: its groups are in the order of the nouns."""


def _grouped(rows: Iterable[DirectoryNoun]) -> DirectoryRows:
    found: dict[str, tuple[Any, ...]] = {}
    for row in rows:
        name = GROUPS[type(row)]
        found[name] = (*found.get(name, ()), row)
    return DirectoryRows(**found)


def edited(row: T, fields: Mapping[str, Any]) -> tuple[T, tuple[DirectoryNoun, ...]]:
    """The row with these fields, to be written only if something differs."""
    after = msgspec.structs.replace(row, **fields)
    return after, () if after == row else (after,)


# -- texts ----------------------------------------------------------------------------------------


def required_text(field: str, text: str, maximum: int = NAME_LENGTH_MAXIMUM) -> str:
    """A text somebody typed, trimmed. Raises `Invalid` naming `field` for one that is empty, too
    long, or has characters that cannot be seen."""
    trimmed = unicodedata.normalize("NFC", text).strip()
    if not trimmed:
        raise invalid(field, "missing", f"{field} is empty")
    if len(trimmed) > maximum:
        raise invalid(field, "length", f"{field} has more than {maximum} characters")
    if not trimmed.isprintable():
        raise invalid(field, "format", f"{field} has characters that cannot be printed")
    return trimmed


def optional_text(field: str, text: str | None) -> str | None:
    """The same for a text that may be absent; an empty one is none."""
    return None if text is None or not text.strip() else required_text(field, text)


def refuse_same(field: str, value: str | None, others: Iterable[str | None], where: str) -> None:
    """Raise `Taken` where one of `others` reads the same but for capitals."""
    if value is not None and value.casefold() in {one.casefold() for one in others if one}:
        detail = f"{where} has the {field} {value} already"
        raise Taken(detail, Problem(field, "rule", detail))
