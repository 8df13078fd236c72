"""The demo on a real ledger: loaded once, whole, and as the narrative tells it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.demo.shadow import Shadow

from changewright.core.kinds import KINDS
from changewright.core.lifecycle import state_of
from changewright.core.money import sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.records_contracts import Budget, Contract, MainContract, MainContractItem
from changewright.core.roles import ROLE
from changewright.store.engine import Database
from changewright.work.demo.budget import GUARANTEED_MAXIMUM
from changewright.work.demo.cast import PEOPLE
from changewright.work.demo.contracts import COMMITMENTS
from changewright.work.demo.install import (
    PASSWORD_FILE,
    Installed,
    install,
    install_synthetic,
    others_to_be,
)
from changewright.work.demo.narrative import SEED, timeline
from changewright.work.directory import Directory
from changewright.work.unit import Ledger
from changewright.work.verify import verify

NOW = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)


class Loaded:
    def __init__(self, home: Path, installed: Installed) -> None:
        self.home, self.installed = home, installed


@pytest.fixture(scope="module")
async def demo(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    home = tmp_path_factory.mktemp("home")
    return Loaded(home, await install(database, home, NOW))


async def test_is_whole(demo: Loaded, database: Database) -> None:
    assert demo.installed.is_new
    findings = await verify(database, demo.installed.project.id)
    assert [str(finding) for finding in findings] == []


async def test_a_second_time_nothing_happens(demo: Loaded, database: Database) -> None:
    again = await install(database, demo.home, NOW)
    assert not again.is_new
    assert again.password == demo.installed.password != ""
    assert again.project == demo.installed.project


async def test_the_password_is_for_its_owner_alone(demo: Loaded) -> None:
    kept = demo.home / PASSWORD_FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text().strip() == demo.installed.password


def test_another_role_is_an_address_away() -> None:
    lines = others_to_be()
    assert {line.split()[0] for line in lines} == set(ROLE) - {"admin"}
    assert all(line.split()[1] in {person.email for person in PEOPLE} for line in lines)


async def test_books_are_complete(demo: Loaded, ledger: Ledger) -> None:
    async with ledger.reader(demo.installed.project.id) as read:
        budgets = await read.where(Budget)
        contracts = await read.where(Contract)
        (prime,) = await read.where(MainContract)
        lines = await read.where(MainContractItem)
    assert sum_amounts(row.original_amount for row in budgets) == GUARANTEED_MAXIMUM
    assert sum_amounts(row.amount for row in lines) == prime.amount == GUARANTEED_MAXIMUM
    assert sum_amounts(row.awarded for row in contracts) == sum(
        commitment.awarded for commitment in COMMITMENTS
    )
    assert all(contract.company_id for contract in contracts)


async def test_the_ledger_says_what_the_core_alone_says(demo: Loaded, ledger: Ledger) -> None:
    """Every document and item ends where the same steps end in memory."""
    shadow = Shadow()
    for step in timeline(SEED, NOW.replace(day=30, month=9).date()):
        shadow.play(step)
    async with ledger.reader(demo.installed.project.id) as read:
        documents = [one for one in await read.where(ChangeOrder) if one.kind != "event"]
        items = await read.where(CostItem)
        faces = await read.where(Face)
    told = Counter(_ends(one) for one in shadow.book.documents.values())
    assert Counter(_ends(one) for one in documents) == told
    assert sorted(_money(item) for item in items) == sorted(
        _money(item) for item in shadow.book.items.values()
    )
    pcos = {one.id for one in documents if one.kind == "pco"}
    assert {face.change_order_id for face in faces} == pcos


async def test_documents_are_spread_over_a_year(demo: Loaded, ledger: Ledger) -> None:
    async with ledger.reader(demo.installed.project.id) as read:
        documents = await read.where(ChangeOrder)
    days = {one.created_at.date() for one in documents}
    assert (max(days) - min(days)).days > 330
    assert max(one.updated_at for one in documents) < NOW
    assert len(days) > 120
    for kind in KINDS:
        numbers = [one.number_value for one in documents if one.kind == kind.name]
        assert len(set(numbers)) == len(numbers)


def _ends(one: ChangeOrder) -> tuple[object, ...]:
    amounts = (one.estimated, one.proposed, one.submitted, one.approved, one.committed)
    return (one.kind, state_of(one, "budget"), state_of(one, "cost"), *amounts)


def _money(item: CostItem) -> tuple[str, ...]:
    amounts = (item.estimated, item.proposed, item.submitted, item.approved, item.committed)
    states = (item.budget_state, item.cost_state)
    return (item.name, *states, *("" if value is None else f"{value:.4f}" for value in amounts))


async def test_a_synthetic_project_stands_beside_it(demo: Loaded, database: Database) -> None:
    first = await install_synthetic(database, demo.home, NOW, 20)
    assert first.is_new and first.project.uuid != demo.installed.project.uuid
    again = await install_synthetic(database, demo.home, NOW, 20)
    assert not again.is_new and again.project == first.project
    another = await install_synthetic(database, demo.home, NOW, 20, seed=2)
    assert another.is_new and another.project.uuid != first.project.uuid
    directory = await Directory(database).fresh(now=True)
    for person in PEOPLE:
        person_id = next(one.id for one in directory.people.values() if one.email == person.email)
        member = directory.member(person_id, first.project.id)
        assert member is not None and member.role == person.role
    assert await verify(database, first.project.id) == []


async def test_loading_in_a_hurry_is_not_for_others(database: Database) -> None:
    """Only the hurried connections may lose a commit in a crash."""

    async def waits(one: Database) -> str:
        async with one.connection() as connection:
            cursor = await connection.execute("SHOW synchronous_commit")
            row = await cursor.fetchone()
        assert row is not None
        return str(row[0])

    async with database.not_waiting() as hurried:
        assert await waits(hurried) == "off"
        assert await waits(database) == "on"
