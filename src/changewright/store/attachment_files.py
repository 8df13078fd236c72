"""The content of attachments on the local disk.

A file has a random name in a folder of its container, and beside it a small note that says what it
is. The note is written last and whole, so a file without one is not there yet. Names come from
`secrets` and are checked before they become a path: no client's text is ever part of a path.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from changewright.core.errors import TooLarge

NAME_BYTES = 32
NOTE = ".json"
PART = ".part"
WRITE_BYTES = 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}\Z")


class KeptFile(msgspec.Struct, frozen=True):
    """What is known of a file: `stored_name` on the disk, `name` as its sender called it, `digest`
    the SHA-256 of its content in hex, `kept_at_seconds` of the epoch."""

    stored_name: str
    name: str
    content_type: str
    size_bytes: int
    digest: str
    kept_at_seconds: float


class AttachmentFiles:
    """The files of all containers under one folder. All waiting for the disk is done in threads."""

    def __init__(self, folder: Path, size_maximum_bytes: int) -> None:
        self._folder = folder
        self.size_maximum_bytes = size_maximum_bytes

    async def keep(
        self,
        container: UUID,
        name: str,
        content_type: str,
        chunks: AsyncIterator[bytes],
        now: datetime,
    ) -> KeptFile:
        """Write the content as it comes; `now` is when it came. Raises `TooLarge` beyond the
        limit, and what `chunks` raises; nothing stays of a file that did not come whole."""
        stored_name = secrets.token_hex(NAME_BYTES)
        target = self._path(container, stored_name)
        part = target.with_suffix(PART)
        try:
            size, digest = await self._receive(part, chunks)
            kept = KeptFile(stored_name, name, content_type, size, digest, now.timestamp())
            await asyncio.to_thread(_finish, part, target, kept)
        except BaseException:
            await asyncio.to_thread(_discard, target)
            raise
        return kept

    async def _receive(self, part: Path, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        file = await asyncio.to_thread(_create, part)
        digest = hashlib.sha256()
        size = 0
        waiting: list[bytes] = []
        waiting_size = 0
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > self.size_maximum_bytes:
                    raise TooLarge(f"A file has at most {self.size_maximum_bytes} bytes")
                waiting.append(chunk)
                waiting_size += len(chunk)
                if waiting_size >= WRITE_BYTES:
                    await asyncio.to_thread(_write, file, digest, waiting)
                    waiting, waiting_size = [], 0
            await asyncio.to_thread(_write, file, digest, waiting, last=True)
        finally:
            await asyncio.to_thread(file.close)
        return size, digest.hexdigest()

    async def find(self, container: UUID, stored_name: str) -> KeptFile | None:
        """What is known of a file of this container; None if it is not there, or not whole."""
        if not _NAME.match(stored_name):
            return None
        return await asyncio.to_thread(_read_note, self._path(container, stored_name))

    def path(self, container: UUID, stored_name: str) -> Path:
        """Where the content is, always below the folder. Raises ValueError for what is no name."""
        if not _NAME.match(stored_name):
            raise ValueError("not the name of a kept file")
        return self._path(container, stored_name)

    async def adopt(self, origin: UUID, container: UUID, kept: KeptFile) -> None:
        """Have a file of one container in another as well, under its name; nothing happens if it
        is there. Raises FileNotFoundError where the first has no such file."""
        if origin != container:
            await asyncio.to_thread(
                _link,
                self.path(origin, kept.stored_name),
                self.path(container, kept.stored_name),
                kept,
            )

    async def chunks(self, container: UUID, stored_name: str) -> AsyncIterator[bytes]:
        """The content, piece by piece."""
        file = await asyncio.to_thread(self.path(container, stored_name).open, "rb")
        try:
            while chunk := await asyncio.to_thread(file.read, WRITE_BYTES):
                yield chunk
        finally:
            await asyncio.to_thread(file.close)

    async def remove(self, container: UUID, stored_name: str) -> None:
        """Remove a file and its note; nothing happens if they are gone."""
        await asyncio.to_thread(_discard, self.path(container, stored_name))

    async def older_than(self, instant: datetime) -> dict[UUID, list[str]]:
        """The names of files that came before an instant, by container. One that broke off has
        no note of when it came; the disk's own time of it counts."""
        return await asyncio.to_thread(self._older_than, instant.timestamp())

    def _older_than(self, instant_seconds: float) -> dict[UUID, list[str]]:
        found: dict[UUID, list[str]] = {}
        for container, path in self._files():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < instant_seconds:
                    names = found.setdefault(container, [])
                    if path.stem not in names:
                        names.append(path.stem)
        return found

    def _files(self) -> Iterator[tuple[UUID, Path]]:
        for folder in sorted(self._folder.glob("*/")):
            with contextlib.suppress(ValueError):
                container = UUID(folder.name)
                yield from (
                    (container, path)
                    for path in sorted(folder.glob("*/*"))
                    if _NAME.match(path.stem) and path.suffix in ("", PART)
                )

    def _path(self, container: UUID, stored_name: str) -> Path:
        return self._folder / str(container) / stored_name[:2] / stored_name


def make_private(*folders: Path) -> None:
    """Folders that only the server's own user may enter, the outer ones first: `mkdir` makes those
    above the one that is asked for as anybody's."""
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _create(part: Path) -> Any:
    """A new file that only the server's own user may read, in folders that only he may enter."""
    make_private(*reversed(part.parents[:3]))
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(file: Any, digest: Any, chunks: list[bytes], *, last: bool = False) -> None:
    for chunk in chunks:
        file.write(chunk)
        digest.update(chunk)
    if last:
        file.flush()
        os.fsync(file.fileno())


def _finish(part: Path, target: Path, kept: KeptFile) -> None:
    os.utime(part, (kept.kept_at_seconds, kept.kept_at_seconds))
    part.rename(target)
    note = target.with_suffix(NOTE)
    draft = target.with_suffix(NOTE + PART)
    with _create(draft) as file:
        file.write(msgspec.json.encode(kept))
    draft.rename(note)


def _link(origin: Path, target: Path, kept: KeptFile) -> None:
    """The same bytes under two names, so that neither goes with the other. Whoever comes second
    finds it done, or does the very same."""
    if _read_note(target) is not None:
        return
    make_private(*reversed(target.parents[:3]))
    for suffix, write in (
        ("", lambda draft: _same_bytes(origin, draft)),
        (NOTE, lambda draft: draft.write_bytes(msgspec.json.encode(kept))),
    ):
        draft = target.with_suffix(f".{secrets.token_hex(8)}{PART}")
        draft.touch(mode=0o600)
        write(draft)
        draft.rename(target.with_suffix(suffix))


def _same_bytes(origin: Path, draft: Path) -> None:
    draft.unlink()
    try:
        os.link(origin, draft)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        shutil.copyfile(origin, draft)
        shutil.copystat(origin, draft)


def _read_note(target: Path) -> KeptFile | None:
    try:
        kept = msgspec.json.decode(target.with_suffix(NOTE).read_bytes(), type=KeptFile)
        return kept if target.is_file() and not target.is_symlink() else None
    except (OSError, msgspec.DecodeError):
        return None


def _discard(target: Path) -> None:
    for suffix in (NOTE, "", PART, NOTE + PART):
        target.with_suffix(suffix).unlink(missing_ok=True)
