"""The approval matrices of field.md §5.4, over HTTP: policies, orders of every size, and who gets
them through. Who waits is read from the open round, and tried at Autodesk's own actions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.fixtures_acc import People, client_of
from tests.fixtures_ledger import Container
from tests.web.approving import Office, amount, days, limit, percent

from changewright.compose.application import started
from changewright.config.settings import Settings
from changewright.edge.http import Application
from changewright.store.embedded import Urls

ORACLES = {
    "5.4": "St Louis Public Schools P7502, Niskayuna, Ankeny; boundaries, credits, net and size of "
    "the aggregate, days alone, two orders racing to cross it",
}
ORIGINAL = "1000000"
"""The contract's sum: ten per cent of it are 100,000."""


@pytest.fixture
def office(people: People, container: Container) -> Office:
    return Office(people, container)


def st_louis(office: Office, aggregate: str = "cumulative_net") -> dict[str, Any]:
    """P7502: below 10,000 the commissioner, up to 25,000 the superintendent, above the board; and
    the board as soon as all change orders come to more than ten per cent of the original."""
    within = limit(aggregate, percent("10"))
    return {
        "name": "P7502",
        "bands": [
            {
                "name": "commissioner",
                "limits": [limit("amount", amount("10000"), inclusive=False), within],
                "steps": [office.step("Commissioner", "manager")],
            },
            {
                "name": "superintendent",
                "limits": [limit("amount", amount("25000")), within],
                "steps": [office.step("Superintendent", "approver")],
            },
            {"name": "board", "steps": [office.step("Board", "admin")]},
        ],
    }


async def bands(office: Office, contract: dict[str, Any], *orders: tuple[str, int]) -> list[str]:
    """The band in which each order waits: (amount, days)."""
    found = []
    for value, change in orders:
        made = await office.order(value, contract, role="estimator", scheduleChange=change)
        found.append(await office.band(made))
    return found


async def test_5_4_st_louis_boundaries_credits_and_days_alone(office: Office) -> None:
    contract = await office.contract("C-1", ORIGINAL)
    await office.policy(**st_louis(office))
    sizes = ("9999.9999", "10000", "24999.99", "25000", "25000.0001", "-50000", "0")
    assert await bands(office, contract, *((size, 0) for size in sizes)) == [
        "commissioner",
        "superintendent",
        "superintendent",
        "superintendent",
        "board",
        "commissioner",
        "commissioner",
    ]
    # Days cost nothing in this policy, so an order of days alone is the commissioner's.
    assert await bands(office, contract, ("0", 30)) == ["commissioner"]


async def test_5_4_st_louis_each_order_passes_by_its_own_approver_alone(office: Office) -> None:
    contract = await office.contract("C-1", ORIGINAL)
    await office.policy(**st_louis(office))
    order = await office.order("10000", contract, role="estimator")
    for role in ("manager", "admin"):
        detail = await office.refused(order, "send", role)
        assert "still needs Superintendent (Approver Person)" in detail
    assert await office.actions(order, "manager") == ["reject", "recall"]
    assert "send" in await office.actions(order, "approver")
    await office.act(order, "send", role="approver")
    assert await office.status(order) == "sent"


async def test_5_4_st_louis_aggregate_of_ten_per_cent_equal_is_within(office: Office) -> None:
    contract = await office.contract("C-1", ORIGINAL)
    await office.policy(**st_louis(office))
    large = await office.order("90000", contract, role="estimator")
    waiting = await office.order("9999", contract, role="estimator")
    over = await office.order("10000.01", contract, role="estimator")
    assert [await office.band(each) for each in (large, waiting, over)] == [
        "board",
        "commissioner",
        "superintendent",
    ]
    await office.act(large, "send", role="admin")
    # 99,999.00 and 100,000.00 are within ten per cent, 100,000.01 is not, though it is waiting.
    assert await office.band(waiting) == "commissioner"
    assert await office.band(over) == "board"
    assert await bands(office, contract, ("10000", 0)) == ["superintendent"]
    # Undoing the large one brings the others back into their bands.
    await office.act(large, "sentToOpen", role="admin")
    assert await office.band(over) == "superintendent"


@pytest.mark.parametrize(
    ("aggregate", "band"), [("cumulative_net", "commissioner"), ("cumulative_size", "board")]
)
async def test_5_4_net_or_size_of_the_aggregate_is_a_choice(
    office: Office, aggregate: str, band: str
) -> None:
    contract = await office.contract("C-1", ORIGINAL)
    await office.policy(**st_louis(office, aggregate))
    for value, role in (("60000", "admin"), ("-50000", None)):
        order = await office.order(value, contract, role="estimator")
        # The credit is the commissioner's by its net; by size it is above ten per cent already.
        by = role or ("manager" if aggregate == "cumulative_net" else "admin")
        await office.act(order, "send", role=by)
    # Net 10,000, by size 110,000: with 5,000 more that is 15,000 or 115,000.
    assert await bands(office, contract, ("5000", 0)) == [band]


