"""Who asks one door what has changed since misses nothing that the other door wrote."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.procore.lining import Board
from tests.procore.site import PACKAGES, POTENTIAL, Site, open_site

from changewright.core.records import CostItem, Membership
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.work import cost_items
from changewright.work.ledger import Ledger, read_clock
from changewright.work.unit import Actor, Unit

# What is written of an item, and whether a line of Procore's shows it.
EDITS: tuple[tuple[dict[str, Any], bool], ...] = (
    ({"name": "Three doors"}, True),
    ({"quantity": 4}, True),
    ({"unit": "pc"}, True),
    ({"budgetId": "a budget"}, True),
    ({"proposed": "12.5"}, True),
    ({"note": "By the lift"}, False),
    ({"scopeOfWork": "All of it"}, False),
)


@pytest.fixture
async def board(application: Application, ledger: Ledger) -> Board:
    return Board(await open_site(application, ledger, settings_born("procore")))


async def seen(site: Site, since: str) -> dict[str, list[int]]:
    """The ids that pollers of each list get."""
    newer = f"/rest/v1.0/projects/{site.project_id}/commitment_change_orders"
    found = {}
    for path in (POTENTIAL, PACKAGES, newer):
        query: dict[str, Any] = {"project_id": site.project_id}
        query["filters[updated_at]"] = f"{since}..."
        answer = await site.procore.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found[path] = [row["id"] for row in answer.json()]
    return found


@pytest.mark.parametrize(("edit", "is_shown"), EDITS, ids=[next(iter(row[0])) for row in EDITS])
async def test_an_edit_of_an_item_moves_the_changes_that_show_it(
    board: Board, monkeypatch: pytest.MonkeyPatch, edit: dict[str, Any], is_shown: bool
) -> None:
    site = board.site
    _, commitment = await site.commitment("SC-1", status="signed")
    budget = await site.make("budgets", code="03", name="Walls", quantity=1, unit="ls")
    change = await board.draw(commitment, title="Doors")
    other = await board.draw(commitment, title="Windows")
    await board.line(change, description="Two doors", amount="10.0")
    item, was = await board.item("Two doors"), await board.get(change)
    later = read_clock() + timedelta(hours=1)
    monkeypatch.setattr(site.application.services.ledger, "clock", lambda: later)
    body = {**edit, **({"budgetId": budget["id"]} if "budgetId" in edit else {})}
    answer = await site.acc.patch(site.cost(f"cost-items/{item['id']}"), json=body)
    assert answer.status_code == 200, answer.text
    since = later.strftime("%Y-%m-%dT%H:%M:%SZ")
    of_package = {row["title"]: row["id"] for row in await site.packages()}
    expected = ([change["id"]], [of_package["Doors"]], [change["id"]]) if is_shown else ([], [], [])
    assert tuple((await seen(site, since)).values()) == expected
    asked = {"filter[lastModifiedSince]": since}
    for kind in ("pco", "sco"):
        found = await site.acc.get(site.cost(f"change-orders/{kind}"), params=asked)
        assert [row["name"] for row in found.json()["results"]] == (["Doors"] if is_shown else [])
    assert (await board.get(change))["updated_at"] == (since if is_shown else was["updated_at"])
    assert (await board.get(other))["updated_at"] == other["updated_at"]


async def test_an_edit_on_no_change_order_writes_the_item_alone(board: Board) -> None:
    site = board.site
    made = await site.make("cost-items", name="Loose")
    actor = Actor(site.people.persons["admin"].id, None, "acc", "r", "admin")

    async def decide(unit: Unit) -> list[str]:
        (item,) = await unit.read.where(CostItem)
        assert await unit.read.where(Membership) == []
        await cost_items.edit(unit, item, {"name": "Looser"})
        return [written.noun.TABLE for written, _ in unit._workspace.written()]

    assert await site.ledger.run(site.container.id, actor, decide) == ["cost_item"]
    assert made["name"] == "Loose"
