"""`adsk-platform-acc` from PyPI, a generated client of Autodesk's API, against a served project.

Part of `./test --deep`; skipped by name when the package is neither installed nor in the folder
that `PROOF_ADSK_PLATFORM_ACC` names. The client is used as its page says, with nothing but the base
address and the token its own. Three habits of it are worth knowing when reading the tests:

* it sends one JSON object where the API is documented to take an array of them, and reads one back;
* it repeats the key of a list (`include=a&include=b`) and percent-encodes `filter[id]`;
* it reads amounts as numbers, so an amount written as a string comes out as None.
"""

from __future__ import annotations

import importlib
import os
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.clients.preparation import Served

pytestmark = [
    pytest.mark.deep,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # It warns of every field its own description of the API lacks.
    pytest.mark.filterwarnings("ignore:Found additional property"),
]

MODELS = "autodesk_acc.generated_code.cost.v1.containers.item"
KINDS = {
    "pco": ("draft", "draft"),
    "rfq": (None, "draft"),
    "rco": ("draft", None),
    "oco": ("draft", None),
    "sco": (None, "draft"),
}


# Its own error handler reads the text of an answer that is still streaming, which fails on a real
# connection; the refused answer's status is then in the frames below.
REFUSED = (httpx.HTTPStatusError, httpx.ResponseNotRead)


def status_of(error: BaseException) -> int:
    """The status of the answer that the client refused to read."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code
    trace = error.__traceback__
    while trace is not None:
        answer = trace.tb_frame.f_locals.get("response")
        if isinstance(answer, httpx.Response):
            return answer.status_code
        trace = trace.tb_next
    raise AssertionError("no answer in the client's frames") from error


def model(path: str, name: str, /, **values: Any) -> Any:
    """An instance of one of the client's request bodies, or a member of one of its enumerations."""
    found = getattr(importlib.import_module(f"{MODELS}.{path}"), name)
    return found(**values) if values else found


@pytest.fixture
async def costs(served: Served, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Any]:
    """The client's cost builder for the served container."""
    folder = os.environ.get("PROOF_ADSK_PLATFORM_ACC")
    if folder:
        monkeypatch.syspath_prepend(folder)
    package = pytest.importorskip("autodesk_acc", reason="adsk-platform-acc is not installed")

    async def token() -> str:
        return served.token

    async with httpx.AsyncClient(base_url=served.url, timeout=30) as connection:
        client = package.ACCClient(token, http_client=connection)
        yield client.cost.containers.by_container_id(uuid.UUID(served.container))


def new_change_order(**values: Any) -> Any:
    path = "change_orders.item.with_change_order_post_request_body"
    return model(path, "WithChangeOrderPostRequestBody", **values)


def listing(**values: Any) -> Any:
    """A request configuration with the query parameters of a list of change orders."""
    builder = model(
        "change_orders.item.with_change_order_item_request_builder",
        "WithChangeOrderItemRequestBuilder",
    )
    query = builder.WithChangeOrderItemRequestBuilderGetQueryParameters(**values)
    module = importlib.import_module("kiota_abstractions.base_request_configuration")
    return module.RequestConfiguration(query_parameters=query)


async def read(costs: Any, kind: str, id: uuid.UUID) -> Any:
    return await costs.change_orders.by_change_order(kind).by_id(id).get()


def action(name: str, id: uuid.UUID, association: str = "PCO") -> Any:
    path = "workflows.actions.actions_post_request_body"
    associations = model(f"{path}_association_type", "ActionsPostRequestBody_associationType")
    return model(
        path,
        "ActionsPostRequestBody",
        action=name,
        association_id=str(id),
        association_type=associations[association],
        options=model(f"{path}_options", "ActionsPostRequestBody_options")(),
    )


async def made(costs: Any, kind: str = "pco", **values: Any) -> uuid.UUID:
    body = new_change_order(**{"name": "Additional slab openings", **values})
    created = await costs.change_orders.by_change_order(kind).post(body)
    assert isinstance(created.id, uuid.UUID)
    return created.id


@pytest.mark.parametrize("kind", KINDS)
async def test_creates_reads_changes_and_deletes(costs: Any, kind: str) -> None:
    budget_status, cost_status = KINDS[kind]
    scopes = model(
        "change_orders.item.with_change_order_post_request_body_scope",
        "WithChangeOrderPostRequestBody_scope",
    )
    id = await made(costs, kind, name="Slab openings", note="First", scope=scopes.Out)
    builder = costs.change_orders.by_change_order(kind).by_id(id)
    found = await builder.get()
    assert (found.id, found.name, found.note) == (id, "Slab openings", "First")
    assert (found.budget_status, found.cost_status) == (budget_status, cost_status)
    assert found.scope == "out"
    assert found.number and found.created_at and found.created_at.tzinfo is not None

    body = model(
        "change_orders.item.item.change_order_patch_request_body",
        "ChangeOrderPatchRequestBody",
        name="More slab openings",
        schedule_change=3.0,
        last_sync_time=found.created_at,
    )
    changed = await builder.patch(body)
    assert (changed.name, changed.schedule_change) == ("More slab openings", 3.0)
    assert changed.last_sync_time == found.created_at
    assert changed.updated_at > found.updated_at

    await builder.delete()
    with pytest.raises(REFUSED) as refused:
        await builder.get()
    assert status_of(refused.value) == 404


