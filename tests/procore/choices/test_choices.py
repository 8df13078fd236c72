"""The lists of a company over HTTP: their shapes, who may write them, what bad input gets."""

from __future__ import annotations

from typing import Any

import httpx
from tests.procore.site import Site, found, open_site

from changewright.core.settings import settings_born

V1 = "/rest/v1.0"
STATUSES = f"{V1}/change_order/statuses"
REASONS = f"{V1}/change_order_change_reasons"
TYPES = f"{V1}/change_types"
EVENT_STATUSES = f"{V1}/change_event/statuses"
LINE_ITEM_TYPES = f"{V1}/line_item_types"
TAX_CODES = f"{V1}/tax_codes"
TAX_TYPES = f"{V1}/tax_types"

# Appendix A: the keys of an entry, with their types; those that may be null have two.
TEXT_OR_NULL = (str, type(None))
ORIGIN = {"origin_id": TEXT_OR_NULL, "origin_data": TEXT_OR_NULL}
STATUS = {"id": int, "name": str, "mapped_to_status": str, "show_in_select": bool}
SHAPES: dict[str, dict[str, Any]] = {
    STATUSES: STATUS,
    REASONS: {"id": int, "company_id": int, "change_reason": str, "show_in_select": bool},
    TYPES: {
        "id": int,
        "company_id": int,
        "change_type": str,
        "show_in_select": bool,
        "abbreviation": str,
    },
    EVENT_STATUSES: {**STATUS, "default_status": bool},
    LINE_ITEM_TYPES: {"id": int, "name": str, "code": str, "base_type": str, **ORIGIN},
}
SHAPES_V2: dict[str, dict[str, Any]] = {
    "change_order_change_reasons": {
        "id": str,
        "change_reason": str,
        "show_in_select": bool,
        "deletable": bool,
    },
    "change_event/types": {
        "id": str,
        "name": str,
        "show_in_select": bool,
        "abbreviation": str,
        "deletable": bool,
        "default": bool,
    },
    "change_events/statuses": {
        "id": str,
        "name": str,
        "show_in_select": bool,
        "default": bool,
        "deletable": bool,
        "default_status": bool,
    },
}
WRITTEN: tuple[tuple[str, str, dict[str, Any], dict[str, Any]], ...] = (
    (
        LINE_ITEM_TYPES,
        "line_item_type",
        {"name": "Plant", "csv_import_code": "P", "base_type": "labor", "origin_id": "7"},
        {"name": "Plant", "code": "P", "base_type": "labor", "origin_id": "7"},
    ),
    (
        TAX_TYPES,
        "tax_type",
        {"name": "VAT", "description": "Value added", "origin_id": "8", "origin_data": "{}"},
        {"name": "VAT", "description": "Value added", "origin_id": "8", "origin_data": "{}"},
    ),
    (
        TAX_CODES,
        "tax_code",
        {"code": "V7", "rate1": 7.25, "archived": True, "default_tax_code": True},
        {"code": "V7", "rate1": 7.25, "archived": True, "default_tax_code": True},
    ),
)


def v2(site: Site, path: str) -> str:
    return f"/rest/v2.0/companies/{site.company_id}/{path}"


def check(row: dict[str, Any], shape: dict[str, Any]) -> None:
    assert set(row) == set(shape)
    for name, types in shape.items():
        assert isinstance(row[name], types), name