async def test_5_4_niskayuna_credits_recommendation_and_budget(office: Office) -> None:
    """A decrease, nothing, or up to 35,000: the superintendent; above: the board. Never without
    the architect's recommendation, nor above the budget."""
    contract = await office.contract("C-1", ORIGINAL)
    architect = office.step("Architect's recommendation", "viewer")
    await office.policy(
        name="Niskayuna",
        requirements=[limit("budget_left", amount("0"))],
        bands=[
            {
                "name": "superintendent",
                "limits": [limit("amount", amount("35000"))],
                "steps": [architect, office.step("Superintendent", "approver", stage=2)],
            },
            {
                "name": "board",
                "steps": [architect, office.step("Board", "admin", stage=2)],
            },
        ],
    )
    code = await office.make(
        "budgets", code="01-100", name="Contract", quantity=1, unitPrice="40000"
    )
    expected = {
        "-1000": "superintendent",
        "0": "superintendent",
        "35000": "superintendent",
        "35000.01": "board",
    }
    orders = {}
    for value, band in expected.items():
        order = orders[value] = await office.order(
            None, contract, role="estimator", name=f"Change {value}", asked=False
        )
        await office.line(order, value, budgetId=code["id"])
        await office.act(order, "submit", role="admin")
        assert await office.band(order) == band, value
    order = orders["35000"]
    detail = await office.refused(order, "send", "approver")
    assert "Architect's recommendation (Viewer Person)" in detail
    assert "your approval" not in detail, "the superintendent's turn has not come"
    shown = await office.decide(order, "viewer", note="Recommended")
    assert [one["step"] for one in shown["runs"][-1]["needed"]] == ["Superintendent"]
    assert await office.status(order) == "inReview", "an architect recommends and does not approve"
    await office.act(order, "send", role="approver")
    # 40,000 of budget less 35,000: another 5,000.01 is above it, whoever approves.
    for value, is_possible in (("5000", True), ("5000.01", False)):
        order = await office.order(None, contract, role="estimator", name=value, asked=False)
        await office.line(order, value, budgetId=code["id"])
        await office.act(order, "submit", role="admin")
        reply = await office.try_decide(order, "viewer")
        assert (reply.status_code == 201) is is_possible, reply.text
    assert reply.json()["detail"].endswith(
        "the budget it leaves is -0.01, allowed is at least 0.00"
    )
    assert "lets nobody approve it" in await office.refused(order, "send", "admin")


async def test_5_4_ankeny_no_days_and_no_more_than_the_contingency(office: Office) -> None:
    """Up to 25,000 staff may proceed if no time is added and the contingency lasts; else board."""
    contract = await office.contract("C-1", ORIGINAL)
    await office.policy(
        name="Ankeny",
        contingency={"bound": amount("50000"), "drawnBy": "all"},
        bands=[
            {
                "name": "staff",
                "limits": [
                    limit("amount", amount("25000")),
                    limit("days", days(0)),
                    limit("contingency_left", amount("0")),
                ],
                "steps": [office.step("Staff", "manager")],
            },
            {"name": "board", "steps": [office.step("Board", "admin")]},
        ],
    )
    assert await bands(office, contract, ("25000", 0), ("25000", 1), ("0", 5), ("0", -5)) == [
        "staff",
        "board",
        "board",
        "staff",
    ]
    drawn = await office.order("40000", contract, role="estimator")
    await office.act(drawn, "send", role="admin")
    assert await bands(office, contract, ("10000", 0), ("10000.01", 0), ("-1", 0)) == [
        "staff",
        "board",
        "staff",
    ]


@pytest.fixture
async def second(settings: Settings, database_urls: Urls) -> AsyncIterator[Application]:
    """Another server over the same database, with locks and memories of its own."""
    async with started(settings, database_urls) as running:
        yield running


async def test_5_4_of_two_racing_across_the_aggregate_exactly_one_wins(
    office: Office, people: People, second: Application
) -> None:
    """Each alone is within the manager's 10,000, both are not: whichever server comes second is
    refused, and the contract has one of them."""
    contract = await office.contract("C-1", ORIGINAL)
    either = [*office.who("manager"), *office.who("approver")]
    await office.policy(
        bands=[
            {
                "name": "staff",
                "limits": [limit("cumulative_net", amount("10000"))],
                "steps": [{"name": "Staff", "who": either}],
            },
            {"name": "board", "steps": [office.step("Board", "admin")]},
        ],
    )
    elsewhere = client_of(second, people.tokens["approver"])
    for _ in range(4):
        pair = [await office.order("6000", contract, role="estimator") for _ in range(2)]
        clients = (office.client("manager"), elsewhere)
        replies = await asyncio.gather(
            *(
                client.post(office.cost("workflows/actions"), json=[sending(order)])
                for client, order in zip(clients, pair, strict=True)
            )
        )
        errors = [reply.json()[0]["errors"] for reply in replies]
        assert sorted(len(each) for each in errors) == [0, 1], errors
        (refusal,) = next(each for each in errors if each)
        assert refusal["status"] == 409
        assert "still needs Board (Admin Person)" in refusal["detail"]
        assert sorted([await office.status(each) for each in pair]) == ["inReview", "sent"]
        for order in pair:
            if await office.status(order) == "sent":
                await office.act(order, "sentToOpen", role="admin")
            else:
                await office.act(order, "recall", role="admin")


def sending(order: dict[str, Any]) -> dict[str, Any]:
    return {"action": "send", "associationId": order["id"], "associationType": "FormInstance"}


async def test_5_4_of_two_in_one_request_the_second_sees_the_first(office: Office) -> None:
    contract = await office.contract("C-1", ORIGINAL)
    await office.policy(
        bands=[
            {
                "name": "staff",
                "limits": [limit("cumulative_net", amount("10000"))],
                "steps": [office.step("Staff", "manager")],
            },
            {"name": "board", "steps": [office.step("Board", "admin")]},
        ],
    )
    pair = [await office.order("6000", contract, role="estimator") for _ in range(2)]
    reply = await office.client("manager").post(
        office.cost("workflows/actions"), json=[sending(order) for order in pair]
    )
    assert [len(each["errors"]) for each in reply.json()] == [0, 1]
    assert [await office.status(each) for each in pair] == ["sent", "inReview"]
