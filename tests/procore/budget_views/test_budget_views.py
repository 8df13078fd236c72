"""The standard budget view (procore.md §6, Appendix A): the cents of Autodesk's budgets, sorted and
grouped."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.procore.contracting import Desk

from changewright.procore.budget_views import details

VIEWS = "/rest/v1.0/budget_views"
SAME_AS = {
    "Original Budget Amount": "originalAmount",
    "Budget Modifications": "internalAdjustment",
    "Approved COs": "approvedOwnerChanges",
    "Revised Budget": "revised",
    "Pending Budget Changes": "pendingOwnerChanges",
    "Projected Budget": "projectedBudget",
}
"""Columns of the view and fields of Autodesk's budgets (autodesk.md §9)."""


async def furnished(desk: Desk) -> None:
    """Three codes, with changes of every kind of certainty on both sides."""
    site = desk.site
    contract, _ = await site.commitment("SC-1")
    for number, (code, price) in enumerate((("03-10", "1000.55"), ("03-20", "250"), ("05", "77"))):
        budget = await site.make("budgets", code=code, name=code, quantity=1, unitPrice=price)
        row = {"contractId": contract, "budgetId": budget["id"], "name": code}
        await site.make("schedule-of-values", amount=f"{100 * (3 - number)}.25", **row)
        change = await site.make("change-orders/pco", name=f"Change {code}")
        money = {"submitted": f"{10**number}.05", "proposed": f"{7 * number}.1"}
        kept = {"changeOrderId": change["id"], "budgetId": budget["id"], "contractId": contract}
        await site.make("cost-items", name=code, scope="out", **money, **kept)
        for action in ("open", "submit")[: number + 1]:
            await site.act(change, action)
    signed = await site.acc.patch(site.cost(f"contracts/{contract}"), json={"status": "signed"})
    assert signed.status_code == 200, signed.text


def amount(row: dict[str, Any], name: str) -> Decimal:
    return Decimal(row[name])


async def rows_of(desk: Desk, kind: str = "detail_rows", **query: Any) -> list[dict[str, Any]]:
    return await desk.rows(f"{VIEWS}/{desk.site.project_id}/{kind}", **query)


async def test_the_view_says_where_its_rows_are(desk: Desk) -> None:
    (view,) = await desk.rows(VIEWS)
    assert view["id"] == desk.site.project_id
    assert set(view) == {
        *("id", "name", "description", "created_at", "created_by", "updated_at", "role", "links"),
    }
    for kind, address in view["links"].items():
        assert f"/{kind}?" in address
    assert (await desk.fetch(f"{VIEWS}/{view['id'] + 1}/detail_rows")).status_code == 404


async def test_the_cents_are_those_of_the_other_door(desk: Desk) -> None:
    await furnished(desk)
    theirs = (await desk.site.acc.get(desk.site.cost("budgets"))).json()["results"]
    by_code = {row["code"]: row for row in theirs}
    columns = await desk.rows(f"{VIEWS}/{desk.site.project_id}/budget_detail_columns")
    rows = await rows_of(desk)
    assert len(rows) == len(theirs) == 3
    for row in rows:
        assert {column["name"] for column in columns} <= set(row)
        other = by_code[row["cost_code"].split(" - ")[0]]
        for name, field in SAME_AS.items():
            assert amount(row, name) == Decimal(other[field] or 0), (name, field)
        line = (await desk.fetch(f"/rest/v1.0/budget_line_items/{row['id']}")).json()
        for column in columns:
            if column["id"] in line:
                assert amount(row, column["name"]) == Decimal(str(line[column["id"]])), column
        costs = sum(Decimal(other[name]) for name in ("originalCommitment", "pendingChangeOrders"))
        assert amount(row, "Projected Costs") == costs + Decimal(other["reserves"])


@pytest.mark.parametrize("sort", ["forecast_to_complete", "Projected Budget", "committed_costs"])
async def test_rows_are_sorted_by_what_is_worked_out(desk: Desk, sort: str) -> None:
    await furnished(desk)
    columns = await desk.rows(f"{VIEWS}/{desk.site.project_id}/budget_detail_columns")
    name = next(one["name"] for one in columns if sort in (one["id"], one["name"]))
    up = await rows_of(desk, sort=sort)
    down = await rows_of(desk, sort=f"-{sort}")
    figures = [amount(row, name) for row in up]
    assert figures == sorted(figures) and len(set(figures)) > 1
    assert [row["id"] for row in down] == [row["id"] for row in up][::-1]
    first = await rows_of(desk, sort=sort, per_page=2)
    second = await rows_of(desk, sort=sort, per_page=2, page=2)
    assert [*first, *second] == up


