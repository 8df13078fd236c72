"""Null in every field of every body: the column's usual value, or a refusal that names the field.

A project of its own, since what is null here stays null.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

import httpx
import pytest
from tests.badinput.test_bodies import BODIES, fields_read_together, good, placed
from tests.badinput.yard import COST, Yard, fields_of
from tests.openapi.site import furnished

from changewright.edge.bodies import Field
from changewright.edge.http import Application

# What must differ from one record to the next: `{}` is numbered from 10 on.
FRESH: Mapping[str, Mapping[str, Any]] = {
    "createBudget": {"code": "09-20{}"},
    "importBudgets": {"code": "08-20{}"},
    "createContract": {"code": "NC-{}", "budgets": []},
    "createMainContract": {"code": "NM-{}"},
    "createExpense": {"number": "NE-{}"},
    "createPerformanceTrackingItemInstance": {"number": "9{}"},
    "createPropertyDefinition": {"name": "Null {}"},
    "createSegment": {"name": "Null {}"},
    "createSegmentValue": {"code": "{}"},
    "linkBudgetsToContracts": {"create": []},
    "createExchangeRate": {"startDate": "2030-01-{}"},
}

# Fields that may be null by their type, but not here, each with what the refusal names.
REFUSED: Mapping[tuple[str, str], str] = {
    ("createAttachment", "urn"): "urn",
    ("batchCreateAttachments", "urn"): "0.urn",
    ("generateChangeOrders", "sourceIds"): "sourceIds",
    # There is a rate without a first day already.
    ("createExchangeRate", "startDate"): "startDate",
    ("updateExchangeRate", "startDate"): "startDate",
    ("updatePerformanceTrackingItemInstance", "trackedInputQuantity"): "trackedInputQuantity",
    ("updatePerformanceTrackingItemInstance", "trackedOutputQuantity"): "trackedOutputQuantity",
}

# What a field that always has a value shows after null; amounts are quantity × price again.
USUAL: Mapping[str, tuple[Any, ...]] = {
    "type": ("Upload",),
    "scope": ("budgetAndCost", "full"),
    "status": ("draft",),
    "isDefault": (False,),
    "isPrivate": (False,),
    "position": tuple(range(20)),
    "exchangeRate": ("1.00000000",),
    "proposedExchangeRate": ("1.00000000",),
    "committedExchangeRate": ("1.00000000",),
    "originalAmount": ("252200.0000", "36000.0000"),
    "amount": ("5750.0000", "2400000.0000", "36800.0000"),
    "value": ("1000.0000",),
}


@pytest.fixture(scope="module")
async def yard(application: Application) -> Yard:
    own = await furnished(application)
    return Yard(application, own, own)


@pytest.mark.parametrize("operation_id", BODIES)
async def test_null_in_every_field(yard: Yard, operation_id: str) -> None:
    route = COST[operation_id]
    assert route.body is not None
    numbers = count(10)
    for field in fields_read_together(route.body):
        number = next(numbers)
        fresh = {
            name: value.format(number) if isinstance(value, str) else value
            for name, value in FRESH.get(operation_id, {}).items()
        }
        element = good(yard, operation_id, route) | fresh | {field.name: None}
        if field.name.endswith("Uid"):
            # The company's other id stands beside it: where that is given, it is meant.
            element.pop(f"{field.name.removesuffix('Uid')}Id", None)
        body, prefix = placed(route.body, element)
        answer = await yard.send(operation_id, json=body)
        named = REFUSED.get((operation_id, field.name))
        if named is None and not field.nullable:
            named = prefix + field.name
        check(answer, field, named)


def check(answer: httpx.Response, field: Field, refused: str | None) -> None:
    """The answer is the refusal that names this field, or shows the field without a value."""
    where = (answer.request.method, str(answer.url), field.name, answer.text[:400])
    if refused is not None:
        assert answer.status_code == 400, where
        assert fields_of(answer) == {refused}, where
        return
    assert answer.status_code in (200, 201), where
    shown = answer.json() if answer.content else None
    shown = shown[0] if isinstance(shown, list) and shown else shown
    value = shown.get(field.name) if isinstance(shown, dict) else None
    assert value in (None, [], *USUAL.get(field.name, ())), where
