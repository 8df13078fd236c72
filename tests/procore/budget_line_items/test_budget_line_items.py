"""A budget line shows the same cents here as through Autodesk's door."""

from __future__ import annotations

from tests.procore.contracting import Desk

from changewright.core.records_budgets import Budget

PATH = "/rest/v1.0/budget_line_items"


async def test_the_columns_of_the_standard_view(desk: Desk) -> None:
    site = desk.site
    root = f"/cost/v1/containers/{site.container.uuid}"
    made = await site.make("budgets", code="31-62", name="Piling", quantity=1, unitPrice="9000")
    change = await site.make("change-orders/pco", name="Deeper")
    await site.make(
        "cost-items",
        name="Piles",
        changeOrderId=change["id"],
        budgetId=made["id"],
        submitted="1200.55",
        proposed="700",
    )
    action = {"action": "open", "associationType": "PCO", "associationId": change["id"]}
    await site.acc.post(f"{root}/workflows/actions", json=[action])
    theirs = (await site.acc.get(f"{root}/budgets/{made['id']}")).json()
    async with site.ledger.reader(site.container.id) as read:
        (budget,) = await read.where(Budget)
    answer = await desk.fetch(f"{PATH}/{budget.id}")
    assert answer.status_code == 200
    line = answer.json()
    assert (line["original_budget_amount"], line["revised_budget"]) == (9000.0, 9000.0)
    assert line["pending_budget_changes"] == float(theirs["pendingOwnerChanges"]) == 1200.55
    assert line["projected_budget"] == float(theirs["projectedBudget"]) == 10200.55
    assert line["pending_cost_changes"] == float(theirs["reserves"]) == 700.0
    assert (line["committed_costs"], line["projected_costs"]) == (0.0, 700.0)
    assert (line["budget_forecast"], line["estimated_cost_at_completion"]) == (9500.55, 10200.55)
    assert (line["projected_over_under"], line["direct_costs"]) == (0.0, 0.0)
    assert line["cost_code"]["full_code"] == "31-62"
    assert (await desk.fetch(f"{PATH}/{budget.id + 10_000}")).status_code == 404