async def test_rows_are_narrowed(desk: Desk) -> None:
    await furnished(desk)
    rows = await rows_of(desk)
    one, other, _ = rows
    found = await rows_of(desk, **{"cost_code_id[]": f"{one['cost_code_id']},999999"})
    assert found == [one]
    assert await rows_of(desk, **{"budget_line_item_id[]": other["id"]}) == [other]
    assert await rows_of(desk, **{"cost_code_name[]": "nobody's"}) == []
    assert await rows_of(desk, **{"biller[]": one["biller"]}) == rows
    assert await rows_of(desk, **{"biller[]": "another project"}) == []


async def test_groups_come_to_what_their_rows_come_to(desk: Desk) -> None:
    await furnished(desk)
    rows, columns = await rows_of(desk), sorted(SAME_AS)
    for group_by in ("", "root_cost_code", "cost_code", "category"):
        groups = await rows_of(desk, "summary_rows", group_by=group_by)
        for name in columns:
            whole = sum(amount(row, name) for row in rows)
            assert sum(amount(group, name) for group in groups) == whole
    assert len(await rows_of(desk, "summary_rows")) == 1


@pytest.mark.parametrize(
    ("kind", "query", "field"),
    [
        ("detail_rows", {"sort": "whatever"}, "sort"),
        ("detail_rows", {"cost_code_id[]": "x"}, "cost_code_id"),
        ("detail_rows", {"per_page": "0"}, "per_page"),
        ("summary_rows", {"group_by": "colour"}, "group_by"),
    ],
)
async def test_bad_questions_name_their_field(
    desk: Desk, kind: str, query: dict[str, str], field: str
) -> None:
    answer = await desk.fetch(f"{VIEWS}/{desk.site.project_id}/{kind}", **query)
    assert answer.status_code in (400, 422), answer.text
    assert field in answer.json()["errors"]


async def details_of(desk: Desk, status: int = 200, **filters: Any) -> Any:
    path = f"{VIEWS}/{desk.site.project_id}/budget_details"
    answer = await desk.site.procore.post(path, params=desk.here, json={"filters": filters})
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_details_come_to_what_their_rows_show(desk: Desk) -> None:
    """All but the forecasts, which are worked out from the whole."""
    await furnished(desk)
    rows, found = await rows_of(desk), await details_of(desk)
    columns = await desk.rows(f"{VIEWS}/{desk.site.project_id}/budget_detail_columns")
    forecast = ("forecast_to_complete", "estimated_cost_at_completion", "projected_over_under")
    added = [one["name"] for one in columns if one["id"] not in forecast]
    assert len(added) == len(columns) - 3
    for row in rows:
        own = [one for one in found if one["wbs_code"]["id"] == row["wbs_code_id"]]
        assert {one["detail_type"]["id"] for one in own} >= {"budget_line_item", "commitment"}
        for name in added:
            told = sum(Decimal(one.get(name, "0")) for one in own)
            assert told == amount(row, name), (row["cost_code"], name)
    assert len({one["id"] for one in found}) == len(found)
    prime = next(one for one in found if one["detail_type"]["id"].startswith("prime"))
    assert (prime["contract"]["id"], prime["vendor"]["name"]) == (None, "None")
    assert {*prime} >= {"biller", "cost_type", "root_cost_code", "description", "item", "link"}


async def test_details_are_narrowed(desk: Desk) -> None:
    await furnished(desk)
    every = await details_of(desk)
    code = every[0]["cost_code"]["id"]
    found = await details_of(desk, cost_code=[code])
    assert found == [one for one in every if one["cost_code"]["id"] == code] != every
    found = await details_of(desk, detail_type=["commitment", "budget_line_item"])
    assert {one["detail_type"]["id"] for one in found} == {"commitment", "budget_line_item"}
    vendors = {one["vendor"]["id"] for one in every} - {None}
    for vendor in vendors:
        found = await details_of(desk, vendor=[vendor])
        assert {one["vendor"]["id"] for one in found} == {vendor}
    mine = {"type": "Project", "value": [desk.site.project_id], "name": "This"}
    assert await details_of(desk, biller=[mine]) == every
    assert await details_of(desk, biller=[mine | {"value": [1]}]) == []
    assert await details_of(desk, biller=[mine | {"type": "SubJob"}]) == []


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"cost_code": "1"}, "filters.cost_code"),
        ({"cost_type": [True]}, "filters.cost_type"),
        ({"detail_type": ["gold"]}, "filters.detail_type"),
        ({"biller": [1]}, "filters.biller"),
    ],
)
async def test_bad_filters_name_their_field(
    desk: Desk, filters: dict[str, Any], field: str
) -> None:
    assert field in (await details_of(desk, 400, **filters))["errors"]


async def test_more_details_than_are_answered_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnished(desk)
    monkeypatch.setattr(details, "DETAILS_MAXIMUM", 2)
    told = await details_of(desk, 422)
    assert "ask for some cost codes" in str(told["errors"]["filters.cost_code"])
