"""The demo as `run` loads it: once, whole, and as the narrative tells it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.demo.shadow import Shadow
from tests.docs.pages import CHECKOUT
from tests.fixtures_demo import Demo

from changewright.compose.application import started
from changewright.config.settings import Settings
from changewright.core.book import state_of
from changewright.core.kinds import KINDS
from changewright.core.money import Decimal, sum_amounts
from changewright.core.records import ChangeOrder, CostItem, Face
from changewright.core.records_approvals import ApprovalPolicy, ApprovalRun
from changewright.core.records_budgets import Budget
from changewright.core.records_clocks import ClockCalendar
from changewright.core.records_contracts import Contract, MainContract, MainContractItem
from changewright.core.roles import ROLE
from changewright.procore.part_rows import rows_on
from changewright.procore.rfqs.brief import QUOTE
from changewright.procore.rfqs.prices import quotes_in
from changewright.procore.rfqs.shapes import QUOTES_OF_RFQ
from changewright.store.engine import Database
from changewright.work.approval_inbox import Viewer, inbox
from changewright.work.approval_policies import problems_among
from changewright.work.clock_terms import today_of
from changewright.work.clocks import standing
from changewright.work.demo.authority import POLICIES
from changewright.work.demo.budget import GUARANTEED_MAXIMUM
from changewright.work.demo.cast import PEOPLE, PERSON_BY_KEY
from changewright.work.demo.contracts import COMMITMENTS
from changewright.work.demo.foundation import uuid_of
from changewright.work.demo.install import (
    PASSWORD_FILE,
    Installed,
    install,
    install_synthetic,
    issue_token,
    others_to_be,
)
from changewright.work.demo.narrative import SEED, timeline
from changewright.work.demo.time_rules import OWN_RULES
from changewright.work.directory import Directory
from changewright.work.keys import KeyRing
from changewright.work.ledger import Ledger
from changewright.work.scene import look
from changewright.work.unit import Actor
from changewright.work.verify import verify

README = CHECKOUT / "README.md"
LOCAL = "http://127.0.0.1"


@dataclass(frozen=True)
class Loaded:
    """The demo's folder, what `run` said of it, and what a second load finds."""

    home: Path
    told: str
    installed: Installed

    @property
    def now(self) -> datetime:
        """When it was loaded."""
        return self.installed.project.updated_at


@pytest.fixture(scope="module")
async def database(demo: Demo, settings: Settings) -> AsyncIterator[Database]:
    """That of the demo, as it was loaded."""
    opened = Database(demo.copy, settings)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture(scope="module")
async def loaded(demo: Demo, database: Database) -> Loaded:
    return Loaded(
        demo.site.home, demo.told, await install(database, demo.site.home, datetime.now(UTC))
    )


async def test_is_whole(loaded: Loaded, database: Database) -> None:
    assert "Loading the demo project" in loaded.told
    assert f"password {loaded.installed.password}" in loaded.told
    findings = await verify(database, loaded.installed.project.id)
    assert [str(finding) for finding in findings] == []


async def test_a_second_time_nothing_happens(loaded: Loaded, database: Database) -> None:
    assert not loaded.installed.is_new
    again = await install(database, loaded.home, loaded.now + timedelta(days=40))
    assert not again.is_new
    assert again.password == loaded.installed.password != ""
    assert again.project == loaded.installed.project


async def test_the_password_is_for_its_owner_alone(loaded: Loaded) -> None:
    kept = loaded.home / PASSWORD_FILE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.read_text().strip() == loaded.installed.password


def test_its_first_requests_are_answered_as_they_are_printed(demo: Demo) -> None:
    """At either door, so that nobody has to find out ids and headers first."""
    autodesk, procore = demo.answers
    assert len(autodesk["results"]) == 10
    assert {one["formDefinitionType"] for one in autodesk["results"]} == {"pco"}
    assert len(procore) == 10
    assert all(one["title"] and one["contract_id"] for one in procore)


async def test_the_readme_shows_what_both_doors_answer(
    demo: Demo, loaded: Loaded, database: Database, settings: Settings
) -> None:
    autodesk, procore = (
        json.loads(text)
        for text in re.findall(r"^```json\n(.+?)^```", README.read_text("utf-8"), re.M | re.S)
    )
    token = await issue_token(database, KeyRing(database), loaded.installed.host, loaded.now)
    headers = {"Authorization": f"Bearer {token}"}
    project = loaded.installed.project
    async with (
        started(settings, demo.copy) as application,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app=application), base_url=LOCAL, headers=headers
        ) as client,
    ):
        page = await client.get(
            f"/cost/v1/containers/{project.uuid}/change-orders/pco",
            params={"filter[number]": autodesk[0]["number"]},
        )
        assert shown_of(page.json()["results"], autodesk) == autodesk
        found = []
        for number in range(1, 10):
            rows = await client.get(
                "/rest/v1.0/potential_change_orders",
                params={"project_id": project.id, "per_page": 100, "page": number},
                headers={"Procore-Company-Id": str(project.account_id)},
            )
            found += [each for each in rows.json() if each["title"] == procore[0]["title"]]
        assert shown_of(found, procore) == procore


