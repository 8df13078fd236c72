"""Budget code templates over HTTP: segments, values, imports, cursors, and what is settled."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.fixtures_acc import People, join
from tests.fixtures_ledger import make_container

from changewright.edge.http import Application
from changewright.work.ledger import Ledger


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> Any:
    answer = await client.post(path, json=body)
    assert answer.status_code == 201, (path, answer.status_code, answer.text)
    return answer.json()


async def got(client: httpx.AsyncClient, path: str, **query: Any) -> Any:
    answer = await client.get(path, params=query or None)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


@pytest.fixture
async def segments(acc: httpx.AsyncClient, root: str) -> str:
    """The address of the segments of the project's template."""
    (template,) = await got(acc, f"{root}/templates")
    return f"{root}/templates/{template['id']}/segments"


async def test_a_fresh_project_has_a_template_with_one_wide_segment(
    acc: httpx.AsyncClient, root: str, segments: str
) -> None:
    (template,) = await got(acc, f"{root}/templates")
    assert set(template) == {
        *("id", "name", "locked", "integrationState", "integrationStateChangedAt"),
        *("integrationStateChangedBy", "createdAt", "updatedAt"),
    }
    page = await got(acc, segments)
    (segment,) = page["results"]
    assert set(segment) == {
        *("id", "templateId", "name", "type", "delimiter", "delimiterChar", "length"),
        *("isVariableLength", "position", "sampleCode", "isLocked", "createdAt", "updatedAt"),
    }
    assert segment["templateId"] == template["id"]
    assert (segment["type"], segment["isVariableLength"]) == ("code", True)
    assert await got(acc, f"{segments}/{segment['id']}") == segment


async def test_segments_are_made_moved_changed_and_deleted(
    acc: httpx.AsyncClient, segments: str
) -> None:
    trade = await made(acc, segments, name="Trade", length=2, delimiter="hyphen")
    assert (trade["position"], trade["delimiterChar"], trade["type"]) == (1, "-", "code")
    first = await made(acc, segments, name="Area", position=0, type="info")
    names = [each["name"] for each in (await got(acc, segments))["results"]]
    assert names == ["Area", "Budget Code", "Trade"]
    path = f"{segments}/{first['id']}"
    edited = await acc.patch(path, json={"name": "Zone", "sampleCode": "A1", "isLocked": True})
    assert edited.status_code == 200, edited.text
    assert (edited.json()["name"], edited.json()["isLocked"]) == ("Zone", True)
    assert (await acc.patch(path, json={"name": "Place"})).status_code == 409
    forced = await acc.patch(path, params={"force": "true"}, json={"name": "Place"})
    assert forced.status_code == 200
    assert (await acc.delete(path)).status_code == 409
    assert (await acc.delete(path, params={"force": "true"})).status_code == 204
    assert (await acc.get(path)).status_code == 404
    taken = await acc.post(segments, json={"name": "Trade"})
    assert taken.status_code == 409
    assert taken.json()["error"]["errors"][0]["field"] == "name"


async def test_the_shape_is_settled_once_budgets_have_codes(
    people: People, acc: httpx.AsyncClient, root: str, segments: str
) -> None:
    (segment,) = (await got(acc, segments))["results"]
    await made(acc, f"{root}/budgets", code="200420420378", name="Slab", unitPrice="1", quantity=1)
    path = f"{segments}/{segment['id']}"
    refused = await acc.patch(path, json={"length": 12})
    assert refused.status_code == 409
    assert refused.json()["error"]["errors"][0]["code"] == 450046
    assert (await acc.post(segments, json={"name": "Trade"})).status_code == 409
    assert (await acc.delete(path)).status_code == 409
    assert (await acc.patch(path, json={"name": "Code"})).status_code == 200
    manager = people.clients["manager"]
    query = {"force": "true"}
    assert (await manager.patch(path, json={"length": 12}, params=query)).status_code == 403
    assert (await acc.patch(path, json={"length": 12}, params=query)).status_code == 200


@pytest.fixture
async def trade(acc: httpx.AsyncClient, root: str, segments: str) -> str:
    """The address of the values of a segment of two characters."""
    segment = await made(acc, segments, name="Trade", length=2)
    return f"{root}/segments/{segment['id']}/values"


async def test_values_are_made_changed_filtered_and_deleted(
    acc: httpx.AsyncClient, root: str, trade: str
) -> None:
    own = str(uuid4())
    concrete = await made(acc, trade, id=own, code="03", description="Concrete", originalCode="3")
    assert concrete["id"] == own
    assert set(concrete) == {
        *("id", "segmentId", "parentId", "code", "originalCode", "description", "createdAt"),
        "updatedAt",
    }
    forms = await made(acc, trade, code="31", parentId=own)
    assert forms["parentId"] == own

    async def codes(path: str, **query: Any) -> list[str]:
        return [each["code"] for each in (await got(acc, path, **query))["results"]]

    assert await codes(trade) == ["03", "31"]
    for path in (trade, f"{root}/segment-values"):
        assert await codes(path, **{"filter[parentId]": own}) == ["31"]
        assert await codes(path, **{"filter[parentId]": "blank"}) == ["03"]
        assert await codes(path, **{"filter[code]": '"03"'}) == ["03"]
        assert await codes(path, **{"filter[originalCode]": "3"}) == ["03"]
        assert await codes(path, sort="code desc") == ["31", "03"]
        assert await codes(path, **{"filter[lastModifiedSince]": "2999-01-01"}) == []
    assert await codes(f"{root}/segment-values", **{"filter[segmentId]": str(uuid4())}) == []

    path = f"{trade}/{own}"
    assert await got(acc, path) == concrete
    assert (await acc.patch(path, json={"code": "04"})).json()["code"] == "04"
    for code, status, number in (("4", 409, 450407), ("31", 200, 0), ("", 400, 45007)):
        answer = await acc.patch(path, json={"code": code})
        assert answer.status_code == status, answer.text
        if number:
            error = answer.json().get("error", answer.json())
            assert error["errors"][0]["code"] == number
    assert (await acc.post(trade, json={"code": "31"})).status_code == 409
    assert (await acc.post(trade, json={"code": "32", "id": own})).status_code == 409
    assert (await acc.delete(path)).status_code == 409, "another lies under it"
    assert (await acc.delete(f"{trade}/{forms['id']}")).status_code == 204
    assert (await acc.delete(path)).status_code == 204
    assert await codes(trade) == []


