"""What holds of every row of the door: strangers learn nothing, refusals are problem documents."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import BASE, Standing, client_of, join
from tests.fixtures_ledger import make_container

from changewright.compose.doors import openapi
from changewright.edge.http import Application
from changewright.edge.routes import Route, addresses
from changewright.web.routes import DOOR
from changewright.work.ledger import Ledger

INSIDE = [route for route in DOOR.routes if route.place == "container"]
KNOWING = [route for route in DOOR.routes if route.authenticated]


def address_of(route: Route, project: object) -> str:
    """The row's address in a project, its other parameters ids of nothing."""
    path = addresses(DOOR, route)[0].replace("{projectId}", str(project))
    integers = {each.name for each in route.path_parameters if each.type == "integer"}
    texts = {each.name for each in route.path_parameters if each.type == "text"}
    for part in path.split("/"):
        name = part.partition(":")[0].strip("{}")
        if part.startswith("{"):
            value = "1" if name in integers else "nothing" if name in texts else str(uuid4())
            path = path.replace(f"{{{name}}}", value)
    return path


async def ask(client: httpx.AsyncClient, route: Route, path: str) -> httpx.Response:
    body: dict[str, object] | None = (
        None if route.body is None or route.body.media != "application/json" else {}
    )
    return await client.request(route.method, path, json=body)


@pytest.mark.parametrize("route", KNOWING, ids=lambda route: route.operation_id)
async def test_nobody_is_asked_to_sign_in(application: Application, route: Route) -> None:
    reply = await ask(client_of(application), route, address_of(route, uuid4()))
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")
    assert_problem(reply)


@pytest.fixture(scope="module")
async def stranger(application: Application, ledger: Ledger) -> httpx.AsyncClient:
    """An administrator of another project."""
    return (await join(application, ledger, await make_container(ledger))).clients["admin"]


@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.operation_id)
async def test_a_stranger_learns_nothing(
    standing: Standing, stranger: httpx.AsyncClient, route: Route
) -> None:
    there = await ask(stranger, route, address_of(route, standing.container.uuid))
    nowhere = await ask(stranger, route, address_of(route, uuid4()))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert without_id(there) == without_id(nowhere)
    assert_problem(there)


@pytest.mark.parametrize("route", INSIDE, ids=lambda route: route.operation_id)
async def test_a_malformed_project_is_named(standing: Standing, route: Route) -> None:
    reply = await ask(standing.people.clients["admin"], route, address_of(route, "nonsense"))
    assert reply.status_code == 400
    assert [each["field"] for each in reply.json()["problems"]] == ["projectId"]


async def test_unknown_addresses_and_methods(standing: Standing) -> None:
    admin, place = standing.people.clients["admin"], f"/web/v1/projects/{standing.container.uuid}"
    unknown = await admin.get(f"{place}/nothing")
    assert unknown.status_code == 404
    assert_problem(unknown)
    method = await admin.delete(place)
    assert (method.status_code, method.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert_problem(method)


def test_every_row_is_described() -> None:
    document = openapi("web", BASE)
    described = {
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    }
    assert described == {route.operation_id for route in DOOR.routes}
    for path in document["paths"].values():
        for operation in path.values():
            refused = operation["responses"]["404"]["content"]["application/problem+json"]
            assert refused["schema"] == {"$ref": "#/components/schemas/ProblemDocument"}


def assert_problem(reply: httpx.Response) -> None:
    assert reply.headers["content-type"] == "application/problem+json"
    told = reply.json()
    assert told["status"] == reply.status_code
    assert told["type"].startswith("urn:changewright:problem:") and told["title"]
    assert told["requestId"] == reply.headers["x-request-id"]


def without_id(reply: httpx.Response) -> dict[str, object]:
    return {key: value for key, value in reply.json().items() if key != "requestId"}
