"""A sync of many lines: as much work a line as one of few, and the same as line by line."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from tests.procore.lining import Board, Json
from tests.procore.site import open_site

from changewright.core import propagation
from changewright.core.settings import settings_born
from changewright.edge.http import Application
from changewright.store.wire import Wire
from changewright.work.ledger import Ledger

ROUND_TRIPS_A_LINE = 6


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Round trips to the database, and how often the states of a document were worked out."""
    counts: Counter[str] = Counter()
    run, shown_state = Wire.run, propagation.shown_state

    async def counted_run(self: Wire, *arguments: Any) -> Any:
        counts["round trips"] += 1
        return await run(self, *arguments)

    def counted_state(*arguments: Any) -> Any:
        counts["states"] += 1
        return shown_state(*arguments)

    monkeypatch.setattr(Wire, "run", counted_run)
    monkeypatch.setattr(propagation, "shown_state", counted_state)
    return counts


async def test_a_line_of_many_costs_what_a_line_of_few_costs(
    board: Board, commitment: int, counted: Counter[str]
) -> None:
    made, edited = [], []
    for count in (10, 30, 50):
        change = await board.draw(commitment, title="Doors")
        counted.clear()
        updates = [{"amount": "1.0", "origin_id": f"{count}-{index}"} for index in range(count)]
        lines = (await board.sync(change, *updates))["entities"]
        made.append(dict(counted))
        counted.clear()
        told = await board.sync(change, *({"id": line["id"], "amount": "2"} for line in lines))
        edited.append(dict(counted))
        assert len(told["entities"]) == count and told["errors"] == []
        assert (await board.get(change))["grand_total"] == f"{2 * count}.0"
    for few, more, many in (made, edited):
        grown = many["round trips"] - more["round trips"]
        assert abs(grown - (more["round trips"] - few["round trips"])) <= 2
        assert grown <= 20 * ROUND_TRIPS_A_LINE
        assert few.get("states") == more.get("states") == many.get("states")


def plain(lines: list[Json]) -> list[Json]:
    """Lines without what two projects never have in common."""
    dropped = ("id", "created_at", "updated_at", "holder", "project", "company")
    return [{name: value for name, value in line.items() if name not in dropped} for line in lines]


UPDATES: tuple[Json, ...] = (
    {"description": "One", "amount": "10.5", "origin_id": "a"},
    {"description": "Two", "quantity": "2", "unit_cost": "3.25", "uom": "ea"},
    {"description": "Three", "amount": "-4", "origin_id": "c"},
    {"origin_id": "a", "amount": "11", "description": "One again"},
    {"description": "Four", "amount": "4", "origin_id": "d"},
    {"origin_id": "c", "quantity": "7"},
    {"origin_id": "d", "amount": None},
)


@pytest.mark.parametrize("cascade", ["mirror", "advance"])
@pytest.mark.parametrize("tiers", [1, 2])
@pytest.mark.parametrize("status", ["draft", "pending", "proceeding"])
async def test_it_comes_to_the_same_as_one_by_one(
    application: Application, ledger: Ledger, cascade: str, tiers: int, status: str
) -> None:
    settings = msgspec.structs.replace(
        settings_born("procore"), status_cascade=cascade, tiers_cost=tiers
    )
    found = []
    for at_once in (True, False):
        board = Board(await open_site(application, ledger, settings))
        _, contract_id = await board.site.commitment("SC-1", status="signed")
        change = await board.draw(contract_id, title="Doors", status=status)
        if at_once:
            told = await board.sync(change, *UPDATES)
            assert told["errors"] == []
        else:
            for update in UPDATES:
                assert (await board.sync(change, update))["errors"] == []
        shown = await board.get(change)
        packages = [(row["status"], row["grand_total"]) for row in await board.site.packages()]
        items = (await board.site.acc.get(board.site.cost("cost-items"))).json()["results"]
        states = [(item["name"], item["budgetStatus"], item["costStatus"]) for item in items]
        names = ("status", "grand_total", "number", "void")
        found.append(
            (
                plain(await board.lines(change)),
                {name: shown[name] for name in names},
                packages,
                sorted(states),
            )
        )
    assert found[0] == found[1]


async def test_a_refused_line_leaves_those_around_it(board: Board, commitment: int) -> None:
    change = await board.draw(commitment, title="Doors")
    told = await board.sync(
        change,
        {"description": "One", "amount": "1", "origin_id": "a"},
        {"description": "Bad", "amount": "a lot"},
        {"origin_id": "a", "cost_code_id": 1},  # finds the line, and no such code
        {"description": "Two", "amount": "2", "origin_id": "b"},
        {"id": 1, "amount": "3"},
        {"origin_id": "b", "amount": "5"},
    )
    assert [list(each["errors"]) for each in told["errors"]] == [
        ["amount"],
        ["cost_code_id"],
        ["id"],
    ]
    names = [(line["description"], line["amount"]) for line in await board.lines(change)]
    assert names == [("One", "1.0"), ("Two", "5.0")]
    assert (await board.get(change))["grand_total"] == "6.0"
    (package,) = await board.site.packages()
    assert package["grand_total"] == "6.0"
