"""Random requests to every operation of Procore's door, good and bad ones: no failure, nothing that
is not described.

The gate sends a few to every fourth operation, the same in each run; `./test --deep` sends fifty to
each.
"""

from __future__ import annotations

import contextlib
import copy
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import schemathesis
from schemathesis import Case
from schemathesis.specs.openapi import checks
from tests.conftest import migrated_database
from tests.openapi.random_requests import CONFIGURATION, is_lenient, send_random
from tests.openapi.site import in_a_thread, listening
from tests.procore.door.furnish import furnished
from tests.procore.door.visits import ROUTES, document, needs_company

from changewright.compose.application import started
from changewright.config.settings import Settings
from changewright.procore.place import HEADER
from changewright.store.embedded import Urls

FEW, MANY = 2, 50
ORDER = sorted(ROUTES, key=lambda name: (name.startswith("delete"), name))
"""What takes records away comes last."""
IN_THE_GATE = ORDER[::4]
TOLD_IN_THE_ANSWER = re.compile("^sync|InBulk")
"""Operations that tell what is wrong with an element in an answer of 200 or 207."""


@dataclass(frozen=True)
class Served:
    """Where the server listens, who asks, and the ids of records that are there."""

    base: str
    token: str
    company_id: int
    constants: dict[str, list[Any]]
    places: dict[str, dict[str, list[str]]]


@contextlib.asynccontextmanager
async def serving(settings: Settings, urls: Urls) -> AsyncIterator[Served]:
    async with started(settings, urls) as application:
        yard = await furnished(application, application.services.ledger)
        places = {
            name: parameters(route.path, await yard.fills(route)) for name, route in ROUTES.items()
        }
        async with listening(application) as base:
            token = yard.own.people.tokens["admin"]
            yield Served(base, token, yard.own.company_id, yard.constants(), places)


def parameters(template: str, paths: list[str]) -> dict[str, list[str]]:
    """The values of a path's parameters in addresses that are there."""
    found: dict[str, dict[str, None]] = {}
    for path in paths:
        for name, value in zip(template.split("/"), path.split("/"), strict=True):
            if name.startswith("{"):
                found.setdefault(name[1:-1], {})[value] = None
    return {name: list(values) for name, values in found.items()}


def aimed(served: Served) -> dict[str, Any]:
    """The description with the ids of records that are there."""
    made: dict[str, Any] = copy.deepcopy(document())
    for item in made["paths"].values():
        for operation in item.values():
            places = served.places.get(operation["operationId"], {})
            kept = [
                each
                for each in operation.get("parameters", ())
                if each["name"] != "Idempotency-Token"  # random ones come back with other bodies
            ]
            operation["parameters"] = kept
            for each in kept:
                values = places.get(each["name"], served.constants.get(each["name"]))
                if each["name"] == HEADER:
                    values = [served.company_id]
                if values:
                    each["schema"] = {"type": "string", "enum": [str(value) for value in values]}
            for media in operation.get("requestBody", {}).get("content", {}).values():
                _aim(made, media["schema"], served.constants)
    return made


def _aim(whole: dict[str, Any], schema: dict[str, Any], constants: dict[str, list[Any]]) -> None:
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for name, field in schema.get("properties", {}).items():
        if name in constants and "enum" not in field:
            field["enum"] = constants[name]


DROPPED = ("include_free_companies=", "run_configurable_validations=", "?=", "&=")
"""Parameters that are taken and mean nothing here, whatever they hold; and those without a name."""


def names_by_text(body: Any) -> bool:
    """Whether a body names a record by a text of digits, which is that record's id as much as the
    integer that `aimed` put in its place."""
    return isinstance(body, dict) and any(
        name.endswith("_id") and isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+", value)
        for name, value in body.items()
    )


def refused_unless_told(context: Any, response: Any, case: Case[Any]) -> bool | None:
    """What is described as wrong is refused, where the vendor's clients are not taken leniently."""
    name, url = case.operation.definition.raw["operationId"], str(response.request.url)
    is_dropped = any(each in url for each in DROPPED) or not needs_company(ROUTES[name])
    is_taken = is_dropped or is_lenient(url) or names_by_text(case.body)
    if is_taken or TOLD_IN_THE_ANSWER.search(name):
        return None
    found: bool | None = checks.negative_data_rejection(context, response, case)
    return found


@pytest.fixture(scope="module")
def served(server_urls: Urls, settings: Settings, worker_id: str) -> Iterator[Served]:
    """A server of its own, with a database of its own."""
    urls = migrated_database(server_urls, f"random_procore_{worker_id}")
    with in_a_thread(lambda: serving(settings, urls)) as running:
        yield running


@pytest.fixture(scope="module")
def description(served: Served) -> Any:
    config = schemathesis.Config.from_dict(CONFIGURATION)
    return schemathesis.openapi.from_dict(aimed(served), config=config)


@pytest.fixture(scope="module")
def session(served: Served) -> Iterator[requests.Session]:
    with requests.Session() as opened:
        opened.headers["authorization"] = f"Bearer {served.token}"
        yield opened


def send(served: Served, description: Any, session: Any, operation_id: str, count: int) -> None:
    operation = description.find_operation_by_id(operation_id)
    send_random(operation, served.base, session, count, refused_unless_told)


@pytest.mark.parametrize("operation_id", IN_THE_GATE)
def test_a_few_requests(
    served: Served, description: Any, session: requests.Session, operation_id: str
) -> None:
    send(served, description, session, operation_id, FEW)


@pytest.mark.deep
@pytest.mark.parametrize("operation_id", ORDER)
def test_many_requests(
    served: Served, description: Any, session: requests.Session, operation_id: str
) -> None:
    send(served, description, session, operation_id, MANY)
