"""Filters by a field that takes one of some words know these words: a misspelt one is refused, so
that it is not taken for a list without records."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import Standing

from changewright.acc.cost_items.fields import SUB_COST_ITEM_FIELDS
from changewright.acc.expenses.fields import EXPENSE_FIELDS
from changewright.acc.fields import Wire


@pytest.mark.parametrize("rows", [EXPENSE_FIELDS, SUB_COST_ITEM_FIELDS])
def test_every_word_that_may_be_written_may_be_asked_for(rows: tuple[Wire, ...]) -> None:
    chosen = [row for row in rows if row.type == "choice" and row.filter]
    assert chosen
    for row in chosen:
        assert set(row.choices) <= row.filter_words.keys()
        assert all(row.filter_words[word] == (word,) for word in row.choices)


async def test_a_word_that_is_none_is_refused(acc: httpx.AsyncClient, root: str) -> None:
    item = (await acc.post(f"{root}/cost-items", json={"name": "i"})).json()["id"]
    for path, name in (
        ("expenses", "filter[status]"),
        (f"cost-items/{item}/sub-cost-items", "filter[type]"),
    ):
        answer = await acc.get(f"{root}/{path}", params={name: "Draft"})
        (told,) = answer.json()["errors"]
        assert (answer.status_code, told["field"], told["title"]) == (400, name, "ENUM_MISMATCH")


async def test_a_custom_attribute_that_is_not_there_is_named_whole(standing: Standing) -> None:
    root = f"/cost/v1/containers/{standing.container.uuid}"
    name = f"filter[properties.{uuid4()}]"
    client = standing.people.clients["admin"]
    answer = await client.get(f"{root}/change-orders/pco", params={name: "x"})
    (told,) = answer.json()["errors"]
    assert (answer.status_code, told["field"]) == (400, name)
    assert told["detail"].startswith(f"{name}: there is no custom attribute")
