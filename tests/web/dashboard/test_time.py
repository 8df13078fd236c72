"""What waits, what was, how long it took: ages, points in the past, stages, days."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from tests.fixtures_ledger import ACTOR
from tests.web.approving import amount, limit, percent
from tests.web.dashboard.conftest import Site

from changewright.core.certainty import AGES
from changewright.core.records import ChangeOrder
from changewright.store import tallies
from changewright.work.dashboard_history import ends
from changewright.work.ledger import Ledger
from changewright.work.unit import Unit


async def test_ages_count_every_open_document_once(seen: Site) -> None:
    shown = await seen.part("ageing")
    courts = await seen.listed("courts", limit=1000)
    assert sum(one["count"] for one in shown["results"]) == len(courts)
    assert {one["age"] for one in shown["results"]} == {"0-7"}
    mine = {(one["court"], one["kind"]): one["amount"] for one in shown["results"]}
    assert mine["preparer", "pco"] == "7614.3400"  # all four that are not signed
    assert Decimal(mine["signer", "sco"]) == 700


async def test_the_projects_currency_is_one_whether_named_or_not(site: Site) -> None:
    for code, more in (("SC-8", {}), ("SC-9", {"currency": "USD"})):
        contract = await site.contract(code, "100", status="executed", **more)
        await site.order("10", contract)
    ages = (await site.part("ageing", kind="sco"))["results"]
    keys = [(one["court"], one["age"], one["currency"]) for one in ages]
    assert len(keys) == len(set(keys)) == 2
    assert {one["count"]: Decimal(one["amount"]) for one in ages} == {1: 700, 2: 20}


@pytest.mark.parametrize(
    ("days", "age"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (30, 2), (31, 3), (60, 3), (61, 4)]
)
async def test_an_age_ends_where_the_next_begins(
    seen: Site, ledger: Ledger, days: int, age: int
) -> None:
    today = datetime.now(UTC).date() + timedelta(days=days)
    async with ledger.reader(seen.container.id) as read:
        rows = await read.tally(tallies.ageing_step(seen.container.id, today, "UTC"), tuple)
    assert {row[2] for row in rows} == {age}
    most = AGES[age].most
    assert AGES[age].least <= days and (most is None or days <= most)


async def test_the_filter_of_an_age_names_its_days(seen: Site) -> None:
    shown = await seen.part("ageing", kind="pco")
    today = datetime.fromisoformat(shown["today"]).date()
    first = today - timedelta(days=7)
    assert shown["results"]
    for one in shown["results"]:
        where = f"courtSince:range:{first}..{today}"
        assert one["filter"] == f"kind:is:pco;court:is:{one['court']};{where}"


async def test_exposure_is_what_the_project_said_then(site: Site) -> None:
    shown = await site.part("exposure", interval="week", points=4)
    assert [point["revision"] for point in shown["points"][:-1]] == [0, 0, 0]
    last = shown["points"][-1]
    project = str(site.container.uuid)
    for side in ("budget", "cost"):
        for phase in ("draft", "exposed", "pending", "approved"):
            kept = await site.explained("project", project, f"{side}{phase.title()}")
            assert last[side][phase] == kept["served"]
    await site.act(site.made["Drawn"], "open", role="admin")
    past = await site.part("exposure", interval="week", points=4, asOf=last["revision"])
    assert past["points"][-1]["budget"] == last["budget"]


async def test_exposure_of_a_contract_is_its_own(seen: Site) -> None:
    contract = seen.made["contract"]["id"]
    shown = await seen.part("exposure", contractId=contract, points=1)
    found = await seen.shown(f"contracts/{contract}")
    (point,) = shown["points"]
    assert point["original"] == found["awarded"]
    assert point["cost"]["approved"] == found["approvedChangeOrders"]
    assert shown["filters"]["approved"] == f"phase:is:approved;contract:is:{contract}"


def test_periods_end_with_months_and_weeks_of_the_zone() -> None:
    now = datetime(2026, 3, 17, 12, tzinfo=UTC)
    months = ends("month", 4, now.date(), now, UTC)
    assert [each.isoformat()[:10] for each in months] == [
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
        "2026-03-17",
    ]
    weeks = ends("week", 3, now.date(), now, UTC)
    assert [each.isoformat()[:10] for each in weeks] == ["2026-03-09", "2026-03-16", "2026-03-17"]


async def test_contingency_says_when_nobody_named_one(seen: Site) -> None:
    shown = await seen.part("contingency")
    assert (shown["wholeKnown"], shown["pools"]) == (False, [])
    assert shown["note"].startswith("No approval policy says")


async def test_contingency_burns_with_approved_changes(site: Site) -> None:
    contract = site.made["contract"]["id"]
    await site.policy(
        name="Reserve",
        contractIds=[contract],
        contingency={"bound": percent("10")},
        bands=[{"name": "all", "steps": [site.step("Any", "approver")]}],
    )
    shown = await site.part("contingency", points=2)
    (pool,) = shown["pools"]
    kept = await site.shown(f"contracts/{contract}")
    assert (pool["whole"], pool["drawn"]) == ("800.0000", kept["approvedChangeOrders"])
    assert pool["left"] == pool["points"][-1]["left"] == "100.0000"
    assert pool["points"][0]["left"] == "800.0000"
    assert Decimal(pool["forecastLeft"]) == Decimal(100) - Decimal(kept["reserves"]) - Decimal(
        kept["pendingChangeOrders"]
    )


async def test_stages_are_timed_by_the_journal(seen: Site) -> None:
    shown = await seen.part("cycle-times", kind="oco")
    stays = {one["state"]: one for one in shown["results"]}
    assert stays["draft"]["stays"] == stays["submitted"]["stays"] == stays["approved"]["stays"] == 1
    assert stays["executed"]["stays"] == 0 and stays["executed"]["now"] == 1
    assert 0 <= stays["draft"]["medianDays"] < 1
    assert stays["executed"]["filter"] == "kind:is:oco;budgetState:is:executed"


async def test_days_granted_are_those_of_approved_orders(seen: Site) -> None:
    rows = (await seen.part("days"))["results"]
    by_side = {one["side"]: one for one in rows if one["asked"] or one["granted"]}
    assert (by_side["budget"]["granted"], by_side["budget"]["kept"]) == (5, 5)
    assert by_side["budget"]["asked"] == 5
    assert (by_side["cost"]["granted"], by_side["cost"]["kept"]) == (3, 3)


async def test_days_of_others_are_not_told(seen: Site) -> None:
    outside = (await seen.part("days", role="supplier"))["results"]
    assert {one["side"] for one in outside} == {"cost"}
    assert [one["granted"] for one in outside] == [3]
    owner = (await seen.part("days", role="owner"))["results"]
    assert [(one["side"], one["granted"]) for one in owner] == [("budget", 5)]


async def test_reasons_come_to_the_documents_of_their_kind(site: Site, ledger: Ledger) -> None:
    async def explain(unit: Unit) -> None:
        for record in await unit.read.where(ChangeOrder, name=["Rough", "Drawn"]):
            unit.change(record, reason="Design, late")

    await ledger.run(site.container.id, ACTOR, explain)
    shown = await site.part("reasons", kind="pco")
    by_reason = {one["reason"]: one for one in shown["results"]}
    assert Decimal(by_reason["Design, late"]["amount"]) == Decimal("1131.07") + Decimal("2243.11")
    assert by_reason["Design, late"]["count"] == 2
    assert by_reason["Design, late"]["filter"] == r"kind:is:pco;reason:is:Design\, late"
    assert by_reason[None]["filter"] == "kind:is:pco;reason:blank"


async def test_amounts_near_a_limit_fall_into_bins(site: Site) -> None:
    contract = site.made["contract"]
    for value in ("949.99", "950", "999.99", "1000", "1000.01", "400"):
        await site.order(value, contract)
    await site.policy(
        bands=[
            {
                "name": "small",
                "limits": [limit("amount", amount("1000"), percent("5"))],
                "steps": [site.step("Any", "approver")],
            },
            {"name": "rest", "steps": [site.step("Any", "approver")]},
        ]
    )
    shown = await site.part("limits")
    (found,) = shown["results"]
    assert (shown["limited"], shown["leftOut"], found["limit"]) == (True, 1, "1000.0000")
    counted = {(one["leastPercent"], one["mostPercent"]): one["count"] for one in found["bins"]}
    assert counted == {(65, 70): 1, (90, 95): 2, (95, 100): 2, (100, 105): 1}
    assert (found["justBelow"], found["justAbove"]) == (4, 1)


@pytest.mark.parametrize(
    ("part", "query", "field"),
    [
        ("exposure", {"points": "0"}, "points"),
        ("exposure", {"points": "61"}, "points"),
        ("exposure", {"interval": "day"}, "interval"),
        ("exposure", {"contractId": "nonsense"}, "contractId"),
        ("reasons", {"kind": "event"}, "kind"),
        ("cycle-times", {"days": "x"}, "days"),
        ("cycle-times", {"asOf": "0001-01-01T00:00:00Z"}, "asOf"),
        ("exposure", {"asOf": "0001-01-01T00:00:00Z"}, "asOf"),
        ("contract-value", {"side": "both"}, "side"),
    ],
)
async def test_what_is_asked_wrongly_is_named(
    seen: Site, part: str, query: dict[str, str], field: str
) -> None:
    reply = await seen.client("admin").get(seen.web(f"dashboard/{part}"), params=query)
    assert reply.status_code == 400, reply.text
    assert [one["field"] for one in reply.json()["problems"]] == [field]


async def test_an_empty_project_has_empty_charts(web: httpx.AsyncClient, place: str) -> None:
    parts = (await web.get(f"{place}/dashboard")).json()["parts"]
    for part in parts:
        reply = await web.get(part["href"])
        assert reply.status_code == 200, (part, reply.text)
        early = await web.get(part["href"], params={"asOf": "0"})
        assert early.status_code == 200, (part, early.text)
