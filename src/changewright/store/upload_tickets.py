"""Promises to take a file, beside the files themselves: who may send it, and what has come.

A ticket is written once. What comes for it is a note of its own, written whole: one for each piece
of a file sent in pieces, one for the whole. So nothing is ever changed in place, and any number of
processes may take the pieces of one file.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from .attachment_files import NOTE, PART, KeptFile, make_private

FOLDER = "tickets"
"""Beside the folders of containers, whose names are UUIDs."""
WHOLE = "whole"


class Segment(msgspec.Struct, frozen=True):
    """A piece of a file that is sent in pieces: its size, and its SHA-256 in hex."""

    size_bytes: int
    sha256: str


class Ticket(msgspec.Struct, frozen=True):
    """A promise to keep one file for a container, or for a whole account (its UUID then).

    `secret` lets whoever knows it send the content. `name` and `content_type` may be "": then those
    that come with the file count. `segments`: it comes in these pieces.
    """

    uuid: UUID
    container: UUID
    secret: str
    person_id: int | None
    issued_at_seconds: float
    name: str = ""
    content_type: str = ""
    segments: tuple[Segment, ...] = ()


class UploadTickets:
    """The tickets below the folder of the attachments. All waiting for the disk is in threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    async def issue(self, ticket: Ticket) -> None:
        """Write a ticket down."""
        path = self._folder / str(ticket.uuid)
        await asyncio.to_thread(_write, path, msgspec.json.encode(ticket))

    async def find(self, uuid: UUID) -> Ticket | None:
        """The ticket with this UUID."""
        raw = await asyncio.to_thread(_read, self._folder / f"{uuid}{NOTE}")
        return None if raw is None else msgspec.json.decode(raw, type=Ticket)

    async def take(self, ticket: Ticket, piece: str, kept: KeptFile) -> None:
        """Note that a piece has come, or the whole; a later note stands for an earlier one."""
        path = self._folder / f"{ticket.uuid}.{piece}"
        await asyncio.to_thread(_write, path, msgspec.json.encode(kept))

    async def taken(self, ticket: Ticket) -> dict[str, KeptFile]:
        """What has come, by piece: their numbers from 0 as text, and `whole`."""
        pieces = [*map(str, range(len(ticket.segments))), WHOLE]
        paths = {piece: self._folder / f"{ticket.uuid}.{piece}{NOTE}" for piece in pieces}
        found = await asyncio.to_thread(
            lambda: {piece: _read(path) for piece, path in paths.items()}
        )
        return {
            piece: msgspec.json.decode(raw, type=KeptFile)
            for piece, raw in found.items()
            if raw is not None
        }

    async def forget_older(self, instant: datetime) -> int:
        """Remove the tickets and notes written before an instant; answers how many files."""
        return await asyncio.to_thread(self._forget_older, instant.timestamp())

    def _forget_older(self, instant_seconds: float) -> int:
        removed = 0
        for path in self._folder.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < instant_seconds:
                    path.unlink()
                    removed += 1
        return removed


def _write(path: Path, content: bytes) -> None:
    """Write a note that only the server's own user may read; it is there whole or not at all."""
    make_private(*reversed(path.parents[:2]))
    part = path.with_name(f"{path.name}{NOTE}{PART}")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.rename(path.with_name(path.name + NOTE))


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
