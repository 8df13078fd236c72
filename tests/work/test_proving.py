"""A round of proof over every project tells what it finds, and keeps how much that was."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from changewright.work import proving
from changewright.work.proving import Proof
from changewright.work.verify_findings import Finding

from .site import Site

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Project:
    id: int
    name: str


class Projects:
    """A directory of these projects alone: the tests' database has broken ones of other tests."""

    def __init__(self, *projects: Project) -> None:
        self.projects = {project.id: project for project in projects}

    async def fresh(self, *, now: bool) -> Projects:
        return self


async def test_a_round_tells_what_it_finds(site: Site) -> None:
    item = await site.price(None, submitted="8")
    proof, told = Proof(), []
    directory: Any = Projects(Project(site.container_id, "Tower"), Project(2**52, "No books"))

    def tell(project: str, finding: Finding) -> None:
        told.append((project, finding.check))

    await proof.run(site.ledger.database, directory, lambda: NOW, tell)
    assert (proof.findings, proof.ended_at, told) == (0, NOW, [])
    async with await psycopg.AsyncConnection.connect(
        site.ledger.database.urls.owner, autocommit=True
    ) as connection:
        await connection.execute(
            b"UPDATE cost_item SET submitted = 9 WHERE container_id = %s AND id = %s",
            (site.container_id, item.id),
        )
    await proof.run(site.ledger.database, directory, lambda: NOW, tell)
    assert proof.findings == len(told) > 1
    assert {("Tower", "image"), ("Tower", "sums_project_total")} <= set(told)


class Reluctant(Projects):
    """A directory that cannot be read the first time."""

    asked = 0

    async def fresh(self, *, now: bool) -> Projects:
        self.asked += 1
        if self.asked == 1:
            raise RuntimeError("no database")
        return self


async def test_rounds_follow_each_other_whatever_becomes_of_one(site: Site) -> None:
    proof, failed, ended = Proof(), [], asyncio.Event()
    directory: Any = Reluctant(Project(site.container_id, "Tower"))

    def clock() -> datetime:
        ended.set()
        return NOW

    rounds = asyncio.create_task(
        proof.rounds(
            site.ledger.database,
            directory,
            clock,
            lambda project, finding: None,
            interval_seconds=0.001,
            failed=lambda: failed.append(sys.exc_info()[0]),
        )
    )
    async with asyncio.timeout(60):
        await ended.wait()
    rounds.cancel()
    assert (proof.failures, failed, proof.findings) == (1, [RuntimeError], 0)


async def test_a_process_started_anew_each_day_proves_itself_too(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "FIRST_ROUND_AFTER_SECONDS", 0.001)
    proof, ended = Proof(), asyncio.Event()
    directory: Any = Projects(Project(site.container_id, "Tower"))

    def clock() -> datetime:
        ended.set()
        return NOW

    rounds = asyncio.create_task(
        proof.rounds(
            site.ledger.database,
            directory,
            clock,
            lambda project, finding: None,
            interval_seconds=86_400,
            failed=lambda: None,
        )
    )
    async with asyncio.timeout(60):
        await ended.wait()
    rounds.cancel()
    assert (proof.failures, proof.findings) == (0, 0)
