"""Budgets, contracts and their like have every field, filter and body field the reference names."""

from __future__ import annotations

import pytest
from tests.acc.vendor_fields import CREATED, FILTERS, PATCHED, SHOWN

from changewright.acc.budgets.resources import BUDGET
from changewright.acc.contracts.resources import CONTRACT
from changewright.acc.expenses.resources import EXPENSE, EXPENSE_ITEM
from changewright.acc.main_contracts.resources import MAIN_CONTRACT, MAIN_CONTRACT_ITEM
from changewright.acc.resource import Resource
from changewright.acc.schedule_of_values.resources import SCHEDULE_OF_VALUE
from changewright.acc.tracking.fields import INSTANCE, TIME_SHEET, TRACKING_ITEM

RESOURCES: dict[str, Resource] = {
    "Budget": BUDGET,
    "Contract": CONTRACT,
    "MainContract": MAIN_CONTRACT,
    "MainContractItem": MAIN_CONTRACT_ITEM,
    "ScheduleOfValue": SCHEDULE_OF_VALUE,
    "Expense": EXPENSE,
    "ExpenseItem": EXPENSE_ITEM,
    "PerformanceTrackingItem": TRACKING_ITEM,
    "PerformanceTrackingItemInstance": INSTANCE,
    "TimeSheet": TIME_SHEET,
}

# Shown only when an include asks for it.
INCLUDED = {"Budget": {"subItems"}, "Contract": {"budgets", "scheduleOfValues"}}

# Documented in a body and without effect here: a client's own id of a new record, an expense's
# contract (its items have one each), and the locks of an instance, which computes nothing back.
WITHOUT_EFFECT = {"id", "contractId", "lockedFields"}


@pytest.mark.parametrize("name", SHOWN)
def test_every_documented_field_is_shown(name: str) -> None:
    shown = {row.name for row in RESOURCES[name].rows if row.shown}
    assert set(SHOWN[name].split()) - INCLUDED.get(name, set()) <= shown


@pytest.mark.parametrize("name", FILTERS)
def test_every_documented_filter_is_taken(name: str) -> None:
    taken = {row.filter for row in RESOURCES[name].rows if row.filter}
    assert set(FILTERS[name].split()) <= taken


@pytest.mark.parametrize(
    ("name", "documented", "partial"),
    [(name, fields, False) for name, fields in CREATED.items()]
    + [(name, fields, True) for name, fields in PATCHED.items()],
)
def test_every_documented_body_field_is_read(name: str, documented: str, partial: bool) -> None:
    resource = RESOURCES[name]
    read = {field.name for field in (resource.patching if partial else resource.creating)}
    missing = set(documented.split()) - read
    assert missing <= WITHOUT_EFFECT - ({"contractId"} if name != "Expense" else set())