def shown_of(found: list[dict[str, Any]], shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of what was answered what is shown."""
    return [{name: each[name] for name in shown[0]} for each in found]


def test_another_role_is_an_address_away() -> None:
    lines = others_to_be()
    assert {line.split()[0] for line in lines} == set(ROLE) - {"admin"}
    assert all(line.split()[1] in {person.email for person in PEOPLE} for line in lines)


async def test_books_are_complete(loaded: Loaded, ledger: Ledger) -> None:
    async with ledger.reader(loaded.installed.project.id) as read:
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


async def test_the_ledger_says_what_the_core_alone_says(loaded: Loaded, ledger: Ledger) -> None:
    """Every document and item ends where the same steps end in memory."""
    shadow = Shadow()
    for step in timeline(SEED, (loaded.now - timedelta(days=1)).date()):
        shadow.play(step)
    async with ledger.reader(loaded.installed.project.id) as read:
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


async def test_documents_are_spread_over_a_year(loaded: Loaded, ledger: Ledger) -> None:
    async with ledger.reader(loaded.installed.project.id) as read:
        documents = await read.where(ChangeOrder)
    days = {one.created_at.date() for one in documents}
    assert (max(days) - min(days)).days > 330
    assert max(one.updated_at for one in documents) < loaded.now
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


async def test_a_synthetic_project_stands_beside_it(loaded: Loaded, database: Database) -> None:
    first = await install_synthetic(database, loaded.home, loaded.now, 20)
    assert first.is_new and first.project.uuid != loaded.installed.project.uuid
    again = await install_synthetic(database, loaded.home, loaded.now, 20)
    assert not again.is_new and again.project == first.project
    another = await install_synthetic(database, loaded.home, loaded.now, 20, seed=2)
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


# -- what waits for whom --------------------------------------------------------------------------


def _actor(loaded: Loaded, directory: Directory, key: str) -> Actor:
    found = next(one for one in directory.people.values() if one.email == PERSON_BY_KEY[key].email)
    return Actor(found.id, None, "web", "test", PERSON_BY_KEY[key].role)


@pytest.mark.parametrize(("key", "parts"), [("joan", ()), ("graham", ()), ("ruth", ())])
async def test_somebody_is_asked_to_approve(
    loaded: Loaded, ledger: Ledger, database: Database, key: str, parts: tuple[str, ...]
) -> None:
    directory = await Directory(database).fresh(now=True)
    actor = _actor(loaded, directory, key)
    async with look(ledger, loaded.installed.project.id, actor) as scene:
        viewer = Viewer(loaded.installed.project.id, actor.role)
        waiting = await inbox(scene, viewer, actor.person_id or 0, parts)
    steps = [one for one in waiting if one.part == "approver"]
    assert steps and all(one.needed and one.since and one.due for one in steps)


async def test_policies_can_be_satisfied_by_the_cast(
    loaded: Loaded, ledger: Ledger, database: Database
) -> None:
    async with ledger.reader(loaded.installed.project.id) as read:
        team = await read.team()
        policies = await read.where(ApprovalPolicy)
        runs = await read.where(ApprovalRun)
    assert len(policies) == len(POLICIES)
    assert [problems_among(policy, team) for policy in policies] == [[]] * len(policies)
    told = Counter(run.state for run in runs)
    assert told["used"] >= 5 and told["open"] >= 4, told
    assert {run.stage for run in runs if run.state == "open"} == {1, 2}


async def test_a_supplier_has_prices_to_give(
    loaded: Loaded, ledger: Ledger, database: Database
) -> None:
    directory = await Directory(database).fresh(now=True)
    company = directory.company(uuid_of("company", "mechanical"))
    assert company is not None
    async with ledger.reader(loaded.installed.project.id) as read:
        asked = await read.where(ChangeOrder, kind="rfq", court="supplier")
    mine = [one for one in asked if one.court_company_id == company.id]
    assert len(mine) >= 3 and all(one.response_due for one in mine)


async def test_prices_of_suppliers_are_quotes_at_the_other_door(
    loaded: Loaded, ledger: Ledger
) -> None:
    """The demo is told as Autodesk's clients work: prices stand on lines."""
    path, columns = QUOTES_OF_RFQ.parts["quotes"].path, QUOTE.columns
    async with ledger.reader(loaded.installed.project.id) as read:
        rfqs = await read.where(ChangeOrder, kind="rfq", cost_state=["proposed", "accepted"])
        rfqs = [one for one in rfqs if one.contract_id is not None and one.proposed is not None]
        rows = await rows_on(read, rfqs, path)
    assert len(rfqs) >= 10
    for rfq in rfqs:
        quotes = [dict(zip(columns, one, strict=True)) for one in quotes_in(rows[rfq.id], 0)]
        assert sum_amounts(Decimal(one["amount"]) for one in quotes) == rfq.proposed
        assert {one["rfq_id"] for one in quotes} == {rfq.id}
        assert all(one["created_by"] is not None for one in quotes)


async def test_clocks_run_and_have_run(loaded: Loaded, ledger: Ledger) -> None:
    async with ledger.reader(loaded.installed.project.id) as read:
        (calendar,) = await read.where(ClockCalendar)
        found = await standing(read, today_of(calendar, None, loaded.now))
    states = Counter(one.deadline.state for one in found)
    assert {"met", "met_late", "missed"} <= set(states), states
    assert {"running", "due_soon"} & set(states), states
    assert {one.holder.TABLE for one in found} == {"contract", "main_contract"}
    assert {"aia-a201-2017.15.1.3", *(rule["id"] for rule in OWN_RULES)} <= {
        one.deadline.rule.id for one in found
    }


async def test_whose_turn_it_is_is_told_of_everything_under_way(
    loaded: Loaded, ledger: Ledger
) -> None:
    async with ledger.reader(loaded.installed.project.id) as read:
        documents = await read.where(ChangeOrder)
    courts = Counter(one.court for one in documents if one.court is not None)
    assert set(courts) >= {"preparer", "supplier", "decider", "approver", "signer"}, courts