async def test_values_are_read_by_a_cursor(acc: httpx.AsyncClient, root: str, trade: str) -> None:
    rows = [{"code": f"{number:02d}"} for number in range(7)]
    answer = await acc.post(f"{trade}:import", json={"append": True, "data": rows})
    assert answer.status_code == 200, answer.text
    found: list[str] = []
    url, pages = f"{root}/segment-values?limit=3", 0
    while url:
        page = await got(acc, url)
        found += [each["code"] for each in page["results"]]
        assert page["pagination"]["totalResults"] == 7
        assert ("cursorState" in page["pagination"]) and ("offset" not in page["pagination"])
        assert bool(page["pagination"]["cursorState"]) == bool(page["pagination"]["nextUrl"])
        url, pages = page["pagination"]["nextUrl"], pages + 1
    assert (sorted(found), pages) == ([row["code"] for row in rows], 3)
    bad = await acc.get(f"{root}/segment-values", params={"cursorState": "nonsense"})
    assert bad.status_code == 400
    assert bad.json()["errors"][0]["field"] == "cursorState"


async def test_an_import_adds_replaces_and_nests(
    acc: httpx.AsyncClient, root: str, trade: str
) -> None:
    top = str(uuid4())
    data = [
        {"id": top, "code": "10", "description": "Top"},
        {"code": "11", "parentId": top},
        {"code": "12", "parentId": top},
    ]
    first = await acc.post(f"{trade}:import", json={"data": data})
    assert first.status_code == 200, first.text
    assert [each["parentId"] for each in first.json()] == [None, top, top]
    again = await acc.post(f"{trade}:import", json={"data": data})
    assert again.json() == first.json(), "nothing changed"
    more = await acc.post(f"{trade}:import", json={"append": True, "data": [{"code": "20"}]})
    assert [each["code"] for each in more.json()] == ["20"]
    assert (await got(acc, trade))["pagination"]["totalResults"] == 4
    fewer = await acc.post(f"{trade}:import", json={"append": False, "data": data[:1]})
    assert fewer.status_code == 200
    assert [each["code"] for each in (await got(acc, trade))["results"]] == ["10"]
    for rows, field, status in (
        ([{"code": "1"}], "data.0.code", 409),
        ([{"code": "30"}, {"code": "30"}], "data.1.code", 409),
        ([{"code": "30", "parentId": str(uuid4())}], "data.0.parentId", 400),
        ([{"description": "no code"}], "data.0.code", 400),
        ([{"code": "30", "id": "x"}], "data.0.id", 400),
    ):
        answer = await acc.post(f"{trade}:import", json={"append": True, "data": rows})
        assert answer.status_code == status, answer.text
        error = answer.json().get("error", answer.json())
        assert error["errors"][0]["field"] == field
    assert (await got(acc, trade))["pagination"]["totalResults"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "x", "type": "colour"}, "type"),
        ({"name": "x", "delimiter": "slash"}, "delimiter"),
        ({"name": "x", "length": 256}, "length"),
        ({"name": "x", "length": -1}, "length"),
        ({"name": "x", "length": "long"}, "length"),
    ],
)
async def test_bad_segments_name_their_field(
    acc: httpx.AsyncClient, segments: str, body: dict[str, Any], field: str
) -> None:
    answer = await acc.post(segments, json=body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"] == field


async def test_who_may_and_whose_it_is(
    people: People,
    acc: httpx.AsyncClient,
    root: str,
    segments: str,
    trade: str,
    application: Application,
    ledger: Ledger,
) -> None:
    value = await made(acc, trade, code="03")
    assert (await people.clients["viewer"].post(trade, json={"code": "04"})).status_code == 403
    assert len((await got(people.clients["viewer"], trade))["results"]) == 1
    for role in ("owner", "supplier"):
        client = people.clients[role]
        assert await got(client, f"{root}/templates") == []
        assert (await got(client, f"{root}/segment-values"))["results"] == []
        assert (await client.get(f"{trade}/{value['id']}")).status_code == 404
    other = await make_container(ledger)
    stranger = (await join(application, ledger, other)).clients["admin"]
    theirs = trade.replace(root, f"/cost/v1/containers/{other.uuid}")
    for method, path in (("GET", theirs), ("POST", theirs), ("GET", f"{theirs}/{value['id']}")):
        answer = await stranger.request(method, path, json={"code": "03"})
        assert answer.status_code == 404, path
    (wide, _) = (await got(acc, segments))["results"]
    elsewhere = f"{root}/segments/{wide['id']}/values/{value['id']}"
    assert (await acc.get(elsewhere)).status_code == 404
    assert (await acc.patch(elsewhere, json={"code": "05"})).status_code == 404
