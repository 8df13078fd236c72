"""The description: valid, made from the rows, and told on a page that needs nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import openapi_spec_validator
import pytest
from jsonschema.exceptions import ValidationError
from tests.edge.sample_door import DOOR
from tests.openapi.valid import validate

from changewright.compose import doors
from changewright.edge.openapi import component_name, document
from changewright.edge.reference import groups, marked, reference_page


def described(examples: Path | None = None) -> dict[str, Any]:
    return document([DOOR], title="Widgets", version="1", examples=examples)


DOCUMENT = described()
LIST = DOCUMENT["paths"]["/cost/v1/containers/{containerId}/widgets/{kind}"]["get"]
CREATE = DOCUMENT["paths"]["/cost/v1/containers/{containerId}/widgets/{kind}"]["post"]


def read_back(made: dict[str, Any]) -> dict[str, Any]:
    """The document as a client reads it."""
    read: dict[str, Any] = json.loads(json.dumps(made))
    return read


def test_it_is_valid() -> None:
    """That of all doors: what one door serves is a part of it."""
    for made in (DOCUMENT, doors.openapi()):
        validate(read_back(made))


@pytest.mark.deep
@pytest.mark.parametrize("door", ["", *doors.DESCRIBED])
def test_it_is_valid_to_a_validator_as_it_comes(door: str) -> None:
    openapi_spec_validator.validate(read_back(doors.openapi(door)))


def spoil_type(schemas: dict[str, Any], _operation: dict[str, Any]) -> None:
    schemas["Widget"]["type"] = "strin"


def spoil_default(schemas: dict[str, Any], _operation: dict[str, Any]) -> None:
    schemas["Widget"]["default"] = 7


def spoil_parameters(_schemas: dict[str, Any], operation: dict[str, Any]) -> None:
    operation["parameters"] = []


def spoil_id(_schemas: dict[str, Any], operation: dict[str, Any]) -> None:
    operation["operationId"] = CREATE["operationId"]


def spoil_nested(_schemas: dict[str, Any], operation: dict[str, Any]) -> None:
    schema = {"properties": {"a": {"minLength": -1}}}
    operation["responses"]["200"]["content"] = {"application/json": {"schema": schema}}


@pytest.mark.parametrize(
    "spoil", [spoil_type, spoil_default, spoil_parameters, spoil_id, spoil_nested]
)
def test_a_document_that_is_not_valid_is_told(
    spoil: Callable[[dict[str, Any], dict[str, Any]], None],
) -> None:
    made = read_back(DOCUMENT)
    path = made["paths"]["/cost/v1/containers/{containerId}/widgets/{kind}"]
    spoil(made["components"]["schemas"], path["get"])
    with pytest.raises((ValidationError, jsonschema_rs.ValidationError)):
        validate(made)


def test_every_row_of_every_door_is_there_once() -> None:
    made = doors.openapi()
    operations = [
        operation["operationId"] for item in made["paths"].values() for operation in item.values()
    ]
    rows = [route.operation_id for door in doors.DOORS for route in door.routes]
    assert sorted(operations) == sorted(rows)


def test_parameters_are_those_that_are_read() -> None:
    rows = {(row["in"], row["name"]): row for row in LIST["parameters"]}
    assert rows["path", "containerId"]["schema"] == {"type": "string", "format": "uuid"}
    assert rows["path", "kind"]["schema"]["enum"] == ["pco", "oco"]
    filtered = rows["query", "filter[budgetStatus]"]
    assert filtered["schema"]["items"]["enum"] == ["draft", "open"]
    assert (filtered["style"], filtered["explode"]) == ("form", False)
    assert rows["query", "filter[externalSystem]"]["schema"]["maxLength"] == 255


def test_bodies_are_those_that_are_read() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    content = CREATE["requestBody"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/WidgetCreate"}
    assert schemas["WidgetCreate"]["required"] == ["name"]
    assert "required" not in schemas["WidgetUpdate"]
    batch = DOCUMENT["paths"]["/cost/v1/containers/{containerId}/widgets:batch-create"]["post"]
    schema = batch["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["data"]["maxItems"] == 3


def test_answers_and_errors_are_declared() -> None:
    assert set(LIST["responses"]) >= {"200", "304", "400", "401", "403", "404", "429", "500"}
    assert set(CREATE["responses"]) >= {"201", "400", "409", "413", "415"}
    page = DOCUMENT["components"]["schemas"]["WidgetPage"]
    assert page["properties"]["results"]["items"] == {"$ref": "#/components/schemas/Widget"}
    assert "Retry-After" in LIST["responses"]["429"]["headers"]
    assert "content" not in LIST["responses"]["304"]


def test_examples_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "postWidget.request.json").write_text('{"name": "Slab"}')
    (tmp_path / "postWidget.response.json").write_text('{"id": "x", "name": "Slab"}')
    made = described(tmp_path)
    post = made["paths"]["/cost/v1/containers/{containerId}/widgets/{kind}"]["post"]
    request = post["requestBody"]["content"]["application/json"]
    assert request["examples"]["kept"]["value"] == {"name": "Slab"}
    answer = post["responses"]["201"]["content"]["application/json"]
    assert answer["example"]["name"] == "Slab"
    page = reference_page(made).body.decode()
    assert "Example answer" in page and "&#34;name&#34;: &#34;Slab&#34;" in page


def test_component_names() -> None:
    assert component_name("Change order (update)") == "ChangeOrderUpdate"
    assert component_name("WidgetPage") == "WidgetPage"


def test_the_page_needs_nothing_from_elsewhere() -> None:
    reply = reference_page(DOCUMENT)
    page = reply.body.decode()
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "<script" not in page and "@import" not in page and "url(" not in page
    policy = dict(reply.headers)[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_every_operation_has_its_place_on_the_page() -> None:
    page = reference_page(DOCUMENT).body.decode()
    ids = re.findall(r'<article id="([^"]+)"', page)
    assert ids == [row.operation_id for row in DOOR.routes] or sorted(ids) == sorted(
        row.operation_id for row in DOOR.routes
    )
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page


def test_nested_fields_stand_below_their_parent() -> None:
    (create,) = (row for row in groups(DOCUMENT)["Widgets"] if row.id == "postWidget")
    names = [(field.name, field.depth, field.required) for field in create.body]
    assert names.index(("additionalCollaborators", 0, False)) + 1 == names.index(
        ("companyId", 1, True)
    )


def test_text_is_never_markup() -> None:
    assert marked("a `<b>` & <i>") == "a <code>&lt;b&gt;</code> &amp; &lt;i&gt;"
