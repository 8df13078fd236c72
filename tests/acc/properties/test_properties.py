"""Custom attributes over HTTP: definitions, values, lists by them, and who sees what."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import make_container

from changewright.edge.http import Application
from changewright.work.ledger import Ledger


async def made(client: httpx.AsyncClient, path: str, status: int = 201, **body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, (path, answer.status_code, answer.text)
    return answer.json()


async def got(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


async def define(client: httpx.AsyncClient, root: str, name: str, **more: Any) -> Any:
    body = {"associationType": "FormInstance", "name": name, "type": "text", **more}
    return await made(client, f"{root}/property-definitions", **body)


def element(record: Any, definition: Any, value: Any, word: str = "FormInstance") -> dict[str, Any]:
    return {
        "associationType": word,
        "associationId": record["id"],
        "propertyDefinitionId": definition["id"],
        "value": value,
    }


async def test_a_fresh_project_lists_the_built_in_attributes_first(
    acc: httpx.AsyncClient, root: str
) -> None:
    found = await got(acc, f"{root}/properties", **{"filter[category]": "FormInstance"})
    assert [each["name"] for each in found] == ["Source Type", "Source Ref", "Type"]
    assert set(found[0]) == {
        *("id", "name", "type", "options", "defaultValue", "position", "builtIn", "createdAt"),
        *("defaultVisibility", "category", "associationType", "componentTemplateId", "updatedAt"),
        "collaboratorAccess",
    }
    first = found[0]
    assert (first["builtIn"], first["type"], first["category"]) == (True, "options", "FormInstance")
    assert "RFI" in first["options"]


async def test_filters_of_definitions(acc: httpx.AsyncClient, root: str) -> None:
    own = await define(acc, root, "Zone, east", associationType="PCO")
    budget = await define(acc, root, "Fund", associationType="Budget")
    pco = await made(acc, f"{root}/change-orders/pco", name="One")
    sco = await made(acc, f"{root}/change-orders/sco", name="Two")

    async def names(**query: Any) -> list[str]:
        return [each["name"] for each in await got(acc, f"{root}/properties", **query)]

    of_all = ["Source Type", "Source Ref", "Type"]
    assert sorted(await names()) == sorted([*of_all, "Fund", "Zone, east"])
    assert await names(**{"filter[associationType]": "Budget"}) == ["Fund"]
    assert set(await names(**{"filter[associationType]": "PCO"})) == {*of_all, "Zone, east"}
    assert await names(**{"filter[associationType]": "SCO"}) == of_all
    of_forms = await names(**{"filter[associationType]": "FormDefinition"})
    assert set(of_forms) == {*of_all, "Zone, east"}
    assert await names(**{"filter[name]": "Zone, east"}) == ["Zone, east"]
    assert await names(**{"filter[associationId]": sco["id"]}) == of_all
    assert set(await names(**{"filter[associationId]": pco["id"]})) == {*of_all, "Zone, east"}
    assert await names(**{"filter[associationId]": str(uuid4())}) == []
    assert await names(**{"filter[lastModifiedSince]": "2999-01-01"}) == []
    assert own["collaboratorAccess"] == budget["collaboratorAccess"] == "view"


async def test_a_batch_is_answered_in_its_order_and_shown_on_the_records(
    acc: httpx.AsyncClient, root: str
) -> None:
    share = await define(acc, root, "Share", type="percent")
    flag = await define(acc, root, "Flag", type="boolean")
    (source, *_) = await got(acc, f"{root}/properties")
    pco = await made(acc, f"{root}/change-orders/pco", name="One", sourceRef="RFI-7")
    answer = await acc.post(
        f"{root}/property-values:batch-update",
        json=[element(pco, flag, True), element(pco, share, 12.5), element(pco, source, "Issue")],
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()[0] == {
        "name": "Flag",
        "builtIn": False,
        "position": 4,
        "propertyDefinitionId": flag["id"],
        "type": "boolean",
        "value": "true",
    }
    assert [each["value"] for each in answer.json()] == ["true", "12.5", "Issue"]
    path = f"{root}/change-orders/pco/{pco['id']}"
    shown = await got(acc, path, include="attributes")
    assert {each["name"]: each["value"] for each in shown["properties"]} == {
        "Source Type": "Issue",
        "Source Ref": "RFI-7",
        "Share": "12.5",
        "Flag": "true",
    }
    assert shown["sourceType"] == "Issue"
    assert shown["updatedAt"] > pco["updatedAt"]
    changed = await acc.patch(path, json={"sourceType": "RFI"})
    assert changed.status_code == 200
    page = await got(acc, f"{root}/change-orders/pco", include="attributes")
    values = {each["name"]: each["value"] for each in page["results"][0]["properties"]}
    assert values["Source Type"] == "RFI"


async def test_a_lone_object_is_answered_with_one(acc: httpx.AsyncClient, root: str) -> None:
    own = await define(acc, root, "Own")
    item = await made(acc, f"{root}/cost-items", name="Saw cutting")
    of_item = await define(acc, root, "Crew", associationType="CostItem", type="integer")
    path = f"{root}/property-values:batch-update"
    answer = await acc.post(path, json=element(item, of_item, "8", "CostItem"))
    assert answer.status_code == 200
    assert answer.json()["value"] == "8"
    wrong = await acc.post(path, json=element(item, own, "8", "CostItem"))
    assert wrong.status_code == 400
    assert wrong.json()["error"]["errors"][0]["field"] == "propertyDefinitionId"


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("percent", 0.30000000000000004, "0.3"),
        ("currency", 1234.56789, "1234.5679"),
        ("number", 12.0, "12"),
        ("text", 1.50, "1.5"),
        ("integer", 7.0, "7"),
    ],
)
async def test_numbers_as_generated_clients_send_them(
    acc: httpx.AsyncClient, root: str, kind: str, sent: float, kept: str
) -> None:
    own = await define(acc, root, "Own", type=kind, defaultValue=sent)
    assert own["defaultValue"] == kept
    pco = await made(acc, f"{root}/change-orders/pco", name="One")
    path = f"{root}/property-values:batch-update"
    assert (await made(acc, path, 200, **element(pco, own, sent)))["value"] == kept


async def test_change_orders_are_filtered_and_sorted_by_attributes(
    acc: httpx.AsyncClient, root: str
) -> None:
    share = await define(acc, root, "Share", type="percent")
    for name, value in (("a", "9"), ("b", "12.5"), ("c", "100"), ("d", None)):
        pco = await made(acc, f"{root}/change-orders/pco", name=name)
        if value is not None:
            await made(
                acc, f"{root}/property-values:batch-update", 200, **element(pco, share, value)
            )

    async def names(**query: Any) -> str:
        page = await got(acc, f"{root}/change-orders/pco", **query)
        return "".join(each["name"] for each in page["results"])

    key = f"properties.{share['id']}"
    assert await names(**{f"filter[{key}]": "12.5"}) == "b"
    assert await names(**{f"filter[{key}]": "12.500"}) == "b"
    assert await names(**{f"filter[{key}]": "nonsense"}) == ""
    assert await names(**{f"filter[{key}]": "9,100"}) == "ac"
    assert await names(**{f"filter[{key}]": "9,blank"}) == "ad"
    assert await names(**{f"filter[{key}]": "blank"}) == "d"
    assert await names(sort=f"{key} desc") in ("cbad", "dcba")
    assert await names(sort=key) == "abcd"


@pytest.mark.parametrize(
    ("change", "field", "status"),
    [
        ({"value": "Nonsense"}, "0.value", 400),
        ({"value": ["RFI"]}, "0.value", 400),
        ({"associationType": "forminstance"}, "0.associationType", 400),
        ({"associationType": "SCO"}, "0.associationId", 400),
        ({"associationType": "Fee"}, "0.associationId", 400),
        ({"associationId": str(uuid4())}, "0.associationId", 400),
        ({"associationId": "no uuid"}, "0.associationId", 400),
        ({"propertyDefinitionId": str(uuid4())}, "0.propertyDefinitionId", 400),
        ({"propertyDefinitionId": None}, "0.propertyDefinitionId", 400),
    ],
)
async def test_bad_elements_name_their_field_and_nothing_is_written(
    acc: httpx.AsyncClient, root: str, change: dict[str, Any], field: str, status: int
) -> None:
    (source, reference, _) = await got(acc, f"{root}/properties")
    pco = await made(acc, f"{root}/change-orders/pco", name="One")
    good = element(pco, reference, "kept?")
    body = [element(pco, source, "RFI") | change, good]
    answer = await acc.post(f"{root}/property-values:batch-update", json=body)
    assert answer.status_code == status, answer.text
    error = answer.json().get("error", answer.json())
    assert error["errors"][0]["field"] == field
    shown = await got(acc, f"{root}/change-orders/pco/{pco['id']}")
    assert shown["sourceRef"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "", "type": "text"}, "name"),
        ({"type": "text"}, "name"),
        ({"name": "x", "type": "colour"}, "type"),
        ({"name": "x", "type": "options"}, "options"),
        ({"name": "x", "type": "options", "options": [1]}, "options.0"),
        ({"name": "x", "type": "text", "options": ["a"]}, "options"),
        ({"name": "x", "type": "integer", "defaultValue": "one"}, "defaultValue"),
        ({"name": "x", "type": "text", "associationType": "Fee"}, "associationType"),
        ({"name": "x" * 1025, "type": "text"}, "name"),
        ({"name": "x", "type": "text", "collaboratorAccess": "all"}, "collaboratorAccess"),
    ],
)
async def test_bad_definitions_name_their_field(
    acc: httpx.AsyncClient, root: str, body: dict[str, Any], field: str
) -> None:
    whole = {"associationType": "FormInstance"} | body
    answer = await acc.post(f"{root}/property-definitions", json=whole)
    assert answer.status_code == 400, answer.text
    error = answer.json().get("error", answer.json())
    assert error["errors"][0]["field"] == field


async def test_definitions_are_edited_and_deleted(acc: httpx.AsyncClient, root: str) -> None:
    own = await define(acc, root, "Own", type="options", options=["a", "b", "a"])
    assert own["options"] == ["a", "b"]
    path = f"{root}/property-definitions/{own['id']}"
    tag = (await acc.get(path)).headers["etag"]
    edited = await acc.patch(
        path, json={"name": "Mine", "options": ["c"]}, headers={"if-match": tag}
    )
    assert edited.status_code == 200, edited.text
    assert (edited.json()["name"], edited.json()["options"]) == ("Mine", ["c"])
    stale = await acc.patch(path, json={"name": "Late"}, headers={"if-match": tag})
    assert stale.status_code == 412
    assert (await acc.patch(path, json={"name": "Type"})).status_code == 409
    pco = await made(acc, f"{root}/change-orders/pco", name="One")
    await made(acc, f"{root}/property-values:batch-update", 200, **element(pco, own, "c"))
    assert (await acc.delete(path)).status_code == 204
    shown = await got(acc, f"{root}/change-orders/pco/{pco['id']}", include="attributes")
    assert shown["properties"] == []
    assert (await acc.get(path)).status_code == 404
    (source, *_) = await got(acc, f"{root}/properties")
    assert (await acc.delete(f"{root}/property-definitions/{source['id']}")).status_code == 409


async def test_who_may_define_and_who_may_fill_in(
    people: People, root: str, acc: httpx.AsyncClient
) -> None:
    shared = await define(acc, root, "Shared")
    secret = await define(acc, root, "Secret", collaboratorAccess="no_access")
    oco = await made(acc, f"{root}/change-orders/oco", name="One")
    for role, may in (("manager", 200), ("estimator", 200), ("approver", 403), ("viewer", 403)):
        client = people.clients[role]
        body = {"associationType": "FormInstance", "name": role, "type": "text"}
        refused = await client.post(f"{root}/property-definitions", json=body)
        assert refused.status_code == 403, role
        answer = await client.post(
            f"{root}/property-values:batch-update", json=[element(oco, shared, role)]
        )
        assert answer.status_code == may, (role, answer.text)
    for role in ("owner", "supplier"):
        client = people.clients[role]
        names = [each["name"] for each in await got(client, f"{root}/properties")]
        assert names == ["Shared"]
        hidden = await client.get(f"{root}/property-definitions/{secret['id']}")
        assert hidden.status_code == 404
        for definition in (shared, secret):
            draft = await client.post(
                f"{root}/property-values:batch-update", json=[element(oco, definition, "x")]
            )
            assert draft.status_code == 400, "a draft is not there for others"


async def test_another_projects_ids_are_as_good_as_none(
    acc: httpx.AsyncClient, root: str, application: Application, ledger: Ledger
) -> None:
    other = await make_container(ledger)
    stranger = (await join(application, ledger, other)).clients["admin"]
    theirs = f"/cost/v1/containers/{other.uuid}"
    foreign = await define(stranger, theirs, "Foreign")
    record = await made(stranger, f"{theirs}/change-orders/pco", name="Foreign")
    own = await define(acc, root, "Own")
    pco = await made(acc, f"{root}/change-orders/pco", name="One")
    for body in (element(record, own, "x"), element(pco, foreign, "x")):
        answer = await acc.post(f"{root}/property-values:batch-update", json=[body])
        assert answer.status_code == 400
        assert "Foreign" not in answer.text
    assert (await acc.get(f"{root}/property-definitions/{foreign['id']}")).status_code == 404
    assert await got(acc, f"{root}/properties", **{"filter[associationId]": record["id"]}) == []


async def test_nobody_filters_or_sorts_by_an_attribute_he_does_not_see(
    people: People, acc: httpx.AsyncClient, root: str
) -> None:
    shared = await define(acc, root, "Shared")
    secret = await define(acc, root, "Secret", collaboratorAccess="no_access")
    (source, *_) = await got(acc, f"{root}/properties")
    for role, kind in (("owner", "oco"), ("supplier", "sco")):
        path = f"{root}/change-orders/{kind}"
        for definition, status in ((shared, 200), (secret, 400), (source, 400)):
            key = f"properties.{definition['id']}"
            for query in ({f"filter[{key}]": "blank"}, {"sort": f"{key} desc"}):
                assert (await acc.get(path, params=query)).status_code == 200
                answer = await people.clients[role].get(path, params=query)
                assert answer.status_code == status, (role, definition["name"], query)
        nothing = {"sort": f"properties.{uuid4()}"}
        unknown = await people.clients[role].get(path, params=nothing)
        hidden = await people.clients[role].get(path, params={"sort": f"properties.{secret['id']}"})
        assert unknown.json()["errors"][0]["title"] == hidden.json()["errors"][0]["title"]
