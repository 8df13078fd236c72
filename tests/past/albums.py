"""Albums: what a project's addresses answered at a moment, to be asked for again as of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from changewright.work.ledger import Ledger


@dataclass(frozen=True)
class Question:
    """An address and what is asked there; `client` is who asks."""

    client: httpx.AsyncClient
    parameter: str
    path: str
    query: tuple[tuple[str, str], ...] = ()

    async def ask(self, moment: str | None = None) -> httpx.Response:
        more = () if moment is None else ((self.parameter, moment),)
        return await self.client.get(self.path, params=[*self.query, *more])

    def __str__(self) -> str:
        return f"{self.path}?{'&'.join('='.join(each) for each in self.query)}"


@dataclass
class Album:
    """Answers that were true at `at`, with revision `revision` the newest."""

    at: datetime
    revision: int
    answers: dict[Question, tuple[int, bytes, str | None]] = field(default_factory=dict)


async def album_of(ledger: Ledger, container_id: int, questions: list[Question]) -> Album:
    """Ask everything now. Nothing may be written meanwhile."""
    revision = await revision_of(ledger, container_id)
    found = Album(datetime.now(UTC), revision)
    for question in questions:
        found.answers[question] = kept(await question.ask())
    assert await revision_of(ledger, container_id) == revision
    return found


async def changed_since(albums: list[Album]) -> int:
    """How many of the answers in some albums are no longer given: what a past that is only the
    present would get wrong."""
    return sum([len(await differences(album, None)) for album in albums])


async def differences(album: Album, moment: str | None) -> list[str]:
    """The questions that are answered otherwise as of a moment than they were then."""
    faults = []
    for question, before in album.answers.items():
        after = kept(await question.ask(moment))
        if after != before:
            faults.append(f"{question} as of {moment}: {told(before, after)}")
    return faults


def kept(answer: httpx.Response) -> tuple[int, bytes, str | None]:
    """Status, body and total. Pages say where the next one is, and a refusal which request it was:
    these are not what was asked."""
    body = answer.content
    if answer.is_success and answer.headers["content-type"].startswith("application/json"):
        value = answer.json()
        if isinstance(value, dict) and isinstance(value.get("pagination"), dict):
            del value["pagination"]["nextUrl"]
            body = repr(value).encode()
    return answer.status_code, body if answer.is_success else b"", answer.headers.get("total")


def told(before: tuple[int, bytes, Any], after: tuple[int, bytes, Any]) -> str:
    """Where two answers part."""
    if before[0] != after[0] or before[2] != after[2]:
        return f"{before[0]} ({before[2]}) then, {after[0]} ({after[2]}) now"
    place = next(
        (n for n, (a, b) in enumerate(zip(before[1], after[1], strict=False)) if a != b),
        min(len(before[1]), len(after[1])),
    )
    near = slice(max(0, place - 60), place + 60)
    return f"…{before[1][near]!r} then, …{after[1][near]!r} now"


async def revision_of(ledger: Ledger, container_id: int) -> int:
    async with ledger.database.connection() as connection:
        cursor = await connection.execute(
            "SELECT revision FROM head WHERE container_id = %s", (container_id,)
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def moment_between() -> str:
    """An instant behind all that was written and before all that will be. The ledger's times are
    whole milliseconds and may be some ahead of the clock, so the one that runs is left to end."""
    await asyncio.sleep(0.01)
    now = instant(datetime.now(UTC))
    await asyncio.sleep(0.002)
    return now
