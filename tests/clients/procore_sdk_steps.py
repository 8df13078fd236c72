"""Steps that the tests of the generated client `procore_sdk` share: places, records, a look."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import uuid4

from tests.clients.procore_sdk import Json, Sdk
from tests.clients.procore_sdk_ways import V1, WITH_CODES

from changewright.work.deliveries import Attempt, Deliveries, Queue


def new_project(sdk: Sdk, name: str) -> Json:
    body = {"company_id": sdk.office.company_id, "project": {"name": name, "city": "Oslo"}}
    made = sdk(f"POST {V1}/projects", body)
    assert (made.status, made.value["name"], made.value["city"]) == (201, name, "Oslo")
    return made.value


@dataclasses.dataclass(frozen=True)
class Codes:
    """What a line is booked on."""

    cost_code_id: int
    line_item_type_id: int

    def line(self, amount: str, **fields: Json) -> Json:
        return {"amount": amount, **dataclasses.asdict(self), **fields}


def of_project(sdk: Sdk) -> dict[str, Any]:
    return {"project_id": sdk.office.project_id}


def of_company(sdk: Sdk) -> dict[str, Any]:
    return {"company_id": sdk.office.company_id}


def in_project(sdk: Sdk, **wrapped: Json) -> Json:
    return {**of_project(sdk), **wrapped}


def headers_of(sdk: Sdk) -> dict[str, str]:
    """For the little that the client has no operation for."""
    return {
        "Authorization": f"Bearer {sdk.office.token}",
        "Procore-Company-Id": str(sdk.office.company_id),
    }


def one_of(rows: list[Json], **wanted: Json) -> Json:
    """The one row with these values."""
    (row,) = [each for each in rows if shows(each, **wanted)]
    return row


def shows(record: Json, **wanted: Json) -> bool:
    return all(record.get(name) == value for name, value in wanted.items())


def both_ways(sdk: Sdk, operation: str, body: Json = None, **arguments: Json) -> Json:
    """The answer raw, after the client's types have been seen not to take it for a cost code."""
    assert operation in WITH_CODES, operation
    told = sdk.told(operation, body, **arguments)
    assert "Multiple matches" in told.get("unreadable", ""), (operation, told)
    return sdk(operation, body, way="raw", **arguments).value


def new_commitment(sdk: Sdk, form: str = "work", **fields: Json) -> Json:
    wrapper = f"{form}_order_contract"
    body = in_project(sdk, **{wrapper: {"title": f"{form} {uuid4()}", **fields}})
    return sdk(f"POST {V1}/{wrapper}s", body).value


def new_prime(sdk: Sdk, project_id: int = 0, **fields: Json) -> Json:
    body = {
        "project_id": project_id or sdk.office.project_id,
        "prime_contract": {"title": f"Prime {uuid4()}", **fields},
    }
    return sdk(f"POST {V1}/prime_contract", body).value


def lines(sdk: Sdk, codes: Codes, path: str, holder: str, id: int) -> None:
    """Lines of a contract or a change order, as each has them: two stay, of 30 and of 40."""
    place, under = of_project(sdk), f"{path}/{{{holder}_id}}/line_items"
    # A line of a prime contract takes the project in the query too.
    at: dict[str, Json] = {f"{holder}_id": id}
    written = {**at, **(place if holder == "prime_contract" else {})}
    body = in_project(sdk, line_item=codes.line("100.50", description="Wall"))
    made = sdk(f"POST {under}", body, **written)
    assert made.status == 201
    assert shows(made.value, amount="100.5", description="Wall")
    assert made.value["cost_code"]["id"] == codes.cost_code_id
    line_id = made.value["id"]
    body = in_project(sdk, line_item={"amount": "30.00"})
    changed = sdk(f"PATCH {under}/{{id}}", body, id=line_id, **written).value
    assert shows(changed, amount="30.0", description="Wall")
    shown = sdk(f"GET {under}/{{id}}", id=line_id, **at, **place).value
    assert shows(shown, id=line_id, amount="30.0")

    sync = f"PATCH {under}/sync"
    update = codes.line("40.00", description="Door", origin_id=f"erp-{id}")
    if sync in WITH_CODES:
        synced = both_ways(sdk, sync, {"updates": [update]}, **at, **place)
    else:
        synced = sdk(sync, {"updates": [update]}, **at, **place).value
    assert ([row["amount"] for row in synced["entities"]], synced["errors"]) == (["40.0"], [])
    refused = {"updates": [{"amount": "much", "description": "No number"}]}
    told = sdk(sync, refused, **at, **place).value
    assert told["entities"] == [] and len(told["errors"]) == 1

    body = in_project(sdk, line_item=codes.line("1.00"))
    third = sdk(f"POST {under}", body, **written).value["id"]
    assert sdk(f"DELETE {under}/{{id}}", id=third, **at, **place).status in (200, 204)
    listed = sdk(f"GET {under}", **at, **place).value
    assert {row["id"] for row in listed} == {line_id, *(row["id"] for row in synced["entities"])}


def potential_lines(sdk: Sdk, codes: Codes, id: int) -> None:
    """Lines of a potential change order: two stay, of 30 and of 40."""
    lines(sdk, codes, f"{V1}/potential_change_orders", "potential_change_order", id)


