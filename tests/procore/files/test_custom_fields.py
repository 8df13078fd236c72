"""Custom fields: attributes that the project defines, through Procore's door."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.procore.files.conftest import Files
from tests.procore.site import Site

from changewright.acc.associations import ASSOCIATIONS
from changewright.core.attribute_values import OWNERS, TYPES
from changewright.core.records_attached import PropertyDefinition
from changewright.procore.custom_fields.shapes import DATA_TYPES

Json = dict[str, Any]
VALUES: tuple[tuple[str, Json, Any, Any], ...] = (
    ("text", {}, "Dry wall", {"data_type": "string", "value": "Dry wall"}),
    ("multiline", {}, "a\nb", {"data_type": "text", "value": "a\nb"}),
    ("richtext", {}, "<b>a</b>", {"data_type": "rich_text", "value": "<b>a</b>"}),
    (
        "options",
        {"options": ["A", "B"]},
        "B",
        {"data_type": "lov_entry", "value": {"id": None, "label": "B"}},
    ),
    ("boolean", {}, True, {"data_type": "boolean", "value": True}),
    ("integer", {}, 7, {"data_type": "integer", "value": 7}),
    ("number", {}, "12.5", {"data_type": "decimal", "value": "12.5"}),
    ("percent", {}, 50, {"data_type": "decimal", "value": "50.0"}),
    ("currency", {}, "99.9", {"data_type": "decimal", "value": "99.9"}),
    (
        "datetime",
        {},
        "2026-05-06T07:08:09Z",
        {"data_type": "datetime", "value": "2026-05-06T07:08:09Z"},
    ),
)


async def define(site: Site, name: str, kind: str, word: str = "PCO", **more: Any) -> int:
    """An attribute defined through Autodesk's door; its integer, by which this door names it."""
    body = {"name": name, "type": kind, "associationType": word, **more}
    made = await site.make("property-definitions", **body)
    async with site.ledger.reader(site.container.id) as read:
        rows = await read.where(PropertyDefinition, name=name)
    (found,) = [row for row in rows if str(row.uuid) == made["id"]]
    return found.id


def test_every_type_has_a_word_and_the_owners_are_those_of_the_other_door() -> None:
    assert set(DATA_TYPES) == set(TYPES)
    assert {word: each.kinds for word, each in ASSOCIATIONS.items() if each.kinds} == OWNERS


async def test_there_are_none_where_none_is_defined(files: Files) -> None:
    record = await files.change(await files.commitment(), title="Doors")
    assert record["custom_fields"] == {}
    (listed,) = (await files.site.procore.get(files.changes)).json()
    assert listed["custom_fields"] == {}


async def test_values_of_all_types_are_written_shown_and_seen_by_the_other_door(
    files: Files, site: Site
) -> None:
    ids = {kind: await define(site, f"A {kind}", kind, **more) for kind, more, _, _ in VALUES}
    sent = {f"custom_field_{ids[kind]}": value for kind, _, value, _ in VALUES}
    record = await files.change(await files.commitment(), title="Doors", **sent)
    wanted = {f"custom_field_{ids[kind]}": shown for kind, _, _, shown in VALUES}
    assert record["custom_fields"] == wanted
    found = await site.procore.get(f"{files.changes}/{record['id']}")
    assert found.json()["custom_fields"] == wanted
    (listed,) = (await site.procore.get(files.changes)).json()
    assert listed["custom_fields"] == wanted
    # What was shown may be sent back.
    echoed = {name: each["value"] for name, each in wanted.items()}
    again = await files.edit(record, **echoed)
    assert again["custom_fields"] == wanted
    answer = await site.acc.get(site.cost("change-orders/pco"), params={"include": "attributes"})
    (pco,) = answer.json()["results"]
    values = {each["name"]: each["value"] for each in pco["properties"] if not each["builtIn"]}
    assert values["A text"] == "Dry wall"
    assert len(values) == len(VALUES)
    none: Json = {f"custom_field_{ids['text']}": None}
    emptied = await files.edit(record, **none)
    assert emptied["custom_fields"][f"custom_field_{ids['text']}"]["value"] is None


BAD: tuple[tuple[str, Json, Any], ...] = (
    ("boolean", {}, "perhaps"),
    ("integer", {}, "1.5"),
    ("number", {}, "many"),
    ("options", {"options": ["A"]}, "C"),
    ("datetime", {}, "yesterday"),
    ("text", {}, ["a"]),
)


@pytest.mark.parametrize(("kind", "more", "value"), BAD)
async def test_a_bad_value_names_its_field_and_changes_nothing(
    files: Files, site: Site, kind: str, more: Json, value: Any
) -> None:
    field = f"custom_field_{await define(site, 'Bad', kind, **more)}"
    record = await files.change(await files.commitment(), title="Doors")
    refused = await files.edit(record, 400, title="Windows", **{field: value})
    assert set(refused["errors"]) == {field}
    (only,) = (await site.procore.get(files.changes)).json()
    assert (only["title"], only["custom_fields"]) == ("Doors", {})


async def test_attributes_of_other_records_and_built_in_ones_are_none(
    files: Files, site: Site
) -> None:
    record = await files.change(await files.commitment(), title="Doors")
    other = await define(site, "Of contracts", "text", "Contract")
    async with site.ledger.reader(site.container.id) as read:
        (built_in, *_) = [row for row in await read.where(PropertyDefinition) if row.built_in]
    for definition_id in (other, built_in.id, 2**40):
        field = f"custom_field_{definition_id}"
        refused = await files.edit(record, 422, **{field: "x"})
        assert set(refused["errors"]) == {field}


@pytest.mark.parametrize("word", ["SCO", "Contract", "MainContract"])
async def test_packages_batches_and_contracts_have_them_too(
    files: Files, site: Site, word: str
) -> None:
    contract_id = await files.commitment()
    field = f"custom_field_{await define(site, 'Zone', 'text', word)}"
    wanted = {field: {"data_type": "string", "value": "North"}}
    here: Json = {"project_id": site.project_id}

    async def sent(path: str, body: Json) -> Json:
        answer = await site.procore.post(path, json=body)
        assert answer.status_code == 201, answer.text
        record: Json = answer.json()
        return record

    async def read(path: str) -> Json:
        answer: httpx.Response = await site.procore.get(path, params=here)
        assert answer.status_code == 200, answer.text
        record: Json = answer.json()
        return record

    if word == "SCO":
        path = "/rest/v1.0/change_order_packages"
        body = {**here, "contract_id": contract_id, "change_order": {"title": "A", field: "North"}}
    elif word == "Contract":
        path = "/rest/v1.0/purchase_order_contracts"
        body = {**here, "purchase_order_contract": {"title": "A", field: "North"}}
    else:
        path = "/rest/v1.0/prime_contract"
        body = {**here, "prime_contract": {"title": "A", field: "North"}}
    made = await sent(path, body)
    assert made["custom_fields"] == wanted
    assert (await read(f"{path}/{made['id']}"))["custom_fields"] == wanted
    if word == "SCO":
        batch = f"/rest/v1.0/projects/{site.project_id}/commitment_change_order_batches"
        assert (await read(f"{batch}/{made['id']}"))["custom_fields"] == wanted