async def test_lists_with_filters_sort_and_includes(costs: Any) -> None:
    system = f"Sage {uuid.uuid4()}"
    ids = [
        await made(costs, name=name, external_system=system, external_id=f"{name}-1")
        for name in ("c", "a", "b")
    ]
    kind = costs.change_orders.by_change_order("pco")
    page = await kind.get(
        listing(
            filterid=[str(id) for id in ids],
            filterbudget_status=["draft", "open"],
            filtercost_status=["draft"],
            filterexternal_system=system,
            filterlast_modified_since="2020-03-01T13:00:00Z",
            include=["costItems", "costItems[changeOrders]", "attributes", "comments"],
            sort="name + updatedAt desc",
            limit=2,
        )
    )
    assert [row.name for row in page.results] == ["a", "b"]
    assert (page.pagination.limit, page.pagination.offset, page.pagination.total_results) == (
        2,
        0,
        3,
    )
    assert page.results[0].cost_items == [] and page.results[0].comments == []
    assert all(row.built_in for row in page.results[0].properties)
    following = await kind.with_url(page.pagination.next_url).get()
    assert [row.name for row in following.results] == ["c"]
    assert not following.pagination.next_url

    one = await kind.get(listing(filterexternal_id=["a-1"], filterexternal_system=system))
    assert [row.id for row in one.results] == [ids[1]]
    none = await kind.get(listing(filterexternal_system=system, filterbudget_status=["executed"]))
    assert none.results == []


async def test_acts(costs: Any) -> None:
    id = await made(costs)
    done = await costs.workflows.actions.post(action("open", id))
    assert (done.action, done.association_id, done.association_type) == ("open", str(id), "PCO")
    assert done.errors == []
    found = await read(costs, "pco", id)
    assert (found.budget_status, found.cost_status) == ("open", "open")
    done = await costs.workflows.actions.post(action("submit", id, "FormInstance"))
    assert done.errors == []
    assert (await read(costs, "pco", id)).budget_status == "submitted"


async def test_reads_why_an_action_was_refused(costs: Any) -> None:
    id = await made(costs)
    refused = await costs.workflows.actions.post(action("acceptedToSubmit", id))
    (error,) = refused.errors
    assert isinstance(error.status, int) and error.title and error.detail
    found = await read(costs, "pco", id)
    assert (found.budget_status, found.cost_status) == ("draft", "draft")


async def test_attaches_a_cost_item(costs: Any) -> None:
    id = await made(costs)
    body = model(
        "cost_items.cost_items_post_request_body",
        "CostItemsPostRequestBody",
        name="Saw cutting",
        estimated=1000.1,
    )
    item = await costs.cost_items.post(body)
    body = model(
        "cost_items_attach.cost_items_attach_post_request_body",
        "CostItemsAttachPostRequestBody",
        change_order_id=id,
        cost_item_id=item.id,
    )
    attached = await costs.cost_items_attach.post(body)
    assert (attached.change_order_id, attached.cost_item_id) == (id, item.id)
    page = await costs.change_orders.by_change_order("pco").get(
        listing(filterid=[str(id)], include=["costItems"])
    )
    assert [row.id for row in page.results[0].cost_items] == [str(item.id)]


async def test_reads_amounts(costs: Any, money: str) -> None:
    """As numbers it reads them to the last cent; as strings its amounts stay empty, no more."""
    id = await made(costs)
    body = model(
        "cost_items.cost_items_post_request_body",
        "CostItemsPostRequestBody",
        name="Saw cutting",
        estimated=1000.1,
        change_order_id=str(id),
    )
    item = await costs.cost_items.post(body)
    wanted = 1000.1 if money == "money-as-numbers" else None
    assert item.estimated == wanted
    assert (await costs.cost_items.by_cost_item_id(str(item.id)).get()).estimated == wanted
    assert (await read(costs, "pco", id)).estimated == wanted
    page = await costs.change_orders.by_change_order("pco").get(listing(filterid=[str(id)]))
    assert [row.estimated for row in page.results] == [wanted]


async def test_reads_budgets_and_contracts(costs: Any, served: Served) -> None:
    code = f"2004{uuid.uuid4().int % 10**8:08d}"
    budget = await costs.budgets.post(
        model(
            "budgets.budgets_post_request_body",
            "BudgetsPostRequestBody",
            code=code,
            name="Concrete",
            quantity=10.0,
            unit_price=1000.0,
            unit="LS",
        )
    )
    found = await costs.budgets.by_budget_id(str(budget.id)).get()
    assert (found.id, found.code, found.name, found.unit) == (budget.id, code, "Concrete", "LS")
    assert budget.id in [row.id for row in (await every(costs.budgets))]

    await costs.contracts.post(
        model(
            "contracts.contracts_post_request_body",
            "ContractsPostRequestBody",
            code=f"C-{code}",
            name="Concrete works",
        )
    )
    # The client's model of a created contract has no fields, so it is found by its code.
    (contract_id,) = [
        str(row.id) for row in (await every(costs.contracts)) if row.code == f"C-{code}"
    ]
    same = await costs.contracts.by_contract_id(contract_id).get()
    assert (str(same.id), same.code, same.name) == (contract_id, f"C-{code}", "Concrete works")
    assert same.status == "draft"


async def every(builder: Any) -> list[Any]:
    """All rows of a list, page by page as the client's own pager goes."""
    rows: list[Any] = []
    page = await builder.get()
    while True:
        rows.extend(page.results)
        if not page.results or not page.pagination.next_url:
            assert len(rows) == page.pagination.total_results
            return rows
        page = await builder.with_url(page.pagination.next_url).get()


async def test_refusals_are_read_as_such(costs: Any, served: Served) -> None:
    kind = costs.change_orders.by_change_order("pco")
    with pytest.raises(REFUSED) as refused:
        await kind.get(listing(sort="colour desc"))
    assert status_of(refused.value) == 400
    with pytest.raises(REFUSED) as refused:
        await costs.contracts.by_contract_id(str(uuid.uuid4())).get()
    assert status_of(refused.value) == 404
