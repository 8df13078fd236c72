"""Whoever has no right to it gets nothing of it: by every route, in every role, from everywhere."""

from __future__ import annotations

import httpx
import pytest
from tests.fixtures_acc import client_of
from tests.procore.door.furnish import SECRET
from tests.procore.door.visits import COMPANY_HEADER, ROUTES, Yard, errors_of, needs_company

RESTRICTED = ("owner", "supplier")
ABOUT_ONESELF = frozenset(
    {
        *("/rest/v1.0/me", "/rest/v1.0/companies", "/rest/v1.0/companies/{id}"),
        *("/rest/v1.0/projects", "/rest/v1.0/projects/{id}", "/rest/v1.1/projects"),
    }
)
"""What tells everybody of themselves and of what they are a member of."""


def told(answer: httpx.Response) -> str:
    assert answer.status_code < 500, (answer.request.method, str(answer.url), answer.text)
    return answer.text


async def ask(
    client: httpx.AsyncClient, yard: Yard, operation_id: str, **more: str
) -> list[httpx.Response]:
    """Every fill of a route, with a body that says where, where it reads one."""
    route = ROUTES[operation_id]
    answers = []
    for path in await yard.fills(route):
        for query in yard.queries(route):
            sent = yard.least(route)
            answers.append(
                await client.request(route.method, path, params=query, headers=more, **sent)
            )
    return answers


@pytest.mark.parametrize("operation_id", ROUTES)
async def test_nobody_without_a_token(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    nobody = client_of(yard.own.application)
    nobody.headers[COMPANY_HEADER] = str(yard.own.company_id)
    for answer in await ask(nobody, yard, operation_id):
        assert SECRET not in told(answer)
        assert answer.status_code == 401, (str(answer.url), answer.text)
        assert errors_of(answer)
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("operation_id", ROUTES)
async def test_the_company_must_be_named(yard: Yard, operation_id: str) -> None:
    yard = yard.of(operation_id)
    bare = client_of(yard.own.application, yard.own.people.tokens["viewer"])
    for answer in await ask(bare, yard, operation_id):
        text = told(answer)
        if needs_company(ROUTES[operation_id]):
            assert SECRET not in text
            # A body is read before it is asked where it belongs.
            assert answer.status_code in (400, 403), (str(answer.url), text)
            if answer.status_code == 403:
                assert "Missing Procore-Company-Id header" in text
        else:
            assert answer.status_code == 200, text


@pytest.mark.parametrize("role", RESTRICTED)
@pytest.mark.parametrize("operation_id", ROUTES)
async def test_a_restricted_role_sees_nothing(yard: Yard, operation_id: str, role: str) -> None:
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    before = await yard.revision()
    for answer in await ask(yard.own.as_role(role), yard, operation_id):
        assert SECRET not in told(answer), str(answer.url)
        allowed = (
            (200,) if route.path in ABOUT_ONESELF and route.method == "GET" else (400, 403, 404)
        )
        assert answer.status_code in allowed, (str(answer.url), answer.text)
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", ROUTES)
async def test_a_stranger_sees_nothing(yard: Yard, operation_id: str) -> None:
    """Under one's own company's name and under the other's, the other's ids mean nothing."""
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    before = await yard.revision()
    for company_id in (yard.own.company_id, yard.foreign.company_id):
        header = {COMPANY_HEADER: str(company_id)}
        for answer in await ask(yard.foreign.procore, yard, operation_id, **header):
            assert SECRET not in told(answer), str(answer.url)
            allowed = (200, 404) if route.path in ABOUT_ONESELF else (400, 404)
            assert answer.status_code in allowed, (str(answer.url), answer.text)
            if route.method == "GET" and route.path not in ABOUT_ONESELF:
                assert answer.status_code == 404, (str(answer.url), answer.text)
    assert await yard.revision() == before


@pytest.mark.parametrize("operation_id", ROUTES)
async def test_another_projects_ids_mean_nothing_in_ones_own(yard: Yard, operation_id: str) -> None:
    """The ids of one project, asked for in another by somebody who is at home there."""
    yard = yard.of(operation_id)
    route = ROUTES[operation_id]
    named = {str(yard.own.project_id): str(yard.foreign.project_id)}
    named |= {str(yard.own.company_id): str(yard.foreign.company_id)}
    before = await yard.revision()
    for path in await yard.fills(route):
        if not any(part.isdigit() and part not in named for part in path.split("/")):
            continue  # no id of a record in it
        swapped = "/".join(named.get(part, part) for part in path.split("/"))
        for query in yard.queries(route):
            asked = {name: named.get(str(value), str(value)) for name, value in query.items()}
            sent = yard.least(route)
            for name, value in sent.get("json", {}).items():
                if isinstance(value, int):
                    sent["json"][name] = int(named.get(str(value), str(value)))
            answer = await yard.foreign.procore.request(route.method, swapped, params=asked, **sent)
            assert SECRET not in told(answer)
            if answer.status_code == 200 and route.method == "GET":
                assert answer.json() in ([], {"data": []}), (swapped, answer.text)
            else:
                assert answer.status_code in (400, 403, 404), (swapped, answer.text)
    assert await yard.revision() == before
