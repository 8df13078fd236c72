"""Bodies sent as a form's pairs, as Rails reads them: the same fields, cast, and refused alike."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from tests.procore.layers import PACKAGES, POTENTIAL, Layers, MakeLayers
from tests.procore.site import Site

FORM = {"content-type": "application/x-www-form-urlencoded"}
Pairs = list[tuple[str, Any]]


async def send(
    client: httpx.AsyncClient, method: str, path: str, pairs: Pairs, **query: Any
) -> httpx.Response:
    return await client.request(method, path, params=query, content=urlencode(pairs), headers=FORM)


@pytest.fixture
async def layers(make_layers: MakeLayers) -> Layers:
    return await make_layers("cost", 2)


async def test_a_change_order_is_made_and_changed(layers: Layers) -> None:
    client, project_id = layers.site.procore, layers.site.project_id
    here: Pairs = [("project_id", project_id), ("contract_id", layers.contract_id)]
    fields: Pairs = [
        ("change_order[title]", "Doors & gates"),
        ("change_order[schedule_impact_amount]", "-3"),
        ("change_order[executed]", "true"),
        ("change_order[due_date]", "2026-12-01"),
    ]
    answer = await send(client, "POST", PACKAGES, [*here, *fields])
    assert answer.status_code == 201, answer.text
    made = answer.json()
    shown = {"title": "Doors & gates", "executed": True, "due_date": "2026-12-01"}
    assert made | shown == made and made["schedule_impact_amount"] == -3
    pairs: Pairs = [*here, ("change_order[due_date]", ""), ("change_order[title]", "é")]
    answer = await send(client, "PATCH", f"{PACKAGES}/{made['id']}", pairs)
    assert (answer.json()["title"], answer.json()["due_date"]) == ("é", None)


async def test_lists_and_lists_of_objects(layers: Layers) -> None:
    client = layers.site.procore
    ids = [(await layers.make(POTENTIAL, title=title))["id"] for title in ("a", "b")]
    pairs: Pairs = [
        ("change_order_batch[contract_id]", layers.contract_id),
        *(("change_order_batch[change_order_ids][]", each) for each in ids),
    ]
    answer = await send(client, "POST", layers.batches, pairs)
    assert answer.status_code == 201, answer.text
    held = await layers.ids(layers.changes, batch_id=answer.json()["id"])
    assert held == ids
    updates: Pairs = [
        pair
        for each, title in zip(ids, ("c", "d"), strict=True)
        for pair in (("updates[][id]", each), ("updates[][title]", title))
    ]
    query = {"project_id": layers.site.project_id, "contract_id": layers.contract_id}
    answer = await send(client, "PATCH", f"{POTENTIAL}/sync", updates, **query)
    assert [one["title"] for one in answer.json()["entities"]] == ["c", "d"], answer.text


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ([("change_order[executed]", "yes")], "executed"),
        ([("change_order[schedule_impact_amount]", "two")], "schedule_impact_amount"),
        ([("change_order[title][]", "x")], "title"),
        ([("change_order", "x")], "change_order"),
        ([("title", "x")], "change_order"),
        ([("change_order[title", "x")], None),
        ([("change_order[title]", "\0")], None),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_written(
    layers: Layers, pairs: Pairs, field: str | None
) -> None:
    here: Pairs = [("project_id", layers.site.project_id), ("contract_id", layers.contract_id)]
    answer = await send(layers.site.procore, "POST", PACKAGES, [*here, *pairs])
    assert answer.status_code == 400, answer.text
    errors = answer.json()["errors"]
    assert field is None or list(errors) == [field]
    assert await layers.site.packages() == []


async def test_a_token_keeps_the_answer(layers: Layers) -> None:
    here: Pairs = [("project_id", layers.site.project_id), ("contract_id", layers.contract_id)]
    content = urlencode([*here, ("change_order[title]", "Once")])
    headers = {**FORM, "idempotency-token": "form-1"}
    for _ in range(2):
        answer = await layers.site.procore.post(PACKAGES, content=content, headers=headers)
        assert answer.status_code == 201, answer.text
    assert len(await layers.site.packages()) == 1


async def test_other_content_types_are_named(site: Site) -> None:
    multipart = {"content-type": "multipart/form-data; boundary=x"}
    answer = await site.procore.post(PACKAGES, content=b"--x--", headers=multipart)
    assert answer.status_code == 406 and "multipart/form-data" in answer.text
    answer = await site.acc.post(site.cost("change-orders/pco"), content="name=x", headers=FORM)
    assert answer.status_code == 415 and "x-www-form-urlencoded" in answer.text