def new_event(sdk: Sdk, **fields: Json) -> Json:
    place = of_project(sdk)
    status = one_of(sdk(f"GET {V1}/change_event/statuses", **place).value, name="Open")["id"]
    body = {"change_event_status_id": status, "event_scope": "in_scope", **fields}
    made = sdk(f"POST {V1}/change_events", {"change_event": body}, **place)
    assert made.status == 201
    return made.value


def write_and_view_budget(sdk: Sdk, codes: Codes) -> None:
    """One line with money, many at once, and the rows of the standard view."""
    path, place = f"{V1}/budget_line_items", of_project(sdk)
    pair = dataclasses.asdict(codes)
    made = sdk(f"POST {path}", in_project(sdk, budget_line_item=pair)).value
    money = {"original_budget_amount": 125.5, "calculation_strategy": "manual"}
    body = in_project(sdk, budget_line_item=money)
    changed = sdk(f"PATCH {path}/{{id}}", body, id=made["id"]).value
    assert changed["original_budget_amount"] == 125.5
    lines = [{"wbs_code_id": made["id"], "quantity": 4, "unit_cost": 2.5}]
    (synced,) = sdk(f"POST {path}/sync", in_project(sdk, budget_line_items=lines)).value
    assert synced["original_budget_amount"] == 10.0
    views = f"{V1}/budget_views"
    (view,) = sdk(f"GET {views}", **place).value
    one = {"budget_view_id": view["id"], **place}
    columns = sdk(f"GET {views}/{{budget_view_id}}/budget_detail_columns", **one).value
    rows = sdk(f"GET {views}/{{budget_view_id}}/detail_rows", **one).value
    assert one_of(rows, id=made["id"])["original_budget_amount"] == "10.0"
    assert len(columns) >= 10
    (whole,) = sdk(f"GET {views}/{{budget_view_id}}/summary_rows", **one).value
    assert whole["biller_type"] == "Project"
    asked = {"filters": {"detail_type": ["budget_line_item"]}}
    details = sdk(f"POST {views}/{{budget_view_id}}/budget_details", asked, **one).value
    assert {each["detail_type"]["name"] for each in details} == {"Original Budget"}


async def hooks_and_deliveries(sdk: Sdk, deliveries: Deliveries) -> None:
    """The client must name company and project in a query: then the project's hooks are meant."""
    hooks, where = f"{V1}/webhooks/hooks", {**of_company(sdk), **of_project(sdk)}
    hook = {
        "api_version": "v2",
        "namespace": "ledger-bridge",
        "destination_url": "https://hooks.invalid/news",
        "destination_headers": {"Authorization": "Bearer of-news"},
    }
    made = sdk(f"POST {hooks}", in_project(sdk, hook=hook)).value
    assert shows(made, **hook, owned_by_project_id=sdk.office.project_id)
    id = made["id"]
    assert one_of(sdk(f"GET {hooks}", **where, namespace="ledger-bridge").value, id=id)
    change = in_project(sdk, hook={"namespace": "ledger-bridge-2"})
    assert sdk(f"PATCH {hooks}/{{id}}", change, id=id).value["namespace"] == "ledger-bridge-2"

    listed = sdk(f"GET {V1}/webhooks/resources", **of_project(sdk)).value
    assert {"v2", "v3", "v4"} == set(
        sdk(f"GET {V1}/webhooks/resources/api_versions", **of_project(sdk)).value
    )
    assert listed and all(row["create"] == "create" for row in listed)
    triggers = f"{hooks}/{{hook_id}}/triggers"
    wanted = {"resource_name": "Cost Codes", "event_type": "create"}
    body = in_project(sdk, api_version="v2", trigger=wanted)
    one = sdk(f"POST {triggers}", body, hook_id=id).value
    assert one["event_type"] == "CREATE"
    many = [{"resource_name": "RFQs", "event_type": each} for each in ("create", "delete")]
    body = in_project(sdk, api_version="v2", triggers=many)
    bulk = sdk(f"POST {triggers}/bulk", body, hook_id=id).value["success"]
    rows = sdk(f"GET {triggers}", hook_id=id, **where).value
    assert [row["id"] for row in rows] == [one["id"], *(row["id"] for row in bulk)]
    body = in_project(sdk, triggers=[row["id"] for row in bulk])
    assert sdk(f"DELETE {triggers}/bulk", body, hook_id=id).value["success"] == body["triggers"]

    code = {"code": "09-900", "name": "Hooks"}
    sdk(f"POST {V1}/cost_codes", in_project(sdk, cost_code=code))
    key = sdk.office.project_id, id
    _, (row,) = await deliveries.pending(key)
    at = row.created_at
    tried = Attempt(started_at=at, completed_at=at, status=500, error="answered 500", body="No")
    await deliveries.attempted(
        key,
        row.id,
        tried,
        "retried",
        queue=Queue(None, 1, at),
        next_at=at,
        leased_until=at,
        by=uuid4(),
    )
    told = sdk(f"GET {hooks}/{{hook_id}}/deliveries", hook_id=id, **where).value
    assert told[0]["event"]["resource_name"] == "Cost Codes"
    assert (told[0]["outcome"], told[0]["response_error"]) == ("retried", "answered 500")

    sdk(f"DELETE {triggers}/{{id}}", hook_id=id, id=one["id"], **where)
    assert sdk(f"GET {triggers}", hook_id=id, **where).value == []
    sdk(f"DELETE {hooks}/{{id}}", id=id, **where)
    assert sdk(f"GET {hooks}", **where).value == []