async def get(site: Site, path: str, **query: Any) -> Any:
    answer = await site.procore.get(path, params={"project_id": site.project_id, **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_entries_have_the_keys_of_the_reference(site: Site) -> None:
    for path, shape in SHAPES.items():
        rows = await get(site, path, company_id=site.company_id)
        assert rows, path
        for row in rows:
            check(row, shape)
        assert len({row["id"] for row in rows}) == len(rows)
    for path, shape in SHAPES_V2.items():
        body = found(await site.procore.get(v2(site, path)))
        assert set(body) == {"data"}
        assert body["data"], path
        for row in body["data"]:
            check(row, shape)


async def test_the_lists_begin_with_the_vendors_entries(site: Site) -> None:
    assert [row["change_reason"] for row in await get(site, REASONS)] == [
        *("Allowance", "Backcharge", "Client Request", "Design Development"),
        "Existing Condition",
    ]
    assert [row["change_type"] for row in await get(site, TYPES)] == [
        *("Allowance", "Contingency", "Owner Change", "TBD", "Transfer"),
    ]
    events = await get(site, EVENT_STATUSES)
    assert [row["name"] for row in events] == ["Open", "Closed", "Pending", "Void"]
    assert [row["name"] for row in events if row["default_status"]] == ["Open"]
    # Nothing that the vendor's generated client cannot read.
    words = {row["base_type"] for row in await get(site, LINE_ITEM_TYPES)}
    assert "labor" not in words


async def test_pages_of_a_list(site: Site) -> None:
    answer = await site.procore.get(REASONS, params={"per_page": 2, "page": 2})
    assert [row["change_reason"] for row in answer.json()] == [
        "Client Request",
        "Design Development",
    ]
    assert answer.headers["total"] == "5"
    assert 'rel="next"' in answer.headers["link"]
    again = await site.procore.get(
        REASONS,
        params={"per_page": 2, "page": 2},
        headers={"if-none-match": answer.headers["etag"]},
    )
    assert again.status_code == 304
    for query in ({"per_page": 0}, {"page": "x"}):
        refused = await site.procore.get(REASONS, params=query)
        assert refused.status_code == 400
        assert list(refused.json()["errors"]) == list(query)


async def test_the_spellings_of_clients_in_the_wild(site: Site) -> None:
    own = f"{V1}/projects/{site.project_id}"
    assert await get(site, f"{own}/change_event_types") == await get(site, TYPES)
    assert await get(site, f"{own}/change_event_statuses") == await get(site, EVENT_STATUSES)
    assert await get(site, "/vapid/change_types") == await get(site, TYPES)


async def test_what_is_written_comes_back(site: Site) -> None:
    for path, wrapper, sent, shown in WRITTEN:
        await _written(site, path, wrapper, sent, shown)


async def _written(
    site: Site, path: str, wrapper: str, sent: dict[str, Any], shown: dict[str, Any]
) -> None:
    body = {"company_id": site.company_id, wrapper: sent}
    made = await site.procore.post(path, json=body)
    assert made.status_code == 201, made.text
    row = made.json()
    assert {name: row[name] for name in shown} == shown
    one = f"{path}/{row['id']}"
    assert await get(site, one) == row
    assert row in await get(site, path)
    edit = {"name": "Another"} if "name" in sent else {"code": "Another"}
    changed = found(await site.procore.patch(one, json={wrapper: edit}))
    assert changed == {**row, **edit}
    # The same again is refused, and what it is about is named.
    again = await site.procore.post(path, json={wrapper: {**sent, **edit, "origin_id": None}})
    assert again.status_code == 409
    assert list(again.json()["errors"]) == list(edit)


async def test_a_tax_type_is_deleted(site: Site) -> None:
    made = found(await site.procore.post(TAX_TYPES, json={"tax_type": {"name": "Use"}}))
    one = f"{TAX_TYPES}/{made['id']}"
    deleted = await site.procore.delete(one)
    assert (deleted.status_code, deleted.content) == (200, b"{}")
    for answer in (await site.procore.get(one), await site.procore.delete(one)):
        assert answer.status_code == 404
    assert await get(site, TAX_TYPES) == []


async def test_reasons_are_written_under_version_two(site: Site) -> None:
    path = v2(site, "change_order_change_reasons")
    wrapped = {"change_order_change_reason": {"change_reason": "Weather", "show_in_select": False}}
    made = await site.procore.post(path, json=wrapped)
    assert made.status_code == 201
    row = made.json()["data"]
    assert (row["change_reason"], row["show_in_select"]) == ("Weather", False)
    assert int(row["id"]) in [each["id"] for each in await get(site, REASONS)]
    one = f"{path}/{row['id']}"
    edit = {"change_order_change_reason": {"change_reason": "Storm"}}
    assert found(await site.procore.patch(one, json=edit))["data"]["change_reason"] == "Storm"
    assert (await site.procore.delete(one)).status_code == 200
    names = [each["change_reason"] for each in await get(site, REASONS)]
    assert "Storm" not in names
    missing = await site.procore.patch(one, json=edit)
    assert missing.status_code == 404
    assert missing.json()["error"]["code"] == "NOT_FOUND"


async def test_types_and_statuses_of_events_are_renamed(site: Site) -> None:
    types = found(await site.procore.get(v2(site, "change_event/types")))["data"]
    path = v2(site, f"change_event/types/{types[0]['id']}")
    edit = {"change_type": {"name": "Extra", "abbreviation": "X", "show_in_select": False}}
    shown = found(await site.procore.patch(path, json=edit))["data"]
    assert {name: shown[name] for name in edit["change_type"]} == edit["change_type"]
    statuses = found(await site.procore.get(v2(site, "change_events/statuses")))["data"]
    path = v2(site, f"change_events/statuses/{statuses[1]['id']}")
    edit = {"change_event_status": {"name": "Done", "mapped_to_status": "void"}}
    await site.procore.patch(path, json=edit)
    edit = {"change_event_status": {"default_status": True}}
    assert found(await site.procore.patch(path, json=edit))["data"]["default_status"] is True
    told = {row["name"]: row for row in await get(site, EVENT_STATUSES)}
    assert told["Done"]["mapped_to_status"] == "void"
    assert [name for name, row in told.items() if row["default_status"]] == ["Done"]
    refused = await site.procore.patch(
        path, json={"change_event_status": {"default_status": False}}
    )
    assert refused.status_code == 422
    assert "default_status" in refused.text


async def test_sync_tells_entities_and_errors(site: Site) -> None:
    first = found(await site.procore.post(LINE_ITEM_TYPES, json={"line_item_type": {"name": "A1"}}))
    updates: list[Any] = [
        {"id": first["id"], "name": "A2"},
        {"origin_id": "o1", "name": "B"},
        {"origin_id": "o1", "name": "B2"},
        {"name": "C", "base_type": "nonsense"},
        {"id": 2**50, "name": "D"},
        {"name": "A2"},
        {"origin_id": "o2"},
        7,
    ]
    body = {"company_id": site.company_id, "updates": updates}
    answer = await site.procore.patch(f"{LINE_ITEM_TYPES}/sync", json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert [row["name"] for row in told["entities"]] == ["A2", "B", "B2"]
    assert told["entities"][1]["id"] == told["entities"][2]["id"]
    assert [list(row["errors"]) for row in told["errors"]] == [
        *(["base_type"], ["id"], ["name"], ["name"], ["base"])
    ]
    assert told["errors"][0]["name"] == "C"
    names = [row["name"] for row in await get(site, LINE_ITEM_TYPES)]
    assert names[-2:] == ["A2", "B2"]
    filtered = await get(site, LINE_ITEM_TYPES, **{"filters[origin_id]": "o1"})
    assert [row["name"] for row in filtered] == ["B2"]


BAD: tuple[tuple[str, str, Any, int, list[str]], ...] = (
    (LINE_ITEM_TYPES, "line_item_type", {}, 400, ["name"]),
    (LINE_ITEM_TYPES, "line_item_type", {"name": ""}, 400, ["name"]),
    (LINE_ITEM_TYPES, "line_item_type", {"name": 5}, 400, ["name"]),
    (LINE_ITEM_TYPES, "line_item_type", {"name": "x" * 256}, 400, ["name"]),
    (LINE_ITEM_TYPES, "line_item_type", {"name": "x\x00y"}, 400, ["name"]),
    (LINE_ITEM_TYPES, "line_item_type", {"name": "a", "base_type": "x"}, 400, ["base_type"]),
    (LINE_ITEM_TYPES, "line_item_type", [], 400, ["line_item_type"]),
    (LINE_ITEM_TYPES, "wrong", {"name": "a"}, 400, ["line_item_type"]),
    (LINE_ITEM_TYPES, "line_item_type", {"name": "Other"}, 409, ["name"]),
    (TAX_CODES, "tax_code", {"code": "a", "rate1": "many"}, 400, ["rate1"]),
    (TAX_CODES, "tax_code", {"code": "a", "rate1": 10**30}, 400, ["rate1"]),
    (TAX_CODES, "tax_code", {"code": None}, 400, ["code"]),
    (TAX_CODES, "tax_code", {"code": "a", "archived": None}, 400, ["archived"]),
    (TAX_TYPES, "tax_type", {"name": "a", "description": 1}, 400, ["description"]),
)


async def test_bad_input_is_named_and_nothing_written(site: Site) -> None:
    paths = {row[0] for row in BAD}
    before = {path: await get(site, path) for path in paths}
    for path, wrapper, sent, status, fields in BAD:
        answer = await site.procore.post(path, json={"company_id": site.company_id, wrapper: sent})
        assert answer.status_code == status, (sent, answer.text)
        assert list(answer.json()["errors"]) == fields, sent
    assert {path: await get(site, path) for path in paths} == before


async def test_who_may_read_and_who_may_write(site: Site) -> None:
    body = {"line_item_type": {"name": "New"}}
    for role, reads, writes in (
        ("admin", 200, 201),
        ("manager", 200, 403),
        ("viewer", 200, 403),
        ("owner", 403, 403),
        ("supplier", 403, 403),
    ):
        client = site.as_role(role)
        assert (await client.get(LINE_ITEM_TYPES)).status_code == reads, role
        assert (await client.post(LINE_ITEM_TYPES, json=body)).status_code == writes, role


async def test_another_company_is_not_there(site: Site) -> None:
    other = await open_site(site.application, site.ledger, settings_born("procore"))
    theirs = await get(other, REASONS)
    entry = (await get(other, LINE_ITEM_TYPES))[0]["id"]
    mine = await get(site, REASONS)
    assert {row["id"] for row in mine}.isdisjoint(row["id"] for row in theirs)

    async def status(answer: httpx.Response) -> int:
        assert "Account" not in answer.text
        return answer.status_code

    foreign = {"procore-company-id": str(other.company_id)}
    asked = (
        site.procore.get(REASONS, params={"company_id": other.company_id}),
        site.procore.get(REASONS, headers=foreign),
        site.procore.get(f"{LINE_ITEM_TYPES}/{entry}"),
        site.procore.patch(f"{LINE_ITEM_TYPES}/{entry}", json={"line_item_type": {"name": "mine"}}),
        site.procore.post(
            TAX_TYPES, json={"company_id": other.company_id, "tax_type": {"name": "a"}}
        ),
        site.procore.get(v2(other, "change_event/types")),
        site.procore.get(EVENT_STATUSES, params={"project_id": other.project_id}),
    )
    assert [await status(await each) for each in asked] == [404] * len(asked)
    missing = await site.procore.get(EVENT_STATUSES)
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["project_id"])
